//! Reading: one table in every encoding and dialect gives the same bytes of results, and what cannot be read is said
//! with its line and column.

use crate::util::{Folder, Ran, Tidy, polku, root};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A table with everything a dialect can break: letters beyond ASCII, decimals, quotes, line breaks, empty cells.
const TABLE: [[&str; 9]; 7] = [
    [
        "tunnus",
        "aloituspvm",
        "päättymispvm",
        "palvelu",
        "sukupuoli",
        "tilanne alussa",
        "tilanne päättyessä",
        "työkyky alku (0-10)",
        "työkyky loppu (0-10)",
    ],
    ["K1", "1.2.2024", "31.5.2024", "Työpaja Ääni", "nainen", "työtön", "työssä", "5,5", "7"],
    ["K2", "1.2.2024", "31.5.2024", "Työpaja Ääni", "mies", "työtön", "työtön", "4", "4,25"],
    ["K3", "12.2.2024", "28.6.2024", "Pörssi; \"Aalto\", Åbo", "nainen", "pitkäaikaistyötön", "opiskelija", "6", "8,5"],
    ["K4", "12.2.2024", "", "Pörssi; \"Aalto\", Åbo", "mies", "", "", "", ""],
    ["K5", "1.3.2024", "28.6.2024", "Työpaja Ääni", "", "työtön", "kieltäytyi", "3", ""],
    ["K1", "2.9.2024", "29.11.2024", "Työpaja Ääni", "nainen", "työtön", "työssä", "6,5", "7"],
];

/// How somebody may have saved the table.
#[derive(Clone, Copy)]
struct Saved {
    encoding: &'static str,
    delimiter: char,
    line_end: &'static str,
    decimal: char,
    /// Lines above the header.
    title: &'static str,
    /// Whether the last line is ended.
    ended: bool,
}

/// As Excel in Finnish saves it.
const EXCEL: Saved =
    Saved { encoding: "windows-1252", delimiter: ';', line_end: "\r\n", decimal: ',', title: "", ended: true };

fn saved(how: Saved) -> Vec<u8> {
    let cell = |text: &str| {
        let number = text.split_once(',').is_some_and(|(a, b)| a.parse::<u8>().is_ok() && b.parse::<u8>().is_ok());
        let text = if number { text.replace(',', &how.decimal.to_string()) } else { text.to_owned() };
        let quoted = text.contains([how.delimiter, '"', '\n']);
        if quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    let line = |row: &[&str; 9]| row.map(cell).join(&how.delimiter.to_string());
    let mut text = how.title.replace(';', &how.delimiter.to_string());
    text += &TABLE.each_ref().map(line).join(how.line_end);
    if how.ended {
        text += how.line_end;
    }
    match how.encoding {
        "windows-1252" => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        "utf-8" => text.into_bytes(),
        "utf-8 with bom" => format!("\u{feff}{text}").into_bytes(),
        _ => [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
    }
}

fn results(bytes: &[u8]) -> Ran {
    let folder = Folder::new();
    let file = folder.write("data.csv", bytes);
    polku(&[&"indicators", &file, &"--internal", &"--format", &"csv", &"--lang", &"en"]).ok()
}

/// What every way to save the table must give.
static WANTED: LazyLock<Ran> = LazyLock::new(|| results(&saved(EXCEL)));

#[track_caller]
fn same(how: Saved) {
    let (wanted, found) = (&*WANTED, results(&saved(how)));
    assert!(wanted.out.contains(",work_ability_change,mean_change,,,,exit,1.41666"), "{}", wanted.out);
    assert!(wanted.out.contains("Pörssi; \"\"Aalto\"\", Åbo"), "{}", wanted.out);
    let Saved { encoding, delimiter, line_end, decimal, .. } = how;
    assert_eq!(wanted.out, found.out, "{encoding} {delimiter:?} {line_end:?} {decimal}");
}

#[test]
fn encodings_and_delimiters_are_told_apart() {
    for encoding in ["windows-1252", "utf-8", "utf-8 with bom", "utf-16"] {
        for delimiter in [';', ',', '\t'] {
            same(Saved { encoding, delimiter, ..EXCEL });
        }
    }
}

#[test]
fn line_ends_decimal_marks_and_title_rows_change_nothing() {
    for line_end in ["\r\n", "\n", "\r"] {
        same(Saved { line_end, ended: false, delimiter: ',', encoding: "utf-8", ..EXCEL });
    }
    same(Saved { line_end: "\n", ..EXCEL });
    same(Saved { decimal: '.', ..EXCEL });
    same(Saved { decimal: '.', delimiter: ',', encoding: "utf-8", ..EXCEL });
    same(Saved { title: "Osallistujat 2024;;;;;;;;\r\n;;;;;;;;\r\n", ..EXCEL });
}

#[test]
fn a_letter_on_the_border_of_what_is_looked_at_first_is_no_other_encoding() {
    // The reader looks at chunks of 64 KiB; a two-byte letter lies across each border.
    let mut text = "id;start;service\n".to_owned();
    while text.len() < 200_000 {
        let n = text.len();
        text += &format!("{n};1.3.2024;ä{}\n", "ä".repeat(n % 7));
    }
    let out = results(text.as_bytes()).out;
    let services: BTreeSet<&str> =
        out.lines().filter_map(|line| line.split(',').nth(5)).filter(|s| s.starts_with('ä')).collect();
    assert_eq!(services, (1..=7).map(|n| &"äääääää"[..2 * n]).collect());
}

/// What was noticed where: code, row and column as said in English.
fn noticed(said: &str) -> BTreeSet<(String, String, String)> {
    let severities = ["error ", "warning ", "note "];
    let lines = said.lines().filter_map(|line| severities.iter().find_map(|word| line.strip_prefix(word)));
    lines
        .map(|line| {
            let (code, rest) = line.split_once(' ').unwrap();
            let place = rest.split(": ").next().unwrap();
            let part = |name: &str| {
                let found = place.split(", ").find_map(|part| part.strip_prefix(name)?.strip_prefix(' '));
                found.unwrap_or_default().trim_matches(['‘', '’']).to_owned()
            };
            (code.to_owned(), part("row"), part("column"))
        })
        .collect()
}

fn on_fixture(name: &str) -> Ran {
    let folder = Folder::new();
    folder.write("faults.csv", std::fs::read(root().join("tests/fixtures").join(name)).unwrap());
    let project = "[project]\ndata_until = 2024-12-31\n[[table]]\nfile = \"faults.csv\"\n";
    let toml = folder.write("polku.toml", project);
    polku(&[&"indicators", &toml, &"--lang", &"en", &"--format", &"csv", &"--internal"])
}

#[test]
fn every_fault_of_a_file_is_named_by_line_and_column() {
    let ran = on_fixture("faults.csv").ok();
    let wanted = [
        ("PK1104", "7", ""),
        ("PK1107", "15", ""),
        ("PK1202", "3", "tilanne lopussa"),
        ("PK1203", "4", "tilanne lopussa"),
        ("PK1204", "3", "aloituspvm"),
        ("PK1204", "10", "koulutus alkoi"),
        ("PK1204", "11", "koulutus alkoi"),
        ("PK1205", "4", "työkyky alku (0-10)"),
        ("PK1206", "4", "työkyky loppu (0-10)"),
        ("PK1207", "5", "lopetuspvm"),
        ("PK1208", "9", "tunnus"),
        ("PK1209", "10", "tilanne 6 kk"),
        ("PK1210", "6", ""),
        ("PK1211", "4", "lopetuspvm"),
    ];
    let wanted = wanted.map(|(code, row, column)| (code.to_owned(), row.to_owned(), column.to_owned()));
    assert_eq!(noticed(&ran.err), wanted.into(), "{}", ran.err);
    // A word met twice is one finding of two rows.
    let twice = ran.err.lines().find(|line| line.contains("PK1202")).unwrap();
    assert!(twice.contains("‘höpsismi’") && twice.contains("Rows: 2."), "{twice}");
}

#[test]
fn of_two_columns_with_one_header_it_is_said_which_is_read() {
    let folder = Folder::new();
    folder.write(
        "data.csv",
        "tunnus;aloituspvm;palvelu;Palvelu;oma;oma\nA;1.2.2024;Paja;Talo;x;y\nB;1.2.2024;Paja;Talo;x;y\n",
    );
    folder.write("more.csv", "tunnus;pvm;tilanne;tilanne\nA;1.2.2024;työtön;työssä\n");
    let toml = "[[table]]\nfile = \"data.csv\"\n[table.columns]\nown = \"oma\"\n\
        [[table]]\nfile = \"more.csv\"\nkind = \"statuses\"\n";
    let ran = polku(&[&"check", &folder.write("polku.toml", toml), &"--lang", &"en"]);
    let said: Vec<&str> = ran.out.lines().filter(|line| line.contains("PK1240")).collect();
    for (header, used, other) in [("Palvelu", 3, 4), ("oma", 5, 6), ("tilanne", 3, 4)] {
        let what = format!("Column {used} is read, column {other} is not.");
        let found = said.iter().any(|line| line.contains(&format!("column ‘{header}’")) && line.contains(&what));
        assert!(found, "{header}: {said:?}{}", ran.err);
    }
    assert_eq!(said.len(), 3, "{said:?}");
}

#[test]
fn no_message_leaves_a_slot_open() {
    let ran = on_fixture("faults.csv").ok();
    assert!(!ran.err.contains('{') && !ran.err.contains('}'), "{}", ran.err);
    let options = ran.err.lines().find(|line| line.contains("PK1203")).unwrap();
    assert!(options.contains("rehabilitative_work"), "{options}");
}

#[test]
fn the_faults_of_the_sample_are_those_its_dictionary_lists() {
    let sample = root().join("sample-data");
    let ran = polku(&[&"indicators", &sample, &"--lang", &"en", &"--format", &"csv"]).ok();
    let text = std::fs::read_to_string(sample.join("README.md")).unwrap();
    // Forgiven: dots missing on letters, and a space behind a word.
    let forgiven = ["189", "331"];
    let rows = text.split("\n## Faults").nth(1).unwrap().lines().filter_map(|line| line.strip_prefix("| "));
    let listed: BTreeSet<&str> =
        rows.filter_map(|row| row.split(" | ").next()).filter(|line| line.parse::<u64>().is_ok()).collect();
    assert_eq!(listed.len(), 11);
    assert!(forgiven.iter().all(|line| listed.contains(line)));
    let places = noticed(&ran.err);
    let found: BTreeSet<&str> = places.iter().map(|(_, row, _)| row.as_str()).collect();
    assert_eq!(found, listed.into_iter().filter(|line| !forgiven.contains(line)).collect(), "{}", ran.err);
}

#[test]
fn a_date_of_birth_is_read_as_its_year() {
    let folder = Folder::new();
    let rows = "tunnus;syntymäaika;aloituspvm\nK1;13.10.1952;1.2.2024\nK2;1.10.1992;1.2.2024\n";
    let file = folder.write("data.csv", rows);
    let ran =
        polku(&[&"indicators", &file, &"--internal", &"--by", &"age_group", &"--format", &"csv", &"--lang", &"en"]);
    let ran = ran.ok();
    assert_eq!(noticed(&ran.err).iter().filter(|(code, ..)| code == "PK1303").count(), 1, "{}", ran.err);
    let tidy = Tidy::parse(&ran.out);
    let people = |group| tidy.group("participants", "count", "age_group", group).count;
    // They turn 72 and 32 in 2024.
    assert_eq!((people("55+"), people("30-54")), (Some(1), Some(1)));
    assert!(!ran.out.contains("1952") && !ran.err.contains("13.10"));
}

#[test]
fn what_looks_like_a_formula_stays_text() {
    let ran = results(b"id,start,service\nA,2024-03-01,=1+1\nB,2024-03-01,@x\nC,2024-03-01,Paja\n");
    let groups: Vec<&str> = ran.out.lines().filter(|line| line.contains("participants,count,,service")).collect();
    assert_eq!(groups.len(), 3);
    assert!(groups.iter().all(|line| !line.contains(",=") && !line.contains(",@")), "{groups:?}");
}

#[test]
fn two_files_of_other_shapes_are_one_cohort() {
    let folder = Folder::new();
    folder.write("a.csv", saved(EXCEL));
    folder.write("b.csv", "id,start,gender\nK9,2024-04-02,woman\n");
    let project = "[project]\ndata_until = 2024-12-31\n[[table]]\nfile = \"a.csv\"\n[[table]]\nfile = \"b.csv\"\n";
    let toml = folder.write("polku.toml", project);
    let ran = polku(&[&"indicators", &toml, &"--internal", &"--format", &"csv"]).ok();
    let tidy = Tidy::parse(&ran.out);
    assert_eq!(tidy.total("participants", "count").count, Some(6));
    assert_eq!(tidy.group("participants", "count", "gender", "woman").count, Some(3));
    assert_eq!(tidy.total("employed_exit", "share").base, Some(3));
}
