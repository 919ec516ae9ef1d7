//! Random projects, published and attacked: nothing hidden may be found out.

mod project;

use crate::util::{Folder, polku};
use polku::verify::Books;
use polku::verify::rows::{Row, of_csv};
use project::{Project, project};
use std::ffi::OsStr;

/// How many projects are tried, and how many people they have at most; `POLKU_RANDOM=200 POLKU_RANDOM_PEOPLE=3000` tries more and
/// larger ones.
fn asked(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

fn rows(toml: &std::path::Path, more: &[&str]) -> (Vec<Row>, String, u8) {
    let mut args: Vec<&dyn AsRef<OsStr>> = vec![&"indicators", &toml, &"--format", &"csv", &"--lang", &"en"];
    args.extend(more.iter().map(|arg| arg as &dyn AsRef<OsStr>));
    let ran = polku(&args);
    let rows = if ran.code == 0 {
        of_csv(ran.out.as_bytes()).unwrap().into_iter().map(|(_, row)| row).collect()
    } else {
        Vec::new()
    };
    (rows, ran.err, ran.code)
}

#[test]
fn nothing_hidden_is_found_out_of_random_projects() {
    let (projects, people) = (asked("POLKU_RANDOM", 8), asked("POLKU_RANDOM_PEOPLE", 200));
    let first = asked("POLKU_RANDOM_FIRST", 0);
    let books = Books::read().unwrap();
    let mut faults = Vec::new();
    for seed in first..first + projects {
        let Project { toml, data, people, by } = project(seed as u64, people);
        let folder = Folder::new();
        folder.write("data.csv", data);
        let toml = folder.write("polku.toml", toml);
        let begun = std::time::Instant::now();
        let (shown, said, code) = rows(&toml, &[]);
        let took = begun.elapsed();
        let (truth, ..) = rows(&toml, &["--internal"]);
        let attacked = books.attack(&shown, 5, Some(&truth));
        let hidden = shown.iter().filter(|row| row.is_suppressed()).count();
        let partly = said.contains("could not be shown");
        let line = format!(
            "seed {seed}: {people} people, {by:?}: {hidden} of {} rows hidden, {} targets, {} untried, {} leaks, exit {code}{} in {took:.1?}",
            shown.len(),
            attacked.targets,
            attacked.untried,
            attacked.leaks.len(),
            if partly { ", partly" } else { "" }
        );
        eprintln!("{line}");
        for leak in attacked.leaks.iter().take(4) {
            eprintln!("    {} in {:?}", leak.name, leak.bounds);
        }
        if code != 0 || partly || !attacked.leaks.is_empty() || !attacked.contradictions.is_empty() {
            faults.push(line);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
