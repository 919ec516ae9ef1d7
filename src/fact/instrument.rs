//! Instruments: scales that scores are given on. Licensed instruments are read as scores only, never as items.

use crate::text::Language;
use anyhow::Context;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// A rise is an improvement.
    Higher,
    /// A fall is an improvement.
    Lower,
}

/// A scale: its range, its direction, and from which change on a person counts as improved.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Its id; `<id>_start`, `<id>_exit`, `<id>_6m` are facts.
    pub id: String,
    /// Lowest score.
    pub min: f64,
    /// Highest score.
    pub max: f64,
    /// Distance between neighbouring scores.
    #[serde(default = "one")]
    pub step: f64,
    /// Which way is better.
    pub better: Better,
    /// A person improved when the change is at least this in the better direction.
    pub change: f64,
    /// Where the range and the rule of change come from.
    #[serde(default)]
    pub source: String,
    /// What it is called, by language.
    #[serde(default)]
    pub name: BTreeMap<Language, String>,
}

fn one() -> f64 {
    1.0
}

impl Instrument {
    /// What is wrong with the definition, if anything: the key of a sentence.
    #[must_use]
    pub fn fault(&self) -> Option<&'static str> {
        let plain =
            !self.id.is_empty() && self.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !plain || self.id == "status" {
            return Some("instrument_id");
        }
        if ![self.min, self.max, self.step, self.change].iter().all(|x| x.is_finite()) || self.min >= self.max {
            return Some("instrument_range");
        }
        if self.step <= 0.0 || self.change <= 0.0 {
            return Some("instrument_step");
        }
        None
    }
}

/// The instruments that ship with polku, by id.
///
/// # Errors
/// When a data file inside the program is broken, which tests exclude.
pub fn builtin() -> anyhow::Result<BTreeMap<String, Instrument>> {
    crate::assets::INSTRUMENTS
        .files()
        .map(|file| {
            let text = file.contents_utf8().context("an instrument file is not UTF-8")?;
            let instrument: Instrument = toml::from_str(text).with_context(|| file.path().display().to_string())?;
            Ok((instrument.id.clone(), instrument))
        })
        .collect()
}
