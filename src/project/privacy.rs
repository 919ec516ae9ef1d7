//! `[privacy]` of polku.toml: a policy out of the data files in `src/assets/policies`, least numbers of people of the
//! project's own, none below its floor, and facts that are more or less sensitive than usual.

use crate::assets::POLICIES;
use crate::error::{Error, Result};
use crate::fact::{Vocabulary, nearest};
use crate::finding::{Code, Finding, Place};
use crate::indicator::written;
use entry::{Fact, fact};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Spanned, Value};

mod entry;

pub(super) use entry::Entry;

/// The policy where nobody names another.
const USUAL: &str = "public";

/// What may be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Privacy {
    /// The id of the policy.
    pub policy: &'static str,
    /// Least numbers of people.
    pub least: Least<u64>,
    /// Facts that are more or less sensitive than usual.
    pub facts: BTreeMap<String, Declared>,
}

/// What belongs to each least number of people; named as in polku.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Least<T> {
    /// Of any number of people.
    #[serde(rename = "least")]
    pub people: T,
    /// Of those a mean is over.
    #[serde(rename = "least_for_mean")]
    pub mean: T,
    /// Of those a curve is about.
    #[serde(rename = "least_for_curve")]
    pub curve: T,
    /// Of those still followed where a curve ends.
    #[serde(rename = "least_at_risk")]
    pub at_risk: T,
}

impl<T> Least<T> {
    /// Each with its name, the number of people first.
    fn each(self) -> [(&'static str, T); 4] {
        [
            ("least", self.people),
            ("least_for_mean", self.mean),
            ("least_for_curve", self.curve),
            ("least_at_risk", self.at_risk),
        ]
    }

    fn map<U>(self, mut of: impl FnMut(&'static str, T) -> U) -> Least<U> {
        let [people, mean, curve, at_risk] = self.each().map(|(name, value)| of(name, value));
        Least { people, mean, curve, at_risk }
    }
}

/// How much a small number of a fact says of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitivity {
    /// Much: also at entry, and also that it is not known.
    Sensitive,
    /// Little.
    Low,
}

impl Sensitivity {
    /// Its id, as written in polku.toml and in results.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Sensitivity::Sensitive => "sensitive",
            Sensitivity::Low => "low",
        }
    }
}

/// What a project says of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// How sensitive it is.
    pub sensitivity: Sensitivity,
    /// Why, in the project's words; may be empty where the fact is known at entry.
    pub reason: String,
}

/// A least number of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Where no other is set.
    pub usual: u64,
    /// The least that can be set.
    pub floor: u64,
}

/// A policy as its data file has it.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// Its id: the name of the file.
    pub id: &'static str,
    /// Its numbers.
    pub least: Least<Limit>,
}

impl Preset {
    /// Whether it hides anything.
    fn protects(&self) -> bool {
        self.least.people.floor > 0
    }
}

/// Every policy there is.
///
/// # Errors
/// Only a bug: the data files inside the program are tested.
pub fn presets() -> Result<Vec<Preset>> {
    let preset = |file: &'static include_dir::File<'static>| -> Result<Preset> {
        let name = || anyhow::anyhow!("{}", file.path().display());
        let id = file.path().file_stem().and_then(|stem| stem.to_str()).ok_or_else(|| Error::bug(name()))?;
        let text = file.contents_utf8().ok_or_else(|| Error::bug(name()))?;
        let least = toml::from_str(text).map_err(|fault| Error::bug(name().context(fault)))?;
        Ok(Preset { id, least })
    };
    POLICIES.files().map(preset).collect()
}

/// The policy that holds where none is named.
///
/// # Errors
/// Only a bug: the data files inside the program are tested.
pub fn usual_preset() -> Result<Preset> {
    presets()?
        .into_iter()
        .find(|preset| preset.id == USUAL)
        .ok_or_else(|| Error::bug(anyhow::anyhow!("no policy {USUAL}")))
}

impl Privacy {
    /// What stands where polku.toml says nothing.
    ///
    /// # Errors
    /// Only a bug: the data files inside the program are tested.
    pub fn usual(vocabulary: &Vocabulary) -> Result<Privacy> {
        Entry::default().load(vocabulary, &|_| Place::default(), &mut Vec::new())
    }
}

impl Entry {
    /// Checks the entry. `place` says where a byte of the file is.
    ///
    /// # Errors
    /// Only a bug; what is wrong with the entry is added to `faults`.
    pub(super) fn load(
        &self,
        vocabulary: &Vocabulary,
        place: &dyn Fn(usize) -> Place,
        faults: &mut Vec<Finding>,
    ) -> Result<Privacy> {
        let mut check = Check { place, faults };
        check.keys(self);
        let preset = check.preset(self)?;
        // A mean of fewer people than may be counted would be no mean of anybody that is shown.
        let mut least_people = 0;
        let least = preset.least.map(|name, limit| {
            let floor = limit.floor.max(least_people);
            let set = self.keys.get(name).and_then(|value| check.limit(name, value, floor, &preset));
            let value = set.unwrap_or(limit.usual.max(floor));
            if name == "least" {
                least_people = value;
            }
            value
        });
        if let Some((name, _)) = self.facts.first_key_value().filter(|_| !preset.protects()) {
            check.bad("internal", name.span().start, name.get_ref(), None);
        }
        let facts = self.facts.iter().filter_map(|(name, value)| check.declared(name, value, vocabulary)).collect();
        Ok(Privacy { policy: preset.id, least, facts })
    }
}

/// An entry under examination.
struct Check<'a> {
    place: &'a dyn Fn(usize) -> Place,
    faults: &'a mut Vec<Finding>,
}

impl Check<'_> {
    fn bad(&mut self, key: &str, at: usize, word: &str, hint: Option<String>) {
        let fault = Finding::new(Code::BadPrivacy, (self.place)(at)).with("why", format!("fault.privacy.{key}"));
        self.faults.push(fault.with("word", word).with("nearest", hint.unwrap_or_default()));
    }

    /// Keys that are none.
    fn keys(&mut self, entry: &Entry) {
        for name in entry.keys.keys().filter(|name| !entry::KEYS.contains(&name.get_ref().as_str())) {
            let all = || entry::KEYS.join(", ");
            self.bad(
                "key",
                name.span().start,
                name.get_ref(),
                nearest(name.get_ref(), entry::KEYS).or_else(|| Some(all())),
            );
        }
    }

    /// The policy that is named, or the usual one.
    fn preset(&mut self, entry: &Entry) -> Result<Preset> {
        let Some(value) = entry.keys.get(entry::POLICY) else { return usual_preset() };
        let word = written(value.get_ref());
        let presets = presets()?;
        let found = presets.iter().find(|preset| preset.id == word).copied();
        if found.is_none() {
            let ids: Vec<&str> = presets.iter().map(|preset| preset.id).collect();
            let hint = nearest(&word, &ids).unwrap_or_else(|| ids.join(", "));
            self.bad("policy", value.span().start, &word, Some(hint));
        }
        found.map_or_else(usual_preset, Ok)
    }

    /// A number that was set, if it may be.
    fn limit(&mut self, name: &str, value: &Spanned<Value>, floor: u64, preset: &Preset) -> Option<u64> {
        let at = value.span().start;
        if !preset.protects() {
            self.bad("internal", at, name, None);
            return None;
        }
        let number = value.get_ref().as_integer();
        match number.and_then(|number| u64::try_from(number).ok()) {
            Some(number) if number >= floor => return Some(number),
            // Below nought is below the floor too.
            _ if number.is_some() => {
                let fault = Finding::new(Code::BelowFloor, (self.place)(at)).with("name", name);
                self.faults.push(fault.with("word", written(value.get_ref())).with("n", floor));
            }
            _ => self.bad("number", at, &written(value.get_ref()), None),
        }
        None
    }

    /// What is said of a fact, if it may be.
    fn declared(
        &mut self,
        name: &Spanned<String>,
        value: &Spanned<Value>,
        vocabulary: &Vocabulary,
    ) -> Option<(String, Declared)> {
        let (word, at) = (name.get_ref(), value.span().start);
        let Some(known) = vocabulary.fact(word) else {
            let fault = Finding::new(Code::UnknownFact, (self.place)(name.span().start)).with("name", word);
            self.faults.push(fault.with("nearest", vocabulary.suggest(word).unwrap_or_default()));
            return None;
        };
        let declared = match fact(value.get_ref()) {
            Fact::Said(declared) => declared,
            Fact::Key(key) => {
                self.bad("key", at, &key, nearest(&key, entry::OF_FACT));
                return None;
            }
            Fact::Sensitivity(said) => {
                self.bad(
                    "sensitivity",
                    at,
                    &said,
                    nearest(&said, [Sensitivity::Sensitive, Sensitivity::Low].map(Sensitivity::id)),
                );
                return None;
            }
        };
        if declared.sensitivity == Sensitivity::Low && declared.reason.is_empty() && !known.at_entry() {
            self.bad("reason", at, word, None);
            return None;
        }
        Some((word.clone(), declared))
    }
}
