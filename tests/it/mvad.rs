//! Real people: 158 who left a youth training scheme, against numbers computed in R.
//!
//! The data lie beside the repository and are read from there; without them the test says so and passes.

use crate::util::{Folder, Row, Tidy, polku, root};
use serde_json::Value;
use std::sync::LazyLock;

const MOMENTS: [&str; 5] = ["exit", "3m", "6m", "12m", "24m"];

/// Everything polku is told of the file; `FILE` becomes its path.
const PROJECT: &str = r#"[project]
data_until = 1999-06-30
[[table]]
file = 'FILE'
[values.status]
training = "labour_market_training"
FE = "education"
HE = "education"
school = "education"
employment = "employed"
joblessness = "unemployed"
[report]
by = ["gender", "target_group"]
"#;

/// What polku counts, and the checks of the reference.
static COUNTED: LazyLock<Option<(Tidy, Value)>> = LazyLock::new(|| {
    let data = root().join("../shared/reference/mvad_followup");
    let Ok(reference) = std::fs::read_to_string(data.join("reference.json")) else {
        eprintln!("no {}: nothing compared", data.display());
        return None;
    };
    let folder = Folder::new();
    let file = data.join("mvad_followup_fi.csv").display().to_string();
    let toml = folder.write("polku.toml", PROJECT.replace("FILE", &file));
    let ran = polku(&[&"indicators", &toml, &"--internal", &"--format", &"csv", &"--lang", &"en"]).ok();
    assert!(!ran.err.contains("PK"), "{}", ran.err);
    Some((Tidy::parse(&ran.out), serde_json::from_str(&reference).unwrap()))
});

/// The value of a check of the reference.
fn check<'a>(reference: &'a Value, id: &str) -> &'a Value {
    let checks = reference["checks"].as_array().unwrap();
    &checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("no check {id}"))["value"]
}

fn whole(of: &Value, what: &str) -> u64 {
    of[what].as_u64().unwrap_or_else(|| panic!("{what} of {of}"))
}

#[track_caller]
fn near(found: Option<f64>, of: &Value, what: &str) {
    let (found, wanted) = (found.unwrap(), of[what].as_f64().unwrap());
    assert!((found - wanted).abs() < 1e-9, "{what}: {found}, R says {wanted}");
}

/// Count, base, share and Wilson limits as R has them.
#[track_caller]
fn same(row: &Row, reference: &Value) {
    assert_eq!((row.count, row.base), (Some(whole(reference, "x")), Some(whole(reference, "n"))));
    near(row.value, reference, "p");
    near(row.low, reference, "wilson_lo");
    near(row.high, reference, "wilson_hi");
}

#[test]
fn employment_is_what_r_says_at_every_moment() {
    let Some((tidy, reference)) = &*COUNTED else { return };
    for moment in MOMENTS {
        let observed = &check(reference, &format!("status_{moment}"))["employment"];
        same(tidy.total(&format!("employed_{moment}"), "share"), observed);
        same(tidy.at("status_distribution", "share", "employed", moment), observed);
        // Everybody whose time had come answered.
        assert_eq!(tidy.total(&format!("employed_{moment}"), "share").unknown, Some(0));
        let coverage = tidy.at("followup_coverage", "share", "", moment);
        assert_eq!((coverage.count, coverage.base), (coverage.base, Some(whole(observed, "n"))));
    }
}

#[test]
fn employment_in_groups_is_what_r_counts() {
    let Some((tidy, reference)) = &*COUNTED else { return };
    for moment in MOMENTS {
        for (by, first, second) in [("gender", "man", "woman"), ("target_group", "gcse<5", "gcse5+")] {
            let observed = check(reference, &format!("status_{moment}_employed_by_{by}"));
            for (group, x, n, p) in [(first, "x1", "n1", "p1"), (second, "x2", "n2", "p2")] {
                let row = tidy.group(&format!("employed_{moment}"), "share", by, group);
                assert_eq!(
                    (row.count, row.base),
                    (Some(whole(observed, x)), Some(whole(observed, n))),
                    "{moment} {group}"
                );
                near(row.value, observed, p);
            }
        }
    }
    let compared = reference["checks"].as_array().unwrap().iter().filter_map(|check| check["id"].as_str());
    assert_eq!(compared.filter(|id| id.contains("_employed_by_")).count(), MOMENTS.len() * 2);
}

#[test]
fn the_other_situations_are_what_r_says() {
    let Some((tidy, reference)) = &*COUNTED else { return };
    for moment in MOMENTS {
        let observed = check(reference, &format!("status_{moment}"));
        let at = |level| tidy.at("status_distribution", "share", level, moment);
        same(at("unemployed"), &observed["joblessness"]);
        same(at("labour_market_training"), &observed["training"]);
        let parts = ["FE", "HE", "school"].map(|part| &observed[part]);
        let studying: u64 = parts.iter().map(|part| whole(part, "x")).sum();
        let row = at("education");
        assert_eq!((row.count, row.base), (Some(studying), Some(whole(parts[0], "n"))), "{moment}");
        let p: f64 = parts.iter().map(|part| part["p"].as_f64().unwrap()).sum();
        assert!((row.value.unwrap() - p).abs() < 1e-9, "{moment}");
    }
}

#[test]
fn everybody_is_counted_once() {
    let Some((tidy, reference)) = &*COUNTED else { return };
    assert_eq!(tidy.total("participants", "count").count, reference["rows"].as_u64());
    let by_gender = ["man", "woman"].map(|group| tidy.group("participants", "count", "gender", group).count.unwrap());
    assert_eq!(Some(by_gender.iter().sum()), reference["rows"].as_u64());
}
