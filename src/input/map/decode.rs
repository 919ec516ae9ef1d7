//! Distinct texts to values. Unknown is nothing with a reason, never "", 0 or 99.

mod category;

use super::coarse::is_tick;
use super::encode::{Encoded, Encoder};
use super::finish::nullable;
use crate::error::Result;
use crate::fact::instrument::Instrument;
use crate::fact::status::{Absence, Statuses};
use crate::fact::{Fact, Kind, Vocabulary, day_number};
use crate::finding::{Code, Finding, Place};
use crate::input::cells::{self, Day, Decimal};
use crate::input::personal::is_repeatable;
use crate::input::words::{Fault, Word, Words};
use crate::parallel::at_once;
use polars::prelude::Int64Chunked;
use std::collections::BTreeMap;

/// A column of typed values, one a row.
pub(super) enum Typed {
    /// Day numbers.
    Day(Vec<Option<i32>>),
    /// Status codes, and the code of the word for not known where one was written.
    Status(Vec<Option<i32>>, Vec<Option<Absence>>),
    /// Decimal numbers times ten to the power of the second.
    Number(Int64Chunked, u32),
    /// Labels in order, and who has which.
    Category(Vec<String>, Vec<Option<i32>>),
    /// Labels in order, and who has which of them: the sets there are, and the number of each row's set.
    Categories(Vec<String>, Vec<Option<Vec<i32>>>, Vec<u32>),
}

/// What a distinct text means, or what is wrong with it.
enum Cell<T> {
    Value(T),
    Absent(Absence),
    Nothing,
    Wrong(Code, Vec<(&'static str, String)>),
}

/// A fault in `[values.*]` as a finding.
pub(super) fn value_fault(fault: Fault, places: &BTreeMap<(String, String), Place>) -> Finding {
    match fault {
        Fault::Asset(text) => Finding::new(Code::Toml, Place::default()).with("cause", text),
        Fault::Value { fact, text, id, nearest } => {
            let place = places.get(&(fact.clone(), text.clone())).cloned().unwrap_or_default();
            Finding::new(Code::UnknownStatus, place)
                .with("of", fact)
                .with("value", text)
                .with("name", id)
                .with("nearest", nearest.unwrap_or_default())
        }
    }
}

/// Decodes every column but `id`.
pub(super) fn decode(
    encoded: &mut Encoded,
    vocabulary: &Vocabulary,
    words: &Words,
    findings: &mut Vec<Finding>,
) -> Result<BTreeMap<String, Typed>> {
    let facts: Vec<Fact> = encoded.columns.keys().filter_map(|name| vocabulary.fact(name)).collect();
    let decoded = at_once(&facts, |fact| column(encoded, fact, vocabulary, words))?;
    let mut typed = BTreeMap::new();
    for (fact, (values, noticed)) in facts.into_iter().zip(decoded) {
        findings.extend(noticed);
        encoded.forget_texts(&fact.name);
        typed.extend(values.map(|values| (fact.name, values)));
    }
    Ok(typed)
}

/// Decodes the column that has the name of a fact, as its kind is read.
pub(super) fn column(
    encoded: &Encoded,
    fact: &Fact,
    vocabulary: &Vocabulary,
    words: &Words,
) -> (Option<Typed>, Vec<Finding>) {
    let Some(column) = encoded.columns.get(&fact.name) else { return (None, Vec::new()) };
    let mut reader = Reader { encoded, column, words, fact, findings: Vec::new() };
    let values = match fact.kind {
        Kind::Id => return (None, Vec::new()),
        Kind::Date | Kind::Event => Typed::Day(reader.days()),
        Kind::Status => reader.statuses(&vocabulary.statuses),
        Kind::Score => reader.numbers(vocabulary.instruments.get(&fact.what)),
        Kind::Amount | Kind::Number => reader.numbers(vocabulary.instruments.get(&fact.name)),
        Kind::Year => reader.years(),
        Kind::Category => reader.categories(&fact.name),
        Kind::Categories => reader.several(),
    };
    (Some(values), reader.findings)
}

struct Reader<'a> {
    encoded: &'a Encoded,
    column: &'a Encoder,
    words: &'a Words,
    fact: &'a Fact,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    /// Whether a text stands for an empty cell, for everybody or by a word of the project.
    fn is_nothing(&self, text: &str) -> bool {
        // Where there are reasons why nothing is known, a word says which.
        let reasons =
            matches!(self.fact.name.as_str(), "gender" | "education" | "arm") || self.fact.kind == Kind::Status;
        let own = || [&self.fact.name, &self.fact.what].iter().find_map(|fact| self.words.own(fact, text));
        text.is_empty() || self.words.is_missing(text) || (!reasons && own() == Some("unknown"))
    }

    /// Decodes each distinct text once, and notes what is wrong with the lines it is on.
    fn each<T>(&mut self, decode: impl Fn(&str) -> Cell<T>) -> Vec<Cell<T>> {
        let cells: Vec<Cell<T>> = self
            .column
            .texts
            .iter()
            .map(|text| if self.is_nothing(text) { Cell::Nothing } else { decode(text) })
            .collect();
        let mut wrong: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (code, cell) in cells.iter().enumerate() {
            if matches!(cell, Cell::Wrong(..)) {
                wrong.insert(code as u32, Vec::new());
            }
        }
        if !wrong.is_empty() {
            for (row, code) in self.column.codes.iter().enumerate() {
                if let Some(rows) = wrong.get_mut(code) {
                    rows.push(row);
                }
            }
        }
        for (code, rows) in wrong {
            if let (Some(Cell::Wrong(kind, slots)), Some(&first)) = (cells.get(code as usize), rows.first()) {
                let mut finding = Finding::new(*kind, self.encoded.place(first, &self.column.header));
                let text = self.column.texts.get(code);
                let day = matches!(kind, Code::BadDate | Code::CoarseDate);
                if is_repeatable(text, day) {
                    finding.slots.push(("value", text.to_owned()));
                }
                finding.slots.extend(slots.iter().cloned());
                self.findings
                    .push(finding.on_lines(rows.iter().filter_map(|&row| self.encoded.lines.get(row)).map(|l| l.1)));
            }
        }
        cells
    }

    fn rows<T: Clone>(&self, cells: &[Cell<T>]) -> Vec<Option<T>> {
        let values: Vec<Option<T>> = known(cells).into_iter().map(Option::<&T>::cloned).collect();
        self.gather(&values)
    }

    /// The value of each row, from the value of each distinct text.
    fn gather<T: Clone>(&self, values: &[Option<T>]) -> Vec<Option<T>> {
        self.column.codes.iter().map(|&code| values.get(code as usize).cloned().flatten()).collect()
    }

    /// The number of each row, from the number of each distinct text.
    fn whole(&self, values: &[Option<i64>]) -> Int64Chunked {
        let of_row = |code: &u32| values.get(*code as usize).copied().flatten();
        nullable(&self.column.header, self.column.codes.iter().map(of_row))
    }

    fn days(&mut self) -> Vec<Option<i32>> {
        let words = self.words;
        let serials = self.are_serials();
        // An event that has not happened has no day.
        let event = self.fact.kind == Kind::Event;
        let cells = self.each(|text| match cells::day(text) {
            Day::Exact(day) => Cell::Value(day_number(day)),
            Day::Coarse(..) => Cell::Wrong(Code::CoarseDate, Vec::new()),
            Day::Ambiguous | Day::Not => match cells::serial(text).filter(|_| serials) {
                Some(day) => Cell::Value(day_number(day)),
                None if event && words.yes_no(text) == Word::Known(false) => Cell::Nothing,
                None if event && is_tick(text, words) => Cell::Wrong(Code::NoDayOfEvent, Vec::new()),
                None => Cell::Wrong(Code::BadDate, Vec::new()),
            },
        });
        if serials {
            self.note_serials();
        }
        self.rows(&cells)
    }

    /// Whether numbers in a column of days are serial numbers of Excel: four of five texts are one or the other.
    fn are_serials(&self) -> bool {
        let (mut serials, mut days, mut all) = (0, 0, 0);
        for text in self.column.texts.iter().filter(|text| !self.is_nothing(text)) {
            all += 1;
            days += usize::from(matches!(cells::day(text), Day::Exact(_) | Day::Coarse(..) | Day::Ambiguous));
            serials += usize::from(cells::serial(text).is_some());
        }
        serials > 0 && (serials + days) * 5 >= all * 4
    }

    fn note_serials(&mut self) {
        let is: Vec<bool> = self.column.texts.iter().map(|text| cells::serial(text).is_some()).collect();
        let rows = self.column.codes.iter().enumerate().filter(|(_, code)| is.get(**code as usize) == Some(&true));
        let rows: Vec<usize> = rows.map(|(row, _)| row).collect();
        if let Some(&first) = rows.first() {
            let finding = Finding::new(Code::ExcelDates, self.encoded.place(first, &self.column.header));
            let lines = rows.iter().filter_map(|&row| self.encoded.lines.get(row)).map(|line| line.1);
            self.findings.push(finding.on_lines(lines));
        }
    }

    fn statuses(&mut self, statuses: &Statuses) -> Typed {
        let words = self.words;
        let cells = self.each(|text| match words.status(text) {
            Word::Known(code) => Cell::Value(code),
            Word::Absent(absence) => Cell::Absent(absence),
            Word::Missing => Cell::Nothing,
            Word::Ambiguous(codes) => {
                let ids: Vec<&str> =
                    codes.iter().filter_map(|code| statuses.by_code(*code)).map(|s| s.id.as_str()).collect();
                Cell::Wrong(Code::AmbiguousWord, vec![("options", ids.join(", "))])
            }
            Word::Unrecognised { nearest } => {
                Cell::Wrong(Code::UnknownWord, vec![("nearest", nearest.unwrap_or_default())])
            }
        });
        let why: Vec<Option<Absence>> = cells
            .iter()
            .map(|cell| match cell {
                Cell::Absent(absence) => Some(*absence),
                // Something was written that nobody could read: not known, and counted as such.
                Cell::Wrong(..) => Some(Absence::Unknown),
                _ => None,
            })
            .collect();
        Typed::Status(self.rows(&cells), self.gather(&why))
    }

    fn numbers(&mut self, scale: Option<&Instrument>) -> Typed {
        let (words, fact) = (self.words, &self.fact.name);
        let cells = self.each(|text| match cells::decimal(words.own(fact, text).unwrap_or(text)) {
            None => Cell::Wrong(Code::BadNumber, Vec::new()),
            Some(number) => match scale {
                Some(scale) if !(scale.min..=scale.max).contains(&number.to_f64()) => {
                    let range = vec![("min", scale.min.to_string()), ("max", scale.max.to_string())];
                    Cell::Wrong(Code::OutOfScale, range)
                }
                _ => Cell::Value(number),
            },
        });
        let known = known(&cells);
        let decimals = known.iter().flatten().map(|number: &&Decimal| number.decimals).max().unwrap_or(0);
        let on_grid: Vec<Option<i64>> = known.iter().map(|number| (*number)?.at(decimals)).collect();
        Typed::Number(self.whole(&on_grid), decimals)
    }

    fn years(&mut self) -> Typed {
        let cells = self.each(|text| {
            let year = text.parse::<i64>().ok().filter(|year| (1900..=2100).contains(year));
            match (year, cells::day(text)) {
                (Some(year), _) => Cell::Value(year),
                // Of a month the year is known.
                (None, Day::Exact(day) | Day::Coarse(day, _)) => Cell::Value(i64::from(day.year())),
                _ => Cell::Wrong(Code::BadNumber, Vec::new()),
            }
        });
        let years: Vec<Option<i64>> = known(&cells).into_iter().map(Option::<&i64>::copied).collect();
        Typed::Number(self.whole(&years), 0)
    }
}

/// What each distinct text means, where it means something.
fn known<T>(cells: &[Cell<T>]) -> Vec<Option<&T>> {
    cells
        .iter()
        .map(|cell| match cell {
            Cell::Value(value) => Some(value),
            _ => None,
        })
        .collect()
}
