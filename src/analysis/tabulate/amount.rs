//! Rows of amounts, numbers and scores: mean and total, median and quartiles.

use super::{Cells, Table};
use crate::analysis::count::{Part, Tally};
use crate::analysis::disclosure::{Role, Store, tells_of_one};
use crate::analysis::estimate::histogram::{Histogram, mean_t, sums};
use crate::analysis::estimate::quantile::{median_limits, quartile};
use crate::analysis::results::{About, Cell, Estimate};
use crate::fact::Kind;
use std::collections::BTreeMap;

/// People by their value, in units of the grid.
#[derive(Debug, Default)]
pub(super) struct Values(BTreeMap<i64, Tally>);

impl Values {
    /// The people of the parts that have a value.
    pub(super) fn of(parts: &BTreeMap<Part, Tally>, value: impl Fn(&Part) -> Option<i64>) -> Values {
        Values(parts.iter().filter_map(|(part, tally)| Some((value(part)?, *tally))).collect())
    }

    /// How many have each value.
    pub(super) fn histogram(&self) -> Histogram {
        self.0.iter().map(|(&value, tally)| (value, tally.n)).collect()
    }

    /// Everybody whose value passes.
    fn those(&self, pass: impl Fn(f64) -> bool) -> Tally {
        let passing = self.0.iter().filter(|(value, _)| pass(**value as f64));
        passing.fold(Tally::default(), |sum, (_, tally)| sum.plus(*tally))
    }

    /// Those below the one value and those above the other, as cells: at so many people begins or ends a quantile.
    fn beyond(&self, low: f64, high: f64, group: u64, store: &mut Store) -> Vec<Cell> {
        let sides = [self.those(|value| value < low), self.those(|value| value > high)];
        let sides = sides.map(|tally| Cell { tally, about: About::Quantile, group });
        for side in sides {
            // Nobody prints them.
            store.note(side, Role { sensitive: true, cost: 0 });
        }
        sides.to_vec()
    }
}

/// Of whom a mean and a median are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Of {
    pub(super) base: Cell,
    unknown: Cell,
    pub(super) mean: Cell,
}

impl Table<'_> {
    /// Mean, total, median and quartiles.
    pub(super) fn mean(&self, of: &str, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let (values, of) = self.amount(of, store, cells);
        let histogram = values.histogram();
        let mut mean = self.of_mean("mean", "t", of);
        let mut total = self.of_mean("sum", "sum", of);
        if let Some((value, interval)) = mean_t(&histogram, self.grid()) {
            mean.value = Some(value);
            mean.low = interval.map(|i| i.low);
            mean.high = interval.map(|i| i.high);
            total.value = Some(sums(&histogram).sum as f64 * self.grid());
            // As coarse as the mean times its people.
            total.rounding = self.rounding * round_below(of.base.tally.n);
        }
        let (n, grid) = (histogram.values().sum::<u64>() as f64, self.grid());
        let numbers: [(&dyn Fn(i64) -> f64, f64); 2] =
            [(&|sum| sum as f64 / n * grid, mean.rounding), (&|sum| sum as f64 * grid, total.rounding)];
        self.total("sum", &histogram, if n > 0.0 { &numbers } else { &[] }, of, store);
        let mut rows = vec![mean, total];
        rows.extend(self.middle(&values, of, store));
        rows
    }

    /// Median and quartiles.
    pub(super) fn median(&self, of: &str, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let (values, of) = self.amount(of, store, cells);
        self.middle(&values, of, store)
    }

    fn middle(&self, values: &Values, of: Of, store: &mut Store) -> Vec<Estimate> {
        vec![
            self.median_of("median", values, of, store),
            self.quartile_of(self.of_mean("lower_quartile", "quartile", of), values, 1, store),
            self.quartile_of(self.of_mean("upper_quartile", "quartile", of), values, 3, store),
        ]
    }

    /// The values of a fact, and who has one.
    fn amount(&self, fact: &str, store: &mut Store, cells: &mut Cells) -> (Values, Of) {
        let values = Values::of(self.parts, value);
        let amount = self.cohort.vocabulary.fact(fact).is_some_and(|fact| fact.kind != Kind::Score);
        let tells = tells_of_one(&values.histogram(), amount);
        (values, self.of(tells, store, cells))
    }

    /// The people with a value, those without, and what a mean would tell; `tells` when it would be somebody's value.
    pub(super) fn of(&self, tells: bool, store: &mut Store, cells: &mut Cells) -> Of {
        let (base, unknown) = self.base(self.tally(&Part::Yes), store, cells);
        let mean = Cell { about: About::Mean, ..base };
        cells.keep("mean", mean, Role { sensitive: true, cost: self.cost(false) }, store);
        if tells {
            store.tells_of_one(mean);
        }
        Of { base, unknown, mean }
    }

    /// A row about people with a value, still without a number.
    pub(super) fn known_row(&self, statistic: &'static str, method: &'static str, of: Of) -> Estimate {
        let mut row = self.row(statistic, "");
        row.base = Some(of.base);
        row.unknown = Some(of.unknown);
        row.among_unknown = Some(self.maybe());
        row.method = method;
        if of.base.tally.n == 0 {
            row.absent = Some(self.nobody());
        }
        row
    }

    /// The same of a row that tells of their mean.
    pub(super) fn of_mean(&self, statistic: &'static str, method: &'static str, of: Of) -> Estimate {
        let mut row = self.known_row(statistic, method, of);
        row.tells = vec![of.mean];
        // A mean times its n is a sum, and sums of overlapping groups give single values away.
        row.rounding = self.rounding;
        row
    }

    /// The row with the median of some values, and its interval.
    pub(super) fn median_of(&self, statistic: &'static str, values: &Values, of: Of, store: &mut Store) -> Estimate {
        let mut row = self.quartile_of(self.of_mean(statistic, "order_statistics", of), values, 2, store);
        if let Some((low, high)) = median_limits(&values.histogram()) {
            row.low = Some(low as f64 * self.grid());
            row.high = Some(high as f64 * self.grid());
            row.limits_tell = values.beyond(low as f64, high as f64, self.group(), store);
        }
        row
    }

    /// The row with the value below which so many quarters of the values lie.
    fn quartile_of(&self, mut row: Estimate, values: &Values, quarters: u64, store: &mut Store) -> Estimate {
        if let Some(value) = quartile(&values.histogram(), quarters) {
            row.value = Some(value * self.grid());
            row.tells.extend(values.beyond(value, value, self.group(), store));
        }
        row
    }
}

/// The value a part is about, for amounts.
fn value(part: &Part) -> Option<i64> {
    match part {
        Part::Value(value) => Some(*value),
        _ => None,
    }
}

/// The greatest 1, 2 or 5 times a power of ten that is at most `n`.
fn round_below(n: u64) -> f64 {
    let power = 10u64.pow(n.checked_ilog10().unwrap_or(0));
    let times = [5, 2].into_iter().find(|times| times * power <= n).unwrap_or(1);
    (times * power) as f64
}

/// What means are rounded to where no scale says it: two digits of the mean of everybody.
pub(super) fn two_digits(parts: &BTreeMap<Part, Tally>, grid: f64) -> f64 {
    let mean = sums(&Values::of(parts, value).histogram()).mean(grid).map_or(0.0, f64::abs);
    if mean > 0.0 { 10f64.powi(mean.log10().floor() as i32 - 1) } else { grid }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_as_coarse_as_its_mean() {
        let steps = [0, 1, 4, 5, 14, 20, 94, 104, 199, 200, 999].map(round_below);
        assert_eq!(steps, [1.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 100.0, 200.0, 500.0]);
    }

    #[test]
    fn means_of_amounts_are_rounded_to_two_digits() {
        let parts = |values: &[i64]| -> BTreeMap<Part, Tally> {
            values.iter().map(|value| (Part::Value(*value), Tally { n: 1, who: [0, 0] })).collect()
        };
        for (values, grid, step) in [
            (&[200, 300][..], 0.1, 1.0),
            (&[12], 1.0, 1.0),
            (&[99, 98], 0.1, 0.1),
            (&[7000], 1.0, 100.0),
            (&[0], 0.1, 0.1),
        ] {
            let got = two_digits(&parts(values), grid);
            assert!((got - step).abs() < 1e-12, "{values:?}: {got}");
        }
    }
}
