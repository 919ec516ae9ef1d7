//! Distinct texts by number, in the order they were met, all in one piece of memory.

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// Distinct texts and their numbers.
#[derive(Default)]
pub(super) struct Texts {
    /// Texts of up to 16 bytes, which most are: told apart without looking at the text again.
    short: HashTable<(Short, u32)>,
    long: HashTable<u32>,
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
}

/// A text of up to 16 bytes: its first and its last half, which may overlap, and its length.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Short {
    first: u64,
    last: u64,
    len: u32,
}

impl Short {
    fn of(text: &[u8]) -> Option<Short> {
        let four = |bytes: Option<&[u8; 4]>| bytes.map(|bytes| u64::from(u32::from_le_bytes(*bytes)));
        let eight = |bytes: Option<&[u8; 8]>| bytes.map(|bytes| u64::from_le_bytes(*bytes));
        let (first, last) = match text.len() {
            0 => (0, 0),
            1..4 => (u64::from(text[0]) << 8 | u64::from(text[text.len() / 2]), u64::from(text[text.len() - 1])),
            4..8 => (four(text.first_chunk())?, four(text.last_chunk())?),
            8..=16 => (eight(text.first_chunk())?, eight(text.last_chunk())?),
            _ => return None,
        };
        Some(Short { first, last, len: text.len() as u32 })
    }

    fn hash(self) -> u64 {
        let mixed = u128::from(self.first ^ 0x9E37_79B9_7F4A_7C15)
            * u128::from((self.last ^ u64::from(self.len) << 56).wrapping_add(0xBF58_476D_1CE4_E5B9));
        (mixed >> 64) as u64 ^ mixed as u64
    }
}

impl Texts {
    /// The number of a text, which is new where nobody had it. Only a new text is looked at as UTF-8.
    pub(super) fn number(&mut self, wanted: &[u8]) -> u32 {
        let new = self.ends.len() as u32;
        let Texts { short, long, text, ends } = self;
        if let Some(key) = Short::of(wanted) {
            if let Some((_, number)) = short.find(key.hash(), |(known, _)| *known == key) {
                return *number;
            }
            short.insert_unique(key.hash(), (key, new), |(known, _)| known.hash());
        } else {
            let hash = FxBuildHasher.hash_one(wanted);
            if let Some(number) = long.find(hash, |number| at(text, ends, *number as usize).as_bytes() == wanted) {
                return *number;
            }
            let again = |number: &u32| FxBuildHasher.hash_one(at(text, ends, *number as usize).as_bytes());
            long.insert_unique(hash, new, again);
        }
        text.push_str(&String::from_utf8_lossy(wanted));
        ends.push(text.len());
        new
    }

    /// The text of a number.
    pub(super) fn get(&self, number: u32) -> &str {
        at(&self.text, &self.ends, number as usize)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Texts in the order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|number| at(&self.text, &self.ends, number))
    }
}

fn at<'a>(text: &'a str, ends: &[usize], number: usize) -> &'a str {
    let start = number.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    ends.get(number).and_then(|end| text.get(start..*end)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::Texts;
    use proptest::prelude::*;

    #[test]
    fn short_texts_that_share_their_ends_are_told_apart() {
        // Every text of up to five letters of two, and those that differ only in length.
        let mut all: Vec<String> = vec![String::new()];
        for _ in 0..5 {
            all.extend(all.clone().into_iter().flat_map(|text| [format!("{text}a"), format!("{text}b")]));
        }
        all.extend((6..=20).map(|n| "a".repeat(n)));
        all.sort_unstable();
        all.dedup();
        let mut texts = Texts::default();
        for (number, text) in all.iter().enumerate() {
            assert_eq!(texts.number(text.as_bytes()) as usize, number);
        }
        assert!(texts.iter().eq(all.iter()));
    }

    proptest! {
        #[test]
        fn a_text_keeps_its_number(words in prop::collection::vec("[aäb]{0,12}", 0..60)) {
            let mut texts = Texts::default();
            let numbers: Vec<u32> = words.iter().map(|word| texts.number(word.as_bytes())).collect();
            for (word, number) in words.iter().zip(numbers) {
                prop_assert_eq!(texts.get(number), word);
                prop_assert_eq!(texts.number(word.as_bytes()), number);
            }
            let distinct: std::collections::BTreeSet<&String> = words.iter().collect();
            prop_assert_eq!(texts.len(), distinct.len());
            prop_assert_eq!(texts.iter().collect::<std::collections::BTreeSet<_>>().len(), distinct.len());
        }
    }
}
