//! Rows of a change: means and medians, their difference, and how many gained, stayed and lost.

use super::amount::Values;
use super::{Cells, Table};
use crate::analysis::count::{Part, Tally};
use crate::analysis::disclosure::{Store, tells_of_one};
use crate::analysis::estimate::change::{hedges_g_av, three_ways};
use crate::analysis::estimate::histogram::{Histogram, mean_t, sums};
use crate::analysis::estimate::share::wilson;
use crate::analysis::released::Flag;
use crate::analysis::results::{Cell, Estimate};
use crate::fact::instrument::{Better, Instrument};

impl Table<'_> {
    pub(super) fn change(&self, instrument: &Instrument, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let grid = self.grid();
        let before = Values::of(self.parts, |part| if let Part::Before(x) = part { Some(*x) } else { None });
        let after = Values::of(self.parts, |part| if let Part::After(x) = part { Some(*x) } else { None });
        let difference = Values::of(self.parts, |part| if let Part::Difference(x) = part { Some(*x) } else { None });
        let sides = [&before, &after, &difference].map(Values::histogram);
        let tells = sides.iter().any(|values| tells_of_one(values, false));
        let of = self.of(tells, store, cells);
        let pairs = of.base;
        let of_mean = |statistic, value: Option<f64>, method| {
            let mut row = self.of_mean(statistic, method, of);
            row.value = value;
            row
        };
        let [start, end, change] = sides;
        let interval = mean_t(&change, grid).and_then(|(_, interval)| interval);
        let mut mean_change = of_mean("mean_change", sums(&change).mean(grid), "paired_t");
        mean_change.low = interval.map(|i| i.low);
        mean_change.high = interval.map(|i| i.high);
        let mut effect = of_mean("hedges_g_av", hedges_g_av(&start, &end, &change, grid), "hedges_g_av");
        effect.rounding = 0.01;
        // No spread, no size of change; which rows there are must not tell so.
        if effect.value.is_none() {
            effect.absent = effect.absent.or(Some(Flag::NotAvailable));
        }
        let mut rows = vec![
            of_mean("mean_start", sums(&start).mean(grid), "mean"),
            of_mean("mean_end", sums(&end).mean(grid), "mean"),
            mean_change,
            effect,
        ];
        for (statistic, values) in [("median_start", &before), ("median_end", &after), ("median_change", &difference)] {
            rows.push(self.median_of(statistic, values, of, store));
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
        let three = ["improved", "unchanged", "worsened"].into_iter().zip(three);
        let three = three.map(|(name, tally)| (name, self.among(name, tally, pairs))).collect::<Vec<_>>();
        for (name, cell) in &three {
            rows.push(self.part_row(name, *cell, pairs, self.known_row(name, "wilson", of), store, cells));
        }
        store.partition(pairs, three.into_iter().map(|(_, cell)| cell).collect());
        rows.push(self.part_row(
            "ceiling_start",
            self.among("ceiling_start", at_best, pairs),
            pairs,
            self.known_row("ceiling_start", "wilson", of),
            store,
            cells,
        ));
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
        let rest = self.part(name, part, pairs, store, cells);
        row.count = Some(part);
        row.tells = vec![rest];
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
