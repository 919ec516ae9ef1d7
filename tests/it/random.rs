//! Random projects, published: what is shown is true, nothing small is shown, and nothing contradicts itself.

mod attacker;
mod project;

use crate::util::{Folder, polku};
use polku::verify::Books;
use polku::verify::rows::{Row, of_csv};
use project::{Project, project};
use std::collections::BTreeMap;
use std::ffi::OsStr;

/// How many projects are tried, and of how many people at most: `POLKU_RANDOM=200 POLKU_RANDOM_PEOPLE=3000` tries more.
fn asked(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

fn rows(toml: &std::path::Path, more: &[&str]) -> (Vec<Row>, String) {
    let mut args: Vec<&dyn AsRef<OsStr>> = vec![&"indicators", &toml, &"--format", &"csv", &"--lang", &"en"];
    args.extend(more.iter().map(|arg| arg as &dyn AsRef<OsStr>));
    let ran = polku(&args).ok();
    (of_csv(ran.out.as_bytes()).unwrap().into_iter().map(|(_, row)| row).collect(), ran.err)
}

/// Whether what a row tells is known of people when they come, or of how many nothing is known.
fn is_low(row: &Row) -> bool {
    row.moment == "start"
        || row.level.ends_with(">total")
        || row.level.ends_with(">unknown")
        || ["followup_coverage", "education_at_entry"].contains(&row.indicator.as_str())
}

#[test]
fn somebody_who_knows_everybody_who_took_part_learns_no_small_number() {
    let (projects, people) = (asked("POLKU_RANDOM", 2), asked("POLKU_RANDOM_PEOPLE", 60));
    let mut all = 0;
    for seed in 0..projects as u64 {
        let Project { toml, data, by } = project(seed, people);
        let folder = Folder::new();
        folder.write("data.csv", &data);
        let toml = folder.write("polku.toml", toml);
        let (shown, internal) = (rows(&toml, &[]).0, rows(&toml, &["--internal"]).0);
        let people = attacker::people(&data, &by);
        // The attacker has the same groups as the results.
        for row in internal.iter().filter(|row| row.indicator == "participants" && row.statistic == "count") {
            let inside = |groups: &std::collections::BTreeSet<(String, String)>| {
                row.by.is_empty() || groups.contains(&(row.by.clone(), row.group.clone()))
            };
            let n: usize = people.iter().filter(|(groups, _)| inside(groups)).map(|(_, n)| n).sum();
            if n > 0 {
                assert_eq!(row.count, Some(n as u64), "seed {seed}: {row:?}");
            }
        }
        let (tried, narrow) = attacker::attack(&people, &shown, &internal, 5);
        assert!(narrow.is_empty(), "seed {seed}: {narrow:#?}");
        all += tried;
        // Nor of those who are in two groups, whose cross is not told.
        let told: Vec<&String> = by.iter().filter(|by| shown.iter().any(|row| row.by == **by)).collect();
        let single: Vec<&&String> = told.iter().filter(|by| !by.contains('*')).collect();
        for (i, one) in single.iter().enumerate() {
            for other in single[i + 1..].iter().filter(|other| !told.contains(&&format!("{one}*{other}"))) {
                let crossed = rows(&toml, &["--internal", "--by", &format!("{one}*{other}")]).0;
                let (tried, narrow) = attacker::implied(&people, &shown, &internal, &crossed, 5);
                assert!(narrow.is_empty(), "seed {seed}: {narrow:#?}");
                all += tried;
            }
        }
    }
    assert!(all > 20, "{all}");
}

/// Every way in which people could have an event, counted one by one: in some of those that would be published alike a hidden
/// number of few is nought, in others it is no small number or everybody.
#[test]
fn of_small_populations_every_possibility_is_tried() {
    let mut hidden = 0;
    for seed in 0..12usize {
        let sizes = [6 + seed % 5, 5 + seed * 3 % 7, 8 + seed * 5 % 6, 4 + seed * 7 % 9];
        let groups = [("woman", "18-24"), ("woman", "25-34"), ("man", "18-24"), ("man", "25-34")];
        let with: Vec<usize> = sizes.iter().enumerate().map(|(i, n)| (seed * (i + 2) + 3 * i) % 5.min(n + 1)).collect();
        let mut data = "id,start,end,gender,age_group,training_applied\n".to_owned();
        for (i, (gender, age)) in groups.iter().enumerate() {
            for person in 0..sizes[i] {
                let day = if person < with[i] { "2024-03-01" } else { "" };
                data.push_str(&format!("{i}-{person},2024-01-10,2024-06-30,{gender},{age},{day}\n"));
            }
        }
        let folder = Folder::new();
        folder.write("data.csv", data);
        let by = "[report]\nby = [\"gender\", \"age_group\"]\n";
        let toml = folder
            .write("polku.toml", format!("[project]\ndata_until = 2025-06-30\n[[table]]\nfile = \"data.csv\"\n{by}"));
        let told = |row: &Row| row.indicator == "training_applied" && row.statistic == "share" && row.by != "exit_year";
        let of = |more: &[&str]| rows(&toml, more).0.into_iter().filter(told).collect::<Vec<Row>>();
        let (shown, internal) = (of(&[]), of(&["--internal"]));
        let inside =
            |row: &Row, i: usize| row.by.is_empty() || [groups[i].0, groups[i].1].contains(&row.group.as_str());
        let count =
            |row: &Row, with: &[usize]| (0..4).filter(|i| inside(row, *i)).map(|i| with[i]).sum::<usize>() as u64;
        let all: usize = sizes.iter().map(|n| n + 1).product();
        let mut seen: Vec<std::collections::BTreeSet<u64>> = vec![Default::default(); shown.len()];
        for mut number in 0..all {
            let of_group = sizes.map(|n| {
                let with = number % (n + 1);
                number /= n + 1;
                with
            });
            if shown.iter().all(|row| row.count.is_none_or(|n| n == count(row, &of_group))) {
                seen.iter_mut().zip(&shown).for_each(|(seen, row)| _ = seen.insert(count(row, &of_group)));
            }
        }
        for ((row, truth), seen) in shown.iter().zip(&internal).zip(seen) {
            let (n, base) = (truth.count.unwrap(), truth.base.unwrap());
            assert_eq!(count(row, &with), n, "seed {seed}: {row:?}");
            if row.count.is_none() && (1..5).contains(&n) {
                hidden += 1;
                assert!(seen.contains(&0) && seen.iter().any(|n| *n >= 5.min(base)), "seed {seed}: {row:?} {seen:?}");
            }
        }
    }
    assert!(hidden > 9, "{hidden}");
}

#[test]
fn random_projects_are_published_without_a_small_number() {
    let (projects, people) = (asked("POLKU_RANDOM", 3), asked("POLKU_RANDOM_PEOPLE", 120));
    let books = Books::read().unwrap();
    for seed in 0..projects as u64 {
        let Project { toml, data, by } = project(seed, people);
        let folder = Folder::new();
        folder.write("data.csv", data);
        let toml = folder.write("polku.toml", toml);
        let (shown, said) = rows(&toml, &[]);
        let (internal, _) = rows(&toml, &["--internal"]);
        let truth: BTreeMap<String, &Row> = internal.iter().map(|row| (row.name(), row)).collect();
        for row in &shown {
            let all = truth[&row.name()];
            for (shown, all) in [(row.count, all.count), (row.base, all.base), (row.unknown, all.unknown)] {
                assert!(shown.is_none() || shown == all, "seed {seed}: {row:?} {all:?}");
            }
            if !is_low(row) {
                let rest = row.base.zip(row.count).map(|(base, count)| base.abs_diff(count));
                let few = |n: Option<u64>| n.is_some_and(|n| (1..5).contains(&n));
                assert!(![row.count, row.base, rest].into_iter().any(few), "seed {seed}: {row:?}");
            }
        }
        // A breakdown is told whole or left out whole, and then it is said.
        let told = |by: &String| shown.iter().any(|row| row.by == *by);
        assert_eq!(by.iter().all(told), !said.contains("left out"), "seed {seed}: {said}");
        let attacked = books.attack(&shown, 5, None);
        assert!(attacked.contradictions.is_empty(), "seed {seed}: {:?}", attacked.contradictions);
    }
}
