//! Beside the method of others: elimination (`GaussSuppression`, Langsrud 2024) hides what makes a hidden number a sum of
//! printed ones, and is then mended until no hidden number can be bounded. Linked tables of invented people.

use super::attack::{Goal, System};
use super::people::AsTheyAre;
use super::side::Side;
use super::store::{Role, Store};
use super::{Policy, loss, protect};
use crate::analysis::count::Tally;
use crate::analysis::results::{About, Cell};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// A number in a table: for each fact a value, or everybody.
type Name = Vec<Option<usize>>;

/// Linked tables: who stands in each number, the store, and the cell of each.
struct Tables {
    people: Vec<Vec<usize>>,
    store: Store,
    cells: BTreeMap<Name, Cell>,
}

/// So many people with facts of so many values, told by every pair of facts, with all margins.
fn tables(seed: u64, people: usize, facts: &[usize]) -> Tables {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    // The first values more often than the last.
    let mut skewed = |n: usize| {
        let unit = (dice.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        (unit.powf(1.8) * n as f64) as usize
    };
    let people: Vec<Vec<usize>> = (0..people).map(|_| facts.iter().map(|n| skewed(*n)).collect()).collect();
    let everybody: Name = vec![None; facts.len()];
    let mut names = vec![everybody.clone()];
    for (i, n) in facts.iter().enumerate() {
        for value in 0..*n {
            let mut one = everybody.clone();
            one[i] = Some(value);
            names.push(one.clone());
            for (j, m) in facts.iter().enumerate().skip(i + 1) {
                names.extend((0..*m).map(|other| {
                    let mut two = one.clone();
                    two[j] = Some(other);
                    two
                }));
            }
        }
    }
    let inside =
        |name: &Name, person: &[usize]| name.iter().zip(person).all(|(own, value)| own.is_none_or(|own| own == *value));
    let mut store = Store::default();
    let mut cells = BTreeMap::new();
    for (i, name) in names.iter().enumerate() {
        let n = people.iter().filter(|person| inside(name, person)).count() as u64;
        let cell = Cell { tally: Tally { n, who: [i as u64, 1] }, about: About::Number, group: 0 };
        let cost = 3 - name.iter().flatten().count() as u8;
        store.note(cell, Role { sensitive: true, cost });
        cells.insert(name.clone(), cell);
    }
    for name in &names {
        for (i, n) in facts.iter().enumerate().filter(|(i, _)| name[*i].is_none()) {
            let part = |value: usize| {
                let mut part = name.clone();
                part[i] = Some(value);
                cells.get(&part).copied()
            };
            if let Some(parts) = (0..*n).map(part).collect::<Option<Vec<Cell>>>() {
                store.partition(cells[name], parts);
            }
        }
    }
    Tables { people, store, cells }
}

/// A prime, modulo which sums are eliminated.
const PRIME: u64 = (1 << 31) - 1;

fn inverse(x: u64) -> u64 {
    let (mut power, mut base, mut result) = (PRIME - 2, x, 1);
    while power > 0 {
        if power & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        power >>= 1;
    }
    result
}

/// Takes so much of one number from another that nothing is left at the place where the one begins.
fn reduce(other: &mut [u64], own: &[u64], begins: usize) {
    let times = other[begins];
    if times != 0 {
        other.iter_mut().zip(own).for_each(|(x, y)| *x = (*x + (PRIME - times) * y) % PRIME);
    }
}

/// What elimination hides: numbers are printed, the most useful first, as long as no hidden one becomes a sum of them.
fn eliminated(tables: &Tables, least: u64) -> BTreeSet<Cell> {
    let profiles: Vec<&Vec<usize>> = tables.people.iter().collect::<BTreeSet<_>>().into_iter().collect();
    let column = |name: &Name| -> Vec<u64> {
        let inside = |person: &[usize]| name.iter().zip(person).all(|(own, value)| own.is_none_or(|own| own == *value));
        profiles.iter().map(|person| u64::from(inside(person))).collect()
    };
    let small = |cell: &Cell| (1..least).contains(&cell.tally.n);
    let mut hidden: BTreeSet<Cell> = tables.cells.values().filter(|cell| small(cell)).copied().collect();
    let mut primary: Vec<Vec<u64>> =
        tables.cells.iter().filter(|(_, cell)| small(cell)).map(|(name, _)| column(name)).collect();
    let mut basis: Vec<(usize, Vec<u64>)> = Vec::new();
    let mut others: Vec<(&Name, &Cell)> = tables.cells.iter().filter(|(_, cell)| !small(cell)).collect();
    others.sort_by_key(|(name, cell)| (name.iter().flatten().count(), std::cmp::Reverse(cell.tally.n)));
    for (name, cell) in others {
        let mut own = column(name);
        basis.iter().for_each(|(begins, of_basis)| reduce(&mut own, of_basis, *begins));
        // A sum of what is printed already says nothing new.
        let Some(begins) = own.iter().position(|x| *x != 0) else { continue };
        let times = inverse(own[begins]);
        own.iter_mut().for_each(|x| *x = *x * times % PRIME);
        let tells = |of: &Vec<u64>| {
            let mut rest = of.clone();
            reduce(&mut rest, &own, begins);
            of.iter().any(|x| *x != 0) && rest.iter().all(|x| *x == 0)
        };
        if primary.iter().any(tells) {
            hidden.insert(*cell);
            continue;
        }
        primary.iter_mut().for_each(|of| reduce(of, &own, begins));
        basis.push((begins, own));
    }
    hidden
}

/// Hides the cheapest number beside one that can still be bounded, until none can.
fn mended(tables: &Tables, mut hidden: BTreeSet<Cell>, least: u64) -> BTreeSet<Cell> {
    let system = System::of(&tables.store);
    let all: BTreeSet<usize> = (0..system.cells.len()).collect();
    let targets: Vec<usize> = all.iter().copied().filter(|i| (1..least).contains(&system.truth(*i))).collect();
    for target in targets {
        for side in [Side::AtLeast(least), Side::AtMost(0)] {
            loop {
                let printed: Vec<bool> = system.cells.iter().map(|cell| !hidden.contains(cell)).collect();
                let goal = Goal { must: (target, side), may: &[] };
                if system.find(&all, &printed, &goal).is_some_and(|found| system.agrees(&found, &printed)) {
                    break;
                }
                // In its own sums first, then in those of what is hidden beside it.
                let cell = system.cells[target];
                let beside = |of: &BTreeSet<Cell>| -> BTreeSet<Cell> {
                    let with = tables
                        .store
                        .partitions()
                        .filter(|sum| of.contains(&sum.total) || sum.parts.iter().any(|part| of.contains(part)));
                    with.flat_map(|sum| sum.parts.iter().copied().chain([sum.total])).collect()
                };
                let mut near = BTreeSet::from([cell]);
                let next = loop {
                    let wider = beside(&near);
                    let shown = wider.iter().filter(|cell| cell.tally.n > 0 && !hidden.contains(cell));
                    let cheapest =
                        shown.min_by(|a, b| price(tables, a).total_cmp(&price(tables, b)).then(a.cmp(b))).copied();
                    if cheapest.is_some() || wider.len() == near.len() {
                        break cheapest;
                    }
                    near = wider.into_iter().filter(|cell| hidden.contains(cell)).chain(near).collect();
                };
                let Some(next) = next else { break };
                hidden.insert(next);
            }
        }
    }
    hidden
}

fn price(tables: &Tables, cell: &Cell) -> f64 {
    loss(tables.store.cost(cell), cell.tally.n)
}

/// How many numbers are hidden, and how many of them are of groups, or of everybody.
fn lost(tables: &Tables, hidden: &BTreeSet<Cell>) -> (usize, usize) {
    let margins = hidden.iter().filter(|cell| tables.store.cost(cell) > 1 && cell.tally.n >= 5);
    (hidden.len(), margins.count())
}

#[test]
fn no_more_is_hidden_than_by_elimination_mended() {
    let (mut ours, mut theirs) = ((0, 0), (0, 0));
    for seed in 0..4 {
        let tables = tables(seed, 150, &[2, 3, 4, 5]);
        let suppressed = protect(&tables.store, &Policy::PUBLIC, &AsTheyAre).unwrap();
        assert!(suppressed.unproven.is_empty());
        let own = lost(&tables, &suppressed.hidden);
        let other = lost(&tables, &mended(&tables, eliminated(&tables, 5), 5));
        assert!(own.1 <= other.1, "seed {seed}: margins {own:?} {other:?}");
        (ours.0, ours.1) = (ours.0 + own.0, ours.1 + own.1);
        (theirs.0, theirs.1) = (theirs.0 + other.0, theirs.1 + other.1);
    }
    assert!(ours.0 <= theirs.0, "{ours:?} {theirs:?}");
}

/// The table of `benches/README.md`; a release build takes a minute for it.
#[test]
#[ignore = "measures; run it alone with --nocapture"]
#[allow(clippy::disallowed_methods, reason = "it is about the time")]
fn what_it_costs_beside_elimination() {
    println!(
        "| people | cells | of few | hidden | of these groups | time | by elimination, mended | of these groups | time |"
    );
    for (people, facts) in
        [(150, &[2, 3, 4, 5][..]), (300, &[2, 3, 4, 5, 6]), (600, &[3, 4, 5, 6, 7, 5]), (2500, &[3, 4, 5, 6, 7, 5])]
    {
        let tables = tables(1, people, facts);
        let few = tables.cells.values().filter(|cell| (1..5).contains(&cell.tally.n)).count();
        let begun = Instant::now();
        let suppressed = protect(&tables.store, &Policy::PUBLIC, &AsTheyAre).unwrap();
        let (time, own) = (begun.elapsed(), lost(&tables, &suppressed.hidden));
        let begun = Instant::now();
        let other = lost(&tables, &mended(&tables, eliminated(&tables, 5), 5));
        println!(
            "| {people} | {} | {few} | {} | {} | {:.1} s | {} | {} | {:.1} s | unproven {}",
            tables.cells.len(),
            own.0,
            own.1,
            time.as_secs_f64(),
            other.0,
            other.1,
            begun.elapsed().as_secs_f64(),
            suppressed.unproven.len(),
        );
    }
}
