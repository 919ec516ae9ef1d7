//! Situations one after another: moves between them, and how many kinds of them there are. Situations are numbers from 0.

use std::collections::BTreeMap;

/// How many moved from each situation to each, of those whose both are known.
pub(in crate::analysis) fn between(
    before: &[Option<usize>],
    after: &[Option<usize>],
) -> BTreeMap<(usize, usize), u64> {
    let mut counts = BTreeMap::new();
    for (from, to) in before.iter().zip(after) {
        if let (Some(from), Some(to)) = (from, to) {
            *counts.entry((*from, *to)).or_default() += 1;
        }
    }
    counts
}

/// Moves from one moment to the next, over all moments together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::analysis) struct Walk {
    counts: BTreeMap<(usize, usize), u64>,
}

impl Walk {
    /// Adds the moves between two moments.
    pub(in crate::analysis) fn add(&mut self, before: &[Option<usize>], after: &[Option<usize>]) {
        for (pair, n) in between(before, after) {
            *self.counts.entry(pair).or_default() += n;
        }
    }

    /// How many moved from each to each.
    pub(in crate::analysis) fn counts(&self) -> &BTreeMap<(usize, usize), u64> {
        &self.counts
    }
}

/// How evenly people are spread over situations: Shannon's entropy, 0 where all are in one and 1 where all are equally
/// many. None of nobody, and of fewer than two situations.
///
/// Source: Billari (2001), Qual. Quant. 35, 119–136; the same as TraMineR's `seqstatd`.
pub(in crate::analysis) fn entropy(spread: &[u64]) -> Option<f64> {
    let n: u64 = spread.iter().sum();
    if n == 0 || spread.len() < 2 {
        return None;
    }
    let term = |k: &u64| {
        let p = *k as f64 / n as f64;
        if p > 0.0 { -p * p.ln() } else { 0.0 }
    };
    Some(spread.iter().map(term).sum::<f64>() / (spread.len() as f64).ln())
}

/// The same of the situations one person was in, of so many there are; unknown ones are left out.
///
/// Source: the same as TraMineR's `seqient`.
pub(in crate::analysis) fn entropy_of_one(walk: &[Option<usize>], situations: usize) -> Option<f64> {
    let mut spread = vec![0; situations];
    for situation in walk.iter().flatten() {
        if let Some(n) = spread.get_mut(*situation) {
            *n += 1;
        }
    }
    entropy(&spread)
}
