//! The word of a status cell: an alias, or a phrase put together from several.
//!
//! A phrase is only read when every word of it is known; one that is not leaves the whole cell unread.

use std::collections::{BTreeMap, BTreeSet};

use super::asset::StatusData;
use super::key::{Table, fold, joined, spaced};
use super::settle::{Precedence, Tier};
use super::{Fault, Word};
use crate::fact::status::{Absence, Statuses};

/// What one alias says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
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

/// What one stretch of a phrase says.
#[derive(Debug, Clone)]
enum Piece {
    Meaning(Meaning),
    /// Makes the coarse status of each pair the fine one; else counts as its own alias, if it has one.
    Refine(Vec<(i32, i32)>, Option<Meaning>),
}

/// Recognises the texts of status columns.
#[derive(Debug, Clone)]
pub(super) struct StatusWords {
    own: Table<Meaning>,
    aliases: Table<Meaning>,
    refine: Table<Vec<(i32, i32)>>,
    /// The fine statuses that refining makes of a coarse one.
    kinds: BTreeMap<i32, BTreeSet<i32>>,
    filler: BTreeSet<String>,
    alone: BTreeSet<String>,
    /// Unemployed, and for a year or longer, and for less.
    unemployed: [i32; 3],
    precedence: Precedence,
}

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
            refine.insert(word, &steps);
        }
        let unemployed = ["unemployed", "unemployed_long", "unemployed_short"].map(&mut code);
        let [coarse, fine @ ..] = unemployed;
        kinds.insert(coarse, BTreeSet::from(fine));
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
        for status in statuses.iter() {
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
            filler: data.filler.iter().map(|word| spaced(word)).collect(),
            alone: data.alone.iter().map(|word| spaced(word)).collect(),
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

    fn phrase(&self, text: &str) -> Option<Word<i32>> {
        let mut pieces = Vec::new();
        for part in text.split([',', ';', '/', '+', '|', '(', ')', '[', ']', '\n']) {
            let cut = |key: String| {
                let words: Vec<String> = key.split(' ').map(str::to_owned).collect();
                self.segment(&words, true)
            };
            if !spaced(part).is_empty() {
                pieces.extend(cut(joined(part)).or_else(|| cut(spaced(part)))?);
            }
        }
        self.resolve(&pieces)
    }

    /// Cuts words into known stretches, the longest first; none when a word is left over.
    fn segment(&self, words: &[String], all: bool) -> Option<Vec<Piece>> {
        let Some((first, after)) = words.split_first() else { return Some(Vec::new()) };
        let cuts = (1..=words.len().min(8)).rev().filter_map(|length| words.split_at_checked(length));
        for (head, tail) in cuts {
            let key = head.join(" ");
            if self.alone.contains(&key) && !(all && tail.is_empty()) {
                continue;
            }
            let own = self.aliases.key(&key).cloned();
            let piece = match self.refine.key(&key) {
                Some(steps) => Some(Piece::Refine(steps.clone(), own)),
                None => own.map(Piece::Meaning).or_else(|| self.lasting(head)),
            };
            if let (Some(piece), Some(mut rest)) = (piece, self.segment(tail, false)) {
                rest.insert(0, piece);
                return Some(rest);
            }
        }
        if self.filler.contains(first) { self.segment(after, false) } else { None }
    }

    /// How long someone has been unemployed refines `unemployed` at twelve months.
    fn lasting(&self, words: &[String]) -> Option<Piece> {
        let [coarse, long, short] = self.unemployed;
        let steps = match months(words)? {
            (from, _) if from >= 12.0 => vec![(coarse, long)],
            (_, to) if to <= 12.0 => vec![(coarse, short)],
            _ => vec![(coarse, coarse)],
        };
        Some(Piece::Refine(steps, None))
    }

    fn resolve(&self, pieces: &[Piece]) -> Option<Word<i32>> {
        let mut said = Vec::new();
        for piece in pieces {
            if let Piece::Meaning(meaning) = piece {
                said.push(meaning.clone());
            }
        }
        let mut codes = known(&said);
        for piece in pieces {
            let Piece::Refine(steps, own) = piece else { continue };
            if steps.iter().any(|(of, _)| !self.held(*of, &codes).is_empty()) {
                continue;
            }
            match own {
                Some(own) => said.push(own.clone()),
                // It only says where: then there must be something that can be somewhere.
                None => drop(codes.iter().find(|&&code| {
                    let elsewhere = steps.iter().any(|(of, _)| *of == self.unemployed[0]);
                    !elsewhere && self.precedence.tier(code) >= Tier::Service
                })?),
            }
        }
        codes.extend(known(&said));
        self.refine(pieces, &mut codes);

        let asked = said.iter().find_map(|meaning| match meaning {
            Meaning::Ask(options) => Some(options.clone()),
            _ => None,
        });
        let absent = said.iter().filter_map(|meaning| match meaning {
            Meaning::Absent(why) => Some(*why),
            _ => None,
        });
        let absent = absent.max().filter(|&why| why == Absence::Deceased || codes.is_empty());
        match (absent, asked) {
            (Some(why), _) => Some(Word::Absent(why)),
            (None, Some(options)) => Some(Word::Ambiguous(options)),
            (None, None) if codes.is_empty() => said.into_iter().next().map(Word::from),
            (None, None) => Some(self.precedence.settle(codes)),
        }
    }

    /// The members of `codes` that are `of` or one of the kinds refining makes of it.
    fn held(&self, of: i32, codes: &BTreeSet<i32>) -> BTreeSet<i32> {
        let kinds = self.kinds.get(&of);
        let held = |code: &i32| *code == of || kinds.is_some_and(|kinds| kinds.contains(code));
        codes.iter().copied().filter(held).collect()
    }

    /// Makes coarse statuses fine; two different refinements of one leave it coarse.
    fn refine(&self, pieces: &[Piece], codes: &mut BTreeSet<i32>) {
        let mut fine: BTreeMap<i32, BTreeSet<i32>> = BTreeMap::new();
        for piece in pieces {
            let Piece::Refine(steps, _) = piece else { continue };
            for (of, to) in steps {
                fine.entry(*of).or_default().insert(*to);
            }
        }
        for (of, mut kinds) in fine {
            let held = self.held(of, codes);
            if held.is_empty() {
                continue;
            }
            codes.retain(|code| !held.contains(code));
            kinds.extend(held);
            kinds.remove(&of);
            codes.insert(match kinds.first() {
                Some(&kind) if kinds.len() == 1 => kind,
                _ => of,
            });
        }
    }
}

fn meaning(statuses: &Statuses, id: &str) -> Option<Meaning> {
    Some(match statuses.get(id)?.absence {
        Some(why) => Meaning::Absent(why),
        None => Meaning::Code(statuses.code_of(id)?),
    })
}

fn known(said: &[Meaning]) -> BTreeSet<i32> {
    let code = |meaning: &Meaning| match meaning {
        Meaning::Code(code) => Some(*code),
        _ => None,
    };
    said.iter().filter_map(code).collect()
}

/// The text before a trailing note in brackets.
fn without_note(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let open = match text.chars().next_back()? {
        ')' => '(',
        ']' => '[',
        _ => return None,
    };
    Some(text.rsplit_once(open)?.0).filter(|before| !before.trim().is_empty())
}

/// The text after the number of an answer in a form: `2. työtön`, `02 = työtön`.
fn without_number(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let after = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let digits = text.len() - after.len();
    let rest = after.trim_start_matches([' ', '\u{a0}', '.', ')', ':', '=', '-', '–']);
    (matches!(digits, 1 | 2) && rest.len() < after.len()).then_some(rest)
}

/// The shortest and longest time that words like `yli 12 kk`, `6 12 kk`, `< 1 v` or `500 pv` allow, in months.
fn months(words: &[String]) -> Option<(f64, f64)> {
    let words: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (unit, rest) = words.split_last()?;
    let unit = match *unit {
        "kk" | "kuukautta" | "man" | "manader" | "months" | "month" => 1.0,
        "v" | "vuotta" | "vuoden" | "vuosi" | "ar" | "years" | "year" => 12.0,
        "pv" | "paivaa" | "dagar" | "days" => 12.0 / 365.25,
        _ => return None,
    };
    let number = |text: &str| text.parse::<u16>().ok().map(|number| f64::from(number) * unit);
    match rest {
        ["yli" | "over" | ">", from] => Some((number(from)?, f64::INFINITY)),
        ["alle" | "under" | "<", to] => Some((0.0, number(to)?)),
        [from, to] => Some((number(from)?, number(to)?)),
        [only] => Some((number(only)?, number(only)?)),
        _ => None,
    }
}
