//! The gate: which cells are hidden so that nobody can be found.
//!
//! A cell is a set of people (and what would be told of them), whoever prints it. Primary rules hide small outcome cells
//! and their complements; secondary suppression hides what they could be worked out from, over everything that is
//! published at once, and shows for each that it is enough.

mod attack;
mod by_people;
mod by_sums;
#[cfg(test)]
mod compare;
mod free;
mod implied;
mod mend;
mod people;
mod policy;
mod programme;
mod published;
mod rule;
mod search;
mod secondary;
mod side;
mod store;

pub(super) use by_people::Crowds;
pub(super) use by_sums::Numbers;
pub(super) use people::{Block, Class, Effect, Otherwise, Take};
pub use rule::Rule;
pub(super) use rule::by_rule;
pub use secondary::Proof;
pub(super) use secondary::Suppressed;
pub(super) use side::Side;
pub(super) use store::{Place, Role, Store};

use super::estimate::histogram::Histogram;
use super::results::{About, Cell};
use crate::error::Result;
use crate::project::privacy::Declared;
use std::collections::{BTreeMap, BTreeSet};

/// What may be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its id.
    pub id: &'static str,
    /// Numbers of people from 1 to one less than this are hidden; 0 hides nothing.
    pub least: u64,
    /// Means over fewer people than this are hidden.
    pub least_for_mean: u64,
    /// Curves of fewer people than this are not told at all.
    pub least_for_curve: u64,
    /// A curve is told up to where fewer people than this, but somebody, are still followed.
    pub least_at_risk: u64,
    /// Facts that are more or less sensitive than usual.
    pub facts: BTreeMap<String, Declared>,
}

impl Policy {
    /// For everybody's eyes: the default.
    pub const PUBLIC: Policy = Policy::of("public", [5, 10, 20, 10]);
    /// Nothing is hidden; every page says so.
    pub const INTERNAL: Policy = Policy::of("internal", [0; 4]);

    /// A policy that takes facts as they usually are.
    const fn of(id: &'static str, [least, least_for_mean, least_for_curve, least_at_risk]: [u64; 4]) -> Policy {
        Policy { id, least, least_for_mean, least_for_curve, least_at_risk, facts: BTreeMap::new() }
    }

    /// Whether anything is hidden at all.
    #[must_use]
    pub fn protects(&self) -> bool {
        self.least > 0
    }

    /// Of a base of fewer people than this no share is told, nor how many it is of.
    #[must_use]
    pub fn least_for_share(&self) -> u64 {
        2 * self.least
    }

    fn threshold(&self, about: About) -> u64 {
        match about {
            About::Number | About::Quantile | About::Reason => self.least,
            About::Mean => self.least_for_mean,
        }
    }

    /// Whether a cell is of too few people. Nobody is no few, except beyond a quantile: that is the greatest or the
    /// least value there is, and somebody's own.
    fn too_few(&self, cell: &Cell) -> bool {
        let few = cell.tally.n < self.threshold(cell.about);
        few && (cell.tally.n > 0 || cell.about == About::Quantile)
    }
}

/// Whether the mean of some values would tell one of them: all are alike, so that it is everybody's, or one or two
/// make up nearly all of an amount. The latter is the p % rule with 10 % and the dominance rule with two of 85 %, as in
/// the Handbook on Statistical Disclosure Control (Hundepool et al. 2012, 4.2).
pub(super) fn tells_of_one(values: &Histogram, amount: bool) -> bool {
    let ends = values.keys().next().zip(values.keys().next_back());
    let Some((&least, &greatest)) = ends else { return false };
    if least == greatest {
        return true;
    }
    if !amount || least < 0 {
        return false;
    }
    let total: i128 = values.iter().map(|(&value, &n)| i128::from(value) * i128::from(n)).sum();
    let mut largest =
        values.iter().rev().flat_map(|(&value, &n)| std::iter::repeat_n(i128::from(value), n.min(2) as usize));
    let first = largest.next().unwrap_or(0);
    let second = largest.next().unwrap_or(0);
    let rest = total - first - second;
    10 * rest < first || 100 * (first + second) > 85 * total
}

/// What a reader loses with a cell: a margin is worth many cells inside, a large one a little more than a small one.
fn loss(cost: u8, n: u64) -> f64 {
    match cost {
        0 => 0.0,
        cost => 30f64.powi(i32::from(cost) - 1) * (1.0 + (n as f64).ln_1p() / 10.0),
    }
}

/// Decides which cells of a store are hidden, so that a reader may think `people` to be otherwise.
///
/// # Errors
/// Only a bug, as counting.
pub(super) fn protect(store: &Store, policy: &Policy, people: &dyn Otherwise) -> Result<Suppressed> {
    if !policy.protects() {
        return Ok(Suppressed::default());
    }
    let unsafe_alone = |(cell, role): &(&Cell, &Role)| rule::is_unsafe(store, policy, cell, role);
    let primary: BTreeSet<Cell> = store.cells().filter(unsafe_alone).map(|(cell, _)| *cell).collect();
    secondary::suppress(store, policy, primary, people)
}

/// The cell to hide next in a partition, if it still gives something away.
fn partner(partition: &store::Partition, store: &Store, hidden: &BTreeSet<Cell>, policy: &Policy) -> Option<Cell> {
    let is_hidden = |cell: &&Cell| hidden.contains(*cell);
    let parts: Vec<&Cell> = partition.parts.iter().filter(is_hidden).collect();
    let total = hidden.contains(&partition.total);
    let alone = parts.len() + usize::from(total) == 1;
    let together: u64 = parts.iter().map(|cell| cell.tally.n).sum();
    let few = !total && !parts.is_empty() && together < policy.threshold(partition.total.about);
    if !alone && !few {
        return None;
    }
    // The cheapest that hides something: first what nobody prints, then inner cells, then margins; small before large.
    // Never a cell of nobody: it would be no help, since the total is then the hidden cell itself.
    let shown = partition.parts.iter().chain((!total).then_some(&partition.total));
    shown
        .filter(|cell| cell.tally.n > 0 && !hidden.contains(*cell))
        .copied()
        .min_by_key(|cell| (store.cost(cell), cell.tally.n, *cell))
}

#[cfg(test)]
mod tests {
    use super::people::AsTheyAre;
    use super::*;
    use crate::analysis::count::Tally;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn cell(id: u64, n: u64) -> Cell {
        Cell { tally: Tally { n, who: [id, id] }, about: About::Number, group: 0 }
    }

    /// A table of counts with both margins, as a store.
    fn table(counts: &[Vec<u64>]) -> (Store, Vec<Vec<Cell>>, Vec<Cell>, Vec<Cell>, Cell) {
        let (rows, columns) = (counts.len(), counts[0].len());
        let mut id = 0;
        let mut next = |n| {
            id += 1;
            cell(id, n)
        };
        let inner: Vec<Vec<Cell>> = counts.iter().map(|row| row.iter().map(|&n| next(n)).collect()).collect();
        let row_total: Vec<Cell> = counts.iter().map(|row| next(row.iter().sum())).collect();
        let column_total: Vec<Cell> = (0..columns).map(|c| next(counts.iter().map(|row| row[c]).sum())).collect();
        let grand = next(counts.iter().flatten().sum());
        let mut store = Store::default();
        let role = |cost| Role { sensitive: true, cost };
        for r in 0..rows {
            for cell in &inner[r] {
                store.note(*cell, role(1));
            }
            store.note(row_total[r], role(2));
            store.partition(row_total[r], inner[r].clone());
        }
        for c in 0..columns {
            store.note(column_total[c], role(2));
            store.partition(column_total[c], inner.iter().map(|row| row[c]).collect());
        }
        store.note(grand, role(3));
        store.partition(grand, row_total.clone());
        store.partition(grand, column_total.clone());
        (store, inner, row_total, column_total, grand)
    }

    #[test]
    fn one_small_cell_takes_a_partner_in_its_row_and_column() {
        let (store, inner, ..) = table(&[vec![3, 20, 30], vec![25, 40, 8], vec![9, 12, 50]]);
        let hidden = protect(&store, &Policy::PUBLIC, &AsTheyAre).unwrap().hidden;
        assert!(hidden.contains(&inner[0][0]));
        for (r, row) in inner.iter().enumerate() {
            let in_row = row.iter().filter(|cell| hidden.contains(cell)).count();
            assert_ne!(in_row, 1, "row {r}");
            let in_column = inner.iter().filter(|row| hidden.contains(&row[r])).count();
            assert_ne!(in_column, 1, "column {r}");
        }
    }

    fn values(values: &[(i64, u64)]) -> Histogram {
        values.iter().copied().collect()
    }

    #[test]
    fn a_mean_that_would_tell_one_value_is_found() {
        // All alike, and nobody at all.
        assert!(tells_of_one(&values(&[(7, 20)]), false) && !tells_of_one(&values(&[]), true));
        // Twenty at 5, and one so large that the others are less than a tenth of it, or two above 85 %.
        assert!(tells_of_one(&values(&[(5, 20), (1001, 1)]), true));
        assert!(!tells_of_one(&values(&[(5, 20), (60, 1)]), true));
        assert!(tells_of_one(&values(&[(5, 20), (284, 2)]), true));
        assert!(!tells_of_one(&values(&[(5, 20), (283, 2)]), true));
        // A scale has an end that everybody knows; what may be below nought has no parts of a whole.
        assert!(!tells_of_one(&values(&[(0, 20), (10, 1)]), false));
        assert!(!tells_of_one(&values(&[(-1, 20), (1000, 1)]), true));
    }

    #[test]
    fn a_cell_that_tells_of_one_is_hidden_with_a_partner() {
        let mean = |id, n| Cell { about: About::Mean, ..cell(id, n) };
        let (total, parts) = (mean(9, 60), vec![mean(1, 30), mean(2, 18), mean(3, 12)]);
        let mut store = Store::default();
        for part in parts.iter().chain([&total]) {
            store.note(*part, Role { sensitive: true, cost: 2 });
        }
        store.partition(total, parts.clone());
        assert!(protect(&store, &Policy::PUBLIC, &AsTheyAre).unwrap().hidden.is_empty());
        store.tells_of_one(parts[0]);
        assert_eq!(protect(&store, &Policy::PUBLIC, &AsTheyAre).unwrap().hidden, BTreeSet::from([parts[0], parts[2]]));
        assert!(protect(&store, &Policy::INTERNAL, &AsTheyAre).unwrap().hidden.is_empty());
    }

    #[test]
    fn few_or_none_beyond_a_quantile_hide_it() {
        let mut store = Store::default();
        let sides: Vec<Cell> = [0, 4, 5].into_iter().map(|n| Cell { about: About::Quantile, ..cell(n, n) }).collect();
        for side in &sides {
            store.note(*side, Role { sensitive: true, cost: 0 });
        }
        assert_eq!(protect(&store, &Policy::PUBLIC, &AsTheyAre).unwrap().hidden, BTreeSet::from([sides[0], sides[1]]));
    }

    #[test]
    fn two_hidden_that_are_few_together_take_a_third() {
        let total = cell(9, 40);
        let parts = vec![cell(1, 1), cell(2, 2), cell(3, 17), cell(4, 20)];
        let mut store = Store::default();
        for part in &parts {
            store.note(*part, Role { sensitive: true, cost: 1 });
        }
        store.note(total, Role { sensitive: true, cost: 2 });
        store.partition(total, parts.clone());
        let hidden = protect(&store, &Policy::PUBLIC, &AsTheyAre).unwrap().hidden;
        assert_eq!(hidden, BTreeSet::from([parts[0], parts[1], parts[2]]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn a_reader_who_tries_all_tables_cannot_bound_a_small_cell(
            counts in prop::collection::vec(prop::collection::vec(0u64..9, 2), 2)
        ) {
            let (store, inner, rows, columns, grand) = table(&counts);
            let Suppressed { hidden, unproven, .. } = protect(&store, &Policy::PUBLIC, &AsTheyAre).unwrap();
            prop_assert!(unproven.is_empty());
            let fits = |cell: &Cell, n: u64| hidden.contains(cell) || n == cell.tally.n;
            // Every table of so few people that agrees with what is printed.
            let most: u64 = 22;
            let mut seen: BTreeMap<Cell, BTreeSet<u64>> = BTreeMap::new();
            for i in 0..most * most * most * most {
                let x = [[i % most, i / most % most], [i / most.pow(2) % most, i / most.pow(3)]];
                let numbers = [(inner[0][0], x[0][0]), (inner[0][1], x[0][1]), (inner[1][0], x[1][0]),
                    (inner[1][1], x[1][1]), (rows[0], x[0][0] + x[0][1]), (rows[1], x[1][0] + x[1][1]),
                    (columns[0], x[0][0] + x[1][0]), (columns[1], x[0][1] + x[1][1]),
                    (grand, x.iter().flatten().sum())];
                if numbers.iter().all(|(cell, n)| fits(cell, *n)) {
                    for (cell, n) in numbers {
                        seen.entry(cell).or_default().insert(n);
                    }
                }
            }
            for (cell, _) in store.cells().filter(|(cell, _)| (1..5).contains(&cell.tally.n)) {
                let seen = &seen[cell];
                prop_assert!(seen.contains(&0) && seen.iter().any(|n| *n >= 5), "{cell:?}: {seen:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_partition_gives_a_hidden_cell_away(
            counts in prop::collection::vec(prop::collection::vec(0u64..30, 4), 3)
        ) {
            let (store, ..) = table(&counts);
            let hidden = protect(&store, &Policy::PUBLIC, &AsTheyAre).unwrap().hidden;
            for (cell, _) in store.cells() {
                prop_assert!(!(1..5).contains(&cell.tally.n) || hidden.contains(cell));
            }
            for partition in store.partitions() {
                let parts: Vec<_> = partition.parts.iter().filter(|c| hidden.contains(c)).collect();
                let total = hidden.contains(&partition.total);
                let open = parts.len() + usize::from(total);
                let everything = open == partition.parts.len() + 1;
                prop_assert!(open != 1, "one alone is given away");
                let sum: u64 = parts.iter().map(|c| c.tally.n).sum();
                prop_assert!(total || parts.is_empty() || sum >= 5 || everything);
            }
        }

        #[test]
        fn the_internal_policy_hides_nothing(counts in prop::collection::vec(prop::collection::vec(0u64..9, 3), 2)) {
            let (store, ..) = table(&counts);
            prop_assert!(protect(&store, &Policy::INTERNAL, &AsTheyAre).unwrap().hidden.is_empty());
        }
    }
}
