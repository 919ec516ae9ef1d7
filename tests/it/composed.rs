//! The sample project through every stage, by the library's own doors: for tests of what is composed and drawn.

use jiff::civil::date;
use polku::analysis::{Plan, Policy, Released, available, breakdowns, groups, run};
use polku::input::cohort::Cohort;
use polku::input::{Input, map};
use polku::project::Project;
use polku::report::document::Document;
use polku::report::{About, Context, compose, template};
use polku::text::Catalog;

/// A project that was counted.
pub struct Counted {
    project: Project,
    plan: Plan,
    cohort: Cohort,
    released: Released,
}

impl Counted {
    /// The sample project.
    pub fn sample(policy: Policy) -> Counted {
        let toml = include_str!("../../sample-data/polku.toml");
        Counted::of(toml, include_bytes!("../../sample-data/osallistujat.csv"), policy)
    }

    /// Any project of one file.
    pub fn of(toml: &str, data: &[u8], policy: Policy) -> Counted {
        let mut project = Project::parse(toml, "polku.toml", "sample").unwrap();
        let inputs = [Input::bytes(&project.files[0], data.to_vec())];
        let cohort = map(&inputs, &project.mapping, project.vocabulary.clone(), &mut |_| {}).unwrap();
        let (indicators, unavailable) = available(&project.wanted(&[]), &cohort);
        let plan = Plan {
            dataset: project.dataset.clone(),
            indicators,
            unavailable,
            by: breakdowns(project.by.as_deref(), &cohort),
            left_out: Vec::new(),
            asked: project.by.is_some(),
            weigh: Vec::new(),
            period: project.period,
            unit: project.unit,
            goals: project.goals.clone(),
            policy,
            comparison: false,
        };
        let released = run(&plan, &cohort).unwrap();
        project.vocabulary.clone_from(&cohort.vocabulary);
        Counted { project, plan, cohort, released }
    }

    /// What may be published.
    pub fn released(&self) -> &Released {
        &self.released
    }

    /// The document of a language.
    pub fn document(&self, catalog: &Catalog) -> Document {
        let labels = |fact: &String| -> Vec<String> {
            groups(&self.cohort, fact).unwrap_or(&[]).iter().cloned().chain(["unknown".to_owned()]).collect()
        };
        // Every combination of the labels of a breakdown.
        let codebook = |facts: &Vec<String>| {
            facts.iter().fold(vec![Vec::new()], |all, fact| {
                let longer = |group: &Vec<String>| -> Vec<Vec<String>> {
                    labels(fact).into_iter().map(|label| [&group[..], &[label]].concat()).collect()
                };
                all.iter().flat_map(longer).collect()
            })
        };
        let about = About {
            data_until: self.cohort.data_until,
            read: self.cohort.read.clone(),
            closes: self.cohort.closes.clone(),
            sources: self.cohort.sources.clone(),
            findings: self.cohort.findings.clone(),
            groups: self.plan.by.iter().map(|facts| (facts.clone(), codebook(facts))).collect(),
            made: date(2026, 4, 1),
        };
        compose(&Context {
            project: &self.project,
            indicators: &self.plan.indicators,
            released: &self.released,
            about: &about,
            catalog,
            template: &template("impact").unwrap().unwrap(),
        })
    }
}
