//! Cells by row and column to rows of text.

use crate::input::read::batch::Batch;
use csv::ByteRecord;

/// The most rows and columns a spreadsheet has.
pub(super) const ROWS: u32 = 1 << 20;
pub(super) const COLUMNS: u32 = 1 << 14;
/// The most bytes of a sheet as text, each cell with where it ends.
const LARGEST: usize = 1 << 29;
/// Bytes that say where a cell ends.
const END: usize = 4;

/// Why the rows of a sheet are not read further.
#[derive(Debug)]
pub(super) enum Stop {
    /// There are as many as were asked for.
    Enough,
    /// There is more than fits.
    TooLarge,
    /// It has a password.
    Locked,
    /// It is compressed in a way that is not read.
    Compressed(&'static str),
    /// It is another kind of file.
    Other(&'static str),
    /// It cannot be read.
    Broken(String),
}

/// Rows that are put together cell by cell, from left to right and top to bottom.
pub(super) struct Grid {
    done: Vec<Batch>,
    batch: Batch,
    /// The row that is being put together, and its number from 0.
    record: ByteRecord,
    row: Option<u32>,
    spent: usize,
    most: usize,
    left: usize,
}

impl Grid {
    /// A grid that takes so many rows.
    pub(super) fn new(rows: usize) -> Grid {
        let (done, batch, record) = (Vec::new(), Batch::default(), ByteRecord::new());
        Grid { done, batch, record, row: None, spent: 0, most: LARGEST, left: rows }
    }

    /// Takes a cell, both numbers from 0; empty ones need not be told of.
    pub(super) fn cell(&mut self, row: u32, column: u32, text: &str) -> Result<(), Stop> {
        if text.is_empty() {
            return Ok(());
        }
        if self.row != Some(row) {
            self.flush()?;
            if self.row.is_some_and(|last| last > row) {
                return Err(Stop::Broken("rows are out of order".to_owned()));
            }
            self.row = Some(row);
        }
        let before = self.record.len();
        let column = usize::try_from(column.min(COLUMNS)).unwrap_or(before);
        if column < before {
            return Err(Stop::Broken("cells are out of order".to_owned()));
        }
        self.spent += text.len() + END * (column + 1 - before);
        if self.spent > self.most {
            return Err(Stop::TooLarge);
        }
        (before..column).for_each(|_| self.record.push_field(b""));
        self.record.push_field(text.as_bytes());
        Ok(())
    }

    /// Ends a row.
    fn flush(&mut self) -> Result<(), Stop> {
        let Some(row) = self.row.filter(|_| !self.record.is_empty()) else { return Ok(()) };
        self.batch.push(u64::from(row) + 1, &self.record);
        self.record.clear();
        if self.batch.full() {
            let next = self.batch.next();
            self.done.push(std::mem::replace(&mut self.batch, next));
        }
        self.left = self.left.saturating_sub(1);
        if self.left == 0 { Err(Stop::Enough) } else { Ok(()) }
    }

    /// All rows with something in them.
    pub(super) fn rows(mut self) -> Vec<Batch> {
        let _ = self.flush();
        if !self.batch.is_empty() {
            self.done.push(self.batch);
        }
        self.done
    }

    /// The same as texts, with the numbers of the rows from 1.
    pub(super) fn texts(self) -> Vec<(u64, Vec<String>)> {
        let text =
            |batch: &Batch, row: usize, column: usize| crate::input::read::clean(batch.cell(row, column)).to_owned();
        let row = |batch: &Batch, row: usize| {
            (batch.line(row), (0..batch.width(row)).map(|column| text(batch, row, column)).collect())
        };
        self.rows().iter().flat_map(|batch| (0..batch.len()).map(|at| row(batch, at)).collect::<Vec<_>>()).collect()
    }
}

/// A number as a person writes it: fifteen digits, as many as spreadsheets show, and no power of ten.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    // Sums of decimals carry dust behind the fifteenth digit.
    let shown = format!("{value:.14e}").parse::<f64>().unwrap_or(value);
    let text = format!("{shown}");
    if text == "-0" { "0".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_spreadsheets_show_them() {
        for (value, text) in [
            (5.0, "5"),
            (5.5, "5.5"),
            (0.1 + 0.2, "0.3"),
            (4.2 + 0.05, "4.25"),
            (-0.0, "0"),
            (-3.25, "-3.25"),
            (1e20, "100000000000000000000"),
            (0.000_012, "0.000012"),
            (1_234_567.891, "1234567.891"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn a_grid_has_the_cells_where_they_stand() {
        let mut grid = Grid::new(usize::MAX);
        for (row, column, text) in [(0, 0, "a"), (0, 2, "c"), (1, 5, ""), (4, 1, "x")] {
            grid.cell(row, column, text).unwrap();
        }
        let wanted: [(u64, Vec<String>); 2] =
            [(1, ["a", "", "c"].map(str::to_owned).into()), (5, ["", "x"].map(str::to_owned).into())];
        assert_eq!(grid.texts(), wanted);
    }

    #[test]
    fn a_grid_that_would_fill_the_memory_is_refused() {
        let small = || Grid { most: 1 << 20, ..Grid::new(usize::MAX) };
        for (column, text) in [(0, "x".repeat(1 << 12)), (COLUMNS - 1, "x".to_owned())] {
            let mut grid = small();
            let full = (0..).find_map(|row| grid.cell(row, column, &text).err());
            assert!(matches!(full, Some(Stop::TooLarge)));
        }
        for (row, column) in [(2, 0), (3, 3), (3, 1)] {
            let mut grid = small();
            grid.cell(3, 3, "x").unwrap();
            assert!(matches!(grid.cell(row, column, "x"), Err(Stop::Broken(_))));
        }
    }
}
