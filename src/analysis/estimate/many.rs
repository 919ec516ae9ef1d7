//! Many tests at once: whether two shares differ, and what is left of a p when so many were looked at.

use super::difference::Share;
use crate::analysis::method::{Method, math::*};
use statrs::function::erf::erfc;

/// The two-sided p of the test that two shares are one. None when a base is 0, or everybody or nobody counts.
///
/// Source: Pearson (1900), Philos. Mag. 50, 157–175; the same as R's `prop.test(…, correct = FALSE)`.
pub(in crate::analysis) fn two_shares((k, n): Share, (l, m): Share) -> Option<f64> {
    let (k, n, l, m) = (k as f64, n as f64, l as f64, m as f64);
    let together = (k + l) / (n + m);
    let error = (together * (1.0 - together) * (1.0 / n + 1.0 / m)).sqrt();
    let z = (k / n - l / m).abs() / error;
    (error > 0.0 && z.is_finite()).then(|| erfc(z / std::f64::consts::SQRT_2).min(1.0))
}

/// Each p adjusted so that of those called clear at a level at most that share is expected to be chance.
///
/// Source: Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289–300; the same as R's `p.adjust(p, "BH")`.
pub(in crate::analysis) fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*b].total_cmp(&p[*a]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least: f64 = 1.0;
    for (larger, place) in order.into_iter().enumerate() {
        let rank = (p.len() - larger) as f64;
        least = least.min(p[place] * p.len() as f64 / rank);
        adjusted[place] = least;
    }
    adjusted
}

/// How p are adjusted.
pub(crate) fn method() -> Method {
    let at = |letter| index(name(letter), name("i"));
    let q = row([at("q"), op("="), at("p"), fraction(name("m"), name("i"))]);
    Method {
        id: "benjamini_hochberg",
        formulas: vec![q],
        cite: "Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289–300",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_agrees_with_r() {
        // tests/reference/paired.R
        let mut looked_at = 0;
        for line in include_str!("../../../tests/reference/paired.csv").lines() {
            let fields: Vec<&str> = line.split(';').collect();
            let numbers = |text: &str| -> Vec<f64> { text.split(' ').map(|x| x.parse().unwrap()).collect() };
            match fields[..] {
                ["two_shares", input, wanted] => {
                    let [k, n, l, m] = numbers(input)[..] else { panic!("{input}") };
                    let p = two_shares((k as u64, n as u64), (l as u64, m as u64)).unwrap();
                    assert!((p - wanted.parse::<f64>().unwrap()).abs() < 1e-9, "{line}: {p}");
                }
                ["benjamini_hochberg", input, wanted] => {
                    let found = benjamini_hochberg(&numbers(input));
                    for (found, wanted) in found.iter().zip(numbers(wanted)) {
                        assert!((found - wanted).abs() < 1e-9, "{line}: {found}");
                    }
                }
                _ => continue,
            }
            looked_at += 1;
        }
        assert_eq!(looked_at, 5 + 3);
    }

    #[test]
    fn without_both_outcomes_there_is_nothing_to_test() {
        assert_eq!(two_shares((0, 0), (1, 2)), None);
        assert_eq!(two_shares((3, 3), (5, 5)), None);
        assert!(benjamini_hochberg(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn adjusting_keeps_the_order_and_never_makes_a_p_smaller(p in prop::collection::vec(0.0f64..=1.0, 1..40)) {
            let q = benjamini_hochberg(&p);
            for (i, (p_i, q_i)) in p.iter().zip(&q).enumerate() {
                // Up to the last digit: a p times its rank over itself.
                prop_assert!(*q_i >= p_i - 1e-12 && *q_i <= 1.0);
                for (p_j, q_j) in p.iter().zip(&q).skip(i + 1) {
                    prop_assert!((p_i <= p_j) == (q_i <= q_j) || q_i == q_j, "{p_i} {p_j} {q_i} {q_j}");
                }
            }
            // One test alone stays as it is.
            prop_assert_eq!(benjamini_hochberg(&p[..1]), &p[..1]);
        }
    }
}
