//! What a table of transitions tells of other indicators: who stood where before and after decides by their rules, which
//! everybody can read, who counts in them.

use super::known::Known;
use super::system::{Slice, What};
use crate::fact::Vocabulary;
use crate::fact::status::{Move, Statuses};
use crate::indicator::{Indicator, Library, Measure};
use crate::rule::{Row, Truth, Value, Word};

/// The day that everybody who left has.
const END: &str = "end";
/// The level of those whose later status is not known.
const UNKNOWN: &str = "unknown";

/// Somebody of whom nothing is known but a status before and one after.
struct Person<'a> {
    statuses: &'a Statuses,
    before: (&'a str, Option<&'a str>),
    after: (&'a str, Option<&'a str>),
}

impl Row for Person<'_> {
    fn value(&self, fact: &str) -> Option<Value> {
        let word = |status: &str| Value::Word(status.to_owned());
        match fact {
            END => Some(Value::Number(0.0)),
            fact if fact == self.before.0 => self.before.1.map(word),
            fact if fact == self.after.0 => self.after.1.map(word),
            _ => None,
        }
    }

    fn is_event(&self, _: &str) -> bool {
        false
    }

    fn is(&self, _: &str, word: &Word, value: &str) -> Option<bool> {
        let codes = match word {
            Word::One(id) => self.statuses.code_of(id).into_iter().collect(),
            Word::Group(group) => self.statuses.group(&format!("@{group}")).unwrap_or_default().to_vec(),
        };
        let code = self.statuses.code_of(value)?;
        if self.statuses.coarse_of(&codes).contains(&code) { None } else { Some(codes.contains(&code)) }
    }
}

/// A table of transitions.
struct Table<'a> {
    slice: Slice,
    levels: Vec<String>,
    before: &'a str,
    after: &'a str,
    statuses: &'a Statuses,
    indicator: &'a Indicator,
}

/// Adds what the tables of transitions say of the other indicators of the same people.
pub fn of_transitions(known: &mut Known, library: &Library, vocabulary: &Vocabulary) {
    let slices: Vec<(Slice, Vec<String>)> =
        known.slices.iter().map(|(slice, found)| (slice.clone(), found.levels.clone())).collect();
    for (slice, levels) in &slices {
        let Some(indicator) = of(library, slice) else { continue };
        let Measure::Transition { from, to } = &indicator.measure else { continue };
        let (slice, levels) = (slice.clone(), levels.clone());
        let table = Table { slice, levels, before: from, after: to, statuses: &vocabulary.statuses, indicator };
        for (other, _) in slices.iter().filter(|(other, _)| {
            (&other.by, &other.group, &other.moment) == (&table.slice.by, &table.slice.group, &table.slice.moment)
        }) {
            let Some(indicator) = of(library, other) else { continue };
            let same = (indicator.anchor, indicator.unit) == (table.indicator.anchor, table.indicator.unit)
                && indicator.due_moments(vocabulary) == table.indicator.due_moments(vocabulary);
            if same {
                table.of(known, other, indicator);
            }
        }
    }
}

/// The built-in indicator of a slice.
fn of<'a>(library: &'a Library, slice: &'a Slice) -> Option<&'a Indicator> {
    let moment =
        |indicator: &&Indicator| indicator.moment.map(|moment| moment.to_string()).unwrap_or_default() == slice.moment;
    let mut found = library.get(&slice.indicator).filter(moment);
    found.next().filter(|_| found.next().is_none())
}

impl Table<'_> {
    /// The place of a transition; none where it is not in the table.
    fn pair(&self, known: &Known, from: &str, to: &str) -> Option<usize> {
        known.system.find(&self.slice, &What::Pair(format!("{from}>{to}")))
    }

    /// The people of the table that pass.
    fn those(&self, known: &Known, pass: impl Fn(Option<&str>, Option<&str>) -> bool) -> Option<Vec<usize>> {
        let mut places = Vec::new();
        for from in &self.levels {
            for to in self.levels.iter().map(String::as_str).chain([UNKNOWN]) {
                if pass(Some(from), Some(to).filter(|to| *to != UNKNOWN)) {
                    places.push(self.pair(known, from, to)?);
                }
            }
        }
        Some(places)
    }

    fn of(&self, known: &mut Known, slice: &Slice, indicator: &Indicator) {
        let read = [END, self.before, self.after];
        if !indicator.facts().iter().all(|fact| read.contains(&fact.as_str())) {
            return;
        }
        let person = |from: Option<&str>, to: Option<&str>, ask: &dyn Fn(&Person<'_>) -> Truth| {
            let statuses = self.statuses;
            ask(&Person { statuses, before: (self.before, from), after: (self.after, to) })
        };
        let among = |from: Option<&str>, to: Option<&str>| person(from, to, &|one| indicator.among.truth(one));
        // Whoever's status before is not known is not in the table.
        let nobody_else = self.levels.iter().map(String::as_str).map(Some).chain([None]);
        let whole = nobody_else.clone().all(|to| among(None, to) != Truth::Yes);
        let mut sums: Vec<(What, Vec<usize>)> = Vec::new();
        let mut add = |what: What, places: Option<Vec<usize>>| sums.extend(places.map(|places| (what, places)));
        match &indicator.measure {
            Measure::Share { event } => {
                let event = |from: Option<&str>, to: Option<&str>| person(from, to, &|one| event.truth(one));
                let both = |truth: Truth| {
                    self.those(known, |from, to| among(from, to) == Truth::Yes && event(from, to) == truth)
                };
                add(What::Yes(String::new()), both(Truth::Yes));
                add(What::Rest(String::new()), both(Truth::No));
                add(What::Unknown, both(Truth::Undecided));
            }
            Measure::Ladder { from, to } if [from, to] == [self.before, self.after] => {
                let step = |wanted: Move| {
                    self.those(known, |from, to| {
                        let codes = from
                            .zip(to)
                            .and_then(|(from, to)| Some((self.statuses.code_of(from)?, self.statuses.code_of(to)?)));
                        among(from, to) == Truth::Yes
                            && codes.and_then(|(from, to)| self.statuses.compare(from, to)) == Some(wanted)
                    })
                };
                for (id, wanted) in [("up", Move::Up), ("same", Move::Same), ("down", Move::Down)] {
                    add(What::Yes(id.to_owned()), step(wanted));
                }
            }
            Measure::Distribution { of } if of == self.after => {
                for level in &self.levels {
                    add(What::Yes(level.clone()), self.those(known, |_, to| to == Some(level.as_str())));
                }
            }
            _ => {}
        }
        // Whoever came from nowhere known has no move on the ladder.
        let exact = matches!(indicator.measure, Measure::Ladder { .. }) || whole;
        for (what, places) in sums {
            let Some(total) = known.system.find(slice, &what) else { continue };
            if exact { known.system.sum(total, &places) } else { known.system.at_most(total, &places) }
        }
    }
}
