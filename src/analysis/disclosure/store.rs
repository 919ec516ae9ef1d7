//! The one list of cells: every number anywhere is about one of these sets of people.

use crate::analysis::count::Slice;
use crate::analysis::results::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// What a cell is to the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analysis) struct Role {
    /// Whether a small number of it says something about somebody.
    pub(in crate::analysis) sensitive: bool,
    /// What its loss would cost a reader: 0 nobody prints it, 1 an inner cell, 2 a group, 3 a total.
    pub(in crate::analysis) cost: u8,
}

/// A cell and the cells it is the sum of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analysis) struct Partition {
    /// The sum.
    pub(in crate::analysis) total: Cell,
    /// The parts; they share nobody.
    pub(in crate::analysis) parts: Vec<Cell>,
}

/// A number of people where it stands: a name in a slice. The same people may stand in several places of which no reader
/// knows that they are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::analysis) struct Place {
    /// The slice, by its place among [`Store::slices`].
    pub(in crate::analysis) slice: u32,
    /// The name of the cell in it.
    pub(in crate::analysis) name: String,
    /// Who stands there.
    pub(in crate::analysis) cell: Cell,
    /// What it is to the gate here; nothing where it is printed whatever is hidden.
    pub(in crate::analysis) role: Option<Role>,
    /// How much less and how much more there may be, and the same would be printed.
    pub(in crate::analysis) room: (i64, i64),
}

/// The sum of the values of some people, which a rounded mean tells nearly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::analysis) struct Total {
    /// The slice, by its place among [`Store::slices`].
    pub(in crate::analysis) slice: u32,
    /// Its name there.
    pub(in crate::analysis) name: String,
    /// The sum, in units of the grid.
    pub(in crate::analysis) sum: i64,
    /// How much smaller and how much greater it could be, and the same would be printed; both ends count.
    pub(in crate::analysis) room: (i64, i64),
    /// The people, and the cell of what is told of them: without one of the two nothing is printed.
    pub(in crate::analysis) with: [Cell; 2],
}

/// Cells, where they stand, and the sums between them.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Store {
    cells: BTreeMap<Cell, Noted>,
    slices: Vec<Slice>,
    places: Vec<Place>,
    totals: Vec<Total>,
    partitions: BTreeSet<Partition>,
    telling: BTreeSet<Cell>,
    of_all: BTreeSet<Cell>,
    withheld: BTreeSet<Cell>,
}

#[derive(Debug, Clone, Copy)]
struct Noted {
    role: Role,
    /// The how-manieth it was.
    rank: usize,
}

impl Store {
    /// Notes a cell; met in several roles, the weightier counts.
    pub(in crate::analysis) fn note(&mut self, cell: Cell, role: Role) {
        let rank = self.cells.len();
        let noted = &mut self.cells.entry(cell).or_insert(Noted { role, rank }).role;
        noted.sensitive |= role.sensitive;
        noted.cost = noted.cost.max(role.cost);
    }

    /// Notes where a cell stands; of one slice after another.
    pub(in crate::analysis) fn place(&mut self, slice: &Slice, name: &str, cell: Cell, role: Option<Role>) {
        let slice = self.slice(slice);
        self.places.push(Place { slice, name: name.to_owned(), cell, role, room: (0, 0) });
    }

    /// The same of what is printed, but not to the last.
    pub(in crate::analysis) fn place_within(
        &mut self,
        slice: &Slice,
        name: &str,
        cell: Cell,
        (role, room): (Option<Role>, (i64, i64)),
    ) {
        let slice = self.slice(slice);
        self.places.push(Place { slice, name: name.to_owned(), cell, role, room });
    }

    fn slice(&mut self, slice: &Slice) -> u32 {
        if self.slices.last() != Some(slice) {
            self.slices.push(slice.clone());
        }
        self.slices.len() as u32 - 1
    }

    /// Notes a sum of values in a slice, one slice after another.
    pub(in crate::analysis) fn total(
        &mut self,
        slice: &Slice,
        name: &str,
        sum: i64,
        room: (i64, i64),
        with: [Cell; 2],
    ) {
        let slice = self.slice(slice);
        self.totals.push(Total { slice, name: name.to_owned(), sum, room, with });
    }

    /// Notes everything another store has noted.
    pub(in crate::analysis) fn extend(&mut self, other: Store) {
        for (cell, role) in other.in_order() {
            self.note(cell, role);
        }
        let before = self.slices.len() as u32;
        self.slices.extend(other.slices);
        self.places.extend(other.places.into_iter().map(|place| Place { slice: place.slice + before, ..place }));
        self.totals.extend(other.totals.into_iter().map(|total| Total { slice: total.slice + before, ..total }));
        self.partitions.extend(other.partitions);
        self.telling.extend(other.telling);
        self.of_all.extend(other.of_all);
        self.withheld.extend(other.withheld);
    }

    /// Notes that a cell is the sum of others. Parts of nobody stay in it: an attacker does not know that they are. So
    /// does a part that is all of it: where both are printed a reader sees that of the others there is nobody.
    pub(in crate::analysis) fn partition(&mut self, total: Cell, mut parts: Vec<Cell>) {
        parts.sort_unstable();
        if parts != [total] {
            self.partitions.insert(Partition { total, parts });
        }
    }

    /// Notes that what is said of a cell would tell the value of one of its people, however many they are.
    pub(in crate::analysis) fn tells_of_one(&mut self, cell: Cell) {
        self.telling.insert(cell);
    }

    /// Whether [`Store::tells_of_one`] was said of a cell.
    pub(in crate::analysis) fn is_telling(&self, cell: &Cell) -> bool {
        self.telling.contains(cell)
    }

    /// Notes a cell of nobody that would tell something of everybody else in its base.
    pub(in crate::analysis) fn tells_of_all(&mut self, cell: Cell) {
        self.of_all.insert(cell);
    }

    /// Whether [`Store::tells_of_all`] was said of a cell.
    pub(in crate::analysis) fn is_of_all(&self, cell: &Cell) -> bool {
        self.of_all.contains(cell)
    }

    /// Notes that a cell is not told because the base it is a part of is too small for a share. It may be known.
    pub(in crate::analysis) fn withhold(&mut self, cell: Cell) {
        self.withheld.insert(cell);
    }

    /// Whether [`Store::withhold`] was said of a cell.
    pub(in crate::analysis) fn is_withheld(&self, cell: &Cell) -> bool {
        self.withheld.contains(cell)
    }

    /// Cells in an order of their own.
    pub(in crate::analysis) fn cells(&self) -> impl Iterator<Item = (&Cell, &Role)> {
        self.cells.iter().map(|(cell, noted)| (cell, &noted.role))
    }

    /// Cells in the order in which they were noted: that of the tables, whatever the order of the rows they were
    /// counted from.
    pub(in crate::analysis) fn in_order(&self) -> Vec<(Cell, Role)> {
        let mut cells: Vec<(&Cell, &Noted)> = self.cells.iter().collect();
        cells.sort_unstable_by_key(|(_, noted)| noted.rank);
        cells.into_iter().map(|(cell, noted)| (*cell, noted.role)).collect()
    }

    /// Places in the order of the tables, whatever the order of the rows they were counted from.
    pub(in crate::analysis) fn places(&self) -> &[Place] {
        &self.places
    }

    /// Sums of values in the order of the tables.
    pub(in crate::analysis) fn totals(&self) -> &[Total] {
        &self.totals
    }

    /// The slices that places are in.
    pub(in crate::analysis) fn slices(&self) -> &[Slice] {
        &self.slices
    }

    /// Partitions in order.
    pub(in crate::analysis) fn partitions(&self) -> impl Iterator<Item = &Partition> {
        self.partitions.iter()
    }

    /// What hiding a cell costs.
    pub(in crate::analysis) fn cost(&self, cell: &Cell) -> u8 {
        self.cells.get(cell).map_or(0, |noted| noted.role.cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::count::Tally;
    use crate::analysis::results::About;

    #[test]
    fn a_part_that_is_all_of_its_sum_leaves_nobody_for_the_others() {
        let cell = |id, n| Cell { tally: Tally { n, who: [id, 0] }, about: About::Number, group: 0 };
        let (all, nobody) = (cell(1, 15), cell(2, 0));
        let mut store = Store::default();
        store.partition(all, vec![all]);
        assert_eq!(store.partitions().count(), 0);
        store.partition(all, vec![nobody, all]);
        assert_eq!(store.partitions().count(), 1);
    }
}
