//! What facts and their values are called in a language.

use super::{Kind, Moment, Vocabulary};
use crate::text::Catalog;

/// "päättyessä", "6 kk päättymisen jälkeen": a moment inside a sentence.
#[must_use]
pub fn moment_at(catalog: &Catalog, moment: Moment) -> String {
    moment_text(catalog, moment, "at")
}

/// "Palvelun päättyessä", "6 kk päättymisestä": a moment as a label.
#[must_use]
pub fn moment_label(catalog: &Catalog, moment: Moment) -> String {
    moment_text(catalog, moment, "label")
}

fn moment_text(catalog: &Catalog, moment: Moment, form: &str) -> String {
    let own = format!("moment.{moment}.{form}");
    match moment {
        Moment::Months(n) if !catalog.has(&own) => {
            catalog.fill(&format!("moment.months.{form}"), &[("n", &catalog.integer(u64::from(n)))])
        }
        Moment::Before(n) => catalog.fill(&format!("moment.before.{form}"), &[("n", &catalog.integer(u64::from(n)))]),
        _ => catalog.text(&own).to_owned(),
    }
}

/// The name of a fact, with its moment.
#[must_use]
pub fn fact_name(catalog: &Catalog, vocabulary: &Vocabulary, name: &str) -> String {
    let Some(fact) = vocabulary.fact(name) else {
        let role = format!("role.{name}");
        return if catalog.has(&role) { catalog.text(&role).to_owned() } else { catalog.wrap_own(name) };
    };
    let what = if fact.kind == Kind::Score {
        instrument_name(catalog, vocabulary, &fact.what)
    } else {
        let key = format!("fact.{}", fact.what);
        if catalog.has(&key) { catalog.text(&key).to_owned() } else { catalog.wrap_own(&fact.what) }
    };
    match fact.moment {
        Some(moment) => catalog.fill("fact_at", &[("fact", &what), ("moment", &moment_at(catalog, moment))]),
        None => what,
    }
}

/// The name of an instrument; its id where it brought none.
#[must_use]
pub fn instrument_name(catalog: &Catalog, vocabulary: &Vocabulary, id: &str) -> String {
    let own = vocabulary.instruments.get(id).and_then(|instrument| catalog.own(&instrument.name));
    catalog.wrap_own(own.map_or(id, String::as_str))
}

/// The heading of a breakdown.
#[must_use]
pub fn breakdown_name(catalog: &Catalog, facts: &[String]) -> String {
    let one = |fact: &str| {
        let key = format!("breakdown.{fact}");
        match fact.strip_suffix("_level") {
            _ if catalog.has(&key) => catalog.text(&key).to_owned(),
            Some(scale) => catalog.fill("breakdown.entry_level", &[("scale", &catalog.wrap_own(scale))]),
            None => catalog.wrap_own(fact),
        }
    };
    facts
        .iter()
        .map(|fact| one(fact))
        .reduce(|first, second| catalog.fill("breakdown.cross", &[("first", &first), ("second", &second)]))
        .unwrap_or_default()
}

/// What a group of a breakdown is called: the words of polku's own lists, else the user's.
#[must_use]
pub fn group_name(catalog: &Catalog, facts: &[String], group: &[&str]) -> String {
    let one = |fact: &str, label: &str| {
        // The difference of two years is a group of its own.
        if let Some((later, earlier)) = label.split_once('-').filter(|_| super::YEARS.contains(&fact)) {
            return catalog.fill("level.exit_year.two", &[("later", later), ("earlier", earlier)]);
        }
        if fact == super::ARM
            && let Some((one, other)) = label.split_once('-')
        {
            let [one, other] = [one, other].map(|arm| catalog.text(&format!("level.arm.{arm}")).to_owned());
            return catalog.fill("level.arm.two", &[("one", &crate::text::capitalise(&one)), ("other", &other)]);
        }
        let id = match (fact, label) {
            ("exit_year", "unknown") => return crate::text::capitalise(catalog.text("level.exit_year.unknown")),
            (_, "unknown") => return crate::text::capitalise(catalog.text("level.not_known")),
            (_, "other") => return crate::text::capitalise(catalog.text("level.other")),
            ("age_group", "<18") => "u18",
            ("age_group", "18-29") => "a18_29",
            ("age_group", "30-54") => "a30_54",
            ("age_group", "55+") => "a55",
            _ => label,
        };
        let list = if fact.ends_with("_level") { "entry_level" } else { fact };
        let key = format!("level.{list}.{id}");
        if catalog.has(&key) { crate::text::capitalise(catalog.text(&key)) } else { catalog.wrap_own(label) }
    };
    facts
        .iter()
        .zip(group)
        .map(|(fact, label)| one(fact, label))
        .reduce(|first, second| catalog.fill("breakdown.cross_level", &[("first", &first), ("second", &second)]))
        .unwrap_or_default()
}

/// A status as a name ("työtön").
#[must_use]
pub fn status_name(catalog: &Catalog, id: &str) -> String {
    let key = format!("status.{id}.name");
    if catalog.has(&key) { catalog.text(&key).to_owned() } else { catalog.wrap_own(id) }
}

/// A value of a fact: a status, or a group of polku's lists or the user's.
#[must_use]
pub fn level_name(catalog: &Catalog, fact: &str, level: &str) -> String {
    let status = fact.starts_with("status_") && catalog.has(&format!("status.{level}.name"));
    if status { status_name(catalog, level) } else { group_name(catalog, &[fact.to_owned()], &[level]) }
}
