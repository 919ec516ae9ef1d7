//! The same counting row by row: what each row is counted as, and in which groups.

use super::Part;
use super::Slice;
use super::bins::Interned;
use super::detail::details;
use super::outcome::{CODES, codes};
use super::rows::{Counting, Told, frames};
use crate::analysis::plan::Plan;
use crate::analysis::years::{breakdowns, covered};
use crate::error::{Error, Result};
use crate::indicator::{Indicator, Measure};
use crate::input::cohort::Cohort;

/// How the rows of a frame are counted for an indicator.
pub(in crate::analysis) struct Seen<'a> {
    /// Who each row is: their id.
    pub(in crate::analysis) people: &'a [u32],
    /// What each row is counted as, by its place in `kinds`.
    pub(in crate::analysis) kind: Vec<u32>,
    /// The parts of each kind; none is not counted at all.
    pub(in crate::analysis) kinds: Vec<Vec<Part>>,
    /// The groups of each breakdown.
    pub(in crate::analysis) groups: Vec<Groups<'a>>,
}

/// The groups rows are in.
pub(in crate::analysis) struct Groups<'a> {
    /// The slice of each group.
    pub(in crate::analysis) slices: Vec<Slice>,
    profile: Option<&'a [u32]>,
    of_profile: &'a [Vec<u32>],
}

impl Groups<'_> {
    /// The groups of a row, by their places among the slices.
    pub(in crate::analysis) fn of(&self, row: usize) -> &[u32] {
        let profile = self.profile.map_or(0, |profile| profile.get(row).copied().unwrap_or_default());
        self.of_profile.get(profile as usize).map_or(&[], Vec::as_slice)
    }
}

/// Looks at every row for every indicator and breakdown that `wanted` names.
///
/// # Errors
/// Only a bug, as counting.
pub(in crate::analysis) fn each(
    plan: &Plan,
    cohort: &Cohort,
    wanted: &dyn Fn(&Indicator, &[String]) -> bool,
    see: &mut dyn FnMut(&Seen<'_>),
) -> Result<()> {
    let (days, all) = (covered(plan, cohort)?, breakdowns(plan, cohort)?);
    for frame in &frames(plan, cohort, &all, false)? {
        let ids = frame.rows.column("id")?.u32().map_err(Error::from)?;
        let people: Vec<u32> = ids.iter().map(Option::unwrap_or_default).collect();
        for indicator in plan.indicators.iter().filter(|indicator| plan.unit_of(indicator) == frame.unit) {
            let counting = Counting { plan, cohort, frame, indicator, days };
            let groups: Vec<Groups<'_>> = counting
                .breakdowns()
                .filter(|breakdown| wanted(indicator, breakdown.by))
                .map(|breakdown| Groups {
                    slices: breakdown.groups.iter().map(|group| counting.slice(breakdown, group)).collect(),
                    profile: breakdown.profile.as_deref(),
                    of_profile: &breakdown.of_profile,
                })
                .collect();
            if !groups.is_empty() {
                let (kind, kinds) = kinds(&counting)?;
                see(&Seen { people: &people, kind, kinds, groups });
            }
        }
    }
    Ok(())
}

/// What each row is counted as. Months, values of which only the middle is told and what shares are weighted by are left out:
/// no number of people hangs on them, and no sum.
fn kinds(counting: &Counting<'_>) -> Result<(Vec<u32>, Vec<Vec<Part>>)> {
    let Counting { plan, cohort, frame, indicator, .. } = *counting;
    let codes = codes(plan, cohort, &frame.rows, indicator)?;
    let mut kind: Vec<u32> = codes.iter().map(|code| u32::from(*code)).collect();
    let mut kinds: Vec<Vec<Part>> = std::iter::once(Vec::new()).chain(CODES.map(|part| vec![part])).collect();
    if matches!(indicator.measure, Measure::Median { .. } | Measure::Trajectory { .. }) {
        return Ok((kind, kinds));
    }
    for detail in &details(cohort, indicator)?.0 {
        let wanted = detail.wanted();
        let Told { of_row, parts } = counting.told(detail)?;
        // Whoever is not counted has a value of no meaning.
        let none = parts.len() as u32;
        let mut seen = Interned::default();
        let keyed = kind.iter().zip(&of_row).zip(&codes);
        kind = keyed
            .map(|((&kind, &value), &code)| seen.id(kind, if wanted[usize::from(code)] { value } else { none }))
            .collect();
        let joined = |(kind, value): (u32, u32)| {
            let own = kinds.get(kind as usize).into_iter().flatten();
            own.chain(parts.get(value as usize).into_iter().flatten()).cloned().collect()
        };
        kinds = seen.pairs().map(joined).collect();
    }
    Ok((kind, kinds))
}
