//! Reading without the columns of personal data, as long as people can be told apart without them.

use crate::error::{Error, Kind, Result};
use crate::fact::Vocabulary;
use crate::finding::{Code, Finding, Place, Severity};
use crate::input::cohort::Cohort;
use crate::input::headers::is_refused;
use crate::input::map::assign::{Looked, Seen, What as Taken, notices};
use crate::input::map::map;
use crate::input::mapping::{Mapping, TableMapping};
use crate::input::read::{Input, Sheet};
use std::collections::BTreeSet;

/// The columns that must not be read.
pub(super) fn personal_columns(looked: &Looked) -> BTreeSet<usize> {
    let refused = |column: &&Seen| column.codes > 0 || column.personal.is_some_and(is_refused);
    looked.seen.iter().filter(refused).map(|column| column.index).collect()
}

/// Columns are left out by their header, so whatever shares one goes too.
pub(super) fn with_namesakes(sheet: &Sheet<'_>, personal: &mut BTreeSet<usize>) {
    let name = |column: &usize| sheet.header.get(*column).map(|header| header.to_lowercase());
    let names: BTreeSet<Option<String>> = personal.iter().map(name).collect();
    personal.extend((0..sheet.header.len()).filter(|column| names.contains(&name(column))));
}

/// Whether no column tells people apart, in tables whose rows are somebody's: those of `apart` belong to nobody.
///
/// # Errors
/// A refusal when personal data would: without them each row would pass for a person of its own.
pub(super) fn unidentified(
    sheets: &[Sheet<'_>],
    looked: &[Looked],
    personal: &[BTreeSet<usize>],
    apart: &[bool],
) -> Result<bool> {
    let is_id = |column: &Seen| matches!(&column.what, Taken::Fact { name, .. } if name == "id");
    let identified = looked
        .iter()
        .zip(personal)
        .any(|(looked, personal)| looked.seen.iter().any(|column| is_id(column) && !personal.contains(&column.index)));
    let lost = |(personal, apart): (&BTreeSet<usize>, &bool)| !personal.is_empty() && !apart;
    if identified || !personal.iter().zip(apart).any(lost) {
        return Ok(!identified);
    }
    let refused = sheets.iter().zip(looked).flat_map(|(sheet, looked)| notices(sheet, &looked.seen));
    let mut refused: Vec<Finding> = refused.filter(|finding| finding.code.severity() == Severity::Error).collect();
    let names: Vec<Place> = sheets
        .iter()
        .zip(looked)
        .zip(personal)
        .flat_map(|((sheet, looked), personal)| {
            let columns = looked.seen.iter().filter(|column| personal.contains(&column.index));
            columns.map(|column| Place::column(sheet.name(), &column.header).at(sheet.header_line)).collect::<Vec<_>>()
        })
        .collect();
    // What was met beyond the cells looked at has no notice yet.
    for place in names {
        if !refused.iter().any(|finding| finding.place == place) {
            refused.push(Finding::new(Code::PersonalValues, place));
        }
    }
    Err(Error::many(Kind::Refused, refused))
}

/// Reads the files without their personal data.
pub(super) fn read(
    inputs: &[Input<'_>],
    (sheets, looked, tables): (&[Sheet<'_>], &[Looked], &[TableMapping]),
    personal: &mut [BTreeSet<usize>],
    rows_are_units: bool,
    vocabulary: &Vocabulary,
    progress: &mut dyn FnMut(u64),
) -> Result<Cohort> {
    // Rows that belong to nobody are not read together with people.
    let people = tables.iter().any(|table| !table.kind.is_apart());
    let together = |table: &TableMapping| !(people && table.kind.is_apart());
    let inputs: Vec<Input<'_>> =
        inputs.iter().zip(tables).filter(|(_, table)| together(table)).map(|(input, _)| input.clone()).collect();
    loop {
        let header = |sheet: &Sheet<'_>, column: &usize| sheet.header.get(*column).cloned();
        let leave_out = |((sheet, columns), table): ((&Sheet<'_>, &BTreeSet<usize>), &TableMapping)| TableMapping {
            leave_out: columns.iter().filter_map(|column| header(sheet, column)).collect(),
            ..table.clone()
        };
        let all = sheets.iter().zip(personal.iter()).zip(tables);
        let mapping = Mapping {
            tables: all.filter(|(_, table)| together(table)).map(leave_out).collect(),
            rows_are_units,
            ..Mapping::default()
        };
        let error = match map(&inputs, &mapping, vocabulary.clone(), progress) {
            Err(error) if error.kind == Kind::Refused => error,
            done => return done,
        };
        // Codes further down: the column is left out like the others, if people can be told apart without it.
        let before: usize = personal.iter().map(BTreeSet::len).sum();
        for (sheet, personal) in sheets.iter().zip(personal.iter_mut()) {
            for finding in error.findings.iter().filter(|finding| finding.place.file == sheet.name()) {
                let named = |header: &String| Some(header) == finding.place.column.as_ref();
                let refused = finding.code.severity() == Severity::Error;
                personal.extend(sheet.header.iter().enumerate().filter(|(_, h)| refused && named(h)).map(|(i, _)| i));
            }
            with_namesakes(sheet, personal);
        }
        let apart: Vec<bool> = tables.iter().map(|table| table.kind.is_apart()).collect();
        // What was met says best why nobody can be told apart.
        if unidentified(sheets, looked, personal, &apart).is_err() {
            return Err(error);
        }
        if personal.iter().map(BTreeSet::len).sum::<usize>() == before {
            return Err(error);
        }
    }
}
