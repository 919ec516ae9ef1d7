//! What two printed margins tell of the people in both groups: where nearly everybody of the one and of the other has an
//! outcome, somebody who is in both must have it. Whoever knows who took part knows how many are in both.

use super::people::Block;
use super::published::{Bar, Published};
use super::store::{Place, Store};
use rustc_hash::FxHashMap;

/// An outcome where it stands: the indicator, the moment and the name.
type Outcome<'a> = (&'a str, &'a str, &'a str);

/// Places that have to be hidden because, with others that are printed, they tell of fewer than `least` people in two groups
/// that there is somebody. Of two the one is hidden whose loss is less.
///
/// Source: the bounds of Fréchet (1940) for a table with given margins.
pub(super) fn telling(store: &Store, published: &Published<'_>, block: &Block, least: u64) -> Vec<u32> {
    let all = Margins::of(store);
    let mut both: FxHashMap<(u32, u32), u64> = FxHashMap::default();
    for class in block {
        let mut of_outcome: FxHashMap<Outcome<'_>, Vec<u32>> = FxHashMap::default();
        for place in &class.own {
            if let Some(outcome) = all.outcome(*place) {
                of_outcome.entry(outcome).or_default().push(*place);
            }
        }
        for places in of_outcome.into_values() {
            for (i, one) in places.iter().enumerate() {
                for other in &places[i + 1..] {
                    if all.by(*one) != all.by(*other) {
                        *both.entry((*one, *other)).or_default() += class.people.len() as u64;
                    }
                }
            }
        }
    }
    let n = |place: u32| published.truth(place);
    let printed = |place: u32| matches!(published.bar(place), Bar::Printed(_));
    let mut telling: Vec<u32> = Vec::new();
    for (&(one, other), &of_both) in &both {
        let Some([base, other_base]) = all.base(one).zip(all.base(other)).map(|(a, b)| [a, b]) else { continue };
        if all.is_base(one) || !printed(one) || !printed(other) || !printed(base) || !printed(other_base) {
            continue;
        }
        let Some(&in_both) = both.get(&(base, other_base)) else { continue };
        // At least so many of both have it, by the one margin, by the other, and by the two in everybody.
        let told = |one: u64, base: u64, other: u64, other_base: u64, total: Option<u64>| {
            let outside = |n: u64, base: u64| n.saturating_sub(base - in_both.min(base));
            let together = total.map_or(0, |total| (one + other).saturating_sub(total));
            outside(one, base).max(outside(other, other_base)).max(together)
        };
        let total = all.total(one).filter(|(total, base)| printed(*total) && printed(*base));
        let rest = |n: u64, base: u64| base.saturating_sub(n);
        let (bases, numbers) = ([n(base), n(other_base)], [n(one), n(other)]);
        let yes = told(numbers[0], bases[0], numbers[1], bases[1], total.map(|(total, _)| n(total)));
        let no_total = total.map(|(total, base)| rest(n(total), n(base)));
        let no = told(rest(numbers[0], bases[0]), bases[0], rest(numbers[1], bases[1]), bases[1], no_total);
        let few = |n: u64| (1..least).contains(&n);
        if yes > 0 && few(of_both) || no > 0 && few(in_both.saturating_sub(of_both)) {
            let price = |place: u32| published.price.get(place as usize).copied().unwrap_or(0.0);
            telling.push(if price(one) <= price(other) { one } else { other });
        }
    }
    telling.sort_unstable();
    telling.dedup();
    telling
}

/// Where outcomes stand in the margins of single breakdowns.
struct Margins<'a> {
    store: &'a Store,
    /// The base of each slice.
    bases: FxHashMap<u32, u32>,
    /// The place of everybody with an outcome.
    totals: FxHashMap<Outcome<'a>, u32>,
}

const BASE: &str = "base";

impl<'a> Margins<'a> {
    fn of(store: &'a Store) -> Margins<'a> {
        let mut margins = Margins { store, bases: FxHashMap::default(), totals: FxHashMap::default() };
        for (place, at) in (0..).zip(store.places()) {
            let Some(slice) = store.slices().get(at.slice as usize) else { continue };
            if at.name == BASE {
                margins.bases.insert(at.slice, place);
            }
            if slice.by.is_empty() {
                margins.totals.insert((&slice.indicator, &slice.moment, &at.name), place);
            }
        }
        margins
    }

    fn at(&self, place: u32) -> Option<(&'a Place, &'a super::super::count::Slice)> {
        let at = self.store.places().get(place as usize)?;
        Some((at, self.store.slices().get(at.slice as usize)?))
    }

    /// The outcome at a place of a single breakdown, or the base there; none where it says little of anybody.
    fn outcome(&self, place: u32) -> Option<Outcome<'a>> {
        let (at, slice) = self.at(place)?;
        let single = !slice.by.is_empty() && !slice.by.contains('*');
        let told = at.role.is_some_and(|role| role.sensitive && role.cost > 0);
        (single && told && at.name != "people").then_some((&slice.indicator, &slice.moment, &at.name))
    }

    fn by(&self, place: u32) -> Option<&'a str> {
        self.at(place).map(|(_, slice)| slice.by.as_str())
    }

    fn is_base(&self, place: u32) -> bool {
        self.at(place).is_some_and(|(at, _)| at.name == BASE)
    }

    /// The base of the slice a place is in.
    fn base(&self, place: u32) -> Option<u32> {
        self.bases.get(&self.at(place)?.0.slice).copied()
    }

    /// The place of everybody with the outcome at a place, and the base there.
    fn total(&self, place: u32) -> Option<(u32, u32)> {
        let total = *self.totals.get(&self.outcome(place)?)?;
        Some((total, self.base(total)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::count::{Slice, Tally};
    use crate::analysis::disclosure::{Class, Role};
    use crate::analysis::results::{About, Cell};
    use std::collections::BTreeSet;

    /// Everybody, those of one service, and those of one gender: of how many it is known, and who has it.
    fn store(numbers: [[u64; 2]; 3]) -> Store {
        let mut store = Store::default();
        let slice = |by: &str, group: &str| Slice {
            indicator: "employed".to_owned(),
            moment: "6m".to_owned(),
            by: by.to_owned(),
            group: if group.is_empty() { Vec::new() } else { vec![group.to_owned()] },
        };
        let slices = [slice("", ""), slice("service", "Paja"), slice("gender", "woman")];
        for ((slice, numbers), cost) in slices.iter().zip(numbers).zip([3, 2, 1]) {
            for (name, n) in ["base", "yes"].into_iter().zip(numbers) {
                let who = [store.places().len() as u64, 0];
                let cell = Cell { tally: Tally { n, who }, about: About::Number, group: 0 };
                let role = Role { sensitive: true, cost };
                store.note(cell, role);
                store.place(slice, name, cell, Some(role));
            }
        }
        store
    }

    /// The places hidden where so many are of the service and of the gender, and so many of these have it.
    fn hidden(numbers: [[u64; 2]; 3], in_both: usize, yes: usize) -> Vec<u32> {
        let store = store(numbers);
        let published = Published::of(&store, &BTreeSet::new());
        let class = |own: &[u32], n: usize| Class { own: own.to_vec(), moves: Vec::new(), people: vec![Vec::new(); n] };
        let block = vec![class(&[0, 1, 2, 3, 4, 5], yes), class(&[0, 2, 4], in_both - yes)];
        telling(&store, &published, &block, 5)
    }

    #[test]
    fn nobody_in_both_follows_from_wide_margins() {
        assert!(hidden([[100, 50], [40, 20], [60, 25]], 10, 3).is_empty());
    }

    #[test]
    fn margins_that_leave_no_room_outside_both_are_not_both_told() {
        // Of the 20 of the service 15 have it, and only 14 of them are not women: of the six women one at least.
        assert_eq!(hidden([[100, 50], [20, 15], [60, 25]], 6, 1), [5]);
        // If all six of them have it, they are enough to be told.
        assert!(hidden([[100, 50], [20, 15], [60, 25]], 6, 6).is_empty());
        // 30 and 23 of 50: three at least have both.
        assert_eq!(hidden([[100, 50], [60, 30], [50, 23]], 25, 4), [5]);
        assert!(hidden([[100, 53], [60, 30], [50, 23]], 25, 4).is_empty());
    }

    #[test]
    fn that_somebody_in_both_has_it_not_follows_as_well() {
        // Of the 20 of the service 15 have it not, and only 14 are not women.
        assert_eq!(hidden([[100, 50], [20, 5], [60, 25]], 6, 5), [5]);
    }
}
