//! Random projects: people of an invented service with backgrounds, outcomes and breakdowns as a seed has it.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::fmt::Write;

/// A project as its files.
pub struct Project {
    /// polku.toml.
    pub toml: String,
    /// data.csv.
    pub data: String,
    /// The breakdowns asked for.
    pub by: Vec<String>,
}

/// Facts to break results down by, and the words people may have; of several at a time the last.
const FACTS: [(&str, &[&str]); 7] = [
    ("gender", &["woman", "man", "nonbinary"]),
    ("age_group", &["18-24", "25-34", "35-49", "50-64"]),
    ("service", &["Paja", "Valmennus", "Startti", "Kuntoutus", "Ohjaus", "Verstas"]),
    ("municipality", &["Tampere", "Nokia", "Kangasala", "Pirkkala", "Orivesi", "Akaa", "Parkano", "Urjala"]),
    ("education", &["basic", "upper secondary", "vocational", "higher"]),
    ("funder", &["STEA", "ESR", "Kunta"]),
    ("target_group", &["nuori", "maahanmuuttaja", "osatyökykyinen", "pitkäaikaistyötön"]),
];

const STATUSES: [&str; 9] = [
    "unemployed_long",
    "unemployed_short",
    "open_part_time",
    "open_permanent",
    "subsidised_public",
    "education",
    "rehabilitative_work",
    "sick_leave",
    "inactive",
];

/// What chance gives.
struct Dice(ChaCha8Rng);

impl Dice {
    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        (self.0.next_u64() % n.max(1) as u64) as usize
    }

    fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn happens(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of so many, the first ones more often than the last.
    fn skewed(&mut self, n: usize) -> usize {
        ((self.unit().powf(1.7)) * n as f64) as usize % n.max(1)
    }
}

/// The project of a seed, with at most so many people.
pub fn project(seed: u64, most: usize) -> Project {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
    let people = 30.0 * (most as f64 / 30.0).powf(dice.unit());
    let people = people as usize;
    // Two to six breakdowns, some of them crossed.
    let mut facts: Vec<usize> = (0..FACTS.len()).collect();
    for i in (1..facts.len()).rev() {
        facts.swap(i, dice.below(i + 1));
    }
    let breakdowns = 2 + dice.below(5);
    let singles = 1 + dice.below(breakdowns.min(5));
    facts.truncate(singles.max(2));
    let mut by: Vec<Vec<&str>> = facts.iter().take(singles).map(|&fact| vec![FACTS[fact].0]).collect();
    while by.len() < breakdowns {
        let (a, b) = (dice.below(facts.len()), dice.below(facts.len()));
        let cross = vec![FACTS[facts[a.min(b)]].0, FACTS[facts[a.max(b)]].0];
        if a == b || by.contains(&cross) {
            let more: Vec<&str> =
                FACTS.iter().map(|(name, _)| *name).filter(|name| !by.contains(&vec![*name])).collect();
            let more = more[dice.below(more.len())];
            by.push(vec![more]);
        } else {
            by.push(cross);
        }
    }
    let followed = 1 + dice.below(4);
    let moments = &["3m", "6m", "12m", "24m"][..followed];
    let scores = dice.happens(0.6);
    let training = dice.happens(0.6);
    let reasons = dice.happens(0.4);
    let again = if dice.happens(0.5) { 0.12 } else { 0.0 };
    let small = [0.0; FACTS.len()].map(|_| 2 + dice.below(7));
    let mut data = "id,start,end,last_seen".to_owned();
    FACTS.iter().for_each(|(name, _)| write!(data, ",{name}").unwrap());
    data.push_str(",status_start,status_exit");
    moments.iter().for_each(|moment| write!(data, ",status_{moment}").unwrap());
    data.push_str(
        ",work_ability_start,work_ability_exit,training_applied,training_started,training_completed,exit_reason\n",
    );
    for id in 0..people {
        let rows = 1 + usize::from(dice.happens(again));
        let background: Vec<String> = FACTS
            .iter()
            .zip(small)
            .map(|((name, words), most)| {
                let words = &words[..words.len().min(most)];
                if *name == "target_group" {
                    let held: Vec<&str> = words.iter().copied().filter(|_| dice.happens(0.35)).collect();
                    return held.join("|");
                }
                if dice.happens(0.03) { String::new() } else { words[dice.skewed(words.len())].to_owned() }
            })
            .collect();
        for row in 0..rows {
            let start = 19_000 + dice.below(900) as i64 + 500 * row as i64;
            let end = start + 20 + dice.below(300) as i64;
            let left = !dice.happens(0.12);
            let luck = 0.15 + 0.5 * dice.unit();
            write!(data, "P{id:05},{},{},{}", day(start), if left { day(end) } else { String::new() }, day(end + 30))
                .unwrap();
            for ((name, words), word) in FACTS.iter().zip(&background) {
                let moved = row > 0 && ["service", "funder"].contains(name);
                let word = if moved { words[dice.skewed(words.len())] } else { word };
                write!(data, ",{word}").unwrap();
            }
            let status = |dice: &mut Dice, known: f64, luck: f64| -> &str {
                if !dice.happens(known) {
                    return ["", "declined", "moved"][dice.skewed(3)];
                }
                if dice.happens(luck) {
                    STATUSES[2 + dice.below(4)]
                } else {
                    STATUSES[[0, 0, 0, 1, 1, 6, 7, 8][dice.below(8)]]
                }
            };
            write!(data, ",{}", status(&mut dice, 0.97, 0.05)).unwrap();
            write!(data, ",{}", if left { status(&mut dice, 0.93, luck) } else { "" }).unwrap();
            for _ in moments {
                write!(data, ",{}", if left { status(&mut dice, 0.7, luck) } else { "" }).unwrap();
            }
            let before = dice.below(8);
            let after = (before + dice.below(5)).saturating_sub(1).min(10);
            let score = |n: usize, there: bool| if there && scores { n.to_string() } else { String::new() };
            write!(data, ",{},{}", score(before, dice.happens(0.9)), score(after, left && dice.happens(0.7))).unwrap();
            let applied = training && dice.happens(0.5);
            let started = applied && dice.happens(0.6);
            let done = started && dice.happens(0.5);
            for (there, after) in [(applied, 20), (started, 40), (done, 130)] {
                write!(data, ",{}", if there { day(start + after + dice.below(20) as i64) } else { String::new() })
                    .unwrap();
            }
            let reason = ["completed", "dropped out", "moved away", "health", "found work"][dice.skewed(5)];
            writeln!(data, ",{}", if left && reasons { reason } else { "" }).unwrap();
        }
    }
    let written = |by: &Vec<&str>| {
        let quoted: Vec<String> = by.iter().map(|fact| format!("\"{fact}\"")).collect();
        if quoted.len() == 1 { quoted[0].clone() } else { format!("[{}]", quoted.join(", ")) }
    };
    let asked: Vec<String> = by.iter().map(written).collect();
    let toml = format!(
        "[project]\ndata_until = 2025-06-30\n[[table]]\nfile = \"data.csv\"\n[report]\nby = [{}]\n",
        asked.join(", ")
    );
    Project { toml, data, by: by.iter().map(|by| by.join("*")).collect() }
}

/// A day by its number from 1970-01-01.
fn day(number: i64) -> String {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().days(number)).unwrap().to_string()
}
