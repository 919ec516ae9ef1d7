//! Rows of a long table to observations, before anybody asks whose they are.

use super::month::Month;
use super::{OPEN, Raw, Roles, Seen, When, scale_of};
use crate::error::{Error, Result};
use crate::fact::{Fact, Kind, Vocabulary, day_number};
use crate::finding::{Code, Finding, Place};
use crate::input::headers::{Reading, recognise};
use crate::input::map::coarse::{Coarse, coarse};
use crate::input::map::decode::{Typed, column};
use crate::input::map::encode::Encoded;
use crate::input::mapping::{Origin, TableKind, TableMapping};
use crate::input::personal::is_repeatable;
use crate::input::words::Words;
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The observations of a long table.
pub(in crate::input::map) struct Rows {
    pub(in crate::input::map) encoded: Encoded,
    pub(super) kind: TableKind,
    pub(super) origin: Option<Origin>,
    /// `status`, scales, or events.
    pub(super) whats: Vec<String>,
    /// The decimals of each; 0 where it is no score.
    pub(super) decimals: Vec<u32>,
    pub(super) raw: Vec<Raw>,
    /// The header of what was observed.
    pub(super) header: String,
    /// Every column and what became of it.
    pub(in crate::input::map) read: Vec<crate::input::cohort::ReadColumn>,
}

impl Rows {
    /// The latest day spoken of, and where.
    pub(in crate::input::map) fn latest(&self) -> Option<(i32, Place)> {
        let last = |raw: &Raw| match raw.when {
            When::Days(from, OPEN) => Some(from),
            When::Days(_, to) => Some(to),
            // On its first day at the latest something was known.
            When::Some(first, _) => Some(first),
            When::After(_) => None,
        };
        let days = self.raw.iter().filter_map(|raw| Some((last(raw)?, raw.row)));
        let (day, row) = days.max_by_key(|(day, row)| (*day, std::cmp::Reverse(*row)))?;
        Some((day, self.encoded.place(row as usize, &self.header)))
    }
}

/// Decodes the columns of a table; notes rows that say nothing.
pub(in crate::input::map) fn decode(
    encoded: Encoded,
    roles: Roles,
    table: &TableMapping,
    vocabulary: &Vocabulary,
    words: &Words,
    findings: &mut Vec<Finding>,
) -> Result<Rows> {
    let mut decoder =
        Decoder { encoded: &encoded, vocabulary, words, findings, whats: Vec::new(), decimals: Vec::new() };
    let (raw, shown) = match table.kind {
        TableKind::Statuses => (decoder.statuses()?, "value"),
        TableKind::Scores => (decoder.scores(table, &roles.scales(vocabulary))?, "value"),
        TableKind::Events => (decoder.events()?, "event"),
        TableKind::Spells => (decoder.spells()?, "status"),
        TableKind::Panel | TableKind::People | TableKind::Responses | TableKind::Activity => {
            (decoder.panel(&roles.months)?, "")
        }
    };
    let Decoder { whats, decimals, .. } = decoder;
    let header = match (roles.months.first(), roles.months.last()) {
        (Some((first, _)), Some((last, _))) => {
            let of = |role: &String| roles.columns.get(role).map(|(_, header)| header.as_str()).unwrap_or_default();
            format!("{} … {}", of(first), of(last))
        }
        _ => {
            let scales = roles.scales(vocabulary).into_iter().next();
            let column = roles.columns.get(shown).or_else(|| roles.columns.get(&scales?));
            column.map(|(_, header)| header.clone()).unwrap_or_default()
        }
    };
    let Roles { read, .. } = roles;
    Ok(Rows { encoded, kind: table.kind, origin: table.origin, whats, decimals, raw, header, read })
}

struct Decoder<'a> {
    encoded: &'a Encoded,
    vocabulary: &'a Vocabulary,
    words: &'a Words,
    findings: &'a mut Vec<Finding>,
    whats: Vec<String>,
    decimals: Vec<u32>,
}

impl Decoder<'_> {
    fn what(&mut self, what: &str, decimals: u32) -> u32 {
        let place = self.whats.iter().position(|known| known == what).unwrap_or_else(|| {
            self.whats.push(what.to_owned());
            self.decimals.push(decimals);
            self.whats.len() - 1
        });
        place as u32
    }

    fn typed(&mut self, role: &str, kind: Kind, what: &str) -> Result<Typed> {
        let fact = Fact { name: role.to_owned(), what: what.to_owned(), moment: None, kind };
        let (typed, noticed) = column(self.encoded, &fact, self.vocabulary, self.words);
        self.findings.extend(noticed);
        typed.ok_or_else(|| Error::bug(anyhow::anyhow!("no column {role}")))
    }

    fn days(&mut self, role: &str) -> Result<Vec<Option<i32>>> {
        match self.typed(role, Kind::Date, role)? {
            Typed::Day(days) => Ok(days),
            _ => Ok(Vec::new()),
        }
    }

    /// The values of a column of statuses, where anything was written.
    fn status(&mut self, role: &str) -> Result<Vec<Option<Seen>>> {
        let Typed::Status(codes, why) = self.typed(role, Kind::Status, "status")? else { return Ok(Vec::new()) };
        let of = |(code, why): (Option<i32>, Option<_>)| code.map(|code| Ok(i64::from(code))).or(why.map(Err));
        Ok(codes.into_iter().zip(why).map(of).collect())
    }

    /// One observation a row that has a day; rows without one are noted where anything was observed.
    fn dated(&mut self, what: u32, values: &[Option<Seen>], days: &[Option<i32>]) -> Vec<Raw> {
        let mut lost = Vec::new();
        let mut raw = Vec::new();
        let spans: BTreeMap<usize, Coarse> =
            coarse(self.encoded, "date", self.words, false).into_iter().map(|one| (one.row, one)).collect();
        for (row, (value, day)) in values.iter().zip(days).enumerate() {
            match (value, day) {
                (Some(value), Some(day)) => {
                    raw.push(Raw { row: row as u32, what, when: When::Days(*day, *day), value: *value });
                }
                (Some(value), None) => match spans.get(&row) {
                    Some(Coarse { first, last, .. }) => {
                        raw.push(Raw { row: row as u32, what, when: When::Some(*first, *last), value: *value });
                    }
                    None => lost.push(row),
                },
                (None, _) => {}
            }
        }
        self.note(Code::NoDate, "date", &lost);
        raw
    }

    fn note(&mut self, code: Code, role: &str, rows: &[usize]) {
        self.findings.extend(self.encoded.finding(code, role, rows));
    }

    fn statuses(&mut self) -> Result<Vec<Raw>> {
        let (values, days) = (self.status("value")?, self.days("date")?);
        let what = self.what("status", 0);
        Ok(self.dated(what, &values, &days))
    }

    fn spells(&mut self) -> Result<Vec<Raw>> {
        let (values, mut from, mut to) = (self.status("status")?, self.days("from")?, self.days("to")?);
        // Who writes months means all of them. Where one month ends one spell and begins another, both hold in it.
        for (days, role, side) in [(&mut from, "from", 0), (&mut to, "to", 1)] {
            for one in coarse(self.encoded, role, self.words, false) {
                let day = if side == 0 { one.first } else { one.last };
                days.iter_mut().skip(one.row).take(1).for_each(|known| *known = Some(day));
            }
        }
        let what = self.what("status", 0);
        let open: Vec<bool> = self.encoded.is_blank("to", self.words);
        let (mut lost, mut turned, mut raw) = (Vec::new(), Vec::new(), Vec::new());
        for (row, value) in values.iter().enumerate() {
            let Some(value) = *value else { continue };
            let (from, to) = (from.get(row).copied().flatten(), to.get(row).copied().flatten());
            match (from, to) {
                (None, _) => lost.push(row),
                (Some(from), Some(to)) if to < from => turned.push(row),
                // An end nobody can read is no end that has not come.
                (Some(_), None) if open.get(row) != Some(&true) => {}
                (Some(from), to) => {
                    let when = When::Days(from, to.unwrap_or(OPEN));
                    raw.push(Raw { row: row as u32, what, when, value });
                }
            }
        }
        self.note(Code::NoDate, "from", &lost);
        self.note(Code::EndBeforeStart, "to", &turned);
        Ok(raw)
    }

    fn scores(&mut self, table: &TableMapping, columns: &[String]) -> Result<Vec<Raw>> {
        let days = self.days("date")?;
        let mut raw = Vec::new();
        for scale in columns {
            let values = self.typed(scale, Kind::Score, scale)?;
            raw.extend(self.one_scale(scale, values, &days, |_| true));
        }
        if !self.encoded.has("value") {
            return Ok(raw);
        }
        let named = if self.encoded.has("scale") { self.scales() } else { Vec::new() };
        let mut scales: Vec<String> = named.iter().flatten().cloned().chain(table.scale.clone()).collect();
        scales.sort_unstable();
        scales.dedup();
        for scale in scales {
            let is = |row: usize| match named.get(row) {
                Some(Some(named)) => *named == scale,
                Some(None) => false,
                None => table.scale.as_ref() == Some(&scale),
            };
            // Only its own rows are held against its range.
            let only: Vec<bool> = (0..self.encoded.rows()).map(is).collect();
            let part = self.encoded.only("value", &only);
            let fact = Fact { name: "value".to_owned(), what: scale.clone(), moment: None, kind: Kind::Score };
            let (values, noticed) = column(&part, &fact, self.vocabulary, self.words);
            self.findings.extend(noticed);
            if let Some(values) = values {
                raw.extend(self.one_scale(&scale, values, &days, |row| only.get(row) == Some(&true)));
            }
        }
        Ok(raw)
    }

    fn one_scale(&mut self, scale: &str, values: Typed, days: &[Option<i32>], of: impl Fn(usize) -> bool) -> Vec<Raw> {
        let Typed::Number(values, decimals) = values else { return Vec::new() };
        let what = self.what(scale, decimals);
        let values: Vec<Option<Seen>> =
            values.iter().enumerate().map(|(row, value)| value.filter(|_| of(row)).map(Ok)).collect();
        self.dated(what, &values, days)
    }

    /// The scale of each row by the words of a column.
    fn scales(&mut self) -> Vec<Option<String>> {
        let (vocabulary, words) = (self.vocabulary, self.words);
        let of = |text: &str| {
            let own = words.own("scale", text).filter(|id| vocabulary.scale(id).is_some());
            let near = || crate::fact::nearest(text, vocabulary.instruments.keys());
            own.map(str::to_owned).or_else(|| scale_of(text, vocabulary)).ok_or_else(near)
        };
        self.meant("scale", of)
    }

    fn events(&mut self) -> Result<Vec<Raw>> {
        let (vocabulary, words) = (self.vocabulary, self.words);
        let of = |text: &str| {
            let near = || {
                let near = vocabulary.suggest(&text.to_lowercase().replace(' ', "_"));
                near.filter(|name| event_named(name, vocabulary).is_some())
            };
            event_of(text, vocabulary, words).ok_or_else(near)
        };
        let events = self.meant("event", of);
        let days = self.days("date")?;
        let mut kinds: Vec<String> = events.iter().flatten().cloned().collect();
        kinds.sort_unstable();
        kinds.dedup();
        let mut raw = Vec::new();
        for kind in kinds {
            let what = self.what(&kind, 0);
            let happened = |event: &Option<String>| (event.as_ref() == Some(&kind)).then_some(Ok(0));
            let values: Vec<Option<Seen>> = events.iter().map(happened).collect();
            raw.extend(self.dated(what, &values, &days));
        }
        Ok(raw)
    }

    /// What each row's word means, each distinct word asked once; words that mean nothing are noted.
    fn meant(
        &mut self,
        role: &str,
        of: impl Fn(&str) -> std::result::Result<String, Option<String>>,
    ) -> Vec<Option<String>> {
        let Some(column) = self.encoded.columns.get(role) else { return Vec::new() };
        let nothing = |text: &str| text.is_empty() || self.words.is_missing(text);
        let meanings: Vec<_> = column.texts.iter().map(|text| (!nothing(text)).then(|| of(text))).collect();
        for (code, meaning) in meanings.iter().enumerate() {
            if let Some(Err(near)) = meaning {
                let rows: Vec<usize> =
                    (0..column.codes.len()).filter(|row| column.codes.get(*row) == Some(&(code as u32))).collect();
                let Some(finding) = self.encoded.finding(Code::UnknownWord, role, &rows) else { continue };
                let finding = finding.with("of", role).with("nearest", near.clone().unwrap_or_default());
                let text = column.texts.get(code as u32);
                self.findings.push(if is_repeatable(text, false) { finding.with("value", text) } else { finding });
            }
        }
        column.codes.iter().map(|code| meanings.get(*code as usize)?.as_ref()?.as_ref().ok().cloned()).collect()
    }

    /// Months one after another that say the same are one observation.
    fn panel(&mut self, months: &[(String, Month)]) -> Result<Vec<Raw>> {
        let what = self.what("status", 0);
        let mut months: Vec<&(String, Month)> = months.iter().collect();
        months.sort_by_key(|(_, month)| *month);
        let mut raw: Vec<Raw> = Vec::new();
        // The observation of each row that may go on.
        let mut open: Vec<Option<u32>> = vec![None; self.encoded.rows()];
        for (role, month) in months {
            let values = self.status(role)?;
            let when = match month {
                Month::Numbered(months) => When::After(*months),
                Month::Calendar(year, month) => {
                    let Some((first, last)) = whole_month(*year, *month) else { continue };
                    When::Days(first, last)
                }
            };
            for (row, value) in values.into_iter().enumerate() {
                let (Some(value), Some(open)) = (value, open.get_mut(row)) else { continue };
                let before = open.and_then(|place| raw.get_mut(place as usize));
                if let (Some(before), When::Days(first, last)) = (before, when)
                    && before.value == value
                    && let When::Days(_, until) = &mut before.when
                    && *until + 1 == first
                {
                    *until = last;
                    continue;
                }
                *open = Some(raw.len() as u32);
                raw.push(Raw { row: row as u32, what, when, value });
            }
        }
        Ok(raw)
    }
}

fn event_named(name: &str, vocabulary: &Vocabulary) -> Option<String> {
    vocabulary.fact(name).filter(|fact| fact.kind == Kind::Event).map(|fact| fact.name)
}

/// The event a word names: by the project, by its id, or as a column of the event is called.
pub(in crate::input) fn event_of(text: &str, vocabulary: &Vocabulary, words: &Words) -> Option<String> {
    let named = |name: &str| event_named(name, vocabulary);
    let own = words.own("event", text).and_then(named);
    let header = || match recognise(&[text.to_owned()], &|_| Vec::new(), &[], words).ok()?.pop()?.reading {
        Reading::Fact { name, .. } => named(&name),
        _ => None,
    };
    own.or_else(|| named(text)).or_else(header)
}

/// The first and the last day of a month.
fn whole_month(year: i16, month: i8) -> Option<(i32, i32)> {
    let first = Date::new(year, month, 1).ok()?;
    Some((day_number(first), day_number(first.checked_add(Span::new().months(1)).ok()?) - 1))
}
