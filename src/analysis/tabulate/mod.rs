//! Counts to estimates, and to the store of cells that the gate protects: one file a measure.

mod all;
mod amount;
mod before_after;
mod change;
mod compared;
mod coverage;
pub(super) mod levels;
mod path;
mod probe;
mod share;
mod time;
mod total;
mod trajectory;
mod years;

pub(super) use all::tabulate;
pub(super) use probe::Probe;

use super::count::{Part, Slice, Tally};
use super::disclosure::{Policy, Role, Store};
use super::released::Flag;
use super::results::{About, Cell, Estimate, Key};
use crate::fact::{Kind, Moment};
use crate::indicator::{Indicator, Measure};
use crate::input::cohort::Cohort;
use crate::rule::Test;
use rustc_hash::FxBuildHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

/// The cells of a slice by name; slices of one indicator have the same names.
#[derive(Debug, Clone, Default)]
struct Cells(BTreeMap<String, (Cell, Role)>);

impl Cells {
    /// Names a cell, and notes it.
    fn keep(&mut self, name: impl Into<String>, cell: Cell, role: Role, store: &mut Store) {
        store.note(cell, role);
        self.0.insert(name.into(), (cell, role));
    }

    fn get(&self, name: &str) -> Option<Cell> {
        self.0.get(name).map(|(cell, _)| *cell)
    }
}

/// A slice on its way to rows.
#[derive(Clone, Copy)]
struct Table<'a> {
    indicator: &'a Indicator,
    slice: &'a Slice,
    parts: &'a BTreeMap<Part, Tally>,
    cohort: &'a Cohort,
    policy: &'a Policy,
    /// Statuses (or labels) that stand for a row, from the data's codebook, in the order of the ladder.
    levels: &'a [String],
    decimals: u32,
    /// The only days its curve may be told at; none where all are.
    told: Option<&'a BTreeSet<u32>>,
    /// Whether transitions are told by class only.
    thin: bool,
    /// What means and amounts are rounded to in a public report.
    rounding: f64,
    /// Whether its share is weighted too.
    weighed: bool,
    /// Whether any of it is printed.
    printed: bool,
}

impl Table<'_> {
    /// The size of a unit of the grid.
    fn grid(&self) -> f64 {
        10f64.powi(-(self.decimals as i32))
    }
}

/// Those of unknown eligibility, by the names of their cells.
const MAYBE: [(Part, &str); 3] =
    [(Part::MaybeYes, "maybe yes"), (Part::MaybeNo, "maybe no"), (Part::MaybeUndecided, "maybe undecided")];

impl Table<'_> {
    fn tally(&self, part: &Part) -> Tally {
        super::count::tally(self.parts, part)
    }

    /// A cell of people counted. Nobody in one place is not the same as nobody in another: a reader knows of neither
    /// that it is nobody.
    fn number(&self, name: &str, tally: Tally) -> Cell {
        let mut cell = Cell { tally, about: About::Number, group: self.group() };
        // That a few have the outcomes of two tables is chance; that they are all of whom something is known is not.
        let whole = ["base", "due", "people", "all", "unknown"].contains(&name)
            || name.ends_with(">total")
            || name.ends_with(">unknown");
        if tally.n < self.policy.least && !whole && self.sensitive() {
            cell.group = FxBuildHasher.hash_one((cell.group, &self.slice.indicator, &self.slice.moment));
        }
        if tally.n == 0 {
            cell.tally.who = self.nobody_else(name);
        }
        cell
    }

    /// A mark for the group of the slice.
    fn group(&self) -> u64 {
        FxBuildHasher.hash_one((&self.slice.by, &self.slice.group))
    }

    /// A mark for a cell that is no other.
    fn nobody_else(&self, name: &str) -> [u64; 2] {
        [0u8, 1].map(|salt| FxBuildHasher.hash_one((salt, self.slice, name)))
    }

    /// A part of a base. Whoever knows that it is all of it knows more than of how many the base is.
    fn among(&self, name: &str, tally: Tally, base: Cell) -> Cell {
        let mut cell = self.number(name, tally);
        if tally.n > 0 && tally == base.tally {
            cell.tally.who = self.nobody_else(name);
        }
        cell
    }

    /// What the loss of a cell costs: `inner` cells of a slice are cheaper than its margins.
    fn cost(&self, inner: bool) -> u8 {
        let margin = match self.slice.group.len() {
            _ if !self.printed => return 0,
            0 => 4,
            1 => 3,
            _ => 2,
        };
        if inner { margin - 1 } else { margin }
    }

    /// Whether a small number says something about somebody. What is known at entry only, and whether a situation could
    /// be found out at all, is of low sensitivity; an event that has happened is not.
    fn sensitive(&self) -> bool {
        let of_reach = match &self.indicator.measure {
            Measure::Coverage { .. } => true,
            Measure::Share { event } => {
                let mut only = true;
                event.visit(&mut |leaf| {
                    let kind = self.cohort.vocabulary.fact(&leaf.fact).map(|fact| fact.kind);
                    only &= matches!(leaf.test, Test::Known | Test::Unknown) && kind != Some(Kind::Event);
                });
                only
            }
            _ => false,
        };
        let vocabulary = &self.cohort.vocabulary;
        let background = matches!(&self.indicator.measure, Measure::Distribution { of }
            if of != "exit_reason" && vocabulary.fact(of).is_some_and(|fact| fact.kind == Kind::Category));
        let usual = !self.at_entry() && !of_reach && !background;
        self.policy.is_sensitive(self.indicator, usual, &self.cohort.vocabulary)
    }

    /// Whether it is about what was so when people entered.
    fn at_entry(&self) -> bool {
        Moment::parse(&self.slice.moment).is_some_and(Moment::at_entry)
    }

    /// Whether even that little is known of somebody is sensitive: only where the project says so.
    fn guarded(&self) -> bool {
        self.policy.guards(self.indicator)
    }

    fn row(&self, statistic: &'static str, level: &str) -> Estimate {
        Estimate {
            key: Key {
                indicator: self.slice.indicator.clone(),
                statistic,
                level: level.to_owned(),
                by: self.slice.by.clone(),
                group: self.slice.group.join("*"),
                moment: self.slice.moment.clone(),
            },
            value: None,
            low: None,
            high: None,
            count: None,
            base: None,
            unknown: None,
            among_unknown: None,
            tells: Vec::new(),
            limits_tell: Vec::new(),
            rounding: 0.0,
            method: "",
            absent: None,
        }
    }

    fn maybe(&self) -> u64 {
        MAYBE.iter().map(|(part, _)| self.tally(part).n).sum()
    }

    /// Why nobody is in the base.
    fn nobody(&self) -> Flag {
        let due = self.tally(&Part::Undecided).n + self.maybe();
        if due == 0 && self.tally(&Part::NotDue).n > 0 { Flag::NotDue } else { Flag::NotAvailable }
    }

    /// The known, the unknown and everybody due, as cells with the sum between them.
    fn base(&self, known: Tally, store: &mut Store, cells: &mut Cells) -> (Cell, Cell) {
        let unknown = self.tally(&Part::Undecided);
        let base = self.number("base", known);
        let due = self.number("due", known.plus(unknown));
        let unknown = self.number("unknown", unknown);
        let sensitive = self.sensitive();
        // Where one of the three has to go, a reader misses the base of a result most.
        let guarded = self.guarded();
        cells.keep("base", base, Role { sensitive, cost: self.cost(!sensitive) }, store);
        cells.keep("unknown", unknown, Role { sensitive: guarded, cost: self.cost(true) }, store);
        cells.keep("due", due, Role { sensitive: guarded, cost: self.cost(true) }, store);
        store.partition(due, vec![base, unknown]);
        (base, unknown)
    }

    /// Whether a level is the only one there is: then that everybody has it stands in the codebook.
    fn is_only(&self, name: &str) -> bool {
        self.levels.len() == 1 || name.starts_with("Class ") && self.classes().len() == 1
    }

    /// A part of the base, and the rest of it, which is given back.
    fn part(&self, name: &str, part: Cell, base: Cell, store: &mut Store, cells: &mut Cells) -> Cell {
        self.part_at(self.cost(true), name, part, base, store, cells)
    }

    /// The same at another cost.
    fn part_at(&self, cost: u8, name: &str, part: Cell, base: Cell, store: &mut Store, cells: &mut Cells) -> Cell {
        let not = format!("not {name}");
        let rest = self.among(&not, base.tally.minus(part.tally), base);
        if self.sensitive() && base.tally.n > 0 {
            // Where it is so of all, or for what is guarded of none, it is known of each.
            if rest.tally.n == 0 && base.tally.n >= self.policy.least && !self.is_only(name) {
                store.tells_of_all(rest);
            }
            if part.tally.n == 0 && self.guarded() && !self.at_entry() {
                store.tells_of_all(part);
            }
            if base.tally.n < self.policy.least_for_share() {
                store.withhold(part);
                store.withhold(rest);
            }
        }
        cells.keep(name, part, Role { sensitive: self.sensitive(), cost }, store);
        // Nobody prints the rest, but whoever sees base and part knows it.
        cells.keep(not, rest, Role { sensitive: self.sensitive(), cost: 0 }, store);
        store.partition(base, vec![part, rest]);
        rest
    }

    fn estimates(&self, store: &mut Store) -> (Vec<Estimate>, Cells) {
        let mut cells = Cells::default();
        let rows = match &self.indicator.measure {
            Measure::Count => self.count(store, &mut cells),
            Measure::Share { .. } => self.share(store, &mut cells),
            Measure::Coverage { .. } => self.coverage(store, &mut cells),
            Measure::Distribution { .. } => self.distribution(store, &mut cells),
            Measure::Path { steps } => self.path(steps, store, &mut cells),
            Measure::Transition { .. } => self.transition(store, &mut cells),
            Measure::Ladder { .. } => self.ladder(store, &mut cells),
            Measure::Mean { of } => self.mean(of, store, &mut cells),
            Measure::Median { of } => self.median(of, store, &mut cells),
            Measure::Change { scale, .. } => match self.cohort.vocabulary.instruments.get(scale) {
                Some(instrument) => self.change(instrument, store, &mut cells),
                None => Vec::new(),
            },
            Measure::TimeTo(time) => self.time_to(time, store, &mut cells),
            Measure::BeforeAfter { .. } => self.before_after(store, &mut cells),
            Measure::Trajectory { .. } => self.trajectory(store, &mut cells),
        };
        (rows, cells)
    }

    /// Says where the numbers of people of a slice stand. How many they are of whom it is not known whether they belong is
    /// printed as it is, whatever is hidden.
    fn place(&self, cells: &Cells, store: &mut Store) {
        for (name, (cell, role)) in cells.0.iter().filter(|(_, (cell, _))| cell.about.is_number()) {
            store.place(self.slice, name, *cell, Some(*role));
        }
        let bounds = self.maybe_in_bounds(store);
        for (part, name) in MAYBE {
            store.place_within(self.slice, name, self.number(name, self.tally(&part)), bounds);
        }
    }

    fn count(&self, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let people = self.number("people", self.tally(&Part::Yes));
        cells.keep("people", people, Role { sensitive: true, cost: self.cost(false) }, store);
        let mut row = self.row("count", "");
        row.value = Some(people.tally.n as f64);
        row.count = Some(people);
        row.among_unknown = Some(self.maybe());
        row.method = "count";
        vec![row]
    }
}
