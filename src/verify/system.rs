//! What a reader does not know, and what binds it: whole numbers of people and the sums between them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The people an indicator was counted of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Slice {
    /// The indicator.
    pub indicator: String,
    /// The moment; empty where the indicator has none.
    pub moment: String,
    /// The breakdown; empty for everybody.
    pub by: String,
    /// The group.
    pub group: String,
}

/// Which of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// All who are counted, where nothing else is asked.
    People,
    /// Those of whom it is known.
    Base,
    /// Those of whom it is not.
    Unknown,
    /// Both.
    Due,
    /// Those who count, at a level where there are levels.
    Yes(String),
    /// The known who do not.
    Rest(String),
    /// Those of a class of levels.
    Class(String),
    /// The known who are not.
    OutsideClass(String),
    /// Those who moved from one status to another.
    Pair(String),
    /// The same between classes.
    ClassPair(String),
    /// Those who left, by what is known of them later.
    Where(String),
    /// All who left.
    All,
    /// To whom it, or an event that competes with it, has happened by a day.
    Events(String, u32),
    /// Who is followed up to a day.
    AtRisk(u32),
    /// Who was lost before a day.
    Gone(u32),
    /// To whom it, or an event that competes with it, happened between two days.
    Happened(String, u32, u32),
    /// Who was lost between two days.
    Step(&'static str, u32, u32),
    /// Who came to one step of a path and not to a later one.
    Fell(String, String),
}

/// A number of people by its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// Counted of whom.
    pub slice: Slice,
    /// Which of them.
    pub what: What,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Slice { indicator, moment, by, group } = &self.slice;
        write!(f, "{indicator}")?;
        if !moment.is_empty() {
            write!(f, " {moment}")?;
        }
        if !by.is_empty() {
            write!(f, " {by}={group}")?;
        }
        match &self.what {
            What::People => write!(f, " people"),
            What::Base => write!(f, " base"),
            What::Unknown => write!(f, " unknown"),
            What::Due => write!(f, " base+unknown"),
            What::Yes(level) => write!(f, " count {level}"),
            What::Rest(level) => write!(f, " base-count {level}"),
            What::Class(level) => write!(f, " class {level}"),
            What::OutsideClass(level) => write!(f, " base-class {level}"),
            What::Pair(level) | What::ClassPair(level) => write!(f, " {level}"),
            What::Where(level) => write!(f, " {level}"),
            What::All => write!(f, " all"),
            What::Events(event, day) => write!(f, " events {event} {day}d"),
            What::AtRisk(day) => write!(f, " at_risk {day}d"),
            What::Gone(day) => write!(f, " lost {day}d"),
            What::Happened(event, from, to) => write!(f, " events {event} {from}d-{to}d"),
            What::Step(what, from, to) => write!(f, " {what} {from}d-{to}d"),
            What::Fell(from, to) => write!(f, " {from}-{to}"),
        }
    }
}

/// A sum that is nought, or at most nought: each unknown so many times, and a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Constraint {
    /// Unknowns by their place, each once, with their factor.
    pub terms: Vec<(usize, i64)>,
    /// What is added.
    pub plus: i64,
    /// Whether the sum is nought, or at most that.
    pub exact: bool,
}

/// The unknowns of a reader.
#[derive(Debug, Clone, Default)]
pub struct System {
    /// Names in the order they were met.
    pub names: Vec<Name>,
    /// Least and greatest value of each.
    pub bounds: Vec<(i64, i64)>,
    /// Whether each was printed.
    pub printed: Vec<bool>,
    /// Whether each has a place in a row: the others follow from those.
    pub in_row: Vec<bool>,
    /// Whether a small number of it says something about somebody.
    pub sensitive: Vec<bool>,
    /// What binds them.
    pub constraints: Vec<Constraint>,
    /// Numbers that were printed twice and differ.
    pub differ: Vec<usize>,
    places: BTreeMap<Name, usize>,
}

/// More people than this nobody believes in, before anything is known.
pub const MANY: i64 = 1 << 40;

impl System {
    /// The place of a number; new ones are not known.
    pub fn place(&mut self, slice: &Slice, what: What, sensitive: bool) -> usize {
        let name = Name { slice: slice.clone(), what };
        if let Some(&place) = self.places.get(&name) {
            return place;
        }
        let place = self.names.len();
        self.places.insert(name.clone(), place);
        self.names.push(name);
        self.bounds.push((0, MANY));
        self.printed.push(false);
        self.in_row.push(false);
        self.sensitive.push(sensitive);
        place
    }

    /// The place of a number that was met.
    #[must_use]
    pub fn find(&self, slice: &Slice, what: &What) -> Option<usize> {
        self.places.get(&Name { slice: slice.clone(), what: what.clone() }).copied()
    }

    /// A number that is printed.
    pub fn print(&mut self, place: usize, value: u64) {
        let value = i64::try_from(value).unwrap_or(MANY).min(MANY);
        if self.printed[place] && self.bounds[place] != (value, value) {
            self.differ.push(place);
        }
        self.printed[place] = true;
        self.bounds[place] = (value, value);
    }

    fn constrain(&mut self, terms: &[(usize, i64)], plus: i64, exact: bool) {
        let mut once: BTreeMap<usize, i64> = BTreeMap::new();
        for (place, factor) in terms {
            *once.entry(*place).or_default() += factor;
        }
        once.retain(|_, factor| *factor != 0);
        if !once.is_empty() {
            self.constraints.push(Constraint { terms: once.into_iter().collect(), plus, exact });
        }
    }

    /// Parts make a total.
    pub fn sum(&mut self, total: usize, parts: &[usize]) {
        let terms: Vec<(usize, i64)> = parts.iter().map(|&part| (part, 1)).chain([(total, -1)]).collect();
        self.constrain(&terms, 0, true);
    }

    /// Parts make at most a total.
    pub fn at_most(&mut self, total: usize, parts: &[usize]) {
        let terms: Vec<(usize, i64)> = parts.iter().map(|&part| (part, 1)).chain([(total, -1)]).collect();
        self.constrain(&terms, 0, false);
    }

    /// Parts make at least a total.
    pub fn at_least(&mut self, total: usize, parts: &[usize]) {
        let terms: Vec<(usize, i64)> = parts.iter().map(|&part| (part, -1)).chain([(total, 1)]).collect();
        self.constrain(&terms, 0, false);
    }

    /// Two are one number.
    pub fn same(&mut self, one: usize, other: usize) {
        self.constrain(&[(one, 1), (other, -1)], 0, true);
    }

    /// One is so many more than another.
    pub fn differ_by(&mut self, one: usize, other: usize, by: i64) {
        self.constrain(&[(one, 1), (other, -1)], -by, true);
    }

    /// `one` times a number is `other` times another.
    pub fn ratio(&mut self, one: (usize, i64), others: &[(usize, i64)]) {
        let terms: Vec<(usize, i64)> = others.iter().map(|(place, factor)| (*place, -factor)).chain([one]).collect();
        self.constrain(&terms, 0, true);
    }

    /// The same system as somebody has it who knows of nobody's outcomes: how many took part where, and with what background.
    /// Who took part and left, and what they brought along, such a reader knows even where it is not printed.
    #[must_use]
    pub fn background(&self, brought: impl Fn(usize) -> Option<i64>) -> System {
        let mut known = self.clone();
        for (place, bounds) in known.bounds.iter_mut().enumerate() {
            if let Some(n) = brought(place) {
                *bounds = (n, n);
            } else if self.sensitive[place] || !self.printed[place] {
                *bounds = (0, MANY);
            }
        }
        known
    }

    /// The totals that say nothing of anybody and have some of these places as their parts.
    #[must_use]
    pub fn backgrounds(&self, places: &BTreeSet<usize>) -> BTreeSet<usize> {
        let of =
            |(_, constraint): &(usize, &Constraint)| constraint.terms.iter().any(|(place, _)| places.contains(place));
        self.of_background().filter(of).map(|(total, _)| total).collect()
    }

    /// Sums whose total says nothing of anybody.
    fn of_background(&self) -> impl Iterator<Item = (usize, &Constraint)> {
        self.constraints.iter().filter(|constraint| constraint.plus == 0).filter_map(|constraint| {
            let mut totals = constraint.terms.iter().filter(|(_, factor)| *factor < 0);
            let (Some((total, -1)), None) = (totals.next(), totals.next()) else { return None };
            (!self.sensitive[*total]).then_some((*total, constraint))
        })
    }

    /// Whether numbers for all unknowns keep everything that binds them; else the first that does not hold.
    #[must_use]
    pub fn broken(&self, of: impl Fn(&Name) -> Option<i64>) -> Option<&Constraint> {
        let values: Vec<Option<i64>> = self.names.iter().map(of).collect();
        self.constraints.iter().find(|constraint| {
            let mut sum = constraint.plus;
            for (place, factor) in &constraint.terms {
                // What is not told at all cannot break anything.
                let Some(value) = values.get(*place).copied().flatten() else { return false };
                sum += factor * value;
            }
            if constraint.exact { sum != 0 } else { sum > 0 }
        })
    }
}
