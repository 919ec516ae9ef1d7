//! Which column of a long table is what: what the user said, then what headers say.

use super::month::{Month, month};
use crate::error::{Error, Kind, Result};
use crate::fact::{ANSWER, FEEDBACK, Vocabulary};
use crate::finding::{Code, Finding, Place, Severity};
use crate::input::cohort::ReadColumn;
use crate::input::map::assign::{Assigned, What, look, notices, unlooked};
use crate::input::mapping::{TableKind, TableMapping};
use crate::input::read::Sheet;
use crate::input::words::Words;
use crate::input::words::key::{fold, spaced};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The names organisations use, by role and language.
const TEXT: &str = include_str!("../../../assets/tables.toml");

/// The columns of a long table that are read.
pub(in crate::input::map) struct Roles {
    /// Role (of a panel also `month<i>`; of scores also the scale) → column number and header.
    pub(in crate::input::map) columns: BTreeMap<String, (usize, String)>,
    /// The roles that are months.
    pub(super) months: Vec<(String, Month)>,
    /// Every column and what became of it.
    pub(in crate::input::map) read: Vec<ReadColumn>,
    /// Columns whose cells are not looked at.
    pub(in crate::input::map) unlooked: BTreeSet<usize>,
    /// Why the headers are refused.
    pub(in crate::input::map) refused: Vec<Finding>,
}

/// Gives roles to columns.
///
/// # Errors
/// When the project names a column that is not there, or when a role is nobody's.
pub(in crate::input::map) fn roles(
    sheet: &Sheet<'_>,
    table: &TableMapping,
    vocabulary: &Vocabulary,
    words: &Words,
    findings: &mut Vec<Finding>,
) -> Result<Roles> {
    let seen = look(sheet, table, vocabulary, words)?.seen;
    // What a header would be in a table of people is no matter here.
    let personal = [Code::PersonalColumn, Code::BirthDate, Code::CustomerNumber];
    let noticed = notices(sheet, &seen).into_iter().filter(|finding| personal.contains(&finding.code));
    let (refused, noticed): (Vec<Finding>, Vec<Finding>) =
        noticed.partition(|finding| finding.code.severity() == Severity::Error);
    findings.extend(noticed);
    let aliases = aliases()?;
    let unlooked = unlooked(&seen);
    let mut roles = Roles { columns: BTreeMap::new(), months: Vec::new(), read: Vec::new(), unlooked, refused };
    for column in &seen {
        // Of rows that belong to nobody the background counts, and whatever may tell whose they are does not.
        let background = if table.kind.is_apart() { &APART[..] } else { &["id"] };
        if let What::Fact { name, why } = &column.what
            && (why.is_none() || background.contains(&name.as_str()))
        {
            roles.columns.entry(name.clone()).or_insert((column.index, column.header.clone()));
        }
    }
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    for column in seen.iter().filter(|column| !column.header.is_empty()) {
        if matches!(column.what, What::Personal | What::LeftOut) || roles.has(column.index) {
            continue;
        }
        let Some(role) = role_of(&column.header, table, vocabulary, aliases) else { continue };
        let key = match role {
            Role::Month(month) if roles.months.iter().all(|(_, known)| *known != month) => {
                let key = format!("month{:05}", column.index);
                roles.months.push((key.clone(), month));
                key
            }
            Role::Named(name) if !roles.columns.contains_key(&name) => name,
            Role::Named(name) if roles.columns.get(&name).is_some_and(|(_, used)| same(used, &column.header)) => {
                let used = roles.columns.get(&name).map_or(0, |(used, _)| used + 1);
                let place = Place::column(sheet.name(), &column.header).at(sheet.header_line);
                let finding = Finding::new(Code::SecondColumn, place).with("used", used);
                findings.push(finding.with("other", column.index + 1));
                continue;
            }
            Role::Month(_) | Role::Named(_) => {
                let place = Place::column(sheet.name(), &column.header).at(sheet.header_line);
                findings.push(Finding::new(Code::ChooseColumn, place).with("options", &column.header));
                continue;
            }
        };
        roles.columns.insert(key, (column.index, column.header.clone()));
    }
    roles.complete(sheet, table)?;
    for column in seen.iter().filter(|column| !column.header.is_empty()) {
        let role = roles.columns.iter().find(|(_, (index, _))| *index == column.index).map(|(role, _)| role.clone());
        // A panel has many months; what became of them is said by fact.
        let fact = role.filter(|role| ["id", "date", "from", "to"].contains(&role.as_str()));
        if fact.is_some() || !roles.has(column.index) {
            roles.read.push(ReadColumn { file: sheet.name().to_owned(), header: column.header.clone(), fact });
        }
    }
    Ok(roles)
}

/// What may be known of somebody who answers, or of an occasion.
const APART: [&str; 9] =
    ["service", "funder", "organisation", "municipality", "region", "gender", "age_group", "education", "target_group"];

fn is_question(role: &str) -> bool {
    role.starts_with(FEEDBACK) || role.starts_with(ANSWER)
}

impl Roles {
    /// The columns of a table whose rows belong to nobody, as facts: its day is when people left.
    pub(in crate::input::map) fn apart(self, sheet: &Sheet<'_>) -> Assigned {
        let fact = |role: String| if role == "date" { "end".to_owned() } else { role };
        let columns: BTreeMap<String, (usize, String)> =
            self.columns.into_iter().map(|(role, column)| (fact(role), column)).collect();
        let of = |index: usize| columns.iter().find(|(_, (column, _))| *column == index).map(|(fact, _)| fact.clone());
        let read = sheet.header.iter().enumerate().filter(|(_, header)| !header.is_empty());
        let read = read.map(|(index, header)| ReadColumn {
            file: sheet.name().to_owned(),
            header: header.clone(),
            fact: of(index),
        });
        Assigned { read: read.collect(), columns, unlooked: self.unlooked, refused: self.refused }
    }
}

enum Role {
    Named(String),
    Month(Month),
}

fn role_of(header: &str, table: &TableMapping, vocabulary: &Vocabulary, aliases: &Aliases) -> Option<Role> {
    if table.kind == TableKind::Panel {
        return month(header).map(Role::Month);
    }
    let known = |role: &str| aliases.0.get(role).is_some_and(|names| names.contains(&fold(&spaced(header))));
    if let Some((role, _)) = table.kind.roles().iter().find(|(role, _)| known(role)) {
        return Some(Role::Named((*role).to_owned()));
    }
    let scales = table.kind == TableKind::Scores;
    super::scale_of(header, vocabulary).filter(|_| scales).map(Role::Named)
}

impl Roles {
    fn has(&self, index: usize) -> bool {
        self.columns.values().any(|(column, _)| *column == index)
    }

    /// The columns that hold the scores of one scale each.
    pub(super) fn scales(&self, vocabulary: &Vocabulary) -> Vec<String> {
        self.columns.keys().filter(|role| vocabulary.instruments.contains_key(*role)).cloned().collect()
    }

    fn complete(&self, sheet: &Sheet<'_>, table: &TableMapping) -> Result<()> {
        let mut missing: Vec<&str> = table
            .kind
            .roles()
            .iter()
            .filter(|(role, needed)| *needed && !self.columns.contains_key(*role))
            .map(|(role, _)| *role)
            .collect();
        let known = |role: &str| self.columns.contains_key(role);
        let roles: Vec<&str> = table.kind.roles().iter().map(|(role, _)| *role).collect();
        match table.kind {
            TableKind::Responses if !self.columns.keys().any(|role| is_question(role)) => missing.push("feedback_…"),
            TableKind::Panel if self.months.is_empty() => missing.push("2024-01 … / m1 …"),
            TableKind::Scores if self.columns.keys().all(|role| roles.contains(&role.as_str())) => {
                if !known("value") {
                    missing.push("value");
                } else if !known("scale") && table.scale.is_none() {
                    missing.push("scale");
                }
            }
            _ => {}
        }
        let numbered = self.months.iter().any(|(_, month)| matches!(month, Month::Numbered(_)));
        let mut faults: Vec<Finding> = missing
            .into_iter()
            .map(|role| {
                let fault = Finding::new(Code::MissingRole, table.place.clone()).with("name", role);
                fault.with("file", sheet.name()).with("kind", table.kind.id())
            })
            .collect();
        if numbered && table.origin.is_none() {
            faults.push(Finding::new(Code::NoOrigin, table.place.clone()).with("file", sheet.name()));
        }
        if faults.is_empty() { Ok(()) } else { Err(Error::many(Kind::Usage, faults)) }
    }
}

/// Whether organisations call the columns of a role by this name.
///
/// # Errors
/// When polku's own list of names is broken.
pub(in crate::input) fn is_called(header: &str, role: &str) -> Result<bool> {
    Ok(aliases()?.0.get(role).is_some_and(|names| names.contains(&fold(&spaced(header)))))
}

struct Aliases(BTreeMap<String, Vec<String>>);

fn aliases() -> Result<&'static Aliases> {
    static BUILTIN: LazyLock<std::result::Result<Aliases, toml::de::Error>> = LazyLock::new(|| {
        let file: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(TEXT)?;
        let keys = |names: BTreeMap<String, Vec<String>>| names.into_values().flatten().map(|n| fold(&spaced(&n)));
        Ok(Aliases(file.into_iter().map(|(role, names)| (role.clone(), keys(names).chain([role]).collect())).collect()))
    });
    BUILTIN.as_ref().map_err(|fault| Error::bug(fault.clone()))
}
