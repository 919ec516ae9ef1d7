//! The tables of all indicators, and the sums between their cells.

use super::compared::Group;
use super::years::Year;
use super::{Cells, Table, amount, levels};
use crate::analysis::count::{Counts, Part, Slice, Tally, is_weighed};
use crate::analysis::disclosure::Store;
use crate::analysis::plan::{self, Plan};
use crate::analysis::released::Flag;
use crate::analysis::results::{Cell, Estimate, Key};
use crate::analysis::years::{breakdowns, compared, covered, years};
use crate::error::Result;
use crate::fact::REBUILT;
use crate::indicator::{Indicator, Measure, Unit};
use crate::input::cohort::{Cohort, Column};
use crate::parallel::at_once;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
/// Every estimate of a plan in order, and the cells they are about.
pub(in crate::analysis) fn tabulate(plan: &Plan, cohort: &Cohort, counts: &Counts) -> Result<(Vec<Estimate>, Store)> {
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
        let mut total = None;
        let mut curves: BTreeMap<usize, Vec<Group<'_>>> = BTreeMap::new();
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
            let weighed = is_weighed(indicator, &plan.weigh);
            let table = Table {
                indicator,
                slice,
                parts,
                cohort,
                policy,
                levels,
                decimals,
                told,
                thin,
                rounding,
                weighed,
                printed,
            };
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
            if matches!(indicator.measure, Measure::TimeTo(_) | Measure::Coverage { .. }) {
                if by.is_empty() {
                    total = Some(table);
                } else if asked && self.share_nobody(&by, indicator) {
                    curves.entry(order).or_default().push(Group { table, cells: cells.clone() });
                }
            }
            named.insert((by, slice.group.clone()), cells);
        }
        for (order, mut estimates) in tables {
            if order > 0 {
                let by = &breakdowns[order - 1];
                estimates.sort_by_cached_key(|row| place(row, by, cohort));
            }
            rows.extend(estimates);
            if let (Some(total), Some(groups)) = (&total, curves.get(&order)) {
                let by = breakdowns[order - 1].join("*");
                rows.extend(match indicator.measure {
                    Measure::Coverage { .. } => total.attrition(&by, groups),
                    _ => total.compared(&by, groups),
                });
            }
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

impl All<'_> {
    /// Whether everybody is in one group only of a breakdown by one fact.
    fn share_nobody(&self, by: &[String], indicator: &Indicator) -> bool {
        let [fact] = by else { return false };
        let several = matches!(self.cohort.columns.get(fact), Some(Column::Categories { .. }));
        let rebuilt = REBUILT.contains(&fact.as_str()) && self.plan.unit_of(indicator) == Unit::Person;
        !several && !rebuilt
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
            let labels = plan::groups(cohort, fact).unwrap_or(&[]);
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
        Measure::BeforeAfter { .. } => "share_before",
        Measure::Trajectory { .. } => "months",
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
