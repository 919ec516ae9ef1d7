//! What shows that nothing hidden can be worked out, kept: other people, and other numbers, that agree with everything
//! published. It stays with whoever holds the data, and can be counted again ([`replay`]) by code that hides nothing.

use super::Gate;
use super::arms::as_group;
use super::coarsen;
use super::count::{self, Counts, Slice};
use super::disclosure::{Crowds, Numbers, Otherwise, Side, Store, Suppressed, Take};
use super::plan::Plan;
use super::redraw::otherwise;
use super::released::{Released, Row};
use super::results::Cell;
use super::tabulate::tabulate;
use crate::error::Result;
use crate::input::cohort::Cohort;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the format.
const VERSION: u32 = 1;

/// Other people, and other numbers, that agree with everything a run published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The version of the format.
    pub version: u32,
    /// Breakdowns that were left out.
    pub left_out: Vec<Vec<String>>,
    /// Outcomes that are otherwise together.
    pub blocks: Vec<Vec<String>>,
    /// Everybody as they could be.
    pub populations: Vec<Population>,
    /// Numbers as they could be, where they hang on who took part.
    pub numbers: Vec<Figures>,
    /// Hidden cells, by their places among all.
    pub hidden: Vec<usize>,
}

/// Everybody as they could be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Population {
    /// For each block that is otherwise: rows, and the row whose outcomes each takes.
    pub takes: BTreeMap<usize, Vec<(u32, u32)>>,
    /// What it shows.
    pub shows: Vec<Shown>,
}

/// That a number may be so small, or so great.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shown {
    /// The indicator.
    pub indicator: String,
    /// The moment.
    pub moment: String,
    /// The breakdown.
    pub by: String,
    /// The group.
    pub group: String,
    /// The name of the number there.
    pub cell: String,
    /// What it may be.
    #[serde(flatten)]
    pub may: May,
}

/// What a number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum May {
    /// So few, or fewer.
    AtMost(u64),
    /// So many, or more.
    AtLeast(u64),
}

/// Numbers as they could be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The number of each cell that differs, by its place among all.
    pub of: Vec<(usize, u64)>,
    /// What they show of cells.
    pub shows: Vec<(usize, May)>,
}

impl From<Side> for May {
    fn from(side: Side) -> May {
        match side {
            Side::AtMost(n) => May::AtMost(n),
            Side::AtLeast(n) => May::AtLeast(n),
        }
    }
}

impl From<May> for Side {
    fn from(may: May) -> Side {
        match may {
            May::AtMost(n) => Side::AtMost(n),
            May::AtLeast(n) => Side::AtLeast(n),
        }
    }
}

impl Certificate {
    /// The certificate of what was hidden in a store.
    pub(super) fn of(store: &Store, suppressed: &Suppressed, people: &dyn Otherwise) -> Certificate {
        let mut certificate = Certificate { version: VERSION, ..Certificate::default() };
        let mut next: BTreeMap<usize, usize> = BTreeMap::new();
        let mut blocks: Vec<usize> = Vec::new();
        for Crowds { block, takes, shows } in &suppressed.crowds {
            let known = blocks.iter().position(|other| other == block).unwrap_or_else(|| {
                blocks.push(*block);
                blocks.len() - 1
            });
            let population = next.entry(*block).or_default();
            for (takes, shows) in takes.iter().zip(shows) {
                // Blocks leave each other alone: one population may be otherwise in each of them.
                if certificate.populations.len() <= *population {
                    certificate.populations.push(Population::default());
                }
                if let Some(of) = certificate.populations.get_mut(*population) {
                    of.takes.insert(known, takes.clone());
                    of.shows.extend(shows.iter().filter_map(|(place, side)| Shown::of(store, *place, *side)));
                }
                *population += 1;
            }
        }
        certificate.blocks = blocks.into_iter().map(|block| people.facts(block)).collect();
        let figures = |numbers: &Numbers| Figures {
            of: numbers.of.clone(),
            shows: numbers.shows.iter().map(|(cell, side)| (*cell, May::from(*side))).collect(),
        };
        certificate.numbers = suppressed.numbers.iter().map(figures).collect();
        let in_order = store.in_order().into_iter().enumerate();
        certificate.hidden =
            in_order.filter(|(_, (cell, _))| suppressed.hidden.contains(cell)).map(|(i, _)| i).collect();
        certificate
    }
}

impl Shown {
    fn of(store: &Store, place: u32, side: Side) -> Option<Shown> {
        let place = store.places().get(place as usize)?;
        let Slice { indicator, moment, by, group } = store.slices().get(place.slice as usize)?.clone();
        Some(Shown { indicator, moment, by, group: group.join("*"), cell: place.name.clone(), may: side.into() })
    }
}

/// A certificate counted again.
#[derive(Debug)]
pub struct Replay {
    /// What would have been published of each population, nothing of it hidden, but as coarse.
    pub populations: Vec<Released>,
    /// What a population does not show, or numbers that do not agree.
    pub wrong: Vec<String>,
}

/// Counts the people of a certificate as anybody else, and checks its numbers.
///
/// # Errors
/// Only a bug, as counting.
pub fn replay(plan: &Plan, cohort: &Cohort, certificate: &Certificate) -> Result<Replay> {
    let plan = Plan { left_out: certificate.left_out.clone(), ..plan.clone() };
    let counts = coarsen::coarsen(&plan, cohort, count::count(&plan, cohort)?);
    let (_, store) = tabulate(&plan, cohort, &counts)?;
    let mut replay = Replay { populations: Vec::new(), wrong: Vec::new() };
    for population in &certificate.populations {
        let takes = population.takes.iter().filter_map(|(block, takes)| Some((certificate.blocks.get(*block)?, takes)));
        let takes: Vec<(&[String], &[Take])> = takes.map(|(facts, takes)| (&facts[..], &takes[..])).collect();
        let (released, found) = again(&plan, &otherwise(cohort, &takes)?, &counts)?;
        let wrong = |shown: &&Shown| {
            let name = (&shown.indicator, &shown.moment, &shown.by, &shown.group, &shown.cell);
            let name = [name.0, name.1, name.2, name.3, name.4].map(String::as_str);
            !Side::from(shown.may).shown_by(found.of(name))
        };
        let said =
            |shown: &Shown| format!("{} {} {}={} {}", shown.indicator, shown.moment, shown.by, shown.group, shown.cell);
        replay.wrong.extend(population.shows.iter().filter(wrong).map(said));
        replay.populations.push(released);
    }
    let cells = store.in_order();
    let hidden: BTreeSet<Cell> =
        certificate.hidden.iter().filter_map(|i| cells.get(*i)).map(|(cell, _)| *cell).collect();
    for (i, figures) in certificate.numbers.iter().enumerate() {
        let shows = figures.shows.iter().map(|(cell, may)| (*cell, Side::from(*may))).collect();
        if !(Numbers { of: figures.of.clone(), shows }).agrees(&store, &hidden) {
            replay.wrong.push(format!("numbers {}", i + 1));
        }
    }
    Ok(replay)
}

/// The numbers of people of a run.
struct Found(BTreeMap<[String; 5], u64>);

impl Found {
    /// A number by indicator, moment, breakdown, group and name. A level that nobody has stands in no table: then it is
    /// nobody's, and everybody of the base has it not.
    fn of(&self, name: [&str; 5]) -> u64 {
        let of = |cell: &str| {
            let [indicator, moment, by, group, _] = name;
            self.0.get(&[indicator, moment, by, group, cell].map(str::to_owned)).copied()
        };
        let [.., cell] = name;
        let of_base = || if cell.starts_with("not ") { of("base") } else { None };
        of(cell).or_else(of_base).unwrap_or(0)
    }
}

/// Counts other people in the tables of the true ones.
fn again(plan: &Plan, cohort: &Cohort, as_in: &Counts) -> Result<(Released, Found)> {
    let counts = coarsen::alike(plan, cohort, count::count(plan, cohort)?, as_in);
    let (estimates, store) = tabulate(plan, cohort, &counts)?;
    let name = |place: &super::disclosure::Place| {
        let Slice { indicator, moment, by, group } = store.slices().get(place.slice as usize)?;
        let name = [indicator.clone(), moment.clone(), by.clone(), group.join("*"), place.name.clone()];
        Some((name, place.cell.tally.n))
    };
    let found = Found(store.places().iter().filter_map(name).collect());
    let gate = Gate { policy: &plan.policy, hidden: &BTreeSet::new(), people: &BTreeMap::new() };
    let rows: Vec<Row> = estimates.into_iter().map(|estimate| gate.release(estimate)).collect();
    let rows = if plan.comparison { as_group(rows) } else { rows };
    Ok((Released::new(plan.dataset.clone(), plan.policy.clone(), rows, BTreeMap::new()), found))
}
