//! Rows of a time to an event: the share by each day and how many are still followed, the median and the restricted mean.

use super::{Cells, Table};
use crate::analysis::count::{Ending, Part, Tally};
use crate::analysis::disclosure::{Role, Store};
use crate::analysis::estimate::Z;
use crate::analysis::estimate::time::{Curve, Leaving, kaplan_meier, life_table};
use crate::analysis::released::Flag;
use crate::analysis::results::{Cell, Estimate};
use crate::indicator::TimeTo;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a day of a curve.
#[derive(Clone, Copy)]
struct Known {
    /// To whom the event has happened by it.
    events: Cell,
    /// Who is followed up to it and has not had the event before it.
    at_risk: Cell,
}

impl Table<'_> {
    pub(super) fn time_to(&self, time: &TimeTo, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let (base, unknown) = self.base(self.tally(&Part::Yes), store, cells);
        // Days that were gathered into steps make a life table.
        let (method, curve) = match self.told {
            None => ("kaplan_meier", kaplan_meier(&self.leaving())),
            Some(_) => ("life_table", life_table(&self.leaving())),
        };
        // Where a policy left days out, the others are all there is; else every day is.
        let all: BTreeSet<u32> = time.days().into_iter().collect();
        let told = self.told.unwrap_or(&all);
        let days: BTreeMap<u32, Known> = told.iter().map(|day| (*day, self.known(*day, base, store, cells))).collect();
        let row = |statistic, day: Option<u32>, method| {
            let mut row = self.row(statistic, "");
            row.key.moment = day.map(TimeTo::moment).unwrap_or_default();
            row.base = Some(base);
            row.unknown = Some(unknown);
            row.among_unknown = Some(self.maybe());
            row.method = method;
            // A curve is made of all its steps.
            let until = day.unwrap_or(u32::MAX);
            row.tells = days.range(..=until).flat_map(|(_, known)| [known.events, known.at_risk]).collect();
            let silent = day.map_or(days.is_empty(), |day| !days.contains_key(&day));
            row.absent = match base.tally.n {
                0 => Some(self.nobody()),
                _ if silent => Some(Flag::Suppressed),
                _ => None,
            };
            row
        };
        // A group is told at the horizons, everybody together at every month too.
        let shown = if self.slice.by.is_empty() { time.days() } else { time.horizons.clone() };
        let mut rows = Vec::new();
        for day in &shown {
            rows.push(cumulative(row("cumulative", Some(*day), method), *day, &days, &curve));
        }
        for day in &shown {
            let mut row = row("at_risk", Some(*day), "count");
            row.count = days.get(day).map(|known| known.at_risk).filter(|_| row.absent.is_none());
            row.value = row.count.map(|cell| cell.tally.n as f64);
            rows.push(row);
        }
        rows.push(median(row("median", None, method), &curve));
        for day in &time.horizons {
            rows.push(restricted_mean(row("rmst", Some(*day), method), *day, &curve));
        }
        rows
    }

    /// How many left on each day.
    fn leaving(&self) -> BTreeMap<i64, Leaving> {
        let mut table: BTreeMap<i64, Leaving> = BTreeMap::new();
        for (part, tally) in self.parts {
            let Part::Ended(ending, day) = part else { continue };
            let left = table.entry(*day).or_default();
            match ending {
                Ending::Event => left.events += tally.n,
                Ending::Censored => left.censored += tally.n,
            }
        }
        table
    }

    /// The cells of a day. On a coarsened curve nobody leaves on a day that is told, and its cells add up.
    fn known(&self, day: u32, base: Cell, store: &mut Store, cells: &mut Cells) -> Known {
        let day_number = i64::from(day);
        let sum = |wanted: Ending, inside: &dyn Fn(i64) -> bool| {
            let of = |part: &Part| matches!(part, Part::Ended(ending, day) if *ending == wanted && inside(*day));
            let found = self.parts.iter().filter(|(part, _)| of(part));
            found.fold(Tally::default(), |sum, (_, tally)| sum.plus(*tally))
        };
        let events = self.number(&format!("events {day}"), sum(Ending::Event, &|day| day <= day_number));
        let gone = self.number(&format!("gone {day}"), sum(Ending::Censored, &|day| day < day_number));
        let before = sum(Ending::Event, &|day| day < day_number);
        let at_risk = self.number(&format!("at risk {day}"), base.tally.minus(before).minus(gone.tally));
        if self.told.is_some() {
            let role = Role { sensitive: self.sensitive(), cost: self.cost(true) };
            for (name, cell) in [("events", events), ("gone", gone), ("at risk", at_risk)] {
                cells.keep(format!("{name} {day}"), cell, role, store);
            }
            store.partition(base, vec![events, gone, at_risk]);
        }
        Known { events, at_risk }
    }
}

fn cumulative(mut row: Estimate, day: u32, days: &BTreeMap<u32, Known>, curve: &Curve) -> Estimate {
    if row.absent.is_some() {
        return row;
    }
    row.count = days.get(&day).map(|known| known.events);
    match curve.cumulative(i64::from(day)) {
        Some((value, interval)) => {
            row.value = Some(value);
            row.low = interval.map(|interval| interval.low);
            row.high = interval.map(|interval| interval.high);
        }
        None => row.absent = Some(Flag::NotDue),
    }
    row
}

fn median(mut row: Estimate, curve: &Curve) -> Estimate {
    if row.absent.is_some() {
        return row;
    }
    let median = curve.median();
    (row.value, row.low, row.high) = (median.value, median.low, median.high);
    // Fewer than half is an answer too, but no day.
    row.absent = row.value.is_none().then_some(Flag::NotAvailable);
    row
}

fn restricted_mean(mut row: Estimate, day: u32, curve: &Curve) -> Estimate {
    if row.absent.is_some() {
        return row;
    }
    match curve.restricted_mean(i64::from(day)) {
        Some((value, error)) => {
            row.value = Some(value);
            // No time before a day is shorter than none or longer than all of it.
            row.low = Some((value - Z * error).max(0.0));
            row.high = Some((value + Z * error).min(f64::from(day)));
        }
        None => row.absent = Some(Flag::NotDue),
    }
    row
}
