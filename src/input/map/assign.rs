//! Which column is which fact: what the user said, then what the headers say.

use crate::error::{Error, Kind, Result};
use crate::fact::Vocabulary;
use crate::finding::{Code, Finding, Place, Severity};
use crate::input::cohort::ReadColumn;
use crate::input::headers::{InstrumentName, Reading, Unit, Why, is_refused, recognise};
use crate::input::mapping::TableMapping;
use crate::input::personal::{is_identity_code, is_somebodys};
use crate::input::read::{Sheet, clean};
use crate::input::words::Words;
use std::collections::{BTreeMap, BTreeSet};

/// Distinct texts looked at to tell what a column holds.
const SAMPLE: usize = 200;
/// Rows looked at for them, or a few more.
const LOOKED_AT: usize = 5_000;

/// A column with a header, as it is seen before any of its rows is read.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::input) struct Seen {
    /// Its place, from 0.
    pub(in crate::input) index: usize,
    /// Its header as written.
    pub(in crate::input) header: String,
    /// What it is taken for.
    pub(in crate::input) what: What,
    /// The kind of personal data its header announces.
    pub(in crate::input) personal: Option<&'static str>,
    /// How many of the texts looked at are personal identity codes.
    pub(in crate::input) codes: u64,
    /// What its header says of the values.
    pub(in crate::input) unit: Option<Unit>,
}

/// What a column is taken for.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::input) enum What {
    /// This fact; `why` is none where the project says so.
    Fact { name: String, why: Option<Why> },
    /// One of these facts, the likeliest first.
    Choose { options: Vec<String> },
    /// This fact, which another column is already.
    Second { name: String },
    /// Days, or the day it began, where months are needed: better left out than read wrongly.
    NotMonths { name: String },
    /// Personal data by its header.
    Personal,
    /// Computed from other columns.
    Computed,
    /// Left out by the project.
    LeftOut,
    /// Nothing polku knows.
    Unread,
}

/// The columns of a sheet and some of their distinct texts.
pub(in crate::input) struct Looked {
    pub(in crate::input) seen: Vec<Seen>,
    /// By the place of the column.
    pub(in crate::input) samples: Vec<Vec<String>>,
    /// How many rows they come from.
    rows: usize,
}

impl Looked {
    /// Whether a column has another text on every row.
    pub(in crate::input) fn is_all_different(&self, column: usize) -> bool {
        self.samples.get(column).is_some_and(|texts| texts.len() >= self.rows.min(SAMPLE))
    }

    /// Whether a column has another text on most rows, as one that tells people apart.
    pub(in crate::input) fn is_mostly_different(&self, column: usize) -> bool {
        self.samples.get(column).is_some_and(|texts| texts.len() * 2 > self.rows.min(SAMPLE))
    }
}

/// Looks at the columns of a sheet: what the project says of them, else their headers and some of their cells.
pub(in crate::input) fn look(
    sheet: &Sheet<'_>,
    table: &TableMapping,
    vocabulary: &Vocabulary,
    words: &Words,
) -> Result<Looked> {
    refuse_people(sheet)?;
    let named = named(sheet, table)?;
    let same = |a: &str, b: &str| clean(a).to_lowercase() == clean(b).to_lowercase();
    let left_out = |header: &str| table.leave_out.iter().any(|name| same(name, header));
    let (samples, rows) = samples(sheet)?;
    let instruments: Vec<InstrumentName> = vocabulary
        .instruments
        .values()
        // Of which nobody has said the range nothing can be read.
        .filter(|scale| !scale.asks)
        .map(|scale| InstrumentName { id: scale.id.clone(), min: scale.min, max: scale.max, common: scale.common })
        .collect();
    let sample = |column: usize| samples.get(column).cloned().unwrap_or_default();
    let mut taken: BTreeSet<String> = named.values().cloned().collect();
    let mut seen = Vec::new();
    for column in recognise(&sheet.header, &sample, &instruments, words).map_err(Error::bug)? {
        let personal = if let Reading::Personal { kind } = column.reading { Some(kind) } else { None };
        let what = match column.reading {
            _ if named.contains_key(&column.index) => {
                What::Fact { name: named.get(&column.index).cloned().unwrap_or_default(), why: None }
            }
            _ if left_out(&column.header) => What::LeftOut,
            Reading::Fact { name, .. } if name == "unemployed_months" && days(column.unit) => What::NotMonths { name },
            // The user's own word for a fact wins over a header that looks like it.
            Reading::Fact { name, why } if vocabulary.fact(&name).is_some() && taken.insert(name.clone()) => {
                What::Fact { name, why: Some(why) }
            }
            Reading::Choose { options } => {
                let open: Vec<String> = options.iter().filter(|name| !taken.contains(*name)).cloned().collect();
                match options.into_iter().next() {
                    Some(name) if open.is_empty() => What::Second { name },
                    _ => What::Choose { options: open },
                }
            }
            Reading::Personal { kind: "birth_date" } if taken.insert("birth_year".to_owned()) => {
                What::Fact { name: "birth_year".to_owned(), why: Some(Why::Alias) }
            }
            Reading::Personal { .. } => What::Personal,
            Reading::Computed => What::Computed,
            Reading::Fact { name, .. } if taken.contains(&name) => What::Second { name },
            Reading::Fact { .. } | Reading::Unread => What::Unread,
        };
        // A code in a column nobody reads is still in the file that lies on the desk.
        let texts = samples.get(column.index).into_iter().flatten();
        let codes = texts.filter(|text| what != What::LeftOut && is_identity_code(text)).count() as u64;
        seen.push(Seen { index: column.index, header: column.header, what, personal, codes, unit: column.unit });
    }
    Ok(Looked { seen, samples, rows })
}

/// Stops where a header is somebody's code or address; says which column by its number, since messages repeat headers.
fn refuse_people(sheet: &Sheet<'_>) -> Result<()> {
    let somebodys = sheet.header.iter().enumerate().filter(|(_, header)| is_somebodys(header));
    let place = |column: usize| Place::column(sheet.name(), (column + 1).to_string()).at(sheet.header_line);
    let refused: Vec<Finding> =
        somebodys.map(|(column, _)| Finding::new(Code::PersonalColumn, place(column))).collect();
    if refused.is_empty() { Ok(()) } else { Err(Error::many(Kind::Refused, refused)) }
}

/// The facts the project names, by column.
fn named(sheet: &Sheet<'_>, table: &TableMapping) -> Result<BTreeMap<usize, String>> {
    let mut named = BTreeMap::new();
    let mut faults = Vec::new();
    for (fact, header) in &table.columns {
        let same = |text: &str| clean(text).to_lowercase() == clean(&header.name).to_lowercase();
        match sheet.header.iter().position(|h| *h == header.name).or_else(|| sheet.header.iter().position(|h| same(h)))
        {
            Some(i) => {
                if named.insert(i, fact.clone()).is_some() {
                    faults.push(Finding::new(Code::FactTwice, header.place.clone()).with("fact", fact));
                }
            }
            None => {
                let nearest = crate::fact::nearest(&header.name, &sheet.header).unwrap_or_default();
                let fault = Finding::new(Code::NoSuchColumn, header.place.clone());
                faults.push(fault.with("name", &header.name).with("file", sheet.name()).with("nearest", nearest));
            }
        }
    }
    if faults.is_empty() { Ok(named) } else { Err(Error::many(Kind::Usage, faults)) }
}

/// The columns of a sheet that are read.
pub(super) struct Assigned {
    /// Fact → column number and header.
    pub(super) columns: BTreeMap<String, (usize, String)>,
    /// Every column and what became of it.
    pub(super) read: Vec<ReadColumn>,
    /// Columns whose cells are not looked at: left out by word, or refused by their header.
    pub(super) unlooked: BTreeSet<usize>,
    /// Why the headers are refused.
    pub(super) refused: Vec<Finding>,
}

/// Gives facts to columns; notes what is to be asked or warned of.
///
/// # Errors
/// When the project names a column that is not there, or when nothing is recognised.
pub(super) fn assign(
    sheet: &Sheet<'_>,
    table: &TableMapping,
    vocabulary: &Vocabulary,
    words: &Words,
    findings: &mut Vec<Finding>,
) -> Result<Assigned> {
    let Looked { seen, .. } = look(sheet, table, vocabulary, words)?;
    let (mut refused, noticed): (Vec<Finding>, Vec<Finding>) =
        notices(sheet, &seen).into_iter().partition(|finding| finding.code.severity() == Severity::Error);
    findings.extend(noticed);
    let unlooked = unlooked(&seen);
    let mut columns = BTreeMap::new();
    let mut read = Vec::new();
    for column in seen.into_iter().filter(|column| !column.header.is_empty()) {
        let fact = if let What::Fact { name, .. } = column.what { Some(name) } else { None };
        if let Some(fact) = &fact {
            columns.insert(fact.clone(), (column.index, column.header.clone()));
        }
        read.push(ReadColumn { file: sheet.name().to_owned(), header: column.header, fact });
    }
    if columns.is_empty() && !refused.is_empty() {
        return Err(Error::many(Kind::Refused, refused));
    }
    // How many there are is known when all rows are read.
    refused.retain(|finding| finding.code != Code::PersonalValues);
    if columns.is_empty() {
        return Err(Error::one(Kind::Usage, Finding::new(Code::NothingRecognised, Place::file(sheet.name()))));
    }
    Ok(Assigned { columns, read, unlooked, refused })
}

/// The columns nobody looks at: left out by word, or refused by their header already.
pub(super) fn unlooked(seen: &[Seen]) -> BTreeSet<usize> {
    let refused = |column: &&Seen| column.what == What::Personal && column.personal.is_some_and(is_refused);
    let out = |column: &&Seen| column.what == What::LeftOut || refused(column);
    seen.iter().filter(out).map(|column| column.index).collect()
}

/// What the headers of a sheet give reason to say; an error is a refusal.
pub(in crate::input) fn notices(sheet: &Sheet<'_>, seen: &[Seen]) -> Vec<Finding> {
    let mut found = Vec::new();
    for column in seen {
        let place = || Place::column(sheet.name(), &column.header).at(sheet.header_line);
        if column.codes > 0 {
            found.push(Finding { rows: column.codes, ..Finding::new(Code::PersonalValues, place()) });
        }
        match (&column.what, column.personal) {
            (What::Choose { options }, _) => {
                found.push(Finding::new(Code::ChooseColumn, place()).with("options", options.join(", ")));
            }
            (What::NotMonths { name }, _) => {
                found.push(Finding::new(Code::ChooseColumn, place()).with("options", name));
            }
            (What::Personal, Some(kind)) if is_refused(kind) => {
                found.push(Finding::new(Code::PersonalColumn, place()));
            }
            (What::Personal, Some("birth_date")) => found.push(Finding::new(Code::BirthDate, place())),
            (What::Fact { name, .. }, Some("birth_date")) if name == "birth_year" => {
                found.push(Finding::new(Code::BirthDate, place()));
            }
            (What::Personal, _) => found.push(Finding::new(Code::CustomerNumber, place())),
            _ => {}
        }
        found.extend(second(sheet, seen, column));
    }
    found
}

/// A column that is not read, where another of the same header is: which of them only their numbers tell.
fn second(sheet: &Sheet<'_>, seen: &[Seen], column: &Seen) -> Option<Finding> {
    let is_read = |column: &Seen| matches!(column.what, What::Fact { .. });
    let same = |other: &&Seen| is_read(other) && other.header.to_lowercase() == column.header.to_lowercase();
    let out = is_read(column) || column.header.is_empty() || column.what == What::LeftOut;
    let used = seen.iter().find(same).filter(|_| !out)?;
    let place = Place::column(sheet.name(), &column.header).at(sheet.header_line);
    let finding = Finding::new(Code::SecondColumn, place);
    Some(finding.with("used", used.index + 1).with("other", column.index + 1))
}

fn days(unit: Option<Unit>) -> bool {
    matches!(unit, Some(Unit::Days | Unit::Date))
}

/// Some distinct texts of every column, from the first rows, and how many rows those are.
fn samples(sheet: &Sheet<'_>) -> Result<(Vec<Vec<String>>, usize)> {
    let mut seen: Vec<BTreeSet<String>> = vec![BTreeSet::new(); sheet.header.len()];
    let mut rows = 0;
    for batch in sheet.batches()? {
        let batch = batch?;
        for row in 0..batch.len() {
            for (column, texts) in seen.iter_mut().enumerate() {
                let text = clean(batch.cell(row, column));
                if !text.is_empty() && texts.len() < SAMPLE && !texts.contains(text) {
                    texts.insert(text.to_owned());
                }
            }
        }
        rows += batch.len();
        if rows >= LOOKED_AT {
            break;
        }
    }
    Ok((seen.into_iter().map(|texts| texts.into_iter().collect()).collect(), rows))
}
