//! From typed columns to a cohort: what days contradict, what follows from other facts, and the frame.

use super::calendar::Calendar;
use super::decode::Typed;
use super::encode::Encoded;
use super::seen::last_seen;
use crate::error::Result;
use crate::fact::status::Absence;
use crate::fact::{Kind, Moment, Vocabulary, codebook, day_number, day_of};
use crate::finding::{Code, Finding};
use crate::input::cohort::{Cohort, Column, gone_column, label_column, why_column};
use crate::parallel::{at_once, both};
use jiff::civil::Date;
use polars::prelude::{ChunkedArray, Column as PolarsColumn, DataFrame, Int32Type, IntoColumn, PolarsNumericType};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn finish(
    encoded: &Encoded,
    mut typed: BTreeMap<String, Typed>,
    data_until: Option<Date>,
    vocabulary: Vocabulary,
    findings: &mut Vec<Finding>,
) -> Result<Cohort> {
    let mut days = Days { encoded, vocabulary: &vocabulary, findings };
    let data_until = data_until.unwrap_or_else(|| days.latest(&typed));
    days.beyond(&mut typed, data_until);
    days.order(&mut typed);
    reasons_need_an_end(&mut typed);
    days.same_rows(&typed);
    days.known_not_due(&typed, data_until);
    let (derived, seen) = both(|| derived(&typed, &vocabulary), || last_seen(&typed, &vocabulary, data_until))?;
    typed.extend(derived);
    typed.extend(seen.map(|days| ("last_seen".to_owned(), days)));
    let gone = gone(&typed, &vocabulary, encoded.rows());
    let (frame, columns) = frame(encoded, typed, gone, &vocabulary)?;
    Ok(Cohort {
        frame,
        columns,
        data_until,
        read: Vec::new(),
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
        let Some(&first) = rows.first() else { return };
        let header = self.encoded.columns.get(fact).map_or("", |column| column.header.as_str());
        let finding = Finding::new(code, self.encoded.place(first, header));
        let lines = rows.iter().filter_map(|&row| self.encoded.lines.get(row)).map(|line| line.1);
        self.findings.push(finding.on_lines(lines));
    }

    /// The latest day the data speak of, where nobody said how far they reach.
    fn latest(&mut self, typed: &BTreeMap<String, Typed>) -> Date {
        let latest = typed.iter().filter_map(|(fact, values)| match values {
            Typed::Day(days) => {
                let day = days.iter().enumerate().filter_map(|(row, day)| Some(((*day)?, row)));
                // Of rows with the same day the first.
                day.max_by_key(|(day, row)| (*day, std::cmp::Reverse(*row))).map(|(day, row)| (day, fact, row))
            }
            _ => None,
        });
        let latest = latest.max_by_key(|(day, ..)| *day);
        // Without any day nothing can be due, and there is no day to speak of.
        let Some((day, fact, row)) = latest.and_then(|(day, fact, row)| Some((day_of(day)?, fact, row))) else {
            return jiff::civil::date(1970, 1, 1);
        };
        let header = self.encoded.columns.get(fact).map_or("", |column| column.header.as_str());
        let place = self.encoded.place(row, header);
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

/// Who has not left has no reason for leaving, whatever was written down already.
fn reasons_need_an_end(typed: &mut BTreeMap<String, Typed>) {
    let Some(Typed::Day(ends)) = typed.get("end") else { return };
    let left: Vec<bool> = ends.iter().map(Option::is_some).collect();
    if let Some(Typed::Category(_, reasons)) = typed.get_mut("exit_reason") {
        for (reason, left) in reasons.iter_mut().zip(left) {
            *reason = reason.filter(|_| left);
        }
    }
}

/// Facts that follow from others.
fn derived(typed: &BTreeMap<String, Typed>, vocabulary: &Vocabulary) -> Vec<(String, Typed)> {
    let mut derived = Vec::new();
    let years = |days: &[Option<i32>]| -> Vec<Option<i16>> {
        let year = Calendar::of(days, |day| Some(day.year()));
        days.iter().map(|day| day.and_then(|day| year.at(day))).collect()
    };
    for (fact, from) in [("start_year", "start"), ("exit_year", "end")] {
        if let Some(Typed::Day(days)) = typed.get(from) {
            derived.push((fact.to_owned(), category(&years(days))));
        }
    }
    derived.extend(distance(typed, vocabulary).map(|values| ("entry_distance".to_owned(), values)));
    derived.extend(days_in_service(typed).map(|values| ("days_in_service".to_owned(), values)));
    if typed.contains_key("age_group") {
        return derived;
    }
    if let (Some(Typed::Number(births, _)), Some(Typed::Day(starts))) = (typed.get("birth_year"), typed.get("start")) {
        // Only the year of birth is known: the age reached in the year of entry.
        let bands: Vec<Option<&str>> = births
            .iter()
            .zip(years(starts))
            .map(|(birth, start)| {
                let age = i64::from(start?) - birth?;
                BANDS.iter().find(|(_, ages)| ages.contains(&age)).map(|(band, _)| *band)
            })
            .collect();
        // The labels keep the order of age, whoever is there.
        let labels: Vec<String> = BANDS
            .iter()
            .map(|(band, _)| *band)
            .filter(|band| bands.contains(&Some(*band)))
            .map(str::to_owned)
            .collect();
        let code = |band: &str| labels.iter().position(|label| label == band).map(|i| i as i32);
        let codes = bands.iter().map(|band| code((*band)?)).collect();
        derived.push(("age_group".to_owned(), Typed::Category(labels, codes)));
    }
    derived
}

/// How far from work somebody was at entry: by the rung of their situation. What is off the ladder is at no distance.
fn distance(typed: &BTreeMap<String, Typed>, vocabulary: &Vocabulary) -> Option<Typed> {
    let Typed::Status(codes, _) = typed.get("status_start")? else { return None };
    let of = |code: i32| {
        let place = match vocabulary.statuses.by_code(code)?.rank? {
            ..=1 => 0,
            2 => 1,
            3..=5 => 2,
            _ => 3,
        };
        Some(place)
    };
    let places: Vec<Option<i32>> = codes.iter().map(|code| of((*code)?)).collect();
    Some(Typed::Category(codebook("entry_distance").iter().map(|label| (*label).to_owned()).collect(), places))
}

/// The days from entry to leaving.
fn days_in_service(typed: &BTreeMap<String, Typed>) -> Option<Typed> {
    let (Typed::Day(starts), Typed::Day(ends)) = (typed.get("start")?, typed.get("end")?) else { return None };
    let days = starts.iter().zip(ends).map(|(start, end)| Some(i64::from((*end)?) - i64::from((*start)?)));
    Some(Typed::Number(nullable("days_in_service", days), 0))
}

/// The age bands of ESF+.
const BANDS: [(&str, std::ops::RangeInclusive<i64>); 4] =
    [("<18", 0..=17), ("18-29", 18..=29), ("30-54", 30..=54), ("55+", 55..=120)];

/// Years as a category whose labels are in their order.
fn category(years: &[Option<i16>]) -> Typed {
    let distinct: BTreeSet<i16> = years.chunk_by(|a, b| a == b).filter_map(|same| *same.first()?).collect();
    let ordered: Vec<i16> = distinct.into_iter().collect();
    let codes = years.iter().map(|year| ordered.binary_search(year.as_ref()?).ok().map(|i| i as i32)).collect();
    Typed::Category(ordered.iter().map(ToString::to_string).collect(), codes)
}

/// Who had died by each moment of any fact: a death once known holds for every later moment.
fn gone(typed: &BTreeMap<String, Typed>, vocabulary: &Vocabulary, rows: usize) -> Vec<(String, Vec<bool>)> {
    let mut moments: BTreeMap<Moment, Option<&Vec<Option<Absence>>>> = BTreeMap::new();
    for (name, values) in typed {
        match vocabulary.fact(name).and_then(|fact| fact.moment) {
            None | Some(Moment::Start) => {}
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
    typed: BTreeMap<String, Typed>,
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
    for ((fact, _), (made, held)) in typed.iter().zip(at_once(&typed, |(fact, values)| made(fact, values, vocabulary))?)
    {
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
fn made(fact: &str, values: &Typed, vocabulary: &Vocabulary) -> (Vec<PolarsColumn>, Column) {
    match values {
        Typed::Day(days) => {
            let event = vocabulary.fact(fact).is_some_and(|fact| fact.kind == Kind::Event);
            (vec![nullable::<Int32Type>(fact, days.iter().copied()).into_column()], Column::Day { event })
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
