//! Cells as they were meant: letters in one piece, one kind of space, nothing that cannot be seen, and nothing where a
//! code for nothing stands.

use super::encoding::is_odd;
use super::{clean, clean_bytes};
use csv::ByteRecord;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// What is done to the cells of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Tidy {
    /// Whether a letter may be in pieces, or a space of another kind.
    pub(super) odd: bool,
    /// Codes that stand for an empty cell, as polku.toml says.
    pub(super) missing: Vec<String>,
}

impl Tidy {
    /// Mends the cells of a record, if there is anything to mend.
    pub(super) fn mend(&self, record: &mut ByteRecord) {
        let odd = self.odd && is_odd(record.as_slice());
        if !odd && self.missing.is_empty() {
            return;
        }
        let coded = |cell: &[u8]| self.missing.iter().any(|code| code.as_bytes() == clean_bytes(cell));
        if !odd && !record.iter().any(coded) {
            return;
        }
        let mended: ByteRecord = record
            .iter()
            .map(|cell| match (coded(cell), std::str::from_utf8(cell)) {
                (true, _) => Cow::Borrowed(&b""[..]),
                (false, Ok(text)) => Cow::Owned(plain(text).into_owned().into_bytes()),
                (false, Err(_)) => Cow::Borrowed(cell),
            })
            .collect::<Vec<_>>()
            .into();
        *record = mended;
    }
}

/// A text with composed letters and plain spaces, without what cannot be seen.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !is_odd(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let seen = text.chars().filter_map(|c| match c {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => Some(' '),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        c => Some(c),
    });
    Cow::Owned(seen.nfc().collect())
}

/// A header on one line.
pub(super) fn heading(text: &str) -> String {
    clean(&plain(text)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_nobody_sees_is_mended() {
        assert_eq!(plain("tyo\u{308}kyky\u{a0}1\u{202f}234"), "työkyky 1 234");
        assert_eq!(plain("pa\u{ad}ja\u{200b}"), "paja");
        let mut record = ByteRecord::from(vec!["99", " 99\u{a0}", "9", "a\u{a0}b"]);
        Tidy { odd: true, missing: vec!["99".to_owned()] }.mend(&mut record);
        assert_eq!(record, ByteRecord::from(vec!["", "", "9", "a b"]));
    }

    proptest! {
        #[test]
        fn what_is_mended_stays_so(text in "[a-zäöå\u{308}\u{a0}\u{200b}\u{ad}\u{feff} ]{0,12}") {
            let once = plain(&text).into_owned();
            prop_assert_eq!(plain(&once), once.as_str());
        }
    }
}
