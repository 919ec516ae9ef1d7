//! Rows of a coverage: the share whose situation is known, and where everybody is who left.

use super::{Cells, Table};
use crate::analysis::count::{DECLINED, MOVED, Part};
use crate::analysis::disclosure::{Role, Store};
use crate::analysis::estimate::weight::margin;
use crate::analysis::released::Flag;
use crate::analysis::results::{About, Cell, Estimate};
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// The level of those who were not reached, or of whom it is not known why nothing is known.
const NOT_REACHED: &str = "not_reached";

impl Table<'_> {
    pub(super) fn coverage(&self, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let mut rows = self.share(store, cells);
        // Where everybody is, is told of all together: by group it would cost more hidden results than it tells.
        if !self.slice.group.is_empty() {
            return rows;
        }
        // How far off a share among those who answered may be by chance alone: what ESF+ asks of samples.
        let (answered, due) = (self.tally(&Part::Yes).n, self.tally(&Part::Yes).plus(self.tally(&Part::No)).n);
        if let Some(mut row) = rows.first().cloned() {
            row.key.statistic = "margin";
            row.method = "esf_margin";
            (row.value, row.low, row.high) = (margin(answered, due), None, None);
            row.absent = row.absent.or_else(|| row.value.is_none().then_some(Flag::NotAvailable));
            rows.push(row);
        }
        let (known, lost) = (self.tally(&Part::Yes), self.tally(&Part::No));
        // Not due, or dead by then: where people are protected deaths are not told apart, however many they are.
        let outside = self.number("not due", self.tally(&Part::NotDue).plus(self.tally(&Part::Gone)));
        let all = self.number("all", known.plus(lost).plus(outside.tally));
        for (name, cell, inner) in [("all", all, false), ("not due", outside, true)] {
            cells.keep(name, cell, Role { sensitive: self.guarded(), cost: self.cost(inner) }, store);
        }
        store.partition(all, vec![self.number("base", known.plus(lost)), outside]);
        // How many are not known may be told of any group. That few of them declined may not, and neither may the
        // rest of them, from which it would follow.
        let reason = |tally| Cell { tally, about: About::Reason, group: self.group() };
        let declined = reason(self.tally(&Part::Level(DECLINED.to_owned())));
        let not_reached = reason(lost.minus(declined.tally));
        cells.keep(DECLINED, declined, Role { sensitive: true, cost: self.cost(true) }, store);
        cells.keep(NOT_REACHED, not_reached, Role { sensitive: self.guarded(), cost: self.cost(true) }, store);
        if let Some(lost) = cells.get("not yes") {
            store.partition(lost, vec![declined, not_reached]);
        }
        let parts = [
            ("known", cells.get("yes").unwrap_or_else(|| self.number("yes", known))),
            (NOT_REACHED, not_reached),
            (DECLINED, declined),
            ("not_due", outside),
        ];
        let row = |level: &str, cell: Cell, tells: Vec<Cell>| {
            let mut row = self.row("count", level);
            row.value = Some(cell.tally.n as f64);
            row.count = Some(cell);
            row.base = Some(all);
            row.tells = tells;
            row.method = "count";
            row
        };
        let apart = vec![declined, not_reached];
        rows.extend(parts.map(|(level, cell)| {
            row(level, cell, if cell.about == About::Reason { apart.clone() } else { Vec::new() })
        }));
        // Whoever declined was reached. Of those who were not some are known to have moved.
        rows.push(row("reached", reason(known.plus(declined.tally)), apart.clone()));
        let mut moved = reason(self.tally(&Part::Level(MOVED.to_owned())));
        moved.group = FxBuildHasher.hash_one((moved.group, MOVED));
        cells.keep(MOVED, moved, Role { sensitive: true, cost: self.cost(true) }, store);
        rows.push(row(MOVED, moved, apart));
        let mut gone = row("deceased", self.number("gone", self.tally(&Part::Gone)), Vec::new());
        if self.policy.protects() {
            gone.value = None;
            gone.absent = Some(Flag::Suppressed);
        }
        rows.push(gone);
        rows
    }
}
