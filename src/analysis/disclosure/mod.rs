//! The gate: which cells are hidden so that nobody can be found.
//!
//! A cell is a set of people (and what would be told of them), whoever prints it. Primary rules hide small outcome cells
//! and their complements; then, in every partition that was published or follows from what was published, a second cell
//! is hidden where one alone would be given away, or where the hidden ones together are too few. Hiding only grows, so
//! this ends. A proof over all outputs at once belongs after [`protect`], on the same [`Store`].

mod store;

pub(super) use store::{Role, Store};

use super::results::{About, Cell};
use std::collections::BTreeSet;

/// What may be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its id.
    pub id: &'static str,
    /// Numbers of people from 1 to one less than this are hidden; 0 hides nothing.
    pub least: u64,
    /// Means over fewer people than this are hidden.
    pub least_for_mean: u64,
}

impl Policy {
    /// For everybody's eyes: the default.
    pub const PUBLIC: Policy = Policy { id: "public", least: 5, least_for_mean: 10 };
    /// Nothing is hidden; every page says so.
    pub const INTERNAL: Policy = Policy { id: "internal", least: 0, least_for_mean: 0 };

    /// Whether anything is hidden at all.
    #[must_use]
    pub fn protects(&self) -> bool {
        self.least > 0
    }

    fn threshold(&self, about: About) -> u64 {
        match about {
            About::Number => self.least,
            About::Mean => self.least_for_mean,
        }
    }
}

/// Decides which cells of a store are hidden.
pub(super) fn protect(store: &Store, policy: &Policy) -> BTreeSet<Cell> {
    let mut hidden = BTreeSet::new();
    if !policy.protects() {
        return hidden;
    }
    for (cell, role) in store.cells() {
        let small = (1..policy.threshold(cell.about)).contains(&cell.tally.n);
        if small && role.sensitive {
            hidden.insert(*cell);
        }
    }
    loop {
        let before = hidden.len();
        for partition in store.partitions() {
            while let Some(next) = partner(partition, store, &hidden, policy) {
                hidden.insert(next);
            }
        }
        if hidden.len() == before {
            return hidden;
        }
    }
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
    use super::*;
    use crate::analysis::count::Tally;
    use proptest::prelude::*;

    fn cell(id: u64, n: u64) -> Cell {
        Cell { tally: Tally { n, who: [id, id] }, about: About::Number }
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
        let hidden = protect(&store, &Policy::PUBLIC);
        assert!(hidden.contains(&inner[0][0]));
        for (r, row) in inner.iter().enumerate() {
            let in_row = row.iter().filter(|cell| hidden.contains(cell)).count();
            assert_ne!(in_row, 1, "row {r}");
            let in_column = inner.iter().filter(|row| hidden.contains(&row[r])).count();
            assert_ne!(in_column, 1, "column {r}");
        }
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
        let hidden = protect(&store, &Policy::PUBLIC);
        assert_eq!(hidden, BTreeSet::from([parts[0], parts[1], parts[2]]));
    }

    proptest! {
        #[test]
        fn no_partition_gives_a_hidden_cell_away(
            counts in prop::collection::vec(prop::collection::vec(0u64..30, 4), 3)
        ) {
            let (store, ..) = table(&counts);
            let hidden = protect(&store, &Policy::PUBLIC);
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
            prop_assert!(protect(&store, &Policy::INTERNAL).is_empty());
        }
    }
}
