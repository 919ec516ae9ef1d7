//! polku.toml as it is written, before anybody asks whether it makes sense.

use super::table::{Table, WindowEntry};
use super::{Basis, privacy};
use crate::fact::instrument::Entry as InstrumentEntry;
use crate::fact::status::OwnStatus;
use crate::indicator::{Entry, GoalEntry, Period, Unit, day};
use crate::text::Language;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub(super) project: Head,
    #[serde(default)]
    pub(super) table: Vec<Table>,
    #[serde(default)]
    pub(super) windows: BTreeMap<Spanned<String>, Spanned<WindowEntry>>,
    #[serde(default)]
    pub(super) values: Values,
    #[serde(default)]
    pub(super) status: Vec<Spanned<OwnStatus>>,
    #[serde(default)]
    pub(super) instrument: Vec<Spanned<InstrumentEntry>>,
    #[serde(default)]
    pub(super) indicator: Vec<Entry>,
    #[serde(default)]
    pub(super) goal: Vec<Spanned<GoalEntry>>,
    #[serde(default)]
    pub(super) report: Report,
    #[serde(default)]
    pub(super) privacy: privacy::Entry,
}

/// Fact → text → id, as written.
pub(super) type Values = BTreeMap<Spanned<String>, BTreeMap<String, Spanned<String>>>;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) organisation: String,
    pub(super) language: Option<Language>,
    pub(super) period: Option<Spanned<Period>>,
    #[serde(deserialize_with = "some_day")]
    pub(super) data_until: Option<Date>,
    pub(super) data_basis: Basis,
    pub(super) unit: Option<Unit>,
}

fn some_day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Date>, D::Error> {
    day(deserializer).map(Some)
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Report {
    pub(super) template: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) indicators: Vec<Spanned<String>>,
    pub(super) by: Option<Vec<Spanned<By>>>,
    pub(super) weigh_by: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) progress: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum By {
    One(String),
    Cross(Vec<String>),
}
