//! From participations to what is counted as one.
//!
//! A person has the background of the first entry and the exit and follow-up of the last exit. Within a service, a
//! funder or an organisation the person is rebuilt from the participations there, so those groups overlap.

use crate::error::{Error, Result};
use crate::fact::day_number;
use crate::fact::{FEEDBACK, Kind, Moment};
use crate::indicator::{Anchor, Period};
use crate::input::cohort::{self, Cohort, gone_column, integers};
use polars::prelude::*;
use std::collections::BTreeMap;

/// The column that marks people active in the period.
pub(super) const ACTIVE: &str = "active?";

/// One row a participation, or one row a person, with the cohort's columns and [`ACTIVE`].
///
/// `within` names the facts inside whose groups a person is rebuilt from participations; without it nobody is.
pub(super) fn units(cohort: &Cohort, within: Option<&[&str]>, period: Option<Period>) -> Result<DataFrame> {
    let frame = with_active(cohort, period)?;
    let (Some(within), Some(again)) = (within, again(cohort)?) else { return Ok(frame) };
    // Most people have one row, which stays as it is; only the others are rebuilt.
    let several = Cohort { frame: frame.filter(&again)?, ..cohort.clone() };
    let rebuilt = Groups::of(&several, within)?.rebuild(&several)?;
    let once = frame.filter(&!again)?.select(rebuilt.get_column_names())?;
    Ok(once.vstack(&rebuilt)?)
}

/// The first entry and the last exit of a cohort that is one person's, as row numbers.
pub(super) fn first_and_last(cohort: &Cohort, period: Option<Period>) -> Result<(Option<u32>, Option<u32>)> {
    // As `units` looks at the rows, so that a tie is settled alike.
    let own = Cohort { frame: with_active(cohort, period)?, ..cohort.clone() };
    let [first, last] = Groups::of(&own, &[])?.first_and_last(&own)?;
    Ok((first.first().copied().flatten(), last.first().copied().flatten()))
}

fn with_active(cohort: &Cohort, period: Option<Period>) -> Result<DataFrame> {
    let rows = cohort.frame.height();
    let mut active = vec![true; rows];
    if let Some(period) = period {
        let (from, to) = (i64::from(day_number(period.from)), i64::from(day_number(period.to)));
        let day = |fact: &str| -> Result<Vec<Option<i64>>> {
            let held = cohort.frame.get_column_index(fact).is_some();
            if held { cohort.integers(fact) } else { Ok(vec![None; rows]) }
        };
        // Of what is not known to the day: who was surely active, whichever day it was.
        let ends_from = cohort.columns_of("end").pop().unwrap_or_else(|| "end".to_owned());
        let (starts, ends) = (day("start")?, day(&ends_from)?);
        for (i, active) in active.iter_mut().enumerate() {
            // Without a start nothing says that the participation had begun; without an end it goes on.
            *active = starts[i].is_some_and(|start| start <= to) && ends[i].is_none_or(|end| end >= from);
        }
    }
    let mut frame = cohort.frame.clone();
    frame.with_column(Column::new(ACTIVE.into(), active))?;
    Ok(frame)
}

/// The condition that puts a unit into the period.
pub(super) fn in_period(anchor: Anchor, period: Option<Period>, cohort: &Cohort) -> Expr {
    let Some(period) = period else { return lit(true) };
    let inside = |fact: &str| {
        let columns = cohort.columns_of(fact);
        if let (Some(last), Some(first)) = (columns.first(), columns.last()) {
            let (first, last) = (col(first.as_str()), col(last.as_str()));
            first.gt_eq(lit(day_number(period.from))).and(last.lt_eq(lit(day_number(period.to)))).fill_null(lit(false))
        } else {
            // Without the days nobody can be placed; better everybody than nobody, and the report names the period.
            lit(true)
        }
    };
    match anchor {
        Anchor::Active => col(ACTIVE),
        Anchor::Start => inside("start"),
        Anchor::Exit => inside("end"),
    }
}

/// The rows of people who have several; none where a row is a person, within every group.
pub(super) fn again(cohort: &Cohort) -> Result<Option<BooleanChunked>> {
    let ids = cohort.frame.column("id")?.u32().map_err(Error::from)?.clone();
    // Ids are dense from 0.
    let mut rows = vec![0u32; ids.max().map_or(0, |last| last as usize + 1)];
    ids.iter().flatten().for_each(|id| rows[id as usize] += 1);
    if rows.iter().all(|rows| *rows <= 1) {
        return Ok(None);
    }
    Ok(Some(ids.iter().map(|id| id.is_some_and(|id| rows[id as usize] > 1)).collect()))
}

/// The rows of each person, in the order they began.
struct Groups {
    /// Row numbers, group after group.
    rows: Vec<u32>,
    /// Where each group begins in `rows`, and one past the last.
    begins: Vec<usize>,
    /// What each row says, as a hash: of two rows with the same days the choice must not hang on their order.
    content: Vec<u64>,
}

impl Groups {
    fn of(cohort: &Cohort, within: &[&str]) -> Result<Groups> {
        let height = cohort.frame.height();
        let ids = cohort.integers("id")?;
        let start = if cohort.columns.contains_key("start") { cohort.integers("start")? } else { vec![None; height] };
        let keys = within.iter().map(|fact| cohort.integers(fact)).collect::<Result<Vec<_>>>()?;
        let key = |row: u32| (ids[row as usize], keys.iter().map(|key| key[row as usize]).collect::<Vec<_>>());
        let mut rows: Vec<u32> = (0..height as u32).collect();
        // A row without a start sorts behind those with one: it is not the first entry anybody knows of.
        let content = content(cohort)?;
        rows.sort_by_cached_key(|&row| {
            let i = row as usize;
            (key(row), start[i].is_none(), start[i], content[i], row)
        });
        let mut begins = Vec::new();
        for (i, &row) in rows.iter().enumerate() {
            if i == 0 || key(rows[i - 1]) != key(row) {
                begins.push(i);
            }
        }
        begins.push(rows.len());
        Ok(Groups { rows, begins, content })
    }

    fn each(&self) -> impl Iterator<Item = &[u32]> {
        self.begins.windows(2).map(|w| &self.rows[w[0]..w[1]])
    }

    /// The row each person's background is from, and the row of the exit and the follow-up.
    fn first_and_last(&self, cohort: &Cohort) -> Result<[Vec<Option<u32>>; 2]> {
        let ends = if cohort.columns.contains_key("end") { Some(cohort.integers("end")?) } else { None };
        let first = self.each().map(|rows| rows.first().copied()).collect();
        // Somebody with a participation that goes on has not left.
        let last = self.each().map(|rows| match &ends {
            None => rows.last().copied(),
            Some(ends) if rows.iter().any(|&row| ends[row as usize].is_none()) => None,
            Some(ends) => rows.iter().copied().max_by_key(|&row| (ends[row as usize], self.content[row as usize], row)),
        });
        Ok([first, last.collect()])
    }

    fn rebuild(&self, cohort: &Cohort) -> Result<DataFrame> {
        let frame = &cohort.frame;
        let [first, last] = self.first_and_last(cohort)?;
        let take = |columns: &[String], rows: &[Option<u32>]| -> Result<Vec<Column>> {
            let index = IdxCa::from_iter_options("".into(), rows.iter().map(|row| row.map(|row| row as IdxSize)));
            columns.iter().map(|name| Ok(frame.column(name)?.take(&index)?)).collect()
        };
        let mut out = take(&["id".to_owned(), "row".to_owned()], &first)?;
        for fact in cohort.columns.keys() {
            let columns = cohort.columns_of(fact);
            let known = cohort.vocabulary.fact(fact);
            let kind = known.as_ref().map_or(Kind::Category, |fact| fact.kind);
            let moment = known.and_then(|fact| fact.moment);
            match (kind, moment) {
                (
                    Kind::Status | Kind::Score | Kind::Amount | Kind::Category,
                    Some(Moment::Exit | Moment::Months(_)),
                ) => out.extend(take(&columns, &last)?),
                (Kind::Status | Kind::Score, _) => out.extend(take(&columns, &first)?),
                (Kind::Date, _) if fact == "end" => out.extend(take(&columns, &last)?),
                (Kind::Date, _) if fact == "last_seen" => out.push(self.fold(frame, fact, Option::max)?),
                (Kind::Event, _) => {
                    for column in &columns {
                        out.push(self.fold(frame, column, |a, b| match (a, b) {
                            (Some(a), Some(b)) => Some(a.min(b)),
                            (a, b) => a.or(b),
                        })?);
                    }
                }
                (Kind::Amount, _) => out.push(self.fold(frame, fact, |a, b| match (a, b) {
                    (Some(a), Some(b)) => Some(a.saturating_add(b)),
                    (a, b) => a.or(b),
                })?),
                _ if matches!(fact.as_str(), "exit_reason" | "exit_year" | "exit_quarter")
                    || fact.starts_with(FEEDBACK) =>
                {
                    out.extend(take(&columns, &last)?);
                }
                _ => {
                    // What does not change is known as soon as one row knows it.
                    let value = integers(frame, columns.first().map_or("id", String::as_str))?;
                    let rows: Vec<Option<u32>> = self
                        .each()
                        .map(|rows| rows.iter().find(|&&row| value[row as usize].is_some()).or(rows.first()).copied())
                        .collect();
                    out.extend(take(&columns, &rows)?);
                }
            }
        }
        for moment in follow_ups(&cohort.columns, cohort) {
            // A death in any participation is the person's.
            out.push(self.fold(frame, &gone_column(&moment), |a, b| a.max(b))?.cast(&DataType::Boolean)?);
        }
        out.push(self.fold(frame, ACTIVE, |a, b| a.max(b))?.cast(&DataType::Boolean)?);
        Ok(DataFrame::new(first.len(), out)?)
    }

    fn fold(
        &self,
        frame: &DataFrame,
        column: &str,
        join: impl Fn(Option<i64>, Option<i64>) -> Option<i64>,
    ) -> Result<Column> {
        let values = integers(frame, column)?;
        let dtype = frame.column(column)?.dtype().clone();
        let folded: Vec<Option<i64>> =
            self.each().map(|rows| rows.iter().map(|&row| values[row as usize]).fold(None, &join)).collect();
        let folded = Column::new(column.into(), folded);
        Ok(if dtype == DataType::Boolean { folded } else { folded.cast(&dtype)? })
    }
}

/// A hash of every row, without its number, without the id, whose code hangs on the order of the file, and without what
/// depends on the period.
pub(super) fn content(cohort: &Cohort) -> Result<Vec<u64>> {
    let mut content = vec![0u64; cohort.frame.height()];
    for name in
        cohort.frame.get_column_names().into_iter().filter(|name| !["id", "row", ACTIVE].contains(&name.as_str()))
    {
        for (hash, value) in content.iter_mut().zip(cohort.integers(name)?) {
            let value = value.map_or(1, |value| (value as u64).wrapping_mul(2));
            *hash = (hash.rotate_left(5) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }
    Ok(content)
}

/// The moments after entry at which anything is held, each once.
pub(super) fn follow_ups(columns: &BTreeMap<String, cohort::Column>, cohort: &Cohort) -> Vec<String> {
    columns
        .keys()
        .filter_map(|name| cohort.vocabulary.fact(name))
        .filter_map(|fact| fact.moment)
        .filter(|moment| !moment.at_entry())
        .map(|moment| moment.to_string())
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect()
}
