//! Rows of a share: the observed share with its interval, and what the unknown could make of it.

use super::Cells as Named;
use super::Table;
use crate::analysis::count::Part;
use crate::analysis::disclosure::{Role, Store};
use crate::analysis::estimate::share::{Known, bounds, wilson};
use crate::analysis::estimate::weight::{Cells, Stratum, weighted};
use crate::analysis::released::Flag;
use crate::analysis::results::{About, Cell, Estimate};
use crate::fact::EXIT_QUARTER;

/// The statistics of a share: observed, and what the unknown could make of it.
pub(super) const SHARE: [&str; 3] = ["share", "share_floor", "share_ceiling"];

impl Table<'_> {
    pub(super) fn share(&self, store: &mut Store, cells: &mut Named) -> Vec<Estimate> {
        let (yes, no) = (self.tally(&Part::Yes), self.tally(&Part::No));
        let (base, unknown) = self.base(yes.plus(no), store, cells);
        let count = self.among("yes", yes, base);
        let rest = self.part("yes", count, base, store, cells);
        // What an indicator is about is missed as much as of how many it is.
        store.note(count, Role { sensitive: false, cost: self.cost(false) });
        let known = Known {
            yes: yes.n,
            no: no.n,
            undecided: self.tally(&Part::Undecided).n,
            maybe_yes: self.tally(&Part::MaybeYes).n,
            maybe_no: self.tally(&Part::MaybeNo).n,
            maybe_undecided: self.tally(&Part::MaybeUndecided).n,
        };
        let mut rows = self.share_rows(SHARE, "", [count, rest], base, unknown, known);
        if let (true, Some(observed)) = (self.weighed, rows.first().cloned()) {
            rows.extend(self.weighted(&observed, base, store));
        }
        rows
    }

    /// The share as it would be had everybody answered as those like them did; of everybody together also what the
    /// weights cost, and how far those who answered are from those due. It tells of the cells it is weighted by, so it is
    /// protected as a mean of those who answered, and rounded.
    fn weighted(&self, observed: &Estimate, base: Cell, store: &mut Store) -> Vec<Estimate> {
        let mut cells = Cells::default();
        for (part, tally) in self.parts {
            let Part::Alike(answer, key) = part else { continue };
            let Stratum { due, answered, yes } = cells.entry(key.clone()).or_default();
            *due += tally.n;
            *answered += if answer.is_some() { tally.n } else { 0 };
            *yes += if *answer == Some(true) { tally.n } else { 0 };
        }
        let mean = Cell { about: About::Mean, ..base };
        store.note(mean, Role { sensitive: true, cost: self.cost(true) });
        let found = weighted(&cells).filter(|_| observed.absent.is_none());
        let row = |statistic, level: &str, value: Option<f64>| {
            let mut row = observed.clone();
            row.key.statistic = statistic;
            row.key.level = level.to_owned();
            row.tells.push(mean);
            row.method = "post_stratified";
            (row.value, row.low, row.high) = (value, None, None);
            row.rounding = 0.01;
            row.absent = row.absent.or_else(|| value.is_none().then(|| self.nobody()));
            row
        };
        let mut share = row("share_weighted", "", found.as_ref().map(|found| found.share.value));
        share.low = found.as_ref().map(|found| found.share.low);
        share.high = found.as_ref().map(|found| found.share.high);
        if !self.slice.by.is_empty() {
            return vec![share];
        }
        let mut effect = row("design_effect", "", found.as_ref().map(|found| found.effect));
        effect.rounding = 0.1;
        let gaps = ["nonresponse_gap", "nonresponse_gap_weighted"].into_iter().enumerate();
        let gaps = gaps.map(|(i, statistic)| row(statistic, "", found.as_ref().map(|found| found.gaps[i])));
        [share, effect].into_iter().chain(gaps).collect()
    }

    /// The share of a part of the base, its floor and its ceiling, under these names; with the part its rest.
    pub(super) fn share_rows(
        &self,
        [share, floor_name, ceiling_name]: [&'static str; 3],
        level: &str,
        [count, rest]: [Cell; 2],
        base: Cell,
        unknown: Cell,
        known: Known,
    ) -> Vec<Estimate> {
        // Of a cohort some of which are not due yet those who are have had longer than the others: it has no rate yet.
        let young = self.slice.by.split('*').any(|fact| fact == EXIT_QUARTER) && self.tally(&Part::NotDue).n > 0;
        let estimate = wilson(count.tally.n, base.tally.n).filter(|_| !young);
        let (floor, ceiling) = if young { (None, None) } else { bounds(known) };
        let nobody = || if young { Flag::NotDue } else { self.nobody() };
        let maybe = known.maybe_yes + known.maybe_no + known.maybe_undecided;
        let row = |statistic, method| {
            let mut row = self.row(statistic, level);
            row.count = Some(count);
            row.base = Some(base);
            row.unknown = Some(unknown);
            row.among_unknown = Some(maybe);
            row.tells = vec![rest];
            row.method = method;
            row
        };
        let mut share = row(share, "wilson");
        share.absent = estimate.is_none().then(nobody);
        share.value = estimate.map(|e| e.value);
        share.low = estimate.map(|e| e.low);
        share.high = estimate.map(|e| e.high);
        let bound = |statistic, value: Option<f64>| {
            let mut row = row(statistic, "bounds");
            row.value = value;
            row.absent = value.is_none().then(nobody);
            row.tells.push(unknown);
            // Those of unknown eligibility are in the bound but in no published count: the last digits would give
            // their outcomes away.
            row.rounding = if maybe > 0 { 0.01 } else { 0.0 };
            row
        };
        vec![share, bound(floor_name, floor), bound(ceiling_name, ceiling)]
    }
}
