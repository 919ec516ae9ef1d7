//! Scales nobody knows: columns of numbers with one name and two moments.

use super::columns::{free, plain};
use crate::error::{Error, Result};
use crate::fact::{Moment, Vocabulary};
use crate::input::headers::{Unit, guess, guess::Cells};
use crate::input::map::assign::Seen;
use std::collections::{BTreeMap, BTreeSet};

/// Ranges people give scores in, the shortest first.
const RANGES: [(f64, f64); 5] = [(1.0, 5.0), (1.0, 7.0), (0.0, 10.0), (0.0, 40.0), (0.0, 100.0)];

/// A scale that has to be declared before its columns can be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// The id proposed.
    pub id: String,
    /// What its headers call it.
    pub name: String,
    /// Whether polku knows the scale and only not its range.
    pub known: bool,
    /// The lowest score: what the header says, else a usual range that holds the values met.
    pub min: f64,
    /// The highest.
    pub max: f64,
    /// Whether the range stands in a header.
    pub said: bool,
    /// A change that may count as one: a fifth of the range.
    pub change: f64,
    /// The moments it was measured at.
    pub moments: BTreeSet<Moment>,
}

/// The columns of a scale by their moment, each with its least and greatest score.
type Scores<'a> = BTreeMap<Moment, (&'a Seen, (f64, f64))>;

/// The instrument of this name whose range a project has to say. A licensed one is not meant by an everyday word.
fn asked(name: &str, vocabulary: &Vocabulary) -> Result<Option<String>> {
    let asks = |id: &String| vocabulary.instruments.get(id).filter(|instrument| instrument.asks);
    let found = guess::scale(name).map_err(Error::bug)?;
    Ok(found.filter(|id| asks(id).is_some_and(|scale| scale.licence.is_empty() || name.contains(' '))))
}

/// Finds the scales among columns that are not read; gives the fact each of their columns would be. A scale met in an
/// earlier file is the same one.
pub(super) fn find(
    unread: &[(&Seen, Cells)],
    vocabulary: &Vocabulary,
    scales: &mut Vec<Scale>,
) -> Result<BTreeMap<usize, String>> {
    let mut by_name: BTreeMap<String, Scores<'_>> = BTreeMap::new();
    for (seen, cells) in unread {
        let Some(range) = cells.range else { continue };
        if let Some((name, moment)) = guess::measured(&seen.header).map_err(Error::bug)? {
            by_name.entry(name).or_default().entry(moment).or_insert((seen, range));
        }
    }
    let mut facts = BTreeMap::new();
    // A measurement alone shows no change.
    let mut pairs: Vec<_> = by_name.into_iter().filter(|(_, columns)| columns.len() > 1).collect();
    pairs.sort_by_key(|(_, columns)| columns.values().map(|(seen, _)| seen.index).min());
    for (name, columns) in pairs {
        let known = scales.iter().position(|scale| scale.name == name);
        let id = match known.and_then(|at| scales.get(at)) {
            Some(scale) => scale.id.clone(),
            None => {
                let taken = |id: &String| {
                    vocabulary.instruments.contains_key(id)
                        || id == "status"
                        || scales.iter().any(|scale| scale.id == *id)
                };
                match asked(&name, vocabulary)?.filter(|id| !scales.iter().any(|scale| scale.id == *id)) {
                    Some(id) => id,
                    None => free(&plain(&name), taken),
                }
            }
        };
        let of_polku = vocabulary.instruments.contains_key(&id);
        facts.extend(columns.iter().map(|(moment, (seen, _))| (seen.index, format!("{id}_{moment}"))));
        let said = columns.values().find_map(|(seen, _)| match seen.unit {
            Some(Unit::Range { min, max }) => Some((min, max)),
            _ => None,
        });
        let met = columns.values().map(|(_, range)| *range);
        let (low, high) = met.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((0.0, 10.0));
        let usual = || RANGES.into_iter().find(|(min, max)| *min <= low && high <= *max);
        let (min, max) = said.or_else(usual).unwrap_or((low.floor(), high.ceil().max(low.floor() + 1.0)));
        let moments: BTreeSet<Moment> = columns.into_keys().collect();
        match known.and_then(|at| scales.get_mut(at)) {
            Some(scale) => {
                (scale.min, scale.max) = (scale.min.min(min), scale.max.max(max));
                scale.moments.extend(moments);
            }
            None => scales.push(Scale {
                id,
                name,
                known: of_polku,
                min,
                max,
                said: said.is_some(),
                change: ((max - min) / 5.0).round().max(1.0),
                moments,
            }),
        }
    }
    Ok(facts)
}
