//! Bytes to batches of text: all that is known of encodings, dialects and title rows lives here. A file is never held
//! as text as a whole; a batch is some 2 000 rows with their line numbers.

mod batch;
mod book;
mod dialect;
mod encoding;
mod header;
mod lines;
mod records;
mod rows;
mod survey;
mod tidy;

pub use batch::Batch;
pub use encoding::Evidence;

use crate::error::{Error, Kind as Fault, Result};
use crate::finding::{Code, Finding, Place};
use csv::ByteRecord;
use dialect::Dialect;
use encoding_rs::UTF_8;
use records::{Records, Stopped, Text, swallows};
use rows::{Line, Lines};
use std::io::{self, Read};
use std::rc::Rc;
use survey::{Kind, Survey};
use tidy::{Tidy, heading};

/// The most columns a table has: as many as the largest spreadsheet.
const COLUMNS: usize = 1 << 14;

/// Something to read: a name to call it, and a way to open it more than once.
#[derive(Clone)]
pub struct Input<'a> {
    /// The file as the user named it.
    pub name: String,
    /// The sheet of a spreadsheet that is wanted.
    pub sheet: Option<String>,
    /// Codes that stand for an empty cell.
    pub missing: Vec<String>,
    /// Opens it from the start.
    #[allow(clippy::type_complexity, reason = "one use; a name would say less")]
    pub open: Rc<dyn Fn() -> io::Result<Box<dyn Read>> + 'a>,
}

impl<'a> Input<'a> {
    /// Something to open.
    pub fn new(name: &str, open: impl Fn() -> io::Result<Box<dyn Read>> + 'a) -> Input<'a> {
        Input { name: name.to_owned(), sheet: None, missing: Vec::new(), open: Rc::new(open) }
    }

    /// Bytes in memory.
    #[must_use]
    pub fn bytes(name: &str, bytes: Vec<u8>) -> Input<'static> {
        Input::new(name, move || Ok(Box::new(io::Cursor::new(bytes.clone()))))
    }
}

/// What form a table has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// Lines of text.
    Text {
        /// The name of the encoding, as people know it.
        encoding: &'static str,
        /// What tells it.
        evidence: Evidence,
        /// What separates cells.
        delimiter: char,
    },
    /// A sheet of a spreadsheet, or a table of columns.
    Book {
        /// `xlsx`, `ods` or `parquet`.
        kind: &'static str,
        /// The name of the sheet; empty where there are none.
        sheet: String,
    },
}

impl Form {
    /// In short, as messages and reports say it.
    #[must_use]
    pub fn in_short(&self) -> String {
        match self {
            Form::Text { encoding, delimiter: '\t', .. } => format!("{encoding}, ⇥"),
            Form::Text { encoding, delimiter, .. } => format!("{encoding}, {delimiter}"),
            Form::Book { kind, sheet } if sheet.is_empty() => kind.to_uppercase(),
            Form::Book { kind, sheet } => format!("{}, {sheet}", kind.to_uppercase()),
        }
    }
}

/// A table of text whose dialect and header are known.
pub struct Sheet<'a> {
    input: &'a Input<'a>,
    /// Header cells, trimmed; of two lines those of both.
    pub header: Vec<String>,
    /// The header's first line, from 1.
    pub header_line: u64,
    /// What form it has.
    pub form: Form,
    /// Whether some bytes are not of the encoding.
    pub replaced: bool,
    /// SHA-256 of the bytes.
    pub sha256: String,
    body: Body,
    tidy: Tidy,
    /// The last line of the header.
    last: u64,
    /// How many cells the header has, also empty ones.
    width: usize,
}

enum Body {
    Text(Text),
    Rows(Vec<Batch>),
}

impl<'a> Sheet<'a> {
    /// Looks at a file: one pass over its bytes, nothing kept but the first of them. Of a spreadsheet the rows are kept.
    ///
    /// # Errors
    /// When it cannot be read, is no table or has no header.
    pub fn open(input: &'a Input<'a>) -> Result<Sheet<'a>> {
        let failed = |cause: io::Error| Error::file(&input.name, cause);
        let fault = |code: Code| Finding::new(code, Place::file(&input.name));
        let opened = || (input.open)().map_err(failed);
        let survey = Survey::of(opened()?).map_err(failed)?;
        let mut tidy = Tidy { odd: survey.odd, missing: input.missing.clone() };
        let mut first_line = 0;
        let mut replaced = false;
        let (form, body) = match survey.kind() {
            Kind::Text => {
                let (head, _, spoilt) = survey.encoding.decode(&survey.head);
                let Dialect { delimiter, said } = Dialect::of(&head);
                let utf8 = survey.encoding == UTF_8;
                first_line = u64::from(said);
                replaced = if utf8 { !survey.utf8 } else { spoilt };
                let encoding = encoding::name(survey.encoding);
                (
                    Form::Text { encoding, evidence: survey.evidence, delimiter: delimiter as char },
                    Body::Text(Text { encoding: survey.encoding, plain: utf8 && survey.utf8, delimiter }),
                )
            }
            kind @ (Kind::Zip | Kind::Compound | Kind::Parquet) => {
                let book = book::read(kind, opened()?, &input.name, input.sheet.as_deref())?;
                tidy.odd = true;
                (Form::Book { kind: book.kind, sheet: book.sheet }, Body::Rows(book.rows))
            }
            Kind::Other(kind) => return Err(Error::one(Fault::Usage, fault(Code::UnsupportedKind).with("name", kind))),
        };
        let sha256 = survey.sha256;
        let mut sheet = Sheet {
            input,
            header: Vec::new(),
            header_line: 0,
            form,
            replaced,
            sha256,
            body,
            tidy,
            last: first_line,
            width: 0,
        };
        let found = header::find(&sheet.first()?).ok_or_else(|| Error::one(Fault::Input, fault(Code::EmptyFile)))?;
        if found.cells.len() > COLUMNS {
            let fault = fault(Code::TooManyColumns).with("n", found.cells.len()).with("most", COLUMNS);
            return Err(Error::one(Fault::Input, Finding { place: fault.place.clone().at(found.line), ..fault }));
        }
        sheet.header = found.cells;
        sheet.header_line = found.line;
        sheet.last = found.last;
        sheet.width = found.width;
        Ok(sheet)
    }

    /// The first records with their lines, among which the header is.
    fn first(&self) -> Result<Vec<(u64, Vec<String>)>> {
        let mut records = self.records()?;
        let mut record = ByteRecord::new();
        let (mut first, mut bytes) = (Vec::new(), 0);
        while first.len() < header::LOOKED_AT && bytes < records::LONGEST {
            let Some(line) = records.next(&mut record).map_err(|stopped| self.stopped(stopped))? else { break };
            if line > self.last {
                bytes += record.as_slice().len();
                first.push((line, record.iter().map(|cell| heading(&String::from_utf8_lossy(cell))).collect()));
            }
        }
        Ok(first)
    }

    fn records(&self) -> Result<Records<'_>> {
        Ok(match &self.body {
            Body::Rows(rows) => Records::of_rows(rows, &self.tidy),
            Body::Text(how) => {
                let bytes = (self.input.open)().map_err(|cause| Error::file(&self.input.name, cause))?;
                Records::of_text(bytes, *how, &self.tidy)
            }
        })
    }

    fn stopped(&self, stopped: Stopped) -> Error {
        match stopped {
            Stopped::Io(cause) => Error::file(&self.input.name, cause),
            Stopped::Endless(line) => self.broken_quote(line),
        }
    }

    fn broken_quote(&self, line: u64) -> Error {
        Error::one(Fault::Input, Finding::new(Code::BrokenQuote, Place::file(&self.input.name).at(line)))
    }

    /// Rows below the header, batch by batch: no blank ones, no sums, no notes.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn batches(&self) -> Result<impl Iterator<Item = Result<Batch>> + '_> {
        let mut records = self.records()?;
        let mut lines = Lines::below(&self.header);
        let mut record = ByteRecord::new();
        let mut done = false;
        let mut next = Batch::default();
        Ok(std::iter::from_fn(move || {
            let mut batch = std::mem::take(&mut next);
            while !done && !batch.full() {
                match records.next(&mut record) {
                    Ok(Some(line)) if line <= self.last => {}
                    Ok(Some(line)) => {
                        if records.many_lines && self.is_swallowed(&record) {
                            done = true;
                            return Some(Err(self.broken_quote(line)));
                        }
                        match lines.judge(&record) {
                            Line::Row => batch.push(line, &record),
                            Line::Passed => batch.pass(line),
                            Line::Blank => {}
                        }
                    }
                    Ok(None) => done = true,
                    Err(stopped) => {
                        done = true;
                        return Some(Err(self.stopped(stopped)));
                    }
                }
            }
            next = batch.next();
            (!batch.is_empty() || !batch.passed().is_empty()).then_some(Ok(batch))
        }))
    }

    fn is_swallowed(&self, record: &ByteRecord) -> bool {
        matches!(&self.body, Body::Text(how) if swallows(record, how.delimiter, self.width))
    }

    /// Whether a row that is short of cells may be whole: spreadsheets have no empty cells at the end of a row.
    #[must_use]
    pub fn is_sparse(&self) -> bool {
        matches!(self.body, Body::Rows(_))
    }

    /// The lines with a character that stands for bytes nobody could read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn replaced_lines(&self) -> Result<Vec<u64>> {
        let mut lines = Vec::new();
        for batch in self.batches()? {
            let batch = batch?;
            let spoilt = |row: &usize| (0..batch.width(*row)).any(|c| batch.cell(*row, c).contains('\u{fffd}'));
            lines.extend((0..batch.len()).filter(spoilt).map(|row| batch.line(row)));
        }
        Ok(lines)
    }

    /// The file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.input.name
    }
}

/// A cell without the white space around it; no-break spaces and byte-order marks are white space here.
#[must_use]
pub fn clean(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// [`clean`] of UTF-8 that need not be looked at as text when it begins and ends with plain characters.
#[must_use]
pub fn clean_bytes(cell: &[u8]) -> &[u8] {
    let plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    if plain(cell.first()) && plain(cell.last()) {
        return cell;
    }
    std::str::from_utf8(cell).map_or(cell, |text| clean(text).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::type_complexity, reason = "everything a sheet says, for comparing")]
    fn read(bytes: &[u8]) -> (Vec<String>, Vec<(u64, Vec<String>)>, char, &'static str) {
        let input = Input::bytes("test.csv", bytes.to_vec());
        let sheet = Sheet::open(&input).unwrap();
        let mut rows = Vec::new();
        for batch in sheet.batches().unwrap() {
            let batch = batch.unwrap();
            for row in 0..batch.len() {
                rows.push((batch.line(row), (0..batch.width(row)).map(|c| batch.cell(row, c).to_owned()).collect()));
            }
        }
        let Form::Text { encoding, delimiter, .. } = sheet.form else { panic!() };
        (sheet.header.clone(), rows, delimiter, encoding)
    }

    #[test]
    fn what_finnish_excel_saves() {
        let (header, rows, delimiter, encoding) = read(b"tunnus;ty\xf6kyky\r\n1;5,5\r\n\r\n2;\"a;\nb\"\r\n3;x\r\n");
        assert_eq!((delimiter, encoding), (';', "Windows-1252"));
        assert_eq!(header, ["tunnus", "työkyky"]);
        let lines: Vec<u64> = rows.iter().map(|r| r.0).collect();
        assert_eq!(lines, [2, 4, 6]);
        assert_eq!(rows[1].1, ["2", "a;\nb"]);
    }

    #[test]
    fn the_same_text_in_every_encoding_and_dialect() {
        let expect = (vec!["tunnus".to_owned(), "työkyky".to_owned()], vec!["1".to_owned(), "hyvä".to_owned()]);
        for bytes in [
            b"tunnus;ty\xf6kyky\n1;hyv\xe4\n".to_vec(),
            "tunnus;työkyky\n1;hyvä\n".into(),
            "\u{feff}tunnus;työkyky\n1;hyvä\n".into(),
            "tunnus,työkyky\n1,hyvä\n".into(),
            "tunnus\ttyökyky\r\n1\thyvä".into(),
            "Osallistujat 2024;\n;\ntunnus;työkyky\n1;hyvä\n".into(),
        ] {
            let (header, rows, ..) = read(&bytes);
            assert_eq!((header, rows[0].1.clone()), expect, "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn an_empty_file_is_said_to_be_empty() {
        for bytes in [&b""[..], b"\n\n", b"\xef\xbb\xbf", b";;;\n;;\n"] {
            let input = Input::bytes("tyhja.csv", bytes.to_vec());
            let error = Sheet::open(&input).err().unwrap();
            assert_eq!(error.findings[0].code, Code::EmptyFile);
        }
    }
}
