//! Statuses: what a person may be doing at a moment, read from one data file.
//!
//! A status has a place on the ladder (its rank), a display class, an ESF+ class and the words people use for it.
//! In data frames it is a small number, its code: the place in the file. Most organisations write a coarse word
//! ("työssä"), some a fine one ("palkkatuki, kunta"), so a fine status names the coarse one it is a kind of and the two
//! are never said to differ: someone known only as employed may already be in subsidised work.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::Date;
use serde::Deserialize;

use crate::text::Language;

pub use own::{Entry as OwnStatus, Fault as OwnFault};

mod asset;
mod own;
#[cfg(test)]
mod tests;

/// The classes a chart shows, in ladder order from work outwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Work without support; also `employed`, where the kind of work is not said.
    Open,
    /// Subsidised work, apprenticeship, start-up grant.
    Supported,
    /// Education and training.
    Education,
    /// In a service.
    Service,
    /// Unemployed.
    Unemployed,
    /// Outside the labour force.
    Outside,
    /// Known to be something else, or not known.
    Other,
}

impl Class {
    /// Every class, in display order.
    pub const ALL: [Self; 7] =
        [Self::Open, Self::Supported, Self::Education, Self::Service, Self::Unemployed, Self::Outside, Self::Other];

    /// The key of the class's name in the language files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Supported => "supported",
            Self::Education => "education",
            Self::Service => "service",
            Self::Unemployed => "unemployed",
            Self::Outside => "outside",
            Self::Other => "other",
        }
    }
}

/// The labour-market class of the ESF+ common indicators; exactly one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Esf {
    /// Employed, including self-employed.
    Employed,
    /// Unemployed.
    Unemployed,
    /// Inactive.
    Inactive,
    /// Unemployed where the person is registered as a jobseeker, else inactive; the status alone does not tell.
    ByRegistration,
    /// Not known.
    Missing,
}

/// Why there is no status where something was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// Asked and not known, or not reached.
    Unknown,
    /// Did not wish to answer.
    Declined,
    /// Moved away.
    Moved,
    /// Has died: leaves the denominator.
    Deceased,
}

/// The direction between two statuses on the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Move {
    /// Towards work.
    Up,
    /// On the same rung, or not known to differ.
    Same,
    /// Away from work.
    Down,
}

/// The words of a status in three languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Aliases {
    /// Finnish.
    pub fi: Vec<String>,
    /// Swedish.
    pub sv: Vec<String>,
    /// English.
    pub en: Vec<String>,
}

impl Aliases {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.fi.iter().chain(&self.sv).chain(&self.en).map(String::as_str)
    }
}

/// One status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The name used in rules and in machine output.
    pub id: String,
    /// The rung of the ladder, 1 (furthest from work) to 9; none off the ladder.
    pub rank: Option<u8>,
    /// The display class.
    pub class: Class,
    /// The coarse status this one is a kind of.
    pub family: Option<String>,
    /// The ESF+ class.
    pub esf: Esf,
    /// Whether the person is in education or training.
    pub in_education: bool,
    /// The employment code(s) of the Finnish employment register, such as `02` or `05/08`.
    pub tem: Option<String>,
    /// Whether the code was confirmed at a source; one that was not is never printed as fact.
    pub tem_confirmed: bool,
    /// The first day the status exists.
    pub valid_from: Option<Date>,
    /// The last day the status exists.
    pub valid_to: Option<Date>,
    /// What readers call it, where it is the user's own.
    pub name: BTreeMap<Language, String>,
    /// Whether it is the user's own.
    pub own: bool,
    /// What organisations write.
    pub aliases: Aliases,
    /// Set for the words that say there is no status.
    pub absence: Option<Absence>,
}

/// Every status, in the order of its code.
#[derive(Debug, Clone)]
pub struct Statuses {
    list: Vec<Status>,
    codes: BTreeMap<String, i32>,
    groups: BTreeMap<String, Vec<i32>>,
}

impl Statuses {
    /// The statuses polku comes with.
    ///
    /// # Errors
    /// When the data file breaks one of its own laws.
    pub fn builtin() -> Result<Self> {
        Self::parse(asset::TEXT).context("statuses.toml")
    }

    /// The code of the status with this id.
    #[must_use]
    pub fn code_of(&self, id: &str) -> Option<i32> {
        self.codes.get(id).copied()
    }

    /// The status with this code.
    #[must_use]
    pub fn by_code(&self, code: i32) -> Option<&Status> {
        self.list.get(usize::try_from(code).ok()?)
    }

    /// The status with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Status> {
        self.by_code(self.code_of(id)?)
    }

    /// The statuses in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Status> {
        self.list.iter()
    }

    /// The codes of a group of the rule language, such as `@employed`, ascending.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&[i32]> {
        self.groups.get(name.strip_prefix('@')?).map(Vec::as_slice)
    }

    /// The names of the groups, without `@`.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.groups.keys().map(String::as_str)
    }

    /// Where `to` stands seen from `from`; none when one of them is off the ladder.
    ///
    /// A coarse status is `Same` against a member of its family, so `Same` is not transitive.
    #[must_use]
    pub fn compare(&self, from: i32, to: i32) -> Option<Move> {
        let (low, high) = (self.by_code(from)?.rank?, self.by_code(to)?.rank?);
        if self.is_kind_of(from, to) || self.is_kind_of(to, from) {
            return Some(Move::Same);
        }
        Some(match low.cmp(&high) {
            std::cmp::Ordering::Less => Move::Up,
            std::cmp::Ordering::Equal => Move::Same,
            std::cmp::Ordering::Greater => Move::Down,
        })
    }

    /// Whether `code` is `coarse` or one of its kinds.
    #[must_use]
    pub fn is_kind_of(&self, code: i32, coarse: i32) -> bool {
        self.lineage(code).any(|ancestor| ancestor == coarse)
    }

    /// The finest status that all of `codes` are kinds of.
    #[must_use]
    pub fn common_family(&self, codes: &BTreeSet<i32>) -> Option<i32> {
        let first = *codes.first()?;
        self.lineage(first).find(|&coarse| codes.iter().all(|&code| self.is_kind_of(code, coarse)))
    }

    /// The id that looks most like `text`, if one does: a hint for a message, never a reading.
    #[must_use]
    pub fn suggest(&self, text: &str) -> Option<&str> {
        let text = text.trim().to_lowercase().replace([' ', '-'], "_");
        let allowed = (text.chars().count() / 3).max(2);
        self.iter()
            .map(|status| (strsim::damerau_levenshtein(&text, &status.id), status.id.as_str()))
            .filter(|(distance, _)| *distance <= allowed)
            .min()
            .map(|(_, id)| id)
    }

    /// The status itself, then its family, then the family of that. Loading made sure that it ends.
    fn lineage(&self, code: i32) -> impl Iterator<Item = i32> {
        std::iter::successors(Some(code), |&code| self.code_of(self.by_code(code)?.family.as_deref()?))
    }

    fn parse(text: &str) -> Result<Self> {
        let file: asset::File = toml::from_str(text)?;
        let mut statuses = Self { list: Vec::new(), codes: BTreeMap::new(), groups: BTreeMap::new() };
        for (place, entry) in file.status.into_iter().enumerate() {
            let taken = statuses.codes.insert(entry.id.clone(), i32::try_from(place)?);
            ensure!(taken.is_none(), "status `{}` stands twice", entry.id);
            statuses.list.push(entry.into_status()?);
        }
        for status in &statuses.list {
            statuses.check(status)?;
        }
        for (name, ids) in file.groups {
            let code = |id: &String| statuses.code_of(id).with_context(|| format!("group `{name}`: no status `{id}`"));
            let codes: BTreeSet<i32> = ids.iter().map(code).collect::<Result<_>>()?;
            statuses.groups.insert(name, codes.into_iter().collect());
        }
        Ok(statuses)
    }

    /// A family exists, does not run in a circle and has the lowest rank of its members.
    fn check(&self, status: &Status) -> Result<()> {
        let (id, mut current) = (&status.id, status);
        ensure!(status.rank.is_some() || status.class == Class::Other, "status `{id}` has no rank");
        for _ in 0..self.list.len() {
            let Some(family) = &current.family else {
                return Ok(());
            };
            current = self.get(family).with_context(|| format!("status `{id}`: no family `{family}`"))?;
            ensure!(current.rank.is_some() && current.rank <= status.rank, "status `{id}` ranks below `{family}`");
        }
        bail!("the family of status `{id}` runs in a circle")
    }
}
