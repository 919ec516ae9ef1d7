//! Rows of a path: how many reached each step, of everybody and of the step before.

use super::share::SHARE;
use super::{Cells, Table};
use crate::analysis::count::{Part, Tally};
use crate::analysis::disclosure::Store;
use crate::analysis::estimate::share::{Known, wilson};
use crate::analysis::released::Flag;
use crate::analysis::results::{Cell, Estimate};
use crate::indicator::Step;
use std::collections::BTreeMap;

impl Table<'_> {
    pub(super) fn path(&self, steps: &[Step], store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let (base, unknown) = self.base(self.tally(&Part::Yes), store, cells);
        let reached = self.reached(steps, base);
        // Whoever sees two steps sees how many fell away between them, whatever stands between.
        let all: Vec<(&str, Cell)> =
            std::iter::once(("base", base)).chain(steps.iter().map(|s| s.id.as_str()).zip(reached)).collect();
        let mut rests: BTreeMap<(&str, &str), Cell> = BTreeMap::new();
        for (later, (id, cell)) in all.iter().enumerate() {
            for (from, before) in &all[..later] {
                let rest = self.part(&format!("{id} of {from}"), *cell, *before, store, cells);
                rests.insert((id, from), rest);
            }
        }
        let mut rows = Vec::new();
        for (i, (id, cell)) in all.iter().enumerate().skip(1) {
            let n = cell.tally.n;
            let known = Known { yes: n, no: base.tally.n - n, undecided: unknown.tally.n, ..Known::default() };
            let rest = |from: &str| rests.get(&(*id, from)).copied().unwrap_or(*cell);
            rows.extend(self.share_rows(SHARE, id, [*cell, rest("base")], base, unknown, known));
            let (from, before) = all[i - 1];
            if i > 1 {
                rows.push(self.of_previous(id, [*cell, rest(from)], before));
            }
        }
        rows
    }

    /// Those who reached each step or one after it.
    fn reached(&self, steps: &[Step], base: Cell) -> Vec<Cell> {
        let mut sum = Tally::default();
        let mut reached: Vec<Cell> = steps
            .iter()
            .rev()
            .map(|step| {
                sum = sum.plus(self.tally(&Part::Level(step.id.clone())));
                self.among(&step.id, sum, base)
            })
            .collect();
        reached.reverse();
        reached
    }

    fn of_previous(&self, level: &str, [cell, rest]: [Cell; 2], before: Cell) -> Estimate {
        let mut row = self.row("share_of_previous", level);
        row.count = Some(cell);
        row.base = Some(before);
        row.tells = vec![rest];
        row.method = "wilson";
        let estimate = wilson(cell.tally.n, before.tally.n);
        row.absent = estimate.is_none().then_some(Flag::NotAvailable);
        row.value = estimate.map(|e| e.value);
        row.low = estimate.map(|e| e.low);
        row.high = estimate.map(|e| e.high);
        row
    }
}
