//! Alternatives that cost nothing: people who may be otherwise unseen, alone or two by two, what the one changes in print
//! the other makes good. Most hidden numbers need no more, and no linear programme to find it.

use super::published::{Bar, Published};
use super::search::{Alternative, Moves, Search};
use super::side::Side;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Moves by what they change in print.
#[derive(Default)]
pub(super) struct Seen {
    of: FxHashMap<Vec<(u32, i32)>, Vec<u32>>,
    /// How many cells were hidden when this was looked up.
    hidden: usize,
}

/// Further hidden cells after which it is worth looking again what is printed. What cancelled out before does so still.
const AGAIN: usize = 24;

impl Seen {
    /// The moves by what they change in what is printed now.
    pub(super) fn refresh(&mut self, published: &Published<'_>, moves: &Moves) {
        let hidden = published.hidden.iter().filter(|hidden| **hidden).count();
        if !self.of.is_empty() && hidden < self.hidden + AGAIN {
            return;
        }
        self.hidden = hidden;
        self.of.clear();
        for number in 0..moves.len() {
            self.of.entry(printed(published, moves.effect(number), 1)).or_default().push(number);
        }
    }
}

/// What of the numbers of people in an effect is printed, so many times. Whether sums of values stay near enough is seen in
/// the end.
fn printed(published: &Published<'_>, effect: &[(u32, i32)], times: i32) -> Vec<(u32, i32)> {
    let seen = effect.iter().filter(|(place, _)| !published.is_total(*place) && published.bar(*place) != Bar::None);
    seen.map(|(place, by)| (*place, by * times)).collect()
}

/// Moves of one target that are tried in pairs.
const DIRECT: usize = 400;
/// Moves that are tried as the other of a pair.
const OTHERS: usize = 64;

impl Search<'_> {
    /// An alternative that costs nothing, if people alone or two by two make one.
    pub(super) fn free(&self, place: u32, side: Side, seen: &Seen) -> Option<Alternative> {
        let truth = self.published.truth(place);
        let left = match side {
            Side::AtMost(most) => truth.saturating_sub(most),
            Side::AtLeast(least) => least.saturating_sub(truth),
        };
        let mut chosen = Chosen {
            search: self,
            of_class: BTreeMap::new(),
            of_move: BTreeMap::new(),
            drift: FxHashMap::default(),
            place,
        };
        let toward = |number: u32| -> i64 {
            let by = self.moves.effect(number).iter().find(|(at, _)| *at == place).map_or(0, |(_, by)| i64::from(*by));
            if matches!(side, Side::AtLeast(_)) { by } else { -by }
        };
        let mut left = i64::try_from(left).unwrap_or(i64::MAX);
        for number in self.direct(place, side).into_iter().take(DIRECT) {
            let against = printed(self.published, self.moves.effect(number), -1);
            if against.is_empty() {
                while left > 0 && chosen.take(&[number]) {
                    left -= toward(number);
                }
            } else {
                for &other in seen.of.get(&against).into_iter().flatten().take(OTHERS) {
                    // Together they must still come nearer.
                    let gain = toward(number) + toward(other);
                    while left > 0 && gain > 0 && chosen.take(&[number, other]) {
                        left -= gain;
                    }
                }
            }
            if left <= 0 {
                break;
            }
        }
        if left > 0 {
            return None;
        }
        let moves: Vec<(u32, u32)> = chosen.of_move.into_iter().collect();
        self.checked(&moves, place, side).filter(|found| found.loss == 0.0)
    }
}

/// Who is otherwise so far.
struct Chosen<'a> {
    search: &'a Search<'a>,
    /// How many people of each class.
    of_class: BTreeMap<u32, u32>,
    /// How often each move is made.
    of_move: BTreeMap<u32, u32>,
    /// How far printed sums of values are from the true ones.
    drift: FxHashMap<u32, i64>,
    /// The place it is for.
    place: u32,
}

/// So many people more may bring sums of values back after a move.
const BACK: usize = 4;
/// Moves that are tried for it.
const SHIFTS: usize = 400;

impl Chosen<'_> {
    /// Makes some moves together, if there are people left for them and others to bring back what sums of values they move.
    fn take(&mut self, numbers: &[u32]) -> bool {
        let mut numbers = numbers.to_vec();
        let mut classes: BTreeMap<u32, u32> = BTreeMap::new();
        let mut drift: FxHashMap<u32, i64> = FxHashMap::default();
        for number in numbers.clone() {
            if !self.is_left(number, &classes) {
                return false;
            }
            *classes.entry(self.search.moves.class(number)).or_default() += 1;
            self.shift(number, &mut drift);
        }
        for _ in 0..BACK {
            let Some(worst) = self.furthest(&drift) else { break };
            let Some(next) = self.back(worst, &drift, &classes) else { return false };
            *classes.entry(self.search.moves.class(next)).or_default() += 1;
            self.shift(next, &mut drift);
            numbers.push(next);
        }
        if self.furthest(&drift).is_some() {
            return false;
        }
        self.drift.extend(drift);
        for (class, times) in classes {
            *self.of_class.entry(class).or_default() += times;
        }
        for number in numbers {
            *self.of_move.entry(number).or_default() += 1;
        }
        true
    }

    /// Whether there is somebody left for a move, after others of these classes.
    fn is_left(&self, number: u32, classes: &BTreeMap<u32, u32>) -> bool {
        let class = self.search.moves.class(number);
        let busy = [&self.of_class, classes].into_iter().filter_map(|of| of.get(&class)).sum::<u32>();
        busy < self.search.moves.size(class)
    }

    /// The part of a move that is of sums of values: those come last among its places.
    fn values(&self, number: u32) -> impl Iterator<Item = &(u32, i32)> {
        let Search { published, moves } = *self.search;
        moves.effect(number).iter().rev().take_while(|(place, _)| published.is_total(*place))
    }

    fn shift(&self, number: u32, drift: &mut FxHashMap<u32, i64>) {
        for (place, by) in self.values(number) {
            let so_far = || self.drift.get(place).copied().unwrap_or(0);
            *drift.entry(*place).or_insert_with(so_far) += i64::from(*by);
        }
    }

    /// How far a sum of values is beyond what nobody sees, in parts of that.
    fn beyond(&self, place: u32, by: i64) -> f64 {
        let published = self.search.published;
        if !published.would_show(place, by) {
            return 0.0;
        }
        let (least, most) = published.room(place);
        (least - by).max(by - most).max(0) as f64 / (most - least + 1) as f64
    }

    /// The printed sum of values that is furthest from where nobody would see it, if any is.
    fn furthest(&self, drift: &FxHashMap<u32, i64>) -> Option<u32> {
        let far = drift.iter().map(|(place, by)| (self.beyond(*place, *by), *place)).filter(|(far, _)| *far > 0.0);
        far.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, place)| place)
    }

    /// The move of nobody's number that brings sums of values furthest back.
    fn back(&self, worst: u32, drift: &FxHashMap<u32, i64>, classes: &BTreeMap<u32, u32>) -> Option<u32> {
        let Search { published, moves } = *self.search;
        let up = drift.get(&worst).is_some_and(|by| *by < 0);
        let unseen = |number: &&u32| {
            let mut people = moves.effect(**number).iter().take_while(|(place, _)| !published.is_total(*place));
            people.all(|(place, _)| published.bar(*place) == Bar::None && *place != self.place)
        };
        let gain = |number: u32| -> f64 {
            let of = |(place, by): &(u32, i32)| {
                let now = drift.get(place).or_else(|| self.drift.get(place)).copied().unwrap_or(0);
                self.beyond(*place, now + i64::from(*by)) - self.beyond(*place, now)
            };
            self.values(number).map(of).sum()
        };
        let left = moves.shifting(worst, up).iter().filter(|number| self.is_left(**number, classes));
        let gains = left.filter(unseen).take(SHIFTS).map(|number| (gain(*number), *number));
        let best = gains.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        best.filter(|(gain, _)| *gain < 0.0).map(|(_, number)| number)
    }
}
