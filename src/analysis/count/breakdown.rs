//! The groups of a breakdown, row by row.

use super::UNKNOWN;
use super::bins::Interned;
use crate::error::{Error, Result};
use crate::input::cohort::{Cohort, Column, label_column};
use polars::prelude::DataFrame;

/// A breakdown of a frame. Rows that are in the same groups share a profile: one in the simple case, several where a
/// fact has several labels, so that a row is looked at once however many groups it is in.
pub(super) struct Breakdown<'a> {
    /// The facts that are crossed; none for the total.
    pub(super) by: &'a [String],
    /// The profile of each row; none where all rows have the same.
    pub(super) profile: Option<Vec<u32>>,
    /// The groups of each profile, one label a fact.
    pub(super) groups: Vec<Vec<Vec<String>>>,
}

impl<'a> Breakdown<'a> {
    pub(super) fn of(cohort: &Cohort, frame: &DataFrame, by: &'a [String]) -> Result<Breakdown<'a>> {
        let mut crossed = Breakdown { by, profile: None, groups: vec![vec![Vec::new()]] };
        for fact in by {
            crossed.cross(labels_of_rows(cohort, frame, fact)?);
        }
        Ok(crossed)
    }

    fn cross(&mut self, (second, labels): (Vec<u32>, Vec<Vec<String>>)) {
        let Some(first) = &self.profile else {
            self.groups =
                labels.into_iter().map(|labels| labels.into_iter().map(|label| vec![label]).collect()).collect();
            self.profile = Some(second);
            return;
        };
        let mut seen = Interned::default();
        let profile = first.iter().zip(&second).map(|(&a, &b)| seen.id(a, b)).collect();
        self.groups = seen
            .pairs()
            .map(|(a, b)| {
                let groups = self.groups.get(a as usize).into_iter().flatten();
                let labels = || labels.get(b as usize).into_iter().flatten();
                let with = |group: &Vec<String>, label: &String| group.iter().chain([label]).cloned().collect();
                groups.flat_map(|group| labels().map(move |label| with(group, label))).collect()
            })
            .collect();
        self.profile = Some(profile);
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
