//! Times as expressions: from the origin to the event, or to the last day anything is known of somebody.

use super::{Ending, Part};
use crate::fact::day_number;
use crate::indicator::TimeTo;
use crate::input::cohort::{Cohort, Column};
use polars::prelude::*;

/// Days from the origin, null where they are not known. An event before the origin says that the days were written
/// down wrongly, or that it was another one: when the one asked for happened is not known.
fn days(time: &TimeTo) -> Expr {
    let since = |fact: &str| col(fact) - col(time.origin.as_str());
    let until_event = when(since(&time.event).gt_eq(lit(0))).then(since(&time.event)).otherwise(lit(NULL));
    // Who was last heard of before the origin was followed for no day.
    let followed = since("last_seen").fill_null(lit(0));
    let followed = when(followed.clone().gt(lit(0))).then(followed).otherwise(lit(0));
    let known = when(col(time.event.as_str()).is_not_null()).then(until_event).otherwise(followed);
    when(col(time.origin.as_str()).is_not_null()).then(known).otherwise(lit(NULL)).cast(DataType::Int64)
}

/// Whether a time is known.
pub(super) fn known(time: &TimeTo) -> Expr {
    days(time).is_not_null()
}

/// Whether somebody is followed at all: an origin that is an event must have happened.
pub(super) fn begun(time: &TimeTo, cohort: &Cohort) -> Expr {
    match cohort.columns.get(&time.origin) {
        Some(Column::Day { event: true }) => col(time.origin.as_str()).is_not_null(),
        _ => lit(true),
    }
}

/// Whether the origin has come by the last day of the data.
pub(super) fn due(time: &TimeTo, cohort: &Cohort) -> Expr {
    col(time.origin.as_str()).lt_eq(lit(day_number(cohort.data_until))).fill_null(lit(true))
}

/// What people are counted by: the days, and whether they ended with the event.
pub(super) fn by(time: &TimeTo) -> [Expr; 2] {
    [days(time), col(time.event.as_str()).is_not_null().cast(DataType::Int64)]
}

/// The part of a value of [`by`].
pub(super) fn part(value: &[Option<i64>]) -> Option<Part> {
    let (days, event) = ((*value.first()?)?, (*value.get(1)?)?);
    Some(Part::Ended(if event == 1 { Ending::Event } else { Ending::Censored }, days))
}
