//! A share as it would be had everybody answered as those did who were like them on entry: cells of people who were
//! alike, each weighing as much as it has people.

use super::share::wilson_of;
use super::{Interval, Z};
use crate::analysis::method::{Math, Method, math::*};
use std::collections::BTreeMap;

/// Fewer answers than this are no cell.
const LEAST: u64 = 5;
/// No answer weighs more than this many times the mean one.
const CAP: f64 = 3.0;

/// People who were alike on entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::analysis) struct Stratum {
    /// Of whom an answer was due.
    pub(in crate::analysis) due: u64,
    /// Who answered.
    pub(in crate::analysis) answered: u64,
    /// Whose answer is yes.
    pub(in crate::analysis) yes: u64,
}

impl Stratum {
    fn plus(self, other: Stratum) -> Stratum {
        Stratum { due: self.due + other.due, answered: self.answered + other.answered, yes: self.yes + other.yes }
    }

    fn share(self) -> f64 {
        if self.answered == 0 { 0.0 } else { self.yes as f64 / self.answered as f64 }
    }
}

/// People by what they were on entry, one number a fact.
pub(in crate::analysis) type Cells = BTreeMap<Vec<i64>, Stratum>;

/// A weighted share.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Weighted {
    /// The share with its interval.
    pub(in crate::analysis) share: Interval,
    /// How many times more its variance is for the weights being unequal (Kish).
    pub(in crate::analysis) effect: f64,
    /// The greatest difference between those due and those who answered in the share of any value of any fact: as
    /// it is, and as weighted.
    pub(in crate::analysis) gaps: [f64; 2],
}

/// The weighted share of cells; none where nobody answered.
///
/// Cells with few answers are joined in a fixed order: those that differ in the last fact only, then in the last two, and
/// so on; what is still small in the end joins the smallest cell. A cell's weight is its part of those due over its part
/// of the answers, at most three times the mean weight. The interval is Wilson's, of as many answers as give the
/// variance.
///
/// Source: Holt & Smith (1979), J. R. Stat. Soc. A 142, 33–46; without a cap the same as R's `survey::postStratify`. Kish
/// (1965), Survey Sampling, for the effect; Kott & Carr (1997), J. Off. Stat. 13, 139–148, for the interval.
pub(in crate::analysis) fn weighted(cells: &Cells) -> Option<Weighted> {
    let (strata, of_cell) = collapsed(cells);
    let n: u64 = strata.iter().map(|stratum| stratum.answered).sum();
    let due: u64 = strata.iter().map(|stratum| stratum.due).sum();
    if n == 0 || due == 0 {
        return None;
    }
    let (answers, all) = (n as f64, due as f64);
    let plain = |stratum: &Stratum| match stratum.answered {
        0 => 0.0,
        own => stratum.due as f64 / own as f64 * answers / all,
    };
    let weights: Vec<f64> = strata.iter().map(|stratum| plain(stratum).min(CAP)).collect();
    let sum = |of: &dyn Fn(&Stratum, f64) -> f64| -> f64 { strata.iter().zip(&weights).map(|(s, w)| of(s, *w)).sum() };
    let total = sum(&|stratum, w| stratum.answered as f64 * w);
    let share = sum(&|stratum, w| stratum.answered as f64 * w * stratum.share()) / total;
    let squares = sum(&|stratum, w| stratum.answered as f64 * w * w);
    let spread = sum(&|stratum, w| stratum.answered as f64 * w * w * stratum.share() * (1.0 - stratum.share()));
    let effect = answers * squares / (total * total);
    let variance = if n > 1 { answers / (answers - 1.0) * spread / (total * total) } else { 0.0 };
    // As many answers as a plain share with this variance would have; where all say the same, by the weights alone.
    let as_good_as = if variance > 0.0 { share * (1.0 - share) / variance } else { answers / effect };
    let weight_of = |cell: &Vec<i64>| of_cell.get(cell).and_then(|i| weights.get(*i)).copied().unwrap_or(1.0);
    let interval = wilson_of(share * as_good_as, as_good_as)?;
    Some(Weighted {
        share: Interval { value: share, ..interval },
        effect,
        gaps: [gap(cells, &|_| 1.0), gap(cells, &weight_of)],
    })
}

/// Cells joined until each has enough answers, and which of them each cell is in.
fn collapsed(cells: &Cells) -> (Vec<Stratum>, BTreeMap<Vec<i64>, usize>) {
    let facts = cells.keys().map(Vec::len).max().unwrap_or(0);
    let mut done: Vec<(Stratum, Vec<Vec<i64>>)> = Vec::new();
    let mut open: BTreeMap<Vec<i64>, (Stratum, Vec<Vec<i64>>)> =
        cells.iter().map(|(key, stratum)| (key.clone(), (*stratum, vec![key.clone()]))).collect();
    for depth in (0..=facts).rev() {
        let mut joined: BTreeMap<Vec<i64>, (Stratum, Vec<Vec<i64>>)> = BTreeMap::new();
        for (key, (stratum, keys)) in open {
            let (sum, of) = joined.entry(key.into_iter().take(depth).collect()).or_default();
            *sum = sum.plus(stratum);
            of.extend(keys);
        }
        let (enough, few) = joined.into_iter().partition(|(_, (stratum, _))| stratum.answered >= LEAST);
        let enough: BTreeMap<Vec<i64>, (Stratum, Vec<Vec<i64>>)> = enough;
        done.extend(enough.into_values());
        open = few;
    }
    for (stratum, keys) in open.into_values() {
        match done.iter_mut().min_by_key(|(of, _)| of.answered) {
            Some((sum, of)) => {
                *sum = sum.plus(stratum);
                of.extend(keys);
            }
            None => done.push((stratum, keys)),
        }
    }
    let places = done.iter().enumerate().flat_map(|(i, (_, keys))| keys.iter().map(move |key| (key.clone(), i)));
    let places = places.collect();
    (done.into_iter().map(|(stratum, _)| stratum).collect(), places)
}

/// The greatest difference between those due and those who answered, weighted, in the share of any value of any fact.
fn gap(cells: &Cells, weight: &dyn Fn(&Vec<i64>) -> f64) -> f64 {
    let mut parts: BTreeMap<(usize, i64), (f64, f64)> = BTreeMap::new();
    let (mut due, mut answered) = (0.0, 0.0);
    for (key, stratum) in cells {
        let heavy = stratum.answered as f64 * weight(key);
        (due, answered) = (due + stratum.due as f64, answered + heavy);
        for (fact, value) in key.iter().enumerate() {
            let part = parts.entry((fact, *value)).or_default();
            *part = (part.0 + stratum.due as f64, part.1 + heavy);
        }
    }
    parts.into_values().map(|(d, a)| (d / due - a / answered).abs()).fold(0.0, f64::max)
}

/// The margin of error of a share of which a half is yes, of so many answers of so many people: half of the length of
/// the widest 95 % interval there could be.
///
/// Source: Cochran (1977), Sampling Techniques, 3rd ed., §3.6; the margin that ESF+ asks of samples.
pub(in crate::analysis) fn margin(answered: u64, due: u64) -> Option<f64> {
    if answered == 0 || due == 0 {
        return None;
    }
    let (n, all) = (answered as f64, due as f64);
    let left = if due > 1 { (all - n) / (all - 1.0) } else { 0.0 };
    Some(Z * (0.25 / n * left).sqrt())
}

/// How far the parts that did not answer may differ between two groups, in per cents, by the part that did not answer of
/// all: whole per cents from 0.
///
/// Source: What Works Clearinghouse, Standards Handbook 4.1, Table II.1, the cautious boundary.
const BOUNDARY: [f64; 58] = [
    5.7, 5.8, 5.9, 5.9, 6.0, 6.1, 6.2, 6.3, 6.3, 6.3, 6.3, 6.2, 6.2, 6.1, 6.0, 5.9, 5.9, 5.8, 5.7, 5.5, 5.4, 5.3, 5.2,
    5.1, 4.9, 4.8, 4.7, 4.5, 4.4, 4.3, 4.1, 4.0, 3.8, 3.6, 3.5, 3.3, 3.2, 3.1, 2.9, 2.8, 2.6, 2.5, 2.3, 2.1, 2.0, 1.8,
    1.6, 1.5, 1.3, 1.2, 1.0, 0.9, 0.7, 0.6, 0.4, 0.3, 0.2, 0.0,
];

/// The boundary for a part that did not answer, as a share; nought where too many did not, whatever the difference. Between
/// two whole per cents the lower boundary holds.
pub(in crate::analysis) fn boundary(lost: f64) -> f64 {
    let per_cent = (100.0 * lost - 1e-9).max(0.0);
    let at = |i: f64| BOUNDARY.get(i as usize).copied().unwrap_or(0.0);
    at(per_cent.floor()).min(at(per_cent.ceil())) / 100.0
}

/// How a weighted share is estimated.
pub(crate) fn method() -> Method {
    let (h, n, w) = (|| name("h"), || name("n"), || name("w"));
    let of = |what: Math| index(what, h());
    let weight =
        row([of(w()), op("="), fraction(row([of(name("N")), n()]), row([of(n()), name("N")])), op("≤"), num("3")]);
    let sum = |what: Math| row([index(op("Σ"), h()), of(n()), of(w()), what]);
    let share = row([name("p"), op("="), fraction(sum(of(name("p"))), sum(row([])))]);
    let squares = row([index(op("Σ"), h()), of(n()), square(of(w()))]);
    let effect =
        row([name("d"), op("="), fraction(row([n(), squares]), square(row([op("("), sum(row([])), op(")")])))]);
    Method {
        id: "post_stratified",
        formulas: vec![weight, share, effect],
        cite: "Holt & Smith (1979), J. R. Stat. Soc. A 142, 33–46; Kish (1965), Survey Sampling; Kott & Carr (1997), J. Off. Stat. 13, 139–148",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn weighted_shares_agree_with_r() {
        // tests/reference/weights.R
        let mut sets: BTreeMap<&str, Cells> = BTreeMap::new();
        for line in include_str!("../../../tests/reference/weights_cells.csv").lines().skip(1) {
            let field: Vec<&str> = line.split(',').collect();
            let number = |i: usize| field[i].parse::<u64>().unwrap();
            let key = [1, 2, 3].map(|i| number(i) as i64).to_vec();
            let stratum = Stratum { due: number(4), answered: number(5), yes: number(6) };
            sets.entry(field[0]).or_default().insert(key, stratum);
        }
        let mut compared = 0;
        for line in include_str!("../../../tests/reference/weights.csv").lines().skip(1) {
            let field: Vec<&str> = line.split(',').collect();
            let number = |i: usize| field[i].parse::<f64>().unwrap();
            let found = weighted(&sets[field[0]]).unwrap();
            let values =
                [found.share.value, found.share.low, found.share.high, found.effect, found.gaps[0], found.gaps[1]];
            for (i, value) in values.into_iter().enumerate() {
                assert!((value - number(i + 1)).abs() < 1e-9, "{line}: {i} {value}");
            }
            compared += 1;
        }
        assert!(compared >= 4);
    }

    #[test]
    fn margins_are_those_of_the_commissions_sample_sizes() {
        // So many of so many people give three points at most, one fewer gives more.
        for (n, all) in [(48, 50), (92, 100), (235, 300), (517, 1000)] {
            assert!(margin(n, all).unwrap() <= 0.03 && margin(n - 1, all).unwrap() > 0.03, "{n} of {all}");
        }
        assert_eq!((margin(10, 10), margin(0, 10), margin(1, 1)), (Some(0.0), None, Some(0.0)));
    }

    #[test]
    fn boundaries_are_those_of_the_handbook() {
        for (lost, points) in [(0.0, 5.7), (0.1, 6.3), (0.2, 5.4), (0.3, 4.1), (0.5, 1.0), (0.57, 0.0), (0.9, 0.0)] {
            assert!((boundary(lost) - points / 100.0).abs() < 1e-12, "{lost}");
        }
        assert!((boundary(0.205) - 0.053).abs() < 1e-12);
    }

    fn cells() -> impl Strategy<Value = Cells> {
        let stratum = (0_u64..30, 0.0_f64..=1.0, 0.0_f64..=1.0).prop_map(|(due, part, share)| {
            let answered = (due as f64 * part).round() as u64;
            Stratum { due, answered, yes: (answered as f64 * share).round() as u64 }
        });
        prop::collection::btree_map(prop::collection::vec(0_i64..3, 3), stratum, 1..20)
    }

    proptest! {
        #[test]
        fn nobody_is_lost_when_cells_are_joined(cells in cells()) {
            let (strata, of_cell) = collapsed(&cells);
            let sum = |strata: &mut dyn Iterator<Item = Stratum>| strata.fold(Stratum::default(), Stratum::plus);
            prop_assert_eq!(sum(&mut strata.iter().copied()), sum(&mut cells.values().copied()));
            prop_assert_eq!(of_cell.len(), cells.len());
            let all = sum(&mut cells.values().copied()).answered;
            prop_assert!(all < LEAST || strata.iter().all(|stratum| stratum.answered >= LEAST));
        }

        #[test]
        fn where_all_answer_the_share_is_the_share(cells in cells()) {
            let cells: Cells = cells.into_iter().map(|(key, s)| (key, Stratum { due: s.answered, ..s })).collect();
            let all = cells.values().copied().fold(Stratum::default(), Stratum::plus);
            if let Some(found) = weighted(&cells) {
                prop_assert!((found.share.value - all.share()).abs() < 1e-12);
                prop_assert!((found.effect - 1.0).abs() < 1e-12 && found.gaps[0] < 1e-12);
            }
        }

        /// Whatever those who did not answer would have said, the truth is between the floor and the ceiling, and so is
        /// every weighted share.
        #[test]
        fn the_bounds_hold_the_truth_and_the_weighted_share(cells in cells(), said in prop::collection::vec(any::<bool>(), 600)) {
            let all = cells.values().copied().fold(Stratum::default(), Stratum::plus);
            let known = super::super::share::Known {
                yes: all.yes, no: all.answered - all.yes, undecided: all.due - all.answered, ..Default::default()
            };
            let (floor, ceiling) = super::super::share::bounds(known);
            let Some((floor, ceiling)) = floor.zip(ceiling) else { return Ok(()) };
            let unknown = (all.due - all.answered) as usize;
            let true_yes = all.yes + said.iter().cycle().take(unknown).filter(|yes| **yes).count() as u64;
            let truth = true_yes as f64 / all.due as f64;
            prop_assert!(floor <= truth + 1e-12 && truth <= ceiling + 1e-12);
            // Weights that are capped move the share towards the observed one, which is between the bounds too.
            if let Some(found) = weighted(&cells) {
                let share = found.share;
                prop_assert!(share.low <= share.value + 1e-12 && share.value <= share.high + 1e-12);
                prop_assert!((0.0..=1.0).contains(&share.low) && share.high <= 1.0 && found.effect >= 1.0 - 1e-12);
            }
        }
    }
}
