//! Dirty twins: one clean file and the same people as organisations save them, which give the same results to the last
//! byte. `tests/fixtures/make_twins.py` writes them, spreadsheets with other people's programs.

use crate::util::{Folder, Ran, polku, polku_on, root};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::Path;

const HOW: [&str; 6] = ["--internal", "--format", "csv", "--lang", "en", "--by=service,gender,age_group"];

/// What is said of a twin beyond what is said of the clean file.
const SAID: [(&str, &[&str]); 9] = [
    ("totals.csv", &["PK1107"]),
    ("totals_among.csv", &["PK1107"]),
    ("footnotes.csv", &["PK1107"]),
    ("header_again.csv", &["PK1107"]),
    ("excel_laid_out.xlsx", &["PK1107"]),
    ("excel_formulas.xlsx", &["PK1107"]),
    ("trailing_marks_cut.csv", &["PK1104"]),
    ("dates_excel_numbers.csv", &["PK1216"]),
    ("same_header_twice.csv", &["PK1240"]),
];

fn twins() -> BTreeMap<String, Vec<u8>> {
    crate::util::files(&root().join("tests/fixtures/twins"))
}

/// Results of a file under the name that every twin gets.
fn results(name: &str, bytes: &[u8]) -> Ran {
    let folder = Folder::new();
    let ending = Path::new(name).extension().unwrap().to_str().unwrap();
    let file = folder.write(&format!("data.{ending}"), bytes);
    let mut args: Vec<&dyn AsRef<OsStr>> = vec![&"indicators", &file];
    args.extend(HOW.iter().map(|arg| arg as &dyn AsRef<OsStr>));
    polku(&args)
}

/// The codes of what was said.
fn codes(said: &str) -> BTreeSet<String> {
    said.split_whitespace().filter(|word| word.starts_with("PK1")).map(str::to_owned).collect()
}

#[test]
fn every_twin_gives_the_results_of_the_clean_file() {
    let twins = twins();
    assert!(twins.len() > 60, "{}", twins.len());
    let clean = results("clean.csv", &twins["clean.csv"]).ok();
    assert!(clean.out.lines().count() > 200 && clean.out.contains("Pörssi; \"\"Šekki\"\", Åbo"), "{}", clean.out);
    let mut wrong = Vec::new();
    for (name, bytes) in &twins {
        let twin = results(name, bytes);
        let expected = SAID.iter().find(|(of, _)| of == name).map_or(&[][..], |(_, codes)| codes);
        let expected: BTreeSet<String> =
            codes(&clean.err).into_iter().chain(expected.iter().map(|code| (*code).to_owned())).collect();
        if twin.out != clean.out {
            let first = clean.out.lines().zip(twin.out.lines()).find(|(a, b)| a != b);
            wrong.push(format!("{name}: {first:?}\n{}", twin.err));
        } else if codes(&twin.err) != expected {
            wrong.push(format!("{name}: {:?} instead of {expected:?}\n{}", codes(&twin.err), twin.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn standard_input_is_a_file() {
    let twins = twins();
    let clean = results("clean.csv", &twins["clean.csv"]).ok();
    for name in ["clean.csv", "unicode_text.txt", "excel.xlsx", "libreoffice.ods", "columns.parquet"] {
        let mut args: Vec<&dyn AsRef<OsStr>> = vec![&"indicators", &"-"];
        args.extend(HOW.iter().map(|arg| arg as &dyn AsRef<OsStr>));
        let piped = polku_on(&twins[name], &args).ok();
        assert_eq!(piped.out.replace("\nstdin,", "\ndata,"), clean.out, "{name}");
    }
    let folder = Folder::new();
    let toml = folder.write("polku.toml", "[[table]]\nfile = \"-\"\n");
    let ran = polku_on(&twins["excel.xlsx"], &[&"check", &toml, &"--lang", &"en", &"--format", &"json"]);
    let all: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&all["sources"][0]["file"], &all["sources"][0]["rows"]), (&"-".into(), &11.into()), "{}", ran.err);
    // Nothing comes in.
    assert_eq!(polku_on(b"", &[&"indicators", &"-"]).code, 3);
}

#[test]
fn a_report_and_a_project_are_made_of_standard_input() {
    let twins = twins();
    let folder = Folder::new();
    folder.write("data.csv", &twins["clean.csv"]);
    let of = |data: &dyn AsRef<OsStr>, out: &str, input: &[u8]| {
        let out = folder.at(out);
        polku_on(input, &[&"report", data, &"-o", &out, &"--format", &"csv,html", &"--lang", &"en"]).ok()
    };
    of(&"-", "piped", &twins["excel.xlsx"]);
    of(&folder.at("data.csv"), "read", b"");
    let (files, results) = (folder.files(), |name: &str| format!("{name}/results.csv"));
    let text = |name: &str| String::from_utf8(files[&results(name)].clone()).unwrap();
    assert_eq!(text("piped").replace("\nstdin,", "\ndata,"), text("read"));
    assert!(files.contains_key("piped/report.html"));
    // The project names standard input, and reads it again.
    let toml = folder.at("polku.toml");
    polku_on(&twins["clean.csv"], &[&"init", &"-", &"-o", &toml, &"--lang", &"en"]).ok();
    let project = std::fs::read_to_string(&toml).unwrap();
    assert!(project.contains("file = \"-\"") && project.contains("id = \"tunnus\""), "{project}");
    let piped = polku_on(&twins["excel.xlsx"], &[&"check", &toml, &"--lang", &"en"]);
    assert!(piped.code <= 1 && piped.out.contains("-: Rows: 11"), "{}{}", piped.out, piped.err);
    // Nothing comes in.
    assert_eq!(polku_on(b"", &[&"report", &"-", &"-o", &folder.at("nothing")]).code, 3);
    assert_eq!(polku_on(b"", &[&"init", &"-", &"-o", &folder.at("other.toml")]).code, 3);
    assert!(!folder.at("nothing").exists() && !folder.at("other.toml").exists());
}

#[test]
fn check_tells_the_form_of_a_file_and_how_it_was_told() {
    let twins = twins();
    let source = |name: &str| {
        let folder = Folder::new();
        let file = folder.write(name, &twins[name]);
        let ran = polku(&[&"check", &file, &"--lang", &"en", &"--format", &"json"]);
        let all: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let source = all["sources"][0].clone();
        let told = ["format", "encoding", "evidence", "delimiter", "sheet"].map(|field| match &source[field] {
            serde_json::Value::String(text) => text.clone(),
            _ => String::new(),
        });
        (told, source["header_line"].as_u64().unwrap())
    };
    let text = |encoding: &str, evidence: &str, delimiter: &str, line| {
        (["text", encoding, evidence, delimiter, ""].map(str::to_owned), line)
    };
    assert_eq!(source("clean.csv"), text("UTF-8", "valid_utf8", ";", 1));
    assert_eq!(source("excel_finnish.csv"), text("Windows-1252", "letters", ";", 1));
    assert_eq!(source("iso_8859_15.csv"), text("ISO-8859-15", "letters", ";", 1));
    assert_eq!(source("bom.csv"), text("UTF-8", "byte_order_mark", ";", 1));
    assert_eq!(source("unicode_text.txt"), text("UTF-16LE", "byte_order_mark", "\t", 1));
    assert_eq!(source("utf_16_be.csv"), text("UTF-16BE", "byte_order_mark", ";", 1));
    assert_eq!(source("utf_16_no_bom.csv"), text("UTF-16LE", "zero_bytes", ";", 1));
    assert_eq!(source("sep_line_comma.csv"), text("UTF-8", "valid_utf8", ",", 2));
    assert_eq!(source("title_lines.csv"), text("UTF-8", "valid_utf8", ";", 5));
    assert_eq!(source("group_line_header.csv"), text("UTF-8", "valid_utf8", ";", 2));
    let book = |kind: &str, sheet: &str, line| ([kind, "", "", "", sheet].map(str::to_owned), line);
    assert_eq!(source("excel_laid_out.xlsx"), book("xlsx", "Osallistujat 2024", 4));
    assert_eq!(source("columns.parquet"), book("parquet", "", 1));
    assert_eq!(source("libreoffice_laid_out.ods"), book("ods", "Osallistujat 2024", 4));
    let folder = Folder::new();
    let file = folder.write("a.csv", &twins["excel_finnish.csv"]);
    let page = polku(&[&"check", &file, &"--lang", &"en"]).out;
    assert!(page.contains("(Windows-1252, ;)") && page.contains("Encoding Windows-1252: ä, ö"), "{page}");
}

/// Several years in one spreadsheet, each a sheet.
fn two_years() -> Vec<u8> {
    std::fs::read(root().join("tests/fixtures/two_sheets.xlsx")).unwrap()
}

#[test]
fn a_sheet_is_chosen_by_name_where_several_may_be_meant() {
    let folder = Folder::new();
    let file = folder.write("data.xlsx", two_years());
    let ran = polku(&[&"indicators", &file, &"--lang", &"en"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("PK1112") && ran.err.contains("\"2023\", \"2024\""), "{}", ran.err);
    let people = |tables: &str| {
        let toml = folder.write("polku.toml", format!("[project]\ndata_until = 2025-01-31\n{tables}"));
        polku(&[&"indicators", &toml, &"--internal", &"--format", &"csv", &"--only", &"participants", &"--lang", &"en"])
    };
    let table = |sheet: &str| format!("[[table]]\nfile = \"data.xlsx\"\nsheet = \"{sheet}\"\n");
    let count = |ran: Ran| crate::util::Tidy::parse(&ran.ok().out).total("participants", "count").count;
    assert_eq!(count(people(&table("2024"))), Some(10));
    assert_eq!(count(people(&table("2023"))), Some(2));
    // K01 took part in both.
    assert_eq!(count(people(&(table("2023") + &table("2024")))), Some(11));
    let wrong = people(&table("2022"));
    assert!(wrong.code == 2 && wrong.err.contains("PK1113") && wrong.err.contains("\"2023\""), "{}", wrong.err);
}

#[test]
fn init_writes_the_sheet_it_read() {
    let folder = Folder::new();
    let file = folder.write("osallistujat.xlsx", two_years());
    let ran = polku(&[&"init", &file, &"--lang", &"en"]);
    assert!(ran.code == 2 && ran.err.contains("PK1112") && ran.err.contains("--sheet"), "{}", ran.err);
    let ran = polku(&[&"init", &file, &"--sheet", &"2024", &"--lang", &"en"]).ok();
    assert!(ran.err.contains("polku check"), "{}", ran.err);
    let toml = std::fs::read_to_string(folder.at("polku.toml")).unwrap();
    assert!(toml.contains("sheet = \"2024\"") && toml.contains("work_ability_start = "), "{toml}");
    polku(&[&"check", &folder.at("polku.toml"), &"--lang", &"en"]);
    let counted = polku(&[&"indicators", &folder.at("polku.toml"), &"--internal", &"--format", &"csv"]).ok();
    assert_eq!(crate::util::Tidy::parse(&counted.out).total("participants", "count").count, Some(10));
    // Nothing is new to a second look at the same sheet.
    let again = polku(&[&"init", &file, &"--update", &"--lang", &"en"]).ok();
    assert_eq!(std::fs::read_to_string(folder.at("polku.toml")).unwrap(), toml, "{}", again.err);
}

#[test]
fn a_report_is_made_of_a_spreadsheet() {
    let folder = Folder::new();
    let file = folder.write("data.xlsx", &twins()["excel_laid_out.xlsx"]);
    let out = folder.at("report");
    polku(&[&"report", &file, &"-o", &out, &"--format", &"html,csv,json", &"--lang", &"en"]).ok();
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("XLSX, Osallistujat 2024"));
}

#[test]
fn codes_of_the_project_stand_for_nothing() {
    let twins = twins();
    let clean = String::from_utf8(twins["clean.csv"].clone()).unwrap();
    // 99 for every score that is not known, 9999 for credits, and a word of the organisation's own.
    let rows: Vec<String> = clean
        .lines()
        .enumerate()
        .map(|(n, line)| {
            // The text in quotes is the fourth cell alone.
            let cells: Vec<&str> = csv_cells(line);
            let coded = cells.iter().enumerate().map(|(at, cell)| match (n, at, *cell) {
                (1.., 9 | 10, "") => "99",
                (1.., 12, "") => "9999",
                (1.., 11, "") => "ei haettu",
                (_, _, cell) => cell,
            });
            coded.collect::<Vec<_>>().join(";")
        })
        .collect();
    let run = |rows: &str, project: &str| {
        let folder = Folder::new();
        folder.write("data.csv", rows);
        let toml = folder.write("data/polku.toml", project);
        let mut args: Vec<&dyn AsRef<OsStr>> = vec![&"indicators", &toml];
        args.extend(HOW.iter().map(|arg| arg as &dyn AsRef<OsStr>));
        polku(&args).ok()
    };
    let table = "[[table]]\nfile = \"../data.csv\"\n";
    let wanted = run(&clean, table);
    let rows = rows.join("\n");
    let of_table = run(&rows, &format!("{table}missing = [\"99\", \"9999\", \"ei haettu\"]\n"));
    assert_eq!(of_table.out, wanted.out);
    let words = "[values.work_ability]\n\"99\" = \"unknown\"\n[values.credits]\n\"9999\" = \"unknown\"\n\
                 [values.training_started]\n\"ei haettu\" = \"unknown\"\n";
    let of_facts = run(&rows, &format!("{table}{words}"));
    assert_eq!((of_facts.out, codes(&of_facts.err)), (wanted.out.clone(), codes(&wanted.err)));
    // Without a word about it 99 is off the scale, and 9999 is money.
    let untold = run(&rows, table);
    assert!(untold.err.contains("PK1206") && untold.err.contains("PK1204"), "{}", untold.err);
}

/// The cells of a line of the clean file, quotes and all.
fn csv_cells(line: &str) -> Vec<&str> {
    let mut inside = false;
    line.split(|c| {
        inside ^= c == '"';
        c == ';' && !inside
    })
    .collect()
}
