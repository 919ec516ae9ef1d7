//! The search for an alternative: other people of whom everything printed would be printed all the same.
//!
//! A linear programme picks who of a few well chosen people is otherwise, so that a hidden number comes out as wanted and
//! as little as possible of what is printed changes. Its answer is no more than a proposal: whoever is otherwise is
//! counted again in whole numbers, and what then differs is either hidden or the answer is no good.

use super::loss;
use super::people::{Block, Effect};
use super::side::Side;
use super::store::{Place, Store};
use crate::analysis::results::Cell;
use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is published, by place.
#[derive(Clone)]
pub(super) struct Published<'a> {
    pub(super) places: &'a [Place],
    /// The cell of each place, by its number.
    cell: Vec<usize>,
    /// The cells.
    pub(super) cells: Vec<Cell>,
    /// Whether each cell is hidden.
    pub(super) hidden: Vec<bool>,
    /// What stands in the way of changing the number at each place.
    bars: Vec<Bar>,
    /// What a reader loses with the number at each place; nothing where it is not printed, or cannot be hidden.
    price: Vec<f64>,
    /// The places of each cell.
    of_cell: Vec<Vec<u32>>,
}

impl<'a> Published<'a> {
    /// All places of a store, with these cells hidden.
    pub(super) fn of(store: &'a Store, hidden: &BTreeSet<Cell>) -> Published<'a> {
        let mut numbers: FxHashMap<Cell, usize> = FxHashMap::default();
        let mut all = Published {
            places: store.places(),
            cell: Vec::new(),
            cells: Vec::new(),
            hidden: Vec::new(),
            bars: Vec::new(),
            price: Vec::new(),
            of_cell: Vec::new(),
        };
        for (place, at) in store.places().iter().enumerate() {
            let number = *numbers.entry(at.cell).or_insert_with(|| {
                all.cells.push(at.cell);
                all.hidden.push(hidden.contains(&at.cell));
                all.of_cell.push(Vec::new());
                all.cells.len() - 1
            });
            all.cell.push(number);
            all.of_cell[number].push(place as u32);
            all.bars.push(match at.role {
                None => Bar::Fixed,
                Some(role) if role.cost == 0 || all.hidden[number] => Bar::None,
                Some(_) => Bar::Printed(loss(store.cost(&at.cell), at.cell.tally.n)),
            });
        }
        let price = |bar: &Bar| if let Bar::Printed(loss) = bar { *loss } else { 0.0 };
        all.price = all.bars.iter().map(price).collect();
        all
    }

    /// How many there are at a place.
    pub(super) fn truth(&self, place: u32) -> u64 {
        self.places.get(place as usize).map_or(0, |place| place.cell.tally.n)
    }

    /// What stands in the way of changing the number at a place.
    fn bar(&self, place: u32) -> Bar {
        self.bars.get(place as usize).copied().unwrap_or(Bar::Fixed)
    }

    /// Hides whatever is printed of these places.
    pub(super) fn hide(&mut self, places: impl Iterator<Item = u32>) {
        for place in places {
            if let Bar::Printed(_) = self.bar(place) {
                let cell = self.cell[place as usize];
                self.hidden[cell] = true;
                for other in &self.of_cell[cell] {
                    if let Bar::Printed(_) = self.bars[*other as usize] {
                        self.bars[*other as usize] = Bar::None;
                        self.price[*other as usize] = 0.0;
                    }
                }
            }
        }
    }
}

/// What stands in the way of a change.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Bar {
    /// Nothing: nobody sees it.
    None,
    /// It is printed; the loss of it.
    Printed(f64),
    /// It is printed, and cannot be hidden.
    Fixed,
}

/// A block as it is searched.
pub(super) struct Moves {
    /// How many people each class has.
    size: Vec<u32>,
    /// The class of each move, and what it changes.
    all: Vec<(u32, Effect)>,
    /// The moves that make the number at a place smaller, and those that make it greater.
    of_place: FxHashMap<u32, [Vec<u32>; 2]>,
}

impl Moves {
    /// The moves of a block that change nothing that cannot be hidden.
    pub(super) fn of(block: Block, published: &Published<'_>) -> Moves {
        let mut moves = Moves { size: Vec::new(), all: Vec::new(), of_place: FxHashMap::default() };
        for class in block {
            let number = moves.size.len() as u32;
            moves.size.push(class.size);
            let free = |effect: &Effect| effect.iter().all(|(place, _)| published.bar(*place) != Bar::Fixed);
            for effect in class.moves.into_iter().filter(free) {
                for (place, by) in &effect {
                    moves.of_place.entry(*place).or_default()[usize::from(*by > 0)].push(moves.all.len() as u32);
                }
                moves.all.push((number, effect));
            }
        }
        moves
    }

    /// How many people could yet come to a place, or else go from it.
    pub(super) fn reach(&self, place: u32, side: Side) -> u64 {
        let moves = self.of_place.get(&place).map(|moves| &moves[usize::from(matches!(side, Side::AtLeast(_)))]);
        let classes: BTreeSet<u32> = moves.into_iter().flatten().map(|number| self.class(*number)).collect();
        classes.into_iter().filter_map(|class| self.size.get(class as usize)).map(|size| u64::from(*size)).sum()
    }

    fn effect(&self, number: u32) -> &[(u32, i32)] {
        self.all.get(number as usize).map_or(&[], |(_, effect)| effect)
    }

    fn class(&self, number: u32) -> u32 {
        self.all.get(number as usize).map_or(0, |(class, _)| *class)
    }
}

/// Who is otherwise, and what comes of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alternative {
    /// Moves, each so many times.
    pub(super) moves: Vec<(u32, u32)>,
    /// By how many people the number of each place changes.
    pub(super) change: BTreeMap<u32, i64>,
    /// What a reader loses for it.
    pub(super) loss: f64,
}

impl Alternative {
    /// The number at a place.
    pub(super) fn at(&self, place: u32, published: &Published<'_>) -> u64 {
        published.truth(place).saturating_add_signed(self.change.get(&place).copied().unwrap_or(0))
    }
}

/// How many moves are looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Width {
    /// Moves that change the number itself as wanted.
    pub(super) direct: usize,
    /// For each of them, moves that make good what it changes beside.
    pub(super) each: usize,
}

/// The search in one block.
pub(super) struct Search<'a> {
    pub(super) published: &'a Published<'a>,
    pub(super) moves: &'a Moves,
}

impl Search<'_> {
    /// An alternative in which the number at a place shows a side, at the least loss that is found.
    pub(super) fn find(&self, place: u32, side: Side, width: Width) -> Option<Alternative> {
        let chosen = self.chosen(place, side, width);
        let mut rows = Rows::of(self, &chosen);
        let mut best: Option<Alternative> = None;
        for _ in 0..ROUNDS {
            let times = match solve(self, &chosen, &rows, place, side, false) {
                Some(Solved::Fractions) => solve(self, &chosen, &rows, place, side, true),
                solved => solved,
            };
            let Some(Solved::Whole(times)) = times else { break };
            rows.weigh(&times);
            let moves = chosen.iter().copied().zip(times).filter(|(_, times)| *times > 0).collect();
            let found = self.checked(moves, place, side);
            let better = found.as_ref().is_some_and(|found| best.as_ref().is_none_or(|best| found.loss < best.loss));
            if !better {
                break;
            }
            best = found;
            if best.as_ref().is_some_and(|found| found.loss == 0.0) {
                break;
            }
        }
        best
    }

    /// An alternative that makes nothing good: just so many people are otherwise as it takes, those first that cost least.
    pub(super) fn plain(&self, place: u32, side: Side) -> Option<Alternative> {
        let truth = self.published.truth(place);
        let toward = self.moves.of_place.get(&place).map(|moves| &moves[usize::from(matches!(side, Side::AtLeast(_)))]);
        let mut direct: Vec<(f64, u32)> =
            toward.into_iter().flatten().map(|number| (self.harm(*number), *number)).collect();
        direct.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut left = match side {
            Side::AtMost(most) => truth.saturating_sub(most),
            Side::AtLeast(least) => least.saturating_sub(truth),
        };
        let mut taken: BTreeSet<u32> = BTreeSet::new();
        let mut moves = Vec::new();
        for (_, number) in direct {
            let class = self.moves.class(number);
            let size = self.moves.size.get(class as usize).copied().unwrap_or(0);
            if left > 0 && taken.insert(class) {
                let times = u64::from(size).min(left);
                left -= times;
                moves.push((number, times as u32));
            }
        }
        self.checked(moves, place, side)
    }

    /// Counts an answer again.
    fn checked(&self, moves: Vec<(u32, u32)>, place: u32, side: Side) -> Option<Alternative> {
        let mut of_class: BTreeMap<u32, u32> = BTreeMap::new();
        let mut change: BTreeMap<u32, i64> = BTreeMap::new();
        for (number, times) in &moves {
            *of_class.entry(self.moves.class(*number)).or_default() += times;
            for (place, by) in self.moves.effect(*number) {
                *change.entry(*place).or_default() += i64::from(*by) * i64::from(*times);
            }
        }
        change.retain(|_, by| *by != 0);
        let there =
            |(class, times): (&u32, &u32)| self.moves.size.get(*class as usize).is_some_and(|size| times <= size);
        let mut loss = BTreeMap::new();
        for place in change.keys() {
            match self.published.bar(*place) {
                Bar::None => {}
                Bar::Printed(cost) => {
                    loss.insert(self.published.cell[*place as usize], cost);
                }
                Bar::Fixed => return None,
            }
        }
        let found = Alternative { moves, change, loss: loss.values().sum() };
        (of_class.iter().all(there) && side.shown_by(found.at(place, self.published))).then_some(found)
    }

    /// Moves that change the number as wanted, and moves that make good what those change beside.
    fn chosen(&self, place: u32, side: Side, width: Width) -> Vec<u32> {
        let fewer = matches!(side, Side::AtMost(_));
        let toward = self.moves.of_place.get(&place).map(|moves| &moves[usize::from(!fewer)]);
        let mut direct: Vec<(f64, u32)> =
            toward.into_iter().flatten().map(|number| (self.harm(*number), *number)).collect();
        direct.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        // Not all ways of one class: nobody can be otherwise in two ways.
        let mut of_class: FxHashMap<u32, usize> = FxHashMap::default();
        let most = if fewer { width.direct.div_ceil(2) } else { width.direct.div_ceil(4) };
        direct.retain(|(_, number)| {
            let times = of_class.entry(self.moves.class(*number)).or_default();
            *times += 1;
            *times <= most
        });
        direct.truncate(width.direct);
        let mut chosen: BTreeSet<u32> = direct.iter().map(|(_, number)| *number).collect();
        let mut change = vec![0i32; self.published.places.len()];
        let mut tried = vec![0u32; self.moves.all.len()];
        for (time, (_, number)) in (1..).zip(&direct) {
            let effect = self.moves.effect(*number);
            effect.iter().for_each(|(at, by)| change[*at as usize] = *by);
            let mut best: Vec<(f64, u32)> = Vec::new();
            self.helpers(*number, time, &mut tried, &mut |other| {
                let mut gain = 0.0;
                for (at, by) in self.moves.effect(other) {
                    let before = change[*at as usize];
                    gain += self.published.price[*at as usize] * f64::from((before + by).abs() - before.abs());
                }
                if gain < 0.0 {
                    best.push((gain, other));
                }
            });
            best.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            chosen.extend(best.iter().take(width.each).map(|(_, number)| *number));
            effect.iter().for_each(|(at, _)| change[*at as usize] = 0);
        }
        chosen.into_iter().collect()
    }

    /// What a move alone would cost.
    fn harm(&self, number: u32) -> f64 {
        let price = |(place, by): &(u32, i32)| self.published.price[*place as usize] * f64::from(by.abs());
        self.moves.effect(number).iter().map(price).sum()
    }

    /// Looks at moves that change something printed the other way than a move does, those first that do so where few
    /// others do; each once, as `tried` has it.
    fn helpers(&self, number: u32, time: u32, tried: &mut [u32], look: &mut dyn FnMut(u32)) {
        let effect = self.moves.effect(number).iter();
        let printed = effect.filter(|(place, _)| self.published.price[*place as usize] > 0.0);
        let mut against: Vec<&Vec<u32>> =
            printed.filter_map(|(place, by)| Some(&self.moves.of_place.get(place)?[usize::from(*by < 0)])).collect();
        against.sort_by_key(|moves| moves.len());
        let mut looked = 0;
        for other in against.into_iter().flatten() {
            if std::mem::replace(&mut tried[*other as usize], time) != time {
                look(*other);
                looked += 1;
                if looked > HELPERS {
                    return;
                }
            }
        }
    }
}

/// How often an answer is looked for with other weights.
const ROUNDS: usize = 4;
/// The part of a person at which a change is as good as none.
const NEAR: f64 = 0.1;
/// Moves that are compared as help for another.
const HELPERS: usize = 2000;

/// What the programme must keep: the places that some chosen move changes, those that change alike as one.
struct Rows {
    printed: Vec<Row>,
}

/// What changes alike.
struct Row {
    /// By how much each chosen move changes it.
    by: Vec<(usize, f64)>,
    /// What its loss costs.
    loss: f64,
    /// What the programme is told that a change by one person costs.
    weight: f64,
}

impl Rows {
    fn of(search: &Search<'_>, chosen: &[u32]) -> Rows {
        let mut of_place: BTreeMap<u32, Vec<(usize, i32)>> = BTreeMap::new();
        for (i, number) in chosen.iter().enumerate() {
            for (place, by) in search.moves.effect(*number) {
                of_place.entry(*place).or_default().push((i, *by));
            }
        }
        let mut alike: BTreeMap<Vec<(usize, i32)>, BTreeMap<usize, f64>> = BTreeMap::new();
        for (place, by) in of_place {
            if let Bar::Printed(loss) = search.published.bar(place) {
                alike.entry(by).or_default().insert(search.published.cell[place as usize], loss);
            }
        }
        let row = |(by, cells): (Vec<(usize, i32)>, BTreeMap<usize, f64>)| {
            let loss = cells.values().sum();
            Row { by: by.into_iter().map(|(i, by)| (i, f64::from(by))).collect(), loss, weight: loss }
        };
        Rows { printed: alike.into_iter().map(row).collect() }
    }

    /// Weighs a change by what it costs that there is one, however great, as the last answer has it: that sets few
    /// great changes before many small ones (Candès, Wakin & Boyd 2008, *Enhancing sparsity by reweighted l1
    /// minimization*).
    fn weigh(&mut self, times: &[u32]) {
        for row in &mut self.printed {
            let times = |i: usize| times.get(i).map_or(0.0, |times| f64::from(*times));
            let change: f64 = row.by.iter().map(|(i, by)| by * times(*i)).sum();
            row.weight = row.loss / (change.abs() + NEAR);
        }
    }
}

/// How often each chosen move is made.
enum Solved {
    Whole(Vec<u32>),
    Fractions,
}

/// How long the solver may look for whole numbers.
const NODES: u64 = 200;
/// What it costs that one more person is otherwise: next to nothing.
const ONE_MORE: f64 = 1e-3;

/// None where there is no answer.
fn solve(search: &Search<'_>, chosen: &[u32], rows: &Rows, place: u32, side: Side, whole: bool) -> Option<Solved> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut of_class: BTreeMap<u32, Vec<Variable>> = BTreeMap::new();
    let size = |class: u32| search.moves.size.get(class as usize).copied().unwrap_or(0).min(1000);
    let variables: Vec<Variable> = chosen
        .iter()
        .map(|number| {
            let class = search.moves.class(*number);
            let variable = if whole {
                problem.add_integer_var(ONE_MORE, (0, size(class) as i32))
            } else {
                problem.add_var(ONE_MORE, (0.0, f64::from(size(class))))
            };
            of_class.entry(class).or_default().push(variable);
            variable
        })
        .collect();
    let mut constraints: Vec<(LinearExpr, ComparisonOp, f64)> = Vec::new();
    let by = |number: &u32| search.moves.effect(*number).iter().find(|(at, _)| *at == place).map_or(0, |(_, by)| *by);
    let wanted: LinearExpr = chosen.iter().zip(&variables).map(|(number, var)| (*var, f64::from(by(number)))).collect();
    let truth = search.published.truth(place) as f64;
    match side {
        Side::AtMost(most) => constraints.push((wanted, ComparisonOp::Le, most as f64 - truth)),
        Side::AtLeast(least) => constraints.push((wanted, ComparisonOp::Ge, least as f64 - truth)),
    }
    for (class, variables) in of_class {
        if variables.len() > 1 {
            let sum = variables.into_iter().map(|var| (var, 1.0)).collect();
            constraints.push((sum, ComparisonOp::Le, f64::from(size(class))));
        }
    }
    for row in &rows.printed {
        // By how much it rises or falls.
        let up = problem.add_var(row.weight, (0.0, f64::INFINITY));
        let down = problem.add_var(row.weight, (0.0, f64::INFINITY));
        let changes = row.by.iter().filter_map(|(i, by)| Some((*variables.get(*i)?, *by)));
        let row = changes.chain([(up, -1.0), (down, 1.0)]).collect();
        constraints.push((row, ComparisonOp::Eq, 0.0));
    }
    for (expr, op, rest) in constraints {
        problem.add_constraint(expr, op, rest);
    }
    let mut options = SolveOptions::default();
    options.node_limit = Some(NODES);
    let solution = problem.solve_with(options).ok()?.into_solution().ok()?;
    let mut times = Vec::new();
    for variable in variables {
        let value = solution.var_value(variable);
        if (value - value.round()).abs() > 1e-6 {
            return Some(Solved::Fractions);
        }
        times.push(value.round().max(0.0) as u32);
    }
    Some(Solved::Whole(times))
}
