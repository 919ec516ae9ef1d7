//! Published numbers as cells of a table.

use super::context::Composer;
use super::document::{Cell, ColumnHead, Row as TableRow};
use crate::analysis::{Published, Row};

impl Composer<'_> {
    /// A cell for a number of people.
    pub(super) fn people(&self, number: Published) -> Cell {
        match number.value() {
            Some(n) => Cell::Number { text: self.catalog().integer(n as u64), value: n },
            None if number.is_hidden() => Cell::Hidden,
            None => Cell::None,
        }
    }

    /// A cell for a sum of published numbers of people; hidden when one of them is.
    pub(super) fn sum(&self, number: Option<u64>) -> Cell {
        number.map_or(Cell::Hidden, |n| Cell::Number { text: self.catalog().integer(n), value: n as f64 })
    }

    /// A cell for a share, in whole per cent.
    pub(super) fn percent(&self, share: Published) -> Cell {
        self.decimal(share, 100.0, 0)
    }

    /// A cell for a number times `factor`, with so many decimals.
    pub(super) fn decimal(&self, number: Published, factor: f64, places: usize) -> Cell {
        match number.value() {
            Some(x) => {
                let scale = 10f64.powi(places as i32);
                let value = (x * factor * scale).round() / scale;
                Cell::Number { text: self.catalog().decimal(value, places), value }
            }
            None if number.is_hidden() => Cell::Hidden,
            None => Cell::None,
        }
    }

    /// A cell for a change times `factor`, with its sign.
    pub(super) fn signed(&self, number: Published, factor: f64, places: usize) -> Cell {
        match self.decimal(number, factor, places) {
            Cell::Number { value, .. } => Cell::Number { text: self.catalog().signed(value, places), value },
            cell => cell,
        }
    }

    /// Base, count, share and interval of a share: five cells.
    pub(super) fn share_cells(&self, row: Option<&Row>) -> Vec<Cell> {
        let Some(row) = row else { return vec![Cell::None; 5] };
        let people = [row.base, row.count].map(|n| self.people(n));
        people.into_iter().chain([row.value, row.low, row.high].map(|x| self.percent(x))).collect()
    }

    /// A row of a table: its name, then its numbers.
    pub(super) fn line(&self, label: String, cells: impl IntoIterator<Item = Cell>) -> TableRow {
        TableRow::Cells(std::iter::once(Cell::Text(label)).chain(cells).collect())
    }

    /// The heads of a table: one of words, then one a number.
    pub(super) fn heads(&self, first: &str, numbers: &[&str]) -> Vec<ColumnHead> {
        let numbers = numbers.iter().map(|key| self.number_head(&format!("column.{key}")));
        std::iter::once(self.word_head(&format!("column.{first}"))).chain(numbers).collect()
    }

    /// How probable something is by chance, in hundredths.
    pub(super) fn chance(&self, p: f64) -> String {
        let c = self.catalog();
        if p < 0.01 { c.fill("format.below", &[("n", &c.decimal(0.01, 2))]) } else { c.decimal(p, 2) }
    }

    /// A column head of numbers.
    pub(super) fn number_head(&self, key: &str) -> ColumnHead {
        ColumnHead { text: self.text(key), numeric: true }
    }

    /// A column head of words.
    pub(super) fn word_head(&self, key: &str) -> ColumnHead {
        ColumnHead { text: self.text(key), numeric: false }
    }
}
