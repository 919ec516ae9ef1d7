//! `[[table]]` and `[windows]` of polku.toml: what the files are, and which day a moment takes of a dated source.

use super::{is_plain, unread_kind};
use crate::fact::window::{Pick, Window, Windows};
use crate::fact::{ANSWER, FEEDBACK, Kind as FactKind, MONTH, Moment, PLACE, Vocabulary, nearest};
use crate::finding::{Code, Finding, Place};
use crate::input::mapping::{Named, Origin, TableKind, TableMapping};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A table as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    pub(super) file: Spanned<String>,
    kind: Option<Spanned<String>>,
    sheet: Option<String>,
    #[serde(default)]
    missing: Vec<String>,
    #[serde(default)]
    columns: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    leave_out: Vec<String>,
    #[serde(default)]
    keyed: Vec<String>,
    scale: Option<Spanned<String>>,
    origin: Option<Spanned<String>>,
}

impl Table {
    /// Its mapping; notes what is wrong with it, and declares columns of the user's own.
    pub(super) fn load(
        &self,
        vocabulary: &mut Vocabulary,
        place: &dyn Fn(usize) -> Place,
        faults: &mut Vec<Finding>,
    ) -> TableMapping {
        if let Some(kind) = unread_kind(self.file.get_ref()) {
            let fault = Finding::new(Code::UnsupportedKind, place(self.file.span().start));
            faults.push(fault.with("name", kind));
        }
        let kind = match &self.kind {
            None => TableKind::People,
            Some(kind) => TableKind::parse(kind.get_ref()).unwrap_or_else(|| {
                let fault = Finding::new(Code::UnsupportedKind, place(kind.span().start)).with("name", kind.get_ref());
                let hint = nearest(kind.get_ref(), TableKind::ALL.map(TableKind::id));
                faults.push(fault.with("nearest", hint.unwrap_or_default()));
                TableKind::People
            }),
        };
        let mut columns = BTreeMap::new();
        for (key, header) in &self.columns {
            let (name, at) = (key.get_ref().as_str(), place(key.span().start));
            let known = if kind.is_apart() && is_apart(vocabulary, name) {
                if name.starts_with(ANSWER) {
                    vocabulary.declared.insert(name.to_owned());
                }
                Ok(())
            } else if kind == TableKind::People {
                // Near a name polku knows it is a slip; else it is a column of the user's own.
                match vocabulary.fact(name).map(|_| None).or_else(|| vocabulary.suggest(name).map(Some)) {
                    Some(None) => Ok(()),
                    None if is_plain(name) => {
                        vocabulary.declared.insert(name.to_owned());
                        Ok(())
                    }
                    hint => Err(hint.flatten()),
                }
            } else {
                let scale = kind == TableKind::Scores && vocabulary.instruments.contains_key(name);
                let roles = || kind.roles().iter().map(|(role, _)| *role);
                if scale || roles().any(|role| role == name) { Ok(()) } else { Err(nearest(name, roles())) }
            };
            let asks = match vocabulary.instruments.contains_key(name) && kind == TableKind::Scores {
                true => vocabulary.scale(name).is_none().then(|| name.to_owned()),
                false => vocabulary.asks(name),
            };
            match known {
                Ok(()) if asks.is_some() => {
                    let fault = Finding::new(Code::BadInstrument, at).with("word", asks.unwrap_or_default());
                    faults.push(fault.with("why", "fault.instrument_asks"));
                }
                Ok(()) => {
                    let named = Named { name: header.get_ref().clone(), place: place(header.span().start) };
                    columns.insert(name.to_owned(), named);
                }
                Err(hint) => {
                    let fault = Finding::new(Code::UnknownFact, at).with("name", name);
                    faults.push(fault.with("nearest", hint.unwrap_or_default()));
                }
            }
        }
        if kind.is_apart() {
            vocabulary.declared.extend([MONTH, PLACE].map(str::to_owned));
        }
        if let Some(scale) = self.scale.as_ref().filter(|scale| !vocabulary.instruments.contains_key(scale.get_ref())) {
            let hint = nearest(scale.get_ref(), vocabulary.instruments.keys()).unwrap_or_default();
            let fault = Finding::new(Code::UnknownFact, place(scale.span().start));
            faults.push(fault.with("name", scale.get_ref()).with("nearest", hint));
        }
        if let Some(scale) = self.scale.as_ref().filter(|scale| {
            let known = vocabulary.instruments.get(scale.get_ref());
            known.is_some_and(|instrument| instrument.asks)
        }) {
            let fault = Finding::new(Code::BadInstrument, place(scale.span().start));
            faults.push(fault.with("word", scale.get_ref()).with("why", "fault.instrument_asks"));
        }
        let origin = self.origin.as_ref().and_then(|text| {
            let origin = origin(text.get_ref());
            if origin.is_none() {
                let fault = Finding::new(Code::NoOrigin, place(text.span().start));
                faults.push(fault.with("file", self.file.get_ref()));
            }
            origin
        });
        TableMapping {
            sheet: self.sheet.clone(),
            missing: self.missing.clone(),
            columns,
            leave_out: self.leave_out.clone(),
            keyed: self.keyed.clone(),
            kind,
            scale: self.scale.as_ref().map(|scale| scale.get_ref().clone()),
            origin,
            place: place(self.file.span().start),
        }
    }
}

/// Whether a column of a table whose rows belong to nobody can be this: a question, or what may be known of whoever answers.
fn is_apart(vocabulary: &Vocabulary, name: &str) -> bool {
    let question = [FEEDBACK, ANSWER].iter().find_map(|start| name.strip_prefix(start));
    let known = vocabulary.fact(name).is_some_and(|f| matches!(f.kind, FactKind::Category | FactKind::Categories));
    question.is_some_and(is_plain) || known && name != "exit_reason"
}

/// `start`, `end`, or the month that is number 1: `2024-01`.
fn origin(text: &str) -> Option<Origin> {
    match text {
        "start" => Some(Origin::Start),
        "end" | "exit" => Some(Origin::End),
        _ => {
            let (year, month) = text.split_once('-')?;
            let plain = year.len() == 4 && month.len() == 2;
            let day = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
            plain.then_some(Origin::Month(day))
        }
    }
}

/// A window as written: `[-30, 30]`, or with which observation is taken.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum WindowEntry {
    Days([i32; 2]),
    #[serde(rename_all = "lowercase")]
    Picked {
        from: i32,
        to: i32,
        pick: Option<PickEntry>,
    },
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(super) enum PickEntry {
    Nearest,
    Last,
}

/// `[windows]`; notes what is wrong with it.
pub(super) fn windows(
    entries: BTreeMap<Spanned<String>, Spanned<WindowEntry>>,
    vocabulary: &Vocabulary,
    place: &dyn Fn(usize) -> Place,
    faults: &mut Vec<Finding>,
) -> Windows {
    let mut windows = Windows::default();
    for (key, entry) in entries {
        let (at, name) = (place(key.span().start), key.into_inner());
        let fact = vocabulary.fact(&name);
        let known = fact.is_some_and(|f| f.moment.is_some() && matches!(f.kind, FactKind::Status | FactKind::Score));
        if !known && name != Windows::MONTHS && Moment::parse(&name).is_none() {
            let hint = vocabulary.suggest(&name).unwrap_or_default();
            faults.push(Finding::new(Code::UnknownFact, at).with("name", &name).with("nearest", hint));
            continue;
        }
        let (from, to, pick) = match entry.into_inner() {
            WindowEntry::Days([from, to]) => (from, to, None),
            WindowEntry::Picked { from, to, pick } => (from, to, pick),
        };
        let reach = -Window::FURTHEST..=Window::FURTHEST;
        if from > to || !reach.contains(&from) || !reach.contains(&to) {
            faults.push(Finding::new(Code::BadWindow, at).with("name", &name));
            continue;
        }
        let last = ["exit", "status_exit"].contains(&name.as_str());
        let pick = match pick {
            Some(PickEntry::Last) => Pick::Last,
            None if last => Pick::Last,
            Some(PickEntry::Nearest) | None => Pick::Nearest,
        };
        windows.0.insert(name, Window { from, to, pick });
    }
    windows
}
