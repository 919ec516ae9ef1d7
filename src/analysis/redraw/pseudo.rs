//! A cohort of everybody as they are, and of everybody as they could be otherwise.

use crate::analysis::disclosure::Take;
use crate::analysis::unit::content;
use crate::error::Result;
use crate::fact::{Kind, day_number};
use crate::input::cohort::{Cohort, Column};
use polars::prelude::{Column as PolarsColumn, DataFrame, DataType, IdxCa, IdxSize};
use std::collections::{BTreeMap, BTreeSet};

/// Ways of being otherwise that are looked at.
const WAYS: usize = 400;

/// People as they are and otherwise.
pub(super) struct Crowd {
    /// Everybody in every way, each a person of their own.
    pub(super) cohort: Cohort,
    /// Who each of them is, by their id: a person, and which of their rows is in which way otherwise; none as they are.
    pub(super) who: Vec<(u32, Option<(usize, usize)>)>,
}

/// The rows of every person, in an order that does not hang on that of the rows; and whether it is everybody. Where people
/// are more than this it is so many of them: first those of rare groups and rare situations, about whom numbers are small.
pub(super) fn people(cohort: &Cohort, at_most: usize) -> Result<(Vec<Vec<usize>>, bool)> {
    let mut people: BTreeMap<Option<i64>, Vec<usize>> = BTreeMap::new();
    for (row, id) in cohort.integers("id")?.into_iter().enumerate() {
        people.entry(id).or_default().push(row);
    }
    let content = content(cohort)?;
    let mut people: Vec<Vec<usize>> = people.into_values().collect();
    people.iter_mut().for_each(|rows| rows.sort_by_key(|row| content[*row]));
    let in_order = |rows: &Vec<usize>| rows.iter().map(|row| content[*row]).collect::<Vec<_>>();
    let everybody = people.len() <= at_most;
    if !everybody {
        let alike = alike(cohort)?;
        people
            .sort_by_cached_key(|rows| (rows.iter().filter_map(|row| alike.get(*row)).min().copied(), in_order(rows)));
        people.truncate(at_most);
    }
    people.sort_by_cached_key(in_order);
    Ok((people, everybody))
}

/// How many rows have the same word as a row, in that of its columns of words where they are fewest.
fn alike(cohort: &Cohort) -> Result<Vec<u32>> {
    let mut fewest = vec![u32::MAX; cohort.frame.height()];
    let of_words =
        |column: &Column| matches!(column, Column::Status | Column::Category { .. } | Column::Categories { .. });
    for (fact, _) in cohort.columns.iter().filter(|(_, column)| of_words(column)) {
        for column in cohort.columns_of(fact) {
            let values = cohort.integers(&column)?;
            let mut times: BTreeMap<Option<i64>, u32> = BTreeMap::new();
            values.iter().for_each(|value| *times.entry(*value).or_default() += 1);
            for (fewest, value) in fewest.iter_mut().zip(&values) {
                *fewest = (*fewest).min(times.get(value).copied().unwrap_or(u32::MAX));
            }
        }
    }
    Ok(fewest)
}

/// People as they are, and with the values of these rows in the place of one of theirs.
pub(super) fn crowd(cohort: &Cohort, values: &Values, people: &[Vec<usize>], ways: &[usize]) -> Result<Crowd> {
    let columns = vec![Vec::new(); values.columns.len()];
    let mut crowd = Building { base: Vec::new(), id: Vec::new(), who: Vec::new(), values: columns };
    let keys: Vec<Vec<Option<i64>>> = ways.iter().map(|way| values.key(*way)).collect();
    for (person, rows) in people.iter().enumerate() {
        crowd.add(values, person as u32, rows, None);
        for &row in rows {
            let own = values.key(row);
            for (number, way) in ways.iter().enumerate().filter(|(number, _)| keys[*number] != own) {
                if let Some(values_of_way) = values.of_another(row, *way) {
                    crowd.add(values, person as u32, rows, Some(Otherwise { way: number, row, values: values_of_way }));
                }
            }
        }
    }
    crowd.built(cohort, values)
}

/// A cohort in which some rows have the outcomes of others, in some facts; rows that are not there are left as they are.
pub(in crate::analysis) fn otherwise(cohort: &Cohort, takes: &[(&[String], &[Take])]) -> Result<Cohort> {
    let mut frame = cohort.frame.clone();
    for (facts, takes) in takes {
        let mut values = Values::of(cohort, &facts.iter().cloned().collect())?;
        let height = frame.height() as u32;
        let mut taken = Vec::new();
        for (row, other) in takes.iter().filter(|(row, other)| *row < height && *other < height) {
            // By the values of the true ones: who takes an outcome may have theirs taken as well.
            let Some(of_other) = values.of_another(*row as usize, *other as usize) else { continue };
            taken.push((*row as usize, of_other));
        }
        for (row, taken) in taken {
            for (column, value) in values.of.iter_mut().zip(taken) {
                if let Some(own) = column.get_mut(row) {
                    *own = value;
                }
            }
        }
        put(&mut frame, values.columns.iter().map(|(name, _)| name.as_str()).zip(values.of))?;
    }
    Ok(with_frame(cohort, frame))
}

/// Puts whole numbers in the place of columns, as what these hold.
fn put<'a>(frame: &mut DataFrame, columns: impl Iterator<Item = (&'a str, Vec<Option<i64>>)>) -> Result<()> {
    for (name, values) in columns {
        let dtype = frame.column(name)?.dtype().clone();
        let column = if dtype == DataType::Boolean {
            let is = values.into_iter().map(|value| value.map(|value| value != 0));
            PolarsColumn::new(name.into(), is.collect::<Vec<Option<bool>>>())
        } else {
            PolarsColumn::new(name.into(), values).cast(&dtype)?
        };
        frame.with_column(column)?;
    }
    Ok(())
}

/// Other rows of the same project.
fn with_frame(cohort: &Cohort, frame: DataFrame) -> Cohort {
    Cohort {
        frame,
        columns: cohort.columns.clone(),
        data_until: cohort.data_until,
        closes: cohort.closes.clone(),
        read: Vec::new(),
        sources: Vec::new(),
        findings: cohort.findings.clone(),
        vocabulary: cohort.vocabulary.clone(),
        lines: Vec::new(),
    }
}

/// The values that are otherwise.
pub(super) struct Values {
    /// The columns, and whether each is of days.
    columns: Vec<(String, Unit)>,
    /// The values of each column.
    of: Vec<Vec<Option<i64>>>,
    start: Vec<Option<i64>>,
    data_until: i64,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// A day that goes with the day of entry.
    Day,
    /// An amount.
    Amount,
    /// Anything else, as it is.
    Code,
}

/// Days that are one way of being otherwise.
const ABOUT: i64 = 60;

impl Values {
    pub(super) fn of(cohort: &Cohort, facts: &BTreeSet<String>) -> Result<Values> {
        let mut columns = Vec::new();
        for fact in facts {
            let unit = match cohort.columns.get(fact) {
                Some(Column::Day { .. }) => Unit::Day,
                Some(Column::Number { .. }) if cohort.vocabulary.fact(fact).is_some_and(|f| f.kind == Kind::Amount) => {
                    Unit::Amount
                }
                _ => Unit::Code,
            };
            columns.extend(cohort.columns_of(fact).into_iter().map(|column| (column, unit)));
        }
        let of = columns.iter().map(|(column, _)| cohort.integers(column)).collect::<Result<_>>()?;
        let none = || vec![None; cohort.frame.height()];
        let day = |fact: &str| if cohort.columns.contains_key(fact) { cohort.integers(fact) } else { Ok(none()) };
        let data_until = i64::from(day_number(cohort.data_until));
        Ok(Values { columns, of, start: day("start")?, data_until })
    }

    /// A value of a row, days from entry.
    fn relative(&self, column: usize, row: usize) -> Option<i64> {
        let value = self.of[column][row]?;
        match self.columns[column].1 {
            Unit::Day => Some(value - self.start[row].unwrap_or(0)),
            Unit::Amount | Unit::Code => Some(value),
        }
    }

    /// The values of a row, as far as it matters how somebody is otherwise.
    fn key(&self, row: usize) -> Vec<Option<i64>> {
        let value = |(i, (_, unit)): (usize, &(String, Unit))| {
            let value = self.relative(i, row)?;
            Some(match unit {
                Unit::Day => value.div_euclid(ABOUT),
                Unit::Amount => 0,
                Unit::Code => value,
            })
        };
        self.columns.iter().enumerate().map(value).collect()
    }

    /// A row for every way, the most frequent ways first, whatever the order of the rows.
    pub(super) fn ways(&self) -> Vec<usize> {
        let exact = |row: usize| (0..self.columns.len()).map(|i| self.relative(i, row)).collect::<Vec<_>>();
        let mut found: BTreeMap<Vec<Option<i64>>, (usize, usize)> = BTreeMap::new();
        if self.columns.is_empty() {
            return Vec::new();
        }
        for row in 0..self.start.len() {
            let way = found.entry(self.key(row)).or_insert((0, row));
            way.0 += 1;
            if exact(row) < exact(way.1) {
                way.1 = row;
            }
        }
        let mut ways: Vec<(usize, usize)> = found.into_values().collect();
        // Ways are in the order of their keys, and stay in it where they are equally frequent.
        ways.sort_by_key(|(people, _)| std::cmp::Reverse(*people));
        ways.into_iter().take(WAYS).map(|(_, row)| row).collect()
    }

    /// The values of one row as another could have them; none where they would be of days still to come.
    fn of_another(&self, row: usize, other: usize) -> Option<Vec<Option<i64>>> {
        let value = |column: usize| -> Option<Option<i64>> {
            let Some(relative) = self.relative(column, other) else { return Some(None) };
            match self.columns[column].1 {
                Unit::Day => {
                    let day = self.start[row].unwrap_or(0) + relative;
                    (day <= self.data_until).then_some(Some(day))
                }
                Unit::Amount | Unit::Code => Some(Some(relative)),
            }
        };
        (0..self.columns.len()).map(value).collect()
    }
}

/// A row that is otherwise.
struct Otherwise {
    /// The number of the way.
    way: usize,
    row: usize,
    values: Vec<Option<i64>>,
}

struct Building {
    /// The row of the cohort that each row is made from.
    base: Vec<IdxSize>,
    id: Vec<u32>,
    who: Vec<(u32, Option<(usize, usize)>)>,
    values: Vec<Vec<Option<i64>>>,
}

impl Building {
    /// A person of these rows, one of which is otherwise, or none.
    fn add(&mut self, values: &Values, person: u32, rows: &[usize], otherwise: Option<Otherwise>) {
        let id = self.who.len() as u32;
        self.who.push((person, otherwise.as_ref().map(|otherwise| (otherwise.row, otherwise.way))));
        for &row in rows {
            self.base.push(row as IdxSize);
            self.id.push(id);
            let other = otherwise.as_ref().filter(|otherwise| otherwise.row == row);
            for (i, column) in self.values.iter_mut().enumerate() {
                column.push(other.map_or(values.of[i][row], |otherwise| otherwise.values[i]));
            }
        }
    }

    fn built(self, cohort: &Cohort, values: &Values) -> Result<Crowd> {
        let rows = self.base.len() as u32;
        let mut frame = cohort.frame.take(&IdxCa::from_vec("".into(), self.base))?;
        put(&mut frame, values.columns.iter().map(|(name, _)| name.as_str()).zip(self.values))?;
        frame.with_column(PolarsColumn::new("id".into(), self.id))?;
        frame.with_column(PolarsColumn::new("row".into(), (0..rows).collect::<Vec<u32>>()))?;
        Ok(Crowd { cohort: with_frame(cohort, frame), who: self.who })
    }
}
