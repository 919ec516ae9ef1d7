//! Facts: what a column can hold, under the names that the mapping, the rules and the cohort share.
//!
//! A fact is named `<what>_<moment>` (`status_6m`, `work_ability_start`); a constant fact has no moment (`gender`).

mod codebook;
pub mod instrument;
mod moment;
pub mod names;
pub mod status;
pub mod window;

pub use codebook::codebook;
pub use moment::{Moment, day_number, day_of};

use instrument::Instrument;
use status::Statuses;
use std::collections::{BTreeMap, BTreeSet};

/// What kind of value a fact has, and so how it is read, joined and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The pseudonym that tells people apart; never printed.
    Id,
    /// A day of the participation itself.
    Date,
    /// A dated event; an absent date means it has not happened by the last day of the data.
    Event,
    /// A labour-market status.
    Status,
    /// A score on an instrument's scale.
    Score,
    /// One word of a list.
    Category,
    /// Several words of a list.
    Categories,
    /// An amount, summed over a person's participations.
    Amount,
    /// A number that describes the person.
    Number,
    /// A calendar year.
    Year,
}

/// A fact by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The full name.
    pub name: String,
    /// The name without its moment.
    pub what: String,
    /// When it holds; none for a constant fact.
    pub moment: Option<Moment>,
    /// What kind of value it has.
    pub kind: Kind,
}

/// What is known of a person when a participation begins.
const BACKGROUND: &[&str] = &[
    "start",
    "service",
    "funder",
    "organisation",
    "municipality",
    "region",
    "gender",
    "age_group",
    "birth_year",
    "education",
    "target_group",
    "unemployed_months",
    "arm",
    "start_year",
    "entry_distance",
    "registered_jobseeker",
    "disability",
    "third_country",
    "foreign_background",
    "minority",
    "homeless",
    "rural",
];

impl Fact {
    /// Whether it is known when a participation begins, so that it is no outcome.
    #[must_use]
    pub fn at_entry(&self) -> bool {
        let level = || self.kind == Kind::Category && self.name.rsplit_once('_').is_some_and(|(_, end)| end == LEVEL);
        self.moment.is_some_and(Moment::at_entry) || level() || BACKGROUND.contains(&self.name.as_str())
    }
}

const CONSTANT: &[(&str, Kind)] = &[
    ("id", Kind::Id),
    ("start", Kind::Date),
    ("end", Kind::Date),
    ("last_seen", Kind::Date),
    ("service", Kind::Category),
    ("funder", Kind::Category),
    ("organisation", Kind::Category),
    ("municipality", Kind::Category),
    ("region", Kind::Category),
    ("gender", Kind::Category),
    ("age_group", Kind::Category),
    ("birth_year", Kind::Year),
    ("education", Kind::Category),
    ("target_group", Kind::Categories),
    ("unemployed_months", Kind::Number),
    ("arm", Kind::Category),
    ("exit_reason", Kind::Category),
    ("start_year", Kind::Category),
    ("exit_year", Kind::Category),
    ("exit_quarter", Kind::Category),
    ("entry_distance", Kind::Category),
    ("respondent", Kind::Category),
    ("registered_jobseeker", Kind::Category),
    ("disability", Kind::Category),
    ("third_country", Kind::Category),
    ("foreign_background", Kind::Category),
    ("minority", Kind::Category),
    ("homeless", Kind::Category),
    ("rural", Kind::Category),
    ("training_applied", Kind::Event),
    ("training_admitted", Kind::Event),
    ("training_started", Kind::Event),
    ("training_retained", Kind::Event),
    ("training_completed", Kind::Event),
    ("qualification", Kind::Event),
    ("competence_certificate", Kind::Event),
    ("demonstration", Kind::Event),
    ("assessment_done", Kind::Event),
    ("work_trial_started", Kind::Event),
    ("referred", Kind::Event),
    ("employer_contact", Kind::Event),
    ("first_job", Kind::Event),
    ("open_job", Kind::Event),
    ("subsidised_job", Kind::Event),
    ("pension_started", Kind::Event),
    ("death", Kind::Event),
    ("returned", Kind::Event),
    ("credits", Kind::Amount),
    ("coaching_hours", Kind::Amount),
    ("cost", Kind::Amount),
    ("benefit_days", Kind::Amount),
    ("attendances", Kind::Amount),
    ("volunteers", Kind::Amount),
    ("days_in_service", Kind::Amount),
    (COMPLETENESS, Kind::Number),
];

/// Amounts of the months after leaving, up to the moment in their names: `hours_worked_12m`.
pub const AMOUNTS_UNTIL: [&str; 3] = ["hours_worked", "self_employed_weeks", "earnings"];
/// Whether the same person came back within some months: `reentry_24m`. Made from the days of participations.
pub const REENTRY: &str = "reentry";
/// Whether somebody made progress in any of the domains a project named beforehand, and in none the opposite. Made from scores.
pub const PROGRESS: &str = "progress";
/// How the name of the level of a score at entry ends, by thirds of its scale: `work_ability_level`. Made from the score.
pub const LEVEL: &str = "level";
/// What part of what is asked at entry and on leaving is known, in per cent. Made from all facts.
pub const COMPLETENESS: &str = "record_completeness";

/// Facts that are either so or not so when a participation begins.
pub const FLAGS: [&str; 7] =
    ["registered_jobseeker", "disability", "third_country", "foreign_background", "minority", "homeless", "rural"];

/// The years people started and left in, made from the days.
pub const YEARS: [&str; 2] = ["start_year", "exit_year"];

/// The fact that tells a comparison group from the people of the service.
pub const ARM: &str = "arm";
/// Who was in the service.
pub const SERVICE: &str = "service";
/// Who was not.
pub const COMPARISON: &str = "comparison";

/// How the names of questions asked at the end begin whose answers are numbers.
pub const FEEDBACK: &str = "feedback_";
/// How the names of questions begin whose answers are words.
pub const ANSWER: &str = "answer_";
/// The month of an answer or an occasion, where rows are no people.
pub const MONTH: &str = "month";
/// Where an occasion was.
pub const PLACE: &str = "place";

/// Facts made from other facts, never read from a column.
pub const DERIVED: &[&str] =
    &["start_year", "exit_year", EXIT_QUARTER, "entry_distance", "days_in_service", COMPLETENESS];

/// The quarter people left in, made from the day: a cohort, of which results are told when all of it is due.
pub const EXIT_QUARTER: &str = "exit_quarter";

/// The services, funders and organisations within which a person is rebuilt when results are broken down by them.
pub const REBUILT: &[&str] = &["service", "funder", "organisation"];

/// The words facts are made of: statuses, instruments, and the columns a user declared.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Labour-market statuses.
    pub statuses: Statuses,
    /// Scales by id, built in and the user's own.
    pub instruments: BTreeMap<String, Instrument>,
    /// Further columns the user declared; categories.
    pub declared: BTreeSet<String>,
}

impl Vocabulary {
    /// What ships with polku.
    ///
    /// # Errors
    /// When a data file inside the program is broken, which tests exclude.
    pub fn builtin() -> anyhow::Result<Vocabulary> {
        Ok(Vocabulary {
            statuses: Statuses::builtin()?,
            instruments: instrument::builtin()?,
            declared: BTreeSet::new(),
        })
    }

    /// The fact of this name, if there can be one.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<Fact> {
        let fact = |what: &str, moment, kind| Fact { name: name.to_owned(), what: what.to_owned(), moment, kind };
        if let Some((what, kind)) = CONSTANT.iter().find(|(what, _)| *what == name) {
            return Some(fact(what, None, *kind));
        }
        if self.declared.contains(name) {
            return Some(fact(name, None, Kind::Category));
        }
        // A question asked at the end.
        if name.strip_prefix(FEEDBACK).is_some_and(|question| !question.is_empty()) {
            return Some(fact(name, None, Kind::Number));
        }
        let (what, moment) = name.rsplit_once('_')?;
        if moment == LEVEL && self.instruments.contains_key(what) {
            return Some(fact(what, None, Kind::Category));
        }
        let moment = Moment::parse(moment)?;
        if what == "status" {
            return Some(fact(what, Some(moment), Kind::Status));
        }
        if AMOUNTS_UNTIL.contains(&what) && matches!(moment, Moment::Months(_)) {
            return Some(fact(what, Some(moment), Kind::Amount));
        }
        if what == REENTRY && matches!(moment, Moment::Months(_)) {
            return Some(fact(what, Some(moment), Kind::Category));
        }
        if what == PROGRESS && moment == Moment::Exit {
            return Some(fact(what, Some(moment), Kind::Category));
        }
        self.instruments.contains_key(what).then(|| fact(what, Some(moment), Kind::Score))
    }

    /// A scale whose range is known; of another nothing can be read.
    #[must_use]
    pub fn scale(&self, id: &str) -> Option<&instrument::Instrument> {
        self.instruments.get(id).filter(|instrument| !instrument.asks)
    }

    /// The scale of a score whose range nobody has said, if it is one.
    #[must_use]
    pub fn asks(&self, score: &str) -> Option<String> {
        let scale = self.fact(score)?.what;
        self.instruments.get(&scale).filter(|instrument| instrument.asks).map(|_| scale)
    }

    /// The nearest name a user may have meant.
    #[must_use]
    pub fn suggest(&self, name: &str) -> Option<String> {
        let moments = ["start", "exit", "3m", "6m", "12m", "24m"];
        let with_moment = self
            .instruments
            .keys()
            .map(String::as_str)
            .chain(["status"])
            .flat_map(|what| moments.map(|moment| format!("{what}_{moment}")));
        nearest(name, CONSTANT.iter().map(|(what, _)| (*what).to_owned()).chain(with_moment))
    }
}

impl Statuses {
    /// The statuses that are not among `codes` but have kinds that are: of somebody "in work" it is not known whether
    /// the work is in the open market.
    #[must_use]
    pub fn coarse_of(&self, codes: &[i32]) -> Vec<i32> {
        let all = self.iter().filter_map(|status| self.code_of(&status.id));
        all.filter(|code| !codes.contains(code) && codes.iter().any(|kind| self.is_kind_of(*kind, *code))).collect()
    }
}

/// The candidate nearest to `name`, if one is near enough to be meant.
pub fn nearest<S: AsRef<str>>(name: &str, candidates: impl IntoIterator<Item = S>) -> Option<String> {
    candidates
        .into_iter()
        // Most are out by their length alone, and comparing long texts takes long.
        .filter(|candidate| {
            let (long, short) = (candidate.as_ref().chars().count(), name.chars().count());
            long.abs_diff(short) * 3 <= long.max(3)
        })
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate.as_ref()), candidate.as_ref().to_owned()))
        .filter(|(distance, candidate)| *distance * 3 <= candidate.chars().count().max(3))
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_suggested_and_a_far_one_is_not() {
        let vocabulary = Vocabulary::builtin().unwrap();
        assert_eq!(vocabulary.suggest("status_6").as_deref(), Some("status_6m"));
        assert_eq!(vocabulary.suggest("gendr").as_deref(), Some("gender"));
        assert_eq!(vocabulary.suggest("shoe_size"), None);
    }
}
