//! How long people are in each situation, and how often one follows another.

use super::context::Composer;
use super::document::{Block, Cell};
use super::template::Part;
use crate::fact::names::moment_at;
use crate::fact::status::Class;
use crate::fact::{Fact, Moment};
use crate::indicator::{Indicator, Measure};

const HEADS: [&str; 4] = ["months_mean", "low", "high", "stayed_percent"];

pub(super) fn table(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    indicators.into_iter().flat_map(|indicator| one(composer, indicator)).collect()
}

fn one(composer: &mut Composer<'_>, indicator: &Indicator) -> Vec<Block> {
    let Measure::Trajectory { of } = &indicator.measure else { return Vec::new() };
    let line = |class: Class| {
        let id = class.id();
        let months = composer.row(indicator, "months", id)?;
        let stayed = composer.row(indicator, "rate", &format!("{id}>{id}")).map(|row| row.value);
        let mean = [months.value, months.low, months.high].map(|x| composer.decimal(x, 1.0, 1));
        let stayed = stayed.map_or(Cell::None, |rate| composer.percent(rate));
        Some(composer.line(composer.class_name(class, "name"), mean.into_iter().chain([stayed])))
    };
    let lines: Vec<_> = Class::ALL.into_iter().filter_map(line).collect();
    let Some(spread) = composer.row(indicator, "mean_entropy", "").filter(|_| !lines.is_empty()) else {
        return Vec::new();
    };
    if spread.base.value() == Some(0.0) {
        return Vec::new();
    }
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
    let heads = composer.heads("status", &HEADS);
    vec![composer.table(caption, heads, lines), Block::Paragraph(note.into())]
}
