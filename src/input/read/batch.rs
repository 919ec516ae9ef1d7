//! Some rows as text.

use csv::ByteRecord;

/// Some rows of a [`Sheet`](super::Sheet), all cells one after another.
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

    pub(super) fn push(&mut self, line: u64, record: &ByteRecord) {
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
