//! Records one after another with the line each begins on, from a text or from the rows of a spreadsheet.

use super::batch::Batch;
use super::lines::UnixLines;
use super::tidy::Tidy;
use csv::ByteRecord;
use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// The most bytes of a record. Nobody writes as much into a row; a quotation mark that is never closed does.
pub(super) const LONGEST: usize = 1 << 26;

/// How a text is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub(super) encoding: &'static Encoding,
    /// Whether the bytes are the text, and need no decoding.
    pub(super) plain: bool,
    pub(super) delimiter: u8,
}

/// Why there is no next record.
pub(super) enum Stopped {
    /// The file cannot be read.
    Io(io::Error),
    /// The record that begins on this line has no end.
    Endless(u64),
}

/// Records of a table.
pub(super) struct Records<'a> {
    from: From<'a>,
    tidy: &'a Tidy,
    /// Whether the last record has lines of its own.
    pub(super) many_lines: bool,
}

enum From<'a> {
    Text { reader: csv::Reader<Box<dyn Read + 'a>>, left: Rc<Cell<usize>>, line: u64 },
    Rows { rows: &'a [Batch], batch: usize, row: usize },
}

impl<'a> Records<'a> {
    pub(super) fn of_text(bytes: Box<dyn Read + 'a>, how: Text, tidy: &'a Tidy) -> Records<'a> {
        let decoded: Box<dyn Read> = Box::new(
            DecodeReaderBytesBuilder::new()
                .encoding(Some(how.encoding))
                .bom_override(true)
                .strip_bom(true)
                .utf8_passthru(how.plain)
                .build(bytes),
        );
        let left = Rc::new(Cell::new(LONGEST));
        let lines: Box<dyn Read> = Box::new(UnixLines::new(decoded, left.clone()));
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(how.delimiter)
            .terminator(csv::Terminator::Any(b'\n'))
            .buffer_capacity(1 << 16)
            .from_reader(lines);
        let line = reader.position().line();
        Records { from: From::Text { reader, left, line }, tidy, many_lines: false }
    }

    pub(super) fn of_rows(rows: &'a [Batch], tidy: &'a Tidy) -> Records<'a> {
        Records { from: From::Rows { rows, batch: 0, row: 0 }, tidy, many_lines: false }
    }

    /// Reads the next record and gives the line it begins on; none at the end.
    pub(super) fn next(&mut self, record: &mut ByteRecord) -> Result<Option<u64>, Stopped> {
        let begun = match &mut self.from {
            From::Text { reader, left, line } => {
                left.set(LONGEST);
                match reader.read_byte_record(record) {
                    Ok(true) => {}
                    Ok(false) => return Ok(None),
                    Err(_) if left.get() == 0 => return Err(Stopped::Endless(*line)),
                    Err(cause) => return Err(Stopped::Io(cause.into())),
                }
                // One line further on there was room for nothing but the record.
                let begun = std::mem::replace(line, reader.position().line());
                let open = record.as_slice().last() == Some(&b'\n');
                self.many_lines = *line != begun + 1 || open;
                // The last record has no end where a quotation mark is open.
                if self.many_lines { line_of(reader, record).max(begun) } else { begun }
            }
            From::Rows { rows, batch, row } => {
                while rows.get(*batch).is_some_and(|batch| *row >= batch.len()) {
                    (*batch, *row) = (*batch + 1, 0);
                }
                let Some(from) = rows.get(*batch) else { return Ok(None) };
                record.clear();
                (0..from.width(*row)).for_each(|column| record.push_field(from.bytes(*row, column)));
                *row += 1;
                from.line(*row - 1)
            }
        };
        self.tidy.mend(record);
        Ok(Some(begun))
    }
}

/// The line a record that was just read began on: the reader stands behind it, after its own lines and its end.
fn line_of(reader: &csv::Reader<Box<dyn Read + '_>>, record: &ByteRecord) -> u64 {
    let bytes = record.as_slice();
    // Line breaks inside cells are rare, and looking for the first is quick.
    let inside = if bytes.contains(&b'\n') { bytes.iter().filter(|byte| **byte == b'\n').count() as u64 } else { 0 };
    reader.position().line().saturating_sub(inside + 1)
}

/// Columns from which on a line of a text has not as many marks as a row.
const NARROW: usize = 4;

/// Whether a cell of a record has whole rows in it: a quotation mark opens it and another one, rows further on, closes it.
pub(super) fn swallows(record: &ByteRecord, delimiter: u8, width: usize) -> bool {
    if width < 2 {
        return false;
    }
    let marks = |text: &[u8]| text.iter().filter(|byte| **byte == delimiter).count();
    record.iter().enumerate().filter(|(_, cell)| cell.contains(&b'\n')).any(|(at, cell)| {
        let mut lines: Vec<&[u8]> = cell.split(|byte| *byte == b'\n').collect();
        let last = lines.pop().unwrap_or_default();
        let (first, inside) = lines.split_first().map_or((&b""[..], &[][..]), |(first, inside)| (*first, inside));
        let begins = marks(first) > 0 && at + 1 + marks(first) == width;
        let full = marks(last) + record.len() - at == width;
        let ends = last.is_empty() || full && (marks(last) > 0 || width < NARROW);
        if width < NARROW {
            // A text may have as many marks as a narrow row, but hardly on each of several lines.
            return begins && ends && inside.len() > 1 && inside.iter().all(|line| marks(line) + 1 == width);
        }
        (begins && ends) || inside.iter().any(|line| marks(line) + 1 >= width)
    })
}
