//! A second attacker, who shares no code with polku: somebody who knows everybody who took part, each with their
//! background, reads the released rows and asks of every hidden number how small and how great it can be. The unknowns are
//! how many of the people alike in everything known have each outcome.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use polku::verify::rows::Row;
use std::collections::{BTreeMap, BTreeSet};

/// The groups a person is in: breakdown and label.
type Groups = BTreeSet<(String, String)>;

/// What a word of the file is called in results.
fn label(fact: &str, word: &str) -> String {
    match (fact, word) {
        (_, "") => "unknown",
        ("education", "upper secondary" | "vocational") => "upper",
        ("target_group", "nuori") => "young",
        ("target_group", "maahanmuuttaja") => "migrant",
        ("target_group", "osatyökykyinen") => "partial_work_ability",
        ("target_group", "pitkäaikaistyötön") => "long_term_unemployed",
        (_, word) => word,
    }
    .to_owned()
}

/// Everybody who took part, by the groups they are in. Facts of a participation are left out where somebody took part
/// twice: what is counted there is rebuilt from what happened in each.
pub fn people(data: &str, by: &[String]) -> BTreeMap<Groups, usize> {
    let mut lines = data.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let mut of: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    lines.for_each(|line| of.entry(line[0]).or_default().push(line));
    let twice = of.values().any(|rows| rows.len() > 1);
    let rebuilt = |by: &str| by.split('*').any(|fact| ["service", "funder"].contains(&fact));
    let mut people: BTreeMap<Groups, usize> = BTreeMap::new();
    for rows in of.values() {
        let row = &rows[0];
        let words = |fact: &str| -> Vec<String> {
            let place = header.iter().position(|name| *name == fact).unwrap();
            row[place].split('|').map(|word| label(fact, word)).collect()
        };
        let mut groups = Groups::new();
        for by in by.iter().filter(|by| !(twice && rebuilt(by))) {
            let mut labels = vec![String::new()];
            for fact in by.split('*') {
                let joined = |label: &String| {
                    let word = |word: String| if label.is_empty() { word } else { format!("{label}*{word}") };
                    words(fact).into_iter().map(word).collect::<Vec<_>>()
                };
                labels = labels.iter().flat_map(joined).collect();
            }
            groups.extend(labels.into_iter().map(|label| (by.clone(), label)));
        }
        *people.entry(groups).or_default() += 1;
    }
    people
}

/// A hidden number that is too narrow.
#[derive(Debug)]
#[allow(dead_code, reason = "read by whoever reads a failed test")]
pub struct Narrow {
    number: String,
    truth: u64,
    bounds: (f64, f64),
}

/// One indicator at a moment, told by outcome.
struct Told<'a> {
    /// The people alike, with the groups they are in.
    people: Vec<(&'a Groups, usize)>,
    /// The outcomes, and after them unknown and not counted.
    outcomes: Vec<String>,
    rows: Vec<&'a Row>,
}

/// What is told of each indicator at a moment.
fn told<'a>(people: &'a BTreeMap<Groups, usize>, shown: &'a [Row], internal: &[Row]) -> Vec<Told<'a>> {
    let mut of: BTreeMap<(&str, &str), Vec<&Row>> = BTreeMap::new();
    let known: BTreeSet<&(String, String)> = people.keys().flatten().collect();
    let inside = |row: &&Row| row.by.is_empty() || known.contains(&(row.by.clone(), row.group.clone()));
    for row in shown.iter().filter(|row| row.statistic == "share").filter(inside) {
        of.entry((&row.indicator, &row.moment)).or_default().push(row);
    }
    let truth: BTreeMap<String, &Row> = internal.iter().map(|row| (row.name(), row)).collect();
    let mut all = Vec::new();
    for (_, rows) in of {
        // Steps of a path are parts of each other, and of participations there may be more than people.
        let participations = |row: &&Row| {
            let all = truth[&row.name()];
            let there = people.iter().filter(|(groups, _)| Told::is_in(row, groups)).map(|(_, n)| *n as u64);
            all.base.unwrap_or(0) + all.unknown.unwrap_or(0) > there.sum::<u64>()
        };
        let id = &rows[0].indicator;
        if id.ends_with("_path") || id == "early_exit" || rows.iter().any(participations) {
            continue;
        }
        let levels: BTreeSet<&str> = rows.iter().map(|row| row.level.as_str()).collect();
        let mut outcomes: Vec<String> = levels.into_iter().map(str::to_owned).collect();
        if outcomes == [""] {
            outcomes.push("not".to_owned());
        }
        all.push(Told { people: people.iter().map(|(groups, n)| (groups, *n)).collect(), outcomes, rows });
    }
    all
}

/// Of these rows, which cross two released breakdowns but are not released, those of few people of whom it follows that there
/// is somebody; and how many were tried.
pub fn implied(
    people: &BTreeMap<Groups, usize>,
    shown: &[Row],
    internal: &[Row],
    crossed: &[Row],
    least: u64,
) -> (usize, Vec<Narrow>) {
    let (mut tried, mut narrow) = (0, Vec::new());
    for told in told(people, shown, internal) {
        let of_it =
            |row: &&Row| told.rows.iter().any(|own| (&own.indicator, &own.moment) == (&row.indicator, &row.moment));
        let crossed = crossed.iter().filter(|row| row.statistic == "share" && !super::is_low(row)).filter(of_it);
        for row in crossed.filter(|row| row.by.contains('*') && told.outcomes.contains(&row.level)) {
            let few = row.count.filter(|n| (1..least).contains(n));
            let Some(truth) = few.filter(|_| !is_of_nobody(row, internal)) else { continue };
            tried += 1;
            let low = told.end(row, false, OptimizationDirection::Minimize);
            if low > 0.5 {
                narrow.push(Narrow { number: row.name(), truth, bounds: (low, f64::INFINITY) });
            }
        }
    }
    (tried, narrow)
}

/// Whether an outcome is nobody's at all: then it is no secret of anybody.
fn is_of_nobody(row: &Row, internal: &[Row]) -> bool {
    let of_everybody = internal.iter().filter(|other| other.by.is_empty() && other.statistic == "share");
    let name = |row: &Row| (row.indicator.clone(), row.moment.clone(), row.level.clone());
    of_everybody.filter(|other| name(other) == name(row)).any(|other| other.count == Some(0))
}

/// Attacks released rows; `internal` are the same with nothing hidden. Gives what was tried, and what is too narrow.
pub fn attack(people: &BTreeMap<Groups, usize>, shown: &[Row], internal: &[Row], least: u64) -> (usize, Vec<Narrow>) {
    let truth: BTreeMap<String, &Row> = internal.iter().map(|row| (row.name(), row)).collect();
    let (mut tried, mut narrow) = (0, Vec::new());
    for told in told(people, shown, internal) {
        for row in &told.rows {
            let of_all = truth[&row.name()];
            let (Some(base), Some(count)) = (of_all.base, of_all.count) else { continue };
            if is_of_nobody(row, internal) {
                continue;
            }
            // How many are known hangs on who took part, which this attacker knows.
            let hidden = [(row.count, count, false), (row.count.and(row.base), base - count, true)];
            for (_, n, rest) in hidden.into_iter().filter(|(shown, n, _)| shown.is_none() && (1..least).contains(n)) {
                if super::is_low(row) {
                    continue;
                }
                tried += 1;
                let bounds = told.bounds(row, rest);
                if bounds.0 > 0.5 || bounds.1 < least.min(base) as f64 - 0.5 {
                    let number = format!("{} {}", row.name(), if rest { "rest" } else { "count" });
                    narrow.push(Narrow { number, truth: n, bounds });
                }
            }
        }
    }
    (tried, narrow)
}

impl Told<'_> {
    /// How small and how great the count of a row can be, or what it leaves of its base.
    fn bounds(&self, row: &Row, rest: bool) -> (f64, f64) {
        let [low, high] = [OptimizationDirection::Minimize, OptimizationDirection::Maximize];
        (self.end(row, rest, low), self.end(row, rest, high))
    }

    /// How small or how great it can be.
    fn end(&self, row: &Row, rest: bool, end: OptimizationDirection) -> f64 {
        let mut problem = Problem::new(end);
        let wanted = |groups: &Groups, outcome: usize| {
            let counts = self.outcomes.get(outcome).is_some_and(|level| (*level == row.level) != rest);
            f64::from(u8::from(counts && Self::is_in(row, groups)))
        };
        let states = self.outcomes.len() + 2;
        let variables: Vec<Vec<Variable>> = self
            .people
            .iter()
            .map(|(groups, n)| {
                (0..states).map(|state| problem.add_var(wanted(groups, state), (0.0, *n as f64))).collect()
            })
            .collect();
        for ((_, n), of) in self.people.iter().zip(&variables) {
            problem.add_constraint(of.iter().map(|v| (*v, 1.0)), ComparisonOp::Eq, *n as f64);
        }
        for told in &self.rows {
            let level = self.outcomes.iter().position(|level| *level == told.level).unwrap();
            let those = |of: std::ops::Range<usize>| -> Vec<(Variable, f64)> {
                let inside = self.people.iter().zip(&variables).filter(|((groups, _), _)| Self::is_in(told, groups));
                inside.flat_map(|(_, states)| states[of.clone()].iter().map(|v| (*v, 1.0))).collect()
            };
            let outcomes = self.outcomes.len();
            let numbers =
                [(told.count, level..level + 1), (told.base, 0..outcomes), (told.unknown, outcomes..outcomes + 1)];
            for (shown, of) in numbers {
                if let Some(n) = shown {
                    problem.add_constraint(those(of), ComparisonOp::Eq, n as f64);
                }
            }
        }
        let solved = problem.solve().unwrap_or_else(|error| panic!("{}: {error}", row.name()));
        solved.into_solution().unwrap().objective()
    }

    /// Whether people are in the group of a row, or in both of two that are crossed.
    fn is_in(row: &Row, groups: &Groups) -> bool {
        let whole = (row.by.clone(), row.group.clone());
        let facts = row.by.split('*').zip(row.group.split('*'));
        let each = |(fact, label): (&str, &str)| groups.contains(&(fact.to_owned(), label.to_owned()));
        row.by.is_empty() || groups.contains(&whole) || facts.clone().count() > 1 && facts.clone().all(each)
    }
}
