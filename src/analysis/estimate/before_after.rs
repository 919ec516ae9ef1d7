//! Shares of the same people before and after.

use super::Interval;
use super::share::wilson;
use crate::analysis::method::{Method, math::*};

/// How many of the same people it was so of both before and after, only after, only before, and neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::analysis) struct Paired {
    /// Both before and after.
    pub(in crate::analysis) both: u64,
    /// Only after.
    pub(in crate::analysis) gained: u64,
    /// Only before.
    pub(in crate::analysis) lost: u64,
    /// Neither before nor after.
    pub(in crate::analysis) neither: u64,
}

/// The share after minus the share before, with Newcombe's interval of a difference of paired shares; none of nobody.
///
/// Source: Newcombe (1998), Stat. Med. 17, 2635–2650, method 10: the limits of Wilson's intervals squared and added, with
/// the correlation of the two answers.
pub(in crate::analysis) fn difference(people: Paired) -> Option<Interval> {
    let Paired { both, gained, lost, neither } = people;
    let n = both + gained + lost + neither;
    let (after, before) = (wilson(both + gained, n)?, wilson(both + lost, n)?);
    let phi = correlation(people);
    let value = (gained as f64 - lost as f64) / n as f64;
    let reach = |a: f64, b: f64| (a * a - 2.0 * phi * a * b + b * b).max(0.0).sqrt();
    let low = value - reach(after.value - after.low, before.high - before.value);
    let high = value + reach(after.high - after.value, before.value - before.low);
    Some(Interval { value, low: low.clamp(-1.0, value), high: high.clamp(value, 1.0) })
}

/// The correlation of the answers, corrected for continuity where it is positive.
fn correlation(people: Paired) -> f64 {
    let [a, b, c, d] = [people.both, people.gained, people.lost, people.neither].map(|n| n as f64);
    let margins = (a + b) * (c + d) * (a + c) * (b + d);
    let cross = a * d - b * c;
    let corrected = if cross > 0.0 { (cross - (a + b + c + d) / 2.0).max(0.0) } else { cross };
    if margins > 0.0 { corrected / margins.sqrt() } else { 0.0 }
}

/// How shares of the same people are compared.
pub(crate) fn method() -> Method {
    let of = |letter, i| index(name(letter), num(i));
    let reach = |[a, b]: [crate::analysis::method::Math; 2], [c, d]: [crate::analysis::method::Math; 2]| {
        let part = |x, y| row([op("("), x, op("−"), y, op(")")]);
        let (first, second) = (part(a, b), part(c, d));
        let twice = row([num("2"), name("φ"), first.clone(), second.clone()]);
        root(row([square(first), op("−"), twice, op("+"), square(second)]))
    };
    let value = || row([of("p", "2"), op("−"), of("p", "1")]);
    let low = row([value(), op("−"), reach([of("p", "2"), of("l", "2")], [of("u", "1"), of("p", "1")])]);
    let high = row([value(), op("+"), reach([of("u", "2"), of("p", "2")], [of("p", "1"), of("l", "1")])]);
    Method {
        id: "newcombe_paired",
        formulas: vec![low, high],
        cite: "Newcombe (1998), Stat. Med. 17, 2635–2650; McNemar (1947), Psychometrika 12, 153–157",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paired_shares_differ_as_in_r() {
        // tests/reference/before_after.R
        let mut lines = 0;
        for line in include_str!("../../../tests/reference/before_after.csv").lines().skip(1) {
            let field: Vec<f64> = line.split(',').map(|x| x.parse().unwrap()).collect();
            let [both, gained, lost, neither] = [0, 1, 2, 3].map(|i| field[i] as u64);
            let got = difference(Paired { both, gained, lost, neither }).unwrap();
            for (found, wanted) in [got.value, got.low, got.high].into_iter().zip(&field[4..]) {
                assert!((found - wanted).abs() < 1e-9, "{line}: {got:?}");
            }
            lines += 1;
        }
        assert!(lines > 5);
        assert_eq!(difference(Paired::default()), None);
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_difference_and_turns_with_it(
            both in 0u64..200, gained in 0u64..200, lost in 0u64..200, neither in 1u64..200,
        ) {
            let got = difference(Paired { both, gained, lost, neither }).unwrap();
            prop_assert!(-1.0 <= got.low && got.low <= got.value && got.value <= got.high && got.high <= 1.0);
            let turned = difference(Paired { both, gained: lost, lost: gained, neither }).unwrap();
            prop_assert!((got.low + turned.high).abs() < 1e-12 && (got.high + turned.low).abs() < 1e-12);
            // What is asked does not matter: of "no" the same is told the other way round.
            let denied = difference(Paired { both: neither, gained: lost, lost: gained, neither: both }).unwrap();
            prop_assert!((got.low + denied.high).abs() < 1e-12 && (got.high + denied.low).abs() < 1e-12);
        }
    }
}
