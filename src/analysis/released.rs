//! What may leave the analysis. Nothing else can be drawn, printed or serialised.

use super::judge::Judged;
use super::results::Key;
use std::collections::BTreeMap;

/// A number that may leave: shown, hidden to protect people, or not there.
///
/// It cannot be made outside the analysis:
///
/// ```compile_fail
/// let forged = polku::analysis::Published { state: todo!(), people: None };
/// ```
///
/// and what stands before protection cannot even be named:
///
/// ```compile_fail
/// use polku::analysis::results::Estimate;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    state: State,
    people: Option<People>,
}

/// A set of people, by its place in the run's list of sets: the same people have the same number in every table,
/// chart and sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct People(pub(super) u32);

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Shown(f64),
    Hidden,
    Absent,
}

impl Published {
    pub(super) fn shown(value: f64, people: Option<People>) -> Published {
        Published { state: State::Shown(value), people }
    }
    pub(super) fn hidden(people: Option<People>) -> Published {
        Published { state: State::Hidden, people }
    }
    pub(super) const ABSENT: Published = Published { state: State::Absent, people: None };

    /// No number at all.
    #[must_use]
    pub fn nothing() -> Published {
        Published::ABSENT
    }
    /// The number, if it is shown.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self.state {
            State::Shown(value) => Some(value),
            State::Hidden | State::Absent => None,
        }
    }
    /// The number of people, if it is shown.
    #[must_use]
    pub fn whole(self) -> Option<u64> {
        self.value().filter(|x| *x >= 0.0 && x.fract() == 0.0).map(|x| x as u64)
    }
    /// Whether it is hidden to protect people.
    #[must_use]
    pub fn is_hidden(self) -> bool {
        self.state == State::Hidden
    }
    /// The set of people it is about.
    #[must_use]
    pub fn people(self) -> Option<People> {
        self.people
    }
}

/// What a reader must know of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// Nothing.
    None,
    /// Something in it is hidden.
    Suppressed,
    /// The group is small: the result is indicative.
    Small,
    /// Nobody's time has come yet.
    NotDue,
    /// The data cannot answer.
    NotAvailable,
}

impl Flag {
    /// As written in results.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Flag::None => "",
            Flag::Suppressed => "suppressed",
            Flag::Small => "small",
            Flag::NotDue => "not_due",
            Flag::NotAvailable => "not_available",
        }
    }
}

/// A published number with its interval, its base and what is unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is about.
    pub key: Key,
    /// The number.
    pub value: Published,
    /// Lower limit of its 95 % interval.
    pub low: Published,
    /// Upper limit.
    pub high: Published,
    /// How many count.
    pub count: Published,
    /// How many are known.
    pub base: Published,
    /// Of how many it is not known.
    pub unknown: Published,
    /// Of how many it is not known whether they belong.
    pub among_unknown: Published,
    /// How it was estimated.
    pub method: &'static str,
    /// What to know of it.
    pub flag: Flag,
}

/// How much was hidden, in sets of people: each set once, however often it is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Sets of people a number was published of.
    pub shown: usize,
    /// Sets whose number was hidden.
    pub hidden: usize,
}

/// Everything that leaves an analysis.
#[derive(Debug, Clone)]
pub struct Released {
    /// The name of the data set.
    pub dataset: String,
    /// The policy it was protected by.
    pub policy: super::disclosure::Policy,
    /// Rows in the order of the indicators.
    pub rows: Vec<Row>,
    /// How much was hidden, by indicator; the empty id is the whole. Empty where the policy hides nothing.
    pub hidden: BTreeMap<String, Hidden>,
    /// How many numbers each rule hid, in tens. Empty where the policy hides nothing, and where it would tell too much.
    pub rules: BTreeMap<super::disclosure::Rule, u64>,
    /// What shows that the hidden numbers cannot be worked out; of nothing where the policy hides nothing.
    pub proof: super::disclosure::Proof,
    /// Breakdowns of which nothing is told, because a hidden number in them could not be shown to be safe.
    pub left_out: Vec<Vec<String>>,
    /// Goals in the order of the project, judged by these rows.
    pub goals: Vec<Judged>,
    index: BTreeMap<Key, usize>,
}

impl Released {
    pub(super) fn new(
        dataset: String,
        policy: super::disclosure::Policy,
        rows: Vec<Row>,
        hidden: BTreeMap<String, Hidden>,
    ) -> Released {
        let index = rows.iter().enumerate().map(|(i, row)| (row.key.clone(), i)).collect();
        Released {
            dataset,
            policy,
            rows,
            hidden,
            rules: BTreeMap::new(),
            proof: Default::default(),
            left_out: Vec::new(),
            goals: Vec::new(),
            index,
        }
    }

    /// These results with more rows, made of them.
    pub(super) fn with_rows(self, more: Vec<Row>) -> Released {
        let Released { rules, left_out, proof, goals, .. } = self;
        let rows = self.rows.into_iter().chain(more).collect();
        Released { rules, left_out, proof, goals, ..Released::new(self.dataset, self.policy, rows, self.hidden) }
    }

    /// The results of rows that are nobody of these: both were protected by themselves, and no number is of both.
    #[must_use]
    pub fn beside(self, other: Released) -> Released {
        let numbers = |row: &Row| [row.value, row.low, row.high, row.count, row.base, row.unknown, row.among_unknown];
        let people = self.rows.iter().flat_map(numbers).filter_map(|number| number.people);
        let next = people.map(|people| people.0.saturating_add(1)).max().unwrap_or(0);
        let moved = |number: Published| Published {
            people: number.people.map(|people| People(people.0.saturating_add(next))),
            ..number
        };
        let rows = other.rows.into_iter().map(|row| Row {
            value: moved(row.value),
            low: moved(row.low),
            high: moved(row.high),
            count: moved(row.count),
            base: moved(row.base),
            unknown: moved(row.unknown),
            among_unknown: moved(row.among_unknown),
            ..row
        });
        let rows = self.rows.into_iter().chain(rows).collect();
        let mut hidden = self.hidden;
        for (id, more) in other.hidden {
            let sum = hidden.entry(id).or_default();
            *sum = Hidden { shown: sum.shown + more.shown, hidden: sum.hidden + more.hidden };
        }
        let mut rules = self.rules;
        other.rules.into_iter().for_each(|(rule, n)| *rules.entry(rule).or_default() += n);
        let mut left_out = [self.left_out, other.left_out].concat();
        left_out.sort();
        left_out.dedup();
        Released {
            rules,
            left_out,
            proof: self.proof.and(other.proof),
            goals: [self.goals, other.goals].concat(),
            ..Released::new(self.dataset, self.policy, rows, hidden)
        }
    }

    /// How many results were shown and hidden, each with a value once and not its bounds: those of everybody together, or
    /// those of groups.
    #[must_use]
    pub fn results(&self, of_groups: bool) -> Hidden {
        let wanted = |row: &&Row| row.key.by.is_empty() != of_groups && row.method != "bounds";
        let mut results = Hidden::default();
        for row in self.rows.iter().filter(wanted) {
            results.hidden += usize::from(row.value.is_hidden());
            results.shown += usize::from(row.value.value().is_some());
        }
        results
    }

    /// The row of a key.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<&Row> {
        self.index.get(key).and_then(|&i| self.rows.get(i))
    }

    /// The row of an indicator's total.
    #[must_use]
    pub fn total(&self, indicator: &str, moment: &str, statistic: &'static str, level: &str) -> Option<&Row> {
        self.group(indicator, moment, statistic, level, "", "")
    }

    /// The row of a group.
    #[must_use]
    pub fn group(
        &self,
        indicator: &str,
        moment: &str,
        statistic: &'static str,
        level: &str,
        by: &str,
        group: &str,
    ) -> Option<&Row> {
        self.get(&Key {
            indicator: indicator.to_owned(),
            statistic,
            level: level.to_owned(),
            by: by.to_owned(),
            group: group.to_owned(),
            moment: moment.to_owned(),
        })
    }
}
