//! The policy of a project, and what it makes of a fact.

use super::Policy;
use crate::fact::{Moment, Vocabulary};
use crate::indicator::Indicator;
use crate::project::privacy::{Least, Privacy, Sensitivity};

impl From<&Privacy> for Policy {
    fn from(privacy: &Privacy) -> Policy {
        let Least { people, mean, curve, at_risk } = privacy.least;
        Policy { facts: privacy.facts.clone(), ..Policy::of(privacy.policy, [people, mean, curve, at_risk]) }
    }
}

impl Policy {
    fn declared(&self, fact: &str) -> Option<Sensitivity> {
        self.facts.get(fact).map(|declared| declared.sensitivity)
    }

    /// Whether a project says that what an indicator is about is sensitive: also at entry, and also how many of it are
    /// unknown.
    pub(in crate::analysis) fn guards(&self, indicator: &Indicator) -> bool {
        indicator.outcome_facts().iter().any(|fact| self.declared(fact) == Some(Sensitivity::Sensitive))
    }

    /// Whether a small number of the outcome of an indicator says something about somebody; `usual` is what its measure
    /// and its moment say. One low fact makes no outcome low: all that are read have to be.
    pub(in crate::analysis) fn is_sensitive(
        &self,
        indicator: &Indicator,
        usual: bool,
        vocabulary: &Vocabulary,
    ) -> bool {
        let facts = indicator.outcome_facts();
        let at_start = |fact: &str| vocabulary.fact(fact).is_some_and(|fact| fact.moment.is_some_and(Moment::at_entry));
        let low = |fact: &str| self.declared(fact).map_or(at_start(fact), |said| said == Sensitivity::Low);
        let declared = facts.iter().any(|fact| self.declared(fact).is_some());
        let all_low = declared && facts.iter().all(|fact| low(fact));
        self.guards(indicator) || usual && !all_low
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::privacy::presets;

    #[test]
    fn the_policies_of_the_program_are_those_of_the_data_files() {
        let of = |id: &str| {
            let preset = presets().unwrap().into_iter().find(|preset| preset.id == id).unwrap();
            let Least { people, mean, curve, at_risk } = preset.least;
            Policy::of(preset.id, [people, mean, curve, at_risk].map(|limit| limit.usual))
        };
        assert_eq!(of("public"), Policy::PUBLIC);
        assert_eq!(of("internal"), Policy::INTERNAL);
        assert_eq!(Policy::from(&Privacy::usual(&Vocabulary::builtin().unwrap()).unwrap()), Policy::PUBLIC);
    }
}
