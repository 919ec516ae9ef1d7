//! What is counted of a project: which indicators, by which breakdowns, and what of it cannot be.

use super::Project;
use crate::fact::{Kind as FactKind, nearest};
use crate::finding::{Code, Finding, Place};
use crate::indicator::{Counted, Indicator};

impl Project {
    /// What is computed: of sources with days only its facts are made. `only` as in [`Project::wanted`].
    pub fn wants(&mut self, only: &[String]) {
        let facts = self.wanted(only).iter().flat_map(Indicator::facts).collect::<Vec<_>>();
        self.mapping.wanted.extend(facts);
        self.mapping.wanted.extend(self.by.iter().flatten().flatten().cloned());
    }

    /// What is wrong with a breakdown by these facts, if anything.
    #[must_use]
    pub fn breakdown_fault(&self, facts: &[String], place: Place) -> Option<Finding> {
        let groups = |fact: &String| {
            let kind = self.vocabulary.fact(fact).map(|fact| fact.kind);
            matches!(kind, Some(FactKind::Category | FactKind::Categories))
        };
        let twice = |fact: &&String| facts.iter().filter(|other| other == fact).count() > 1;
        let wrong = facts.iter().find(|fact| !groups(fact) || twice(fact))?;
        let hint = self.vocabulary.suggest(wrong).unwrap_or_default();
        Some(Finding::new(Code::UnknownBreakdown, place).with("name", wrong).with("nearest", hint))
    }

    /// The indicators to be counted: those of these ids and families, or else the usual ones, those the project asks for
    /// and those its goals are about.
    #[must_use]
    pub fn wanted(&self, only: &[String]) -> Vec<Indicator> {
        let named = |list: &[String], i: &Indicator| list.contains(&i.id) || list.contains(&i.family);
        let asked = |i: &Indicator| {
            named(only, i)
                || only.is_empty() && (named(&self.asked, i) || self.goals.iter().any(|g| g.indicator == i.id))
        };
        let all = self.library.iter().map(|indicator| match asked(indicator) {
            // What was asked for has a row even where the data cannot tell.
            true => (true, Indicator { counted: Counted::Always, ..indicator.clone() }),
            false => (only.is_empty() && indicator.counted != Counted::Asked, indicator.clone()),
        });
        all.filter(|(wanted, _)| *wanted).map(|(_, indicator)| indicator).collect()
    }

    /// What is wrong with the id of an indicator or of a family, if anything.
    #[must_use]
    pub fn indicator_fault(&self, id: &str, place: Place) -> Option<Finding> {
        let ids = [self.library.ids(), self.library.families()].concat();
        if ids.contains(&id) {
            return None;
        }
        let hint = nearest(id, ids).unwrap_or_default();
        Some(Finding::new(Code::UnknownIndicator, place).with("name", id).with("nearest", hint))
    }
}
