//! Bytes to batches of text: all that is known of encodings, dialects and title rows lives here. A file is never held
//! as text as a whole; a batch is some 2 000 rows with their line numbers.

mod batch;
mod lines;
mod survey;

pub use batch::Batch;

use crate::error::{Error, Kind, Result};
use crate::finding::{Code, Finding, Place};
use batch::LONGEST;
use csv::ByteRecord;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;
use lines::UnixLines;
use std::io::{self, Read};
use survey::{Survey, delimiter};

/// Something to read: a name to call it, and a way to open it more than once.
pub struct Input<'a> {
    /// The file as the user named it.
    pub name: String,
    /// Opens it from the start.
    #[allow(clippy::type_complexity, reason = "one use; a name would say less")]
    pub open: Box<dyn Fn() -> io::Result<Box<dyn Read>> + 'a>,
}

impl Input<'_> {
    /// Bytes in memory.
    #[must_use]
    pub fn bytes(name: &str, bytes: Vec<u8>) -> Input<'static> {
        Input { name: name.to_owned(), open: Box::new(move || Ok(Box::new(io::Cursor::new(bytes.clone())))) }
    }
}

/// A table of text whose dialect and header are known.
pub struct Sheet<'a> {
    input: &'a Input<'a>,
    /// Header cells, trimmed.
    pub header: Vec<String>,
    /// The header's line, from 1.
    pub header_line: u64,
    /// What separates cells.
    pub delimiter: u8,
    /// The encoding found.
    pub encoding: &'static Encoding,
    /// Whether some bytes are not of the encoding.
    pub replaced: bool,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// Whether the bytes are the text, and need no decoding.
    plain: bool,
}

impl<'a> Sheet<'a> {
    /// Looks at a file: one pass over its bytes, nothing kept but the first of them.
    ///
    /// # Errors
    /// When it cannot be read or has no header.
    pub fn open(input: &'a Input<'a>) -> Result<Sheet<'a>> {
        let failed = |cause: io::Error| Error::file(&input.name, cause);
        let survey = Survey::of((input.open)().map_err(failed)?).map_err(failed)?;
        let (head, _, replaced) = survey.encoding.decode(&survey.head);
        let delimiter = delimiter(&head);
        let mut sheet = Sheet {
            input,
            header: Vec::new(),
            header_line: 0,
            delimiter,
            encoding: survey.encoding,
            replaced: replaced && survey.encoding == UTF_8,
            sha256: survey.sha256,
            plain: survey.utf8 && survey.encoding == UTF_8,
        };
        let empty = || Error::one(Kind::Input, Finding::new(Code::EmptyFile, Place::file(&input.name)));
        let mut records = sheet.reader().map_err(failed)?;
        let mut first: Vec<(u64, Vec<String>)> = Vec::new();
        let mut record = ByteRecord::new();
        while first.len() < 30 && records.read_byte_record(&mut record).map_err(|e| Error::file(&input.name, e))? {
            let cells = record.iter().map(|cell| clean(&String::from_utf8_lossy(cell)).to_owned()).collect();
            first.push((line_of(&records, &record), cells));
        }
        let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
        let widest = first.iter().map(|(_, cells)| filled(cells)).max().unwrap_or(0);
        // Title rows above the header fill at most half as many cells.
        let header = first.into_iter().find(|(_, cells)| filled(cells) * 2 > widest);
        let (line, mut cells) = header.ok_or_else(empty)?;
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        sheet.header = cells;
        sheet.header_line = line;
        Ok(sheet)
    }

    fn reader(&self) -> io::Result<csv::Reader<Box<dyn Read + 'a>>> {
        let bytes = (self.input.open)()?;
        let decoded: Box<dyn Read> = Box::new(
            DecodeReaderBytesBuilder::new()
                .encoding(Some(self.encoding))
                .bom_override(true)
                .strip_bom(true)
                .utf8_passthru(self.plain)
                .build(bytes),
        );
        let lines: Box<dyn Read> = Box::new(UnixLines::new(decoded));
        Ok(csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .terminator(csv::Terminator::Any(b'\n'))
            .buffer_capacity(1 << 16)
            .from_reader(lines))
    }

    /// Rows below the header, batch by batch.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn batches(&self) -> Result<impl Iterator<Item = Result<Batch>> + '_> {
        let mut reader = self.reader().map_err(|cause| Error::file(&self.input.name, cause))?;
        let mut record = ByteRecord::new();
        let mut done = false;
        let mut line = reader.position().line();
        let mut next = Batch::default();
        Ok(std::iter::from_fn(move || {
            let mut batch = std::mem::take(&mut next);
            while !done && !batch.full() {
                match reader.read_byte_record(&mut record) {
                    Ok(true) if record.as_slice().len() > LONGEST => {
                        done = true;
                        let cause = io::Error::from(io::ErrorKind::FileTooLarge);
                        return Some(Err(Error::file(&self.input.name, cause)));
                    }
                    Ok(true) => {
                        // One line further on there was room for nothing but the record.
                        let begun = std::mem::replace(&mut line, reader.position().line());
                        let begun = if line == begun + 1 { begun } else { line_of(&reader, &record) };
                        if begun > self.header_line {
                            batch.push(begun, &record);
                        }
                    }
                    Ok(false) => done = true,
                    Err(cause) => {
                        done = true;
                        return Some(Err(Error::file(&self.input.name, cause)));
                    }
                }
            }
            next = batch.next();
            (!batch.is_empty()).then_some(Ok(batch))
        }))
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

    /// The encoding's name as people know it.
    #[must_use]
    pub fn encoding_name(&self) -> &'static str {
        if self.encoding == WINDOWS_1252 { "Windows-1252" } else { self.encoding.name() }
    }
}

/// The line a record that was just read began on: the reader stands behind it, after its own lines and its end.
fn line_of(reader: &csv::Reader<Box<dyn Read + '_>>, record: &ByteRecord) -> u64 {
    let bytes = record.as_slice();
    // Line breaks inside cells are rare, and looking for the first is quick.
    let inside = if bytes.contains(&b'\n') { bytes.iter().filter(|byte| **byte == b'\n').count() as u64 } else { 0 };
    reader.position().line().saturating_sub(inside + 1)
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
    fn read(bytes: &[u8]) -> (Vec<String>, Vec<(u64, Vec<String>)>, u8, &'static str) {
        let input = Input::bytes("test.csv", bytes.to_vec());
        let sheet = Sheet::open(&input).unwrap();
        let mut rows = Vec::new();
        for batch in sheet.batches().unwrap() {
            let batch = batch.unwrap();
            for row in 0..batch.len() {
                rows.push((batch.line(row), (0..batch.width(row)).map(|c| batch.cell(row, c).to_owned()).collect()));
            }
        }
        (sheet.header.clone(), rows, sheet.delimiter, sheet.encoding_name())
    }

    #[test]
    fn what_finnish_excel_saves() {
        let (header, rows, delimiter, encoding) = read(b"tunnus;ty\xf6kyky\r\n1;5,5\r\n\r\n2;\"a;\nb\"\r\n3;x\r\n");
        assert_eq!((delimiter, encoding), (b';', "Windows-1252"));
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
