//! Results by group, in the order of the codebook: never by result.

use super::context::Composer;
use super::document::{Block, Cell, Row as TableRow};
use super::template::Part;
use crate::fact::REBUILT;
use crate::fact::names::{breakdown_name, group_name};

/// The rows of every breakdown under their headings, after a row of the total.
fn rows(composer: &Composer<'_>, numbers: &dyn Fn(&str, &str) -> Option<Vec<Cell>>) -> (Vec<TableRow>, bool) {
    let c = composer.catalog();
    let mut rows = Vec::new();
    let mut overlap = false;
    if let Some(cells) = numbers("", "") {
        rows.push(TableRow::Cells(std::iter::once(Cell::Text(composer.text("level.total"))).chain(cells).collect()));
    }
    for (facts, groups) in &composer.context.about.groups {
        let by = facts.join("*");
        let lines: Vec<TableRow> = groups
            .iter()
            .filter_map(|group| {
                let labels: Vec<&str> = group.iter().map(String::as_str).collect();
                let cells = numbers(&by, &group.join("*"))?;
                Some(TableRow::Cells(std::iter::once(Cell::Text(group_name(c, facts, &labels))).chain(cells).collect()))
            })
            .collect();
        if !lines.is_empty() {
            rows.push(TableRow::Group(breakdown_name(c, facts)));
            rows.extend(lines);
            overlap |= facts.iter().any(|fact| REBUILT.contains(&fact.as_str()) || fact == "target_group");
        }
    }
    (rows, overlap)
}

/// How many people, by the breakdowns.
pub(super) fn counts(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(&part.of, part.own);
    if indicators.is_empty() {
        return Vec::new();
    }
    let numbers = |by: &str, group: &str| -> Option<Vec<Cell>> {
        let cells: Vec<Option<Cell>> = indicators
            .iter()
            .map(|i| composer.group_row(i, "count", "", by, group).map(|row| composer.people(row.count)))
            .collect();
        cells.iter().any(Option::is_some).then(|| cells.into_iter().map(|cell| cell.unwrap_or(Cell::None)).collect())
    };
    let (rows, overlap) = rows(composer, &numbers);
    let mut head = vec![composer.word_head("column.group")];
    head.extend(indicators.iter().map(|i| super::document::ColumnHead { text: composer.name(i), numeric: true }));
    let caption = composer.text("label.participants");
    let mut blocks = vec![composer.table(caption, head, rows)];
    blocks.extend(overlap.then(|| Block::Paragraph(composer.text("sentence.overlap").into())));
    blocks
}

/// A share by the breakdowns.
pub(super) fn groups(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(&part.of, part.own);
    let mut blocks = Vec::new();
    for indicator in indicators {
        let numbers = |by: &str, group: &str| -> Option<Vec<Cell>> {
            let row = composer.group_row(indicator, "share", "", by, group)?;
            let mut cells = vec![composer.people(row.base), composer.people(row.count)];
            cells.extend([row.value, row.low, row.high].map(|x| composer.percent(x)));
            Some(cells)
        };
        let nobody = composer.row(indicator, "share", "").is_none_or(|row| row.base.value() == Some(0.0));
        if composer.context.about.groups.is_empty() || nobody {
            continue;
        }
        let (rows, overlap) = rows(composer, &numbers);
        let mut head = vec![composer.word_head("column.group")];
        for key in ["known", "counted", "share_percent", "low_percent", "high_percent"] {
            head.push(composer.number_head(&format!("column.{key}")));
        }
        let name = composer.name(indicator);
        blocks.push(Block::Heading(name.clone()));
        blocks.push(composer.table(name, head, rows));
        blocks.extend(overlap.then(|| Block::Paragraph(composer.text("sentence.overlap").into())));
    }
    blocks
}
