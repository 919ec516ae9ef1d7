//! What was hidden, by which rule, and what that cost.

use super::context::Composer;
use super::document::{Block, Cell, Row as TableRow, Text};
use crate::analysis::Proof;

pub(super) fn privacy(composer: &mut Composer<'_>) -> Vec<Block> {
    let c = composer.catalog();
    let released = composer.context.released;
    let policy = &released.policy;
    if !policy.protects() {
        return vec![Block::Notice(composer.text("privacy.internal").into())];
    }
    let line = |key: &str, slot: &str, n: u64| Text::from(c.fill(key, &[(slot, &c.integer(n))]));
    let mut list = vec![
        line("privacy.min_count", "k", policy.least),
        line("privacy.min_mean", "n", policy.least_for_mean),
        line("privacy.quantiles", "k", policy.least),
        composer.text("privacy.secondary").into(),
    ];
    match released.proof {
        Proof { targets: 0, .. } => {}
        Proof { unproven: 0, .. } => list.push(line("privacy.certified", "k", policy.least)),
        Proof { .. } => list.push(line("privacy.certified_partly", "k", policy.least)),
    }
    list.push(composer.text("privacy.no_rows").into());
    let blocks = vec![Block::List(list)];
    let number = |n: usize| Cell::Number { text: c.integer(n as u64), value: n as f64 };
    let mut rows = Vec::new();
    for id in composer.used.clone() {
        let (Some(hidden), Some(indicator)) =
            (released.hidden.get(&id), composer.context.indicators.iter().find(|indicator| indicator.id == id))
        else {
            continue;
        };
        let name = Cell::Text(composer.name(indicator));
        rows.push(TableRow::Cells(vec![name, number(hidden.hidden + hidden.shown), number(hidden.hidden)]));
    }
    if let Some(all) = released.hidden.get("") {
        let name = Cell::Text(composer.text("level.total"));
        rows.push(TableRow::Cells(vec![name, number(all.hidden + all.shown), number(all.hidden)]));
    }
    let head = vec![
        composer.word_head("column.indicator"),
        composer.number_head("column.numbers"),
        composer.number_head("column.hidden"),
    ];
    let caption = composer.text("privacy.caption");
    let table = composer.table(caption, head, rows);
    let note = Block::Paragraph(composer.text("privacy.each_once").into());
    blocks.into_iter().chain([table, note]).collect()
}
