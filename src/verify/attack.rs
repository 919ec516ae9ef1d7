//! The attack: what a reader of everything released can work out about numbers that were hidden.
//!
//! It reads released rows and the codebook everybody has, states what binds the numbers, and bounds each of them, first by
//! single sums, then by linear programmes. It shares no code with what hid the numbers. What it finds narrow is narrow;
//! that it finds nothing shows that these ways lead nowhere.

use super::across;
use super::bounds::{Contradiction, narrow};
use super::known::{Known, known};
use super::programme::{Part, parts};
use super::rows::Row;
use super::rules;
use super::system::{Name, System, What};
use super::within;
use crate::fact::{Kind, Moment, Vocabulary};
use crate::indicator::{Indicator, Library, Measure};
use std::collections::{BTreeMap, BTreeSet};

/// How much may be spent on linear programmes: the same work on every machine, so that the answer is the same too.
const EFFORT: usize = 60_000_000;
/// Numbers looked at around one where all that hang together are too many.
const AROUND: usize = 400;
/// A programme over more than this is not begun.
const LARGE: usize = 4_000_000;
/// Numbers whose intervals are worked out to their ends, the narrowest first.
const NARROWEST: usize = 12;

/// A number that can be bounded too narrowly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// The number.
    pub name: Name,
    /// The least and the greatest it can be.
    pub bounds: (i64, i64),
}

/// What an attack came to.
#[derive(Debug, Clone, Default)]
pub struct Attacked {
    /// How many numbers of people were not printed.
    pub hidden: usize,
    /// How many of them were attacked: a small one would say something about somebody.
    pub targets: usize,
    /// The narrowest interval that was found of those.
    pub narrowest: Option<(i64, i64)>,
    /// Too narrow.
    pub leaks: Vec<Leak>,
    /// Found out, but of enough people.
    pub pinned: Vec<Leak>,
    /// Numbers that would have to be two at once.
    pub contradictions: Vec<Name>,
    /// How many numbers only single sums were tried on.
    pub untried: usize,
}

impl Attacked {
    /// Two attacks on rows that share nobody.
    #[must_use]
    pub fn and(mut self, other: Attacked) -> Attacked {
        self.hidden += other.hidden;
        self.targets += other.targets;
        let width = |(low, high): &(i64, i64)| high - low;
        self.narrowest = self.narrowest.into_iter().chain(other.narrowest).min_by_key(width);
        self.leaks.extend(other.leaks);
        self.pinned.extend(other.pinned);
        self.contradictions.extend(other.contradictions);
        self.untried += other.untried;
        self
    }
}

/// Everything that binds the numbers of these rows.
#[must_use]
pub fn constrained(rows: &[Row], library: &Library, vocabulary: &Vocabulary, inferred: bool) -> System {
    let mut known: Known = known(rows);
    within::within(&mut known, &vocabulary.statuses);
    within::given_away(&mut known, rows);
    across::groups(&mut known, inferred);
    across::same_people(&mut known, library, vocabulary);
    rules::of_transitions(&mut known, library, vocabulary);
    let mut system = known.system;
    // What somebody brought along is no outcome.
    for place in 0..system.names.len() {
        let of_entry =
            library.get(&system.names[place].slice.indicator).any(|indicator| tells_of_entry(indicator, vocabulary));
        system.sensitive[place] &= !of_entry;
    }
    // Ten times the largest number there is, and some: more nobody believes in.
    let printed = system.bounds.iter().zip(&system.printed).filter(|(_, printed)| **printed);
    let most = printed.map(|(bounds, _)| bounds.1).max().unwrap_or(0) * 10 + 1000;
    for bounds in &mut system.bounds {
        bounds.1 = bounds.1.min(most);
    }
    system
}

/// Whether an indicator tells only what was so when people came.
fn tells_of_entry(indicator: &Indicator, vocabulary: &Vocabulary) -> bool {
    let Measure::Distribution { of } = &indicator.measure else { return false };
    of != "exit_reason" && vocabulary.fact(of).is_some_and(|fact| fact.kind == Kind::Category)
}

/// Attacks released rows of which no number of `least - 1` people or fewer may be told. `truth` gives the numbers that
/// were hidden, where they are at hand: then each small one must be able to be nought and no small one at all.
#[must_use]
pub fn attack(
    rows: &[Row],
    least: u64,
    library: &Library,
    vocabulary: &Vocabulary,
    truth: Option<&BTreeMap<Name, i64>>,
) -> Attacked {
    let mut system = constrained(rows, library, vocabulary, true);
    if narrow(&mut system).is_err() {
        // Groups that seemed to share nobody do.
        system = constrained(rows, library, vocabulary, false);
    }
    let differ = system.differ.iter().map(|place| system.names[*place].clone()).collect();
    let mut attacked = Attacked { contradictions: differ, ..Attacked::default() };
    if let Err(Contradiction(place)) = narrow(&mut system) {
        attacked.contradictions.push(system.names[place].clone());
        return attacked;
    }
    let enough = i64::try_from(least).unwrap_or(i64::MAX);
    let unread = |place: &usize| system.in_row[*place] && !system.printed[*place];
    attacked.hidden = (0..system.names.len()).filter(unread).count();
    let mut work = Work { system: &mut system, enough, effort: EFFORT, untried: 0 };
    work.raise();
    if let Some(truth) = truth {
        work.lower(truth);
    }
    work.narrowest();
    work.background();
    attacked.untried = work.untried;
    let small = |place: usize| {
        truth.is_some_and(|truth| truth.get(&system.names[place]).is_some_and(|n| (1..enough).contains(n)))
    };
    // How many people a number may be of at most, by what is known of who they are.
    let brought = |place: usize| {
        let name = &system.names[place];
        let is_of_entry = match &name.what {
            What::Pair(level) | What::ClassPair(level) => level.ends_with(">total"),
            What::Due => true,
            _ => Moment::parse(&name.slice.moment).is_some_and(Moment::at_entry),
        };
        truth.filter(|_| is_of_entry && !system.sensitive[place]).and_then(|truth| truth.get(name)).copied()
    };
    let mut background = system.background(brought);
    let room = if narrow(&mut background).is_ok() { background.bounds } else { Vec::new() };
    for place in (0..system.names.len()).filter(|place| system.sensitive[*place]) {
        let (low, high) = system.bounds[place];
        // Who came from where is told, however few they are. Then of so few it must be possible that all are meant.
        let most = enough.min(room.get(place).map_or(enough, |bounds| bounds.1));
        let leak = Leak { name: system.names[place].clone(), bounds: (low, high) };
        let unread = system.in_row[place] && !system.printed[place];
        attacked.targets += usize::from(unread);
        // Whoever knows the truth looks at small numbers only; a reader has to take any hidden number for one.
        let narrow = truth.is_none() && ((1..most).contains(&high) || low > 0 && high < enough);
        if narrow || small(place) && (low > 0 || high < most) {
            attacked.leaks.push(leak);
        } else if low == high && unread && low > 0 {
            attacked.pinned.push(leak);
        } else if low < high {
            let width = |(low, high): (i64, i64)| (high - low, low);
            let narrower = attacked.narrowest.is_none_or(|found| width((low, high)) < width(found));
            if narrower {
                attacked.narrowest = Some((low, high));
            }
        }
    }
    attacked
}

struct Work<'a> {
    system: &'a mut System,
    enough: i64,
    effort: usize,
    untried: usize,
}

impl Work<'_> {
    fn targets(&self, part: &Part) -> Vec<usize> {
        part.places.iter().copied().filter(|place| self.system.sensitive[*place]).collect()
    }

    fn spend(&mut self, part: &Part) -> bool {
        let left = self.effort.checked_sub(part.effort()).filter(|_| part.effort() <= LARGE);
        self.effort = left.unwrap_or(self.effort);
        left.is_some()
    }

    /// Finds for each number whether it may be of enough people.
    fn raise(&mut self) {
        for part in parts(self.system) {
            let mut open: Vec<usize> =
                self.targets(&part).into_iter().filter(|place| self.system.bounds[*place].1 >= self.enough).collect();
            // All at once first: most are shown by one alternative.
            for round in 0.. {
                if open.is_empty() || !self.spend(&part) {
                    break;
                }
                let Some(found) = part.raised(self.system, &open, self.enough) else { break };
                let before = open.len();
                open.retain(|place| found.get(place).is_none_or(|n| *n < self.enough as f64 - 1e-6));
                if open.len() == before || round > 4 {
                    break;
                }
            }
            let mut shown = BTreeSet::new();
            for place in open {
                if shown.contains(&place) {
                    continue;
                }
                let near = if part.effort() <= LARGE { part.clone() } else { part.near(self.system, place, AROUND) };
                if !self.spend(&near) {
                    self.untried += 1;
                    continue;
                }
                let Some(found) = near.raised(self.system, &[place], self.enough) else {
                    self.untried += 1;
                    continue;
                };
                shown.extend(found.iter().filter(|(_, n)| **n >= self.enough as f64 - 1e-6).map(|(place, _)| *place));
                let high = found.get(&place).map_or(i64::MAX, |n| (n + 1e-6).floor() as i64);
                if high < self.enough {
                    self.system.bounds[place].1 = self.system.bounds[place].1.min(high);
                }
            }
        }
    }

    /// Finds for each small number whether it may be nought.
    fn lower(&mut self, truth: &BTreeMap<Name, i64>) {
        let small = |system: &System, place: usize| {
            truth.get(&system.names[place]).is_some_and(|n| (1..self.enough).contains(n))
        };
        let found: Vec<(Part, Vec<usize>)> = parts(self.system)
            .into_iter()
            .map(|part| {
                let open = part.places.iter().copied();
                let open = open.filter(|place| self.system.sensitive[*place] && self.system.bounds[*place].0 == 0);
                let open = open.filter(|place| small(self.system, *place)).collect();
                (part, open)
            })
            .collect();
        for (part, mut open) in found {
            if !open.is_empty()
                && self.spend(&part)
                && let Some(found) = part.lowered(self.system, &open)
            {
                open.retain(|place| found.get(place).is_none_or(|n| *n > 1e-6));
            }
            for place in open {
                let near = if part.effort() <= LARGE { part.clone() } else { part.near(self.system, place, AROUND) };
                if !self.spend(&near) {
                    self.untried += 1;
                    continue;
                }
                let low = near.lowered(self.system, &[place]).and_then(|found| found.get(&place).copied());
                let Some(low) = low else {
                    self.untried += 1;
                    continue;
                };
                self.system.bounds[place].0 = self.system.bounds[place].0.max((low - 1e-6).ceil() as i64);
            }
        }
    }

    /// Finds how few the people are at most whom a narrow number is a part of.
    fn background(&mut self) {
        let narrow =
            |place: &usize| self.system.sensitive[*place] && (1..self.enough).contains(&self.system.bounds[*place].1);
        let narrow: BTreeSet<usize> = (0..self.system.names.len()).filter(narrow).collect();
        for total in self.system.backgrounds(&narrow) {
            let Some(part) = parts(self.system).into_iter().find(|part| part.places.contains(&total)) else { continue };
            let near = if part.effort() <= LARGE { part } else { part.near(self.system, total, AROUND) };
            if !self.spend(&near) {
                return;
            }
            let high = near.raised(self.system, &[total], self.enough).and_then(|found| found.get(&total).copied());
            let high = high.map_or(i64::MAX, |n| (n + 1e-6).floor() as i64);
            if high < self.enough {
                self.system.bounds[total].1 = self.system.bounds[total].1.min(high);
            }
        }
    }

    /// Works the narrowest intervals out to their ends.
    fn narrowest(&mut self) {
        let parts = parts(self.system);
        let mut open: Vec<(i64, usize, usize)> = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            for place in self.targets(part) {
                let (low, high) = self.system.bounds[place];
                open.push((high - low, place, i));
            }
        }
        open.sort_unstable();
        for (_, place, i) in open.into_iter().take(NARROWEST) {
            let Some(part) = parts.get(i) else { continue };
            let near = if part.effort() <= LARGE { part.clone() } else { part.near(self.system, place, AROUND) };
            let (low, high) = self.system.bounds[place];
            if self.spend(&near)
                && let Some(found) = near.raised(self.system, &[place], high)
                && let Some(n) = found.get(&place)
            {
                self.system.bounds[place].1 = high.min((n + 1e-6).floor() as i64);
            }
            if self.spend(&near)
                && let Some(found) = near.lowered(self.system, &[place])
                && let Some(n) = found.get(&place)
            {
                self.system.bounds[place].0 = low.max((n - 1e-6).ceil() as i64);
            }
        }
    }
}

/// What single sums tell of rows that hide nothing: every number by its name.
#[must_use]
pub fn truth(rows: &[Row], library: &Library, vocabulary: &Vocabulary) -> BTreeMap<Name, i64> {
    let mut system = constrained(rows, library, vocabulary, true);
    // What contradicts itself is found by whoever attacks it.
    let _ = narrow(&mut system);
    let known = system.names.into_iter().zip(system.bounds).filter(|(_, (low, high))| low == high);
    known.map(|(name, (low, _))| (name, low)).collect()
}
