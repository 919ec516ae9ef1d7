//! The word of a status cell.

use std::collections::{BTreeMap, BTreeSet};

use super::asset::{StatusData, names};
use super::key::Table;
use super::note::{without_note, without_number};
use super::settle::Precedence;
use super::{Fault, Word};
use crate::fact::status::{Absence, Statuses};

/// What one alias says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    Code(i32),
    Absent(Absence),
    /// Still in the service: there is nothing to know yet.
    NotLeft,
    Ask(Vec<i32>),
    /// As `Ask`, but silent beside a known status.
    Beside(Vec<i32>),
}

impl From<Meaning> for Word<i32> {
    fn from(meaning: Meaning) -> Self {
        match meaning {
            Meaning::Code(code) => Self::Known(code),
            Meaning::Absent(why) => Self::Absent(why),
            Meaning::NotLeft => Self::Missing,
            Meaning::Ask(codes) | Meaning::Beside(codes) => Self::Ambiguous(codes),
        }
    }
}

/// Recognises the texts of status columns.
#[derive(Debug, Clone)]
pub(super) struct StatusWords {
    own: Table<Meaning>,
    pub(super) aliases: Table<Meaning>,
    pub(super) refine: Table<Vec<(i32, i32)>>,
    /// The fine statuses that refining makes of a coarse one.
    pub(super) kinds: BTreeMap<i32, BTreeSet<i32>>,
    pub(super) and: Table<()>,
    pub(super) filler: Table<()>,
    pub(super) alone: Table<()>,
    /// Unemployed, and for a year or longer, and for less.
    pub(super) unemployed: [i32; 3],
    pub(super) precedence: Precedence,
}

/// The longest text that is read as a phrase, in bytes.
const LONGEST: usize = 250;

impl StatusWords {
    pub(super) fn new(
        statuses: &Statuses,
        data: &StatusData,
        own: Option<&BTreeMap<String, String>>,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let mut code = |id: &str| {
            statuses.code_of(id).unwrap_or_else(|| {
                faults.push(Fault::Asset(format!("values.toml: no status `{id}`")));
                -1
            })
        };
        let mut steps: BTreeMap<&str, Vec<(i32, i32)>> = BTreeMap::new();
        let mut kinds: BTreeMap<i32, BTreeSet<i32>> = BTreeMap::new();
        for rule in &data.refine {
            let (of, to) = (code(&rule.of), code(&rule.to));
            kinds.entry(of).or_default().insert(to);
            for word in &rule.words {
                steps.entry(word).or_default().push((of, to));
            }
        }
        let mut refine = Table::default();
        for (word, steps) in steps {
            let _ = refine.insert(word, &steps);
        }
        let unemployed = ["unemployed", "unemployed_long", "unemployed_short"].map(&mut code);
        let [coarse, fine @ ..] = unemployed;
        kinds.insert(coarse, BTreeSet::from(fine));
        let employed = code("employed");
        let mut codes = |ids: &[String]| -> Vec<i32> { ids.iter().map(|id| code(id)).collect() };
        let asks: Vec<_> = data
            .ask
            .iter()
            .map(|ask| {
                let codes = codes(&ask.ids);
                (&ask.words, if ask.beside { Meaning::Beside(codes) } else { Meaning::Ask(codes) })
            })
            .collect();
        let precedence = Precedence {
            statuses: statuses.clone(),
            employed,
            place: codes(&data.place).into_iter().collect(),
            form: codes(&data.form).into_iter().collect(),
            registered: codes(&data.registered).into_iter().collect(),
        };

        let mut aliases = Table::default();
        let mut add = |alias: &str, meaning: &Meaning| {
            if let Some(other) = aliases.insert(alias, meaning) {
                let text = format!("`{alias}` means {meaning:?} and {other:?}");
                faults.push(Fault::Asset(text));
            }
        };
        // What a status of the user's own is called comes with the project's words.
        for status in statuses.iter().filter(|status| !status.own) {
            if let Some(meaning) = meaning(statuses, &status.id) {
                add(&status.id, &meaning);
                status.aliases.iter().for_each(|alias| add(alias, &meaning));
            }
        }
        data.not_left.iter().for_each(|word| add(word, &Meaning::NotLeft));
        for (words, meaning) in &asks {
            words.iter().for_each(|word| add(word, meaning));
        }

        let mut owned = Table::default();
        for (text, id) in own.into_iter().flatten() {
            match meaning(statuses, id) {
                Some(meaning) => drop(owned.insert(text, &meaning)),
                None => faults.push(Fault::value("status", text, id, statuses.suggest(id))),
            }
        }
        Self {
            own: owned,
            aliases,
            refine,
            kinds,
            and: names(&data.and),
            filler: names(&data.filler),
            alone: names(&data.alone),
            unemployed,
            precedence,
        }
    }

    /// Reads one cell; `missing` tells whether a text stands for an empty one.
    pub(super) fn read(&self, text: &str, missing: impl Fn(&str) -> bool) -> Word<i32> {
        if let Some(meaning) = self.whole(text) {
            return meaning.into();
        }
        if missing(text) {
            return Word::Missing;
        }
        // Every stretch of words of a phrase is looked up, and a story has many.
        if text.len() > LONGEST {
            return Word::Unrecognised { nearest: None };
        }
        [Some(text), without_note(text), without_number(text)]
            .into_iter()
            .flatten()
            .find_map(|text| self.whole(text).map(Word::from).or_else(|| self.phrase(text)))
            .unwrap_or_else(|| Word::Unrecognised { nearest: self.nearest(text) })
    }

    fn whole(&self, text: &str) -> Option<Meaning> {
        self.own.get(text).or_else(|| self.aliases.get(text)).cloned()
    }

    fn nearest(&self, text: &str) -> Option<String> {
        self.aliases.nearest(text, |meaning| match meaning {
            Meaning::Code(code) => Some(self.precedence.statuses.by_code(*code)?.id.clone()),
            _ => None,
        })
    }
}

fn meaning(statuses: &Statuses, id: &str) -> Option<Meaning> {
    Some(match statuses.get(id)?.absence {
        Some(why) => Meaning::Absent(why),
        None => Meaning::Code(statuses.code_of(id)?),
    })
}
