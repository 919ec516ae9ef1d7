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
    /// The levels it is told by, each with the statuses it may stand for.
    levels: Vec<(String, Vec<&'a str>)>,
    /// Whether the levels are classes.
    classes: bool,
    before: &'a str,
    after: &'a str,
    statuses: &'a Statuses,
    indicator: &'a Indicator,
}

/// Adds what the tables of transitions say of the other indicators of the same people.
pub fn of_transitions(known: &mut Known, library: &Library, vocabulary: &Vocabulary) {
    let slices: Vec<Slice> = known.slices.keys().cloned().collect();
    for slice in &slices {
        let Some(found) = known.slices.get(slice) else { continue };
        let Some(indicator) = of(library, slice) else { continue };
        let Measure::Transition { from, to } = &indicator.measure else { continue };
        let statuses = &vocabulary.statuses;
        // Where most transitions are of few they are told by class.
        let classes = found.levels.is_empty();
        let levels = if classes {
            let of = |class: &String| {
                let inside = statuses.iter().filter(|status| status.class.id() == class);
                (class.clone(), inside.map(|status| status.id.as_str()).collect())
            };
            found.classes.iter().map(of).collect()
        } else {
            let own = |level: &String| Some((level.clone(), vec![statuses.get(level)?.id.as_str()]));
            found.levels.iter().filter_map(own).collect()
        };
        let table = Table { slice: slice.clone(), levels, classes, before: from, after: to, statuses, indicator };
        for other in slices.iter().filter(|other| {
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
        let pair = format!("{from}>{to}");
        known.system.find(&self.slice, &if self.classes { What::ClassPair(pair) } else { What::Pair(pair) })
    }

    /// The people of the table that pass; none where a level of the table may stand for some who do and some who do not.
    fn those(&self, known: &Known, pass: impl Fn(Option<&str>, Option<&str>) -> bool) -> Option<Vec<usize>> {
        let mut places = Vec::new();
        let to_nowhere = [(UNKNOWN.to_owned(), Vec::new())];
        for (from, before) in &self.levels {
            for (to, after) in self.levels.iter().chain(&to_nowhere) {
                let after: Vec<Option<&str>> =
                    if after.is_empty() { vec![None] } else { after.iter().map(|to| Some(*to)).collect() };
                let passes = before.iter().flat_map(|from| after.iter().map(|to| pass(Some(*from), *to)));
                let passes: Vec<bool> = passes.collect();
                if passes.iter().all(|passes| *passes) {
                    places.push(self.pair(known, from, to)?);
                } else if passes.contains(&true) {
                    return None;
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
        let mut nobody_else = self.levels.iter().flat_map(|(_, of)| of).map(|status| Some(*status)).chain([None]);
        let whole = nobody_else.all(|to| among(None, to) != Truth::Yes);
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
                for (level, of) in &self.levels {
                    let inside = |to: Option<&str>| to.is_some_and(|to| of.contains(&to));
                    let what = if self.classes { What::Class(level.clone()) } else { What::Yes(level.clone()) };
                    add(what, self.those(known, |_, to| inside(to)));
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
