//! What is proposed for each column of a sheet.

use super::layout::Layout;
use super::scale::{self, Scale};
use super::{Column, GROUPS, What};
use crate::error::Result;
use crate::fact::Vocabulary;
use crate::input::headers::Why;
use crate::input::headers::guess::{self, Cells};
use crate::input::map::assign::{Looked, Seen, What as Taken};
use crate::input::mapping::TableKind;
use crate::input::words::Words;
use crate::input::words::key::{fold, spaced};
use std::collections::BTreeSet;

/// The columns of one sheet.
pub(super) struct Columns<'a> {
    pub(super) looked: &'a Looked,
    pub(super) personal: &'a BTreeSet<usize>,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) words: &'a Words,
    pub(super) identified: bool,
    /// Where the rows are no participations.
    pub(super) layout: Option<&'a Layout>,
    /// The columns that are months.
    pub(super) months: BTreeSet<usize>,
}

impl Columns<'_> {
    pub(super) fn proposed(&self, scales: &mut Vec<Scale>) -> Result<Vec<Column>> {
        if let Some(layout) = self.layout {
            let column =
                |seen: &Seen| Column { index: seen.index, header: seen.header.clone(), what: self.role(seen, layout) };
            return Ok(self.looked.seen.iter().map(column).collect());
        }
        let facts: BTreeSet<&str> = self.looked.seen.iter().filter_map(fact).collect();
        let unread: Vec<(&Seen, Cells)> = self
            .looked
            .seen
            .iter()
            .filter(|seen| seen.what == Taken::Unread && !self.personal.contains(&seen.index))
            .filter(|seen| !self.months.contains(&seen.index))
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

    /// What a column of a table is whose rows are no participations.
    fn role(&self, seen: &Seen, layout: &Layout) -> What {
        let role = layout.roles.iter().find(|(_, (index, _))| *index == seen.index);
        match (role, &seen.what) {
            _ if self.personal.contains(&seen.index) => What::Personal,
            _ if seen.header.is_empty() => What::NoHeader,
            (Some((name, (_, why))), _) => What::Role { name: name.clone(), why: *why, nameable: self.nameable(seen) },
            _ if layout.kind == TableKind::Panel && self.months.contains(&seen.index) => What::Month,
            (None, Taken::Personal) if seen.personal == Some("customer_number") => What::Customer,
            (None, Taken::Personal) => What::Personal,
            // Of whoever comes to an occasion the background is read by its header.
            (None, Taken::Fact { name, why }) if layout.kind.is_apart() && name != "id" => {
                What::Fact { name: name.clone(), why: why.unwrap_or(Why::Name), nameable: self.nameable(seen) }
            }
            (None, _) => What::Beside,
        }
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
            _ if self.months.contains(&seen.index) => What::Month,
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
pub(super) fn plain(text: &str) -> String {
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
pub(super) fn free(name: &str, taken: impl Fn(&String) -> bool) -> String {
    let numbered = (2..).map(|n: u32| format!("own_{name}_{n}"));
    let names = [name.to_owned(), format!("own_{name}")].into_iter().chain(numbered);
    names.into_iter().find(|name| !taken(name)).unwrap_or_default()
}
