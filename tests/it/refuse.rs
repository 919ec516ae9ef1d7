//! Stopping: with the right exit code, every reason at once, the likely meant word beside a misspelt one, and never a
//! word of personal data.

use crate::util::{Folder, Ran, polku, root};
use std::ffi::OsStr;

/// A published example of the agency that gives identity codes out; nobody's.
const CODE: &str = "131052-308T";

fn indicators(name: &str, bytes: &str, more: &[&str]) -> Ran {
    let folder = Folder::new();
    let file = folder.write(name, bytes);
    let mut args: Vec<&dyn AsRef<OsStr>> = vec![&"indicators", &file];
    if !more.contains(&"--lang") {
        args.extend([&"--lang" as &dyn AsRef<OsStr>, &"en"]);
    }
    args.extend(more.iter().map(|arg| arg as &dyn AsRef<OsStr>));
    polku(&args)
}

#[track_caller]
fn refused(bytes: &str, code: &str, secrets: &[&str]) {
    for more in [&[][..], &["--internal"], &["--format", "csv"], &["--lang", "fi"]] {
        let ran = indicators("data.csv", bytes, more);
        assert_eq!(ran.code, 4, "{}", ran.err);
        assert!(ran.out.is_empty() && ran.err.contains(code), "{}{}", ran.out, ran.err);
        for secret in secrets {
            assert!(!ran.err.to_lowercase().contains(&secret.to_lowercase()), "{}", ran.err);
        }
    }
    let folder = Folder::new();
    let file = folder.write("data.csv", bytes);
    let ran = polku(&[&"report", &file, &"-o", &folder.at("out")]);
    assert_eq!((ran.code, folder.names()), (4, vec!["data.csv".to_owned()]));
}

#[test]
fn personal_data_are_refused_by_their_header() {
    refused(&format!("hetu;aloituspvm\n{CODE};1.2.2024\n"), "PK1301", &[CODE]);
    refused("tunnus;etunimi;sähköposti;aloituspvm\nK1;Meeri;m@x.fi;1.2.2024\n", "PK1301", &["meeri", "m@x.fi"]);
    // A file without headers has people in its first row.
    refused(&format!("{CODE};1.2.2024;työtön\nB;1.2.2024;työtön\n"), "PK1301", &[CODE]);
    refused("A;meeri@x.fi;työtön\nB;matti@x.fi;työtön\n", "PK1301", &["meeri", "matti"]);
    // Both columns at once.
    let ran = indicators("data.csv", "tunnus;etunimi;sähköposti\nK1;Meeri;m@x.fi\n", &[]);
    assert_eq!(ran.err.matches("PK1301").count(), 2, "{}", ran.err);
}

#[test]
fn identity_codes_are_refused_wherever_they_stand() {
    refused(&format!("tunnus;aloituspvm\n{CODE};1.2.2024\nK2;1.2.2024\n"), "PK1302", &[CODE]);
    refused(&format!("tunnus;aloituspvm;palvelu\nK1;1.2.2024;{}\n", CODE.to_lowercase()), "PK1302", &[CODE]);
    refused(&format!("tunnus;aloituspvm;tilanne alussa\nK1;1.2.2024;{CODE}\n"), "PK1302", &[CODE]);
    // In a column that is not read, and behind hundreds of other identifiers.
    refused(&format!("tunnus;aloituspvm;jotain muuta\nK1;1.2.2024;{CODE}\n"), "PK1302", &[CODE]);
    let people: String = (0..700).map(|n| format!("K{n};1.2.2024\n")).collect();
    refused(&format!("tunnus;aloituspvm\n{people}{CODE};1.2.2024\n"), "PK1302", &[CODE]);
}

#[test]
fn whatever_gives_a_person_away_is_refused_and_never_repeated() {
    let file = |header: &str, cells: &[&str]| -> String {
        let rows = cells.iter().enumerate().map(|(n, cell)| format!("K{n};1.2.2024;{cell}\n"));
        std::iter::once(format!("tunnus;aloituspvm;{header}\n")).chain(rows).collect()
    };
    let names = ["Meeri Mallikas", "Matti Esimerkki", "Leena Malli"];
    refused(&file("yhteys", &["meeri@x.fi"]), "PK1306", &["meeri"]);
    refused(&file("tilanne alussa", &["työtön", "työssä, ks. meeri@x.fi"]), "PK1306", &["meeri"]);
    refused(&file("yhteys", &["+358 40 123 4567"]), "PK1307", &["123 4567"]);
    refused(&file("yhteys", &["040 123 4567", "050 765 4321", ""]), "PK1307", &["123 4567"]);
    refused(&file("maksu", &["FI21 1234 5600 0007 85"]), "PK1308", &["5600"]);
    refused(&file("koti", &["Rantakatu 5 A", "Opintie 12"]), "PK1309", &["rantakatu", "opintie"]);
    refused(&file("kuka", &names), "PK1310", &["meeri", "mallikas", "matti"]);
    refused(&file("palvelu", &names), "PK1310", &["meeri", "mallikas", "matti"]);
    let stories = [
        "Kertoi että nyt menee paremmin kuin ennen ja nukkuu",
        "Ei ole saanut unta viikkoihin eikä juuri syönyt",
        "Haluaisi palata kouluun mutta pelkää matematiikkaa kovasti",
    ];
    refused(&file("muuta", &stories), "PK1311", &["unta", "nukkuu"]);
    // A file without any other column that is read in another way.
    refused(&format!("tunnus;aloituspvm\nK1;1.2.2024;{CODE}\n"), "PK1302", &[CODE]);
    refused(&format!("tunnus;aloituspvm;muuta\n;1.2.2024;{CODE}\nK1;1.2.2024;\n"), "PK1302", &[CODE]);
}

#[test]
fn every_row_of_every_column_is_looked_at() {
    let mut rows: Vec<String> = (0..12_000).map(|n| format!("K{n};1.2.2024;{n}\n")).collect();
    rows[11_000] = format!("K11000;1.2.2024;{CODE}\n");
    rows[11_500] = format!("K11500;1.2.2024;{}\n", CODE.to_lowercase());
    let text = format!("tunnus;aloituspvm;jotain muuta\n{}", rows.concat());
    let ran = indicators("data.csv", &text, &[]);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("PK1302 data.csv, row 11002, column ‘jotain muuta’"), "{}", ran.err);
    assert!(ran.err.contains("Rows: 2."), "{}", ran.err);
}

#[test]
fn what_may_be_harmless_is_warned_of() {
    // The last character is wrong: perhaps a slip, perhaps no identity code at all.
    let ran = indicators("data.csv", "tunnus;aloituspvm\n131052-308X;1.2.2024\nK2;1.2.2024\n", &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("PK1312") && !ran.err.contains("308X"), "{}", ran.err);
    let digests = ["da39a3ee5e6b4b0d3255bfef95601890afd80709", "2ef7bde608ce5404e97d5f042f95f89f1c232871"];
    let ran =
        indicators("data.csv", &format!("tunnus;aloituspvm\n{};1.2.2024\n{};1.2.2024\n", digests[0], digests[1]), &[]);
    // What may be worked back stops.
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("PK1313") && digests.iter().all(|digest| !ran.err.contains(digest)), "{}", ran.err);
}

#[test]
fn a_column_left_out_by_word_is_not_looked_at() {
    let folder = Folder::new();
    folder.write("data.csv", format!("tunnus;hetu;aloituspvm\nK1;{CODE};1.2.2024\n"));
    let toml = folder.write("polku.toml", "[[table]]\nfile = \"data.csv\"\nleave_out = [\"Hetu\"]\n");
    let ran = polku(&[&"indicators", &toml, &"--format", &"csv"]).ok();
    assert!(!ran.out.contains(CODE) && !ran.err.contains(CODE));
}

#[test]
fn each_kind_of_failure_has_its_exit_code() {
    let code = |name: &str, bytes: &str, more: &[&str]| indicators(name, bytes, more).code;
    let rows = "id,start\nA,2024-03-01\n";
    assert_eq!(code("data.csv", rows, &[]), 0);
    for more in [&["--only", "zzz"][..], &["--by", "shoe_size"], &["--by", "gender"], &["--format", "pdf"], &["--zzz"]]
    {
        assert_eq!(code("data.csv", rows, more), 2, "{more:?}");
    }
    // Configuration that cannot be parsed, or files it cannot be about.
    assert_eq!(code("polku.toml", "[project\n", &[]), 2);
    assert_eq!(code("polku.toml", "[project]\n", &[]), 2);
    assert_eq!(code("data.docx", rows, &[]), 2);
    assert_eq!(code("data.csv", "foo,bar\n1,2\n", &[]), 2);
    assert_eq!(code("data.csv", "start,service\n2024-03-01,Paja\n", &[]), 2);
    // Files that are not there or hold nothing.
    assert_eq!(code("data.csv", "", &[]), 3);
    assert_eq!(code("data.csv", "id,start\n", &[]), 3);
    assert_eq!(code("polku.toml", "[[table]]\nfile = \"gone.csv\"\n", &[]), 3);
    assert_eq!(polku(&[&"indicators", &"/no/such/file.csv"]).code, 3);
    assert_eq!(polku(&[&"report", &"/no/such/folder/polku.toml"]).code, 3);
    // Personal data.
    assert_eq!(code("data.csv", &format!("id,start\n{CODE},2024-03-01\n"), &[]), 4);
}

#[test]
fn everything_wrong_with_a_project_is_said_at_once_by_its_line() {
    let text = std::fs::read_to_string(root().join("tests/fixtures/faults.toml")).unwrap();
    let ran = indicators("polku.toml", &text, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let line = |needle: &str| text.lines().position(|line| line.starts_with(needle)).unwrap() + 1;
    let wanted = [
        ("PK1012", line("period"), "The period ends before it starts."),
        ("PK1013", line("kind"), "spels. Did you mean: spells?"),
        ("PK1003", line("status_6"), "status_6. Did you mean: status_6m?"),
        ("PK1003", line("gendr"), "gendr. Did you mean: gender?"),
        ("PK1008", line("[[instrument]]"), "‘weight’"),
        ("PK1006", line("among"), "condition is missing"),
        ("PK1009", line("event"), "‘@emploied’"),
        ("PK1009", line("measure = \"medain\""), "‘medain’"),
        ("PK1005", line("indicator = \"employd_6m\""), "employd_6m. Did you mean: employed_6m?"),
        ("PK1019", line("target = 33"), "‘33’. Did you mean: 0.33?"),
        ("PK1019", line("# No text") - 1, "text of the goal is missing"),
        ("PK1019", line("statistic"), "‘improved’. Did you mean: share?"),
        ("PK1019", line("target = 0.2"), "not both"),
        ("PK1011", line("by"), "age_grup. Did you mean: age_group?"),
        ("PK1011", line("by"), "shoe_size"),
    ];
    for (code, line, words) in wanted {
        let here = |said: &&str| said.contains(code) && said.contains(&format!("row {line},")) && said.contains(words);
        assert_eq!(ran.err.lines().filter(here).count(), 1, "{code} row {line} {words}\n{}", ran.err);
    }
    assert_eq!(ran.err.lines().filter(|line| line.starts_with("error PK")).count(), wanted.len(), "{}", ran.err);
    assert!(!ran.err.contains('{'), "{}", ran.err);
}

#[test]
fn a_misspelt_word_meets_the_one_that_was_meant() {
    let rows = "tunnus;aloituspvm;lopetuspvm\nA;2024-03-01;2024-05-31\n";
    let ran = indicators("data.csv", rows, &["--only", "employd_6m,particpants"]);
    assert!(ran.err.contains("employd_6m. Did you mean: employed_6m?"), "{}", ran.err);
    assert!(ran.err.contains("particpants. Did you mean: participants?"), "{}", ran.err);
    let ran = indicators("data.csv", rows, &["--by", "servce*gendr"]);
    assert!(ran.err.contains("Did you mean: service?"), "{}", ran.err);

    let folder = Folder::new();
    folder.write("data.csv", rows);
    let columns = "start = \"aloituspv\"\nend = \"loppetuspvm\"\nservice = \"jotain aivan muuta\"\n";
    let toml = folder.write("polku.toml", format!("[[table]]\nfile = \"data.csv\"\n[table.columns]\n{columns}"));
    let ran = polku(&[&"indicators", &toml, &"--lang", &"en"]);
    assert_eq!((ran.code, ran.err.matches("PK1004").count()), (2, 3), "{}", ran.err);
    assert!(ran.err.contains("row 4,") && ran.err.contains("aloituspv. Did you mean: aloituspvm?"), "{}", ran.err);
    assert!(ran.err.contains("row 5,") && ran.err.contains("loppetuspvm. Did you mean: lopetuspvm?"), "{}", ran.err);
    assert_eq!(ran.err.matches("Did you mean").count(), 2, "{}", ran.err);

    let ran = polku(&[&"report", &folder.at("data.csv"), &"--template", &"impct", &"--lang", &"en"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("impct. Did you mean: impact?"), "{}", ran.err);
}

#[test]
fn a_wrong_value_is_pointed_to_where_it_is_written() {
    let folder = Folder::new();
    folder.write("data.csv", "id,start\nA,2024-03-01\n");
    let toml = folder.write("oma.toml", "[[table]]\nfile = \"data.csv\"\n[values.status]\n\"jokin\" = \"emploied\"\n");
    let ran = polku(&[&"indicators", &toml, &"--lang", &"en"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("emploied. Value: ‘jokin’. Did you mean: employed?"), "{}", ran.err);
    assert!(ran.err.contains("oma.toml, row 4"), "{}", ran.err);
}

#[test]
fn files_that_are_missing_are_all_named() {
    let toml = "[[table]]\nfile = \"a.csv\"\n[[table]]\nfile = \"b.csv\"\n";
    let ran = indicators("polku.toml", toml, &[]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("a.csv") && ran.err.contains("b.csv"), "{}", ran.err);
}
