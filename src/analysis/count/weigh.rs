//! People who were alike on entry, by what became of them: what a share is weighted by.

use super::Part;
use super::bins::Values;
use super::outcome::{CODES, code_of};
use crate::error::Result;
use crate::fact::status::Class;
use crate::indicator::{Indicator, Measure};
use crate::input::cohort::{Cohort, Column};
use polars::prelude::DataFrame;

/// Whether the shares of an indicator are weighted: those of what is asked after people have left, for then some cannot
/// be reached.
pub(in crate::analysis) fn is_weighed(indicator: &Indicator, weigh: &[String]) -> bool {
    let later = indicator.moment.and_then(|moment| moment.months_after_exit()).is_some_and(|months| months > 0);
    later && !weigh.is_empty() && matches!(indicator.measure, Measure::Share { .. })
}

/// What each row of a frame was on entry, and the facts it is alike in: one number a fact. What is not known of somebody
/// is a group of its own.
pub(super) struct Alike {
    of_row: Vec<u32>,
    cells: Vec<Vec<i64>>,
}

impl Alike {
    /// # Errors
    /// Only a bug: a fact that is not there.
    pub(super) fn of(cohort: &Cohort, rows: &DataFrame, weigh: &[String]) -> Result<Alike> {
        let columns: Vec<_> = weigh.iter().map(|fact| Ok(rows.column(fact)?.clone())).collect::<Result<_>>()?;
        let values = Values::of(&columns)?;
        let group = |(fact, code): (&String, &Option<i64>)| code.map_or(-1, |code| group(cohort, fact, code));
        let cell = |value: &Vec<Option<i64>>| weigh.iter().zip(value).map(group).collect();
        Ok(Alike { of_row: values.of_row, cells: values.distinct.iter().map(cell).collect() })
    }

    /// Everybody due by answer and by what they were on entry: the parts, and the key of each row.
    pub(super) fn by_answer<'a>(
        &'a self,
        codes: &'a [u8],
    ) -> (Vec<Option<Part>>, impl Iterator<Item = (u32, bool)> + Clone + 'a) {
        let width = self.cells.len() as u32;
        let answers = [(Part::Yes, Some(true)), (Part::No, Some(false)), (Part::Undecided, None)];
        let parts =
            answers.iter().flat_map(|(_, answer)| self.cells.iter().map(|cell| Part::Alike(*answer, cell.clone())));
        // The place of each code among the answers; none is not due.
        let mut places = [None; CODES.len() + 1];
        for (place, (part, _)) in (0u32..).zip(&answers) {
            places[code_of(part) as usize] = Some(place);
        }
        let keys = self.of_row.iter().zip(codes).map(move |(value, code)| {
            let place = places.get(usize::from(*code)).copied().flatten();
            (place.unwrap_or(0) * width + value, place.is_some())
        });
        (parts.map(Some).collect(), keys)
    }
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
