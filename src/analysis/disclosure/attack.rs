//! What a reader of everything published can work out: numbers of people that nobody printed, bound by the sums between
//! them and by what was printed.
//!
//! An [`Alternative`] gives every cell another number, so that all sums hold and everything printed stays as it is: a
//! reader cannot tell it from the truth. A linear programme finds it; it counts only after it was checked in whole numbers.

use super::loss;
use super::side::Side;
use super::store::{Role, Store};
use crate::analysis::results::Cell;
use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A number for every cell, by its place.
pub(super) type Alternative = Vec<u64>;

/// Cells as the unknowns of a reader.
pub(super) struct System {
    /// The cells, in the order of the tables.
    pub(super) cells: Vec<Cell>,
    /// What the loss of each costs a reader; 0 nobody prints it.
    pub(super) cost: Vec<u8>,
    sums: Vec<Sum>,
    /// The sums each cell stands in.
    of_cell: Vec<Vec<usize>>,
    /// The cells of each indicator at a moment, in all its breakdowns.
    pub(super) tables: Vec<BTreeSet<usize>>,
    /// The cells of each group, of all indicators, by breakdown.
    breakdowns: Vec<Vec<BTreeSet<usize>>>,
    /// More people than this nobody believes in.
    most: u64,
}

/// A cell and those it is made of.
struct Sum {
    total: usize,
    parts: Vec<usize>,
    together: Together,
    /// Whether no part is greater than the total. A person who is rebuilt within each service may have had there what
    /// the person as a whole has not.
    inside: bool,
}

/// What the parts of a sum make together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Together {
    /// The total.
    All,
    /// The total or more: they share people, who knows how many.
    Overlap,
    /// Less: not everybody is in a part, or they would.
    Some,
}

impl Sum {
    fn holds(&self, of: impl Fn(usize) -> u64) -> bool {
        let together: u64 = self.parts.iter().map(|&part| of(part)).sum();
        let inside = || !self.inside || self.parts.iter().all(|&part| of(part) <= of(self.total));
        match self.together {
            Together::All => together == of(self.total),
            Together::Overlap => together >= of(self.total) && inside(),
            Together::Some => inside(),
        }
    }
}

/// What a search came to.
enum Found {
    One(Alternative),
    /// Nothing in whole numbers.
    Fractions,
    /// There is nothing.
    Nothing,
}

/// What an alternative is looked for. What was printed may be given up for it, as little as possible.
pub(super) struct Goal<'a> {
    /// What it has to show.
    pub(super) must: (usize, Side),
    /// What it may show as well, where nothing printed has to be given up for it.
    pub(super) may: &'a [(usize, Side)],
}

/// What a person short of a side costs that an alternative may show: too little for anything printed.
const PULL: f64 = 1e-3;

impl System {
    /// The numbers of people of a store, and the sums among them.
    pub(super) fn of(store: &Store) -> System {
        let mut cells = Vec::new();
        let mut cost = Vec::new();
        let people = |(cell, _): &(Cell, Role)| cell.about.is_number();
        for (cell, role) in store.in_order().into_iter().filter(people) {
            cells.push(cell);
            cost.push(role.cost);
        }
        let places: BTreeMap<Cell, usize> = cells.iter().enumerate().map(|(place, cell)| (*cell, place)).collect();
        let mut of_table: BTreeMap<(&str, &str), BTreeSet<usize>> = BTreeMap::new();
        for place in store.places() {
            if let Some((slice, cell)) = store.slices().get(place.slice as usize).zip(places.get(&place.cell)) {
                of_table.entry((&slice.indicator, &slice.moment)).or_default().insert(*cell);
            }
        }
        let mut of_group: BTreeMap<&str, BTreeMap<&[String], BTreeSet<usize>>> = BTreeMap::new();
        for place in store.places() {
            if let Some((slice, cell)) = store.slices().get(place.slice as usize).zip(places.get(&place.cell)) {
                of_group.entry(&slice.by).or_default().entry(&slice.group).or_default().insert(*cell);
            }
        }
        let breakdowns = of_group.into_values().map(|groups| groups.into_values().collect()).collect();
        let mut sums: Vec<Sum> = store
            .partitions()
            .filter_map(|partition| {
                let total = *places.get(&partition.total)?;
                let mut parts: Vec<usize> =
                    partition.parts.iter().filter_map(|part| places.get(part)).copied().collect();
                parts.sort_unstable();
                let sum: u64 = partition.parts.iter().map(|part| part.tally.n).sum();
                let together = match sum.cmp(&partition.total.tally.n) {
                    Ordering::Equal => Together::All,
                    Ordering::Greater => Together::Overlap,
                    Ordering::Less => Together::Some,
                };
                let inside = partition.parts.iter().all(|part| part.tally.n <= partition.total.tally.n);
                Some(Sum { total, parts, together, inside })
            })
            .collect();
        sums.sort_unstable_by(|a, b| (a.total, &a.parts).cmp(&(b.total, &b.parts)));
        let mut of_cell = vec![Vec::new(); cells.len()];
        for (i, sum) in sums.iter().enumerate() {
            for &cell in sum.parts.iter().chain([&sum.total]) {
                of_cell[cell].push(i);
            }
        }
        let most = cells.iter().map(|cell| cell.tally.n).max().unwrap_or(0) + 1000;
        System { cells, cost, sums, of_cell, tables: of_table.into_values().collect(), breakdowns, most }
    }

    /// The number of people of a cell.
    pub(super) fn truth(&self, cell: usize) -> u64 {
        self.cells.get(cell).map_or(0, |cell| cell.tally.n)
    }

    /// The cells of the groups a cell is of and of the smallest others of the breakdown, some `many` of them, for each
    /// breakdown it is in: who is of the one group may be of another.
    pub(super) fn groups_with(&self, cell: usize, many: usize) -> Vec<BTreeSet<usize>> {
        let size = |group: &BTreeSet<usize>| group.iter().map(|&cell| self.truth(cell)).max().unwrap_or(0);
        let among = self.breakdowns.iter().filter(|groups| groups.len() > 1);
        let mut found: Vec<BTreeSet<usize>> = Vec::new();
        for groups in among.filter(|groups| groups.iter().any(|group| group.contains(&cell))) {
            let mut by_size: Vec<&BTreeSet<usize>> = groups.iter().collect();
            by_size.sort_by_key(|group| (!group.contains(&cell), size(group)));
            let mut free = BTreeSet::new();
            for group in by_size {
                if free.is_empty() || free.len() + group.len() <= many {
                    free.extend(group);
                }
            }
            found.push(free);
        }
        found.sort_by_key(BTreeSet::len);
        found
    }

    /// The cells nearest to one, some `many` of them.
    pub(super) fn near(&self, cell: usize, many: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::from([cell]);
        let mut edge = vec![cell];
        while found.len() < many && !edge.is_empty() {
            let sums: BTreeSet<usize> = edge.iter().flat_map(|&cell| self.of_cell[cell].iter().copied()).collect();
            edge.clear();
            let cells = sums.iter().flat_map(|&i| self.sums[i].parts.iter().chain([&self.sums[i].total]));
            for &cell in cells {
                if found.len() < many && found.insert(cell) {
                    edge.push(cell);
                }
            }
        }
        found
    }

    /// Looks for an alternative in which only the cells of `free` differ from the truth. None is found where there is
    /// none, or where the solver gave up.
    pub(super) fn find(&self, free: &BTreeSet<usize>, printed: &[bool], goal: &Goal<'_>) -> Option<Alternative> {
        // Tables mostly have whole answers without being asked for them.
        let found = match self.solve(free, printed, goal, false) {
            Found::Fractions => self.solve(free, printed, goal, true),
            found => found,
        };
        match found {
            Found::One(alternative) => Some(alternative),
            Found::Fractions | Found::Nothing => None,
        }
    }

    fn solve(&self, free: &BTreeSet<usize>, printed: &[bool], goal: &Goal<'_>, whole: bool) -> Found {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let most = self.most as f64;
        let mut variable = |cost: f64, low: f64, high: f64| {
            if whole {
                problem.add_integer_var(cost, (low as i32, high as i32))
            } else {
                problem.add_var(cost, (low, high))
            }
        };
        // A hidden cell is a variable, a printed one what it is and what is added and taken away.
        let mut terms: BTreeMap<usize, (f64, Vec<(Variable, f64)>)> = BTreeMap::new();
        for &cell in free {
            let n = self.truth(cell) as f64;
            let term = if printed[cell] {
                let cost = loss(self.cost[cell], self.truth(cell));
                (n, vec![(variable(cost, 0.0, most), 1.0), (variable(cost, 0.0, n), -1.0)])
            } else {
                let (low, high) = match goal.must {
                    (must, Side::AtMost(n)) if must == cell => (0.0, n as f64),
                    (must, Side::AtLeast(least)) if must == cell => (least as f64, most),
                    _ => (0.0, most),
                };
                (0.0, vec![(variable(0.0, low, high), 1.0)])
            };
            terms.insert(cell, term);
        }
        let mut constraints: Vec<(LinearExpr, ComparisonOp, f64)> = Vec::new();
        for (cell, side) in goal.may {
            let Some((_, of_cell)) = terms.get(cell) else { continue };
            let short = variable(PULL, 0.0, most);
            let (sign, least) = match side {
                Side::AtMost(n) => (-1.0, -(*n as f64)),
                Side::AtLeast(least) => (1.0, *least as f64),
            };
            let expr = of_cell.iter().map(|(var, by)| (*var, by * sign)).chain([(short, 1.0)]).collect();
            constraints.push((expr, ComparisonOp::Ge, least));
        }
        let sums: BTreeSet<usize> = terms.keys().flat_map(|&cell| self.of_cell[cell].iter().copied()).collect();
        for sum in sums.into_iter().filter_map(|i| self.sums.get(i)) {
            let add = |cells: &[(usize, f64)]| -> (Vec<(Variable, f64)>, f64) {
                // Groups that overlap may be the same people: a cell that stands twice counts twice.
                let mut times: BTreeMap<usize, f64> = BTreeMap::new();
                cells.iter().for_each(|(cell, sign)| *times.entry(*cell).or_default() += sign);
                let mut constant = 0.0;
                let mut expr = Vec::new();
                for (cell, times) in times {
                    match terms.get(&cell) {
                        Some((n, of_cell)) => {
                            constant += times * n;
                            expr.extend(of_cell.iter().map(|(var, by)| (*var, by * times)));
                        }
                        None => constant += times * self.truth(cell) as f64,
                    }
                }
                (expr, -constant)
            };
            let op = match sum.together {
                Together::All => Some(ComparisonOp::Eq),
                Together::Overlap => Some(ComparisonOp::Ge),
                Together::Some => None,
            };
            if let Some(op) = op {
                let parts = sum.parts.iter().map(|part| (*part, 1.0)).chain([(sum.total, -1.0)]);
                let (expr, rest) = add(&parts.collect::<Vec<_>>());
                constraints.push((expr.into_iter().collect(), op, rest));
            }
            for part in sum.parts.iter().filter(|_| sum.together != Together::All && sum.inside) {
                let (expr, rest) = add(&[(*part, 1.0), (sum.total, -1.0)]);
                constraints.push((expr.into_iter().collect(), ComparisonOp::Le, rest));
            }
        }
        for (expr, op, rest) in constraints {
            problem.add_constraint(expr, op, rest);
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(NODES);
        let solution = match problem.solve_with(options) {
            Err(microlp::Error::Infeasible) => return Found::Nothing,
            Err(_) => return Found::Fractions,
            Ok(outcome) => match outcome.into_solution() {
                Ok(solution) => solution,
                Err(_) => return Found::Fractions,
            },
        };
        let mut alternative: Alternative = self.cells.iter().map(|cell| cell.tally.n).collect();
        for (cell, (n, of_cell)) in &terms {
            let value = n + of_cell.iter().map(|(var, by)| by * solution.var_value(*var)).sum::<f64>();
            let near = value.round();
            if (value - near).abs() > 1e-6 || near < 0.0 {
                return Found::Fractions;
            }
            alternative[*cell] = near as u64;
        }
        let (cell, side) = goal.must;
        let shows = side.shown_by(alternative[cell]);
        if shows && self.adds_up(&alternative) { Found::One(alternative) } else { Found::Fractions }
    }

    /// Whether all sums hold of an alternative, in whole numbers.
    fn adds_up(&self, alternative: &Alternative) -> bool {
        self.sums.iter().all(|sum| sum.holds(|cell| alternative[cell]))
    }

    /// Whether a reader cannot tell an alternative from the truth.
    pub(super) fn agrees(&self, alternative: &Alternative, printed: &[bool]) -> bool {
        let same = |cell: usize| alternative.get(cell) == Some(&self.truth(cell));
        self.adds_up(alternative) && (0..self.cells.len()).all(|cell| !printed[cell] || same(cell))
    }
}

/// How long the solver may look for whole numbers.
const NODES: u64 = 200;
