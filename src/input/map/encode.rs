//! Columns as codes of their distinct texts, row after row, file after file.

use super::is_total_row;
use crate::error::{Error, Kind, Result};
use crate::finding::{Code, Finding, Place};
use crate::input::personal::is_identity_code;
use crate::input::read::{Sheet, clean};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The distinct texts of a column and who has which.
#[derive(Default)]
pub(super) struct Encoder {
    index: FxHashMap<Box<str>, u32>,
    /// Distinct texts, trimmed.
    pub(super) texts: Vec<Box<str>>,
    /// How many rows have each.
    pub(super) count: Vec<u64>,
    /// The code of each row.
    pub(super) codes: Vec<u32>,
    /// The header, for messages.
    pub(super) header: String,
    /// The file, for messages.
    pub(super) file: String,
}

impl Encoder {
    fn push(&mut self, text: &str) {
        let text = clean(text);
        let code = match self.index.get(text) {
            Some(&code) => code,
            None => {
                let code = self.texts.len() as u32;
                self.texts.push(text.into());
                self.count.push(0);
                self.index.insert(text.into(), code);
                code
            }
        };
        self.count[code as usize] += 1;
        self.codes.push(code);
    }
}

/// All mapped columns of all files.
#[derive(Default)]
pub(super) struct Encoded {
    /// Columns by fact.
    pub(super) columns: BTreeMap<String, Encoder>,
    /// File and line of each row.
    pub(super) lines: Vec<(u32, u64)>,
    /// File names.
    pub(super) files: Vec<String>,
}

impl Encoded {
    pub(super) fn rows(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn has(&self, fact: &str) -> bool {
        self.columns.contains_key(fact)
    }

    /// The place of a row in a column.
    pub(super) fn place(&self, row: usize, header: &str) -> Place {
        let (file, line) = self.lines.get(row).copied().unwrap_or((0, 0));
        let file = self.files.get(file as usize).cloned().unwrap_or_default();
        Place { file, line: Some(line), column: (!header.is_empty()).then(|| header.to_owned()) }
    }

    /// Reads a file to its end; gives the number of rows kept.
    pub(super) fn append(
        &mut self,
        sheet: &Sheet<'_>,
        columns: &BTreeMap<String, (usize, String)>,
        progress: &mut dyn FnMut(u64),
        findings: &mut Vec<Finding>,
    ) -> Result<u64> {
        let file = self.files.len() as u32;
        self.files.push(sheet.name().to_owned());
        let before = self.rows();
        for (fact, (_, header)) in columns {
            // A fact an earlier file did not have is unknown in its rows.
            let encoder = self.columns.entry(fact.clone()).or_insert_with(|| Encoder {
                header: header.clone(),
                file: sheet.name().to_owned(),
                ..Encoder::default()
            });
            while encoder.codes.len() < before {
                encoder.push("");
            }
        }
        let id = columns.get("id").map(|(i, _)| *i);
        let (mut skipped, mut ragged, mut without_id) = (Vec::new(), Vec::new(), Vec::new());
        for batch in sheet.batches()? {
            let batch = batch?;
            for row in 0..batch.len() {
                let line = batch.line(row);
                let first = (0..batch.width(row)).map(|c| batch.cell(row, c)).find(|cell| !clean(cell).is_empty());
                match first {
                    None => continue,
                    Some(first) if is_total_row(first) => {
                        skipped.push(line);
                        continue;
                    }
                    Some(_) => {}
                }
                if id.is_some_and(|id| clean(batch.cell(row, id)).is_empty()) {
                    without_id.push(line);
                    continue;
                }
                // Trailing empty cells are how spreadsheets save; missing or surplus texts shift columns.
                let width = batch.width(row);
                let surplus = (sheet.header.len()..width).any(|c| !clean(batch.cell(row, c)).is_empty());
                if surplus || width < sheet.header.len() {
                    ragged.push(line);
                }
                for (fact, encoder) in &mut self.columns {
                    match columns.get(fact) {
                        Some((column, _)) => encoder.push(batch.cell(row, *column)),
                        None => encoder.push(""),
                    }
                }
                self.lines.push((file, line));
            }
            progress(self.rows() as u64);
        }
        for (code, lines) in [(Code::SkippedRows, skipped), (Code::RaggedRow, ragged), (Code::RowWithoutId, without_id)]
        {
            if !lines.is_empty() {
                findings.push(Finding::new(code, Place::file(sheet.name())).on_lines(lines));
            }
        }
        Ok((self.rows() - before) as u64)
    }

    /// Lets go of what decoding no longer needs: everything but headers and who has which id.
    pub(super) fn forget_texts(&mut self, fact: &str) {
        if let Some(column) = self.columns.get_mut(fact).filter(|_| fact != "id") {
            column.index = FxHashMap::default();
            column.texts = Vec::new();
            column.codes = Vec::new();
        }
    }

    /// Stops where a column holds personal identity codes; says the column and how many, never a value.
    pub(super) fn refuse_identity_codes(&self) -> Result<()> {
        let mut refused = Vec::new();
        for encoder in self.columns.values() {
            let rows: u64 = (0..encoder.texts.len())
                .filter(|&code| is_identity_code(&encoder.texts[code]))
                .map(|code| encoder.count[code])
                .sum();
            if rows > 0 {
                let place = Place::column(&encoder.file, &encoder.header);
                refused.push(Finding { rows, ..Finding::new(Code::PersonalValues, place) });
            }
        }
        if refused.is_empty() { Ok(()) } else { Err(Error::many(Kind::Refused, refused)) }
    }
}
