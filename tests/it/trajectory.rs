//! Months of people through the whole program: against TraMineR, and the same people written as a column a month, as spells
//! and as facts beside each other.

use crate::util::{Folder, Tidy, count, polku, root};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The states of the reference and the class each is read as; what they are called does not matter, only that they differ.
const STATES: [(&str, &str, &str); 6] = [
    ("employment", "open_permanent", "open"),
    ("FE", "education", "education"),
    ("HE", "subsidised", "supported"),
    ("joblessness", "unemployed", "unemployed"),
    ("school", "rehabilitative_work", "service"),
    ("training", "inactive", "outside"),
];

/// Everybody left on the first day of the first month, so that month n + 1 is n months after leaving.
const PROJECT: &str = r#"[project]
data_until = 1999-12-31
[[table]]
file = "people.csv"
[[table]]
file = 'FILE'
kind = "panel"
[values.status]
WORDS
[[indicator]]
id = "months"
measure = "trajectory"
from = "status_exit"
to = "status_71m"
text = { en = { name = "Months", meaning = "All months of everybody." } }
[[indicator]]
id = "spread"
measure = "distribution"
of = "status_{moment}"
moments = ["2m", "5m", "11m", "23m", "35m", "47m", "59m", "71m"]
text = { en = { name = "Situation", meaning = "The situation of everybody." } }
[[indicator]]
id = "from_3_to_12"
measure = "transition"
from = "status_2m"
to = "status_11m"
text = { en = { name = "From 3 to 12", meaning = "From month 3 to month 12." } }
[[indicator]]
id = "from_12_to_24"
measure = "transition"
from = "status_11m"
to = "status_23m"
text = { en = { name = "From 12 to 24", meaning = "From month 12 to month 24." } }
[[indicator]]
id = "from_24_to_60"
measure = "transition"
from = "status_23m"
to = "status_59m"
text = { en = { name = "From 24 to 60", meaning = "From month 24 to month 60." } }
[[indicator]]
id = "twice"
measure = "before_after"
before = "status_11m in open_permanent"
after = "status_23m in open_permanent"
text = { en = { name = "Twice", meaning = "In work in month 12 and in month 24." } }
"#;

static COUNTED: LazyLock<Option<(Tidy, Value)>> = LazyLock::new(|| {
    let data = root().join("../shared/reference/mvad");
    let Ok(reference) = std::fs::read_to_string(data.join("reference.json")) else {
        eprintln!("no {}: nothing compared", data.display());
        return None;
    };
    let folder = Folder::new();
    let people: String = (1..=712).map(|id| format!("{id},1993-06-01,1993-07-01\n")).collect();
    folder.write("people.csv", format!("id,start,end\n{people}"));
    let words: String = STATES.iter().map(|(state, status, _)| format!("{state} = \"{status}\"\n")).collect();
    let file = data.join("mvad.csv").display().to_string();
    let toml = folder.write("polku.toml", PROJECT.replace("FILE", &file).replace("WORDS\n", &words));
    let only = "months,spread,from_3_to_12,from_12_to_24,from_24_to_60,twice";
    let args: [&dyn AsRef<std::ffi::OsStr>; 9] =
        [&"indicators", &toml, &"--internal", &"--only", &only, &"--format", &"csv", &"--lang", &"en"];
    let ran = polku(&args).ok();
    Some((Tidy::parse(&ran.out), serde_json::from_str(&reference).unwrap()))
});

fn check<'a>(reference: &'a Value, id: &str) -> &'a Value {
    let checks = reference["checks"].as_array().unwrap();
    &checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("no check {id}"))["value"]
}

#[track_caller]
fn near(found: Option<f64>, wanted: f64, what: &str) {
    let found = found.unwrap_or_else(|| panic!("{what}: nothing"));
    assert!((found - wanted).abs() < 1e-9, "{what}: {found}, R says {wanted}");
}

/// The row of a level; `moment` may be left open.
fn level<'a>(tidy: &'a Tidy, id: &str, statistic: &str, level: &str) -> &'a crate::util::Row {
    let mut rows = tidy.0.iter().filter(|(key, _)| {
        (key.indicator.as_str(), key.statistic.as_str(), key.level.as_str()) == (id, statistic, level)
    });
    rows.next().unwrap_or_else(|| panic!("no {id} {statistic} {level}")).1
}

#[test]
fn rates_months_and_spread_are_what_traminer_says() {
    let Some((tidy, reference)) = &*COUNTED else { return };
    let rates = &check(reference, "markov_monthly_pooled")["rates"];
    for (i, (from, _, from_class)) in STATES.iter().enumerate() {
        for (j, (to, _, to_class)) in STATES.iter().enumerate() {
            let row = level(tidy, "months", "rate", &format!("{from_class}>{to_class}"));
            near(row.value, rates[i][j].as_f64().unwrap(), &format!("{from} to {to}"));
            assert_eq!((row.base, row.unknown), (Some(712), Some(0)));
        }
    }
    let indices = check(reference, "sequence_indices");
    for (state, _, class) in STATES {
        let row = level(tidy, "months", "months", class);
        near(row.value, indices[format!("months_{state}")].as_f64().unwrap(), state);
        assert!(row.low < row.value && row.value < row.high);
    }
    // The reference knows six states, the program seven classes.
    let spread = level(tidy, "months", "mean_entropy", "").value.unwrap() * 7f64.ln();
    near(Some(spread), indices["entropy_raw"].as_f64().unwrap(), "entropy");
    near(Some(spread / 6f64.ln()), indices["entropy_norm"].as_f64().unwrap(), "entropy of six");
}

#[test]
fn situations_of_months_and_moves_between_them_are_what_r_says() {
    let Some((tidy, reference)) = &*COUNTED else { return };
    for month in [3, 6, 12, 24, 36, 48, 60, 72] {
        let observed = check(reference, &format!("status_m{month}"));
        for (state, status, _) in STATES {
            // Who is in a situation at no moment has no row there.
            let wanted = &observed[state];
            let row = tidy.at("spread", "share", status, &format!("{}m", month - 1));
            assert_eq!((row.count, row.base), (wanted["x"].as_u64(), wanted["n"].as_u64()), "{state} {month}");
            near(row.value, wanted["p"].as_f64().unwrap(), state);
            near(row.low, wanted["wilson_lo"].as_f64().unwrap(), state);
            near(row.high, wanted["wilson_hi"].as_f64().unwrap(), state);
        }
    }
    for (id, check_id) in [
        ("from_3_to_12", "transition_3_12"),
        ("from_12_to_24", "transition_12_24"),
        ("from_24_to_60", "transition_24_60"),
    ] {
        let counts = &check(reference, check_id)["counts"];
        for (i, (_, from, _)) in STATES.iter().enumerate() {
            for (j, (_, to, _)) in STATES.iter().enumerate() {
                let pair = format!("{from}>{to}");
                let found = tidy.0.iter().find(|(key, _)| {
                    (key.indicator.as_str(), key.statistic.as_str(), key.level.as_str()) == (id, "count", &pair)
                });
                assert_eq!(found.map_or(Some(0), |(_, row)| row.count), counts[i][j].as_u64(), "{id} {pair}");
            }
        }
    }
    let wanted = check(reference, "mcnemar_emp_12_24");
    let of = |statistic| level(tidy, "twice", statistic, "");
    near(of("mcnemar_p").value, wanted["exact_p"].as_f64().unwrap(), "McNemar");
    near(of("paired_difference").value, wanted["change_in_prop"].as_f64().unwrap(), "change");
    let people = |key: &str| wanted[key].as_u64().unwrap();
    assert_eq!(of("share_before").count, Some(people("n10") + people("n11")));
    assert_eq!(of("share_after").count, Some(people("n01") + people("n11")));
}

/// The situation in each month, by year and month.
type Months = BTreeMap<(i16, i8), &'static str>;

/// Forty people who left on New Year’s Day of 2024, with their situation in each month from 2022 to 2025.
fn people() -> Vec<(String, Months)> {
    let words = ["unemployed", "open_permanent", "education", "inactive"];
    (0..40u64)
        .map(|person| {
            let mut dice = person.wrapping_mul(7919) + 3;
            let mut word = words[(person % 4) as usize];
            let mut months = BTreeMap::new();
            for year in 2022..=2025 {
                for month in 1..=12 {
                    dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    if (dice >> 33) % 6 == 0 {
                        word = words[((dice >> 40) % 4) as usize];
                    }
                    months.insert((year, month), word);
                }
            }
            (format!("P{person}"), months)
        })
        .collect()
}

const ASKED: &str = "trajectory_12m,trajectory_before_12m,employed_before_after_12m,employed_before_after_6m,\
                     education_before_after_12m,status_history";

fn counted(folder: &Folder, long: &str, more: &[&str]) -> Tidy {
    let lines: String = people().iter().map(|(id, _)| format!("{id},2023-06-15,2024-01-01\n")).collect();
    folder.write("people.csv", format!("id,start,end\n{lines}"));
    let project = format!("[project]\ndata_until = 2025-12-31\n[[table]]\nfile = \"people.csv\"\n{long}");
    let toml = folder.write("polku.toml", project);
    let mut args: Vec<&dyn AsRef<std::ffi::OsStr>> =
        vec![&"indicators", &toml, &"--only", &ASKED, &"--format", &"csv", &"--lang", &"en"];
    args.extend(more.iter().map(|arg| arg as &dyn AsRef<std::ffi::OsStr>));
    Tidy::parse(&polku(&args).ok().out)
}

fn panel(folder: &Folder) -> &'static str {
    let all = people();
    let head: Vec<String> = all[0].1.keys().map(|(year, month)| format!("{year}-{month:02}")).collect();
    let mut file = format!("id,{}\n", head.join(","));
    for (id, months) in &all {
        let months: Vec<&str> = months.values().copied().collect();
        file += &format!("{id},{}\n", months.join(","));
    }
    folder.write("panel.csv", file);
    "[[table]]\nfile = \"panel.csv\"\nkind = \"panel\"\n"
}

#[test]
fn months_of_a_panel_and_spells_of_the_same_people_give_the_same() {
    let folder = Folder::new();
    let of_panel = counted(&folder, panel(&folder), &["--internal"]);
    let other = Folder::new();
    let mut file = "id,from,to,status\n".to_owned();
    for (id, months) in people() {
        let mut open: Option<((i16, i8), &str)> = None;
        let mut close = |open: Option<((i16, i8), &str)>, next: (i16, i8)| {
            let Some(((year, month), word)) = open else { return };
            let first = jiff::civil::date(year, month, 1);
            let last = jiff::civil::date(next.0, next.1, 1).yesterday().unwrap();
            file += &format!("{id},{first},{last},{word}\n");
        };
        for (at, word) in &months {
            if open.is_none_or(|(_, before)| before != *word) {
                close(open, *at);
                open = Some((*at, *word));
            }
        }
        close(open, (2026, 1));
    }
    other.write("spells.csv", file);
    let of_spells = counted(&other, "[[table]]\nfile = \"spells.csv\"\nkind = \"spells\"\n", &["--internal"]);
    assert_eq!(of_panel.0.len(), of_spells.0.len());
    for (key, row) in &of_panel.0 {
        assert_eq!(format!("{row:?}"), format!("{:?}", of_spells.0[key]), "{key:?}");
    }
    // Counted by hand from the months themselves.
    let month = |months: &Months, after: i16| {
        let place = 2024 * 12 + after;
        months[&(place.div_euclid(12), (place.rem_euclid(12) + 1) as i8)]
    };
    let all = people();
    let in_work: usize =
        all.iter().map(|(_, m)| (0..=12).filter(|after| month(m, *after) == "open_permanent").count()).sum();
    near(level(&of_panel, "trajectory_12m", "months", "open").value, in_work as f64 / 40.0, "months in work");
    let pairs = || all.iter().flat_map(|(_, m)| (0..12).map(move |after| (month(m, after), month(m, after + 1))));
    let stood = pairs().filter(|(from, _)| *from == "unemployed").count();
    let moved = pairs().filter(|pair| *pair == ("unemployed", "education")).count();
    let row = level(&of_panel, "trajectory_12m", "rate", "unemployed>education");
    near(row.value, moved as f64 / stood as f64, "from unemployment to education");
    // A year before 15 June 2023 is June 2022.
    let before = all.iter().filter(|(_, m)| m[&(2022, 6)] == "open_permanent").count() as u64;
    let after = all.iter().filter(|(_, m)| m[&(2025, 1)] == "open_permanent").count() as u64;
    let of = |statistic| level(&of_panel, "employed_before_after_12m", statistic, "");
    assert_eq!((of("share_before").count, of("share_after").count), (Some(before), Some(after)));
    assert_eq!(of_panel.at("status_history", "share", "open_permanent", "pre12m").count, Some(before));
}

#[test]
fn of_months_nothing_is_told_that_tells_of_few() {
    let folder = Folder::new();
    let told = counted(&folder, panel(&folder), &[]);
    let rates = told.0.iter().filter(|(key, _)| key.statistic == "rate");
    for (key, row) in rates {
        let (from, to) = key.level.split_once('>').unwrap();
        assert!(from == to || row.value.is_none(), "{key:?}");
        assert!(row.value.is_none_or(|value| (value * 100.0 - (value * 100.0).round()).abs() < 1e-9), "{key:?}");
    }
    let shown = told.0.iter().filter(|(key, row)| key.statistic == "months" && row.value.is_some()).count();
    assert!(shown > 4, "{shown}");
}

#[test]
fn a_situation_that_hardly_anybody_was_in_is_not_told_and_not_alone() {
    let header: Vec<String> = (1..=12).map(|month| format!("status_{month}m")).collect();
    let mut rows = format!("id,end,status_exit,{}\n", header.join(","));
    for person in 0..60 {
        let word = |month: i32| match (person, month) {
            (0..3, 0..5) => "education",
            (person, month) if (person + month) % 9 < 4 => "open_permanent",
            (person, month) if (person * 7 + month) % 5 == 0 => "inactive",
            _ => "unemployed",
        };
        let months: Vec<&str> = (0..=12).map(word).collect();
        rows += &format!("P{person},2024-01-31,{}\n", months.join(","));
    }
    let project = "data_until = 2025-12-31\n[report]\nindicators = [\"trajectory_12m\"]";
    let row = |tidy: &Tidy, class: &str| level(tidy, "trajectory_12m", "months", class).value;
    let everything = count(&rows, project);
    near(row(&everything, "education"), 3.0 * 5.0 / 60.0, "internally");
    let folder = Folder::new();
    folder.write("rows.csv", &rows);
    let toml = folder.write("polku.toml", format!("[project]\n{project}\n[[table]]\nfile = \"rows.csv\"\n"));
    let args: [&dyn AsRef<std::ffi::OsStr>; 6] = [&"indicators", &toml, &"--format", &"csv", &"--lang", &"en"];
    let told = Tidy::parse(&polku(&args).ok().out);
    assert_eq!(row(&told, "education"), None);
    let hidden = ["open", "unemployed", "outside"].iter().filter(|class| row(&told, class).is_none()).count();
    assert_eq!(hidden, 1, "all months are somewhere, so one more is hidden");
}

#[test]
fn a_report_on_the_past_and_on_months_holds_in_three_languages() {
    let folder = Folder::new();
    let _ = counted(&folder, panel(&folder), &["--internal"]);
    let toml = folder.at("polku.toml");
    let asked: Vec<String> = ASKED.split(',').map(|id| format!("\"{id}\"")).collect();
    let project = std::fs::read_to_string(&toml).unwrap();
    std::fs::write(&toml, format!("{project}[report]\nindicators = [{}]\n", asked.join(", "))).unwrap();
    for (lang, said) in [("fi", "kuukausia keskimäärin"), ("sv", "månader i genomsnitt"), ("en", "mean months")] {
        let out = folder.at(&format!("out-{lang}"));
        polku(&[&"report", &toml, &"-o", &out, &"--format", &"html,csv,json", &"--lang", &lang]).ok();
        let page = std::fs::read_to_string(out.join("report.html")).unwrap();
        assert!(page.contains(said), "{lang}");
        let verified = polku(&[&"verify", &out, &"--project", &toml, &"--lang", &"en"]);
        assert_eq!(verified.code, 0, "{lang}: {}{}", verified.out, verified.err);
    }
}
