//! What changes in the tables when somebody is otherwise.

use super::blocks::reads;
use super::pseudo::Crowd;
use crate::analysis::count::{Seen, Slice, each};
use crate::analysis::disclosure::{Block, Class, Effect, Store, Take};
use crate::analysis::plan::Plan;
use crate::analysis::tabulate::Probe;
use crate::error::Result;
use crate::indicator::Indicator;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Where people stand.
pub(super) struct Effects<'a> {
    pub(super) plan: &'a Plan,
    pub(super) store: &'a Store,
    pub(super) probe: &'a Probe<'a>,
}

/// The places somebody stands in, in order; none where there is no such place, so that a table would have a row more.
type Standing = Option<Vec<u32>>;

/// Where somebody stands, and where otherwise.
#[derive(Default)]
struct Person<'a> {
    own: Option<&'a [u32]>,
    otherwise: Vec<(&'a [u32], Take)>,
}

impl Effects<'_> {
    /// Where everybody of a crowd stands.
    fn standing(&self, crowd: &Crowd, wanted: &dyn Fn(&Indicator, &[String]) -> bool) -> Result<Vec<Standing>> {
        let mut standing: Vec<Standing> = vec![Some(Vec::new()); crowd.who.len()];
        let places = self.places();
        let slices: FxHashMap<&Slice, u32> = self.store.slices().iter().zip(0..).collect();
        let see = &mut |seen: &Seen<'_>| self.stand(seen, &slices, &places, &mut standing);
        each(self.plan, &crowd.cohort, wanted, see)?;
        for places in standing.iter_mut().flatten() {
            places.sort_unstable();
        }
        Ok(standing)
    }

    /// Of the ways in which a few are otherwise one each of those that come to the same for all of them.
    pub(super) fn different(&self, crowd: &Crowd, facts: &BTreeSet<String>, ways: &[usize]) -> Result<Vec<usize>> {
        let standing = self.standing(crowd, &|indicator, by| by.is_empty() && !reads(indicator).is_disjoint(facts))?;
        let mut of_way: Vec<BTreeMap<u32, &Standing>> = vec![BTreeMap::new(); ways.len()];
        let mut as_is: BTreeMap<u32, &Standing> = BTreeMap::new();
        for (standing, (person, way)) in standing.iter().zip(&crowd.who) {
            let of = way.and_then(|(_, way)| of_way.get_mut(way)).unwrap_or(&mut as_is);
            of.insert(*person, standing);
        }
        let mut seen: BTreeSet<Vec<&Standing>> = BTreeSet::new();
        let mut different = Vec::new();
        for (way, standing) in ways.iter().zip(&of_way) {
            // Whoever is that way already stays as they are.
            let all = as_is.iter().map(|(person, own)| standing.get(person).copied().unwrap_or(own)).collect();
            if seen.insert(all) {
                different.push(*way);
            }
        }
        Ok(different)
    }

    /// Everybody of a crowd, those who are alike as one class.
    pub(super) fn of(&self, crowd: &Crowd, ways: &[usize], facts: &BTreeSet<String>) -> Result<Block> {
        let standing = self.standing(crowd, &|indicator, _| !reads(indicator).is_disjoint(facts))?;
        let mut people: BTreeMap<u32, Person<'_>> = BTreeMap::new();
        for (places, (person, way)) in standing.iter().zip(&crowd.who) {
            let Some(places) = places else { continue };
            let person = people.entry(*person).or_default();
            match way {
                None => person.own = Some(places),
                Some((row, way)) => {
                    let other = ways.get(*way).copied().unwrap_or(*row);
                    person.otherwise.push((places, (*row as u32, other as u32)));
                }
            }
        }
        let mut classes: BTreeMap<(&[u32], Vec<Effect>), Vec<Vec<Take>>> = BTreeMap::new();
        for Person { own, otherwise } in people.into_values() {
            let Some(own) = own else { continue };
            let mut moves: Vec<(Effect, Take)> =
                otherwise.into_iter().map(|(places, take)| (change(own, places), take)).collect();
            moves.retain(|(effect, _)| !effect.is_empty());
            moves.sort_unstable();
            moves.dedup_by(|next, first| next.0 == first.0);
            let (moves, takes) = moves.into_iter().unzip();
            classes.entry((own, moves)).or_default().push(takes);
        }
        Ok(classes.into_iter().map(|((_, moves), people)| Class { moves, people }).collect())
    }

    /// The places of each slice by name.
    fn places(&self) -> Vec<FxHashMap<&str, u32>> {
        let mut places: Vec<FxHashMap<&str, u32>> = vec![FxHashMap::default(); self.store.slices().len()];
        for (place, number) in self.store.places().iter().zip(0..) {
            if let Some(slice) = places.get_mut(place.slice as usize) {
                slice.insert(&place.name, number);
            }
        }
        places
    }

    fn stand(
        &self,
        seen: &Seen<'_>,
        slices: &FxHashMap<&Slice, u32>,
        places: &[FxHashMap<&str, u32>],
        standing: &mut [Standing],
    ) {
        for groups in &seen.groups {
            let mut known: FxHashMap<(u32, u32), Standing> = FxHashMap::default();
            for (row, (person, kind)) in seen.people.iter().zip(&seen.kind).enumerate() {
                let parts = &seen.kinds[*kind as usize];
                let Some(Some(places_of)) = standing.get_mut(*person as usize).map(Option::as_mut) else { continue };
                if parts.is_empty() {
                    continue;
                }
                let mut there = true;
                for group in groups.of(row) {
                    let stands = known.entry((*group, *kind)).or_insert_with(|| {
                        let slice = groups.slices.get(*group as usize)?;
                        let at = places.get(*slices.get(slice)? as usize)?;
                        self.probe.cells(slice, parts).iter().map(|name| at.get(name.as_str()).copied()).collect()
                    });
                    match stands {
                        Some(places) => places_of.extend(places.iter()),
                        None => there = false,
                    }
                }
                if !there {
                    standing[*person as usize] = None;
                }
            }
        }
    }
}

/// From standing in some places to standing in others.
fn change(from: &[u32], to: &[u32]) -> Effect {
    let gone = from.iter().map(|place| (*place, -1));
    let mut change: Effect = gone.chain(to.iter().map(|place| (*place, 1))).collect();
    change.sort_by_key(|(place, _)| *place);
    change.dedup_by(|next, sum| {
        let same = next.0 == sum.0;
        sum.1 += if same { next.1 } else { 0 };
        same
    });
    change.retain(|(_, by)| *by != 0);
    change
}
