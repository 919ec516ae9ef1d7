//! Rows that compare the groups of a breakdown: whether an event comes to some sooner than to others, and whether some
//! can be reached less often than others.

use super::{Cells, Table};
use crate::analysis::count::{Ending, Part, UNKNOWN};
use crate::analysis::estimate::time::compare::{Compared, log_rank, log_rank_of_steps};
use crate::analysis::estimate::time::{self, Leaving};
use crate::analysis::estimate::weight::boundary;
use crate::analysis::released::Flag;
use crate::analysis::results::{Cell, Estimate};
use std::collections::BTreeSet;

/// A group of a breakdown with what was noted of it.
pub(super) struct Group<'a> {
    pub(super) table: Table<'a>,
    pub(super) cells: Cells,
}

/// The statistics of a comparison of curves: how far they are apart, and how probable that is by chance.
const LOGRANK: [&str; 2] = ["logrank", "logrank_p"];

/// Of fewer people nobody says how many of them did not answer.
const LEAST: u64 = 10;

impl Table<'_> {
    /// How far the parts that did not answer differ at most between two groups of a breakdown of ten people or more, and how
    /// far they may. `self` is everybody together.
    pub(super) fn attrition(&self, by: &str, groups: &[Group<'_>]) -> Vec<Estimate> {
        let answered = |table: &Table<'_>| {
            let (yes, no) = (table.tally(&Part::Yes).n, table.tally(&Part::No).n);
            (yes + no >= LEAST).then(|| no as f64 / (yes + no) as f64)
        };
        let told = groups.iter().filter(|group| group.table.slice.group != [UNKNOWN]);
        let told: Vec<(f64, &Group<'_>)> = told.filter_map(|group| Some((answered(&group.table)?, group))).collect();
        if told.len() < 2 {
            return Vec::new();
        }
        let lost = told.iter().map(|(lost, _)| *lost);
        let most = lost.clone().fold(0.0, f64::max) - lost.fold(1.0, f64::min);
        let names = ["yes", "not yes", "base"];
        let of_groups = told.iter().flat_map(|(_, group)| names.map(|name| group.cells.get(name)));
        let tells: Vec<Cell> = of_groups.flatten().collect();
        let row = |statistic, value: Option<f64>, tells: &[Cell]| {
            let mut row = self.row(statistic, "");
            row.key.by = by.to_owned();
            row.method = "wwc_attrition";
            row.tells = tells.to_vec();
            row.value = value;
            row.absent = value.is_none().then_some(Flag::NotAvailable);
            row
        };
        let all = [self.tally(&Part::Yes), self.tally(&Part::No)].map(|tally| self.number("", tally));
        vec![row("attrition_gap", Some(most), &tells), row("attrition_boundary", answered(self).map(boundary), &all)]
    }

    /// The log-rank test of the groups of a breakdown that share nobody; `self` is everybody together. Groups in which
    /// nobody is known or whose curve a policy keeps are left out, and so is the one of whom the breakdown is not known. Where days were gathered into
    /// steps the test is of steps that all groups tell, so it says nothing that they do not.
    pub(super) fn compared(&self, by: &str, groups: &[Group<'_>]) -> Vec<Estimate> {
        let peopled = |group: &&Group<'_>| {
            let known = group.cells.get("base").is_some_and(|base| base.tally.n > 0);
            let curve = group.table.told.is_none_or(|days| !days.is_empty());
            known && curve && group.table.slice.group != [UNKNOWN]
        };
        let groups: Vec<&Group<'_>> = groups.iter().filter(peopled).collect();
        if groups.len() < 2 {
            return Vec::new();
        }
        let told = groups.iter().map(|group| group.table.told.cloned()).reduce(|a, b| Some(&a? & &b?)).flatten();
        let tables: Vec<time::Table> = groups.iter().map(|group| group.table.leaving(Ending::Event)).collect();
        let (method, found, silent, tells) = match &told {
            None => ("logrank", log_rank(&tables), false, Vec::new()),
            Some(days) => {
                let tables: Vec<time::Table> = tables.iter().map(|table| in_steps(table, days)).collect();
                let tells = groups.iter().flat_map(|group| shown(group, days)).collect();
                ("logrank_steps", log_rank_of_steps(&tables), days.is_empty(), tells)
            }
        };
        let row = |statistic, value: fn(&Compared) -> f64| {
            let mut row = self.row(statistic, "");
            row.key.by = by.to_owned();
            row.method = method;
            row.tells = tells.clone();
            row.value = found.as_ref().map(value);
            row.absent = match (silent, &found) {
                (true, _) => Some(Flag::Suppressed),
                (_, None) => Some(Flag::NotAvailable),
                _ => None,
            };
            row
        };
        let [statistic, chance] = LOGRANK;
        vec![row(statistic, |found| found.statistic), row(chance, |found| found.chance)]
    }
}

/// The same table with longer steps, which end at these days.
fn in_steps(table: &time::Table, days: &BTreeSet<u32>) -> time::Table {
    let mut steps = time::Table::new();
    let last = days.last().map_or(0, |day| i64::from(*day));
    for (day, left) in table {
        let end = days.iter().map(|end| i64::from(*end)).find(|end| end > day);
        let Leaving { events, others, censored, entered } = steps.entry(end.unwrap_or(last + 1)).or_default();
        if end.is_some() {
            *events += left.events;
            *others += left.others;
            *censored += left.censored;
        } else {
            // What comes after the last day is told of nobody.
            *censored += left.events + left.others + left.censored;
        }
        *entered += left.entered;
    }
    steps
}

/// The cells of the days of a group.
fn shown(group: &Group<'_>, days: &BTreeSet<u32>) -> Vec<Cell> {
    let names = days.iter().flat_map(|day| [format!("events {day}"), format!("at risk {day}"), format!("gone {day}")]);
    let base = group.cells.get("base");
    names.filter_map(|name| group.cells.get(&name)).chain(base).collect()
}
