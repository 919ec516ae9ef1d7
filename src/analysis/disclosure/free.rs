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

/// What of the numbers of people in an effect is printed, so many times. Sums of values are brought back in the end.
fn printed(published: &Published<'_>, effect: &[(u32, i32)], times: i32) -> Vec<(u32, i32)> {
    let seen = effect.iter().filter(|(place, _)| !published.is_total(*place) && published.bar(*place) != Bar::None);
    seen.map(|(place, by)| (*place, by * times)).collect()
}

/// Moves of one target that are tried in pairs.
const DIRECT: usize = 400;
/// Moves that are tried as the other of a pair.
const OTHERS: usize = 24;

impl Search<'_> {
    /// An alternative that costs nothing, if people alone or two by two make one.
    pub(super) fn free(&self, place: u32, side: Side, seen: &Seen) -> Option<Alternative> {
        let truth = self.published.truth(place);
        let mut left = match side {
            Side::AtMost(most) => truth.saturating_sub(most),
            Side::AtLeast(least) => least.saturating_sub(truth),
        };
        let toward = |number: u32| -> i64 {
            let by = self.moves.effect(number).iter().find(|(at, _)| *at == place).map_or(0, |(_, by)| i64::from(*by));
            if matches!(side, Side::AtLeast(_)) { by } else { -by }
        };
        let mut used: BTreeMap<u32, u32> = BTreeMap::new();
        let mut chosen: BTreeMap<u32, u32> = BTreeMap::new();
        let mut take = |numbers: &[u32], times: u32| {
            for number in numbers {
                *used.entry(self.moves.class(*number)).or_default() += times;
                *chosen.entry(*number).or_default() += times;
            }
            used.clone()
        };
        let mut busy: BTreeMap<u32, u32> = BTreeMap::new();
        for number in self.direct(place, side).into_iter().take(DIRECT) {
            if left == 0 {
                break;
            }
            let class = self.moves.class(number);
            let room = |class: u32, busy: &BTreeMap<u32, u32>| {
                self.moves.size(class).saturating_sub(busy.get(&class).copied().unwrap_or(0))
            };
            let against = printed(self.published, self.moves.effect(number), -1);
            if against.is_empty() {
                let times = u64::from(room(class, &busy)).min(left);
                if times > 0 {
                    left -= times;
                    busy = take(&[number], times as u32);
                }
                continue;
            }
            let Some(others) = seen.of.get(&against) else { continue };
            for &other in others.iter().take(OTHERS) {
                let other_class = self.moves.class(other);
                // Together they must still come nearer.
                let gain = toward(number) + toward(other);
                let free = room(class, &busy).min(room(other_class, &busy));
                let free = if class == other_class { room(class, &busy) / 2 } else { free };
                if gain <= 0 || free == 0 {
                    continue;
                }
                let times = u64::from(free).min(left.div_ceil(gain as u64));
                left = left.saturating_sub(times * gain as u64);
                busy = take(&[number, other], times as u32);
                if left == 0 {
                    break;
                }
            }
        }
        if left > 0 {
            return None;
        }
        let chosen: Vec<(u32, u32)> = chosen.into_iter().collect();
        self.checked(&self.mended(&chosen), place, side).filter(|found| found.loss == 0.0)
    }
}
