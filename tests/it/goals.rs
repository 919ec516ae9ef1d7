//! Goals from polku.toml to the report: judged by published numbers, told where they stand, and refused where they
//! contradict themselves.

use crate::composed::Counted;
use crate::util::{Folder, polku};
use crate::walk::texts;
use polku::analysis::{Policy, Reason, Verdict};
use polku::report::document::{Block, Cell, Document, Row};
use polku::report::figure::{Chart, Figure};
use polku::text::{Catalog, Language};
use serde_json::Value;

const SAMPLE: &str = include_str!("../../sample-data/polku.toml");

/// The sample project with further goals, or without its own.
fn sample(goals: &str, own: bool, policy: Policy) -> Counted {
    let (before, rest) = SAMPLE.split_once("[[goal]]").unwrap();
    let report = &rest[rest.find("[report]").unwrap()..];
    let toml = if own { format!("{SAMPLE}\n{goals}") } else { format!("{before}{goals}\n{report}") };
    Counted::of(&toml, include_bytes!("../../sample-data/osallistujat.csv"), policy)
}

fn english() -> Catalog {
    Catalog::load(Language::En).unwrap()
}

/// The blocks of the chapter on goals, after its opening sentence.
fn chapter(document: &Document) -> Option<&[Block]> {
    let chapter = document.chapters.iter().find(|chapter| chapter.id == "goals")?;
    chapter.blocks.get(1..)
}

fn figure(document: &Document) -> &Figure {
    match chapter(document).unwrap().first() {
        Some(Block::Figure(figure)) => figure,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_sample_has_every_verdict_and_the_report_tells_them() {
    let sample = sample("", true, Policy::PUBLIC);
    let verdicts: Vec<Verdict> = sample.released().goals.iter().map(|judged| judged.verdict).collect();
    let open = Verdict::Open(Reason::NotDue);
    assert_eq!(verdicts, [Verdict::Met, Verdict::Met, Verdict::Unsure, Verdict::NotMet, open]);
    let document = sample.document(&english());
    let figure = figure(&document);
    assert_eq!(figure.message, "5 goals: met 2, on a level with the target 1, not met 1, cannot be judged 1");
    assert!(document.head.facts.iter().any(|(label, said)| label == "Goals" && figure.message.ends_with(&said[4..])));
    let Chart::Goals(chart) = &figure.chart else { panic!("{:?}", figure.chart) };
    assert_eq!((chart.counts.len(), chart.shares.len()), (2, 3));
    let Some(Block::List(sentences)) = chapter(&document).unwrap().get(1) else { panic!("no sentences") };
    let sentences: Vec<String> = sentences.iter().map(|text| text.to_plain()).collect();
    assert_eq!(
        sentences[2],
        "Work ability improves. On a level with the target: 38% (127 of 338), 95% confidence interval 33% to 43%. \
         Target: at least 40%. The target lies within the confidence interval, so the result is not certain either way."
    );
    assert_eq!(
        sentences[4].replace('\u{a0}', " "),
        "150 people in work after half a year. It cannot be judged whether the target was met: follow-up is not yet \
         due. Target: at least 150. So far: 99."
    );
    // What goals are judged by is explained, also where nothing else in the report shows it.
    let heads: Vec<&str> = (document.chapters.iter().flat_map(|chapter| &chapter.blocks))
        .filter_map(|block| if let Block::Heading(head) = block { Some(head.as_str()) } else { None })
        .collect();
    assert!(heads.contains(&"How goals are judged"), "{heads:?}");
}

#[test]
fn without_goals_nothing_is_said_of_them() {
    let sample = sample("", false, Policy::PUBLIC);
    assert!(sample.released().goals.is_empty());
    let document = sample.document(&english());
    assert!(chapter(&document).is_none());
    let said: Vec<_> = texts(&document).into_iter().filter(|(_, text)| text.to_lowercase().contains("goal")).collect();
    assert!(said.is_empty(), "{said:?}");
}

/// Every whole per cent as a goal on one share: the verdict turns twice at most, always to the worse, and never against
/// the interval that is printed beside it.
#[test]
fn no_verdict_contradicts_the_interval_in_its_table() {
    for (indicator, statistic, better) in [
        ("employed_6m", "share", "higher"),
        ("work_ability_change", "improved", "higher"),
        ("work_ability_change", "worsened", "lower"),
        ("early_exit", "share", "lower"),
    ] {
        let goal = |target: u32| {
            let target = f64::from(target) / 100.0;
            format!(
                "[[goal]]\ntext = \"x\"\nindicator = \"{indicator}\"\nstatistic = \"{statistic}\"\ntarget = {target:?}\n"
            )
        };
        let targets: Vec<u32> = (1..100).collect();
        let goals: String = targets.iter().map(|target| goal(*target)).collect();
        let sample = sample(&goals, false, Policy::PUBLIC);
        let document = sample.document(&english());
        let rows: Vec<&Vec<Cell>> = (figure(&document).table.rows.iter())
            .filter_map(|row| if let Row::Cells(cells) = row { Some(cells) } else { None })
            .collect();
        assert_eq!(rows.len(), targets.len());
        let number = |cell: &Cell| match cell {
            Cell::Number { value, .. } => value.round() as u32,
            other => panic!("{other:?}"),
        };
        let mut turns = Vec::new();
        for ((cells, judged), target) in rows.iter().zip(&sample.released().goals).zip(targets) {
            let (low, high) = (number(&cells[4]), number(&cells[5]));
            assert_eq!(number(&cells[2]), target);
            let inside = match judged.verdict {
                Verdict::Met if better == "higher" => low >= target,
                Verdict::Met => high <= target,
                Verdict::NotMet if better == "higher" => high < target,
                Verdict::NotMet => low > target,
                Verdict::Unsure => (low..=high).contains(&target),
                Verdict::Open(reason) => panic!("{reason:?}"),
            };
            assert!(inside, "{indicator} {statistic} {low}–{high} against {target}: {:?}", judged.verdict);
            if turns.last() != Some(&judged.verdict) {
                turns.push(judged.verdict);
            }
        }
        let mut wanted = vec![Verdict::Met, Verdict::Unsure, Verdict::NotMet];
        if better == "lower" {
            wanted.reverse();
        }
        wanted.retain(|verdict| turns.contains(verdict));
        assert_eq!(turns, wanted, "{indicator} {statistic}");
        assert!(turns.len() > 1 || indicator == "early_exit");
    }
}

/// A goal on a hidden number tells nothing of it: the report is the same whatever the number is.
#[test]
fn a_hidden_number_is_not_judged() {
    let rows = |working: usize| -> String {
        let line = |i: usize| {
            let status = if i < working { "employed" } else { "unemployed" };
            format!("P{i},2024-01-08,2024-05-31,unemployed,{status}\n")
        };
        format!("id,start,end,status_start,status_exit\n{}", (0..40).map(line).collect::<String>())
    };
    let toml = "[project]\nperiod = { from = 2024-01-01, to = 2024-12-31 }\ndata_until = 2025-12-31\n\
                [[table]]\nfile = \"data.csv\"\n\
                [[goal]]\ntext = \"share\"\nindicator = \"employed_exit\"\ntarget = 0.5\n\
                [[goal]]\ntext = \"number\"\nindicator = \"employed_exit\"\npeople = 3\n\
                [[goal]]\ntext = \"mean\"\nindicator = \"who5_change\"\nstatistic = \"improved\"\ntarget = 0.5\n\
                [[goal]]\ntext = \"all\"\nindicator = \"participants\"\npeople = 40\n";
    let of = |working: usize| Counted::of(toml, rows(working).as_bytes(), Policy::PUBLIC);
    let verdicts = |counted: &Counted| counted.released().goals.iter().map(|g| g.verdict).collect::<Vec<_>>();
    let hidden = Verdict::Open(Reason::Hidden);
    for working in 1..5 {
        let no_data = Verdict::Open(Reason::NoData);
        assert_eq!(verdicts(&of(working)), [hidden, hidden, no_data, Verdict::Met], "{working}");
    }
    assert_eq!(verdicts(&of(10))[..2], [Verdict::NotMet, Verdict::Met]);
    let chapter = |working: usize| format!("{:?}", chapter(&of(working).document(&english())).unwrap());
    assert_eq!(chapter(1), chapter(4));
    let internal = Counted::of(toml, rows(4).as_bytes(), Policy::INTERNAL);
    assert_eq!(verdicts(&internal)[..2], [Verdict::NotMet, Verdict::Met]);
}

#[test]
fn a_chart_of_nothing_but_targets_is_said_and_not_drawn() {
    let goal = "[[goal]]\ntext = \"x\"\nindicator = \"employed_24m\"\ntarget = 0.4\n";
    let toml = format!("[[table]]\nfile = \"data.csv\"\n{goal}");
    let counted = Counted::of(&toml, b"id,start,end\nA,2024-01-08,2024-05-31\n", Policy::PUBLIC);
    let document = counted.document(&english());
    let figure = figure(&document);
    assert!(matches!(&figure.chart, Chart::Said(said) if said.contains("none of the goals")), "{:?}", figure.chart);
    assert_eq!(figure.message, "x: cannot be judged");
}

#[test]
fn an_alternative_text_stays_short_whatever_the_goals_are_called() {
    let long = "Osallistujien toimintakyky vahvistuu ".repeat(8);
    for many in [1, 10] {
        let goal = format!(
            "[[goal]]\ntext = \"{long}\"\nindicator = \"work_ability_change\"\nstatistic = \"improved\"\ntarget = 0.4\n"
        );
        let document = sample(&goal.repeat(many), false, Policy::PUBLIC).document(&english());
        let alt = &figure(&document).alt;
        assert!(alt.chars().count() <= 300 && alt.contains("on a level with the target"), "{alt}");
    }
    let document = sample("", true, Policy::PUBLIC).document(&english());
    assert!(figure(&document).alt.contains("The services reach 500 people: 570, target 500, met."));
}

/// Goals of a project as results.json has them.
fn told(project: &str, more: &[&str]) -> Vec<Value> {
    let folder = Folder::new();
    folder.write("data.csv", "id,start,end\nA,2024-01-08,2024-05-31\nB,2024-02-08,2024-06-30\nC,2025-01-08,\n");
    let toml = folder.write("polku.toml", project);
    let mut args: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"indicators", &toml, &"--format", &"json", &"--internal"];
    args.extend(more.iter().map(|arg| arg as &dyn AsRef<std::ffi::OsStr>));
    let json: Value = serde_json::from_str(&polku(&args).ok().out).unwrap();
    json["results"][0]["goals"].as_array().unwrap().clone()
}

#[test]
fn a_number_is_not_judged_before_its_period_is_over() {
    let project = |until: &str| {
        format!(
            "[project]\nperiod = {{ from = 2024-01-01, to = 2025-12-31 }}\ndata_until = {until}\n\
             [[table]]\nfile = \"data.csv\"\n\
             [[goal]]\ntext = \"Kolme\"\nindicator = \"participants\"\npeople = 3\n\
             [[goal]]\ntext = {{ fi = \"Viisi\", sv = \"Fem\" }}\nindicator = \"participants\"\npeople = 5\n"
        )
    };
    let verdicts = |goals: &[Value]| -> Vec<(String, String)> {
        goals
            .iter()
            .map(|goal| (goal["verdict"].as_str().unwrap().to_owned(), goal["reason"].as_str().unwrap().to_owned()))
            .collect()
    };
    let pair = |verdict: &str, reason: &str| (verdict.to_owned(), reason.to_owned());
    let during = told(&project("2025-06-30"), &[]);
    assert_eq!(verdicts(&during), [pair("met", ""), pair("open", "ongoing")]);
    let after = told(&project("2025-12-31"), &[]);
    assert_eq!(verdicts(&after), [pair("met", ""), pair("not_met", "")]);
    assert_eq!((&after[1]["people"], &after[1]["target"]), (&Value::from(5), &Value::Null));
    assert_eq!((&after[1]["text"]["sv"], &after[0]["text"]["en"]), (&Value::from("Fem"), &Value::from("Kolme")));
    // Only goals on what was asked for.
    assert!(told(&project("2025-12-31"), &["--only", "starters"]).is_empty());
    assert_eq!(told(&project("2025-12-31"), &["--only", "participants"]).len(), 2);
}
