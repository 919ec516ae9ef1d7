//! The library: every indicator by id, built in and the user's own, in one order.

use super::load::Fault;
use super::{Entry, Indicator, load};
use crate::fact::Vocabulary;
use crate::text::Language;
use anyhow::{Context, bail};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A source as it is printed, by language.
pub type Source = BTreeMap<Language, String>;

/// Every indicator there is.
#[derive(Debug, Clone)]
pub struct Library {
    indicators: Vec<Indicator>,
    sources: BTreeMap<String, Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    indicator: Vec<Entry>,
}

/// The families in the order reports and lists show them; a file of any other name comes after them.
const FAMILIES: [&str; 10] =
    ["reach", "destination", "work", "training", "change", "participation", "support", "cost", "esf", "quality"];

impl Library {
    /// The indicators that ship with polku.
    ///
    /// # Errors
    /// When a data file inside the program is broken, which tests exclude.
    pub fn builtin(vocabulary: &Vocabulary) -> anyhow::Result<Library> {
        let mut files: Vec<_> = crate::assets::INDICATORS.files().collect();
        let family = |file: &include_dir::File<'_>| {
            let stem = file.path().file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
            (FAMILIES.iter().position(|name| *name == stem).unwrap_or(FAMILIES.len()), stem)
        };
        files.sort_by_key(|file| family(file));
        let sources = toml::from_str(include_str!("../assets/sources.toml")).context("sources.toml")?;
        let mut library = Library { indicators: Vec::new(), sources };
        for file in files {
            let (_, family) = family(file);
            let name = file.path().display().to_string();
            let text = file.contents_utf8().context("an indicator file is not UTF-8")?;
            let parsed: File = toml::from_str(text).with_context(|| name.clone())?;
            for entry in &parsed.indicator {
                let before = library.indicators.len();
                if let Err(faults) = library.add(entry, vocabulary, false) {
                    bail!("{name}: {faults:?}");
                }
                library.indicators.iter_mut().skip(before).for_each(|indicator| indicator.family.clone_from(&family));
            }
        }
        Ok(library)
    }

    /// Keeps only some indicators.
    pub fn retain(&mut self, wanted: &dyn Fn(&Indicator) -> bool) {
        self.indicators.retain(wanted);
    }

    /// Adds an entry; its id must be new.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn add(&mut self, entry: &Entry, vocabulary: &Vocabulary, own: bool) -> Result<(), Vec<Fault>> {
        let indicators = load(entry, vocabulary, own)?;
        if let Some(twin) = indicators.first().filter(|new| self.get(&new.id).next().is_some()) {
            return Err(vec![Fault {
                at: entry.at(),
                key: "fault.indicator.twice".to_owned(),
                word: twin.id.clone(),
                hint: None,
            }]);
        }
        self.indicators.extend(indicators);
        Ok(())
    }

    /// Every indicator in order; one of several moments stands once a moment.
    pub fn iter(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators.iter()
    }

    /// The indicators of an id: one a moment.
    pub fn get<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Indicator> {
        self.indicators.iter().filter(move |indicator| indicator.id == id)
    }

    /// Ids in order, each once.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.indicators.iter().map(|indicator| indicator.id.as_str()).collect();
        ids.dedup();
        ids
    }

    /// The families in order.
    #[must_use]
    pub fn families(&self) -> Vec<&str> {
        let mut families: Vec<&str> = self.indicators.iter().map(|indicator| indicator.family.as_str()).collect();
        families.retain(|family| !family.is_empty());
        families.dedup();
        families
    }

    /// A cited source, if its id is on the list.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.get(id)
    }
}
