//! Rows of a share: the observed share with its interval, and what the unknown could make of it.

use super::Cells as Named;
use super::{MAYBE, Table};
use crate::analysis::count::Part;
use crate::analysis::disclosure::{Role, Store};
use crate::analysis::estimate::share::{Known, bounds, wilson};
use crate::analysis::estimate::weight::{Cells, Stratum, weighted};
use crate::analysis::released::Flag;
use crate::analysis::results::{About, Cell, Estimate};
use crate::fact::EXIT_QUARTER;
use crate::indicator::Measure;

/// What bounds are rounded to where the eligibility of some is unknown.
const BOUND: f64 = 0.01;
/// The most of them that are thought to have another outcome at a time.
const ROOM: i64 = 6;

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
        let mut rows = self.share_rows(SHARE, "", [count, rest], base, unknown, self.could());
        if let (true, Some(observed)) = (self.weighed, rows.first().cloned()) {
            rows.extend(self.weighted(&observed, base, store));
        }
        rows
    }

    /// Everybody the share could be about.
    fn could(&self) -> Known {
        let of = |part: Part| self.tally(&part).n;
        Known {
            yes: of(Part::Yes),
            no: of(Part::No),
            undecided: of(Part::Undecided),
            maybe_yes: of(Part::MaybeYes),
            maybe_no: of(Part::MaybeNo),
            maybe_undecided: of(Part::MaybeUndecided),
        }
    }

    /// The outcomes of those of unknown eligibility, as cells: the bounds tell of them.
    fn maybes(&self) -> [Cell; 3] {
        MAYBE.map(|(part, name)| self.number(name, self.tally(&part)))
    }

    /// What the outcomes of those of unknown eligibility are to the gate. Nothing is printed of them but the bounds of the
    /// share, which are hidden where they stand in the way; and how many may have another outcome, and the bounds would
    /// be printed all the same.
    pub(super) fn maybe_in_bounds(&self, store: &mut Store) -> (Option<Role>, (i64, i64)) {
        if !matches!(self.indicator.measure, Measure::Share { .. }) || self.maybe() == 0 {
            return (None, (0, 0));
        }
        let role = Role { sensitive: false, cost: self.cost(true) };
        self.maybes().into_iter().for_each(|cell| store.note(cell, role));
        (Some(role), self.room())
    }

    fn room(&self) -> (i64, i64) {
        let known = self.could();
        let printed = |known: Known| {
            let (floor, ceiling) = bounds(known);
            let hundredths = |share: Option<f64>, round: fn(f64) -> f64| share.map(|share| round(share / BOUND));
            (hundredths(floor, f64::floor), hundredths(ceiling, f64::ceil))
        };
        let now = printed(known);
        let same = |room: i64| {
            let each = -room..=room;
            let with = |yes: i64, no: i64| {
                let add = |n: u64, by: i64| n.checked_add_signed(by);
                let maybe = (add(known.maybe_yes, yes), add(known.maybe_no, no), add(known.maybe_undecided, -yes - no));
                match maybe {
                    (Some(maybe_yes), Some(maybe_no), Some(maybe_undecided)) => {
                        printed(Known { maybe_yes, maybe_no, maybe_undecided, ..known }) == now
                    }
                    _ => true,
                }
            };
            each.clone().all(|yes| each.clone().filter(|no| (-yes - no).abs() <= room).all(|no| with(yes, no)))
        };
        let room = (1..=ROOM).take_while(|room| same(*room)).last().unwrap_or(0);
        (-room, room)
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
            if maybe > 0 {
                row.tells.extend(self.maybes());
            }
            // Those of unknown eligibility are in the bound but in no published count: the last digits would give
            // their outcomes away.
            row.rounding = if maybe > 0 { BOUND } else { 0.0 };
            row
        };
        vec![share, bound(floor_name, floor), bound(ceiling_name, ceiling)]
    }
}
