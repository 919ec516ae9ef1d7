//! An entry of an indicator file, checked as a whole and expanded by its moments.

mod time;

use super::path::{StepEntry, steps};
use super::reader::Reader;
use super::{Anchor, Better, Cite, Counted, Indicator, Matters, Measure, Period, Unit, Words, day};
use crate::fact::{Kind, Moment, Vocabulary};
use crate::rule::Rule;
use crate::text::Language;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// An entry as written. Rules keep their place in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    id: Spanned<String>,
    unit: Option<Unit>,
    measure: Spanned<String>,
    #[serde(default)]
    among: Option<Spanned<String>>,
    event: Option<Spanned<String>>,
    before: Option<Spanned<String>>,
    after: Option<Spanned<String>>,
    of: Option<Spanned<String>>,
    scale: Option<Spanned<String>>,
    from: Option<Spanned<String>>,
    to: Option<Spanned<String>>,
    origin: Option<Spanned<String>>,
    #[serde(default)]
    competing: Vec<Spanned<String>>,
    observed_from: Option<Spanned<String>>,
    #[serde(default)]
    horizons: Vec<Spanned<String>>,
    #[serde(default)]
    step: Vec<StepEntry>,
    #[serde(default)]
    moments: Vec<Spanned<String>>,
    #[serde(default)]
    optional: BTreeSet<String>,
    period: Option<Anchor>,
    better: Option<Better>,
    #[serde(default)]
    matters: Vec<Matters>,
    #[serde(default)]
    counted: Counted,
    source: Option<Cite>,
    text: BTreeMap<Language, Words>,
    worked: Option<Worked>,
}

impl Entry {
    /// Where the entry is in its file, in bytes.
    #[must_use]
    pub fn at(&self) -> usize {
        self.id.span().start
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.get_ref()
    }
}

/// A worked example: rows, and what they give.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worked {
    /// The last day of the example's data.
    #[serde(deserialize_with = "day")]
    pub data_until: Date,
    /// The period of the example, if it has one.
    pub period: Option<Period>,
    /// The moment the numbers are about, for an indicator of several.
    #[serde(default)]
    pub moment: String,
    /// Comma-separated rows under fact names; an empty cell is unknown.
    pub rows: String,
    /// `count`, `base`, `unknown`, `among_unknown` of the first result; `statistic` for a value, `statistic@90d` for that
    /// by a day; `statistic:level` for the count of a level.
    pub gives: BTreeMap<String, f64>,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the file, in bytes.
    pub at: usize,
    /// The key of a sentence: `fault.indicator.<key>`, `fault.rule.<key>` or `fault.goal.<key>`.
    pub key: String,
    /// The word it is about.
    pub word: String,
    /// What may have been meant.
    pub hint: Option<String>,
}

/// Checks an entry and gives one [`Indicator`] a moment.
///
/// # Errors
/// Everything that is wrong with it.
pub fn load(entry: &Entry, vocabulary: &Vocabulary, own: bool) -> Result<Vec<Indicator>, Vec<Fault>> {
    let mut faults = Vec::new();
    let id = entry.id.get_ref();
    if !is_plain(id) {
        faults.push(fault(&entry.id, "id", id));
    }
    if entry.text.is_empty() {
        faults.push(fault(&entry.id, "text", id));
    }
    let mut moments: Vec<Option<Moment>> = Vec::new();
    for moment in &entry.moments {
        match Moment::parse(moment.get_ref()) {
            Some(parsed) => moments.push(Some(parsed)),
            None => faults.push(fault(moment, "moment", moment.get_ref())),
        }
    }
    if entry.moments.is_empty() {
        moments.push(None);
    }
    let indicators: Vec<Indicator> =
        moments.into_iter().filter_map(|moment| one(entry, moment, vocabulary, own, &mut faults)).collect();
    faults.sort_by(|a, b| (a.at, &a.key, &a.word).cmp(&(b.at, &b.key, &b.word)));
    faults.dedup();
    if faults.is_empty() { Ok(indicators) } else { Err(faults) }
}

/// What has a mean and a median.
const AMOUNTS: [Kind; 3] = [Kind::Amount, Kind::Number, Kind::Score];

/// Whether an id is one of lower-case letters, digits and underscores.
pub(super) fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

pub(super) fn fault(at: &Spanned<String>, key: &str, word: &str) -> Fault {
    Fault { at: at.span().start, key: format!("fault.indicator.{key}"), word: word.to_owned(), hint: None }
}

fn one(
    entry: &Entry,
    moment: Option<Moment>,
    vocabulary: &Vocabulary,
    own: bool,
    faults: &mut Vec<Fault>,
) -> Option<Indicator> {
    let mut reader = Reader { moment, vocabulary, faults };
    let among = entry.among.as_ref().and_then(|text| reader.rule(text));
    // The event of a time is a fact, every other one a condition.
    let times = entry.measure.get_ref() == "time_to";
    let event = entry.event.as_ref().filter(|_| !times).and_then(|text| reader.rule(text));
    let measure = match entry.measure.get_ref().as_str() {
        "count" => Some(Measure::Count),
        "share" => event.map(|event| Measure::Share { event }),
        "coverage" => reader.fact_of(entry.of.as_ref(), &[Kind::Status]).map(|of| Measure::Coverage { of }),
        "distribution" => {
            reader.fact_of(entry.of.as_ref(), &[Kind::Status, Kind::Category]).map(|of| Measure::Distribution { of })
        }
        "mean" => reader.fact_of(entry.of.as_ref(), &AMOUNTS).map(|of| Measure::Mean { of }),
        "median" => reader.fact_of(entry.of.as_ref(), &AMOUNTS).map(|of| Measure::Median { of }),
        "ladder" if entry.from.as_ref().is_some_and(|from| reader.is_score(from)) => {
            let pair = (reader.banded(entry.from.as_ref()), reader.banded(entry.to.as_ref()));
            if let (Some(from), Some(to)) = pair { Some(Measure::Ladder { from, to }) } else { None }
        }
        kind @ ("transition" | "ladder") => {
            match (
                reader.fact_of(entry.from.as_ref(), &[Kind::Status]),
                reader.fact_of(entry.to.as_ref(), &[Kind::Status]),
            ) {
                (Some(from), Some(to)) if kind == "ladder" => Some(Measure::Ladder { from, to }),
                (Some(from), Some(to)) => Some(Measure::Transition { from, to }),
                _ => None,
            }
        }
        "before_after" => {
            let mut rule = |text: &Option<Spanned<String>>| text.as_ref().and_then(|text| reader.rule(text));
            rule(&entry.before).zip(rule(&entry.after)).map(|(before, after)| Measure::BeforeAfter { before, after })
        }
        "trajectory" => reader.months(entry.from.as_ref(), entry.to.as_ref()).map(|of| Measure::Trajectory { of }),
        "path" => steps(&entry.step, &mut reader).map(|steps| Measure::Path { steps }),
        "change" => change(entry, vocabulary, reader.faults),
        "time_to" => time::time_to(entry, vocabulary, reader.faults),
        other => {
            faults.push(fault(&entry.measure, "measure", other));
            return None;
        }
    };
    let Some(measure) = measure else {
        // Its own fault is there already, or the key it needs was not written at all.
        if faults.is_empty() {
            faults.push(fault(&entry.measure, "needs", entry.measure.get_ref()));
        }
        return None;
    };
    let mut indicator = Indicator {
        id: entry.id.get_ref().clone(),
        moment,
        unit: entry.unit,
        among: among.unwrap_or_else(Rule::everyone),
        measure,
        optional: entry.optional.clone(),
        anchor: Anchor::Active,
        better: entry.better,
        matters: entry.matters.clone(),
        counted: entry.counted,
        family: String::new(),
        source: entry.source.clone(),
        text: entry.text.clone(),
        worked: entry.worked.clone(),
        own,
    };
    indicator.moment = moment.or_else(|| indicator.due_moments(vocabulary).first().copied());
    indicator.anchor = entry.period.unwrap_or_else(|| {
        let leaves =
            indicator.facts().iter().any(|name| name == "end") || !indicator.due_moments(vocabulary).is_empty();
        match &indicator.measure {
            // Who is followed from entry on belongs where they entered.
            Measure::TimeTo(time) if time.origin == "start" => Anchor::Start,
            _ if leaves => Anchor::Exit,
            _ => Anchor::Active,
        }
    });
    Some(indicator)
}

fn change(entry: &Entry, vocabulary: &Vocabulary, faults: &mut Vec<Fault>) -> Option<Measure> {
    let scale = entry.scale.as_ref()?;
    if !vocabulary.instruments.contains_key(scale.get_ref()) {
        let hint = crate::fact::nearest(scale.get_ref(), vocabulary.instruments.keys());
        faults.push(Fault { hint, ..fault(scale, "scale", scale.get_ref()) });
        return None;
    }
    let mut moment = |text: &Option<Spanned<String>>| {
        let text = text.as_ref()?;
        let moment = Moment::parse(text.get_ref());
        if moment.is_none() {
            faults.push(fault(text, "moment", text.get_ref()));
        }
        moment
    };
    let (from, to) = (moment(&entry.from)?, moment(&entry.to)?);
    Some(Measure::Change { scale: scale.get_ref().clone(), from, to })
}
