//! The binary itself: streams, languages, help, and a reader that stops reading.

use crate::util::{Folder, polku, root};
use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polku"));
    command.env_clear().stdin(Stdio::null());
    command
}

fn text(output: &Output) -> (String, String) {
    (String::from_utf8(output.stdout.clone()).unwrap(), String::from_utf8(output.stderr.clone()).unwrap())
}

#[test]
fn the_current_folder_is_the_project_nobody_named() {
    let folder = Folder::new();
    folder.write("osallistujat.csv", "tunnus;aloituspvm\nK1;1.2.2024\nK2;1.3.2024\n");
    folder.write("polku.toml", "[project]\nlanguage = \"sv\"\n[[table]]\nfile = \"osallistujat.csv\"\n");
    let run = |args: &[&str]| binary().args(args).current_dir(folder.at("")).output().unwrap();
    let (out, err) = text(&run(&["indicators", "--internal", "--format", "csv"]));
    assert!(out.contains(",participants,count,,,,,2,"), "{out}");
    // The project speaks Swedish until somebody asks for another language.
    assert!(err.contains("PK1212") && err.contains("Den sista dagen"), "{err}");
    let (_, err) = text(&run(&["indicators", "--lang", "en"]));
    assert!(err.contains("1 March 2024"), "{err}");
    assert!(run(&["report"]).status.success());
    assert!(folder.at("polku-report/report.html").exists());
}

/// A file with a word nobody knows.
const ROWS: &str = "id,start,end,status_start,status_exit\nA,2024-01-08,2024-05-31,unemployed,höpsismi\n";

#[test]
fn data_go_to_one_stream_and_messages_to_the_other() {
    let folder = Folder::new();
    let data = folder.write("data.csv", ROWS);
    let run = |more: &[&str]| {
        let output = binary().arg("indicators").arg(&data).args(["--format", "csv"]).args(more).output().unwrap();
        assert!(output.status.success());
        text(&output)
    };
    let (out, err) = run(&[]);
    assert!(out.starts_with("dataset,indicator,") && !out.contains("PK1"));
    assert!(err.contains("PK1202") && !err.contains('\u{1b}'), "{err}");
    let (out, err) = run(&["-q"]);
    assert!(out.starts_with("dataset,") && err.is_empty(), "{err}");
    assert!(run(&["--color", "always"]).1.contains("\u{1b}[1;33m"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    // More than a pipe holds.
    let sample = root().join("sample-data");
    let mut command = binary();
    command.arg("indicators").arg(sample).args(["--format", "csv", "-q"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(line.starts_with("dataset,"));
    assert_eq!((output.status.code(), text(&output).1.as_str()), (Some(0), ""));
}

#[test]
fn help_is_in_the_language_of_the_reader() {
    for (language, words) in [("fi", "Käyttö"), ("sv", "Användning"), ("en", "Usage")] {
        for args in [&["--help"][..], &["report", "--help"], &["indicators", "-h"], &["demo", "--help"]] {
            let ran = polku(&[&args[0], &args.get(1).unwrap_or(&"--help"), &"--lang", &language]).ok();
            assert!(ran.out.contains(words) && ran.err.is_empty(), "{language} {args:?}\n{}", ran.out);
        }
    }
    // The environment speaks where nobody asks.
    let output = binary().arg("--help").env("LANG", "sv_FI.UTF-8").output().unwrap();
    assert!(text(&output).0.contains("Användning"));
    let output = binary().arg("--help").env("LANG", "sv_FI.UTF-8").env("POLKU_LANG", "en").output().unwrap();
    assert!(text(&output).0.contains("Usage"));
}

#[test]
fn results_for_people_are_in_their_language_and_those_for_machines_in_none() {
    let folder = Folder::new();
    let data = folder.write("data.csv", ROWS);
    let of = |language: &str, format: &str| {
        polku(&[&"indicators", &data, &"--internal", &"--lang", &language, &"--format", &format]).ok().out
    };
    let [fi, sv, en] = ["fi", "sv", "en"].map(|language| of(language, "table"));
    assert!(fi.contains("Osallistujat") && sv.contains("Deltagare") && en.contains("Participants"));
    for format in ["csv", "json"] {
        assert_eq!(of("fi", format), of("en", format));
    }
    let json: serde_json::Value = serde_json::from_str(&of("sv", "json")).unwrap();
    assert_eq!(json["results"][0]["dataset"], "data");
    assert_eq!(json["results"][0]["rows"][0]["count"], 1);
}

#[test]
fn many_projects_make_one_table() {
    let folder = Folder::new();
    let rows = "id,start,gender\nA,2024-03-01,woman\nB,2024-03-01,man\n";
    let (one, two) = (folder.write("yksi.csv", rows), folder.write("kaksi.csv", rows));
    let ran = polku(&[&"indicators", &one, &two, &"--internal", &"--format", &"csv"]).ok();
    let sets: std::collections::BTreeSet<&str> =
        ran.out.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(sets.into_iter().collect::<Vec<_>>(), ["kaksi", "yksi"]);
    assert_eq!(ran.out.matches("dataset,").count(), 1);
}
