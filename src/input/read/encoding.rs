//! Which encoding some bytes are, and what tells it.

use encoding_rs::{Encoding, ISO_8859_15, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// What tells an encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The file begins with a mark that says it.
    Mark,
    /// There is nothing but plain letters, which every encoding writes alike.
    Plain,
    /// Every byte to the last is UTF-8, which text of another encoding with Finnish letters never is.
    Valid,
    /// Most letters beyond the plain ones are UTF-8; the others are nothing.
    Mostly,
    /// Every other byte is zero.
    Zeros,
    /// The letters ä, ö, å, š, ž and the sign of the euro, where this encoding has them.
    Letters,
}

impl Evidence {
    /// Its id for machines, and in the catalogue.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Evidence::Mark => "byte_order_mark",
            Evidence::Plain => "only_ascii",
            Evidence::Valid => "valid_utf8",
            Evidence::Mostly => "mostly_utf8",
            Evidence::Zeros => "zero_bytes",
            Evidence::Letters => "letters",
        }
    }
}

/// The encoding's name as people know it.
#[must_use]
pub fn name(encoding: &'static Encoding) -> &'static str {
    match encoding {
        e if e == WINDOWS_1252 => "Windows-1252",
        e if e == MACINTOSH => "Mac OS Roman",
        e => e.name(),
    }
}

/// What is known of the bytes looked at so far.
#[derive(Default)]
pub(super) struct Letters {
    /// The tail of the last chunk that may be the first half of a letter.
    rest: Vec<u8>,
    /// Letters of UTF-8 that are not plain.
    valid: u64,
    /// Pieces that are not UTF-8.
    invalid: u64,
    /// Whether a letter may be in pieces, or white space of another kind than the usual.
    odd: bool,
    /// Bytes beyond the plain ones in pieces that are not UTF-8, by their number less 128, which stand beside a letter.
    beside: Beside,
    /// The byte before.
    last: u8,
}

/// One count for each byte from 128 to 255.
struct Beside([u64; 128]);

impl Default for Beside {
    fn default() -> Beside {
        Beside([0; 128])
    }
}

impl Letters {
    pub(super) fn look(&mut self, chunk: &[u8]) {
        if self.rest.is_empty() && chunk.is_ascii() {
            self.last = chunk.last().copied().unwrap_or(self.last);
            return;
        }
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(chunk);
        // A letter has up to four bytes: what is left of one at the end waits for the next chunk.
        let whole = match simdutf8::compat::from_utf8(&bytes) {
            Ok(_) => bytes.len(),
            Err(e) if e.error_len().is_none() => e.valid_up_to(),
            Err(_) => {
                self.spoilt(&bytes);
                return;
            }
        };
        let (text, rest) = bytes.split_at(whole);
        self.valid += leads(text);
        self.odd = self.odd || is_odd(text);
        self.last = text.last().copied().unwrap_or(self.last);
        self.rest = rest.to_vec();
    }

    /// Looks at bytes of which not all are UTF-8.
    fn spoilt(&mut self, bytes: &[u8]) {
        let mut pieces = bytes.utf8_chunks().peekable();
        while let Some(piece) = pieces.next() {
            self.valid += leads(piece.valid().as_bytes());
            if !piece.invalid().is_empty() {
                let cut = pieces.peek().is_none() && piece.invalid().len() < 4;
                match cut && std::str::from_utf8(piece.invalid()).is_err_and(|e| e.error_len().is_none()) {
                    true => self.rest = piece.invalid().to_vec(),
                    false => self.invalid += 1,
                }
            }
        }
        // No-break spaces and soft hyphens of the encodings of one byte.
        self.odd |= is_odd(bytes) || memchr::memchr3(0xa0, 0xad, 0xca, bytes).is_some();
        let letter = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80;
        for (i, byte) in bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0x80) {
            let before = if i == 0 { Some(&self.last) } else { bytes.get(i - 1) };
            let beside = || [before, bytes.get(i + 1)].into_iter().flatten().any(|byte| letter(*byte));
            if let Some(count) = byte.checked_sub(128).and_then(|high| self.beside.0.get_mut(usize::from(high)))
                && (*byte == EURO || beside())
            {
                *count += 1;
            }
        }
        self.last = bytes.last().copied().unwrap_or(self.last);
    }

    /// Whether all bytes are UTF-8.
    pub(super) fn is_utf8(&self) -> bool {
        self.invalid == 0 && self.rest.is_empty()
    }

    /// Whether there may be letters in pieces or white space nobody sees.
    pub(super) fn is_odd(&self) -> bool {
        self.odd
    }

    /// The encoding of bytes that begin with `head`. A mark at the beginning says it; zero bytes tell UTF-16. What is valid
    /// UTF-8 to the last byte is UTF-8, and so is what has at least four letters of UTF-8 for each byte that is
    /// nothing. Of the encodings of one byte Windows-1252 is the usual one: the others have to show their letters.
    pub(super) fn encoding(&mut self, head: &[u8]) -> (&'static Encoding, Evidence) {
        if let Some((encoding, _)) = Encoding::for_bom(head) {
            self.odd |= encoding != UTF_8;
            return (encoding, Evidence::Mark);
        }
        if let Some(encoding) = wide(head) {
            self.odd = true;
            return (encoding, Evidence::Zeros);
        }
        match (self.is_utf8(), self.valid) {
            (true, 0) => (UTF_8, Evidence::Plain),
            (true, _) => (UTF_8, Evidence::Valid),
            (false, valid) if valid >= 2 && valid >= 4 * self.invalid => (UTF_8, Evidence::Mostly),
            (false, _) => (self.of_one_byte(), Evidence::Letters),
        }
    }

    fn of_one_byte(&self) -> &'static Encoding {
        let count = |bytes: &[u8]| -> u64 {
            bytes.iter().filter_map(|byte| self.beside.0.get(usize::from(byte.checked_sub(128)?))).sum()
        };
        // ä ö å Ä Ö Å
        let nordic = count(&[0xe4, 0xf6, 0xe5, 0xc4, 0xd6, 0xc5]);
        let mac = count(&[0x8a, 0x9a, 0x8c]);
        // Š š ž and € of ISO-8859-15, which are signs in Windows-1252 that nobody writes, least of all beside a letter.
        let latin9 = count(&[0xa6, 0xa8, 0xb8, EURO]);
        let controls = count(&(0x80..=0x9f).collect::<Vec<u8>>());
        match () {
            () if mac > nordic => MACINTOSH,
            () if latin9 > 0 && controls == 0 => ISO_8859_15,
            () => WINDOWS_1252,
        }
    }
}

/// The sign of the euro in ISO-8859-15.
const EURO: u8 = 0xa4;

/// How many letters of UTF-8 there are beyond the plain ones.
fn leads(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte >= 0xc0).count() as u64
}

/// Whether text may hold letters in pieces (U+0300 …), no-break or narrow spaces, or what cannot be seen: their first
/// bytes are looked for.
pub(super) fn is_odd(text: &[u8]) -> bool {
    memchr::memchr3_iter(0xcc, 0xcd, 0xc2, text)
        .any(|at| text[at] != 0xc2 || matches!(text.get(at + 1), Some(0xa0 | 0xad)))
        || memchr::memchr2_iter(0xe2, 0xef, text).any(|at| match (text[at], text.get(at + 1), text.get(at + 2)) {
            (0xe2, Some(0x80), Some(last)) => matches!(last, 0x80..=0x8f | 0xaf),
            (0xe2, Some(0x81), Some(last)) => matches!(last, 0x9f..=0xa0),
            (0xef, Some(0xbb), Some(0xbf)) => true,
            _ => false,
        })
}

/// UTF-16 without its mark, told by its zeros: in European text every other byte is one.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.get(..4096).unwrap_or(head);
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if half < 2 => None,
        () if odd * 2 > half && even * 10 < half => Some(UTF_16LE),
        () if even * 2 > half && odd * 10 < half => Some(UTF_16BE),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(bytes: &[u8], chunk: usize) -> (&'static str, &'static str) {
        let mut letters = Letters::default();
        bytes.chunks(chunk).for_each(|chunk| letters.look(chunk));
        let (encoding, evidence) = letters.encoding(bytes);
        (name(encoding), evidence.id())
    }

    #[test]
    fn an_encoding_is_told_by_its_bytes() {
        let text = "tunnus;työkyky;palvelu\n1;hyvä;Pörssi Åbo\n";
        let latin = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let mac = "tunnus;ty\u{9a}kyky\n1;hyv\u{8a}\n".chars().map(|c| c as u8).collect::<Vec<u8>>();
        let latin9: Vec<u8> = [&latin[..], b"2;\xa8akki;20 \xa4\n"].concat();
        let mut broken = text.repeat(2).into_bytes();
        broken.extend(b"3;hyv\xe4;x\n");
        for (bytes, wanted) in [
            (text.as_bytes().to_vec(), ("UTF-8", "valid_utf8")),
            (format!("\u{feff}{text}").into_bytes(), ("UTF-8", "byte_order_mark")),
            (b"id;start\n1;2024-03-01\n".to_vec(), ("UTF-8", "only_ascii")),
            (latin, ("Windows-1252", "letters")),
            (latin9, ("ISO-8859-15", "letters")),
            (b"id;x\n1;\x80 10, 5\xb4 \xbd\n2;\xe4\n".to_vec(), ("Windows-1252", "letters")),
            (mac, ("Mac OS Roman", "letters")),
            (wide(u16::to_le_bytes), ("UTF-16LE", "zero_bytes")),
            (wide(u16::to_be_bytes), ("UTF-16BE", "zero_bytes")),
            (broken, ("UTF-8", "mostly_utf8")),
            // Cut off inside a letter.
            ("työkyky;pörssi;ä".as_bytes()[..18].to_vec(), ("UTF-8", "mostly_utf8")),
        ] {
            for chunk in [1, 2, 3, 7, 1 << 16] {
                assert_eq!(told(&bytes, chunk), wanted, "{} {chunk}", String::from_utf8_lossy(&bytes));
            }
        }
    }

    proptest! {
        #[test]
        fn utf8_is_utf8_in_any_chunks(text in "\\PC{0,60}", chunk in 1usize..9) {
            prop_assume!(!text.contains('\0'));
            let mut letters = Letters::default();
            text.as_bytes().chunks(chunk).for_each(|chunk| letters.look(chunk));
            prop_assert!(letters.is_utf8());
            prop_assert_eq!(letters.encoding(text.as_bytes()).0, UTF_8);
        }

        #[test]
        fn any_bytes_have_an_encoding(bytes in prop::collection::vec(any::<u8>(), 0..200), chunk in 1usize..9) {
            let _ = told(&bytes, chunk);
        }
    }
}
