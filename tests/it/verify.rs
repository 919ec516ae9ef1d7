//! Is a folder what it says it is, and does it keep what it hides?

use crate::util::{polku, root};
use polku::fact::Vocabulary;
use polku::indicator::Library;
use polku::verify::attack::{attack, constrained, truth};
use polku::verify::rows::{Row, of_csv};
use std::ffi::OsStr;

fn rows(args: &[&dyn AsRef<OsStr>]) -> Vec<Row> {
    let project = root().join("sample-data");
    let asked: [&dyn AsRef<OsStr>; 4] = [&"indicators", &project, &"--format", &"csv"];
    let out = polku(&[&asked[..], args].concat()).ok().out;
    of_csv(out.as_bytes()).unwrap().into_iter().map(|(_, row)| row).collect()
}

fn books() -> (Library, Vocabulary) {
    let vocabulary = Vocabulary::builtin().unwrap();
    (Library::builtin(&vocabulary).unwrap(), vocabulary)
}

#[test]
fn the_truth_keeps_everything_the_attack_believes() {
    let (library, vocabulary) = books();
    for by in ["service", "service*gender", "target_group*age_group", "funder,exit_year,education"] {
        let args: [&dyn AsRef<OsStr>; 2] = [&"--by", &by];
        let internal = rows(&[&args[..], &[&"--internal"]].concat());
        let public = rows(&args);
        let truth = truth(&internal, &library, &vocabulary);
        for rows in [&internal, &public] {
            let system = constrained(rows, &library, &vocabulary, true);
            let broken = system.broken(|name| truth.get(name).copied());
            let said = broken.map(|c| c.terms.iter().map(|(p, f)| format!("{f} {} {:?}", system.names[*p], truth.get(&system.names[*p]))).collect::<Vec<_>>());
            assert!(broken.is_none(), "{by}: {said:?}");
        }
    }
}

#[test]
fn explore() {
    let (library, vocabulary) = books();
    let public = rows(&[]);
    let t = std::time::Instant::now();
    let attacked = attack(&public, 5, &library, &vocabulary, None);
    eprintln!("{:?} hidden {} targets {} narrowest {:?} untried {}", t.elapsed(), attacked.hidden, attacked.targets, attacked.narrowest, attacked.untried);
    for leak in &attacked.leaks { eprintln!("LEAK {} {:?}", leak.name, leak.bounds); }
    for leak in &attacked.pinned { eprintln!("pinned {} {:?}", leak.name, leak.bounds); }
    for name in &attacked.contradictions { eprintln!("contra {name}"); }
    let internal = rows(&[&"--internal"]);
    let truth = truth(&internal, &library, &vocabulary);
    let t = std::time::Instant::now();
    let attacked = attack(&public, 5, &library, &vocabulary, Some(&truth));
    eprintln!("{:?} with truth {} untried {}", t.elapsed(), truth.len(), attacked.untried);
    for leak in &attacked.leaks { eprintln!("LEAK {} {:?} {:?}", leak.name, leak.bounds, truth.get(&leak.name)); }
}
