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
    /// How many people there are, one at least.
    pub(super) people: usize,
}

/// The places somebody stands in, in order; none where there is no such place, so that a table would have a row more.
type Standing = Option<Stand>;

/// Where somebody stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Stand {
    /// Among people.
    places: Vec<u32>,
    /// In sums of values, with what is theirs.
    totals: Vec<(u32, i32)>,
}

/// Where somebody stands, and where otherwise.
#[derive(Default)]
struct Person<'a> {
    own: Option<&'a Stand>,
    otherwise: Vec<(&'a Stand, Take)>,
}

/// Ways in which nothing but sums of values is otherwise: so many of one person's are kept, with which a sum is brought back
/// to where it was. Of others that differ in nothing else it is one.
const SHIFTS: usize = 12;
/// Ways of everybody that are looked at for it, and so many people in all these ways together.
const WAYS: (usize, usize) = (24, 40_000);

impl Effects<'_> {
    /// Where everybody of a crowd stands.
    fn standing(&self, crowd: &Crowd, wanted: &dyn Fn(&Indicator, &[String]) -> bool) -> Result<Vec<Standing>> {
        let mut standing: Vec<Standing> = vec![Some(Stand::default()); crowd.who.len()];
        let places = self.places();
        let slices: FxHashMap<&Slice, u32> = self.store.slices().iter().zip(0..).collect();
        let see = &mut |seen: &Seen<'_>| self.stand(seen, &slices, &places, &mut standing);
        each(self.plan, &crowd.cohort, wanted, see)?;
        for stand in standing.iter_mut().flatten() {
            stand.places.sort_unstable();
            stand.totals.sort_unstable();
        }
        Ok(standing)
    }

    /// Of the ways in which a few are otherwise some of those that come to the same for all of them.
    pub(super) fn different(&self, crowd: &Crowd, facts: &BTreeSet<String>, ways: &[usize]) -> Result<Vec<usize>> {
        let standing = self.standing(crowd, &|indicator, by| by.is_empty() && !reads(indicator).is_disjoint(facts))?;
        let mut of_way: Vec<BTreeMap<u32, Option<&[u32]>>> = vec![BTreeMap::new(); ways.len()];
        let mut as_is: BTreeMap<u32, Option<&[u32]>> = BTreeMap::new();
        for (standing, (person, way)) in standing.iter().zip(&crowd.who) {
            let of = way.and_then(|(_, way)| of_way.get_mut(way)).unwrap_or(&mut as_is);
            of.insert(*person, standing.as_ref().map(|stand| stand.places.as_slice()));
        }
        let mut seen: BTreeMap<Vec<Option<&[u32]>>, usize> = BTreeMap::new();
        let of_values = standing.iter().flatten().any(|stand| !stand.totals.is_empty());
        let (most, people) = WAYS;
        let most = if of_values { (people / self.people).clamp(1, most) } else { 1 };
        let mut different = Vec::new();
        for (way, standing) in ways.iter().zip(&of_way) {
            // Whoever is that way already stays as they are.
            let all = as_is.iter().map(|(person, own)| standing.get(person).copied().unwrap_or(*own)).collect();
            let times = seen.entry(all).or_default();
            *times += 1;
            if *times <= most {
                different.push(*way);
            }
        }
        Ok(different)
    }

    /// Everybody of a crowd, those who are alike as one class.
    pub(super) fn of(&self, crowd: &Crowd, ways: &[usize], facts: &BTreeSet<String>) -> Result<Block> {
        let standing = self.standing(crowd, &|indicator, _| !reads(indicator).is_disjoint(facts))?;
        let mut people: BTreeMap<u32, Person<'_>> = BTreeMap::new();
        let totals = self.store.places().len() as u32;
        for (stand, (person, way)) in standing.iter().zip(&crowd.who) {
            let Some(stand) = stand else { continue };
            let person = people.entry(*person).or_default();
            match way {
                None => person.own = Some(stand),
                Some((row, way)) => {
                    let other = ways.get(*way).copied().unwrap_or(*row);
                    person.otherwise.push((stand, (*row as u32, other as u32)));
                }
            }
        }
        let mut classes: BTreeMap<(&Stand, Vec<Effect>), Vec<Vec<Take>>> = BTreeMap::new();
        for Person { own, otherwise } in people.into_values() {
            let Some(own) = own else { continue };
            let mut moves: Vec<(Effect, Take)> =
                otherwise.into_iter().map(|(stand, take)| (change(own, stand), take)).collect();
            moves.retain(|(effect, _)| !effect.is_empty());
            few_alike(&mut moves, totals);
            let (moves, takes) = moves.into_iter().unzip();
            classes.entry((own, moves)).or_default().push(takes);
        }
        let class = |((own, moves), people): ((&Stand, _), _)| Class { own: own.places.clone(), moves, people };
        Ok(classes.into_iter().map(class).collect())
    }

    /// The places of each slice by name; those of sums of values come after all others.
    fn places(&self) -> Vec<FxHashMap<&str, u32>> {
        let mut places: Vec<FxHashMap<&str, u32>> = vec![FxHashMap::default(); self.store.slices().len()];
        for (place, number) in self.store.places().iter().zip(0..) {
            if let Some(slice) = places.get_mut(place.slice as usize) {
                slice.insert(&place.name, number);
            }
        }
        for (total, number) in self.store.totals().iter().zip(self.store.places().len() as u32..) {
            if let Some(slice) = places.get_mut(total.slice as usize) {
                slice.insert(&total.name, number);
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
                let Some(Some(own)) = standing.get_mut(*person as usize).map(Option::as_mut) else { continue };
                if parts.is_empty() {
                    continue;
                }
                let mut there = true;
                for group in groups.of(row) {
                    let stands = known.entry((*group, *kind)).or_insert_with(|| {
                        let slice = groups.slices.get(*group as usize)?;
                        let at = places.get(*slices.get(slice)? as usize)?;
                        let stands = self.probe.stands(slice, parts);
                        let places = stands.cells.iter().map(|name| at.get(name.as_str()).copied());
                        let total =
                            |(name, sum): &(String, i64)| Some((*at.get(name.as_str())?, i32::try_from(*sum).ok()?));
                        let totals = stands.totals.iter().map(total).collect::<Option<_>>()?;
                        Some(Stand { places: places.collect::<Option<_>>()?, totals })
                    });
                    match stands {
                        Some(stand) => {
                            own.places.extend(&stand.places);
                            own.totals.extend(&stand.totals);
                        }
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

/// Leaves of moves that differ in nothing but sums of values those that change these least.
fn few_alike(moves: &mut Vec<(Effect, Take)>, totals: u32) {
    let people = |effect: &Effect| effect.partition_point(|(place, _)| *place < totals);
    let far = |effect: &Effect| -> i64 {
        effect.iter().filter(|(place, _)| *place >= totals).map(|(_, by)| i64::from(by.abs())).sum()
    };
    moves.sort_by(|(a, a_take), (b, b_take)| {
        let (in_a, in_b) = (&a[..people(a)], &b[..people(b)]);
        in_a.cmp(in_b).then(far(a).cmp(&far(b))).then(a.cmp(b)).then(a_take.cmp(b_take))
    });
    moves.dedup_by(|next, first| next.0 == first.0);
    let (mut alike, mut last): (usize, Option<Effect>) = (0, None);
    moves.retain(|(effect, _)| {
        let of_people = &effect[..people(effect)];
        alike = if last.as_deref() == Some(of_people) { alike + 1 } else { 1 };
        last = Some(of_people.to_vec());
        alike <= if of_people.is_empty() { SHIFTS } else { 1 }
    });
}

/// From standing in some places to standing in others.
fn change(from: &Stand, to: &Stand) -> Effect {
    let places = |stand: &Stand, by: i32| stand.places.iter().map(move |place| (*place, by)).collect::<Effect>();
    let totals =
        |stand: &Stand, by: i32| stand.totals.iter().map(move |(place, own)| (*place, own * by)).collect::<Effect>();
    let mut change: Effect =
        [places(from, -1), places(to, 1), totals(from, -1), totals(to, 1)].into_iter().flatten().collect();
    change.sort_by_key(|(place, _)| *place);
    change.dedup_by(|next, sum| {
        let same = next.0 == sum.0;
        sum.1 += if same { next.1 } else { 0 };
        same
    });
    change.retain(|(_, by)| *by != 0);
    change
}
