//! The only place that touches rows: rules become columns of yes and no, and each row is then counted once for every
//! breakdown.

use super::bins::{Values, Who, tallies};
use super::breakdown::{Breakdown, labels};
use super::detail::{Detail, details};
use super::outcome::{CODES, code_of, codes};
use super::trajectory;
use super::weigh::{Alike, is_weighed};
use super::{Counts, Part, Slice, Tally};
use crate::analysis::plan::Plan;
use crate::analysis::unit::{again, units};
use crate::analysis::years::{breakdowns, covered, years};
use crate::error::{Error, Result};
use crate::fact::REBUILT;
use crate::indicator::{Indicator, Measure, Unit};
use crate::input::cohort::Cohort;
use crate::parallel::at_once;
use jiff::civil::Date;
use polars::prelude::*;
use std::collections::BTreeMap;

/// Counts everything a plan asks for.
pub(in crate::analysis) fn count(plan: &Plan, cohort: &Cohort) -> Result<Counts> {
    let (days, breakdowns) = (covered(plan, cohort)?, breakdowns(plan, cohort)?);
    let mut frames = frames(plan, cohort, &breakdowns, plan.policy.protects())?;
    for frame in &mut frames {
        let of_frame = |indicator: &&Indicator| plan.unit_of(indicator) == frame.unit;
        if plan.indicators.iter().filter(of_frame).any(|indicator| is_weighed(indicator, &plan.weigh)) {
            frame.alike = Some(Alike::of(cohort, &frame.rows, &plan.weigh)?);
        }
    }
    let jobs: Vec<Counting<'_>> = frames
        .iter()
        .flat_map(|frame| {
            let counted = plan.indicators.iter().filter(|indicator| plan.unit_of(indicator) == frame.unit);
            counted.map(move |indicator| Counting { plan, cohort, frame, indicator, days })
        })
        .collect();
    at_once(&jobs, Counting::run)?.into_iter().try_fold(Counts::default(), |all, counts| Ok(all.merge(counts?)))
}

/// One row a person or a participation, and the breakdowns that are counted of it.
pub(super) struct Frame<'a> {
    pub(super) unit: Unit,
    pub(super) rows: DataFrame,
    /// Who the rows are matters to the gate only; where nothing is hidden the sums are saved.
    who: Option<Who>,
    /// What each row was on entry, where shares are weighted by it.
    alike: Option<Alike>,
    breakdowns: Vec<Breakdown<'a>>,
}

/// Units are rebuilt once for each set of facts they are rebuilt within; where everybody is there once there is
/// nothing to rebuild.
pub(super) fn frames<'a>(
    plan: &Plan,
    cohort: &Cohort,
    by: &'a [Vec<String>],
    with_who: bool,
) -> Result<Vec<Frame<'a>>> {
    let once = again(cohort)?.is_none();
    let breakdowns = || std::iter::once(&[][..]).chain(by.iter().map(Vec::as_slice));
    let mut frames = Vec::new();
    for unit in [Unit::Person, Unit::Participation] {
        if !plan.indicators.iter().any(|indicator| plan.unit_of(indicator) == unit) {
            continue;
        }
        let rebuilt = unit == Unit::Person && !once;
        let mut together: BTreeMap<Vec<&str>, Vec<&[String]>> = BTreeMap::new();
        for by in breakdowns() {
            let within = by.iter().map(String::as_str).filter(|fact| rebuilt && REBUILT.contains(fact));
            let mut within: Vec<&str> = within.collect();
            within.sort_unstable();
            together.entry(within).or_default().push(by);
        }
        for (within, together) in together {
            let rows = units(cohort, rebuilt.then_some(&*within), plan.period)?;
            let who = if with_who { Some(who(&rows, unit)?) } else { None };
            let breakdowns = at_once(&together, |by| Breakdown::of(cohort, &rows, by))?;
            let breakdowns = breakdowns.into_iter().collect::<Result<_>>()?;
            frames.push(Frame { unit, rows, who, alike: None, breakdowns });
        }
    }
    Ok(frames)
}

/// Two hashes of who a row is about, each small enough that sums over any file stay exact.
fn who(rows: &DataFrame, unit: Unit) -> Result<Who> {
    let ids = rows.column(if unit == Unit::Person { "id" } else { "row" })?.u32().map_err(Error::from)?.clone();
    let hashes = |stream| ids.iter().map(|id| mix(id.map_or(u64::MAX, u64::from), stream) >> 32).collect();
    Ok([hashes(0), hashes(1)])
}

/// Steele, Lea & Flood's SplitMix64 finaliser.
fn mix(x: u64, stream: u64) -> u64 {
    let mut z = x.wrapping_add((stream + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// What rows are counted as.
pub(super) struct Told {
    /// The place of each row's part in `parts`.
    pub(super) of_row: Vec<u32>,
    /// The parts; none is not counted.
    pub(super) parts: Vec<Option<Part>>,
}

/// Tallies of slices, in any order.
type Found = BTreeMap<Slice, Vec<(Part, Tally)>>;

pub(super) struct Counting<'a> {
    pub(super) plan: &'a Plan,
    pub(super) cohort: &'a Cohort,
    pub(super) frame: &'a Frame<'a>,
    pub(super) indicator: &'a Indicator,
    /// The days that the data cover, for the comparison of years.
    pub(super) days: Option<(Date, Date)>,
}

impl Counting<'_> {
    fn run(&self) -> Result<Counts> {
        let mut counts = Counts::default();
        let mut found = Found::new();
        let codes = codes(self.plan, self.cohort, &self.frame.rows, self.indicator)?;
        for breakdown in self.breakdowns() {
            for group in codebook(self.cohort, breakdown.by) {
                counts.touch(self.slice(breakdown, &group));
            }
        }
        let outcomes: Vec<Option<Part>> = std::iter::once(None).chain(CODES.into_iter().map(Some)).collect();
        self.add(&outcomes, codes.iter().map(|&code| (u32::from(code), true)), &mut found);
        let (details, grid) = details(self.cohort, self.indicator)?;
        if let Some(grid) = grid {
            counts.decimals.insert(self.indicator.id.clone(), grid);
        }
        for detail in &details {
            let wanted = detail.wanted();
            let Told { of_row, parts } = self.told(detail)?;
            let keys = of_row.iter().zip(&codes).map(|(&value, &code)| (value, wanted[usize::from(code)]));
            self.add(&parts, keys, &mut found);
        }
        if let Measure::Trajectory { of } = &self.indicator.measure {
            let whole = code_of(&Part::Yes);
            trajectory::each(self.cohort, &self.frame.rows, of, &mut |Told { of_row, parts }| {
                let keys = of_row.iter().zip(&codes).map(|(&value, &code)| (value, code == whole));
                self.add(&parts, keys, &mut found);
            })?;
        }
        if let Some(alike) = self.frame.alike.as_ref().filter(|_| is_weighed(self.indicator, &self.plan.weigh)) {
            let (parts, keys) = alike.by_answer(&codes);
            self.add(&parts, keys, &mut found);
        }
        for (slice, parts) in found {
            counts.extend(slice, parts);
        }
        Ok(counts)
    }

    /// The breakdowns the indicator is counted in.
    pub(super) fn breakdowns(&self) -> impl Iterator<Item = &Breakdown<'_>> {
        let down = self.plan.broken_down(self.indicator);
        let years = years(self.indicator, self.days, self.cohort).map(|years| years.by());
        self.frame.breakdowns.iter().filter(move |breakdown| {
            let by = breakdown.by;
            let asked = down && self.plan.by.iter().any(|asked| asked == by);
            by.is_empty() || asked || years.as_deref() == Some(by)
        })
    }

    pub(super) fn slice(&self, breakdown: &Breakdown<'_>, group: &[String]) -> Slice {
        Slice {
            indicator: self.indicator.id.clone(),
            moment: self.indicator.moment.map(|m| m.to_string()).unwrap_or_default(),
            by: breakdown.by.join("*"),
            group: group.to_vec(),
        }
    }

    /// What each row is counted as beside its outcome.
    pub(super) fn told(&self, detail: &Detail<'_>) -> Result<Told> {
        let names: Vec<String> = (0..detail.values.len()).map(|i| format!("value{i}?")).collect();
        let values = detail.values.iter().zip(&names).map(|(value, name)| value.clone().alias(name.as_str()));
        let frame = self.frame.rows.clone().lazy().without_optimizations().with_columns(values.collect::<Vec<_>>());
        let frame = frame.collect()?;
        let columns: Vec<Column> =
            names.iter().map(|name| Ok(frame.column(name)?.clone())).collect::<Result<Vec<_>>>()?;
        let values = Values::of(&columns)?;
        let parts = values.distinct.iter().map(|value| (detail.name)(value)).collect();
        Ok(Told { of_row: values.of_row, parts })
    }

    /// Counts rows by their key, which is the place of their part in `parts`, in every group of every breakdown. Rows
    /// whose part is none, or that `keys` says are not counted, are left out.
    fn add(&self, parts: &[Option<Part>], keys: impl Iterator<Item = (u32, bool)> + Clone, into: &mut Found) {
        let width = parts.len() as u64;
        let who = self.frame.who.as_ref();
        // Each row has one profile in a breakdown, so any of them adds up to the total.
        let (mut totals, groups): (Vec<_>, Vec<_>) = self.breakdowns().partition(|breakdown| breakdown.by.is_empty());
        for breakdown in groups {
            let profiles = breakdown.profile.iter().flatten();
            let keyed = keys.clone().zip(profiles);
            let keyed = keyed.map(|((key, counted), profile)| (u64::from(*profile) * width + u64::from(key), counted));
            let found = tallies(width * breakdown.of_profile.len() as u64, who, keyed);
            for total in totals.drain(..) {
                self.extend(total, parts, found.iter().map(|(key, tally)| (0, key % width, *tally)), into);
            }
            let found = found.iter().map(|(key, tally)| ((key / width) as usize, key % width, *tally));
            self.extend(breakdown, parts, found, into);
        }
        for total in totals {
            let found = tallies(width, who, keys.clone().map(|(key, counted)| (u64::from(key), counted)));
            self.extend(total, parts, found.into_iter().map(|(key, tally)| (0, key, tally)), into);
        }
    }

    /// Adds (profile, key, tally) to every group of the profile.
    fn extend(
        &self,
        breakdown: &Breakdown<'_>,
        parts: &[Option<Part>],
        found: impl Iterator<Item = (usize, u64, Tally)>,
        into: &mut Found,
    ) {
        let groups = |profile: usize| breakdown.of_profile.get(profile).into_iter().flatten();
        let in_groups = found.flat_map(|(profile, key, tally)| groups(profile).map(move |&group| (group, key, tally)));
        let mut found: Vec<(u32, u64, Tally)> = in_groups.collect();
        found.sort_by_key(|(group, key, _)| (*group, *key));
        found.dedup_by(|next, sum| {
            let same = (next.0, next.1) == (sum.0, sum.1);
            if same {
                sum.2 = sum.2.plus(next.2);
            }
            same
        });
        for of_group in found.chunk_by(|a, b| a.0 == b.0) {
            let Some(group) = of_group.first().and_then(|(group, ..)| breakdown.groups.get(*group as usize)) else {
                continue;
            };
            let part = |key: u64| parts.get(key as usize).and_then(Option::as_ref);
            let named = of_group.iter().filter_map(|(_, key, tally)| Some((part(*key)?.clone(), *tally)));
            let named: Vec<(Part, Tally)> = named.collect();
            // A group is there because of people who count in it, or because the codebook names it.
            if !named.is_empty() {
                into.entry(self.slice(breakdown, group)).or_default().extend(named);
            }
        }
    }
}

/// Every combination of labels there can be.
fn codebook(cohort: &Cohort, by: &[String]) -> Vec<Vec<String>> {
    by.iter().fold(vec![Vec::new()], |groups, fact| {
        let with = |group: &Vec<String>, label: &String| group.iter().chain([label]).cloned().collect();
        groups.iter().flat_map(|group| labels(cohort, fact).iter().map(move |label| with(group, label))).collect()
    })
}
