//! Facts that are made of several others, only where something is computed from them: whether somebody came back, whether
//! they made progress in any of the domains a project named beforehand, and how complete what is known of them is.

use super::calendar::Calendar;
use super::decode::Typed;
use super::encode::Encoded;
use super::finish::nullable;
use super::long::People;
use crate::fact::instrument::Better;
use crate::fact::{COMPLETENESS, Moment, PROGRESS, REENTRY, Vocabulary, day_number};
use crate::input::mapping::Mapping;
use jiff::Span;
use std::collections::BTreeMap;

/// What is asked of everybody at entry.
const AT_ENTRY: [&str; 6] = ["start", "gender", "age_group", "birth_year", "education", "status_start"];
/// What is asked of everybody who leaves.
const AT_EXIT: [&str; 2] = ["exit_reason", "status_exit"];

/// Those of these facts that are wanted.
pub(super) fn of_several(
    encoded: &Encoded,
    typed: &BTreeMap<String, Typed>,
    mapping: &Mapping,
    vocabulary: &Vocabulary,
) -> Vec<(String, Typed)> {
    let fact = |name: &String| {
        let known = vocabulary.fact(name)?;
        let values = match (known.what.as_str(), known.moment) {
            (REENTRY, Some(Moment::Months(months))) => reentry(encoded, typed, months)?,
            (PROGRESS, _) => progress(typed, &mapping.progress, vocabulary)?,
            (COMPLETENESS, _) => completeness(typed)?,
            (scale, None) if name.strip_prefix(scale) == Some("_level") => level(typed, scale, vocabulary)?,
            _ => return None,
        };
        Some((name.clone(), values))
    };
    mapping.wanted.iter().filter(|name| !typed.contains_key(*name)).filter_map(fact).collect()
}

/// Whether the answers are yes, as a category.
fn answers(of_row: impl Iterator<Item = Option<bool>>) -> Typed {
    let code = |yes: bool| if yes { 0 } else { 1 };
    Typed::Category(vec!["yes".to_owned(), "no".to_owned()], of_row.map(|yes| yes.map(code)).collect())
}

/// Whether a participation was followed by another of the same person within so many months of its end.
fn reentry(encoded: &Encoded, typed: &BTreeMap<String, Typed>, months: u8) -> Option<Typed> {
    let (Typed::Day(_), Typed::Day(ends)) = (typed.get("start")?, typed.get("end")?) else { return None };
    let people = People::of(encoded, typed);
    let until = Calendar::of(ends, |end| end.checked_add(Span::new().months(i64::from(months))).ok().map(day_number));
    let mut came_back: Vec<Option<bool>> = ends.iter().map(|end| end.map(|_| false)).collect();
    for rows in people.each().filter(|rows| rows.len() > 1) {
        for row in rows {
            let Some(end) = people.end(*row) else { continue };
            let last = until.at(end).unwrap_or(end);
            let again = rows.iter().filter_map(|other| people.start(*other)).any(|start| start > end && start <= last);
            came_back.iter_mut().skip(*row as usize).take(1).for_each(|yes| *yes = Some(again));
        }
    }
    Some(answers(came_back.into_iter()))
}

/// Whether somebody gained in any of these scales more than its errors of measurement, and lost so much in none. None of
/// whom no scale has both scores.
fn progress(typed: &BTreeMap<String, Typed>, scales: &[String], vocabulary: &Vocabulary) -> Option<Typed> {
    let scores = |name: String| match typed.get(&name) {
        Some(Typed::Number(values, decimals)) => Some((values, 10f64.powi(-(*decimals as i32)))),
        _ => None,
    };
    let mut found: Vec<Option<[bool; 2]>> = Vec::new();
    for scale in scales {
        let instrument = vocabulary.instruments.get(scale)?;
        let (Some((before, fine)), Some((after, finer))) =
            (scores(format!("{scale}_start")), scores(format!("{scale}_exit")))
        else {
            continue;
        };
        found.resize(before.len(), None);
        for ((found, before), after) in found.iter_mut().zip(before.iter()).zip(after.iter()) {
            let Some((before, after)) = before.zip(after) else { continue };
            let change = after as f64 * finer - before as f64 * fine;
            let change = if instrument.better == Better::Higher { change } else { -change };
            // A hair of tolerance: scores come from a decimal grid.
            let least = instrument.reliable_change() - 1e-9;
            let [gained, lost] = found.unwrap_or_default();
            *found = Some([gained || change >= least, lost || change <= -least]);
        }
    }
    (!found.is_empty()).then(|| answers(found.into_iter().map(|one| one.map(|[gained, lost]| gained && !lost))))
}

/// Where on its scale somebody's score was at entry, by thirds of the scale: `low` is the worst third. So it is the same
/// whoever is there.
fn level(typed: &BTreeMap<String, Typed>, scale: &str, vocabulary: &Vocabulary) -> Option<Typed> {
    let instrument = vocabulary.instruments.get(scale)?;
    let Typed::Number(scores, decimals) = typed.get(&format!("{scale}_start"))? else { return None };
    let grid = 10f64.powi(-(*decimals as i32));
    let place = |score: i64| {
        let part = (score as f64 * grid - instrument.min) / (instrument.max - instrument.min);
        let third = if part < 1.0 / 3.0 - 1e-9 { 0 } else { i32::from(part > 2.0 / 3.0 + 1e-9) + 1 };
        if instrument.better == Better::Higher { third } else { 2 - third }
    };
    let labels = ["low", "middle", "high"].map(str::to_owned).to_vec();
    Some(Typed::Category(labels, scores.iter().map(|score| score.map(place)).collect()))
}

/// What part of what is asked at entry, and of those who have left on leaving, is known of each, in per cent.
fn completeness(typed: &BTreeMap<String, Typed>) -> Option<Typed> {
    let Typed::Day(starts) = typed.get("start")? else { return None };
    let mut asked = vec![(0u32, 0u32); starts.len()];
    let left: Vec<bool> = match typed.get("end") {
        Some(Typed::Day(ends)) => ends.iter().map(Option::is_some).collect(),
        _ => vec![false; starts.len()],
    };
    // A group of ages stands for the year of birth.
    let twice = typed.contains_key("age_group");
    for fact in AT_ENTRY.iter().chain(&AT_EXIT).filter(|fact| !(twice && **fact == "birth_year")) {
        let Some(values) = typed.get(*fact) else { continue };
        let later = AT_EXIT.contains(fact);
        for (row, known) in known(values).into_iter().enumerate() {
            if later && left.get(row) != Some(&true) {
                continue;
            }
            if let Some((all, found)) = asked.get_mut(row) {
                *all += 1;
                *found += u32::from(known);
            }
        }
    }
    let percent = |(all, found): &(u32, u32)| {
        let all = i64::from((*all).max(1));
        Some((200 * i64::from(*found) + all) / (2 * all))
    };
    Some(Typed::Number(nullable(COMPLETENESS, asked.iter().map(percent)), 0))
}

/// Which rows know a value.
fn known(values: &Typed) -> Vec<bool> {
    match values {
        Typed::Day(days) => days.iter().map(Option::is_some).collect(),
        Typed::Status(codes, _) | Typed::Category(_, codes) => codes.iter().map(Option::is_some).collect(),
        Typed::Number(numbers, _) => numbers.iter().map(|number| number.is_some()).collect(),
        Typed::Categories(_, sets, of_row) => {
            of_row.iter().map(|set| sets.get(*set as usize).is_some_and(Option::is_some)).collect()
        }
    }
}
