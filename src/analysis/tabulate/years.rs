//! Rows of this year against last: the difference of two groups of a breakdown by year.

use super::amount::Values;
use super::{Cells, Table};
use crate::analysis::count::Part;
use crate::analysis::estimate::difference::{newcombe, welch};
use crate::analysis::estimate::histogram::Histogram;
use crate::analysis::released::Flag;
use crate::analysis::results::{Cell, Estimate};
use crate::analysis::years::compared;

/// A year of an indicator.
pub(super) struct Year<'a> {
    pub(super) table: Table<'a>,
    pub(super) cells: Cells,
}

impl Year<'_> {
    fn cell(&self, name: &str) -> Option<Cell> {
        self.cells.get(name)
    }

    /// How many count, and of how many.
    fn share(&self, name: &str) -> Option<(u64, u64)> {
        Some((self.cell(name)?.tally.n, self.cell("base")?.tally.n))
    }

    fn values(&self) -> Histogram {
        let value = |part: &Part| match part {
            Part::Value(value) | Part::Difference(value) => Some(*value),
            _ => None,
        };
        Values::of(self.table.parts, value).histogram()
    }
}

impl Table<'_> {
    /// The later year minus the earlier of everything that is compared; `self` is the table of the difference. Where
    /// somebody may be in both years only numbers can be, for the intervals are of groups that share nobody.
    pub(super) fn differences(&self, years: [&Year<'_>; 2], may_share: bool) -> Vec<Estimate> {
        let all = compared(&self.indicator.measure).iter();
        let fit = all.filter(|(statistic, _)| !may_share || *statistic == "count");
        fit.map(|(statistic, level)| self.difference(statistic, level, years)).collect()
    }

    fn difference(&self, statistic: &'static str, level: &'static str, years: [&Year<'_>; 2]) -> Estimate {
        let mut row = self.row("difference", if level.is_empty() { statistic } else { level });
        row.method = "difference";
        let tells = |names: &[&str]| -> Vec<Cell> {
            years.iter().flat_map(|year| names.iter().filter_map(|name| year.cell(name))).collect()
        };
        let [later, earlier] = years;
        let interval = match statistic {
            "count" => {
                row.tells = tells(&["people"]);
                let people = |year: &Year<'_>| Some(year.cell("people")?.tally.n as f64);
                row.value = people(later).zip(people(earlier)).map(|(later, earlier)| later - earlier);
                None
            }
            "mean" | "mean_change" => {
                row.tells = tells(&["base", "mean"]);
                row.rounding = self.rounding;
                let difference = welch(&later.values(), &earlier.values(), self.grid());
                row.value = difference.map(|(value, _)| value);
                difference.and_then(|(_, interval)| interval).map(|interval| ("welch_t", interval))
            }
            _ => {
                // What counts is named as the event of a share, the step of a ladder, the way of a change.
                let name = match (statistic, level) {
                    ("share", "") => "yes",
                    ("share", level) => level,
                    (way, _) => way,
                };
                row.tells = tells(&["base", name, &format!("not {name}")]);
                let difference = later.share(name).zip(earlier.share(name));
                let difference = difference.and_then(|(later, earlier)| newcombe(later, earlier));
                row.value = difference.map(|interval| interval.value);
                difference.map(|interval| ("newcombe", interval))
            }
        };
        if let Some((method, interval)) = interval {
            row.method = method;
            row.low = Some(interval.low);
            row.high = Some(interval.high);
        }
        let small =
            years.iter().any(|year| year.cell("base").is_some_and(|cell| cell.tally.n < crate::analysis::SMALL));
        row.absent = match row.value {
            None => Some(Flag::NotAvailable),
            Some(_) => small.then_some(Flag::Small),
        };
        row
    }
}
