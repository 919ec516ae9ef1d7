//! Numbers as a language writes them, read back.

use polku::text::Language;

/// A number with the decimals it is written with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Read {
    pub value: f64,
    pub places: usize,
}

/// Reads `1 234`, `−0,4`, `+8`; none where it is anything else.
pub fn number(text: &str, language: Language) -> Option<Read> {
    let (point, group) = if language == Language::En { ('.', ',') } else { (',', ' ') };
    let (sign, digits) = match text.strip_prefix('−') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = digits.split_once(point).unwrap_or((digits, ""));
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // Groups of three, but the first.
    let groups: Vec<&str> = whole.split(group).collect();
    let (first, rest) = groups.split_first()?;
    let well = plain(first) && first.len() <= 3 && rest.iter().all(|group| group.len() == 3 && plain(group));
    if !well || digits.contains(point) && !plain(decimals) {
        return None;
    }
    let value = format!("{}.{decimals}0", groups.concat()).parse::<f64>().ok()?;
    Some(Read { value: sign * value, places: decimals.len() })
}

/// Every number of a text that is nothing but numbers: one, a share, an interval in any form; none where there are words.
pub fn all(text: &str, language: Language) -> Option<Vec<Read>> {
    let text = text.trim_start_matches(['≥', '≤', '<', '>']).trim_start();
    let bare = text.replace(" %", "").replace('%', "").replace("från ", "");
    let parts: Vec<&str> = [" … ", " to ", " till ", "–"]
        .into_iter()
        .find(|mark| bare.contains(mark))
        .map_or_else(|| vec![bare.as_str()], |mark| bare.split(mark).collect());
    parts.into_iter().map(|part| number(part.trim(), language)).collect()
}

/// The numbers among the words of a text: `423/460 tiedossa`.
pub fn among_words(text: &str, language: Language) -> Vec<Read> {
    text.split([' ', '/']).filter_map(|word| number(word.trim_end_matches(','), language)).collect()
}

#[test]
fn numbers_read_back_as_each_language_writes_them() {
    use Language::{En, Fi, Sv};
    let read = |text, language| number(text, language).map(|read| (read.value, read.places));
    assert_eq!(read("1 234", Fi), Some((1234.0, 0)));
    assert_eq!(read("1,234", En), Some((1234.0, 0)));
    assert_eq!(read("1,234", Sv), Some((1.234, 3)));
    assert_eq!(read("−0,4", Fi), Some((-0.4, 1)));
    assert_eq!(read("+8", En), Some((8.0, 0)));
    for odd in ["", "··", "–", "12 34", "1,2,3", "5,", "kuusi"] {
        assert_eq!(read(odd, Fi), None, "{odd}");
    }
    let several = |text, language| all(text, language).map(|all| all.iter().map(|read| read.value).collect::<Vec<_>>());
    assert_eq!(several("30–41 %", Fi), Some(vec![30.0, 41.0]));
    assert_eq!(several("30% to 41%", En), Some(vec![30.0, 41.0]));
    assert_eq!(several("−2 … +21", Fi), Some(vec![-2.0, 21.0]));
    assert_eq!(several("från −2 till +21", Sv), Some(vec![-2.0, 21.0]));
    assert_eq!(several("< 1 %", Fi), Some(vec![1.0]));
    assert_eq!(several("95 %:n väli", Fi), None);
    let words = |text| among_words(text, Fi).iter().map(|read| read.value).collect::<Vec<_>>();
    assert_eq!((words("423/460 tiedossa"), words("153 ja 180")), (vec![423.0, 460.0], vec![153.0, 180.0]));
}
