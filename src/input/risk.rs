//! How easily somebody could be found in the file itself, by what others may know of people: the smallest group that shares
//! it, who is alone, and what a group has in common. Measures as in ARX (prosecutor risk) and pycanon (k, homogeneity).

use super::cohort::{Cohort, Column, label_column};
use crate::error::Result;
use crate::fact::{Kind, Moment};
use crate::parallel::at_once;
use rustc_hash::FxHashMap;

/// What others may know of a participant, where the file has it; the exact year of birth instead of the band of age.
const KNOWN: [&str; 9] = [
    "gender",
    "birth_year",
    "age_group",
    "municipality",
    "region",
    "education",
    "target_group",
    "unemployed_months",
    "start",
];
/// So many facts together at most, where combinations are looked at one by one.
const TOGETHER: usize = 3;
/// The riskiest combinations that are told.
const TOLD: usize = 3;
/// Combinations of so few groups are counted in a table.
const TABLE: u64 = 1 << 22;

/// Risk of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk {
    /// People looked at, each by the first row.
    pub people: u64,
    /// What others may know of them: facts.
    pub known: Vec<String>,
    /// The size of the smallest group that shares all of it: k.
    pub smallest: u64,
    /// The share of people who are alone with it.
    pub unique: f64,
    /// The share of people in groups under five.
    pub below_five: f64,
    /// The combinations of up to three facts that leave most people alone, with the share that is; the worst first.
    pub riskiest: Vec<(Vec<String>, f64)>,
    /// Outcomes, and the share of people in groups of two or more that all have the same.
    pub alike: Vec<(String, f64)>,
}

/// Looks at the people of a cohort; none where the file says nothing others may know.
///
/// # Errors
/// Only a bug: the frame lacks a column it should have.
pub fn risk(cohort: &Cohort) -> Result<Option<Risk>> {
    let rows = first_rows(cohort)?;
    let has = |fact: &str| cohort.columns.contains_key(fact);
    let told = |fact: &&str| has(fact) && !(*fact == "age_group" && has("birth_year"));
    let own = cohort.vocabulary.declared.iter().map(String::as_str).filter(|fact| has(fact));
    let known: Vec<String> = KNOWN.iter().copied().filter(told).chain(own).map(str::to_owned).collect();
    if known.is_empty() || rows.is_empty() {
        return Ok(None);
    }
    let codes = known.iter().map(|fact| codes(cohort, fact, &rows)).collect::<Result<Vec<Codes>>>()?;
    let all = codes.iter().fold(Codes::nothing(rows.len()), |all, one| all.with(one));
    let sizes = all.sizes();
    let people = rows.len() as u64;
    let share = |of: u64| of as f64 / people as f64;
    let under = |limit: u32| share(sizes.iter().filter(|size| **size < limit).map(|size| u64::from(*size)).sum());
    let sets = combinations(known.len());
    let alone = at_once(&sets, |set| {
        let together: Vec<&Codes> = set.iter().filter_map(|i| codes.get(*i)).collect();
        unique(&together)
    })?;
    let mut riskiest: Vec<(&Vec<usize>, u64)> = sets.iter().zip(alone).filter(|(_, alone)| *alone > 0).collect();
    // Of two that leave as many alone the one that needs less to be known.
    riskiest.sort_by_key(|(set, alone)| (std::cmp::Reverse(*alone), set.len(), (*set).clone()));
    let name = |set: &Vec<usize>| set.iter().filter_map(|i| known.get(*i).cloned()).collect();
    Ok(Some(Risk {
        people,
        smallest: sizes.iter().copied().min().map_or(0, u64::from),
        unique: under(2),
        below_five: under(5),
        riskiest: riskiest.iter().take(TOLD).map(|(set, alone)| (name(set), share(*alone))).collect(),
        alike: alike(cohort, &all, &sizes, &rows)?.into_iter().map(|(fact, n)| (fact, share(n))).collect(),
        known,
    }))
}

/// The first row of each person.
fn first_rows(cohort: &Cohort) -> Result<Vec<usize>> {
    let ids = cohort.integers("id")?;
    let mut met = vec![false; ids.iter().flatten().max().map_or(0, |last| *last as usize + 1)];
    let mut rows = Vec::new();
    for (row, id) in ids.iter().enumerate() {
        if let Some(met) = id.and_then(|id| met.get_mut(usize::try_from(id).ok()?))
            && !std::mem::replace(met, true)
        {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// What each person has, as numbers from 0.
struct Codes {
    of: Vec<u32>,
    groups: u64,
}

impl Codes {
    fn nothing(people: usize) -> Codes {
        Codes { of: vec![0; people], groups: 1 }
    }

    fn of<T: Copy + Eq + std::hash::Hash>(values: impl Iterator<Item = T>) -> Codes {
        let mut numbers: FxHashMap<T, u32> = FxHashMap::default();
        let of = values.map(|value| {
            let next = numbers.len() as u32;
            *numbers.entry(value).or_insert(next)
        });
        let of = of.collect();
        Codes { of, groups: numbers.len() as u64 }
    }

    fn with(&self, other: &Codes) -> Codes {
        let pairs = self.of.iter().copied().zip(other.of.iter().copied());
        let all = self.groups.saturating_mul(other.groups);
        if all > TABLE {
            return Codes::of(pairs);
        }
        // The number of each pair that is met, in the order they are.
        let mut numbers: Vec<Option<u32>> = vec![None; all as usize];
        let mut groups = 0u32;
        let of = pairs.map(|(a, b)| {
            let at = u64::from(a) * other.groups + u64::from(b);
            let Some(number) = numbers.get_mut(at as usize) else { return 0 };
            *number.get_or_insert_with(|| {
                groups += 1;
                groups - 1
            })
        });
        let of = of.collect();
        Codes { of, groups: u64::from(groups) }
    }

    fn sizes(&self) -> Vec<u32> {
        let mut sizes = vec![0u32; self.groups as usize];
        self.of.iter().for_each(|code| sizes.iter_mut().skip(*code as usize).take(1).for_each(|size| *size += 1));
        sizes
    }
}

fn codes(cohort: &Cohort, fact: &str, rows: &[usize]) -> Result<Codes> {
    let at = |values: &[Option<i64>], row: usize| values.get(row).copied().flatten();
    if let Some(Column::Categories { labels }) = cohort.columns.get(fact) {
        let mut sets = Codes::nothing(rows.len());
        for label in 0..labels.len() {
            let values = cohort.integers(&label_column(fact, label))?;
            sets = sets.with(&Codes::of(rows.iter().map(|row| at(&values, *row))));
        }
        return Ok(sets);
    }
    let values = cohort.integers(fact)?;
    Ok(Codes::of(rows.iter().map(|row| at(&values, *row))))
}

/// Every set of up to [`TOGETHER`] of so many facts.
fn combinations(facts: usize) -> Vec<Vec<usize>> {
    let mut sets: Vec<Vec<usize>> = Vec::new();
    let mut last: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..TOGETHER {
        let longer = last.iter().flat_map(|set| {
            let next = set.last().map_or(0, |last| last + 1);
            (next..facts).map(move |fact| set.iter().copied().chain([fact]).collect::<Vec<usize>>())
        });
        last = longer.collect();
        sets.extend(last.iter().cloned());
    }
    sets
}

/// How many people are alone with what they have of some facts.
fn unique(facts: &[&Codes]) -> u64 {
    let people = facts.first().map_or(0, |codes| codes.of.len());
    let groups = facts.iter().fold(1u64, |all, codes| all.saturating_mul(codes.groups));
    let key = |person: usize| {
        facts.iter().fold(0u64, |key, codes| {
            key.wrapping_mul(codes.groups).wrapping_add(codes.of.get(person).copied().map_or(0, u64::from))
        })
    };
    if groups <= TABLE {
        let mut sizes = vec![0u32; groups as usize];
        (0..people).for_each(|person| sizes.iter_mut().skip(key(person) as usize).take(1).for_each(|size| *size += 1));
        return sizes.iter().filter(|size| **size == 1).count() as u64;
    }
    let mut sizes: FxHashMap<u64, u32> = FxHashMap::default();
    (0..people).for_each(|person| *sizes.entry(key(person)).or_default() += 1);
    sizes.values().filter(|size| **size == 1).count() as u64
}

/// How many people are in groups of two or more that all have one situation, by situation after entry.
fn alike(cohort: &Cohort, all: &Codes, sizes: &[u32], rows: &[usize]) -> Result<Vec<(String, u64)>> {
    let mut found = Vec::new();
    for fact in cohort.columns.keys() {
        let Some(known) = cohort.vocabulary.fact(fact) else { continue };
        if known.kind != Kind::Status || known.moment.is_none_or(Moment::at_entry) {
            continue;
        }
        let values = cohort.integers(fact)?;
        // What the first of a group has, and whether all others have it too.
        let mut same: Vec<Option<(Option<i64>, bool)>> = vec![None; sizes.len()];
        for (row, code) in rows.iter().zip(&all.of) {
            let value = values.get(*row).copied().flatten();
            if let Some(same) = same.get_mut(*code as usize) {
                *same = Some(same.map_or((value, value.is_some()), |(first, so)| (first, so && first == value)));
            }
        }
        let alike = same.iter().zip(sizes).filter(|(same, size)| **size > 1 && same.is_some_and(|(_, so)| so));
        let people: u64 = alike.map(|(_, size)| u64::from(*size)).sum();
        found.push((fact.clone(), people));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Vocabulary;
    use crate::input::mapping::{Mapping, TableMapping};
    use crate::input::{Input, map};

    fn of(rows: &str) -> Risk {
        let input = Input::bytes("rows.csv", rows.as_bytes().to_vec());
        let mapping = Mapping { tables: vec![TableMapping::default()], ..Mapping::default() };
        let cohort = map(&[input], &mapping, Vocabulary::builtin().unwrap(), &mut |_| {}).unwrap();
        risk(&cohort).unwrap().unwrap()
    }

    #[test]
    fn groups_are_those_who_share_everything_others_may_know() {
        // Two women of Oulu who both got work, two men of Oulu who did not both, a woman alone in Espoo; A twice.
        let rows = "id,end,gender,municipality,status_exit\n\
            A,2024-01-31,woman,Oulu,employed\nB,2024-01-31,woman,Oulu,employed\nC,2024-01-31,man,Oulu,employed\n\
            D,2024-01-31,man,Oulu,unemployed\nE,2024-01-31,woman,Espoo,unemployed\nA,2024-02-28,woman,Espoo,employed\n";
        let risk = of(rows);
        assert_eq!((risk.people, risk.smallest), (5, 1));
        assert_eq!(risk.known, ["gender", "municipality"]);
        assert!((risk.unique - 0.2).abs() < 1e-12 && (risk.below_five - 1.0).abs() < 1e-12);
        assert_eq!(risk.riskiest[0].0, ["municipality"]);
        assert_eq!(risk.riskiest[1].0, ["gender", "municipality"]);
        assert!((risk.alike[0].1 - 0.4).abs() < 1e-12, "{risk:?}");
    }

    #[test]
    fn pairs_are_numbered_alike_with_a_table_and_without() {
        let codes = |n: u64| Codes::of((0..5_000u64).map(move |i| i * i % n));
        let (a, b) = (codes(203), codes(253));
        let slow = Codes::of(a.of.iter().copied().zip(b.of.iter().copied()));
        let quick = a.with(&b);
        assert!(a.groups * b.groups <= TABLE && quick.of == slow.of && quick.groups == slow.groups);
    }

    #[test]
    fn sets_of_up_to_three_are_all_there_are() {
        let n = |facts: usize| combinations(facts).len();
        assert_eq!([n(1), n(2), n(3), n(4), n(9)], [1, 3, 7, 14, 129]);
    }

    #[test]
    fn a_table_and_a_list_count_the_same() {
        let codes = |n: u64| Codes::of((0..5_000u64).map(move |i| i * i % n));
        let (a, b) = (codes(2_003), codes(2_503));
        let slow = a.with(&b).sizes().iter().filter(|size| **size == 1).count() as u64;
        assert!(a.groups * b.groups < TABLE && unique(&[&a, &b]) == slow);
        let wide = Codes { of: a.of.clone(), groups: TABLE };
        assert_eq!(unique(&[&wide, &b]), slow);
    }
}
