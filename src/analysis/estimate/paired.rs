//! Yes and no of the same people twice: McNemar's test of those who changed.

use super::time::compare::chance;

/// McNemar's chi-squared, without a correction for continuity, and how probable so much or more is by chance; none where
/// nobody changed. Of those who changed so many gained and so many lost.
///
/// Source: McNemar (1947), Psychometrika 12, 153–157; the same as R's `mcnemar.test(…, correct = FALSE)`.
pub(in crate::analysis) fn mcnemar(gained: u64, lost: u64) -> Option<(f64, f64)> {
    let (b, c) = (gained as f64, lost as f64);
    let statistic = (gained + lost > 0).then(|| (b - c) * (b - c) / (b + c))?;
    Some((statistic, chance(statistic, 1)?))
}

/// The exact probability of changes as uneven or more, were both ways as probable; none where nobody changed.
///
/// Source: the same as R's `binom.test(gained, gained + lost)`.
pub(in crate::analysis) fn mcnemar_exact(gained: u64, lost: u64) -> Option<f64> {
    let (n, k) = (gained + lost, gained.min(lost));
    if n == 0 {
        return None;
    }
    // From one term of the binomial to the next, by logarithms so that no power of a half runs out.
    let mut log = n as f64 * 0.5_f64.ln();
    let mut tail = log.exp();
    for i in 1..=k {
        log += ((n - i + 1) as f64 / i as f64).ln();
        tail += log.exp();
    }
    Some((2.0 * tail).min(1.0))
}
