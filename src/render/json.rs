//! Tidy results as JSON, under a version of their shape.

use crate::analysis::{Hidden, Judged, Policy, Published, Reason, Released};
use crate::error::{Error, Result};
use crate::indicator::{Aim, Better};
use crate::project::privacy::Declared;
use crate::text::Language;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct File<'a> {
    schema_version: u32,
    program: &'static str,
    version: &'static str,
    results: Vec<Set<'a>>,
}

#[derive(Serialize)]
struct Set<'a> {
    dataset: &'a str,
    policy: &'a str,
    limits: Limits,
    facts: BTreeMap<&'a str, &'a str>,
    numbers_shown: Option<usize>,
    numbers_hidden: usize,
    /// The same by indicator; the empty id is the whole.
    told: BTreeMap<&'a str, Told>,
    /// Results shown and hidden: of everybody together, and of groups.
    results_of_all: Told,
    results_of_groups: Told,
    /// How many numbers each rule hid, in tens; empty where it would tell too much.
    hidden_by_rule: BTreeMap<&'a str, u64>,
    rows: Vec<Row<'a>>,
    goals: Vec<Goal<'a>>,
}

/// The least numbers of people of the policy, named as in polku.toml.
#[derive(Serialize)]
struct Limits {
    least: u64,
    least_for_mean: u64,
    least_for_curve: u64,
    least_at_risk: u64,
}

#[derive(Serialize)]
struct Told {
    shown: usize,
    hidden: usize,
}

impl From<Hidden> for Told {
    fn from(Hidden { shown, hidden }: Hidden) -> Told {
        Told { shown, hidden }
    }
}

/// A goal and what became of it; its numbers are in the row of the same indicator, statistic, level and moment.
#[derive(Serialize)]
struct Goal<'a> {
    text: &'a BTreeMap<Language, String>,
    indicator: &'a str,
    statistic: &'a str,
    level: &'a str,
    moment: &'a str,
    better: &'a str,
    target: Option<f64>,
    people: Option<u64>,
    verdict: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Row<'a> {
    indicator: &'a str,
    statistic: &'a str,
    level: &'a str,
    by: &'a str,
    group: &'a str,
    moment: &'a str,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    count: Option<u64>,
    base: Option<u64>,
    unknown: Option<u64>,
    among_unknown: Option<u64>,
    method: &'a str,
    flag: &'a str,
}

pub(super) fn json<'a>(released: &[&'a Released]) -> Result<Vec<u8>> {
    let results = released
        .iter()
        .map(|set| {
            let hidden = set.hidden.get("");
            let Policy { id, least, least_for_mean, least_for_curve, least_at_risk, facts } = &set.policy;
            let limits = Limits {
                least: *least,
                least_for_mean: *least_for_mean,
                least_for_curve: *least_for_curve,
                least_at_risk: *least_at_risk,
            };
            let sensitivity = |(fact, said): (&'a String, &'a Declared)| (fact.as_str(), said.sensitivity.id());
            Set {
                dataset: &set.dataset,
                policy: id,
                limits,
                facts: facts.iter().map(sensitivity).collect(),
                numbers_shown: hidden.map(|hidden| hidden.shown),
                numbers_hidden: hidden.map_or(0, |hidden| hidden.hidden),
                told: set.hidden.iter().map(|(id, hidden)| (id.as_str(), Told::from(*hidden))).collect(),
                results_of_all: set.results(false).into(),
                results_of_groups: set.results(true).into(),
                hidden_by_rule: set.rules.iter().map(|(rule, n)| (rule.id(), *n)).collect(),
                rows: set.rows.iter().map(row).collect(),
                goals: set.goals.iter().map(goal).collect(),
            }
        })
        .collect();
    let file = File { schema_version: 1, program: "polku", version: env!("CARGO_PKG_VERSION"), results };
    let mut bytes = serde_json::to_vec_pretty(&file).map_err(Error::bug)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn goal(judged: &Judged) -> Goal<'_> {
    let (target, people) = match judged.goal.aim {
        Aim::Share(target) => (Some(target), None),
        Aim::People(people) => (None, Some(people)),
    };
    Goal {
        text: &judged.goal.text,
        indicator: &judged.key.indicator,
        statistic: judged.key.statistic,
        level: &judged.key.level,
        moment: &judged.key.moment,
        better: match judged.goal.better {
            Better::Higher => "higher",
            Better::Lower => "lower",
        },
        target,
        people,
        verdict: judged.verdict.id(),
        reason: judged.verdict.reason().map_or("", Reason::id),
    }
}

fn row(row: &crate::analysis::Row) -> Row<'_> {
    let value = |n: Published| n.value();
    Row {
        indicator: &row.key.indicator,
        statistic: row.key.statistic,
        level: &row.key.level,
        by: &row.key.by,
        group: &row.key.group,
        moment: &row.key.moment,
        value: value(row.value),
        low: value(row.low),
        high: value(row.high),
        count: row.count.whole(),
        base: row.base.whole(),
        unknown: row.unknown.whole(),
        among_unknown: row.among_unknown.whole(),
        method: row.method,
        flag: row.flag.id(),
    }
}
