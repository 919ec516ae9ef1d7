//! Bounds by everything at once: linear programmes over what single sums leave open.

use super::system::System;
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Numbers that hang together, and what binds them.
#[derive(Debug, Clone)]
pub struct Part {
    /// The open numbers.
    pub places: Vec<usize>,
    constraints: Vec<usize>,
}

/// The open numbers of a system in parts that have no sum in common.
#[must_use]
pub fn parts(system: &System) -> Vec<Part> {
    let open = |place: usize| system.bounds[place].0 < system.bounds[place].1;
    let mut of_place: Vec<Vec<usize>> = vec![Vec::new(); system.names.len()];
    for (i, constraint) in system.constraints.iter().enumerate() {
        for (place, _) in constraint.terms.iter().filter(|(place, _)| open(*place)) {
            of_place[*place].push(i);
        }
    }
    let mut met = vec![false; system.names.len()];
    let mut parts = Vec::new();
    for start in 0..system.names.len() {
        if met[start] || !open(start) {
            continue;
        }
        met[start] = true;
        let mut part = Part { places: Vec::new(), constraints: Vec::new() };
        let mut constraints = BTreeSet::new();
        let mut edge = VecDeque::from([start]);
        while let Some(place) = edge.pop_front() {
            part.places.push(place);
            for &i in &of_place[place] {
                if constraints.insert(i) {
                    for (other, _) in &system.constraints[i].terms {
                        if open(*other) && !met[*other] {
                            met[*other] = true;
                            edge.push_back(*other);
                        }
                    }
                }
            }
        }
        part.constraints = constraints.into_iter().collect();
        parts.push(part);
    }
    parts
}

impl Part {
    /// The numbers nearest to one of them, some `many`, with what binds only them: what it leaves out can only
    /// narrow further.
    #[must_use]
    pub fn near(&self, system: &System, place: usize, many: usize) -> Part {
        let mut of_place: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &i in &self.constraints {
            for (other, _) in &system.constraints[i].terms {
                of_place.entry(*other).or_default().push(i);
            }
        }
        let open = |place: usize| system.bounds[place].0 < system.bounds[place].1;
        let mut found = BTreeSet::from([place]);
        let mut constraints = BTreeSet::new();
        let mut edge = VecDeque::from([place]);
        while let Some(place) = edge.pop_front() {
            if found.len() >= many {
                break;
            }
            for &i in of_place.get(&place).into_iter().flatten() {
                if constraints.insert(i) {
                    for (other, _) in &system.constraints[i].terms {
                        if open(*other) && found.insert(*other) {
                            edge.push_back(*other);
                        }
                    }
                }
            }
        }
        Part { places: found.into_iter().collect(), constraints: constraints.into_iter().collect() }
    }

    /// How much a programme over it costs.
    #[must_use]
    pub fn effort(&self) -> usize {
        self.places.len() * self.constraints.len().max(1)
    }

    /// Numbers that agree with everything, as many as may be of `targets` at least `enough`; none where the solver
    /// gave up.
    #[must_use]
    pub fn raised(&self, system: &System, targets: &[usize], enough: i64) -> Option<BTreeMap<usize, f64>> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let variables = self.variables(system, &mut problem);
        for target in targets {
            let Some(variable) = variables.get(target) else { continue };
            let high = system.bounds[*target].1.min(enough);
            let reached = problem.add_var(1.0, (0.0, high as f64));
            problem.add_constraint([(reached, 1.0), (*variable, -1.0)], ComparisonOp::Le, 0.0);
        }
        self.solve(system, problem, &variables)
    }

    /// Numbers that agree with everything, with as few people in `targets` as may be.
    #[must_use]
    pub fn lowered(&self, system: &System, targets: &[usize]) -> Option<BTreeMap<usize, f64>> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let wanted: BTreeSet<usize> = targets.iter().copied().collect();
        let variables = self.variables_with(system, &mut problem, |place| f64::from(u8::from(wanted.contains(&place))));
        self.solve(system, problem, &variables)
    }

    fn variables(&self, system: &System, problem: &mut Problem) -> BTreeMap<usize, Variable> {
        self.variables_with(system, problem, |_| 0.0)
    }

    fn variables_with(
        &self,
        system: &System,
        problem: &mut Problem,
        cost: impl Fn(usize) -> f64,
    ) -> BTreeMap<usize, Variable> {
        let variable = |place: &usize| {
            let (low, high) = system.bounds[*place];
            (*place, problem.add_var(cost(*place), (low as f64, high as f64)))
        };
        self.places.iter().map(variable).collect()
    }

    fn solve(
        &self,
        system: &System,
        mut problem: Problem,
        variables: &BTreeMap<usize, Variable>,
    ) -> Option<BTreeMap<usize, f64>> {
        for &i in &self.constraints {
            let constraint = &system.constraints[i];
            let mut plus = constraint.plus as f64;
            let mut terms = Vec::new();
            for (place, factor) in &constraint.terms {
                match variables.get(place) {
                    Some(variable) => terms.push((*variable, *factor as f64)),
                    None => plus += (*factor * system.bounds[*place].0) as f64,
                }
            }
            let op = if constraint.exact { ComparisonOp::Eq } else { ComparisonOp::Le };
            problem.add_constraint(terms, op, -plus);
        }
        let solution = problem.solve().ok()?.into_solution().ok()?;
        Some(variables.iter().map(|(place, variable)| (*place, solution.var_value(*variable))).collect())
    }
}
