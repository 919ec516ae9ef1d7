//! Which tables are no tables of people: told by their headers, else by their cells.

use crate::error::{Error, Result};
use crate::fact::Vocabulary;
use crate::finding::{Code, Finding, Place};
use crate::input::headers::{Why, guess};
use crate::input::map::assign::{Looked, Seen, What as Taken};
use crate::input::map::long::{Month, event_of, is_called, month, scale_of};
use crate::input::mapping::TableKind;
use crate::input::read::Sheet;
use crate::input::words::Words;
use std::collections::{BTreeMap, BTreeSet};

/// So many months make a panel.
const MONTHS: usize = 3;
/// Different texts that are asked for their meaning.
const LOOKED_AT: usize = 20;
/// Dated rows have few columns.
const NARROW: usize = 40;

/// A table whose rows are no participations, and which of its columns is what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) kind: TableKind,
    /// Role, or the scale of a column of scores → the column and how that was told.
    pub(super) roles: BTreeMap<String, (usize, Why)>,
    /// Whether a table of people may look like this.
    pub(super) alike: bool,
    /// What only a person knows.
    pub(super) asks: Option<Asks>,
}

/// What neither headers nor cells tell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The scale its numbers are of.
    Scale,
    /// The month its first numbered month is.
    Origin,
}

/// What a sheet shows, before anybody asks what kind of table it is.
pub(super) struct Shown<'a> {
    pub(super) looked: &'a Looked,
    pub(super) personal: &'a BTreeSet<usize>,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) words: &'a Words,
}

impl Shown<'_> {
    /// The layout; none of a table of people.
    pub(super) fn layout(&self) -> Result<Option<Layout>> {
        let Some(id) = self.columns().find(|seen| fact(seen) == Some("id")) else {
            let apart = self.activity()?;
            return if apart.is_some() { Ok(apart) } else { self.responses() };
        };
        let id = ("id".to_owned(), (id.index, why(id)));
        let mut facts = self.columns().filter(|seen| is_sure(seen)).filter_map(fact).filter(|fact| *fact != "id");
        let background = facts.any(|fact| !["start", "end"].contains(&fact));
        if background {
            return Ok(None);
        }
        let days = self.columns().any(|seen| matches!(fact(seen), Some("start" | "end")) && is_sure(seen));
        let found = match self.months() {
            months if !months.is_empty() && !days => Some(self.panel(&months)),
            _ => match self.spells()? {
                None if days || self.looked.seen.len() > NARROW => None,
                None => self.dated()?,
                spells => spells,
            },
        };
        Ok(found.map(|mut layout| {
            layout.roles.extend([id]);
            layout
        }))
    }

    /// Columns that are months one after another, with situations in them: of the calendar, or three numbers without a gap.
    pub(super) fn months(&self) -> BTreeSet<usize> {
        let months: Vec<(usize, Month)> = self
            .columns()
            .filter(|seen| self.is_status(seen) || self.cells(seen).distinct == 0)
            .filter_map(|seen| Some((seen.index, month(&seen.header)?)))
            .collect();
        let calendar = |month: &Month| matches!(month, Month::Calendar(..));
        let numbers: BTreeSet<u16> = months
            .iter()
            .filter_map(|(_, month)| if let Month::Numbered(number) = month { Some(*number) } else { None })
            .collect();
        let follow = numbers.iter().any(|n| (1..MONTHS as u16).all(|more| numbers.contains(&(n + more))));
        let of_calendar = months.iter().filter(|(_, month)| calendar(month)).count() >= MONTHS;
        let wanted = |month: &Month| if calendar(month) { of_calendar } else { follow };
        months.into_iter().filter(|(_, month)| wanted(month)).map(|(index, _)| index).collect()
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = &Seen> {
        let out = |seen: &&Seen| seen.header.is_empty() || self.personal.contains(&seen.index);
        self.looked.seen.iter().filter(move |seen| !out(seen) && seen.what != Taken::Personal)
    }

    pub(super) fn cells(&self, seen: &Seen) -> guess::Cells {
        guess::cells(self.texts(seen), self.words)
    }

    fn texts(&self, seen: &Seen) -> &[String] {
        self.looked.samples.get(seen.index).map_or(&[], Vec::as_slice)
    }

    fn is_status(&self, seen: &Seen) -> bool {
        self.cells(seen).facts.first() == Some(&"status_start")
    }

    pub(super) fn is_day(&self, seen: &Seen) -> bool {
        self.cells(seen).facts.first() == Some(&"start")
    }

    /// Whether four texts of five mean something to somebody, as in every other column.
    fn mostly(&self, seen: &Seen, known: impl Fn(&str) -> bool) -> bool {
        let texts = self.texts(seen);
        let texts = texts.get(..texts.len().min(LOOKED_AT)).unwrap_or(texts);
        let known = texts.iter().filter(|text| known(text)).count();
        known > 0 && known * 5 >= texts.len() * 4
    }

    /// The column that is called as the role is, where its cells agree; else the only one whose cells do.
    pub(super) fn role(&self, role: &str, fits: impl Fn(&Seen) -> bool) -> Result<Option<(usize, Why)>> {
        for seen in self.columns().filter(|seen| fits(seen)) {
            if is_called(&seen.header, role)? {
                return Ok(Some((seen.index, Why::Alias)));
            }
        }
        let mut fitting = self.columns().filter(|seen| fits(seen));
        let only = fitting.next().filter(|_| fitting.next().is_none());
        Ok(only.map(|seen| (seen.index, Why::Content)))
    }

    fn panel(&self, months: &BTreeSet<usize>) -> Layout {
        let numbered = |seen: &Seen| matches!(month(&seen.header), Some(Month::Numbered(_)));
        let asks = self.columns().any(|seen| months.contains(&seen.index) && numbered(seen)).then_some(Asks::Origin);
        Layout { kind: TableKind::Panel, roles: BTreeMap::new(), alike: true, asks }
    }

    fn spells(&self) -> Result<Option<Layout>> {
        let day = |role: &str, name: &str| -> Result<Option<(usize, Why)>> {
            let days = self.columns().filter(|seen| self.is_day(seen) || fact(seen) == Some(name));
            for seen in days {
                if fact(seen) == Some(name) || is_called(&seen.header, role)? {
                    return Ok(Some((seen.index, Why::Alias)));
                }
            }
            Ok(None)
        };
        let (from, to) = (day("from", "start")?, day("to", "end")?);
        let status = self.role("status", |seen| self.is_status(seen))?;
        let (Some(from), Some(to), Some(status)) = (from, to, status) else { return Ok(None) };
        let roles = [("from", from), ("to", to), ("status", status)].map(|(role, column)| (role.to_owned(), column));
        Ok(Some(Layout { kind: TableKind::Spells, roles: BTreeMap::from(roles), alike: true, asks: None }))
    }

    /// Something on a day: a situation, an event or a score.
    fn dated(&self) -> Result<Option<Layout>> {
        let Some(date) = self.role("date", |seen| self.is_day(seen))? else { return Ok(None) };
        let layout = |kind, roles: &[(&str, (usize, Why))], asks| {
            let roles = roles.iter().copied().chain([("date", date)]);
            let roles = roles.map(|(role, column)| (role.to_owned(), column)).collect();
            Some(Layout { kind, roles, alike: false, asks })
        };
        let event = |text: &str| event_of(text, self.vocabulary, self.words).is_some();
        if let Some(events) = self.role("event", |seen| self.mostly(seen, event))? {
            return Ok(layout(TableKind::Events, &[("event", events)], None));
        }
        if let Some(status) = self.role("value", |seen| self.is_status(seen))? {
            return Ok(layout(TableKind::Statuses, &[("value", status)], None));
        }
        let number = |seen: &Seen| self.cells(seen).range.is_some() && fact(seen) != Some("id");
        let scale = |text: &str| scale_of(text, self.vocabulary);
        let mut scales: BTreeMap<String, (usize, Why)> = BTreeMap::new();
        for seen in self.columns().filter(|seen| number(seen)) {
            // By its name, or as headers of wide tables call it.
            let usual = || guess::scale(&seen.header).map_err(Error::bug);
            let (found, why) = match scale(&seen.header) {
                None => (usual()?.filter(|id| self.vocabulary.scale(id).is_some()), Why::Alias),
                named => (named, Why::Name),
            };
            if let Some(id) = found {
                scales.entry(id).or_insert((seen.index, why));
            }
        }
        if !scales.is_empty() {
            let roles: Vec<(&str, (usize, Why))> = scales.iter().map(|(id, column)| (id.as_str(), *column)).collect();
            return Ok(layout(TableKind::Scores, &roles, None));
        }
        let Some(value) = self.role("value", number)? else { return Ok(None) };
        let named = self.role("scale", |seen| self.mostly(seen, |text| scale(text).is_some()))?;
        match named {
            Some(named) => Ok(layout(TableKind::Scores, &[("value", value), ("scale", named)], None)),
            None => Ok(layout(TableKind::Scores, &[("value", value)], Some(Asks::Scale))),
        }
    }

    /// Occasions, which belong to nobody: a day and how many came, by their headers.
    fn activity(&self) -> Result<Option<Layout>> {
        let mut roles = BTreeMap::new();
        for (role, needed) in TableKind::Activity.roles() {
            let mut found = None;
            for seen in self.columns() {
                if found.is_none() && is_called(&seen.header, role)? {
                    found = Some((seen.index, Why::Alias));
                }
            }
            match found {
                Some(found) => drop(roles.insert((*role).to_owned(), found)),
                None if *needed => return Ok(None),
                None => {}
            }
        }
        Ok(Some(Layout { kind: TableKind::Activity, roles, alike: false, asks: None }))
    }
}

impl Layout {
    /// What keeps the table from being read until somebody says it.
    pub(super) fn fault(&self, sheet: &Sheet<'_>) -> Option<Finding> {
        let place = Place::file(sheet.name());
        Some(match self.asks? {
            Asks::Origin => Finding::new(Code::NoOrigin, place).with("file", sheet.name()),
            Asks::Scale => {
                let fault = Finding::new(Code::MissingRole, place).with("name", "scale").with("file", sheet.name());
                fault.with("kind", self.kind.id())
            }
        })
    }
}

pub(super) fn fact(seen: &Seen) -> Option<&str> {
    if let Taken::Fact { name, .. } = &seen.what { Some(name) } else { None }
}

fn why(seen: &Seen) -> Why {
    if let Taken::Fact { why: Some(why), .. } = &seen.what { *why } else { Why::Name }
}

/// Whether a header says that it is a fact of people; cells alone, or the order of columns, say little.
pub(super) fn is_sure(seen: &Seen) -> bool {
    matches!(&seen.what, Taken::Fact { why: None | Some(Why::Name | Why::Alias | Why::Moment), .. })
}
