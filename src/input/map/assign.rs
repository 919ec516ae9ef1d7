//! Which column is which fact: what the user said, then what the headers say.

use crate::error::{Error, Kind, Result};
use crate::fact::Vocabulary;
use crate::finding::{Code, Finding, Place};
use crate::input::cohort::ReadColumn;
use crate::input::headers::{InstrumentName, Reading, Unit, is_refused, recognise};
use crate::input::mapping::TableMapping;
use crate::input::personal::is_identity_code;
use crate::input::read::{Sheet, clean};
use crate::input::words::Words;
use std::collections::{BTreeMap, BTreeSet};

/// The columns of a sheet that are read.
pub(super) struct Assigned {
    /// Fact → column number and header.
    pub(super) columns: BTreeMap<String, (usize, String)>,
    /// Every column and what became of it.
    pub(super) read: Vec<ReadColumn>,
}

/// Rows looked at, or a few more, to tell what a column holds.
const LOOKED_AT: usize = 5_000;
/// Distinct texts looked at of a column.
const SAMPLE: usize = 200;

pub(super) fn assign(
    sheet: &Sheet<'_>,
    table: &TableMapping,
    vocabulary: &Vocabulary,
    words: &Words,
    findings: &mut Vec<Finding>,
) -> Result<Assigned> {
    let mut faults = Vec::new();
    let mut columns: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for (fact, header) in &table.columns {
        let same = |text: &str| clean(text).to_lowercase() == clean(&header.name).to_lowercase();
        match sheet.header.iter().position(|h| *h == header.name).or_else(|| sheet.header.iter().position(|h| same(h)))
        {
            Some(i) => {
                if !taken.insert(i) {
                    faults.push(Finding::new(Code::FactTwice, header.place.clone()).with("fact", fact));
                }
                columns.insert(fact.clone(), (i, sheet.header[i].clone()));
            }
            None => {
                let nearest = crate::fact::nearest(&header.name, &sheet.header).unwrap_or_default();
                let fault = Finding::new(Code::NoSuchColumn, header.place.clone());
                faults.push(fault.with("name", &header.name).with("file", sheet.name()).with("nearest", nearest));
            }
        }
    }
    if !faults.is_empty() {
        return Err(Error::many(Kind::Usage, faults));
    }
    let left_out =
        |header: &str| table.leave_out.iter().any(|name| clean(name).to_lowercase() == clean(header).to_lowercase());
    let samples = samples(sheet)?;
    let instruments: Vec<InstrumentName> = vocabulary
        .instruments
        .values()
        .map(|scale| InstrumentName { id: scale.id.clone(), min: scale.min, max: scale.max })
        .collect();
    let sample = |column: usize| samples.get(column).cloned().unwrap_or_default();
    let mut refused = Vec::new();
    // A code in a column nobody reads is still in the file that lies on the desk.
    for (i, header) in sheet.header.iter().enumerate().filter(|(_, header)| !left_out(header)) {
        let rows = samples.get(i).map_or(0, |texts| texts.iter().filter(|text| is_identity_code(text)).count()) as u64;
        if rows > 0 {
            refused.push(Finding { rows, ..Finding::new(Code::PersonalValues, Place::column(sheet.name(), header)) });
        }
    }
    for column in recognise(&sheet.header, &sample, &instruments, words).map_err(Error::bug)? {
        let place = || Place::column(sheet.name(), &column.header).at(sheet.header_line);
        if taken.contains(&column.index) || left_out(&column.header) {
            continue;
        }
        match column.reading {
            // Days, or a day it began, are no months: better left out than read wrongly.
            Reading::Fact { name, .. } if name == "unemployed_months" && days(column.unit) => {
                findings.push(Finding::new(Code::ChooseColumn, place()).with("options", name));
            }
            Reading::Fact { name, .. } => {
                // The user's own word for a fact wins over a header that looks like it.
                if vocabulary.fact(&name).is_some() && !columns.contains_key(&name) {
                    columns.insert(name, (column.index, column.header));
                }
            }
            Reading::Choose { options } => {
                let open: Vec<String> = options.into_iter().filter(|name| !columns.contains_key(name)).collect();
                if !open.is_empty() {
                    findings.push(Finding::new(Code::ChooseColumn, place()).with("options", open.join(", ")));
                }
            }
            Reading::Personal { kind } if is_refused(kind) => refused.push(Finding::new(Code::PersonalColumn, place())),
            Reading::Personal { kind: "birth_date" } => {
                findings.push(Finding::new(Code::BirthDate, place()));
                columns.entry("birth_year".to_owned()).or_insert((column.index, column.header));
            }
            Reading::Personal { .. } => findings.push(Finding::new(Code::CustomerNumber, place())),
            Reading::Computed | Reading::Unread => {}
        }
    }
    if !refused.is_empty() {
        return Err(Error::many(Kind::Refused, refused));
    }
    if columns.is_empty() {
        return Err(Error::one(Kind::Usage, Finding::new(Code::NothingRecognised, Place::file(sheet.name()))));
    }
    let of_column: BTreeMap<usize, &String> = columns.iter().map(|(fact, (i, _))| (*i, fact)).collect();
    let read = sheet
        .header
        .iter()
        .enumerate()
        .filter(|(_, header)| !header.is_empty())
        .map(|(i, header)| ReadColumn {
            file: sheet.name().to_owned(),
            header: header.clone(),
            fact: of_column.get(&i).map(|fact| (*fact).clone()),
        })
        .collect();
    Ok(Assigned { columns, read })
}

fn days(unit: Option<Unit>) -> bool {
    matches!(unit, Some(Unit::Days | Unit::Date))
}

/// Some distinct texts of every column, from the first rows.
fn samples(sheet: &Sheet<'_>) -> Result<Vec<Vec<String>>> {
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
    Ok(seen.into_iter().map(|texts| texts.into_iter().collect()).collect())
}
