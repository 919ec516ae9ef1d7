//! Facts that follow from others: years and months of days, bands of ages.

use super::calendar::Calendar;
use super::coarse::{Spans, alike};
use super::decode::Typed;
use super::finish::nullable;
use crate::fact::{EXIT_QUARTER, MONTH, Vocabulary, codebook};
use std::collections::{BTreeMap, BTreeSet};

/// Facts that follow from others.
pub(super) fn derived(typed: &BTreeMap<String, Typed>, spans: &Spans, vocabulary: &Vocabulary) -> Vec<(String, Typed)> {
    let mut derived = Vec::new();
    let coarse = |fact: &str| spans.get(fact).map_or(&[][..], Vec::as_slice);
    let years = |days: &[Option<i32>]| -> Vec<Option<i16>> {
        let year = Calendar::of(days, |day| Some(day.year()));
        days.iter().map(|day| day.and_then(|day| year.at(day))).collect()
    };
    for (fact, from) in [("start_year", "start"), ("exit_year", "end")] {
        if let Some(Typed::Day(days)) = typed.get(from) {
            let days = alike(days, coarse(from), |day| Some(day.year()));
            derived.push((fact.to_owned(), category(&years(&days))));
        }
    }
    if let Some(Typed::Day(days)) = typed.get("end").filter(|_| vocabulary.declared.contains(MONTH)) {
        derived.push((MONTH.to_owned(), months(&alike(days, coarse("end"), |day| Some((day.year(), day.month()))))));
    }
    derived.extend(distance(typed, vocabulary).map(|values| ("entry_distance".to_owned(), values)));
    derived.extend(days_in_service(typed).map(|values| ("days_in_service".to_owned(), values)));
    if let Some(Typed::Day(ends)) = typed.get("end") {
        let ends = alike(ends, coarse("end"), |day| Some((day.year(), (day.month() - 1) / 3)));
        derived.push((EXIT_QUARTER.to_owned(), quarters(&ends)));
    }
    if typed.contains_key("age_group") {
        return derived;
    }
    if let (Some(Typed::Number(births, _)), Some(Typed::Day(starts))) = (typed.get("birth_year"), typed.get("start")) {
        // Only the year of birth is known: the age reached in the year of entry.
        let bands: Vec<Option<&str>> = births
            .iter()
            .zip(years(&alike(starts, coarse("start"), |day| Some(day.year()))))
            .map(|(birth, start)| {
                let age = i64::from(start?) - birth?;
                BANDS.iter().find(|(_, ages)| ages.contains(&age)).map(|(band, _)| *band)
            })
            .collect();
        // The labels keep the order of age, whoever is there.
        let labels: Vec<String> = BANDS
            .iter()
            .map(|(band, _)| *band)
            .filter(|band| bands.contains(&Some(*band)))
            .map(str::to_owned)
            .collect();
        let code = |band: &str| labels.iter().position(|label| label == band).map(|i| i as i32);
        let codes = bands.iter().map(|band| code((*band)?)).collect();
        derived.push(("age_group".to_owned(), Typed::Category(labels, codes)));
    }
    derived
}

/// Months of days, as `2024-03`.
fn months(days: &[Option<i32>]) -> Typed {
    let month = Calendar::of(days, |day| Some(day.year() * 12 + i16::from(day.month()) - 1));
    let months: Vec<Option<i16>> = days.iter().map(|day| day.and_then(|day| month.at(day))).collect();
    let distinct: BTreeSet<i16> = months.iter().flatten().copied().collect();
    let ordered: Vec<i16> = distinct.into_iter().collect();
    let codes = months.iter().map(|month| ordered.binary_search(month.as_ref()?).ok().map(|i| i as i32)).collect();
    let labels = ordered.iter().map(|month| format!("{}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1));
    Typed::Category(labels.collect(), codes)
}

/// How far from work somebody was at entry: by the rung of their situation. What is off the ladder is at no distance.
fn distance(typed: &BTreeMap<String, Typed>, vocabulary: &Vocabulary) -> Option<Typed> {
    let Typed::Status(codes, _) = typed.get("status_start")? else { return None };
    let of = |code: i32| {
        let place = match vocabulary.statuses.by_code(code)?.rank? {
            ..=1 => 0,
            2 => 1,
            3..=5 => 2,
            _ => 3,
        };
        Some(place)
    };
    let places: Vec<Option<i32>> = codes.iter().map(|code| of((*code)?)).collect();
    Some(Typed::Category(codebook("entry_distance").iter().map(|label| (*label).to_owned()).collect(), places))
}

/// The days from entry to leaving.
fn days_in_service(typed: &BTreeMap<String, Typed>) -> Option<Typed> {
    let (Typed::Day(starts), Typed::Day(ends)) = (typed.get("start")?, typed.get("end")?) else { return None };
    let days = starts.iter().zip(ends).map(|(start, end)| Some(i64::from((*end)?) - i64::from((*start)?)));
    Some(Typed::Number(nullable("days_in_service", days), 0))
}

/// The age bands of ESF+.
const BANDS: [(&str, std::ops::RangeInclusive<i64>); 4] =
    [("<18", 0..=17), ("18-29", 18..=29), ("30-54", 30..=54), ("55+", 55..=120)];

/// Quarters of days as a category whose labels, such as 2024Q1, are in their order.
fn quarters(days: &[Option<i32>]) -> Typed {
    let quarter = Calendar::of(days, |day| Some(4 * day.year() + i16::from((day.month() - 1) / 3)));
    let of_row: Vec<Option<i16>> = days.iter().map(|day| day.and_then(|day| quarter.at(day))).collect();
    match category(&of_row) {
        Typed::Category(labels, codes) => {
            let label = |label: String| match label.parse::<i16>() {
                Ok(number) => format!("{}Q{}", number.div_euclid(4), number.rem_euclid(4) + 1),
                Err(_) => label,
            };
            Typed::Category(labels.into_iter().map(label).collect(), codes)
        }
        other => other,
    }
}

/// Years as a category whose labels are in their order.
fn category(years: &[Option<i16>]) -> Typed {
    let distinct: BTreeSet<i16> = years.chunk_by(|a, b| a == b).filter_map(|same| *same.first()?).collect();
    let ordered: Vec<i16> = distinct.into_iter().collect();
    let codes = years.iter().map(|year| ordered.binary_search(year.as_ref()?).ok().map(|i| i as i32)).collect();
    Typed::Category(ordered.iter().map(ToString::to_string).collect(), codes)
}
