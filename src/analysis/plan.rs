//! What is to be counted: indicators as the data allow them, breakdowns, the period.

use super::disclosure::Policy;
use crate::indicator::{Counted, Goal, Indicator, Period, Unit};
use crate::input::cohort::{Cohort, Column};

/// What is to be counted.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The name results carry.
    pub dataset: String,
    /// Indicators the data can answer.
    pub indicators: Vec<Indicator>,
    /// Indicators they cannot, and the facts that are missing.
    pub unavailable: Vec<(Indicator, Vec<String>)>,
    /// Breakdowns: each a fact, or several that are crossed.
    pub by: Vec<Vec<String>>,
    /// Breakdowns that are left out, of these and of those by year that the comparison needs.
    pub left_out: Vec<Vec<String>>,
    /// Whether somebody asked for these breakdowns; distributions, transitions and paths are broken down only then.
    pub asked: bool,
    /// Facts known on entry by which follow-up shares are weighted, the first the most important; none weights none.
    pub weigh: Vec<String>,
    /// The period; none means all.
    pub period: Option<Period>,
    /// What is counted as one where an indicator does not say.
    pub unit: Unit,
    /// What was agreed to be reached; judged by what is released.
    pub goals: Vec<Goal>,
    /// What may be published.
    pub policy: Policy,
    /// Whether these people are a comparison group: then what leaves is of a group.
    pub comparison: bool,
}

/// The breakdowns of a run: those asked for, else the usual ones that have 2–12 groups.
#[must_use]
pub fn breakdowns(asked: Option<&[Vec<String>]>, cohort: &Cohort) -> Vec<Vec<String>> {
    if let Some(asked) = asked {
        return asked.to_vec();
    }
    ["service", "gender", "age_group", "target_group"]
        .into_iter()
        .filter(|fact| matches!(groups(cohort, fact), Some(labels) if (2..=12).contains(&labels.len())))
        .map(|fact| vec![fact.to_owned()])
        .collect()
}

/// What follow-up shares are weighted by where nobody says: what ESF+ asks samples to be alike in.
pub const WEIGHED: [&str; 3] = [ENTRY_STATUS, "age_group", "education"];
/// The situation on entry, whose classes are as good as groups.
pub const ENTRY_STATUS: &str = "status_start";

/// The facts follow-up shares are weighted by: those asked for, else the usual ones the cohort has.
#[must_use]
pub fn weighed(asked: Option<&[String]>, cohort: &Cohort) -> Vec<String> {
    let usual = || WEIGHED.iter().map(|fact| (*fact).to_owned()).filter(|fact| can_weigh(cohort, fact)).collect();
    asked.map_or_else(usual, <[String]>::to_vec)
}

/// Whether a fact has groups of which everybody is in one.
#[must_use]
pub fn can_weigh(cohort: &Cohort, fact: &str) -> bool {
    match cohort.columns.get(fact) {
        Some(Column::Category { .. }) => true,
        Some(Column::Status) => fact == ENTRY_STATUS,
        _ => false,
    }
}

/// The groups of a fact, if it has groups.
#[must_use]
pub fn groups<'a>(cohort: &'a Cohort, fact: &str) -> Option<&'a [String]> {
    match cohort.columns.get(fact) {
        Some(Column::Category { labels } | Column::Categories { labels }) => Some(labels),
        _ => None,
    }
}

/// Splits indicators into those the cohort has the facts for and those it has not. Those that are counted only where the
/// data can tell are in neither where it cannot.
#[must_use]
pub fn available<'a>(
    indicators: impl IntoIterator<Item = &'a Indicator>,
    cohort: &Cohort,
) -> (Vec<Indicator>, Vec<(Indicator, Vec<String>)>) {
    let held = |fact: &str| cohort.columns.contains_key(fact);
    let mut can = Vec::new();
    let mut cannot = Vec::new();
    for indicator in indicators {
        match indicator.for_facts(&held) {
            Ok(indicator) => {
                // A follow-up is due so many months after the exit: without exit days nobody is ever due.
                let later = indicator.due_moments(&cohort.vocabulary).iter().any(|m| m.months_after_exit() > Some(0));
                if later && !held("end") {
                    cannot.push((indicator, vec!["end".to_owned()]));
                } else {
                    can.push(indicator);
                }
            }
            Err(missing) => cannot.push((indicator.clone(), missing.into_iter().collect())),
        }
    }
    cannot.retain(|(indicator, _)| indicator.counted != Counted::There);
    (can, cannot)
}

impl Plan {
    /// What is counted of these rows and of others, which are nobody of these.
    #[must_use]
    pub fn beside(mut self, other: Plan) -> Plan {
        self.indicators.extend(other.indicators);
        self.unavailable.extend(other.unavailable);
        self.by.extend(other.by.into_iter().filter(|by| !self.by.contains(by)).collect::<Vec<_>>());
        self.goals.extend(other.goals);
        self
    }

    /// What an indicator counts as one.
    #[must_use]
    pub fn unit_of(&self, indicator: &Indicator) -> Unit {
        indicator.unit.unwrap_or(self.unit)
    }

    /// Whether an indicator is broken down.
    #[must_use]
    pub fn broken_down(&self, indicator: &Indicator) -> bool {
        use crate::indicator::Measure;
        let rare = matches!(
            indicator.measure,
            Measure::Distribution { .. }
                | Measure::Transition { .. }
                | Measure::Path { .. }
                | Measure::BeforeAfter { .. }
                | Measure::Trajectory { .. }
        );
        // Mean months of groups and of everybody give each other away, and nothing keeps them apart.
        let apart = matches!(indicator.measure, Measure::Trajectory { .. }) && self.policy.protects();
        (self.asked || !rare) && !apart
    }
}
