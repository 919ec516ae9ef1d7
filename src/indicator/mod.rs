//! Indicators are data: one entry of a TOML file holds a whole indicator, and the rule in it *is* the code.
//!
//! Built-in entries and the user's `[[indicator]]` have the same form and the same loader ([`load`]).

mod goal;
mod library;
mod load;
mod path;
mod reader;
mod time;

pub(crate) use goal::written;
pub use goal::{Aim, Goal, GoalEntry};
pub use library::{Library, Source};
pub use load::{Entry, Fault, Worked, load};
pub use path::Step;
pub use time::TimeTo;

use crate::fact::{Fact, Kind, Moment, Vocabulary};
use crate::rule::{Operand, Rule, Test};
use crate::text::Language;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Which way is better.
pub use crate::fact::instrument::Better;

/// What is counted as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A person: background from the first entry, exit and follow-up from the last exit.
    Person,
    /// A participation.
    Participation,
}

/// When someone belongs to a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Anchor {
    /// Took part on some day of it.
    Active,
    /// Started in it for the first time.
    Start,
    /// Left for the last time in it.
    Exit,
}

/// For whom a result matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Matters {
    /// The person.
    Person,
    /// The municipality.
    Municipality,
    /// Society.
    Society,
}

impl Matters {
    /// Its key in the catalogue.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Matters::Person => "person",
            Matters::Municipality => "municipality",
            Matters::Society => "society",
        }
    }
}

/// When an indicator is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counted {
    /// Always; where the data cannot tell, the results say so.
    #[default]
    Always,
    /// Where the data can tell.
    There,
    /// Where somebody asks for it, by word, by its family, or by a goal: every further result costs others, which must be
    /// hidden beside it.
    Asked,
}

/// What kind of number an indicator gives. The measure fixes the estimator, its interval and its formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// How many.
    Count,
    /// The share for whom the event is so.
    Share {
        /// Who counts.
        event: Rule,
    },
    /// Of whom a situation is known, and how the others are lost to the follow-up.
    Coverage {
        /// The situation.
        of: String,
    },
    /// How people are spread over the values of a fact.
    Distribution {
        /// The fact.
        of: String,
    },
    /// The mean and the total of an amount, a number or a score, never without the median beside it.
    Mean {
        /// The fact.
        of: String,
    },
    /// The middle of an amount, a number or a score.
    Median {
        /// The fact.
        of: String,
    },
    /// How a score moved between two moments.
    Change {
        /// The instrument.
        scale: String,
        /// The earlier moment.
        from: Moment,
        /// The later moment.
        to: Moment,
    },
    /// Whether people are nearer work than before, where they were, or further away.
    Ladder {
        /// The earlier fact.
        from: String,
        /// The later fact.
        to: String,
    },
    /// How far people came on a path of nested steps.
    Path {
        /// The steps in their order.
        steps: Vec<Step>,
    },
    /// From which status to which.
    Transition {
        /// The earlier fact.
        from: String,
        /// The later fact.
        to: String,
    },
    /// How soon something happens.
    TimeTo(TimeTo),
    /// The same question of the same people before and after.
    BeforeAfter {
        /// Who counts before.
        before: Rule,
        /// Who counts after.
        after: Rule,
    },
    /// How people go from one situation to another month by month.
    Trajectory {
        /// The situations, a month between each.
        of: Vec<String>,
    },
}

/// Words of an indicator in one language.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Its name.
    pub name: String,
    /// What it tells.
    pub meaning: String,
}

/// What an indicator cites.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cite {
    /// An id of the list of sources, or the user's own words.
    pub cite: String,
    /// The place in it.
    #[serde(default)]
    pub item: String,
}

/// An indicator at one moment, ready to be counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its id; indicators of several moments share it.
    pub id: String,
    /// The moment it is about; none where it has none.
    pub moment: Option<Moment>,
    /// What is counted as one; the project's unit where the entry does not say.
    pub unit: Option<Unit>,
    /// Who could count: the denominator.
    pub among: Rule,
    /// What kind of number.
    pub measure: Measure,
    /// Facts whose clauses are dropped where the data lack them.
    pub optional: BTreeSet<String>,
    /// When someone belongs to the period.
    pub anchor: Anchor,
    /// Which way is better, where one is.
    pub better: Option<Better>,
    /// For whom it matters.
    pub matters: Vec<Matters>,
    /// When it is counted.
    pub counted: Counted,
    /// The family it belongs to; the user's own have none.
    pub family: String,
    /// What it cites.
    pub source: Option<Cite>,
    /// Its words.
    pub text: BTreeMap<Language, Words>,
    /// The example that a test runs and the methods show.
    pub worked: Option<Worked>,
    /// Whether it is the user's own.
    pub own: bool,
}

impl Indicator {
    /// Every fact it reads.
    #[must_use]
    pub fn facts(&self) -> BTreeSet<String> {
        let mut facts: BTreeSet<String> = self.among.facts().into_iter().map(str::to_owned).collect();
        facts.extend(self.outcome_facts());
        facts
    }

    /// The facts its event, steps, distribution, amount, change or transition read.
    #[must_use]
    pub fn outcome_facts(&self) -> BTreeSet<String> {
        match &self.measure {
            Measure::Count => BTreeSet::new(),
            Measure::Share { event } => event.facts().into_iter().map(str::to_owned).collect(),
            Measure::Coverage { of } | Measure::Distribution { of } | Measure::Mean { of } | Measure::Median { of } => {
                BTreeSet::from([of.clone()])
            }
            Measure::Path { steps } => steps.iter().flat_map(|step| step.event.facts()).map(str::to_owned).collect(),
            Measure::Change { scale, from, to } => BTreeSet::from([format!("{scale}_{from}"), format!("{scale}_{to}")]),
            Measure::Transition { from, to } | Measure::Ladder { from, to } => {
                BTreeSet::from([from.clone(), to.clone()])
            }
            Measure::TimeTo(time) => time.facts().cloned().collect(),
            Measure::BeforeAfter { before, after } => {
                before.facts().into_iter().chain(after.facts()).map(str::to_owned).collect()
            }
            Measure::Trajectory { of } => of.iter().cloned().collect(),
        }
    }

    /// Under which key the words of its steps stand, `up`, `same` and `down`: nearer to work, or in a better band of a scale.
    #[must_use]
    pub fn step_words(&self) -> &'static str {
        match &self.measure {
            Measure::Ladder { from, .. } if !from.starts_with("status_") => "level.band",
            _ => "level.ladder",
        }
    }

    /// Whether its event compares scores of an instrument with a number.
    #[must_use]
    pub fn compares(&self, instrument: &str) -> bool {
        let Measure::Share { event } = &self.measure else { return false };
        let mut found = false;
        event.visit(&mut |leaf| {
            let scale = leaf.fact.rsplit_once('_').map(|(what, _)| what);
            found |= scale == Some(instrument) && matches!(leaf.test, Test::Compare(_, Operand::Number(_)));
        });
        found
    }

    /// The moments after entry that must have come before someone is in the base, latest first.
    #[must_use]
    pub fn due_moments(&self, vocabulary: &Vocabulary) -> Vec<Moment> {
        let mut moments: Vec<Moment> = self
            .outcome_facts()
            .iter()
            .filter_map(|name| vocabulary.fact(name)?.moment)
            .filter(|moment| !moment.at_entry())
            .collect();
        moments.sort_unstable();
        moments.dedup();
        moments.reverse();
        moments
    }

    /// The indicator as the data allow it: clauses of missing optional facts dropped, and steps of missing facts.
    ///
    /// # Errors
    /// The facts that are missing and needed.
    pub fn for_facts(&self, held: &dyn Fn(&str) -> bool) -> Result<Indicator, BTreeSet<String>> {
        let dropped = |fact: &str| self.optional.contains(fact) && !held(fact);
        let mut indicator = self.clone();
        indicator.among = self.among.without(&dropped);
        if let Measure::Share { event } = &self.measure {
            let event = event.without(&dropped);
            // An event whose every clause is gone says nothing; without this it would hold for everybody.
            if event == Rule::everyone() {
                return Err(self.outcome_facts());
            }
            indicator.measure = Measure::Share { event };
        }
        if let Measure::Path { steps } = &self.measure
            && let Some(steps) = path::told(steps, held)
        {
            indicator.measure = Measure::Path { steps };
        }
        if let Measure::TimeTo(time) = &mut indicator.measure {
            time.competing.retain(|event| !dropped(event));
        }
        let missing: BTreeSet<String> = indicator.facts().into_iter().filter(|fact| !held(fact)).collect();
        if missing.is_empty() { Ok(indicator) } else { Err(missing) }
    }

    /// The level of evidence on Nesta's scale that the design of the data allows: 2 where people are compared with
    /// their own situation at entry or with what happened after it, else 1. Without a comparison group never more.
    #[must_use]
    pub fn evidence(&self, vocabulary: &Vocabulary) -> u8 {
        let facts: Vec<Fact> = self.facts().iter().filter_map(|name| vocabulary.fact(name)).collect();
        let entry = facts.iter().any(|fact| fact.moment.is_some_and(Moment::at_entry) || fact.name == "start");
        let later = facts
            .iter()
            .any(|fact| matches!(fact.moment, Some(Moment::Exit | Moment::Months(_))) || fact.kind == Kind::Event);
        if entry && later { 2 } else { 1 }
    }
}

/// A period of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First day.
    #[serde(deserialize_with = "day")]
    pub from: Date,
    /// Last day.
    #[serde(deserialize_with = "day")]
    pub to: Date,
}

/// Reads a TOML date, or a text holding one.
///
/// # Errors
/// When it is neither.
pub fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    use serde::de::Error;
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Day {
        Toml(toml::value::Datetime),
        Text(String),
    }
    let text = match Day::deserialize(deserializer)? {
        Day::Toml(datetime) => datetime.to_string(),
        Day::Text(text) => text,
    };
    text.parse().map_err(|_| D::Error::custom(format!("`{text}` is not a day; write 2024-12-31")))
}
