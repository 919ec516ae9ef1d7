//! Laws of the analysis: counts form a commutative monoid, neither the order of rows nor how a file is cut changes
//! them, every share lies within its bounds, and what is hidden cannot be worked out from what is shown.

use super::count::{Counts, Part, Slice, Tally, count};
use super::{Outcome, People, Plan, Policy, Published, Released, Row, Traced, available, run, trace};
use crate::fact::Vocabulary;
use crate::indicator::{Library, Period, Unit};
use crate::input::cohort::Cohort;
use crate::input::mapping::{Mapping, TableMapping};
use crate::input::{Input, map};
use crate::rule::Truth;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use polars::prelude::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::builtin().unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::builtin(&VOCABULARY).unwrap());

// ── bags ──

fn bag() -> impl Strategy<Value = Counts> {
    let slice =
        (prop::sample::select(vec!["a", "b"]), prop::sample::select(vec!["", "x", "y"])).prop_map(|(id, group)| {
            let by = if group.is_empty() { "" } else { "gender" };
            let group = if group.is_empty() { Vec::new() } else { vec![group.to_owned()] };
            Slice { indicator: id.to_owned(), moment: "6m".to_owned(), by: by.to_owned(), group }
        });
    let part = prop_oneof![
        Just(Part::Yes),
        Just(Part::Undecided),
        Just(Part::Level("unemployed".to_owned())),
        Just(Part::Pair("unemployed".to_owned(), "employed".to_owned())),
        (-2_i64..3).prop_map(Part::Difference),
    ];
    let tally = (0_u64..50, any::<u32>(), any::<u32>())
        .prop_map(|(n, a, b)| Tally { n, who: [u64::from(a) * n, u64::from(b) * n] });
    prop::collection::vec((slice, prop::option::of((part, tally))), 0..12).prop_map(|entries| {
        let mut counts = Counts::default();
        for (slice, entry) in entries {
            counts.decimals.insert(slice.indicator.clone(), 1);
            match entry {
                Some((part, tally)) => counts.extend(slice, vec![(part, tally)]),
                // A group nobody is in.
                None => counts.touch(slice),
            }
        }
        counts
    })
}

proptest! {
    #[test]
    fn merging_is_associative(a in bag(), b in bag(), c in bag()) {
        prop_assert_eq!(a.clone().merge(b.clone()).merge(c.clone()), a.merge(b.merge(c)));
    }

    #[test]
    fn merging_is_commutative(a in bag(), b in bag()) {
        prop_assert_eq!(a.clone().merge(b.clone()), b.merge(a));
    }

    #[test]
    fn the_empty_bag_changes_nothing(a in bag()) {
        prop_assert_eq!(&a.clone().merge(Counts::default()), &a);
        prop_assert_eq!(Counts::default().merge(a.clone()), a);
    }

    #[test]
    fn merging_loses_nobody(a in bag(), b in bag()) {
        let people = |counts: &Counts| counts.iter().flat_map(|(_, parts)| parts.values()).map(|tally| tally.n).sum::<u64>();
        let together = people(&a) + people(&b);
        prop_assert_eq!(people(&a.merge(b)), together);
    }
}

// ── cohorts ──

const FIRST: Date = date(2023, 1, 1);
const HEADER: &str = "id,start,end,service,gender,target_group,status_start,status_exit,status_3m,status_6m,\
                      work_ability_start,work_ability_exit,training_applied,training_started,training_completed,credits,\
                      first_job,last_seen";

/// Rows of a file. Nobody starts or ends twice on one day: which of two participations is the first would be a toss.
fn rows() -> impl Strategy<Value = Vec<String>> {
    let word = |words: &'static [&'static str]| prop::sample::select(words);
    let statuses: &[&str] = &[
        "",
        "unemployed",
        "unemployed_long",
        "employed",
        "open_part_time",
        "subsidised",
        "education",
        "declined",
        "deceased",
    ];
    let scores: &[&str] = &["", "2", "4", "5.5", "6", "10"];
    let row = (
        0..30_u32,
        prop::option::of(1..20_i32),
        word(&["Paja", "Valmennus", ""]),
        word(&["woman", "woman", "man", "man", "nonbinary", ""]),
        word(&["young", "young; migrant", ""]),
        [word(statuses), word(statuses), word(statuses), word(statuses)],
        [word(scores), word(scores)],
        [any::<bool>(), any::<bool>(), any::<bool>()],
        word(&["", "", "5", "12.5", "30", "30", "60"]),
        [prop::option::of(0..600_i32), prop::option::of(0..600_i32)],
    );
    let days = |n: i32| (FIRST + n.days()).to_string();
    prop::collection::vec(row, 1..61).prop_map(move |rows| {
        let lines = rows.into_iter().zip(0_i32..).map(
            |((id, length, service, gender, group, status, score, trained, credits, later), i)| {
                // Every row has its own remainder, so neither starts nor ends meet.
                let own = i * 17 % 61;
                let end = length.map_or_else(String::new, |length| days(61 * length + own));
                let trained = trained.map(|so| if so { days(own + 100) } else { String::new() });
                let fields = [&format!("P{id}"), &days(own), &end, service, gender, group];
                let [job, seen] = later.map(|later| later.map_or_else(String::new, |later| days(own + later)));
                let fields = fields.into_iter().chain(status).chain(score);
                let fields = fields.chain(trained.iter().map(String::as_str)).chain([credits, &job, &seen]);
                fields.collect::<Vec<&str>>().join(",")
            },
        );
        lines.collect()
    })
}

fn cohort(rows: &[String]) -> Cohort {
    let text = format!("{HEADER}\n{}\n", rows.join("\n"));
    let mapping =
        Mapping { tables: vec![TableMapping::default()], data_until: Some(FIRST + 700.days()), ..Mapping::default() };
    map(&[Input::bytes("rows.csv", text.into_bytes())], &mapping, VOCABULARY.clone(), &mut |_| {}).unwrap()
}

const CHOSEN: [(&str, &str); 12] = [
    ("starters", ""),
    ("participants", ""),
    ("open_employment_6m", "6m"),
    ("employed_exit", "exit"),
    ("status_distribution", "6m"),
    ("status_transition_exit", "exit"),
    ("training_started", ""),
    ("credits", ""),
    ("work_ability_change", "exit"),
    ("training_path", ""),
    ("followup_coverage", "6m"),
    ("time_to_first_job", ""),
];

fn plan(cohort: &Cohort, unit: Unit, policy: Policy) -> Plan {
    // One indicator of every measure and anchor.
    let chosen = LIBRARY.iter().filter(|indicator| {
        let moment = indicator.moment.map(|moment| moment.to_string()).unwrap_or_default();
        CHOSEN.contains(&(indicator.id.as_str(), moment.as_str()))
    });
    let (indicators, unavailable) = available(chosen, cohort);
    assert_eq!((indicators.len(), unavailable.len()), (CHOSEN.len(), 0));
    let by = [&["service"][..], &["gender"], &["target_group"]];
    let by = by.map(|facts| facts.iter().map(|fact| (*fact).to_owned()).collect()).to_vec();
    Plan {
        dataset: String::new(),
        indicators,
        unavailable,
        by,
        left_out: Vec::new(),
        asked: true,
        weigh: ["status_start", "gender"].map(str::to_owned).to_vec(),
        period: None,
        unit,
        goals: Vec::new(),
        policy,
        comparison: false,
    }
}

/// Counts without who they are of.
fn numbers(counts: &Counts) -> BTreeMap<(Slice, Option<Part>), u64> {
    let parts = counts.iter().flat_map(|(slice, parts)| {
        parts
            .iter()
            .map(|(part, tally)| ((slice.clone(), Some(part.clone())), tally.n))
            .chain([((slice.clone(), None), 0)])
    });
    parts.collect()
}

/// Where two bags differ.
fn differences(a: &Counts, b: &Counts) -> Vec<String> {
    let tallies = |counts: &Counts| -> BTreeMap<(Slice, Option<Part>), Tally> {
        let parts = counts.iter().flat_map(|(slice, parts)| {
            let whole = [((slice.clone(), None), Tally::default())];
            parts.iter().map(|(part, tally)| ((slice.clone(), Some(part.clone())), *tally)).chain(whole)
        });
        parts.collect()
    };
    let (left, right) = (tallies(a), tallies(b));
    let keys: BTreeSet<_> = left.keys().chain(right.keys()).collect();
    let different = keys.into_iter().filter(|key| left.get(*key) != right.get(*key));
    let mut said: Vec<String> =
        different.map(|key| format!("{key:?}: {:?}, {:?}", left.get(key), right.get(key))).collect();
    if a.decimals != b.decimals {
        said.push(format!("decimals: {:?}, {:?}", a.decimals, b.decimals));
    }
    said
}

/// The cohort with only some of its rows, in this order.
fn with_rows(cohort: &Cohort, rows: &[usize]) -> Cohort {
    let index = IdxCa::from_vec("".into(), rows.iter().map(|row| *row as IdxSize).collect());
    Cohort { frame: cohort.frame.take(&index).unwrap(), ..cohort.clone() }
}

fn shuffled() -> impl Strategy<Value = (Vec<String>, Vec<usize>)> {
    rows().prop_flat_map(|rows| {
        let order: Vec<usize> = (0..rows.len()).collect();
        (Just(rows), Just(order).prop_shuffle())
    })
}

const LOST: [&str; 4] = ["known", "not_reached", "declined", "not_due"];

const UNITS: [Unit; 2] = [Unit::Person, Unit::Participation];

proptest! {
    // Each case runs the whole analysis several times.
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_is_nothing((rows, order) in shuffled()) {
        let whole = cohort(&rows);
        let mixed = with_rows(&whole, &order);
        let lines: Vec<String> = order.iter().map(|&row| rows[row].clone()).collect();
        let other_file = cohort(&lines);
        for unit in UNITS {
            let plan = plan(&whole, unit, Policy::INTERNAL);
            let counts = count(&plan, &whole).unwrap();
            let different = differences(&count(&plan, &mixed).unwrap(), &counts);
            prop_assert!(different.is_empty(), "{:#?}", different);
            // Another file numbers people otherwise, but counts as many.
            prop_assert_eq!(numbers(&count(&plan, &other_file).unwrap()), numbers(&counts));
        }
    }

    #[test]
    fn halves_of_a_file_merge_into_the_whole(rows in rows()) {
        let whole = cohort(&rows);
        let ids = whole.integers("id").unwrap();
        let half = |odd: i64| {
            let rows: Vec<usize> = (0..ids.len()).filter(|&row| ids[row].unwrap() % 2 == odd).collect();
            with_rows(&whole, &rows)
        };
        for unit in UNITS {
            let plan = plan(&whole, unit, Policy::INTERNAL);
            let [even, odd] = [0, 1].map(|odd| count(&plan, &half(odd)).unwrap());
            let different = differences(&even.merge(odd), &count(&plan, &whole).unwrap());
            prop_assert!(different.is_empty(), "{:#?}", different);
        }
    }

    #[test]
    fn what_becomes_of_each_adds_up_to_the_counts(rows in rows(), by_person in any::<bool>(), whole in any::<bool>()) {
        let cohort = cohort(&rows[..rows.len().min(12)]);
        let unit = if by_person { Unit::Person } else { Unit::Participation };
        let period = Period { from: FIRST + 120.days(), to: FIRST + 420.days() };
        let plan = Plan { period: (!whole).then_some(period), ..plan(&cohort, unit, Policy::INTERNAL) };
        let counts = count(&plan, &cohort).unwrap();
        let ids = cohort.integers("id").unwrap();
        for indicator in &plan.indicators {
            let person = plan.unit_of(indicator) == Unit::Person;
            let mut sums: BTreeMap<Part, u64> = BTreeMap::new();
            for row in (0..ids.len()).filter(|&row| !person || !ids[..row].contains(&ids[row])) {
                let traced = trace(&plan, &cohort, indicator, row).unwrap();
                prop_assert!(agrees(&traced), "{}: {:?}", indicator.id, traced);
                if let Some(part) = part_of(traced.outcome) {
                    *sums.entry(part).or_default() += 1;
                }
            }
            let of = |slice: &Slice| slice.indicator == indicator.id && slice.by.is_empty();
            let parts = counts.iter().filter(|(slice, _)| of(slice)).flat_map(|(_, parts)| parts);
            let counted: BTreeMap<Part, u64> =
                parts.filter(|(part, _)| OUTCOMES.contains(part)).map(|(part, tally)| (part.clone(), tally.n)).collect();
            prop_assert_eq!(sums, counted, "{}", indicator.id);
        }
        let protected = Plan { policy: Policy::PUBLIC, ..plan };
        let refused = trace(&protected, &cohort, &protected.indicators[0], 0).unwrap_err();
        prop_assert_eq!(refused.kind, crate::error::Kind::Refused);
    }

    #[test]
    fn every_share_lies_within_its_bounds(rows in rows()) {
        let cohort = cohort(&rows);
        for policy in [Policy::INTERNAL, Policy::PUBLIC] {
            let released = run(&plan(&cohort, Unit::Person, policy), &cohort).unwrap();
            for row in &released.rows {
                let value = |n: Published| n.value();
                if let (Some(low), Some(x), Some(high)) = (value(row.low), value(row.value), value(row.high)) {
                    prop_assert!(low <= x && x <= high, "{:?}", row);
                }
                if row.key.statistic != "share" {
                    continue;
                }
                let bound = |statistic| {
                    let key = &row.key;
                    released.group(&key.indicator, &key.moment, statistic, &key.level, &key.by, &key.group)
                };
                let (floor, ceiling) = (bound("share_floor"), bound("share_ceiling"));
                if let (Some(floor), Some(share)) = (floor.and_then(|row| value(row.value)), value(row.value)) {
                    let ceiling = value(ceiling.unwrap().value).unwrap();
                    prop_assert!(0.0 <= floor && floor <= share && share <= ceiling && ceiling <= 1.0, "{:?}", row);
                }
            }
        }
    }

    #[test]
    fn what_is_hidden_is_hidden_everywhere(rows in rows()) {
        let cohort = cohort(&rows);
        let released = run(&plan(&cohort, Unit::Person, Policy::PUBLIC), &cohort).unwrap();
        // One set of people has one fate, in whatever row it stands.
        let mut fate: BTreeMap<People, bool> = BTreeMap::new();
        for row in &released.rows {
            for n in [row.count, row.base, row.unknown] {
                let Some(people) = n.people() else { continue };
                prop_assert_eq!(*fate.entry(people).or_insert(n.is_hidden()), n.is_hidden(), "{:?}", row);
            }
            if row.count.is_hidden() || row.base.is_hidden() {
                let told = [row.value, row.low, row.high].iter().any(|n| n.value().is_some());
                prop_assert!(!told, "{:?}", row);
                prop_assert!(row.flag.id() == "suppressed" || row.base.whole() == Some(0), "{:?}", row);
            }
            if row.key.indicator == "followup_coverage" && row.key.level == "declined" {
                prop_assert!(!row.count.whole().is_some_and(|n| (1..5).contains(&n)), "{:?}", row);
            }
            if !is_low(row) {
                let rest = row.base.whole().zip(row.count.whole()).map(|(base, count)| base - count);
                for n in [row.count.whole(), row.base.whole(), rest].into_iter().flatten() {
                    prop_assert!(!(1..5).contains(&n), "{:?}", row);
                }
            }
        }
        no_group_is_given_away(&released)?;
        no_step_is_given_away(&released)?;
    }

    #[test]
    fn everybody_who_left_is_somewhere_in_a_coverage(rows in rows()) {
        let cohort = cohort(&rows);
        let released = run(&plan(&cohort, Unit::Person, Policy::INTERNAL), &cohort).unwrap();
        let shares = released
            .rows
            .iter()
            .filter(|row| row.key.indicator == "followup_coverage" && row.key.statistic == "share");
        for share in shares.filter(|row| row.key.by.is_empty()) {
            let n = |level: &str| {
                let key = &share.key;
                released.group(&key.indicator, &key.moment, "count", level, &key.by, &key.group).unwrap()
            };
            let [known, not_reached, declined, not_due] = LOST.map(|level| n(level).count.whole().unwrap());
            prop_assert_eq!(Some(known), share.count.whole());
            prop_assert_eq!(Some(known + not_reached + declined), share.base.whole());
            prop_assert_eq!(Some(known + not_reached + declined + not_due), n("known").base.whole());
        }
    }

    #[test]
    fn the_internal_policy_shows_everything(rows in rows()) {
        let cohort = cohort(&rows);
        let released = run(&plan(&cohort, Unit::Person, Policy::INTERNAL), &cohort).unwrap();
        for row in &released.rows {
            let numbers = [row.value, row.low, row.high, row.count, row.base, row.unknown, row.among_unknown];
            prop_assert!(numbers.iter().all(|n| !n.is_hidden()), "{:?}", row);
        }
        prop_assert!(released.hidden.values().all(|hidden| hidden.hidden == 0));
    }
}

const OUTCOMES: [Part; 8] = [
    Part::Yes,
    Part::No,
    Part::Undecided,
    Part::MaybeYes,
    Part::MaybeNo,
    Part::MaybeUndecided,
    Part::NotDue,
    Part::Gone,
];

fn part_of(outcome: Outcome) -> Option<Part> {
    Some(match outcome {
        Outcome::Counted => Part::Yes,
        Outcome::NotCounted => Part::No,
        Outcome::Unknown => Part::Undecided,
        Outcome::MaybeCounted => Part::MaybeYes,
        Outcome::MaybeNotCounted => Part::MaybeNo,
        Outcome::MaybeUnknown => Part::MaybeUndecided,
        Outcome::NotDue => Part::NotDue,
        Outcome::Deceased => Part::Gone,
        Outcome::OutsidePeriod | Outcome::LeftOut => return None,
    })
}

/// Whether the rule as it is followed through a row says what the count says.
fn agrees(traced: &Traced) -> bool {
    let (among, event) = match traced.outcome {
        Outcome::Counted => (Truth::Yes, Truth::Yes),
        Outcome::NotCounted => (Truth::Yes, Truth::No),
        Outcome::Unknown => (Truth::Yes, Truth::Undecided),
        Outcome::MaybeCounted => (Truth::Undecided, Truth::Yes),
        Outcome::MaybeNotCounted => (Truth::Undecided, Truth::No),
        Outcome::MaybeUnknown => (Truth::Undecided, Truth::Undecided),
        Outcome::NotDue | Outcome::Deceased => return traced.among.truth != Truth::No,
        Outcome::OutsidePeriod => return traced.in_period == Some(false),
        Outcome::LeftOut => return traced.among.truth == Truth::No,
    };
    traced.among.truth == among && traced.event.as_ref().is_none_or(|found| found.truth == event)
}

/// What is of low sensitivity: the situation at entry, and how many could not be reached.
fn is_low(row: &Row) -> bool {
    let key = &row.key;
    let margin = key.level.ends_with(">total") || key.level.ends_with(">unknown");
    key.moment == "start" || margin || key.indicator == "followup_coverage"
}

/// Genders share nobody, so their numbers add up to the total: what is hidden must not follow from what is shown.
fn no_group_is_given_away(released: &Released) -> std::result::Result<(), TestCaseError> {
    // The size of a change has the base of the means beside it, but no row where there is no spread. Those who were not
    // reached are hidden only for the sake of those who declined.
    // From where those came of whom no more is known is hidden only for the sake of how many the group is.
    let apart = |row: &&Row| {
        let key = &row.key;
        key.statistic == "hedges_g_av"
            || key.level == "not_reached"
            || key.level.ends_with(">unknown")
            || key.level.ends_with(">total")
    };
    for total in released.rows.iter().filter(|row| row.key.by.is_empty() && !apart(row)) {
        let in_group = |row: &&Row| {
            let (a, b) = (&row.key, &total.key);
            let same =
                (&a.indicator, a.statistic, &a.level, &a.moment) == (&b.indicator, b.statistic, &b.level, &b.moment);
            same && a.by == "gender"
        };
        let groups: Vec<&Row> = released.rows.iter().filter(in_group).collect();
        for of in [|row: &Row| row.count, |row: &Row| row.base] {
            let Some(all) = of(total).whole() else { continue };
            let hidden = groups.iter().filter(|row| of(row).is_hidden()).count();
            let shown: u64 = groups.iter().filter_map(|row| of(row).whole()).sum();
            // A number of many may follow: the same people are hidden where they stand for something else. That nobody
            // left in a step may be known; who was in it may not.
            let nobody = all == shown && ["cumulative", "at_risk"].contains(&total.key.statistic);
            prop_assert!(hidden == 0 || all - shown >= 5 || nobody, "together too few: {:?}", total);
            prop_assert!(hidden > 0 || groups.is_empty() || all == shown, "groups do not add up: {:?}", total);
        }
    }
    Ok(())
}

/// Steps of a path lie within each other: how many fell away between two that are shown follows from them.
fn no_step_is_given_away(released: &Released) -> std::result::Result<(), TestCaseError> {
    let steps = |row: &&Row| row.key.indicator == "training_path" && row.key.statistic == "share";
    let rows: Vec<&Row> = released.rows.iter().filter(steps).collect();
    for (i, earlier) in rows.iter().enumerate() {
        let same = |row: &&&Row| (&row.key.by, &row.key.group) == (&earlier.key.by, &earlier.key.group);
        for later in rows[i + 1..].iter().filter(same) {
            let Some((a, b)) = earlier.count.whole().zip(later.count.whole()) else { continue };
            prop_assert!(a >= b && !(1..5).contains(&(a - b)), "{:?} {:?}", earlier, later);
        }
    }
    Ok(())
}
