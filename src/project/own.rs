//! Words and scales of the project's own.

use super::{Project, Values};
use crate::fact::instrument::{Entry, Instrument};
use crate::fact::status::{OwnFault, OwnStatus};
use crate::fact::{Kind as FactKind, nearest};
use crate::finding::{Code, Finding, Place};
use crate::indicator::Indicator;

impl Project {
    /// Words of events and scales that are given a meaning which is none.
    pub(super) fn foreign_words(&self, values: &Values, place: &dyn Fn(usize) -> Place) -> Vec<Finding> {
        let event = |id: &str| self.vocabulary.fact(id).is_some_and(|fact| fact.kind == FactKind::Event);
        let scale = |id: &str| self.vocabulary.instruments.contains_key(id);
        let mut found = Vec::new();
        for (of, words) in values {
            for id in words.values() {
                let name = id.get_ref();
                let hint = match of.get_ref().as_str() {
                    "event" if !event(name) => self.vocabulary.suggest(name).filter(|hint| event(hint)),
                    "scale" if !scale(name) => nearest(name, self.vocabulary.instruments.keys()),
                    _ => continue,
                };
                let fault = Finding::new(Code::UnknownFact, place(id.span().start)).with("name", name);
                found.push(fault.with("nearest", hint.unwrap_or_default()));
            }
        }
        found
    }

    /// Takes up a status of the project's own, with the words that mean it.
    pub(super) fn status(&mut self, entry: OwnStatus, place: &Place) -> std::result::Result<(), OwnFault> {
        self.vocabulary.statuses.add(&entry)?;
        let words = self.mapping.values.entry("status".to_owned()).or_default();
        for word in entry.words() {
            words.insert(word.clone(), entry.id.clone());
            self.mapping.value_places.insert(("status".to_owned(), word.clone()), place.clone());
        }
        Ok(())
    }

    /// Takes up a scale of the project's own; gives what is wrong with it: the key of a sentence, the word it is about,
    /// and what may have been meant.
    pub(super) fn instrument(&mut self, entry: Entry) -> std::result::Result<(), Vec<(&'static str, String, String)>> {
        let known = &self.vocabulary.instruments;
        let like = entry.like.as_ref();
        if let Some(like) = like.filter(|like| !known.contains_key(*like)) {
            let hint = nearest(like, known.keys()).unwrap_or_default();
            return Err(vec![("instrument_like", like.clone(), hint)]);
        }
        // What indicators of polku compare with a number means nothing on another scale.
        let bound = |i: &Indicator| !i.own && i.compares(&entry.id);
        let (min, max) = entry.range();
        let other = |scale: &Instrument| min.is_some_and(|x| x != scale.min) || max.is_some_and(|x| x != scale.max);
        if known.get(&entry.id).is_some_and(other) && self.library.iter().any(bound) {
            return Err(vec![("instrument_fixed", entry.id, String::new())]);
        }
        // The user's scale replaces a built-in one of the same id: it is the user's data.
        let id = entry.id.clone();
        let base = known.get(like.unwrap_or(&id));
        let needs = |missing: Vec<&str>| -> Vec<_> {
            missing.into_iter().map(|key| ("instrument_needs", format!("{id}: {key}"), String::new())).collect()
        };
        let mut whole = entry.whole(base).map_err(needs)?;
        whole.common = true;
        match whole.fault() {
            Some(key) => Err(vec![(key, id, String::new())]),
            None => {
                self.vocabulary.instruments.insert(id, whole);
                Ok(())
            }
        }
    }
}
