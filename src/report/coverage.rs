//! Of whom do we know?

use super::context::{Composer, LEAST, Said};
use super::document::{Block, Cell};
use super::figure::{Chart, Coverage, CoverageRow};
use super::template::Part;
use crate::analysis::{Published, Row};
use crate::fact::names::breakdown_name;
use crate::indicator::Indicator;

/// The parts of a bar from left to right, by their levels in the results.
const PARTS: [&str; 4] = ["known", "not_reached", "declined", "not_due"];

/// The margin of error that ESF+ asks of samples.
const MARGIN: f64 = 0.03;

/// A moment with everybody who left.
struct Moment<'a> {
    label: String,
    share: &'a Row,
    all: Published,
    parts: [Published; 4],
}

fn moment<'a>(composer: &Composer<'a>, indicator: &Indicator) -> Option<Moment<'a>> {
    let count = |level| composer.row(indicator, "count", level);
    let known = count(PARTS[0])?;
    Some(Moment {
        label: composer.moment_label(indicator.moment),
        share: composer.row(indicator, "share", "")?,
        all: known.base,
        parts: PARTS.map(|level| count(level).map_or_else(Published::nothing, |row| row.count)),
    })
}

pub(super) fn figure(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    let all: Vec<(&Indicator, Moment<'_>)> =
        indicators.iter().filter_map(|indicator| Some((*indicator, moment(composer, indicator)?))).collect();
    let Some((first, Moment { all: base, .. })) = all.first() else { return Vec::new() };
    if base.value() == Some(0.0) {
        return Vec::new();
    }
    let number = composer.next_figure(&[&first.id]);
    let c = composer.catalog();
    let rows: Vec<CoverageRow> = all.iter().map(|(_, moment)| row(composer, moment)).collect();
    let shown = rows.iter().any(|row| row.parts.is_some());
    let names = PARTS.map(|part| composer.text(&format!("chart.coverage.{part}")));
    let chart = composer.drawn_of(*base, shown, || {
        Chart::Coverage(Coverage {
            base: base.whole().unwrap_or_default(),
            names,
            hidden: composer.text("label.hidden_symbol_word"),
            head: composer.text("chart.coverage.head"),
            rows,
        })
    });
    let name = composer.name(first);
    // The message is of half a year, or of the latest moment before it of which there is enough to say.
    let half_year = |i: &Indicator| i.moment.and_then(|m| m.months_after_exit()).is_none_or(|months| months <= 6);
    let enough = |moment: &Moment<'_>| moment.share.base.whole().is_some_and(|n| n >= LEAST);
    let said_of = |moment: &Moment<'_>| {
        let value = c.fill("chart.coverage.known_share", &[("share", &composer.share_of(moment.share)?)]);
        Some(c.labelled(&moment.label, &value))
    };
    let spoken = all.iter().rev().filter(|(i, moment)| half_year(i) && enough(moment));
    let message = spoken.map(|(_, moment)| moment).find_map(said_of);
    let mut note = vec![composer.text("chart.coverage.note")];
    if let Some((indicator, moment)) = all.iter().rev().find(|(i, moment)| half_year(i) && enough(moment)) {
        note.extend(margin(composer, indicator, &moment.label));
        note.extend(attrition(composer, indicator));
    }
    let numbers: Vec<String> = all
        .iter()
        .filter_map(|(_, moment)| Some(composer.alt_item(&moment.label, &c.percent(moment.share.value.value()?))))
        .collect();
    let said = Said {
        message: message.unwrap_or_else(|| name.clone()),
        formal: c.fill("chart.coverage.formal", &[("name", &name), ("n", &composer.written(*base))]),
        alt: c.fill("chart.coverage.alt", &[("name", &name), ("numbers", &numbers.join("; "))]),
        reading: composer.text("chart.coverage.read"),
        note: note.join(" "),
    };
    let keys = ["known", "not_reached", "declined", "not_yet_due", "coverage_percent"];
    let lines = all.iter().map(|(_, moment)| {
        let people = moment.parts.map(|n| composer.people(n));
        let share: Cell = composer.percent(moment.share.value);
        composer.line(moment.label.clone(), people.into_iter().chain([share]))
    });
    let lines = lines.collect();
    let caption = c.fill("chart.coverage.caption", &[("name", &name)]);
    let figure = composer.figure(number, said, chart, caption, composer.heads("moment", &keys), lines);
    std::iter::once(figure).chain(funnel(composer, &all)).collect()
}

/// How many entered, and of those who have left how many were due, were reached and answered, and where the others are.
fn funnel(composer: &mut Composer<'_>, all: &[(&Indicator, Moment<'_>)]) -> Vec<Block> {
    // Deaths are told apart in a report of the house only.
    let deaths = !composer.context.released.policy.protects();
    let steps = ["finished", "due_now", "reached_now", "answered"];
    let others = ["declined", "not_reached", "moved_of_them", "not_yet_due"];
    let keys: Vec<&str> = steps.into_iter().chain(others).chain(deaths.then_some("deceased_of_them")).collect();
    let lines = all.iter().map(|(indicator, moment)| {
        let count = |level| composer.row(indicator, "count", level).map_or_else(Published::nothing, |row| row.count);
        let due = moment.share.base;
        let steps = [moment.all, due, count("reached"), count("known")];
        let others = ["declined", "not_reached", "moved", "not_due"].map(count);
        let gone = deaths.then(|| count("deceased"));
        let people = steps.into_iter().chain(others).chain(gone).map(|n| composer.people(n));
        composer.line(moment.label.clone(), people.collect::<Vec<_>>())
    });
    let lines = lines.collect();
    let heads = composer.heads("moment", &keys);
    let caption = composer.text("chart.coverage.funnel");
    // Whoever has not left stands in no row of the table.
    let entered = composer.context.released.total("participants", "", "count", "").map(|row| {
        let said = composer.catalog().labelled(&composer.text("column.entered"), &composer.written(row.count));
        Block::Paragraph(format!("{said}.").into())
    });
    entered.into_iter().chain([composer.table(caption, heads, lines)]).collect()
}

/// How far off a share of those who answered may be by chance, and whether that is as ESF+ asks of samples.
fn margin(composer: &Composer<'_>, indicator: &Indicator, label: &str) -> Option<String> {
    let c = composer.catalog();
    let margin = composer.row(indicator, "margin", "")?.value.value()?;
    let key = if margin <= MARGIN { "margin_kept" } else { "margin_passed" };
    let points = c.decimal(100.0 * margin, 1);
    Some(c.fill(&format!("chart.coverage.{key}"), &[("moment", label), ("points", &points)]))
}

/// The breakdown in which the parts that did not answer are furthest apart, and whether that is further than they may be.
fn attrition(composer: &Composer<'_>, indicator: &Indicator) -> Option<String> {
    let c = composer.catalog();
    let moment = indicator.moment.map(|moment| moment.to_string()).unwrap_or_default();
    let rows = composer.context.released.rows.iter();
    let of = rows.filter(|row| row.key.indicator == indicator.id && row.key.moment == moment);
    let apart = of.clone().filter(|row| row.key.statistic == "attrition_gap");
    let apart = apart.filter_map(|row| Some((row.value.value()?, &row.key.by)));
    let (gap, by) = apart.max_by(|a, b| a.0.total_cmp(&b.0))?;
    let boundary = of.clone().find(|row| row.key.statistic == "attrition_boundary" && row.key.by == *by)?;
    let boundary = boundary.value.value()?;
    let key = if gap > boundary { "attrition_passed" } else { "attrition_kept" };
    let [gap, boundary] = [gap, boundary].map(|share| c.decimal(100.0 * share, 1));
    let by = breakdown_name(c, std::slice::from_ref(by));
    Some(c.fill(&format!("chart.coverage.{key}"), &[("by", &by), ("gap", &gap), ("boundary", &boundary)]))
}

fn row(composer: &Composer<'_>, moment: &Moment<'_>) -> CoverageRow {
    let c = composer.catalog();
    let nobody_due = moment.share.base.value() == Some(0.0);
    CoverageRow {
        label: moment.label.clone(),
        parts: moment.all.whole().map(|_| moment.parts.map(|n| n.whole().map(|n| (n, c.integer(n))))),
        share: if nobody_due { Some(String::new()) } else { moment.share.value.value().map(|share| c.percent(share)) },
    }
}
