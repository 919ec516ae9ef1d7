//! Results by group, in the order of the codebook: never by result.

use super::context::{Composer, Said};
use super::document::{Block, Cell, ColumnHead, Row as TableRow};
use super::figure::{Chart, Forest, ForestGroup, ForestRow, Panel, Profile, ProfileRow};
use super::template::Part;
use crate::fact::names::{breakdown_name, group_name};
use crate::fact::{REBUILT, YEARS};
use crate::indicator::Indicator;

/// A breakdown of the report, in the words of its language.
struct Breakdown {
    name: String,
    /// Whether one person may stand in several of its groups.
    overlap: bool,
    groups: Vec<Group>,
}

/// A group of a breakdown: its name, and the key of its rows.
struct Group {
    label: String,
    by: String,
    group: String,
}

fn breakdowns<'a>(composer: &'a Composer<'_>) -> impl Iterator<Item = Breakdown> + 'a {
    let c = composer.catalog();
    composer.context.about.groups.iter().map(move |(facts, groups)| {
        let named = groups.iter().map(|group| {
            let labels: Vec<&str> = group.iter().map(String::as_str).collect();
            Group { label: group_name(c, facts, &labels), by: facts.join("*"), group: group.join("*") }
        });
        Breakdown {
            name: breakdown_name(c, facts),
            overlap: facts.iter().any(|fact| REBUILT.contains(&fact.as_str()) || fact == "target_group"),
            groups: named.collect(),
        }
    })
}

/// The rows of every breakdown under their headings, after a row of the total.
fn rows(composer: &Composer<'_>, numbers: &dyn Fn(&str, &str) -> Option<Vec<Cell>>) -> (Vec<TableRow>, bool) {
    let mut rows = Vec::new();
    let mut overlap = false;
    if let Some(cells) = numbers("", "") {
        rows.push(composer.line(composer.text("level.total"), cells));
    }
    for Breakdown { name, overlap: overlaps, groups } in breakdowns(composer) {
        let line = |Group { label, by, group }| Some(composer.line(label, numbers(&by, &group)?));
        let lines: Vec<TableRow> = groups.into_iter().filter_map(line).collect();
        if !lines.is_empty() {
            rows.push(TableRow::Group(name));
            rows.extend(lines);
            overlap |= overlaps;
        }
    }
    (rows, overlap)
}

/// What a reader of groups must know: that they overlap, that a year may not be whole.
fn cautions(composer: &Composer<'_>, overlap: bool) -> Vec<Block> {
    let about = composer.context.about;
    let by_year = about.groups.iter().any(|(facts, _)| facts.iter().any(|fact| YEARS.contains(&fact.as_str())));
    let until = composer.catalog().date(about.data_until);
    let partial = by_year.then(|| composer.fill("sentence.years_partial", &[("date", &until)]));
    let overlap = overlap.then(|| composer.text("sentence.overlap"));
    overlap.into_iter().chain(partial).map(|said| Block::Paragraph(said.into())).collect()
}

/// How many people, by the breakdowns.
pub(super) fn counts(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
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
    let mut head = composer.heads("group", &[]);
    head.extend(indicators.iter().map(|i| ColumnHead { text: composer.name(i), numeric: true }));
    let mut blocks = match profile(composer, indicators[0], &head, &rows) {
        Some(figure) => vec![figure],
        None => vec![composer.table(composer.text("label.participants"), head, rows)],
    };
    blocks.extend(cautions(composer, overlap));
    blocks
}

/// Who took part, as small bars by background; none where nothing is broken down.
fn profile(
    composer: &mut Composer<'_>,
    indicator: &Indicator,
    head: &[ColumnHead],
    rows: &[TableRow],
) -> Option<Block> {
    let all = composer.row(indicator, "count", "")?.count.whole().filter(|n| *n > 0)?;
    let c = composer.catalog();
    let mut numbers = Vec::new();
    let panels: Vec<Panel> = breakdowns(composer)
        .map(|Breakdown { name: title, groups, .. }| {
            let rows = groups.into_iter().filter_map(|Group { label, by, group }| {
                let people = composer.group_row(indicator, "count", "", &by, &group)?.count;
                let share = people.whole().map(|n| composer.percent_mark(n as f64 / all as f64));
                Some(ProfileRow { label, share, count: people.whole().map(|n| c.integer(n)) })
            });
            let rows: Vec<ProfileRow> = rows.collect();
            // One number a question is what a listener keeps.
            if let Some(row) = rows.iter().find(|row| row.share.is_some()) {
                let value = row.share.as_ref().map_or("", |share| share.text.as_str());
                numbers.push(composer.alt_item(&row.label, value));
            }
            Panel { title, rows }
        })
        .filter(|panel| !panel.rows.is_empty())
        .collect();
    if panels.is_empty() {
        return None;
    }
    // A figure that is not there takes no number.
    let number = composer.next_figure(&[&indicator.id]);
    let hidden = panels.iter().flat_map(|panel| &panel.rows).any(|row| row.share.is_none());
    let value = c.integer(all);
    let said = Said {
        message: c.labelled(&composer.name(indicator), &value),
        formal: composer.text("chart.profile.formal"),
        alt: c.fill("chart.profile.alt", &[("numbers", &numbers.join("; "))]),
        reading: composer.text("chart.profile.read"),
        note: if hidden { composer.text("label.hidden_key") } else { String::new() },
    };
    let caption = composer.text("label.participants");
    Some(composer.figure(number, said, Chart::Profile(Profile { panels }), caption, head.to_vec(), rows.to_vec()))
}

/// A share by the breakdowns.
pub(super) fn groups(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    let mut blocks = Vec::new();
    for indicator in indicators {
        let numbers = |by: &str, group: &str| -> Option<Vec<Cell>> {
            composer.group_row(indicator, "share", "", by, group).map(|row| composer.share_cells(Some(row)))
        };
        let nobody = composer.row(indicator, "share", "").is_none_or(|row| row.base.value() == Some(0.0));
        if composer.context.about.groups.is_empty() || nobody {
            continue;
        }
        let (rows, overlap) = rows(composer, &numbers);
        let head = composer.heads("group", &["known", "counted", "share_percent", "low_percent", "high_percent"]);
        blocks.push(forest(composer, indicator, head, rows));
        blocks.extend(cautions(composer, overlap));
    }
    blocks
}

/// The share of every group beside the share of everybody.
fn forest(composer: &mut Composer<'_>, indicator: &Indicator, head: Vec<ColumnHead>, rows: Vec<TableRow>) -> Block {
    let number = composer.next_figure(&[&indicator.id]);
    let composer = &*composer;
    let c = composer.catalog();
    let row = |label: String, by: &str, group: &str| -> Option<ForestRow> {
        // Nobody at all is no hidden group.
        let row = composer.group_row(indicator, "share", "", by, group).filter(|row| row.base.value() != Some(0.0))?;
        Some(ForestRow { label, n: row.base.whole().map(|n| c.integer(n)), marks: composer.interval_marks(row) })
    };
    let groups: Vec<ForestGroup> = breakdowns(composer)
        .map(|Breakdown { name: heading, groups, .. }| {
            let rows = groups.into_iter().filter_map(|Group { label, by, group }| row(label, &by, &group));
            ForestGroup { heading, rows: rows.collect() }
        })
        .filter(|group| !group.rows.is_empty())
        .collect();
    let name = composer.name(indicator);
    let total = row(composer.text("level.all"), "", "");
    let share = composer.row(indicator, "share", "").and_then(|row| composer.share_of(row));
    let message = share.map_or_else(|| name.clone(), |value| c.labelled(&name, &value));
    let items: Vec<String> = groups
        .iter()
        .filter_map(|group| group.rows.iter().find(|row| row.marks.is_some()))
        .filter_map(|row| Some(composer.alt_item(&row.label, &row.marks.as_ref()?.share.text)))
        .take(4)
        .collect();
    let said = Said {
        message,
        formal: c.fill("chart.groups.formal", &[("name", &name)]),
        alt: c.fill("chart.groups.alt", &[("name", &name), ("numbers", &items.join("; "))]),
        reading: composer.text("chart.groups.read"),
        note: composer.text("chart.groups.note"),
    };
    let nothing = !groups.iter().flat_map(|group| &group.rows).any(|row| row.marks.is_some());
    let chart = match total {
        Some(total) if !nothing => Chart::Forest(Forest {
            share: composer.text("chart.share.head_share"),
            interval: composer.text("chart.share.head_interval"),
            ticks: composer.quarters(),
            total,
            groups,
        }),
        _ => Chart::Said(composer.text("chart.all_hidden")),
    };
    composer.figure(number, said, chart, name, head, rows)
}
