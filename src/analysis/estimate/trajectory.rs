//! Months of people: how often they go from one situation to another, and how their months are spread.

use super::Interval;
use super::histogram::t_quantile;
use super::spread::entropy;
use crate::analysis::method::{Method, math::*};

/// The share of months in one situation that are followed by a month in another; none where there was none.
///
/// Source: Gabadinho et al. (2011), J. Stat. Softw. 40 (4); the same as TraMineR's `seqtrate`.
pub(in crate::analysis) fn rate(moves: u64, months: u64) -> Option<f64> {
    (months > 0 && moves <= months).then(|| moves as f64 / months as f64)
}

/// The mean of how evenly the months of each are spread over so many situations, with its t interval: people by their
/// months in each situation, in any order. None of nobody.
///
/// Source: Gabadinho et al. (2011), J. Stat. Softw. 40 (4); the same as the mean of TraMineR's `seqient`.
pub(in crate::analysis) fn mean_entropy<'a>(
    people: impl Iterator<Item = (&'a [u32], u64)> + Clone,
    situations: usize,
) -> Option<(f64, Option<Interval>)> {
    let of = |months: &[u32]| {
        let mut spread: Vec<u64> = months.iter().map(|months| u64::from(*months)).collect();
        spread.resize(situations.max(spread.len()), 0);
        entropy(&spread).unwrap_or(0.0)
    };
    let n: u64 = people.clone().map(|(_, n)| n).sum();
    if n == 0 {
        return None;
    }
    let value = people.clone().map(|(months, n)| of(months) * n as f64).sum::<f64>() / n as f64;
    let squares: f64 = people.map(|(months, n)| (of(months) - value).powi(2) * n as f64).sum();
    let interval = (n > 1 && squares > 0.0).then(|| {
        let half = t_quantile((n - 1) as f64)? * (squares / (n - 1) as f64 / n as f64).sqrt();
        Some(Interval { value, low: (value - half).max(0.0), high: (value + half).min(1.0) })
    });
    Some((value, interval.flatten()))
}

/// How months are followed.
pub(crate) fn method() -> Method {
    let of = |letter, i| index(name(letter), name(i));
    let rate = row([of("p", "ij"), op("="), fraction(of("n", "ij"), of("n", "i"))]);
    let share = || fraction(of("m", "i"), name("m"));
    let spread = row([name("h"), op("="), op("−"), op("∑"), share(), op("ln"), share(), op("/"), op("ln"), num("7")]);
    Method {
        id: "trajectory",
        formulas: vec![rate, spread],
        cite: "Gabadinho, Ritschard, Müller & Studer (2011), J. Stat. Softw. 40 (4)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_people_are_spread_as_in_r() {
        // tests/reference/trajectory.R
        for line in include_str!("../../../tests/reference/trajectory.csv").lines().skip(1) {
            let (people, numbers) = line.split_once(',').unwrap();
            let people: Vec<(Vec<u32>, u64)> = people
                .split(';')
                .map(|one| (one.split(' ').map(|months| months.parse().unwrap()).collect(), 1))
                .collect();
            let wanted: Vec<f64> = numbers.split(',').map(|number| number.parse().unwrap()).collect();
            let of = people.iter().map(|(months, n)| (months.as_slice(), *n));
            let (value, interval) = mean_entropy(of, 7).unwrap();
            let interval = interval.unwrap();
            for (found, wanted) in [value, interval.low, interval.high].into_iter().zip(wanted) {
                assert!((found - wanted).abs() < 1e-9, "{line}: {found}");
            }
        }
    }

    #[test]
    fn of_nobody_and_of_no_month_nothing_is_told() {
        assert_eq!(mean_entropy(std::iter::empty(), 7), None);
        assert_eq!(mean_entropy([(&[12u32][..], 3)].into_iter(), 7), Some((0.0, None)));
        assert_eq!((rate(0, 0), rate(1, 4)), (None, Some(0.25)));
    }
}
