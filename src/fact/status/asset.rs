//! The shape of `statuses.toml`.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use jiff::civil::Date;
use serde::Deserialize;

use super::{Absence, Aliases, Class, Esf, Status};

/// The statuses polku comes with.
pub(super) const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/assets/statuses.toml"));

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) groups: BTreeMap<String, Vec<String>>,
    pub(super) status: Vec<Entry>,
}

/// One status as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) id: String,
    is: Properties,
    fi: Vec<String>,
    sv: Vec<String>,
    en: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Properties {
    rank: Option<u8>,
    class: Class,
    family: Option<String>,
    esf: Esf,
    #[serde(default)]
    in_education: bool,
    tem: Option<String>,
    #[serde(default)]
    tem_confirmed: bool,
    valid_from: Option<toml::value::Datetime>,
    valid_to: Option<toml::value::Datetime>,
    absence: Option<Absence>,
}

impl Entry {
    pub(super) fn into_status(self) -> Result<Status> {
        let date = |value: Option<toml::value::Datetime>| -> Result<Option<Date>> {
            value.map(|day| day.to_string().parse().with_context(|| format!("status `{}`", self.id))).transpose()
        };
        Ok(Status {
            rank: self.is.rank,
            class: self.is.class,
            family: self.is.family,
            esf: self.is.esf,
            in_education: self.is.in_education,
            tem: self.is.tem,
            tem_confirmed: self.is.tem_confirmed,
            valid_from: date(self.is.valid_from)?,
            valid_to: date(self.is.valid_to)?,
            aliases: Aliases { fi: self.fi, sv: self.sv, en: self.en },
            absence: self.is.absence,
            name: BTreeMap::new(),
            own: false,
            id: self.id,
        })
    }
}
