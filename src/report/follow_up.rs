//! Does it last, and how sure can we be?

use super::context::Composer;
use super::document::{Block, Cell, Row as TableRow, Table};
use super::figure::{Chart, Figure, FollowUpShare, Mark, ShareMarks, ShareRow};
use super::template::Part;
use crate::analysis::Flag;
use crate::indicator::Indicator;

pub(super) fn figure(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(&part.of, part.own);
    let any = indicators.iter().any(|i| composer.row(i, "share", "").is_some_and(|row| row.base.value() != Some(0.0)));
    if !any {
        return Vec::new();
    }
    let ids: Vec<&str> = indicators.iter().map(|i| i.id.as_str()).collect();
    let number = composer.next_figure(&ids);
    let c = composer.catalog();
    let shares = |i: &&&Indicator| composer.row(i, "share", "").and_then(|row| row.value.value());
    // The message is the result of half a year, or of the latest moment before it that is shown.
    let half_year = |i: &&&Indicator| i.moment.and_then(|m| m.months_after_exit()).is_none_or(|months| months <= 6);
    let spoken = indicators.iter().filter(half_year).rfind(|i| shares(i).is_some());
    let of = composer.text("group_state.employed");
    let message = spoken.and_then(|indicator| {
        let row = composer.row(indicator, "share", "")?;
        let k_of_n = composer.k_of_n(row.count, row.base);
        let value = format!("{} ({k_of_n})", c.percent(row.value.value()?));
        Some(c.fill("format.labelled", &[("name", &composer.name(indicator)), ("value", &value)]))
    });
    let title = crate::text::capitalise(&of);
    let items: Vec<String> = indicators
        .iter()
        .filter_map(|indicator| {
            let value = c.percent(composer.row(indicator, "share", "")?.value.value()?);
            let name = composer.moment_label(indicator.moment);
            Some(c.fill("chart.alt_item", &[("name", &name), ("value", &value)]))
        })
        .collect();
    let numbers = items.join(c.text("format.list_separator"));
    let words = |key: &str| c.text(&format!("chart.share.{key}")).to_owned();
    let ticks = [0.0, 25.0, 50.0, 75.0, 100.0].map(|at| Mark { at, text: c.percent(at / 100.0) });
    let rows: Vec<ShareRow> = indicators.iter().map(|indicator| row(composer, indicator)).collect();
    let figure = Figure {
        number,
        label: composer.fill("label.figure", &[("n", &number.to_string())]),
        message: message.unwrap_or_else(|| title.clone()),
        formal: c.fill("chart.share.formal", &[("name", &title)]),
        chart: if rows.iter().all(|row| row.marks.is_none()) {
            Chart::Said(composer.text("chart.all_hidden"))
        } else {
            Chart::FollowUpShare(FollowUpShare {
                share: words("head_share"),
                share_key: words("key_share"),
                interval: words("key_interval"),
                bounds: words("head_bounds"),
                bounds_key: words("key_bounds"),
                bounds_key_short: words("key_bounds_short"),
                ticks: ticks.to_vec(),
                rows,
            })
        },
        alt: c.fill("chart.share.alt", &[("name", &title), ("numbers", &numbers)]),
        reading: words("read"),
        note: words("note"),
        table_label: composer.fill("label.figure_table", &[("n", &number.to_string())]),
        table_elsewhere: composer.figure_file(),
        table: Table {
            label: format!("{}.", composer.fill("label.figure", &[("n", &number.to_string())])),
            caption: c.fill("chart.share.caption", &[("name", &title)]),
            head: [
                "moment",
                "due",
                "known",
                "counted",
                "share_percent",
                "low_percent",
                "high_percent",
                "floor_percent",
                "ceiling_percent",
            ]
            .iter()
            .enumerate()
            .map(|(i, key)| {
                let key = format!("column.{key}");
                if i == 0 { composer.word_head(&key) } else { composer.number_head(&key) }
            })
            .collect(),
            rows: indicators.iter().map(|indicator| table_row(composer, indicator)).collect(),
        },
    };
    vec![Block::Figure(Box::new(figure))]
}

fn row(composer: &Composer<'_>, indicator: &Indicator) -> ShareRow {
    let c = composer.catalog();
    let label = composer.moment_label(indicator.moment);
    let starting = || composer.text("chart.follow_up_starting");
    let Some(row) = composer.row(indicator, "share", "") else {
        return ShareRow { label, note: starting(), marks: None };
    };
    if matches!(row.flag, Flag::NotDue | Flag::NotAvailable) {
        return ShareRow { label, note: starting(), marks: None };
    }
    let due = row.base.whole().zip(row.unknown.whole()).zip(row.among_unknown.whole()).map(|((a, b), c)| a + b + c);
    let note = match (row.base.whole(), due) {
        (Some(base), Some(due)) => {
            let k_of_n = c.k_of_n(&c.integer(base), &c.integer(due));
            c.fill("chart.share.known", &[("k_of_n", &k_of_n)])
        }
        _ => composer.text("label.hidden_symbol_word"),
    };
    let marks = || -> Option<ShareMarks> {
        let percent = |x: f64| (x * 100.0).round();
        let (share, low, high) = (row.value.value()?, row.low.value()?, row.high.value()?);
        let floor = composer.row(indicator, "share_floor", "")?.value.value()?;
        let ceiling = composer.row(indicator, "share_ceiling", "")?.value.value()?;
        Some(ShareMarks {
            share: Mark { at: percent(share), text: c.percent(share) },
            interval: (percent(low), percent(high)),
            interval_text: c.percent_range(low, high),
            bounds: (percent(floor), percent(ceiling)),
            bounds_text: c.percent_range(floor, ceiling),
        })
    };
    ShareRow { label, note, marks: marks() }
}

fn table_row(composer: &Composer<'_>, indicator: &Indicator) -> TableRow {
    let mut cells = vec![Cell::Text(composer.moment_label(indicator.moment))];
    let Some(row) = composer.row(indicator, "share", "") else {
        cells.extend(vec![Cell::None; 8]);
        return TableRow::Cells(cells);
    };
    let due = match (row.base.whole(), row.unknown.whole(), row.among_unknown.whole()) {
        (Some(a), Some(b), Some(c)) => {
            Cell::Number { text: composer.catalog().integer(a + b + c), value: (a + b + c) as f64 }
        }
        _ => Cell::Hidden,
    };
    cells.extend([due, composer.people(row.base), composer.people(row.count)]);
    cells.extend([row.value, row.low, row.high].map(|x| composer.percent(x)));
    for statistic in ["share_floor", "share_ceiling"] {
        cells.push(composer.row(indicator, statistic, "").map_or(Cell::None, |row| composer.percent(row.value)));
    }
    TableRow::Cells(cells)
}
