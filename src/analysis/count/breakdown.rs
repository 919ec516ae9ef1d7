//! The groups of a breakdown, row by row.

use super::UNKNOWN;
use super::bins::Interned;
use crate::error::{Error, Result};
use crate::input::cohort::{Cohort, Column, label_column};
use polars::prelude::DataFrame;
use std::collections::BTreeMap;

/// A breakdown of a frame. Rows that are in the same groups share a profile: one in the simple case, several where a
/// fact has several labels, so that a row is looked at once however many groups it is in.
pub(super) struct Breakdown<'a> {
    /// The facts that are crossed; none for the total.
    pub(super) by: &'a [String],
    /// The profile of each row; none where all rows have the same.
    pub(super) profile: Option<Vec<u32>>,
    /// The groups, one label a fact each.
    pub(super) groups: Vec<Vec<String>>,
    /// The groups of each profile, by their place in `groups`.
    pub(super) of_profile: Vec<Vec<u32>>,
}

impl<'a> Breakdown<'a> {
    pub(super) fn of(cohort: &Cohort, frame: &DataFrame, by: &'a [String]) -> Result<Breakdown<'a>> {
        let mut crossed = Crossed { profile: None, groups: vec![vec![Vec::new()]] };
        for fact in by {
            crossed = crossed.with(labels_of_rows(cohort, frame, fact)?);
        }
        let mut places: BTreeMap<Vec<String>, u32> = BTreeMap::new();
        let mut place = |group: Vec<String>| {
            let next = places.len() as u32;
            *places.entry(group).or_insert(next)
        };
        let of_profile =
            crossed.groups.into_iter().map(|groups| groups.into_iter().map(&mut place).collect()).collect();
        let mut groups = vec![Vec::new(); places.len()];
        for (group, place) in places {
            groups[place as usize] = group;
        }
        Ok(Breakdown { by, profile: crossed.profile, groups, of_profile })
    }
}

/// Facts crossed so far.
struct Crossed {
    profile: Option<Vec<u32>>,
    /// The groups of each profile.
    groups: Vec<Vec<Vec<String>>>,
}

impl Crossed {
    fn with(self, (second, labels): (Vec<u32>, Vec<Vec<String>>)) -> Crossed {
        let Some(first) = &self.profile else {
            let group = |labels: Vec<String>| labels.into_iter().map(|label| vec![label]).collect();
            return Crossed { profile: Some(second), groups: labels.into_iter().map(group).collect() };
        };
        let mut seen = Interned::default();
        let profile = first.iter().zip(&second).map(|(&a, &b)| seen.id(a, b)).collect();
        let groups = seen
            .pairs()
            .map(|(a, b)| {
                let groups = self.groups.get(a as usize).into_iter().flatten();
                let labels = || labels.get(b as usize).into_iter().flatten();
                let with = |group: &Vec<String>, label: &String| group.iter().chain([label]).cloned().collect();
                groups.flat_map(|group| labels().map(move |label| with(group, label))).collect()
            })
            .collect();
        Crossed { profile: Some(profile), groups }
    }
}

/// The labels of a fact.
pub(super) fn labels<'a>(cohort: &'a Cohort, fact: &str) -> &'a [String] {
    super::super::plan::groups(cohort, fact).unwrap_or(&[])
}

/// For each row the number of its set of labels, and the sets. Of whom nothing is known is a label of its own.
fn labels_of_rows(cohort: &Cohort, frame: &DataFrame, fact: &str) -> Result<(Vec<u32>, Vec<Vec<String>>)> {
    let labels = labels(cohort, fact);
    if !matches!(cohort.columns.get(fact), Some(Column::Categories { .. })) {
        let unknown = labels.len() as u32;
        let codes = frame.column(fact)?.i32().map_err(Error::from)?.iter();
        let codes = codes.map(|code| code.and_then(|code| u32::try_from(code).ok()).unwrap_or(unknown).min(unknown));
        let sets = labels.iter().map(String::as_str).chain([UNKNOWN]).map(|label| vec![label.to_owned()]);
        return Ok((codes.collect(), sets.collect()));
    }
    let known = frame.column(fact)?.bool().map_err(Error::from)?;
    let mut of_row: Vec<u32> = known.iter().map(|known| u32::from(known.is_none())).collect();
    let mut sets = vec![Vec::new(), vec![UNKNOWN.to_owned()]];
    for (first, block) in labels.chunks(32).enumerate().map(|(i, block)| (i * 32, block)) {
        let mut bits = vec![0u32; of_row.len()];
        for (i, _) in block.iter().enumerate() {
            let has = frame.column(&label_column(fact, first + i))?;
            for (bits, has) in bits.iter_mut().zip(has.bool().map_err(Error::from)?.iter()) {
                *bits |= u32::from(has == Some(true)) << i;
            }
        }
        let mut seen = Interned::default();
        for (of_row, bits) in of_row.iter_mut().zip(bits) {
            *of_row = seen.id(*of_row, bits);
        }
        sets = seen
            .pairs()
            .map(|(before, bits)| {
                let set = sets.get(before as usize).into_iter().flatten();
                let new = block.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, label)| label);
                set.chain(new).cloned().collect()
            })
            .collect();
    }
    Ok((of_row, sets))
}
