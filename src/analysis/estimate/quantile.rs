//! The median with an interval that assumes nothing of the distribution, and the quartiles.

use super::histogram::Histogram;
use crate::analysis::method::{Method, math::*};
use statrs::function::gamma::ln_gamma;

/// The value below which so many quarters of the values lie, in units of the grid: the next value where that many
/// quarters are no whole number of values, else the middle between the two values it falls between. None of nothing.
///
/// Source: definition 2 of Hyndman & Fan (1996), Am. Stat. 50, 361–365; the same as R's `quantile(type = 2)`, and for
/// the median as any other.
pub(in crate::analysis) fn quartile(values: &Histogram, quarters: u64) -> Option<f64> {
    let n: u64 = values.values().sum();
    let (whole, rest) = (n * quarters / 4, n * quarters % 4);
    let above = nth(values, whole + 1);
    match rest {
        0 => Some(f64::midpoint(nth(values, whole)? as f64, above? as f64)),
        _ => above.map(|value| value as f64),
    }
}

/// The limits of the 95 % interval of the median, in units of the grid: the l-th smallest and the l-th largest value,
/// l the greatest rank for which they hold the median of any distribution between them at least 95 times of 100. Fewer
/// than six people have none.
///
/// Source: Thompson (1936), Ann. Math. Stat. 7, 122–128. The rank is R's `qbinom(0.025, n, 0.5)`.
pub(in crate::analysis) fn median_limits(values: &Histogram) -> Option<(i64, i64)> {
    let n: u64 = values.values().sum();
    let rank = limit_rank(n)?;
    nth(values, rank).zip(nth(values, n + 1 - rank))
}

/// The value of this rank, the smallest being the first.
fn nth(values: &Histogram, rank: u64) -> Option<i64> {
    let mut so_far = 0;
    values.iter().find_map(|(&value, &n)| {
        so_far += n;
        (so_far >= rank && rank > 0).then_some(value)
    })
}

/// The rank of the limits of the median of `n` values.
fn limit_rank(n: u64) -> Option<u64> {
    const TAIL: f64 = 0.025;
    let x = n as f64;
    // From where the normal distribution would put it; the last steps are exact.
    let mut rank = (x / 2.0 - super::Z / 2.0 * x.sqrt()).max(0.0) as u64;
    while rank > 0 && heads(n, rank - 1) >= TAIL {
        rank -= 1;
    }
    while rank < n && heads(n, rank) < TAIL {
        rank += 1;
    }
    (rank > 0).then_some(rank)
}

/// The chance that `n` throws of a fair coin give at most `k` heads, `k` at most `n`.
fn heads(n: u64, k: u64) -> f64 {
    let (n, k) = (n as f64, k as f64);
    let first = ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0) - n * std::f64::consts::LN_2;
    // The terms from k downwards, as parts of the first.
    let (mut term, mut sum, mut j) = (1.0, 1.0, k);
    while j > 0.0 && term > sum * 1e-18 {
        term *= j / (n - j + 1.0);
        sum += term;
        j -= 1.0;
    }
    first.exp() * sum
}

/// How a median is estimated.
pub(crate) fn method() -> Method {
    let (n, l, i) = (|| name("n"), || name("l"), || name("i"));
    let ranked = |rank| index(name("x"), row([op("("), rank, op(")")]));
    let limits = row([ranked(l()), op("…"), ranked(row([n(), op("−"), l(), op("+"), num("1")]))]);
    let orders = |of| row([of, op("!")]);
    let ways = fraction(orders(n()), row([orders(i()), orders(row([op("("), n(), op("−"), i(), op(")")]))]));
    let chance = fraction(num("1"), power(num("2"), n()));
    let tail = row([chance, index(op("Σ"), row([i(), op("<"), l()])), ways, op("≤"), num("0.025")]);
    Method {
        id: "order_statistics",
        formulas: vec![limits, tail],
        cite: "Thompson (1936), Ann. Math. Stat. 7, 122–128; Hyndman & Fan (1996), Am. Stat. 50, 361–365",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::estimate::histogram::histogram;
    use proptest::prelude::*;

    #[test]
    fn ranks_agree_with_r() {
        // tests/reference/make.R
        for line in include_str!("../../../tests/reference/median_rank.csv").lines().skip(1) {
            let (n, rank) = line.split_once(',').unwrap();
            let rank = rank.parse().ok().filter(|rank| *rank > 0);
            assert_eq!(limit_rank(n.parse().unwrap()), rank, "{line}");
        }
        assert_eq!(limit_rank(0), None);
    }

    /// Every way the throws can fall, counted in whole numbers.
    #[test]
    fn the_interval_holds_the_median_in_at_least_95_of_100_and_no_shorter_one_does() {
        for n in 1..=60_u64 {
            // Binomial coefficients; with so many of 2^n throws at most k heads.
            let mut ways = vec![1_u128];
            for k in 1..=n {
                ways.push(ways[k as usize - 1] * u128::from(n - k + 1) / u128::from(k));
            }
            let at_most = |k: u64| ways[..=k as usize].iter().sum::<u128>();
            let missed = |rank: u64| 2 * at_most(rank - 1);
            let few = |missed: u128| missed * 20 <= 1 << n;
            match limit_rank(n) {
                Some(rank) => assert!(few(missed(rank)) && !few(missed(rank + 1)), "{n} {rank}"),
                None => assert!(!few(missed(1)), "{n}"),
            }
            for k in 0..=n {
                let exact = at_most(k) as f64 / (1_u128 << n) as f64;
                assert!((heads(n, k) - exact).abs() < 1e-12, "{n} {k}");
            }
        }
    }

    #[test]
    fn medians_and_quartiles_agree_with_r() {
        let lines = include_str!("../../../tests/reference/amounts.csv").lines().skip(1);
        let mut sets = std::collections::BTreeMap::<&str, Vec<i64>>::new();
        for (set, value) in lines.filter_map(|line| line.split_once(',')) {
            sets.entry(set).or_default().push((value.parse::<f64>().unwrap() * 10.0).round() as i64);
        }
        let mut met = 0;
        for line in include_str!("../../../tests/reference/amount.csv").lines().skip(1) {
            let field: Vec<&str> = line.split(',').collect();
            let values = histogram(sets[field[0]].iter().copied());
            let limits = median_limits(&values);
            let (mean, t) = crate::analysis::estimate::histogram::mean_t(&values, 0.1).unwrap();
            let quartile = |quarters| quartile(&values, quarters).unwrap() * 0.1;
            let got = match field[1] {
                "median" => Some(quartile(2)),
                "low" => limits.map(|(low, _)| low as f64 * 0.1),
                "high" => limits.map(|(_, high)| high as f64 * 0.1),
                "q1" => Some(quartile(1)),
                "q3" => Some(quartile(3)),
                "mean" => Some(mean),
                "mean_low" => t.map(|i| i.low),
                "mean_high" => t.map(|i| i.high),
                other => panic!("{other}"),
            };
            let expected: Option<f64> = field[2].parse().ok();
            assert_eq!(got.is_some(), expected.is_some(), "{line}");
            assert!(got.zip(expected).is_none_or(|(got, expected)| (got - expected).abs() < 1e-9), "{line}: {got:?}");
            met += 1;
        }
        assert!(met >= 40, "{met}");
    }

    proptest! {
        #[test]
        fn half_lie_on_either_side(values in prop::collection::vec(-30_i64..30, 1..80)) {
            let bag = histogram(values.iter().copied());
            let n = values.len();
            for quarters in 1..=3_u64 {
                let at = quartile(&bag, quarters).unwrap();
                let below = values.iter().filter(|x| (**x as f64) < at).count();
                let above = values.iter().filter(|x| (**x as f64) > at).count();
                prop_assert!(below * 4 <= n * quarters as usize && above * 4 <= n * (4 - quarters as usize));
            }
            let (value, limits) = (quartile(&bag, 2).unwrap(), median_limits(&bag));
            prop_assert!(limits.is_none_or(|(low, high)| low as f64 <= value && value <= high as f64));
            // Turned round, everything turns round.
            let mirror = histogram(values.iter().map(|x| -x));
            prop_assert_eq!(quartile(&mirror, 2), Some(-value));
            prop_assert_eq!(median_limits(&mirror), limits.map(|(low, high)| (-high, -low)));
        }
    }
}
