//! A finding in words: what was noticed, and what to do about it.

use super::Catalog;
use crate::finding::Finding;

/// What was noticed. Never echoes a cell: that is [`value`]'s, for the terminal only. `named` turns the id of a status or
/// a fact into what the reader calls it.
#[must_use]
pub fn what(catalog: &Catalog, finding: &Finding, named: &dyn Fn(&str) -> String) -> String {
    filled(catalog, finding, "what", named)
}

/// What to do about it.
#[must_use]
pub fn cure(catalog: &Catalog, finding: &Finding) -> String {
    filled(catalog, finding, "cure", &str::to_owned)
}

/// The cell's text, if the finding is about one.
#[must_use]
pub fn value(catalog: &Catalog, finding: &Finding) -> Option<String> {
    finding.slot("value").map(|value| catalog.fill("finding_part.value", &[("value", value)]))
}

/// The nearest known word, if there is one.
#[must_use]
pub fn suggestion(catalog: &Catalog, finding: &Finding) -> Option<String> {
    let near = finding.slot("nearest").filter(|near| !near.is_empty() && Some(*near) != finding.slot("name"))?;
    Some(catalog.fill("finding_part.suggestion", &[("name", near)]))
}

/// Where it is: file, line and column, as far as they are known.
#[must_use]
pub fn place(catalog: &Catalog, finding: &Finding) -> String {
    let place = &finding.place;
    let key = match (place.line, &place.column) {
        (Some(_), Some(_)) => "finding_part.at_cell",
        (Some(_), None) => "finding_part.at_line",
        (None, Some(_)) => "finding_part.at_column",
        (None, None) if place.file.is_empty() => return String::new(),
        (None, None) => "finding_part.at_file",
    };
    let row = place.line.map(|line| line.to_string()).unwrap_or_default();
    let column = place.column.clone().unwrap_or_default();
    catalog.fill(key, &[("file", &place.file), ("row", &row), ("column", &column)])
}

fn filled(catalog: &Catalog, finding: &Finding, form: &str, named: &dyn Fn(&str) -> String) -> String {
    let raw: Vec<(&str, &str)> = finding.slots.iter().map(|(slot, value)| (*slot, value.as_str())).collect();
    let mut slots: Vec<(&str, String)> = finding.slots.clone();
    if let Some((_, options)) = slots.iter_mut().find(|(slot, _)| *slot == "options") {
        *options = options.split(", ").map(named).collect::<Vec<_>>().join(catalog.text("format.list_separator"));
    }
    // A fault inside a rule or a definition is a sentence of its own.
    if let Some(why) = finding.slot("why") {
        slots.push(("cause", catalog.fill(why, &raw)));
    }
    if let (Some(min), Some(max)) = (number(finding, "min"), number(finding, "max")) {
        slots.push(("scale", catalog.span(min, max, 0)));
    }
    if let Some(day) = finding.slot("day") {
        slots.push(("date", day.parse().map_or_else(|_| day.to_owned(), |day| catalog.date(day))));
    }
    // The table of polku.toml where the meaning of a word is written.
    slots.push(("table", format!("[values.{}]", finding.slot("of").unwrap_or("status"))));
    let slots: Vec<(&str, &str)> = slots.iter().map(|(slot, value)| (*slot, value.as_str())).collect();
    let said = catalog.fill(&format!("finding.{}.{form}", finding.code.key()), &slots);
    // A cause from outside brings no full stop.
    if said.ends_with(['.', '?', '!', '⟧']) { said } else { format!("{said}.") }
}

fn number(finding: &Finding, slot: &str) -> Option<f64> {
    finding.slot(slot)?.parse().ok()
}
