//! Parts of a phrase that are no words: notes, numbers of answers, lengths of time.

use super::key::{fold, tidy};

/// The text before a trailing note in brackets.
pub(super) fn without_note(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let open = match text.chars().next_back()? {
        ')' => '(',
        ']' => '[',
        _ => return None,
    };
    Some(text.rsplit_once(open)?.0).filter(|before| !before.trim().is_empty())
}

/// The text after the number of an answer in a form: `2. työtön`, `02 = työtön`.
pub(super) fn without_number(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let after = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let digits = text.len() - after.len();
    let rest = after.trim_start_matches([' ', '\u{a0}', '.', ')', ':', '=', '-', '–']);
    (matches!(digits, 1 | 2) && rest.len() < after.len()).then_some(rest)
}

/// The shortest and longest time that words like `yli 12 kk`, `6 12 kk`, `< 1 v` or `500 pv` allow, in months.
pub(super) fn months(words: &[String]) -> Option<(f64, f64)> {
    let words: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (unit, rest) = words.split_last()?;
    let unit = match *unit {
        "kk" | "kuukautta" | "man" | "manader" | "months" | "month" => 1.0,
        "v" | "vuotta" | "vuoden" | "vuosi" | "ar" | "years" | "year" => 12.0,
        "pv" | "paivaa" | "dagar" | "days" => 12.0 / 365.25,
        _ => return None,
    };
    let number = |text: &str| text.parse::<u16>().ok().map(|number| f64::from(number) * unit);
    match rest {
        ["yli" | "over" | ">", from] => Some((number(from)?, f64::INFINITY)),
        ["alle" | "under" | "<", to] => Some((0.0, number(to)?)),
        [from, to] => Some((number(from)?, number(to)?)),
        [only] => Some((number(only)?, number(only)?)),
        _ => None,
    }
}

/// Whether a word ends in a hyphen that stands for the end of the next one: "työ-/päivätoiminta" is no work.
pub(super) fn suspended(text: &str) -> bool {
    let tidy = tidy(text);
    let mut before = ' ';
    let mut letters = tidy.chars().peekable();
    std::iter::from_fn(|| letters.next().map(|letter| (letter, letters.peek().copied()))).any(|(letter, after)| {
        let word = before.is_alphabetic();
        before = letter;
        letter == '-' && word && after.is_none_or(|after| !after.is_alphanumeric())
    })
}
