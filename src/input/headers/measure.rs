//! Headers made of what was measured and when: the status and scales.

use super::content::Sample;
use super::header::{integer, spans};
use super::lexicon::{Moment, Rule, StatusHeader};
use super::read::{Draft, Mark, Reader};
use super::{InstrumentName, Unit, Why};

/// What a follow-up without a time may be.
const FOLLOW_UPS: [&str; 3] = ["3m", "6m", "12m"];
/// The longest follow-up, in months.
pub(super) const LONGEST: u16 = 120;

/// The status, or a scale.
#[derive(Debug, Clone, Copy)]
pub(super) enum What<'a> {
    Status,
    Scale(&'a InstrumentName),
}

impl<'a> Reader<'a> {
    /// What was measured and when.
    pub(super) fn split(&self, words: &[String], unit: Option<Unit>, sample: &Sample<'_>) -> Option<Draft> {
        if let Some((months, rest)) = self.months(words) {
            if rest.iter().any(|word| self.lexicon.is("before", word)) {
                let of_moment =
                    |word: &String| ["before", "entry", "from_start"].iter().any(|l| self.lexicon.is(l, word));
                let what: Vec<String> = rest.into_iter().filter(|word| !of_moment(word)).collect();
                return self.at(&what, Moment::Before(months), unit, sample);
            }
            if rest.iter().any(|word| self.lexicon.is("from_start", word)) {
                return Some(Draft::Unread);
            }
            let what: Vec<String> = rest.into_iter().filter(|word| !self.lexicon.is("after", word)).collect();
            return self.at(&what, Moment::Months(months), unit, sample);
        }
        let mut moments = self.moments(words).filter_map(|(moment, rest)| self.at(&rest, moment, unit, sample));
        moments.next().or_else(|| self.marked(words, unit, sample)).or_else(|| self.glued(words, unit, sample))
    }

    /// The words of something nobody knows, and when it was measured: "osallisuus alku".
    pub(super) fn unnamed(&self, words: &[String]) -> Option<(String, Moment)> {
        let is = |list: &str, word: &String| self.lexicon.is(list, word);
        let (moment, rest) = match self.months(words) {
            Some((_, rest)) if rest.iter().any(|word| is("from_start", word) || is("before", word)) => return None,
            Some((months, mut rest)) => {
                rest.retain(|word| !is("after", word));
                (Moment::Months(months), rest)
            }
            None => self.moments(words).find(|(moment, _)| *moment != Moment::FollowUp)?,
        };
        let kept: Vec<String> = rest.into_iter().filter(|word| !is("filler", word) && !is("whose", word)).collect();
        (!kept.is_empty()).then(|| (kept.join(" "), moment))
    }

    /// Every stretch that says when, with the other words.
    fn moments(&self, words: &[String]) -> impl Iterator<Item = (Moment, Vec<String>)> {
        spans(words).filter_map(|(before, span, after)| {
            Some((*self.lexicon.moments.key(&span.join(" "))?, [before, after].concat()))
        })
    }

    /// A time in months and the other words.
    fn months(&self, words: &[String]) -> Option<(u16, Vec<String>)> {
        let counted = words.windows(2).enumerate().find_map(|(at, pair)| {
            let [first, second] = pair else { return None };
            let unit = || integer(first).zip(self.lexicon.units.key(second)).map(|(number, unit)| number * unit);
            // "fu3": the follow-up after three months.
            let months = unit().or_else(|| integer(second).filter(|_| first == "fu"))?;
            Some((months, at))
        });
        if let Some((months, at)) = counted.filter(|(months, _)| (1..=LONGEST).contains(months)) {
            let (before, after) = words.split_at_checked(at)?;
            return Some((months, [before, after.get(2..)?].concat()));
        }
        spans(words).find_map(|(before, span, after)| match self.lexicon.moments.key(&span.join(" "))? {
            Moment::Months(months) => Some((*months, [before, after].concat())),
            _ => None,
        })
    }

    /// The fact of `rest` at a moment.
    fn at(&self, rest: &[String], moment: Moment, unit: Option<Unit>, sample: &Sample<'_>) -> Option<Draft> {
        let kept: Vec<String> = rest
            .iter()
            .filter(|word| !self.lexicon.is("filler", word) && !self.lexicon.is("whose", word))
            .cloned()
            .collect();
        if kept.is_empty() {
            return Some(self.bare(moment, sample));
        }
        [rest, &kept].into_iter().find_map(|words| {
            let key = words.join(" ");
            if let Some(what) = self.what(&key) {
                return Some(self.measured(what, moment, unit, sample));
            }
            let fact = self.lexicon.facts.key(&key).and_then(|place| self.lexicon.entries.get(*place));
            match fact.filter(|fact| fact.background && moment == Moment::Start) {
                Some(fact) => Some(Draft::of(&fact.name, Why::Alias)),
                None if moment == Moment::Start => match self.lexicon.content.key(&key)? {
                    rule @ (Rule::Age | Rule::Education) => Some(self.decide(*rule, &key, sample)),
                    _ => None,
                },
                None => None,
            }
        })
    }

    fn what(&self, key: &str) -> Option<What<'_>> {
        match self.lexicon.status.key(key) {
            Some(StatusHeader::Bare) => Some(What::Status),
            _ => self.scale(key).map(What::Scale),
        }
    }

    pub(super) fn scale(&self, key: &str) -> Option<&'a InstrumentName> {
        self.instruments.get(*self.scales.key(key)?)
    }

    /// A moment alone: the cells tell of what.
    fn bare(&self, moment: Moment, sample: &Sample<'_>) -> Draft {
        let (suffix, day) = match moment {
            Moment::Start => ("start".to_owned(), Some("start")),
            Moment::Exit => ("exit".to_owned(), Some("end")),
            Moment::Months(months) => (format!("{months}m"), None),
            Moment::Before(months) => (format!("pre{months}m"), None),
            Moment::FollowUp => return Draft::choose("status", &FOLLOW_UPS),
        };
        match day {
            Some(day) if sample.dates() => Draft::of(day, Why::Content),
            _ if sample.statuses() => Draft::of(&format!("status_{suffix}"), Why::Content),
            _ if sample.numbers() => self.fitting(&[&suffix], sample),
            Some(day) => Draft::Choose(vec![day.to_owned(), format!("status_{suffix}")]),
            None => Draft::choose("status", &[&suffix]),
        }
    }

    /// The scales whose range holds the cells.
    pub(super) fn fitting(&self, moments: &[&str], sample: &Sample<'_>) -> Draft {
        let fits = |scale: &&InstrumentName| scale.common && sample.within(scale.min, scale.max);
        let options: Vec<String> = self
            .instruments
            .iter()
            .filter(fits)
            .flat_map(|scale| moments.iter().map(|moment| format!("{}_{moment}", scale.id)))
            .collect();
        if options.is_empty() { Draft::Unread } else { Draft::Choose(options) }
    }

    fn measured(&self, what: What<'_>, moment: Moment, unit: Option<Unit>, sample: &Sample<'_>) -> Draft {
        let (id, sure) = self.checked(what, unit, sample);
        let name = match moment {
            Moment::Start => format!("{id}_start"),
            Moment::Exit => format!("{id}_exit"),
            Moment::Months(months) => format!("{id}_{months}m"),
            Moment::Before(months) => format!("{id}_pre{months}m"),
            Moment::FollowUp => return Draft::choose(id, &FOLLOW_UPS),
        };
        if sure { Draft::of(&name, Why::Moment) } else { Draft::Choose(vec![name]) }
    }

    pub(super) fn open(&self, what: What<'_>, mark: Mark, unit: Option<Unit>, sample: &Sample<'_>) -> Draft {
        match self.checked(what, unit, sample) {
            (id, true) => Draft::Open { what: id.to_owned(), mark },
            (id, false) => Draft::choose(id, &["start", "exit"]),
        }
    }

    /// The scale that a column's range allows, and whether it does.
    fn checked<'b>(&'b self, what: What<'b>, unit: Option<Unit>, sample: &Sample<'_>) -> (&'b str, bool) {
        let What::Scale(scale) = what else {
            return ("status", true);
        };
        let fits = |scale: &InstrumentName| match unit {
            Some(Unit::Range { min, max }) => (min, max) == (scale.min, scale.max),
            _ => sample.is_empty() || sample.within(scale.min, scale.max),
        };
        let rival = self.lexicon.rivals.get(&scale.id);
        let rival = self.instruments.iter().find(|other| Some(&other.id) == rival);
        match rival.filter(|rival| !fits(scale) && fits(rival)) {
            Some(rival) => (&rival.id, true),
            None => (&scale.id, fits(scale)),
        }
    }

    /// `t0`, `1` or `a` instead of a moment.
    fn marked(&self, words: &[String], unit: Option<Unit>, sample: &Sample<'_>) -> Option<Draft> {
        let small = |word: &str| word.parse::<u8>().ok().filter(|number| *number < 10);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (mark, rest) = match words.as_slice() {
            [rest @ .., "t", number] | ["t", number, rest @ ..] => (Mark::Time(small(number)?), rest),
            [rest @ .., "a"] => (Mark::Letter(0), rest),
            [rest @ .., "l"] => (Mark::Letter(1), rest),
            [rest @ .., number] => (Mark::Number(small(number)?), rest),
            [] => return None,
        };
        Some(self.open(self.what(&rest.join(" "))?, mark, unit, sample))
    }

    /// "alkutyökyky".
    fn glued(&self, words: &[String], unit: Option<Unit>, sample: &Sample<'_>) -> Option<Draft> {
        let (first, rest) = words.split_first()?;
        let moments = [("start_beginning", Moment::Start), ("exit_beginning", Moment::Exit)];
        moments.into_iter().find_map(|(list, moment)| {
            let mut beginnings = self.lexicon.affixes(list).iter();
            let first = beginnings.find_map(|beginning| first.strip_prefix(beginning.as_str()))?;
            let key = [&[first.to_owned()], rest].concat().join(" ");
            Some(self.measured(self.what(&key)?, moment, unit, sample))
        })
    }
}
