//! How long people are in each situation, and how often one follows another: a bar a situation.

use super::context::{Composer, Said};
use super::document::{Block, Cell};
use super::figure::{BarList, BarRow, Chart, Mark};
use super::template::Part;
use crate::fact::names::moment_at;
use crate::fact::status::Class;
use crate::fact::{Fact, Moment};
use crate::indicator::{Indicator, Measure};

const HEADS: [&str; 4] = ["months_mean", "low", "high", "stayed_percent"];

pub(super) fn figures(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    indicators.into_iter().flat_map(|indicator| one(composer, indicator)).collect()
}

fn one(composer: &mut Composer<'_>, indicator: &Indicator) -> Option<Block> {
    let Measure::Trajectory { of } = &indicator.measure else { return None };
    let line = |class: Class| {
        let id = class.id();
        let months = composer.row(indicator, "months", id)?;
        let stayed = composer.row(indicator, "rate", &format!("{id}>{id}")).map(|row| row.value);
        let mean = [months.value, months.low, months.high].map(|x| composer.decimal(x, 1.0, 1));
        let stayed = stayed.map_or(Cell::None, |rate| composer.percent(rate));
        Some(composer.line(composer.class_name(class, "name"), mean.into_iter().chain([stayed])))
    };
    let lines: Vec<_> = Class::ALL.into_iter().filter_map(line).collect();
    let spread = composer.row(indicator, "mean_entropy", "").filter(|_| !lines.is_empty())?;
    if spread.base.value() == Some(0.0) {
        return None;
    }
    let number = composer.next_figure(&[&indicator.id]);
    let composer = &*composer;
    let c = composer.catalog();
    let moment = |name: Option<&String>| composer.vocabulary().fact(name?).and_then(|fact: Fact| fact.moment);
    let at = |name: Option<&String>| moment_at(c, moment(name).unwrap_or(Moment::Exit));
    let name = composer.name(indicator);
    let slots = [
        ("name", name),
        ("from", at(of.first())),
        ("to", at(of.last())),
        ("n", composer.written(spread.base)),
        ("unknown", composer.written(spread.unknown)),
    ];
    let slots: Vec<(&str, &str)> = slots.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let (caption, mut note) = (c.fill("chart.trajectory.caption", &slots), c.fill("chart.trajectory.read", &slots));
    if let Some(value) = spread.value.value() {
        let said = c.fill("chart.trajectory.spread", &[("value", &c.decimal(value, 2))]);
        note = format!("{note} {said}");
    }
    if let Some(small) = composer.small_sentence(spread) {
        note = format!("{note} {small}");
    }
    let bar = |class: Class| {
        let row = composer.row(indicator, "months", class.id())?;
        let mean = row.value.value().map(|months| Mark { at: months, text: c.decimal(months, 1) });
        let interval = row.low.value().zip(row.high.value()).map(|(low, high)| c.span(low, high, 1));
        // Behind a mean without an interval stands nothing, and not that it is hidden.
        let count = interval.or_else(|| mean.as_ref().map(|_| String::new()));
        Some(BarRow { label: composer.class_name(class, "name"), share: mean, count, focus: false })
    };
    let bars: Vec<BarRow> = Class::ALL.into_iter().filter_map(bar).collect();
    let items: Vec<String> =
        bars.iter().filter_map(|bar| Some(composer.alt_item(&bar.label, &bar.share.as_ref()?.text))).collect();
    let hidden = bars.iter().filter(|bar| bar.share.is_none()).count();
    let alt = c.fill("chart.trajectory.alt", &[("name", slots[0].1), ("numbers", &items.join("; "))]);
    let said = Said {
        message: slots[0].1.to_owned(),
        formal: c.fill("chart.trajectory.formal", &slots),
        alt: composer.alt_with_hidden(alt, hidden),
        reading: c.text("chart.trajectory.reading").to_owned(),
        note,
    };
    let chart = composer.drawn_of(spread.base, hidden < bars.len(), || {
        Chart::BarList(BarList { rows: bars, bracket: None, unknown: None })
    });
    let heads = composer.heads("status", &HEADS);
    Some(composer.figure(number, said, chart, caption, heads, lines))
}
