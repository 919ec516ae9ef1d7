//! Instruments as they are written: in the data files of the program, and in a project.

use super::{Band, Basis, Better, Instrument, Reference, Reliability};
use crate::text::Language;
use anyhow::{Context, bail};
use serde::Deserialize;
use std::collections::BTreeMap;

/// An instrument as written. What it does not say it takes from the one it is `like`, or from polku's own of its id.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// The instrument it is like.
    pub like: Option<String>,
    min: Option<f64>,
    max: Option<f64>,
    step: Option<f64>,
    better: Option<Better>,
    change: Option<f64>,
    basis: Option<Basis>,
    reliability: Option<Reliability>,
    formative: Option<bool>,
    #[serde(default)]
    band: Vec<Band>,
    reference: Option<Reference>,
    asks: Option<bool>,
    common: Option<bool>,
    source: Option<String>,
    #[serde(default)]
    licence: BTreeMap<Language, String>,
    #[serde(default)]
    name: BTreeMap<Language, String>,
}

impl Entry {
    /// The range it says.
    #[must_use]
    pub fn range(&self) -> (Option<f64>, Option<f64>) {
        (self.min, self.max)
    }

    /// The whole instrument; `base` is what it takes the rest from.
    ///
    /// # Errors
    /// The keys that neither of them says.
    pub fn whole(self, base: Option<&Instrument>) -> Result<Instrument, Vec<&'static str>> {
        // The range of a version is a project's to say: what a data file has there is only an example.
        let sure = base.filter(|base| !base.asks || self.asks == Some(true));
        let min = self.min.or(sure.map(|base| base.min));
        let max = self.max.or(sure.map(|base| base.max));
        let better = self.better.or(base.map(|base| base.better));
        let change = self.change.or(sure.map(|base| base.change));
        let said = [("min", min.is_some()), ("max", max.is_some()), ("better", better.is_some())];
        let said = said.into_iter().chain([("change", change.is_some())]);
        let missing: Vec<&str> = said.filter(|(_, said)| !said).map(|(key, _)| key).collect();
        let (Some(min), Some(max), Some(better), Some(change)) = (min, max, better, change) else {
            return Err(missing);
        };
        // Of another range what was published of the points no longer holds.
        let same = base.filter(|base| base.min == min && base.max == max);
        let or = |own: BTreeMap<Language, String>, of: fn(&Instrument) -> &BTreeMap<Language, String>| match base {
            Some(base) if own.is_empty() => of(base).clone(),
            _ => own,
        };
        let own_change = self.change.is_some();
        Ok(Instrument {
            id: self.id,
            min,
            max,
            step: self.step.or(base.map(|base| base.step)).unwrap_or(1.0),
            better,
            change,
            basis: self.basis.or(same.filter(|_| !own_change).map(|base| base.basis)).unwrap_or(Basis::Own),
            reliability: self.reliability.or(same.and_then(|base| base.reliability)),
            formative: self.formative.or(base.map(|base| base.formative)).unwrap_or(false),
            bands: match same {
                Some(base) if self.band.is_empty() => base.bands.clone(),
                _ => self.band,
            },
            reference: self.reference.or_else(|| same.and_then(|base| base.reference.clone())),
            asks: self.asks.unwrap_or(false),
            common: self.common.unwrap_or(false),
            source: self.source.or(base.map(|base| base.source.clone())).unwrap_or_default(),
            licence: or(self.licence, |base| &base.licence),
            name: or(self.name, |base| &base.name),
        })
    }
}

/// An instrument whose answers cannot be joined to anybody: its results come as they are, from whoever asked.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    /// Its id.
    pub id: String,
    /// An id of the list of sources.
    pub source: String,
    /// What it is called, by language.
    pub name: BTreeMap<Language, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    instrument: Vec<Entry>,
    #[serde(default)]
    aggregate: Vec<Aggregate>,
}

fn files() -> anyhow::Result<Vec<(String, File)>> {
    let read = |file: &include_dir::File<'_>| {
        let name = file.path().display().to_string();
        let text = file.contents_utf8().context("an instrument file is not UTF-8")?;
        let parsed = toml::from_str(text).with_context(|| name.clone())?;
        Ok((name, parsed))
    };
    crate::assets::INSTRUMENTS.files().map(read).collect()
}

/// The instruments of which polku reads no scores, because they are anonymous.
///
/// # Errors
/// When a data file inside the program is broken, which tests exclude.
pub fn aggregates() -> anyhow::Result<Vec<Aggregate>> {
    Ok(files()?.into_iter().flat_map(|(_, file)| file.aggregate).collect())
}

/// The instruments that ship with polku, by id. Those of one family stand in one file, where one may be like another
/// before it.
///
/// # Errors
/// When a data file inside the program is broken, which tests exclude.
pub fn builtin() -> anyhow::Result<BTreeMap<String, Instrument>> {
    let mut all = BTreeMap::new();
    for (name, parsed) in files()? {
        let mut family: BTreeMap<String, Instrument> = BTreeMap::new();
        for entry in parsed.instrument {
            let id = entry.id.clone();
            let base = entry.like.as_ref().map(|like| family.get(like).with_context(|| format!("{name}: like {like}")));
            let whole = entry.whole(base.transpose()?);
            let whole = whole.map_err(|missing| anyhow::anyhow!("{name}: {id} lacks {}", missing.join(", ")))?;
            if let Some(fault) = whole.fault() {
                bail!("{name}: {id}: {fault}");
            }
            if family.insert(id.clone(), whole).is_some() {
                bail!("{name}: {id} twice");
            }
        }
        all.extend(family);
    }
    Ok(all)
}
