//! Distinct texts by number, in the order they were met, all in one piece of memory.

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// Distinct texts and their numbers.
#[derive(Default)]
pub(super) struct Texts {
    numbers: HashTable<u32>,
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
}

impl Texts {
    /// The number of a text, which is new where nobody had it. Only a new text is looked at as UTF-8.
    pub(super) fn number(&mut self, wanted: &[u8]) -> u32 {
        let hash = FxBuildHasher.hash_one(wanted);
        let Texts { numbers, text, ends } = self;
        if let Some(number) = numbers.find(hash, |number| at(text, ends, *number as usize).as_bytes() == wanted) {
            return *number;
        }
        let number = ends.len() as u32;
        text.push_str(&String::from_utf8_lossy(wanted));
        ends.push(text.len());
        let again = |number: &u32| FxBuildHasher.hash_one(at(text, ends, *number as usize).as_bytes());
        numbers.insert_unique(hash, number, again);
        number
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

    proptest! {
        #[test]
        fn a_text_keeps_its_number(words in prop::collection::vec("[aäb]{0,3}", 0..60)) {
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
