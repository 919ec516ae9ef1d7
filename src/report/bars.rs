//! How are people spread over the classes of one question?

use super::context::{Composer, Said};
use super::document::{Block, Cell, ColumnHead};
use super::figure::{BarList, BarRow, Chart};
use super::template::Part;
use crate::analysis::Row;
use crate::fact::names::{fact_name, level_name};
use crate::indicator::{Indicator, Measure};
use crate::text::capitalise;

pub(super) fn figure(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    indicators.into_iter().filter_map(|indicator| one(composer, indicator)).collect()
}

fn one(composer: &mut Composer<'_>, indicator: &Indicator) -> Option<Block> {
    let Measure::Distribution { of } = &indicator.measure else { return None };
    let moment = indicator.moment.map(|moment| moment.to_string()).unwrap_or_default();
    // In the order of the codebook.
    let rows = composer.context.released.rows.iter().filter(|row| {
        let key = &row.key;
        key.indicator == indicator.id && key.moment == moment && key.statistic == "share" && key.by.is_empty()
    });
    let rows: Vec<(String, &Row)> = rows
        .filter(|row| !row.key.level.is_empty())
        .map(|row| (capitalise(&level_name(composer.catalog(), of, &row.key.level)), row))
        .collect();
    // Where everybody is in one class there is nothing to compare.
    if rows.len() < 2 {
        return None;
    }
    let base = rows.first().map(|(_, row)| row.base).filter(|base| base.value() != Some(0.0))?;
    let unknown = rows.first().and_then(|(_, row)| row.unknown.whole()).filter(|n| *n > 0);
    let number = composer.next_figure(&[&indicator.id]);
    let composer = &*composer;
    let c = composer.catalog();
    let drawn: Vec<BarRow> = rows
        .iter()
        .map(|(label, row)| BarRow {
            label: label.clone(),
            share: row.value.value().map(|share| composer.percent_mark(share)),
            count: row.count.whole().map(|n| c.integer(n)),
            focus: false,
        })
        .collect();
    let shown = drawn.iter().any(|row| row.share.is_some());
    let chart = composer.drawn_of(base, shown, || {
        let told = |n: u64| c.fill("chart.bars.unknown", &[("n", &c.integer(n))]);
        let unknown = unknown.map(|n| (capitalise(c.text("level.not_known")), told(n)));
        Chart::BarList(BarList { rows: drawn, bracket: None, unknown })
    });
    let name = composer.name(indicator);
    let item = |(label, row): &(String, &Row)| Some(composer.alt_item(label, &c.percent(row.value.value()?)));
    let published = rows.iter().filter_map(|(label, row)| Some((row.count.whole()?, (label.clone(), *row))));
    let largest = published.fold(None, |most: Option<(u64, (String, &Row))>, next| match most {
        Some(most) if most.0 >= next.0 => Some(most),
        _ => Some(next),
    });
    let numbers: Vec<String> = rows.iter().filter_map(item).take(6).collect();
    let hidden = rows.iter().filter(|(_, row)| row.count.is_hidden()).count();
    let alt = c.fill("chart.bars.alt", &[("name", &name), ("numbers", &numbers.join("; "))]);
    let said = Said {
        message: match largest.and_then(|(_, row)| item(&row)) {
            Some(value) => c.labelled(&name, &value),
            None => name.clone(),
        },
        formal: c.fill("chart.bars.formal", &[("name", &name), ("n", &composer.written(base))]),
        alt: composer.alt_with_hidden(alt, hidden),
        reading: composer.text("chart.bars.read"),
        note: match hidden {
            0 => composer.text("chart.bars.note"),
            _ => [c.text("chart.bars.note"), c.text("chart.hidden_read")].join(" "),
        },
    };
    let what = ColumnHead { text: capitalise(&fact_name(c, composer.vocabulary(), of)), numeric: false };
    let numbers = ["people", "share_percent", "low_percent", "high_percent"];
    let head = std::iter::once(what).chain(numbers.map(|key| composer.number_head(&format!("column.{key}"))));
    let lines = rows.iter().map(|(label, row)| {
        let shares = [row.value, row.low, row.high].map(|x| composer.percent(x));
        composer.line(label.clone(), std::iter::once(composer.people(row.count)).chain(shares))
    });
    let of_unknown = rows.first().map(|(_, row)| row.unknown).filter(|n| n.is_hidden() || unknown.is_some());
    let last = of_unknown.map(|n| {
        let label = capitalise(c.text("level.not_known"));
        composer.line(label, [composer.people(n), Cell::None, Cell::None, Cell::None])
    });
    let lines = lines.chain(last).collect();
    Some(composer.figure(number, said, chart, name, head.collect(), lines))
}
