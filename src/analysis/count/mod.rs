//! Counts: everything that is published is derived from them.
//!
//! [`Counts`] is a bag of labelled tallies. Merging adds tallies, so it is associative and commutative and the empty bag
//! is its identity; that is what lets partitions of a file, organisations and periods add up to one result.

mod bins;
mod breakdown;
mod detail;
mod each;
mod outcome;
mod path;
mod rows;
mod time;
mod trajectory;
mod weigh;

pub(super) use detail::{BOTH, GAINED, LOST, NEITHER};
pub(super) use each::{Seen, each};
pub(super) use outcome::one;
pub(super) use rows::count;
pub(super) use weigh::is_weighed;

use crate::fact::status::Class;
use std::collections::{BTreeMap, BTreeSet};

/// The group of people of whom a breakdown is not known.
pub(super) const UNKNOWN: &str = "unknown";
/// Those who did not wish to answer, among those whose situation is not known.
pub(super) const DECLINED: &str = "declined";
/// Those who had moved away, among them.
pub(super) const MOVED: &str = "moved";

/// Which people a tally is about: an indicator at a moment, within a group of a breakdown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Slice {
    /// The indicator's id.
    pub(super) indicator: String,
    /// Its moment as written, or nothing.
    pub(super) moment: String,
    /// The breakdown as written, `service*target_group`; nothing for the total.
    pub(super) by: String,
    /// The group, one label a fact of the breakdown.
    pub(super) group: Vec<String>,
}

/// What became of people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Eligible and due, event yes. For a change: pairs. For a distribution, transition or amount: known.
    Yes,
    /// Eligible and due, event no.
    No,
    /// Eligible and due, event undecided.
    Undecided,
    /// Eligibility undecided, event yes.
    MaybeYes,
    /// Eligibility undecided, event no.
    MaybeNo,
    /// Both undecided.
    MaybeUndecided,
    /// Not due yet.
    NotDue,
    /// Had died by the moment.
    Gone,
    /// In this status; on a path: this step and none after it; of a coverage: lost for this reason.
    Level(String),
    /// From this status to that.
    Pair(String, String),
    /// An amount, a number or a score, in units of the grid.
    Value(i64),
    /// A score before, in units of the grid.
    Before(i64),
    /// A score after.
    After(i64),
    /// After minus before.
    Difference(i64),
    /// Followed for so many days, until this.
    Ended(Ending, i64),
    /// Observed only from so many days on.
    Entered(i64),
    /// So many months in situations of a class.
    Months(Class, u32),
    /// So many months in situations of a class that another month follows.
    Stood(Class, u32),
    /// So many times from a class in one month to a class in the next.
    Moves(Class, Class, u32),
    /// From a class to another at least once.
    Left(Class),
    /// Months in each class, the most first, whichever class it is.
    Spread(Vec<u32>),
    /// Due, alike on entry in these facts, with this answer; none is not known.
    Alike(Option<bool>, Vec<i64>),
}

/// How the time somebody was followed ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ending {
    /// The event happened.
    Event,
    /// Another event happened first: its place among those that compete.
    Other(u8),
    /// Nothing more is known.
    Censored,
}

/// How many people, and which: two sums of 32-bit hashes of them. Equal tallies are the same people, so a margin met
/// in five tables is known to be one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Tally {
    /// How many.
    pub(super) n: u64,
    /// Which.
    pub(super) who: [u64; 2],
}

impl Tally {
    /// Both together; the two are of different people.
    pub(super) fn plus(self, other: Tally) -> Tally {
        Tally {
            n: self.n + other.n,
            who: [self.who[0].wrapping_add(other.who[0]), self.who[1].wrapping_add(other.who[1])],
        }
    }
}

impl Tally {
    /// Those of `self` who are not among `part`, all of whom are.
    pub(super) fn minus(self, part: Tally) -> Tally {
        Tally {
            n: self.n.saturating_sub(part.n),
            who: [self.who[0].wrapping_sub(part.who[0]), self.who[1].wrapping_sub(part.who[1])],
        }
    }
}

/// A bag of tallies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    slices: BTreeMap<Slice, BTreeMap<Part, Tally>>,
    /// The size of a unit of the grid of each indicator's values: ten to the power of minus this.
    pub(super) decimals: BTreeMap<String, u32>,
    /// The only days at which a coarsened curve may be told. Counts as they were counted have no entry.
    pub(super) told: BTreeMap<Slice, BTreeSet<u32>>,
    /// Transitions of so few people each that they are told by class only.
    pub(super) thin: BTreeSet<Slice>,
}

impl Counts {
    /// Adds tallies of a slice.
    pub(super) fn extend(&mut self, slice: Slice, mut parts: Vec<(Part, Tally)>) {
        parts.sort_by(|a, b| a.0.cmp(&b.0));
        parts.dedup_by(|next, sum| {
            let same = next.0 == sum.0;
            if same {
                sum.1 = sum.1.plus(next.1);
            }
            same
        });
        // A slice has thousands of parts; in order they need no search.
        self.add(slice, BTreeMap::from_iter(parts));
    }

    fn add(&mut self, slice: Slice, parts: BTreeMap<Part, Tally>) {
        let sums = self.slices.entry(slice).or_default();
        if sums.is_empty() {
            *sums = parts;
            return;
        }
        for (part, tally) in parts {
            let sum = sums.entry(part).or_default();
            *sum = sum.plus(tally);
        }
    }

    /// Makes a slice exist even when nobody is in it: which rows a table has comes from the codebook, not from people.
    pub(super) fn touch(&mut self, slice: Slice) {
        self.slices.entry(slice).or_default();
    }

    /// Both bags together.
    pub(super) fn merge(mut self, other: Counts) -> Counts {
        for (slice, parts) in other.slices {
            self.add(slice, parts);
        }
        self.decimals.extend(other.decimals);
        self.told.extend(other.told);
        self.thin.extend(other.thin);
        self
    }

    /// The tallies of a slice.
    pub(super) fn parts(&self, slice: &Slice) -> BTreeMap<Part, Tally> {
        self.slices.get(slice).cloned().unwrap_or_default()
    }

    /// Puts other tallies in the place of a slice's.
    pub(super) fn replace(&mut self, slice: &Slice, parts: BTreeMap<Part, Tally>) {
        self.slices.insert(slice.clone(), parts);
    }

    /// The same people under other parts; where two become one their people are together.
    pub(super) fn with_parts(self, part: impl Fn(&Slice, Part) -> Part) -> Counts {
        let mut counts = Counts { slices: BTreeMap::new(), decimals: self.decimals, told: self.told, thin: self.thin };
        for (slice, parts) in self.slices {
            let parts = parts.into_iter().map(|(old, tally)| (part(&slice, old), tally)).collect();
            counts.extend(slice, parts);
        }
        counts
    }

    /// Slices in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Slice, &BTreeMap<Part, Tally>)> {
        self.slices.iter()
    }
}

/// The tally of a part; nobody where there is none.
pub(super) fn tally(parts: &BTreeMap<Part, Tally>, part: &Part) -> Tally {
    parts.get(part).copied().unwrap_or_default()
}
