//! Which module may use which: the direction of the stages, kept by reading the sources.

use crate::source::{Source, sources};
use crate::util::root;
use std::collections::BTreeSet;

/// From the earliest to the latest; a module uses itself and earlier ones only.
const ORDER: [&str; 16] = [
    "finding",
    "error",
    "parallel",
    "text",
    "assets",
    "fact",
    "input",
    "rule",
    "indicator",
    "project",
    "analysis",
    "report",
    "chart",
    "render",
    "verify",
    "command",
];

/// The modules of the crate a file names.
fn used(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut used = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            used.insert(word(rest));
            continue;
        };
        // The first word of every entry of the outermost list.
        let mut depth = 0;
        let mut begins = true;
        for (i, c) in group.char_indices() {
            match c {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                c if begins && c.is_alphabetic() => {
                    used.insert(word(&group[i..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    used
}

fn wrong(source: &Source) -> Vec<String> {
    let place = |module: &str| ORDER.iter().position(|name| *name == module);
    let mut wrong = Vec::new();
    let mut note = |what: String| wrong.push(format!("{}: {what}", source.path));
    match source.module() {
        "lib" => return Vec::new(),
        "main" => {
            let beyond = source.code.split("polku::").skip(1).any(|rest| !rest.starts_with("command"));
            if beyond {
                note("uses more than polku::command".to_owned());
            }
        }
        module => {
            let Some(here) = place(module) else { return vec![format!("{}: stands in no order", source.path)] };
            for other in used(&source.code) {
                match place(&other) {
                    Some(there) if there <= here => {}
                    _ => note(format!("{module} uses {other}")),
                }
            }
            // The other way out of a module.
            let out = "super::".repeat(source.depth());
            if source.code.contains(&out) {
                note("leaves its module by super".to_owned());
            }
        }
    }
    wrong
}

fn source(path: &str, code: &str) -> Source {
    Source { path: path.to_owned(), code: code.to_owned(), texts: Vec::new() }
}

#[test]
fn no_module_uses_a_later_one() {
    let wrong: Vec<String> = sources().iter().flat_map(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_has_its_place_and_the_documentation_says_the_same() {
    let modules: BTreeSet<String> = sources().iter().map(|source| source.module().to_owned()).collect();
    let known: BTreeSet<String> = ORDER.iter().chain(&["lib", "main"]).map(|name| (*name).to_owned()).collect();
    assert_eq!(modules, known);
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let said: String = lib.lines().map(|line| line.trim_start_matches("//!").trim()).collect::<Vec<_>>().join(" ");
    let order = format!("`error, finding → {}`", ORDER[2..].join(" → "));
    assert!(said.contains(&order), "src/lib.rs should say {order}");
}

#[test]
fn analysis_sees_no_words_and_what_is_drawn_no_cohort() {
    for source in sources() {
        match source.module() {
            "analysis" => assert!(!used(&source.code).contains("text"), "{}", source.path),
            "chart" | "render" => assert!(!source.code.contains("Cohort"), "{}", source.path),
            _ => {}
        }
    }
}

/// Whoever attacks a release must not believe what made it: words, facts and indicators are everybody's to read.
#[test]
fn what_verifies_shares_nothing_with_what_made() {
    let everybodys: BTreeSet<String> =
        ["fact", "finding", "indicator", "rule", "text", "verify"].map(str::to_owned).into_iter().collect();
    for source in sources().iter().filter(|source| source.module() == "verify") {
        let beyond: Vec<String> = used(&source.code).difference(&everybodys).cloned().collect();
        assert!(beyond.is_empty(), "{}: {beyond:?}", source.path);
    }
}

#[test]
fn only_commands_touch_the_world() {
    let world = [
        "std::fs",
        "fs::read",
        "fs::write",
        "File::open",
        "env::var",
        "env::args",
        "SystemTime",
        "Instant::now",
        "println!",
        "print!(",
        "dbg!",
        "process::exit",
        "stdout()",
        "stderr()",
        "Zoned::now",
    ];
    for source in sources().iter().filter(|source| !["command", "main"].contains(&source.module())) {
        for way in world {
            assert!(!source.code.contains(way), "{}: {way}", source.path);
        }
    }
}

#[test]
fn a_step_in_the_wrong_direction_is_seen() {
    for (path, code, wrongs) in [
        ("analysis/plan.rs", "use crate::report::Context;", 1),
        ("analysis/plan.rs", "use crate::{error::{Error, Kind}, render, fact};", 1),
        ("input/read.rs", "let x = crate::text::Language::Fi; use super::super::command;", 1),
        ("input/map/mod.rs", "use super::super::text;", 1),
        ("input/map/mod.rs", "use super::read;", 0),
        ("finding.rs", "use crate::error::Error;", 1),
        ("error.rs", "use crate::finding::{Code, Finding};", 0),
        ("chart/theme.rs", "use crate::{render, command::{args}};", 2),
        ("news.rs", "", 1),
        ("main.rs", "use polku::command::run; polku::report::compose();", 1),
    ] {
        assert_eq!(wrong(&source(path, code)).len(), wrongs, "{path}: {code}");
    }
}
