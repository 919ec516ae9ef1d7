//! Ages and age bands, and the bands of ESF+.

use super::key::{fold, spaced, tidy};

const BANDS: [(&str, u16, u16); 4] = [("<18", 0, 17), ("18-29", 18, 29), ("30-54", 30, 54), ("55+", 55, u16::MAX)];
const AGES: std::ops::RangeInclusive<u16> = 10..=80;

/// How a column of ages is grouped: one file must not mix two sets of bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AgeScheme {
    /// Everything fits the ESF+ bands.
    #[default]
    Esf,
    /// Some band of the file crosses an ESF+ limit, so the file's own bands stay.
    Own,
}

impl AgeScheme {
    /// Decides from the distinct texts of a column.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let crosses = |text: &str| range(text).is_some_and(|range| esf(range).is_none());
        if texts.into_iter().any(crosses) { Self::Own } else { Self::Esf }
    }
}

/// The group of an age or an age band; none when the text is neither.
pub(super) fn group(text: &str, scheme: AgeScheme) -> Option<String> {
    let ages = range(text)?;
    match esf(ages) {
        // A single age says nothing of the file's bands.
        Some(band) if scheme == AgeScheme::Esf || ages.0 == ages.1 => Some(band.to_owned()),
        _ => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

fn esf((low, high): (u16, u16)) -> Option<&'static str> {
    BANDS.iter().find(|(_, from, to)| *from <= low && high <= *to).map(|(id, ..)| *id)
}

fn range(text: &str) -> Option<(u16, u16)> {
    // No age takes as many letters.
    if text.len() > 60 {
        return None;
    }
    let tidy = tidy(text);
    let plain = tidy.replace(',', ".");
    if let Ok(age) = plain.parse::<f64>() {
        // A number such as 34,5 is the age on a day; 18.29 is a spoilt band and must not become 18.
        let band = plain.split_once('.').is_some_and(|(low, high)| high.len() == 2 && high > low);
        let years = AGES.clone().find(|&year| f64::from(year) == age.floor());
        return years.filter(|_| !band).map(|year| (year, year));
    }
    let key = fold(&spaced(&tidy));
    let unit = |word: &str| {
        ["v", "vuotta", "vuotiaat", "vuotias", "ar", "aring", "aringar", "years", "yrs", "y", "old", "of", "age"]
            .contains(&word)
    };
    let words: Vec<&str> = key.split(' ').filter(|word| !unit(word)).collect();
    let number = |word: &str| word.parse::<u16>().ok().filter(|&age| age <= 120);
    // "Yli 55" usually means 55 and over; only where the next year opens a band is it taken at its word.
    let over = |age: u16| {
        if BANDS.iter().any(|(_, from, _)| *from == age + 1) { age + 1 } else { age }
    };
    match words.as_slice() {
        [age] => number(age).filter(|age| AGES.contains(age)).map(|age| (age, age)),
        ["alle" | "under" | "below" | "<", age] => Some((0, number(age)?.saturating_sub(1))),
        ["<", "=", age] | ["≤", age] => Some((0, number(age)?)),
        ["yli" | "over" | ">", age] => Some((over(number(age)?), u16::MAX)),
        [">", "=", age] | ["≥" | "fyllda", age] => Some((number(age)?, u16::MAX)),
        [age, "+" | "tayttaneet" | "tayttanyt"] => Some((number(age)?, u16::MAX)),
        [low, high] => Some((number(low)?, number(high)?)).filter(|(low, high)| low < high),
        _ => None,
    }
}
