//! What an organisation wrote in a cell, turned into what it means.
//!
//! A text is either recognised exactly (its case, spacing, hyphens and lost accents apart) or not at all: the nearest
//! known word is a suggestion for a message and never becomes a value. Where a word fits several values the user is
//! asked. The user's own words, from `[values.*]` of a project, come first.

use std::collections::BTreeMap;

use crate::fact::status::{Absence, Statuses};

mod age;
mod asset;
mod gender;
pub(crate) mod key;
mod note;
mod own;
mod phrase;
mod settle;
mod status;
#[cfg(test)]
mod tests;

pub use age::AgeScheme;
use asset::Values;
pub use gender::GenderScheme;
use key::{Table, spaced};
pub use own::Fault;
use status::StatusWords;

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word<T> {
    /// This value.
    Known(T),
    /// That there is no value, and why.
    Absent(Absence),
    /// Nothing: an empty cell or a word for one.
    Missing,
    /// Something that fits several values; the user is asked.
    Ambiguous(Vec<T>),
    /// Something unknown.
    Unrecognised {
        /// The id of the value it looks most like, for a message.
        nearest: Option<String>,
    },
}

const GENDERS: [&str; 3] = ["woman", "man", "nonbinary"];
const EDUCATION: [&str; 3] = ["basic", "upper", "tertiary"];
const ARMS: [&str; 2] = ["service", "comparison"];
/// The longest list in a cell, in bytes.
const LONGEST: usize = 1000;
const RESPONDENTS: [&str; 3] = ["self", "assisted", "staff"];
/// A school that teaches on every level.
const ANY: &str = "any";

/// Everything polku can read in a cell.
#[derive(Debug, Clone)]
pub struct Words {
    status: StatusWords,
    missing: Table<Option<Absence>>,
    yes_no: Table<bool>,
    arm: Table<&'static str>,
    respondent: Table<&'static str>,
    gender: Table<&'static str>,
    education: Table<&'static str>,
    target_group: Table<String>,
    municipality: Table<()>,
    region: Table<()>,
    region_endings: Vec<String>,
    own: BTreeMap<String, Table<String>>,
}

impl Words {
    /// The built-in words and the user's own: fact → text → id.
    ///
    /// # Errors
    /// Every own word whose id is no value of its fact.
    pub fn new(statuses: &Statuses, own: &BTreeMap<String, BTreeMap<String, String>>) -> Result<Self, Vec<Fault>> {
        let values = Values::builtin().map_err(|fault| vec![Fault::Asset(fault.to_string())])?;
        let mut faults = Vec::new();
        let status = StatusWords::new(statuses, &values.status, own.get("status"), &mut faults);
        let mut missing = Table::default();
        for (words, why) in [(&values.missing.words, None), (&values.missing.declined, Some(Absence::Declined))] {
            for word in words {
                let _ = missing.insert(word, &why);
            }
        }
        let words = Self {
            status,
            missing,
            yes_no: asset::table(&values.yes_no, |id| Some(id == "yes"), &mut faults),
            arm: asset::table(&values.arm, |id| one_of(&ARMS, id), &mut faults),
            respondent: asset::table(&values.respondent, |id| one_of(&RESPONDENTS, id), &mut faults),
            gender: asset::table(&values.gender, |id| one_of(&GENDERS, id), &mut faults),
            education: asset::table(&values.education, level, &mut faults),
            target_group: asset::table(&values.target_group, |id| Some(id.to_owned()), &mut faults),
            municipality: asset::names(&values.places.municipalities),
            region: asset::names(&values.places.regions),
            region_endings: values.places.region_endings.iter().map(|word| spaced(word)).collect(),
            own: own::tables(own, &mut faults),
        };
        if faults.is_empty() { Ok(words) } else { Err(faults) }
    }

    /// The code of a status.
    #[must_use]
    pub fn status(&self, text: &str) -> Word<i32> {
        self.status.read(text, |text| self.is_missing(text))
    }

    /// `woman`, `man` or `nonbinary`; the codes 1 and 2 are asked about.
    #[must_use]
    pub fn gender(&self, text: &str, column: GenderScheme) -> Word<&'static str> {
        let letter = || match spaced(text).as_str() {
            "n" if column == GenderScheme::Mixed => Some(Word::Ambiguous(vec!["woman", "nonbinary"])),
            "n" | "k" | "f" => Some(Word::Known("woman")),
            "1" | "2" => Some(Word::Ambiguous(vec!["man", "woman"])),
            _ => None,
        };
        self.coded("gender", &GENDERS, text).or_else(letter).unwrap_or_else(|| plain(&self.gender, text))
    }

    /// The ESF+ band of an age or a band; in a column with bands of its own, the band as written.
    #[must_use]
    pub fn age_group(&self, text: &str, column: AgeScheme) -> Word<String> {
        let own = self.own("age_group", text).map(|id| Word::Known(id.to_owned()));
        own.or_else(|| age::group(text, column).map(Word::Known))
            .or_else(|| self.nothing(text))
            .unwrap_or(Word::Unrecognised { nearest: None })
    }

    /// `basic`, `upper` or `tertiary`.
    #[must_use]
    pub fn education(&self, text: &str) -> Word<&'static str> {
        self.coded("education", &EDUCATION, text).unwrap_or_else(|| match plain(&self.education, text) {
            Word::Known(ANY) => Word::Ambiguous(EDUCATION.to_vec()),
            word => word,
        })
    }

    /// The target groups of a cell, which may hold several: known ids, and other texts as written.
    #[must_use]
    pub fn target_groups(&self, text: &str) -> Vec<String> {
        let known = |text: &str| {
            let own = self.own("target_group", text).map(str::to_owned);
            own.or_else(|| self.target_group.get(text).cloned())
        };
        let mut groups = Vec::new();
        // What is longer is a story and no list.
        let parts = if known(text).is_some() || text.len() > LONGEST { vec![text] } else { split(text) };
        for part in parts {
            let group = known(part).unwrap_or_else(|| part.split_whitespace().collect::<Vec<_>>().join(" "));
            if self.nothing::<()>(part).is_none() && !groups.contains(&group) {
                groups.push(group);
            }
        }
        groups
    }

    /// Whether the text is a known target group.
    #[must_use]
    pub fn is_target_group(&self, text: &str) -> bool {
        self.target_group.get(text).is_some()
    }

    /// Yes or no.
    #[must_use]
    pub fn yes_no(&self, text: &str) -> Word<bool> {
        let known = || self.yes_no.get(text).map(|&yes| Word::Known(yes));
        self.nothing(text).or_else(known).unwrap_or(Word::Unrecognised { nearest: None })
    }

    /// The arm of a comparison: `service` or `comparison`.
    #[must_use]
    pub fn arm(&self, text: &str) -> Word<&'static str> {
        self.coded("arm", &ARMS, text).unwrap_or_else(|| plain(&self.arm, text))
    }

    /// Who gave the scores: `self`, `assisted` or `staff`.
    #[must_use]
    pub fn respondent(&self, text: &str) -> Word<&'static str> {
        self.coded("respondent", &RESPONDENTS, text).unwrap_or_else(|| plain(&self.respondent, text))
    }

    /// `yes` or `no` of a fact that is either.
    #[must_use]
    pub fn flag(&self, fact: &str, text: &str) -> Word<&'static str> {
        self.coded(fact, &["yes", "no"], text).unwrap_or_else(|| match self.yes_no(text) {
            Word::Known(yes) => Word::Known(if yes { "yes" } else { "no" }),
            _ => Word::Unrecognised { nearest: None },
        })
    }

    /// The user's own word for a text of a fact.
    #[must_use]
    pub fn own(&self, fact: &str, text: &str) -> Option<&str> {
        self.own.get(fact)?.get(text).map(String::as_str)
    }

    /// Whether the text stands for an empty cell.
    #[must_use]
    pub fn is_missing(&self, text: &str) -> bool {
        matches!(self.missing.get(text), Some(None))
    }

    /// Whether the text is the name of a Finnish municipality.
    #[must_use]
    pub fn is_municipality(&self, text: &str) -> bool {
        self.municipality.get(text).is_some()
    }

    /// Whether the text is the name of a Finnish region or wellbeing services county.
    #[must_use]
    pub fn is_region(&self, text: &str) -> bool {
        let key = spaced(text.get(..LONGEST).unwrap_or(text));
        let stem = self.region_endings.iter().find_map(|ending| key.strip_suffix(ending.as_str())).map(str::trim);
        // The name stands in the genitive before "hyvinvointialue": the ending says enough.
        self.region.get(text).is_some() || stem.is_some_and(|stem| !stem.is_empty())
    }

    fn nothing<T>(&self, text: &str) -> Option<Word<T>> {
        Some(self.missing.get(text)?.map_or(Word::Missing, Word::Absent))
    }

    /// The user's own word for a fact with fixed ids, else an empty cell.
    fn coded(&self, fact: &str, ids: &[&'static str], text: &str) -> Option<Word<&'static str>> {
        let own = self.own(fact, text).and_then(|id| match id {
            "unknown" => Some(Word::Absent(Absence::Unknown)),
            "declined" => Some(Word::Absent(Absence::Declined)),
            _ => one_of(ids, id).map(Word::Known),
        });
        own.or_else(|| self.nothing(text))
    }
}

fn one_of(ids: &[&'static str], id: &str) -> Option<&'static str> {
    ids.iter().copied().find(|known| *known == id)
}

fn level(id: &str) -> Option<&'static str> {
    one_of(&EDUCATION, id).or((id == "ask").then_some(ANY))
}

fn plain(table: &Table<&'static str>, text: &str) -> Word<&'static str> {
    table.get(text).map_or_else(
        || Word::Unrecognised { nearest: table.nearest(text, |&id| (id != ANY).then(|| id.to_owned())) },
        |&id| Word::Known(id),
    )
}

/// The parts of a cell that holds several, where the sign between them is no part of a number (`29/30`, `55+`).
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before = ' ';
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let after = letters.peek().map_or(' ', |&(_, next)| next);
        let parts_here = match letter {
            ';' | '|' | '\n' => true,
            ',' | '/' => !(before.is_ascii_digit() && after.is_ascii_digit()),
            '+' => !before.is_ascii_digit(),
            _ => false,
        };
        if parts_here {
            parts.extend(text.get(start..at));
            start = at + letter.len_utf8();
        }
        before = letter;
    }
    parts.extend(text.get(start..));
    parts
}
