//! Widths and line breaks, from the advance widths of the embedded font.
//!
//! A drawing must come out the same on every machine, so no font of the system is ever asked.

use std::collections::HashMap;
use std::sync::LazyLock;

use ab_glyph::{Font, FontRef};

use crate::chart::theme::Style;

/// Where a word may be broken, invisible otherwise.
const SOFT_HYPHEN: char = '\u{ad}';

/// The embedded font, regular and semibold.
pub(super) static FACES: [&[u8]; 2] = [
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/assets/fonts/sans-400.ttf")),
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/assets/fonts/sans-600.ttf")),
];

/// Width in ems of every letter, regular and semibold.
static ADVANCES: LazyLock<[HashMap<char, f64>; 2]> =
    LazyLock::new(|| FACES.map(|face| advances(face).unwrap_or_default()));

fn advances(face: &'static [u8]) -> Option<HashMap<char, f64>> {
    let face = FontRef::try_from_slice(face).ok()?;
    let em = f64::from(face.units_per_em()?);
    // The embedded faces end well before this; their own list leaves out letters that share a shape, as spaces do.
    let known = (' '..'\u{3000}').filter(|&letter| face.glyph_id(letter).0 != 0);
    let advance = |letter| f64::from(face.h_advance_unscaled(face.glyph_id(letter))) / em;
    Some(known.map(|letter| (letter, advance(letter))).collect())
}

/// Width of a letter in ems.
fn advance(letter: char, bold: bool) -> f64 {
    /// For a letter the face does not have: wider than nearly all it has.
    const GUESS: f64 = 0.7;
    *ADVANCES[usize::from(bold)].get(&letter).unwrap_or(&GUESS)
}

/// The text without its soft hyphens.
pub(super) fn plain(text: &str) -> String {
    text.replace(SOFT_HYPHEN, "")
}

/// Width of a text in pixels, on one line.
pub(super) fn width(text: &str, style: Style) -> f64 {
    let ems: f64 = text.chars().filter(|&letter| letter != SOFT_HYPHEN).map(|letter| advance(letter, style.bold)).sum();
    ems * f64::from(style.size)
}

/// [`width`] in whole pixels, never less.
pub(super) fn pixels(text: &str, style: Style) -> i32 {
    width(text, style).ceil() as i32
}

/// Breaks a text into lines no wider than `limit`: at spaces; at soft hyphens, hyphens and slashes only in a word that
/// is wider than a line; elsewhere in such a word only when there is no other way.
pub(super) fn wrap(text: &str, limit: i32, style: Style) -> Vec<String> {
    let limit = f64::from(limit.max(1));
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while width(rest, style) > limit {
        let (line, tail) = first_line(rest, limit, style);
        lines.push(line);
        rest = tail.trim_start();
    }
    if !rest.is_empty() {
        lines.push(plain(rest));
    }
    lines
}

/// The longest beginning that fits, and what is left; at least one letter.
fn first_line(text: &str, limit: f64, style: Style) -> (String, &str) {
    let fits = |line: &str| width(line, style) <= limit;
    let space = text.match_indices(' ').map(|(at, _)| at).take_while(|&at| fits(&text[..at])).last();
    let word_at = space.map_or(0, |at| at + 1);
    let word = text[word_at..].split(' ').next().unwrap_or_default();
    if let Some(at) = space.filter(|_| fits(word)) {
        return (plain(&text[..at]), &text[word_at..]);
    }
    let inside = word
        .char_indices()
        .filter_map(|(at, letter)| {
            let (at, after) = (word_at + at, word_at + at + letter.len_utf8());
            match letter {
                SOFT_HYPHEN => Some((plain(&text[..at]) + "-", after)),
                '-' | '/' if text[after..].starts_with(char::is_alphabetic) => Some((plain(&text[..after]), after)),
                _ => None,
            }
        })
        .take_while(|(line, _)| fits(line))
        .last();
    match (inside, space) {
        (Some((line, after)), _) => (line, &text[after..]),
        (None, Some(at)) => (plain(&text[..at]), &text[word_at..]),
        (None, None) => cut(text, limit, style),
    }
}

/// Cuts a word that gives no place to break, with no fewer than three letters on a side if that can be.
fn cut(text: &str, limit: f64, style: Style) -> (String, &str) {
    let word = text.split(' ').next().unwrap_or_default();
    let ends: Vec<usize> = word.char_indices().skip(1).map(|(at, _)| at).collect();
    let room = ends.len().saturating_sub(2);
    let longest = |ends: &[usize]| {
        ends.iter().map(|&at| (plain(&text[..at]) + "-", at)).take_while(|(line, _)| width(line, style) <= limit).last()
    };
    let (line, at) = longest(&ends[..room]).or_else(|| longest(&ends)).unwrap_or_else(|| {
        let first = text.chars().next().map_or(0, char::len_utf8);
        (plain(&text[..first]), first)
    });
    (line, &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::theme::{LABEL, STRONG};

    #[test]
    fn both_faces_are_read_and_differ() {
        assert!(ADVANCES.iter().all(|face| face.len() > 300));
        assert!((width("36\u{a0}%", LABEL) - 14.0 * 2.018).abs() < 1e-9);
        assert!(width("Avoin", STRONG) > width("Avoin", LABEL));
    }

    #[test]
    fn a_soft_hyphen_takes_no_room_until_it_breaks() {
        assert_eq!(width("Palve\u{ad}lussa", LABEL), width("Palvelussa", LABEL));
        assert_eq!(wrap("Palve\u{ad}lussa", 200, LABEL), ["Palvelussa"]);
        assert_eq!(wrap("Palve\u{ad}lussa", 50, LABEL), ["Palve-", "lussa"]);
        assert_eq!(wrap("Työvoiman ulko\u{ad}puolella", 100, LABEL), ["Työvoiman", "ulkopuolella"]);
    }

    #[test]
    fn lines_break_at_spaces_hyphens_and_slashes_but_not_at_hard_spaces() {
        assert_eq!(wrap("Työ tai koulutus", 60, LABEL), ["Työ tai", "koulutus"]);
        assert_eq!(wrap("arki-hallinta", 50, LABEL), ["arki-", "hallinta"]);
        assert_eq!(wrap("työ/koulutus", 60, LABEL), ["työ/", "koulutus"]);
        assert_eq!(wrap("noin 36\u{a0}%", 40, LABEL), ["noin", "36\u{a0}%"]);
    }

    #[test]
    fn a_word_wider_than_a_line_is_cut_and_nothing_is_lost() {
        let word = "Kolmivaihekilowattituntimittari";
        let lines = wrap(word, 60, LABEL);
        assert!(lines.iter().all(|line| width(line, LABEL) <= 60.0));
        assert_eq!(lines.concat().replace('-', ""), word);
        assert_eq!(wrap("Unemployed", 70, LABEL), ["Unemplo-", "yed"]);
        assert_eq!(wrap("Työ", 0, LABEL), ["T", "y", "ö"]);
        assert!(wrap(" \u{ad} ", 10, LABEL).len() <= 1);
    }
}
