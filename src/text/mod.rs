//! The words, numbers and dates of a language.
//!
//! Everything a reader meets comes from one data file a language, `src/assets/locales/<language>.toml`. Nested tables
//! become dotted keys; `{slot}` marks what varies. Nothing put into a slot is inflected: the fixed words stand so that no
//! grammar depends on it.

mod date;
pub mod finding;
mod number;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use anyhow::{Context, bail};
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

static LOCALES: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/assets/locales");

/// A language reports can be written in.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Finnish.
    Fi,
    /// Swedish as written in Finland.
    Sv,
    /// British English.
    En,
}

impl Language {
    /// Every language, in the order they are listed to a reader.
    pub const ALL: [Language; 3] = [Language::Fi, Language::Sv, Language::En];

    /// The code of the language, as in a project file and in `lang="…"`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Language::Fi => "fi",
            Language::Sv => "sv",
            Language::En => "en",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl FromStr for Language {
    type Err = anyhow::Error;

    fn from_str(s: &str) -> anyhow::Result<Language> {
        match Language::ALL.into_iter().find(|l| l.code() == s) {
            Some(language) => Ok(language),
            None => bail!("unknown language ‘{s}’: use fi, sv or en"),
        }
    }
}

/// The texts and the number format of one language.
#[derive(Clone, Debug)]
pub struct Catalog {
    language: Language,
    texts: BTreeMap<String, String>,
    pseudo: bool,
}

impl Catalog {
    /// Reads the catalogue of a language.
    ///
    /// # Errors
    /// When the embedded file is missing or holds anything but tables and texts.
    pub fn load(language: Language) -> anyhow::Result<Catalog> {
        let name = format!("{language}.toml");
        let source = LOCALES
            .get_file(&name)
            .and_then(|file| file.contents_utf8())
            .with_context(|| format!("no locale file {name}"))?;
        Catalog::parse(language, source).with_context(|| format!("locale file {name}"))
    }

    /// The English catalogue with every fixed word inside `⟦…⟧`, for a test that finds words that come from elsewhere.
    ///
    /// Slots stay outside the brackets, so a word handed in through a slot is found too.
    ///
    /// # Errors
    /// As [`Catalog::load`].
    pub fn pseudo() -> anyhow::Result<Catalog> {
        let mut catalog = Catalog::load(Language::En)?;
        for (key, text) in &mut catalog.texts {
            // The two separators go between digits, where a bracket would make every number unreadable.
            if key != number::DECIMAL && key != number::GROUP {
                *text = bracketed(text);
            }
        }
        catalog.pseudo = true;
        Ok(catalog)
    }

    fn parse(language: Language, source: &str) -> anyhow::Result<Catalog> {
        let mut texts = BTreeMap::new();
        flatten("", source.parse()?, &mut texts)?;
        Ok(Catalog { language, texts, pseudo: false })
    }

    /// Takes up the name of a status of the user's own, which no file of polku has.
    pub fn name_status(&mut self, id: &str, name: &str) {
        let name = self.wrap_own(name);
        for form in ["name", "state"] {
            self.texts.insert(format!("status.{id}.{form}"), name.clone());
        }
    }

    /// The language of the catalogue.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of a dotted key; an unknown key is its own text, so that a gap is seen and nothing is lost.
    #[must_use]
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// Whether the catalogue has the key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.texts.contains_key(key)
    }

    /// The text of a key with its slots filled; a slot that is not given stays visible.
    #[must_use]
    pub fn fill(&self, key: &str, slots: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        for piece in pieces(self.text(key)) {
            match piece {
                Piece::Words(words) => filled.push_str(words),
                Piece::Slot(name) => match slots.iter().find(|(slot, _)| *slot == name) {
                    Some((_, value)) => filled.push_str(value),
                    None => filled.extend(["{", name, "}"]),
                },
            }
        }
        filled
    }

    /// "Name: value".
    #[must_use]
    pub fn labelled(&self, name: &str, value: &str) -> String {
        self.fill("format.labelled", &[("name", name), ("value", value)])
    }

    /// Every key, in alphabetical order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// The entry for this language, else the English, else the Finnish, else the first: for what carries its own wording.
    #[must_use]
    pub fn own<'a, T>(&self, texts: &'a BTreeMap<Language, T>) -> Option<&'a T> {
        [self.language, Language::En, Language::Fi]
            .iter()
            .find_map(|language| texts.get(language))
            .or_else(|| texts.values().next())
    }

    /// Marks wording that comes from another data file as fixed words; changes nothing outside the pseudo catalogue.
    #[must_use]
    pub fn wrap_own(&self, s: &str) -> String {
        if self.pseudo { format!("⟦{s}⟧") } else { s.to_owned() }
    }

    /// An enumeration: `a, b ja c`.
    #[must_use]
    pub fn list(&self, items: &[String]) -> String {
        self.join("format.list_last", items)
    }

    /// An enumeration of alternatives: `a, b tai c`.
    #[must_use]
    pub fn list_or(&self, items: &[String]) -> String {
        self.join("format.list_or_last", items)
    }

    fn join(&self, last: &str, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., end] => {
                self.fill(last, &[("items", &first.join(self.text("format.list_separator"))), ("last", end)])
            }
        }
    }

    /// A text in the quotation marks of the language.
    #[must_use]
    pub fn quoted(&self, s: &str) -> String {
        self.fill("format.quoted", &[("text", s)])
    }
}

/// Capitalises the first letter (Unicode-aware); a text that starts with a digit stays as it is.
#[must_use]
pub fn capitalise(s: &str) -> String {
    let mut capitalised = String::with_capacity(s.len());
    let mut started = false;
    for c in s.chars() {
        if !started && c.is_alphanumeric() {
            started = true;
            capitalised.extend(c.to_uppercase());
        } else {
            capitalised.push(c);
        }
    }
    capitalised
}

fn flatten(prefix: &str, table: toml::Table, texts: &mut BTreeMap<String, String>) -> anyhow::Result<()> {
    for (name, value) in table {
        let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
        match value {
            toml::Value::String(text) => {
                texts.insert(key, text);
            }
            toml::Value::Table(inner) => flatten(&key, inner, texts)?,
            other => bail!("{key} is {}, not a text", other.type_str()),
        }
    }
    Ok(())
}

enum Piece<'a> {
    Words(&'a str),
    Slot(&'a str),
}

/// Cuts a text into its fixed words and its slots. A brace that opens no slot belongs to the words.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, opened)) = rest.split_once('{') {
        pieces.push(Piece::Words(words));
        rest = match opened.split_once('}') {
            Some((name, after)) if is_slot(name) => {
                pieces.push(Piece::Slot(name));
                after
            }
            _ => {
                pieces.push(Piece::Words("{"));
                opened
            }
        };
    }
    pieces.push(Piece::Words(rest));
    pieces
}

fn is_slot(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn bracketed(text: &str) -> String {
    let mut marked = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) if words.trim().is_empty() => marked.push_str(words),
            Piece::Words(words) => marked.extend(["⟦", words, "⟧"]),
            Piece::Slot(name) => marked.extend(["{", name, "}"]),
        }
    }
    marked
}
