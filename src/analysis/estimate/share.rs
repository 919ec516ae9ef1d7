//! Shares: Wilson's interval, and what the unknown could make of a share.

use super::{Interval, Z};
use crate::analysis::method::{Math, Method, math::*};

/// Wilson's score interval of `k` out of `n`; none when `n` is 0.
///
/// Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209–212; the same as R's `prop.test(k, n, correct = FALSE)`.
pub(in crate::analysis) fn wilson(k: u64, n: u64) -> Option<Interval> {
    if k > n {
        return None;
    }
    wilson_of(k as f64, n as f64)
}

/// The same of numbers that need not be whole, as those a weighted share is as good as; none when `n` is 0.
pub(super) fn wilson_of(k: f64, n: f64) -> Option<Interval> {
    if n <= 0.0 {
        return None;
    }
    let z2 = Z * Z;
    let centre = k + z2 / 2.0;
    let half = Z * ((k * (n - k) / n).max(0.0) + z2 / 4.0).sqrt();
    let value = k / n;
    // At the ends of the range the limit is the point itself; rounding must not push it past.
    let low = ((centre - half) / (n + z2)).clamp(0.0, value);
    let high = ((centre + half) / (n + z2)).clamp(value, 1.0);
    Some(Interval { value, low: if k == 0.0 { 0.0 } else { low }, high: if k == n { 1.0 } else { high } })
}

/// What is known and unknown of the people a share could be about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::analysis) struct Known {
    /// Eligible, event yes.
    pub(in crate::analysis) yes: u64,
    /// Eligible, event no.
    pub(in crate::analysis) no: u64,
    /// Eligible, event undecided.
    pub(in crate::analysis) undecided: u64,
    /// Eligibility undecided, event yes.
    pub(in crate::analysis) maybe_yes: u64,
    /// Eligibility undecided, event no.
    pub(in crate::analysis) maybe_no: u64,
    /// Both undecided.
    pub(in crate::analysis) maybe_undecided: u64,
}

/// The least and the greatest the share could be, whatever is true of the unknown.
///
/// The floor takes undecided events as no, and adds those of undecided eligibility unless their event is yes; the
/// ceiling is the mirror. None when nobody could count.
pub(in crate::analysis) fn bounds(known: Known) -> (Option<f64>, Option<f64>) {
    let base = known.yes + known.no + known.undecided;
    let ratio = |k: u64, n: u64| (n > 0).then(|| k as f64 / n as f64);
    let floor = ratio(known.yes, base + known.maybe_no + known.maybe_undecided);
    let ceiling = ratio(
        known.yes + known.undecided + known.maybe_yes + known.maybe_undecided,
        base + known.maybe_yes + known.maybe_undecided,
    );
    (floor, ceiling)
}

/// How a share is estimated.
pub(crate) fn method() -> Method {
    let (k, n, z, u) = (name("k"), name("n"), name("z"), name("u"));
    let z2 = || square(name("z"));
    let share = row([name("p"), op("="), fraction(k.clone(), n.clone())]);
    let wilson = fraction(
        row([
            k.clone(),
            op("+"),
            fraction(z2(), num("2")),
            op("±"),
            z.clone(),
            root(row([
                fraction(row([k.clone(), op("("), n.clone(), op("−"), k.clone(), op(")")]), n.clone()),
                op("+"),
                fraction(z2(), num("4")),
            ])),
        ]),
        row([n.clone(), op("+"), z2()]),
    );
    let interval = row([wilson, op(","), z, op("="), num("1.96")]);
    let limits = |top: Math| fraction(top, row([n.clone(), op("+"), u.clone()]));
    let bounds = row([limits(k.clone()), op("≤"), name("p"), op("≤"), limits(row([k, op("+"), u.clone()]))]);
    Method {
        id: "wilson",
        formulas: vec![share, interval, bounds],
        cite: "Wilson (1927), J. Am. Stat. Assoc. 22, 209–212",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wilson_agrees_with_r() {
        // tests/reference/make.R
        for line in include_str!("../../../tests/reference/wilson.csv").lines().skip(1) {
            let field: Vec<f64> = line.split(',').map(|x| x.parse().unwrap()).collect();
            let got = wilson(field[0] as u64, field[1] as u64).unwrap();
            assert!((got.low - field[2]).abs() < 1e-9 && (got.high - field[3]).abs() < 1e-9, "{line} {got:?}");
        }
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_point(n in 1u64..5000, share in 0.0f64..=1.0) {
            let k = ((n as f64) * share) as u64;
            let got = wilson(k, n).unwrap();
            prop_assert!(0.0 <= got.low && got.low <= got.value && got.value <= got.high && got.high <= 1.0);
            let mirror = wilson(n - k, n).unwrap();
            prop_assert!((mirror.low - (1.0 - got.high)).abs() < 1e-12);
        }

        #[test]
        fn bounds_hold_every_completion(
            yes in 0u64..20, no in 0u64..20, undecided in 0u64..8,
            maybe_yes in 0u64..8, maybe_no in 0u64..8, maybe_undecided in 0u64..8,
            a in 0u64..8, b in 0u64..8, c in 0u64..8, d in 0u64..8, e in 0u64..8,
        ) {
            let (floor, ceiling) = bounds(Known { yes, no, undecided, maybe_yes, maybe_no, maybe_undecided });
            // One completion: how many of the undecided are yes, how many of the maybe turn out to be eligible.
            let a = a.min(undecided);
            let b = b.min(maybe_yes);
            let c = c.min(maybe_no);
            let d = d.min(maybe_undecided);
            let e = e.min(d);
            let top = yes + a + b + e;
            let base = yes + no + undecided + b + c + d;
            if base > 0 {
                let truth = top as f64 / base as f64;
                if let Some(floor) = floor { prop_assert!(floor <= truth + 1e-12); }
                if let Some(ceiling) = ceiling { prop_assert!(truth <= ceiling + 1e-12); }
            }
        }
    }
}
