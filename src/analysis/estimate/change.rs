//! Change of a score between two moments, the same people at both: its size, and how many moved by how much.

use super::histogram::{Histogram, sums};
use crate::analysis::method::{Method, math::*};

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

/// The least change of one person that is more than the error of measurement, in points: 1.96 · √2 · SEM. It is the
/// change at which the reliable change index passes 1.96, and the smallest detectable change.
///
/// Source: Jacobson & Truax (1991), J. Consult. Clin. Psychol. 59, 12–19.
pub(in crate::analysis) fn detectable(sem: f64) -> f64 {
    super::Z * std::f64::consts::SQRT_2 * sem
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
    use crate::analysis::estimate::histogram::{histogram, mean_t};
    use std::collections::BTreeMap;

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
        let (mean, interval) = mean_t(&difference, 0.1).unwrap();
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
    fn nobody_has_no_size_of_change() {
        assert_eq!(hedges_g_av(&histogram([1]), &histogram([2]), &histogram([1]), 1.0), None);
    }
}
