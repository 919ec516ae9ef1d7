//! Verdicts: by hand where they turn, and laws that hold for every number.

use super::*;
use crate::analysis::released::Published;
use Better::{Higher, Lower};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn shown(value: f64) -> Published {
    Published::shown(value, None)
}

fn row(value: Published, (low, high): (f64, f64), count: Published, base: Published) -> Row {
    Row {
        key: Key {
            indicator: "x".to_owned(),
            statistic: "share",
            level: String::new(),
            by: String::new(),
            group: String::new(),
            moment: String::new(),
        },
        value,
        low: shown(low),
        high: shown(high),
        count,
        base,
        unknown: shown(0.0),
        among_unknown: shown(0.0),
        method: "wilson",
        flag: Flag::None,
    }
}

fn of(low: f64, high: f64) -> Row {
    row(shown((low + high) / 2.0), (low, high), shown(50.0), shown(100.0))
}

fn counted(count: u64, unknown: Published, among_unknown: u64) -> Row {
    let row = row(shown(0.5), (0.4, 0.6), shown(count as f64), shown(100.0));
    Row { unknown, among_unknown: shown(among_unknown as f64), ..row }
}

const NONE: Published = Published::ABSENT;

#[test]
fn a_share_is_judged_by_its_whole_interval() {
    for (low, high, target, higher, lower) in [
        (0.41, 0.55, 0.4, Verdict::Met, Verdict::NotMet),
        (0.35, 0.51, 0.4, Verdict::Unsure, Verdict::Unsure),
        (0.30, 0.38, 0.4, Verdict::NotMet, Verdict::Met),
        // What is reached is met.
        (0.40, 0.55, 0.4, Verdict::Met, Verdict::Unsure),
        (0.30, 0.40, 0.4, Verdict::Unsure, Verdict::Met),
        (0.00, 0.00, 0.0, Verdict::Met, Verdict::Met),
        // Printed 40–55 % and 30–40 %: neither may be said to lie beside 40 %.
        (0.396, 0.55, 0.4, Verdict::Unsure, Verdict::Unsure),
        (0.30, 0.396, 0.4, Verdict::Unsure, Verdict::Met),
        (0.404, 0.55, 0.4, Verdict::Met, Verdict::Unsure),
        (0.145, 0.145, 0.15, Verdict::Unsure, Verdict::Met),
    ] {
        let row = of(low, high);
        assert_eq!(share(&row, target, Higher), higher, "{low}–{high} ≥ {target}");
        assert_eq!(share(&row, target, Lower), lower, "{low}–{high} ≤ {target}");
    }
}

#[test]
fn a_share_that_is_not_there_is_not_judged() {
    let open = |row: &Row| share(row, 0.4, Higher);
    let good = of(0.5, 0.6);
    let few = |base: f64| Row { base: shown(base), ..good.clone() };
    assert_eq!(open(&few(10.0)), Verdict::Met);
    assert_eq!(open(&few(9.0)), Verdict::Open(Reason::TooFew));
    let hidden = Published::hidden(None);
    for row in [
        Row { value: hidden, ..good.clone() },
        Row { low: hidden, ..good.clone() },
        Row { base: hidden, value: NONE, low: NONE, high: NONE, flag: Flag::NotDue, ..good.clone() },
    ] {
        assert_eq!(open(&row), Verdict::Open(Reason::Hidden));
    }
    // Only the unknown is hidden: the share stands.
    assert_eq!(open(&Row { unknown: hidden, flag: Flag::Suppressed, ..good.clone() }), Verdict::Met);
    let nobody = |flag| Row { value: NONE, low: NONE, high: NONE, base: shown(0.0), flag, ..good.clone() };
    assert_eq!(open(&nobody(Flag::NotDue)), Verdict::Open(Reason::NotDue));
    assert_eq!(open(&nobody(Flag::NotAvailable)), Verdict::Open(Reason::NoData));
}

#[test]
fn a_number_is_judged_once_it_cannot_change() {
    let known = |count| counted(count, shown(0.0), 0);
    assert_eq!(people(&known(120), 120, Higher, None), Verdict::Met);
    assert_eq!(people(&known(119), 120, Higher, None), Verdict::NotMet);
    assert_eq!(people(&known(0), 120, Higher, None), Verdict::NotMet);
    assert_eq!(people(&known(20), 20, Lower, None), Verdict::Met);
    assert_eq!(people(&known(21), 20, Lower, None), Verdict::NotMet);
    for waiting in [Reason::Ongoing, Reason::NotDue] {
        assert_eq!(people(&known(120), 120, Higher, Some(waiting)), Verdict::Met);
        assert_eq!(people(&known(119), 120, Higher, Some(waiting)), Verdict::Open(waiting));
        assert_eq!(people(&known(20), 20, Lower, Some(waiting)), Verdict::Open(waiting));
        assert_eq!(people(&known(21), 20, Lower, Some(waiting)), Verdict::NotMet);
    }
}

#[test]
fn those_of_whom_it_is_not_known_may_turn_a_number() {
    for (unknown, among_unknown, higher, lower) in [
        (9, 0, Verdict::NotMet, Verdict::Met),
        (10, 0, Verdict::Open(Reason::Unknown), Verdict::Met),
        (5, 5, Verdict::Open(Reason::Unknown), Verdict::Met),
        (6, 5, Verdict::Open(Reason::Unknown), Verdict::Open(Reason::Unknown)),
    ] {
        let row = counted(110, shown(unknown as f64), among_unknown);
        assert_eq!(people(&row, 120, Higher, None), higher, "{unknown}");
        assert_eq!(people(&row, 120, Lower, None), lower, "{unknown}");
    }
    let hidden = counted(110, Published::hidden(None), 0);
    assert_eq!(people(&hidden, 120, Higher, None), Verdict::Open(Reason::Unknown));
    assert_eq!(people(&hidden, 110, Higher, None), Verdict::Met);
    let row = Row { count: Published::hidden(None), ..counted(0, shown(0.0), 0) };
    assert_eq!(people(&row, 120, Higher, None), Verdict::Open(Reason::Hidden));
    let row = Row { count: NONE, flag: Flag::NotAvailable, ..counted(0, shown(0.0), 0) };
    assert_eq!(people(&row, 120, Higher, None), Verdict::Open(Reason::NoData));
}

#[test]
fn a_goal_whose_row_is_missing_cannot_be_judged() {
    let goal = |aim| Goal {
        text: std::collections::BTreeMap::new(),
        indicator: "x".to_owned(),
        moment: None,
        statistic: "share",
        level: String::new(),
        better: Higher,
        aim,
    };
    for aim in [Aim::Share(0.1), Aim::People(1)] {
        assert_eq!(verdict(&goal(aim), None, None), Verdict::Open(Reason::NoData));
    }
}

#[test]
fn every_verdict_and_reason_has_its_own_id() {
    let verdicts = [Verdict::Met, Verdict::Unsure, Verdict::NotMet, Verdict::Open(Reason::NoData)];
    assert_eq!(verdicts.map(Verdict::id).into_iter().collect::<BTreeSet<_>>().len(), verdicts.len());
    assert_eq!(Reason::ALL.map(Reason::id).into_iter().collect::<BTreeSet<_>>().len(), Reason::ALL.len());
    assert_eq!(verdicts.map(Verdict::reason), [None, None, None, Some(Reason::NoData)]);
}

/// From met to not met; what cannot be judged is nowhere on the way.
fn place(verdict: Verdict) -> Option<u8> {
    match verdict {
        Verdict::Met => Some(0),
        Verdict::Unsure => Some(1),
        Verdict::NotMet => Some(2),
        Verdict::Open(_) => None,
    }
}

proptest! {
    #[test]
    fn a_harder_goal_is_never_better_met(
        ends in (0.0..=1.0_f64, 0.0..=1.0_f64),
        targets in (0.0..=1.0_f64, 0.0..=1.0_f64),
        base in 0_u64..40,
    ) {
        let row = Row { base: shown(base as f64), ..of(ends.0.min(ends.1), ends.0.max(ends.1)) };
        let (less, more) = (targets.0.min(targets.1), targets.0.max(targets.1));
        let [easy, hard] = [less, more].map(|target| share(&row, target, Higher));
        prop_assert!(place(easy) <= place(hard), "≥ {less}: {easy:?}, ≥ {more}: {hard:?}");
        let [hard, easy] = [less, more].map(|target| share(&row, target, Lower));
        prop_assert!(place(easy) <= place(hard), "≤ {more}: {easy:?}, ≤ {less}: {hard:?}");
        // Whether it can be judged does not hang on what was agreed.
        prop_assert_eq!(place(easy).is_none(), base < LEAST_JUDGED);
    }

    /// At least so many who do is at most so many who do not.
    #[test]
    fn a_goal_and_its_mirror_image_have_one_verdict(low in 0_u32..=1000, high in 0_u32..=1000, target in 0_u32..=100) {
        // Halves of a per cent are printed upwards from both sides.
        prop_assume!(low <= high && low % 10 != 5 && high % 10 != 5);
        let [a, b] = [low, high].map(|x| f64::from(x) / 1000.0);
        let [mirrored_a, mirrored_b] = [1000 - high, 1000 - low].map(|x| f64::from(x) / 1000.0);
        let one = share(&of(a, b), f64::from(target) / 100.0, Higher);
        let other = share(&of(mirrored_a, mirrored_b), f64::from(100 - target) / 100.0, Lower);
        prop_assert_eq!(one, other);
    }

    #[test]
    fn more_planned_people_are_never_better_met(
        count in 0_u64..200, unknown in 0_u64..50, planned in (1_u64..250, 1_u64..250), waits in any::<bool>()
    ) {
        let row = counted(count, shown(unknown as f64), 0);
        let waiting = waits.then_some(Reason::Ongoing);
        let (less, more) = (planned.0.min(planned.1), planned.0.max(planned.1));
        // Open stands in the middle: it may still turn either way.
        let place = |verdict| place(verdict).unwrap_or(1);
        let judged = |planned, better| place(people(&row, planned, better, waiting));
        prop_assert!(judged(less, Higher) <= judged(more, Higher));
        prop_assert!(judged(more, Lower) <= judged(less, Lower));
        // A goal to reach is missed exactly where the same number less one was a limit to stay within.
        if !waits && less > 1 {
            let (reach, stay) = (judged(less, Higher), judged(less - 1, Lower));
            prop_assert_eq!(reach, 2 - stay);
        }
    }
}
