//! Rows of a share: the observed share with its interval, and what the unknown could make of it.

use super::{Cells, Table};
use crate::analysis::count::Part;
use crate::analysis::disclosure::{Role, Store};
use crate::analysis::estimate::share::{Known, bounds, wilson};
use crate::analysis::results::{Cell, Estimate};

/// The statistics of a share: observed, and what the unknown could make of it.
pub(super) const SHARE: [&str; 3] = ["share", "share_floor", "share_ceiling"];

impl Table<'_> {
    pub(super) fn share(&self, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
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
        self.share_rows(SHARE, "", [count, rest], base, unknown, known)
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
        let estimate = wilson(count.tally.n, base.tally.n);
        let (floor, ceiling) = bounds(known);
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
        share.absent = estimate.is_none().then(|| self.nobody());
        share.value = estimate.map(|e| e.value);
        share.low = estimate.map(|e| e.low);
        share.high = estimate.map(|e| e.high);
        let bound = |statistic, value: Option<f64>| {
            let mut row = row(statistic, "bounds");
            row.value = value;
            row.absent = value.is_none().then(|| self.nobody());
            row.tells.push(unknown);
            // Those of unknown eligibility are in the bound but in no published count: the last digits would give
            // their outcomes away.
            row.rounding = if maybe > 0 { 0.01 } else { 0.0 };
            row
        };
        vec![share, bound(floor_name, floor), bound(ceiling_name, ceiling)]
    }
}
