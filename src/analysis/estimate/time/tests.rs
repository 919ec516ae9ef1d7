//! Curves against R, and their laws.

use super::*;
use compare::{log_rank, log_rank_of_steps};
use competing::aalen_johansen;
use course::Median;
use proptest::prelude::*;

fn table(rows: impl IntoIterator<Item = (i64, bool)>) -> Table {
    let mut table = Table::new();
    for (day, event) in rows {
        let left = table.entry(day).or_default();
        if event {
            left.events += 1;
        } else {
            left.censored += 1;
        }
    }
    table
}

fn close(found: Option<f64>, wanted: &str, of: &str) {
    match wanted.parse::<f64>() {
        Ok(wanted) => assert!(found.is_some_and(|found| (found - wanted).abs() < 1e-9), "{of}: {found:?}"),
        Err(_) => assert_eq!(found, None, "{of}"),
    }
}

#[test]
fn times_agree_with_r() {
    // tests/reference/time.R
    let mut rows: BTreeMap<&str, Vec<(i64, bool)>> = BTreeMap::new();
    for line in include_str!("../../../../tests/reference/time_rows.csv").lines().skip(1) {
        let field: Vec<&str> = line.split(',').collect();
        rows.entry(field[0]).or_default().push((field[1].parse().unwrap(), field[2] == "1"));
    }
    let mut compared = 0;
    for line in include_str!("../../../../tests/reference/time.csv").lines().skip(1) {
        let field: Vec<&str> = line.split(',').collect();
        let curve = kaplan_meier(&table(rows[field[0]].iter().copied()));
        let day = || field[2].parse::<i64>().unwrap();
        match field[1] {
            "cumulative" => {
                let (value, interval) = curve.course().cumulative(day()).unwrap();
                close(Some(value), field[3], line);
                // Before the first event R has limits, 0 and 0, where nobody left and none where somebody did.
                let [low, high] = if value == 0.0 { ["NA"; 2] } else { [field[4], field[5]] };
                close(interval.map(|i| i.low), low, line);
                close(interval.map(|i| i.high), high, line);
            }
            "median" => {
                let median = curve.course().median();
                close(median.value, field[3], line);
                close(median.low, field[4], line);
                close(median.high, field[5], line);
            }
            "rmst" => {
                let (value, error) = curve.restricted_mean(day()).unwrap();
                close(Some(value), field[3], line);
                close(Some(error), field[4], line);
            }
            other => panic!("{other}"),
        }
        compared += 1;
    }
    assert!(compared > 50 && rows.len() == 7);
}

#[test]
fn life_tables_agree_with_r() {
    // tests/reference/time.R
    let mut table = Table::new();
    let lines = || include_str!("../../../../tests/reference/life_table.csv").lines().skip(1);
    let fields = |line: &'static str| line.split(',').map(|x| x.parse::<f64>().unwrap()).collect::<Vec<_>>();
    for line in lines() {
        let field = fields(line);
        let left = Leaving { events: field[1] as u64, censored: field[2] as u64, ..Leaving::default() };
        table.insert(field[0] as i64, left);
    }
    let curve = life_table(&table);
    for line in lines() {
        let field = fields(line);
        let (value, interval) = curve.course().cumulative(field[0] as i64).unwrap();
        let interval = interval.unwrap();
        for (found, wanted) in [value, interval.low, interval.high].iter().zip(&field[3..]) {
            assert!((found - wanted).abs() < 1e-9, "{line}: {found}");
        }
    }
    assert!(table.len() == 8);
}

#[test]
fn nobody_has_no_curve_and_no_curve_goes_beyond_its_last_day() {
    let nobody = kaplan_meier(&Table::new());
    assert_eq!((nobody.course().cumulative(0), nobody.restricted_mean(1)), (None, None));
    assert_eq!(nobody.course().median(), Median { value: None, low: None, high: None });
    let curve = kaplan_meier(&table([(10, true), (20, false)]));
    assert_eq!(curve.course().cumulative(20).map(|(value, _)| value), Some(0.5));
    assert_eq!((curve.course().cumulative(21), curve.restricted_mean(21)), (None, None));
    // Where everybody has had the event the curve stays at 1.
    assert_eq!(kaplan_meier(&table([(10, true)])).course().cumulative(9999), Some((1.0, None)));
}

fn rows() -> impl Strategy<Value = Vec<(i64, bool)>> {
    prop::collection::vec((0_i64..400, any::<bool>()), 1..80)
}

proptest! {
    #[test]
    fn the_curve_rises_in_its_interval(rows in rows()) {
        let curve = kaplan_meier(&table(rows));
        let mut before = 0.0;
        for day in 0..400 {
            let Some((value, interval)) = curve.course().cumulative(day) else { continue };
            prop_assert!(before <= value && value <= 1.0);
            before = value;
            if let Some(interval) = interval {
                prop_assert!(0.0 <= interval.low && interval.low <= value);
                prop_assert!(value <= interval.high && interval.high <= 1.0);
            }
        }
        let Median { value, low, high } = curve.course().median();
        let ordered: Vec<f64> = [low, value, high].into_iter().flatten().collect();
        prop_assert!(ordered.windows(2).all(|pair| pair[0] <= pair[1]), "{:?}", ordered);
    }

    #[test]
    fn without_censoring_the_share_is_the_share(days in prop::collection::vec(0_i64..400, 1..80), at in 0_i64..400) {
        let curve = kaplan_meier(&table(days.iter().map(|day| (*day, true))));
        let so_far = days.iter().filter(|day| **day <= at).count() as f64 / days.len() as f64;
        prop_assert!((curve.course().cumulative(at).unwrap().0 - so_far).abs() < 1e-12);
        let mean = days.iter().map(|day| (*day).min(at) as f64).sum::<f64>() / days.len() as f64;
        prop_assert!((curve.restricted_mean(at).unwrap().0 - mean).abs() < 1e-9);
    }

    #[test]
    fn the_restricted_mean_is_the_area_over_the_curve(rows in rows(), until in 1_i64..400) {
        let curve = kaplan_meier(&table(rows));
        if let Some((mean, error)) = curve.restricted_mean(until) {
            let area: f64 = (0..until).map(|day| 1.0 - curve.course().cumulative(day).unwrap().0).sum();
            prop_assert!((mean - area).abs() < 1e-9 && error >= 0.0 && mean <= until as f64);
        }
    }
}

/// Rows with two kinds of events, 1 and 2, censorings and late entries: the day, what happened, and the day of entry.
fn passing(rows: impl IntoIterator<Item = (i64, usize, i64)>, of: usize) -> Table {
    let mut table = Table::new();
    for (day, what, entry) in rows {
        let left = table.entry(day).or_default();
        match what {
            0 => left.censored += 1,
            what if what == of => left.events += 1,
            _ => left.others += 1,
        }
        if entry > 0 {
            table.entry(entry).or_default().entered += 1;
        }
    }
    table
}

/// The rows of tests/reference/competing_rows.csv by set.
fn competing_rows() -> BTreeMap<&'static str, Vec<(i64, usize, i64, &'static str)>> {
    let mut rows: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for line in include_str!("../../../../tests/reference/competing_rows.csv").lines().skip(1) {
        let field: Vec<&'static str> = line.split(',').collect();
        let number = |i: usize| field[i].parse::<i64>().unwrap();
        rows.entry(field[0]).or_default().push((number(1), number(2) as usize, number(3), field[4]));
    }
    rows
}

#[test]
fn competing_events_late_entry_and_comparisons_agree_with_r() {
    // tests/reference/competing.R
    let rows = competing_rows();
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    for line in include_str!("../../../../tests/reference/competing.csv").lines().skip(1) {
        let field: Vec<&str> = line.split(',').collect();
        let [set, what, of, day] = [0, 1, 2, 3].map(|i| field[i]);
        let all = || rows[set].iter().map(|(day, what, entry, _)| (*day, *what, *entry));
        let number = |text: &str| text.parse::<i64>().unwrap();
        match what {
            "incidence" => {
                let found = aalen_johansen(&passing(all(), number(of) as usize));
                let (value, interval) = found.course().cumulative(number(day)).unwrap();
                close(Some(value), field[4], line);
                close(interval.map(|i| i.low), field[5], line);
                close(interval.map(|i| i.high), field[6], line);
            }
            "after" => {
                let found = aalen_johansen(&passing(all(), number(of) as usize)).time_after(number(day)).unwrap();
                close(Some(found.0), field[4], line);
                close(Some(found.1), field[5], line);
            }
            "without" => {
                let (value, interval) = kaplan_meier(&passing(all(), 1)).course().cumulative(number(day)).unwrap();
                close(Some(value), field[4], line);
                close(interval.map(|i| i.low), field[5], line);
                close(interval.map(|i| i.high), field[6], line);
            }
            "rmst" => {
                let found = kaplan_meier(&passing(all(), 1)).restricted_mean(number(day)).unwrap();
                close(Some(found.0), field[4], line);
                close(Some(found.1), field[5], line);
            }
            "logrank" => {
                let groups: std::collections::BTreeSet<&str> = rows[set].iter().map(|row| row.3).collect();
                let tables = groups.iter().map(|group| {
                    passing(rows[set].iter().filter(|row| row.3 == *group).map(|row| (row.0, row.1, 0)), 1)
                });
                let found = log_rank(&tables.collect::<Vec<_>>()).unwrap();
                close(Some(found.statistic), field[4], line);
                close(Some(found.chance), field[5], line);
                assert_eq!(found.freedom as usize + 1, groups.len());
            }
            other => panic!("{other}"),
        }
        *compared.entry(what).or_default() += 1;
    }
    let least = [("incidence", 40), ("after", 12), ("without", 6), ("rmst", 2), ("logrank", 2)];
    assert!(least.iter().all(|(what, n)| compared[what] >= *n), "{compared:?}");
}

proptest! {
    #[test]
    fn the_shares_of_all_events_and_of_none_are_everybody(
        rows in prop::collection::vec((1_i64..60, 0_usize..3, -20_i64..20), 1..60), at in 1_i64..60,
    ) {
        // Nobody is observed from the day on which they leave, or later.
        let rows: Vec<_> = rows.into_iter().map(|(day, what, entry)| (day, what, entry.min(day - 1))).collect();
        let tables = [1, 2].map(|of| passing(rows.iter().copied(), of));
        let any = kaplan_meier(&tables[0]);
        let Some((any, _)) = any.course().cumulative(at) else { return Ok(()) };
        let shares = tables.each_ref().map(|table| aalen_johansen(table).course().cumulative(at).unwrap());
        prop_assert!((shares[0].0 + shares[1].0 - any).abs() < 1e-9);
        for (value, interval) in shares {
            prop_assert!((0.0..=1.0 + 1e-12).contains(&value));
            if let Some(interval) = interval {
                prop_assert!(0.0 <= interval.low && interval.low <= value && value <= interval.high && interval.high <= 1.0);
            }
        }
        // To take those whom another event came to for people nothing more is known of gives more than the truth.
        let mut naive = tables[0].clone();
        for left in naive.values_mut() {
            left.censored += std::mem::take(&mut left.others);
        }
        if let Some((naive, _)) = kaplan_meier(&naive).course().cumulative(at) {
            prop_assert!(naive >= shares[0].0 - 1e-12);
        }
    }

    #[test]
    fn with_one_kind_of_event_the_share_is_one_minus_kaplan_and_meiers(
        rows in prop::collection::vec((1_i64..60, any::<bool>()), 1..60), until in 1_i64..60,
    ) {
        let table = table(rows);
        let (curve, share) = (kaplan_meier(&table), aalen_johansen(&table));
        if let Some((value, _)) = curve.course().cumulative(until) {
            prop_assert!((value - share.course().cumulative(until).unwrap().0).abs() < 1e-12);
            let (mean, after) = (curve.restricted_mean(until).unwrap().0, share.time_after(until).unwrap());
            prop_assert!((mean + after.0 - until as f64).abs() < 1e-9 && after.1 >= 0.0);
        }
    }

    #[test]
    fn groups_that_are_alike_are_never_told_apart(rows in prop::collection::vec((1_i64..40, any::<bool>()), 2..40)) {
        let one = table(rows);
        for found in [log_rank(&[one.clone(), one.clone()]), log_rank_of_steps(&[one.clone(), one])].into_iter().flatten() {
            prop_assert!(found.statistic < 1e-9 && found.chance > 0.99);
        }
    }
}
