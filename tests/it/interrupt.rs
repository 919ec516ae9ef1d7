//! Ctrl-C at any time leaves a whole folder or none, and nothing beside it.

use crate::util::{Folder, polku};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Starts a report, waits for something, interrupts, and gives the exit code.
fn interrupted(folder: &Folder, wait: impl Fn(&Folder)) -> Option<i32> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_polku"))
        .args(["report", "--format", "csv,json,html,svg", "-o"])
        .args([folder.at("out"), folder.at("data.csv")])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait(folder);
    Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status().unwrap();
    child.wait().unwrap().code()
}

#[cfg(unix)]
#[test]
fn an_interrupted_report_is_whole_or_is_not_there() {
    let rows: String = (0..40).map(|n| format!("K{n};1.{}.2024;1.12.2024;Paja;työssä\n", 1 + n % 12)).collect();
    let data = format!("tunnus;aloituspvm;lopetuspvm;palvelu;tilanne päättyessä\n{rows}");
    // While it is written: as soon as anything stands beside the data.
    let writing = |folder: &Folder| {
        let there = || std::fs::read_dir(folder.at("")).unwrap().count();
        let before = there();
        let begun = || there() > before;
        (0..4_000).take_while(|_| !begun()).for_each(|_| std::thread::sleep(Duration::from_micros(500)));
    };
    let early = |_: &Folder| std::thread::sleep(Duration::from_millis(30));
    let mut stopped = 0;
    for (n, wait) in [&early as &dyn Fn(&Folder), &writing, &writing, &writing].into_iter().enumerate() {
        let folder = Folder::new();
        folder.write("data.csv", &data);
        // An earlier report is the same as ever, or a new one.
        let before = n == 3;
        if before {
            polku(&[&"report", &folder.at("data.csv"), &"-o", &folder.at("out"), &"--format", &"csv"]).ok();
        }
        let code = interrupted(&folder, wait);
        let names: Vec<String> = std::fs::read_dir(folder.at(""))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !["data.csv", ".polku"].contains(&name.as_str()))
            .collect();
        // Whoever is early, or gave up waiting, may meet a program that has not begun.
        assert!(matches!(code, None | Some(0 | 130)), "{code:?}");
        stopped += usize::from(code != Some(0));
        match names.as_slice() {
            [] => assert!(code != Some(0) && !before),
            [out] => {
                assert_eq!(out, "out");
                let verified = polku(&[&"verify", &folder.at("out"), &"--lang", &"en"]);
                assert_eq!(verified.code, 0, "{}", verified.out);
            }
            more => panic!("{more:?}"),
        }
    }
    assert!(stopped > 0);
}
