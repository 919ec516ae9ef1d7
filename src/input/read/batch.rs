//! Some rows as text.

use csv::ByteRecord;

/// Rows in a batch: few enough that the columns are read from the processor's cache.
const BATCH: usize = 1 << 11;
/// Bytes of text from which on a batch is full, however few its rows are. With the longest row there may be it is far from
/// what 32 bits count, in which ends of cells are.
const FULL: usize = 1 << 24;

/// Some rows of a [`Sheet`](super::Sheet), all cells one after another.
#[derive(Debug, Default)]
pub struct Batch {
    /// UTF-8: the decoder made it of everything, and delimiters are ASCII, so that no cell is cut inside a letter.
    text: Vec<u8>,
    /// Where each cell ends in `text`. Half as wide as an address: the columns are read from the processor's cache.
    ends: Vec<u32>,
    /// Where each row begins in `ends`, and one past the last.
    rows: Vec<u32>,
    lines: Vec<u64>,
    passed: Vec<u64>,
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
    /// The lines before the last row that are no rows: sums, headers that are said again, notes.
    #[must_use]
    pub fn passed(&self) -> &[u64] {
        &self.passed
    }
    /// How many cells a row has.
    #[must_use]
    pub fn width(&self, row: usize) -> usize {
        match (self.rows.get(row), self.rows.get(row + 1)) {
            (Some(a), Some(b)) => (b - a) as usize,
            _ => 0,
        }
    }
    /// A cell; empty where the row is short.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        std::str::from_utf8(self.bytes(row, column)).unwrap_or("")
    }
    /// The UTF-8 of a cell; empty where the row is short.
    #[must_use]
    pub fn bytes(&self, row: usize, column: usize) -> &[u8] {
        let (text, len) = self.from(row, column);
        text.get(..len).unwrap_or(b"")
    }
    /// The UTF-8 of a cell and of what stands behind it, and the length of the cell.
    #[must_use]
    pub fn from(&self, row: usize, column: usize) -> (&[u8], usize) {
        if column >= self.width(row) {
            return (b"", 0);
        }
        let i = self.rows[row] as usize + column;
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        (self.text.get(start as usize..).unwrap_or(b""), (self.ends[i] - start) as usize)
    }

    pub(super) fn push(&mut self, line: u64, record: &ByteRecord) {
        if self.rows.is_empty() {
            self.rows.push(0);
        }
        let start = self.text.len();
        self.text.extend_from_slice(record.as_slice());
        self.ends.extend((0..record.len()).map(|i| (start + record.range(i).map_or(0, |range| range.end)) as u32));
        self.rows.push(self.ends.len() as u32);
        self.lines.push(line);
    }

    pub(super) fn pass(&mut self, line: u64) {
        self.passed.push(line);
    }

    /// An empty batch that will likely hold as much as this one.
    pub(super) fn next(&self) -> Batch {
        let with = |len: usize| len + len / 8;
        Batch {
            text: Vec::with_capacity(with(self.text.len())),
            ends: Vec::with_capacity(with(self.ends.len())),
            rows: Vec::with_capacity(self.rows.len()),
            lines: Vec::with_capacity(self.lines.len()),
            passed: Vec::new(),
        }
    }

    /// Whether it is time for the next.
    pub(super) fn full(&self) -> bool {
        self.len() >= BATCH || self.text.len() >= FULL
    }
}
