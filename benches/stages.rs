//! How long each stage takes, from bytes to a report: `cargo bench`. The participants are those of the sample project,
//! each copied under new pseudonyms until there are enough.

#![allow(clippy::unwrap_used, reason = "a bench that cannot run should say so and stop")]
#![allow(clippy::disallowed_methods, reason = "the sample is a file")]
#![allow(missing_docs, reason = "divan makes the items")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use polku::analysis::{Plan, Policy, available, breakdowns, groups, run};
use polku::input::cohort::Cohort;
use polku::input::{Input, Sheet, map};
use polku::project::Project;
use polku::render::{FORMATS, Report};
use polku::report::{About, Context, compose, template};
use polku::text::{Catalog, Language};
use std::path::Path;

const ROWS: [usize; 2] = [1_000, 100_000];

fn main() {
    divan::main();
}

fn sample(file: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data").join(file)).unwrap()
}

fn project() -> Project {
    Project::parse(&String::from_utf8(sample("polku.toml")).unwrap(), "polku.toml", "sample").unwrap()
}

/// The sample file with so many rows; every copy of a participant is somebody else.
fn file(rows: usize) -> Vec<u8> {
    let sample = sample("osallistujat.csv");
    let mut lines = sample.split_inclusive(|byte| *byte == b'\n');
    let mut out = lines.next().unwrap().to_vec();
    let people: Vec<&[u8]> = lines.collect();
    for row in 0..rows {
        out.extend_from_slice(format!("{}-", row / people.len()).as_bytes());
        out.extend_from_slice(people[row % people.len()]);
    }
    out
}

fn cohort(rows: usize) -> (Project, Cohort) {
    let project = project();
    let input = Input::bytes("osallistujat.csv", file(rows));
    let cohort = map(&[input], &project.mapping, project.vocabulary.clone(), &mut |_| {}).unwrap();
    (project, cohort)
}

fn plan(project: &Project, cohort: &Cohort, policy: Policy) -> Plan {
    let (indicators, unavailable) = available(&project.wanted(&[]), cohort);
    Plan {
        dataset: project.dataset.clone(),
        indicators,
        unavailable,
        by: breakdowns(None, cohort),
        left_out: Vec::new(),
        asked: false,
        weigh: Vec::new(),
        period: project.period,
        unit: project.unit,
        policy,
        comparison: false,
        goals: Vec::new(),
    }
}

/// Encoding, dialect, header, and a hash of the bytes.
#[divan::bench(args = ROWS)]
fn a_survey(bencher: Bencher<'_, '_>, rows: usize) {
    let input = Input::bytes("osallistujat.csv", file(rows));
    bencher.counter(ItemsCount::new(rows)).bench_local(|| Sheet::open(black_box(&input)).unwrap().header.len());
}

/// Bytes to batches of text.
#[divan::bench(args = ROWS)]
fn b_read(bencher: Bencher<'_, '_>, rows: usize) {
    let input = Input::bytes("osallistujat.csv", file(rows));
    let sheet = Sheet::open(&input).unwrap();
    bencher
        .counter(ItemsCount::new(rows))
        .bench_local(|| sheet.batches().unwrap().map(|batch| batch.unwrap().len()).sum::<usize>());
}

/// Survey, reading, and texts to a typed cohort.
#[divan::bench(args = ROWS)]
fn c_map(bencher: Bencher<'_, '_>, rows: usize) {
    let project = project();
    let inputs = [Input::bytes("osallistujat.csv", file(rows))];
    bencher.counter(ItemsCount::new(rows)).bench_local(|| {
        map(&inputs, &project.mapping, project.vocabulary.clone(), &mut |_| {}).unwrap().frame.height()
    });
}

/// Counts and estimates; nothing to protect.
#[divan::bench(args = ROWS)]
fn d_count_and_estimate(bencher: Bencher<'_, '_>, rows: usize) {
    let (project, cohort) = cohort(rows);
    let plan = plan(&project, &cohort, Policy::INTERNAL);
    bencher.counter(ItemsCount::new(rows)).bench_local(|| run(&plan, &cohort).unwrap().rows.len());
}

/// The same with the gate.
#[divan::bench(args = ROWS)]
fn e_count_estimate_and_protect(bencher: Bencher<'_, '_>, rows: usize) {
    let (project, cohort) = cohort(rows);
    let plan = plan(&project, &cohort, Policy::PUBLIC);
    bencher.counter(ItemsCount::new(rows)).bench_local(|| run(&plan, &cohort).unwrap().rows.len());
}

/// Everything a report is composed from.
struct Ready {
    project: Project,
    plan: Plan,
    released: polku::analysis::Released,
    about: About,
    catalog: Catalog,
}

impl Ready {
    fn new() -> Ready {
        let (project, cohort) = cohort(1_000);
        let plan = plan(&project, &cohort, Policy::PUBLIC);
        let released = run(&plan, &cohort).unwrap();
        let codebook = |facts: &Vec<String>| {
            let labels = groups(&cohort, &facts[0]).unwrap();
            (facts.clone(), labels.iter().map(|label| vec![label.clone()]).collect())
        };
        let about = About {
            data_until: cohort.data_until,
            read: cohort.read.clone(),
            closes: cohort.closes.clone(),
            sources: cohort.sources.clone(),
            findings: cohort.findings.clone(),
            groups: plan.by.iter().map(codebook).collect(),
            made: cohort.data_until,
        };
        Ready { project, plan, released, about, catalog: Catalog::load(Language::Fi).unwrap() }
    }

    fn with<R>(&self, work: impl FnOnce(&Context<'_>) -> R) -> R {
        let template = template("impact").unwrap().unwrap();
        work(&Context {
            project: &self.project,
            indicators: &self.plan.indicators,
            released: &self.released,
            about: &self.about,
            catalog: &self.catalog,
            template: &template,
        })
    }
}

/// Results to a document.
#[divan::bench]
fn f_compose(bencher: Bencher<'_, '_>) {
    let ready = Ready::new();
    ready.with(|context| bencher.bench_local(|| compose(black_box(context)).chapters.len()));
}

/// A document to files.
#[divan::bench(args = FORMATS.iter().map(|format| format.id))]
fn g_render(bencher: Bencher<'_, '_>, id: &str) {
    let ready = Ready::new();
    let document = ready.with(compose);
    let report = Report { document: &document, released: &ready.released };
    let format = FORMATS.iter().find(|format| format.id == id).unwrap();
    bencher.bench_local(|| (format.render)(black_box(&report)).unwrap().len());
}
