//! What polku.toml could say of some files: every column accounted for and how it was told, the words nobody knows, the
//! days the files speak of.
//!
//! A proposal holds no sentence and no cell of a column that is not read. It comes from the same recogniser that reads
//! files, so what it says a column is, it will be.

use super::cohort::{Cohort, Column as Held};
use super::headers::guess::{self, Cells};
use super::headers::{Why, is_refused};
use super::map::assign::{Looked, Seen, What as Taken, look, notices};
use super::map::map;
use super::mapping::{Mapping, TableMapping};
use super::read::{Input, Sheet};
use super::words::Words;
use crate::error::{Error, Kind, Result};
use crate::fact::{Vocabulary, day_number, day_of};
use crate::finding::{Code, Finding, Place, Severity};
use crate::text::Language;
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};

mod scale;
mod words;

pub use scale::Scale;
pub use words::{Meaning, Unsaid};

/// The most groups a breakdown is proposed for.
const GROUPS: usize = 12;

/// What polku.toml could say.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The language of the headers, where they tell.
    pub language: Option<Language>,
    /// The files, in the order given.
    pub tables: Vec<Table>,
    /// No column tells people apart, so each row is its own unit.
    pub rows_are_units: bool,
    /// The last day anything is known.
    pub last: Option<LastDay>,
    /// The whole years the files cover.
    pub period: Option<(Date, Date)>,
    /// Words that are not read, by fact.
    pub unsaid: Vec<Unsaid>,
    /// Scales nobody knows.
    pub scales: Vec<Scale>,
    /// Facts with 2–12 groups, and how many.
    pub groups: Vec<(String, usize)>,
    /// What keeps the files from being read even so.
    pub faults: Vec<Finding>,
}

/// A file of the project.
#[derive(Debug, Clone)]
pub struct Table {
    /// As the project will name it.
    pub file: String,
    /// Every column, from left to right.
    pub columns: Vec<Column>,
}

/// A column and what is proposed for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its place, from 0.
    pub index: usize,
    /// Its header as written.
    pub header: String,
    /// What it is.
    pub what: What,
}

/// What is proposed for a column.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// It is this fact. Not `nameable` when another column has the same header: it is read without being named.
    Fact {
        /// The fact.
        name: String,
        /// How it was told.
        why: Why,
        /// Whether its header alone points to it.
        nameable: bool,
    },
    /// One of these by its header; the user decides.
    Choose(Vec<String>),
    /// This, if days are changed to months.
    NotMonths(String),
    /// Another column is this fact already.
    Second(String),
    /// One of these by its cells; the user decides.
    Looks(Vec<String>),
    /// A score of a scale nobody knows: this fact once the scale is declared.
    Scale(String),
    /// Few different texts: a breakdown of the user's own under this name.
    Own {
        /// The name.
        key: String,
        /// How many groups.
        groups: usize,
    },
    /// Personal data; left out.
    Personal,
    /// Customer numbers, which others may know.
    Customer,
    /// Computed from other columns.
    Computed,
    /// Numbers that belong to nothing known.
    Numbers,
    /// Many different texts.
    Texts,
    /// No cells.
    Empty,
    /// Another column has the same header, so it cannot be named.
    SameHeader,
    /// Cells without a header.
    NoHeader,
}

/// The last day of the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastDay {
    /// The day.
    pub day: Date,
    /// The column it stands in.
    pub header: String,
    /// How many days in the data lie behind today: plans, or slips.
    pub ahead: u64,
}

impl Column {
    /// Itself, the fact it is read as, how that was told, and whether its header points to it.
    #[must_use]
    pub fn fact(&self) -> Option<(&Column, &str, Why, bool)> {
        match &self.what {
            What::Fact { name, why, nameable } => Some((self, name, *why, *nameable)),
            _ => None,
        }
    }
}

impl Table {
    /// How many of its columns are read.
    #[must_use]
    pub fn read(&self) -> usize {
        self.columns.iter().filter(|column| matches!(column.what, What::Fact { .. })).count()
    }

    /// The headers of the columns that `wanted` picks, each once.
    pub fn headers(&self, wanted: impl Fn(&What) -> bool) -> Vec<String> {
        let mut headers: Vec<String> = Vec::new();
        for column in self.columns.iter().filter(|column| wanted(&column.what)) {
            if !headers.contains(&column.header) {
                headers.push(column.header.clone());
            }
        }
        headers
    }
}

/// Looks at files and proposes how to read them; gives the cohort they make, where they make one.
///
/// `today` tells plans from what has been.
///
/// # Errors
/// When a file cannot be read or holds no rows; a refusal when only a column of personal data could tell people apart.
pub fn propose(
    inputs: &[Input<'_>],
    vocabulary: &Vocabulary,
    today: Date,
    progress: &mut dyn FnMut(u64),
) -> Result<(Proposal, Option<Cohort>)> {
    let words = Words::new(&vocabulary.statuses, &BTreeMap::new())
        .map_err(|faults| Error::bug(anyhow::anyhow!("{faults:?}")))?;
    let sheets = open(inputs)?;
    let mut looked = Vec::new();
    for sheet in &sheets {
        looked.push(look(sheet, &TableMapping::default(), vocabulary, &words)?);
    }
    let mut personal: Vec<BTreeSet<usize>> = looked.iter().map(personal_columns).collect();
    sheets.iter().zip(&mut personal).for_each(|(sheet, personal)| with_namesakes(sheet, personal));
    let mut faults: Vec<Finding> = Vec::new();
    for (sheet, looked) in sheets.iter().zip(&looked) {
        if !looked.seen.iter().any(|column| matches!(column.what, Taken::Fact { .. })) {
            faults.push(Finding::new(Code::NothingRecognised, Place::file(sheet.name())));
        }
    }
    let rows_are_units = unidentified(&sheets, &looked, &personal)?;
    let cohort = match faults.is_empty() {
        false => None,
        true => Some(read(inputs, &sheets, &looked, &mut personal, rows_are_units, vocabulary, progress)?),
    };
    // Codes may have been met further down than columns are looked at.
    let rows_are_units = rows_are_units || unidentified(&sheets, &looked, &personal)?;
    let mut scales = Vec::new();
    let mut tables = Vec::new();
    for ((sheet, looked), personal) in sheets.iter().zip(&looked).zip(&personal) {
        let columns = Columns { looked, personal, vocabulary, words: &words, identified: !rows_are_units };
        tables.push(Table { file: sheet.name().to_owned(), columns: columns.proposed(&mut scales)? });
    }
    let headers: Vec<String> = sheets.iter().flat_map(|sheet| sheet.header.iter().cloned()).collect();
    let proposal = Proposal {
        language: guess::language(&headers).map_err(Error::bug)?,
        last: cohort.as_ref().and_then(|cohort| last_day(cohort, today)),
        period: cohort.as_ref().and_then(|cohort| period(cohort, today)),
        unsaid: cohort.as_ref().map(|cohort| words::unsaid(&cohort.findings)).unwrap_or_default(),
        groups: cohort.as_ref().map(groups).unwrap_or_default(),
        tables,
        rows_are_units,
        scales,
        faults,
    };
    Ok((proposal, cohort))
}

fn open<'a>(inputs: &'a [Input<'a>]) -> Result<Vec<Sheet<'a>>> {
    let mut sheets = Vec::new();
    let mut failed = None;
    for input in inputs {
        match Sheet::open(input) {
            Ok(sheet) => sheets.push(sheet),
            Err(error) => failed = Some(error.after(failed)),
        }
    }
    failed.map_or(Ok(sheets), Err)
}

/// The columns that must not be read.
fn personal_columns(looked: &Looked) -> BTreeSet<usize> {
    let refused = |column: &&Seen| column.codes > 0 || column.personal.is_some_and(is_refused);
    looked.seen.iter().filter(refused).map(|column| column.index).collect()
}

/// Columns are left out by their header, so whatever shares one goes too.
fn with_namesakes(sheet: &Sheet<'_>, personal: &mut BTreeSet<usize>) {
    let name = |column: &usize| sheet.header.get(*column).map(|header| header.to_lowercase());
    let names: BTreeSet<Option<String>> = personal.iter().map(name).collect();
    personal.extend((0..sheet.header.len()).filter(|column| names.contains(&name(column))));
}

/// Whether no column tells people apart.
///
/// # Errors
/// A refusal when personal data would: without them each row would pass for a person of its own.
fn unidentified(sheets: &[Sheet<'_>], looked: &[Looked], personal: &[BTreeSet<usize>]) -> Result<bool> {
    let is_id = |column: &Seen| matches!(&column.what, Taken::Fact { name, .. } if name == "id");
    let identified = looked
        .iter()
        .zip(personal)
        .any(|(looked, personal)| looked.seen.iter().any(|column| is_id(column) && !personal.contains(&column.index)));
    if identified || personal.iter().all(BTreeSet::is_empty) {
        return Ok(!identified);
    }
    let refused = sheets.iter().zip(looked).flat_map(|(sheet, looked)| notices(sheet, &looked.seen));
    let mut refused: Vec<Finding> = refused.filter(|finding| finding.code.severity() == Severity::Error).collect();
    let names: Vec<Place> = sheets
        .iter()
        .zip(looked)
        .zip(personal)
        .flat_map(|((sheet, looked), personal)| {
            let columns = looked.seen.iter().filter(|column| personal.contains(&column.index));
            columns.map(|column| Place::column(sheet.name(), &column.header).at(sheet.header_line)).collect::<Vec<_>>()
        })
        .collect();
    // What was met beyond the cells looked at has no notice yet.
    for place in names {
        if !refused.iter().any(|finding| finding.place == place) {
            refused.push(Finding::new(Code::PersonalValues, place));
        }
    }
    Err(Error::many(Kind::Refused, refused))
}

/// Reads the files without their personal data.
fn read(
    inputs: &[Input<'_>],
    sheets: &[Sheet<'_>],
    looked: &[Looked],
    personal: &mut [BTreeSet<usize>],
    rows_are_units: bool,
    vocabulary: &Vocabulary,
    progress: &mut dyn FnMut(u64),
) -> Result<Cohort> {
    loop {
        let header = |sheet: &Sheet<'_>, column: &usize| sheet.header.get(*column).cloned();
        let leave_out = |(sheet, columns): (&Sheet<'_>, &BTreeSet<usize>)| TableMapping {
            leave_out: columns.iter().filter_map(|column| header(sheet, column)).collect(),
            ..TableMapping::default()
        };
        let mapping = Mapping {
            tables: sheets.iter().zip(personal.iter()).map(leave_out).collect(),
            rows_are_units,
            ..Mapping::default()
        };
        let error = match map(inputs, &mapping, vocabulary.clone(), progress) {
            Err(error) if error.kind == Kind::Refused => error,
            done => return done,
        };
        // Codes further down: the column is left out like the others, if people can be told apart without it.
        let before: usize = personal.iter().map(BTreeSet::len).sum();
        for (sheet, personal) in sheets.iter().zip(personal.iter_mut()) {
            for finding in error.findings.iter().filter(|finding| finding.place.file == sheet.name()) {
                let named = |header: &String| Some(header) == finding.place.column.as_ref();
                let refused = finding.code.severity() == Severity::Error;
                personal.extend(sheet.header.iter().enumerate().filter(|(_, h)| refused && named(h)).map(|(i, _)| i));
            }
            with_namesakes(sheet, personal);
        }
        unidentified(sheets, looked, personal)?;
        if personal.iter().map(BTreeSet::len).sum::<usize>() == before {
            return Err(error);
        }
    }
}

/// The last day that is not ahead of today.
fn last_day(cohort: &Cohort, today: Date) -> Option<LastDay> {
    let today = i64::from(day_number(today));
    let mut ahead = 0;
    let mut last: Option<(i64, &String)> = None;
    for (fact, _) in cohort.columns.iter().filter(|(_, held)| matches!(held, Held::Day { .. })) {
        for day in cohort.integers(fact).ok()?.into_iter().flatten() {
            if day > today {
                ahead += 1;
            } else if last.is_none_or(|(latest, _)| day > latest) {
                last = Some((day, fact));
            }
        }
    }
    let (day, fact) = last?;
    let header = cohort.read.iter().find(|column| column.fact.as_ref() == Some(fact));
    Some(LastDay { day: day_of(i32::try_from(day).ok()?)?, header: header?.header.clone(), ahead })
}

/// From the first year somebody started to the last year the data cover whole, or at least the last one they speak of.
fn period(cohort: &Cohort, today: Date) -> Option<(Date, Date)> {
    let first = cohort.integers("start").ok()?.into_iter().flatten().min()?;
    let first = day_of(i32::try_from(first).ok()?)?.year();
    let last = last_day(cohort, today)?.day;
    let whole = if (last.month(), last.day()) == (12, 31) { last.year() } else { last.year() - 1 };
    Some((date(first, 1, 1), date(if whole < first { last.year().max(first) } else { whole }, 12, 31)))
}

/// The facts with a number of groups that a table can hold.
fn groups(cohort: &Cohort) -> Vec<(String, usize)> {
    let count = |held: &Held| match held {
        Held::Category { labels } | Held::Categories { labels } => labels.len(),
        _ => 0,
    };
    let groups = cohort.columns.iter().map(|(fact, held)| (fact.clone(), count(held)));
    groups.filter(|(_, n)| (2..=GROUPS).contains(n)).collect()
}

/// The columns of one sheet.
struct Columns<'a> {
    looked: &'a Looked,
    personal: &'a BTreeSet<usize>,
    vocabulary: &'a Vocabulary,
    words: &'a Words,
    identified: bool,
}

impl Columns<'_> {
    fn proposed(&self, scales: &mut Vec<Scale>) -> Result<Vec<Column>> {
        let facts: BTreeSet<&str> = self.looked.seen.iter().filter_map(fact).collect();
        let unread: Vec<(&Seen, Cells)> = self
            .looked
            .seen
            .iter()
            .filter(|seen| seen.what == Taken::Unread && !self.personal.contains(&seen.index))
            .map(|seen| (seen, self.cells(seen)))
            .collect();
        let scored = scale::find(&unread, self.vocabulary, scales)?;
        let mut keys: BTreeSet<String> = facts.iter().map(|fact| (*fact).to_owned()).collect();
        let columns = self.looked.seen.iter().map(|seen| {
            let what = match scored.get(&seen.index) {
                Some(fact) if self.nameable(seen) => What::Scale(fact.clone()),
                _ => self.one(seen, &facts, &mut keys),
            };
            Column { index: seen.index, header: seen.header.clone(), what }
        });
        Ok(columns.collect())
    }

    fn cells(&self, seen: &Seen) -> Cells {
        guess::cells(self.looked.samples.get(seen.index).map_or(&[], Vec::as_slice), self.words)
    }

    /// Whether the header points to this column and no other; case is passed over when a project is read.
    fn nameable(&self, seen: &Seen) -> bool {
        let same = |other: &&Seen| other.header.to_lowercase() == seen.header.to_lowercase();
        self.looked.seen.iter().filter(same).count() == 1
    }

    fn one(&self, seen: &Seen, facts: &BTreeSet<&str>, keys: &mut BTreeSet<String>) -> What {
        if self.personal.contains(&seen.index) {
            return What::Personal;
        }
        let nameable = self.nameable(seen);
        match &seen.what {
            _ if seen.header.is_empty() => What::NoHeader,
            Taken::Fact { name, why } => What::Fact { name: name.clone(), why: why.unwrap_or(Why::Name), nameable },
            Taken::Second { name } => What::Second(name.clone()),
            Taken::Personal if seen.personal == Some("customer_number") => What::Customer,
            Taken::Personal | Taken::LeftOut => What::Personal,
            Taken::Computed => What::Computed,
            _ if !nameable => What::SameHeader,
            Taken::Choose { options } => What::Choose(options.clone()),
            Taken::NotMonths { name } => What::NotMonths(name.clone()),
            Taken::Unread => self.unread(seen, facts, keys),
        }
    }

    fn unread(&self, seen: &Seen, facts: &BTreeSet<&str>, keys: &mut BTreeSet<String>) -> What {
        let cells = self.cells(seen);
        let open: Vec<String> =
            cells.facts.iter().filter(|fact| !facts.contains(*fact)).map(|fact| (*fact).to_owned()).collect();
        match cells.distinct {
            0 => What::Empty,
            _ if !open.is_empty() => What::Looks(open),
            // Where nothing tells people apart, what is different on most rows may.
            n if !self.identified && n > GROUPS && self.looked.is_mostly_different(seen.index) => {
                What::Looks(vec!["id".to_owned()])
            }
            n if (2..=GROUPS).contains(&n) && cells.grouped && !self.looked.is_all_different(seen.index) => {
                What::Own { key: self.key(&seen.header, keys), groups: n }
            }
            _ if cells.range.is_some() => What::Numbers,
            _ => What::Texts,
        }
    }

    /// A name for a column of the user's own: plain, and unlike the names of facts.
    fn key(&self, header: &str, keys: &mut BTreeSet<String>) -> String {
        let taken = |key: &String| {
            keys.contains(key) || self.vocabulary.fact(key).is_some() || self.vocabulary.suggest(key).is_some()
        };
        let key = free(&plain(header), taken);
        keys.insert(key.clone());
        key
    }
}

fn fact(seen: &Seen) -> Option<&str> {
    if let Taken::Fact { name, .. } = &seen.what { Some(name) } else { None }
}

/// A text as a name in a project: small letters without accents, digits, one underscore between words.
fn plain(text: &str) -> String {
    use super::words::key::{fold, spaced};
    let letters = |c: char| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '_' };
    let key: String = fold(&spaced(text)).chars().map(letters).collect();
    let parts: Vec<&str> = key.split('_').filter(|part| !part.is_empty()).collect();
    let key = parts.join("_");
    if key.starts_with(|c: char| c.is_ascii_lowercase()) {
        key
    } else {
        format!("own_{key}").trim_end_matches('_').to_owned()
    }
}

/// The name, or one made from it that is not taken.
fn free(name: &str, taken: impl Fn(&String) -> bool) -> String {
    let numbered = (2..).map(|n: u32| format!("own_{name}_{n}"));
    let names = [name.to_owned(), format!("own_{name}")].into_iter().chain(numbered);
    names.into_iter().find(|name| !taken(name)).unwrap_or_default()
}
