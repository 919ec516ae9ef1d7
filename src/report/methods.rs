//! How each number is made, written from the indicators themselves.

use super::context::Composer;
use super::document::{Block, Text};
use crate::analysis::methods as estimators;
use crate::fact::names::{fact_name, moment_at};
use crate::indicator::{Indicator, Measure, Unit};
use crate::rule::{Rule, Sentence, say};

/// The measures of a report once, then every indicator it used.
pub(super) fn methods(composer: &Composer<'_>) -> Vec<Block> {
    let used: Vec<&Indicator> = composer
        .used
        .iter()
        .filter_map(|id| composer.context.indicators.iter().find(|indicator| indicator.id == *id))
        .collect();
    let mut blocks = Vec::new();
    let unit = match composer.context.project.unit {
        Unit::Person => "method.unit_person",
        Unit::Participation => "method.unit_participation",
    };
    blocks.push(Block::Paragraph(composer.text(unit).into()));
    let mut measures: Vec<&str> = Vec::new();
    for indicator in &used {
        let id = measure_id(&indicator.measure);
        if !measures.contains(&id) {
            measures.push(id);
            blocks.extend(measure(composer, indicator));
        }
    }
    for indicator in used {
        blocks.extend(describe(composer, indicator));
    }
    blocks
}

fn measure_id(measure: &Measure) -> &'static str {
    match measure {
        Measure::Count => "count",
        Measure::Share { .. } => "share",
        Measure::Distribution { .. } => "distribution",
        Measure::Change { .. } => "change",
        Measure::Transition { .. } => "transition",
    }
}

fn measure(composer: &Composer<'_>, indicator: &Indicator) -> Vec<Block> {
    let id = measure_id(&indicator.measure);
    let name = crate::text::capitalise(composer.catalog().text(&format!("measure.{id}.name")));
    let mut blocks =
        vec![Block::Heading(name), Block::Paragraph(composer.text(&format!("measure.{id}.method")).into())];
    // A distribution is many shares: their formula stands once, with the share.
    if let Some(method) = estimators(&indicator.measure).filter(|_| id != "distribution") {
        blocks.extend(method.formulas.into_iter().map(Block::Formula));
        let cite = composer.catalog().wrap_own(method.cite);
        let source = composer.text("method.source");
        let line = composer.fill("format.labelled", &[("name", &source), ("value", &cite)]);
        blocks.push(Block::Paragraph(line.into()));
    }
    blocks
}

/// What one indicator is: the blocks that every explanation of it is made of.
fn describe(composer: &Composer<'_>, indicator: &Indicator) -> Vec<Block> {
    let c = composer.catalog();
    let paragraph = |text: String| Block::Paragraph(text.into());
    let meaning = c.own(&indicator.text).map(|words| c.wrap_own(&words.meaning)).unwrap_or_default();
    let mut terms = vec![(composer.text("method.meaning"), vec![paragraph(meaning)])];
    let mut base = sentence_blocks(composer, &indicator.among);
    let moments = indicator.due_moments(composer.vocabulary());
    if !moments.is_empty() {
        let date = c.date(composer.context.about.data_until);
        let due = c.fill("rule.due", &[("date", &date)]);
        match base.last_mut() {
            Some(Block::List(items)) => items.push(due.into()),
            _ => base.push(Block::List(vec![due.into()])),
        }
    }
    terms.push((composer.text("method.base"), base));
    if let Some(event) = event_blocks(composer, indicator) {
        terms.push((composer.text("method.event"), event));
    }
    if let Some(numbers) = numbers(composer, indicator) {
        terms.push((composer.text("method.numbers"), vec![paragraph(numbers)]));
    }
    terms.push((composer.text("method.rule"), vec![Block::Paragraph(rule_text(indicator))]));
    if let Some(source) = &indicator.source {
        let known = composer.context.project.library.source(&source.cite).and_then(|source| c.own(source));
        let cite = c.wrap_own(known.map_or(source.cite.as_str(), String::as_str));
        let line = if source.item.is_empty() {
            cite
        } else {
            [cite, c.wrap_own(&source.item)].join(c.text("format.list_separator"))
        };
        terms.push((composer.text("method.source"), vec![paragraph(line)]));
    }
    vec![Block::Heading(composer.name(indicator)), Block::Terms(terms)]
}

fn event_blocks(composer: &Composer<'_>, indicator: &Indicator) -> Option<Vec<Block>> {
    let c = composer.catalog();
    let fact = |name: &str| crate::text::capitalise(&fact_name(c, composer.vocabulary(), name));
    match &indicator.measure {
        Measure::Count => None,
        Measure::Share { event } => Some(sentence_blocks(composer, event)),
        Measure::Distribution { of } => Some(vec![Block::Paragraph(fact(of).into())]),
        Measure::Transition { from, to } => Some(vec![Block::List(vec![fact(from).into(), fact(to).into()])]),
        Measure::Change { scale, from, to } => {
            let name = crate::fact::names::instrument_name(c, composer.vocabulary(), scale);
            let at = c.list(&[moment_at(c, *from), moment_at(c, *to)]);
            let line = c.fill("format.labelled", &[("name", &name), ("value", &at)]);
            let mut blocks = vec![Block::Paragraph(line.into())];
            let threshold = composer.vocabulary().instruments.get(scale).map_or(0.0, |scale| scale.change);
            let threshold = c.decimal(threshold, usize::from(threshold.fract() != 0.0));
            let list = c.fill("format.labelled", &[("name", &name), ("value", &threshold)]);
            blocks.push(Block::Paragraph(c.fill("chart.change.thresholds", &[("list", &list)]).into()));
            Some(blocks)
        }
    }
}

fn numbers(composer: &Composer<'_>, indicator: &Indicator) -> Option<String> {
    if !matches!(indicator.measure, Measure::Share { .. }) {
        return None;
    }
    let row = composer.row(indicator, "share", "")?;
    let c = composer.catalog();
    let due = row.base.whole().zip(row.unknown.whole()).map_or_else(|| "··".to_owned(), |(a, b)| c.integer(a + b));
    let (n, k, unknown) = (composer.written(row.base), composer.written(row.count), composer.written(row.unknown));
    Some(c.fill("method.share_numbers", &[("due", &due), ("n", &n), ("k", &k), ("unknown", &unknown)]))
}

fn rule_text(indicator: &Indicator) -> Text {
    let mut lines = Vec::new();
    if indicator.among != Rule::everyone() {
        lines.push(format!("among = {}", indicator.among));
    }
    match &indicator.measure {
        Measure::Count => {}
        Measure::Share { event } => lines.push(format!("event = {event}")),
        Measure::Distribution { of } => lines.push(format!("of = {of}")),
        Measure::Transition { from, to } => lines.push(format!("from = {from}, to = {to}")),
        Measure::Change { scale, from, to } => lines.push(format!("scale = {scale}, from = {from}, to = {to}")),
    }
    Text::default().code(lines.join("\n"))
}

/// A condition as blocks: one line, or an introduction and a list.
fn sentence_blocks(composer: &Composer<'_>, rule: &Rule) -> Vec<Block> {
    let sentence = say(rule, composer.catalog(), composer.vocabulary());
    let plain = |sentence: &Sentence| -> Text { Text::from(flat(composer, sentence)) };
    match &sentence {
        Sentence::One(text) => vec![Block::List(vec![Text::from(text.clone())])],
        Sentence::All(parts) => {
            vec![
                Block::Paragraph(composer.text("method.base_intro").into()),
                Block::List(parts.iter().map(plain).collect()),
            ]
        }
        Sentence::Any(parts) => {
            vec![Block::Paragraph(composer.text("rule.any_of").into()), Block::List(parts.iter().map(plain).collect())]
        }
    }
}

/// A nested condition on one line, in brackets of its own.
fn flat(composer: &Composer<'_>, sentence: &Sentence) -> String {
    let list = |parts: &[Sentence]| parts.iter().map(|part| flat(composer, part)).collect::<Vec<_>>();
    match sentence {
        Sentence::One(text) => text.clone(),
        Sentence::All(parts) => composer.catalog().list(&list(parts)),
        Sentence::Any(parts) => composer.catalog().list_or(&list(parts)),
    }
}
