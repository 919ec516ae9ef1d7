//! How an indicator decides about one person, in words.

use super::document::{Block, Cell, ColumnHead, Row, Table, Text};
use super::explain::Explainer;
use crate::analysis::{Outcome, Traced};
use crate::fact::Kind;
use crate::fact::names::{fact_name, group_name, status_name};
use crate::indicator::{Anchor, Indicator, Measure, Period, Unit};
use crate::input::cohort::Cohort;
use crate::rule::{Rule, Sentence, Trace, Truth, Value, say};
use crate::text::capitalise;

/// What a person is traced through.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The indicator as the data allow it.
    pub indicator: &'a Indicator,
    /// What is counted as one.
    pub unit: Unit,
    /// The period, where there is one.
    pub period: Option<Period>,
    /// Where the person's rows stand.
    pub cohort: &'a Cohort,
}

impl Explainer<'_> {
    /// What an indicator makes of one person and why: the rows, the outcome, every condition with what the data say.
    /// Never the identifier.
    #[must_use]
    pub fn trace(&self, case: Case<'_>, traced: &Traced) -> Vec<Block> {
        let c = self.catalog;
        let term = |key: &str, block: Block| (c.text(&format!("trace.{key}")).to_owned(), vec![block]);
        let mut name = self.name(case.indicator);
        if let Some(moment) = case.indicator.moment.filter(|_| self.library.get(&case.indicator.id).nth(1).is_some()) {
            let label = crate::fact::names::moment_label(c, moment);
            name = c.fill("format.labelled", &[("name", &name), ("value", &label)]);
        }
        let rows = Block::List(self.rows(case, traced).into_iter().map(Text::from).collect());
        let outcome = format!("trace.outcome.{}", outcome_id(traced.outcome, &case.indicator.measure));
        let outcome = c.text(&outcome);
        let terms = vec![term("rows", rows), term("result", Block::Paragraph(outcome.into()))];
        let mut blocks = vec![Block::Heading(name), Block::Terms(terms)];
        blocks.push(self.table("method.base", [self.around(case, traced), self.conditions(&traced.among, 0)].concat()));
        if let Some(event) = &traced.event {
            blocks.push(self.table("method.event", self.conditions(event, 0)));
        }
        if !traced.read.is_empty() {
            let read = traced.read.iter().map(|(fact, value)| self.read(fact, value.as_ref()));
            blocks.push(self.table("method.columns", read.collect()));
        }
        blocks
    }

    /// Which rows the person is made of, and what each is for.
    fn rows(&self, case: Case<'_>, traced: &Traced) -> Vec<String> {
        let c = self.catalog;
        let mut lines: Vec<String> = traced
            .rows
            .iter()
            .filter_map(|&row| {
                let (file, line) = case.cohort.line_of(row)?;
                let place = c.fill("trace.row", &[("file", file), ("row", &line.to_string())]);
                let (first, last) = (traced.first == Some(row), traced.last == Some(row));
                let role = match (first, last) {
                    _ if traced.rows.len() == 1 || case.unit == Unit::Participation => return Some(place),
                    (true, true) => "trace.first_and_last",
                    (true, false) => "trace.first",
                    (false, true) => "trace.last",
                    (false, false) => return Some(place),
                };
                Some(c.fill("format.labelled", &[("name", &place), ("value", c.text(role))]))
            })
            .collect();
        if traced.rows.len() > 1 && traced.last.is_none() {
            lines.push(c.text("trace.open").to_owned());
        }
        lines
    }

    /// What is asked beside the rule: the period, and whether the time has come.
    fn around(&self, case: Case<'_>, traced: &Traced) -> Vec<Row> {
        let c = self.catalog;
        let mut rows = Vec::new();
        let truth = |so: bool| if so { Truth::Yes } else { Truth::No };
        if let (Some(period), Some(inside)) = (case.period, traced.in_period) {
            let key = match case.indicator.anchor {
                Anchor::Active => "trace.active",
                Anchor::Start => "trace.started",
                Anchor::Exit => "trace.left",
            };
            let words = c.fill(key, &[("from", &c.date(period.from)), ("to", &c.date(period.to))]);
            rows.push(self.row(words, String::new(), Some(truth(inside))));
        }
        if let Some(due) = traced.due {
            let until = c.fill("rule.due", &[("date", &c.date(case.cohort.data_until))]);
            rows.push(self.row(capitalise(&until), String::new(), Some(truth(due))));
        }
        rows
    }

    /// A rule and its parts, the parts set in.
    fn conditions(&self, trace: &Trace, depth: usize) -> Vec<Row> {
        let c = self.catalog;
        let words = match (&trace.rule, say(&trace.rule, c, self.vocabulary)) {
            (Rule::Any(_), _) => c.text("rule.any_of").to_owned(),
            (_, Sentence::One(words)) => capitalise(&words),
            _ => c.text("rule.all_of").to_owned(),
        };
        let values: Vec<String> = trace.values.iter().map(|(fact, value)| self.value(fact, value.as_ref())).collect();
        let set_in = "– ".repeat(depth);
        let mut rows =
            vec![self.row(format!("{set_in}{words}"), values.join(c.text("format.list_separator")), Some(trace.truth))];
        rows.extend(trace.parts.iter().flat_map(|part| self.conditions(part, depth + 1)));
        rows
    }

    /// What a measure without an event reads.
    fn read(&self, fact: &str, value: Option<&Value>) -> Row {
        let name = capitalise(&fact_name(self.catalog, self.vocabulary, fact));
        self.row(name, self.value(fact, value), None)
    }

    fn row(&self, words: String, value: String, truth: Option<Truth>) -> Row {
        let verdict = truth.map(|truth| match truth {
            Truth::Yes => "rule.yes",
            Truth::No => "rule.no",
            Truth::Undecided => "rule.undecided",
        });
        let verdict = verdict.map_or_else(String::new, |key| self.catalog.text(key).to_owned());
        Row::Cells([words, value, verdict].into_iter().map(Cell::Text).collect())
    }

    fn table(&self, title: &str, rows: Vec<Row>) -> Block {
        let head = ["trace.condition", "trace.value", "trace.verdict"];
        let head = head.map(|key| ColumnHead { text: self.catalog.text(key).to_owned(), numeric: false }).to_vec();
        Block::Table(Table { label: self.catalog.text(title).to_owned(), caption: String::new(), head, rows })
    }

    /// A value as the reader knows it.
    fn value(&self, fact: &str, value: Option<&Value>) -> String {
        let c = self.catalog;
        let kind = self.vocabulary.fact(fact).map(|fact| fact.kind);
        let word = |word: &String| match kind {
            Some(Kind::Status) => status_name(c, word),
            _ => group_name(c, &[fact.to_owned()], &[word]),
        };
        match value {
            None if kind == Some(Kind::Event) => c.text("trace.no_date").to_owned(),
            None => c.text("level.not_known").to_owned(),
            Some(Value::Word(id)) => word(id),
            Some(Value::Words(ids)) => c.list(&ids.iter().map(word).collect::<Vec<_>>()),
            Some(Value::Number(x)) => c.as_it_is(*x),
            Some(Value::Day(day)) => c.date(*day),
            Some(Value::Days(first, last)) => {
                c.fill("trace.somewhen", &[("from", &c.date(*first)), ("to", &c.date(*last))])
            }
        }
    }
}

/// The word of an outcome. What has no event is counted or is not known.
fn outcome_id(outcome: Outcome, measure: &Measure) -> &'static str {
    match (outcome, measure) {
        (Outcome::Counted, Measure::Share { .. } | Measure::Coverage { .. } | Measure::Count) => "counted",
        (Outcome::Counted, _) => "known",
        (Outcome::NotCounted, _) => "not_counted",
        (Outcome::Unknown, _) => "unknown",
        (Outcome::MaybeCounted, _) => "maybe_counted",
        (Outcome::MaybeNotCounted, _) => "maybe_not_counted",
        (Outcome::MaybeUnknown, _) => "maybe_unknown",
        (Outcome::NotDue, _) => "not_due",
        (Outcome::Deceased, _) => "deceased",
        (Outcome::OutsidePeriod, _) => "outside_period",
        (Outcome::LeftOut, _) => "left_out",
    }
}
