//! One header by itself.

use super::content::Sample;
use super::header::{Header, integer, spans};
use super::lexicon::{Fact, Lexicon, Rule, StatusHeader};
use super::measure::{LONGEST, What};
use super::{InstrumentName, PERSONAL, Unit, Why};
use crate::fact::AMOUNTS_UNTIL;
use crate::input::words::key::Table;

/// What one header says before the others are looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Draft {
    Fact {
        name: String,
        why: Why,
    },
    Choose(Vec<String>),
    /// The status or a scale, at a moment only the other columns tell.
    Open {
        what: String,
        mark: Mark,
    },
    /// A row number or an id.
    Number,
    Computed,
    Personal(&'static str),
    Unread,
}

/// What stands in a header instead of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    None,
    /// `1`, `2`.
    Number(u8),
    /// `t0`, `t1`.
    Time(u8),
    /// `a` for the beginning, `l` for the end.
    Letter(u8),
}

impl Draft {
    /// The fact, when it is settled.
    pub(super) fn fact(&self) -> Option<&str> {
        if let Self::Fact { name, .. } = self { Some(name) } else { None }
    }

    /// A choice between moments of one thing.
    pub(super) fn choose(what: &str, moments: &[&str]) -> Self {
        Self::Choose(moments.iter().map(|moment| format!("{what}_{moment}")).collect())
    }

    /// A settled fact.
    pub(super) fn of(name: &str, why: Why) -> Self {
        Self::Fact { name: name.to_owned(), why }
    }
}

/// Reads headers one by one.
pub(super) struct Reader<'a> {
    pub(super) lexicon: &'static Lexicon,
    pub(super) instruments: &'a [InstrumentName],
    /// Places in `instruments`.
    pub(super) scales: Table<usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(lexicon: &'static Lexicon, instruments: &'a [InstrumentName]) -> Self {
        let mut scales = Table::default();
        // An id is never anybody else's alias, so ids go first.
        for (place, instrument) in instruments.iter().enumerate() {
            let _ = scales.insert(&instrument.id, &place);
        }
        for (place, instrument) in instruments.iter().enumerate() {
            for alias in lexicon.scales.get(&instrument.id).into_iter().flatten() {
                if scales.get(alias).is_none() {
                    let _ = scales.insert(alias, &place);
                }
            }
        }
        Self { lexicon, instruments, scales }
    }

    /// Reads one header.
    pub(super) fn read(&self, header: &str, sample: &Sample<'_>) -> (Draft, Option<Unit>) {
        let header = Header::new(header, self.lexicon);
        self.exact(&header, sample).unwrap_or_else(|| (self.likely(&header.plain), header.unit))
    }

    /// What a header says, if it is known; what is nearly like it does not count.
    pub(super) fn known(&self, header: &str, sample: &Sample<'_>) -> Option<Draft> {
        Some(self.exact(&Header::new(header, self.lexicon), sample)?.0)
    }

    fn exact(&self, header: &Header, sample: &Sample<'_>) -> Option<(Draft, Option<Unit>)> {
        if let Some(name) = self.name(&header.plain) {
            return Some((Draft::of(&name, Why::Name), header.unit));
        }
        if header.forms.iter().flatten().any(|word| self.computed(word)) {
            return Some((Draft::Computed, header.unit));
        }
        let found = header.forms.iter().find_map(|form| {
            let whole = |words: &[String]| self.whole(words, header.unit, sample);
            let split = |words: &[String]| Some((self.split(words, header.unit, sample)?, None));
            let personal = || Some((Draft::Personal(self.personal(form)?), None));
            let shorter = || self.shorter(form).into_iter().find_map(|form| whole(&form).or_else(|| split(&form)));
            whole(form).or_else(personal).or_else(|| split(form)).or_else(shorter)
        });
        let (draft, unit) = found?;
        let unit = header.unit.or(unit);
        if draft.fact() == Some("birth_year") && sample.dates() {
            return Some((Draft::Personal("birth_date"), unit));
        }
        Some((draft, unit))
    }

    /// A header that is the name of a fact already.
    fn name(&self, header: &str) -> Option<String> {
        if self.lexicon.entries.iter().any(|fact| fact.name == header) {
            return Some(header.to_owned());
        }
        if header.strip_prefix("feedback_").is_some_and(|question| !question.is_empty()) {
            return Some(header.to_owned());
        }
        let (what, moment) = header.rsplit_once('_')?;
        let months = moment.strip_prefix("pre").unwrap_or(moment);
        let months = (1..=LONGEST).any(|known| format!("{known}m") == months);
        let moment = months || matches!(moment, "start" | "exit");
        let later = months && AMOUNTS_UNTIL.contains(&what);
        let what = what == "status" || later || self.instruments.iter().any(|scale| scale.id == what);
        (what && moment).then(|| header.to_owned())
    }

    /// The header without words that say nothing, and without the number of a question.
    fn shorter(&self, words: &[String]) -> Vec<Vec<String>> {
        let without =
            |list: &str| -> Vec<String> { words.iter().filter(|word| !self.lexicon.is(list, word)).cloned().collect() };
        let mut shorter = vec![without("whose"), without("filler")];
        if let Some((first, rest)) = words.split_first()
            && integer(first).is_some()
        {
            shorter.push(rest.to_vec());
        }
        shorter.retain(|form| !form.is_empty() && form.len() < words.len());
        shorter
    }

    fn computed(&self, word: &str) -> bool {
        let lexicon = self.lexicon;
        let ends = |ending: &String| word.ends_with(ending.as_str());
        lexicon.is("computed", word) || lexicon.affixes("computed_ending").iter().any(ends)
    }

    fn whole(&self, words: &[String], unit: Option<Unit>, sample: &Sample<'_>) -> Option<(Draft, Option<Unit>)> {
        let key = words.join(" ");
        let entry = |place: &usize| self.lexicon.entries.get(*place);
        let fact = |fact: &Fact| (Draft::of(&fact.name, Why::Alias), fact.unit);
        if let Some(found) = self.lexicon.facts.key(&key).and_then(entry) {
            return Some(fact(found));
        }
        if let Some(stem) = self.lexicon.without_date(words)
            && let Some(found) = self.lexicon.dates.key(&stem.join(" ")).and_then(entry)
        {
            return Some(fact(found));
        }
        let draft = match self.lexicon.status.key(&key) {
            Some(StatusHeader::Start) => Draft::of("status_start", Why::Alias),
            Some(StatusHeader::Exit) => Draft::of("status_exit", Why::Alias),
            Some(StatusHeader::Bare) => Draft::Open { what: "status".to_owned(), mark: Mark::None },
            None => match self.lexicon.content.key(&key) {
                Some(&rule) => self.decide(rule, &key, sample),
                None => self.open(What::Scale(self.scale(&key)?), Mark::None, unit, sample),
            },
        };
        Some((draft, None))
    }

    fn personal(&self, words: &[String]) -> Option<&'static str> {
        let own: Vec<&str> = words.iter().map(String::as_str).filter(|word| !self.lexicon.is("whose", word)).collect();
        let whole = self.lexicon.personal_whole.key(&own.join(" "));
        let part = || spans(words).find_map(|(_, span, _)| self.lexicon.personal_part.key(&span.join(" ")));
        whole.or_else(part).and_then(|kind| PERSONAL.iter().copied().find(|known| known == kind))
    }

    /// What the cells say under a header that does not say enough.
    pub(super) fn decide(&self, rule: Rule, header: &str, sample: &Sample<'_>) -> Draft {
        match sample.decide(rule, header) {
            Ok(fact) => Draft::of(fact, Why::Content),
            Err(_) if matches!(rule, Rule::Birth) && sample.dates() => Draft::Personal("birth_date"),
            Err(_) if rule == Rule::Number => Draft::Number,
            Err(_) if rule == Rule::Result && sample.numbers() => self.fitting(&["exit", "start"], sample),
            Err(options) => match self.scale(header).filter(|_| sample.numbers()) {
                Some(scale) => self.open(What::Scale(scale), Mark::None, None, sample),
                None if options.is_empty() => Draft::Unread,
                None => Draft::Choose(options.iter().map(|&option| option.to_owned()).collect()),
            },
        }
    }

    /// A header nearly like a known one is asked about.
    fn likely(&self, header: &str) -> Draft {
        let name = |place: &usize| self.lexicon.entries.get(*place).map(|fact| fact.name.clone());
        let near = self.lexicon.facts.nearest(header, name).filter(|_| header.chars().count() > 5);
        near.map_or(Draft::Unread, |name| Draft::Choose(vec![name]))
    }
}
