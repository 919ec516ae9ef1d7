//! The linear programme that proposes who is otherwise.

use super::published::{Bar, Published};
use super::search::Moves;
use super::side::Side;
use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};
use std::collections::BTreeMap;

/// A programme: which of some moves are made, and how often.
pub(super) struct Programme<'a> {
    published: &'a Published<'a>,
    moves: &'a Moves,
    chosen: &'a [u32],
    /// What it must keep: the printed places that some of the moves change, those that change alike as one.
    rows: Vec<Row>,
    /// What is printed whatever is hidden, and how much it may change.
    fixed: Vec<Fixed>,
}

/// What is printed whatever is hidden.
struct Fixed {
    /// By how much each chosen move changes it.
    by: Vec<(usize, i32)>,
    /// How much less and how much more it may be.
    room: (i64, i64),
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

impl<'a> Programme<'a> {
    pub(super) fn of(published: &'a Published<'a>, moves: &'a Moves, chosen: &'a [u32]) -> Programme<'a> {
        let mut of_place: BTreeMap<u32, Vec<(usize, i32)>> = BTreeMap::new();
        for (i, number) in chosen.iter().enumerate() {
            for (place, by) in moves.effect(*number) {
                of_place.entry(*place).or_default().push((i, *by));
            }
        }
        let mut fixed = Vec::new();
        let mut alike: BTreeMap<Vec<(usize, i32)>, BTreeMap<usize, f64>> = BTreeMap::new();
        for (place, by) in of_place {
            // Sums of values are brought back afterwards.
            if published.is_total(place) {
                continue;
            }
            match published.bar(place) {
                Bar::Printed(loss) => {
                    alike.entry(by).or_default().insert(published.cell[place as usize], loss);
                }
                Bar::Fixed => fixed.push(Fixed { by, room: published.room(place) }),
                Bar::None => {}
            }
        }
        let row = |(by, cells): (Vec<(usize, i32)>, BTreeMap<usize, f64>)| {
            let loss = cells.values().sum();
            Row { by: by.into_iter().map(|(i, by)| (i, f64::from(by))).collect(), loss, weight: loss }
        };
        Programme { published, moves, chosen, rows: alike.into_iter().map(row).collect(), fixed }
    }

    /// Weighs a change by what it costs that there is one, however great, as the last answer has it: that sets few
    /// great changes before many small ones (Candès, Wakin & Boyd 2008, *Enhancing sparsity by reweighted l1
    /// minimization*).
    pub(super) fn weigh(&mut self, times: &[u32]) {
        for row in &mut self.rows {
            let times = |i: usize| times.get(i).map_or(0.0, |times| f64::from(*times));
            let change: f64 = row.by.iter().map(|(i, by)| by * times(*i)).sum();
            row.weight = row.loss / (change.abs() + NEAR);
        }
    }

    /// How often each move is made, so that the number at a place shows a side at the least cost; none where no answer was
    /// found.
    pub(super) fn solve(&self, place: u32, side: Side) -> Option<Vec<u32>> {
        // Tables mostly have whole answers without being asked for them.
        match self.attempt(place, side, false)? {
            Solved::Whole(times) => Some(times),
            Solved::Fractions => match self.attempt(place, side, true)? {
                Solved::Whole(times) => Some(times),
                Solved::Fractions => None,
            },
        }
    }

    fn attempt(&self, place: u32, side: Side, whole: bool) -> Option<Solved> {
        let Programme { published, moves, chosen, rows, fixed } = self;
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut of_class: BTreeMap<u32, Vec<Variable>> = BTreeMap::new();
        let size = |class: u32| moves.size(class).min(1000);
        let variables: Vec<Variable> = chosen
            .iter()
            .map(|number| {
                let class = moves.class(*number);
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
        let by = |number: &u32| moves.effect(*number).iter().find(|(at, _)| *at == place).map_or(0, |(_, by)| *by);
        let wanted: LinearExpr =
            chosen.iter().zip(&variables).map(|(number, var)| (*var, f64::from(by(number)))).collect();
        let truth = published.truth(place) as f64;
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
        for Fixed { by, room: (least, most) } in fixed {
            let sum = || by.iter().map(|(i, by)| (variables[*i], f64::from(*by))).collect::<LinearExpr>();
            constraints.push((sum(), ComparisonOp::Le, *most as f64));
            constraints.push((sum(), ComparisonOp::Ge, *least as f64));
        }
        for row in rows {
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

/// The part of a person at which a change is as good as none.
const NEAR: f64 = 0.1;
