//! How far people came on a path.

use crate::error::{Error, Result};
use crate::indicator::Step;
use crate::input::cohort::Cohort;
use crate::rule::expr;
use polars::prelude::*;

/// The place of the furthest step somebody reached, from 1; 0 for none. Null where that is undecided: whoever reached a
/// step is on it whatever the steps before it say, but a later step that is not decided may have been reached as well.
pub(super) fn furthest(cohort: &Cohort, steps: &[Step]) -> Result<Expr> {
    let schema = expr::Schema { columns: &cohort.columns, statuses: &cohort.vocabulary.statuses };
    // Asked from the last step backwards, so built from the first.
    (1i32..).zip(steps).try_fold(lit(0i32), |before, (place, step)| {
        let reached = expr::expr(&step.event, schema).map_err(Error::bug)?;
        let undecided = lit(NULL).cast(DataType::Int32);
        Ok(when(reached.clone().is_null()).then(undecided).when(reached).then(lit(place)).otherwise(before))
    })
}
