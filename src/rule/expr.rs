//! [`Rule`] to a polars expression. The law of three values is polars' own: a null is undecided, and `and` and `or` of
//! booleans with nulls are Kleene's. A test holds this reading against [`Rule::truth`] on every combination.

use super::{Leaf, Operand, Order, Rule, Test, Word};
use crate::fact::day_number;
use crate::fact::status::Statuses;
use crate::input::cohort::{Column, from_column, label_column};
use anyhow::{Context, Result, bail};
use polars::prelude::*;
use std::collections::BTreeMap;

/// What an expression is built for.
#[derive(Clone, Copy)]
pub struct Schema<'a> {
    /// How each fact is held.
    pub columns: &'a BTreeMap<String, Column>,
    /// The meaning of status codes and groups.
    pub statuses: &'a Statuses,
}

/// A Boolean expression: true, false, or null where undecided.
///
/// # Errors
/// When the rule reads a fact the frame does not hold, or asks of a fact what its kind cannot answer. Indicators are
/// checked when they are loaded and planned, so this is a bug or a rule of the user's that mixes kinds.
pub fn expr(rule: &Rule, schema: Schema<'_>) -> Result<Expr> {
    let each = |rules: &[Rule]| rules.iter().map(|rule| expr(rule, schema)).collect::<Result<Vec<_>>>();
    Ok(match rule {
        Rule::All(rules) => each(rules)?.into_iter().reduce(Expr::and).unwrap_or_else(|| lit(true)),
        Rule::Any(rules) => each(rules)?.into_iter().reduce(Expr::or).unwrap_or_else(|| lit(false)),
        Rule::Leaf(leaf) => leaf_expr(leaf, schema)?,
    })
}

fn leaf_expr(leaf: &Leaf, schema: Schema<'_>) -> Result<Expr> {
    let held = |fact: &str| schema.columns.get(fact).with_context(|| format!("no column holds {fact}"));
    let column = held(&leaf.fact)?;
    let this = || col(leaf.fact.as_str());
    let event = matches!(column, Column::Day { event: true, .. });
    let absent_means_no = |decided: Expr| {
        if event { when(this().is_null()).then(lit(false)).otherwise(decided) } else { decided }
    };
    Ok(match &leaf.test {
        Test::Known => this().is_not_null(),
        Test::Unknown => this().is_null(),
        Test::In(words) => among(leaf, words, column, schema)?,
        Test::NotIn(words) => among(leaf, words, column, schema)?.not(),
        Test::Compare(order, operand) => {
            let days = match (column, operand) {
                (Column::Day { .. }, Operand::Day(day)) => Some((leaf.fact.as_str(), Side::Day(lit(day_number(*day))))),
                (Column::Day { .. }, Operand::Fact(other)) if matches!(held(other)?, Column::Day { .. }) => {
                    Some((leaf.fact.as_str(), side(other, held(other)?)))
                }
                _ => None,
            };
            if let Some((fact, right)) = days {
                return Ok(absent_means_no(compared(*order, &side(fact, column), &right)));
            }
            let (left, right) = match (column, operand) {
                (Column::Number { decimals }, Operand::Number(x)) => (scaled(this(), *decimals), lit(*x)),
                (_, Operand::Fact(other)) => match (column, held(other)?) {
                    (Column::Number { decimals: a }, Column::Number { decimals: b }) => {
                        (scaled(this(), *a), scaled(col(other.as_str()), *b))
                    }
                    _ => bail!("{} and {other} cannot be compared", leaf.fact),
                },
                _ => bail!("{} cannot be compared with that", leaf.fact),
            };
            absent_means_no(holds(*order, left, right))
        }
        Test::Within(days, other) => match (column, held(other)?) {
            (Column::Day { .. }, Column::Day { .. }) => {
                absent_means_no(within(i64::from(*days), &side(&leaf.fact, column), &side(other, held(other)?)))
            }
            _ => bail!("{} and {other} are not both days", leaf.fact),
        },
    })
}

fn holds(order: Order, left: Expr, right: Expr) -> Expr {
    match order {
        Order::AtLeast => left.gt_eq(right),
        Order::AtMost => left.lt_eq(right),
        Order::More => left.gt(right),
        Order::Less => left.lt(right),
        Order::Equal => left.eq(right),
    }
}

/// A day of a comparison: known to the day, or the first and the last it can have been.
enum Side {
    Day(Expr),
    Days(Expr, Expr),
}

fn side(fact: &str, column: &Column) -> Side {
    match column {
        Column::Day { spans: true, .. } => Side::Days(col(from_column(fact)), col(fact)),
        _ => Side::Day(col(fact)),
    }
}

impl Side {
    fn first(&self) -> Expr {
        let (Side::Day(day) | Side::Days(day, _)) = self;
        day.clone()
    }

    fn last(&self) -> Expr {
        let (Side::Day(day) | Side::Days(_, day)) = self;
        day.clone()
    }
}

/// Decided where it is the same whichever days they were.
fn compared(order: Order, left: &Side, right: &Side) -> Expr {
    if let (Side::Day(left), Side::Day(right)) = (left, right) {
        return holds(order, left.clone(), right.clone());
    }
    let [least, most] = [(left.first(), right.last()), (left.last(), right.first())].map(|(a, b)| holds(order, a, b));
    let (yes, no) = match order {
        // One day on either side, and the same.
        Order::Equal => (least.and(most), left.first().gt(right.last()).or(left.last().lt(right.first()))),
        _ => (least.clone().and(most.clone()), least.not().and(most.not())),
    };
    decided(yes, no)
}

fn within(days: i64, left: &Side, right: &Side) -> Expr {
    let apart = |a: Expr, b: Expr| a.cast(DataType::Int64) - b.cast(DataType::Int64);
    let (least, most) = (apart(left.first(), right.last()), apart(left.last(), right.first()));
    let yes = least.clone().gt_eq(lit(-days)).and(most.clone().lt_eq(lit(days)));
    match (left, right) {
        (Side::Day(_), Side::Day(_)) => yes,
        _ => decided(yes, least.gt(lit(days)).or(most.lt(lit(-days)))),
    }
}

/// True, false, or null where neither is sure.
fn decided(yes: Expr, no: Expr) -> Expr {
    let no = when(no).then(lit(false)).otherwise(lit(NULL).cast(DataType::Boolean));
    when(yes).then(lit(true)).otherwise(no)
}

fn scaled(column: Expr, decimals: u32) -> Expr {
    column.cast(DataType::Float64) / lit(10f64.powi(decimals as i32))
}

fn among(leaf: &Leaf, words: &[Word], column: &Column, schema: Schema<'_>) -> Result<Expr> {
    let this = || col(leaf.fact.as_str());
    // Keeps the null of an unknown value where no code can match.
    let never = || this().is_null().and(lit(NULL).cast(DataType::Boolean));
    match column {
        Column::Status => {
            let mut codes = Vec::new();
            for word in words {
                match word {
                    Word::One(id) => {
                        codes.push(schema.statuses.code_of(id).with_context(|| format!("no status {id}"))?)
                    }
                    Word::Group(group) => {
                        let group = format!("@{group}");
                        codes.extend(schema.statuses.group(&group).with_context(|| format!("no group {group}"))?);
                    }
                }
            }
            // A coarse status some kinds of which are meant, but not the whole of it, decides nothing.
            let coarse: Vec<i32> = schema.statuses.coarse_of(&codes);
            let inside = any_code(this, codes).unwrap_or_else(never);
            Ok(match any_code(this, coarse) {
                Some(unsure) => when(unsure).then(lit(NULL).cast(DataType::Boolean)).otherwise(inside),
                None => inside,
            })
        }
        Column::Category { labels } => {
            let codes = words.iter().filter_map(|word| match word {
                Word::One(id) => labels.iter().position(|label| label == id).map(|i| i as i32),
                Word::Group(_) => None,
            });
            Ok(any_code(this, codes.collect()).unwrap_or_else(never))
        }
        Column::Categories { labels } => Ok(words
            .iter()
            .filter_map(|word| match word {
                Word::One(id) => labels.iter().position(|label| label == id),
                Word::Group(_) => None,
            })
            .map(|i| col(label_column(&leaf.fact, i)))
            .reduce(Expr::or)
            .unwrap_or_else(never)),
        _ => bail!("{} has no words", leaf.fact),
    }
}

/// Codes as a few ranges: groups of statuses are neighbours, so thirteen comparisons become two or three.
fn any_code(this: impl Fn() -> Expr, mut codes: Vec<i32>) -> Option<Expr> {
    codes.sort_unstable();
    codes.dedup();
    let mut ranges: Vec<(i32, i32)> = Vec::new();
    for code in codes {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == code => *last = code,
            _ => ranges.push((code, code)),
        }
    }
    ranges
        .into_iter()
        .map(|(a, b)| if a == b { this().eq(lit(a)) } else { this().gt_eq(lit(a)).and(this().lt_eq(lit(b))) })
        .reduce(Expr::or)
}
