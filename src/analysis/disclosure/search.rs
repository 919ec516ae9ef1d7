//! The search for an alternative: other people of whom everything printed would be printed all the same.
//!
//! A linear programme picks who of a few well chosen people is otherwise, so that a hidden number comes out as wanted and
//! as little as possible of what is printed changes. Its answer is no more than a proposal: whoever is otherwise is
//! counted again in whole numbers, and what then differs is either hidden or the answer is no good.

use super::people::{Block, Effect, Take};
use super::programme::Programme;
use super::published::{Bar, Published};
use super::side::Side;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A block as it is searched.
pub(super) struct Moves {
    /// The people of each class: for each of its moves what makes them so.
    people: Vec<Vec<Vec<Take>>>,
    /// The moves.
    all: Vec<Move>,
    /// The moves that make the number at a place smaller, and those that make it greater.
    of_place: FxHashMap<u32, [Vec<u32>; 2]>,
    /// The same of moves that change nothing but sums of values.
    shifts: FxHashMap<u32, [Vec<u32>; 2]>,
}

/// Somebody who is thought to be otherwise.
struct Move {
    class: u32,
    /// The how-manieth it is in its class.
    number: u32,
    effect: Effect,
}

impl Moves {
    /// The moves of a block that change nothing that cannot be hidden.
    pub(super) fn of(block: Block, published: &Published<'_>) -> Moves {
        let mut moves =
            Moves { people: Vec::new(), all: Vec::new(), of_place: FxHashMap::default(), shifts: FxHashMap::default() };
        for (class, of_class) in (0..).zip(block) {
            moves.people.push(of_class.people);
            let kept = |(place, by): &(u32, i32)| {
                published.bar(*place) != Bar::Fixed || !published.would_show(*place, i64::from(*by))
            };
            let free = |effect: &Effect| effect.iter().all(kept);
            for (number, effect) in (0..).zip(of_class.moves).filter(|(_, effect)| free(effect)) {
                let is_shift = effect.first().is_some_and(|(place, _)| published.is_total(*place));
                let of_place = if is_shift { &mut moves.shifts } else { &mut moves.of_place };
                for (place, by) in &effect {
                    of_place.entry(*place).or_default()[usize::from(*by > 0)].push(moves.all.len() as u32);
                }
                moves.all.push(Move { class, number, effect });
            }
        }
        moves
    }

    /// The moves that bring the number at a place nearer to a side.
    pub(super) fn toward(&self, place: u32, side: Side) -> &[u32] {
        let greater = usize::from(matches!(side, Side::AtLeast(_)));
        self.of_place.get(&place).map_or(&[], |moves| moves[greater].as_slice())
    }

    /// The moves that bring a sum of values down, or up, and change nobody's number.
    pub(super) fn shifting(&self, place: u32, up: bool) -> &[u32] {
        self.shifts.get(&place).map_or(&[], |moves| moves[usize::from(up)].as_slice())
    }

    /// How many moves there are.
    pub(super) fn len(&self) -> u32 {
        self.all.len() as u32
    }

    /// How many people could yet come to a place, or else go from it.
    pub(super) fn reach(&self, place: u32, side: Side) -> u64 {
        let classes: BTreeSet<u32> = self.toward(place, side).iter().map(|number| self.class(*number)).collect();
        classes.into_iter().map(|class| u64::from(self.size(class))).sum()
    }

    pub(super) fn effect(&self, number: u32) -> &[(u32, i32)] {
        self.all.get(number as usize).map_or(&[], |one| &one.effect)
    }

    pub(super) fn class(&self, number: u32) -> u32 {
        self.all.get(number as usize).map_or(0, |one| one.class)
    }

    /// How many people a class has.
    pub(super) fn size(&self, class: u32) -> u32 {
        self.people.get(class as usize).map_or(0, |people| people.len() as u32)
    }

    /// Who takes whose outcomes where each of some moves is made so often: the first people of each class.
    pub(super) fn takes(&self, chosen: &[(u32, u32)]) -> Vec<Take> {
        let mut next: BTreeMap<u32, usize> = BTreeMap::new();
        let mut takes = Vec::new();
        for (number, times) in chosen {
            let Some(one) = self.all.get(*number as usize) else { continue };
            let people = self.people.get(one.class as usize).map_or(&[][..], Vec::as_slice);
            let from = next.entry(one.class).or_default();
            let of_move = people.iter().skip(*from).take(*times as usize);
            takes.extend(of_move.filter_map(|person| person.get(one.number as usize)));
            *from += *times as usize;
        }
        takes.sort_unstable();
        takes
    }
}

/// Who is otherwise, and what comes of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alternative {
    /// By how many people the number of each place changes.
    pub(super) change: BTreeMap<u32, i64>,
    /// How often each move is made.
    pub(super) chosen: Vec<(u32, u32)>,
    /// What a reader loses for it.
    pub(super) loss: f64,
}

impl Alternative {
    /// Whether a reader cannot tell it from the truth.
    pub(super) fn agrees(&self, published: &Published<'_>) -> bool {
        !self.change.iter().any(|(place, by)| published.would_show(*place, *by))
    }

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
        let mut programme = Programme::of(self.published, self.moves, &chosen);
        let mut best: Option<Alternative> = None;
        for _ in 0..ROUNDS {
            let Some(times) = programme.solve(place, side) else { break };
            programme.weigh(&times);
            let moves: Vec<(u32, u32)> = chosen.iter().copied().zip(times).filter(|(_, times)| *times > 0).collect();
            let found = self.checked(&self.mended(&moves), place, side);
            let better = found.filter(|found| best.as_ref().is_none_or(|best| found.loss < best.loss));
            let Some(found) = better else { break };
            let free = found.loss == 0.0;
            best = Some(found);
            if free {
                break;
            }
        }
        best
    }

    /// An alternative that makes nothing good: just so many people are otherwise as it takes, those first that cost least.
    pub(super) fn plain(&self, place: u32, side: Side) -> Option<Alternative> {
        let truth = self.published.truth(place);
        let mut left = match side {
            Side::AtMost(most) => truth.saturating_sub(most),
            Side::AtLeast(least) => least.saturating_sub(truth),
        };
        let mut taken: BTreeSet<u32> = BTreeSet::new();
        let mut moves = Vec::new();
        for number in self.direct(place, side) {
            let class = self.moves.class(number);
            if left > 0 && taken.insert(class) {
                let times = u64::from(self.moves.size(class)).min(left);
                left -= times;
                moves.push((number, times as u32));
            }
        }
        self.checked(&moves, place, side)
    }

    /// The moves toward a side, those first that alone cost least.
    pub(super) fn direct(&self, place: u32, side: Side) -> Vec<u32> {
        let harm = |number: &u32| (self.harm(*number), *number);
        let mut direct: Vec<(f64, u32)> = self.moves.toward(place, side).iter().map(harm).collect();
        direct.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        direct.into_iter().map(|(_, number)| number).collect()
    }

    /// Counts an answer again.
    pub(super) fn checked(&self, moves: &[(u32, u32)], place: u32, side: Side) -> Option<Alternative> {
        let mut of_class: BTreeMap<u32, u32> = BTreeMap::new();
        let mut change: BTreeMap<u32, i64> = BTreeMap::new();
        for (number, times) in moves {
            *of_class.entry(self.moves.class(*number)).or_default() += times;
            for (place, by) in self.moves.effect(*number) {
                *change.entry(*place).or_default() += i64::from(*by) * i64::from(*times);
            }
        }
        change.retain(|_, by| *by != 0);
        let there = |(class, times): (&u32, &u32)| *times <= self.moves.size(*class);
        let mut loss = BTreeMap::new();
        for (place, _) in change.iter().filter(|(place, by)| self.published.would_show(**place, **by)) {
            match self.published.bar(*place) {
                Bar::None => {}
                Bar::Printed(cost) => {
                    loss.insert(self.published.cell[*place as usize], cost);
                }
                Bar::Fixed => return None,
            }
        }
        let found = Alternative { change, chosen: moves.to_vec(), loss: loss.values().sum() };
        (of_class.iter().all(there) && side.shown_by(found.at(place, self.published))).then_some(found)
    }

    /// Moves that change the number as wanted, and moves that make good what those change beside.
    fn chosen(&self, place: u32, side: Side, width: Width) -> Vec<u32> {
        let mut direct = self.direct(place, side);
        // Not all ways of one class: nobody can be otherwise in two ways.
        let mut of_class: FxHashMap<u32, usize> = FxHashMap::default();
        let most = width.direct.div_ceil(if matches!(side, Side::AtMost(_)) { 2 } else { 4 });
        direct.retain(|number| {
            let times = of_class.entry(self.moves.class(*number)).or_default();
            *times += 1;
            *times <= most
        });
        direct.truncate(width.direct);
        let mut chosen: BTreeSet<u32> = direct.iter().copied().collect();
        let mut change = vec![0i32; self.published.len()];
        let mut tried = vec![0u32; self.moves.all.len()];
        for (time, number) in (1..).zip(&direct) {
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
/// Moves that are compared as help for another.
const HELPERS: usize = 2000;
