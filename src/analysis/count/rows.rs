//! The only place that touches rows: polars `group_by`.

use super::{Counts, Part, Slice, Tally};
use crate::analysis::plan::Plan;
use crate::analysis::unit::{in_period, units};
use crate::error::{Error, Result};
use crate::fact::day_number;
use crate::fact::status::Move;
use crate::fact::{Moment, REBUILT};
use crate::indicator::{Indicator, Measure, Unit};
use crate::input::cohort::{Cohort, Column, gone_column, label_column};
use crate::rule::expr;
use polars::prelude::{Column as PolarsColumn, *};
use std::collections::BTreeMap;

const WHO: [&str; 2] = ["who_a?", "who_b?"];

/// The parts of [`code`], by code; 0 is nobody's.
const CODES: [Part; 8] = [
    Part::Gone,
    Part::NotDue,
    Part::Yes,
    Part::No,
    Part::Undecided,
    Part::MaybeYes,
    Part::MaybeNo,
    Part::MaybeUndecided,
];

/// Counts everything a plan asks for.
pub(in crate::analysis) fn count(plan: &Plan, cohort: &Cohort) -> Result<Counts> {
    let mut counts = Counts::default();
    // Units are rebuilt once for each set of facts they are rebuilt within.
    let mut frames: BTreeMap<(bool, Vec<&str>), DataFrame> = BTreeMap::new();
    let breakdowns = std::iter::once(&[][..]).chain(plan.by.iter().map(Vec::as_slice));
    for by in breakdowns {
        for unit in [Unit::Person, Unit::Participation] {
            let indicators: Vec<&Indicator> = plan
                .indicators
                .iter()
                .filter(|indicator| plan.unit_of(indicator) == unit && (by.is_empty() || plan.broken_down(indicator)))
                .collect();
            if indicators.is_empty() {
                continue;
            }
            let mut within: Vec<&str> =
                by.iter().map(String::as_str).filter(|fact| unit == Unit::Person && REBUILT.contains(fact)).collect();
            within.sort_unstable();
            let key = (unit == Unit::Person, within.clone());
            if !frames.contains_key(&key) {
                frames.insert(key.clone(), with_who(units(cohort, unit, &within, plan.period)?, unit)?);
            }
            let Some(frame) = frames.get(&key) else { continue };
            counts = counts.merge(Counting { plan, cohort, frame, by, indicators }.run()?);
        }
    }
    Ok(counts)
}

/// Two hashes of who a row is about, each small enough that sums over any file stay exact.
fn with_who(mut frame: DataFrame, unit: Unit) -> Result<DataFrame> {
    let key = if unit == Unit::Person { "id" } else { "row" };
    let ids = crate::input::cohort::integers(&frame, key)?;
    for (which, name) in WHO.into_iter().enumerate() {
        let hashes: Vec<u64> = ids.iter().map(|id| mix(id.unwrap_or(-1) as u64, which as u64) >> 32).collect();
        frame.with_column(PolarsColumn::new(name.into(), hashes))?;
    }
    Ok(frame)
}

/// Steele, Lea & Flood's SplitMix64 finaliser.
fn mix(x: u64, stream: u64) -> u64 {
    let mut z = x.wrapping_add((stream + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

struct Counting<'a> {
    plan: &'a Plan,
    cohort: &'a Cohort,
    frame: &'a DataFrame,
    by: &'a [String],
    indicators: Vec<&'a Indicator>,
}

/// A frame restricted to one label of every fact with several, and the facts left to group by.
struct Cut {
    lazy: LazyFrame,
    /// One entry a fact of the breakdown: a fixed label, or the fact to group by.
    keys: Vec<Key>,
}

#[derive(Clone)]
enum Key {
    Fixed(String),
    Group(String),
}

impl Counting<'_> {
    fn run(&self) -> Result<Counts> {
        let mut counts = Counts::default();
        for indicator in &self.indicators {
            for group in self.codebook() {
                counts.touch(self.slice(indicator, group));
            }
        }
        // Codes first, in one pass over the rows; then one group_by for all of them.
        let codes: Vec<Expr> = self
            .indicators
            .iter()
            .enumerate()
            .map(|(i, indicator)| Ok(self.code(indicator)?.alias(code_name(i))))
            .collect::<Result<_>>()?;
        let coded = self.frame.clone().lazy().without_optimizations().with_columns(codes).collect()?;
        // Most indicators know three of the eight codes; the others need no sums.
        let present =
            (0..self.indicators.len()).map(|i| codes_in(&coded, &code_name(i))).collect::<Result<Vec<_>>>()?;
        for cut in self.cuts(&coded) {
            self.outcomes(&cut, &present, &mut counts)?;
            for (i, indicator) in self.indicators.iter().enumerate() {
                self.details(&cut, i, indicator, &mut counts)?;
            }
        }
        Ok(counts)
    }

    fn slice(&self, indicator: &Indicator, group: Vec<String>) -> Slice {
        Slice {
            indicator: indicator.id.clone(),
            moment: indicator.moment.map(|m| m.to_string()).unwrap_or_default(),
            by: self.by.join("*"),
            group,
        }
    }

    fn labels(&self, fact: &str) -> &[String] {
        match self.cohort.columns.get(fact) {
            Some(Column::Category { labels } | Column::Categories { labels }) => labels,
            _ => &[],
        }
    }

    /// Every combination of labels there can be.
    fn codebook(&self) -> Vec<Vec<String>> {
        self.by.iter().fold(vec![Vec::new()], |groups, fact| {
            groups
                .iter()
                .flat_map(|group| self.labels(fact).iter().map(|label| group.iter().chain([label]).cloned().collect()))
                .collect()
        })
    }

    fn cuts(&self, frame: &DataFrame) -> Vec<Cut> {
        // The frame is in memory and every column of it wanted: there is nothing to optimise but the time spent on it.
        let mut cuts = vec![Cut { lazy: frame.clone().lazy().without_optimizations(), keys: Vec::new() }];
        for fact in self.by {
            let several = matches!(self.cohort.columns.get(fact), Some(Column::Categories { .. }));
            cuts = cuts
                .into_iter()
                .flat_map(|cut| {
                    let with = |key: Key| {
                        let mut keys = cut.keys.clone();
                        keys.push(key);
                        keys
                    };
                    if !several {
                        return vec![Cut { lazy: cut.lazy.clone(), keys: with(Key::Group(fact.clone())) }];
                    }
                    let mut inner: Vec<Cut> = self
                        .labels(fact)
                        .iter()
                        .enumerate()
                        .map(|(i, label)| Cut {
                            lazy: cut.lazy.clone().filter(col(label_column(fact, i))),
                            keys: with(Key::Fixed(label.clone())),
                        })
                        .collect();
                    inner.push(Cut {
                        lazy: cut.lazy.clone().filter(col(fact.as_str()).is_null()),
                        keys: with(Key::Fixed(UNKNOWN.to_owned())),
                    });
                    inner
                })
                .collect();
        }
        cuts
    }

    /// Who someone is to an indicator, as an index into [`CODES`] plus one.
    fn code(&self, indicator: &Indicator) -> Result<Expr> {
        let schema = expr::Schema { columns: &self.cohort.columns, statuses: &self.cohort.vocabulary.statuses };
        let build = |rule| expr::expr(rule, schema).map_err(Error::bug);
        let among = build(&indicator.among)?;
        let known = |fact: &str| col(fact).is_not_null();
        // Known or not is the event of everything that is no share; unknown is undecided, never no.
        let both = |a: &str, b: &str| {
            when(known(a).and(known(b))).then(lit(true)).otherwise(lit(NULL).cast(DataType::Boolean))
        };
        let event = match &indicator.measure {
            Measure::Count => lit(true),
            Measure::Share { event } => build(event)?,
            Measure::Distribution { of } => both(of, of),
            Measure::Transition { from, to } => both(from, to),
            // Off the ladder there is no nearer and no further.
            Measure::Ladder { from, to } => {
                let ranked = self.ranked();
                let on = |fact: &str| ranked.iter().map(|code| col(fact).eq(lit(*code))).reduce(Expr::or);
                let on = |fact: &str| on(fact).unwrap_or_else(|| lit(false)).fill_null(lit(false));
                when(on(from).and(on(to))).then(lit(true)).otherwise(lit(NULL).cast(DataType::Boolean))
            }
            Measure::Change { scale, from, to } => both(&format!("{scale}_{from}"), &format!("{scale}_{to}")),
        };
        let moments = indicator.due_moments(&self.cohort.vocabulary);
        let due = moments.iter().map(|m| self.due(*m)).reduce(Expr::and).unwrap_or_else(|| lit(true));
        let gone = moments
            .iter()
            .map(|m| gone_column(&m.to_string()))
            .filter(|name| self.frame.column(name).is_ok())
            .map(|name| col(name).fill_null(lit(false)))
            .reduce(Expr::or)
            .unwrap_or_else(|| lit(false));
        let inside = in_period(indicator.anchor, self.plan.period, self.cohort);
        let eligible = || among.clone();
        let part = |part: Part| lit(CODES.iter().position(|p| *p == part).map_or(0, |i| i as i32 + 1));
        let by_event = |yes: Part, no: Part, undecided: Part| {
            when(event.clone().is_null()).then(part(undecided)).when(event.clone()).then(part(yes)).otherwise(part(no))
        };
        Ok(when(inside.not().or(eligible().fill_null(lit(true)).not()))
            .then(lit(0))
            .when(gone)
            .then(part(Part::Gone))
            .when(due.not())
            .then(part(Part::NotDue))
            .when(eligible().is_not_null())
            .then(by_event(Part::Yes, Part::No, Part::Undecided))
            .otherwise(by_event(Part::MaybeYes, Part::MaybeNo, Part::MaybeUndecided)))
    }

    /// Whether the time of a moment has come by the last day of the data.
    fn due(&self, moment: Moment) -> Expr {
        let Some(months) = moment.months_after_exit() else { return lit(true) };
        if !self.cohort.columns.contains_key("end") {
            // No exit days at all: only the situation on leaving can be spoken of, and of everybody.
            return lit(months == 0);
        }
        match Moment::last_due_exit(self.cohort.data_until, months) {
            Some(last) => col("end").lt_eq(lit(day_number(last))).fill_null(lit(false)),
            None => lit(false),
        }
    }

    /// Counts people by what became of them: one grouping for all indicators.
    fn outcomes(&self, cut: &Cut, present: &[Vec<usize>], counts: &mut Counts) -> Result<()> {
        // Who they are matters to the gate only; where nothing is hidden two thirds of the sums are saved.
        let who = if self.plan.policy.protects() { &WHO[..] } else { &[] };
        let mut sums = Vec::new();
        for (i, codes) in present.iter().enumerate() {
            for code in codes {
                let hit = || col(code_name(i)).eq(lit(*code as i32));
                sums.push(hit().sum().cast(DataType::UInt64).alias(format!("{i}:{code}:n")));
                for (w, who) in who.iter().enumerate() {
                    sums.push(when(hit()).then(col(*who)).otherwise(lit(0u64)).sum().alias(format!("{i}:{code}:{w}")));
                }
            }
        }
        let table = self.grouped(cut, &[], sums)?;
        for row in 0..table.height() {
            let group = self.group_of(cut, &table, row)?;
            for (i, indicator) in self.indicators.iter().enumerate() {
                for (code, part) in (1..).zip(&CODES).filter(|(code, _)| present[i].contains(code)) {
                    let cell = |what: &str| number(&table, &format!("{i}:{code}:{what}"), row);
                    let n = cell("n")?;
                    if n > 0 {
                        let who = if who.is_empty() { [0, 0] } else { [cell("0")?, cell("1")?] };
                        counts.add(self.slice(indicator, group.clone()), part.clone(), Tally { n, who });
                    }
                }
            }
        }
        Ok(())
    }

    fn details(&self, cut: &Cut, i: usize, indicator: &Indicator, counts: &mut Counts) -> Result<()> {
        let yes = CODES.iter().position(|p| *p == Part::Yes).map_or(0, |i| i as i32 + 1);
        let undecided = CODES.iter().position(|p| *p == Part::Undecided).map_or(0, |i| i as i32 + 1);
        let known =
            |cut: &Cut| Cut { lazy: cut.lazy.clone().filter(col(code_name(i)).eq(lit(yes))), keys: cut.keys.clone() };
        match &indicator.measure {
            Measure::Count | Measure::Share { .. } => Ok(()),
            Measure::Distribution { of } => {
                self.details_of(&known(cut), indicator, &[col(of.as_str())], counts, |value| {
                    Some(Part::Level(self.word(of, *value.first()?)?))
                })
            }
            Measure::Transition { from, to } => {
                let either =
                    cut.lazy.clone().filter(col(code_name(i)).eq(lit(yes)).or(col(code_name(i)).eq(lit(undecided))));
                let cut = Cut { lazy: either, keys: cut.keys.clone() };
                let by = [col(from.as_str()), col(to.as_str())];
                self.details_of(&cut, indicator, &by, counts, |value| {
                    Some(Part::Pair(self.word(from, *value.first()?)?, self.word(to, *value.get(1)?)?))
                })
            }
            Measure::Ladder { from, to } => {
                let by = [col(from.as_str()), col(to.as_str())];
                self.details_of(&known(cut), indicator, &by, counts, |value| {
                    let code = |i: usize| i32::try_from((*value.get(i)?)?).ok();
                    let step = match self.cohort.vocabulary.statuses.compare(code(0)?, code(1)?)? {
                        Move::Up => "up",
                        Move::Same => "same",
                        Move::Down => "down",
                    };
                    Some(Part::Level(step.to_owned()))
                })
            }
            Measure::Change { scale, from, to } => {
                let (from, to) = (format!("{scale}_{from}"), format!("{scale}_{to}"));
                let decimals = |fact: &str| match self.cohort.columns.get(fact) {
                    Some(Column::Number { decimals }) => *decimals,
                    _ => 0,
                };
                let grid = decimals(&from).max(decimals(&to));
                counts.decimals.insert(indicator.id.clone(), grid);
                let on_grid = |fact: &str| col(fact) * lit(10i64.pow(grid - decimals(fact)));
                let cut = known(cut);
                let values = [on_grid(&from), on_grid(&to), on_grid(&to) - on_grid(&from)];
                let parts = [Part::Before, Part::After, Part::Difference];
                for (value, part) in values.into_iter().zip(parts) {
                    self.details_of(&cut, indicator, &[value], counts, |value| Some(part((*value.first()?)?)))?;
                }
                Ok(())
            }
        }
    }

    /// Counts people by some values, and names each combination.
    fn details_of(
        &self,
        cut: &Cut,
        indicator: &Indicator,
        by: &[Expr],
        counts: &mut Counts,
        part: impl Fn(&[Option<i64>]) -> Option<Part>,
    ) -> Result<()> {
        let by: Vec<(String, Expr)> =
            by.iter().enumerate().map(|(i, value)| (format!("value{i}?"), value.clone())).collect();
        let mut sums = vec![len().cast(DataType::UInt64).alias("n?")];
        let protects = self.plan.policy.protects();
        if protects {
            sums.extend(WHO.into_iter().zip(["w0?", "w1?"]).map(|(who, name)| col(who).sum().alias(name)));
        }
        let table = self.grouped(cut, &by, sums)?;
        let values =
            by.iter().map(|(name, _)| crate::input::cohort::integers(&table, name)).collect::<Result<Vec<_>>>()?;
        for row in 0..table.height() {
            let value: Vec<Option<i64>> = values.iter().map(|column| column[row]).collect();
            if let Some(part) = part(&value) {
                let cell = |what: &str| number(&table, what, row);
                let who = if protects { [cell("w0?")?, cell("w1?")?] } else { [0, 0] };
                let tally = Tally { n: cell("n?")?, who };
                counts.add(self.slice(indicator, self.group_of(cut, &table, row)?), part, tally);
            }
        }
        Ok(())
    }

    fn grouped(&self, cut: &Cut, extra: &[(String, Expr)], sums: Vec<Expr>) -> Result<DataFrame> {
        let mut keys: Vec<Expr> = cut
            .keys
            .iter()
            .filter_map(|key| match key {
                Key::Group(fact) => Some(col(fact.as_str())),
                Key::Fixed(_) => None,
            })
            .collect();
        keys.extend(extra.iter().map(|(name, value)| value.clone().alias(name.as_str())));
        Ok(if keys.is_empty() {
            cut.lazy.clone().select(sums).collect()?
        } else {
            cut.lazy.clone().group_by(keys).agg(sums).collect()?
        })
    }

    fn group_of(&self, cut: &Cut, table: &DataFrame, row: usize) -> Result<Vec<String>> {
        cut.keys
            .iter()
            .map(|key| match key {
                Key::Fixed(label) => Ok(label.clone()),
                Key::Group(fact) => {
                    let code = table.column(fact)?.cast(&DataType::Int64)?;
                    let code = code.i64().map_err(Error::from)?.get(row);
                    let label = code.and_then(|code| self.labels(fact).get(usize::try_from(code).ok()?));
                    Ok(label.cloned().unwrap_or_else(|| UNKNOWN.to_owned()))
                }
            })
            .collect()
    }

    /// Codes of the statuses that have a rung on the ladder.
    fn ranked(&self) -> Vec<i32> {
        let statuses = &self.cohort.vocabulary.statuses;
        statuses
            .iter()
            .filter(|status| status.rank.is_some())
            .filter_map(|status| statuses.code_of(&status.id))
            .collect()
    }

    /// The word of a status or category code.
    fn word(&self, fact: &str, code: Option<i64>) -> Option<String> {
        let Some(code) = code else { return Some(UNKNOWN.to_owned()) };
        match self.cohort.columns.get(fact)? {
            Column::Status => Some(self.cohort.vocabulary.statuses.by_code(i32::try_from(code).ok()?)?.id.to_string()),
            Column::Category { labels } => labels.get(usize::try_from(code).ok()?).cloned(),
            _ => None,
        }
    }
}

/// The group of people of whom a breakdown is not known.
pub(in crate::analysis) const UNKNOWN: &str = "unknown";

fn code_name(i: usize) -> String {
    format!("code{i}?")
}

/// The codes that anybody has.
fn codes_in(frame: &DataFrame, column: &str) -> Result<Vec<usize>> {
    let mut seen = [false; CODES.len() + 1];
    for code in frame.column(column)?.i32().map_err(Error::from)?.iter().flatten() {
        if let Some(seen) = usize::try_from(code).ok().and_then(|code| seen.get_mut(code)) {
            *seen = true;
        }
    }
    Ok((1..seen.len()).filter(|&code| seen[code]).collect())
}

fn number(table: &DataFrame, column: &str, row: usize) -> Result<u64> {
    let column = table.column(column)?;
    Ok(column.u64().map_err(Error::from)?.get(row).unwrap_or(0))
}
