//! Rows of a time to an event: the share by each day and how many are still followed, the median and the mean times; and
//! the same of each event that competes with it.

use super::{Cells, Table};
use crate::analysis::count::{Ending, Part, Tally};
use crate::analysis::disclosure::{Role, Store};
use crate::analysis::estimate::time::competing::{self, Incidence, aalen_johansen};
use crate::analysis::estimate::time::{self, Course, Curve, kaplan_meier, life_table};
use crate::analysis::estimate::{Interval, Z};
use crate::analysis::released::Flag;
use crate::analysis::results::{Cell, Estimate};
use crate::indicator::TimeTo;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a day of a curve.
#[derive(Clone)]
struct Known {
    /// To whom each event has happened by it: the one asked for, then those that compete with it.
    events: Vec<Cell>,
    /// Who is followed up to it and has had none of them before it.
    at_risk: Cell,
}

/// An event, as its rows say it.
struct Event<'a> {
    /// Its place among the events.
    place: usize,
    /// The level of its rows: nothing for the event asked for.
    level: &'a str,
    method: &'static str,
    of: Share,
}

/// The share to whom it happens.
enum Share {
    /// Nothing competes.
    Alone(Curve),
    Competing(Incidence),
}

impl Share {
    fn course(&self) -> &Course {
        match self {
            Share::Alone(curve) => curve.course(),
            Share::Competing(share) => share.course(),
        }
    }
}

/// How somebody's time ended, by the place of the event.
fn ending(place: usize) -> Ending {
    match place.checked_sub(1).and_then(|other| u8::try_from(other).ok()) {
        Some(other) => Ending::Other(other),
        None => Ending::Event,
    }
}

impl Table<'_> {
    pub(super) fn time_to(&self, time: &TimeTo, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let (base, unknown) = self.base(self.tally(&Part::Yes), store, cells);
        let events = self.events(time);
        let any = self.any(&self.leaving(Ending::Event));
        // Where a policy left days out, the others are all there is; else every day is.
        let all: BTreeSet<u32> = time.days().into_iter().collect();
        let told = self.told.unwrap_or(&all);
        let known = |day: &u32| (*day, self.known(*day, time, base, store, cells));
        let days: BTreeMap<u32, Known> = told.iter().map(known).collect();
        let row = |statistic, level: &str, day: Option<u32>, method| {
            let mut row = self.row(statistic, level);
            row.key.moment = day.map(TimeTo::moment).unwrap_or_default();
            row.base = Some(base);
            row.unknown = Some(unknown);
            row.among_unknown = Some(self.maybe());
            row.method = method;
            // A curve is made of all its steps.
            let until = days.range(..=day.unwrap_or(u32::MAX));
            row.tells = until.flat_map(|(_, known)| known.events.iter().chain([&known.at_risk]).copied()).collect();
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
        for event in &events {
            for day in &shown {
                let row = row("cumulative", event.level, Some(*day), event.method);
                rows.push(cumulative(
                    row,
                    *day,
                    days.get(day).map(|known| known.events[event.place]),
                    event.of.course(),
                ));
            }
        }
        for day in &shown {
            let mut row = row("at_risk", "", Some(*day), "count");
            row.count = days.get(day).map(|known| known.at_risk).filter(|_| row.absent.is_none());
            row.value = row.count.map(|cell| cell.tally.n as f64);
            rows.push(row);
        }
        for event in &events {
            rows.push(median(row("median", event.level, None, event.method), event.of.course()));
        }
        for day in &time.horizons {
            rows.push(mean_time(
                row("rmst", "", Some(*day), self.method(time, false)),
                *day,
                any.restricted_mean((*day).into()),
            ));
        }
        for event in &events {
            let Share::Competing(share) = &event.of else { continue };
            for day in &time.horizons {
                let row = row("time_after", event.level, Some(*day), event.method);
                rows.push(mean_time(row, *day, share.time_after((*day).into())));
            }
        }
        rows
    }

    /// The curve of whichever event comes first. Days that were gathered into steps make a life table.
    fn any(&self, table: &time::Table) -> Curve {
        if self.told.is_none() { kaplan_meier(table) } else { life_table(table) }
    }

    /// How a share is estimated, or the time without any event.
    fn method(&self, time: &TimeTo, competing: bool) -> &'static str {
        match (competing, self.told.is_some(), time.observed_from.is_some()) {
            (false, false, false) => "kaplan_meier",
            (false, false, true) => "kaplan_meier_late",
            (false, true, false) => "life_table",
            (false, true, true) => "life_table_late",
            (true, false, false) => "aalen_johansen",
            (true, false, true) => "aalen_johansen_late",
            (true, true, false) => "aalen_johansen_steps",
            (true, true, true) => "aalen_johansen_steps_late",
        }
    }

    /// The events, the one asked for first.
    fn events<'a>(&self, time: &'a TimeTo) -> Vec<Event<'a>> {
        if time.competing.is_empty() {
            let curve = self.any(&self.leaving(Ending::Event));
            return vec![Event { place: 0, level: "", method: self.method(time, false), of: Share::Alone(curve) }];
        }
        let levels = std::iter::once("").chain(time.competing.iter().map(String::as_str));
        let event = |(place, level)| {
            let table = self.leaving(ending(place));
            let share = if self.told.is_none() { aalen_johansen } else { competing::life_table }(&table);
            Event { place, level, method: self.method(time, true), of: Share::Competing(share) }
        };
        levels.enumerate().map(event).collect()
    }

    /// How many left on each day, `event` being the one looked at, and how many came under observation.
    pub(super) fn leaving(&self, event: Ending) -> time::Table {
        let mut table = time::Table::new();
        for (part, tally) in self.parts {
            let (Part::Ended(_, day) | Part::Entered(day)) = part else { continue };
            let day = table.entry(*day).or_default();
            let sum = match part {
                Part::Ended(ending, _) if *ending == event => &mut day.events,
                Part::Ended(Ending::Censored, _) => &mut day.censored,
                Part::Ended(..) => &mut day.others,
                _ => &mut day.entered,
            };
            *sum += tally.n;
        }
        table
    }

    /// The cells of a day. On a coarsened curve nobody leaves on a day that is told, and its cells add up.
    fn known(&self, day: u32, time: &TimeTo, base: Cell, store: &mut Store, cells: &mut Cells) -> Known {
        let day_number = i64::from(day);
        let sum = |of: &dyn Fn(&Part) -> bool| {
            let found = self.parts.iter().filter(|(part, _)| of(part));
            found.fold(Tally::default(), |sum, (_, tally)| sum.plus(*tally))
        };
        let ended = |wanted: Ending, last: i64| {
            sum(&|part| matches!(part, Part::Ended(ending, day) if *ending == wanted && *day <= last))
        };
        let places = 0..=time.competing.len();
        let name = |place: usize| match place.checked_sub(1).and_then(|other| time.competing.get(other)) {
            Some(other) => format!("events {other} {day}"),
            None => format!("events {day}"),
        };
        let events: Vec<Cell> =
            places.clone().map(|place| self.number(&name(place), ended(ending(place), day_number))).collect();
        let gone = self.number(&format!("gone {day}"), ended(Ending::Censored, day_number - 1));
        let waiting =
            self.number(&format!("waiting {day}"), sum(&|part| matches!(part, Part::Entered(on) if *on >= day_number)));
        let before = places.clone().map(|place| ended(ending(place), day_number - 1));
        let left = before.fold(base.tally, Tally::minus).minus(gone.tally).minus(waiting.tally);
        let at_risk = self.number(&format!("at risk {day}"), left);
        if self.told.is_some() {
            let role = Role { sensitive: self.sensitive(), cost: self.cost(true) };
            let names = places.map(name).zip(events.iter().copied());
            let others = [(format!("gone {day}"), gone), (format!("at risk {day}"), at_risk)];
            let late = time.observed_from.is_some().then(|| (format!("waiting {day}"), waiting));
            let mut parts = Vec::new();
            for (name, cell) in names.chain(others).chain(late) {
                cells.keep(name, cell, role, store);
                parts.push(cell);
            }
            store.partition(base, parts);
        }
        Known { events, at_risk }
    }
}

fn cumulative(mut row: Estimate, day: u32, count: Option<Cell>, course: &Course) -> Estimate {
    if row.absent.is_some() {
        return row;
    }
    row.count = count;
    match course.cumulative(i64::from(day)) {
        Some((value, interval)) => {
            row.value = Some(value);
            (row.low, row.high) = limits(interval);
        }
        None => row.absent = Some(Flag::NotDue),
    }
    row
}

fn limits(interval: Option<Interval>) -> (Option<f64>, Option<f64>) {
    (interval.map(|interval| interval.low), interval.map(|interval| interval.high))
}

fn median(mut row: Estimate, course: &Course) -> Estimate {
    if row.absent.is_some() {
        return row;
    }
    let median = course.median();
    (row.value, row.low, row.high) = (median.value, median.low, median.high);
    // Fewer than half is an answer too, but no day.
    row.absent = row.value.is_none().then_some(Flag::NotAvailable);
    row
}

/// A mean number of days up to a day, with its standard error.
fn mean_time(mut row: Estimate, day: u32, mean: Option<(f64, f64)>) -> Estimate {
    if row.absent.is_some() {
        return row;
    }
    match mean {
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
