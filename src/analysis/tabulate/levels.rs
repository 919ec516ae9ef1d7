//! Rows of distributions and transitions: a row a status, and a row a class of statuses.

use super::share::SHARE;
use super::{Cells, Table};
use crate::analysis::count::{Counts, Part, Tally};
use crate::analysis::disclosure::{Role, Store};
use crate::analysis::estimate::paired::{clopper_pearson, mcnemar, mcnemar_statistic, stuart_maxwell};
use crate::analysis::estimate::share::Known;
use crate::analysis::estimate::spread::entropy;
use crate::analysis::plan::groups;
use crate::analysis::released::Flag;
use crate::analysis::results::{Cell, Estimate};
use crate::fact::status::Class;
use crate::indicator::{Indicator, Measure};
use crate::input::cohort::Cohort;
use std::collections::{BTreeMap, BTreeSet};

/// The level of those whose status is not known, in a transition.
pub(super) const UNKNOWN: &str = "unknown";
/// The margin of a transition.
const TOTAL: &str = "total";

/// The statuses (or labels) that anybody has of an indicator, whatever the group or the moment: which rows stand in a
/// table must not tell who is in a group.
pub(in crate::analysis) fn codebook(indicator: &Indicator, counts: &Counts, cohort: &Cohort) -> Vec<String> {
    let labels = match &indicator.measure {
        Measure::Distribution { of } => groups(cohort, of).unwrap_or(&[]),
        Measure::Transition { .. } => &[],
        Measure::Trajectory { .. } => return classes_of_months(indicator, counts),
        _ => return Vec::new(),
    };
    let mut found: BTreeSet<&str> = BTreeSet::new();
    for (_, parts) in counts.iter().filter(|(slice, _)| slice.indicator == indicator.id) {
        for part in parts.keys() {
            match part {
                Part::Level(level) => found.extend([level.as_str()]),
                Part::Pair(from, to) => found.extend([from.as_str(), to]),
                _ => {}
            }
        }
    }
    found.remove(UNKNOWN);
    let place = |level: &str| {
        let code = || cohort.vocabulary.statuses.code_of(level).and_then(|code| usize::try_from(code).ok());
        let label = labels.iter().position(|label| label == level);
        if labels.is_empty() { code() } else { label }.unwrap_or(usize::MAX)
    };
    let mut levels: Vec<String> = found.into_iter().map(str::to_owned).collect();
    levels.sort_by_cached_key(|level| place(level));
    levels
}

/// The classes anybody is in, in any month.
fn classes_of_months(indicator: &Indicator, counts: &Counts) -> Vec<String> {
    let mut found = BTreeSet::new();
    for (_, parts) in counts.iter().filter(|(slice, _)| slice.indicator == indicator.id) {
        found.extend(parts.keys().filter_map(|part| match part {
            Part::Months(class, months) if *months > 0 => Some(*class),
            _ => None,
        }));
    }
    found.into_iter().map(|class| class.id().to_owned()).collect()
}

/// What a level is: a status, or a class of statuses. Classes have statistics of their own, so that the levels of one
/// statistic add up to its base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Status,
    Class,
}

impl Of {
    fn shares(self) -> [&'static str; 3] {
        match self {
            Of::Status => SHARE,
            Of::Class => ["class_share", "class_share_floor", "class_share_ceiling"],
        }
    }

    fn count(self) -> &'static str {
        match self {
            Of::Status => "count",
            Of::Class => "class_count",
        }
    }
}

impl Table<'_> {
    pub(super) fn classes(&self) -> Vec<(Class, Vec<&String>)> {
        // A word of the user's own is no status, even where it reads like the id of one.
        let own = matches!(&self.indicator.measure, Measure::Distribution { of } if groups(self.cohort, of).is_some());
        Class::ALL
            .iter()
            .filter(|_| !own)
            .map(|&class| {
                let of = |level: &&String| self.cohort.vocabulary.statuses.get(level).is_some_and(|s| s.class == class);
                (class, self.levels.iter().filter(of).collect::<Vec<_>>())
            })
            .filter(|(_, levels)| !levels.is_empty())
            .collect()
    }

    /// The one row of a table without levels: nobody's situation is known anywhere in the data.
    fn empty(&self, statistic: &'static str, base: Cell, unknown: Cell) -> Estimate {
        let mut row = self.row(statistic, "");
        row.base = Some(base);
        row.unknown = Some(unknown);
        row.among_unknown = Some(self.maybe());
        row.absent = Some(self.nobody());
        row
    }

    pub(super) fn distribution(&self, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let (base, unknown) = self.base(self.tally(&Part::Yes), store, cells);
        if self.levels.is_empty() {
            return vec![self.empty("share", base, unknown)];
        }
        let undecided = unknown.tally.n;
        let mut rows = Vec::new();
        let mut level = |of: Of, name: &str, tally: Tally, store: &mut Store, cells: &mut Cells, cost: u8| -> Cell {
            let of_level = format!("{of:?} {name}");
            let cell = self.among(&of_level, tally, base);
            let rest = self.part_at(cost, &of_level, cell, base, store, cells);
            let known = Known { yes: tally.n, no: base.tally.n - tally.n, undecided, ..Known::default() };
            rows.extend(self.share_rows(of.shares(), name, [cell, rest], base, unknown, known));
            cell
        };
        let fine: BTreeMap<&String, Cell> = self
            .levels
            .iter()
            .map(|id| (id, level(Of::Status, id, self.tally(&Part::Level(id.clone())), store, cells, 1)))
            .collect();
        let classes = self.classes();
        let mut of_class = Vec::new();
        for (class, members) in &classes {
            let parts: Vec<Cell> = members.iter().filter_map(|id| fine.get(*id)).copied().collect();
            // Of the people themselves: a cell may have an identity of its own.
            let people = members.iter().map(|id| self.tally(&Part::Level((*id).clone())));
            let sum = people.fold(Tally::default(), Tally::plus);
            let cell = level(Of::Class, class.id(), sum, store, cells, self.cost(true));
            store.partition(cell, parts);
            of_class.push(cell);
        }
        if let Measure::Distribution { of } = &self.indicator.measure
            && !classes.is_empty()
            && of.starts_with("status_")
        {
            // Of all the classes there are, so that moments and files can be compared.
            let mut spread: Vec<u64> = of_class.iter().map(|cell| cell.tally.n).collect();
            spread.resize(Class::ALL.len(), 0);
            let mut row = self.row("entropy", "");
            (row.base, row.unknown, row.among_unknown) = (Some(base), Some(unknown), Some(self.maybe()));
            row.tells = of_class.clone();
            row.method = "shannon";
            row.value = entropy(&spread);
            row.absent = row.value.is_none().then(|| self.nobody());
            rows.push(row);
        }
        store.partition(base, fine.into_values().collect());
        store.partition(base, of_class);
        rows
    }

    pub(super) fn ladder(&self, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let (base, unknown) = self.base(self.tally(&Part::Yes), store, cells);
        let mut rows = Vec::new();
        let of_step = |step| self.among(step, self.tally(&Part::Level(step.to_owned())), base);
        let steps = ["up", "same", "down"].map(|step| (step, of_step(step)));
        for (step, cell) in steps {
            let rest = self.part(step, cell, base, store, cells);
            let (yes, undecided) = (cell.tally.n, unknown.tally.n);
            let known = Known { yes, no: base.tally.n - yes, undecided, ..Known::default() };
            rows.extend(self.share_rows(SHARE, step, [cell, rest], base, unknown, known));
        }
        store.partition(base, steps.map(|(_, cell)| cell).to_vec());
        if self.slice.by.is_empty() {
            rows.extend(self.moves(steps.map(|(_, cell)| cell)));
        }
        rows
    }

    /// Of those who moved, how many moved up, and whether that could be chance. How many moved is not printed.
    fn moves(&self, [up, _, down]: [Cell; 3]) -> Vec<Estimate> {
        let moved = up.tally.n + down.tally.n;
        let row = |statistic, method| {
            let mut row = self.row(statistic, "");
            row.count = Some(up);
            row.tells = vec![down];
            row.method = method;
            row
        };
        let mut share = row("up_of_moved", "clopper_pearson");
        let exact = clopper_pearson(up.tally.n, moved);
        share.value = exact.map(|interval| interval.value);
        share.low = exact.map(|interval| interval.low);
        share.high = exact.map(|interval| interval.high);
        let mut p = row("up_down_p", "mcnemar");
        p.value = mcnemar(up.tally.n, down.tally.n);
        for row in [&mut share, &mut p] {
            row.absent = row.value.is_none().then_some(Flag::NotAvailable);
        }
        vec![share, p]
    }

    pub(super) fn transition(&self, store: &mut Store, cells: &mut Cells) -> Vec<Estimate> {
        let classes = self.classes();
        let pair = |from: &str, to: &str| self.tally(&Part::Pair(from.to_owned(), to.to_owned()));
        let to_levels: Vec<&str> = self.levels.iter().map(String::as_str).chain([UNKNOWN]).collect();
        // From nowhere known is no transition; those people are told as unknown.
        let (base, unknown) = self.base(self.tally(&Part::Yes), store, cells);
        if self.levels.is_empty() {
            return vec![self.empty("count", base, unknown)];
        }
        let nobody = !self.parts.iter().any(|(part, tally)| matches!(part, Part::Pair(..)) && tally.n > 0);
        let mut rows = Vec::new();
        let mut keep = |of: Of, name: String, tally: Tally, cost: u8, store: &mut Store| -> Cell {
            let of_level = format!("{of:?} {name}");
            let cell = self.number(&of_level, tally);
            if of == Of::Status && self.thin {
                cells.keep(of_level, cell, Role { sensitive: false, cost: 0 }, store);
                return cell;
            }
            // From where people came they are known by, and that somebody could not be reached says little of anybody.
            let background = name.ends_with(">unknown") || name.ends_with(">total");
            let sensitive = if background { self.guarded() } else { self.sensitive() };
            cells.keep(of_level, cell, Role { sensitive, cost }, store);
            let mut row = self.row(of.count(), &name);
            row.value = Some(tally.n as f64);
            row.count = Some(cell);
            row.base = Some(base);
            row.unknown = Some(unknown);
            row.among_unknown = Some(self.maybe());
            row.method = "count";
            if nobody {
                row.value = None;
                row.absent = Some(self.nobody());
            }
            rows.push(row);
            cell
        };
        let mut fine: BTreeMap<(&str, &str), Cell> = BTreeMap::new();
        for from in self.levels {
            for to in &to_levels {
                let cell = keep(Of::Status, format!("{from}>{to}"), pair(from, to), 1, store);
                fine.insert((from, to), cell);
            }
        }
        // The same by class, with margins: what the matrix shows.
        let columns: Vec<(String, Vec<&str>)> = classes
            .iter()
            .map(|(class, levels)| (class.id().to_owned(), levels.iter().map(|l| l.as_str()).collect()))
            .chain([(UNKNOWN.to_owned(), vec![UNKNOWN])])
            .collect();
        let cost = self.cost(true);
        // A cell of nobody has an identity of its own, which is none of people.
        let sum = |cells: &[Cell]| {
            let people = cells.iter().map(|cell| cell.tally).filter(|tally| tally.n > 0);
            people.fold(Tally::default(), Tally::plus)
        };
        let mut by_column: Vec<Vec<Cell>> = vec![Vec::new(); columns.len()];
        let in_work = |class: &str| [Class::Open, Class::Supported].iter().any(|work| work.id() == class);
        // Those who got work, and those who have it no longer.
        let (mut gained, mut lost) = (Vec::new(), Vec::new());
        let mut row_totals = Vec::new();
        let mut of_class: Vec<Vec<Cell>> = Vec::new();
        for (class, from_levels) in &classes {
            let from = class.id();
            let mut in_row = Vec::new();
            for (c, (to, levels)) in columns.iter().enumerate() {
                let parts: Vec<Cell> = from_levels
                    .iter()
                    .flat_map(|a| levels.iter().filter_map(|b| fine.get(&(a.as_str(), *b))))
                    .copied()
                    .collect();
                let cell = keep(Of::Class, format!("{from}>{to}"), sum(&parts), cost, store);
                store.partition(cell, parts);
                match (in_work(from), in_work(to)) {
                    (false, true) => gained.push(cell),
                    (true, false) if to != UNKNOWN => lost.push(cell),
                    _ => {}
                }
                in_row.push(cell);
                by_column[c].push(cell);
            }
            let total = keep(Of::Class, format!("{from}>{TOTAL}"), sum(&in_row), cost, store);
            store.partition(total, in_row.clone());
            of_class.push(in_row);
            row_totals.push(total);
        }
        let grand = keep(Of::Class, format!("{TOTAL}>{TOTAL}"), sum(&row_totals), self.cost(false), store);
        let mut column_totals = Vec::new();
        for ((to, _), in_column) in columns.iter().zip(by_column) {
            let total = keep(Of::Class, format!("{TOTAL}>{to}"), sum(&in_column), cost, store);
            store.partition(total, in_column);
            column_totals.push(total);
        }
        store.partition(grand, row_totals);
        // Known at both ends, or at the earlier one only.
        if let Some(lost) = column_totals.last() {
            store.partition(grand, vec![base, *lost]);
        }
        store.partition(grand, column_totals);
        rows.extend(self.changed([gained, lost], base, unknown));
        if self.slice.by.is_empty() {
            // Only whose later situation is known is in the table that is tested.
            let matrix: Vec<Vec<Cell>> =
                of_class.iter().map(|row| row.iter().take(classes.len()).copied().collect()).collect();
            rows.push(self.margins(&matrix, base, unknown));
        }
        rows
    }

    /// Whether more got work than lost it, beyond chance: of the same people before and after.
    fn changed(&self, [gained, lost]: [Vec<Cell>; 2], base: Cell, unknown: Cell) -> [Estimate; 2] {
        let people = |cells: &[Cell]| cells.iter().map(|cell| cell.tally.n).sum::<u64>();
        let (up, down) = (people(&gained), people(&lost));
        let tells = [gained, lost].concat();
        let row = |statistic, value: Option<f64>| {
            let mut row = self.row(statistic, "");
            (row.base, row.unknown, row.among_unknown) = (Some(base), Some(unknown), Some(self.maybe()));
            row.tells = tells.clone();
            row.method = "mcnemar";
            row.value = value;
            row.absent = value.is_none().then(|| if base.tally.n == 0 { self.nobody() } else { Flag::NotAvailable });
            row
        };
        [row("mcnemar", mcnemar_statistic(up, down)), row("mcnemar_p", mcnemar(up, down))]
    }

    /// Whether the classes are spread alike before and after. It tells of every cell it is made of.
    fn margins(&self, matrix: &[Vec<Cell>], base: Cell, unknown: Cell) -> Estimate {
        let mut row = self.row("stuart_maxwell_p", "");
        let table: Vec<Vec<u64>> = matrix.iter().map(|row| row.iter().map(|cell| cell.tally.n).collect()).collect();
        row.base = Some(base);
        row.unknown = Some(unknown);
        row.among_unknown = Some(self.maybe());
        row.tells = matrix.concat();
        row.method = "stuart_maxwell";
        row.value = stuart_maxwell(&table);
        row.absent = row.value.is_none().then(|| self.nobody());
        row
    }
}
