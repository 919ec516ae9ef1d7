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
use super::tabulate::Probe;
use crate::error::Result;
use crate::input::cohort::Cohort;
use blocks::{blocks, outcomes};
use effects::Effects;
use pseudo::{Values, crowd, people};
use std::collections::BTreeSet;

/// Ways of being otherwise that are tried as they are; people of whom more are tried first.
const FEW: usize = 20;

/// Of more people nobody is looked at: their numbers are left to sums.
const MANY: usize = 3000;

/// Everybody, as they could be otherwise.
pub(super) struct Redraw<'a> {
    plan: &'a Plan,
    cohort: &'a Cohort,
    store: &'a Store,
    probe: Probe<'a>,
    blocks: Vec<BTreeSet<String>>,
}

impl<'a> Redraw<'a> {
    pub(super) fn of(plan: &'a Plan, cohort: &'a Cohort, counts: &'a Counts, store: &'a Store) -> Redraw<'a> {
        let probe = Probe::of(plan, cohort, counts);
        Redraw { plan, cohort, store, probe, blocks: blocks(plan, cohort) }
    }
}

impl Otherwise for Redraw<'_> {
    fn block_of(&self, place: &Place) -> Option<usize> {
        let slice = self.store.slices().get(place.slice as usize)?;
        let moment = |indicator: &crate::indicator::Indicator| indicator.moment.map(|m| m.to_string());
        let is = |indicator: &&crate::indicator::Indicator| {
            indicator.id == slice.indicator && moment(indicator).unwrap_or_default() == slice.moment
        };
        let indicator = self.plan.indicators.iter().find(is)?;
        let facts = outcomes(indicator, self.cohort, indicator.outcome_facts());
        self.blocks.iter().position(|block| !block.is_disjoint(&facts))
    }

    fn block(&self, number: usize) -> Result<Block> {
        let Some(facts) = self.blocks.get(number) else { return Ok(Block::new()) };
        let effects = Effects { plan: self.plan, store: self.store, probe: &self.probe };
        let values = Values::of(self.cohort, facts)?;
        let people = people(self.cohort)?;
        if people.len() > MANY {
            return Ok(Block::new());
        }
        let mut ways = values.ways();
        if ways.len() > FEW {
            // A few people show which ways come to the same.
            let step = people.len().div_ceil(FEW).max(1);
            let few: Vec<Vec<usize>> = people.iter().step_by(step).cloned().collect();
            ways = effects.different(&crowd(self.cohort, &values, &few, &ways)?, facts, &ways)?;
        }
        effects.of(&crowd(self.cohort, &values, &people, &ways)?, facts)
    }
}
