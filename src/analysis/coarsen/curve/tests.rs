//! Laws of coarse curves: nobody is lost, no step is of few, and no group's steps follow from those of the others.

use super::*;
use crate::fact::Vocabulary;
use crate::indicator::{Library, TimeTo, Unit};
use proptest::prelude::*;
use std::sync::LazyLock;

static INDICATOR: LazyLock<Indicator> = LazyLock::new(|| {
    let library = Library::builtin(&Vocabulary::builtin().unwrap()).unwrap();
    library.get("time_to_first_job").next().unwrap().clone()
});

fn time() -> &'static TimeTo {
    match &INDICATOR.measure {
        Measure::TimeTo(time) => time,
        other => panic!("{other:?}"),
    }
}

fn plan(policy: Policy) -> Plan {
    Plan {
        dataset: String::new(),
        indicators: vec![INDICATOR.clone()],
        unavailable: Vec::new(),
        goals: Vec::new(),
        by: vec![vec!["service".to_owned()], vec!["gender".to_owned()]],
        left_out: Vec::new(),
        asked: true,
        weigh: Vec::new(),
        period: None,
        unit: Unit::Person,
        policy,
        comparison: false,
    }
}

fn slice(by: &str, group: &str) -> Slice {
    let group = if group.is_empty() { Vec::new() } else { vec![group.to_owned()] };
    Slice { indicator: INDICATOR.id.clone(), moment: String::new(), by: by.to_owned(), group }
}

/// People with a service, a gender, a day and whether the event came on it.
type Person = (usize, usize, i64, bool);
const SERVICES: [&str; 4] = ["a", "b", "c", "d"];
const GENDERS: [&str; 2] = ["woman", "man"];

fn counted(people: &[Person]) -> Counts {
    let mut counts = Counts::default();
    let groups = SERVICES.map(|group| ("service", group)).into_iter().chain(GENDERS.map(|group| ("gender", group)));
    for (by, group) in groups.chain([("", "")]) {
        counts.touch(slice(by, group));
    }
    for (i, &(service, gender, day, event)) in people.iter().enumerate() {
        let one = Tally { n: 1, who: [i as u64 * 7919, i as u64 * 104_729] };
        let part = Part::Ended(if event { Ending::Event } else { Ending::Censored }, day);
        for slice in [slice("", ""), slice("service", SERVICES[service]), slice("gender", GENDERS[gender])] {
            counts.extend(slice, vec![(Part::Yes, one), (part.clone(), one)]);
        }
    }
    counts
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let day = prop_oneof![3 => 0_i64..200, 1 => 0_i64..900];
    // A large group, a small one, and some between.
    let service = prop_oneof![8 => Just(0_usize), 4 => Just(1), 3 => Just(2), 1 => Just(3)];
    prop::collection::vec((service, 0_usize..2, day, any::<bool>()), 0..400)
}

/// How many had the event before a day, how many were followed no longer, and how many are left; from exact counts.
fn exactly(people: &[Person], inside: &dyn Fn(&Person) -> bool, day: u32) -> [u64; 3] {
    let number = |of: &dyn Fn(&Person) -> bool| people.iter().filter(|p| inside(p) && of(p)).count() as u64;
    let before = |p: &Person| p.2 < i64::from(day);
    [number(&|p| before(p) && p.3), number(&|p| before(p) && !p.3), number(&|p| !before(p))]
}

fn few(n: u64) -> bool {
    (1..5).contains(&n)
}

#[test]
fn months_are_joined_where_few_left_and_the_end_is_left_open() {
    // Nine a month for three months, three in the fourth, nine in the fifth; a dozen followed for half a year.
    let months = [(10, 9), (40, 9), (70, 9), (100, 3), (130, 9)];
    let mut people: Vec<Person> =
        months.iter().flat_map(|(day, n)| std::iter::repeat_n((0, 0, *day, true), *n)).collect();
    people.extend(std::iter::repeat_n((0, 0, 200, false), 12));
    let counts = coarsen(counted(&people), &plan(Policy::PUBLIC));
    let total = slice("", "");
    // The horizons of 90 and 180 days; months between where each step has five or nobody. Before 210 days all have left.
    assert_eq!(counts.told[&total].iter().copied().take(6).collect::<Vec<_>>(), [30, 60, 90, 150, 180, 210]);
    let parts = counts.parts(&total);
    assert_eq!(parts[&Part::Ended(Ending::Event, 14)].n, 9);
    assert_eq!(parts[&Part::Ended(Ending::Event, 90 + 29)].n, 12);
    assert_eq!(parts[&Part::Ended(Ending::Censored, 180 + 14)].n, 12);
    // Where nine are still followed is not told.
    people.truncate(people.len() - 12);
    people.extend(std::iter::repeat_n((0, 0, 800, false), 9));
    let counts = coarsen(counted(&people), &plan(Policy::PUBLIC));
    assert_eq!(counts.told[&total].last(), Some(&90));
    assert_eq!(counts.parts(&total)[&Part::Ended(Ending::Censored, 90)].n, 21);
}

#[test]
fn a_curve_of_few_people_is_not_told() {
    let people: Vec<Person> = (0..19).map(|_| (0, 0, 40, true)).collect();
    let counts = coarsen(counted(&people), &plan(Policy::PUBLIC));
    assert!(counts.told.values().all(BTreeSet::is_empty));
    assert_eq!(counts.parts(&slice("", ""))[&Part::Ended(Ending::Censored, 0)].n, 19);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_internal_policy_changes_nothing(people in people()) {
        let counts = counted(&people);
        prop_assert_eq!(coarsen(counts.clone(), &plan(Policy::INTERNAL)), counts);
    }

    #[test]
    fn nobody_is_lost_and_no_step_is_of_few(people in people()) {
        let counts = counted(&people);
        let coarse = coarsen(counts.clone(), &plan(Policy::PUBLIC));
        for (slice, parts) in coarse.iter() {
            let ended = |parts: &BTreeMap<Part, Tally>| {
                let ended = parts.iter().filter(|(part, _)| matches!(part, Part::Ended(..)));
                ended.fold(Tally::default(), |sum, (_, tally)| sum.plus(*tally))
            };
            prop_assert_eq!(ended(parts), ended(&counts.parts(slice)));
            let inside = |p: &Person| match slice.by.as_str() {
                "service" => slice.group[0] == SERVICES[p.0],
                "gender" => slice.group[0] == GENDERS[p.1],
                _ => true,
            };
            let mut last = [0, 0];
            for day in &coarse.told[slice] {
                let [events, censored, left] = exactly(&people, &inside, *day);
                prop_assert!(!few(events - last[0]) && !few(censored - last[1]), "{:?} {}", slice, day);
                prop_assert!(left == 0 || left >= 10);
                last = [events, censored];
            }
            if let Some(day) = coarse.told[slice].last() {
                prop_assert!(*day <= *time().horizons.last().unwrap());
                prop_assert!(people.iter().filter(|p| inside(p)).count() >= 20);
            }
        }
    }

    #[test]
    fn no_group_follows_from_the_others(people in people()) {
        let coarse = coarsen(counted(&people), &plan(Policy::PUBLIC));
        let told = |by: &str, group: &str| &coarse.told[&slice(by, group)];
        // Everybody's numbers by a day are known where they are told, and where all groups of a breakdown tell theirs.
        let in_service = |p: &Person| p.0;
        let in_gender = |p: &Person| p.1;
        let peopled = |of: &dyn Fn(&Person) -> usize, group: usize| people.iter().any(|p| of(p) == group);
        let all_tell = |by: &str, groups: &[&str], of: &dyn Fn(&Person) -> usize, day: &u32| {
            (0..groups.len()).filter(|group| peopled(of, *group)).all(|group| told(by, groups[group]).contains(day))
        };
        for day in &time().days() {
            let known = told("", "").contains(day)
                || all_tell("service", &SERVICES, &in_service, day)
                || all_tell("gender", &GENDERS, &in_gender, day);
            if !known {
                continue;
            }
            type Of<'a> = &'a dyn Fn(&Person) -> usize;
            let breakdowns: [(&str, &[&str], Of<'_>); 2] =
                [("service", &SERVICES, &in_service), ("gender", &GENDERS, &in_gender)];
            for (by, groups, of) in breakdowns {
                let silent: Vec<usize> = (0..groups.len())
                    .filter(|group| peopled(of, *group) && !told(by, groups[*group]).contains(day))
                    .collect();
                prop_assert!(silent.len() != 1, "{} {} {:?}", by, day, silent);
                let together = exactly(&people, &|p| silent.contains(&of(p)), *day);
                prop_assert!(!together.into_iter().any(few), "{} {} {:?} {:?}", by, day, silent, together);
            }
        }
    }
}

/// People with a service, a day, how it ended, and the day from which they were observed.
type Met = (usize, i64, Ending, i64);

fn met() -> impl Strategy<Value = Vec<Met>> {
    let ending =
        prop_oneof![Just(Ending::Event), Just(Ending::Other(0)), Just(Ending::Other(1)), Just(Ending::Censored)];
    let service = prop_oneof![8 => Just(0_usize), 4 => Just(1), 3 => Just(2), 1 => Just(3)];
    let late = prop_oneof![2 => Just(0_i64), 1 => 0_i64..150];
    let one = (service, prop_oneof![3 => 0_i64..200, 1 => 0_i64..900], ending, late);
    // Nobody is observed first on the day they leave, or after it.
    prop::collection::vec(
        one.prop_map(|(service, day, ending, late)| (service, day, ending, late.min(day - 1))),
        0..600,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn no_step_has_few_of_any_event_nor_few_who_come_late(people in met()) {
        let mut counts = Counts::default();
        for group in SERVICES {
            counts.touch(slice("service", group));
        }
        for (i, &(service, day, ending, late)) in people.iter().enumerate() {
            let one = Tally { n: 1, who: [i as u64 * 7919, i as u64 * 104_729] };
            let entered = (late > 0).then_some((Part::Entered(late), one));
            for slice in [slice("", ""), slice("service", SERVICES[service])] {
                let parts = [(Part::Yes, one), (Part::Ended(ending, day), one)].into_iter().chain(entered.clone());
                counts.extend(slice, parts.collect());
            }
        }
        let coarse = coarsen(counts, &plan(Policy::PUBLIC));
        let of_services = |services: &[usize], since: u32, day: u32| -> (Vec<u64>, u64, u64) {
            let inside: Vec<&Met> = people.iter().filter(|p| services.contains(&p.0)).collect();
            let between = |on: i64| (i64::from(since)..i64::from(day)).contains(&on);
            let number = |of: &dyn Fn(&Met) -> bool| inside.iter().filter(|p| of(p)).count() as u64;
            let endings = [Ending::Event, Ending::Other(0), Ending::Other(1), Ending::Censored];
            let mut kinds: Vec<u64> = endings.iter().map(|e| number(&|p| p.2 == *e && between(p.1))).collect();
            kinds.push(number(&|p| p.3 > 0 && between(p.3)));
            let day = i64::from(day);
            (kinds, number(&|p| p.3 >= day), number(&|p| p.1 >= day && p.3 < day))
        };
        let all = [0, 1, 2, 3];
        for (slice, _) in coarse.iter() {
            let service = slice.group.first().and_then(|group| SERVICES.iter().position(|s| s == group));
            let services = service.map_or(&all[..], |service| std::slice::from_ref(&all[service]));
            let mut last = 0;
            for day in &coarse.told[slice] {
                let (kinds, waiting, at_risk) = of_services(services, last, *day);
                prop_assert!(!kinds.into_iter().any(few) && !few(waiting) && (at_risk == 0 || at_risk >= 10));
                last = *day;
            }
        }
        // What all tell less what some tell is of those who are silent.
        // Of nobody there is no total.
        for day in coarse.told.get(&slice("", "")).into_iter().flatten() {
            let peopled = |service: &usize| people.iter().any(|p| p.0 == *service);
            let silent: Vec<usize> = all.into_iter().filter(peopled)
                .filter(|service| !coarse.told[&slice("service", SERVICES[*service])].contains(day)).collect();
            let (kinds, waiting, at_risk) = of_services(&silent, 0, *day);
            prop_assert!(silent.len() != 1 && !kinds.into_iter().any(few) && !few(waiting) && !few(at_risk));
        }
    }
}
