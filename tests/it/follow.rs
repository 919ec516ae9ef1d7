//! Follow-up shares: who could be reached, what that does to a share, and what is said of it.

use crate::util::{Folder, Tidy, count_with, polku, root};

#[path = "../../examples/who_answers.rs"]
mod who_answers;

#[test]
fn a_share_of_those_reached_is_biased_and_the_bounds_hold_the_truth() {
    let all = who_answers::said().unwrap();
    let inside = |[_, low, high]: [f64; 3], truth: f64| (low..=high).contains(&truth);
    let found: Vec<(bool, bool)> =
        all.iter().map(|said| (inside(said.observed, said.truth), inside(said.weighted, said.truth))).collect();
    // By chance both are right; by education only the weighted one; by success none.
    assert_eq!(found, [(true, true), (false, true), (false, false)]);
    for said in &all {
        assert!(said.bounds[0] <= said.truth && said.truth <= said.bounds[1]);
    }
    let stored = std::fs::read_to_string(root().join("examples/pictures/who_answers.svg")).unwrap();
    let again = "cargo run --example who_answers -- examples/pictures/who_answers.svg";
    assert!(who_answers::picture(&all) == stored, "the picture is another: {again}");
}

fn value(tidy: &Tidy, indicator: &str, statistic: &str) -> Option<f64> {
    tidy.total(indicator, statistic).value
}

#[test]
fn weighted_shares_of_files_are_what_r_says() {
    // tests/reference/weights.R
    for said in include_str!("../reference/weights.csv").lines().skip(1) {
        let field: Vec<&str> = said.split(',').collect();
        let mut file = "id,end,a,b,c,status_6m\n".to_owned();
        for line in include_str!("../reference/weights_cells.csv").lines().skip(1) {
            let cell: Vec<&str> = line.split(',').collect();
            let [due, answered, yes] = [4, 5, 6].map(|i| cell[i].parse::<usize>().unwrap());
            for i in (0..due).filter(|_| cell[0] == field[0]) {
                let status = if i < yes {
                    "employed"
                } else if i < answered {
                    "unemployed"
                } else {
                    ""
                };
                let [a, b, c] = [cell[1], cell[2], cell[3]];
                file += &format!("P{a}{b}{c}x{i},2024-01-31,a{a},b{b},c{c},{status}\n");
            }
        }
        let project = "data_until = 2024-12-31\n[report]\nweigh_by = [\"a\", \"b\", \"c\"]\n\
                       [table.columns]\na = \"a\"\nb = \"b\"\nc = \"c\"\n";
        let tidy = weighed(&file, project);
        let row = tidy.total("employed_6m", "share_weighted");
        let wanted: Vec<f64> = field[1..].iter().map(|x| x.parse().unwrap()).collect();
        let of = |statistic| value(&tidy, "employed_6m", statistic);
        let found =
            [row.value, row.low, row.high, of("design_effect"), of("nonresponse_gap"), of("nonresponse_gap_weighted")];
        for (found, wanted) in found.into_iter().zip(wanted) {
            assert!((found.unwrap() - wanted).abs() < 1e-9, "{said}: {found:?}");
        }
        assert_eq!(row.method, "post_stratified");
    }
}

/// Results of a file under a project whose tables of its own come last.
fn weighed(file: &str, project: &str) -> Tidy {
    let folder = Folder::new();
    folder.write("data.csv", file);
    let (head, report) = project.split_once("[report]").unwrap();
    let (report, columns) = report.split_once("[table.columns]").unwrap();
    let toml = format!("[project]\n{head}[[table]]\nfile = \"data.csv\"\n[table.columns]{columns}[report]{report}");
    let toml = folder.write("polku.toml", toml);
    let ran = polku(&[&"indicators", &toml, &"--internal", &"--format", &"csv", &"--lang", &"en"]).ok();
    Tidy::parse(&ran.out)
}

#[test]
fn what_shares_are_weighted_by_must_be_there_and_have_groups() {
    let folder = Folder::new();
    folder.write("data.csv", "id,end,status_6m\nA,2024-01-31,employed\n");
    let of = |facts: &str| {
        let toml = format!(
            "[project]\ndata_until = 2024-12-31\n[[table]]\nfile = \"data.csv\"\n[report]\nweigh_by = [{facts}]\n"
        );
        let toml = folder.write("polku.toml", toml);
        polku(&[&"indicators", &toml, &"--internal", &"--lang", &"en"])
    };
    for wrong in ["\"gender\"", "\"status_start\"", "\"nothing\"", "\"status_6m\""] {
        let ran = of(wrong);
        assert!(ran.code == 2 && ran.err.contains("row 6"), "{wrong}: {}", ran.err);
    }
    assert!(!of("").ok().out.contains("weighted"));
}

#[test]
fn groups_that_answer_unevenly_are_found_and_the_margin_is_told() {
    // Of 40 women four did not answer, of 40 men twenty.
    let mut file = "id,gender,end,status_6m\n".to_owned();
    for i in 0..80 {
        let (gender, answered) = if i < 40 { ("nainen", i < 36) } else { ("mies", i < 60) };
        file += &format!("P{i},{gender},2024-01-31,{}\n", if answered { "unemployed" } else { "" });
    }
    let (tidy, _) = count_with(&file, "data_until = 2024-12-31", &["--by", "gender"]);
    let at = |statistic: &str| {
        let mut rows = tidy.0.iter().filter(|(key, _)| key.indicator == "followup_coverage" && key.moment == "6m");
        rows.find(|(key, _)| key.statistic == statistic).unwrap().1.value.unwrap()
    };
    assert!((at("attrition_gap") - 0.4).abs() < 1e-12);
    // 30 % did not answer.
    assert!((at("attrition_boundary") - 0.041).abs() < 1e-12);
    let margin = 1.959_963_984_540_054 * (0.25_f64 / 56.0 * 24.0 / 79.0).sqrt();
    assert!((at("margin") - margin).abs() < 1e-12);
}

#[test]
fn a_quarter_has_a_rate_when_all_of_it_is_due() {
    let rows = "\
id,end,status_6m
A,2024-01-31,employed
B,2024-03-31,unemployed
C,2024-04-01,employed
D,2024-06-15,
";
    let (tidy, _) = count_with(rows, "data_until = 2024-11-30", &["--by", "exit_quarter"]);
    let first = tidy.group("employed_6m", "share", "exit_quarter", "2024Q1");
    let second = tidy.group("employed_6m", "share", "exit_quarter", "2024Q2");
    assert_eq!((first.value, first.base), (Some(0.5), Some(2)));
    // C is due, D not yet: what is known of some is no rate of all.
    assert_eq!((second.value, second.flag.as_str()), (None, "not_due"));
    assert_eq!(tidy.total("employed_6m", "share").base, Some(3));
}

#[test]
fn some_indicators_are_counted_only_where_somebody_asks() {
    let folder = Folder::new();
    folder.write("data.csv", "id,end,status_exit,status_12m\nA,2024-01-31,employed,employed\n");
    let of = |report: &str, more: &[&str]| {
        let toml = format!("[project]\ndata_until = 2025-12-31\n[[table]]\nfile = \"data.csv\"\n{report}");
        let toml = folder.write("polku.toml", toml);
        let args: [&dyn AsRef<std::ffi::OsStr>; 6] =
            [&"indicators", &toml, &"--internal", &"--format", &"csv", &"--lang=en"];
        let mut args: Vec<&dyn AsRef<std::ffi::OsStr>> = args.to_vec();
        args.extend(more.iter().map(|arg| arg as &dyn AsRef<std::ffi::OsStr>));
        polku(&args)
    };
    let counts = |ran: crate::util::Ran| ran.ok().out.contains("sustained_employment_12m,share,");
    assert!(!counts(of("", &[])));
    assert!(counts(of("", &["--only", "sustained_employment_12m"])));
    assert!(counts(of("[report]\nindicators = [\"sustained_employment_12m\"]\n", &[])));
    let goal = "[[goal]]\ntext = \"Work lasts\"\nindicator = \"sustained_employment_12m\"\ntarget = 0.5\n";
    assert!(counts(of(goal, &[])));
    let wrong = of("[report]\nindicators = [\"sustained\"]\n", &[]);
    assert!(wrong.code == 2 && wrong.err.contains("row 6"), "{}", wrong.err);
}

/// A reference beside the repository, wherever that is; without it the test says so and passes.
fn reference(folder: &str, file: &str) -> Option<(Vec<Vec<String>>, serde_json::Value)> {
    let above = root().ancestors().skip(1);
    let found = above.map(|folder| folder.join("shared/reference")).find(|reference| reference.is_dir());
    let Some(data) = found.map(|reference| reference.join(folder)) else {
        eprintln!("no reference data: nothing compared");
        return None;
    };
    let delimiter = if file.contains("_fi") { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_path(data.join(file)).unwrap();
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect());
    let checks = serde_json::from_str(&std::fs::read_to_string(data.join("reference.json")).unwrap()).unwrap();
    Some((std::iter::once(head).chain(rows).collect(), checks))
}

/// Transitions between two columns of situations, each of one kind polku knows, against a matrix of R.
#[track_caller]
fn same_matrix(pairs: impl Iterator<Item = (String, String)>, kinds: &[&str], wanted: &serde_json::Value) {
    let states: Vec<&str> = wanted["states"].as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect();
    let kind = |state: &str| states.iter().position(|s| *s == state).map_or("", |i| kinds[i]);
    let mut file = "id,end,status_start,status_exit\n".to_owned();
    for (id, (from, to)) in pairs.enumerate() {
        file += &format!("P{id},2024-01-31,{},{}\n", kind(&from), kind(&to));
    }
    let (tidy, _) = count_with(&file, "data_until = 2024-12-31", &[]);
    for (from, row) in kinds.iter().zip(wanted["counts"].as_array().unwrap()) {
        for (to, n) in kinds.iter().zip(row.as_array().unwrap()) {
            let level = format!("{from}>{to}");
            let mut rows =
                tidy.0.iter().filter(|(key, _)| key.indicator == "status_transition_exit" && key.level == level);
            let found = rows.find(|(key, _)| key.statistic == "count").map_or(0, |(_, row)| row.count.unwrap());
            assert_eq!(Some(found), n.as_u64(), "{level}");
        }
    }
}

#[test]
fn transitions_of_real_people_are_what_r_counts() {
    let Some((rows, checks)) = reference("mvad", "mvad.csv") else { return };
    let check = |checks: &serde_json::Value, id: &str| {
        let all = checks["checks"].as_array().unwrap();
        all.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("no {id}"))["value"].clone()
    };
    // Situations polku tells apart stand for those of the data.
    let kinds =
        ["employed", "self_motivated_study", "military_service", "unemployed", "education", "labour_market_training"];
    let months: Vec<usize> =
        (0..rows[0].len()).filter(|i| rows[0][*i].len() == 6 && rows[0][*i].contains('.')).collect();
    for (from, to) in [(3, 12), (12, 24), (24, 60)] {
        let [a, b] = [from, to].map(|month: usize| months[month - 1]);
        let pairs = rows[1..].iter().map(|row| (row[a].clone(), row[b].clone()));
        same_matrix(pairs, &kinds, &check(&checks, &format!("transition_{from}_{to}")));
    }
    let Some((rows, checks)) = reference("mvad_followup", "mvad_followup_fi.csv") else { return };
    let place = |rows: &[Vec<String>], name: &str| rows[0].iter().position(|head| head == name).unwrap();
    let [a, b] = ["status_exit", "status_12m"].map(|name| place(&rows, name));
    let pairs = rows[1..].iter().map(|row| (row[a].clone(), row[b].clone()));
    same_matrix(pairs, &kinds, &check(&checks, "transition_exit_12m"));
    let Some((rows, checks)) = reference("sicily_twa", "sicily_twa.csv") else { return };
    let state = |row: &[String], flags: [&str; 3]| {
        let set = flags.iter().position(|flag| row[place(&rows, flag)] == "1");
        set.map_or(String::new(), |i| ["E", "U", "N"][i].to_owned())
    };
    let treat = place(&rows, "treat");
    for arm in ["0", "1"] {
        let of_arm = rows[1..].iter().filter(|row| row[treat] == arm);
        let pairs =
            of_arm.map(|row| (state(row, ["emp1", "unemp1", "nofl1"]), state(row, ["out3", "unemp3", "nofl3"])));
        same_matrix(pairs, &["employed", "unemployed", "inactive"], &check(&checks, &format!("trans_treat{arm}")));
    }
}

#[test]
fn a_change_of_those_in_work_is_tested_and_situations_have_a_spread() {
    // Of a hundred people twelve got work and four lost it; R: mcnemar.test(correct = FALSE), binom.test(12, 16).
    let mut file = "id,end,status_start,status_exit\n".to_owned();
    let kinds = [("unemployed", "employed", 12), ("employed", "unemployed", 4), ("employed", "employed", 24)];
    for (from, to, n) in kinds.into_iter().chain([("unemployed", "unemployed", 60), ("unemployed", "", 9)]) {
        for i in 0..n {
            file += &format!("{from}{to}{i},2024-01-31,{from},{to}\n");
        }
    }
    let (tidy, _) = count_with(&file, "data_until = 2024-12-31", &[]);
    assert_eq!(tidy.total("status_transition_exit", "mcnemar").value, Some(4.0));
    let p = tidy.total("status_transition_exit", "mcnemar_p").value.unwrap();
    assert!((p - 0.076_812_744_140_625).abs() < 1e-12, "{p}");
    // 36 of 100 in work, 64 not: of seven classes.
    let wanted = -(0.36_f64 * 0.36_f64.ln() + 0.64 * 0.64_f64.ln()) / 7.0_f64.ln();
    let spread = tidy.at("status_distribution", "entropy", "", "exit").value.unwrap();
    assert!((spread - wanted).abs() < 1e-12);
}
