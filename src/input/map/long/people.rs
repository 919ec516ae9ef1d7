//! Participations as observations meet them: by person, with their first and their last day.

use crate::fact::day_number;
use crate::input::map::decode::Typed;
use crate::input::map::encode::Encoded;
use crate::input::mapping::Origin;
use std::collections::BTreeMap;

/// The participations of a project.
pub(in crate::input::map) struct People<'a> {
    pub(in crate::input::map) encoded: &'a Encoded,
    pub(in crate::input::map) starts: Vec<Option<i32>>,
    pub(in crate::input::map) ends: Vec<Option<i32>>,
    /// Rows, person after person.
    order: Vec<u32>,
    /// Where each person begins in `order`, and one past the last.
    begins: Vec<u32>,
}

impl<'a> People<'a> {
    pub(in crate::input::map) fn of(encoded: &'a Encoded, typed: &BTreeMap<String, Typed>) -> People<'a> {
        let day = |fact: &str| match typed.get(fact) {
            Some(Typed::Day(days)) => days.clone(),
            _ => vec![None; encoded.rows()],
        };
        let codes: &[u32] = encoded.columns.get("id").map_or(&[], |id| &id.codes);
        let people = encoded.columns.get("id").map_or(0, |id| id.texts.len());
        let mut begins = vec![0u32; people + 1];
        codes.iter().for_each(|code| begins.iter_mut().skip(*code as usize + 1).take(1).for_each(|n| *n += 1));
        let mut before = 0;
        for begin in &mut begins {
            before += *begin;
            *begin = before;
        }
        let mut next = begins.clone();
        let mut order = vec![0u32; codes.len()];
        for (row, code) in codes.iter().enumerate() {
            let Some(next) = next.get_mut(*code as usize) else { continue };
            order.iter_mut().skip(*next as usize).take(1).for_each(|place| *place = row as u32);
            *next += 1;
        }
        People { encoded, starts: day("start"), ends: day("end"), order, begins }
    }

    pub(super) fn rows(&self, person: u32) -> &[u32] {
        let at = |i: usize| self.begins.get(i).copied().unwrap_or(0) as usize;
        self.order.get(at(person as usize)..at(person as usize + 1)).unwrap_or(&[])
    }

    /// How many people there are.
    pub(super) fn count(&self) -> usize {
        self.begins.len().saturating_sub(1)
    }

    /// The rows of each person.
    pub(in crate::input::map) fn each(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.count()).map(|person| self.rows(person as u32))
    }

    pub(in crate::input::map) fn start(&self, row: u32) -> Option<i32> {
        self.starts.get(row as usize).copied().flatten()
    }

    pub(in crate::input::map) fn end(&self, row: u32) -> Option<i32> {
        self.ends.get(row as usize).copied().flatten()
    }

    /// The first entry, or the last exit of somebody who has left.
    pub(super) fn origin(&self, person: u32, origin: Origin) -> Option<i32> {
        let rows = self.rows(person);
        match origin {
            Origin::Start => rows.iter().filter_map(|row| self.start(*row)).min(),
            Origin::End => rows.iter().map(|row| self.end(*row)).collect::<Option<Vec<i32>>>()?.into_iter().max(),
            Origin::Month(day) => Some(day_number(day)),
        }
    }

    /// The participation something on a day happened in: the last that had begun, else the first.
    pub(super) fn at(&self, person: u32, day: i32) -> Option<u32> {
        let rows = self.rows(person);
        let begun = rows.iter().copied().filter(|row| self.start(*row).is_some_and(|start| start <= day));
        let first = || rows.iter().copied().min_by_key(|row| (self.start(*row).is_none(), self.start(*row), *row));
        begun.max_by_key(|row| (self.start(*row), std::cmp::Reverse(*row))).or_else(first)
    }
}
