//! One status out of the several a phrase names.

use std::collections::BTreeSet;

use super::Word;
use crate::fact::status::{Class, Statuses};

/// What stands over what, furthest from work first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    Other,
    Outside,
    Unemployed,
    Service,
    Study,
    Work,
}

/// The precedence of statuses named together.
#[derive(Debug, Clone)]
pub(super) struct Precedence {
    pub(super) statuses: Statuses,
    /// Work of an unsaid kind.
    pub(super) employed: i32,
    /// Where something happens; the legal form beside it counts.
    pub(super) place: BTreeSet<i32>,
    /// What stays itself beside a subsidy, a contract or a study.
    pub(super) form: BTreeSet<i32>,
    /// Training of registered jobseekers.
    pub(super) registered: BTreeSet<i32>,
}

impl Precedence {
    /// What `codes` say together; `Missing` when there is none.
    pub(super) fn settle(&self, mut codes: BTreeSet<i32>) -> Word<i32> {
        let all = codes.clone();
        prefer(&mut codes, |code| !all.iter().any(|&kind| kind != code && self.statuses.is_kind_of(kind, code)));
        if all.iter().any(|code| self.form.contains(code)) {
            prefer(&mut codes, |code| self.form.contains(&code));
        }
        let legal = |code: &i32| self.tier(*code) > Tier::Unemployed && !self.place.contains(code);
        if codes.iter().any(legal) {
            codes.retain(|code| !self.place.contains(code));
        }
        prefer(&mut codes, |code| self.class(code) == Class::Supported);
        // "Työssä pajalla" may be a job or the service itself.
        let unsaid = codes.contains(&self.employed);
        if unsaid && all.iter().any(|&code| self.tier(code) == Tier::Service) {
            return Word::Ambiguous(all.into_iter().collect());
        }
        let has = |tier| codes.iter().any(|&code| self.tier(code) == tier);
        // Study beside registered unemployment or a service may be any of three statuses: that is asked.
        let asked = has(Tier::Study) && (has(Tier::Unemployed) || has(Tier::Service));
        if has(Tier::Work) || !asked {
            let top = codes.iter().map(|&code| self.tier(code)).max();
            codes.retain(|&code| Some(self.tier(code)) == top);
        }
        match self.statuses.common_family(&codes) {
            Some(code) => Word::Known(code),
            None if codes.is_empty() => Word::Missing,
            None => Word::Ambiguous(codes.into_iter().collect()),
        }
    }

    fn class(&self, code: i32) -> Class {
        self.statuses.by_code(code).map_or(Class::Other, |status| status.class)
    }

    /// The tier of a status.
    pub(super) fn tier(&self, code: i32) -> Tier {
        match self.class(code) {
            Class::Open | Class::Supported => Tier::Work,
            Class::Service => Tier::Service,
            Class::Education if self.registered.contains(&code) => Tier::Service,
            Class::Education => Tier::Study,
            Class::Unemployed => Tier::Unemployed,
            Class::Outside => Tier::Outside,
            Class::Other => Tier::Other,
        }
    }
}

/// Keeps what is wanted, if anything is.
fn prefer(codes: &mut BTreeSet<i32>, wanted: impl Fn(i32) -> bool) {
    if codes.iter().any(|&code| wanted(code)) {
        codes.retain(|&code| wanted(code));
    }
}
