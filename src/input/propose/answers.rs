//! Tables of answers that belong to nobody: questions answered by one of a few numbers or words, and nothing of when anybody
//! came or left or what they did.

use super::GROUPS;
use super::columns::{free, plain};
use super::layout::{Layout, Shown, fact, is_sure};
use crate::error::Result;
use crate::fact::{ANSWER, FEEDBACK, Kind};
use crate::input::headers::Why;
use crate::input::map::assign::Seen;
use crate::input::mapping::TableKind;
use std::collections::{BTreeMap, BTreeSet};

/// The highest number people answer a question with.
const MOST: f64 = 10.0;
/// Letters of a question as a name.
const LETTERS: usize = 40;

impl Shown<'_> {
    /// The layout of answers; none where some column is about a person's way, or nothing is a question with a number.
    pub(super) fn responses(&self) -> Result<Option<Layout>> {
        let known = |seen: &Seen| fact(seen).filter(|_| is_sure(seen)).map(str::to_owned);
        let of_people = |name: &str| {
            let fact = self.vocabulary.fact(name).map(|fact| (fact.kind, fact.moment.is_some()));
            !matches!(fact, None | Some((Kind::Category | Kind::Categories, false))) && !name.starts_with(FEEDBACK)
        };
        if self.columns().filter_map(known).any(|name| of_people(&name)) {
            return Ok(None);
        }
        let days = self.columns().filter(|seen| self.is_day(seen)).count();
        let (mut roles, mut taken, mut numbers) = (BTreeMap::new(), BTreeSet::new(), 0);
        for seen in self.columns().filter(|seen| known(seen).is_none_or(|name| name.starts_with(FEEDBACK))) {
            let cells = self.cells(seen);
            let number = cells.range.is_some_and(|(least, most)| least >= 0.0 && most <= MOST) && cells.distinct > 1;
            let word = cells.range.is_none() && cells.grouped && (2..=GROUPS).contains(&cells.distinct);
            let name = match fact(seen) {
                _ if self.is_day(seen) => continue,
                Some(name) if name.starts_with(FEEDBACK) => name.to_owned(),
                _ if number => format!("{FEEDBACK}{}", question(&seen.header)),
                _ if word => format!("{ANSWER}{}", question(&seen.header)),
                _ => continue,
            };
            numbers += usize::from(name.starts_with(FEEDBACK));
            let name = match taken.contains(&name) {
                true => free(&format!("{name}_{}", seen.index + 1), |name| taken.contains(name)),
                false => name,
            };
            taken.insert(name.clone());
            roles.insert(name, (seen.index, Why::Content));
        }
        if numbers == 0 || days > 1 {
            return Ok(None);
        }
        if let Some(date) = self.role("date", |seen| self.is_day(seen))? {
            roles.insert("date".to_owned(), date);
        }
        Ok(Some(Layout { kind: TableKind::Responses, roles, alike: true, asks: None }))
    }
}

/// A question as a name, no longer than it has to be.
fn question(header: &str) -> String {
    // What stands in brackets is how it was answered.
    let short = header.split(['(', '[']).next().filter(|short| !short.trim().is_empty()).unwrap_or(header);
    let name: String = plain(short).trim_start_matches("own_").chars().take(LETTERS).collect();
    let name = name.trim_end_matches('_');
    if name.is_empty() { "question".to_owned() } else { name.to_owned() }
}
