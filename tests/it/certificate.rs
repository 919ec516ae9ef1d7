//! The certificate of a report: kept beside the project, never in what is handed on, and counted again by `verify`.

use crate::util::{Folder, Ran, polku};
use std::fmt::Write;
use std::path::PathBuf;

/// Ninety people of three ages, of whom few are in training a while later, and their ability to work.
fn data() -> String {
    let mut data =
        "id,start,end,age_group,gender,status_start,status_exit,work_ability_start,work_ability_exit\n".to_owned();
    for i in 0..90 {
        let age = if i % 30 == 7 { "50-64" } else { ["18-24", "25-34", "35-49"][i % 7 % 3] };
        let status = match i % 13 {
            0 => "education",
            1..4 => "open_permanent",
            4 | 5 => "subsidised_public",
            _ => "unemployed_long",
        };
        let gender = ["woman", "man"][i % 5 % 2];
        let (before, after) = (i % 8, (i % 8 + i % 3).min(10));
        writeln!(
            data,
            "P{i},2024-01-{:02},2024-06-15,{age},{gender},unemployed_long,{status},{before},{after}",
            1 + i % 28
        )
        .unwrap();
    }
    data
}

/// A small project with its report, and its certificate if there is one.
fn reported(args: &[&str]) -> (Folder, Ran, Option<PathBuf>) {
    let folder = Folder::new();
    folder.write("own/data.csv", data());
    let asked = "[report]\nby = [\"age_group\", \"gender\"]\n";
    folder.write(
        "own/polku.toml",
        format!("[project]\ndata_until = 2025-06-30\n[[table]]\nfile = \"data.csv\"\n{asked}"),
    );
    let (own, out) = (folder.at("own"), folder.at("out"));
    let asked: [&dyn AsRef<std::ffi::OsStr>; 7] =
        [&"report", &own, &"-o", &out, &"--format", &"csv,json", &"--lang=en"];
    let more: Vec<&dyn AsRef<std::ffi::OsStr>> = args.iter().map(|arg| arg as _).collect();
    let ran = polku(&[&asked[..], &more].concat()).ok();
    let kept = std::fs::read_dir(folder.at("own/.polku")).ok();
    let path = kept.map(|mut files| files.next().unwrap().unwrap().path());
    (folder, ran, path)
}

fn verified(folder: &Folder) -> Ran {
    polku(&[&"verify", &folder.at("out"), &"--project", &folder.at("own"), &"--lang", &"en"])
}

#[test]
fn it_stays_beside_the_project_and_holds() {
    let (folder, ran, path) = reported(&[]);
    let path = path.unwrap();
    assert!(ran.err.contains(path.file_name().unwrap().to_str().unwrap()), "{}", ran.err);
    let files = folder.files().into_keys().filter(|name| name.starts_with("out/")).collect::<Vec<_>>();
    assert_eq!(files, ["out/polku-manifest.json", "out/results.csv", "out/results.json"]);
    let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert!(kept[0]["populations"].as_array().unwrap().len() > 2, "{kept}");
    let ran = verified(&folder).ok();
    assert!(!ran.out.contains("PK1419") && !ran.out.contains("PK1420"), "{}", ran.out);
    // The same report twice has one certificate.
    std::fs::remove_dir_all(folder.at("out")).unwrap();
    polku(&[&"report", &folder.at("own"), &"-o", &folder.at("out"), &"--format", &"json"]).ok();
    assert_eq!(std::fs::read_dir(folder.at("own/.polku")).unwrap().count(), 1);
}

#[test]
fn people_who_would_have_been_published_otherwise_prove_nothing() {
    let (folder, _, path) = reported(&[]);
    let path = path.unwrap();
    let mut kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let status = kept[0]["blocks"].as_array().unwrap().iter().position(|facts| facts[0] == "status_exit").unwrap();
    // Everybody leaves as the first of them does.
    let takes: Vec<[u32; 2]> = (0..20).map(|row| [row, 0]).collect();
    kept[0]["populations"][0]["takes"][status.to_string()] = serde_json::json!(takes);
    std::fs::write(&path, kept.to_string()).unwrap();
    let ran = verified(&folder);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("error PK1419"), "{}", ran.out);
    // A number that does not add up is seen as well.
    let (folder, _, path) = reported(&[]);
    let path = path.unwrap();
    let mut kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let numbers = kept[0]["numbers"][0]["of"].as_array_mut().unwrap();
    numbers[0][1] = serde_json::json!(999);
    std::fs::write(&path, kept.to_string()).unwrap();
    assert!(verified(&folder).out.contains("error PK1419"));
}

#[test]
fn where_it_is_not_there_it_is_worked_out_anew() {
    let (folder, _, path) = reported(&[]);
    std::fs::remove_file(path.unwrap()).unwrap();
    let ran = verified(&folder).ok();
    assert!(ran.out.contains("note PK1420") && !ran.out.contains("PK1419"), "{}", ran.out);
}

#[test]
fn an_internal_report_has_none() {
    let (_, _, path) = reported(&["--internal"]);
    assert!(path.is_none());
}

#[test]
fn of_very_many_people_those_of_rare_groups_may_be_otherwise() {
    let mut data = "id,start,end,age_group,status_start,status_exit\n".to_owned();
    for i in 0..3200 {
        let age = if i % 1000 == 7 { "50-64" } else { ["18-24", "25-34", "35-49"][i % 7 % 3] };
        let status = match i % 13 {
            _ if i % 1000 == 9 => "sick_leave",
            0 => "education",
            1..4 => "open_permanent",
            _ => "unemployed_long",
        };
        writeln!(data, "P{i},2024-01-{:02},2024-06-15,{age},unemployed_long,{status}", 1 + i % 28).unwrap();
    }
    let folder = Folder::new();
    folder.write("own/data.csv", data);
    let table = "[project]\ndata_until = 2025-06-30\n[[table]]\nfile = \"data.csv\"\n";
    folder.write("own/polku.toml", format!("{table}[report]\nby = [\"age_group\"]\n"));
    polku(&[&"report", &folder.at("own"), &"-o", &folder.at("out"), &"--format", &"json"]).ok();
    let path = std::fs::read_dir(folder.at("own/.polku")).unwrap().next().unwrap().unwrap().path();
    let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(!kept[0]["populations"].as_array().unwrap().is_empty(), "{kept}");
    let ran = verified(&folder).ok();
    assert!(!ran.out.contains("PK1419") && !ran.out.contains("PK1411"), "{}", ran.out);
}
