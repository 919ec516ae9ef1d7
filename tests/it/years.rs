//! This year against last: which years are compared, what their difference is, and that it tells no more than they do.

use crate::util::{Folder, Key, Row, Tidy, polku};
use std::fmt::Write as _;

const HEAD: &str = "id;start;end;status_start;status_exit;status_6m;work_ability_start;work_ability_exit\n";

/// People who left in a year, so many of them in work on leaving and half a year later.
fn leavers(year: u16, in_work: usize, all: usize) -> String {
    let mut rows = String::new();
    for i in 0..all {
        let status = if i < in_work { "open_employment" } else { "unemployed" };
        let (month, score) = (i % 12 + 1, 3 + i % 5);
        writeln!(rows, "L{year}-{i};5.1.{year};20.{month}.{year};unemployed;{status};{status};3;{score}").unwrap();
    }
    rows
}

fn count(rows: &str, project: &str, args: &[&str]) -> Tidy {
    let folder = Folder::new();
    folder.write("data.csv", format!("{HEAD}{rows}"));
    let toml = folder.write("polku.toml", format!("[project]\n{project}\n[[table]]\nfile = \"data.csv\"\n"));
    let mut all: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"indicators", &toml, &"--format", &"csv", &"--lang", &"en"];
    all.extend(args.iter().map(|arg| arg as &dyn AsRef<std::ffi::OsStr>));
    Tidy::parse(&polku(&all).ok().out)
}

/// The differences of an indicator: the years, what is compared, the row.
fn differences<'a>(tidy: &'a Tidy, indicator: &str) -> Vec<(&'a str, &'a str, &'a Row)> {
    let of = |(key, _): &(&'a Key, &'a Row)| key.statistic == "difference" && key.indicator == indicator;
    tidy.0.iter().filter(of).map(|(key, row)| (key.group.as_str(), key.level.as_str(), row)).collect()
}

fn years<'a>(tidy: &'a Tidy, indicator: &str) -> Vec<&'a str> {
    differences(tidy, indicator).into_iter().map(|(years, ..)| years).collect()
}

const UNTIL: &str = "data_until = 2026-03-31";

#[test]
fn shares_differ_as_in_newcombes_paper() {
    // 56 of 70 against 48 of 80: Newcombe (1998), Table II (a).
    let rows = leavers(2024, 48, 80) + &leavers(2025, 56, 70);
    for internal in ["--internal", "--quiet"] {
        let tidy = count(&rows, UNTIL, &[internal]);
        let [(years, level, row)] = differences(&tidy, "employed_exit")[..] else { panic!("one difference") };
        assert_eq!((years, level, row.method.as_str()), ("2025-2024", "share", "newcombe"));
        assert!((row.value.unwrap() - 0.2).abs() < 1e-12, "{row:?}");
        let limits = [row.low.unwrap(), row.high.unwrap()].map(|x| (x * 1e4).round() / 1e4);
        assert_eq!(limits, [0.0524, 0.3339]);
        assert_eq!((row.count, row.base, row.flag.as_str()), (None, None, ""));
        // Beside it stand both years and nothing else of the breakdown.
        let beside = |key: &&Key| key.by == "exit_year" && key.indicator == "employed_exit";
        let groups: Vec<&str> = tidy.0.keys().filter(beside).map(|key| key.group.as_str()).collect();
        // The difference, its p among so many, the ratio, and the two years.
        assert_eq!(groups, ["2025-2024", "2025-2024", "2025-2024", "2024", "2025"]);
        let ratio = |(key, _): &(&Key, &Row)| key.statistic == "difference_ratio" && key.indicator == "employed_exit";
        let (_, ratio) = tidy.0.iter().find(ratio).unwrap();
        // tests/reference/ratio.R
        let wanted = [1.333_333_333_333_33, 1.076_626_422_763_19, 1.651_248_511_266_39];
        for (found, wanted) in [ratio.value, ratio.low, ratio.high].into_iter().zip(wanted) {
            assert!((found.unwrap() - wanted).abs() < 1e-9, "{ratio:?}");
        }
    }
}

#[test]
fn everything_that_has_years_is_compared_and_nothing_else() {
    let tidy = count(&(leavers(2024, 48, 80) + &leavers(2025, 56, 70)), UNTIL, &["--internal"]);
    let levels = |indicator| differences(&tidy, indicator).iter().map(|(_, level, _)| *level).collect::<Vec<_>>();
    assert_eq!(levels("work_ability_change"), ["improved", "mean_change"]);
    assert_eq!(levels("ladder_move_exit"), ["up"]);
    let [("2025-2024", "count", row)] = differences(&tidy, "starters")[..] else { panic!("starters") };
    assert_eq!((row.value, row.low, row.high), (Some(-10.0), None, None));
    // Who takes part for long is in both years; how people are spread is no one number.
    for indicator in ["participants", "status_distribution", "status_transition_exit"] {
        assert!(levels(indicator).is_empty(), "{indicator}");
    }
    // Shares that are compared are looked at together; numbers of people and means are not.
    let adjusted: Vec<(&str, f64)> = tidy
        .0
        .iter()
        .filter(|(key, _)| key.statistic == "difference_q")
        .filter_map(|(key, row)| Some((key.level.as_str(), row.value?)))
        .collect();
    let shares = tidy.0.iter().filter(|(key, row)| key.statistic == "difference" && row.method == "newcombe").count();
    assert!(adjusted.len() > 2 && adjusted.len() <= shares, "{adjusted:?}");
    assert!(adjusted.iter().all(|(level, q)| ["share", "up", "improved"].contains(level) && (0.0..=1.0).contains(q)));
    // A row of participations may be one person twice.
    let rows = count(&leavers(2024, 48, 80), "unit = \"participation\"", &["--internal"]);
    assert!(differences(&rows, "employed_exit").is_empty());
}

#[test]
fn only_years_that_are_whole_and_due_are_compared() {
    let rows = leavers(2023, 30, 60) + &leavers(2024, 48, 80) + &leavers(2025, 56, 70);
    let of = |project: &str| {
        let tidy = count(&rows, project, &["--internal"]);
        ["starters", "employed_exit", "employed_6m"].map(|id| years(&tidy, id).join(" "))
    };
    // Half a year after leaving in December 2025 has not come by the end of March.
    assert_eq!(of(UNTIL), ["2025-2024", "2025-2024", "2024-2023"]);
    assert_eq!(of("data_until = 2026-06-30"), ["2025-2024", "2025-2024", "2025-2024"]);
    assert_eq!(of("data_until = 2025-12-30"), ["2024-2023", "2024-2023", "2024-2023"]);
    // A period that begins in the middle of 2024 has one whole year.
    let period = "period = { from = 2024-06-01, to = 2025-12-31 }";
    assert_eq!(of(&format!("{period}\n{UNTIL}")), ["", "", ""]);
    // Without a last day the last thing that happened is in December 2025, and the year is taken to be whole.
    assert_eq!(of("")[1], "2025-2024");
}

#[test]
fn a_first_year_whose_records_begin_late_is_not_whole() {
    let late = leavers(2024, 48, 80).replace(";5.1.2024;", ";5.3.2024;");
    let late: String = late
        .lines()
        .filter(|row| !row.contains(".1.2024") && !row.contains(".2.2024"))
        .fold(String::new(), |all, row| all + row + "\n");
    assert!(years(&count(&(late + &leavers(2025, 56, 70)), UNTIL, &["--internal"]), "employed_exit").is_empty());
}

#[test]
fn a_hidden_year_hides_the_difference() {
    // Three of 70 are in work: the share of that year is hidden, and the difference would tell it.
    let tidy = count(&(leavers(2024, 48, 80) + &leavers(2025, 3, 70)), UNTIL, &["--quiet"]);
    let [(_, _, row)] = differences(&tidy, "employed_exit")[..] else { panic!("one difference") };
    assert_eq!((row.value, row.low, row.high, row.flag.as_str()), (None, None, None, "suppressed"));
    let adjusted = tidy.0.iter().find(|(key, _)| key.statistic == "difference_q" && key.indicator == "employed_exit");
    assert!(adjusted.is_some_and(|(_, row)| row.value.is_none() && row.flag == "suppressed"), "nothing hidden has a p");
    let year = |year| tidy.group("employed_exit", "share", "exit_year", year);
    assert_eq!(year("2025").value, None);
    // With two years the other follows from the total, so it is gone too.
    assert_eq!(year("2024").value, None);

    // Nine people have no mean.
    let few = leavers(2024, 48, 80) + &leavers(2025, 5, 9);
    let tidy = count(&few, UNTIL, &["--quiet"]);
    for (_, level, row) in differences(&tidy, "work_ability_change") {
        assert!(level != "mean_change" || row.flag == "suppressed", "{level} {row:?}");
    }
}

#[test]
fn years_are_groups_like_any_other_when_asked_for() {
    let rows = leavers(2023, 30, 60) + &leavers(2024, 48, 80) + "S;5.1.2025;;unemployed;;;4;\n";
    let tidy = count(&rows, "data_until = 2025-03-31", &["--internal", "--by", "exit_year,start_year"]);
    let groups = |by: &str| -> Vec<&str> {
        let of = |key: &&Key| [key.indicator.as_str(), &key.by] == ["participants", by];
        tidy.0.keys().filter(of).map(|key| key.group.as_str()).collect()
    };
    assert_eq!(groups("exit_year"), ["2023", "2024", "unknown"]);
    assert_eq!(groups("start_year"), ["2023", "2024", "2025"]);
    assert_eq!(years(&tidy, "employed_exit"), ["2024-2023"]);
    let six = tidy.group("employed_6m", "share_floor", "exit_year", "2024");
    // Those who left by the end of September.
    assert_eq!(six.base, Some(62));
}
