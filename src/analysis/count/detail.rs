//! What a measure counts beside yes and no: the values people have, each combination by its name.

use super::outcome::{CODES, code_of};
use super::{DECLINED, MOVED, Part, UNKNOWN, path, time};
use crate::error::{Error, Result};
use crate::fact::Kind;
use crate::fact::instrument::{Better, Instrument};
use crate::fact::status::{Absence, Move};
use crate::indicator::{Indicator, Measure};
use crate::input::cohort::{Cohort, Column, why_column};
use crate::rule::expr;
use polars::prelude::*;

/// What became of somebody between two questions: yes to both, only to the later, only to the earlier, to neither.
pub(in crate::analysis) const BOTH: &str = "both";
pub(in crate::analysis) const GAINED: &str = "gained";
pub(in crate::analysis) const LOST: &str = "lost";
pub(in crate::analysis) const NEITHER: &str = "neither";

/// Values counted together.
pub(super) struct Detail<'a> {
    /// The people they are counted of.
    pub(super) of: Vec<Part>,
    /// Whole numbers; nothing is unknown.
    pub(super) values: Vec<Expr>,
    /// The name of a combination; none is not counted.
    #[allow(clippy::type_complexity, reason = "one use; a name would say less")]
    pub(super) name: Box<dyn Fn(&[Option<i64>]) -> Option<Part> + 'a>,
}

impl Detail<'_> {
    /// Whether people of an outcome are counted, by its code.
    pub(super) fn wanted(&self) -> [bool; CODES.len() + 1] {
        let mut wanted = [false; CODES.len() + 1];
        for part in &self.of {
            wanted[code_of(part) as usize] = true;
        }
        wanted
    }
}

/// The details of an indicator, and the decimals of the grid its values are counted on.
pub(super) fn details<'a>(cohort: &'a Cohort, indicator: &'a Indicator) -> Result<(Vec<Detail<'a>>, Option<u32>)> {
    let words = Words { cohort };
    let yes = || vec![Part::Yes];
    Ok(match &indicator.measure {
        // Months are counted by themselves.
        Measure::Count | Measure::Share { .. } | Measure::Trajectory { .. } => (Vec::new(), None),
        Measure::Coverage { of } => {
            let [declined, moved] = [Absence::Declined, Absence::Moved].map(|why| Some(i64::from(why as i32)));
            let name = move |value: &[Option<i64>]| match *value.first()? {
                why if why == declined => Some(Part::Level(DECLINED.to_owned())),
                why if why == moved => Some(Part::Level(MOVED.to_owned())),
                _ => None,
            };
            (vec![Detail { of: vec![Part::No], values: vec![col(why_column(of))], name: Box::new(name) }], None)
        }
        Measure::Path { steps } => {
            let name = move |value: &[Option<i64>]| {
                let place = usize::try_from((*value.first()?)?).ok()?.checked_sub(1)?;
                Some(Part::Level(steps.get(place)?.id.clone()))
            };
            (vec![Detail { of: yes(), values: vec![path::furthest(cohort, steps)?], name: Box::new(name) }], None)
        }
        Measure::Distribution { of } => {
            let name = move |value: &[Option<i64>]| Some(Part::Level(words.word(of, *value.first()?)?));
            (vec![Detail { of: yes(), values: vec![col(of.as_str())], name: Box::new(name) }], None)
        }
        Measure::Mean { of } | Measure::Median { of } => {
            let name = |value: &[Option<i64>]| Some(Part::Value((*value.first()?)?));
            let detail = Detail { of: yes(), values: vec![col(of.as_str())], name: Box::new(name) };
            (vec![detail], Some(words.decimals(of)))
        }
        Measure::Transition { from, to } => {
            let name = move |value: &[Option<i64>]| {
                Some(Part::Pair(words.word(from, *value.first()?)?, words.word(to, *value.get(1)?)?))
            };
            let values = vec![col(from.as_str()), col(to.as_str())];
            (vec![Detail { of: vec![Part::Yes, Part::Undecided], values, name: Box::new(name) }], None)
        }
        Measure::Ladder { from, to } if words.scale(from).is_some() => {
            let (before, after) = (words.scale(from), words.scale(to));
            let name = move |value: &[Option<i64>]| {
                let band = |i: usize, scale: Option<(&Instrument, f64)>| {
                    let (scale, grid) = scale?;
                    scale.band((*value.get(i)?)? as f64 * grid)
                };
                let (from, to) = (band(0, before)?, band(1, after)?);
                let better = before?.0.better;
                let step = match (to.cmp(&from), better) {
                    (std::cmp::Ordering::Equal, _) => "same",
                    (std::cmp::Ordering::Greater, Better::Higher) | (std::cmp::Ordering::Less, Better::Lower) => "up",
                    _ => "down",
                };
                Some(Part::Level(step.to_owned()))
            };
            let values = vec![col(from.as_str()), col(to.as_str())];
            (vec![Detail { of: yes(), values, name: Box::new(name) }], None)
        }
        Measure::Ladder { from, to } => {
            let name = move |value: &[Option<i64>]| {
                let code = |i: usize| i32::try_from((*value.get(i)?)?).ok();
                let step = match cohort.vocabulary.statuses.compare(code(0)?, code(1)?)? {
                    Move::Up => "up",
                    Move::Same => "same",
                    Move::Down => "down",
                };
                Some(Part::Level(step.to_owned()))
            };
            let values = vec![col(from.as_str()), col(to.as_str())];
            (vec![Detail { of: yes(), values, name: Box::new(name) }], None)
        }
        Measure::Change { scale, from, to } => {
            let (from, to) = (format!("{scale}_{from}"), format!("{scale}_{to}"));
            let grid = words.decimals(&from).max(words.decimals(&to));
            let on_grid = |fact: &str| match grid - words.decimals(fact) {
                0 => col(fact),
                coarser => col(fact) * lit(10i64.pow(coarser)),
            };
            let values = [on_grid(&from), on_grid(&to), on_grid(&to) - on_grid(&from)];
            let parts = [Part::Before, Part::After, Part::Difference];
            let details = values.into_iter().zip(parts).map(|(value, part)| Detail {
                of: yes(),
                values: vec![value],
                name: Box::new(move |value: &[Option<i64>]| Some(part((*value.first()?)?))),
            });
            (details.collect(), Some(grid))
        }
        Measure::BeforeAfter { before, after } => {
            let schema = expr::Schema { columns: &cohort.columns, statuses: &cohort.vocabulary.statuses };
            let whole = |rule| Ok::<_, Error>(expr::expr(rule, schema).map_err(Error::bug)?.cast(DataType::Int64));
            let name = |value: &[Option<i64>]| {
                let level = match ((*value.first()?)? == 1, (*value.get(1)?)? == 1) {
                    (true, true) => BOTH,
                    (false, true) => GAINED,
                    (true, false) => LOST,
                    (false, false) => NEITHER,
                };
                Some(Part::Level(level.to_owned()))
            };
            (vec![Detail { of: yes(), values: vec![whole(before)?, whole(after)?], name: Box::new(name) }], None)
        }
        Measure::TimeTo(time) => {
            let ended = Detail { of: yes(), values: time::by(time, cohort).to_vec(), name: Box::new(time::part) };
            let late = time::late(time, cohort).map(|late| Detail {
                of: yes(),
                values: vec![late],
                name: Box::new(time::entered),
            });
            (std::iter::once(ended).chain(late).collect(), None)
        }
    })
}

/// What codes of a cohort's columns stand for.
#[derive(Clone, Copy)]
struct Words<'a> {
    cohort: &'a Cohort,
}

impl<'a> Words<'a> {
    /// The word of a status or category code.
    fn word(self, fact: &str, code: Option<i64>) -> Option<String> {
        let Some(code) = code else { return Some(UNKNOWN.to_owned()) };
        match self.cohort.columns.get(fact)? {
            Column::Status => Some(self.cohort.vocabulary.statuses.by_code(i32::try_from(code).ok()?)?.id.to_string()),
            Column::Category { labels } => labels.get(usize::try_from(code).ok()?).cloned(),
            _ => None,
        }
    }

    /// The scale of a score, and the size of a unit of its grid.
    fn scale(self, fact: &str) -> Option<(&'a Instrument, f64)> {
        let vocabulary = &self.cohort.vocabulary;
        let known = vocabulary.fact(fact).filter(|fact| fact.kind == Kind::Score)?;
        let scale = vocabulary.instruments.get(&known.what)?;
        Some((scale, 10f64.powi(-(self.decimals(fact) as i32))))
    }

    fn decimals(self, fact: &str) -> u32 {
        match self.cohort.columns.get(fact) {
            Some(Column::Number { decimals }) => *decimals,
            _ => 0,
        }
    }
}
