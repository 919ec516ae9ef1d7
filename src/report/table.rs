//! A table of indicators, one a row: numbers of people, and shares with their base.

use super::context::Composer;
use super::document::{Block, Cell};
use super::template::Part;
use crate::indicator::Measure;

const HEADS: [&str; 6] = ["people", "known", "share_percent", "low_percent", "high_percent", "unknown"];

pub(super) fn table(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    let lines = indicators.into_iter().filter_map(|indicator| {
        let cells = match indicator.measure {
            Measure::Count => {
                let row = composer.row(indicator, "count", "")?;
                let none = [Cell::None, Cell::None, Cell::None, Cell::None];
                let maybe = composer.people(row.among_unknown);
                std::iter::once(composer.people(row.count)).chain(none).chain([maybe]).collect::<Vec<_>>()
            }
            Measure::Share { .. } => {
                let row = composer.row(indicator, "share", "")?;
                let people = [row.count, row.base].map(|n| composer.people(n));
                let shares = [row.value, row.low, row.high].map(|x| composer.percent(x));
                people.into_iter().chain(shares).chain([composer.people(row.unknown)]).collect()
            }
            _ => return None,
        };
        Some(composer.line(composer.name(indicator), cells))
    });
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let heads = composer.heads("indicator", &HEADS);
    let caption = composer.text("chart.table.caption");
    vec![composer.table(caption, heads, lines)]
}
