//! `headers.toml`: the names columns have.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::Unit;
use crate::input::words::key::{Table, fold, spaced};
use crate::text::Language;

const ASSET: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/assets/headers.toml"));
static LEXICON: LazyLock<Result<Lexicon, String>> =
    LazyLock::new(|| Lexicon::parse(ASSET).map_err(|fault| format!("headers.toml: {fault:#}")));

/// A fact that is one column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fact {
    pub(super) name: String,
    #[serde(default)]
    pub(super) date: bool,
    #[serde(default)]
    pub(super) background: bool,
    pub(super) unit: Option<Unit>,
    fi: Vec<String>,
    sv: Vec<String>,
    en: Vec<String>,
}

/// When something was the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    Start,
    Exit,
    Months(u16),
    /// So many months before entry.
    Before(u16),
    /// A follow-up that does not say when.
    FollowUp,
}

/// A header of the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatusHeader {
    Bare,
    Start,
    Exit,
}

/// How the content of a column decides what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Rule {
    Education,
    Qualification,
    Group,
    Age,
    Birth,
    Place,
    Result,
    Job,
    Number,
    Letter,
    Trial,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fact: Vec<Fact>,
    status: BTreeMap<String, Vec<String>>,
    scale: BTreeMap<String, Vec<String>>,
    rival: BTreeMap<String, String>,
    moment: BTreeMap<String, Vec<String>>,
    word: BTreeMap<String, Vec<String>>,
    content: BTreeMap<Rule, Vec<String>>,
    personal: BTreeMap<String, Personal>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Personal {
    #[serde(default)]
    part: Vec<String>,
    #[serde(default)]
    whole: Vec<String>,
}

/// Everything known of headers.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) entries: Vec<Fact>,
    /// Places in `entries`.
    pub(super) facts: Table<usize>,
    /// Dated facts by what stands before "pvm" or "date".
    pub(super) dates: Table<usize>,
    pub(super) status: Table<StatusHeader>,
    pub(super) scales: BTreeMap<String, Vec<String>>,
    pub(super) rivals: BTreeMap<String, String>,
    pub(super) moments: Table<Moment>,
    /// Units of follow-up times, in months.
    pub(super) units: Table<u16>,
    pub(super) content: Table<Rule>,
    pub(super) personal_part: Table<&'static str>,
    pub(super) personal_whole: Table<&'static str>,
    words: BTreeMap<String, Table<()>>,
    endings: BTreeMap<String, Vec<String>>,
    /// The languages a word of a header is written in.
    languages: BTreeMap<String, BTreeSet<Language>>,
}

impl Lexicon {
    /// The names polku comes with.
    pub(super) fn builtin() -> Result<&'static Self> {
        LEXICON.as_ref().map_err(|fault| anyhow::anyhow!("{fault}"))
    }

    /// Whether a word belongs to a list of the file.
    pub(super) fn is(&self, list: &str, word: &str) -> bool {
        self.words.get(list).is_some_and(|words| words.key(word).is_some())
    }

    /// The language that alone has a word of headers; the names of facts are English.
    pub(super) fn language(&self, word: &str) -> Option<Language> {
        let languages = self.languages.get(&fold(word))?;
        languages.first().copied().filter(|_| languages.len() == 1)
    }

    /// The beginnings or endings of a list, with accents and without.
    pub(super) fn affixes(&self, list: &str) -> &[String] {
        self.endings.get(list).map_or(&[], Vec::as_slice)
    }

    /// The words before the one that says it is a day; none when nothing says so.
    pub(super) fn without_date(&self, words: &[String]) -> Option<Vec<String>> {
        let (last, rest) = words.split_last()?;
        let mut stem = rest.to_vec();
        if !self.is("date", last) {
            let endings = self.affixes("date_ending").iter();
            stem.push(endings.filter_map(|ending| last.strip_suffix(ending.as_str())).min()?.to_owned());
        }
        Some(stem).filter(|stem| stem.iter().any(|word| !word.is_empty()))
    }

    fn parse(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text)?;
        let mut lexicon = Self {
            entries: file.fact,
            facts: Table::default(),
            dates: Table::default(),
            status: Table::default(),
            scales: file.scale,
            rivals: file.rival,
            moments: Table::default(),
            units: Table::default(),
            content: Table::default(),
            personal_part: Table::default(),
            personal_whole: Table::default(),
            words: BTreeMap::new(),
            endings: BTreeMap::new(),
            languages: BTreeMap::new(),
        };
        lexicon.words(&file.word);
        lexicon.languages(&file.status);
        lexicon.facts()?;
        for (list, words) in &file.status {
            let header = match list.as_str() {
                "start" => StatusHeader::Start,
                "exit" => StatusHeader::Exit,
                _ => StatusHeader::Bare,
            };
            fill(&mut lexicon.status, words, &header)?;
        }
        for (list, words) in &file.moment {
            lexicon.moment(list, words)?;
        }
        for (rule, words) in &file.content {
            fill(&mut lexicon.content, words, rule)?;
        }
        for (kind, lists) in &file.personal {
            let known = super::PERSONAL.iter().find(|known| *known == kind);
            let kind = known.with_context(|| format!("no kind of personal data `{kind}`"))?;
            fill(&mut lexicon.personal_part, &lists.part, kind)?;
            fill(&mut lexicon.personal_whole, &lists.part, kind)?;
            fill(&mut lexicon.personal_whole, &lists.whole, kind)?;
        }
        Ok(lexicon)
    }

    fn words(&mut self, lists: &BTreeMap<String, Vec<String>>) {
        for (list, words) in lists {
            let mut table = Table::default();
            for word in words {
                let _ = table.insert(word, &());
            }
            self.words.insert(list.clone(), table);
            let folded = words.iter().map(|word| fold(word));
            self.endings.insert(list.clone(), words.iter().cloned().chain(folded).collect());
        }
    }

    fn languages(&mut self, status: &BTreeMap<String, Vec<String>>) {
        let lists = self.entries.iter().flat_map(|fact| {
            let name = std::slice::from_ref(&fact.name);
            [(Language::Fi, &fact.fi[..]), (Language::Sv, &fact.sv), (Language::En, &fact.en), (Language::En, name)]
        });
        let status = Language::ALL.into_iter().filter_map(|language| Some((language, status.get(language.code())?)));
        for (language, names) in lists.chain(status.map(|(language, names)| (language, &names[..]))) {
            for word in names.iter().flat_map(|name| spaced(name).split(' ').map(fold).collect::<Vec<_>>()) {
                self.languages.entry(word).or_default().insert(language);
            }
        }
    }

    fn facts(&mut self) -> Result<()> {
        for (place, fact) in self.entries.iter().enumerate() {
            let aliases = fact.fi.iter().chain(&fact.sv).chain(&fact.en);
            for alias in std::iter::once(&fact.name).chain(aliases) {
                let words: Vec<String> = spaced(alias).split(' ').map(str::to_owned).collect();
                let stem = self.without_date(&words).unwrap_or(words);
                let clash = |held: usize| self.entries.get(held).is_some_and(|held| held.name != fact.name);
                if self.facts.insert(alias, &place).is_some_and(clash) {
                    bail!("`{alias}` names two facts");
                }
                if fact.date && self.dates.insert(&stem.join(" "), &place).is_some_and(clash) {
                    bail!("`{alias}` names two dated facts");
                }
            }
        }
        Ok(())
    }

    fn moment(&mut self, list: &str, words: &[String]) -> Result<()> {
        let moment = match list {
            "start" => Moment::Start,
            "exit" => Moment::Exit,
            "follow_up" => Moment::FollowUp,
            "months" => return fill(&mut self.units, words, &1),
            "years" => return fill(&mut self.units, words, &12),
            "from_start" | "before" | "entry" | "after" => {
                self.words(&BTreeMap::from([(list.to_owned(), words.to_vec())]));
                return Ok(());
            }
            _ => match list.strip_prefix('m').and_then(|months| months.parse().ok()) {
                Some(months) => Moment::Months(months),
                None => bail!("no moment `{list}`"),
            },
        };
        fill(&mut self.moments, words, &moment)
    }
}

fn fill<T: Clone + PartialEq>(table: &mut Table<T>, words: &[String], value: &T) -> Result<()> {
    for word in words {
        if table.insert(word, value).is_some() {
            bail!("`{word}` has two meanings");
        }
    }
    Ok(())
}
