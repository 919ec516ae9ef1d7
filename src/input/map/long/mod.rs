//! Tables whose rows are no participations: dated situations, scores and events, spells, and a column a month. Their rows
//! become observations of people, and those become the same facts a wide table has.

mod doubt;
mod join;
mod month;
mod people;
mod pick;
mod roles;
mod rows;

pub(in crate::input) use month::{Month, month};
pub(in crate::input) use roles::is_called;
pub(in crate::input) use rows::event_of;

pub(super) use join::{Joined, join};
pub(super) use people::People;
pub(super) use roles::{Roles, roles};
pub(super) use rows::{Rows, decode};

use crate::fact::Vocabulary;
use crate::fact::status::Absence;
use crate::input::words::key::{fold, spaced};

/// When an observation holds: days as numbers, both ends included, or so many months from an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Days(i32, i32),
    /// Some day from the first to the last.
    Some(i32, i32),
    After(u16),
}

/// An observation of a row.
#[derive(Debug, Clone, Copy)]
struct Raw {
    row: u32,
    /// What was observed, as a place in [`Rows::whats`].
    what: u32,
    when: When,
    /// A status code, a score at the decimals of its scale, or nothing for an event; else why it is not known.
    value: Seen,
}

/// What was observed, or why it is not known.
type Seen = Result<i64, Absence>;

/// The last day of what goes on.
const OPEN: i32 = i32::MAX;

/// The scale a word names: its id or its name in any language.
pub(in crate::input) fn scale_of(text: &str, vocabulary: &Vocabulary) -> Option<String> {
    let key = fold(&spaced(text));
    let mut scales = vocabulary.instruments.values().filter(|scale| !scale.asks);
    let found = scales.find(|scale| scale.name.values().chain([&scale.id]).any(|name| fold(&spaced(name)) == key));
    found.map(|scale| scale.id.clone())
}
