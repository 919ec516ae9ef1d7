//! Columns of words: one of a list, or several.

use super::{Cell, Encoder, Reader, Typed, known};
use crate::fact::{FLAGS, codebook};
use crate::finding::Code;
use crate::input::words::{AgeScheme, GenderScheme, Word};
use std::collections::BTreeMap;

impl Reader<'_> {
    pub(super) fn categories(&mut self, fact: &str) -> Typed {
        let words = self.words;
        let texts = || self.column.texts.iter().filter(|text| !words.is_missing(text));
        let (gender, ages) = (GenderScheme::of(texts()), AgeScheme::of(texts()));
        let of = || ("of", fact.to_owned());
        let coded = |word: Word<&'static str>| match word {
            Word::Known(id) => Cell::Value(id.to_owned()),
            Word::Absent(absence) => Cell::Absent(absence),
            Word::Missing => Cell::Nothing,
            Word::Ambiguous(ids) => Cell::Wrong(Code::AmbiguousWord, vec![("options", ids.join(", ")), of()]),
            // Words nobody foresaw keep their text.
            Word::Unrecognised { .. } => Cell::Value(String::new()),
        };
        let spelled = common_spelling(self.column);
        let free = |text: &str| match words.own(fact, text) {
            Some(id) => Cell::Value(id.to_owned()),
            None => Cell::Value(spelled.get(&folded(text)).cloned().unwrap_or_else(|| text.to_owned())),
        };
        let cells = self.each(|text| {
            let cell = match fact {
                "gender" => coded(words.gender(text, gender)),
                "education" => coded(words.education(text)),
                "arm" => coded(words.arm(text)),
                "respondent" => coded(words.respondent(text)),
                // A word that says neither says nothing: it must not become a third answer.
                fact if FLAGS.contains(&fact) => match words.flag(fact, text) {
                    Word::Unrecognised { .. } => Cell::Wrong(Code::UnknownWord, vec![of()]),
                    word => coded(word),
                },
                "age_group" => match words.age_group(text, ages) {
                    Word::Known(band) => Cell::Value(band),
                    Word::Absent(absence) => Cell::Absent(absence),
                    Word::Missing => Cell::Nothing,
                    Word::Ambiguous(_) | Word::Unrecognised { .. } => Cell::Value(String::new()),
                },
                _ => free(text),
            };
            match cell {
                Cell::Value(id) if id.is_empty() => free(text),
                cell => cell,
            }
        });
        let values = known(&cells);
        let labels = ordered(fact, values.iter().flatten().copied());
        let codes: Vec<Option<i32>> = values.iter().map(|value| position(&labels, (*value)?)).collect();
        Typed::Category(labels, self.gather(&codes))
    }

    pub(super) fn several(&mut self) -> Typed {
        let words = self.words;
        let cells = self.each(|text| {
            let groups = words.target_groups(text);
            if groups.is_empty() { Cell::Nothing } else { Cell::Value(groups) }
        });
        let values = known(&cells);
        let labels = ordered("target_group", values.iter().flatten().copied().flatten());
        let sets: Vec<Option<Vec<i32>>> = values
            .iter()
            .map(|value| Some(value.as_ref()?.iter().filter_map(|label| position(&labels, label)).collect()))
            .collect();
        Typed::Categories(labels, sets, self.column.codes.clone())
    }
}

fn position(labels: &[String], label: &str) -> Option<i32> {
    labels.iter().position(|l| l == label).map(|i| i as i32)
}

fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The commonest spelling of each word of a column, so that `työpaja` and `Työpaja` are one group.
fn common_spelling(column: &Encoder) -> BTreeMap<String, String> {
    let mut best: BTreeMap<String, (u64, std::cmp::Reverse<String>)> = BTreeMap::new();
    for (text, count) in column.texts.iter().zip(column.counts()) {
        let spelling = (count, std::cmp::Reverse(text.split_whitespace().collect::<Vec<_>>().join(" ")));
        let kept = best.entry(folded(text)).or_insert_with(|| spelling.clone());
        if spelling > *kept {
            *kept = spelling;
        }
    }
    best.into_iter().map(|(key, (_, spelling))| (key, spelling.0)).collect()
}

/// Labels in the order every table lists them: the known ones as their lists have them, then the alphabet. Never by
/// how many there are, which would tell.
fn ordered<'a>(fact: &str, labels: impl Iterator<Item = &'a String>) -> Vec<String> {
    let known = codebook(fact);
    let mut labels: Vec<String> = labels.cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    labels.sort_by_key(|label| {
        (known.iter().position(|k| k == label).unwrap_or(known.len()), label.to_lowercase(), label.clone())
    });
    labels
}
