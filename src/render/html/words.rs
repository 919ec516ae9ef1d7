//! Runs of text, with ranges of numbers kept on one line.

use maud::{Markup, html};

use crate::report::document::{Inline, Text};

/// A run of text with its emphasis.
pub(super) fn run(text: &Text) -> Markup {
    html! {
        @for inline in &text.0 {
            @match inline {
                Inline::Plain(text) => (words(text)),
                Inline::Strong(text) => strong { (words(text)) },
                Inline::Code(text) => code { (text) },
            }
        }
    }
}

/// Plain words. A browser may break a line after an en dash; inside a range it must not.
pub(super) fn words(text: &str) -> Markup {
    html! {
        @for (piece, whole) in pieces(text) {
            @if whole { span.nw { (piece) } } @else { (piece) }
        }
    }
}

/// Longer than any range of two numbers; kept whole, such a run could be wider than a phone.
const LONGEST: usize = 24;

/// Cuts a text into pieces, telling which of them must stay on one line: two numbers with an en dash between them,
/// and a per cent sign that belongs to them. Dates are left alone. The pieces together are the text.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for (dash, mark) in text.match_indices('–') {
        let before = &text[done..dash];
        let after = &text[dash + mark.len()..];
        let (left, right) = (number_at_end(before), number_at_start(after));
        if left.is_empty() || right.is_empty() || is_date(left) || is_date(right) {
            continue;
        }
        let start = dash - left.len();
        let mut end = dash + mark.len() + right.len();
        end += percent_at_start(&text[end..]);
        if text[start..end].chars().count() > LONGEST {
            continue;
        }
        pieces.push((&text[done..start], false));
        pieces.push((&text[start..end], true));
        done = end;
    }
    pieces.push((&text[done..], false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

/// Digits and the marks inside numbers: decimal, thousands, and the space between thousands.
fn in_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '\u{a0}' | '\u{202f}')
}

fn is_sign(c: char) -> bool {
    matches!(c, '+' | '−')
}

/// The number a text ends with, its sign included; empty when it does not end with a digit.
fn number_at_end(text: &str) -> &str {
    if !text.ends_with(|c: char| c.is_ascii_digit()) {
        return "";
    }
    let number = &text[text.trim_end_matches(in_number).len()..];
    // A space or a full stop before the first digit is the sentence's, not the number's.
    let number = number.trim_start_matches(|c: char| !c.is_ascii_digit());
    let rest = &text[..text.len() - number.len()];
    rest.strip_suffix(is_sign).map_or(number, |rest| &text[rest.len()..])
}

/// The number a text starts with, its sign included; empty when it does not start with one.
fn number_at_start(text: &str) -> &str {
    let unsigned = text.strip_prefix(is_sign).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
        return "";
    }
    let length = unsigned.len() - unsigned.trim_start_matches(in_number).len();
    let number = unsigned[..length].trim_end_matches(|c: char| !c.is_ascii_digit());
    &text[..text.len() - unsigned.len() + number.len()]
}

/// How many bytes of a per cent sign, and of the space before it, a text starts with.
fn percent_at_start(text: &str) -> usize {
    let rest = text.strip_prefix(['\u{a0}', '\u{202f}', ' ']).unwrap_or(text);
    if rest.starts_with('%') { text.len() - rest.len() + '%'.len_utf8() } else { 0 }
}

/// `31.12.2025`, or the end of one.
fn is_date(number: &str) -> bool {
    number.matches('.').count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Vec<&str> {
        let pieces = pieces(text);
        let joined: String = pieces.iter().map(|(piece, _)| *piece).collect();
        assert_eq!(joined, text, "the text must stay as it is");
        pieces.into_iter().filter(|(_, whole)| *whole).map(|(piece, _)| piece).collect()
    }

    #[test]
    fn ranges_stay_on_one_line() {
        assert_eq!(kept("väli 30–54\u{a0}%."), ["30–54\u{a0}%"]);
        assert_eq!(kept("30–54 %"), ["30–54 %"]);
        assert_eq!(kept("28–50, 29–60 ja 2024–2025."), ["28–50", "29–60", "2024–2025"]);
        assert_eq!(kept("4–5"), ["4–5"]);
        assert_eq!(kept("0,9–1,4; 0.9–1.4."), ["0,9–1,4", "0.9–1.4"]);
        assert_eq!(kept("1\u{a0}200–1\u{a0}400 euroa"), ["1\u{a0}200–1\u{a0}400"]);
        assert_eq!(kept("−1–+5 ja −3–−1"), ["−1–+5", "−3–−1"]);
        assert_eq!(kept("n\u{a0}=\u{a0}145–151"), ["145–151"]);
        assert_eq!(kept("(35–51)"), ["35–51"]);
        assert_eq!(kept("1–2–3"), ["1–2"]);
    }

    #[test]
    fn other_dashes_are_left_alone() {
        for text in [
            "",
            "–",
            "ei – kyllä",
            "pohja–katto",
            "–5",
            "5–",
            "5 – 6",
            "1.1.2024–31.12.2025",
            "1.1.–31.12.",
            "12–kk",
            "30-vuotias",
            "ääkköset–1",
        ] {
            assert!(kept(text).is_empty(), "{text:?}");
        }
        let long = "9".repeat(300);
        assert!(kept(&format!("{long}–{long}")).is_empty());
    }
}
