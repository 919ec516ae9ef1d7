//! Sums of values brought back: whoever is otherwise moves the means they count in, and others, of whom nobody's number
//! changes in print, make that good, step by step.

use super::published::Bar;
use super::search::Search;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Moves that are looked at in a step.
const LOOKED: usize = 400;
/// Steps, at most.
const STEPS: usize = 30;

impl Search<'_> {
    /// Moves with others that bring printed sums of values back as near as they can.
    pub(super) fn mended(&self, moves: &[(u32, u32)]) -> Vec<(u32, u32)> {
        let mut mending =
            Mending { search: self, of_class: BTreeMap::new(), of_move: BTreeMap::new(), drift: FxHashMap::default() };
        for (number, times) in moves {
            mending.make(*number, *times);
        }
        let mut given_up: Vec<u32> = Vec::new();
        for _ in 0..STEPS {
            let Some(worst) = mending.furthest(&given_up) else { break };
            match mending.back(worst) {
                Some(next) => mending.make(next, 1),
                None => given_up.push(worst),
            }
        }
        mending.of_move.into_iter().collect()
    }
}

/// Who is otherwise so far.
struct Mending<'a> {
    search: &'a Search<'a>,
    /// How many people of each class.
    of_class: BTreeMap<u32, u32>,
    /// How often each move is made.
    of_move: BTreeMap<u32, u32>,
    /// How far printed sums of values are from the true ones.
    drift: FxHashMap<u32, i64>,
}

impl Mending<'_> {
    fn make(&mut self, number: u32, times: u32) {
        *self.of_class.entry(self.search.moves.class(number)).or_default() += times;
        *self.of_move.entry(number).or_default() += times;
        let values: Vec<(u32, i32)> = self.values(number).copied().collect();
        for (place, by) in values {
            *self.drift.entry(place).or_default() += i64::from(by) * i64::from(times);
        }
    }

    /// The part of a move that is of printed sums of values: those come last among its places.
    fn values(&self, number: u32) -> impl Iterator<Item = &(u32, i32)> {
        let Search { published, moves } = *self.search;
        let values = moves.effect(number).iter().rev().take_while(|(place, _)| published.is_total(*place));
        values.filter(|(place, _)| published.bar(*place) != Bar::None)
    }

    /// How far a sum of values is beyond what nobody sees, in parts of that.
    fn beyond(&self, place: u32, by: i64) -> f64 {
        let (least, most) = self.search.published.room(place);
        (least - by).max(by - most).max(0) as f64 / (most - least + 1) as f64
    }

    /// The sum of values that is furthest from where nobody would see it, but for some.
    fn furthest(&self, but: &[u32]) -> Option<u32> {
        let far = self.drift.iter().filter(|(place, _)| !but.contains(place));
        let far = far.map(|(place, by)| (self.beyond(*place, *by), *place)).filter(|(far, _)| *far > 0.0);
        far.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, place)| place)
    }

    /// The move of nobody's number that brings sums of values furthest back.
    fn back(&self, worst: u32) -> Option<u32> {
        let moves = self.search.moves;
        let up = self.drift.get(&worst).is_some_and(|by| *by < 0);
        let is_left = |number: &u32| {
            let class = moves.class(*number);
            self.of_class.get(&class).copied().unwrap_or(0) < moves.size(class)
        };
        let gain = |number: u32| -> f64 {
            let of = |(place, by): &(u32, i32)| {
                let now = self.drift.get(place).copied().unwrap_or(0);
                self.beyond(*place, now + i64::from(*by)) - self.beyond(*place, now)
            };
            self.values(number).map(of).sum()
        };
        let left = moves.shifting(worst, up).iter().copied().filter(is_left).take(LOOKED);
        let best = left.map(|number| (gain(number), number)).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        best.filter(|(gain, _)| *gain < -1e-9).map(|(_, number)| number)
    }
}
