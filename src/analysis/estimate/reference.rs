//! Estimators against published data of real people, whose numbers R computed. The data lie beside the repository and
//! are read from there; without them the tests say so and pass.

#![allow(clippy::disallowed_methods, reason = "the data of these tests are files outside the repository")]

use super::Z;
use super::difference::katz;
use super::paired::{mcnemar, mcnemar_statistic};
use super::share::wilson;
use super::spread::entropy;
use super::time::compare::log_rank;
use super::time::competing::aalen_johansen;
use super::time::{Leaving, Table, kaplan_meier};
use serde_json::Value;

/// A file of a reference and its checks.
struct Reference {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    checks: Value,
}

fn reference(folder: &str, file: &str) -> Option<Reference> {
    let above = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1);
    let found = above.map(|folder| folder.join("shared/reference")).find(|reference| reference.is_dir());
    let Some(data) = found.map(|reference| reference.join(folder)) else {
        eprintln!("no reference data: nothing compared");
        return None;
    };
    let delimiter = if file.contains("_fi") { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_path(data.join(file)).unwrap();
    let head = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    let checks = serde_json::from_str(&std::fs::read_to_string(data.join("reference.json")).unwrap()).unwrap();
    Some(Reference { head, rows, checks })
}

impl Reference {
    fn column(&self, name: &str) -> Vec<&str> {
        let place = self.head.iter().position(|head| head == name).unwrap_or_else(|| panic!("no {name}"));
        self.rows.iter().map(|row| row[place].as_str()).collect()
    }

    fn numbers(&self, name: &str) -> Vec<i64> {
        self.column(name).iter().map(|text| text.parse().unwrap()).collect()
    }

    fn check(&self, id: &str) -> &Value {
        let checks = self.checks["checks"].as_array().unwrap();
        &checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("no check {id}"))["value"]
    }

    /// The ids of the checks that start so.
    fn ids(&self, start: &str) -> Vec<&str> {
        let checks = self.checks["checks"].as_array().unwrap();
        checks.iter().filter_map(|check| check["id"].as_str()).filter(|id| id.starts_with(start)).collect()
    }

    /// The 72 months of the panel, each with everybody's situation.
    fn months(&self) -> Vec<Vec<&str>> {
        let names: Vec<&String> = self.head.iter().filter(|head| head.len() == 6 && head.contains('.')).collect();
        assert_eq!(names.len(), 72);
        names.into_iter().map(|name| self.column(name)).collect()
    }
}

#[track_caller]
fn near(found: f64, wanted: &Value) {
    let wanted = wanted.as_f64().unwrap();
    assert!((found - wanted).abs() < 1e-9 * wanted.abs().max(1.0), "{found}, R says {wanted}");
}

/// A table of days, each with what happened: none is the end of what is known, the first cause is the event.
fn table<'a>(rows: impl IntoIterator<Item = (i64, &'a str)>, event: &str, censored: &str) -> Table {
    let mut table = Table::new();
    for (day, what) in rows {
        let Leaving { events, others, censored: gone, .. } = table.entry(day).or_default();
        *(if what == censored {
            gone
        } else if what == event {
            events
        } else {
            others
        }) += 1;
    }
    table
}

#[track_caller]
fn same_share(k: u64, n: u64, wanted: &Value) {
    assert_eq!((Some(k), Some(n)), (wanted["x"].as_u64(), wanted["n"].as_u64()));
    let found = wilson(k, n).unwrap();
    near(found.value, &wanted["p"]);
    near(found.low, &wanted["wilson_lo"]);
    near(found.high, &wanted["wilson_hi"]);
}

#[test]
fn situations_by_month_and_at_follow_up_are_what_r_says() {
    let Some(panel) = reference("mvad", "mvad.csv") else { return };
    let months = panel.months();
    let told: Vec<&str> = panel.ids("status_m");
    assert!(told.len() >= 8);
    for id in told {
        let month: usize = id["status_m".len()..].parse().unwrap();
        for (state, wanted) in panel.check(id).as_object().unwrap() {
            let now = &months[month - 1];
            same_share(now.iter().filter(|s| *s == state).count() as u64, now.len() as u64, wanted);
        }
    }
    let Some(wide) = reference("mvad_followup", "mvad_followup_fi.csv") else { return };
    let employed = |moment: &str| wide.column(moment).into_iter().map(|s| s == "employment").collect::<Vec<_>>();
    let at = |moment: &str| wide.column(&format!("status_{moment}"));
    let [exit, year, two] = ["exit", "12m", "24m"].map(|moment| (employed(&format!("status_{moment}")), at(moment)));
    let known = |i: &usize| exit.0[*i] && !year.1[*i].is_empty() && !two.1[*i].is_empty();
    let of: Vec<usize> = (0..wide.rows.len()).filter(known).collect();
    let stayed = of.iter().filter(|i| year.0[**i] && two.0[**i]).count();
    same_share(stayed as u64, of.len() as u64, wide.check("persistence"));
}

#[test]
fn first_jobs_and_how_soon_they_come_to_groups_are_what_r_says() {
    let Some(panel) = reference("mvad", "mvad.csv") else { return };
    let months = panel.months();
    let first = |i: usize| match months.iter().position(|month| month[i] == "employment") {
        Some(month) => (month as i64 + 1, "job"),
        None => (72, ""),
    };
    let people = 0..panel.rows.len();
    let curve = kaplan_meier(&table(people.clone().map(first), "job", ""));
    for wanted in panel.check("km_first_job").as_array().unwrap() {
        let (value, interval) = curve.course().cumulative(wanted["t"].as_i64().unwrap()).unwrap();
        let interval = interval.unwrap();
        near(1.0 - value, &wanted["surv"]);
        near(1.0 - interval.high, &wanted["lo"]);
        near(1.0 - interval.low, &wanted["hi"]);
    }
    let (median, wanted) = (curve.course().median(), panel.check("km_first_job_quantiles"));
    near(median.value.unwrap(), &wanted["median"]);
    near(median.low.unwrap(), &wanted["median_lo"]);
    near(median.high.unwrap(), &wanted["median_hi"]);
    let by = |group: &str| -> Vec<Table> {
        let column = panel.column(group);
        let of = |value: &str| table(people.clone().filter(|i| column[*i] == value).map(first), "job", "");
        ["no", "yes"].map(of).to_vec()
    };
    for id in panel.ids("rmst_first_job_") {
        let wanted = panel.check(id);
        let (mean, error) = curve.restricted_mean(wanted["tau"].as_i64().unwrap()).unwrap();
        near(mean, &wanted["rmst"]);
        near(error, &wanted["se"]);
    }
    // The difference of two restricted means, with the normal interval of survRM2.
    let wanted = panel.check("rmst_diff_gcse5eq_60");
    let means: Vec<(f64, f64)> =
        by("gcse5eq").iter().map(|table| kaplan_meier(table).restricted_mean(60).unwrap()).collect();
    near(means[0].0, &wanted["rmst0"]);
    near(means[1].0, &wanted["rmst1"]);
    let half = Z * (means[0].1.powi(2) + means[1].1.powi(2)).sqrt();
    near(means[1].0 - means[0].0 - half, &wanted["lo"]);
    near(means[1].0 - means[0].0 + half, &wanted["hi"]);
    let ids = panel.ids("logrank_");
    assert_eq!(ids.len(), 4);
    for id in ids {
        let (wanted, found) = (panel.check(id), log_rank(&by(&id["logrank_".len()..])).unwrap());
        same_test(&found, wanted);
    }
}

#[track_caller]
fn same_test(found: &super::time::compare::Compared, wanted: &Value) {
    near(found.statistic, &wanted["chisq"]);
    near(found.chance, &wanted["p"]);
    assert_eq!(Some(found.freedom), wanted["df"].as_u64());
    for (found, wanted) in found.expected.iter().zip(wanted["exp"].as_array().unwrap()) {
        near(*found, wanted);
    }
}

/// Shares by day against R, and their limits against the variance that `cmprsk` computes (Aalen's).
fn same_incidence(rows: &[(i64, &str)], causes: &[&str], estimates: &Value) {
    let days = estimates["times"].as_array().unwrap();
    for (c, cause) in causes.iter().enumerate() {
        let found = aalen_johansen(&table(rows.iter().copied(), cause, ""));
        for (d, day) in days.iter().enumerate() {
            let (value, interval) = found.course().cumulative(day.as_i64().unwrap()).unwrap();
            near(value, &estimates["est"][c][d]);
            let variance = estimates["var"][c][d].as_f64().unwrap();
            let half = Z * variance.sqrt() / (value * value.ln());
            let interval = interval.unwrap();
            assert!((interval.low - value.powf((-half).exp())).abs() < 1e-9, "{cause} {day}");
            assert!((interval.high - value.powf(half.exp())).abs() < 1e-9, "{cause} {day}");
        }
    }
}

#[test]
fn competing_events_are_what_r_says() {
    let Some(left) = reference("mvad", "derived_training_exit.csv") else { return };
    let rows: Vec<(i64, &str)> = left.numbers("time").into_iter().zip(left.column("cause")).collect();
    let wanted = left.check("aj_training_exit");
    let causes = ["employment", "joblessness", "education"];
    same_incidence(&rows, &causes, &wanted["cmprsk"]);
    let any = kaplan_meier(&table(rows.iter().copied(), "employment", ""));
    for at in wanted["survival_pkg"].as_array().unwrap() {
        near(1.0 - any.course().cumulative(at["t"].as_i64().unwrap()).unwrap().0, &at["pstate"][0]);
    }
    let Some(mgus) = reference("survival_mgus2", "survival_mgus2.csv") else { return };
    let column = |name| mgus.numbers(name);
    let (progress, death) =
        (column("ptime").into_iter().zip(column("pstat")), column("futime").into_iter().zip(column("death")));
    let rows: Vec<(i64, &str)> = progress
        .zip(death)
        .map(|((ptime, pstat), (futime, death))| match (pstat, death) {
            (1, _) => (ptime, "pcm"),
            (_, 1) => (futime, "death"),
            _ => (futime, ""),
        })
        .collect();
    same_incidence(&rows, &["pcm", "death"], mgus.check("mgus2_cif"));
    for at in mgus.check("mgus2_aj").as_array().unwrap() {
        for (i, cause) in ["pcm", "death"].iter().enumerate() {
            let found = aalen_johansen(&table(rows.iter().copied(), cause, ""));
            near(found.course().cumulative(at["t"].as_i64().unwrap()).unwrap().0, &at["pstate"][i + 1]);
        }
    }
}

#[test]
fn a_known_curve_is_what_r_says() {
    let Some(lung) = reference("survival_lung", "survival_lung.csv") else { return };
    let rows: Vec<(i64, &str)> = lung.numbers("time").into_iter().zip(lung.column("status")).collect();
    let curve = kaplan_meier(&table(rows.iter().copied(), "2", "1"));
    for wanted in lung.check("lung_km").as_array().unwrap() {
        let (value, interval) = curve.course().cumulative(wanted["t"].as_i64().unwrap()).unwrap();
        near(1.0 - value, &wanted["surv"]);
        near(1.0 - interval.unwrap().high, &wanted["lo"]);
        near(1.0 - interval.unwrap().low, &wanted["hi"]);
    }
    let wanted = &lung.check("lung_median")["loglog"];
    let median = curve.course().median();
    for (found, key) in [(median.value, "median"), (median.low, "median_lo"), (median.high, "median_hi")] {
        near(found.unwrap(), &wanted[key]);
    }
    let wanted = lung.check("lung_rmst");
    let (mean, error) = curve.restricted_mean(wanted["tau"].as_i64().unwrap()).unwrap();
    near(mean, &wanted["rmst"]);
    near(error, &wanted["se"]);
    let sex = lung.column("sex");
    let of = |group: &str| {
        let of = rows.iter().zip(&sex).filter(|(_, sex)| **sex == group).map(|(row, _)| *row);
        table(of, "2", "1")
    };
    same_test(&log_rank(&["1", "2"].map(of)).unwrap(), lung.check("lung_logrank_sex"));
}

#[test]
fn changes_of_the_same_people_are_what_r_says() {
    let Some(panel) = reference("mvad", "mvad.csv") else { return };
    let months = panel.months();
    let compare = |id: &str, before: Vec<bool>, after: Vec<bool>, of: &Reference| {
        let wanted = of.check(id);
        let count = |a: bool, b: bool| before.iter().zip(&after).filter(|pair| *pair == (&a, &b)).count() as u64;
        let (gained, lost) = (count(false, true), count(true, false));
        assert_eq!([Some(gained), Some(lost)], ["n01", "n10"].map(|key| wanted[key].as_u64()), "{id}");
        near(mcnemar_statistic(gained, lost).unwrap(), &wanted["chi2"]);
        near(mcnemar(gained, lost).unwrap(), &wanted["exact_p"]);
    };
    let at = |month: usize, state: &str| months[month - 1].iter().map(|s| *s == state).collect();
    compare("mcnemar_emp_12_24", at(12, "employment"), at(24, "employment"), &panel);
    compare("mcnemar_jobless_3_24", at(3, "joblessness"), at(24, "joblessness"), &panel);
    let Some(wide) = reference("mvad_followup", "mvad_followup_fi.csv") else { return };
    for moment in ["3m", "6m", "12m", "24m"] {
        let pairs = wide.column("status_exit").into_iter().zip(wide.column(&format!("status_{moment}")));
        let pairs = pairs.filter(|(a, b)| !a.is_empty() && !b.is_empty());
        let (before, after) = pairs.map(|(a, b)| (a == "employment", b == "employment")).unzip();
        compare(&format!("mcnemar_exit_status_{moment}"), before, after, &wide);
    }
}

#[test]
fn the_spread_over_situations_is_what_traminer_says() {
    let Some(panel) = reference("mvad", "mvad.csv") else { return };
    let months = panel.months();
    let states = ["employment", "FE", "HE", "joblessness", "school", "training"];
    let told = panel.check("transversal_entropy").as_object().unwrap();
    assert!(told.len() >= 8);
    for (key, value) in told {
        let month = &months[key[1..].parse::<usize>().unwrap() - 1];
        let spread: Vec<u64> = states.iter().map(|state| month.iter().filter(|s| *s == state).count() as u64).collect();
        near(entropy(&spread).unwrap(), value);
    }
}

#[test]
fn ratios_of_shares_are_what_epitools_says() {
    let mut compared = 0;
    for (folder, file, ids) in [
        ("mvad", "mvad.csv", &["employed_m24_by_gcse5eq", "employed_m72_by_male", "employed_m24_by_funemp"][..]),
        ("jobs2", "jobs2.csv", &["employed_itt"]),
        ("sicily_twa", "sicily_twa.csv", &["naive"]),
    ] {
        let Some(known) = reference(folder, file) else { return };
        for id in ids {
            let wanted = known.check(id);
            let [x1, n1, x2, n2] = ["x1", "n1", "x2", "n2"].map(|key| wanted[key].as_u64().unwrap());
            let found = katz((x1, n1), (x2, n2)).unwrap();
            for (found, key) in [(found.value, "rr"), (found.low, "rr_lo"), (found.high, "rr_hi")] {
                near(found, &wanted[key]);
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 5);
}
