//! In which cells of a slice somebody stands.

use super::{Cells, Table, levels};
use crate::analysis::coarsen;
use crate::analysis::count::{Counts, Part, Slice, Tally};
use crate::analysis::disclosure::Store;
use crate::analysis::plan::Plan;
use crate::indicator::Indicator;
use crate::input::cohort::Cohort;
use std::collections::BTreeMap;

/// Where somebody stands in a slice.
#[derive(Debug, Clone, Default)]
pub(in crate::analysis) struct Stands {
    /// The names of the cells of people.
    pub(in crate::analysis) cells: Vec<String>,
    /// The names of the sums of values, and what is theirs of each.
    pub(in crate::analysis) totals: Vec<(String, i64)>,
}

/// Tables with one person in them.
pub(in crate::analysis) struct Probe<'a> {
    plan: &'a Plan,
    cohort: &'a Cohort,
    counts: &'a Counts,
    /// The indicators by id and moment, each with its levels.
    indicators: BTreeMap<(String, String), (&'a Indicator, Vec<String>)>,
}

impl<'a> Probe<'a> {
    pub(in crate::analysis) fn of(plan: &'a Plan, cohort: &'a Cohort, counts: &'a Counts) -> Probe<'a> {
        let with_levels = |indicator: &'a Indicator| {
            let moment = indicator.moment.map(|m| m.to_string()).unwrap_or_default();
            ((indicator.id.clone(), moment), (indicator, levels::codebook(indicator, counts, cohort)))
        };
        Probe { plan, cohort, counts, indicators: plan.indicators.iter().map(with_levels).collect() }
    }

    /// The indicator a slice is of.
    pub(in crate::analysis) fn indicator(&self, slice: &Slice) -> Option<&'a Indicator> {
        self.entry(slice).map(|(indicator, _)| *indicator)
    }

    fn entry(&self, slice: &Slice) -> Option<&(&'a Indicator, Vec<String>)> {
        self.indicators.get(&(slice.indicator.clone(), slice.moment.clone()))
    }

    /// Where somebody stands in a slice who is counted as these parts.
    pub(in crate::analysis) fn stands(&self, slice: &Slice, parts: &[Part]) -> Stands {
        let Some((indicator, levels)) = self.entry(slice) else { return Stands::default() };
        let one = Tally { n: 1, who: [1, 1] };
        let own = parts.iter().map(|part| (coarsen::of_one(self.counts, slice, levels, part), one));
        let own: BTreeMap<Part, Tally> = own.collect();
        let table = Table {
            indicator,
            slice,
            parts: &own,
            cohort: self.cohort,
            policy: &self.plan.policy,
            levels,
            decimals: self.counts.decimals.get(&indicator.id).copied().unwrap_or(0),
            told: self.counts.told.get(slice),
            thin: self.counts.thin.contains(slice),
            rounding: 0.0,
            weighed: false,
            printed: true,
        };
        let mut store = Store::default();
        let (_, cells): (_, Cells) = table.estimates(&mut store);
        table.place(&cells, &mut store);
        let inside = store.places().iter().filter(|place| place.cell.about.is_number() && place.cell.tally.n > 0);
        let totals = store.totals().iter().filter(|total| total.sum != 0);
        Stands {
            cells: inside.map(|place| place.name.clone()).collect(),
            totals: totals.map(|total| (total.name.clone(), total.sum)).collect(),
        }
    }
}
