//! Rows that belong to nobody: answers of a feedback form, and occasions with how many came.

use crate::util::{Folder, Ran, Tidy, polku};
use std::ffi::OsStr;

fn ran(data: &str, toml: &str, command: &str, args: &[&str]) -> Ran {
    let folder = Folder::new();
    folder.write("data.csv", data);
    let toml = folder.write("polku.toml", toml);
    let mut all: Vec<&dyn AsRef<OsStr>> = vec![&command, &toml, &"--lang", &"en"];
    all.extend(args.iter().map(|arg| arg as &dyn AsRef<OsStr>));
    polku(&all)
}

const FEEDBACK: &str = "[project]\nperiod = { from = 2024-01-01, to = 2024-12-31 }\n[[table]]\nfile = \"data.csv\"\n\
    kind = \"responses\"\ncolumns = { feedback_useful = \"hyöty\", answer_again = \"tulisitko uudelleen\" }\n\
    [values.feedback_useful]\n\"erittäin\" = \"5\"\n[report]\nby = [\"service\", \"month\"]\n";

fn answers(n: usize) -> String {
    let mut text = "pvm;palvelu;hyöty;tulisitko uudelleen;tunnus\n".to_owned();
    for i in 0..n {
        let useful = ["3", "4", "erittäin", ""][i % 4];
        // The same code on two rows: answers are never paired.
        text += &format!(
            "{}.{}.2024;{};{useful};{};K{}\n",
            1 + i % 28,
            1 + i % 2,
            ["Kahvila", "Paja"][i % 2],
            ["kyllä", "ehkä"][i % 2],
            i / 2
        );
    }
    text + "5.5.2019;Paja;1;ei;K0\n"
}

#[test]
fn answers_are_counted_and_never_paired() {
    let run = ran(&answers(40), FEEDBACK, "indicators", &["--internal", "--format", "csv"]).ok();
    let tidy = Tidy::parse(&run.out);
    // The answer of 2019 is outside the period.
    assert_eq!(tidy.total("responses", "count").count, Some(40));
    let mean = tidy.total("feedback_useful", "mean");
    assert_eq!((mean.value, mean.base, mean.unknown), (Some(4.0), Some(30), Some(10)));
    assert_eq!(tidy.total("feedback_useful", "median").value, Some(4.0));
    assert_eq!(tidy.at("answer_again", "share", "kyllä", "").counts(), [Some(20), Some(40), Some(0)]);
    assert_eq!(tidy.group("responses", "count", "month", "2024-01").count, Some(20));
    assert_eq!(tidy.group("responses", "count", "service", "Paja").count, Some(20));
    // No person is made of them.
    assert!(tidy.0.keys().all(|key| key.indicator != "participants" || tidy.0[key].flag == "not_available"));
}

#[test]
fn few_answers_are_protected() {
    let run = ran(&answers(8), FEEDBACK, "indicators", &["--format", "csv"]).ok();
    let tidy = Tidy::parse(&run.out);
    let mean = tidy.total("feedback_useful", "mean");
    assert_eq!((mean.value, mean.flag.as_str()), (None, "suppressed"));
    // What four people said is gathered with what the others said.
    let levels = |of: &str| tidy.0.keys().filter(|key| key.indicator == "answer_again" && key.level == of).count();
    assert_eq!(["kyllä", "ehkä", "ei"].map(levels), [0; 3]);
    assert_eq!(tidy.at("answer_again", "share", "other", "").counts(), [Some(8), Some(8), Some(0)]);
}

#[test]
fn a_report_says_that_answers_are_no_participants() {
    let folder = Folder::new();
    folder.write("data.csv", answers(60));
    let toml = folder.write("polku.toml", FEEDBACK);
    polku(&[&"report", &toml, &"-o", &folder.at("out"), &"--lang", &"en"]).ok();
    let page = String::from_utf8(folder.files()["out/report.html"].clone()).unwrap();
    assert!(page.contains("about answers or visits, not about participants"), "{page}");
    assert!(page.contains("Feedback: hyöty") && page.contains("Answers: tulisitko uudelleen"), "{page}");
    let verified = polku(&[&"verify", &folder.at("out"), &"--lang", &"en", &"--project", &toml]);
    for code in ["PK1403", "PK1408", "PK1411", "PK1412", "PK1416", "PK1417"] {
        assert!(!verified.out.contains(code), "{}", verified.out);
    }
    let check = polku(&[&"check", &toml, &"--lang", &"en"]);
    assert!(!check.out.contains("People:") && check.out.contains("Risk of identification"), "{}", check.out);
}

#[test]
fn occasions_are_summed_by_place_and_month() {
    let toml = "[[table]]\nfile = \"data.csv\"\nkind = \"activity\"\n[report]\nby = [\"place\", \"month\"]\n";
    let mut text = "Päivä;Paikka;Käynnit;Vapaaehtoiset\n".to_owned();
    for i in 0..24 {
        text +=
            &format!("{}.{}.2024;{};{};{}\n", 1 + i, 1 + i % 2, ["Kahvila", "Paja", "Puisto"][i % 3], 10 + i, i % 3);
    }
    let run = ran(&text, toml, "indicators", &["--internal", "--format", "csv"]).ok();
    let tidy = Tidy::parse(&run.out);
    assert_eq!(tidy.total("occasions", "count").count, Some(24));
    assert_eq!(tidy.total("attendances", "sum").value, Some((0..24).map(|i| 10.0 + f64::from(i)).sum()));
    assert_eq!(tidy.total("volunteers", "sum").value, Some(24.0));
    let kahvila: f64 = (0..24).filter(|i| i % 3 == 0).map(|i| 10.0 + f64::from(i)).sum();
    assert_eq!(tidy.group("attendances", "sum", "place", "Kahvila").value, Some(kahvila));
    let january: f64 = (0..24).filter(|i| i % 2 == 0).map(|i| 10.0 + f64::from(i)).sum();
    assert_eq!(tidy.group("attendances", "sum", "month", "2024-01").value, Some(january));
    let check = ran(&text, toml, "check", &[]);
    assert!(!check.out.contains("Risk of") && !check.out.contains("People:"), "{}", check.out);
}

/// People, answers and occasions, each in a file of its own.
fn three(folder: &Folder) -> [(&'static str, String); 3] {
    let people: String = (0..90)
        .map(|i| {
            let (month, service) = (1 + i % 12, ["Kahvila", "Paja"][i % 2]);
            let status = ["työtön", "työssä", "opiskelija"][i % 3];
            format!("K{i};1.{month}.2023;1.{month}.2024;{service};työtön;{status};{}\n", i % 5)
        })
        .collect();
    let people =
        format!("tunnus;aloituspvm;lopetuspvm;palvelu;tilanne alussa;tilanne päättyessä;käyntikerrat\n{people}");
    let mut visits = "Päivä;Paikka;Käynnit;Vapaaehtoiset\n".to_owned();
    for i in 0..60 {
        visits += &format!("{}.{}.2024;{};{};{}\n", 1 + i % 28, 1 + i % 2, ["Kahvila", "Puisto"][i % 2], 10 + i, i % 3);
    }
    folder.write("people.csv", &people);
    folder.write("answers.csv", answers(80));
    folder.write("visits.csv", &visits);
    let table = |file: &str, more: &str| format!("[[table]]\nfile = \"{file}\"\n{more}\n");
    let asked =
        "kind = \"responses\"\ncolumns = { feedback_useful = \"hyöty\", answer_again = \"tulisitko uudelleen\" }";
    [
        ("people", table("people.csv", "")),
        ("answers", table("answers.csv", asked)),
        ("visits", table("visits.csv", "kind = \"activity\"")),
    ]
}

#[test]
fn people_answers_and_occasions_come_out_of_one_project_as_of_their_own() {
    const HEAD: &str = "[project]\ndata_until = 2025-06-30\nperiod = { from = 2024-01-01, to = 2024-12-31 }\n";
    let words = "[values.feedback_useful]\n\"erittäin\" = \"5\"\n";
    let folder = Folder::new();
    let tables = three(&folder);
    let results = |toml: &str, internal: bool| {
        let toml = folder.write("polku.toml", toml);
        let mut args: Vec<&dyn AsRef<OsStr>> = vec![&"indicators", &toml, &"--format", &"csv", &"--lang", &"en"];
        if internal {
            args.push(&"--internal");
        }
        Tidy::parse(&polku(&args).ok().out)
    };
    let by = ["[\"service\"]", "[\"service\", \"month\"]", "[\"place\", \"month\"]"];
    for internal in [true, false] {
        let report = "[report]\nby = [\"service\", \"month\", \"place\"]\n";
        let all: String = tables.iter().map(|(_, table)| table.as_str()).collect();
        let together = results(&format!("{HEAD}{all}{words}{report}"), internal);
        let mut apart = 0;
        for ((name, table), by) in tables.iter().zip(by) {
            let words = if *name == "answers" { words } else { "" };
            let alone = results(&format!("{HEAD}{table}{words}[report]\nby = {by}\n"), internal);
            // What a project cannot answer another of its tables may.
            for (key, row) in alone.0.iter().filter(|(_, row)| row.flag != "not_available") {
                assert_eq!(together.0.get(key), Some(row), "{name}: {key:?}");
                apart += 1;
            }
        }
        let told = together.0.values().filter(|row| row.flag != "not_available").count();
        assert_eq!(told, apart);
        assert_eq!(together.total("participants", "count").count, Some(90));
        assert_eq!(together.total("responses", "count").count, Some(80));
        assert_eq!(together.total("occasions", "count").count, Some(60));
        // Nobody is broken down by the month or the place of others.
        assert!(together.0.keys().all(|key| key.indicator != "participants" || ["", "service"].contains(&&*key.by)));
    }
    // Nothing hidden of one can be worked out by the others.
    let all: String = tables.iter().map(|(_, table)| table.as_str()).collect();
    let toml =
        folder.write("polku.toml", format!("{HEAD}{all}{words}[report]\nby = [\"service\", \"month\", \"place\"]\n"));
    polku(&[&"report", &toml, &"-o", &folder.at("out"), &"--lang", &"en", &"--format", &"csv,json,html"]).ok();
    let verified = polku(&[&"verify", &folder.at("out"), &"--lang", &"en", &"--project", &toml]);
    for code in ["PK1403", "PK1408", "PK1411", "PK1412", "PK1416", "PK1417"] {
        assert!(!verified.out.contains(code), "{}", verified.out);
    }
    let page = String::from_utf8(folder.files()["out/report.html"].clone()).unwrap();
    assert!(page.contains("about answers or visits, not about participants"), "{page}");
    let check = polku(&[&"check", &toml, &"--lang", &"en"]);
    for word in ["people.csv: Rows: 90", "answers.csv: Rows: 81", "visits.csv: Rows: 60", "People: 90.", "Risk of"] {
        assert!(check.out.contains(word), "{word}\n{}{}", check.out, check.err);
    }
}

#[test]
fn one_project_explains_the_rows_of_each_kind_and_is_proposed() {
    let folder = Folder::new();
    let tables = three(&folder);
    let all: String = tables.iter().map(|(_, table)| table.as_str()).collect();
    let words = "[values.feedback_useful]\n\"erittäin\" = \"5\"\n";
    let toml = folder.write("polku.toml", format!("{all}{words}"));
    for (id, row, said) in [("feedback_useful", "answers.csv:4", "5"), ("employed_exit", "people.csv:3", "employed")] {
        let ran = polku(&[&"explain", &id, &"--project", &toml, &"--row", &row, &"--internal", &"--lang", &"en"]).ok();
        assert!(ran.out.contains(said), "{}", ran.out);
    }
    // A row of an answer is nobody's who could be employed.
    let ran = polku(&[
        &"explain",
        &"employed_exit",
        &"--project",
        &toml,
        &"--row",
        &"answers.csv:4",
        &"--internal",
        &"--lang",
        &"en",
    ]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    let proposed = folder.at("proposed.toml");
    polku(&[&"init", &folder.at("people.csv"), &folder.at("visits.csv"), &"-o", &proposed, &"--lang", &"en"]).ok();
    let text = std::fs::read_to_string(&proposed).unwrap();
    assert!(text.contains("kind = \"activity\"") && text.contains("attendances = \"Käynnit\""), "{text}");
    let ran = polku(&[&"indicators", &proposed, &"--internal", &"--format", &"csv"]).ok();
    let tidy = Tidy::parse(&ran.out);
    assert_eq!(tidy.total("participants", "count").count, Some(90));
    assert_eq!(tidy.total("occasions", "count").count, Some(60));
}

#[test]
fn people_and_answers_never_stand_in_one_file() {
    let both = "[[table]]\nfile = \"data.csv\"\n[[table]]\nfile = \"data.csv\"\nkind = \"responses\"\n";
    let run = ran("id;start\nA;2024-01-10\n", both, "check", &[]);
    assert!(run.code == 2 && run.err.contains("PK1027"), "{}", run.err);
    let alone = "[[table]]\nfile = \"data.csv\"\nkind = \"responses\"\n";
    let run = ran("pvm;jotain\n1.1.2024;3\n", alone, "check", &[]);
    assert!(run.code == 2 && run.err.contains("PK1023"), "{}", run.err);
}
