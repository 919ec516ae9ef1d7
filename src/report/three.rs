//! Three ways of one question: gained, unchanged, lost.

use super::context::{Composer, HIDDEN, Said};
use super::document::{Block, Cell};
use super::figure::{Chart, ThreeParts, ThreeRow, ThreeWays};
use super::template::Part;
use crate::analysis::Row;
use crate::fact::names::{breakdown_name, group_name};
use crate::indicator::{Indicator, Measure};

impl Composer<'_> {
    /// A row of the chart from the three rows of the results.
    pub(super) fn three_row(&self, label: String, total: bool, rows: [Option<&Row>; 3]) -> ThreeRow {
        let c = self.catalog();
        let mark = |row: Option<&Row>| Some(self.percent_mark(row?.value.value()?));
        let [gained, same, lost] = rows.map(mark);
        let first = rows[0];
        let n = first.and_then(|row| row.base.whole()).filter(|n| *n > 0).map(|n| c.integer(n));
        let interval = first.and_then(|row| Some(c.percent_range(row.low.value()?, row.high.value()?)));
        let or_hidden = |text: &Option<String>| text.clone().unwrap_or_else(|| HIDDEN.to_owned());
        let slots = [("interval", or_hidden(&interval)), ("n", or_hidden(&n))];
        let slots: Vec<(&str, &str)> = slots.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let note = c.fill("chart.three.note", &slots);
        let parts = n.is_some().then_some(ThreeParts { gained, same, lost });
        ThreeRow { label, total, n, interval, note, parts }
    }

    /// "Työkyky: 38 % ja 11 %" of the rows that show both.
    pub(super) fn three_numbers(&self, rows: &[ThreeRow]) -> Vec<String> {
        let of = |row: &ThreeRow| {
            let parts = row.parts.as_ref()?;
            let (gained, lost) = (&parts.gained.as_ref()?.text, &parts.lost.as_ref()?.text);
            let slots = [("name", row.label.as_str()), ("gained", gained), ("lost", lost)];
            Some(self.fill("chart.three.alt_row", &slots))
        };
        rows.iter().filter_map(of).take(4).collect()
    }

    /// The chart, or that everything in it is hidden.
    pub(super) fn three_chart(&self, names: [String; 3], rows: Vec<ThreeRow>) -> Chart {
        let shown = |row: &ThreeRow| row.parts.as_ref().is_some_and(|parts| parts.gained.is_some());
        self.drawn(rows.iter().any(shown), || {
            Chart::ThreeWays(ThreeWays { names, interval: self.text("chart.share.head_interval"), rows })
        })
    }
}

/// Moves on the ladder, everybody first, then by the first breakdown.
pub(super) fn ladder(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    indicators.into_iter().filter_map(|indicator| one(composer, indicator)).collect()
}

const STEPS: [&str; 3] = ["up", "same", "down"];

fn one(composer: &mut Composer<'_>, indicator: &Indicator) -> Option<Block> {
    if !matches!(indicator.measure, Measure::Ladder { .. }) {
        return None;
    }
    composer.row(indicator, "share", "up").filter(|row| row.base.value() != Some(0.0))?;
    let number = composer.next_figure(&[&indicator.id]);
    let composer = &*composer;
    let c = composer.catalog();
    let mut lines: Vec<(String, bool, [Option<&Row>; 3])> =
        vec![(composer.text("level.all"), true, STEPS.map(|step| composer.row(indicator, "share", step)))];
    let breakdown = composer.context.about.groups.first();
    if let Some((facts, groups)) = breakdown {
        for group in groups {
            let labels: Vec<&str> = group.iter().map(String::as_str).collect();
            let rows =
                STEPS.map(|step| composer.group_row(indicator, "share", step, &facts.join("*"), &group.join("*")));
            if rows[0].is_some() {
                lines.push((group_name(c, facts, &labels), false, rows));
            }
        }
    }
    let drawn: Vec<ThreeRow> =
        lines.iter().map(|(label, total, rows)| composer.three_row(label.clone(), *total, *rows)).collect();
    let table = lines.iter().map(|(label, _, rows)| {
        let others = rows[1..].iter().map(|row| row.map_or(Cell::None, |row| composer.people(row.count)));
        composer.line(label.clone(), composer.share_cells(rows[0]).into_iter().chain(others))
    });
    let name = composer.name(indicator);
    let up = lines[0].2[0]?;
    let message = composer.share_of(up).map_or_else(|| name.clone(), |value| c.labelled(&name, &value));
    let said = Said {
        message,
        formal: c.fill("chart.three.ladder_formal", &[("name", &name)]),
        alt: c.fill("chart.three.alt", &[("numbers", &composer.three_numbers(&drawn).join("; "))]),
        reading: composer.text("chart.three.ladder_read"),
        note: composer.text("chart.groups.note"),
    };
    let names = ["closer", "same", "further"].map(|key| composer.text(&format!("column.{key}")));
    let keys = ["n", "closer", "share_percent", "low_percent", "high_percent", "same", "further"];
    let head = composer.heads("group", &keys);
    let caption = match breakdown {
        Some((facts, _)) => c.labelled(&name, &breakdown_name(c, facts)),
        None => name,
    };
    let chart = composer.three_chart(names, drawn);
    Some(composer.figure(number, said, chart, caption, head, table.collect()))
}
