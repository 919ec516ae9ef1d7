//! Months by the class of their situation: how many people had in each, how often they went from one to another, and how
//! their months are spread. Every part is a number of people, and there are few parts however many people there are.

use super::Part;
use super::rows::Told;
use crate::error::{Error, Result};
use crate::fact::status::Class;
use crate::input::cohort::Cohort;
use polars::prelude::DataFrame;
use rustc_hash::FxHashMap;

/// The place of no class: the situation of a month is not known.
const NONE: u8 = Class::ALL.len() as u8;

/// Counts everybody in every way, one way after another: of one row the months, none of which is unknown where it counts.
///
/// # Errors
/// Only a bug: a fact that is not there.
pub(super) fn each(cohort: &Cohort, rows: &DataFrame, of: &[String], see: &mut dyn FnMut(Told)) -> Result<()> {
    let months: Vec<Vec<u8>> = of.iter().map(|fact| classes(cohort, rows, fact)).collect::<Result<_>>()?;
    let height = rows.height();
    let pairs = || months.windows(2).filter_map(|pair| Some((pair.first()?, pair.get(1)?)));
    let mut seen = [[false; Class::ALL.len() + 1]; Class::ALL.len() + 1];
    for (before, after) in pairs() {
        before.iter().zip(after).for_each(|(from, to)| seen[usize::from(*from)][usize::from(*to)] = true);
    }
    let mut in_class: Vec<(Vec<u32>, Class)> = Vec::new();
    for (from, class) in (0u8..).zip(Class::ALL) {
        let mut times = vec![0u32; height];
        for month in &months {
            times.iter_mut().zip(month).for_each(|(times, at)| *times += u32::from(*at == from));
        }
        if times.iter().all(|times| *times == 0) {
            continue;
        }
        in_class.push((times.clone(), class));
        see(told(times, |times| Some(Part::Months(class, times)), of.len()));
        let mut stood = vec![0u32; height];
        let mut left = vec![0u32; height];
        for (before, after) in pairs() {
            let both = before.iter().zip(after);
            stood.iter_mut().zip(&mut left).zip(both).for_each(|((stood, left), (before, after))| {
                *stood += u32::from(*before == from);
                *left |= u32::from(*before == from && *after != from);
            });
        }
        see(told(stood, |times| (times > 0).then_some(Part::Stood(class, times)), of.len()));
        see(told(left, |times| (times > 0).then_some(Part::Left(class)), 1));
        for (to, other) in (0u8..).zip(Class::ALL).filter(|(to, _)| seen[usize::from(from)][usize::from(*to)]) {
            let mut times = vec![0u32; height];
            for (before, after) in pairs() {
                let both = before.iter().zip(after);
                times.iter_mut().zip(both).for_each(|(times, pair)| *times += u32::from(pair == (&from, &to)));
            }
            see(told(times, |times| (times > 0).then_some(Part::Moves(class, other, times)), of.len()));
        }
    }
    see(spread(&in_class, height));
    Ok(())
}

/// The class of the situation of each row.
fn classes(cohort: &Cohort, rows: &DataFrame, fact: &str) -> Result<Vec<u8>> {
    let place = |class: Class| Class::ALL.iter().position(|known| *known == class).map_or(NONE, |place| place as u8);
    let of_code: Vec<u8> = cohort.vocabulary.statuses.iter().map(|status| place(status.class)).collect();
    let codes = rows.column(fact)?.i32().map_err(Error::from)?;
    let class = |code: Option<i32>| of_code.get(usize::try_from(code?).ok()?).copied();
    Ok(codes.iter().map(|code| class(code).unwrap_or(NONE)).collect())
}

fn told(of_row: Vec<u32>, part: impl Fn(u32) -> Option<Part>, most: usize) -> Told {
    Told { of_row, parts: (0..=most as u32).map(part).collect() }
}

/// The months of each row in the classes, the most first.
fn spread(in_class: &[(Vec<u32>, Class)], height: usize) -> Told {
    let mut seen: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
    let mut parts = Vec::new();
    let mut of_row = Vec::with_capacity(height);
    let mut months = Vec::new();
    for row in 0..height {
        months.clear();
        months.extend(in_class.iter().filter_map(|(times, _)| times.get(row)).filter(|times| **times > 0));
        months.sort_unstable_by(|a: &u32, b| b.cmp(a));
        let place = seen.get(&months).copied().unwrap_or_else(|| {
            let place = parts.len() as u32;
            seen.insert(months.clone(), place);
            parts.push(Some(Part::Spread(months.clone())));
            place
        });
        of_row.push(place);
    }
    Told { of_row, parts }
}
