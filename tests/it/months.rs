//! Days of which only the month or the year was written: what every day of it decides alike is decided, all else is unknown
//! and said.

use crate::util::{Folder, Tidy, polku};
use jiff::civil::{Date, date};
use polku::fact::{Vocabulary, day_number};
use polku::input::cohort::Cohort;
use polku::input::mapping::{Mapping, TableKind, TableMapping};
use polku::input::{Input, map};
use std::collections::BTreeSet;

/// People and their dated situations as a cohort.
fn cohort(people: &str, statuses: &str) -> Cohort {
    let inputs = [Input::bytes("people.csv", people.into()), Input::bytes("statuses.csv", statuses.into())];
    let dated = TableMapping { kind: TableKind::Statuses, ..TableMapping::default() };
    let tables = vec![TableMapping::default(), dated];
    let mapping = Mapping { tables, data_until: Some(date(2026, 12, 31)), ..Mapping::default() };
    map(&inputs, &mapping, Vocabulary::builtin().unwrap(), &mut |_| {}).unwrap()
}

fn column(cohort: &Cohort, fact: &str) -> Vec<Option<i64>> {
    match cohort.columns.contains_key(fact) {
        true => cohort.integers(fact).unwrap(),
        false => vec![None; cohort.frame.height()],
    }
}

#[test]
fn a_follow_up_of_a_month_counts_where_every_day_of_it_says_the_same() {
    // Leaving on each day of months around half a year before May 2024, so that it lies inside, across and outside windows.
    let days: Vec<Date> = (0..120).map(|n| date(2023, 9, 15).checked_add(jiff::Span::new().days(n)).unwrap()).collect();
    let mut people = "id;start;end\n".to_owned();
    days.iter().enumerate().for_each(|(n, end)| people += &format!("P{n};2023-01-01;{end}\n"));
    // Alone, beside another observation in its window that agrees, beside one that does not, and after a death.
    for (about, other) in [
        ("alone", ""),
        ("agrees", "2024-05-20;employed"),
        ("differs", "2024-05-20;unemployed"),
        ("late", "2024-06-25;unemployed"),
    ] {
        let table = |may: &str| {
            let mut text = "id;date;value\n".to_owned();
            for n in 0..days.len() {
                text += &format!("P{n};{may};employed\n");
                if !other.is_empty() {
                    text += &format!("P{n};{other}\n");
                }
            }
            text
        };
        let exact: Vec<Vec<Option<i64>>> =
            (1..=31).map(|day| column(&cohort(&people, &table(&format!("2024-05-{day:02}"))), "status_6m")).collect();
        let cohort = cohort(&people, &table("5/2024"));
        let (found, why) = (column(&cohort, "status_6m"), cohort.integers("status_6m?why").unwrap());
        let (mut decided, mut open) = (0, 0);
        for row in 0..days.len() {
            let answers: BTreeSet<Option<i64>> = exact.iter().map(|values| values[row]).collect();
            let only = answers.first().copied().flatten().filter(|_| answers.len() == 1);
            assert_eq!(found[row], only, "{about}: {} {answers:?}", days[row]);
            decided += usize::from(only.is_some());
            if answers.len() > 1 {
                open += 1;
                assert!(why[row].is_some(), "{about}: {}", days[row]);
            }
        }
        assert!(open > 0 && (decided > 0 || about == "differs"), "{about}: {decided} {open}");
        let undecided = cohort.findings.iter().find(|finding| finding.code.number() == "PK1239").unwrap();
        assert!(undecided.rows >= open as u64 && undecided.place.file == "statuses.csv", "{about}: {undecided:?}");
    }
}

#[test]
fn an_event_of_a_month_has_happened_and_its_day_is_nobodys() {
    let rows = |job: &str, training: &str| -> String {
        let row = |n: usize| format!("K{n};1.{}.2023;1.2.2024;{training};{job}\n", 1 + n % 12);
        "tunnus;aloituspvm;lopetuspvm;koulutus alkoi;ensimmäinen työpaikka\n".to_owned()
            + &(0..30).map(row).collect::<String>()
    };
    let folder = Folder::new();
    let results = |data: &str| {
        let file = folder.write("data.csv", data);
        let args: [&dyn AsRef<std::ffi::OsStr>; 6] =
            [&"indicators", &file, &"--internal", &"--format", &"csv", &"--lang=en"];
        let ran = polku(&args).ok();
        (Tidy::parse(&ran.out), ran.err)
    };
    let (exact, _) = results(&rows("15.3.2024", "15.3.2024"));
    let (month, said) = results(&rows("3/2024", "3/2024"));
    let share = |tidy: &Tidy| tidy.total("training_started", "share").counts();
    assert_eq!(share(&exact), [Some(30), Some(30), Some(0)]);
    assert_eq!(share(&month), share(&exact));
    // How long it took to a job nobody knows, and no month stands in for its first day.
    let time = |tidy: &Tidy| tidy.total("time_to_first_job", "median").clone();
    assert_eq!([time(&exact).base, time(&month).base], [Some(30), Some(0)]);
    assert_eq!(time(&month).unknown, Some(30));
    assert!(!said.lines().any(|line| line.contains("PK1239")), "{said}");
    assert!(said.lines().any(|line| line.contains("PK1211") && line.contains("ensimmäinen työpaikka")), "{said}");
    // A year that is not over by the last day of the data has not surely come.
    let (year, said) = results(&(rows("", "2024") + "L;1.1.2023;1.6.2024;;\n"));
    assert_eq!(share(&year)[0], Some(30), "{said}");
    let toml = folder.write("polku.toml", "[project]\ndata_until = 2024-06-30\n[[table]]\nfile = \"data.csv\"\n");
    let ran = polku(&[&"indicators", &toml, &"--internal", &"--format", &"csv", &"--lang", &"en"]).ok();
    assert_eq!(share(&Tidy::parse(&ran.out))[0], Some(0));
    assert!(ran.err.contains("PK1239"), "{}", ran.err);
}

#[test]
fn years_and_quarters_are_known_of_months() {
    let people =
        "id;start;end;birth_year\nA;3/2023;11/2024;3/1985\nB;2023;2024;1985-03\nC;2023-02-01;2024-11-30;1990\n";
    let cohort = cohort(people, "id;date;value\nA;2024-12-24;employed\n");
    let labels = |fact: &str| -> Vec<Option<String>> {
        let polku::input::cohort::Column::Category { labels } = &cohort.columns[fact] else { panic!("{fact}") };
        let code = |code: Option<i64>| Some(labels[usize::try_from(code?).unwrap()].clone());
        column(&cohort, fact).into_iter().map(code).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(labels("start_year"), [some("2023"), some("2023"), some("2023")]);
    assert_eq!(labels("exit_year"), [some("2024"), some("2024"), some("2024")]);
    // Of a year the quarter is not known.
    assert_eq!(labels("exit_quarter"), [some("2024Q4"), None, some("2024Q4")]);
    assert_eq!(column(&cohort, "birth_year"), [Some(1985), Some(1985), Some(1990)]);
    // Whoever has a month of leaving has left: in its last days at the latest, in its first at the earliest.
    let day = |y, m, d| Some(i64::from(day_number(date(y, m, d))));
    assert_eq!(column(&cohort, "end"), [day(2024, 11, 30), day(2024, 12, 31), day(2024, 11, 30)]);
    let from = cohort.integers("end?from").unwrap();
    assert_eq!(from, [day(2024, 11, 1), day(2024, 1, 1), day(2024, 11, 30)]);
}

/// Results of a project of one file under the internal policy, and what was said.
fn results(rows: &str, project: &str) -> (Tidy, String) {
    crate::util::count_with(rows, project, &[])
}

#[test]
fn whoever_left_some_day_of_a_month_has_left_and_is_counted_where_no_day_of_it_differs() {
    let rows = |end: &dyn Fn(usize) -> String| -> String {
        let row = |n: usize| {
            let status = if n.is_multiple_of(3) { "työssä" } else { "työtön" };
            format!("K{n};1.{}.2022;{};työtön;{status}\n", 1 + n % 12, end(1 + n % 12))
        };
        "tunnus;aloituspvm;lopetuspvm;tilanne alussa;tilanne 6 kk\n".to_owned() + &(0..60).map(row).collect::<String>()
    };
    let until = "data_until = 2023-12-31";
    let (month, said) = results(&rows(&|month| format!("{month}/2023")), until);
    assert!(said.contains("PK1211"), "{said}");
    let share = |tidy: &Tidy| tidy.total("employed_6m", "share").counts();
    // Those of seven months more are due on every day.
    let (first, _) = results(&rows(&|month| format!("1.{month}.2023")), until);
    let (last, _) = results(
        &rows(&|month| {
            let end = date(2023, i8::try_from(month).unwrap(), 1).last_of_month();
            format!("{}.{month}.2023", end.day())
        }),
        until,
    );
    assert_eq!(share(&month), share(&last));
    assert_eq!(month.total("participants", "count").counts(), first.total("participants", "count").counts());
    let due = |tidy: &Tidy| tidy.total("employed_6m", "share").base.unwrap();
    assert!(due(&month) <= due(&first) && due(&month) == 30, "{}", due(&month));
    // A period that begins in the midst of a month has surely only those who left later.
    let in_period = |from: &str| {
        let project = format!("{until}\nperiod = {{ from = {from}, to = 2023-12-31 }}");
        results(&rows(&|month| format!("{month}/2023")), &project).0.total("employed_6m", "share").base
    };
    let bases = ["2023-05-01", "2023-05-02", "2023-05-31", "2023-06-01"].map(in_period);
    assert_eq!(bases, [Some(10), Some(5), Some(5), Some(5)]);
}

#[test]
fn an_event_that_is_only_ticked_has_happened() {
    let rows = |tick: &str, job: &str| -> String {
        let row = |n: usize| {
            let (tick, job) = if n.is_multiple_of(2) { (tick, job) } else { ("", "ei") };
            format!("K{n};1.{}.2023;1.2.2024;{tick};{job}\n", 1 + n % 12)
        };
        "tunnus;aloituspvm;lopetuspvm;koulutus alkoi;ensimmäinen työpaikka\n".to_owned()
            + &(0..30).map(row).collect::<String>()
    };
    let until = "data_until = 2024-12-31";
    let (exact, _) = results(&rows("15.3.2024", "15.3.2024"), until);
    let share = |tidy: &Tidy| tidy.total("training_started", "share").counts();
    for (tick, job) in [("x", "kyllä"), ("kyllä", "X"), ("☑", "k"), ("ja", "ja")] {
        let (ticked, said) = results(&rows(tick, job), until);
        assert_eq!(share(&ticked), share(&exact), "{tick}: {said}");
        let time = ticked.total("time_to_first_job", "median");
        assert_eq!((time.base, time.unknown), (Some(15), Some(15)), "{job}: {said}");
        assert!(said.contains("PK1241") && !said.contains("PK1204"), "{said}");
    }
}

#[test]
fn a_spell_given_in_months_holds_in_all_of_them() {
    let people = "id;start;end\nA;2023-01-01;2023-12-15\nB;2023-01-01;2023-12-15\n";
    let spells = |rows: &str| {
        let inputs = [
            Input::bytes("people.csv", people.into()),
            Input::bytes("spells.csv", format!("id;from;to;status\n{rows}").into_bytes()),
        ];
        let spells = TableMapping { kind: TableKind::Spells, ..TableMapping::default() };
        let tables = vec![TableMapping::default(), spells];
        let mapping = Mapping { tables, data_until: Some(date(2026, 12, 31)), ..Mapping::default() };
        map(&inputs, &mapping, Vocabulary::builtin().unwrap(), &mut |_| {}).unwrap()
    };
    let months = spells("A;1/2024;5/2024;unemployed\nA;6/2024;;employed\nB;2023-06;2024-04;unemployed\n");
    let days =
        spells("A;2024-01-01;2024-05-31;unemployed\nA;2024-06-01;;employed\nB;2023-06-01;2024-04-30;unemployed\n");
    for moment in ["status_exit", "status_3m", "status_6m", "status_12m"] {
        assert_eq!(column(&months, moment), column(&days, moment), "{moment}");
    }
    assert!(column(&months, "status_6m")[0].is_some());
}
