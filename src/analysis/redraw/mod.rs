//! People as they could be otherwise: with the outcomes of somebody else.
//!
//! Who they are, where they took part and when stays as it is: a reader may know all that. Whoever has other outcomes is
//! counted by the code that counts everybody. So what comes of it are numbers that people could really give, in every
//! table at once.

mod blocks;
mod effects;
mod pseudo;

use super::count::Counts;
use super::disclosure::{Block, Otherwise, Place, Store};
use super::plan::Plan;
use super::progress::Progress;
use super::tabulate::Probe;
use crate::error::Result;
use crate::input::cohort::Cohort;
use blocks::{blocks, outcomes};
use effects::Effects;
pub(super) use pseudo::otherwise;
use pseudo::{Values, crowd, people};
use std::collections::BTreeSet;

/// Ways of being otherwise that are tried as they are; people of whom more are tried first.
const FEW: usize = 20;

/// Of more people only so many may be otherwise; the others stay as they are.
const MANY: usize = 3000;

/// Everybody, as they could be otherwise.
pub(super) struct Redraw<'a> {
    plan: &'a Plan,
    cohort: &'a Cohort,
    store: &'a Store,
    probe: Probe<'a>,
    /// Facts that are read together.
    blocks: Vec<BTreeSet<String>>,
    /// The rows of every person.
    people: Vec<Vec<usize>>,
    /// Whether that is everybody.
    everybody: bool,
    progress: &'a Progress,
}

impl<'a> Redraw<'a> {
    /// Everybody, or where they are very many the rarest of them.
    ///
    /// # Errors
    /// Only a bug: a column that is no number.
    pub(super) fn of(
        plan: &'a Plan,
        cohort: &'a Cohort,
        counts: &'a Counts,
        store: &'a Store,
        progress: &'a Progress,
    ) -> Result<Redraw<'a>> {
        let (people, everybody) = people(cohort, MANY)?;
        let blocks = if people.is_empty() { Vec::new() } else { blocks(plan, cohort) };
        progress.begin(blocks.len());
        Ok(Redraw { plan, cohort, store, probe: Probe::of(plan, cohort, counts), blocks, people, everybody, progress })
    }
}

impl Otherwise for Redraw<'_> {
    fn block_of(&self, place: &Place) -> Option<usize> {
        let slice = self.store.slices().get(place.slice as usize)?;
        let indicator = self.probe.indicator(slice)?;
        let facts = outcomes(indicator, self.cohort, indicator.outcome_facts());
        self.blocks.iter().position(|block| !block.is_disjoint(&facts))
    }

    fn is_everybody(&self) -> bool {
        self.everybody
    }

    fn blocks(&self) -> usize {
        self.blocks.len()
    }

    fn block(&self, number: usize) -> Result<Block> {
        self.progress.step();
        let Some(facts) = self.blocks.get(number) else { return Ok(Block::new()) };
        let effects =
            Effects { plan: self.plan, store: self.store, probe: &self.probe, people: self.people.len().max(1) };
        let values = Values::of(self.cohort, facts)?;
        let mut ways = values.ways();
        if ways.len() > FEW {
            // A few people show which ways come to the same.
            let step = self.people.len().div_ceil(FEW).max(1);
            let few: Vec<Vec<usize>> = self.people.iter().step_by(step).cloned().collect();
            ways = effects.different(&crowd(self.cohort, &values, &few, &ways)?, facts, &ways)?;
        }
        effects.of(&crowd(self.cohort, &values, &self.people, &ways)?, &ways, facts)
    }

    fn facts(&self, number: usize) -> Vec<String> {
        self.blocks.get(number).into_iter().flatten().cloned().collect()
    }
}
