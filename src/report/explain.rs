//! The only explainer: the methods of a report, the terminal and the handbook read the same blocks.

use super::document::{Block, Cell, ColumnHead, Row, Table, Text};
use super::methods::{measure, measure_id};
use crate::fact::Vocabulary;
use crate::fact::instrument::Aggregate;
use crate::fact::names::{fact_name, instrument_name, moment_at};
use crate::indicator::{Anchor, Counted, Indicator, Library, Measure, Step, TimeTo};
use crate::input::cohort::ReadColumn;
use crate::rule::{Leaf, Rule, Sentence, Test, say};
use crate::text::Catalog;
use jiff::civil::Date;

/// Says what indicators are, in a language.
#[derive(Clone, Copy)]
pub struct Explainer<'a> {
    /// The language.
    pub catalog: &'a Catalog,
    /// Statuses and instruments.
    pub vocabulary: &'a Vocabulary,
    /// Indicators and their sources.
    pub library: &'a Library,
}

impl Explainer<'_> {
    /// The name of an indicator in the language.
    #[must_use]
    pub fn name(&self, indicator: &Indicator) -> String {
        let own = self.catalog.own(&indicator.text).map_or(indicator.id.as_str(), |words| words.name.as_str());
        self.catalog.wrap_own(own)
    }

    /// What one indicator is: what it tells, who is counted, its level of evidence, the rule, the source. With the last day of the data and the
    /// numbers of a run where there is one.
    #[must_use]
    pub fn describe(
        &self,
        indicator: &Indicator,
        level: u8,
        until: Option<Date>,
        numbers: Option<String>,
    ) -> Vec<Block> {
        let c = self.catalog;
        let term = |key: &str| c.text(&format!("method.{key}")).to_owned();
        let meaning = c.own(&indicator.text).map(|words| c.wrap_own(&words.meaning)).unwrap_or_default();
        let mut terms = vec![(term("meaning"), vec![Block::Paragraph(meaning.into())])];
        let mut base = self.sentence(&indicator.among);
        if !indicator.due_moments(self.vocabulary).is_empty() {
            let due = match until {
                Some(until) => c.fill("rule.due", &[("date", &c.date(until))]),
                None => c.text("rule.due_any").to_owned(),
            };
            match base.last_mut() {
                Some(Block::List(items)) => items.push(due.into()),
                _ => base.push(Block::List(vec![due.into()])),
            }
        }
        terms.push((term("base"), base));
        if let Some(event) = self.event(indicator) {
            terms.push((term("event"), event));
        }
        terms.push((term("left_out"), vec![self.left_out(indicator)]));
        if let Some(numbers) = numbers {
            terms.push((term("numbers"), vec![Block::Paragraph(numbers.into())]));
        }
        let why = c.text(&format!("evidence.why.{level}")).to_owned();
        terms.push((term("evidence"), vec![Block::Paragraph(why.into())]));
        terms.push((term("rule"), vec![Block::Paragraph(rule_text(indicator))]));
        if let Some(source) = &indicator.source {
            let known = self.library.source(&source.cite).and_then(|source| c.own(source));
            let mut line = c.wrap_own(known.map_or(source.cite.as_str(), String::as_str));
            if !source.item.is_empty() {
                line = [line, c.wrap_own(&source.item)].join(c.text("format.list_separator"));
            }
            terms.push((term("source"), vec![Block::Paragraph(line.into())]));
        }
        vec![Block::Terms(terms)]
    }

    /// Everything about one indicator without a run: the description, the columns it reads, how its numbers are made, and
    /// the worked example. `read` is how the columns of a file were read, where there is one.
    #[must_use]
    pub fn explain(&self, indicator: &Indicator, read: &[ReadColumn]) -> Vec<Block> {
        let c = self.catalog;
        let mut blocks = vec![Block::Heading(self.name(indicator))];
        blocks.extend(self.describe(indicator, indicator.evidence(self.vocabulary), None, None));
        let facts: Vec<Text> = indicator
            .facts()
            .union(&indicator.optional)
            .map(|fact| {
                let mut line =
                    Text::default().code(fact.clone()).plain(format!(" {}", fact_name(c, self.vocabulary, fact)));
                if indicator.optional.contains(fact) {
                    line = line.plain(format!(" {}", c.text("method.if_there")));
                }
                let from = read.iter().filter(|column| column.fact.as_ref() == Some(fact));
                let from: Vec<String> = from
                    .map(|column| c.fill("trace.column", &[("column", &column.header), ("file", &column.file)]))
                    .collect();
                match (read.is_empty(), from.is_empty()) {
                    (true, _) => line,
                    (false, true) => line.plain(format!(" {}", c.text("trace.no_column"))),
                    (false, false) => line.plain(format!(" {}", c.list(&from))),
                }
            })
            .collect();
        blocks.push(Block::Paragraph(self.counted(indicator).into()));
        blocks.push(Block::Terms(vec![(c.text("method.columns").to_owned(), vec![Block::List(facts)])]));
        blocks.extend(self.example(indicator));
        if let Measure::Change { scale, .. } = &indicator.measure {
            blocks.extend(self.instrument(scale).into_iter().flatten());
        }
        blocks.extend(measure(c, indicator));
        blocks
    }

    /// Every indicator once, by its family, every instrument, and every measure: the handbook.
    #[must_use]
    pub fn all(&self, aggregates: &[Aggregate]) -> Vec<Block> {
        let c = self.catalog;
        let mut blocks = Vec::new();
        let mut measures: Vec<&str> = Vec::new();
        let mut methods = Vec::new();
        let mut family = None;
        for id in self.library.ids() {
            let Some(indicator) = self.library.get(id).next() else { continue };
            if family != Some(&indicator.family) {
                family = Some(&indicator.family);
                let key = if indicator.family.is_empty() { "own" } else { &indicator.family };
                blocks.push(Block::Heading(c.text(&format!("family.{key}.title")).to_owned()));
                blocks.push(Block::Lead(c.text(&format!("family.{key}.lead")).into()));
            }
            blocks.push(Block::Paragraph(Text::default().strong(self.name(indicator)).plain(" ").code(id)));
            blocks.push(Block::Paragraph(self.counted(indicator).into()));
            blocks.extend(self.describe(indicator, indicator.evidence(self.vocabulary), None, None));
            blocks.extend(self.example(indicator));
            let kind = measure_id(&indicator.measure);
            if !measures.contains(&kind) {
                measures.push(kind);
                methods.extend(measure(self.catalog, indicator));
            }
        }
        blocks.extend(self.instruments(aggregates));
        blocks.extend(methods);
        blocks
    }

    /// When it is counted, and for whom it matters.
    fn counted(&self, indicator: &Indicator) -> String {
        let c = self.catalog;
        let when = match indicator.counted {
            Counted::Always => "counted.always",
            Counted::There => "counted.there",
            Counted::Asked => "counted.asked",
        };
        let mut said = c.text(when).to_owned();
        let who: Vec<String> =
            indicator.matters.iter().map(|who| c.text(&format!("significance.{}", who.id())).to_owned()).collect();
        if !who.is_empty() {
            let who = c.fill("significance.line", &[("who", &c.list(&who))]);
            said = format!("{said} {who}");
        }
        said
    }

    /// Who is in no base, though the file tells of them.
    fn left_out(&self, indicator: &Indicator) -> Block {
        let due = !indicator.due_moments(self.vocabulary).is_empty();
        let others = (indicator.among != Rule::everyone()).then_some("method.left_out_others");
        let later = due.then_some(["method.left_out_not_due", "method.left_out_deceased"]).into_iter().flatten();
        let unknown = match indicator.measure {
            Measure::Count | Measure::Coverage { .. } => None,
            Measure::Share { .. } | Measure::Distribution { .. } | Measure::Ladder { .. } | Measure::Path { .. } => {
                Some("method.left_out_unknown")
            }
            Measure::Mean { .. } | Measure::Median { .. } => Some("method.left_out_amount"),
            Measure::Transition { .. } => Some("method.left_out_shown"),
            Measure::Change { .. } => Some("method.left_out_unpaired"),
            Measure::BeforeAfter { .. } => Some("method.left_out_one_side"),
            Measure::Trajectory { .. } => Some("method.left_out_months"),
            Measure::TimeTo(_) => Some("method.left_out_time"),
        };
        let anchor = match indicator.anchor {
            Anchor::Active => "method.left_out_active",
            Anchor::Start => "method.left_out_start",
            Anchor::Exit => "method.left_out_exit",
        };
        let keys = others.into_iter().chain(later).chain(unknown).chain([anchor]);
        Block::List(keys.map(|key| self.catalog.text(key).into()).collect())
    }

    fn example(&self, indicator: &Indicator) -> Option<Block> {
        let worked = indicator.worked.as_ref()?;
        let mut lines = worked.rows.lines().map(str::trim).filter(|line| !line.is_empty());
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let head = cells(lines.next()?);
        let rows = lines.map(|line| {
            let cells = cells(line).into_iter();
            Row::Cells(cells.map(|cell| if cell.is_empty() { Cell::None } else { Cell::Text(cell) }).collect())
        });
        let gives: Vec<String> = worked.gives.iter().map(|(what, value)| format!("{what} = {value}")).collect();
        let c = self.catalog;
        Some(Block::Table(Table {
            label: c.text("method.example_caption").to_owned(),
            caption: gives.join(c.text("format.list_separator")),
            head: head.into_iter().map(|text| ColumnHead { text, numeric: false }).collect(),
            rows: rows.collect(),
        }))
    }

    fn event(&self, indicator: &Indicator) -> Option<Vec<Block>> {
        let c = self.catalog;
        let fact = |name: &str| crate::text::capitalise(&fact_name(c, self.vocabulary, name));
        Some(match &indicator.measure {
            Measure::Count => return None,
            Measure::Share { event } => self.sentence(event),
            Measure::Coverage { of } => self.sentence(&Rule::Leaf(Leaf { fact: of.clone(), test: Test::Known })),
            Measure::Distribution { of } | Measure::Mean { of } | Measure::Median { of } => {
                vec![Block::Paragraph(fact(of).into())]
            }
            Measure::Path { steps } => {
                let line = |step: &Step| {
                    let when = self.flat(&say(&step.event, c, self.vocabulary));
                    Text::from(c.labelled(&step.label(c), &when))
                };
                vec![
                    Block::Paragraph(c.text("method.path_intro").into()),
                    Block::List(steps.iter().map(line).collect()),
                ]
            }
            Measure::Transition { from, to } | Measure::Ladder { from, to } => {
                vec![Block::List(vec![fact(from).into(), fact(to).into()])]
            }
            Measure::Change { scale, from, to } => {
                let name = instrument_name(c, self.vocabulary, scale);
                let at = c.list(&[moment_at(c, *from), moment_at(c, *to)]);
                let line = c.labelled(&name, &at);
                let threshold = self.vocabulary.instruments.get(scale).map_or(0.0, |scale| scale.change);
                let threshold = c.decimal(threshold, usize::from(threshold.fract() != 0.0));
                let list = c.labelled(&name, &threshold);
                let rule = c.fill("chart.change.thresholds", &[("list", &list)]);
                let basis = self.vocabulary.instruments.get(scale).map(|scale| scale.basis.id());
                let why = basis
                    .map(|basis| format!("{}.", crate::text::capitalise(c.text(&format!("instrument.basis.{basis}")))));
                let said = [line, rule].into_iter().chain(why);
                said.map(|said| Block::Paragraph(said.into())).collect()
            }
            Measure::BeforeAfter { before, after } => {
                let line = |key: &str, rule: &Rule| {
                    Text::from(c.labelled(c.text(key), &self.flat(&say(rule, c, self.vocabulary))))
                };
                vec![Block::List(vec![line("method.before", before), line("method.after", after)])]
            }
            Measure::Trajectory { of } => {
                let ends = of.first().into_iter().chain(of.last());
                vec![
                    Block::Paragraph(c.text("method.months_intro").into()),
                    Block::List(ends.map(|name| fact(name).into()).collect()),
                ]
            }
            Measure::TimeTo(time) => {
                let name = |fact: &str| fact_name(c, self.vocabulary, fact);
                let (origin, event) = (name(&time.origin), name(&time.event));
                let mut said = vec![c.fill("method.time_event", &[("event", &event), ("origin", &origin)])];
                if !time.competing.is_empty() {
                    let events: Vec<String> = time.competing.iter().map(|fact| name(fact)).collect();
                    said.push(c.fill("method.time_competing", &[("events", &c.list(&events))]));
                }
                if let Some(fact) = &time.observed_from {
                    said.push(c.fill("method.time_observed", &[("fact", &name(fact))]));
                }
                said.into_iter().map(|text| Block::Paragraph(text.into())).collect()
            }
        })
    }

    /// A condition as blocks: one line, or an introduction and a list.
    fn sentence(&self, rule: &Rule) -> Vec<Block> {
        let list = |parts: &[Sentence]| Block::List(parts.iter().map(|part| Text::from(self.flat(part))).collect());
        let intro = |key: &str| Block::Paragraph(self.catalog.text(key).into());
        match say(rule, self.catalog, self.vocabulary) {
            Sentence::One(text) => vec![Block::List(vec![text.into()])],
            Sentence::All(parts) => vec![intro("method.base_intro"), list(&parts)],
            Sentence::Any(parts) => vec![intro("rule.any_of"), list(&parts)],
        }
    }

    /// A nested condition on a line of its own.
    fn flat(&self, sentence: &Sentence) -> String {
        let list = |parts: &[Sentence]| parts.iter().map(|part| self.flat(part)).collect::<Vec<_>>();
        match sentence {
            Sentence::One(text) => text.clone(),
            Sentence::All(parts) => self.catalog.list(&list(parts)),
            Sentence::Any(parts) => self.catalog.list_or(&list(parts)),
        }
    }
}

fn rule_text(indicator: &Indicator) -> Text {
    let mut lines = Vec::new();
    if indicator.among != Rule::everyone() {
        lines.push(format!("among = {}", indicator.among));
    }
    match &indicator.measure {
        Measure::Count => {}
        Measure::Share { event } => lines.push(format!("event = {event}")),
        Measure::Coverage { of } | Measure::Distribution { of } | Measure::Mean { of } | Measure::Median { of } => {
            lines.push(format!("of = {of}"))
        }
        Measure::Path { steps } => {
            lines.extend(steps.iter().map(|step| format!("step {}: event = {}", step.id, step.event)));
        }
        Measure::Transition { from, to } | Measure::Ladder { from, to } => {
            lines.push(format!("from = {from}, to = {to}"))
        }
        Measure::BeforeAfter { before, after } => {
            lines.push(format!("before = {before}"));
            lines.push(format!("after = {after}"));
        }
        Measure::Trajectory { of } => {
            let ends: Vec<&str> = of.first().into_iter().chain(of.last()).map(String::as_str).collect();
            lines.push(format!("from = {}", ends.join(", to = ")));
        }
        Measure::Change { scale, from, to } => lines.push(format!("scale = {scale}, from = {from}, to = {to}")),
        Measure::TimeTo(time) => {
            let horizons: Vec<String> = time.horizons.iter().map(|day| TimeTo::moment(*day)).collect();
            let horizons = horizons.join(", ");
            lines.push(format!("origin = {}, event = {}, horizons = {horizons}", time.origin, time.event));
            if !time.competing.is_empty() {
                lines.push(format!("competing = {}", time.competing.join(", ")));
            }
            if let Some(fact) = &time.observed_from {
                lines.push(format!("observed_from = {fact}"));
            }
        }
    }
    Text::default().code(lines.join("\n"))
}
