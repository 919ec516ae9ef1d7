//! Bytes to batches of text: all that is known of encodings, dialects and title rows lives here. A file is never held
//! as text as a whole; a batch is some 64 000 rows with their line numbers.

use crate::error::{Error, Kind, Result};
use crate::finding::{Code, Finding, Place};
use csv::ByteRecord;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// Rows in a batch.
const BATCH: usize = 1 << 16;
/// Bytes looked at to find the dialect and the header.
const HEAD: usize = 1 << 18;

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
}

/// Some rows of a [`Sheet`], all cells one after another.
#[derive(Debug, Default)]
pub struct Batch {
    text: String,
    /// Where each cell ends in `text`.
    ends: Vec<usize>,
    /// Where each row begins in `ends`, and one past the last.
    rows: Vec<usize>,
    lines: Vec<u64>,
}

impl Batch {
    /// Rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }
    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
    /// The line a row begins on, from 1.
    #[must_use]
    pub fn line(&self, row: usize) -> u64 {
        self.lines.get(row).copied().unwrap_or(0)
    }
    /// How many cells a row has.
    #[must_use]
    pub fn width(&self, row: usize) -> usize {
        match (self.rows.get(row), self.rows.get(row + 1)) {
            (Some(a), Some(b)) => b - a,
            _ => 0,
        }
    }
    /// A cell; empty where the row is short.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        if column >= self.width(row) {
            return "";
        }
        let i = self.rows[row] + column;
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        self.text.get(start..self.ends[i]).unwrap_or("")
    }

    fn push(&mut self, line: u64, record: &ByteRecord) {
        if self.rows.is_empty() {
            self.rows.push(0);
        }
        let start = self.text.len();
        // The decoder made UTF-8 of everything, and delimiters are ASCII: no cell is cut inside a letter.
        self.text.push_str(std::str::from_utf8(record.as_slice()).unwrap_or_default());
        self.ends.extend((0..record.len()).map(|i| start + record.range(i).map_or(0, |range| range.end)));
        self.rows.push(self.ends.len());
        self.lines.push(line);
    }
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
                .build(bytes),
        );
        let lines: Box<dyn Read> = Box::new(UnixLines { bytes: decoded, last: b'\n', ended: false });
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
        Ok(std::iter::from_fn(move || {
            let mut batch = Batch::default();
            while !done && batch.len() < BATCH {
                match reader.read_byte_record(&mut record) {
                    Ok(true) => {
                        let line = line_of(&reader, &record);
                        if line > self.header_line {
                            batch.push(line, &record);
                        }
                    }
                    Ok(false) => done = true,
                    Err(cause) => {
                        done = true;
                        return Some(Err(Error::file(&self.input.name, cause)));
                    }
                }
            }
            (!batch.is_empty()).then_some(Ok(batch))
        }))
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

/// Text with every line ended by `\n`, whoever wrote it, the last one too: line numbers are those an editor shows.
struct UnixLines<R> {
    bytes: R,
    last: u8,
    ended: bool,
}

impl<R: Read> Read for UnixLines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.ended || out.is_empty() {
                return Ok(0);
            }
            let n = self.bytes.read(out)?;
            if n == 0 {
                self.ended = true;
                if matches!(self.last, b'\n' | b'\r') {
                    return Ok(0);
                }
                out[0] = b'\n';
                return Ok(1);
            }
            if self.last != b'\r' && !out[..n].contains(&b'\r') {
                self.last = out[n - 1];
                return Ok(n);
            }
            let mut kept = 0;
            for i in 0..n {
                let byte = out[i];
                // The second half of an ending that was written already.
                let twin = byte == b'\n' && self.last == b'\r';
                self.last = byte;
                if !twin {
                    out[kept] = if byte == b'\r' { b'\n' } else { byte };
                    kept += 1;
                }
            }
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

/// The line a record that was just read began on: the reader stands behind it, after its own lines and its end.
fn line_of(reader: &csv::Reader<Box<dyn Read + '_>>, record: &ByteRecord) -> u64 {
    let inside = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
    reader.position().line().saturating_sub(inside + 1)
}

/// A cell without the white space around it; no-break spaces and byte-order marks are white space here.
#[must_use]
pub fn clean(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

struct Survey {
    head: Vec<u8>,
    encoding: &'static Encoding,
    sha256: String,
}

impl Survey {
    /// Hashes the bytes and decides the encoding: a byte-order mark says it; else what is valid UTF-8 to the last byte is
    /// UTF-8, since no Windows-1252 text with Finnish letters is; else Windows-1252, which Excel writes.
    fn of(mut bytes: Box<dyn Read>) -> io::Result<Survey> {
        let mut hash = Sha256::new();
        let mut head = Vec::new();
        let mut utf8 = true;
        // The tail of the last chunk that may be the first half of a letter.
        let mut rest: Vec<u8> = Vec::new();
        let mut chunk = vec![0; 1 << 16];
        loop {
            let n = match bytes.read(&mut chunk) {
                Ok(0) => break,
                Ok(n) => n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            let new = &chunk[..n];
            hash.update(new);
            if head.len() < HEAD {
                head.extend_from_slice(&new[..n.min(HEAD - head.len())]);
            }
            if utf8 {
                rest.extend_from_slice(new);
                match std::str::from_utf8(&rest) {
                    Ok(_) => rest.clear(),
                    Err(e) if e.error_len().is_none() => drop(rest.drain(..e.valid_up_to())),
                    Err(_) => utf8 = false,
                }
            }
        }
        utf8 &= rest.is_empty();
        let encoding = match Encoding::for_bom(&head) {
            Some((encoding, _)) => encoding,
            None if utf8 => UTF_8,
            None => WINDOWS_1252,
        };
        let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Survey { head, encoding, sha256 })
    }
}

/// The delimiter that splits the first lines into the most columns that agree with each other. A comma inside a number
/// splits lines unevenly, which is what tells it from a delimiter.
fn delimiter(head: &str) -> u8 {
    let score = |delimiter: u8| {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(head.as_bytes());
        let widths: Vec<usize> =
            reader.into_records().take(50).filter_map(|r| r.ok()).map(|r| r.len()).filter(|n| *n > 1).collect();
        let mut sorted = widths.clone();
        sorted.sort_unstable();
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or(1);
        let agree = widths.iter().filter(|n| **n == median).count();
        (median > 1, agree * 2 > widths.len(), median * agree)
    };
    [b';', b'\t', b','].into_iter().rev().max_by_key(|&d| score(d)).unwrap_or(b';')
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
