//! How an indicator decides about one person: under the internal policy only, because it shows what a row says.

use super::count::{Part, one};
use super::plan::Plan;
use super::unit::{first_and_last, units};
use crate::error::{Error, Kind, Result};
use crate::finding::{Code, Finding, Place};
use crate::indicator::{Indicator, Measure, Unit};
use crate::input::cohort::{Cohort, Column, from_column, integers, label_column};
use crate::rule::{Row, Trace, Value, Word, trace as follow};
use polars::prelude::{DataFrame, IdxCa, IdxSize};

/// What an indicator makes of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// In the base, event yes; where the measure has no event, known.
    Counted,
    /// In the base, event no.
    NotCounted,
    /// Not in the base: the event is undecided, or something is not known.
    Unknown,
    /// Not in the base: whether the person belongs there is undecided, the event is yes.
    MaybeCounted,
    /// The same, the event is no.
    MaybeNotCounted,
    /// The same, the event is undecided too.
    MaybeUnknown,
    /// The time of the follow-up has not come.
    NotDue,
    /// Had died by then.
    Deceased,
    /// Outside the period.
    OutsidePeriod,
    /// The indicator is not about the person.
    LeftOut,
}

/// One person and an indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Traced {
    /// What became of the person.
    pub outcome: Outcome,
    /// Whether the person is in the period; none where there is no period.
    pub in_period: Option<bool>,
    /// Whether every moment the indicator reads has come; none where it reads none after entry.
    pub due: Option<bool>,
    /// Who could count, part by part.
    pub among: Trace,
    /// The event of a share, part by part.
    pub event: Option<Trace>,
    /// What any other measure reads, with its value, the earlier first.
    pub read: Vec<(String, Option<Value>)>,
    /// The rows the person is made of, in the order of the file.
    pub rows: Vec<usize>,
    /// The row of the first entry, which the background is from.
    pub first: Option<usize>,
    /// The row of the last exit, which exit and follow-up are from; none while a participation goes on.
    pub last: Option<usize>,
}

/// Follows an indicator of the plan through the person a row of the cohort is about.
///
/// The person is put together and judged by the code that counts; only what is said of the rule is another reading of it.
///
/// # Errors
/// A refusal under a policy that protects; else only a bug.
pub fn trace(plan: &Plan, cohort: &Cohort, indicator: &Indicator, row: usize) -> Result<Traced> {
    if plan.policy.protects() {
        return Err(Error::one(Kind::Refused, Finding::new(Code::OnePerson, Place::default())));
    }
    let person = plan.unit_of(indicator) == Unit::Person;
    let rows = if person { rows_of_person(cohort, row)? } else { vec![row] };
    let own = only(cohort, &rows)?;
    let (first, last) = first_and_last(&own, plan.period)?;
    let unit = units(&own, person.then_some(&[]), plan.period)?;
    let decided = one(plan, &own, &unit, indicator)?;
    let person = Person { cohort: &own, unit: &unit };
    let event = match &indicator.measure {
        Measure::Share { event } => Some(follow(event, &person)),
        _ => None,
    };
    let mut read: Vec<(String, Option<Value>)> = Vec::new();
    if event.is_none() {
        read.extend(indicator.outcome_facts().into_iter().map(|fact| (fact.clone(), person.value(&fact))));
        if matches!(indicator.measure, Measure::TimeTo(_)) {
            // To whom nothing happened is followed to here.
            read.push(("last_seen".to_owned(), person.value("last_seen")));
        }
        read.sort_by_key(|(fact, _)| cohort.vocabulary.fact(fact).and_then(|fact| fact.moment));
    }
    let outcome = match decided.part {
        Some(Part::Yes) => Outcome::Counted,
        Some(Part::No) => Outcome::NotCounted,
        Some(Part::Undecided) => Outcome::Unknown,
        Some(Part::MaybeYes) => Outcome::MaybeCounted,
        Some(Part::MaybeNo) => Outcome::MaybeNotCounted,
        Some(Part::MaybeUndecided) => Outcome::MaybeUnknown,
        Some(Part::NotDue) => Outcome::NotDue,
        Some(Part::Gone) => Outcome::Deceased,
        _ if !decided.inside => Outcome::OutsidePeriod,
        _ => Outcome::LeftOut,
    };
    let place = |row: Option<u32>| row.and_then(|row| rows.get(row as usize).copied());
    Ok(Traced {
        outcome,
        in_period: plan.period.is_some().then_some(decided.inside),
        due: (!indicator.due_moments(&cohort.vocabulary).is_empty()).then_some(decided.due),
        among: follow(&indicator.among, &person),
        event,
        read,
        first: place(first),
        last: place(last),
        rows,
    })
}

fn rows_of_person(cohort: &Cohort, row: usize) -> Result<Vec<usize>> {
    let ids = cohort.integers("id")?;
    let id = ids.get(row).copied().flatten();
    Ok(ids.iter().enumerate().filter(|(_, other)| **other == id).map(|(i, _)| i).collect())
}

/// The cohort with these rows only.
fn only(cohort: &Cohort, rows: &[usize]) -> Result<Cohort> {
    let index = IdxCa::from_vec("".into(), rows.iter().map(|&row| row as IdxSize).collect());
    Ok(Cohort { frame: cohort.frame.take(&index)?, ..cohort.clone() })
}

/// Somebody as a rule looks at them.
struct Person<'a> {
    cohort: &'a Cohort,
    /// One row.
    unit: &'a DataFrame,
}

impl Person<'_> {
    fn integer(&self, column: &str) -> Option<i64> {
        integers(self.unit, column).ok()?.first().copied().flatten()
    }
}

impl Row for Person<'_> {
    fn value(&self, fact: &str) -> Option<Value> {
        let value = self.integer(fact)?;
        Some(match self.cohort.columns.get(fact)? {
            Column::Day { spans, .. } => {
                let day = |value: i64| crate::fact::day_of(i32::try_from(value).ok()?);
                match spans.then(|| self.integer(&from_column(fact))).flatten().filter(|first| *first != value) {
                    Some(first) => Value::Days(day(first)?, day(value)?),
                    None => Value::Day(day(value)?),
                }
            }
            Column::Status => {
                Value::Word(self.cohort.vocabulary.statuses.by_code(i32::try_from(value).ok()?)?.id.clone())
            }
            Column::Number { decimals } => Value::Number(value as f64 / 10f64.powi(*decimals as i32)),
            Column::Category { labels } => Value::Word(labels.get(usize::try_from(value).ok()?)?.clone()),
            Column::Categories { labels } => {
                let has = |i: usize| self.integer(&label_column(fact, i)) == Some(1);
                let own = labels.iter().enumerate().filter(|(i, _)| has(*i)).map(|(_, label)| label.clone());
                Value::Words(own.collect())
            }
        })
    }

    fn is_event(&self, fact: &str) -> bool {
        matches!(self.cohort.columns.get(fact), Some(Column::Day { event: true, .. }))
    }

    fn is(&self, fact: &str, word: &Word, value: &str) -> Option<bool> {
        if self.cohort.columns.get(fact) != Some(&Column::Status) {
            return Some(matches!(word, Word::One(id) if id == value));
        }
        let statuses = &self.cohort.vocabulary.statuses;
        let codes = match word {
            Word::One(id) => statuses.code_of(id).into_iter().collect(),
            Word::Group(group) => statuses.group(&format!("@{group}")).unwrap_or_default().to_vec(),
        };
        let code = statuses.code_of(value)?;
        // Too coarse to tell: some kinds of it are meant, not the whole of it.
        if statuses.coarse_of(&codes).contains(&code) { None } else { Some(codes.contains(&code)) }
    }
}
