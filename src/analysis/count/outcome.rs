//! Who someone is to an indicator: in the base or not, counted or not, undecided, not due, gone.

use super::{Part, path, time};
use crate::analysis::plan::Plan;
use crate::analysis::unit::in_period;
use crate::error::{Error, Result};
use crate::fact::{Kind, Moment, day_number};
use crate::indicator::{Indicator, Measure};
use crate::input::cohort::{Cohort, gone_column};
use crate::rule::expr;
use polars::prelude::*;

/// The parts people fall into, by code; 0 is nobody's.
pub(super) const CODES: [Part; 8] = [
    Part::Gone,
    Part::NotDue,
    Part::Yes,
    Part::No,
    Part::Undecided,
    Part::MaybeYes,
    Part::MaybeNo,
    Part::MaybeUndecided,
];

/// The code of a part.
pub(super) fn code_of(part: &Part) -> u8 {
    CODES.iter().position(|p| p == part).map_or(0, |i| i as u8 + 1)
}

/// What each row of a frame is to an indicator, as a place in [`CODES`] plus one.
pub(super) fn codes(plan: &Plan, cohort: &Cohort, frame: &DataFrame, indicator: &Indicator) -> Result<Vec<u8>> {
    let questions = Questions { plan, cohort, frame, indicator };
    Ok(coded(&questions.answered()?, frame.height()))
}

/// What became of the only row of a frame, and what it hung on beside the rule.
pub(in crate::analysis) struct One {
    /// In the period?
    pub(in crate::analysis) inside: bool,
    /// Has the time of every moment come?
    pub(in crate::analysis) due: bool,
    /// The part; none is left out.
    pub(in crate::analysis) part: Option<Part>,
}

/// [`codes`] of one row, with the reasons.
pub(in crate::analysis) fn one(plan: &Plan, cohort: &Cohort, row: &DataFrame, indicator: &Indicator) -> Result<One> {
    let answers = Questions { plan, cohort, frame: row, indicator }.answered()?;
    let code = coded(&answers, row.height()).first().copied().unwrap_or(0);
    let [inside, _, _, due, _] = answers.each_ref().map(Answers::first_is_yes);
    Ok(One { inside, due, part: usize::from(code).checked_sub(1).and_then(|i| CODES.get(i)).cloned() })
}

fn coded([inside, among, event, due, gone]: &[Answers; 5], rows: usize) -> Vec<u8> {
    let mut codes = vec![0u8; rows];
    for (word, codes) in codes.chunks_mut(64).enumerate() {
        let yes = |answers: &Answers| answers.yes[word];
        let no = |answers: &Answers| answers.no[word];
        let open = |answers: &Answers| !(yes(answers) | no(answers));
        // One condition after another, as a person would ask them; what one settles the next is not asked.
        let could = yes(inside) & !no(among);
        let has_gone = could & yes(gone);
        let later = could & !has_gone & !yes(due);
        let now = could & !has_gone & !later;
        let (sure, maybe) = (now & yes(among), now & open(among));
        let parts = [
            has_gone,
            later,
            sure & yes(event),
            sure & no(event),
            sure & open(event),
            maybe & yes(event),
            maybe & no(event),
            maybe & open(event),
        ];
        for (code, mut rows) in (1u8..).zip(parts) {
            while rows != 0 {
                if let Some(row) = codes.get_mut(rows.trailing_zeros() as usize) {
                    *row = code;
                }
                rows &= rows - 1;
            }
        }
    }
    codes
}

/// Bits, 64 a word. Polars gives their type no name.
macro_rules! words {
    ($bits:expr) => {{
        let mut whole = $bits.fast_iter_u64();
        let mut words: Vec<u64> = whole.by_ref().collect();
        let (rest, left) = whole.remainder();
        words.extend(&rest[..left.div_ceil(64)]);
        words
    }};
}

/// Yes and no for 64 rows a word; neither is undecided.
struct Answers {
    yes: Vec<u64>,
    no: Vec<u64>,
}

impl Answers {
    fn first_is_yes(&self) -> bool {
        self.yes.first().is_some_and(|word| word & 1 == 1)
    }

    fn of(column: &Column) -> Result<Answers> {
        let column = column.bool().map_err(Error::from)?.rechunk();
        let mut answers = Answers { yes: Vec::new(), no: Vec::new() };
        for array in column.downcast_iter() {
            answers.yes = words!(array.values());
            answers.no = answers.yes.iter().map(|word| !word).collect();
            if let Some(known) = known(array) {
                let Answers { yes, no } = &mut answers;
                yes.iter_mut().chain(no).zip(known.iter().cycle()).for_each(|(word, known)| *word &= known);
            }
        }
        Ok(answers)
    }
}

/// Which rows of a column are known, 64 a word; none where all are.
pub(super) fn known(array: &impl StaticArray) -> Option<Vec<u64>> {
    Some(words!(array.validity()?))
}

/// What has to be asked of every row.
struct Questions<'a> {
    plan: &'a Plan,
    cohort: &'a Cohort,
    frame: &'a DataFrame,
    indicator: &'a Indicator,
}

impl Questions<'_> {
    /// In the period? Eligible? The event? Due? Dead by then?
    fn answered(&self) -> Result<[Answers; 5]> {
        const NAMES: [&str; 5] = ["inside?", "among?", "event?", "due?", "gone?"];
        let moments = self.indicator.due_moments(&self.cohort.vocabulary);
        let mut due = moments.iter().map(|m| self.due(*m)).reduce(Expr::and).unwrap_or_else(|| lit(true));
        let gone = moments
            .iter()
            .map(|m| gone_column(&m.to_string()))
            .filter(|name| self.frame.column(name).is_ok())
            .map(|name| col(name).fill_null(lit(false)))
            .reduce(Expr::or)
            .unwrap_or_else(|| lit(false));
        let inside = in_period(self.indicator.anchor, self.plan.period, self.cohort);
        let mut among = self.rule(&self.indicator.among)?;
        if let Measure::TimeTo(time) = &self.indicator.measure {
            among = among.and(time::begun(time, self.cohort));
            due = due.and(time::due(time, self.cohort));
        }
        let asked = [inside, among, self.event()?, due, gone];
        let asked = asked.into_iter().zip(NAMES).map(|(expr, name)| expr.alias(name)).collect::<Vec<_>>();
        // The frame is in memory: there is nothing to optimise but the time spent on it.
        let answers = self.frame.clone().lazy().without_optimizations().with_columns(asked).collect()?;
        let of = |name: &str| Answers::of(answers.column(name)?);
        let [inside, among, event, due, gone] = NAMES.map(of);
        Ok([inside?, among?, event?, due?, gone?])
    }

    fn rule(&self, rule: &crate::rule::Rule) -> Result<Expr> {
        let schema = expr::Schema { columns: &self.cohort.columns, statuses: &self.cohort.vocabulary.statuses };
        expr::expr(rule, schema).map_err(Error::bug)
    }

    /// Known or not is the event of everything that is no share; unknown is undecided, never no.
    fn event(&self) -> Result<Expr> {
        let if_so = |so: Expr| when(so).then(lit(true)).otherwise(lit(NULL).cast(DataType::Boolean));
        let known = |fact: &str| col(fact).is_not_null();
        Ok(match &self.indicator.measure {
            Measure::Count => lit(true),
            Measure::Share { event } => self.rule(event)?,
            Measure::Coverage { of } => known(of),
            Measure::Distribution { of } | Measure::Mean { of } | Measure::Median { of } => if_so(known(of)),
            Measure::Path { steps } => if_so(path::furthest(self.cohort, steps)?.is_not_null()),
            Measure::Transition { from, to } => if_so(known(from).and(known(to))),
            // Off the ladder there is no nearer and no further.
            Measure::Ladder { from, to } => if_so(self.ranked(from).and(self.ranked(to))),
            Measure::TimeTo(time) => if_so(time::known(time, self.cohort)),
            Measure::BeforeAfter { before, after } => {
                if_so(self.rule(before)?.is_not_null().and(self.rule(after)?.is_not_null()))
            }
            Measure::Trajectory { of } => {
                if_so(of.iter().map(|fact| known(fact)).reduce(Expr::and).unwrap_or_else(|| lit(false)))
            }
            Measure::Change { scale, from, to } => {
                if_so(known(&format!("{scale}_{from}")).and(known(&format!("{scale}_{to}"))))
            }
        })
    }

    /// Whether a status has a rung on the ladder; every score is in a band.
    fn ranked(&self, fact: &str) -> Expr {
        if self.cohort.vocabulary.fact(fact).is_some_and(|fact| fact.kind == Kind::Score) {
            return col(fact).is_not_null();
        }
        let statuses = &self.cohort.vocabulary.statuses;
        let ranked = statuses.iter().filter(|status| status.rank.is_some());
        let codes = ranked.filter_map(|status| statuses.code_of(&status.id));
        let on = codes.map(|code| col(fact).eq(lit(code))).reduce(Expr::or);
        on.unwrap_or_else(|| lit(false)).fill_null(lit(false))
    }

    /// Whether the time of a moment has come by the last day of the data.
    fn due(&self, moment: Moment) -> Expr {
        let Some(months) = moment.months_after_exit() else { return lit(true) };
        if !self.cohort.columns.contains_key("end") {
            // No exit days at all: only the situation on leaving can be spoken of, and of everybody.
            return lit(months == 0);
        }
        match self.cohort.last_due_exit(moment) {
            Some(last) => col("end").lt_eq(lit(day_number(last))).fill_null(lit(false)),
            None => lit(false),
        }
    }
}
