//! One observation for a moment: which of those inside a window is taken, and when they contradict each other.

use super::{OPEN, Seen};
use crate::fact::status::{Absence, Statuses};
use crate::fact::window::Pick;
use std::collections::BTreeSet;

/// What was seen of one person, from one day to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Observed {
    pub(super) person: u32,
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) value: Seen,
    /// Whether it was on one of the days, and nobody knows which.
    pub(super) some_day: bool,
    /// Table and row.
    pub(super) at: (u32, u32),
}

impl Observed {
    /// The last day it is sure to have held by.
    pub(super) fn sure_until(&self) -> i32 {
        if self.some_day { self.from } else { self.to }
    }

    /// It on one of its days.
    fn on(&self, day: i32) -> Observed {
        let to = if self.value == Err(Absence::Deceased) { OPEN } else { day };
        Observed { from: day, to, some_day: false, ..*self }
    }

    pub(super) fn is_one_day(&self) -> bool {
        self.from == self.to
    }

    /// How far the nearest of its days is from a day.
    fn distance(&self, day: i32) -> i64 {
        let (from, to, day) = (i64::from(self.from), i64::from(self.to), i64::from(day));
        (from - day).max(day - to).max(0)
    }

    /// Whether two that contradict each other cannot both be right: the same day, or more than the day on which one ends
    /// and the other begins. `self` begins no later.
    pub(super) fn overlaps(&self, later: &Observed) -> bool {
        match (self.is_one_day(), later.is_one_day()) {
            (true, true) => self.from == later.from,
            _ => later.from < self.to && later.to > self.from,
        }
    }
}

/// The days an observation may lie on, and the day it is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) target: i32,
    pub(super) first: i32,
    pub(super) last: i32,
    pub(super) pick: Pick,
}

/// What holds at a moment: a value, or why it is not known; nothing where nothing was observed.
///
/// `same` gives the one value that several of one day agree on; where they do not the moment is not known.
pub(super) fn pick(
    observed: &[Observed],
    bounds: Bounds,
    same: &dyn Fn(&BTreeSet<i64>) -> Option<i64>,
) -> Option<Seen> {
    let Bounds { target, first, last, pick } = bounds;
    let inside = || observed.iter().filter(move |o| o.from <= last && o.to >= first);
    let gone_by = if pick == Pick::Last { last } else { target };
    if inside().any(|o| o.value == Err(Absence::Deceased) && o.from <= gone_by) {
        return Some(Err(Absence::Deceased));
    }
    // The greatest wins: the nearest, and of two as near the later.
    let rank = |o: &Observed| match pick {
        Pick::Nearest => (-o.distance(target), i64::from(o.from)),
        Pick::Last => (i64::from(o.to.min(last)), i64::from(o.from)),
    };
    let known = || inside().filter(|o| o.value.is_ok());
    if let Some(best) = known().map(&rank).max() {
        let values: BTreeSet<i64> = known().filter(|o| rank(o) == best).filter_map(|o| o.value.ok()).collect();
        return Some(same(&values).ok_or(Absence::Unknown));
    }
    inside().max_by_key(|o| (rank(o), o.at)).map(|o| o.value)
}

/// So many ways to lay observations on their days are tried.
const WAYS: u64 = 1 << 15;

/// What [`pick`] gives on whichever days those were of which only the month or the year is known; none where it depends on
/// them, or where there are too many ways to try.
pub(super) fn whichever_day(
    observed: &[Observed],
    bounds: Bounds,
    is_of: &dyn Fn(&Observed) -> bool,
    same: &dyn Fn(&BTreeSet<i64>) -> Option<i64>,
) -> Option<Option<Seen>> {
    let exact: Vec<Observed> = observed.iter().filter(|one| !one.some_day && is_of(one)).copied().collect();
    let gone = |one: &Observed| one.value == Err(Absence::Deceased);
    let near = |one: &&Observed| one.from <= bounds.last && (one.to >= bounds.first || gone(one));
    let vague: Vec<Observed> = observed.iter().filter(|one| one.some_day).filter(near).copied().collect();
    let days = |one: &Observed| (i64::from(one.to) - i64::from(one.from) + 1).max(1).unsigned_abs();
    let ways = vague.iter().map(days).fold(1u64, u64::saturating_mul);
    if ways > WAYS {
        return None;
    }
    let laid = |way: u64| -> Vec<Observed> {
        let mut left = way;
        let placed = vague.iter().map(|one| {
            let day = left % days(one);
            left /= days(one);
            one.on(one.from.saturating_add(i32::try_from(day).unwrap_or(0)))
        });
        exact.iter().copied().chain(placed.filter(|one| is_of(one)).collect::<Vec<_>>()).collect()
    };
    let first = pick(&laid(0), bounds, same);
    (1..ways).all(|way| pick(&laid(way), bounds, same) == first).then_some(first)
}

/// The status several agree on: the finest of them, where all others are what it is a kind of.
pub(super) fn same_status(statuses: &Statuses, codes: &BTreeSet<i64>) -> Option<i64> {
    let codes: Vec<i32> = codes.iter().filter_map(|code| i32::try_from(*code).ok()).collect();
    let finest = codes.iter().find(|fine| codes.iter().all(|coarse| statuses.is_kind_of(**fine, *coarse)))?;
    Some(i64::from(*finest))
}

/// The score several agree on.
pub(super) fn same_score(scores: &BTreeSet<i64>) -> Option<i64> {
    scores.first().copied().filter(|_| scores.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observed(days: (i32, i32), value: Seen, row: u32) -> Observed {
        Observed { person: 0, from: days.0, to: days.1, value, some_day: false, at: (0, row) }
    }

    fn around(target: i32, pick: Pick) -> Bounds {
        Bounds { target, first: target - 30, last: target + 30, pick }
    }

    #[test]
    fn the_nearest_wins_then_the_later_then_nobody() {
        let points = |days: &[(i32, i64)]| -> Vec<Observed> {
            days.iter().zip(0..).map(|((day, value), row)| observed((*day, *day), Ok(*value), row)).collect()
        };
        let of = |days: &[(i32, i64)], how| pick(&points(days), around(100, how), &same_score);
        assert_eq!(of(&[(95, 1), (110, 2)], Pick::Nearest), Some(Ok(1)));
        assert_eq!(of(&[(95, 1), (105, 2)], Pick::Nearest), Some(Ok(2)));
        assert_eq!(of(&[(105, 2), (95, 1)], Pick::Nearest), Some(Ok(2)));
        assert_eq!(of(&[(95, 1), (110, 2)], Pick::Last), Some(Ok(2)));
        assert_eq!(of(&[(69, 1), (131, 2)], Pick::Nearest), None);
        assert_eq!(of(&[(70, 1)], Pick::Nearest), Some(Ok(1)));
        assert_eq!(of(&[(100, 1), (100, 2)], Pick::Nearest), Some(Err(Absence::Unknown)));
        assert_eq!(of(&[(100, 1), (100, 1)], Pick::Nearest), Some(Ok(1)));
    }

    #[test]
    fn what_covers_the_day_is_nearest_and_of_two_that_do_the_one_that_began_later() {
        let spells = [observed((0, 100), Ok(1), 0), observed((101, 400), Ok(2), 1)];
        let at = |day| pick(&spells, around(day, Pick::Nearest), &same_score);
        assert_eq!([at(100), at(101), at(420), at(431)], [Some(Ok(1)), Some(Ok(2)), Some(Ok(2)), None]);
        let within = [observed((0, 200), Ok(1), 0), observed((90, 110), Ok(2), 1)];
        assert_eq!(pick(&within, around(100, Pick::Nearest), &same_score), Some(Ok(2)));
        assert!(within[0].overlaps(&within[1]));
        assert!(!observed((0, 50), Ok(1), 0).overlaps(&observed((50, 90), Ok(2), 1)));
    }

    #[test]
    fn what_is_known_wins_and_a_death_holds_from_its_day_on() {
        let died = observed((100, i32::MAX), Err(Absence::Deceased), 0);
        let asked = observed((98, 98), Err(Absence::Declined), 1);
        let known = observed((80, 80), Ok(7), 2);
        let at = |all: &[Observed], day| pick(all, around(day, Pick::Nearest), &same_score);
        assert_eq!(at(&[asked, known], 100), Some(Ok(7)));
        assert_eq!(at(&[asked], 100), Some(Err(Absence::Declined)));
        assert_eq!(at(&[known, died], 95), Some(Ok(7)));
        assert_eq!(at(&[known, died], 100), Some(Err(Absence::Deceased)));
        assert_eq!(at(&[died], 1000), Some(Err(Absence::Deceased)));
        let last = Bounds { target: 90, first: 90, last: 118, pick: Pick::Last };
        assert_eq!(pick(&[observed((92, 92), Ok(1), 0), died], last, &same_score), Some(Err(Absence::Deceased)));
    }

    #[test]
    fn a_fine_status_and_its_coarse_one_agree() {
        let statuses = Statuses::builtin().unwrap();
        let code = |id: &str| i64::from(statuses.code_of(id).unwrap());
        let same = |ids: &[&str]| same_status(&statuses, &ids.iter().map(|id| code(id)).collect());
        assert_eq!(same(&["employed", "open_permanent"]), Some(code("open_permanent")));
        assert_eq!(same(&["open_part_time", "open_permanent"]), None);
        assert_eq!(same(&["unemployed", "employed"]), None);
    }
}
