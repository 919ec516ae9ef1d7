//! Distinct texts by number, in the order they were met, all in one piece of memory.

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// Distinct texts and their numbers.
#[derive(Default)]
pub(super) struct Texts {
    /// Texts of up to 16 bytes, which most are: told apart without looking at the text again.
    short: HashTable<Entry>,
    long: HashTable<u32>,
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
}

/// A text of up to 16 bytes, its first half and its second, and its length.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Short {
    halves: [u64; 2],
    len: u32,
}

/// A short text and its number: three words, so that many fit into the processor's cache.
struct Entry {
    halves: [u64; 2],
    len: u32,
    number: u32,
}

impl Entry {
    fn key(&self) -> Short {
        Short { halves: self.halves, len: self.len }
    }
}

impl Short {
    /// The first bytes of a text; none where they are too many. Not one branch hangs on what is written, since no
    /// processor foresees it.
    pub(super) fn of(text: &[u8], len: usize) -> Option<Short> {
        let unused = 16u32.checked_sub(u32::try_from(len).ok()?)?;
        let bytes = match text.first_chunk() {
            Some(bytes) => u128::from_le_bytes(*bytes),
            None => text.iter().rev().fold(0, |bytes, byte| bytes << 8 | u128::from(*byte)),
        };
        let used = u128::MAX.checked_shr(8 * unused).unwrap_or(0);
        let bytes = bytes & used;
        Some(Short { halves: [bytes as u64, (bytes >> 64) as u64], len: 16 - unused })
    }

    /// Whether it begins and ends with plain characters, so that there is nothing to trim.
    pub(super) fn is_trimmed(self) -> bool {
        let [first, second] = self.halves;
        let last = (u128::from(second) << 64 | u128::from(first)) >> (8 * self.len.saturating_sub(1));
        (self.len == 0) | ((first as u8).is_ascii_graphic() & (last as u8).is_ascii_graphic())
    }

    fn hash(self) -> u64 {
        let [first, second] = self.halves;
        let mixed = u128::from(first ^ 0x9E37_79B9_7F4A_7C15)
            * u128::from((second ^ u64::from(self.len) << 56).wrapping_add(0xBF58_476D_1CE4_E5B9));
        (mixed >> 64) as u64 ^ mixed as u64
    }
}

impl Texts {
    /// The number of a text, which is new where nobody had it. Only a new text is looked at as UTF-8.
    pub(super) fn number(&mut self, wanted: &[u8]) -> u32 {
        match Short::of(wanted, wanted.len()) {
            Some(key) => self.number_of_short(key, wanted),
            None => self.number_of_long(wanted),
        }
    }

    /// [`Texts::number`] of a text whose [`Short`] is known.
    pub(super) fn number_of_short(&mut self, key: Short, wanted: &[u8]) -> u32 {
        if let Some(known) = self.short.find(key.hash(), |known| known.key() == key) {
            return known.number;
        }
        let new = self.add(wanted);
        let entry = Entry { halves: key.halves, len: key.len, number: new };
        self.short.insert_unique(key.hash(), entry, |known| known.key().hash());
        new
    }

    fn number_of_long(&mut self, wanted: &[u8]) -> u32 {
        let hash = FxBuildHasher.hash_one(wanted);
        let known = |number: u32| at(&self.text, &self.ends, number as usize).as_bytes();
        if let Some(number) = self.long.find(hash, |number| known(*number) == wanted) {
            return *number;
        }
        let new = self.add(wanted);
        let Texts { long, text, ends, .. } = self;
        let again = |number: &u32| FxBuildHasher.hash_one(at(text, ends, *number as usize).as_bytes());
        long.insert_unique(hash, new, again);
        new
    }

    fn add(&mut self, text: &[u8]) -> u32 {
        self.text.push_str(&String::from_utf8_lossy(text));
        self.ends.push(self.text.len());
        self.ends.len() as u32 - 1
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
    use super::{Short, Texts};
    use crate::input::read::clean;
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
        fn a_text_is_the_same_wherever_it_stands(text in "[ -~ä\u{a0}]{0,16}", behind in ".{0,20}") {
            let cell = text.as_bytes();
            let inside = [cell, behind.as_bytes()].concat();
            let (alone, within) = (Short::of(cell, cell.len()), Short::of(&inside, cell.len()));
            prop_assert!(alone == within && alone.is_some() == (cell.len() <= 16));
            if let Some(short) = within {
                prop_assert!(!short.is_trimmed() || clean(&text) == text);
            }
        }

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
