//! The library of indicators keeps its word: every entry is said in three languages, cites a source that exists, and
//! its worked example gives exactly what it claims when it runs through the real pipeline.

use jiff::civil::{Date, date};
use polku::analysis::{Flag, Plan, Policy, Released, available, run};
use polku::fact::Vocabulary;
use polku::finding::Severity;
use polku::indicator::{Indicator, Library, Measure, Period, Unit, Worked};
use polku::input::cohort::Cohort;
use polku::input::mapping::{Mapping, TableMapping};
use polku::input::{Input, map};
use polku::rule::parse;
use polku::text::Language;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The entries the program promises; the library may hold more.
const PROMISED: [&str; 17] = [
    "participants",
    "starters",
    "employed_exit",
    "employed_3m",
    "employed_6m",
    "employed_12m",
    "employed_24m",
    "open_employment_6m",
    "education_exit",
    "positive_destination_exit",
    "status_distribution",
    "status_transition_exit",
    "training_started",
    "training_completed",
    "work_ability_change",
    "followup_coverage",
    "time_to_first_job",
];

fn library() -> (Vocabulary, Library) {
    let mut vocabulary = Vocabulary::builtin().unwrap();
    // Examples are on the scale that stands in the data file; a project would have to say its own.
    vocabulary.instruments.values_mut().for_each(|instrument| instrument.asks = false);
    let library = Library::builtin(&vocabulary).unwrap();
    (vocabulary, library)
}

/// Everything an indicator reads.
static WANTED: LazyLock<BTreeSet<String>> = LazyLock::new(|| library().1.iter().flat_map(Indicator::facts).collect());

fn cohort(rows: &str, data_until: Date, vocabulary: Vocabulary) -> Cohort {
    let input = Input::bytes("rows.csv", rows.as_bytes().to_vec());
    let tables = vec![TableMapping::default()];
    let (wanted, progress) = (WANTED.clone(), ["work_ability", "who5"].map(str::to_owned).to_vec());
    let mapping = Mapping { tables, data_until: Some(data_until), wanted, progress, ..Mapping::default() };
    map(&[input], &mapping, vocabulary, &mut |_| {}).unwrap()
}

/// Rows as they are, with a person of their own each where the example names none.
fn with_ids(rows: &str) -> String {
    let mut lines = rows.trim().lines();
    let header = lines.next().unwrap();
    if header.split(',').any(|name| name == "id") {
        return rows.trim().to_owned();
    }
    let people = lines.enumerate().map(|(i, line)| format!("\nP{i},{line}"));
    std::iter::once(format!("id,{header}")).chain(people).collect()
}

fn results(
    indicators: Vec<Indicator>,
    cohort: &Cohort,
    by: Vec<Vec<String>>,
    policy: Policy,
    period: Option<Period>,
) -> Released {
    let (indicators, unavailable) = available(&indicators, cohort);
    let asked = !by.is_empty();
    let plan = Plan {
        dataset: "rows".to_owned(),
        indicators,
        unavailable,
        by,
        left_out: Vec::new(),
        asked,
        weigh: Vec::new(),
        period,
        unit: Unit::Person,
        goals: Vec::new(),
        policy,
        comparison: false,
    };
    run(&plan, cohort).unwrap()
}

/// Runs an example and gives what it claims wrongly.
fn wrong(indicator: &Indicator, worked: &Worked, vocabulary: &Vocabulary) -> Vec<String> {
    let cohort = cohort(&with_ids(&worked.rows), worked.data_until, vocabulary.clone());
    let mut wrong: Vec<String> = cohort
        .findings
        .iter()
        .filter(|finding| finding.code.severity() > Severity::Note)
        .map(|finding| format!("{finding:?}"))
        .collect();
    let released = results(vec![indicator.clone()], &cohort, Vec::new(), Policy::INTERNAL, worked.period);
    let moment = indicator.moment.map(|moment| moment.to_string()).unwrap_or_default();
    // The moments of a time are days, and its rows are about several.
    let times = matches!(indicator.measure, Measure::TimeTo(_));
    let of_moment = |row: &&polku::analysis::Row| times || row.key.moment == moment;
    let rows = || released.rows.iter().filter(of_moment).filter(|row| row.flag != Flag::NotAvailable);
    for (what, claimed) in &worked.gives {
        let first = rows().next();
        let found = match what.as_str() {
            "count" => first.and_then(|row| row.count.value()),
            "base" => first.and_then(|row| row.base.value()),
            "unknown" => first.and_then(|row| row.unknown.value()),
            "among_unknown" => first.and_then(|row| row.among_unknown.value()),
            _ => match what.split_once(':') {
                Some((statistic, level)) => rows()
                    .find(|row| row.key.statistic == statistic && row.key.level == level)
                    .and_then(|row| row.count.value()),
                None => {
                    let (statistic, day) = what.split_once('@').unwrap_or((what, ""));
                    let by_day = |row: &&polku::analysis::Row| day.is_empty() || row.key.moment == day;
                    rows().filter(by_day).find(|row| row.key.statistic == statistic).and_then(|row| row.value.value())
                }
            },
        };
        let same = if what.contains(':') || ["count", "base", "unknown", "among_unknown"].contains(&what.as_str()) {
            found == Some(*claimed)
        } else {
            found.is_some_and(|found| (found - claimed).abs() < 1e-9)
        };
        if !same {
            wrong.push(format!("{what} = {claimed}, found {found:?}"));
        }
    }
    wrong
}

#[test]
fn every_worked_example_gives_what_it_claims() {
    let (vocabulary, library) = library();
    let (mut ran, mut all_wrong) = (0, Vec::new());
    for id in library.ids() {
        let worked = library.get(id).find_map(|indicator| indicator.worked.clone());
        let worked = worked.unwrap_or_else(|| panic!("{id} has no example"));
        assert!(!worked.gives.is_empty(), "the example of {id} claims nothing");
        let mut of_moment = library.get(id).filter(|indicator| {
            worked.moment.is_empty() || indicator.moment.is_some_and(|moment| moment.to_string() == worked.moment)
        });
        let indicator = of_moment.next().unwrap_or_else(|| panic!("{id} has no moment {}", worked.moment));
        assert!(of_moment.next().is_none(), "the example of {id} must say which moment it is about");
        all_wrong.extend(wrong(indicator, &worked, &vocabulary).into_iter().map(|wrong| format!("{id}: {wrong}")));
        ran += 1;
    }
    assert!(all_wrong.is_empty(), "{all_wrong:#?}");
    assert!(ran >= PROMISED.len());
}

#[test]
fn a_wrong_claim_is_found() {
    let (vocabulary, library) = library();
    let indicator = library.get("employed_6m").next().unwrap();
    let mut worked = indicator.worked.clone().unwrap();
    worked.gives = [("count", 2.0), ("base", 2.0), ("share", 0.25), ("share:", 7.0), ("no_such", 0.0)]
        .map(|(what, claimed)| (what.to_owned(), claimed))
        .into();
    // One of two is 0.5; only the base is claimed rightly.
    assert_eq!(wrong(indicator, &worked, &vocabulary).len(), 4);
}

#[test]
fn the_promised_indicators_exist_once_under_plain_ids() {
    let (_, library) = library();
    let ids = library.ids();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
    for id in &ids {
        assert!(id.starts_with(|c: char| c.is_ascii_lowercase()), "{id}");
        assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{id}");
    }
    for id in PROMISED {
        assert!(ids.contains(&id), "{id}");
    }
    let moments: Vec<String> = library.get("status_distribution").map(|i| i.moment.unwrap().to_string()).collect();
    assert_eq!(moments, ["start", "exit", "3m", "6m", "12m", "24m"]);
}

#[test]
fn every_indicator_has_a_name_and_a_meaning_in_every_language() {
    let (_, library) = library();
    for indicator in library.iter() {
        for language in Language::ALL {
            let words = indicator.text.get(&language).unwrap_or_else(|| panic!("{} in {language}", indicator.id));
            assert!(words.name.chars().count() > 3 && !words.name.ends_with('.'), "{}: {}", indicator.id, words.name);
            assert!(
                words.meaning.chars().count() > 20 && words.meaning.ends_with('.'),
                "{}: {}",
                indicator.id,
                words.meaning
            );
        }
    }
    for language in Language::ALL {
        let ids = library.ids();
        let names: BTreeSet<&str> =
            ids.iter().filter_map(|id| Some(library.get(id).next()?.text[&language].name.as_str())).collect();
        assert_eq!(names.len(), ids.len(), "two indicators of one name in {language}");
    }
}

#[test]
fn every_rule_reads_back_as_it_is_printed() {
    let (_, library) = library();
    for indicator in library.iter() {
        let event = match &indicator.measure {
            Measure::Share { event } => Some(event),
            _ => None,
        };
        // The rule that always holds has no text of its own: an entry leaves it out.
        for rule in [Some(&indicator.among), event].into_iter().flatten().filter(|rule| !rule.facts().is_empty()) {
            assert_eq!(parse(&rule.to_string()).as_ref(), Ok(rule), "{}: {rule}", indicator.id);
        }
    }
}

#[test]
fn every_citation_is_on_the_list_of_sources() {
    let (_, library) = library();
    for indicator in library.iter() {
        let cite = &indicator.source.as_ref().unwrap_or_else(|| panic!("{} cites nothing", indicator.id)).cite;
        let source = library.source(cite).unwrap_or_else(|| panic!("{} cites {cite}", indicator.id));
        for language in Language::ALL {
            assert!(source.get(&language).is_some_and(|text| !text.is_empty()), "{cite} in {language}");
        }
    }
}

/// Two people, and every fact an indicator reads, and nothing known.
fn blank(vocabulary: &Vocabulary, library: &Library) -> Cohort {
    let mut facts: BTreeSet<String> = library.iter().flat_map(Indicator::facts).collect();
    facts.extend(["start", "end", "service", "gender", "age_group", "target_group"].map(str::to_owned));
    let header: Vec<String> = std::iter::once("id".to_owned()).chain(facts).collect();
    let empty = ",".repeat(header.len() - 1);
    let cohort = cohort(&format!("{}\nA{empty}\nB{empty}\n", header.join(",")), date(2024, 12, 31), vocabulary.clone());
    let statuses = library.iter().flat_map(Indicator::facts).filter(|fact| fact.starts_with("status_"));
    let statuses: BTreeSet<String> = statuses.collect();
    assert!(statuses.len() > 6 && statuses.iter().all(|fact| cohort.columns.contains_key(fact)), "{statuses:?}");
    cohort
}

#[test]
fn an_indicator_of_which_nothing_is_known_still_has_a_row() {
    let (vocabulary, library) = library();
    let all: Vec<Indicator> = library.iter().cloned().collect();
    let released = results(all, &blank(&vocabulary, &library), Vec::new(), Policy::INTERNAL, None);
    for indicator in library.iter() {
        let moment = indicator.moment.map(|moment| moment.to_string()).unwrap_or_default();
        let has = |row: &&polku::analysis::Row| row.key.indicator == indicator.id && row.key.moment == moment;
        assert!(released.rows.iter().any(|row| has(&row)), "{} {moment}", indicator.id);
    }
}

#[test]
fn nothing_can_be_known_of_people_of_whom_nothing_is_known() {
    let (vocabulary, library) = library();
    let cohort = blank(&vocabulary, &library);
    let by = ["service", "gender", "target_group"].map(|fact| vec![fact.to_owned()]).to_vec();
    for policy in [Policy::INTERNAL, Policy::PUBLIC] {
        let all: Vec<Indicator> = library.iter().cloned().collect();
        let released = results(all, &cohort, by.clone(), policy, None);
        assert!(released.rows.len() > library.ids().len());
        for row in &released.rows {
            assert!(row.value.value().is_none_or(|x| x == 0.0), "{row:?}");
            assert!(row.base.value().is_none_or(|x| x == 0.0), "{row:?}");
        }
    }
}
