//! Change of a score between two moments, the same people at both.
//!
//! Everything is computed from three exact histograms (before, after, difference) on the column's decimal grid, so
//! counts of partitions and of organisations add up to the same numbers as the rows together.

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

/// The mean difference with its paired t interval; limits need two people and some spread.
pub(in crate::analysis) fn paired_t(difference: &Histogram, grid: f64) -> Option<(f64, Option<Interval>)> {
    let sums = sums(difference);
    let value = sums.mean(grid)?;
    let interval = sums.sd(grid).filter(|sd| *sd > 0.0).and_then(|sd| {
        let half = t_quantile(sums.n - 1)? * sd / (sums.n as f64).sqrt();
        Some(Interval { value, low: value - half, high: value + half })
    });
    Some((value, interval))
}

/// The 97.5 % point of Student's t with `df` degrees of freedom, polished to the last digits by Newton's method.
pub(in crate::analysis) fn t_quantile(df: u64) -> Option<f64> {
    use statrs::distribution::Continuous;
    let t = StudentsT::new(0.0, 1.0, df as f64).ok()?;
    let mut x = t.inverse_cdf(0.975);
    for _ in 0..3 {
        x -= (t.cdf(x) - 0.975) / t.pdf(x);
    }
    x.is_finite().then_some(x)
}

/// Hedges' g for paired data: the mean change over the mean of the two standard deviations, with the exact correction
/// for small samples, J = Γ(m/2) / (√(m/2) Γ((m − 1)/2)) and m = n − 1.
///
/// Source: Cumming (2012), Understanding the New Statistics; Hedges (1981), J. Educ. Stat. 6, 107–128.
pub(in crate::analysis) fn hedges_g_av(
    before: &Histogram,
    after: &Histogram,
    difference: &Histogram,
    grid: f64,
) -> Option<f64> {
    use statrs::function::gamma::ln_gamma;
    let change = sums(difference);
    let sd = f64::midpoint(sums(before).sd(grid)?, sums(after).sd(grid)?);
    if change.n < 3 || sd <= 0.0 {
        return None;
    }
    let m = (change.n - 1) as f64;
    let correction = (ln_gamma(m / 2.0) - ln_gamma((m - 1.0) / 2.0)).exp() / (m / 2.0).sqrt();
    Some(change.mean(grid)? / sd * correction)
}

/// How many moved by at least `threshold` units up, less than that, at least that down.
pub(in crate::analysis) fn three_ways(difference: &Histogram, threshold: f64) -> (u64, u64, u64) {
    let (mut up, mut same, mut down) = (0, 0, 0);
    for (&value, &n) in difference {
        // A hair of tolerance: 0.1 is no whole number of binary fractions, but it is of the grid.
        let value = value as f64;
        if value >= threshold - 1e-9 {
            up += n;
        } else if value <= -threshold + 1e-9 {
            down += n;
        } else {
            same += n;
        }
    }
    (up, same, down)
}

/// How a change is estimated.
pub(crate) fn method() -> Method {
    let d = || name("d");
    let mean = row([mean(d()), op("="), fraction(row([op("Σ"), d()]), name("n"))]);
    let interval = row([
        crate::analysis::method::Math::Mean(Box::new(d())),
        op("±"),
        index(name("t"), row([name("n"), op("−"), num("1")])),
        fraction(index(name("s"), d()), root(name("n"))),
    ]);
    Method { id: "paired_t", formulas: vec![mean, interval], cite: "Student (1908), Biometrika 6, 1–25" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(values: impl IntoIterator<Item = i64>) -> Histogram {
        let mut histogram = Histogram::new();
        for value in values {
            *histogram.entry(value).or_default() += 1;
        }
        histogram
    }

    #[test]
    fn change_agrees_with_r() {
        // tests/reference/make.R
        let rows: Vec<(i64, i64)> = include_str!("../../../tests/reference/change_pairs.csv")
            .lines()
            .skip(1)
            .map(|line| {
                let (x, y) = line.split_once(',').unwrap();
                ((x.parse::<f64>().unwrap() * 10.0).round() as i64, (y.parse::<f64>().unwrap() * 10.0).round() as i64)
            })
            .collect();
        let before = histogram(rows.iter().map(|r| r.0));
        let after = histogram(rows.iter().map(|r| r.1));
        let difference = histogram(rows.iter().map(|r| r.1 - r.0));
        let expect: BTreeMap<&str, f64> = include_str!("../../../tests/reference/change.csv")
            .lines()
            .skip(1)
            .map(|line| line.split_once(',').map(|(k, v)| (k, v.parse().unwrap())).unwrap())
            .collect();
        let (mean, interval) = paired_t(&difference, 0.1).unwrap();
        let interval = interval.unwrap();
        let got = [
            ("mean_start", sums(&before).mean(0.1).unwrap()),
            ("mean_end", sums(&after).mean(0.1).unwrap()),
            ("mean_change", mean),
            ("low", interval.low),
            ("high", interval.high),
            ("sd_start", sums(&before).sd(0.1).unwrap()),
            ("g_av", hedges_g_av(&before, &after, &difference, 0.1).unwrap()),
        ];
        for (what, value) in got {
            assert!((value - expect[what]).abs() < 1e-9, "{what}: {value} {}", expect[what]);
        }
        let (up, same, down) = three_ways(&difference, 20.0);
        assert_eq!(
            [up as f64, same as f64, down as f64],
            [expect["improved"], expect["unchanged"], expect["worsened"]]
        );
    }

    #[test]
    fn t_quantiles_agree_with_r() {
        // qt(0.975, c(1, 2, 5, 30, 150, 1000))
        for (df, expect) in [
            (1, 12.706_204_736_174_7),
            (2, 4.302_652_729_749_46),
            (5, 2.570_581_835_636_31),
            (30, 2.042_272_456_301_24),
            (150, 1.975_905_330_896_62),
            (1000, 1.962_339_080_826_41),
        ] {
            assert!((t_quantile(df).unwrap() - expect).abs() < 1e-9, "{df}");
        }
    }

    #[test]
    fn nobody_has_no_change() {
        assert_eq!(paired_t(&Histogram::new(), 1.0), None);
        assert_eq!(paired_t(&histogram([3]), 1.0).unwrap(), (3.0, None));
        assert_eq!(hedges_g_av(&histogram([1]), &histogram([2]), &histogram([1]), 1.0), None);
    }
}
