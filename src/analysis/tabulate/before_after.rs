//! Rows of the same question before and after: the two shares of the same people, and their difference.

use super::{Cells, Table};
use crate::analysis::count::{BOTH, GAINED, LOST, NEITHER, Part};
use crate::analysis::disclosure::Store;
use crate::analysis::estimate::Interval;
use crate::analysis::estimate::before_after::{Paired, difference};
use crate::analysis::estimate::paired::mcnemar;
use crate::analysis::estimate::share::wilson;
use crate::analysis::released::Flag;
use crate::analysis::results::{Cell, Estimate};

impl Table<'_> {
    pub(super) fn before_after(&self, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let (base, unknown) = self.base(self.tally(&Part::Yes), store, cells);
        let four = [BOTH, GAINED, LOST, NEITHER].map(|name| {
            let cell = self.among(name, self.tally(&Part::Level(name.to_owned())), base);
            (name, cell, self.part(name, cell, base, store, cells))
        });
        store.partition(base, four.iter().map(|(_, cell, _)| *cell).collect());
        let [both, gained, lost, neither] = four.map(|(_, cell, _)| cell);
        let mut side = |name: &'static str, more: Cell| {
            let cell = self.among(name, both.tally.plus(more.tally), base);
            let rest = self.part(name, cell, base, store, cells);
            store.partition(cell, vec![both, more]);
            (cell, rest)
        };
        let (before, after) = (side("before", lost), side("after", gained));
        let row = |statistic, method, tells: Vec<Cell>| {
            let mut row = self.row(statistic, "");
            (row.base, row.unknown, row.among_unknown) = (Some(base), Some(unknown), Some(self.maybe()));
            row.tells = tells;
            row.method = method;
            row.absent = (base.tally.n == 0).then(|| self.nobody());
            row
        };
        let with = |mut row: Estimate, interval: Option<Interval>| {
            row.value = interval.map(|interval| interval.value);
            row.low = interval.map(|interval| interval.low);
            row.high = interval.map(|interval| interval.high);
            row
        };
        let share = |statistic, (cell, rest): (Cell, Cell)| {
            let mut row = with(row(statistic, "wilson", vec![rest]), wilson(cell.tally.n, base.tally.n));
            row.count = Some(cell);
            row
        };
        let people =
            Paired { both: both.tally.n, gained: gained.tally.n, lost: lost.tally.n, neither: neither.tally.n };
        let [_, (_, _, rest_gained), (_, _, rest_lost), _] = four;
        let all: Vec<Cell> = [both, gained, lost, neither, before.0, before.1, after.0, after.1].to_vec();
        let changed = with(row("paired_difference", "newcombe_paired", all), difference(people));
        let mut chance = row("mcnemar_p", "mcnemar", vec![gained, lost]);
        chance.value = mcnemar(people.gained, people.lost);
        if chance.value.is_none() {
            chance.absent = chance.absent.or(Some(Flag::NotAvailable));
        }
        vec![
            share("share_before", before),
            share("share_after", after),
            changed,
            share("share_gained", (gained, rest_gained)),
            share("share_lost", (lost, rest_lost)),
            chance,
        ]
    }
}
