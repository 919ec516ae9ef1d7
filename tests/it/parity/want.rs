//! What a cell should say, and which number of a result that is.

use crate::util::Row;

/// What a cell should say.
#[derive(Debug, Clone, Copy)]
pub enum Want<'a> {
    /// A number of a result, times a factor, with so many decimals.
    Number(&'a Row, Field, f64, usize),
    /// The difference of the numbers in two other cells of the row; that of the result, but for their rounding.
    Seen(usize, usize, &'a Row, f64),
    /// Nothing: there is no such number.
    Nothing,
    /// Words, or a number that is no result.
    Words,
}

/// Which number of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Value,
    Low,
    High,
    Count,
    Base,
    Unknown,
    /// Known and unknown together.
    Due,
    /// The same, and those of whom it is not known whether they belong.
    AllDue,
}

impl Field {
    pub fn of(self, row: &Row) -> Option<f64> {
        let whole = |n: Option<u64>| n.map(|n| n as f64);
        match self {
            Field::Value => row.value,
            Field::Low => row.low,
            Field::High => row.high,
            Field::Count => whole(row.count),
            Field::Base => whole(row.base),
            Field::Unknown => whole(row.unknown),
            Field::Due => whole(row.base.zip(row.unknown).map(|(base, unknown)| base + unknown)),
            Field::AllDue => Field::Due.of(row).zip(whole(row.among_unknown)).map(|(due, maybe)| due + maybe),
        }
    }
}
