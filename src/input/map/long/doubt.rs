//! Observations that cannot all be right, or whose day would decide.

use super::Rows;
use super::pick::Observed;
use crate::finding::{Code, Finding};
use std::collections::{BTreeMap, BTreeSet};

/// The rows whose day would decide something and is not known, by table.
pub(super) fn undecided(open: &BTreeSet<(u32, u32)>, tables: &[Rows]) -> Vec<Finding> {
    let of = |(number, table): (usize, &Rows)| {
        let rows = open.iter().filter(|(table, _)| *table as usize == number);
        let rows: Vec<usize> = rows.map(|(_, row)| *row as usize).collect();
        table.encoded.finding_under(Code::UndecidedDay, &table.header, &rows)
    };
    tables.iter().enumerate().filter_map(of).collect()
}

/// The rows of people who are said to be two things at once, by table.
pub(super) fn conflicts(
    observed: &[Observed],
    tables: &[Rows],
    same: &dyn Fn(&BTreeSet<i64>) -> Option<i64>,
) -> Vec<Finding> {
    let mut rows: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    // Of those that began before, the one that lasts longest.
    let mut before: Option<(&Observed, i64)> = None;
    for one in observed.iter().filter(|one| !one.some_day) {
        let Ok(value) = one.value else { continue };
        let other = before.filter(|(other, _)| other.person == one.person);
        if let Some((other, known)) = other
            && other.overlaps(one)
            && same(&BTreeSet::from([known, value])).is_none()
        {
            rows.entry(one.at.0).or_default().push(one.at.1 as usize);
        }
        if other.is_none_or(|(other, _)| one.to >= other.to) {
            before = Some((one, value));
        }
    }
    let of = |(table, mut rows): (u32, Vec<usize>)| {
        rows.sort_unstable();
        rows.dedup();
        let table = tables.get(table as usize)?;
        table.encoded.finding_under(Code::Conflict, &table.header, &rows)
    };
    rows.into_iter().filter_map(of).collect()
}
