//! What happens to a follow-up share when those who did well are reached more often, and what polku says then.
//!
//! Two thousand invented people have left a service; two in five of them are in work half a year later. The truth is known,
//! because everybody is invented. Three times some of them cannot be reached: by chance, by their education, by whether
//! they are in work. polku counts what is left, as it would for a real service.
//!
//! ```text
//! cargo run --example who_answers -- examples/pictures/who_answers.svg
//! ```
//!
//! It prints the numbers, and writes the picture that README shows. Every decision is an integer draw from a seeded
//! generator, so both are the same on every machine; a test compares them.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program of its own, with its own argument and file"
)]

use anyhow::{Context as _, Result};
use jiff::civil::date;
use polku::analysis::{Plan, Policy, Released, available, run, weighed};
use polku::fact::Vocabulary;
use polku::indicator::{Library, Unit};
use polku::input::mapping::{Mapping, TableMapping};
use polku::input::{Input, map};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

const PEOPLE: u32 = 2_000;
const SEED: u64 = 2_026;

/// Who is reached, in per cent.
#[derive(Clone, Copy)]
struct World {
    name: &'static str,
    /// With basic education only, and with more.
    by_education: [u32; 2],
    /// Added for those in work.
    in_work: u32,
}

const WORLDS: [World; 3] = [
    World { name: "Reached by chance", by_education: [60, 60], in_work: 0 },
    World { name: "The better educated are reached more often", by_education: [35, 85], in_work: 0 },
    World { name: "Those in work are reached more often", by_education: [50, 50], in_work: 30 },
];

/// What is true, and what a report says: shares.
pub struct Said {
    name: &'static str,
    /// The share of everybody.
    pub truth: f64,
    /// That of those reached, with its limits.
    pub observed: [f64; 3],
    /// The weighted one, with its limits.
    pub weighted: [f64; 3],
    /// The least and the greatest it could be.
    pub bounds: [f64; 2],
}

/// What polku says in each of the worlds.
///
/// # Errors
/// Only a bug: the file is made here.
pub fn said() -> Result<Vec<Said>> {
    WORLDS.iter().map(one).collect()
}

fn one(world: &World) -> Result<Said> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut chance = |per_cent: u32| rng.next_u32() % 100 < per_cent;
    let (mut rows, mut in_work) = ("id,end,education,status_start,status_6m\n".to_owned(), 0u32);
    for person in 0..PEOPLE {
        let educated = chance(50);
        // Education helps; so weighting by it does where it decides who is reached.
        let works = chance(if educated { 55 } else { 25 });
        in_work += u32::from(works);
        let [basic, more] = world.by_education;
        let reached = chance(if educated { more } else { basic } + if works { world.in_work } else { 0 });
        let education = if educated { "upper_secondary" } else { "basic" };
        let status = match (reached, works) {
            (false, _) => "",
            (true, true) => "employed",
            (true, false) => "unemployed",
        };
        rows += &format!("P{person},2024-05-31,{education},unemployed,{status}\n");
    }
    let vocabulary = Vocabulary::builtin()?;
    let library = Library::builtin(&vocabulary)?;
    let mapping =
        Mapping { tables: vec![TableMapping::default()], data_until: Some(date(2025, 3, 31)), ..Mapping::default() };
    let cohort = map(&[Input::bytes("people.csv", rows.into_bytes())], &mapping, vocabulary, &mut |_| {})?;
    let (indicators, unavailable) = available(library.get("employed_6m"), &cohort);
    let plan = Plan {
        dataset: world.name.to_owned(),
        indicators,
        unavailable,
        by: Vec::new(),
        left_out: Vec::new(),
        asked: false,
        weigh: weighed(None, &cohort),
        period: None,
        unit: Unit::Person,
        goals: Vec::new(),
        policy: Policy::INTERNAL,
        comparison: false,
    };
    let released = run(&plan, &cohort)?;
    Ok(Said {
        name: world.name,
        truth: f64::from(in_work) / f64::from(PEOPLE),
        observed: interval(&released, "share")?,
        weighted: interval(&released, "share_weighted")?,
        bounds: [value(&released, "share_floor")?, value(&released, "share_ceiling")?],
    })
}

fn value(released: &Released, statistic: &'static str) -> Result<f64> {
    let row = released.total("employed_6m", "6m", statistic, "").context(statistic)?;
    row.value.value().context(statistic)
}

/// A share with its limits.
fn interval(released: &Released, statistic: &'static str) -> Result<[f64; 3]> {
    let row = released.total("employed_6m", "6m", statistic, "").context(statistic)?;
    let limits = row.low.value().zip(row.high.value()).context(statistic)?;
    Ok([value(released, statistic)?, limits.0, limits.1])
}

/// The picture: in each world the truth as a line, the bounds as a box, both shares as dots with their intervals.
#[must_use]
pub fn picture(all: &[Said]) -> String {
    const LEFT: f64 = 20.0;
    const WIDTH: f64 = 680.0;
    let x = |share: f64| LEFT + share * WIDTH;
    let mut svg = String::new();
    let text = |x: f64, y: f64, anchor: &str, style: &str, words: &str| {
        format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {style}>{words}</text>\n")
    };
    const NOTE: &str = "font-size=\"13\" fill=\"#565D68\"";
    const HEAD: &str = "font-size=\"15\" font-weight=\"600\" fill=\"#1D2129\"";
    let per_cent = |share: f64| format!("{:.0}\u{a0}%", 100.0 * share);
    let mut y = 34.0;
    for said in all {
        svg += &text(LEFT, y, "start", HEAD, said.name);
        let top = y + 14.0;
        let [floor, ceiling] = said.bounds;
        svg += &format!(
            "<rect x=\"{:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"64\" fill=\"#EEF1F4\" stroke=\"#868D97\"/>\n",
            x(floor),
            x(ceiling) - x(floor)
        );
        for (i, (name, [share, low, high], color)) in
            [("those reached", said.observed, "#12436D"), ("weighted", said.weighted, "#F46A25")]
                .into_iter()
                .enumerate()
        {
            let at = top + 18.0 + 28.0 * i as f64;
            svg += &format!(
                "<line x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"{color}\" stroke-width=\"4\"/>\n<circle cx=\"{:.1}\" cy=\"{at:.1}\" r=\"6\" fill=\"{color}\"/>\n",
                x(low),
                x(high),
                x(share)
            );
            svg += &text(x(ceiling) + 10.0, at + 4.5, "start", NOTE, &format!("{name} {}", per_cent(share)));
        }
        svg += &format!(
            "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{1:.1}\" y2=\"{2:.1}\" stroke=\"#1D2129\" stroke-width=\"2\" stroke-dasharray=\"5 3\"/>\n",
            x(said.truth),
            top - 4.0,
            top + 68.0
        );
        svg += &text(x(said.truth), top + 84.0, "middle", NOTE, &format!("truth {}", per_cent(said.truth)));
        y = top + 122.0;
    }
    for tick in 0..=4 {
        let share = f64::from(tick) / 4.0;
        svg += &format!(
            "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{1:.1}\" y2=\"{2:.1}\" stroke=\"#868D97\"/>\n",
            x(share),
            y - 16.0,
            y - 10.0
        );
        svg += &text(x(share), y + 6.0, "middle", NOTE, &per_cent(share));
    }
    let words = "In work half a year later. Box: lowest to highest possible share. Line: 95 % interval.";
    svg += &text(LEFT, y + 32.0, "start", NOTE, words);
    let (width, height) = (LEFT * 2.0 + WIDTH, y + 46.0);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"sans-serif\" role=\"img\">\n<title>{}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n{svg}</svg>\n",
        "Naive share, weighted share and bounds against the truth, when who is reached hangs on chance, on education, or on being in work"
    )
}

#[allow(dead_code, reason = "a test includes this file for the rest of it")]
fn main() -> Result<()> {
    let all = said()?;
    let show =
        |[share, low, high]: [f64; 3]| format!("{:.1} % ({:.1}–{:.1})", 100.0 * share, 100.0 * low, 100.0 * high);
    for said in &all {
        println!("{}", said.name);
        println!("  truth             {:.1} %", 100.0 * said.truth);
        println!("  those reached     {}", show(said.observed));
        println!("  weighted          {}", show(said.weighted));
        println!("  at least, at most {:.1}–{:.1} %", 100.0 * said.bounds[0], 100.0 * said.bounds[1]);
    }
    if let Some(path) = std::env::args_os().nth(1) {
        std::fs::write(path, picture(&all))?;
    }
    Ok(())
}
