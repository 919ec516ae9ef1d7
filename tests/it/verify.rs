//! Is a folder what it says it is, and does it keep what it hides? Folders are written, spoilt and verified.

use crate::util::{Folder, Ran, files, polku, root};
use polku::verify::Books;
use polku::verify::files::digest;
use polku::verify::manifest::{MANIFEST, Manifest};
use polku::verify::rows::{Row, of_csv, of_json};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::sync::LazyLock;

/// Files by their names.
type Files = BTreeMap<String, Vec<u8>>;

/// A report of the sample.
fn report(args: &[&dyn AsRef<OsStr>]) -> Files {
    let folder = Folder::new();
    let (project, output) = (root().join("sample-data"), folder.at("report"));
    let asked: [&dyn AsRef<OsStr>; 4] = [&"report", &project, &"-o", &output];
    polku(&[&asked[..], args].concat()).ok();
    files(&output)
}

/// One for the tests that only spoil it: without pictures of pixels, which nobody reads back.
static REPORT: LazyLock<Files> = LazyLock::new(|| report(&[&"--format", &"html,svg,csv,json", &"--lang", &"en"]));

/// What is hidden in it.
static TRUTH: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let project = root().join("sample-data");
    rows(&polku(&[&"indicators", &project, &"--format", &"csv", &"--internal"]).ok().out)
});

fn rows(csv: &str) -> Vec<Row> {
    of_csv(csv.as_bytes()).unwrap().into_iter().map(|(_, row)| row).collect()
}

fn text(files: &Files, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

fn verify(files: &Files, args: &[&dyn AsRef<OsStr>]) -> Ran {
    let folder = Folder::new();
    for (name, bytes) in files {
        folder.write(&format!("report/{name}"), bytes);
    }
    let dir = folder.at("report");
    let asked: [&dyn AsRef<OsStr>; 4] = [&"verify", &dir, &"--lang", &"en"];
    polku(&[&asked[..], args].concat())
}

/// The codes of what is wrong.
fn codes(ran: &Ran) -> Vec<&str> {
    let mut codes: Vec<&str> =
        ran.out.lines().filter_map(|line| line.strip_prefix("error ")).map(|rest| &rest[..6]).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The folder with a change, and the hashes it would have had if it had been written so.
fn spoilt(change: impl FnOnce(&mut Files)) -> Files {
    let mut files = REPORT.clone();
    change(&mut files);
    let mut manifest: Manifest = serde_json::from_slice(&files[MANIFEST]).unwrap();
    manifest.files =
        files.iter().filter(|(name, _)| *name != MANIFEST).map(|(name, bytes)| (name.clone(), digest(bytes))).collect();
    files.insert(MANIFEST.to_owned(), serde_json::to_vec(&manifest).unwrap());
    files
}

#[track_caller]
fn replace(files: &mut Files, name: &str, from: &str, to: &str) {
    let text = text(files, name);
    assert!(text.contains(from), "{name}: {from}");
    files.insert(name.to_owned(), text.replacen(from, to, 1).into_bytes());
}

/// Prints the truth of a hidden row in both files of results.
#[track_caller]
fn unhide(files: &mut Files, wanted: impl Fn(&Row) -> bool, cell: impl Fn(&mut serde_json::Value, &Row)) {
    let mut json: serde_json::Value = serde_json::from_slice(&files["results.json"]).unwrap();
    let place = TRUTH.iter().position(&wanted).expect("a row to unhide");
    let name = TRUTH[place].name();
    let row = json["results"][0]["rows"].as_array_mut().unwrap();
    let found = row.iter_mut().find(|row| {
        let row: Row = serde_json::from_value((*row).clone()).unwrap();
        row.name() == name && row.is_suppressed()
    });
    cell(found.expect("it is hidden"), &TRUTH[place]);
    files.insert("results.json".to_owned(), serde_json::to_vec(&json).unwrap());
    // One file of results is enough to read.
    files.remove("results.csv");
}

#[test]
fn the_sample_is_found_well_in_three_languages() {
    for lang in ["fi", "sv", "en"] {
        let files = report(&[&"--lang", &lang]);
        let ran = verify(&files, &[]);
        assert_eq!(ran.code, 0, "{lang}: {}", ran.out);
        let compared = format!("Files compared: {}.", files.len() - 1);
        assert!(ran.out.contains(&compared) && ran.out.ends_with("All is well.\n"), "{}", ran.out);
        assert!(!ran.out.contains("PK14"), "{}", ran.out);
    }
    let ran = verify(&REPORT, &[&"--format", &"json"]).ok();
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&json["schema_version"], &json["passed"], &json["internal"]), (&1.into(), &true.into(), &false.into()));
    assert!(json["numbers"].as_u64() > Some(2000) && json["hidden"].as_u64() > Some(400), "{json}");
}

#[test]
fn words_of_a_project_are_no_results() {
    let folder = Folder::new();
    folder.write("osallistujat.csv", std::fs::read(root().join("sample-data/osallistujat.csv")).unwrap());
    let about = "[project]\ntitle = \"Koe 2\"\norganisation = \"Yhdistys 3 ry\"\ndata_until = 2026-03-31\n";
    let toml = folder.write("polku.toml", format!("{about}[[table]]\nfile = \"osallistujat.csv\"\n"));
    let output = folder.at("report");
    polku(&[&"report", &toml, &"-o", &output, &"--format", &"html,json", &"--lang", &"sv"]).ok();
    let ran = verify(&files(&output), &[]);
    assert!(ran.code == 0 && !ran.out.contains("PK14"), "{}", ran.out);
}

#[test]
fn an_internal_report_is_not_attacked_and_has_to_say_what_it_is() {
    let mut files = report(&[&"--internal", &"--format", &"html,csv,json"]);
    let ran = verify(&files, &[]);
    assert!(ran.code == 0 && ran.out.contains("The report is internal"), "{}", ran.out);
    let page = text(&files, "INTERNAL-report.html");
    let mark = page.split("class=\"mark\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    files.insert("INTERNAL-report.html".to_owned(), page.replace(&mark, "Luonnos").into_bytes());
    assert!(codes(&verify(&files, &[])).contains(&"PK1415"));
}

#[test]
fn files_that_are_not_as_they_were_written_are_found() {
    let spoil = |change: &dyn Fn(&mut Files)| {
        let mut files = REPORT.clone();
        change(&mut files);
        verify(&files, &[])
    };
    let missing = spoil(&|files| drop(files.remove("charts/figure_05.svg")));
    assert!(missing.code == 1 && codes(&missing).contains(&"PK1402"), "{}", missing.out);
    let unknown = spoil(&|files| drop(files.insert("rows.csv".to_owned(), b"id\n1\n".to_vec())));
    assert!(unknown.code == 1 && codes(&unknown) == ["PK1404"], "{}", unknown.out);
    let changed = spoil(&|files| replace(files, "report.html", "charset", "CHARSET"));
    assert!(changed.code == 1 && codes(&changed) == ["PK1403"], "{}", changed.out);
    let version = spoil(&|files| replace(files, MANIFEST, env!("CARGO_PKG_VERSION"), "0.0.9"));
    assert!(version.code == 0 && version.out.contains("PK1405"), "{}", version.out);
    let page_only = verify(&spoilt(|files| files.retain(|name, _| !name.starts_with("results"))), &[]);
    assert!(page_only.code == 0 && page_only.out.contains("PK1418"), "{}", page_only.out);
    assert_eq!(spoil(&|files| drop(files.remove(MANIFEST))).code, 2);
    assert_eq!(spoil(&|files| drop(files.insert(MANIFEST.to_owned(), b"{".to_vec()))).code, 3);
}

#[test]
fn charts_in_each_others_place_are_found() {
    let swapped = spoilt(|files| {
        let (one, other) = ("charts/figure_09.svg".to_owned(), "charts/figure_18.svg".to_owned());
        let (first, second) = (files[&one].clone(), files[&other].clone());
        files.extend([(one, second), (other, first)]);
    });
    let ran = verify(&swapped, &[]);
    assert!(ran.code == 1 && codes(&ran) == ["PK1409"], "{}", ran.out);
}

#[test]
fn a_number_that_is_nobodys_is_found_wherever_it_stands() {
    let page = text(&REPORT, "report.html");
    let cell = "<span aria-hidden=\"true\">··</span><span class=\"vh\">suppressed</span>";
    assert!(page.contains(cell));
    // In place of the first mark of each table: 777 is nobody's number.
    let places: Vec<usize> = page.match_indices(cell).map(|(place, _)| place).collect();
    for place in [places[0], places[places.len() / 2], places[places.len() - 1]] {
        let ran = verify(
            &spoilt(|files| {
                let page = format!("{}777{}", &page[..place], &page[place + cell.len()..]);
                files.insert("report.html".to_owned(), page.into_bytes());
            }),
            &[],
        );
        assert!(ran.code == 1 && codes(&ran) == ["PK1409"] && ran.out.contains("The number 777"), "{}", ran.out);
    }
    for (name, from, to) in [
        ("report.html", "<p class=\"lead\">", "<p class=\"lead\">777 people. "),
        ("report.html", "<desc", "<desc>777</desc><desc"),
        ("report.html", "aria-label=\"", "aria-label=\"777 "),
        ("charts/figure_01.svg", "</svg>", "<text x=\"1\" y=\"1\">777</text></svg>"),
        ("charts/figure_01.svg", "<title", "<desc>777</desc><title"),
    ] {
        if !text(&REPORT, name).contains(from) {
            continue;
        }
        let ran = verify(&spoilt(|files| replace(files, name, from, to)), &[]);
        assert!(ran.code == 1 && codes(&ran) == ["PK1409"], "{name} {from}: {}", ran.out);
    }
    let ran = verify(&spoilt(|files| replace(files, "charts/figure_01.svg", "<rect", "<rect data-n=\"3\"")), &[]);
    assert_eq!(codes(&ran), ["PK1410"], "{}", ran.out);
    let ran = verify(&spoilt(|files| replace(files, "report.html", "</main>", "<!-- 3 --></main>")), &[]);
    assert_eq!(codes(&ran), ["PK1410"], "{}", ran.out);
}

#[test]
fn a_hidden_number_in_a_table_is_found() {
    // The true number of women in work six months after, printed where its mark stands.
    let page = text(&REPORT, "report.html");
    let truth = TRUTH.iter().find(|row| row.name() == "employed_6m share gender=woman 6m").unwrap().count.unwrap();
    let (at, heading) = page.match_indices("<th scope=\"row\">Woman</th>").nth(1).unwrap();
    let row = &page[at + heading.len()..];
    assert!(row.starts_with("<td class=\"n\">124</td><td class=\"n hid\">"), "{}", &row[..80]);
    let place = page.len() - row.len() + "<td class=\"n\">124</td>".len();
    let told = page[place..].replacen("··", &truth.to_string(), 1);
    let page = format!("{}{told}", &page[..place]);
    let ran = verify(&spoilt(|files| drop(files.insert("report.html".to_owned(), page.into_bytes()))), &[]);
    assert!(ran.code == 1 && codes(&ran) == ["PK1409"], "{}", ran.out);
}

#[test]
fn results_that_say_different_things_are_found() {
    let ran = verify(&spoilt(|files| replace(files, "results.csv", ",570,", ",571,")), &[]);
    assert!(ran.code == 1 && codes(&ran) == ["PK1408"] && ran.out.contains("participants count"), "{}", ran.out);
    let last = text(&REPORT, "results.csv").lines().last().unwrap().to_owned() + "\n";
    let ran = verify(&spoilt(|files| replace(files, "results.csv", &last, "")), &[]);
    assert_eq!(codes(&ran), ["PK1408"], "{}", ran.out);
    let ran = verify(&spoilt(|files| drop(files.insert("results.json".to_owned(), b"[]".to_vec()))), &[]);
    assert_eq!(codes(&ran), ["PK1407"], "{}", ran.out);
    // A total that its parts do not make.
    let ran = verify(
        &spoilt(|files| {
            files.remove("results.csv");
            let text = text(files, "results.json");
            let at = text.find("\"indicator\": \"work_ability_change\"").unwrap();
            let changed = text[at..].replacen("\"base\": 338", "\"base\": 339", 1);
            files.insert("results.json".to_owned(), format!("{}{changed}", &text[..at]).into_bytes());
        }),
        &[],
    );
    assert!(codes(&ran).contains(&"PK1412"), "{}", ran.out);
}

#[test]
fn a_small_number_that_is_told_after_all_is_found() {
    let small = |row: &Row| {
        row.indicator == "employed_6m" && row.statistic == "share" && row.count.is_some_and(|n| (1..5).contains(&n))
    };
    // The number itself; its share, where the base is told; and a partner it was hidden with.
    let ran = verify(&spoilt(|files| unhide(files, small, |cell, row| cell["count"] = row.count.into())), &[]);
    assert!(ran.code == 1 && codes(&ran).contains(&"PK1411"), "{}", ran.out);
    assert!(ran.out.contains("employed_6m 6m"), "{}", ran.out);
    let all = |files: &mut Files| {
        for group in ["woman", "unknown"] {
            let row = |row: &Row| row.name() == format!("employed_6m share gender={group} 6m");
            unhide(files, row, |cell, row| {
                cell["base"] = row.base.into();
                cell["value"] = row.value.into();
            });
        }
    };
    let ran = verify(&spoilt(all), &[]);
    assert!(codes(&ran).contains(&"PK1411"), "{}", ran.out);
}

#[test]
fn the_data_must_give_what_was_released() {
    let project = root().join("sample-data");
    let ran = verify(&REPORT, &[&"--project", &project]);
    assert!(ran.code == 0 && ran.out.contains("computed anew"), "{}", ran.out);
    // The same project with half its rows.
    let folder = Folder::new();
    let data = folder.at("project");
    polku(&[&"demo", &data]).ok();
    let rows = std::fs::read(data.join("osallistujat.csv")).unwrap();
    let half = rows.len() / 2;
    let cut = half + rows[half..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
    std::fs::write(data.join("osallistujat.csv"), &rows[..cut]).unwrap();
    let ran = verify(&REPORT, &[&"--project", &data]);
    assert!(ran.code == 1 && codes(&ran).contains(&"PK1416") && codes(&ran).contains(&"PK1417"), "{}", ran.out);
}

#[test]
fn the_truth_keeps_everything_the_attack_believes() {
    let books = Books::read().unwrap();
    let released = of_json(&REPORT["results.json"]).unwrap().results.remove(0).rows;
    assert_eq!(books.disbelieved(&released, &TRUTH), None);
    let project = root().join("sample-data");
    for by in ["service", "service*gender", "target_group*age_group", "funder,exit_year,education"] {
        let rows = rows(&polku(&[&"indicators", &project, &"--format", &"csv", &"--by", &by, &"--internal"]).ok().out);
        assert_eq!(books.disbelieved(&rows, &rows), None, "{by}");
    }
}

#[test]
fn knowing_the_truth_every_small_number_may_be_none_and_enough() {
    let books = Books::read().unwrap();
    let released = of_json(&REPORT["results.json"]).unwrap().results.remove(0).rows;
    let attacked = books.attack(&released, 5, Some(&TRUTH));
    assert_eq!((attacked.leaks, attacked.contradictions, attacked.untried), (vec![], vec![], 0));
    assert!(attacked.targets > 300 && attacked.hidden > attacked.targets);
}

/// Rows of a share by gender, in the order total, women, men, not known; `-` is hidden.
fn tiny(cells: [[&str; 3]; 4]) -> Vec<Row> {
    let mut csv = "dataset,indicator,statistic,level,by,group,moment,value,low,high,count,base,unknown,among_unknown,method,flag\n".to_owned();
    for (group, [count, base, unknown]) in ["", "woman", "man", "unknown"].into_iter().zip(cells) {
        let by = if group.is_empty() { "" } else { "gender" };
        let flag = if [count, base, unknown].contains(&"-") { "suppressed" } else { "" };
        let cells = [count, base, unknown].map(|cell| cell.replace('-', "")).join(",");
        csv += &format!("x,own,share,,{by},{group},6m,,,,{cells},0,wilson,{flag}\n");
    }
    rows(&csv)
}

#[test]
fn what_can_be_worked_out_by_hand_is_worked_out() {
    let books = Books::read().unwrap();
    let attack = |cells| {
        let attacked = books.attack(&tiny(cells), 5, None);
        let leaks = attacked.leaks.iter().map(|leak| format!("{} {:?}", leak.name, leak.bounds));
        (leaks.collect::<Vec<_>>(), attacked.narrowest)
    };
    // Two hidden together are 9, and so are the rests: each may be 0 to 9 of bases that are told.
    let wide = [["30", "60", "0"], ["21", "30", "0"], ["-", "15", "0"], ["-", "15", "0"]];
    assert_eq!(attack(wide), (vec![], Some((0, 9))));
    // One alone is the difference: 2.
    let alone = [["23", "60", "0"], ["21", "40", "0"], ["-", "20", "0"], ["0", "0", "0"]];
    assert_eq!(attack(alone).0, ["own 6m gender=man count  (2, 2)"]);
    // Two hidden that are 4 together are each at most 4.
    let few = [["25", "60", "0"], ["21", "30", "0"], ["-", "15", "0"], ["-", "15", "0"]];
    assert_eq!(attack(few).0.len(), 2);
    // The rest of a group is as telling: 13 of 15 count.
    let rest = [["54", "60", "0"], ["41", "45", "0"], ["13", "15", "0"], ["0", "0", "0"]];
    assert!(attack(rest).0.iter().any(|leak| leak == "own 6m gender=man base-count  (2, 2)"));
    // Nobody is no small number.
    let nobody = [["30", "60", "0"], ["30", "45", "0"], ["0", "15", "0"], ["0", "0", "0"]];
    assert_eq!(attack(nobody).0, Vec::<String>::new());
}
