//! Columns as codes of their distinct texts, row after row, file after file.

use super::texts::{Short, Texts};
use crate::error::{Error, Result};
use crate::finding::{Code, Finding, Place};
use crate::input::personal::{Scan, trace};
use crate::input::read::{Batch, Sheet, clean_bytes};
use crate::input::words::Words;
use crate::parallel::at_once;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// The distinct texts of a column and who has which.
#[derive(Default)]
pub(super) struct Encoder {
    /// Distinct texts, trimmed.
    pub(super) texts: Texts,
    /// The number of each row's text.
    pub(super) codes: Vec<u32>,
    /// The header, for messages.
    pub(super) header: String,
    /// The rows whose cell has white space around it.
    padded: Vec<u32>,
}

impl Encoder {
    fn push(&mut self, cell: &[u8]) {
        let clean = clean_bytes(cell);
        if clean.len() != cell.len() && !clean.is_empty() {
            self.padded.push(self.codes.len() as u32);
        }
        self.codes.push(self.texts.number(clean));
    }

    /// [`Encoder::push`] of the first bytes of a text.
    fn push_first(&mut self, text: &[u8], len: usize) {
        match (Short::of(text, len).filter(|short| short.is_trimmed()), text.get(..len)) {
            (Some(short), Some(cell)) => self.codes.push(self.texts.number_of_short(short, cell)),
            (_, cell) => self.push(cell.unwrap_or_default()),
        }
    }

    /// How many rows have each text.
    pub(super) fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.texts.len()];
        for &code in &self.codes {
            counts[code as usize] += 1;
        }
        counts
    }
}

/// Rows of a batch that are read.
struct Kept {
    batch: Batch,
    rows: Vec<usize>,
}

/// Encodes some columns of every batch that comes: (the column's place in the file, where it goes).
fn encode(batches: &Receiver<Arc<Kept>>, mut lane: Vec<(Option<usize>, &mut Encoder)>) {
    for kept in batches {
        for (column, encoder) in &mut lane {
            match column {
                Some(column) => kept.rows.iter().for_each(|&row| {
                    let (text, len) = kept.batch.from(row, *column);
                    encoder.push_first(text, len);
                }),
                None => kept.rows.iter().for_each(|_| encoder.push(b"")),
            }
        }
    }
}

/// Lanes of columns for each core.
const LANES: usize = 2;
/// Batches that may wait for a thread to encode them.
const AHEAD: usize = 8;

/// All mapped columns of all files.
#[derive(Default)]
pub(super) struct Encoded {
    /// Columns by fact.
    pub(super) columns: BTreeMap<String, Encoder>,
    /// File and line of each row.
    pub(super) lines: Vec<(u32, u64)>,
    /// File names.
    pub(super) files: Vec<String>,
    /// What columns that are not read, and rows that are not, give away of people.
    suspected: Vec<Finding>,
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

    /// Reads a file to its end; gives the number of rows kept. Every cell is looked at for personal data but those of
    /// the columns in `unlooked`.
    pub(super) fn append(
        &mut self,
        sheet: &Sheet<'_>,
        columns: &BTreeMap<String, (usize, String)>,
        unlooked: &BTreeSet<usize>,
        progress: &mut dyn FnMut(u64),
        findings: &mut Vec<Finding>,
    ) -> Result<u64> {
        let file = self.files.len() as u32;
        self.files.push(sheet.name().to_owned());
        let before = self.rows();
        for (fact, (_, header)) in columns {
            // A fact an earlier file did not have is unknown in its rows.
            let encoder = self
                .columns
                .entry(fact.clone())
                .or_insert_with(|| Encoder { header: header.clone(), ..Encoder::default() });
            while encoder.codes.len() < before {
                encoder.push(b"");
            }
        }
        let id = columns.get("id").map(|(i, _)| *i);
        let mut unusual = Unusual::default();
        let mut watch = Watch::of(sheet, columns, unlooked);
        let lines = &mut self.lines;
        let encoders = &mut self.columns;
        // This thread finds the rows; the columns are shared out among the others.
        std::thread::scope(|scope| -> Result<()> {
            let cores = std::thread::available_parallelism().map_or(1, usize::from);
            // Some columns take longer than others: more lanes than cores share the work out more evenly.
            let count = (LANES * cores).min(encoders.len()).max(1);
            let mut lanes: Vec<Vec<(Option<usize>, &mut Encoder)>> = (0..count).map(|_| Vec::new()).collect();
            for (i, (fact, encoder)) in encoders.iter_mut().enumerate() {
                lanes[i % count].push((columns.get(fact).map(|(column, _)| *column), encoder));
            }
            let to: Vec<SyncSender<Arc<Kept>>> = lanes
                .into_iter()
                .map(|lane| {
                    let (to, from) = sync_channel(AHEAD);
                    scope.spawn(move || encode(&from, lane));
                    to
                })
                .chain([{
                    let (to, from) = sync_channel(AHEAD);
                    let watch = &mut watch;
                    scope.spawn(move || watch.look(&from));
                    to
                }])
                .collect();
            for batch in sheet.batches()? {
                let batch = batch?;
                let rows = unusual.sort_out(&batch, sheet, id);
                lines.extend(rows.iter().map(|&row| (file, batch.line(row))));
                let kept = Arc::new(Kept { batch, rows });
                for to in &to {
                    to.send(kept.clone()).map_err(|_| Error::bug(anyhow::anyhow!("a reading thread stopped")))?;
                }
                progress(lines.len() as u64);
            }
            Ok(())
        })?;
        self.suspected.extend(watch.findings(sheet));
        let Unusual { skipped, ragged, without_id } = unusual;
        for (code, lines) in [(Code::SkippedRows, skipped), (Code::RaggedRow, ragged), (Code::RowWithoutId, without_id)]
        {
            if !lines.is_empty() {
                findings.push(Finding::new(code, Place::file(sheet.name())).on_lines(lines));
            }
        }
        Ok((self.rows() - before) as u64)
    }

    /// A finding about rows, under the header of a column.
    pub(super) fn finding(&self, code: Code, column: &str, rows: &[usize]) -> Option<Finding> {
        self.finding_under(code, self.columns.get(column).map_or("", |column| column.header.as_str()), rows)
    }

    /// A finding about rows, under a header; none about no row.
    pub(super) fn finding_under(&self, code: Code, header: &str, rows: &[usize]) -> Option<Finding> {
        let lines = rows.iter().filter_map(|&row| self.lines.get(row)).map(|line| line.1);
        Some(Finding::new(code, self.place(*rows.first()?, header)).on_lines(lines))
    }

    /// Cells with white space around them, by column: they are read all the same.
    pub(super) fn padded(&self) -> Vec<Finding> {
        let of = |(name, column): (&String, &Encoder)| {
            let rows: Vec<usize> = column.padded.iter().map(|row| *row as usize).collect();
            self.finding(Code::Padded, name, &rows)
        };
        self.columns.iter().filter_map(of).collect()
    }

    /// Whether each row has nothing in a column.
    pub(super) fn is_blank(&self, column: &str, words: &Words) -> Vec<bool> {
        let Some(column) = self.columns.get(column) else { return vec![true; self.rows()] };
        let blank: Vec<bool> = column.texts.iter().map(|text| text.is_empty() || words.is_missing(text)).collect();
        column.codes.iter().map(|code| blank.get(*code as usize) == Some(&true)).collect()
    }

    /// A column alone, empty in the rows that are not asked for.
    pub(super) fn only(&self, column: &str, rows: &[bool]) -> Encoded {
        let mut part = Encoder::default();
        if let Some(whole) = self.columns.get(column) {
            part.header.clone_from(&whole.header);
            for (code, wanted) in whole.codes.iter().zip(rows) {
                part.push(if *wanted { whole.texts.get(*code).as_bytes() } else { b"" });
            }
        }
        Encoded {
            columns: BTreeMap::from([(column.to_owned(), part)]),
            lines: self.lines.clone(),
            files: self.files.clone(),
            suspected: Vec::new(),
        }
    }

    /// Lets go of what decoding no longer needs: everything but headers and who has which id.
    pub(super) fn forget_texts(&mut self, fact: &str) {
        if let Some(column) = self.columns.get_mut(fact).filter(|_| fact != "id") {
            column.texts = Texts::default();
            column.codes = Vec::new();
        }
    }

    /// What the files give away of people: the columns and how many rows, never a value.
    pub(super) fn suspicions(&self) -> Result<Vec<Finding>> {
        let columns: Vec<&Encoder> = self.columns.values().collect();
        let found = at_once(&columns, |column| self.suspected_of(column))?;
        Ok(found.into_iter().flatten().chain(self.suspected.iter().cloned()).collect())
    }

    fn suspected_of(&self, column: &Encoder) -> Vec<Finding> {
        let traces: Vec<Option<_>> = column.texts.iter().map(trace).collect();
        if traces.iter().all(Option::is_none) {
            return Vec::new();
        }
        let mut scan = Scan::default();
        let mut first = None;
        for (row, code) in column.codes.iter().enumerate() {
            let text = column.texts.get(*code);
            match traces.get(*code as usize).copied().flatten() {
                Some(found) => {
                    first = first.or(Some(row));
                    scan.add_filled(1);
                    scan.note(found, text, self.lines.get(row).map(|line| line.1), 1);
                }
                None => scan.add_filled(u64::from(!text.is_empty())),
            }
        }
        scan.findings(&self.place(first.unwrap_or(0), &column.header))
    }
}

/// Looks for personal data where nothing is read: in the other columns of every row, and in every cell of rows that are
/// passed over.
struct Watch {
    /// By the place of the column; none where it is not to be looked at. The last is for cells beyond the header.
    scans: Vec<Option<Scan>>,
    /// Which of them are read, and so looked at there.
    read: Vec<bool>,
}

impl Watch {
    fn of(sheet: &Sheet<'_>, columns: &BTreeMap<String, (usize, String)>, unlooked: &BTreeSet<usize>) -> Watch {
        let width = sheet.header.len();
        let scans = (0..=width).map(|column| (!unlooked.contains(&column)).then(Scan::default)).collect();
        let read = (0..=width).map(|column| columns.values().any(|(read, _)| *read == column)).collect();
        Watch { scans, read }
    }

    fn look(&mut self, batches: &Receiver<Arc<Kept>>) {
        let beyond = self.scans.len() - 1;
        for together in batches {
            let Kept { batch, rows } = together.as_ref();
            let mut kept = rows.iter().copied().peekable();
            for row in 0..batch.len() {
                let is_kept = kept.next_if_eq(&row).is_some();
                for column in 0..batch.width(row) {
                    let at = column.min(beyond);
                    if is_kept && self.read.get(at) == Some(&true) {
                        continue;
                    }
                    if let Some(Some(scan)) = self.scans.get_mut(at) {
                        scan.look(clean_bytes(batch.bytes(row, column)), batch.line(row));
                    }
                }
            }
        }
    }

    fn findings(&self, sheet: &Sheet<'_>) -> Vec<Finding> {
        let place = |column: usize| match sheet.header.get(column).filter(|header| !header.is_empty()) {
            Some(header) => Place::column(sheet.name(), header),
            None => Place::column(sheet.name(), (column + 1).to_string()),
        };
        let scans = self.scans.iter().enumerate().filter_map(|(column, scan)| Some((column, scan.as_ref()?)));
        scans.flat_map(|(column, scan)| scan.findings(&place(column))).collect()
    }
}

/// Lines that are not read, or not whole.
#[derive(Default)]
struct Unusual {
    skipped: Vec<u64>,
    ragged: Vec<u64>,
    without_id: Vec<u64>,
}

impl Unusual {
    /// The rows of a batch that are participations.
    fn sort_out(&mut self, batch: &Batch, sheet: &Sheet<'_>, id: Option<usize>) -> Vec<usize> {
        self.skipped.extend(batch.passed());
        // A spreadsheet has no empty cells at the end of a row.
        let least = if sheet.is_sparse() { 0 } else { sheet.header.len() };
        (0..batch.len()).filter(|&row| self.is_participation(batch, row, (least, sheet.header.len()), id)).collect()
    }

    fn is_participation(
        &mut self,
        batch: &Batch,
        row: usize,
        (least, header): (usize, usize),
        id: Option<usize>,
    ) -> bool {
        let line = batch.line(row);
        if id.is_some_and(|id| clean_bytes(batch.bytes(row, id)).is_empty()) {
            self.without_id.push(line);
            return false;
        }
        // Trailing empty cells are how spreadsheets save; missing or surplus texts shift columns.
        let width = batch.width(row);
        let surplus = (header..width).any(|c| !clean_bytes(batch.bytes(row, c)).is_empty());
        if surplus || width < least {
            self.ragged.push(line);
        }
        true
    }
}
