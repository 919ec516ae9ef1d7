//! Did the same people move, whatever the size of the moves: ranks of changes, moves one way and the other, and the margins
//! of a table of transitions. Every test is from counts alone.

use super::Interval;
use super::histogram::Histogram;
use crate::analysis::method::{Method, math::*};
use statrs::distribution::{Beta, ContinuousCDF};
use statrs::function::{beta::beta_reg, erf::erfc, gamma::gamma_ur};

/// The two-sided p of Wilcoxon's signed-rank test of some changes: changes of nought are left out, ties share their mean
/// rank, and the normal approximation has its corrections for ties and for continuity. None where nothing changed.
///
/// Source: Wilcoxon (1945), Biometrics Bull. 1, 80–83; the same as R's `wilcox.test(d, exact = FALSE)`.
pub(in crate::analysis) fn wilcoxon(changes: &Histogram) -> Option<f64> {
    // By size: how many fell and how many rose by so much.
    let mut sizes: std::collections::BTreeMap<u64, [u64; 2]> = std::collections::BTreeMap::new();
    for (&change, &people) in changes.iter().filter(|(change, _)| **change != 0) {
        let [fell, rose] = sizes.entry(change.unsigned_abs()).or_default();
        *if change > 0 { rose } else { fell } += people;
    }
    let (mut below, mut up, mut ties) = (0u64, 0.0, 0.0);
    for [fell, rose] in sizes.into_values() {
        let together = fell + rose;
        up += rose as f64 * (below as f64 + (together + 1) as f64 / 2.0);
        let t = together as f64;
        ties += t * t * t - t;
        below += together;
    }
    let n = below as f64;
    let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties / 48.0;
    if variance <= 0.0 {
        return None;
    }
    let off = up - n * (n + 1.0) / 4.0;
    let z = (off.abs() - 0.5).max(0.0) / variance.sqrt();
    Some(erfc(z / std::f64::consts::SQRT_2).min(1.0))
}

/// The two-sided p of the exact test that moves one way are as likely as moves the other: McNemar's test of a table of
/// two classes, the sign test of changes. None where nobody moved.
///
/// Source: McNemar (1947), Psychometrika 12, 153–157; the same as R's `binom.test(a, a + b)`.
pub(in crate::analysis) fn mcnemar(a: u64, b: u64) -> Option<f64> {
    let (few, many) = (a.min(b), a.max(b));
    match few + many {
        0 => None,
        _ if few == many => Some(1.0),
        // P(X ≤ few) of a binomial of one half is an incomplete beta function.
        _ => Some((2.0 * beta_reg(many as f64, (few + 1) as f64, 0.5)).min(1.0)),
    }
}

/// McNemar's chi-squared of moves one way and the other, without a correction for continuity; none where nobody moved.
///
/// Source: McNemar (1947), Psychometrika 12, 153–157; the same as R's `mcnemar.test(…, correct = FALSE)`.
pub(in crate::analysis) fn mcnemar_statistic(a: u64, b: u64) -> Option<f64> {
    let (a, b) = (a as f64, b as f64);
    (a + b > 0.0).then(|| (a - b) * (a - b) / (a + b))
}

/// The exact interval of `k` out of `n`; none when `n` is 0.
///
/// Source: Clopper & Pearson (1934), Biometrika 26, 404–413; the same as R's `binom.test`.
pub(in crate::analysis) fn clopper_pearson(k: u64, n: u64) -> Option<Interval> {
    if n == 0 || k > n {
        return None;
    }
    let limit = |a: u64, b: u64, p: f64| {
        let beta = Beta::new(a as f64, b as f64).ok()?;
        // Newton's method from the library's own answer, to the last digits.
        let mut x = beta.inverse_cdf(p);
        for _ in 0..4 {
            use statrs::distribution::Continuous;
            let next = x - (beta.cdf(x) - p) / beta.pdf(x);
            if !(0.0..=1.0).contains(&next) {
                break;
            }
            x = next;
        }
        Some(x)
    };
    let low = if k == 0 { 0.0 } else { limit(k, n - k + 1, 0.025)? };
    let high = if k == n { 1.0 } else { limit(k + 1, n - k, 0.975)? };
    Some(Interval { value: k as f64 / n as f64, low, high })
}

/// The p of the test that a square table has the same margins before and after. Classes that nobody leaves or comes to
/// are left out. None where nobody moves.
///
/// Source: Stuart (1955), Biometrika 42, 412–416; Maxwell (1970), Br. J. Psychiatry 116, 651–655.
pub(in crate::analysis) fn stuart_maxwell(table: &[Vec<u64>]) -> Option<f64> {
    let at = |i: usize, j: usize| table.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0) as f64;
    let all = 0..table.len();
    let moves = |i: usize| all.clone().filter(|j| *j != i).map(|j| at(i, j) + at(j, i)).sum::<f64>();
    let classes: Vec<usize> = all.clone().filter(|i| moves(*i) > 0.0).collect();
    // The last class follows from the others.
    let (_, free) = classes.split_last()?;
    let differences: Vec<f64> = free.iter().map(|&i| all.clone().map(|j| at(i, j) - at(j, i)).sum()).collect();
    let covariance = |&i: &usize, &j: &usize| if i == j { moves(i) } else { -(at(i, j) + at(j, i)) };
    let rows: Vec<Vec<f64>> = free.iter().map(|i| free.iter().map(|j| covariance(i, j)).collect()).collect();
    let solved = solve(rows, differences.clone())?;
    let statistic: f64 = differences.iter().zip(solved).map(|(d, x)| d * x).sum();
    Some(if statistic <= 0.0 { 1.0 } else { gamma_ur(free.len() as f64 / 2.0, statistic / 2.0) })
}

/// Solves a system of equations by elimination; none where one follows from the others.
fn solve(mut rows: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let n = right.len();
    for column in 0..n {
        let pivot = (column..n).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        if rows[pivot][column].abs() < 1e-9 {
            return None;
        }
        rows.swap(column, pivot);
        right.swap(column, pivot);
        let (top, top_right) = (rows[column].clone(), right[column]);
        for (row, value) in rows.iter_mut().zip(&mut right).skip(column + 1) {
            let times = row[column] / top[column];
            row.iter_mut().zip(&top).skip(column).for_each(|(x, above)| *x -= times * above);
            *value -= times * top_right;
        }
    }
    for column in (0..n).rev() {
        let known: f64 = (column + 1..n).map(|place| rows[column][place] * right[place]).sum();
        right[column] = (right[column] - known) / rows[column][column];
    }
    Some(right)
}

/// How changes are ranked.
pub(crate) fn method_of_ranks() -> Method {
    let w = || name("W");
    let n = || name("n");
    let middle = fraction(row([n(), op("("), n(), op("+"), num("1"), op(")")]), num("4"));
    let z = row([
        name("z"),
        op("="),
        fraction(
            row([op("|"), w(), op("−"), middle, op("|"), op("−"), fraction(num("1"), num("2"))]),
            index(name("s"), w()),
        ),
    ]);
    Method { id: "wilcoxon", formulas: vec![z], cite: "Wilcoxon (1945), Biometrics Bull. 1, 80–83" }
}

/// How moves are compared.
pub(crate) fn method_of_moves() -> Method {
    let (a, b) = (|| name("a"), || name("b"));
    let share = row([name("p"), op("="), fraction(a(), row([a(), op("+"), b()]))]);
    Method {
        id: "clopper_pearson",
        formulas: vec![share],
        cite: "Clopper & Pearson (1934), Biometrika 26, 404–413; McNemar (1947), Psychometrika 12, 153–157",
    }
}

/// How margins are compared.
pub(crate) fn method_of_margins() -> Method {
    let d = || name("d");
    let turned = power(d(), name("T"));
    let inverse = power(name("S"), row([op("−"), num("1")]));
    let formula = row([square(name("χ")), op("="), turned, inverse, d()]);
    Method {
        id: "stuart_maxwell",
        formulas: vec![formula],
        cite: "Stuart (1955), Biometrika 42, 412–416; Maxwell (1970), Br. J. Psychiatry 116, 651–655",
    }
}

#[cfg(test)]
mod tests;
