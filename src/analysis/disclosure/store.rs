//! The one list of cells: every number anywhere is about one of these sets of people.

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

/// Cells and the sums between them.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Store {
    cells: BTreeMap<Cell, Noted>,
    /// The breakdowns there are.
    breakdowns: Vec<String>,
    /// The one of which cells are being noted.
    current: usize,
    partitions: BTreeSet<Partition>,
    telling: BTreeSet<Cell>,
}

#[derive(Debug, Clone)]
struct Noted {
    role: Role,
    /// The how-manieth it was.
    rank: usize,
    /// The breakdowns it was met in.
    breakdowns: BTreeSet<usize>,
}

/// A cell as it was noted.
pub(in crate::analysis) struct Known {
    pub(in crate::analysis) cell: Cell,
    pub(in crate::analysis) role: Role,
    /// The breakdowns it stands in, by number.
    pub(in crate::analysis) breakdowns: BTreeSet<usize>,
}

impl Store {
    /// Names the breakdown of the cells that are noted from here on.
    pub(in crate::analysis) fn within(&mut self, breakdown: &str) {
        let known = self.breakdowns.iter().position(|known| known == breakdown);
        self.current = known.unwrap_or(self.breakdowns.len());
        if known.is_none() {
            self.breakdowns.push(breakdown.to_owned());
        }
    }

    /// Notes a cell; met in several roles, the weightier counts.
    pub(in crate::analysis) fn note(&mut self, cell: Cell, role: Role) {
        let rank = self.cells.len();
        let noted = self.cells.entry(cell).or_insert_with(|| Noted { role, rank, breakdowns: BTreeSet::new() });
        noted.role.sensitive |= role.sensitive;
        noted.role.cost = noted.role.cost.max(role.cost);
        noted.breakdowns.insert(self.current);
    }

    /// Notes everything another store has noted.
    pub(in crate::analysis) fn extend(&mut self, other: Store) {
        for Known { cell, role, breakdowns } in other.in_order() {
            for breakdown in breakdowns.into_iter().filter_map(|place| other.breakdowns.get(place)) {
                self.within(breakdown);
                self.note(cell, role);
            }
        }
        self.partitions.extend(other.partitions);
        self.telling.extend(other.telling);
    }

    /// Notes that a cell is the sum of others. Parts of nobody stay in it: an attacker does not know that they are.
    pub(in crate::analysis) fn partition(&mut self, total: Cell, mut parts: Vec<Cell>) {
        parts.sort_unstable();
        // A cell that is its own only part with somebody in it would ask to be hidden for its own sake.
        let people = parts.iter().filter(|part| part.tally.n > 0).count();
        if total.tally.n > 0 && (people > 1 || parts.len() > 1) && !parts.contains(&total) {
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

    /// Cells in an order of their own.
    pub(in crate::analysis) fn cells(&self) -> impl Iterator<Item = (&Cell, &Role)> {
        self.cells.iter().map(|(cell, noted)| (cell, &noted.role))
    }

    /// Cells in the order in which they were noted: that of the tables, whatever the order of the rows they were
    /// counted from.
    pub(in crate::analysis) fn in_order(&self) -> Vec<Known> {
        let mut cells: Vec<(&Cell, &Noted)> = self.cells.iter().collect();
        cells.sort_unstable_by_key(|(_, noted)| noted.rank);
        let known = |(cell, noted): (&Cell, &Noted)| Known {
            cell: *cell,
            role: noted.role,
            breakdowns: noted.breakdowns.clone(),
        };
        cells.into_iter().map(known).collect()
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
