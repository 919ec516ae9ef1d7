//! Instruments: scales that scores are given on. Licensed instruments are read as scores only, never as items.

mod entry;

pub use entry::{Aggregate, Entry, aggregates, builtin};

use crate::text::Language;
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

/// Where the least change that counts comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// A change that its publishers or a study call important.
    Published,
    /// At least the smallest change that the instrument tells from its own error.
    Detectable,
    /// A convention of polku's.
    Convention,
    /// The user's.
    Own,
}

impl Basis {
    /// Its key in the catalogue.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Basis::Published => "published",
            Basis::Detectable => "detectable",
            Basis::Convention => "convention",
            Basis::Own => "own",
        }
    }
}

/// A band of scores with a name, from its lowest score up to the next band.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Its lowest score.
    pub from: f64,
    /// What it is called, by language.
    pub name: BTreeMap<Language, String>,
}

/// How repeatable the scores of an instrument are, as it was published.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reliability {
    /// The coefficient, from 0 to 1.
    pub value: f64,
    /// The standard error of measurement, in points, if it was published.
    pub sem: Option<f64>,
    /// Else the standard deviation of those it was found with.
    pub sd: Option<f64>,
}

impl Reliability {
    /// The standard error of measurement, in points: as published, or SD · √(1 − r).
    #[must_use]
    pub fn error(self) -> Option<f64> {
        self.sem.or_else(|| Some(self.sd? * (1.0 - self.value).sqrt()))
    }
}

/// The scores of other people, to compare with.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
    /// How many they are.
    pub n: u64,
}

/// A scale: its range, its direction, and from which change on a person counts as improved.
#[derive(Debug, Clone, PartialEq)]
pub struct Instrument {
    /// Its id; `<id>_start`, `<id>_exit`, `<id>_6m` are facts.
    pub id: String,
    /// Lowest score.
    pub min: f64,
    /// Highest score.
    pub max: f64,
    /// Distance between neighbouring scores.
    pub step: f64,
    /// Which way is better.
    pub better: Better,
    /// A person improved when the change is at least this in the better direction.
    pub change: f64,
    /// Where that comes from.
    pub basis: Basis,
    /// How repeatable its scores are, where that is published.
    pub reliability: Option<Reliability>,
    /// Whether its score sums what makes the matter up, rather than what follows from it: errors of measurement that
    /// rest on how its parts go together mean nothing then.
    pub formative: bool,
    /// Bands of scores, the lowest first; empty where it has none.
    pub bands: Vec<Band>,
    /// The scores of other people, where they are published.
    pub reference: Option<Reference>,
    /// Whether versions of it differ in their range, so that a project has to say which it uses.
    pub asks: bool,
    /// Whether a column of unknown name may be offered to be it.
    pub common: bool,
    /// What its facts come from: an id of the list of sources, or the user's own words.
    pub source: String,
    /// What may be done with it, by language.
    pub licence: BTreeMap<Language, String>,
    /// What it is called, by language.
    pub name: BTreeMap<Language, String>,
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
        let inside = self.bands.iter().all(|band| (self.min..=self.max).contains(&band.from));
        let ascending = self.bands.windows(2).all(|pair| matches!(pair, [a, b] if a.from < b.from));
        let whole = self.bands.first().is_none_or(|first| first.from <= self.min);
        if !(inside && ascending && whole) {
            return Some("instrument_bands");
        }
        let positive = |x: Option<f64>| x.is_none_or(|x| x.is_finite() && x > 0.0);
        let sane = |r: Reliability| (0.0..=1.0).contains(&r.value) && positive(r.sem) && positive(r.sd);
        (!self.reliability.is_none_or(sane)).then_some("instrument_reliability")
    }

    /// The least change of one person, in points, that is both important and more than the error of measurement, where that
    /// is known and means anything.
    #[must_use]
    pub fn reliable_change(&self) -> f64 {
        /// Within so many standard errors of a difference are 95 of 100 changes by error alone.
        const Z: f64 = 1.959_963_984_540_054;
        let error = self.reliability.filter(|_| !self.formative).and_then(Reliability::error);
        self.change.max(error.map_or(0.0, |error| Z * std::f64::consts::SQRT_2 * error))
    }

    /// The band of a score, from 0; none where the instrument has no bands.
    #[must_use]
    pub fn band(&self, score: f64) -> Option<usize> {
        // A hair of tolerance: scores come from a decimal grid.
        self.bands.iter().rposition(|band| band.from <= score + 1e-9)
    }
}
