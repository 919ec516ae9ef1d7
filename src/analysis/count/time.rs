//! Times as expressions: from the origin to the event, to one that competes with it, or to the last day anything is known
//! of somebody.

use super::{Ending, Part};
use crate::fact::day_number;
use crate::indicator::TimeTo;
use crate::input::cohort::{Cohort, Column, from_column};
use polars::prelude::*;

/// The first event somebody had, of the one asked for and those that compete with it: its day, and its place among them
/// from 1; 0 and null where they had none. Of events on one day the one asked for counts, then the first named.
fn first(time: &TimeTo) -> (Expr, Expr) {
    let event = || col(time.event.as_str());
    let none = || lit(0i64);
    let begin = (event(), when(event().is_not_null()).then(lit(1i64)).otherwise(none()));
    (2i64..).zip(&time.competing).fold(begin, |(day, which), (place, other)| {
        let other = || col(other.as_str());
        let sooner = other().is_not_null().and(day.clone().is_null().or(other().lt(day.clone())));
        (
            when(sooner.clone()).then(other()).otherwise(day),
            when(sooner.fill_null(lit(false))).then(lit(place)).otherwise(which),
        )
    })
}

/// Days from the origin, null where they are not known. An event before the origin says that the days were written
/// down wrongly, or that it was another one: when the one asked for happened is not known.
fn days(time: &TimeTo, cohort: &Cohort) -> Expr {
    let origin = || exact(&time.origin, cohort);
    let (event, _) = first(time);
    let until_event = event.clone() - origin();
    let until_event = when(until_event.clone().gt_eq(lit(0))).then(until_event).otherwise(lit(NULL));
    // Who was last heard of before the origin was followed for no day.
    let followed = (col("last_seen") - origin()).fill_null(lit(0));
    let followed = when(followed.clone().gt(lit(0))).then(followed).otherwise(lit(0));
    let known = when(event.is_not_null()).then(until_event).otherwise(followed);
    // Of several events one that is not known to the day may have been the first.
    let vague = std::iter::once(&time.event).chain(&time.competing).filter_map(|fact| vague(fact, cohort));
    let known = match vague.reduce(Expr::or) {
        Some(vague) => when(vague).then(lit(NULL)).otherwise(known),
        None => known,
    };
    let known = match observed_after(time, cohort) {
        // From when on somebody was observed must be known too.
        Some(observed) => when(observed.is_not_null()).then(known).otherwise(lit(NULL)),
        None => known,
    };
    when(origin().is_not_null()).then(known).otherwise(lit(NULL)).cast(DataType::Int64)
}

/// The day of a fact, where it is known to the day.
fn exact(fact: &str, cohort: &Cohort) -> Expr {
    match vague(fact, cohort) {
        Some(vague) => when(vague).then(lit(NULL)).otherwise(col(fact)),
        None => col(fact),
    }
}

/// Whether a fact is known, but not to the day; none where no row is.
fn vague(fact: &str, cohort: &Cohort) -> Option<Expr> {
    let spans = matches!(cohort.columns.get(fact), Some(Column::Day { spans: true, .. }));
    spans.then(|| col(from_column(fact)).lt(col(fact)).fill_null(lit(false)))
}

/// Days from the origin until somebody is observed.
fn observed_after(time: &TimeTo, cohort: &Cohort) -> Option<Expr> {
    let observed = time.observed_from.as_ref().filter(|fact| **fact != time.origin)?;
    Some((exact(observed, cohort) - exact(&time.origin, cohort)).cast(DataType::Int64))
}

/// Whether a time is known.
pub(super) fn known(time: &TimeTo, cohort: &Cohort) -> Expr {
    days(time, cohort).is_not_null()
}

/// Whether somebody is followed at all: an origin that is an event must have happened, and so must what they are observed
/// from, before anything else did.
pub(super) fn begun(time: &TimeTo, cohort: &Cohort) -> Expr {
    let happened = |fact: &str| match cohort.columns.get(fact) {
        Some(Column::Day { event: true, .. }) => col(fact).is_not_null(),
        _ => lit(true),
    };
    let begun = happened(&time.origin);
    let Some((fact, observed)) = time.observed_from.as_ref().zip(observed_after(time, cohort)) else { return begun };
    let in_time = observed.clone().lt_eq(lit(0)).or(observed.lt(days(time, cohort))).fill_null(lit(true));
    begun.and(happened(fact)).and(in_time)
}

/// Whether the origin has come by the last day of the data.
pub(super) fn due(time: &TimeTo, cohort: &Cohort) -> Expr {
    col(time.origin.as_str()).lt_eq(lit(day_number(cohort.data_until))).fill_null(lit(true))
}

/// What people are counted by: the days, and how they ended.
pub(super) fn by(time: &TimeTo, cohort: &Cohort) -> [Expr; 2] {
    [days(time, cohort), first(time).1.cast(DataType::Int64)]
}

/// The part of a value of [`by`].
pub(super) fn part(value: &[Option<i64>]) -> Option<Part> {
    let (days, which) = ((*value.first()?)?, (*value.get(1)?)?);
    let ending = match which {
        0 => Ending::Censored,
        1 => Ending::Event,
        place => Ending::Other(u8::try_from(place - 2).ok()?),
    };
    Some(Part::Ended(ending, days))
}

/// The day after the origin from which on people are observed; null where that is from the origin on.
pub(super) fn late(time: &TimeTo, cohort: &Cohort) -> Option<Expr> {
    let observed = observed_after(time, cohort)?;
    Some(when(observed.clone().gt(lit(0))).then(observed).otherwise(lit(NULL)).cast(DataType::Int64))
}

/// The part of a value of [`late`].
pub(super) fn entered(value: &[Option<i64>]) -> Option<Part> {
    Some(Part::Entered((*value.first()?)?))
}
