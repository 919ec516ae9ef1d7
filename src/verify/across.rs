//! What binds the numbers of different slices: groups and everybody, years, indicators of the same people.

use super::known::Known;
use super::system::{Slice, System, What};
use crate::fact::{REBUILT, Vocabulary, YEARS};
use crate::indicator::{Indicator, Library, Measure};
use std::collections::{BTreeMap, BTreeSet};

/// How the groups of a fact make up everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Groups {
    /// Everybody is in one: they add up.
    Split,
    /// Everybody is in one or more.
    Overlap,
    /// Who is in one is rebuilt from what happened there: of outcomes nothing follows, of who took part as above.
    Rebuilt,
    /// Nobody is in two, and not everybody in one of those that are printed.
    Some,
}

/// The facts of which somebody may have several.
const SEVERAL: [&str; 1] = ["target_group"];

/// Adds what is true of groups and those they are groups of. With `inferred`, groups that overlap but add up to
/// everybody who took part are taken to share nobody, as a reader would.
pub fn groups(known: &mut Known, inferred: bool) {
    let whole = |fact: &str, known: &Known| inferred && shares_nobody(known, fact);
    let mut families: BTreeMap<(Slice, String), (Groups, Vec<Slice>)> = BTreeMap::new();
    for slice in known.slices.keys() {
        let by: Vec<&str> = slice.by.split('*').filter(|fact| !fact.is_empty()).collect();
        let labels: Vec<&str> = slice.group.split('*').collect();
        if by.is_empty() || by.len() != labels.len() {
            continue;
        }
        for (i, fact) in by.iter().enumerate() {
            let without = |list: &[&str]| -> String {
                let rest = list.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, part)| *part);
                rest.collect::<Vec<_>>().join("*")
            };
            let parent = Slice { by: without(&by), group: without(&labels), ..slice.clone() };
            let kind = match *fact {
                fact if YEARS.contains(&fact) && !known.asked.contains(&slice.by) => Groups::Some,
                fact if (SEVERAL.contains(&fact) || REBUILT.contains(&fact)) && whole(fact, known) => Groups::Split,
                fact if SEVERAL.contains(&fact) => Groups::Overlap,
                fact if REBUILT.contains(&fact) => Groups::Rebuilt,
                _ => Groups::Split,
            };
            let key = (parent, slice.by.clone() + "/" + fact);
            families.entry(key).or_insert_with(|| (kind, Vec::new())).1.push(slice.clone());
        }
    }
    for ((parent, _), (kind, groups)) in families {
        family(&mut known.system, &parent, kind, &groups);
    }
}

/// Whether the groups of a fact add up to everybody who took part, all of them printed.
fn shares_nobody(known: &Known, fact: &str) -> bool {
    let people = |slice: &Slice| {
        let place = known.system.find(slice, &What::People)?;
        known.system.printed[place].then(|| known.system.bounds[place].0)
    };
    let all = known.slices.keys().filter(|slice| slice.indicator == "participants");
    let groups: Option<Vec<i64>> = all.clone().filter(|slice| slice.by == fact).map(people).collect();
    let total = all.clone().find(|slice| slice.by.is_empty()).and_then(people);
    matches!((groups, total), (Some(groups), Some(total)) if !groups.is_empty() && groups.iter().sum::<i64>() == total)
}

fn family(system: &mut System, parent: &Slice, kind: Groups, groups: &[Slice]) {
    let mut whats: BTreeSet<What> = BTreeSet::new();
    for name in system.names.iter().filter(|name| groups.contains(&name.slice)) {
        whats.insert(name.what.clone());
    }
    for what in whats {
        let Some(total) = system.find(parent, &what) else { continue };
        let parts: Vec<usize> = groups.iter().filter_map(|slice| system.find(slice, &what)).collect();
        let all = parts.len() == groups.len();
        let took_part = parent.indicator == "participants" && what == What::People;
        match kind {
            Groups::Split if all => system.sum(total, &parts),
            Groups::Split | Groups::Some => system.at_most(total, &parts),
            Groups::Rebuilt if !took_part => {}
            Groups::Overlap | Groups::Rebuilt => {
                for part in &parts {
                    system.at_most(total, &[*part]);
                }
                if all {
                    system.at_least(total, &parts);
                }
            }
        }
    }
}

/// Indicators that ask the same people: as many are due in one as in the other. Only of those that polku brings
/// itself, whose rules everybody can read.
pub fn same_people(known: &mut Known, library: &Library, vocabulary: &Vocabulary) {
    let mut alike: BTreeMap<(String, String, String), Vec<usize>> = BTreeMap::new();
    for slice in known.slices.keys() {
        let moment = |indicator: &&Indicator| {
            indicator.moment.map(|moment| moment.to_string()).unwrap_or_default() == slice.moment
        };
        let found: Vec<&Indicator> = library.get(&slice.indicator).filter(moment).collect();
        let [indicator] = found[..] else { continue };
        let what = match indicator.measure {
            Measure::TimeTo(_) => continue,
            Measure::Count => What::People,
            _ => What::Due,
        };
        let Some(place) = known.system.find(slice, &what) else { continue };
        let asked = format!(
            "{:?} {:?} {:?} {} {:?}",
            indicator.due_moments(vocabulary),
            indicator.anchor,
            indicator.unit,
            indicator.among,
            indicator.optional,
        );
        alike.entry((asked, slice.by.clone(), slice.group.clone())).or_default().push(place);
    }
    for places in alike.into_values() {
        for pair in places.windows(2) {
            if let [one, other] = pair {
                known.system.same(*one, *other);
            }
        }
    }
}
