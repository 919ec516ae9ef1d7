//! Rows of a change: means, their difference, and how many gained, stayed and lost.

use super::{Cells, Table, number};
use crate::analysis::count::{Part, Tally};
use crate::analysis::disclosure::{Role, Store};
use crate::analysis::estimate::change::{Histogram, hedges_g_av, paired_t, sums, three_ways};
use crate::analysis::estimate::share::wilson;
use crate::analysis::released::Flag;
use crate::analysis::results::{About, Cell, Estimate};
use crate::fact::instrument::{Better, Instrument};

impl Table<'_> {
    pub(super) fn change(&self, instrument: &Instrument, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let (pairs, unknown) = self.base(self.tally(&Part::Yes), store, cells);
        let grid = 10f64.powi(-(self.decimals as i32));
        let (mut before, mut after, mut difference) = (Histogram::new(), Histogram::new(), Histogram::new());
        for (part, tally) in self.parts {
            match part {
                Part::Before(x) => *before.entry(*x).or_default() += tally.n,
                Part::After(x) => *after.entry(*x).or_default() += tally.n,
                Part::Difference(x) => *difference.entry(*x).or_default() += tally.n,
                _ => {}
            }
        }
        let mean = Cell { tally: pairs.tally, about: About::Mean };
        store.note(mean, Role { sensitive: true, cost: self.cost(false) });
        cells.insert("mean".to_owned(), mean);
        let row = |statistic, method| {
            let mut row = self.row(statistic, "");
            row.base = Some(pairs);
            row.unknown = Some(unknown);
            row.among_unknown = Some(self.maybe());
            row.method = method;
            if pairs.tally.n == 0 {
                row.absent = Some(self.nobody());
            }
            row
        };
        // A mean times its n is a sum, and sums of overlapping groups give single scores away.
        let rounding = if instrument.max - instrument.min > 20.0 { 1.0 } else { 0.1 };
        let of_mean = |statistic, value: Option<f64>, method, rounding| {
            let mut row = row(statistic, method);
            row.value = value;
            row.tells = vec![mean];
            row.rounding = rounding;
            row
        };
        let change = paired_t(&difference, grid);
        let mut mean_change = of_mean("mean_change", change.map(|(value, _)| value), "paired_t", rounding);
        if let Some((_, Some(interval))) = change {
            mean_change.low = Some(interval.low);
            mean_change.high = Some(interval.high);
        }
        let effect = hedges_g_av(&before, &after, &difference, grid);
        let mut rows = vec![
            of_mean("mean_start", sums(&before).mean(grid), "mean", rounding),
            of_mean("mean_end", sums(&after).mean(grid), "mean", rounding),
            mean_change,
            of_mean("hedges_g_av", effect, "hedges_g_av", 0.01),
        ];
        // No spread, no size of change; which rows there are must not tell so.
        if let Some(row) = rows.last_mut().filter(|row| row.value.is_none()) {
            row.absent = row.absent.or(Some(Flag::NotAvailable));
        }
        let threshold = instrument.change / grid;
        let way = |value: i64| {
            let (up, _, down) = three_ways(&Histogram::from([(value, 1)]), threshold);
            match (up, down, instrument.better) {
                (1, _, Better::Higher) | (_, 1, Better::Lower) => 0,
                (0, 0, _) => 1,
                _ => 2,
            }
        };
        let mut three = [Tally::default(); 3];
        let best = match instrument.better {
            Better::Higher => instrument.max,
            Better::Lower => instrument.min,
        };
        let mut at_best = Tally::default();
        for (part, tally) in self.parts {
            match part {
                Part::Difference(x) => three[way(*x)] = three[way(*x)].plus(*tally),
                Part::Before(x) if ((*x as f64) * grid - best).abs() < grid / 2.0 => at_best = at_best.plus(*tally),
                _ => {}
            }
        }
        for (name, tally) in ["improved", "unchanged", "worsened"].into_iter().zip(three) {
            rows.push(self.part_row(name, number(tally), pairs, row(name, "wilson"), store, cells));
        }
        store.partition(pairs, three.map(number).to_vec());
        rows.push(self.part_row("ceiling_start", number(at_best), pairs, row("ceiling_start", "wilson"), store, cells));
        rows
    }

    fn part_row(
        &self,
        name: &str,
        part: Cell,
        pairs: Cell,
        mut row: Estimate,
        store: &mut Store,
        cells: &mut Cells,
    ) -> Estimate {
        self.part(name, part, pairs, store, cells);
        row.count = Some(part);
        row.tells = vec![number(pairs.tally.minus(part.tally))];
        match wilson(part.tally.n, pairs.tally.n) {
            Some(interval) => {
                row.value = Some(interval.value);
                row.low = Some(interval.low);
                row.high = Some(interval.high);
            }
            None => row.absent = row.absent.or(Some(Flag::NotAvailable)),
        }
        row
    }
}
