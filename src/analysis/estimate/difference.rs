//! The difference between two groups that share nobody, the later minus the earlier: of shares and of means.

use super::histogram::{Histogram, sums, t_quantile};
use super::share::wilson;
use super::{Interval, Z};
use crate::analysis::method::{Math, Method, math::*};

/// People who count, and of how many.
pub(in crate::analysis) type Share = (u64, u64);

/// The difference of two shares with the interval that Wilson's intervals of the two make; none when a base is 0.
///
/// Source: Newcombe (1998), Stat. Med. 17, 873–890, method 10.
pub(in crate::analysis) fn newcombe(later: Share, earlier: Share) -> Option<Interval> {
    let (later, earlier) = (wilson(later.0, later.1)?, wilson(earlier.0, earlier.1)?);
    let value = later.value - earlier.value;
    let reach = |a: f64, b: f64| (a * a + b * b).sqrt();
    Some(Interval {
        value,
        low: value - reach(later.value - later.low, earlier.high - earlier.value),
        high: value + reach(later.high - later.value, earlier.value - earlier.low),
    })
}

/// The ratio of two shares, the later to the earlier, with its interval on the scale of logarithms; none where nobody counts
/// in one of them.
///
/// Source: Katz et al. (1978), Biometrics 34, 469–474; the same as R's `epitools::riskratio.wald`.
pub(in crate::analysis) fn katz(later: Share, earlier: Share) -> Option<Interval> {
    let sane = |(k, n): Share| (k > 0 && k <= n).then_some((k as f64, n as f64));
    let ((k, n), (l, m)) = (sane(later)?, sane(earlier)?);
    let value = (k / n) / (l / m);
    let error = (1.0 / k - 1.0 / n + 1.0 / l - 1.0 / m).max(0.0).sqrt();
    let reach = (Z * error).exp();
    Some(Interval { value, low: value / reach, high: value * reach })
}

/// How a ratio of shares is estimated.
pub(crate) fn method_of_ratios() -> Method {
    let of = |letter, i| index(name(letter), num(i));
    let part = |k, n| row([fraction(num("1"), k), op("−"), fraction(num("1"), n)]);
    let spread = root(row([part(of("k", "1"), of("n", "1")), op("+"), part(of("k", "2"), of("n", "2"))]));
    let ratio = fraction(of("p", "1"), of("p", "2"));
    let interval = row([ratio, op("·"), power(name("e"), row([op("±"), name("z"), spread]))]);
    Method { id: "katz", formulas: vec![interval], cite: "Katz et al. (1978), Biometrics 34, 469–474" }
}

/// The difference of two means with its interval, the spread of the two groups taken as it is in each; limits need two
/// people in both and some spread. `grid` is the size of a unit.
///
/// Source: Welch (1947), Biometrika 34, 28–35; the same as R's `t.test`.
pub(in crate::analysis) fn welch(later: &Histogram, earlier: &Histogram, grid: f64) -> Option<(f64, Option<Interval>)> {
    let (later, earlier) = (sums(later), sums(earlier));
    let means = [later.mean(grid)?, earlier.mean(grid)?];
    let interval = later.sd(grid).zip(earlier.sd(grid)).and_then(|(a, b)| {
        let of = |mean, sd: f64, n: u64| (mean, sd * sd / n as f64, n);
        welch_of(of(means[0], a, later.n), of(means[1], b, earlier.n))
    });
    Some((means[0] - means[1], interval))
}

/// [`welch`] of two means, each with its variance and how many people it is of; none where there is no spread.
pub(in crate::analysis) fn welch_of(later: (f64, f64, u64), earlier: (f64, f64, u64)) -> Option<Interval> {
    let value = later.0 - earlier.0;
    let (a, b) = (later.1, earlier.1);
    let error = (a + b).sqrt();
    if error <= 0.0 {
        return None;
    }
    let free = |n: u64| n.checked_sub(1).filter(|free| *free > 0).map(|free| free as f64);
    let df = (a + b) * (a + b) / (a * a / free(later.2)? + b * b / free(earlier.2)?);
    let half = t_quantile(df)? * error;
    Some(Interval { value, low: value - half, high: value + half })
}

/// How a difference of shares is estimated.
pub(crate) fn method_of_shares() -> Method {
    let of = |letter, i| index(name(letter), num(i));
    let squared = |a: Math, b: Math| square(row([op("("), a, op("−"), b, op(")")]));
    let difference = || row([of("p", "1"), op("−"), of("p", "2")]);
    let reach = |first: [Math; 2], second: [Math; 2]| {
        let ([a, b], [c, d]) = (first, second);
        root(row([squared(a, b), op("+"), squared(c, d)]))
    };
    let low = reach([of("p", "1"), of("l", "1")], [of("u", "2"), of("p", "2")]);
    let high = reach([of("u", "1"), of("p", "1")], [of("p", "2"), of("l", "2")]);
    Method {
        id: "newcombe",
        formulas: vec![row([difference(), op("−"), low]), row([difference(), op("+"), high])],
        cite: "Newcombe (1998), Stat. Med. 17, 873–890",
    }
}

/// How a difference of means is estimated.
pub(crate) fn method_of_means() -> Method {
    let of = |letter, i| index(name(letter), num(i));
    let part = |i| fraction(square(of("s", i)), of("n", i));
    let sum = || row([part("1"), op("+"), part("2")]);
    let interval = row([
        index(mean(name("x")), num("1")),
        op("−"),
        index(mean(name("x")), num("2")),
        op("±"),
        index(name("t"), name("ν")),
        root(sum()),
    ]);
    let below = |i| fraction(square(row([op("("), part(i), op(")")])), row([of("n", i), op("−"), num("1")]));
    let degrees = row([
        name("ν"),
        op("="),
        fraction(square(row([op("("), sum(), op(")")])), row([below("1"), op("+"), below("2")])),
    ]);
    Method { id: "welch_t", formulas: vec![interval, degrees], cite: "Welch (1947), Biometrika 34, 28–35" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::estimate::histogram::histogram;
    use proptest::prelude::*;

    /// Table II of Newcombe (1998), to the four decimals printed there.
    #[test]
    fn shares_differ_as_in_newcombes_paper() {
        for (later, earlier, low, high) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((6, 7), (2, 7), 0.0582, 0.8062),
            ((5, 56), (0, 29), -0.0381, 0.1926),
            ((0, 10), (0, 20), -0.1611, 0.2775),
            ((0, 10), (0, 10), -0.2775, 0.2775),
            ((10, 10), (0, 20), 0.6791, 1.0),
            ((10, 10), (0, 10), 0.6075, 1.0),
        ] {
            let got = newcombe(later, earlier).unwrap();
            let near = (got.low - low).abs() < 6e-5 && (got.high - high).abs() < 6e-5;
            assert!(near, "{later:?} {earlier:?}: {got:?}");
        }
        assert_eq!(newcombe((0, 0), (3, 10)), None);
    }

    #[test]
    fn differences_agree_with_r() {
        // tests/reference/difference.R
        for line in include_str!("../../../tests/reference/difference_shares.csv").lines().skip(1) {
            let field: Vec<f64> = line.split(',').map(|x| x.parse().unwrap()).collect();
            let [k, n, l, m] = [0, 1, 2, 3].map(|i| field[i] as u64);
            let got = newcombe((k, n), (l, m)).unwrap();
            let near = (got.low - field[4]).abs() < 1e-9 && (got.high - field[5]).abs() < 1e-9;
            assert!(near, "{line}: {got:?}");
        }
        let values = |text: &str| histogram(text.split(' ').map(|x| (x.parse::<f64>().unwrap() * 10.0).round() as i64));
        for line in include_str!("../../../tests/reference/difference_means.csv").lines().skip(1) {
            let field: Vec<&str> = line.split(',').collect();
            let (value, interval) = welch(&values(field[0]), &values(field[1]), 0.1).unwrap();
            let got = [value, interval.unwrap().low, interval.unwrap().high];
            for (got, expected) in got.into_iter().zip(&field[2..]) {
                assert!((got - expected.parse::<f64>().unwrap()).abs() < 1e-9, "{line}: {got}");
            }
        }
    }

    #[test]
    fn ratios_agree_with_r() {
        // tests/reference/ratio.R
        let mut lines = 0;
        for line in include_str!("../../../tests/reference/ratio.csv").lines().skip(1) {
            let field: Vec<f64> = line.split(',').map(|x| x.parse().unwrap()).collect();
            let [k, n, l, m] = [0, 1, 2, 3].map(|i| field[i] as u64);
            let got = katz((k, n), (l, m)).unwrap();
            for (found, wanted) in [got.value, got.low, got.high].into_iter().zip(&field[4..]) {
                assert!((found / wanted - 1.0).abs() < 1e-9, "{line}: {got:?}");
            }
            lines += 1;
        }
        assert!(lines > 5);
        assert_eq!((katz((0, 5), (3, 10)), katz((3, 5), (0, 10)), katz((0, 0), (3, 10))), (None, None, None));
    }

    #[test]
    fn without_spread_there_is_no_interval() {
        assert_eq!(welch(&histogram([1]), &histogram([3, 4]), 1.0), Some((-2.5, None)));
        assert_eq!(welch(&histogram([1, 1]), &histogram([3, 3]), 1.0), Some((-2.0, None)));
        assert_eq!(welch(&histogram([]), &histogram([3]), 1.0), None);
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_difference_and_turns_with_it(
            n in 1_u64..400, m in 1_u64..400, a in 0.0..=1.0_f64, b in 0.0..=1.0_f64,
        ) {
            let (later, earlier) = (((n as f64 * a) as u64, n), ((m as f64 * b) as u64, m));
            let got = newcombe(later, earlier).unwrap();
            prop_assert!(-1.0 - 1e-12 <= got.low && got.low <= got.value && got.value <= got.high && got.high <= 1.0 + 1e-12);
            if let (Some(ratio), Some(turned)) = (katz(later, earlier), katz(earlier, later)) {
                prop_assert!(ratio.low <= ratio.value && ratio.value <= ratio.high);
                prop_assert!((ratio.low * turned.high - 1.0).abs() < 1e-9);
            }
            let turned = newcombe(earlier, later).unwrap();
            prop_assert!((turned.low + got.high).abs() < 1e-12 && (turned.high + got.low).abs() < 1e-12);
        }
    }
}
