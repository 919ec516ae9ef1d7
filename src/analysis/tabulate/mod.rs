//! Counts to estimates, and to the store of cells that the gate protects: one file a measure.

mod amount;
mod change;
mod coverage;
mod levels;
mod path;
mod probe;
mod share;
mod time;
mod years;

pub(super) use probe::Probe;

use super::count::{Counts, Part, Slice, Tally};
use super::disclosure::{Policy, Role, Store};
use super::plan::Plan;
use super::released::Flag;
use super::results::{About, Cell, Estimate, Key};
use super::years::{breakdowns, compared, covered, years};
use crate::error::Result;
use crate::fact::Kind;
use crate::indicator::{Indicator, Measure, Unit};
use crate::input::cohort::Cohort;
use crate::parallel::at_once;
use crate::rule::Test;
use jiff::civil::Date;
use rustc_hash::FxBuildHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;
use years::Year;

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
        let mut cell = Cell { tally, about: About::Number };
        if tally.n == 0 {
            let hash = |salt: u8| FxBuildHasher.hash_one((salt, self.slice, name));
            cell.tally.who = [hash(0), hash(1)];
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
        let usual = self.slice.moment != "start" && !of_reach;
        self.policy.is_sensitive(self.indicator, usual, &self.cohort.vocabulary)
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

    /// A part of the base, and the rest of it, which is given back.
    fn part(&self, name: &str, part: Cell, base: Cell, store: &mut Store, cells: &mut Cells) -> Cell {
        self.part_at(self.cost(true), name, part, base, store, cells)
    }

    /// The same at another cost.
    fn part_at(&self, cost: u8, name: &str, part: Cell, base: Cell, store: &mut Store, cells: &mut Cells) -> Cell {
        let not = format!("not {name}");
        let rest = self.number(&not, base.tally.minus(part.tally));
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
        };
        (rows, cells)
    }

    /// Says where the numbers of people of a slice stand. Of whom it is not known whether they belong is printed as it
    /// is, whatever is hidden.
    fn place(&self, cells: &Cells, store: &mut Store) {
        for (name, (cell, role)) in cells.0.iter().filter(|(_, (cell, _))| cell.about == About::Number) {
            store.place(self.slice, name, *cell, Some(*role));
        }
        for (part, name) in MAYBE {
            store.place(self.slice, name, self.number(name, self.tally(&part)), None);
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

/// Every estimate of a plan in order, and the cells they are about.
pub(super) fn tabulate(plan: &Plan, cohort: &Cohort, counts: &Counts) -> Result<(Vec<Estimate>, Store)> {
    let all = All { plan, cohort, counts, days: covered(plan, cohort)?, breakdowns: breakdowns(plan, cohort)? };
    let tabulated = at_once(&plan.indicators, |indicator| all.of(indicator))?;
    let (mut rows, mut store) = (Vec::new(), Store::default());
    for (of_indicator, cells) in tabulated {
        rows.extend(of_indicator);
        // Where nothing is hidden nobody asks for the cells.
        if plan.policy.protects() {
            store.extend(cells);
        }
    }
    rows.extend(plan.unavailable.iter().map(|(indicator, _)| unavailable(indicator)));
    Ok((rows, store))
}

/// What the tables of all indicators share.
struct All<'a> {
    plan: &'a Plan,
    cohort: &'a Cohort,
    counts: &'a Counts,
    /// The days that the data cover.
    days: Option<(Date, Date)>,
    breakdowns: Vec<Vec<String>>,
}

impl All<'_> {
    /// The estimates of an indicator: the total, its groups, and what changed between two years.
    fn of(&self, indicator: &Indicator) -> (Vec<Estimate>, Store) {
        let All { plan, cohort, counts, breakdowns, .. } = self;
        let (mut rows, mut store) = (Vec::new(), Store::default());
        let moment = indicator.moment.map(|m| m.to_string()).unwrap_or_default();
        let levels = levels::codebook(indicator, counts, cohort);
        let decimals = counts.decimals.get(&indicator.id).copied().unwrap_or(0);
        let mut named: BTreeMap<(Vec<String>, Vec<String>), Cells> = BTreeMap::new();
        let mut tables: BTreeMap<usize, Vec<Estimate>> = BTreeMap::new();
        let mut rounding = 0.0;
        let years = years(indicator, self.days, cohort);
        let mut sides = [None, None];
        for (slice, parts) in counts.iter().filter(|(s, _)| s.indicator == indicator.id && s.moment == moment) {
            // The total comes before its groups.
            if slice.by.is_empty() {
                rounding = rounding_of(indicator, parts, decimals, cohort);
            }
            let by: Vec<String> = slice.by.split('*').filter(|fact| !fact.is_empty()).map(str::to_owned).collect();
            let of_years = years.as_ref().filter(|years| years.by() == by);
            let side = of_years.and_then(|years| years.labels.iter().position(|label| slice.group == [label.as_str()]));
            // Of years nobody asked for only what is compared is printed.
            let asked = by.is_empty() || plan.by.contains(&by);
            let printed = asked || side.is_some();
            let told = counts.told.get(slice);
            let thin = counts.thin.contains(slice);
            let (policy, levels) = (&plan.policy, levels.as_slice());
            let table =
                Table { indicator, slice, parts, cohort, policy, levels, decimals, told, thin, rounding, printed };
            let (mut estimates, cells) = table.estimates(&mut store);
            if plan.policy.protects() {
                table.place(&cells, &mut store);
            }
            if !asked {
                let of = compared(&indicator.measure);
                estimates.retain(|row| printed && of.contains(&(row.key.statistic, row.key.level.as_str())));
            }
            if let Some(side) = side.and_then(|side| sides.get_mut(side)) {
                *side = Some(Year { table, cells: cells.clone() });
            }
            // Total first, then breakdowns as asked; groups in the order of the codebook.
            let order = breakdowns.iter().position(|facts| *facts == by).map_or(0, |i| i + 1);
            tables.entry(order).or_default().extend(estimates);
            named.insert((by, slice.group.clone()), cells);
        }
        for (order, mut estimates) in tables {
            if order > 0 {
                let by = &breakdowns[order - 1];
                estimates.sort_by_cached_key(|row| place(row, by, cohort));
            }
            rows.extend(estimates);
        }
        partitions(breakdowns, &named, &mut store);
        if let (Some(years), [Some(later), Some(earlier)]) = (&years, &sides) {
            let slice = Slice { by: years.fact.to_owned(), group: vec![years.group()], ..later.table.slice.clone() };
            let table = Table { slice: &slice, ..later.table };
            rows.extend(table.differences([later, earlier], plan.unit_of(indicator) == Unit::Participation));
        }
        (rows, store)
    }
}

/// What the means of an indicator are rounded to in a public report: a tenth of a point of a scale, a point of a long
/// one, and for amounts two digits of the mean of everybody. The same in every group, or it would tell of the group.
fn rounding_of(indicator: &Indicator, total: &BTreeMap<Part, Tally>, decimals: u32, cohort: &Cohort) -> f64 {
    let vocabulary = &cohort.vocabulary;
    let scale = match &indicator.measure {
        Measure::Change { scale, .. } => vocabulary.instruments.get(scale),
        Measure::Mean { of } | Measure::Median { of } => {
            vocabulary.fact(of).and_then(|fact| vocabulary.instruments.get(&fact.what))
        }
        _ => return 0.0,
    };
    match scale {
        Some(scale) if scale.max - scale.min > 20.0 => 1.0,
        Some(_) => 0.1,
        None => amount::two_digits(total, 10f64.powi(-(decimals as i32))),
    }
}

/// Where a group stands in the codebook.
fn place(row: &Estimate, by: &[String], cohort: &Cohort) -> Vec<usize> {
    row.key
        .group
        .split('*')
        .zip(by)
        .map(|(label, fact)| {
            let labels = super::plan::groups(cohort, fact).unwrap_or(&[]);
            labels.iter().position(|l| l == label).unwrap_or(labels.len())
        })
        .collect()
}

/// Groups of a breakdown add up to their parent. Services and target groups may share people, but mostly they do not
/// (and where they do, the sum still bounds): one hidden group alone would be given away all the same.
fn partitions(breakdowns: &[Vec<String>], named: &BTreeMap<(Vec<String>, Vec<String>), Cells>, store: &mut Store) {
    for by in breakdowns {
        for i in 0..by.len() {
            let without = |list: &[String]| -> Vec<String> {
                list.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, x)| x.clone()).collect()
            };
            let parent_by = without(by);
            let mut families: BTreeMap<Vec<String>, Vec<&Cells>> = BTreeMap::new();
            for ((facts, group), cells) in named {
                if facts == by {
                    families.entry(without(group)).or_default().push(cells);
                }
            }
            for (group, children) in families {
                let Some(parent) = named.get(&(parent_by.clone(), group)) else { continue };
                let names: BTreeSet<&String> = children.iter().flat_map(|cells| cells.0.keys()).collect();
                for name in names {
                    let Some(total) = parent.get(name) else { continue };
                    // A day that some group is silent of is no sum; the coarsening saw to it.
                    let parts: Option<Vec<Cell>> = children.iter().map(|cells| cells.get(name)).collect();
                    if let Some(parts) = parts {
                        store.partition(total, parts);
                    }
                }
            }
        }
    }
}

fn unavailable(indicator: &Indicator) -> Estimate {
    let statistic = match indicator.measure {
        Measure::Count | Measure::Transition { .. } => "count",
        Measure::Share { .. }
        | Measure::Coverage { .. }
        | Measure::Distribution { .. }
        | Measure::Path { .. }
        | Measure::Ladder { .. } => "share",
        Measure::Mean { .. } => "mean",
        Measure::Median { .. } => "median",
        Measure::Change { .. } => "mean_change",
        Measure::TimeTo(_) => "cumulative",
    };
    Estimate {
        key: Key {
            indicator: indicator.id.clone(),
            statistic,
            level: String::new(),
            by: String::new(),
            group: String::new(),
            moment: indicator.moment.map(|m| m.to_string()).unwrap_or_default(),
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
        absent: Some(Flag::NotAvailable),
    }
}
