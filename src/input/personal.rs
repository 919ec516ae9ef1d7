//! What looks like a person: a tripwire over every cell. Nothing here ever gives a value back.

mod scan;
mod trace;

pub(super) use scan::Scan;
pub(super) use trace::trace;

/// Whether a text is a Finnish personal identity code: a real day, one of the separators of the 2023 reform, and the
/// right check character.
#[must_use]
pub fn is_identity_code(text: &str) -> bool {
    letters_of_code(text).is_some_and(|(written, right)| written == right)
}

/// The characters a code is checked by, by the remainder.
const CHECK: &[u8] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";

/// The check character of a code written without its separator (`DDMMYYZZZQ`), where it is the right one: of a day of any
/// century, and of a number that is given out.
fn check_without_separator(text: &str) -> Option<u8> {
    let digits = |range: std::ops::Range<usize>| text.get(range).and_then(|s| s.parse::<i16>().ok());
    let plain = text.get(0..9)?.bytes().all(|byte| byte.is_ascii_digit());
    let (d, m, y, number) = (digits(0..2)?, digits(2..4)?, digits(4..6)?, digits(6..9)?);
    let day = |century: i16| jiff::civil::Date::new(century + y, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok();
    let real = [1800, 1900, 2000].into_iter().any(|century| day(century).is_some());
    let joined = text.get(0..9)?.parse::<u64>().ok()?;
    let right = CHECK.get((joined % 31) as usize)?;
    (plain && real && number >= 2 && text.as_bytes().get(9) == Some(right)).then_some(*right)
}

/// Whether ten digits are built like a code without its separator, the right check digit too. One in some eight hundred
/// other numbers is.
fn is_code_of_digits(text: &str) -> bool {
    text.len() == 10 && check_without_separator(text).is_some_and(|letter| letter.is_ascii_digit())
}

/// The check character of what is built like a personal identity code, as written and as it should be; none where a text
/// is not built so.
fn letters_of_code(text: &str) -> Option<(u8, u8)> {
    if text.len() < 10 || text.len() > 40 {
        return None;
    }
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        // Word processors turn the hyphen into a dash.
        .map(|c| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c.to_ascii_uppercase() })
        .collect();
    let bytes = text.as_bytes();
    if !text.is_ascii() {
        return None;
    }
    if bytes.len() == 10 {
        // Without its separator: ten digits may be many things, but hardly with the right letter behind.
        return check_without_separator(&text)
            .filter(|letter| letter.is_ascii_alphabetic())
            .map(|letter| (letter, letter));
    }
    if bytes.len() != 11 {
        return None;
    }
    let century = match bytes[6] {
        b'+' => 1800,
        b'-' | b'U'..=b'Y' => 1900,
        b'A'..=b'F' => 2000,
        _ => return None,
    };
    let digits = |range: std::ops::Range<usize>| text.get(range).and_then(|s| s.parse::<i16>().ok());
    let (d, m, y) = (digits(0..2)?, digits(2..4)?, digits(4..6)?);
    let joined = format!("{}{}", text.get(0..6)?, text.get(7..10)?).parse::<u64>().ok()?;
    jiff::civil::Date::new(century + y, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()?;
    let right = CHECK.get((joined % 31) as usize)?;
    CHECK.contains(&bytes[10]).then_some((bytes[10], *right))
}

/// Whether a header is itself somebody's: a file without headers has people in its first row.
#[must_use]
pub fn is_somebodys(header: &str) -> bool {
    let address = |word: &str| {
        word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
    };
    is_identity_code(header)
        || header.split([' ', ',', ';', '(', ')']).any(|word| is_identity_code(word) || address(word))
}

/// Letters of a word in a list; what is longer is a story.
const WORD: usize = 60;
/// Digits of a telephone number without its area.
const PHONE: usize = 7;

/// Whether a text may be repeated to whoever has the file open: no code, no address, no telephone number (what was
/// meant for a `day` has as many digits), no story. Names cannot be told apart from other words.
#[must_use]
pub fn is_repeatable(text: &str, day: bool) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.chars().count() <= WORD
        && !text.contains(['@', '\n'])
        && (day || digits < PHONE)
        && !text.split([' ', ',', ';', '(', ')']).any(is_identity_code)
        && !is_identity_code(text)
}

#[cfg(test)]
mod tests {
    use super::{is_identity_code, is_repeatable, is_somebodys};

    #[test]
    fn a_first_row_of_people_is_no_header() {
        for header in ["131052-308T", "hetu 131052-308t", "meeri@x.fi", "Meeri (m@x.fi)"] {
            assert!(is_somebodys(header), "{header}");
        }
        for header in ["hetu", "sähköposti", "@", "työ @ koti", "1.2.2024", ""] {
            assert!(!is_somebodys(header), "{header}");
        }
    }

    #[test]
    fn a_word_is_repeated_and_what_may_tell_of_a_person_is_not() {
        for text in ["höpsismi", "palkkatuki 4/2024", "TT-työ", ""] {
            assert!(is_repeatable(text, false), "{text}");
        }
        for text in ["m@x.fi", "työssä, 040 123 4567", "ks. 131052-308T", "131052 -308T"] {
            assert!(!is_repeatable(text, false), "{text}");
        }
        assert!(is_repeatable("31.02.2024 12:30", true) && !is_repeatable(&"sana ".repeat(20), true));
        assert!(!is_repeatable("131052-308T", true));
    }

    #[test]
    fn identity_codes_are_seen_in_every_spelling() {
        // Published examples of the agency that gives them out; nobody's.
        for code in ["131052-308T", "131052-308t", " 131052–308T ", "311280-999J", "131052308T", "131052 308t"] {
            assert!(is_identity_code(code), "{code}");
        }
        for other in [
            "131052-308X",
            "321052-308T",
            "K0417",
            "131052308X",
            "321052308T",
            "1310523080",
            "",
            "1.3.2024",
            "äääääääääää",
        ] {
            assert!(!is_identity_code(other), "{other}");
        }
    }
}
