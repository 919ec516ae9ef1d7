//! Observations to facts of participations. What is seen after somebody left belongs to the participation whose end it
//! follows: to the last one that had ended by then.

use super::doubt::{conflicts, undecided};
use super::people::People;
use super::pick::{Bounds, Observed, same_score, same_status, whichever_day};
use super::{OPEN, Rows, Seen, When};
use crate::error::Result;
use crate::fact::status::Absence;
use crate::fact::window::Windows;
use crate::fact::{Fact, Kind, Moment, Vocabulary, day_number, day_of};
use crate::finding::{Code, Finding};
use crate::input::cohort::ReadColumn;
use crate::input::map::calendar::Calendar;
use crate::input::map::decode::Typed;
use crate::input::map::finish::nullable;
use crate::input::mapping::{Mapping, Origin, TableKind};
use jiff::Span;
use polars::prelude::Int64Type;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Moments that are always looked for.
const USUAL: [Moment; 6] =
    [Moment::Start, Moment::Exit, Moment::Months(3), Moment::Months(6), Moment::Months(12), Moment::Months(24)];

/// What long tables say of participations.
#[derive(Default)]
pub(in crate::input::map) struct Joined {
    /// Situations and scores at moments.
    pub(in crate::input::map) facts: BTreeMap<String, Typed>,
    /// Days of events: the first and the last each can have been.
    pub(in crate::input::map) events: BTreeMap<String, Vec<Option<(i32, i32)>>>,
    /// The last day anybody was seen, by row.
    pub(in crate::input::map) seen: Option<Vec<Option<i32>>>,
    /// How many days after each moment its window closes.
    pub(in crate::input::map) closes: BTreeMap<Moment, u32>,
    /// Which column each fact was made from.
    pub(in crate::input::map) read: Vec<ReadColumn>,
}

/// Joins long tables to people.
pub(in crate::input::map) fn join(
    tables: &[Rows],
    people: &People<'_>,
    until: i32,
    mapping: &Mapping,
    vocabulary: &Vocabulary,
    findings: &mut Vec<Finding>,
) -> Result<Joined> {
    let (events, seen, open) = Default::default();
    let mut joiner = Joiner { people, until, vocabulary, findings, events, seen, open };
    let decimals = decimals(tables);
    for (number, table) in tables.iter().enumerate() {
        joiner.observe(number as u32, table, &decimals);
    }
    let Joiner { events, mut seen, findings, mut open, .. } = joiner;
    let mut joined = Joined { events, ..Joined::default() };
    let mut last: Vec<Option<i32>> = vec![None; people.count()];
    for (what, observed) in &mut seen {
        observed.sort_by_key(|o| (o.person, o.from, o.to, o.at));
        let same = |values: &BTreeSet<i64>| match what.as_str() {
            "status" => same_status(&vocabulary.statuses, values),
            _ => same_score(values),
        };
        findings.extend(conflicts(observed, tables, &same));
        for one in observed.iter().filter(|one| one.value.is_ok()) {
            last.iter_mut()
                .skip(one.person as usize)
                .take(1)
                .for_each(|last| *last = (*last).max(Some(one.sure_until().min(until))));
        }
        for fact in facts(what, mapping, vocabulary) {
            let Some(moment) = fact.moment else { continue };
            let moments = Moments { people, fact: &fact, windows: &mapping.windows, observed, same: &same };
            let (values, undecided) = moments.values();
            open.extend(undecided);
            if values.iter().all(Option::is_none) {
                continue;
            }
            if !moment.at_entry() {
                let closes = joined.closes.entry(moment).or_default();
                *closes = (*closes).max(mapping.windows.of(&fact).closes());
            }
            for table in tables.iter().filter(|table| table.whats.contains(what)) {
                joined.read.push(read_as(table, &fact.name));
            }
            joined.facts.insert(fact.name.clone(), typed(&fact, values, decimals.get(what).copied().unwrap_or(0)));
        }
    }
    findings.extend(undecided(&open, tables));
    for event in joined.events.keys() {
        let tables = tables.iter().filter(|table| table.whats.contains(event));
        joined.read.extend(tables.map(|table| read_as(table, event)));
    }
    if !tables.is_empty() {
        let codes = people.encoded.columns.get("id").map_or(&[][..], |id| &id.codes);
        joined.seen = Some(codes.iter().map(|code| last.get(*code as usize).copied().flatten()).collect());
    }
    Ok(joined)
}

/// The facts looked for of a kind of observation: situations at all usual moments, scores at both ends, and what is used.
fn facts(what: &str, mapping: &Mapping, vocabulary: &Vocabulary) -> Vec<Fact> {
    let usual = if what == "status" { &USUAL[..] } else { &USUAL[..2] };
    let usual = usual.iter().map(|moment| format!("{what}_{moment}"));
    let names: BTreeSet<String> =
        usual.chain(mapping.wanted.iter().cloned()).chain(mapping.windows.0.keys().cloned()).collect();
    let facts = names.iter().filter_map(|name| vocabulary.fact(name));
    facts.filter(|fact| fact.what == what && fact.moment.is_some()).collect()
}

fn read_as(table: &Rows, fact: &str) -> ReadColumn {
    let file = table.encoded.files.first().cloned().unwrap_or_default();
    ReadColumn { file, header: table.header.clone(), fact: Some(fact.to_owned()) }
}

/// The decimals each scale is held with, over all tables.
fn decimals(tables: &[Rows]) -> BTreeMap<String, u32> {
    let mut most: BTreeMap<String, u32> = BTreeMap::new();
    for (what, decimals) in tables.iter().flat_map(|table| table.whats.iter().zip(&table.decimals)) {
        let known = most.entry(what.clone()).or_default();
        *known = (*known).max(*decimals);
    }
    most
}

fn typed(fact: &Fact, values: Vec<Option<Seen>>, decimals: u32) -> Typed {
    let known = |value: &Option<Seen>| value.and_then(Seen::ok);
    if fact.kind == Kind::Score {
        return Typed::Number(nullable::<Int64Type>(&fact.name, values.iter().map(known)), decimals);
    }
    let codes = values.iter().map(|value| known(value).and_then(|code| i32::try_from(code).ok())).collect();
    Typed::Status(codes, values.iter().map(|value| value.and_then(Seen::err)).collect())
}

struct Joiner<'a> {
    people: &'a People<'a>,
    until: i32,
    vocabulary: &'a Vocabulary,
    findings: &'a mut Vec<Finding>,
    /// Table and row of what some day of a month leaves open.
    open: BTreeSet<(u32, u32)>,
    events: BTreeMap<String, Vec<Option<(i32, i32)>>>,
    seen: BTreeMap<String, Vec<Observed>>,
}

impl Joiner<'_> {
    /// Finds the people of a table's rows and the days of its observations.
    fn observe(&mut self, number: u32, table: &Rows, decimals: &BTreeMap<String, u32>) {
        let (Some(ids), Some(known)) = (table.encoded.columns.get("id"), self.people.encoded.columns.get("id")) else {
            return;
        };
        let codes: FxHashMap<&str, u32> = known.texts.iter().zip(0..).filter(|(id, _)| !id.is_empty()).collect();
        let persons: Vec<Option<u32>> = ids.texts.iter().map(|id| codes.get(id).copied()).collect();
        let person = |row: usize| ids.codes.get(row).and_then(|code| persons.get(*code as usize).copied().flatten());
        let strangers: Vec<usize> = (0..table.encoded.rows()).filter(|row| person(*row).is_none()).collect();
        self.findings.extend(table.encoded.finding(Code::UnknownPerson, "id", &strangers));
        if table.kind != TableKind::Events {
            let mut has = vec![false; known.texts.len()];
            (0..table.encoded.rows())
                .filter_map(person)
                .for_each(|p| has.iter_mut().skip(p as usize).take(1).for_each(|h| *h = true));
            let without =
                |row: &usize| known.codes.get(*row).is_some_and(|code| has.get(*code as usize) == Some(&false));
            let without: Vec<usize> = (0..self.people.encoded.rows()).filter(without).collect();
            let file = table.encoded.files.first().cloned().unwrap_or_default();
            let finding = self.people.encoded.finding(Code::PersonWithoutRows, "id", &without);
            self.findings.extend(finding.map(|finding| finding.with("name", file)));
        }
        let mut later = Vec::new();
        for raw in &table.raw {
            let Some(person) = person(raw.row as usize) else { continue };
            let (from, to) = match raw.when {
                When::Days(from, to) | When::Some(from, to) => (from, to),
                When::After(months) => match self.after(person, table.origin, months) {
                    Some(days) => days,
                    None => continue,
                },
            };
            if from > self.until {
                later.push(raw.row as usize);
                continue;
            }
            let Some(what) = table.whats.get(raw.what as usize) else { continue };
            if table.kind == TableKind::Events {
                if from == to || self.is_alike(person, (from, to)) {
                    self.happened(what, person, (from, to));
                } else {
                    self.open.insert((number, raw.row));
                }
                continue;
            }
            let more =
                decimals.get(what).copied().unwrap_or(0) - table.decimals.get(raw.what as usize).copied().unwrap_or(0);
            let value = raw.value.map(|value| value.saturating_mul(10i64.saturating_pow(more)));
            let some_day = matches!(raw.when, When::Some(..));
            let to = match value {
                Err(Absence::Deceased) if !some_day => OPEN,
                _ => to.min(self.until),
            };
            let observed = Observed { person, from, to, value, some_day, at: (number, raw.row) };
            self.seen.entry(what.clone()).or_default().push(observed);
        }
        later.dedup();
        self.findings.extend(table.encoded.finding_under(Code::KnownNotDue, &table.header, &later));
    }

    /// Whether an event has come, and in the same participation, whichever of some days it was on.
    fn is_alike(&self, person: u32, (first, last): (i32, i32)) -> bool {
        let of = |day: i32| self.people.at(person, day);
        last <= self.until && of(first) == of(last)
    }

    /// The days of a numbered month.
    fn after(&self, person: u32, origin: Option<Origin>, months: u16) -> Option<(i32, i32)> {
        let origin = origin?;
        let day = day_of(self.people.origin(person, origin)?)?;
        let at = |months: i64| day.checked_add(Span::new().months(months)).ok().map(day_number);
        let months = i64::from(months);
        match origin {
            // The month itself is number 1.
            Origin::Month(_) => Some((at(months - 1)?, at(months)? - 1)),
            Origin::Start | Origin::End => at(months).map(|day| (day, day)),
        }
    }

    /// An event happened to somebody: the first of its kind in a participation counts.
    fn happened(&mut self, event: &str, person: u32, (first, last): (i32, i32)) {
        let Some(row) = self.people.at(person, first) else { return };
        let rows = self.people.encoded.rows();
        let days = self.events.entry(event.to_owned()).or_insert_with(|| vec![None; rows]);
        if let Some(known) = days.get_mut(row as usize) {
            *known = Some(known.map_or((first, last), |known| (known.0.min(first), known.1.min(last))));
        }
        debug_assert!(self.vocabulary.fact(event).is_some_and(|fact| fact.kind == Kind::Event));
    }
}

/// One fact of all participations.
struct Moments<'a> {
    people: &'a People<'a>,
    fact: &'a Fact,
    windows: &'a Windows,
    /// By person and day.
    observed: &'a [Observed],
    same: &'a dyn Fn(&BTreeSet<i64>) -> Option<i64>,
}

impl Moments<'_> {
    /// By row; and of what observations the day would decide.
    fn values(&self) -> (Vec<Option<Seen>>, Vec<(u32, u32)>) {
        let mut values = vec![None; self.people.encoded.rows()];
        let mut undecided = Vec::new();
        let moment = self.fact.moment.unwrap_or(Moment::Exit);
        let months = i64::from(moment.months_after_exit().unwrap_or(0));
        let later = match moment {
            Moment::Before(months) => {
                let months = Span::new().months(i64::from(months));
                Calendar::of(&self.people.starts, |start| start.checked_sub(months).ok().map(day_number))
            }
            _ => {
                Calendar::of(&self.people.ends, |end| end.checked_add(Span::new().months(months)).ok().map(day_number))
            }
        };
        for theirs in self.observed.chunk_by(|a, b| a.person == b.person) {
            let Some(person) = theirs.first().map(|one| one.person) else { continue };
            for &row in self.people.rows(person) {
                let Some(bounds) = self.bounds(person, row, moment, &later) else { continue };
                let is_of = |one: &Observed| self.is_of(one, row, moment);
                let found = whichever_day(theirs, bounds, &is_of, self.same);
                if let Some(value) = values.get_mut(row as usize) {
                    *value = found.unwrap_or(Some(Err(Absence::Unknown)));
                }
                if found.is_none() {
                    undecided.extend(theirs.iter().filter(|one| one.some_day).map(|one| one.at));
                }
            }
        }
        (values, undecided)
    }

    fn bounds(&self, person: u32, row: u32, moment: Moment, later: &Calendar<i32>) -> Option<Bounds> {
        let window = self.windows.of(self.fact);
        let around = |day: i32, target: i32| Bounds {
            target,
            first: day.saturating_add(window.from),
            last: day.saturating_add(window.to),
            pick: window.pick,
        };
        if moment == Moment::Start {
            // What somebody came from is what held on the eve.
            let start = self.people.start(row)?;
            return Some(around(start, start - 1));
        }
        if let Moment::Before(_) = moment {
            let start = self.people.start(row)?;
            let target = later.at(start)?;
            let bounds = around(target, target);
            let last = bounds.last.min(start - 1);
            return (bounds.first <= last).then_some(Bounds { last, ..bounds });
        }
        let end = self.people.end(row)?;
        let target = if moment == Moment::Exit { end } else { later.at(end)? };
        let mut bounds = around(target, target);
        let next = self
            .people
            .rows(person)
            .iter()
            .filter_map(|other| self.people.end(*other))
            .filter(|other| *other > end)
            .min();
        bounds.last = next.map_or(bounds.last, |next| bounds.last.min(next - 1));
        if self.fact.kind == Kind::Score {
            // What is measured when the next time begins is its entry.
            let starts = self.people.rows(person).iter().filter_map(|other| self.people.start(*other));
            let entry = Fact { moment: Some(Moment::Start), ..self.fact.clone() };
            let early = self.windows.of(&entry).from.min(0);
            let next = starts.filter(|start| *start > end).min().map(|start| start.saturating_add(early) - 1);
            bounds.last = next.map_or(bounds.last, |next| bounds.last.min(next.max(end)));
        }
        let from = if moment == Moment::Exit { self.people.start(row).unwrap_or(bounds.first) } else { end };
        bounds.first = bounds.first.max(from);
        (bounds.first <= bounds.last).then_some(bounds)
    }

    /// Of a short participation one observation is not both the situation at entry and the one on leaving.
    fn is_of(&self, one: &Observed, row: u32, moment: Moment) -> bool {
        let (Some(start), Some(end)) = (self.people.start(row), self.people.end(row)) else { return true };
        let nearer_start = one.from < end && one.from.abs_diff(start) <= one.from.abs_diff(end);
        match moment {
            _ if !one.is_one_day() => true,
            Moment::Start => nearer_start,
            Moment::Exit => !nearer_start,
            Moment::Months(_) | Moment::Before(_) => true,
        }
    }
}
