//! `polku check`: every finding with where it is, what the cell holds and what to do; for people and for programs; and
//! codes that stay what they are.

use crate::util::{Folder, Ran, polku, root};
use polku::finding::Code;
use serde_json::Value;

/// A published example of the agency that gives identity codes out; nobody's.
const CODE: &str = "131052-308T";

fn check(folder: &Folder, more: &[&str]) -> Ran {
    let toml = folder.at("polku.toml");
    let mut args: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"check", &toml, &"--lang", &"en"];
    args.extend(more.iter().map(|arg| arg as &dyn AsRef<std::ffi::OsStr>));
    polku(&args)
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|fault| panic!("{fault}: {}{}", ran.out, ran.err))
}

fn project(data: impl AsRef<[u8]>, toml: &str) -> Folder {
    let folder = Folder::new();
    folder.write("data.csv", data);
    folder.write("polku.toml", format!("[[table]]\nfile = \"data.csv\"\n{toml}"));
    folder
}

fn faults() -> Folder {
    project(std::fs::read(root().join("tests/fixtures/faults.csv")).unwrap(), "[project]\ndata_until = 2024-12-31\n")
}

#[test]
fn every_finding_has_its_place_its_cell_and_its_cure() {
    let ran = check(&faults(), &["--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert_eq!(check(&faults(), &["--json"]).out, ran.out);
    assert_eq!(check(&faults(), &["--json", "--format", "text"]).code, 2);
    let all = json(&ran);
    let findings = all["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 16);
    for finding in findings {
        assert_eq!(finding["file"], "data.csv");
        assert!(finding["line"].is_u64() && finding["rows"].as_u64() >= Some(1), "{finding}");
        assert!(finding["lines"].as_array().is_some_and(|lines| lines[0] == finding["line"]), "{finding}");
        assert!(["warning", "note"].contains(&finding["severity"].as_str().unwrap()), "{finding}");
        for words in ["what", "cure", "kind"] {
            assert!(finding[words].as_str().is_some_and(|words| !words.is_empty()), "{finding}");
        }
    }
    let of = |code: &str, line: u64| {
        let found = findings.iter().find(|finding| finding["code"] == code && finding["line"] == line);
        found.unwrap_or_else(|| panic!("no {code} on line {line}")).clone()
    };
    let word = of("PK1202", 3);
    assert_eq!((&word["cell"], &word["column"]), (&"höpsismi".into(), &"tilanne lopussa".into()));
    assert_eq!((&word["rows"], &word["lines"]), (&2.into(), &serde_json::json!([3, 14])));
    assert_eq!(of("PK1204", 3)["cell"], "31.2.2024");
    assert_eq!(of("PK1206", 4)["cell"], "11");
    assert!(of("PK1203", 4)["options"].as_array().unwrap().contains(&"rehabilitative_work".into()));
    assert_eq!(of("PK1104", 7)["cell"], Value::Null);
    // What was read, what became of it, and what cannot be computed.
    assert_eq!((&all["schema_version"], &all["warnings"]), (&1.into(), &12.into()));
    assert_eq!((&all["sources"][0]["rows"], &all["sources"][0]["delimiter"]), (&10.into(), &";".into()));
    assert_eq!((&all["columns"][0]["header"], &all["columns"][0]["fact"]), (&"tunnus".into(), &"id".into()));
    let lacks = |finding: &Value| finding["indicator"] == "employed_12m" && finding["missing"][0] == "status_12m";
    assert!(all["unavailable"].as_array().unwrap().iter().any(lacks));
}

#[test]
fn cells_are_repeated_unless_the_list_is_to_be_passed_on() {
    let folder = faults();
    let with = check(&folder, &[]);
    let without = check(&folder, &["--no-cells"]);
    assert!(with.out.contains("Value: ‘höpsismi’") && !without.out.contains("höpsismi"), "{}", without.out);
    assert_eq!(with.out.matches("PK1").count(), without.out.matches("PK1").count());
    let without = check(&folder, &["--no-cells", "--format", "json"]);
    assert!(!without.out.contains("höpsismi") && !without.out.contains("31.2.2024"), "{}", without.out);
}

#[test]
fn a_cell_that_may_tell_of_a_person_is_never_repeated() {
    let stories =
        ["soita 040 123 4567", "meeri@kotona", "Meeri kertoi pitkän tarinan siitä miten kaikki lopulta kävi hyvin"];
    let rows: String = stories.iter().map(|story| format!("K;1.2.2024;{story}\n")).collect();
    let folder = project(format!("tunnus;aloituspvm;tilanne alussa\n{rows}"), "");
    for format in ["text", "json"] {
        let ran = check(&folder, &["--format", format]);
        assert_eq!(ran.out.matches("PK1202").count(), 3, "{}", ran.out);
        assert!(stories.iter().all(|story| !ran.out.contains(story)), "{}", ran.out);
    }
}

#[test]
fn what_stops_a_check_is_said_to_programs_too() {
    let refused = format!("tunnus;etunimi;kunta;kotikunta\n{CODE};Meeri;Oulu;Oulu\n");
    for (folder, exit, codes) in [
        (project(refused, ""), 4, &["PK1301", "PK1302"][..]),
        (
            project("tunnus;aloituspvm\nK;1.2.2024\n", "kind = \"spels\"\n[report]\nby = [\"gendr\"]\n"),
            2,
            &["PK1013", "PK1011"],
        ),
        (project("foo;bar\n1;2\n", ""), 2, &["PK1103"]),
        (project("", ""), 3, &["PK1102"]),
        (project("aloituspvm;palvelun nim;tilanne alussa\n1.2.2024;x;työtön\n", ""), 2, &["PK1106"]),
    ] {
        let ran = check(&folder, &["--format", "json"]);
        let all = json(&ran);
        let found: Vec<&str> = all["findings"].as_array().unwrap().iter().filter_map(|f| f["code"].as_str()).collect();
        assert_eq!(ran.code, exit, "{}", ran.err);
        assert!(codes.iter().all(|code| found.contains(code)), "{found:?}");
        assert!(all["errors"].as_u64() >= Some(codes.len() as u64));
        assert!(!ran.out.contains(CODE) && !ran.out.contains("Meeri"), "{}", ran.out);
    }
}

#[test]
fn what_a_report_would_stop_at_is_found_before() {
    let toml = "[report]\ntemplate = \"impct\"\nby = [\"service\", \"gender\"]\n";
    let folder = project("tunnus;aloituspvm;palvelu\nK;1.2.2024;Paja\n", toml);
    let ran = check(&folder, &["--format", "json"]);
    assert_eq!(ran.code, 1);
    let all = json(&ran);
    let at = |code: &str| all["findings"].as_array().unwrap().iter().find(|f| f["code"] == code).unwrap().clone();
    let (template, by) = (at("PK1014"), at("PK1011"));
    assert_eq!((&template["line"], &template["suggestion"]), (&4.into(), &"impact".into()));
    assert!(by["line"] == 5 && by["what"].as_str().unwrap().contains("gender"), "{by}");
    assert_eq!(polku(&[&"report", &folder.at("polku.toml")]).code, 2);
}

#[test]
fn bytes_of_no_encoding_are_pointed_to() {
    let data = b"\xef\xbb\xbftunnus;aloituspvm;palvelu\nA;1.2.2024;Paja\nB;1.2.2024;P\xe4j\xe4\n";
    let folder = project(data, "");
    let all = json(&check(&folder, &["--format", "json"]));
    let found = all["findings"].as_array().unwrap().iter().find(|f| f["code"] == "PK1105").unwrap().clone();
    assert_eq!((&found["line"], &found["rows"]), (&3.into(), &1.into()));
}

/// A code is in scripts and in what people wrote down. New ones are added here; none goes, and none changes.
#[test]
fn codes_never_change() {
    let file = std::fs::read_to_string(root().join("tests/fixtures/codes.txt")).unwrap();
    let mut kept: Vec<&str> = file.lines().collect();
    kept.sort_unstable();
    let mut now: Vec<String> =
        Code::ALL.iter().map(|code| format!("{} {} {}", code.number(), code.key(), code.severity().id())).collect();
    now.sort_unstable();
    assert_eq!(kept, now);
}

#[test]
fn a_code_is_explained_and_its_beginning_lists_all() {
    let explain = |id: &str| polku(&[&"explain", &id, &"--lang", &"en"]);
    let one = explain("pk1203").ok().out;
    assert!(one.contains("PK1203 ambiguous_word (warning)") && one.contains("Options: …"), "{one}");
    assert!(!one.contains('{') && !one.contains("options."), "{one}");
    let all = explain("PK").ok().out;
    assert!(Code::ALL.iter().all(|code| all.contains(code.number())), "{all}");
    let some = explain("PK13").ok().out;
    assert!(some.contains("PK1301") && !some.contains("PK1201"), "{some}");
    let unknown = explain("PK1259");
    assert!(unknown.code == 2 && unknown.err.contains("Did you mean: PK12"), "{}", unknown.err);
}
