//! What an indicator is agreed to reach: a `[[goal]]` of polku.toml, checked as a whole against the library.

use super::load::Fault;
use super::{Better, Indicator, Library, Measure};
use crate::fact::status::Class;
use crate::fact::{Kind, Moment, Vocabulary, nearest};
use crate::text::Language;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Spanned, Value};

/// A goal as written. Every word keeps its place in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoalEntry {
    text: Option<Spanned<Wording>>,
    indicator: Option<Spanned<String>>,
    moment: Option<Spanned<String>>,
    statistic: Option<Spanned<String>>,
    level: Option<Spanned<String>>,
    better: Option<Spanned<String>>,
    target: Option<Spanned<Value>>,
    people: Option<Spanned<Value>>,
}

/// The user's own words: the same in every language, or a text a language.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Wording {
    One(String),
    Each(BTreeMap<Language, String>),
}

/// What was agreed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aim {
    /// A share between 0 and 1.
    Share(f64),
    /// A number of people, or of whatever the indicator counts.
    People(u64),
}

/// A goal: a number of the results, what it should reach, and from which side.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// What it is called.
    pub text: BTreeMap<Language, String>,
    /// The indicator it is judged by.
    pub indicator: String,
    /// The moment of the indicator.
    pub moment: Option<Moment>,
    /// The statistic of the indicator.
    pub statistic: &'static str,
    /// The situation or the step of the ladder; empty where there is none.
    pub level: String,
    /// Whether the agreed number is to be reached from below, or not to be passed.
    pub better: Better,
    /// The agreed number.
    pub aim: Aim,
}

/// More words than this are not offered all together.
const OFFERED: usize = 10;

/// The statistics a goal can be set for: numbers of people and shares of them.
fn statistics(measure: &Measure) -> &'static [&'static str] {
    match measure {
        Measure::Count => &["count"],
        Measure::Share { .. } | Measure::Coverage { .. } | Measure::Ladder { .. } => &["share"],
        Measure::Path { .. } => &["share", "share_of_previous"],
        Measure::Distribution { .. } => &["share", "class_share"],
        Measure::Change { .. } => &["improved", "unchanged", "worsened"],
        // No goal names a flow or a day of a curve.
        Measure::Mean { .. }
        | Measure::Median { .. }
        | Measure::Transition { .. }
        | Measure::TimeTo(_)
        | Measure::BeforeAfter { .. }
        | Measure::Trajectory { .. } => &[],
    }
}

impl GoalEntry {
    /// The indicator it names.
    #[must_use]
    pub fn indicator(&self) -> Option<&str> {
        self.indicator.as_ref().map(|id| id.get_ref().as_str())
    }

    /// Checks the goal, which begins at byte `at` of its file.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(&self, at: usize, library: &Library, vocabulary: &Vocabulary) -> Result<Goal, Vec<Fault>> {
        let mut check = Check { at, faults: Vec::new() };
        let text = check.text(self.text.as_ref());
        let aim = check.aim(self.target.as_ref(), self.people.as_ref());
        let better = check.word(self.better.as_ref(), "better", &["higher", "lower"]);
        let better = better.map(|word| if word == "higher" { Better::Higher } else { Better::Lower });
        // The rest is about an indicator there is.
        let number = check.indicator(self, library).and_then(|indicator| {
            let statistic = check.statistic(self.statistic.as_ref(), indicator)?;
            let level = check.level(self.level.as_ref(), indicator, statistic, vocabulary)?;
            if statistic == "count" && self.target.is_some() {
                check.fault(self.target.as_ref(), "count", &indicator.id, &[]);
            }
            let better = better.or_else(|| direction(indicator, statistic, &level, aim));
            if better.is_none() {
                let word = if level.is_empty() { statistic } else { &level };
                check.fault(self.indicator.as_ref(), "needs_better", word, &[]);
            }
            Some((indicator, statistic, level, better?))
        });
        if let (Some(aim), Some((.., better))) = (aim, &number) {
            check.always(aim, *better, self.target.as_ref());
        }
        match (check.faults.is_empty(), text, aim, number) {
            (true, Some(text), Some(aim), Some((indicator, statistic, level, better))) => {
                let Indicator { id, moment, .. } = indicator;
                Ok(Goal { text, indicator: id.clone(), moment: *moment, statistic, level, better, aim })
            }
            _ => Err(check.faults),
        }
    }
}

/// Which way is better, where the indicator or the statistic tells.
fn direction(indicator: &Indicator, statistic: &str, level: &str, aim: Option<Aim>) -> Option<Better> {
    match (&indicator.measure, statistic, level) {
        (Measure::Change { .. }, "improved", _) | (Measure::Ladder { .. }, _, "up") => Some(Better::Higher),
        (Measure::Change { .. }, "worsened", _) | (Measure::Ladder { .. }, _, "down") => Some(Better::Lower),
        (Measure::Count | Measure::Share { .. } | Measure::Coverage { .. } | Measure::Path { .. }, ..)
            if indicator.better.is_some() =>
        {
            indicator.better
        }
        // A number of people that was agreed is one to reach.
        (Measure::Count, ..) => Some(Better::Higher),
        _ => matches!(aim, Some(Aim::People(_))).then_some(Better::Higher),
    }
}

/// A goal under examination.
struct Check {
    at: usize,
    faults: Vec<Fault>,
}

impl Check {
    /// Notes a fault at a word, or at the goal where there is none. Where no possible word is near the one that was
    /// written, all of them are offered, if they are few.
    fn fault<T>(&mut self, place: Option<&Spanned<T>>, key: &str, word: &str, possible: &[&str]) {
        let few = || if possible.len() <= OFFERED { possible.join(", ") } else { String::new() };
        let hint = nearest(word, possible).unwrap_or_else(few);
        self.faults.push(Fault {
            at: place.map_or(self.at, |place| place.span().start),
            key: format!("fault.goal.{key}"),
            word: word.to_owned(),
            hint: Some(hint).filter(|hint| !hint.is_empty()),
        });
    }

    fn text(&mut self, text: Option<&Spanned<Wording>>) -> Option<BTreeMap<Language, String>> {
        let texts = match text.map(Spanned::get_ref) {
            Some(Wording::One(text)) => Language::ALL.map(|language| (language, text.clone())).into(),
            Some(Wording::Each(texts)) => texts.clone(),
            None => BTreeMap::new(),
        };
        let written = !texts.is_empty() && texts.values().all(|text| !text.trim().is_empty());
        if !written {
            self.fault(text, "text", "", &[]);
        }
        written.then_some(texts)
    }

    /// A word out of a few.
    fn word(&mut self, word: Option<&Spanned<String>>, key: &str, possible: &[&'static str]) -> Option<&'static str> {
        let given = word?.get_ref();
        let known = possible.iter().find(|possible| *possible == given).copied();
        if known.is_none() {
            self.fault(word, key, given, possible);
        }
        known
    }

    fn aim(&mut self, target: Option<&Spanned<Value>>, people: Option<&Spanned<Value>>) -> Option<Aim> {
        let aim = match (target.map(Spanned::get_ref), people.map(Spanned::get_ref)) {
            (Some(Value::Float(share)), None) if (0.0..=1.0).contains(share) => Some(Aim::Share(*share)),
            (Some(Value::Integer(share @ (0 | 1))), None) => Some(Aim::Share(*share as f64)),
            (None, Some(Value::Integer(n))) => u64::try_from(*n).ok().filter(|n| *n > 0).map(Aim::People),
            _ => None,
        };
        match (target, people) {
            _ if aim.is_some() => {}
            (Some(_), Some(_)) => self.fault(target, "both", "", &[]),
            (Some(share), None) => {
                let word = written(share.get_ref());
                let meant = per_cent(&word).map(|share| share.to_string());
                self.fault(target, "target", &word, meant.as_deref().as_slice());
            }
            (None, Some(number)) => self.fault(people, "people", &written(number.get_ref()), &[]),
            (None, None) => self.fault(target, "neither", "", &[]),
        }
        aim
    }

    /// A share that no result could miss is no goal.
    fn always(&mut self, aim: Aim, better: Better, target: Option<&Spanned<Value>>) {
        let missed_by_none = match better {
            Better::Higher => Aim::Share(0.0),
            Better::Lower => Aim::Share(1.0),
        };
        if aim == missed_by_none {
            let word = target.map(|target| written(target.get_ref())).unwrap_or_default();
            self.fault(target, "always", &word, &[]);
        }
    }

    /// The indicator at the moment that is meant.
    fn indicator<'a>(&mut self, entry: &GoalEntry, library: &'a Library) -> Option<&'a Indicator> {
        let (id, moment) = (entry.indicator.as_ref(), entry.moment.as_ref());
        let name = entry.indicator().unwrap_or_default();
        let found: Vec<&Indicator> = library.iter().filter(|indicator| indicator.id == name).collect();
        let moments: Vec<String> = found.iter().filter_map(|i| i.moment).map(|moment| moment.to_string()).collect();
        let moments: Vec<&str> = moments.iter().map(String::as_str).collect();
        let meant = moment.and_then(|moment| Moment::parse(moment.get_ref()));
        match (&found[..], moment) {
            _ if id.is_none() => self.fault(id, "needs_indicator", "", &[]),
            ([], _) => self.fault(id, "indicator", name, &library.ids()),
            ([only], None) => return Some(only),
            (_, None) => self.fault(id, "needs_moment", name, &moments),
            (_, Some(word)) => {
                let at = found.iter().find(|indicator| meant.is_some() && indicator.moment == meant);
                if at.is_none() {
                    self.fault(moment, "moment", word.get_ref(), &moments);
                }
                return at.copied();
            }
        }
        None
    }

    fn statistic(&mut self, statistic: Option<&Spanned<String>>, indicator: &Indicator) -> Option<&'static str> {
        match (statistics(&indicator.measure), statistic) {
            ([], _) => self.fault(statistic, "measure", &indicator.id, &[]),
            ([only], None) => return Some(only),
            (several, None) => self.fault(statistic, "needs_statistic", &indicator.id, several),
            (possible, Some(_)) => return self.word(statistic, "statistic", possible),
        }
        None
    }

    /// The level, where the statistic has levels; else empty.
    fn level(
        &mut self,
        level: Option<&Spanned<String>>,
        indicator: &Indicator,
        statistic: &str,
        vocabulary: &Vocabulary,
    ) -> Option<String> {
        let word = level.map(|level| level.get_ref().as_str());
        let of_status = |fact: &str| vocabulary.fact(fact).is_some_and(|fact| fact.kind == Kind::Status);
        let possible: Vec<&str> = match &indicator.measure {
            Measure::Ladder { .. } => vec!["up", "same", "down"],
            Measure::Path { steps } => steps.iter().map(|step| step.id.as_str()).collect(),
            Measure::Distribution { .. } if statistic == "class_share" => Class::ALL.map(Class::id).to_vec(),
            Measure::Distribution { of } if of_status(of) => {
                vocabulary.statuses.iter().map(|status| status.id.as_str()).collect()
            }
            // A label of the data; whether anybody has it is seen when they are read.
            Measure::Distribution { .. } => word.into_iter().collect(),
            _ => {
                if word.is_some() {
                    self.fault(level, "no_level", word.unwrap_or_default(), &[]);
                }
                return word.is_none().then(String::new);
            }
        };
        match word {
            None => self.fault(level, "needs_level", &indicator.id, &possible),
            Some(word) if possible.contains(&word) => return Some(word.to_owned()),
            Some(word) => self.fault(level, "level", word, &possible),
        }
        None
    }
}

/// A value as somebody wrote it, without quotation marks.
pub(crate) fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The share that was meant by 40, `40 %` or `0,4`.
fn per_cent(text: &str) -> Option<f64> {
    let plain = text.trim().trim_end_matches('%').trim_end().replace(',', ".");
    let number: f64 = plain.parse().ok()?;
    let of_hundred = text.contains('%') || number > 1.0;
    // Whole per cents and tenths of them come out as they would be written.
    let share = if of_hundred { (number * 1000.0).round() / 100_000.0 } else { number };
    (0.0..=1.0).contains(&share).then_some(share)
}

#[cfg(test)]
mod tests;
