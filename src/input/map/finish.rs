//! From typed columns to a cohort: what days contradict, what follows from other facts, and the frame.

use super::checks::Checks;
use super::coarse::{Spans, latest, order, over};
use super::decode::Typed;
use super::derived::derived;
use super::encode::Encoded;
use super::long::{Joined, People, Rows, join};
use super::made::of_several;
use super::merge;
use super::seen::last_seen;
use crate::error::Result;
use crate::fact::status::Absence;
use crate::fact::{Kind, Moment, Vocabulary, day_number, day_of};
use crate::finding::{Code, Finding};
use crate::input::cohort::{Cohort, Column, from_column, gone_column, label_column, why_column};
use crate::input::mapping::Mapping;
use crate::input::words::Words;
use crate::parallel::{at_once, both};
use jiff::civil::Date;
use polars::prelude::{ChunkedArray, Column as PolarsColumn, DataFrame, Int32Type, IntoColumn, PolarsNumericType};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

pub(super) fn finish(
    encoded: &Encoded,
    (mut typed, mut spans): (BTreeMap<String, Typed>, Spans),
    tables: &[Rows],
    mapping: &Mapping,
    words: &Words,
    vocabulary: Vocabulary,
    findings: &mut Vec<Finding>,
) -> Result<Cohort> {
    let mut days = Days { encoded, vocabulary: &vocabulary, findings };
    let data_until = mapping.data_until.unwrap_or_else(|| days.latest(&typed, &spans, tables));
    let ended: Vec<bool> = if mapping.thorough { ended(&typed, &spans) } else { Vec::new() };
    days.findings.extend(over(
        encoded,
        &mut spans,
        &vocabulary,
        (day_number(data_until), mapping.data_until.is_some()),
    ));
    days.beyond(&mut typed, data_until);
    days.order(&mut typed);
    days.findings.extend(order(encoded, &mut typed, &mut spans));
    reasons_need_an_end(&mut typed, &spans);
    days.same_rows(&typed);
    days.known_not_due(&typed, data_until);
    let mut joined = Joined::default();
    if mapping.thorough || !tables.is_empty() {
        let people = People::of(encoded, &typed);
        let until = day_number(data_until);
        if mapping.thorough {
            let (typed, people, vocabulary) = (&typed, &people, &vocabulary);
            findings.extend(
                Checks { encoded, spans: &spans, typed, people, words, vocabulary, until, ended: &ended }.findings()?,
            );
        }
        joined = join(tables, &people, until, mapping, &vocabulary, findings)?;
    }
    let Joined { facts, events, seen, closes, read } = joined;
    for (fact, days) in events {
        merge::earliest(&mut typed, &mut spans, fact, days);
    }
    let (derived, seen) =
        both(|| derived(&typed, &spans, &vocabulary), || last_seen(&typed, &spans, seen, &vocabulary, data_until))?;
    typed.extend(derived);
    for (fact, values) in facts {
        let differing = merge::known_first(&mut typed, &fact, values, &vocabulary);
        // Entry takes what was seen some weeks before it, which may have been otherwise.
        if vocabulary.fact(&fact).is_some_and(|fact| !fact.at_entry()) {
            findings.extend(encoded.finding(Code::Conflict, &fact, &differing));
        }
    }
    typed.extend(of_several(encoded, &typed, mapping, &vocabulary));
    typed.extend(seen.map(|days| ("last_seen".to_owned(), days)));
    let gone = gone(&typed, &vocabulary, encoded.rows());
    let (frame, columns) = frame(encoded, (typed, &spans), gone, &vocabulary)?;
    Ok(Cohort {
        frame,
        columns,
        data_until,
        closes,
        read,
        sources: Vec::new(),
        findings: Vec::new(),
        vocabulary,
        lines: Vec::new(),
    })
}

struct Days<'a> {
    encoded: &'a Encoded,
    vocabulary: &'a Vocabulary,
    findings: &'a mut Vec<Finding>,
}

impl Days<'_> {
    fn note(&mut self, code: Code, fact: &str, rows: &[usize]) {
        self.findings.extend(self.encoded.finding(code, fact, rows));
    }

    /// The latest day the data speak of, where nobody said how far they reach.
    fn latest(&mut self, typed: &BTreeMap<String, Typed>, spans: &Spans, tables: &[Rows]) -> Date {
        let exact = typed.iter().filter_map(|(fact, values)| match values {
            Typed::Day(days) => {
                let day = days.iter().enumerate().filter_map(|(row, day)| Some(((*day)?, row)));
                // Of rows with the same day the first.
                day.max_by_key(|(day, row)| (*day, std::cmp::Reverse(*row))).map(|(day, row)| (day, fact, row))
            }
            _ => None,
        });
        let coarse = spans.iter().filter_map(|(fact, coarse)| latest(coarse).map(|(day, row)| (day, fact, row)));
        let latest = exact.chain(coarse).max_by_key(|(day, ..)| *day).map(|(day, fact, row)| {
            let header = self.encoded.columns.get(fact).map_or("", |column| column.header.as_str());
            (day, self.encoded.place(row, header))
        });
        let latest = latest.into_iter().chain(tables.iter().filter_map(Rows::latest)).max_by_key(|(day, _)| *day);
        // Without any day nothing can be due, and there is no day to speak of.
        let Some((day, place)) = latest.and_then(|(day, place)| Some((day_of(day)?, place))) else {
            return jiff::civil::date(1970, 1, 1);
        };
        self.findings.push(Finding::new(Code::DataUntilGuessed, place).with("day", day));
        day
    }

    /// What lies behind the last day of the data has not happened by it.
    fn beyond(&mut self, typed: &mut BTreeMap<String, Typed>, until: Date) {
        let until = day_number(until);
        for (fact, values) in typed {
            let Typed::Day(days) = values else { continue };
            let known = self.vocabulary.fact(fact).map(|fact| fact.kind);
            if fact != "end" && known != Some(Kind::Event) {
                continue;
            }
            let mut rows = Vec::new();
            for (row, day) in days.iter_mut().enumerate() {
                if day.is_some_and(|day| day > until) {
                    *day = None;
                    rows.push(row);
                }
            }
            self.note(Code::KnownNotDue, fact, &rows);
        }
    }

    /// An end before the start is no end.
    fn order(&mut self, typed: &mut BTreeMap<String, Typed>) {
        let Some(Typed::Day(starts)) = typed.get("start") else { return };
        let starts = starts.clone();
        let mut rows = Vec::new();
        if let Some(Typed::Day(ends)) = typed.get_mut("end") {
            for (row, (start, end)) in starts.iter().zip(ends).enumerate() {
                if matches!((&start, &end), (Some(start), Some(end)) if end < start) {
                    *end = None;
                    rows.push(row);
                }
            }
        }
        self.note(Code::EndBeforeStart, "end", &rows);
    }

    /// The same person, day and service twice is most likely one participation written twice.
    fn same_rows(&mut self, typed: &BTreeMap<String, Typed>) {
        let (Some(id), Some(Typed::Day(starts))) = (self.encoded.columns.get("id"), typed.get("start")) else { return };
        let services: Option<&Vec<Option<i32>>> = match typed.get("service") {
            Some(Typed::Category(_, codes)) => Some(codes),
            _ => None,
        };
        if id.texts.len() == id.codes.len() {
            return;
        }
        let mut seen = FxHashSet::default();
        let mut rows = Vec::new();
        for (row, start) in starts.iter().enumerate() {
            let Some(start) = start else { continue };
            let service = services.and_then(|codes| codes[row]);
            if !seen.insert((id.codes[row], *start, service)) {
                rows.push(row);
            }
        }
        self.note(Code::SameRow, "id", &rows);
    }

    /// A follow-up known before its time is kept out of the base; it is worth a word, since the dates may be wrong.
    fn known_not_due(&mut self, typed: &BTreeMap<String, Typed>, until: Date) {
        let Some(Typed::Day(ends)) = typed.get("end") else { return };
        for (fact, values) in typed.iter() {
            let moment = self.vocabulary.fact(fact).and_then(|fact| fact.moment);
            let Some(months) = moment.and_then(Moment::months_after_exit).filter(|months| *months > 0) else {
                continue;
            };
            let Some(last) = Moment::last_due_exit(until, months).map(day_number) else { continue };
            let early = match values {
                Typed::Status(codes, _) => early(codes.iter().map(Option::is_some), ends, last),
                Typed::Number(values, _) => early(values.iter().map(|value| value.is_some()), ends, last),
                _ => continue,
            };
            self.note(Code::KnownNotDue, fact, &early);
        }
    }
}

/// The rows where something is known though the end was after the last day.
fn early(known: impl Iterator<Item = bool>, ends: &[Option<i32>], last: i32) -> Vec<usize> {
    let of = known.zip(ends).enumerate();
    of.filter(|(_, (known, end))| *known && end.is_some_and(|end| end > last)).map(|(row, _)| row).collect()
}

/// Who has an end, to the day or not.
fn ended(typed: &BTreeMap<String, Typed>, spans: &Spans) -> Vec<bool> {
    let Some(Typed::Day(ends)) = typed.get("end") else { return Vec::new() };
    let mut ended: Vec<bool> = ends.iter().map(Option::is_some).collect();
    for one in spans.get("end").into_iter().flatten() {
        ended.iter_mut().skip(one.row).take(1).for_each(|ended| *ended = true);
    }
    ended
}

/// Who has not left has no reason for leaving, whatever was written down already.
fn reasons_need_an_end(typed: &mut BTreeMap<String, Typed>, spans: &Spans) {
    if !matches!(typed.get("end"), Some(Typed::Day(_))) {
        return;
    }
    let left = ended(typed, spans);
    if let Some(Typed::Category(_, reasons)) = typed.get_mut("exit_reason") {
        for (reason, left) in reasons.iter_mut().zip(left) {
            *reason = reason.filter(|_| left);
        }
    }
}

/// Who had died by each moment of any fact: a death once known holds for every later moment.
fn gone(typed: &BTreeMap<String, Typed>, vocabulary: &Vocabulary, rows: usize) -> Vec<(String, Vec<bool>)> {
    let mut moments: BTreeMap<Moment, Option<&Vec<Option<Absence>>>> = BTreeMap::new();
    for (name, values) in typed {
        match vocabulary.fact(name).and_then(|fact| fact.moment) {
            None => {}
            Some(moment) if moment.at_entry() => {}
            Some(moment) => match values {
                Typed::Status(_, why) => drop(moments.insert(moment, Some(why))),
                _ => drop(moments.entry(moment).or_default()),
            },
        }
    }
    let mut so_far = vec![false; rows];
    moments
        .into_iter()
        .map(|(moment, why)| {
            for (gone, why) in so_far.iter_mut().zip(why.into_iter().flatten()) {
                *gone |= *why == Some(Absence::Deceased);
            }
            (gone_column(&moment.to_string()), so_far.clone())
        })
        .collect()
}

fn frame(
    encoded: &Encoded,
    (typed, spans): (BTreeMap<String, Typed>, &Spans),
    gone: Vec<(String, Vec<bool>)>,
    vocabulary: &Vocabulary,
) -> Result<(DataFrame, BTreeMap<String, Column>)> {
    let rows = encoded.rows();
    let ids: Vec<u32> = match encoded.columns.get("id") {
        Some(id) => id.codes.clone(),
        None => (0..rows as u32).collect(),
    };
    let mut out = vec![
        PolarsColumn::new("id".into(), ids),
        PolarsColumn::new("row".into(), (0..rows as u32).collect::<Vec<_>>()),
    ];
    let typed: Vec<(String, Typed)> = typed.into_iter().collect();
    let mut columns = BTreeMap::new();
    let made = at_once(&typed, |(fact, values)| made(fact, values, spans, vocabulary))?;
    for ((fact, _), (made, held)) in typed.iter().zip(made) {
        out.extend(made);
        columns.insert(fact.clone(), held);
    }
    out.extend(gone.into_iter().map(|(name, gone)| PolarsColumn::new(name.as_str().into(), gone)));
    Ok((DataFrame::new(rows, out)?, columns))
}

/// A column of numbers, some of which are unknown.
pub(super) fn nullable<T: PolarsNumericType>(
    name: &str,
    values: impl Iterator<Item = Option<T::Native>>,
) -> ChunkedArray<T> {
    let (numbers, known): (Vec<T::Native>, Vec<bool>) =
        values.map(|value| (value.unwrap_or_default(), value.is_some())).unzip();
    ChunkedArray::from_vec_validity(name.into(), numbers, Some(known.into()))
}

/// The columns of a fact, and how they hold it.
fn made(fact: &str, values: &Typed, spans: &Spans, vocabulary: &Vocabulary) -> (Vec<PolarsColumn>, Column) {
    match values {
        Typed::Day(days) => {
            let event = vocabulary.fact(fact).is_some_and(|fact| fact.kind == Kind::Event);
            let column =
                |name: &str, days: &[Option<i32>]| nullable::<Int32Type>(name, days.iter().copied()).into_column();
            let Some(spans) = spans.get(fact) else {
                return (vec![column(fact, days)], Column::Day { event, spans: false });
            };
            let (mut first, mut last) = (days.clone(), days.clone());
            for one in spans {
                // Of several days of an event the earliest counts, whichever that was.
                for (days, day) in [(&mut first, one.first), (&mut last, one.last)] {
                    let known = days.iter_mut().skip(one.row).take(1);
                    known.for_each(|known| *known = Some(known.map_or(day, |known| known.min(day))));
                }
            }
            (vec![column(fact, &last), column(&from_column(fact), &first)], Column::Day { event, spans: true })
        }
        Typed::Status(codes, why) => {
            let reasons = why.iter().map(|why| why.map(|why| why as i32));
            let reasons = nullable::<Int32Type>(&why_column(fact), reasons).into_column();
            (vec![nullable::<Int32Type>(fact, codes.iter().copied()).into_column(), reasons], Column::Status)
        }
        Typed::Number(values, decimals) => {
            (vec![values.clone().with_name(fact.into()).into_column()], Column::Number { decimals: *decimals })
        }
        Typed::Category(labels, codes) => {
            let codes = nullable::<Int32Type>(fact, codes.iter().copied()).into_column();
            (vec![codes], Column::Category { labels: labels.clone() })
        }
        Typed::Categories(labels, sets, of_row) => {
            let each = |name: &str, of_set: &dyn Fn(&Vec<i32>) -> bool| {
                let answers: Vec<Option<bool>> = sets.iter().map(|set| set.as_ref().map(of_set)).collect();
                let of_row = of_row.iter().map(|&set| answers.get(set as usize).copied().flatten());
                PolarsColumn::new(name.into(), of_row.collect::<Vec<_>>())
            };
            let label = |i: usize| each(&label_column(fact, i), &|set| set.contains(&(i as i32)));
            let columns = std::iter::once(each(fact, &|_| true)).chain((0..labels.len()).map(label)).collect();
            (columns, Column::Categories { labels: labels.clone() })
        }
    }
}
