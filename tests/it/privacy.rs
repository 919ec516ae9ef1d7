//! `[privacy]` of polku.toml: policies, least numbers that undercut no floor, facts that are more or less sensitive than
//! usual, and what the report says of all that.

use crate::composed::Counted;
use crate::util::{Folder, Ran, Tidy, polku};
use crate::walk::texts_of;
use polku::analysis::{Policy, Rule};
use polku::project::Project;
use polku::project::privacy::presets;
use polku::report::document::{Block, Document};
use polku::text::{Catalog, Language};
use std::ffi::OsStr;
use std::fmt::Write;

/// 120 people: 3 on sick leave at entry and 117 unemployed; after half a year 48 in work, 7 studying, 58 unemployed, and
/// nothing known of 7. Two were in work at entry and still were.
fn people() -> String {
    let mut rows = "id,start,end,gender,status_start,status_6m\n".to_owned();
    for i in 0..120 {
        let start = if i < 3 { "sick_leave" } else { "unemployed" };
        let later = match i {
            0..48 => "open_employment",
            48..55 => "education",
            55..113 => "unemployed",
            _ => "",
        };
        let gender = if i % 2 == 0 { "woman" } else { "man" };
        writeln!(rows, "P{i},2024-01-08,2024-05-31,{gender},{start},{later}").unwrap();
    }
    rows
}

/// A project of these people. `privacy` is what stands under `[privacy]`.
fn project(privacy: &str) -> String {
    format!("[project]\ndata_until = 2025-12-31\n[[table]]\nfile = \"data.csv\"\n[privacy]\n{privacy}\n")
}

/// The line of the project on which the first line of `privacy` stands.
const FIRST: usize = 6;

fn run(privacy: &str, args: &[&str]) -> Ran {
    let folder = Folder::new();
    // The folder is the name of the data.
    folder.write("sample/data.csv", people());
    let toml = folder.write("sample/polku.toml", project(privacy));
    let mut all: Vec<&dyn AsRef<OsStr>> = vec![&"indicators", &toml, &"--lang", &"en"];
    all.extend(args.iter().map(|arg| arg as &dyn AsRef<OsStr>));
    polku(&all)
}

fn results(privacy: &str) -> Tidy {
    Tidy::parse(&run(privacy, &["--format", "csv", "--by", "gender"]).ok().out)
}

fn document(privacy: &str, language: Language) -> Document {
    let project_of = project(privacy);
    let policy = Policy::from(&Project::parse(&project_of, "polku.toml", "sample").unwrap().privacy);
    Counted::of(&project_of, people().as_bytes(), policy).document(&Catalog::load(language).unwrap())
}

/// What the chapter on privacy says, a block a text.
fn chapter_of(document: &Document) -> String {
    let chapter = document.chapters.iter().find(|chapter| chapter.id == "privacy").unwrap();
    texts_of(&chapter.blocks).into_iter().map(|(_, text)| text.replace('\u{a0}', " ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_floor_holds_and_a_number_below_it_is_told_with_its_line() {
    let keys = ["least", "least_for_mean", "least_for_curve", "least_at_risk"];
    for preset in presets().unwrap() {
        let least = preset.least;
        let limits = [least.people, least.mean, least.curve, least.at_risk];
        for (i, (key, limit)) in keys.iter().zip(limits).enumerate() {
            assert!(limit.usual >= limit.floor);
            if preset.id == "internal" {
                let ran = run(&format!("policy = \"internal\"\n{key} = 30"), &[]);
                assert_eq!(ran.code, 2);
                assert!(ran.err.contains(&format!("row {}", FIRST + 1)) && ran.err.contains("PK1022"), "{}", ran.err);
                continue;
            }
            assert!(limit.floor >= [3, 10, 20, 10][i], "no data file goes below what the rules say");
            for below in [limit.floor as i64 - 1, 0, -5] {
                let ran = run(&format!("policy = \"{}\"\n{key} = {below}", preset.id), &[]);
                assert_eq!(ran.code, 2, "{}", ran.err);
                let said = format!(
                    "row {}, column ‘{}’: The privacy limit {key} is too low: {below}. The lowest allowed is {}. Write",
                    FIRST + 1,
                    key.len() + 4,
                    limit.floor
                );
                assert!(ran.err.contains("PK1021") && ran.err.contains(&said), "{said}\n{}", ran.err);
            }
            let at = format!("policy = \"{}\"\n{key} = {}", preset.id, limit.floor);
            assert!(Project::parse(&project(&at), "polku.toml", "x").is_ok(), "{at}");
        }
    }
}

#[test]
fn the_other_limits_are_never_below_that_of_all_numbers() {
    let of = |privacy: &str| Project::parse(&project(privacy), "polku.toml", "x").map(|project| project.privacy.least);
    let raised = of("least = 15").unwrap();
    assert_eq!([raised.people, raised.mean, raised.curve, raised.at_risk], [15, 15, 20, 15]);
    let lowered = of("least = 3").unwrap();
    assert_eq!([lowered.people, lowered.mean, lowered.curve, lowered.at_risk], [3, 10, 20, 10]);
    let strict = of("policy = \"sensitive\"").unwrap();
    assert_eq!([strict.people, strict.mean, strict.curve, strict.at_risk], [10, 20, 40, 20]);
    let error = of("least = 15\nleast_for_mean = 12").unwrap_err();
    assert_eq!((error.findings[0].slot("n"), error.findings[0].place.line), (Some("15"), Some(FIRST as u64 + 1)));
}

#[test]
fn every_slip_is_told_with_its_line_and_what_may_have_been_meant() {
    for (privacy, line, code, said) in [
        ("leest = 7", 0, "PK1022", "Did you mean: least?"),
        ("threshold = 7", 0, "PK1022", "Did you mean: policy, least"),
        ("policy = \"sensitve\"", 0, "PK1022", "Did you mean: sensitive?"),
        ("policy = \"secret\"", 0, "PK1022", "Did you mean: internal, public, sensitive?"),
        ("least = 7\nleast_for_mean = 12.5", 1, "PK1022", "whole number: ‘12.5’"),
        ("least = \"7\"", 0, "PK1022", "whole number: ‘7’"),
        ("[privacy.facts]\nstatus_6 = \"sensitive\"", 1, "PK1003", "Did you mean: status_6m?"),
        ("[privacy.facts]\n\nstatus_6m = \"sensitiv\"", 2, "PK1022", "Did you mean: sensitive?"),
        ("[privacy.facts]\nstatus_6m = \"low\"", 1, "PK1022", "only if a reason is given"),
        ("[privacy.facts]\nstatus_6m = { sensitivity = \"low\", reason = \" \" }", 1, "PK1022", "only if a reason"),
        ("[privacy.facts]\nstatus_6m = { sensitivity = \"low\", reson = \"x\" }", 1, "PK1022", "Did you mean: reason?"),
        ("policy = \"internal\"\nfacts = { status_start = \"low\" }", 1, "PK1022", "no effect"),
        ("least = 2\nleast_for_curve = 3", 1, "PK1021", "The lowest allowed is 20."),
        ("least = 2\nleast_for_curve = 3", 0, "PK1021", "The lowest allowed is 3."),
    ] {
        let ran = run(privacy, &[]);
        assert_eq!(ran.code, 2, "{privacy}");
        let place = format!("row {},", FIRST + line);
        let told = ran.err.lines().any(|told| [&place, code, said].iter().all(|part| told.contains(part)));
        assert!(told, "{privacy}: {place} {code} {said}\n{}", ran.err);
    }
}

#[test]
fn a_policy_of_ten_hides_what_one_of_five_shows() {
    let seven = |privacy: &str| results(privacy).at("status_distribution", "share", "education", "6m").count;
    assert_eq!((seven(""), seven("policy = \"public\""), seven("least = 7")), (Some(7), Some(7), Some(7)));
    assert_eq!((seven("least = 8"), seven("policy = \"sensitive\"")), (None, None));
}

#[test]
fn internal_in_the_project_is_the_same_as_the_flag() {
    let by_project = run("policy = \"internal\"", &["--format", "json"]).ok();
    let by_flag = run("least = 7", &["--format", "json", "--internal"]).ok();
    assert!(by_project.out == by_flag.out);
    assert!(by_project.err.contains("Internal report") && by_project.err == by_flag.err, "{}", by_project.err);
    let folder = Folder::new();
    folder.write("data.csv", people());
    let toml = folder.write("polku.toml", project("policy = \"internal\""));
    let ran = polku(&[&"report", &toml, &"-o", &folder.at("out"), &"--format", &"html,csv", &"--lang", &"en"]).ok();
    assert!(ran.err.contains("Internal report"), "{}", ran.err);
    let page = std::fs::read_to_string(folder.at("out/INTERNAL-report.html")).unwrap();
    assert!(page.contains("Internal – not to be published") && folder.at("out/INTERNAL-results.csv").exists());
    assert!(!folder.at("out/report.html").exists() && !folder.at("out/results.csv").exists());
    // One person's row is a matter of its own: it takes the flag on the command line.
    assert_eq!(polku(&[&"explain", &"employed_6m", &"--row", &"2", &"--project", &toml]).code, 4);
}

#[test]
fn a_new_project_shows_what_can_be_set() {
    for language in ["fi", "sv", "en"] {
        let folder = Folder::new();
        let data = folder.write("data.csv", people());
        let text = polku(&[&"init", &data, &"-o", &"-", &"--lang", &language]).ok().out;
        assert!(text.contains("\n[privacy]\n") && text.contains("\npolicy = \"public\"\n"), "{text}");
        // Each line that waits in a comment holds when it is taken into use.
        let used = text.replace("# least = 5", "least = 7").replace("# facts = ", "facts = ");
        let privacy = Project::parse(&used, "polku.toml", "x").unwrap().privacy;
        assert_eq!((privacy.least.people, privacy.facts.len()), (7, 1), "{text}");
    }
}

#[test]
fn results_say_under_which_limits_they_were_protected() {
    let privacy = "least = 12\n[privacy.facts]\nstatus_start = \"sensitive\"\neducation = \"low\"";
    let json: serde_json::Value = serde_json::from_str(&run(privacy, &["--format", "json"]).ok().out).unwrap();
    let set = &json["results"][0];
    assert_eq!(
        (&set["policy"], &set["limits"]["least"], &set["limits"]["least_for_mean"]),
        (&"public".into(), &12.into(), &12.into())
    );
    assert_eq!(set["facts"], serde_json::json!({ "education": "low", "status_start": "sensitive" }));
}

#[test]
fn a_fact_at_entry_is_hidden_where_the_project_says_that_it_is_sensitive() {
    let few = |privacy: &str| results(privacy).at("status_distribution", "share", "sick_leave", "start").count;
    assert_eq!(few(""), Some(3));
    assert_eq!(few("[privacy.facts]\nstatus_6m = \"sensitive\""), Some(3));
    assert_eq!(few("[privacy.facts]\nstatus_start = \"sensitive\""), None);
}

#[test]
fn how_many_are_unknown_is_hidden_of_a_sensitive_fact() {
    let unknown = |privacy: &str| results(privacy).group("employed_6m", "share", "gender", "woman").unknown;
    assert_eq!(unknown(""), Some(3));
    assert_eq!(unknown("[privacy.facts]\nstatus_6m = \"sensitive\""), None);
    // With those of whom it is known, so that it does not follow.
    let tidy = results("[privacy.facts]\nstatus_6m = \"sensitive\"");
    let hidden = |group: &str| tidy.group("employed_6m", "share", "gender", group).flag == "suppressed";
    assert!(hidden("woman") && hidden("man"));
}

#[test]
fn an_outcome_is_shown_to_the_last_where_a_reason_makes_it_low() {
    let low = "least = 10\n[privacy.facts]\nstatus_6m = { sensitivity = \"low\", reason = \"Public register\" }";
    let seven = |privacy: &str| results(privacy).at("status_distribution", "share", "education", "6m").count;
    assert_eq!((seven("least = 10"), seven(low)), (None, Some(7)));
    // An indicator that reads another outcome as well stays as sensitive as that one.
    let own = "[[indicator]]\nid = \"both\"\nmeasure = \"share\"\nevent = \"status_6m in @education or gender in man\"\n\
               [indicator.text.en]\nname = \"Both\"\nmeaning = \"Both.\"\n";
    let both = |facts: &str| {
        let tidy = results(&format!("least = 10\n[privacy.facts]\n{facts}\n{own}"));
        tidy.total("both", "share").flag.clone()
    };
    let reason = "status_6m = { sensitivity = \"low\", reason = \"Public register\" }";
    let counts = |facts: &str| both(facts);
    assert_eq!(counts(reason), counts(""));
    assert_eq!(counts(&format!("{reason}\ngender = \"low\"")), "");
}

#[test]
fn a_class_of_words_needs_as_many_people_as_a_number() {
    let mut rows = "id,start,end,exit_reason\n".to_owned();
    for (word, n) in [("moved away", 7), ("finished", 40), ("found work", 30)] {
        for i in 0..n {
            writeln!(rows, "{word}{i},2024-01-08,2024-05-31,{word}").unwrap();
        }
    }
    let levels = |privacy: &str| {
        let toml = project(privacy);
        let policy = Policy::from(&Project::parse(&toml, "polku.toml", "x").unwrap().privacy);
        let counted = Counted::of(&toml, rows.as_bytes(), policy);
        let of_reasons =
            |row: &&polku::analysis::Row| row.key.indicator == "exit_reasons" && row.key.statistic == "share";
        counted.released().rows.iter().filter(of_reasons).map(|row| row.key.level.clone()).collect::<Vec<_>>()
    };
    assert!(levels("").contains(&"moved away".to_owned()), "{:?}", levels(""));
    assert!(levels("least = 3").contains(&"moved away".to_owned()));
    assert!(!levels("policy = \"sensitive\"").contains(&"moved away".to_owned()));
}

#[test]
fn the_report_says_its_policy_its_limits_and_what_they_cost() {
    let privacy = "policy = \"sensitive\"\nleast = 12\n[privacy.facts]\nstatus_start = \"sensitive\"\n\
                   status_6m = { sensitivity = \"low\", reason = \"Public register\" }";
    for (language, said) in [
        (
            Language::Fi,
            [
                "Suojaustapa: tiukennettu arkaluonteisille tiedoille. Peitettyjä lukuja: ",
                "Pienin näytettävä henkilömäärä: 12. Nolla näytetään.",
                "Pienin joukko, josta keskiarvo näytetään: 20.",
                "Pienin ryhmä, jonka kertymä ajan mukaan näytetään: 40. Kertymä päättyy, kun seurattavia on vähemmän kuin 20.",
                "Tavallista arkaluonteisempina käsiteltiin: tilanne alussa.",
                "Perustelu: Public register",
                "Kuinka monta lukua peitettiin milläkin perusteella, ei kerrota",
            ],
        ),
        (
            Language::Sv,
            [
                "Skydd: skärpt för känsliga uppgifter. Dolda siffror: ",
                "Minsta antal personer som visas: 12. Noll visas.",
                "Minsta grupp för vilken ett medelvärde visas: 20.",
                "Minsta grupp för vilken en kumulativ andel över tid visas: 40. Kurvan slutar när färre än 20 följs.",
                "Uppgifter som behandlats som känsligare än vanligt: situation i början.",
                "Motivering: Public register",
                "Hur många siffror som är dolda på vilken grund anges inte",
            ],
        ),
        (
            Language::En,
            [
                "Protection: strict, for sensitive information. Suppressed figures: ",
                "Smallest number of people shown: 12. Zero is shown.",
                "Smallest group for which a mean is shown: 20.",
                "cumulative share over time is shown: 40. The curve ends when fewer than 20 are still followed.",
                "Treated as more sensitive than usual: situation at entry.",
                "Reason given: Public register",
                "How many figures were suppressed for which reason is not told",
            ],
        ),
    ] {
        let text = chapter_of(&document(privacy, language));
        for said in said {
            assert!(text.contains(said), "{language}: {said}\n{text}");
        }
        assert!(!text.contains('{'), "{text}");
    }
    // Where nothing was hidden there is nothing to explain.
    let nothing = chapter_of(&document("policy = \"internal\"", Language::En));
    assert!(nothing.contains("This is an internal report") && !nothing.contains("Why figures"), "{nothing}");
}

#[test]
fn rules_are_told_of_everything_at_once_and_in_tens() {
    let counted = Counted::sample(Policy::PUBLIC);
    let rules = &counted.released().rules;
    assert_eq!(rules.keys().copied().collect::<Vec<_>>(), Rule::ALL);
    assert!(rules.values().all(|n| n % 10 == 0) && rules[&Rule::Few] > 0 && rules[&Rule::Beside] > 0, "{rules:?}");
    // What is hidden of numbers of people adds up, but for the rounding.
    let parts: u64 =
        rules.iter().filter(|(rule, _)| ![Rule::Mean, Rule::Quantile].contains(rule)).map(|(_, n)| n).sum();
    let hidden = counted.released().hidden[""].hidden as u64;
    assert!(parts.abs_diff(hidden) <= 50, "{rules:?} {hidden}");
    let document = counted.document(&Catalog::load(Language::En).unwrap());
    let chapter = document.chapters.iter().find(|chapter| chapter.id == "privacy").unwrap();
    let tables = chapter.blocks.iter().filter(|block| matches!(block, Block::Table(_))).count();
    assert_eq!(tables, 2, "one by rule and one by indicator, and none by both");
    for (language, said) in [
        (Language::Fi, ["Miksi lukuja peitettiin.", "Henkilöitä on liian vähän\nnoin "]),
        (Language::Sv, ["Varför siffror är dolda.", "Antalet personer är för litet\nungefär "]),
        (Language::En, ["Why figures are suppressed.", "Too few people\nabout "]),
    ] {
        let text = chapter_of(&counted.document(&Catalog::load(language).unwrap()));
        assert!(said.iter().all(|said| text.contains(said)), "{language}: {text}");
    }
    assert!(Counted::sample(Policy::INTERNAL).released().rules.is_empty());
}
