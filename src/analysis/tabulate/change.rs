//! Rows of a change: means and medians, their difference, and how many gained, stayed and lost.

use super::amount::{Of, Values};
use super::{Cells, Table};
use crate::analysis::count::{Part, Tally};
use crate::analysis::detectable;
use crate::analysis::disclosure::{Role, Store, tells_of_one};
use crate::analysis::estimate::change::{hedges_g_av, three_ways};
use crate::analysis::estimate::histogram::{Histogram, mean_t, sums};
use crate::analysis::estimate::paired::wilcoxon;
use crate::analysis::estimate::share::wilson;
use crate::analysis::released::Flag;
use crate::analysis::results::{Cell, Estimate};
use crate::fact::instrument::{Better, Instrument};

/// What a p is rounded up to in a public report.
const P: f64 = 0.001;

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
        let n = change.values().sum::<u64>() as f64;
        let mean: [(&dyn Fn(i64) -> f64, f64); 1] = [(&|sum| sum as f64 / n * grid, self.rounding)];
        for (name, values) in [("sum start", &start), ("sum end", &end), ("sum change", &change)] {
            self.total(name, values, if n > 0.0 { &mean } else { &[] }, of, store);
        }
        for (statistic, values) in [("median_start", &before), ("median_end", &after), ("median_change", &difference)] {
            rows.push(self.median_of(statistic, values, of, store));
        }
        let everybody = self.slice.by.is_empty();
        if everybody {
            let mut ranks = of_mean("wilcoxon_p", wilcoxon(&change), "wilcoxon");
            ranks.rounding = P;
            if ranks.value.is_none() {
                ranks.absent = ranks.absent.or(Some(Flag::NotAvailable));
            }
            rows.push(ranks);
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
        let (best, worst) = match instrument.better {
            Better::Higher => (instrument.max, instrument.min),
            Better::Lower => (instrument.min, instrument.max),
        };
        let (mut at_best, mut at_worst) = (Tally::default(), Tally::default());
        for (part, tally) in self.parts {
            match part {
                Part::Difference(x) => three[way(*x)] = three[way(*x)].plus(*tally),
                Part::Before(x) if ((*x as f64) * grid - best).abs() < grid / 2.0 => at_best = at_best.plus(*tally),
                Part::Before(x) if ((*x as f64) * grid - worst).abs() < grid / 2.0 => at_worst = at_worst.plus(*tally),
                _ => {}
            }
        }
        let three = ["improved", "unchanged", "worsened"].into_iter().zip(three);
        let three = three.map(|(name, tally)| (name, self.among(name, tally, pairs))).collect::<Vec<_>>();
        for (name, cell) in &three {
            rows.push(self.part_row(name, *cell, pairs, self.known_row(name, "wilson", of), store, cells));
        }
        store.partition(pairs, three.iter().map(|(_, cell)| *cell).collect());
        let ceiling = [("ceiling_start", at_best), ("floor_start", at_worst)];
        for (name, tally) in ceiling.into_iter().take(if everybody { 2 } else { 1 }) {
            let row = self.known_row(name, "wilson", of);
            rows.push(self.part_row(name, self.among(name, tally, pairs), pairs, row, store, cells));
        }
        if let Some(least) = detectable(instrument).map(|least| least / grid) {
            rows.extend(self.reliable(least, threshold, instrument.better, of, &three, store, cells));
        }
        rows
    }

    /// Who moved by more than the error of measurement; nothing where that is the threshold of change anyhow.
    #[allow(clippy::too_many_arguments, reason = "one use, beside the rows it belongs to")]
    fn reliable(
        &self,
        least: f64,
        threshold: f64,
        better: Better,
        of: Of,
        three: &[(&'static str, Cell)],
        store: &mut Store,
        cells: &mut Cells,
    ) -> Vec<Estimate> {
        // The first change on the grid that passes.
        let first = |x: f64| (x - 1e-9).ceil();
        if first(least) == first(threshold) {
            return Vec::new();
        }
        let ways = match better {
            Better::Higher => [1, -1],
            Better::Lower => [-1, 1],
        };
        let names = [("improved", "reliable_improved"), ("worsened", "reliable_worsened")];
        let mut rows = Vec::new();
        for (way, (usual, name)) in ways.into_iter().zip(names) {
            let moved = self.parts.iter().filter_map(|(part, tally)| match part {
                Part::Difference(x) if (x * way) as f64 >= least - 1e-9 => Some(*tally),
                _ => None,
            });
            let cell = self.among(name, moved.fold(Tally::default(), Tally::plus), of.base);
            let row = self.known_row(name, "wilson", of);
            rows.push(self.part_row(name, cell, of.base, row, store, cells));
            // Of the two that are printed one is within the other, and whoever sees both sees who is between.
            let Some((_, usual)) = three.iter().find(|(id, _)| *id == usual) else { continue };
            let (outer, inner) = if cell.tally.n > usual.tally.n { (cell, *usual) } else { (*usual, cell) };
            if inner != outer {
                let between = self.number(&format!("between {name}"), outer.tally.minus(inner.tally));
                let role = Role { sensitive: self.sensitive(), cost: 0 };
                cells.keep(format!("between {name}"), between, role, store);
                store.partition(outer, vec![inner, between]);
            }
        }
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
