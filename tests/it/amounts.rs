//! Amounts through the whole program: their means, medians and quartiles are what R says, and under the public policy
//! none of them tells the value of one person.

use crate::util::{Folder, Key, Row, Tidy, polku, root};
use std::collections::BTreeMap;

const INDICATORS: &str = r#"
[project]
data_until = 2024-12-31
[[table]]
file = "data.csv"
[[indicator]]
id = "hours"
measure = "mean"
of = "coaching_hours"
text.en = { name = "Coaching hours", meaning = "How many hours of coaching people had." }
[[indicator]]
id = "middle_hours"
measure = "median"
of = "coaching_hours"
text.en = { name = "Coaching hours, the middle", meaning = "How many hours of coaching people had." }
"#;

/// Counts hours by service. `rows` are service and hours.
fn count<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>, internal: bool) -> Tidy {
    let mut data = "id;start;service;coaching_hours".to_owned();
    for (i, (service, hours)) in rows.into_iter().enumerate() {
        data += &format!("\nP{i};8.1.2024;{service};{}", hours.replace('.', ","));
    }
    let folder = Folder::new();
    folder.write("data.csv", data);
    let toml = folder.write("polku.toml", INDICATORS);
    let internal = if internal { "--internal" } else { "--quiet" };
    let ran = polku(&[&"indicators", &toml, &"--format", &"csv", &"--by", &"service", &internal]).ok();
    Tidy::parse(&ran.out)
}

fn of<'a>(tidy: &'a Tidy, indicator: &str, statistic: &str, service: &str) -> &'a Row {
    let by = if service.is_empty() { "" } else { "service" };
    let [indicator, statistic, by, group] = [indicator, statistic, by, service].map(str::to_owned);
    &tidy.0[&Key { indicator, statistic, level: String::new(), by, group, moment: String::new() }]
}

#[test]
fn amounts_are_what_r_says() {
    let file = |name: &str| std::fs::read_to_string(root().join("tests/reference").join(name)).unwrap();
    let values = file("amounts.csv");
    // An amount is never below nought.
    let rows = values.lines().skip(1).map(|line| line.split_once(',').unwrap()).filter(|(set, _)| *set != "change");
    let tidy = count(rows.clone(), true);
    let near = |got: Option<f64>, expected: &str| match (got, expected.parse::<f64>()) {
        (Some(got), Ok(expected)) => (got - expected).abs() < 1e-9,
        (got, expected) => got.is_none() && expected.is_err(),
    };
    let mut met = 0;
    for line in file("amount.csv").lines().skip(1).filter(|line| !line.starts_with("change,")) {
        let field: Vec<&str> = line.split(',').collect();
        let mean = of(&tidy, "hours", "mean", field[0]);
        for indicator in ["hours", "middle_hours"] {
            let row = |statistic| of(&tidy, indicator, statistic, field[0]);
            let got = match field[1] {
                "median" => row("median").value,
                "low" => row("median").low,
                "high" => row("median").high,
                "q1" => row("lower_quartile").value,
                "q3" => row("upper_quartile").value,
                "mean" => mean.value,
                "mean_low" => mean.low,
                "mean_high" => mean.high,
                other => panic!("{other}"),
            };
            assert!(near(got, field[2]), "{indicator} {line}: {got:?}");
            met += 1;
        }
    }
    assert!(met > 80, "{met}");
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for (set, value) in rows {
        *sums.entry(set).or_default() += value.parse::<f64>().unwrap();
        *sums.entry("").or_default() += value.parse::<f64>().unwrap();
    }
    for (set, sum) in sums {
        assert!((of(&tidy, "hours", "sum", set).value.unwrap() - sum).abs() < 1e-6, "{set}");
    }
}

/// Nothing of these is shown.
#[track_caller]
fn hidden(tidy: &Tidy, service: &str, statistics: &[&str]) {
    for statistic in statistics {
        let row = of(tidy, "hours", statistic, service);
        assert_eq!((row.value, row.low, row.high), (None, None, None), "{service} {statistic}");
        assert_eq!(row.flag, "suppressed", "{service} {statistic}");
    }
}

const ALL: [&str; 5] = ["mean", "sum", "median", "lower_quartile", "upper_quartile"];

#[test]
fn no_public_amount_tells_of_one_person() {
    let spread: Vec<String> = (1..=40).map(|hours| hours.to_string()).collect();
    let ordinary = || spread.iter().map(|hours| ("Ordinary", hours.as_str()));
    let with = |service: &'static str, hours: &'static str, n: usize| std::iter::repeat_n((service, hours), n);
    let more = || spread.iter().map(|hours| ("Other", hours.as_str()));

    // Nine people have no mean; of forty it is shown.
    let few = count(ordinary().chain(more()).chain(spread.iter().take(9).map(|hours| ("Few", hours.as_str()))), false);
    hidden(&few, "Few", &ALL);
    // One group alone would follow from the total.
    let shown = |tidy: &Tidy, service: &str| of(tidy, "hours", "mean", service).value.is_some();
    assert_eq!([shown(&few, ""), shown(&few, "Ordinary") && shown(&few, "Other")], [true, false]);

    // One person has nearly everything.
    let one = count(ordinary().chain(more()).chain(with("One", "2", 20)).chain(with("One", "900", 1)), false);
    hidden(&one, "One", &ALL);
    // Everybody has the same.
    let same = count(ordinary().chain(more()).chain(with("Same", "12", 30)), false);
    hidden(&same, "Same", &ALL);

    // Most have the same: the mean tells nobody's value, but beyond the quartiles there are only four.
    let most = with("Most", "12", 30).chain(with("Most", "13", 4)).chain(with("Most", "3", 4));
    let most = count(ordinary().chain(most), false);
    hidden(&most, "Most", &["median", "lower_quartile", "upper_quartile"]);
    assert!(shown(&most, "Most"));

    // Of twelve people the median may be told, but its limits are the third lowest and the third highest.
    let twelve = count(ordinary().chain(spread.iter().take(12).map(|hours| ("Twelve", hours.as_str()))), false);
    let median = of(&twelve, "hours", "median", "Twelve");
    assert_eq!((median.value, median.low, median.high, median.flag.as_str()), (Some(7.0), None, None, "suppressed"));
    hidden(&twelve, "Twelve", &["lower_quartile", "upper_quartile"]);
    assert_eq!(of(&twelve, "hours", "median", "Ordinary").low, Some(14.0));
    // Two digits of the mean of everybody.
    assert_eq!(of(&twelve, "hours", "mean", "Twelve").value, Some(7.0));
    assert_eq!(of(&twelve, "hours", "sum", "Twelve").value, Some(80.0));
}
