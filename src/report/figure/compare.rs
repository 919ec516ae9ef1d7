//! Against what: groups beside everybody, results beside their goals.

use super::{Mark, ShareMarks};
use crate::analysis::Verdict;

/// A share with its interval, a row a group, and a line at the share of everybody. All positions in per cent.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    /// Column head: the share.
    pub share: String,
    /// Column head: the interval.
    pub interval: String,
    /// 0, 25, 50, 75 and 100 per cent as written.
    pub ticks: Vec<Mark>,
    /// Everybody.
    pub total: ForestRow,
    /// Groups under the question they come from.
    pub groups: Vec<ForestGroup>,
}

/// The groups of one question in [`Forest`].
#[derive(Debug, Clone, PartialEq)]
pub struct ForestGroup {
    /// The question; may be empty.
    pub heading: String,
    /// One row a group.
    pub rows: Vec<ForestRow>,
}

/// A group in [`Forest`].
#[derive(Debug, Clone, PartialEq)]
pub struct ForestRow {
    /// Its name.
    pub label: String,
    /// How many people as written; none when hidden.
    pub n: Option<String>,
    /// The marks; none when hidden.
    pub marks: Option<ForestMarks>,
}

/// The marks of a [`ForestRow`].
#[derive(Debug, Clone, PartialEq)]
pub struct ForestMarks {
    /// The share.
    pub share: Mark,
    /// The interval.
    pub interval: (f64, f64),
    /// The interval as written.
    pub interval_text: String,
}

/// What was agreed and what was reached: first numbers, then shares in per cent.
#[derive(Debug, Clone, PartialEq)]
pub struct Goals {
    /// Over the numbers.
    pub counts_title: String,
    /// Over the shares.
    pub shares_title: String,
    /// Column head: what was reached.
    pub reached: String,
    /// Column head: the interval of a share.
    pub interval: String,
    /// Column head and word at the mark: the goal.
    pub target: String,
    /// 0, 25, 50, 75 and 100 per cent as written.
    pub ticks: Vec<Mark>,
    /// Goals that are a number.
    pub counts: Vec<CountGoal>,
    /// Goals that are a share.
    pub shares: Vec<ShareGoal>,
}

/// A number in [`Goals`].
#[derive(Debug, Clone, PartialEq)]
pub struct CountGoal {
    /// What is counted.
    pub label: String,
    /// The number reached; none when hidden.
    pub reached: Option<Mark>,
    /// The number agreed.
    pub target: Mark,
    /// Whether it was met.
    pub verdict: Verdict,
    /// The same in words.
    pub verdict_text: String,
}

/// A share in [`Goals`].
#[derive(Debug, Clone, PartialEq)]
pub struct ShareGoal {
    /// The share of what.
    pub label: String,
    /// What was reached; none when hidden. Floor and ceiling are drawn but not written.
    pub marks: Option<ShareMarks>,
    /// The share agreed, with ≥ or ≤ before it.
    pub target: Mark,
    /// Whether it was met.
    pub verdict: Verdict,
    /// The same in words.
    pub verdict_text: String,
}
