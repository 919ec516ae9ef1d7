//! What `polku check` finds beside what every reading notices, the page it makes of it, and how easily somebody is found.

use crate::util::{Folder, Ran, polku, root};
use serde_json::Value;
use std::collections::BTreeSet;
use std::ffi::OsStr;

fn check(folder: &Folder, more: &[&dyn AsRef<OsStr>]) -> Ran {
    let toml = folder.at("polku.toml");
    let mut args: Vec<&dyn AsRef<OsStr>> = vec![&"check", &toml, &"--lang", &"en"];
    args.extend(more);
    polku(&args)
}

fn project(data: &str, toml: &str) -> Folder {
    let folder = Folder::new();
    folder.write("data.csv", data);
    folder.write("polku.toml", format!("[project]\ndata_until = 2024-12-31\n[[table]]\nfile = \"data.csv\"\n{toml}"));
    folder
}

/// The codes of the findings and all their lines.
fn found(data: &str, toml: &str) -> BTreeSet<(String, Option<u64>)> {
    let folder = project(data, toml);
    let all = folder.at("all.csv");
    let ran = check(&folder, &[&"--all", &all]);
    assert!(ran.code <= 1, "{}{}", ran.out, ran.err);
    lines(&std::fs::read_to_string(all).unwrap())
}

fn lines(text: &str) -> BTreeSet<(String, Option<u64>)> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap(), vec!["code", "kind", "severity", "file", "line", "column", "what"]);
    reader.records().map(|row| row.unwrap()).map(|row| (row[0].to_owned(), row[4].parse().ok())).collect()
}

#[track_caller]
fn has(found: &BTreeSet<(String, Option<u64>)>, code: &str, wanted: &[u64]) {
    let on: Vec<u64> = found.iter().filter(|(other, _)| other == code).filter_map(|(_, line)| *line).collect();
    assert_eq!(on, wanted, "{code} {found:?}");
}

#[test]
fn days_in_the_wrong_order_and_follow_ups_of_nobody_who_left() {
    let all = found(
        "id,start,end,status_start,status_exit,status_6m,training_started,training_completed,exit_reason\n\
         A,2024-01-10,2024-03-31,unemployed,employed,,2024-05-02,2024-04-02,\n\
         B,2025-01-10,,unemployed,,,,,\n\
         C,2024-01-10,,unemployed,employed,employed,,,\n\
         D,2024-01-10,2024-03-31,unemployed,unemployed,,,,työllistyi\n\
         E,2024-01-10,2024-03-31,unemployed,employed,,,,työllistyi\n\
         F,2024-01-10,2024-03-31,unemployed,kuollut,employed,,,\n",
        "",
    );
    has(&all, "PK1224", &[2]);
    has(&all, "PK1225", &[3]);
    has(&all, "PK1226", &[4]);
    has(&all, "PK1222", &[5, 7]);
}

#[test]
fn persons_and_participations_are_told_apart() {
    let rows = "id,start,end,service,gender,status_start\n\
        A,2023-01-10,2023-06-30,Paja,woman,unemployed\nA,2024-01-10,2024-03-31,Paja,woman,unemployed\n\
        B,2023-01-10,2023-06-30,Paja,man,unemployed\nB,2023-06-01,2023-08-31,Paja,woman,unemployed\n\
        C,2023-01-10,,Paja,man,unemployed\nC,2023-06-01,2023-08-31,Muu,man,unemployed\n\
        D,2023-01-10,2023-06-30,Paja,man,unemployed\n";
    let all = found(rows, "");
    has(&all, "PK1229", &[3, 5, 7]);
    has(&all, "PK1230", &[5]);
    has(&all, "PK1231", &[7]);
    has(&all, "PK1228", &[5]);
    let folder = project(rows, "");
    let ran = check(&folder, &[]);
    assert!(ran.out.contains("People: 4. Participations: 7. People who took part more than once: 3."), "{}", ran.out);
    let json: Value = serde_json::from_str(&check(&folder, &[&"--format", &"json"]).out).unwrap();
    assert_eq!((&json["people"], &json["participations"], &json["several"]), (&4.into(), &7.into(), &3.into()));
}

#[test]
fn what_is_the_same_of_everybody_is_suspicious() {
    let mut rows = "id,start,end,work_ability_start,work_ability_exit,status_exit,credits\n".to_owned();
    for n in 0..40 {
        let year = if n < 2 {
            2019
        } else if n < 4 {
            2020
        } else if n < 38 {
            2021
        } else {
            2022
        };
        let start = if n % 2 == 0 { 1 } else { 1 + n % 28 };
        rows += &format!("P{n},{year}-01-{start:02},2023-{:02}-11,{},5,työtön,\n", 1 + n % 12, [4.5, 3.0][n % 2]);
    }
    let all = found(&rows, "");
    let codes: BTreeSet<&str> = all.iter().map(|(code, _)| code.as_str()).collect();
    for code in ["PK1232", "PK1234", "PK1227", "PK1235", "PK1236"] {
        assert!(codes.contains(code), "{code}: {codes:?}");
    }
    // Of four and a half there are twenty.
    assert_eq!(all.iter().filter(|(code, _)| code == "PK1227").count(), 20);
    let heap = rows.replace("2021-01-", "2021-02-").replace("-02-", "-02-01\u{0}");
    let heap: String = heap
        .lines()
        .map(|l| {
            l.split('\u{0}').map(|p| p.trim_start_matches(|c: char| c.is_ascii_digit())).collect::<String>() + "\n"
        })
        .collect();
    assert!(found(&heap, "").iter().any(|(code, _)| code == "PK1233"), "{heap}");
}

#[test]
fn nothing_is_silently_valid() {
    let run = |data: &str| {
        let ran = check(&project(data, ""), &[&"--format", &"json"]);
        let json: Value = serde_json::from_str(&ran.out).unwrap();
        let codes = json["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned());
        (ran.code, codes.collect::<Vec<String>>())
    };
    let (code, codes) = run("id\nA\nB\n");
    assert!(code == 1 && codes.contains(&"PK1237".to_owned()), "{codes:?}");
    let (code, codes) = run("id,start,status_start\nA,2024-01-10,\n");
    assert!(code == 1 && codes.contains(&"PK1236".to_owned()), "{codes:?}");
    assert_eq!(run("foo,bar\n1,2\n").0, 2);
    assert_eq!(run("id,start\n").0, 3);
    assert_eq!(run("").0, 3);
}

#[test]
fn the_page_can_be_sent_on() {
    let mut rows = "tunnus;aloituspvm;lopetuspvm;sukupuoli;kunta;tilanne alussa;tilanne lopussa\n".to_owned();
    for n in 0..30 {
        let kunta = ["Oulu", "Espoo"][n % 2];
        rows += &format!("salainen{n};{}.3.2023;31.5.2023;nainen;{kunta};työtön;höpsismi\n", 1 + n % 28);
    }
    rows += "salainen99;31.2.2024;31.5.2024;mies;Utsjoki;työtön;työssä\n";
    let folder = project(&rows, "");
    let page = folder.at("check.html");
    let ran = check(&folder, &[&"--format", &"html", &"-o", &page]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let text = std::fs::read_to_string(&page).unwrap();
    for secret in ["salainen", "höpsismi", "31.2.2024", "Utsjoki", "nainen", "row 3"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert!(
        text.contains("PK1202")
            && text.contains("20–99")
            && text.contains("under 5")
            && text.contains("pseudonymised at most")
    );
    assert!(!text.contains("<script") && !text.contains("http"), "{text}");
    // Again over its own page, and never over another file.
    assert_eq!(check(&folder, &[&"--format", &"html", &"-o", &page]).code, 1);
    folder.write("mine.html", "my page");
    let ran = check(&folder, &[&"--format", &"html", &"-o", &folder.at("mine.html")]);
    assert!(ran.code == 2 && ran.err.contains("PK1016"), "{}", ran.err);
    let ran = check(&folder, &[&"--all", &folder.at("data.csv")]);
    assert!(ran.code == 2 && std::fs::read_to_string(folder.at("data.csv")).unwrap() == rows, "{}", ran.err);
}

#[test]
fn the_risk_of_being_found_is_told_in_bands() {
    let mut rows = "id,start,end,gender,municipality,age_group,status_exit\n".to_owned();
    for n in 0..60 {
        rows += &format!(
            "P{n},2023-01-02,2023-05-31,woman,Oulu,30-54,{}\n",
            if n < 30 { "employed" } else { "unemployed" }
        );
    }
    let risk = |rows: &str| -> Value {
        let ran = check(&project(rows, ""), &[&"--format", &"json"]);
        serde_json::from_str::<Value>(&ran.out).unwrap()["risk"].clone()
    };
    let many = risk(&rows);
    assert_eq!(
        (&many["smallest"], &many["unique"], &many["verdict"]),
        (&"10+".into(), &"none".into(), &"pseudonymised_grouped".into())
    );
    assert!(many["riskiest"].as_array().unwrap().is_empty());
    rows +=
        "P60,2023-01-02,2023-05-31,man,Utsjoki,30-54,employed\nP61,2023-01-02,2023-05-31,man,Inari,30-54,employed\n";
    let one = risk(&rows);
    assert_eq!(
        (&one["smallest"], &one["unique"], &one["verdict"]),
        (&"1".into(), &"under5".into(), &"pseudonymised".into())
    );
    assert_eq!(one["riskiest"][0]["facts"], serde_json::json!(["municipality"]));
    let text = check(&project(&rows, ""), &[]).out;
    assert!(
        text.contains("pseudonymised at most, not anonymous")
            && text.contains("The smallest group that shares it is one person."),
        "{text}"
    );
}

#[test]
fn planted_faults_are_found_on_their_lines_and_nothing_else_is() {
    let bench = root().join("../shared/bench/gen_big.py");
    let folder = Folder::new();
    let python = std::env::var("POLKU_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let make = |name: &str, more: &[&str]| {
        let made = std::process::Command::new(&python).arg(&bench).arg("5000").arg(folder.at(name)).args(more).output();
        made.is_ok_and(|made| made.status.success())
    };
    if !bench.exists() || !make("clean.csv", &[]) || !make("dirty.csv", &["--dirty", "0.02"]) {
        eprintln!("no {} that runs: nothing compared", bench.display());
        return;
    }
    let all = |name: &str| {
        let toml = format!(
            "[project]\ndata_until = 2026-06-30\n[[table]]\nfile = \"{name}\"\n[table.columns]\nid = \"participant_id\"\n\
            work_ability_start = \"wa_start\"\nwork_ability_exit = \"wa_end\"\n"
        );
        folder.write("polku.toml", toml);
        let list = folder.at(&format!("{name}.all.csv"));
        assert!(check(&folder, &[&"--all", &list]).code <= 1);
        lines(&std::fs::read_to_string(list).unwrap())
    };
    let (clean, dirty) = (all("clean.csv"), all("dirty.csv"));
    let new: BTreeSet<(&str, u64)> =
        dirty.difference(&clean).filter_map(|(code, line)| Some((code.as_str(), (*line)?))).collect();
    let planted = std::fs::read_to_string(folder.at("dirty.csv.dirty.csv")).unwrap();
    let mut excused: BTreeSet<u64> = BTreeSet::new();
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    for row in planted.lines().skip(1) {
        let cells: Vec<&str> = row.split(';').collect();
        let line: u64 = cells[0].parse().unwrap();
        excused.insert(line);
        let on = |codes: &[&str], line: u64| codes.iter().any(|code| new.contains(&(*code, line)));
        let met = match cells[2] {
            "end_before_start" => on(&["PK1207"], line),
            "wa_out_of_range" => on(&["PK1206"], line),
            "unknown_status" => on(&["PK1202"], line),
            "padded_text" => on(&["PK1238"], line),
            "impossible_date" => on(&["PK1204"], line),
            // The first row of the file has nobody before it whose identifier could be repeated.
            "duplicate_id" if line == 2 => true,
            "duplicate_id" => {
                excused.insert(line - 1);
                let codes = ["PK1208", "PK1228", "PK1229", "PK1230", "PK1231"];
                on(&codes, line) || on(&codes, line - 1)
            }
            other => panic!("{other}"),
        };
        assert!(met, "{row}: {:?}", new.iter().filter(|(_, at)| at.abs_diff(line) < 2).collect::<Vec<_>>());
        kinds.insert(cells[2].to_owned());
    }
    assert_eq!(kinds.len(), 6);
    let elsewhere: Vec<&(&str, u64)> = new.iter().filter(|(_, line)| !excused.contains(line)).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}
