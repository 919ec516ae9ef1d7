//! A status of the user's own: a kind of one that polku knows, with its place on the ladder.

use super::{Aliases, Status, Statuses};
use crate::text::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `[[status]]` of polku.toml.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// The status it is a kind of: it is in all its groups, and shown in its class.
    pub like: String,
    /// Its rung of the ladder, no lower than that of the other; the same where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rank: Option<u8>,
    /// What readers call it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    name: BTreeMap<Language, String>,
    /// What organisations write besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fi: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sv: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    en: Vec<String>,
}

/// What is wrong with an entry: the key of a sentence, the word it is about, and what may have been meant.
pub type Fault = (&'static str, String, String);

impl Entry {
    /// The words that mean it.
    pub fn words(&self) -> impl Iterator<Item = &String> {
        [&self.fi, &self.sv, &self.en].into_iter().flatten().chain(self.name.values()).chain([&self.id])
    }
}

impl Statuses {
    /// The highest rung.
    const TOP: u8 = 9;

    /// The statuses of the user's own, without their words: what each is like, and where it stands.
    #[must_use]
    pub fn own(&self) -> Vec<Entry> {
        let entry = |status: &Status| {
            let like = status.family.clone().filter(|_| status.own)?;
            let (id, rank) = (status.id.clone(), status.rank);
            Some(Entry { id, like, rank, name: BTreeMap::new(), fi: Vec::new(), sv: Vec::new(), en: Vec::new() })
        };
        self.iter().filter_map(entry).collect()
    }

    /// Takes up a status of the user's own.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(&mut self, entry: &Entry) -> Result<(), Fault> {
        let Entry { id, like, rank, .. } = entry;
        let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !id.starts_with(|c: char| c.is_ascii_lowercase()) || !id.chars().all(letter) {
            return Err(("status_id", id.clone(), String::new()));
        }
        if self.code_of(id).is_some() {
            return Err(("status_taken", id.clone(), String::new()));
        }
        let hint = || self.suggest(like).unwrap_or_default().to_owned();
        let Some(kind) = self.get(like).filter(|kind| kind.absence.is_none()) else {
            return Err(("status_like", like.clone(), hint()));
        };
        let fits = |rank: &u8| kind.rank.is_some_and(|least| (least..=Self::TOP).contains(rank));
        if rank.is_some_and(|rank| !fits(&rank)) {
            return Err(("status_rank", id.clone(), String::new()));
        }
        let status = Status {
            id: id.clone(),
            rank: rank.or(kind.rank),
            family: Some(like.clone()),
            tem: None,
            tem_confirmed: false,
            valid_from: None,
            valid_to: None,
            name: entry.name.clone(),
            own: true,
            aliases: Aliases { fi: entry.fi.clone(), sv: entry.sv.clone(), en: entry.en.clone() },
            ..kind.clone()
        };
        let (code, of) = (i32::try_from(self.list.len()).unwrap_or(i32::MAX), self.code_of(like));
        self.list.push(status);
        self.codes.insert(id.clone(), code);
        // The newest code is the greatest, so the groups stay in order.
        self.groups
            .values_mut()
            .filter(|codes| of.is_some_and(|of| codes.contains(&of)))
            .for_each(|codes| codes.push(code));
        Ok(())
    }
}
