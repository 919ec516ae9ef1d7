//! What is said of an indicator, of the columns it reads, and of one person under the internal policy.

use crate::util::{Folder, Ran, polku};
use std::ffi::OsStr;

/// Three people: one who came twice, one in work, one of whom nobody knows.
const ROWS: &str = "id,start,end,service,status_start,status_exit,status_6m,training_started\n\
                    Salainen1,2024-01-08,2024-05-31,Paja,unemployed,unemployed,unemployed,\n\
                    Salainen2,2024-01-09,2024-05-31,Paja,unemployed,employed,open_permanent,2024-03-01\n\
                    Salainen1,2024-06-10,2024-09-30,Paja,unemployed_long,employed,open_part_time,\n\
                    Salainen3,2024-01-08,2025-05-31,Paja,unemployed,employed,,\n\
                    Salainen4,2024-01-08,2024-05-31,Paja,unemployed,employed,,\n";

fn project() -> Folder {
    let folder = Folder::new();
    folder.write("data.csv", ROWS);
    let toml = "[project]\ndata_until = 2025-06-30\nperiod = { from = 2024-01-01, to = 2025-12-31 }\n[[table]]\nfile = \"data.csv\"\n";
    folder.write("polku.toml", toml);
    folder
}

fn explain(folder: &Folder, id: &str, more: &[&str]) -> Ran {
    let project = folder.at("");
    let mut args: Vec<&dyn AsRef<OsStr>> = vec![&"explain", &id, &"--project", &project, &"--lang", &"en"];
    args.extend(more.iter().map(|arg| arg as &dyn AsRef<OsStr>));
    polku(&args)
}

fn row(folder: &Folder, id: &str, at: &str) -> String {
    let ran = explain(folder, id, &["--row", at, "--internal"]).ok();
    assert!(ran.err.contains("Do not publish it"), "{}", ran.err);
    assert!(!ran.out.contains("Salainen") && !ran.out.contains('{'), "{}", ran.out);
    ran.out
}

/// A line of a table, its cells apart.
fn has(text: &str, cells: &[&str]) -> bool {
    let of = |line: &str| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect();
    text.lines().any(|line| {
        let found: Vec<String> = of(line);
        found == cells
    })
}

#[test]
fn one_person_is_shown_only_under_the_internal_policy() {
    let folder = project();
    let ran = explain(&folder, "employed_6m", &["--row", "3"]);
    assert_eq!((ran.code, ran.out.as_str()), (4, ""));
    assert!(ran.err.contains("PK1305") && ran.err.contains("--internal"), "{}", ran.err);
}

#[test]
fn a_share_says_of_a_row_which_condition_decided() {
    let folder = project();
    let text = row(&folder, "employed_6m", "3");
    assert!(text.contains("data.csv, row 3") && text.contains("Counted."), "{text}");
    assert!(has(&text, &["Follow-up was due by 30 June 2025", "yes"]), "{text}");
    assert!(text.lines().any(|line| line.contains("open-ended") || line.contains("permanent")), "{text}");
    // Left a month before the last day, and nothing known of a due follow-up.
    assert!(row(&folder, "employed_6m", "5").contains("follow-up is not yet due"));
    assert!(row(&folder, "employed_6m", "6").contains("information is missing"));
    assert!(row(&folder, "employed_6m", "6").contains("not known"));
}

#[test]
fn a_person_is_made_of_all_their_rows() {
    let folder = project();
    for at in ["2", "4", "data.csv:4"] {
        let text = row(&folder, "employed_6m", at);
        assert!(text.contains("data.csv, row 2: first entry: background"), "{text}");
        assert!(text.contains("data.csv, row 4: latest leaving"), "{text}");
        assert!(text.contains("Counted.") && text.contains("30 June 2025"), "{text}");
    }
}

#[test]
fn every_measure_has_its_trace_in_every_language() {
    let folder = project();
    let measures = [
        "participants",
        "employed_6m",
        "status_distribution",
        "status_transition_exit",
        "ladder_move_exit",
        "early_exit",
    ];
    for language in ["fi", "sv", "en"] {
        for id in measures {
            for style in ["text", "md"] {
                let ran = polku(&[
                    &"explain",
                    &id,
                    &"--project",
                    &folder.at(""),
                    &"--lang",
                    &language,
                    &"--row",
                    &"4",
                    &"--internal",
                    &"--format",
                    &style,
                ])
                .ok();
                assert!(ran.out.lines().count() > 8 && !ran.out.contains("trace."), "{}", ran.out);
            }
        }
        // What the data cannot answer says what is missing.
        let ran = polku(&[
            &"explain",
            &"who5_change",
            &"--project",
            &folder.at(""),
            &"--lang",
            &language,
            &"--row",
            &"4",
            &"--internal",
        ])
        .ok();
        assert!(ran.out.contains("WHO-5") && ran.out.lines().count() < 4, "{}", ran.out);
    }
}

#[test]
fn a_row_that_is_not_there_or_in_two_files_is_a_finding() {
    let folder = project();
    for (at, code) in [("1", "PK1020"), ("7", "PK1020"), ("x", "PK1020"), ("other.csv:2", "PK1020")] {
        let ran = explain(&folder, "employed_6m", &["--row", at, "--internal"]);
        assert!(ran.code == 2 && ran.err.contains(code) && ran.err.contains("data.csv"), "{at}: {}", ran.err);
    }
    folder.write("more.csv", ROWS.replace("Salainen", "Toinen"));
    folder.write("polku.toml", "[[table]]\nfile = \"data.csv\"\n[[table]]\nfile = \"more.csv\"\n");
    let ran = explain(&folder, "employed_6m", &["--row", "3", "--internal"]);
    assert!(ran.code == 2 && ran.err.contains("PK1018") && ran.err.contains("more.csv"), "{}", ran.err);
    assert!(row(&folder, "employed_6m", "more.csv:3").contains("more.csv, row 3"));
    let ran = explain(&folder, "employed_7m", &["--row", "3", "--internal"]);
    assert!(ran.code == 2 && ran.err.contains("PK1005"), "{}", ran.err);
}

#[test]
fn the_columns_of_a_project_are_named_beside_the_facts_they_hold() {
    let folder = Folder::new();
    folder
        .write("omat.csv", "tunnus;aloituspvm;lopetuspvm;tilanne puolen vuoden päästä\nK1;1.2.2024;1.3.2024;työssä\n");
    let toml = "[[table]]\nfile = \"omat.csv\"\n[table.columns]\nstatus_6m = \"tilanne puolen vuoden päästä\"\n";
    folder.write("polku.toml", toml);
    let text = explain(&folder, "employed_6m", &[]).ok().out;
    assert!(text.contains("← tilanne puolen vuoden päästä (omat.csv)"), "{text}");
    assert!(text.contains("← not in the data"), "{text}");
    assert!(text.contains("Who is left out") && text.contains("not yet due"), "{text}");
    // Without a project nothing is said of columns.
    assert!(!polku(&[&"explain", &"employed_6m"]).ok().out.contains('←'));
}
