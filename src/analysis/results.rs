//! Results before protection: one row a number, with the cells it would give away. Nothing outside `analysis` can name
//! these types, and they have no way to text.

use super::count::Tally;

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The indicator.
    pub indicator: String,
    /// The statistic.
    pub statistic: &'static str,
    /// The status or the transition; empty where there is none.
    pub level: String,
    /// The breakdown; empty for the total.
    pub by: String,
    /// The group, `*` between crossed labels; empty for the total.
    pub group: String,
    /// The moment; empty where there is none.
    pub moment: String,
}

/// What a set of people must be protected for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum About {
    /// Their number.
    Number,
    /// A mean over them.
    Mean,
    /// A value at which they end: they are all the people on one side of a median, a quartile or a limit.
    Quantile,
    /// Why nothing is known of them. Their number alone may be known from elsewhere.
    Reason,
}

impl About {
    /// Whether it is told how many people they are.
    pub(super) fn is_number(self) -> bool {
        matches!(self, About::Number | About::Reason)
    }
}

/// A set of people by what it is about: the same people of one group met twice are the same cell. That they are all there are
/// of another group as well a reader does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cell {
    /// Who.
    pub(super) tally: Tally,
    /// What would be told of them.
    pub(super) about: About,
    /// The group they were counted in.
    pub(super) group: u64,
}

/// A number with what it would give away.
#[derive(Debug, Clone)]
pub(super) struct Estimate {
    pub(super) key: Key,
    pub(super) value: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) count: Option<Cell>,
    pub(super) base: Option<Cell>,
    pub(super) unknown: Option<Cell>,
    /// Of low sensitivity; never hidden.
    pub(super) among_unknown: Option<u64>,
    /// Cells that the value tells of, besides count and base.
    pub(super) tells: Vec<Cell>,
    /// Cells that the limits of the interval tell of, besides those of the value.
    pub(super) limits_tell: Vec<Cell>,
    /// What the value is rounded to in a public report; 0 where it is only as telling as its cells.
    pub(super) rounding: f64,
    pub(super) method: &'static str,
    /// What a reader must know besides what protection says: mostly why there is no value. `Suppressed` where the counts
    /// were too coarse for one: the row is hidden as a whole.
    pub(super) absent: Option<super::released::Flag>,
}
