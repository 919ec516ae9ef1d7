//! How far did the average move, and how many gained, stayed and lost?

use super::context::{Composer, Said};
use super::document::{Block, Cell, Row as TableRow};
use super::figure::{Change, ChangeMarks, ChangeRow, Chart, Mark, ThreeRow};
use super::template::Part;
use crate::analysis::Row;
use crate::fact::instrument::{Better, Instrument};
use crate::fact::names::{instrument_name, moment_at};
use crate::indicator::{Indicator, Measure};

/// A change with its instrument.
struct Scale<'a> {
    indicator: &'a Indicator,
    instrument: &'a Instrument,
    label: String,
}

fn scales<'a>(composer: &mut Composer<'a>, part: &Part) -> Vec<Scale<'a>> {
    let indicators = composer.indicators(part);
    let vocabulary = composer.vocabulary();
    indicators
        .into_iter()
        .filter_map(|indicator| {
            let Measure::Change { scale, .. } = &indicator.measure else { return None };
            let row = composer.row(indicator, "mean_change", "")?;
            if row.base.value() == Some(0.0) || row.base.value().is_none() && !row.base.is_hidden() {
                return None;
            }
            let instrument = vocabulary.instruments.get(scale)?;
            let name = instrument_name(composer.catalog(), vocabulary, scale);
            let label = match instrument.better {
                Better::Higher => name,
                Better::Lower => composer.fill("chart.change.lower_better", &[("name", &name)]),
            };
            Some(Scale { indicator, instrument, label })
        })
        .collect()
}

pub(super) fn figure(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let scales = scales(composer, part);
    let Some(first) = scales.first() else { return Vec::new() };
    let Measure::Change { from, to, .. } = &first.indicator.measure else { return Vec::new() };
    let (from, to) = (*from, *to);
    let ids: Vec<&str> = scales.iter().map(|scale| scale.indicator.id.as_str()).collect();
    let number = composer.next_figure(&ids);
    let composer = &*composer;
    let c = composer.catalog();
    let rows: Vec<ChangeRow> = scales.iter().map(|scale| row(composer, scale)).collect();
    let items: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let marks = row.marks.as_ref()?;
            let slots = [("name", row.label.as_str()), ("start", &marks.start.text), ("end", &marks.end.text)];
            Some(c.fill("chart.change.alt_row", &slots))
        })
        .take(4)
        .collect();
    let words = |key: &str| c.text(&format!("chart.change.{key}")).to_owned();
    let message = scales.iter().find_map(|scale| {
        let row = composer.row(scale.indicator, "improved", "")?;
        let improved = row.value.value()?;
        let worsened = composer.row(scale.indicator, "worsened", "")?.value.value()?;
        let unchanged = composer.row(scale.indicator, "unchanged", "")?.value.value()?;
        let [improved, unchanged, worsened] = [improved, unchanged, worsened].map(|share| c.percent(share));
        let slots = [
            ("name", scale.label.as_str()),
            ("improved", &improved),
            ("unchanged", &unchanged),
            ("worsened", &worsened),
        ];
        Some(c.fill("sentence.three_way_short", &slots))
    });
    let name = composer.name(first.indicator);
    let chart = composer.drawn(rows.iter().any(|row| row.marks.is_some()), || {
        Chart::Change(Change {
            start: words("start"),
            end: words("end"),
            change: words("head_change"),
            interval: words("head_interval"),
            change_and_interval: words("head_narrow"),
            axis: words("axis"),
            axis_short: words("axis_short"),
            rows,
        })
    });
    let said = Said {
        message: message.unwrap_or(name),
        formal: c.fill("chart.change.formal", &[("from", &moment_at(c, from)), ("to", &moment_at(c, to))]),
        alt: c.fill("chart.change.alt", &[("numbers", &items.join("; "))]),
        reading: words("read"),
        note: words("note"),
    };
    let lines = scales.iter().map(|scale| table_row(composer, scale)).collect();
    vec![composer.figure(number, said, chart, words("caption"), composer.heads("instrument", &MEANS), lines)]
}

/// The columns of a table of means.
const MEANS: [&str; 6] = ["n", "start_mean", "end_mean", "change", "low", "high"];

fn places(x: f64) -> usize {
    usize::from(x.fract() != 0.0)
}

/// Per cent of the scale's length, as it is published.
fn percent(x: f64, instrument: &Instrument) -> f64 {
    (x / (instrument.max - instrument.min) * 100.0).round()
}

struct Means<'a> {
    start: &'a Row,
    end: &'a Row,
    change: &'a Row,
}

fn means<'a>(composer: &Composer<'a>, scale: &Scale<'_>) -> Option<Means<'a>> {
    Some(Means {
        start: composer.row(scale.indicator, "mean_start", "")?,
        end: composer.row(scale.indicator, "mean_end", "")?,
        change: composer.row(scale.indicator, "mean_change", "")?,
    })
}

fn row(composer: &Composer<'_>, scale: &Scale<'_>) -> ChangeRow {
    let c = composer.catalog();
    let instrument = scale.instrument;
    let means = means(composer, scale);
    let n = means.as_ref().and_then(|m| m.change.base.whole()).map(|n| c.integer(n));
    let marks = means.and_then(|m| {
        let start = percent(m.start.value.value()? - instrument.min, instrument);
        let end = percent(m.end.value.value()? - instrument.min, instrument);
        let (low, high) = (m.change.low.value()?, m.change.high.value()?);
        let (low_percent, high_percent) = (percent(low, instrument), percent(high, instrument));
        let mark = |at: f64| Mark { at, text: c.decimal(at, 0) };
        Some(ChangeMarks {
            start: mark(start),
            end: mark(end),
            // The difference of the two numbers the reader sees.
            change: c.signed(end - start, 0),
            interval: (low_percent, high_percent),
            interval_text: c.signed_range(low_percent, high_percent, 0),
            clear: low > 0.0 || high < 0.0,
        })
    });
    ChangeRow { label: scale.label.clone(), n, marks }
}

fn table_row(composer: &Composer<'_>, scale: &Scale<'_>) -> TableRow {
    let Some(m) = means(composer, scale) else { return composer.line(scale.label.clone(), vec![Cell::None; 6]) };
    let Instrument { min, max, .. } = *scale.instrument;
    let level = |row: &Row| match row.value.value() {
        Some(x) => {
            let value = percent(x - min, scale.instrument);
            Cell::Number { text: composer.catalog().decimal(value, 0), value }
        }
        None => composer.people(row.value),
    };
    let (start, end) = (level(m.start), level(m.end));
    // The difference of the two numbers the reader sees.
    let change = match (&start, &end) {
        (Cell::Number { value: a, .. }, Cell::Number { value: b, .. }) => {
            let value = b - a;
            Cell::Number { text: composer.catalog().signed(value, 0), value }
        }
        _ => composer.people(m.change.value),
    };
    let [low, high] = [m.change.low, m.change.high].map(|limit| composer.signed(limit, 100.0 / (max - min), 0));
    composer.line(scale.label.clone(), [composer.people(m.change.base), start, end, change, low, high])
}

const MEDIANS: [&str; 6] = ["n", "start_median", "end_median", "change_median", "low", "high"];

/// Tables in points of each scale: the means and the medians, and who gained, stayed and lost.
pub(super) fn three_ways(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let scales = scales(composer, part);
    if scales.is_empty() {
        return Vec::new();
    }
    let means = ["mean_start", "mean_end", "mean_change"];
    let means = points_table(composer, &scales, means, "chart.change.points", &MEANS);
    let medians = ["median_start", "median_end", "median_change"];
    let medians = points_table(composer, &scales, medians, "chart.change.medians", &MEDIANS);
    let ways = ways_figure(composer, &scales);
    vec![means, medians, ways, Block::Paragraph(composer.text("sentence.no_cause").into())]
}

/// A table in points: start, end and change as `statistics` have them.
fn points_table(
    composer: &mut Composer<'_>,
    scales: &[Scale<'_>],
    statistics: [&'static str; 3],
    caption: &str,
    heads: &[&str],
) -> Block {
    let rows = scales
        .iter()
        .map(|scale| {
            let [Some(start), Some(end), Some(change)] =
                statistics.map(|statistic| composer.row(scale.indicator, statistic, ""))
            else {
                return composer.line(scale.label.clone(), vec![Cell::None; 6]);
            };
            let levels = [start.value, end.value].map(|x| composer.decimal(x, 1.0, 1));
            let change = [change.value, change.low, change.high].map(|x| composer.signed(x, 1.0, 1));
            let cells = std::iter::once(composer.people(start.base)).chain(levels).chain(change);
            composer.line(scale.label.clone(), cells)
        })
        .collect();
    let caption = composer.text(caption);
    composer.table(caption, composer.heads("instrument", heads), rows)
}

fn ways_figure(composer: &mut Composer<'_>, scales: &[Scale<'_>]) -> Block {
    let ids: Vec<&str> = scales.iter().map(|scale| scale.indicator.id.as_str()).collect();
    let number = composer.next_figure(&ids);
    let composer = &*composer;
    let c = composer.catalog();
    let of = |scale: &Scale<'_>, statistic| composer.row(scale.indicator, statistic, "");
    let rows = scales.iter().map(|scale| {
        let people = |statistic| of(scale, statistic).map_or(Cell::None, |row| composer.people(row.count));
        let cells = composer.share_cells(of(scale, "improved"));
        composer.line(scale.label.clone(), cells.into_iter().chain(["unchanged", "worsened"].map(people)))
    });
    let drawn: Vec<ThreeRow> = scales
        .iter()
        .map(|scale| {
            composer.three_row(scale.label.clone(), false, ["improved", "unchanged", "worsened"].map(|x| of(scale, x)))
        })
        .collect();
    let thresholds: Vec<String> = scales
        .iter()
        .map(|scale| {
            let value = c.decimal(scale.instrument.change, places(scale.instrument.change));
            c.labelled(&scale.label, &value)
        })
        .collect();
    let list = thresholds.join(c.text("format.list_separator"));
    let said = Said {
        message: composer.text("chart.three.message"),
        formal: composer.text("chart.three.formal"),
        alt: c.fill("chart.three.alt", &[("numbers", &composer.three_numbers(&drawn).join("; "))]),
        reading: composer.text("chart.three.read"),
        note: c.fill("chart.change.thresholds", &[("list", &list)]),
    };
    let keys = ["n", "improved", "share_percent", "low_percent", "high_percent", "unchanged", "worsened"];
    let names = ["improved", "unchanged", "worsened"].map(|key| composer.text(&format!("column.{key}")));
    let chart = composer.three_chart(names, drawn);
    composer.figure(
        number,
        said,
        chart,
        composer.text("chart.change.three_ways"),
        composer.heads("instrument", &keys),
        rows.collect(),
    )
}
