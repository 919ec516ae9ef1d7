//! How many rows have each key, and which: one pass over the rows, into an array where the keys are few.

use super::Tally;
use super::outcome::known;
use crate::error::{Error, Result};
use polars::prelude::*;
use rustc_hash::FxHashMap;

/// Keys up to this many are counted in an array, beyond it in a map.
const DENSE: u64 = 1 << 22;

/// The two hashes of who each row is about.
pub(super) type Who = [Vec<u64>; 2];

/// Counts rows by key; every key is below `size`. `keys` gives each row in turn its key, and whether it is counted.
/// Without `who` the tallies are of nobody in particular.
pub(super) fn tallies(
    size: u64,
    who: Option<&Who>,
    keys: impl Iterator<Item = (u64, bool)> + Clone,
) -> Vec<(u64, Tally)> {
    if size > DENSE {
        let mut bins: FxHashMap<u64, Tally> = FxHashMap::default();
        for (row, (key, _)) in keys.enumerate().filter(|(_, (_, counted))| *counted) {
            let one = Tally { n: 1, who: who.map_or([0, 0], |[a, b]| [a[row], b[row]]) };
            let bin = bins.entry(key).or_default();
            *bin = bin.plus(one);
        }
        return bins.into_iter().collect();
    }
    // Rows that are not counted add nothing rather than being passed over: which they are, no processor foresees.
    let mut n = vec![0u32; size as usize];
    keys.clone().for_each(|(key, counted)| n[key as usize] += u32::from(counted));
    let sum = |hashes: &Vec<u64>| {
        let mut bins = vec![0u64; size as usize];
        keys.clone().zip(hashes).for_each(|((key, counted), hash)| {
            let bin = &mut bins[key as usize];
            *bin = bin.wrapping_add(hash * u64::from(counted));
        });
        bins
    };
    let who = who.map(|[a, b]| [sum(a), sum(b)]);
    let of = |key: usize| who.as_ref().map_or([0, 0], |[a, b]| [a[key], b[key]]);
    let counted = n.iter().enumerate().filter(|(_, n)| **n > 0);
    counted.map(|(key, &n)| (key as u64, Tally { n: u64::from(n), who: of(key) })).collect()
}

/// Pairs by the order they were met in.
#[derive(Default)]
pub(super) struct Interned {
    seen: FxHashMap<u64, u32>,
    pairs: Vec<u64>,
}

impl Interned {
    pub(super) fn id(&mut self, a: u32, b: u32) -> u32 {
        let pair = u64::from(a) << 32 | u64::from(b);
        *self.seen.entry(pair).or_insert_with(|| {
            self.pairs.push(pair);
            self.pairs.len() as u32 - 1
        })
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        self.pairs.iter().map(|pair| ((pair >> 32) as u32, *pair as u32))
    }
}

/// The values rows have, each combination by a number.
pub(super) struct Values {
    /// The number of each row's combination.
    pub(super) of_row: Vec<u32>,
    /// The combinations; nothing where a value is unknown.
    pub(super) distinct: Vec<Vec<Option<i64>>>,
}

impl Values {
    /// The combinations of some columns of whole numbers.
    pub(super) fn of(columns: &[Column]) -> Result<Values> {
        let mut values = columns.iter().map(Values::of_column);
        let Some(first) = values.next() else {
            return Ok(Values { of_row: Vec::new(), distinct: Vec::new() });
        };
        values.try_fold(first?, |all, next| Ok(all.cross(&next?)))
    }

    fn of_column(column: &Column) -> Result<Values> {
        let column = column.cast(&DataType::Int64)?;
        let numbers = column.i64().map_err(Error::from)?;
        let (low, high) = (numbers.min().unwrap_or(0), numbers.max().unwrap_or(0));
        let span = high.checked_sub(low).and_then(|span| u32::try_from(span).ok()).filter(|span| *span < 1 << 20);
        if let Some(span) = span {
            // Neighbouring numbers are their own keys; the one past the last is the unknown.
            let mut of_row: Vec<u32> = Vec::with_capacity(numbers.len());
            for array in numbers.downcast_iter() {
                let begin = of_row.len();
                of_row.extend(array.values().iter().map(|number| number.wrapping_sub(low) as u32));
                for (rows, known) in of_row[begin..].chunks_mut(64).zip(known(array).iter().flatten()) {
                    let mut unknown = !known;
                    while let Some(row) = rows.get_mut(unknown.trailing_zeros() as usize) {
                        *row = span + 1;
                        unknown &= unknown - 1;
                    }
                }
            }
            let distinct = (low..=high).map(Some).chain([None]).map(|value| vec![value]).collect();
            return Ok(Values { of_row, distinct });
        }
        let mut seen: FxHashMap<Option<i64>, u32> = FxHashMap::default();
        let mut distinct = Vec::new();
        let of_row = numbers.iter().map(|number| {
            *seen.entry(number).or_insert_with(|| {
                distinct.push(vec![number]);
                distinct.len() as u32 - 1
            })
        });
        Ok(Values { of_row: of_row.collect(), distinct })
    }

    fn cross(self, other: &Values) -> Values {
        let mut seen = Interned::default();
        let of_row = self.of_row.iter().zip(&other.of_row).map(|(&a, &b)| seen.id(a, b)).collect();
        let joined = |(a, b): (u32, u32)| {
            let of = |values: &Values, i: u32| values.distinct.get(i as usize).cloned().unwrap_or_default();
            [of(&self, a), of(other, b)].concat()
        };
        let distinct = seen.pairs().map(joined).collect();
        Values { of_row, distinct }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn an_array_and_a_map_count_alike(keys in prop::collection::vec(0u64..50, 0..200), salt in any::<u64>()) {
            let hashes = |salt: u64| (0..keys.len() as u64).map(|i| i.wrapping_mul(salt | 1) >> 32).collect::<Vec<_>>();
            let who = [hashes(salt), hashes(salt ^ 99)];
            let rows = || keys.iter().map(|key| (*key, key % 3 > 0));
            let dense: BTreeMap<_, _> = tallies(50, Some(&who), rows()).into_iter().collect();
            let sparse: BTreeMap<_, _> = tallies(DENSE + 1, Some(&who), rows()).into_iter().collect();
            prop_assert_eq!(&dense, &sparse);
            let counted = rows().filter(|(_, counted)| *counted).count();
            prop_assert_eq!(dense.values().map(|tally| tally.n).sum::<u64>(), counted as u64);
        }

        #[test]
        fn every_row_finds_its_values_again(
            rows in prop::collection::vec((prop::option::of(-9i64..9), prop::option::of(any::<i64>())), 0..100),
        ) {
            let (near, far): (Vec<_>, Vec<_>) = rows.iter().copied().unzip();
            let values = Values::of(&[Column::new("a".into(), near), Column::new("b".into(), far)]).unwrap();
            for (row, (near, far)) in rows.iter().enumerate() {
                prop_assert_eq!(&values.distinct[values.of_row[row] as usize], &vec![*near, *far]);
            }
        }
    }
}
