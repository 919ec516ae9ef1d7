//! The keys of a time to an event.

use super::{Entry, Fault, fault};
use crate::fact::{Kind, Vocabulary};
use crate::indicator::Measure;
use crate::indicator::reader::unknown_fact;
use crate::indicator::time::{HORIZONS, TimeTo};
use toml::Spanned;

/// `origin`, `event`, `competing`, `observed_from` and `horizons`; none where one is missing or wrong.
pub(super) fn time_to(entry: &Entry, vocabulary: &Vocabulary, faults: &mut Vec<Fault>) -> Option<Measure> {
    let mut horizons: Vec<u32> = Vec::new();
    for horizon in &entry.horizons {
        match TimeTo::day(horizon.get_ref()) {
            Some(days) => horizons.push(days),
            None => faults.push(fault(horizon, "horizon", horizon.get_ref())),
        }
    }
    horizons.sort_unstable();
    horizons.dedup();
    if entry.horizons.is_empty() {
        horizons = HORIZONS.to_vec();
    }
    // A participation ends once, as an event happens once; a start or the latest news of somebody does not.
    let origin = day(entry.origin.as_ref(), &|name, kind| name != "last_seen" && is_day(kind), vocabulary, faults);
    let once = |name: &str, kind| name == "end" || kind == Kind::Event;
    let event = day(entry.event.as_ref(), &once, vocabulary, faults);
    let mut competing: Vec<String> = Vec::new();
    for text in &entry.competing {
        let Some(other) = day(Some(text), &once, vocabulary, faults) else { continue };
        // An event does not compete with itself, nor with what begins the time.
        if [&origin, &event].into_iter().flatten().chain(&competing).any(|taken| *taken == other) {
            faults.push(fault(text, "competing", &other));
        }
        competing.push(other);
    }
    let observed_from =
        day(entry.observed_from.as_ref(), &|name, kind| name != "last_seen" && is_day(kind), vocabulary, faults);
    let (origin, event) = (origin?, event?);
    if origin == event {
        faults.push(fault(entry.event.as_ref()?, "kind", &event));
    }
    Some(Measure::TimeTo(TimeTo { origin, event, competing, observed_from, horizons }))
}

fn is_day(kind: Kind) -> bool {
    matches!(kind, Kind::Date | Kind::Event)
}

/// A fact that is a day of the right kind.
fn day(
    text: Option<&Spanned<String>>,
    fits: &dyn Fn(&str, Kind) -> bool,
    vocabulary: &Vocabulary,
    faults: &mut Vec<Fault>,
) -> Option<String> {
    let text = text?;
    let name = text.get_ref();
    match vocabulary.fact(name) {
        Some(fact) if fits(name, fact.kind) => Some(name.clone()),
        Some(_) => {
            faults.push(fault(text, "kind", name));
            None
        }
        None => {
            faults.push(unknown_fact(text.span().start, name, vocabulary));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::load;

    fn faults(keys: &str) -> Result<Vec<u32>, Vec<(String, String)>> {
        let text = format!(
            "id = \"soon\"\nmeasure = \"time_to\"\n{keys}\n[text.en]\nname = \"Soon\"\nmeaning = \"How soon it was.\"\n"
        );
        let entry: Entry = toml::from_str(&text).unwrap();
        match load(&entry, &Vocabulary::builtin().unwrap(), true) {
            Ok(indicators) => match &indicators[..] {
                [one] => match &one.measure {
                    Measure::TimeTo(time) => Ok(time.horizons.clone()),
                    other => panic!("{other:?}"),
                },
                other => panic!("{other:?}"),
            },
            Err(faults) => Err(faults
                .into_iter()
                .map(|fault| {
                    assert!(text[fault.at..].contains(&fault.word), "{fault:?}");
                    (fault.key.replace("fault.indicator.", ""), fault.word)
                })
                .collect()),
        }
    }

    fn fault_of(key: &str, word: &str) -> Result<Vec<u32>, Vec<(String, String)>> {
        Err(vec![(key.to_owned(), word.to_owned())])
    }

    #[test]
    fn horizons_are_days_in_order_each_once() {
        assert_eq!(faults("origin = \"start\"\nevent = \"first_job\""), Ok(HORIZONS.to_vec()));
        let keys = "origin = \"end\"\nevent = \"open_job\"\nhorizons = [\"365d\", \"30d\", \"365d\"]";
        assert_eq!(faults(keys), Ok(vec![30, 365]));
    }

    #[test]
    fn what_is_wrong_is_said_where_it_is() {
        let with = |more: &str| faults(&format!("origin = \"start\"\nevent = \"first_job\"\n{more}"));
        for horizon in ["90", "0d", "090d", "-3d", "d", "3 kk", "36501d", "99999999999d"] {
            assert_eq!(with(&format!("horizons = [\"{horizon}\"]")), fault_of("horizon", horizon), "{horizon}");
        }
        assert_eq!(with("competing = [\"first_job\"]"), fault_of("competing", "first_job"));
        assert_eq!(with("competing = [\"end\", \"open_job\", \"end\"]"), fault_of("competing", "end"));
        assert_eq!(with("competing = [\"status_exit\"]"), fault_of("kind", "status_exit"));
        assert_eq!(with("observed_from = \"last_seen\""), fault_of("kind", "last_seen"));
        assert_eq!(with("competing = [\"training_started\"]\nobserved_from = \"end\""), Ok(HORIZONS.to_vec()));
        assert_eq!(faults("origin = \"start\""), fault_of("needs", "time_to"));
        assert_eq!(faults("event = \"first_job\""), fault_of("needs", "time_to"));
        assert_eq!(faults("origin = \"start\"\nevent = \"status_exit\""), fault_of("kind", "status_exit"));
        assert_eq!(faults("origin = \"start\"\nevent = \"last_seen\""), fault_of("kind", "last_seen"));
        assert_eq!(faults("origin = \"last_seen\"\nevent = \"first_job\""), fault_of("kind", "last_seen"));
        assert_eq!(faults("origin = \"first_job\"\nevent = \"first_job\""), fault_of("kind", "first_job"));
        assert_eq!(faults("origin = \"starts\"\nevent = \"first_job\""), fault_of("fact", "starts"));
    }
}
