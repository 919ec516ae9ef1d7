//! What only all the columns together tell: first and second measurement, and that no two columns are one fact.

use std::collections::{BTreeMap, BTreeSet};

use super::content::Sample;
use super::read::{Draft, Mark};
use super::{Reading, Why};

/// Turns the drafts of all columns into readings.
pub(super) fn settle(mut drafts: Vec<Draft>, samples: &[Sample<'_>]) -> Vec<Reading> {
    let taken: BTreeSet<String> = drafts.iter().filter_map(|draft| draft.fact().map(str::to_owned)).collect();
    let mut open: BTreeMap<String, Vec<(usize, Mark)>> = BTreeMap::new();
    for (column, draft) in drafts.iter().enumerate() {
        if let Draft::Open { what, mark } = draft {
            open.entry(what.clone()).or_default().push((column, *mark));
        }
    }
    for (what, columns) in open {
        let free = |moment: &str| !taken.contains(&format!("{what}_{moment}"));
        let moments = moments(&columns, free("start") && free("exit"));
        for ((column, mark), moment) in columns.iter().zip(moments) {
            let order = if *mark == Mark::None { Why::Order } else { Why::Moment };
            let draft = match moment {
                Some(moment) => Draft::Fact { name: format!("{what}_{moment}"), why: order },
                None => Draft::choose(&what, options(*mark, &columns)),
            };
            if let Some(place) = drafts.get_mut(*column) {
                *place = draft;
            }
        }
    }
    readings(drafts, samples)
}

/// What an undecided column may be.
fn options(mark: Mark, columns: &[(usize, Mark)]) -> &'static [&'static str] {
    let from_zero = columns.iter().any(|(_, mark)| *mark == Mark::Time(0));
    match columns.len() {
        _ if from_zero && matches!(mark, Mark::Time(2..)) => &["3m", "6m", "12m"],
        0..=2 => &["start", "exit"],
        _ => &["start", "exit", "3m", "6m", "12m"],
    }
}

/// `start`, `exit` or undecided for each column of one scale or of the status, in the order of the columns.
fn moments(columns: &[(usize, Mark)], free: bool) -> Vec<Option<&'static str>> {
    let marks: BTreeSet<Mark> = columns.iter().map(|(_, mark)| *mark).collect();
    // t0, t1 and then follow-ups that do not say when.
    let from_zero = marks.contains(&Mark::Time(0)) && marks.len() == columns.len();
    let times = |mark: &Mark| match mark {
        Mark::Time(0) => Some("start"),
        Mark::Time(1) => Some("exit"),
        _ => None,
    };
    let pair = match marks.iter().copied().collect::<Vec<_>>().as_slice() {
        [Mark::None] | [Mark::None, Mark::Number(1 | 2)] => columns.len() == 2,
        [Mark::Number(1), Mark::Number(2)] | [Mark::Time(1), Mark::Time(2)] | [Mark::Letter(0), Mark::Letter(1)] => {
            columns.len() == 2
        }
        _ => false,
    };
    let low = columns.iter().min_by_key(|(column, mark)| (*mark, *column));
    columns
        .iter()
        .map(|column| match () {
            () if !free => None,
            () if from_zero => times(&column.1),
            () if pair => Some(if Some(column) == low { "start" } else { "exit" }),
            () => None,
        })
        .collect()
}

/// Gives each fact to one column: to the one that bears its name, else to the leftmost.
fn readings(drafts: Vec<Draft>, samples: &[Sample<'_>]) -> Vec<Reading> {
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for named in [true, false] {
        for (column, draft) in drafts.iter().enumerate() {
            if let Draft::Fact { name, why } = draft
                && (*why == Why::Name) == named
            {
                owners.entry(name.clone()).or_insert(column);
            }
        }
    }
    let numbered = |column: usize| samples.get(column).is_some_and(Sample::row_numbers);
    let mut id = owners.get("id").copied();
    drafts
        .into_iter()
        .enumerate()
        .map(|(column, draft)| match draft {
            Draft::Fact { name, .. } if owners.get(&name) != Some(&column) => Reading::Choose { options: vec![name] },
            Draft::Fact { name, why } => Reading::Fact { name, why },
            // A row number, or the only thing that tells people apart.
            Draft::Number if id.is_some() => Reading::Unread,
            Draft::Number if numbered(column) => Reading::Choose { options: vec!["id".to_owned()] },
            Draft::Number => {
                id = Some(column);
                Reading::Fact { name: "id".to_owned(), why: Why::Content }
            }
            Draft::Choose(mut options) => {
                options.retain(|option| !owners.contains_key(option));
                if options.is_empty() { Reading::Unread } else { Reading::Choose { options } }
            }
            Draft::Computed => Reading::Computed,
            Draft::Personal(kind) => Reading::Personal { kind },
            Draft::Unread | Draft::Open { .. } => Reading::Unread,
        })
        .collect()
}
