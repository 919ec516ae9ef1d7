//! The same people written in different layouts give the same numbers: facts beside each other, dated rows, spells, a
//! column a month, and mixes of them.

use crate::util::{Folder, Ran, Tidy, count, polku};
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::ffi::OsStr;

/// Months after leaving at which people are followed up; 0 is on leaving.
const LATER: [i64; 5] = [0, 3, 6, 12, 24];
const STATUSES: [&str; 7] =
    ["unemployed", "employed", "open_permanent", "education", "subsidised", "ei tavoitettu", "kieltäytyi"];

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// A participation and everything that is known of it.
#[derive(Clone)]
struct Participation {
    id: String,
    start: Date,
    end: Option<Date>,
    service: &'static str,
    gender: &'static str,
    last_seen: Date,
    /// By months after leaving; −1 is at entry.
    status: BTreeMap<i64, String>,
    score: BTreeMap<i64, i64>,
    events: BTreeMap<&'static str, Date>,
}

impl Participation {
    fn target(&self, months: i64) -> Option<Date> {
        if months < 0 { Some(self.start - 1.day()) } else { Some(self.end? + Span::new().months(months)) }
    }
}

fn cohort() -> Vec<Participation> {
    let mut dice = Dice(7);
    let mut all = Vec::new();
    for person in 0..320 {
        let mut start = date(2018, 1, 1) + Span::new().days(dice.below(500) as i64);
        let gender = ["woman", "man"][dice.below(2) as usize];
        // One in four comes back, some of them before the follow-up of the first time is over.
        let times = if dice.below(4) == 0 { 2 } else { 1 };
        let mut dead = false;
        for time in 0..times {
            let length = if time == 0 { 60 + dice.below(200) as i64 } else { [60, 150][dice.below(2) as usize] };
            let goes_on = time + 1 == times && dice.below(10) == 0;
            let end = (!goes_on).then(|| start + Span::new().days(length));
            let mut one = Participation {
                id: format!("P{person:03}"),
                start,
                end,
                service: ["Paja", "Valmennus"][dice.below(2) as usize],
                gender,
                last_seen: end.unwrap_or(start) + Span::new().days(dice.below(900) as i64),
                status: BTreeMap::from([(-1, STATUSES[dice.below(5) as usize].to_owned())]),
                score: BTreeMap::new(),
                events: BTreeMap::new(),
            };
            let next = (time + 1 < times).then(|| length + 270 + [60, 150][(person % 2) as usize]);
            for months in LATER {
                let Some(target) = one.target(months) else { continue };
                // What comes after the next time is over belongs to that.
                let day = (target - start).get_days();
                let late = next.is_some_and(|next| i64::from(day) + 20 > next);
                if dead || late || dice.below(5) == 0 {
                    continue;
                }
                let mut status = STATUSES[dice.below(7) as usize];
                if time + 1 == times && dice.below(40) == 0 {
                    (status, dead) = ("kuollut", true);
                }
                one.status.insert(months, status.to_owned());
            }
            for months in [-1, 0, 6] {
                if months < 0 || one.status.contains_key(&months) && dice.below(3) > 0 {
                    one.score.insert(months, dice.below(11) as i64);
                }
            }
            for event in ["training_applied", "training_started", "first_job"] {
                if dice.below(3) == 0 {
                    one.events.insert(event, start + Span::new().days(dice.below(50) as i64));
                }
            }
            all.push(one);
            let Some(end) = end else { break };
            start = end + 270.days();
        }
        // Whoever comes back does so for as long as was said above.
        if let [.., first, second] = all.as_mut_slice()
            && first.id == second.id
            && let Some(end) = second.end.as_mut()
        {
            *end = second.start + Span::new().days([60, 150][(person % 2) as usize]);
        }
    }
    all
}

const UNTIL: Date = date(2026, 12, 31);

fn moment(months: i64) -> String {
    match months {
        -1 => "start".to_owned(),
        0 => "exit".to_owned(),
        n => format!("{n}m"),
    }
}

fn people(cohort: &[Participation], statuses: &[i64], rest: bool) -> String {
    let mut text = "id,start,end,service,gender,last_seen".to_owned();
    statuses.iter().for_each(|months| text += &format!(",status_{}", moment(*months)));
    if rest {
        text += ",work_ability_start,work_ability_exit,work_ability_6m,training_applied,training_started,first_job";
    }
    text.push('\n');
    for one in cohort {
        let end = one.end.map(|end| end.to_string()).unwrap_or_default();
        text += &format!("{},{},{end},{},{},{}", one.id, one.start, one.service, one.gender, one.last_seen);
        statuses.iter().for_each(|m| text += &format!(",{}", one.status.get(m).cloned().unwrap_or_default()));
        if rest {
            for months in [-1, 0, 6] {
                text += &format!(",{}", one.score.get(&months).map(ToString::to_string).unwrap_or_default());
            }
            for event in ["training_applied", "training_started", "first_job"] {
                text += &format!(",{}", one.events.get(event).map(ToString::to_string).unwrap_or_default());
            }
        }
        text.push('\n');
    }
    text
}

/// Each status on a day inside its window, in no order.
fn dated(cohort: &[Participation], of: &[i64]) -> Vec<(String, Date, String)> {
    let mut dice = Dice(11);
    let mut rows = Vec::new();
    for one in cohort {
        for (months, status) in one.status.iter().filter(|(months, _)| of.contains(months)) {
            let Some(target) = one.target(*months) else { continue };
            let away = match months {
                -1 => 0,
                0 => dice.below(20) as i64,
                _ => dice.below(19) as i64 - 9,
            };
            rows.push((one.id.clone(), target + Span::new().days(away), status.clone()));
        }
    }
    rows.sort_by_key(|(id, day, _)| (day.day(), id.clone()));
    rows
}

fn statuses(cohort: &[Participation], of: &[i64]) -> String {
    let rows = dated(cohort, of).into_iter().map(|(id, day, status)| format!("{id},{day},{status}\n"));
    std::iter::once("id,date,value\n".to_owned()).chain(rows).collect()
}

fn spells(cohort: &[Participation], of: &[i64]) -> String {
    let rows = dated(cohort, of).into_iter().map(|(id, day, status)| {
        let from = if status == "kuollut" { day } else { day - 4.days() };
        let to = if status == "kuollut" { String::new() } else { (day + 4.days()).to_string() };
        format!("{id};{};{to};{status}\n", from)
    });
    std::iter::once("tunnus;alku;loppu;tilanne\n".to_owned()).chain(rows).collect()
}

fn panel(cohort: &[Participation]) -> String {
    let first = date(2017, 12, 1);
    let months: Vec<Date> = (0..96).map(|n| first + Span::new().months(n)).collect();
    let mut cells: BTreeMap<&str, BTreeMap<Date, &str>> = BTreeMap::new();
    for one in cohort {
        let theirs = cells.entry(&one.id).or_default();
        for (months, status) in &one.status {
            let Some(target) = one.target(*months) else { continue };
            // On leaving, the last day of the four weeks.
            let day = if *months == 0 { target + 28.days() } else { target };
            theirs.insert(day.first_of_month(), status);
        }
    }
    let mut text = "id".to_owned();
    months.iter().for_each(|month| text += &format!(",{}/{}", month.month(), month.year()));
    text.push('\n');
    for (id, cells) in cells {
        text += id;
        months.iter().for_each(|month| text += &format!(",{}", cells.get(month).copied().unwrap_or_default()));
        text.push('\n');
    }
    text
}

fn scores(cohort: &[Participation]) -> String {
    let mut text = "id,date,scale,value\n".to_owned();
    for one in cohort {
        for (months, score) in &one.score {
            let Some(target) = one.target(*months) else { continue };
            let day = if *months == 0 { target - 3.days() } else { target + 4.days() };
            text += &format!("{},{day},work_ability,{score}\n", one.id);
        }
    }
    text
}

fn events(cohort: &[Participation]) -> String {
    let mut text = "tunnus;pvm;tapahtuma\n".to_owned();
    for one in cohort {
        for (event, day) in &one.events {
            // By the id of the fact, and by what its column would be called.
            let word = if *event == "training_started" { "koulutus alkoi" } else { event };
            text += &format!("{};{day};{word}\n", one.id);
        }
    }
    text
}

/// Counts tables of these kinds, the first of people.
#[track_caller]
fn counted(tables: &[(&str, String)], head: &str) -> Tidy {
    let ran = ran(tables, head, "indicators", &["--internal", "--format", "csv"]).ok();
    Tidy::parse(&ran.out)
}

fn ran(tables: &[(&str, String)], head: &str, command: &str, args: &[&str]) -> Ran {
    let folder = Folder::new();
    let mut toml = head.to_owned();
    for (i, (table, text)) in tables.iter().enumerate() {
        folder.write(&format!("t{i}.csv"), text);
        toml += &format!("\n[[table]]\nfile = \"t{i}.csv\"\n{table}\n");
    }
    let toml = folder.write("polku.toml", toml);
    let mut all: Vec<&dyn AsRef<OsStr>> = vec![&command, &toml, &"--lang", &"en"];
    all.extend(args.iter().map(|arg| arg as &dyn AsRef<OsStr>));
    polku(&all)
}

#[track_caller]
fn same(a: &Tidy, b: &Tidy, what: &str) {
    for (key, row) in &a.0 {
        assert_eq!(b.0.get(key), Some(row), "{what}: {key:?}");
    }
    assert_eq!(a.0.len(), b.0.len(), "{what}");
}

#[test]
fn every_layout_of_the_same_people_gives_the_same_numbers() {
    let cohort = cohort();
    let all = [-1, 0, 3, 6, 12, 24];
    assert!(cohort.windows(2).filter(|two| two[0].id == two[1].id).count() > 20);
    for unit in ["person", "participation"] {
        let head =
            format!("[project]\ndata_until = {UNTIL}\nunit = \"{unit}\"\n[report]\nby = [\"service\", \"gender\"]\n");
        let wide = counted(&[("", people(&cohort, &all, true))], &head);
        let base = wide.total("employed_12m", "share");
        assert!(base.count > Some(15) && base.base > Some(50) && base.unknown > Some(5), "{base:?}");
        let facts = people(&cohort, &[], false);
        let more = [("kind = \"scores\"", scores(&cohort)), ("kind = \"events\"", events(&cohort))];
        let with = |tables: &[(&'static str, String)]| -> Vec<(&'static str, String)> {
            tables.iter().chain(&more).cloned().collect()
        };
        let long = with(&[("", facts.clone()), ("kind = \"statuses\"", statuses(&cohort, &all))]);
        same(&wide, &counted(&long, &head), "dated rows");
        let spells_ = with(&[("", facts.clone()), ("kind = \"spells\"", spells(&cohort, &all))]);
        same(&wide, &counted(&spells_, &head), "spells");
        let months = with(&[("", facts), ("kind = \"panel\"", panel(&cohort))]);
        same(&wide, &counted(&months, &head), "months");
        let mixed = with(&[
            ("", people(&cohort, &[-1, 12], false)),
            ("kind = \"statuses\"", statuses(&cohort, &[0, 3])),
            ("kind = \"spells\"", spells(&cohort, &[6, 24])),
        ]);
        same(&wide, &counted(&mixed, &head), "a mix");
    }
}

/// The project that `init` writes of some files, with the last day and the breakdowns of the tests put in.
fn proposed(folder: &Folder, tables: &[String]) -> String {
    let names: Vec<std::path::PathBuf> =
        tables.iter().enumerate().map(|(i, text)| folder.write(&format!("t{i}.csv"), text)).collect();
    let mut args: Vec<&dyn AsRef<OsStr>> = vec![&"init", &"--lang", &"en"];
    args.extend(names.iter().map(|name| name as &dyn AsRef<OsStr>));
    let ran = polku(&args).ok();
    let text = std::fs::read_to_string(folder.at("polku.toml")).unwrap();
    let last = text.lines().find(|line| line.starts_with("data_until = ")).unwrap_or_else(|| panic!("{}", ran.err));
    let text = text.replace(last, &format!("data_until = {UNTIL}"));
    text.replace("[report]\n", "[report]\nby = [\"service\", \"gender\"]\n")
}

#[test]
fn init_tells_layouts_apart_and_joins_them() {
    let cohort: Vec<Participation> = cohort().into_iter().take(120).collect();
    let all = [-1, 0, 3, 6, 12, 24];
    let head = format!("[project]\ndata_until = {UNTIL}\n[report]\nby = [\"service\", \"gender\"]\n");
    let wide = counted(&[("", people(&cohort, &all, true))], &head);
    // Columns by names nobody foresaw, so that their cells have to tell.
    let called = statuses(&cohort, &[0, 3]).replace("id,date,value", "id,soittopäivä,missä nyt");
    let named = scores(&cohort).lines().filter(|line| !line.starts_with("id,")).fold(
        "tunnus;milloin;työkyky\n".to_owned(),
        |text, line| {
            let cells: Vec<&str> = line.split(',').collect();
            text + &format!("{};{};{}\n", cells[0], cells[1], cells[3])
        },
    );
    let facts = people(&cohort, &[-1, 12], false);
    let spells = spells(&cohort, &[6, 24]);
    let mixes = [
        vec![facts.clone(), called, spells.clone(), scores(&cohort), events(&cohort)],
        vec![events(&cohort), people(&cohort, &[], false), panel(&cohort), named],
    ];
    for mix in mixes {
        let folder = Folder::new();
        let text = proposed(&folder, &mix);
        folder.write("polku.toml", &text);
        let ran = polku(&[&"indicators", &folder.at("polku.toml"), &"--internal", &"--format", &"csv"]);
        assert_eq!(ran.code, 0, "{}{text}", ran.err);
        same(&wide, &Tidy::parse(&ran.out), &text);
        assert!(text.contains("kind = \"events\"") && text.contains("kind = \"scores\""), "{text}");
    }
    let folder = Folder::new();
    let text = proposed(&folder, &[people(&cohort, &all, true), spells.clone()]);
    let said = |text: &str| text.lines().find(|line| line.starts_with("kind = ")).map(str::to_owned).unwrap();
    assert!(said(&text).contains("Each row is a situation from one day to another: told by the headers."), "{text}");
    assert!(text.contains("\nto = \"loppu\"") && text.contains("instead, remove kind"), "{text}");
    // With nothing beside it a table of spells may be one of people, and is taken for one.
    let folder = Folder::new();
    folder.write("t0.csv", &spells);
    polku(&[&"init", &folder.at("t0.csv")]).ok();
    assert!(!std::fs::read_to_string(folder.at("polku.toml")).unwrap().contains("kind ="));
    // Situations on days tell of people somebody has to name.
    let folder = Folder::new();
    folder.write("t0.csv", statuses(&cohort, &[0, 3]));
    let ran = polku(&[&"init", &folder.at("t0.csv"), &"--lang", &"en"]);
    assert!(ran.code == 2 && ran.err.contains("PK1026") && !folder.at("polku.toml").exists(), "{}", ran.err);
}

#[test]
fn init_asks_what_neither_headers_nor_cells_tell() {
    let people = "tunnus;aloituspvm;lopetuspvm\nA;1.2.2024;1.5.2024\nB;1.2.2024;1.6.2024\n";
    let scores = "tunnus;pvm;pisteet\nA;1.2.2024;5\nA;1.5.2024;7\nB;1.2.2024;4\n";
    let months = "tunnus;kk 1;kk 2;kk 3;kk 4\nA;työtön;työssä;työssä;työtön\nB;työtön;työtön;työssä;työtön\n";
    for (table, asked, used, code) in [
        (scores, "# scale = \"who5\"", "scale = \"work_ability\"", "PK1023"),
        (months, "# origin = \"2024-01\"", "origin = \"start\"", "PK1024"),
    ] {
        let folder = Folder::new();
        folder.write("people.csv", people);
        folder.write("more.csv", table);
        let ran = polku(&[&"init", &folder.at("people.csv"), &folder.at("more.csv"), &"--lang", &"en"]).ok();
        assert!(ran.err.contains(code), "{}", ran.err);
        let text = std::fs::read_to_string(folder.at("polku.toml")).unwrap();
        let line = text.lines().find(|line| line.starts_with(asked)).unwrap_or_else(|| panic!("{text}"));
        let toml = folder.write("polku.toml", text.replace(line, used));
        let checked = polku(&[&"check", &toml, &"--lang", &"en"]);
        assert!(checked.code <= 1, "{}{text}", checked.err);
    }
    // Months beside the people's own columns: the same file makes two tables.
    let folder = Folder::new();
    folder.write(
        "all.csv",
        "tunnus;aloituspvm;lopetuspvm;1/2024;2/2024;11/2024\nA;1.2.2023;1.1.2024;työtön;työtön;työssä\n\
         B;1.2.2023;1.5.2024;työtön;työssä;työssä\n",
    );
    polku(&[&"init", &folder.at("all.csv"), &"--lang", &"en"]).ok();
    let text = std::fs::read_to_string(folder.at("polku.toml")).unwrap();
    let again = "# [[table]]\n# file = \"all.csv\"\n# kind = \"panel\"\n";
    assert!(text.contains(again), "{text}");
    let toml = text.replace(again, &again.replace("# ", "")).replace("2024-05-01", "2024-12-31");
    let toml = folder.write("polku.toml", toml);
    let ran = polku(&[&"indicators", &toml, &"--internal", &"--format", &"csv"]);
    assert!(
        ran.code == 0 && Tidy::parse(&ran.out).total("employed_6m", "share").base == Some(1),
        "{}{}",
        ran.err,
        ran.out
    );
}

#[test]
fn the_order_of_rows_and_columns_says_nothing() {
    let cohort = cohort();
    let head = format!("[project]\ndata_until = {UNTIL}\n");
    let turned = |text: String| -> String {
        let (header, rows) = text.split_once('\n').unwrap();
        let rows = rows.lines().rev().map(|row| format!("{row}\n"));
        std::iter::once(format!("{header}\n")).chain(rows).collect()
    };
    let tables = |turn: &dyn Fn(String) -> String| {
        let all = [-1, 0, 3, 6, 12, 24];
        vec![
            ("", people(&cohort, &[], false)),
            ("kind = \"statuses\"", turn(statuses(&cohort, &all))),
            // The same and more of it once again: nothing is counted twice.
            ("kind = \"spells\"", turn(spells(&cohort, &[6, 12]))),
            ("kind = \"statuses\"", turn(statuses(&cohort, &all))),
            ("kind = \"scores\"", turn(scores(&cohort))),
            ("kind = \"events\"", turn(events(&cohort))),
        ]
    };
    let wide = counted(&[("", people(&cohort, &[-1, 0, 3, 6, 12, 24], true))], &head);
    same(&wide, &counted(&tables(&|text| text), &head), "as they are");
    let mut back = tables(&turned);
    back[1..].reverse();
    same(&wide, &counted(&back, &head), "turned round");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Whatever stands in a table, nothing panics, and what was found can be listed.
    #[test]
    fn nothing_in_a_table_panics(
        kind in 0usize..5,
        header in prop::collection::vec("(id|pvm|alku|loppu|tilanne|arvo|mittari|tapahtuma|m1|kk 2|1/2024|2023-12|)", 1..6),
        rows in prop::collection::vec(prop::collection::vec(
            "(A|B|x|1\\.2\\.2024|31\\.12\\.9999|1\\.1\\.1900|2024-06-30|työtön|employed|kuollut|5|11|-|who5|koulutus alkoi|)", 0..7), 0..8),
    ) {
        let kind = ["statuses", "scores", "events", "spells", "panel"][kind];
        let mut text = header.join(";") + "\n";
        rows.iter().for_each(|row| text += &(row.join(";") + "\n"));
        let people = "id;start;end\nA;2023-01-10;2023-06-30\nA;2023-09-01;\nB;2024-01-10;2024-02-01\n".to_owned();
        let table = format!("kind = \"{kind}\"\norigin = \"end\"\nscale = \"who5\"");
        let ran = ran(&[("", people), (&table, text)], LATE, "check", &["--format", "json"]);
        prop_assert!(ran.code < 5, "{}", ran.err);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&ran.out).is_ok());
    }
}

/// One person who left on 30 June 2023, and dated situations.
fn left(rows: &str, head: &str) -> Tidy {
    let people = "id,start,end,status_start\nA,2023-01-10,2023-06-30,unemployed\n".to_owned();
    let rows: String = rows.split_whitespace().map(|row| format!("A,{row}\n")).collect();
    counted(&[("", people), ("kind = \"statuses\"", format!("id,date,value\n{rows}"))], head)
}

const LATE: &str = "[project]\ndata_until = 2025-12-31\n";

#[test]
fn on_leaving_the_last_situation_of_four_weeks_counts() {
    let exit = |rows: &str, head: &str| left(rows, head).total("employed_exit", "share").counts();
    let (yes, no, unknown) = ([Some(1), Some(1), Some(0)], [Some(0), Some(1), Some(0)], [Some(0), Some(0), Some(1)]);
    // The Commission’s examples: a job on day 20 counts, and one that was lost again within the weeks does not.
    assert_eq!(exit("2023-06-30,unemployed 2023-07-20,employed", LATE), yes);
    assert_eq!(exit("2023-06-30,employed 2023-07-20,unemployed", LATE), no);
    // 28 July is the last day.
    assert_eq!(exit("2023-07-01,unemployed 2023-07-28,employed", LATE), yes);
    assert_eq!(exit("2023-07-01,unemployed 2023-07-29,employed", LATE), no);
    // Before leaving nothing is known of it; something elsewhere makes the fact exist.
    assert_eq!(exit("2023-06-29,employed 2023-07-01,höpsismi", LATE), unknown);
    let nearest = format!("{LATE}[windows]\nexit = {{ from = 0, to = 28, pick = \"nearest\" }}\n");
    assert_eq!(exit("2023-06-30,unemployed 2023-07-20,employed", &nearest), no);
}

#[test]
fn months_later_the_nearest_situation_counts_and_of_two_the_later() {
    let at = |rows: &str, head: &str| left(rows, head).total("employed_6m", "share").counts();
    let (yes, no, unknown) = ([Some(1), Some(1), Some(0)], [Some(0), Some(1), Some(0)], [Some(0), Some(0), Some(1)]);
    // Six months after 30 June is 30 December.
    assert_eq!(at("2023-12-20,unemployed 2024-01-08,employed", LATE), yes);
    assert_eq!(at("2023-12-20,unemployed 2024-01-09,employed", LATE), yes);
    assert_eq!(at("2023-12-20,unemployed 2024-01-10,employed", LATE), no);
    assert_eq!(at("2023-11-30,employed", LATE), yes);
    assert_eq!(at("2024-01-29,employed", LATE), yes);
    // What was seen wins over that nobody was reached.
    assert_eq!(at("2023-12-30,ei_tavoitettu 2024-01-20,employed", LATE), yes);
    assert_eq!(at("2023-12-30,employed 2023-12-30,unemployed", LATE), unknown);
    assert_eq!(at("2023-12-30,employed 2023-12-30,open_permanent", LATE), yes);
    let wide = format!("{LATE}[windows]\nmonths = [-60, 0]\n");
    assert_eq!(at("2023-11-02,employed", &wide), yes);
    assert_eq!(at("2023-11-02,employed 2023-12-31,unemployed", &wide), yes);
}

#[test]
fn a_dated_follow_up_is_due_when_its_window_has_closed() {
    // 30 December and thirty days more.
    let rows = "2023-07-01,employed 2023-12-30,employed";
    let open = left(rows, "[project]\ndata_until = 2024-01-28\n");
    let row = open.total("employed_6m", "share");
    assert_eq!((row.counts(), row.flag.as_str()), ([Some(0), Some(0), Some(0)], "not_due"));
    let closed = left(rows, "[project]\ndata_until = 2024-01-29\n");
    assert_eq!(closed.total("employed_6m", "share").counts(), [Some(1), Some(1), Some(0)]);
    // On leaving, four weeks.
    let open = left("2023-07-01,employed", "[project]\ndata_until = 2023-07-27\n");
    assert_eq!(open.total("employed_exit", "share").flag, "not_due");
    let closed = left("2023-07-01,employed", "[project]\ndata_until = 2023-07-28\n");
    assert_eq!(closed.total("employed_exit", "share").counts(), [Some(1), Some(1), Some(0)]);
    // A column without days is due when its months have passed, as ever.
    let wide = "id,start,end,status_start,status_6m\nA,2023-01-10,2023-06-30,unemployed,employed\n";
    let wide = count(wide, "data_until = 2023-12-30");
    assert_eq!(wide.total("employed_6m", "share").counts(), [Some(1), Some(1), Some(0)]);
}

#[test]
fn what_is_seen_belongs_to_the_participation_whose_end_it_follows() {
    let people = "id,start,end,status_start\nA,2022-01-10,2022-06-30,unemployed\nA,2022-10-03,2022-12-31,unemployed\n";
    let seen = "id,date,value\nA,2022-12-30,employed\nA,2023-03-31,unemployed\n";
    let tables = [("", people.to_owned()), ("kind = \"statuses\"", seen.to_owned())];
    let by_row = counted(&tables, &format!("{LATE}unit = \"participation\"\n"));
    // On 30 December 2022 the second time still goes on: it is the sixth month after the first.
    assert_eq!(by_row.total("employed_6m", "share").counts(), [Some(1), Some(1), Some(1)]);
    // On 31 March 2023 the second is over: three months after it, and not nine after the first.
    assert_eq!(by_row.total("employed_3m", "share").counts(), [Some(0), Some(1), Some(1)]);
    // A person left once, at the end.
    let by_person = counted(&tables, LATE);
    assert_eq!(by_person.total("employed_3m", "share").counts(), [Some(0), Some(1), Some(0)]);
    assert_eq!(by_person.total("employed_6m", "share").counts(), [Some(0), Some(0), Some(1)]);
}

#[test]
fn one_measurement_is_never_both_before_and_after() {
    // Two weeks of service and one measurement in the middle of them.
    let people = "id,start,end\nA,2023-01-10,2023-01-24\nB,2023-01-10,2023-06-30\n".to_owned();
    let scores = "id,date,work_ability,who5\nA,2023-01-15,5,40\nB,2023-01-12,5,40\nB,2023-06-28,8,60\n".to_owned();
    let tidy = counted(&[("", people), ("kind = \"scores\"", scores)], LATE);
    let change = tidy.total("work_ability_change", "mean_change");
    assert_eq!((change.value, change.base, change.unknown), (Some(3.0), Some(1), Some(1)));
    assert_eq!(tidy.total("who5_change", "mean_change").value, Some(20.0));
}

#[test]
fn numbered_months_are_counted_from_their_origin() {
    let people = "id,start,end,status_start\nA,2023-01-10,2023-06-30,unemployed\n".to_owned();
    let at = |origin: &str, header: &str, moment: &str| {
        let table = format!("kind = \"panel\"\norigin = \"{origin}\"");
        let panel = format!("tunnus;{header}\nA;työssä\n");
        let tables = [("", people.clone()), (table.as_str(), panel)];
        let row = counted(&tables, &format!("{LATE}[windows]\nmonths = [0, 0]\n"));
        row.0.iter().any(|(key, row)| key.indicator == format!("employed_{moment}") && row.count == Some(1))
    };
    assert!(at("end", "kk6", "6m") && !at("end", "kk5", "6m") && at("end", "12 kk", "12m"));
    // Month 1 is January 2023, so December is month 12.
    assert!(at("2023-01", "m12", "6m") && !at("2023-01", "m11", "6m"));
    // Entered on the tenth of January.
    assert!(!at("start", "m11", "6m"));
}

#[test]
fn rows_of_nobody_people_without_rows_and_contradictions_are_found() {
    let people = "tunnus;aloituspvm;lopetuspvm\nA;10.1.2023;30.6.2023\nB;10.1.2023;30.6.2023\n".to_owned();
    let seen = "tunnus;pvm;tilanne\nA;1.7.2023;työssä\nA;1.7.2023;työtön\nX;1.7.2023;työtön\nA;;työtön\n".to_owned();
    let spells =
        "tunnus;alku;loppu;tilanne\nB;1.7.2023;30.9.2023;työtön\nB;1.9.2023;;työssä\nB;1.5.2024;1.4.2024;työtön\n";
    let tables = [("", people), ("kind = \"statuses\"", seen), ("kind = \"spells\"", spells.to_owned())];
    let ran = ran(&tables, LATE, "check", &["--format", "json"]);
    let all: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let found: Vec<(String, String, u64)> = all["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| {
            let text = |key: &str| f[key].as_str().unwrap().to_owned();
            (text("code"), text("file"), f["line"].as_u64().unwrap())
        })
        .collect();
    for (code, file, line) in [
        ("PK1220", "t1.csv", 4),
        ("PK1221", "t0.csv", 3),
        ("PK1221", "t0.csv", 2),
        ("PK1222", "t1.csv", 3),
        ("PK1222", "t2.csv", 3),
        ("PK1223", "t1.csv", 5),
        ("PK1207", "t2.csv", 4),
    ] {
        assert!(found.contains(&(code.to_owned(), file.to_owned(), line)), "{code} {file} {line}: {found:?}");
    }
    assert_eq!(found.len(), 7, "{found:?}");
}

#[test]
fn what_a_table_lacks_is_said_with_its_place() {
    let people = ("", "id,start,end\nA,2023-01-10,2023-06-30\n".to_owned());
    let codes = |tables: &[(&str, String)], head: &str| -> Vec<String> {
        let ran = ran(tables, head, "check", &["--format", "json"]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        let all: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        all["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect()
    };
    let with = |table: &'static str, text: &str| [people.clone(), (table, text.to_owned())];
    assert_eq!(codes(&with("kind = \"statuses\"", "id,x\nA,1\n"), ""), ["PK1023", "PK1023"]);
    assert_eq!(codes(&with("kind = \"scores\"", "id,date,value\nA,2023-01-10,5\n"), ""), ["PK1023"]);
    assert_eq!(codes(&with("kind = \"panel\"", "id,gender\nA,woman\n"), ""), ["PK1023"]);
    assert_eq!(codes(&with("kind = \"panel\"", "id,m1\nA,employed\n"), ""), ["PK1024"]);
    assert_eq!(codes(&with("kind = \"panel\"\norigin = \"May\"", "id,m1\nA,employed\n"), ""), ["PK1024"]);
    assert_eq!(codes(&with("kind = \"statusses\"", "id,m1\nA,employed\n"), ""), ["PK1013"]);
    assert_eq!(codes(&with("kind = \"spells\"\ncolumns = { form = \"x\" }", "id\n"), ""), ["PK1003"]);
    assert_eq!(codes(&with("kind = \"spells\"", "id\n")[1..], ""), ["PK1026"]);
    assert_eq!(
        codes(std::slice::from_ref(&people), "[windows]\nexit = [28, 0]\nsoon = [1, 2]\n"),
        ["PK1025", "PK1003"]
    );
    assert_eq!(codes(std::slice::from_ref(&people), "[values.event]\n\"sai\" = \"first_jb\"\n"), ["PK1003"]);
}

#[test]
fn a_panel_of_real_people_gives_what_r_counts() {
    // 712 school leavers, 72 months of their lives; of the 158 in training, situations after it.
    let data = crate::util::root().join("../shared/reference");
    let (Ok(panel), Ok(people), Ok(reference)) = (
        std::fs::read_to_string(data.join("mvad/mvad.csv")),
        std::fs::read_to_string(data.join("mvad_followup/mvad_followup_fi.csv")),
        std::fs::read_to_string(data.join("mvad_followup/reference.json")),
    ) else {
        eprintln!("no {}: nothing compared", data.display());
        return;
    };
    let reference: serde_json::Value = serde_json::from_str(&reference).unwrap();
    let rows = panel.lines().map(|row| match row.split_once(',') {
        Some((id, rest)) if id.bytes().all(|b| b.is_ascii_digit()) => format!("M{id:0>3},{rest}\n"),
        _ => format!("{row}\n"),
    });
    let panel: String = rows.collect();
    let people: String =
        people.lines().map(|row| row.split(';').take(8).collect::<Vec<_>>().join(";") + "\n").collect();
    // The situation on leaving is that of the month; months later exactly that day, so that the last of them is due.
    let head = "[project]\ndata_until = 1999-06-30\n[windows]\nmonths = [0, 0]\nexit = [0, 0]\n[values.status]\n\
                training = \"labour_market_training\"\nFE = \"education\"\nHE = \"education\"\nschool = \"education\"\n\
                employment = \"employed\"\njoblessness = \"unemployed\"\n";
    let tidy = counted(&[("", people), ("kind = \"panel\"", panel)], head);
    for moment in ["exit", "3m", "6m", "12m", "24m"] {
        let checks = reference["checks"].as_array().unwrap();
        let observed = &checks.iter().find(|check| check["id"] == format!("status_{moment}")).unwrap()["value"];
        for (word, status) in
            [("employment", "employed"), ("joblessness", "unemployed"), ("training", "labour_market_training")]
        {
            let row = tidy.at("status_distribution", "share", status, moment);
            let wanted = ["x", "n"].map(|of| observed[word][of].as_u64());
            assert_eq!([row.count, row.base], wanted, "{moment} {word}");
            assert!((row.value.unwrap() - observed[word]["p"].as_f64().unwrap()).abs() < 1e-9);
        }
    }
}
