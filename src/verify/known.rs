//! From released rows to the unknowns of a reader: which number of people each cell of a row is.

use super::rows::Row;
use super::system::{Slice, System, What};
use crate::fact::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// How the levels of an indicator hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Each person has one of them: they add up.
    Spread,
    /// Each is a part of the one before.
    Path,
    /// Nothing is known.
    Loose,
}

/// What a slice was found to hold.
#[derive(Debug, Clone)]
pub struct Found {
    /// Levels in the order of the rows.
    pub levels: Vec<String>,
    /// Classes of levels.
    pub classes: Vec<String>,
    /// Days of a curve.
    pub days: BTreeSet<u32>,
    /// Events of a curve: the one asked for without a name, and those that compete with it.
    pub events: BTreeSet<String>,
    /// Whether its days were gathered into steps.
    pub steps: bool,
    /// Whether people came under observation on the way.
    pub late: bool,
    /// Whether it is of where people are who left.
    pub coverage: bool,
    /// How its levels hang together.
    pub shape: Shape,
}

impl Default for Found {
    fn default() -> Found {
        let (levels, classes, days, events) = (Vec::new(), Vec::new(), BTreeSet::new(), BTreeSet::new());
        Found { levels, classes, days, events, steps: false, late: false, coverage: false, shape: Shape::Loose }
    }
}

/// Everything that rows say of numbers of people.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The unknowns.
    pub system: System,
    /// Slices with what they hold.
    pub slices: BTreeMap<Slice, Found>,
    /// Breakdowns that stand complete, not only for two years that are compared.
    pub asked: BTreeSet<String>,
}

/// The level of those who would not answer.
const DECLINED: &str = "declined";

/// Parts of the base of a change, each a statistic.
pub const PARTS: [&str; 7] =
    ["improved", "unchanged", "worsened", "ceiling_start", "floor_start", "reliable_improved", "reliable_worsened"];

/// What is printed of two years that are compared, where nobody asked for all.
const COMPARED: [&str; 8] =
    ["count", "share", "mean", "mean_change", "improved", "difference", "difference_q", "difference_ratio"];

/// The day a moment of a curve names: `90d`.
fn day(moment: &str) -> Option<u32> {
    moment.strip_suffix('d')?.parse().ok()
}

/// Whether a row compares the groups of a breakdown: it is of none of them.
fn compares(row: &Row) -> bool {
    !row.by.is_empty() && row.group.is_empty()
}

/// The slice of a row; the day of a curve is no moment of it.
#[must_use]
pub fn slice(row: &Row) -> Slice {
    let curve = ["cumulative", "at_risk", "rmst", "time_after"].contains(&row.statistic.as_str());
    Slice {
        indicator: row.indicator.clone(),
        moment: if curve { String::new() } else { row.moment.clone() },
        by: row.by.clone(),
        group: row.group.clone(),
    }
}

/// Reads rows.
#[must_use]
pub fn known(rows: &[Row]) -> Known {
    let mut known = Known::default();
    // A row of an indicator that the data cannot answer tells of nobody.
    let told = rows.iter().filter(|row| row.is_suppressed() || row.base.is_some() || row.count.is_some());
    for row in told {
        known.read(row);
    }
    known
}

impl Known {
    fn read(&mut self, row: &Row) {
        if !COMPARED.contains(&row.statistic.as_str()) {
            self.asked.insert(row.by.clone());
        }
        if row.statistic.starts_with("difference") || compares(row) {
            return;
        }
        let slice = slice(row);
        let entry = Moment::parse(&slice.moment).is_some_and(Moment::at_entry);
        let (coverage, transition) = {
            let found = self.slices.entry(slice.clone()).or_default();
            found.note(row);
            (found.coverage || row.indicator == "followup_coverage", row.level.contains('>'))
        };
        let sensitive = !entry && !coverage;
        let what = match row.statistic.as_str() {
            "share" | "share_floor" | "share_ceiling" => Some(What::Yes(row.level.clone())),
            "class_share" | "class_share_floor" | "class_share_ceiling" => Some(What::Class(row.level.clone())),
            statistic if PARTS.contains(&statistic) => Some(What::Yes(row.statistic.clone())),
            // Up of those who moved.
            "up_of_moved" | "up_down_p" => {
                self.cell(row, &slice, What::Yes("up".to_owned()), row.count, true);
                return;
            }
            "count" if transition => Some(What::Pair(row.level.clone())),
            "class_count" => Some(What::ClassPair(row.level.clone())),
            "count" if row.level.is_empty() => Some(What::People),
            "cumulative" => day(&row.moment).map(|day| What::Events(row.level.clone(), day)),
            "at_risk" => day(&row.moment).map(What::AtRisk),
            "count" => {
                self.coverage(row, &slice);
                return;
            }
            "share_of_previous" => {
                self.previous(row, &slice);
                return;
            }
            _ => None,
        };
        if let Some(what) = what {
            // From where people came says as little of them as that they could not be reached.
            let background = |level: &str| level.ends_with(">unknown") || level.ends_with(">total");
            let says = !matches!(&what, What::Pair(level) | What::ClassPair(level) if background(level));
            let people = what == What::People;
            self.cell(row, &slice, what, row.count, sensitive && says);
            if people {
                return;
            }
        }
        self.cell(row, &slice, What::Base, row.base, sensitive);
        self.cell(row, &slice, What::Unknown, row.unknown, false);
    }

    /// A cell of a row: printed, or hidden.
    fn cell(&mut self, row: &Row, slice: &Slice, what: What, shown: Option<u64>, sensitive: bool) {
        // A cell that is empty though nothing is hidden is none.
        if shown.is_none() && !row.is_suppressed() {
            return;
        }
        let place = self.system.place(slice, what, sensitive);
        self.system.in_row[place] = true;
        if let Some(value) = shown {
            self.system.print(place, value);
        }
    }

    /// Where those are who left. That somebody declined is told of them; that nothing is known or due yet, or that they were
    /// not reached, is not.
    fn coverage(&mut self, row: &Row, slice: &Slice) {
        self.cell(row, slice, What::Where(row.level.clone()), row.count, row.level == DECLINED);
        self.cell(row, slice, What::All, row.base, false);
    }

    /// A step of a path, of those who came to the step before.
    fn previous(&mut self, row: &Row, slice: &Slice) {
        let levels = self.slices.get(slice).map(|found| found.levels.clone()).unwrap_or_default();
        let place = levels.iter().position(|level| *level == row.level);
        if let Some(before) = place.and_then(|place| levels.get(place.checked_sub(1)?)) {
            self.cell(row, slice, What::Yes(before.clone()), row.base, true);
        }
        self.cell(row, slice, What::Yes(row.level.clone()), row.count, true);
    }
}

impl Found {
    fn note(&mut self, row: &Row) {
        let new = |list: &mut Vec<String>| {
            if !list.contains(&row.level) {
                list.push(row.level.clone());
            }
        };
        match row.statistic.as_str() {
            "share" => new(&mut self.levels),
            "class_share" => {
                self.shape = Shape::Spread;
                new(&mut self.classes);
            }
            "share_of_previous" => self.shape = Shape::Path,
            "class_count" if !row.level.contains("total") => {
                let from = row.level.split('>').next().unwrap_or_default().to_owned();
                if !self.classes.contains(&from) {
                    self.classes.push(from);
                }
            }
            "count" if row.level.contains('>') => {
                let from = row.level.split('>').next().unwrap_or_default().to_owned();
                if !self.levels.contains(&from) {
                    self.levels.push(from);
                }
            }
            "count" if !row.level.is_empty() => self.coverage = true,
            "cumulative" => {
                self.steps |= row.method.starts_with("life_table") || row.method.contains("_steps");
                self.late |= row.method.ends_with("_late");
                self.days.extend(day(&row.moment));
                self.events.insert(row.level.clone());
            }
            _ => {}
        }
        let several = self.levels.len() > 1 && self.shape == Shape::Loose;
        if several && !self.levels.iter().any(String::is_empty) {
            self.shape = Shape::Spread;
        }
    }
}
