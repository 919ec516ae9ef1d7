//! Rows of months: the mean time in the situations of each class, how often one follows another, and how a person's months
//! are spread.
//!
//! Months are no people, so what protects them are the people whose months they are: of a class nothing is told unless
//! enough people were ever in it, left it, and stayed.

use super::amount::{Of, Values};
use super::{Cells, Table};
use crate::analysis::count::{Part, Tally};
use crate::analysis::disclosure::{Role, Store, tells_of_one};
use crate::analysis::estimate::histogram::mean_t;
use crate::analysis::estimate::trajectory::{mean_entropy, rate};
use crate::analysis::released::Flag;
use crate::analysis::results::{About, Cell, Estimate};
use crate::fact::status::Class;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// What mean months are rounded to in a public report, and what rates and the spread of months are.
const MONTHS: f64 = 0.1;
const RATE: f64 = 0.01;

impl Table<'_> {
    pub(super) fn trajectory(&self, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let of = self.of(false, store, cells);
        let classes: Vec<Class> =
            Class::ALL.into_iter().filter(|class| self.levels.iter().any(|level| level == class.id())).collect();
        let whole = self.of_people("everybody", of.base.tally, store);
        let mut in_classes = Vec::new();
        let mut rows = Vec::new();
        for class in &classes {
            let (row, cell) = self.months(*class, of, store);
            in_classes.push(cell);
            rows.push(row);
        }
        // All months are somewhere: one class alone could be worked out from the others.
        store.partition(whole, in_classes);
        for from in &classes {
            rows.extend(self.rates(*from, &classes, of, store));
        }
        rows.push(self.spread(of, store));
        rows
    }

    /// A cell of people of whom a mean or a rate would tell; no other cell, whoever they are.
    fn of_people(&self, name: &str, tally: Tally, store: &mut Store) -> Cell {
        let Self { slice, .. } = self;
        let group = FxBuildHasher.hash_one((self.group(), &slice.indicator, &slice.moment, name));
        let cell = Cell { tally, about: About::Mean, group };
        store.note(cell, Role { sensitive: true, cost: self.cost(true) });
        cell
    }

    /// Everybody of some parts; nobody is in two of them.
    fn those(&self, pass: impl Fn(&Part) -> bool) -> Tally {
        let passing = self.parts.iter().filter(|(part, _)| pass(part));
        passing.fold(Tally::default(), |sum, (_, tally)| sum.plus(*tally))
    }

    /// The mean of the months in a class, of everybody whose months are all known.
    fn months(&self, class: Class, of: Of, store: &mut Store) -> (Estimate, Cell) {
        let months = |part: &Part| match part {
            Part::Months(of, months) if *of == class => Some(i64::from(*months)),
            _ => None,
        };
        let mut histogram = Values::of(self.parts, months).histogram();
        // Where nobody ever was in the class, all have no month in it.
        if histogram.is_empty() && of.base.tally.n > 0 {
            histogram.insert(0, of.base.tally.n);
        }
        let ever = self.of_people(class.id(), self.those(|part| months(part).is_some_and(|months| months > 0)), store);
        if tells_of_one(&histogram, true) {
            store.tells_of_one(ever);
        }
        let mut row = self.of_mean("months", "t", of);
        row.key.level = class.id().to_owned();
        row.tells.push(ever);
        row.rounding = MONTHS;
        if let Some((value, interval)) = mean_t(&histogram, 1.0) {
            row.value = Some(value);
            row.low = interval.map(|interval| interval.low.max(0.0));
            row.high = interval.map(|interval| interval.high);
        }
        (row, ever)
    }

    /// How often a month in a class is followed by one in each. Of few moves from one class to another a rate would tell, so
    /// where people are protected it is told of staying only.
    fn rates(&self, from: Class, classes: &[Class], of: Of, store: &mut Store) -> Vec<Estimate> {
        let months: u64 = self
            .parts
            .iter()
            .map(|(part, tally)| match part {
                Part::Stood(of, months) if *of == from => u64::from(*months) * tally.n,
                _ => 0,
            })
            .sum();
        let stood = self.those(|part| matches!(part, Part::Stood(of, _) if *of == from));
        let left = self.those(|part| *part == Part::Left(from));
        let stood = self.of_people(&format!("stood {}", from.id()), stood, store);
        let left = self.of_people(&format!("left {}", from.id()), left, store);
        let stayed = self.of_people(&format!("stayed {}", from.id()), stood.tally.minus(left.tally), store);
        for side in [left, stayed].into_iter().filter(|side| side.tally.n == 0) {
            store.tells_of_one(side);
        }
        let one = |to: &Class| {
            let moves = self.parts.iter().map(|(part, tally)| match part {
                Part::Moves(a, b, times) if (a, b) == (&from, to) => u64::from(*times) * tally.n,
                _ => 0,
            });
            let mut row = self.of_mean("rate", "trajectory", of);
            row.key.level = format!("{}>{}", from.id(), to.id());
            row.tells.extend([stood, left, stayed]);
            row.rounding = RATE;
            row.value = rate(moves.sum(), months);
            row.absent = match row.absent {
                None if self.policy.protects() && *to != from => Some(Flag::Suppressed),
                None if row.value.is_none() => Some(Flag::NotAvailable),
                absent => absent,
            };
            if row.absent == Some(Flag::Suppressed) {
                row.value = None;
            }
            row
        };
        classes.iter().map(one).collect()
    }

    /// How evenly the months of a person are spread over the classes, as a mean.
    fn spread(&self, of: Of, store: &mut Store) -> Estimate {
        let people = self.parts.iter().filter_map(|(part, tally)| match part {
            Part::Spread(months) => Some((months.as_slice(), tally.n)),
            _ => None,
        });
        let alike = people.clone().count() < 2;
        let cell = self.of_people("spread", of.base.tally, store);
        if alike && of.base.tally.n > 0 {
            store.tells_of_one(cell);
        }
        let mut row = self.of_mean("mean_entropy", "trajectory", of);
        row.tells.push(cell);
        row.rounding = RATE;
        if let Some((value, interval)) = mean_entropy(people, Class::ALL.len()) {
            row.value = Some(value);
            row.low = interval.map(|interval| interval.low);
            row.high = interval.map(|interval| interval.high);
        }
        row
    }
}
