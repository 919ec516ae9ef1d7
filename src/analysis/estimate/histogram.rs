//! Values on a decimal grid as an exact histogram, and what its sums give: the mean, its spread, its interval.
//!
//! Counts of partitions and of organisations add up to the same histogram, and so to the same numbers, as the rows
//! together.

use super::Interval;
use crate::analysis::method::{Method, math::*};
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::BTreeMap;

/// How many people have each value, in units of the decimal grid.
pub(in crate::analysis) type Histogram = BTreeMap<i64, u64>;

/// n, Σx and Σx² of a histogram, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analysis) struct Sums {
    /// People.
    pub(in crate::analysis) n: u64,
    /// Sum of values.
    pub(in crate::analysis) sum: i128,
    /// Sum of squares.
    pub(in crate::analysis) squares: i128,
}

/// The sums of a histogram.
pub(in crate::analysis) fn sums(histogram: &Histogram) -> Sums {
    let mut sums = Sums { n: 0, sum: 0, squares: 0 };
    for (&value, &n) in histogram {
        let (value, people) = (i128::from(value), i128::from(n));
        sums.n += n;
        sums.sum += value * people;
        sums.squares += value * value * people;
    }
    sums
}

impl Sums {
    /// The mean; `grid` is the size of a unit.
    pub(in crate::analysis) fn mean(self, grid: f64) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64 * grid)
    }
    /// The standard deviation with n − 1.
    pub(in crate::analysis) fn sd(self, grid: f64) -> Option<f64> {
        if self.n < 2 {
            return None;
        }
        let n = i128::from(self.n);
        // n Σx² − (Σx)² is exact in integers, so nothing cancels.
        let spread = n * self.squares - self.sum * self.sum;
        Some((spread as f64 / (n as f64 * (n - 1) as f64)).sqrt() * grid)
    }
}

/// The mean with its t interval; of differences, the paired t interval. Limits need two people and some spread.
///
/// Source: Student (1908), Biometrika 6, 1–25; the same as R's `t.test`.
pub(in crate::analysis) fn mean_t(values: &Histogram, grid: f64) -> Option<(f64, Option<Interval>)> {
    let sums = sums(values);
    let value = sums.mean(grid)?;
    let interval = sums.sd(grid).filter(|sd| *sd > 0.0).and_then(|sd| {
        let half = t_quantile((sums.n - 1) as f64)? * sd / (sums.n as f64).sqrt();
        Some(Interval { value, low: value - half, high: value + half })
    });
    Some((value, interval))
}

/// The 97.5 % point of Student's t with `df` degrees of freedom, polished to the last digits by Newton's method.
pub(in crate::analysis) fn t_quantile(df: f64) -> Option<f64> {
    use statrs::distribution::Continuous;
    let t = StudentsT::new(0.0, 1.0, df).ok()?;
    let mut x = t.inverse_cdf(0.975);
    for _ in 0..3 {
        x -= (t.cdf(x) - 0.975) / t.pdf(x);
    }
    x.is_finite().then_some(x)
}

/// How a mean is estimated.
pub(crate) fn method() -> Method {
    let x = || name("x");
    let value = row([mean(x()), op("="), fraction(row([op("Σ"), x()]), name("n"))]);
    let interval = row([
        mean(x()),
        op("±"),
        index(name("t"), row([name("n"), op("−"), num("1")])),
        fraction(index(name("s"), x()), root(name("n"))),
    ]);
    Method { id: "t", formulas: vec![value, interval], cite: "Student (1908), Biometrika 6, 1–25" }
}

/// The histogram of some values, for tests.
#[cfg(test)]
pub(in crate::analysis) fn histogram(values: impl IntoIterator<Item = i64>) -> Histogram {
    let mut histogram = Histogram::new();
    for value in values {
        *histogram.entry(value).or_default() += 1;
    }
    histogram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_quantiles_agree_with_r() {
        // qt(0.975, c(1, 2, 5, 30, 150, 1000))
        for (df, expect) in [
            (1.0, 12.706_204_736_174_7),
            (2.0, 4.302_652_729_749_46),
            (5.0, 2.570_581_835_636_31),
            (30.0, 2.042_272_456_301_24),
            (150.0, 1.975_905_330_896_62),
            (1000.0, 1.962_339_080_826_41),
        ] {
            assert!((t_quantile(df).unwrap() - expect).abs() < 1e-9, "{df}");
        }
    }

    #[test]
    fn nobody_has_no_mean() {
        assert_eq!(mean_t(&Histogram::new(), 1.0), None);
        assert_eq!(mean_t(&histogram([3]), 1.0).unwrap(), (3.0, None));
        assert_eq!(mean_t(&histogram([3, 3]), 1.0).unwrap(), (3.0, None));
    }
}
