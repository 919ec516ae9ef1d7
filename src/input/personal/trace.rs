//! What one cell gives away: codes, addresses, numbers, names and stories, told by their form.

use super::{is_code_of_digits, is_identity_code, letters_of_code};
use std::collections::BTreeSet;

/// The kinds of personal data a cell may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trace {
    /// A Finnish personal identity code.
    Code,
    /// A real day, a separator and four more signs, but not the right check character.
    LikeCode,
    /// Ten digits that would be a code without its separator.
    CodeOfDigits,
    /// An e-mail address.
    Email,
    /// A telephone number with the code of Finland.
    Phone,
    /// What a Finnish telephone number looks like, but other numbers too.
    LikePhone,
    /// A bank account.
    Iban,
    /// A street and a number.
    Street,
    /// A first name, alone or before another name.
    Name,
    /// A digest, as hexadecimal digits or in base 64.
    Digest,
    /// A sentence of its own.
    Story,
}

impl Trace {
    pub(super) const ALL: [Trace; 11] = [
        Trace::Code,
        Trace::LikeCode,
        Trace::CodeOfDigits,
        Trace::Email,
        Trace::Phone,
        Trace::LikePhone,
        Trace::Iban,
        Trace::Street,
        Trace::Name,
        Trace::Digest,
        Trace::Story,
    ];
}

/// Words of a story: a name of something is shorter.
const STORY_WORDS: usize = 6;
/// Letters of a story.
const STORY_LETTERS: usize = 40;
/// The shortest text that could be any of these.
const SHORTEST: usize = 3;
/// The shortest number that could be.
const SHORTEST_NUMBER: usize = 9;
/// What streets end in. Ends that names of services have too are left out.
const STREETS: [&str; 9] = ["katu", "tie", "kuja", "raitti", "väylä", "gatan", "vägen", "gränden", "stigen"];

/// What most cells are, told at a glance: too short to be anything, or a short number.
pub(super) fn is_harmless(bytes: &[u8]) -> bool {
    let number = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    bytes.len() < SHORTEST || bytes.len() < SHORTEST_NUMBER && number(bytes.first()) && number(bytes.last())
}

/// What a cell is, if it is anything personal. Never an echo.
pub(crate) fn trace(text: &str) -> Option<Trace> {
    let bytes = text.as_bytes();
    if is_harmless(bytes) {
        return None;
    }
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    if digits >= 6 {
        if let Some(found) = numbered(text, digits) {
            return Some(found);
        }
    } else if digits == 0
        && bytes.len() < 12
        && bytes.first().is_some_and(u8::is_ascii_lowercase)
        && !bytes.contains(&b'@')
    {
        // Most words there are.
        return None;
    }
    if bytes.contains(&b'@') && words(text).any(is_email) {
        return Some(Trace::Email);
    }
    if is_story(text) {
        return Some(Trace::Story);
    }
    if digits > 0 {
        return is_street(text).then_some(Trace::Street);
    }
    is_name(text).then_some(Trace::Name)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',', ';', '(', ')', '<', '>', ':', '\n', '\t']).filter(|word| !word.is_empty())
}

/// What has six digits or more.
fn numbered(text: &str, digits: usize) -> Option<Trace> {
    if is_digest(text) {
        return Some(Trace::Digest);
    }
    if is_identity_code(text) || text.len() > 11 && words(text).any(is_identity_code) {
        return Some(Trace::Code);
    }
    if letters_of_code(text).is_some() {
        return Some(Trace::LikeCode);
    }
    if is_iban(text) {
        return Some(Trace::Iban);
    }
    if !text.starts_with(['+', '0', '(']) {
        return is_code_of_digits(text).then_some(Trace::CodeOfDigits);
    }
    let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '\u{a0}')).collect();
    let plain = |rest: &str| rest.len() >= 6 && rest.len() <= 12 && rest.bytes().all(|b| b.is_ascii_digit());
    if compact.strip_prefix("+358").or_else(|| compact.strip_prefix("00358")).is_some_and(plain) {
        return Some(Trace::Phone);
    }
    let mobile = ["04", "050"].iter().any(|start| compact.starts_with(start));
    let national = mobile && (9..=11).contains(&digits) && compact.bytes().all(|b| b.is_ascii_digit());
    national.then_some(Trace::LikePhone).or_else(|| is_code_of_digits(text).then_some(Trace::CodeOfDigits))
}

fn is_email(word: &str) -> bool {
    let Some((name, host)) = word.trim_matches(['.', '"']).split_once('@') else { return false };
    let ending = host.rsplit('.').next().unwrap_or("");
    !name.is_empty()
        && host.contains('.')
        && !host.contains('@')
        && ending.len() >= 2
        && ending.chars().all(char::is_alphabetic)
}

/// 32 to 128 hexadecimal digits of which some are letters, or 20, 32 or 64 bytes in base 64.
fn is_digest(text: &str) -> bool {
    let hex = matches!(text.len(), 32 | 40 | 56 | 64 | 96 | 128) && text.bytes().all(|b| b.is_ascii_hexdigit());
    if hex {
        return text.bytes().any(|b| b.is_ascii_alphabetic());
    }
    let body = text.trim_end_matches('=');
    matches!((text.len(), body.len()), (28, 27) | (44, 43) | (88, 86) | (43, 43))
        && body.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_'))
        && body.bytes().any(|b| b.is_ascii_uppercase())
        && body.bytes().any(|b| b.is_ascii_lowercase())
}

/// ISO 13616: the country and check digits moved behind, letters as numbers, divided by 97 leaves 1.
fn is_iban(text: &str) -> bool {
    if text.len() < 15 || !text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let compact: Vec<u8> = text.bytes().filter(|b| *b != b' ').map(|b| b.to_ascii_uppercase()).collect();
    let (Some(head), Some(rest)) = (compact.get(..4), compact.get(4..)) else { return false };
    let country = head.iter().take(2).all(u8::is_ascii_uppercase) && head.iter().skip(2).all(u8::is_ascii_digit);
    if !country || !(11..=30).contains(&rest.len()) || !rest.iter().all(u8::is_ascii_alphanumeric) {
        return false;
    }
    let left = rest.iter().chain(head).fold(0u32, |left, byte| match byte {
        b'0'..=b'9' => (left * 10 + u32::from(byte - b'0')) % 97,
        _ => (left * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    left == 1
}

fn is_story(text: &str) -> bool {
    text.len() > STORY_LETTERS && text.split_whitespace().filter(|word| word.len() > 1).count() >= STORY_WORDS
}

/// A word that ends as streets do, and a number behind it: `Mannerheimintie 5 A`.
fn is_street(text: &str) -> bool {
    let mut before = "";
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        let number = word.bytes().next().is_some_and(|b| b.is_ascii_digit()) && word.len() <= 4;
        let street = || {
            let lower = before.to_lowercase();
            STREETS.iter().any(|end| lower.len() > end.len() + 1 && lower.ends_with(end))
        };
        if number && street() {
            return true;
        }
        before = word;
    }
    false
}

/// A first name alone, or before one or two other names.
fn is_name(text: &str) -> bool {
    let parts: Vec<&str> = text.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    let capital = |part: &&str| {
        part.chars().next().is_some_and(char::is_uppercase) && part.chars().skip(1).any(char::is_lowercase)
    };
    let (1..=4) = parts.len() else { return false };
    parts.iter().all(|part| capital(part) && part.chars().all(|c| c.is_alphabetic() || c == '-'))
        && parts.iter().any(|part| part.split('-').next().is_some_and(is_first_name))
}

fn is_first_name(word: &str) -> bool {
    static NAMES: std::sync::LazyLock<BTreeSet<&str>> = std::sync::LazyLock::new(|| {
        let lines = include_str!("../../assets/first_names.txt").lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(str::split_whitespace).collect()
    });
    NAMES.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_told_by_its_form() {
        for (text, kind) in [
            ("131052-308T", Trace::Code),
            ("131052A308T", Trace::Code),
            ("131052308T", Trace::Code),
            ("ks. 240785456S", Trace::Code),
            ("1310520040", Trace::CodeOfDigits),
            ("131052-308X", Trace::LikeCode),
            ("010190-999K", Trace::LikeCode),
            ("ks. 131052-308T, kyllä", Trace::Code),
            ("meeri@x.fi", Trace::Email),
            ("kirjoita: meeri.m@posti.esimerkki.fi", Trace::Email),
            ("+358 40 123 4567", Trace::Phone),
            ("00358401234567", Trace::Phone),
            ("040 123 4567", Trace::LikePhone),
            ("050-1234567", Trace::LikePhone),
            ("FI21 1234 5600 0007 85", Trace::Iban),
            ("GB82WEST12345698765432", Trace::Iban),
            ("Mannerheimintie 5 A 12", Trace::Street),
            ("Storgatan 7, 00100 Helsingfors", Trace::Street),
            ("Meeri Mallikas", Trace::Name),
            ("Meeri", Trace::Name),
            ("Mallikas, Meeri", Trace::Name),
            ("Anna-Maija Mallikas", Trace::Name),
            ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Trace::Digest),
            ("da39a3ee5e6b4b0d3255bfef95601890afd80709", Trace::Digest),
            ("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", Trace::Digest),
            ("Kertoi että asiat ovat nyt paremmin kuin keväällä", Trace::Story),
        ] {
            assert_eq!(trace(text), Some(kind), "{text}");
        }
    }

    #[test]
    fn what_files_are_full_of_is_nothing_personal() {
        for text in [
            "",
            "K0417",
            "P00000123",
            "1.2.2024",
            "31.12.2024",
            "2024-12-31",
            "5,5",
            "1 234,5",
            "työtön",
            "työssä",
            "pitkäaikaistyötön",
            "Kuntouttava työtoiminta",
            "Kasvupolku 2024",
            "palkkatuettu työ, järjestö",
            "Oulu",
            "Espoo",
            "Työpaja",
            "työ @ koti",
            "FI21 1234 5600 0007 86",
            "123456789",
            "2024123101",
            "hyvä tie 5",
            "Työhönvalmennus",
            "25-34",
            "55+",
            "00100",
            "Kela",
            "STEA 2024–2026",
            "12345678901234567890123456789012",
            "työvoiman ulkopuolella, ei palvelua",
            "aloitti",
            "Uraohjaus",
        ] {
            assert_eq!(trace(text), None, "{text}");
        }
    }
}
