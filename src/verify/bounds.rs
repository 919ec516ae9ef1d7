//! Bounds by what stands beside: each sum narrows each of its numbers, again and again, until nothing changes.

use super::system::{Constraint, System};
use std::collections::{BTreeSet, VecDeque};

/// How often a sum may be looked at; more rounds than any report needs.
const ROUNDS: usize = 400;

/// The numbers contradict each other: the place of one that would have to be two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contradiction(pub usize);

/// Narrows the bounds of a system as far as single sums do.
///
/// # Errors
/// When no numbers at all agree with what is printed.
pub fn narrow(system: &mut System) -> Result<(), Contradiction> {
    let all = (0..system.constraints.len()).collect();
    from(system, all)
}

fn from(system: &mut System, start: Vec<usize>) -> Result<(), Contradiction> {
    let mut of_place: Vec<Vec<usize>> = vec![Vec::new(); system.names.len()];
    for (i, constraint) in system.constraints.iter().enumerate() {
        for (place, _) in &constraint.terms {
            of_place[*place].push(i);
        }
    }
    let mut waiting: VecDeque<usize> = start.into();
    let mut is_waiting: BTreeSet<usize> = waiting.iter().copied().collect();
    let mut left = ROUNDS * system.constraints.len().max(1);
    while let Some(next) = waiting.pop_front() {
        is_waiting.remove(&next);
        if left == 0 {
            return Ok(());
        }
        left -= 1;
        let Some(constraint) = system.constraints.get(next) else { continue };
        for place in apply(constraint, &mut system.bounds)? {
            for &other in &of_place[place] {
                if is_waiting.insert(other) {
                    waiting.push_back(other);
                }
            }
        }
    }
    Ok(())
}

/// Narrows the numbers of one sum; gives those that changed.
fn apply(constraint: &Constraint, bounds: &mut [(i64, i64)]) -> Result<Vec<usize>, Contradiction> {
    let ends = |factor: i64, (low, high): (i64, i64)| {
        if factor > 0 { (factor * low, factor * high) } else { (factor * high, factor * low) }
    };
    let mut changed = Vec::new();
    let (mut least, mut most) = (constraint.plus, constraint.plus);
    for (place, factor) in &constraint.terms {
        let (low, high) = ends(*factor, bounds[*place]);
        least += low;
        most += high;
    }
    for (place, factor) in &constraint.terms {
        let before = bounds[*place];
        let (low, high) = ends(*factor, before);
        let (rest_least, rest_most) = (least - low, most - high);
        // factor · x is at most minus the least of the rest, and where the sum is exact at least minus the most of it.
        let mut now = before;
        if *factor > 0 {
            now.1 = now.1.min((-rest_least).div_euclid(*factor));
        } else {
            now.0 = now.0.max(ceiling(rest_least, -factor));
        }
        if constraint.exact {
            if *factor > 0 {
                now.0 = now.0.max(ceiling(-rest_most, *factor));
            } else {
                now.1 = now.1.min(rest_most.div_euclid(-factor));
            }
        }
        if now.0 > now.1 {
            return Err(Contradiction(*place));
        }
        if now != before {
            bounds[*place] = now;
            let (low, high) = ends(*factor, now);
            least = rest_least + low;
            most = rest_most + high;
            changed.push(*place);
        }
    }
    Ok(changed)
}

/// The least whole number that is at least `a / b`, `b` above nought.
fn ceiling(a: i64, b: i64) -> i64 {
    -(-a).div_euclid(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::system::{Slice, What};

    fn system(n: usize) -> System {
        let mut system = System::default();
        for i in 0..n {
            system.place(&Slice::default(), What::Yes(i.to_string()), true);
        }
        system
    }

    #[test]
    fn a_total_bounds_its_parts_and_they_it() {
        let mut system = system(4);
        system.print(0, 20);
        system.print(1, 13);
        system.sum(0, &[1, 2, 3]);
        assert_eq!(narrow(&mut system), Ok(()));
        assert_eq!(system.bounds[2..], [(0, 7), (0, 7)]);
        system.print(2, 5);
        assert_eq!(narrow(&mut system), Ok(()));
        assert_eq!(system.bounds[3], (2, 2));
    }

    #[test]
    fn what_cannot_be_is_seen() {
        let mut system = system(3);
        system.print(0, 10);
        system.print(1, 11);
        system.sum(0, &[1, 2]);
        assert!(narrow(&mut system).is_err());
    }

    #[test]
    fn whole_numbers_are_rounded_inwards() {
        let mut system = system(2);
        // Three of the one are at most ten, and at least as many as the other.
        system.print(1, 10);
        system.ratio((0, 3), &[(1, 1)]);
        assert!(narrow(&mut system).is_err());
        assert_eq!((ceiling(7, 2), ceiling(-7, 2), ceiling(8, 2)), (4, -3, 4));
    }
}
