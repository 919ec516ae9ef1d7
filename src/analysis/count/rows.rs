//! The only place that touches rows: rules become columns of yes and no, and each row is then counted once for every
//! breakdown.

use super::bins::{Values, Who, tallies};
use super::breakdown::{Breakdown, labels};
use super::detail::{Detail, details};
use super::outcome::{CODES, codes};
use super::{Counts, Part, Slice, Tally};
use crate::analysis::plan::Plan;
use crate::analysis::unit::{again, units};
use crate::analysis::years::{breakdowns, covered, years};
use crate::error::{Error, Result};
use crate::fact::REBUILT;
use crate::indicator::{Indicator, Unit};
use crate::input::cohort::Cohort;
use crate::parallel::at_once;
use jiff::civil::Date;
use polars::prelude::*;
use std::collections::BTreeMap;

/// Counts everything a plan asks for.
pub(in crate::analysis) fn count(plan: &Plan, cohort: &Cohort) -> Result<Counts> {
    let (days, breakdowns) = (covered(plan, cohort), breakdowns(plan, cohort));
    let frames = frames(plan, cohort, &breakdowns)?;
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
struct Frame<'a> {
    unit: Unit,
    rows: DataFrame,
    /// Who the rows are matters to the gate only; where nothing is hidden the sums are saved.
    who: Option<Who>,
    breakdowns: Vec<Breakdown<'a>>,
}

/// Units are rebuilt once for each set of facts they are rebuilt within; where everybody is there once there is
/// nothing to rebuild.
fn frames<'a>(plan: &Plan, cohort: &Cohort, by: &'a [Vec<String>]) -> Result<Vec<Frame<'a>>> {
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
            let who = if plan.policy.protects() { Some(who(&rows, unit)?) } else { None };
            let breakdowns = together.into_iter().map(|by| Breakdown::of(cohort, &rows, by)).collect::<Result<_>>()?;
            frames.push(Frame { unit, rows, who, breakdowns });
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

struct Counting<'a> {
    plan: &'a Plan,
    cohort: &'a Cohort,
    frame: &'a Frame<'a>,
    indicator: &'a Indicator,
    /// The days that the data cover, for the comparison of years.
    days: Option<(Date, Date)>,
}

impl Counting<'_> {
    fn run(&self) -> Result<Counts> {
        let mut counts = Counts::default();
        let codes = codes(self.plan, self.cohort, &self.frame.rows, self.indicator)?;
        for breakdown in self.breakdowns() {
            for group in codebook(self.cohort, breakdown.by) {
                counts.touch(self.slice(breakdown, group));
            }
            self.outcomes(breakdown, &codes, &mut counts);
        }
        let (details, grid) = details(self.cohort, self.indicator)?;
        if let Some(grid) = grid {
            counts.decimals.insert(self.indicator.id.clone(), grid);
        }
        for detail in &details {
            let values = self.values(detail)?;
            for breakdown in self.breakdowns() {
                self.detail(breakdown, &codes, detail, &values, &mut counts);
            }
        }
        Ok(counts)
    }

    fn breakdowns(&self) -> impl Iterator<Item = &Breakdown<'_>> {
        let down = self.plan.broken_down(self.indicator);
        let years = years(self.indicator, self.days, self.cohort).map(|years| years.by());
        self.frame.breakdowns.iter().filter(move |breakdown| {
            let by = breakdown.by;
            let asked = down && self.plan.by.iter().any(|asked| asked == by);
            by.is_empty() || asked || years.as_deref() == Some(by)
        })
    }

    fn slice(&self, breakdown: &Breakdown<'_>, group: Vec<String>) -> Slice {
        Slice {
            indicator: self.indicator.id.clone(),
            moment: self.indicator.moment.map(|m| m.to_string()).unwrap_or_default(),
            by: breakdown.by.join("*"),
            group,
        }
    }

    /// Counts people by what became of them.
    fn outcomes(&self, breakdown: &Breakdown<'_>, codes: &[u8], counts: &mut Counts) {
        let width = CODES.len() as u64 + 1;
        let code = |row: usize| u64::from(codes[row]);
        let found = self.tallies(breakdown, width, |row| Some(code(row)).filter(|code| *code > 0));
        let part = |code: u64| (code as usize).checked_sub(1).and_then(|i| CODES.get(i)).cloned();
        self.add(breakdown, found, part, counts);
    }

    fn values(&self, detail: &Detail<'_>) -> Result<Values> {
        let names: Vec<String> = (0..detail.values.len()).map(|i| format!("value{i}?")).collect();
        let values = detail.values.iter().zip(&names).map(|(value, name)| value.clone().alias(name.as_str()));
        let frame = self.frame.rows.clone().lazy().without_optimizations().with_columns(values.collect::<Vec<_>>());
        let frame = frame.collect()?;
        let columns: Vec<Column> =
            names.iter().map(|name| Ok(frame.column(name)?.clone())).collect::<Result<Vec<_>>>()?;
        Values::of(&columns)
    }

    /// Counts people by their values, and names each combination.
    fn detail(
        &self,
        breakdown: &Breakdown<'_>,
        codes: &[u8],
        detail: &Detail<'_>,
        values: &Values,
        counts: &mut Counts,
    ) {
        let wanted = detail.wanted();
        let key = |row: usize| wanted[codes[row] as usize].then(|| u64::from(values.of_row[row]));
        let found = self.tallies(breakdown, values.distinct.len() as u64, key);
        let part = |value: u64| values.distinct.get(value as usize).and_then(|value| (detail.name)(value));
        self.add(breakdown, found, part, counts);
    }

    /// How many rows of each profile have each key below `width`; rows without a key are not counted.
    fn tallies(
        &self,
        breakdown: &Breakdown<'_>,
        width: u64,
        key: impl Fn(usize) -> Option<u64> + Clone,
    ) -> impl Iterator<Item = (usize, u64, Tally)> {
        let (rows, who) = (0..self.frame.rows.height(), self.frame.who.as_ref());
        let found = match &breakdown.profile {
            None => tallies(width, who, rows.filter_map(|row| Some((row, key(row)?)))),
            Some(profile) => {
                let keyed = rows.filter_map(|row| Some((row, u64::from(profile[row]) * width + key(row)?)));
                tallies(width * breakdown.groups.len() as u64, who, keyed)
            }
        };
        found.into_iter().map(move |(key, tally)| ((key / width) as usize, key % width, tally))
    }

    /// Adds people to every group their profile is in, under the name of their key.
    fn add(
        &self,
        breakdown: &Breakdown<'_>,
        found: impl Iterator<Item = (usize, u64, Tally)>,
        part: impl Fn(u64) -> Option<Part>,
        counts: &mut Counts,
    ) {
        let mut of_profile: BTreeMap<usize, Vec<(Part, Tally)>> = BTreeMap::new();
        for (profile, key, tally) in found {
            if let Some(part) = part(key) {
                of_profile.entry(profile).or_default().push((part, tally));
            }
        }
        for (profile, parts) in of_profile {
            for group in breakdown.groups.get(profile).into_iter().flatten() {
                let slice = self.slice(breakdown, group.clone());
                counts.extend(slice, parts.iter().map(|(part, tally)| (part, *tally)));
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
