//! How columns were read, and what was noticed.

use super::context::Composer;
use super::document::{Block, Cell, Row as TableRow};
use crate::fact::Moment;
use crate::fact::names::{fact_name, moment_at, status_name};
use crate::text::Catalog;
use crate::text::finding as words;
use std::collections::BTreeMap;

/// How each column was read.
pub(super) fn columns(composer: &mut Composer<'_>) -> Vec<Block> {
    let c = composer.catalog();
    let about = composer.context.about;
    let rows_read: u64 = about.sources.iter().map(|source| source.rows).sum();
    let mut blocks = vec![Block::Paragraph(c.fill("quality.rows_read", &[("n", &c.integer(rows_read))]).into())];
    let how = about.sources.iter().map(|source| {
        let value = c.wrap_own(&source.form.in_short());
        c.labelled(&c.wrap_own(&source.name), &value).into()
    });
    blocks.push(Block::List(how.collect()));
    let windows = windows(c, &about.closes);
    if !windows.is_empty() {
        blocks.push(Block::List(windows.into_iter().map(Into::into).collect()));
    }
    let rows: Vec<TableRow> = about
        .read
        .iter()
        .map(|column| {
            let fact = match &column.fact {
                Some(fact) => Cell::Text(fact_name(c, composer.vocabulary(), fact)),
                None => Cell::None,
            };
            TableRow::Cells(vec![Cell::Text(c.wrap_own(&column.header)), fact])
        })
        .collect();
    let head = vec![composer.word_head("column.column"), composer.word_head("column.read_as")];
    let caption = composer.text("quality.columns_caption");
    blocks.push(composer.table(caption, head, rows));
    blocks
}

/// Which facts of sources with days are in, and from when on.
#[must_use]
pub fn windows(catalog: &Catalog, closes: &BTreeMap<Moment, u32>) -> Vec<String> {
    // Moments that wait equally long are told of together.
    let mut together: Vec<(u32, Vec<String>)> = Vec::new();
    for (moment, days) in closes.iter().filter(|(_, days)| **days > 0) {
        let moment = moment_at(catalog, *moment);
        match together.iter_mut().find(|(known, _)| known == days) {
            Some((_, moments)) => moments.push(moment),
            None => together.push((*days, vec![moment])),
        }
    }
    let one = |(days, moments): (u32, Vec<String>)| {
        let slots = [("moment", catalog.list(&moments)), ("n", catalog.integer(u64::from(days)))];
        catalog.fill("quality.window", &slots.each_ref().map(|(slot, text)| (*slot, text.as_str())))
    };
    together.into_iter().map(one).collect()
}

/// What was noticed, by kind; never a value of a cell.
pub(super) fn findings(composer: &mut Composer<'_>) -> Vec<Block> {
    let about = composer.context.about;
    if about.findings.is_empty() {
        return vec![Block::Paragraph(composer.text("quality.no_findings").into())];
    }
    let c = composer.catalog();
    let public = composer.context.released.policy.protects();
    let mut kinds: BTreeMap<(std::cmp::Reverse<crate::finding::Severity>, String, String), u64> = BTreeMap::new();
    for finding in &about.findings {
        let column = finding.place.column.clone().unwrap_or_default();
        let named = |id: &str| match composer.vocabulary().fact(id) {
            Some(_) => fact_name(c, composer.vocabulary(), id),
            None => status_name(c, id),
        };
        let what = words::what(c, finding, &named);
        *kinds.entry((std::cmp::Reverse(finding.code.severity()), what, column)).or_default() += finding.rows;
    }
    let rows = kinds
        .into_iter()
        .map(|((_, what, column), rows)| {
            let count = match rows {
                0 => Cell::None,
                // One wording for every small number, also for those about cells of a file.
                n if public && n < composer.context.released.policy.least => Cell::Hidden,
                n => Cell::Number { text: c.integer(n), value: n as f64 },
            };
            let column = if column.is_empty() { Cell::None } else { Cell::Text(c.wrap_own(&column)) };
            TableRow::Cells(vec![Cell::Text(what), column, count])
        })
        .collect();
    let head = vec![
        composer.word_head("column.finding"),
        composer.word_head("column.column"),
        composer.number_head("column.rows"),
    ];
    let caption = composer.text("quality.findings_caption");
    vec![composer.table(caption, head, rows)]
}
