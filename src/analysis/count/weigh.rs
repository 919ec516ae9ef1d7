//! People who were alike on entry, by what became of them: what a share is weighted by.

use super::Part;
use super::detail::Detail;
use crate::fact::status::Class;
use crate::indicator::{Indicator, Measure};
use crate::input::cohort::{Cohort, Column};
use polars::prelude::*;

/// Whether the shares of an indicator are weighted: those of what is asked after people have left, for then some cannot
/// be reached.
pub(in crate::analysis) fn is_weighed(indicator: &Indicator, weigh: &[String]) -> bool {
    let later = indicator.moment.and_then(|moment| moment.months_after_exit()).is_some_and(|months| months > 0);
    later && !weigh.is_empty() && matches!(indicator.measure, Measure::Share { .. })
}

/// Everybody due, by answer and by what they were on entry. What is not known of somebody is a group of its own.
pub(super) fn alike<'a>(cohort: &'a Cohort, weigh: &[String]) -> Vec<Detail<'a>> {
    let answers = [(Part::Yes, Some(true)), (Part::No, Some(false)), (Part::Undecided, None)];
    answers
        .into_iter()
        .map(|(part, answer)| {
            let facts = weigh.to_vec();
            let name = move |value: &[Option<i64>]| {
                let group = |(fact, code): (&String, &Option<i64>)| code.map_or(-1, |code| group(cohort, fact, code));
                Some(Part::Alike(answer, facts.iter().zip(value).map(group).collect()))
            };
            let values = weigh.iter().map(|fact| col(fact.as_str())).collect();
            Detail { of: vec![part], values, name: Box::new(name), numbers: false }
        })
        .collect()
}

/// The group of a code: of a status its class.
fn group(cohort: &Cohort, fact: &str, code: i64) -> i64 {
    if !matches!(cohort.columns.get(fact), Some(Column::Status)) {
        return code;
    }
    let status = i32::try_from(code).ok().and_then(|code| cohort.vocabulary.statuses.by_code(code));
    let class = status.and_then(|status| Class::ALL.iter().position(|class| *class == status.class));
    class.map_or(-1, |place| place as i64)
}
