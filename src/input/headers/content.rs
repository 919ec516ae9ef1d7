//! What the cells of a column look like, where its header does not say enough.

use std::cell::OnceCell;

use super::lexicon::Rule;
use crate::input::words::{AgeScheme, GenderScheme, Word, Words};

/// Some distinct cells of a column, looked at only when asked.
pub(super) struct Sample<'a> {
    column: usize,
    source: &'a dyn Fn(usize) -> Vec<String>,
    words: &'a Words,
    cells: OnceCell<Vec<String>>,
}

impl<'a> Sample<'a> {
    pub(super) fn new(column: usize, source: &'a dyn Fn(usize) -> Vec<String>, words: &'a Words) -> Self {
        Self { column, source, words, cells: OnceCell::new() }
    }

    fn cells(&self) -> &[String] {
        self.cells.get_or_init(|| {
            let cells = (self.source)(self.column).into_iter();
            cells.filter(|cell| !self.words.is_missing(cell)).collect()
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.cells().is_empty()
    }

    /// Four cells of five: some rows of every file are spoilt.
    fn most(&self, like: impl Fn(&str) -> bool) -> bool {
        let alike = self.cells().iter().filter(|cell| like(cell)).count();
        alike > 0 && alike * 5 >= self.cells().len() * 4
    }

    pub(super) fn dates(&self) -> bool {
        self.most(is_date)
    }

    pub(super) fn numbers(&self) -> bool {
        self.most(|cell| number(cell).is_some())
    }

    pub(super) fn within(&self, min: f64, max: f64) -> bool {
        self.most(|cell| number(cell).is_some_and(|number| min <= number && number <= max))
    }

    pub(super) fn statuses(&self) -> bool {
        self.most(|cell| {
            let word = self.words.status(cell);
            number(cell).is_none() && !matches!(word, Word::Unrecognised { .. } | Word::Missing)
        })
    }

    fn years(&self) -> bool {
        self.most(|cell| number(cell).is_some_and(|year| year.fract() == 0.0 && (1920.0..=2020.0).contains(&year)))
    }

    fn ages(&self) -> bool {
        self.most(|cell| matches!(self.words.age_group(cell, AgeScheme::Own), Word::Known(_)))
    }

    fn yes_no(&self) -> bool {
        self.most(|cell| matches!(self.words.yes_no(cell), Word::Known(_)))
    }

    fn levels(&self) -> bool {
        self.most(|cell| matches!(self.words.education(cell), Word::Known(_) | Word::Ambiguous(_)))
    }

    fn arms(&self) -> bool {
        self.most(|cell| matches!(self.words.arm(cell), Word::Known(_)))
    }

    fn genders(&self) -> bool {
        self.most(|cell| matches!(cell.trim().to_lowercase().as_str(), "m" | "n" | "k"))
    }

    fn target_groups(&self) -> bool {
        self.most(|cell| {
            let known = |group: &String| self.words.is_target_group(group);
            let groups = self.words.target_groups(cell);
            !groups.is_empty() && groups.iter().all(known)
        })
    }

    /// Whether no cell is a number with decimals.
    pub(super) fn grouped(&self) -> bool {
        self.cells().iter().all(|cell| number(cell).is_none_or(|number| number.fract() == 0.0))
    }

    pub(super) fn distinct(&self) -> usize {
        self.cells().len()
    }

    /// The least and the greatest number of a column of numbers.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        let numbers = || self.cells().iter().filter_map(|cell| number(cell));
        let (min, max) = (numbers().reduce(f64::min)?, numbers().reduce(f64::max)?);
        self.numbers().then_some((min, max))
    }

    /// The facts a column may be by its cells alone, whatever its header says; none where they tell of no fact.
    pub(super) fn facts(&self) -> &'static [&'static str] {
        let scheme = GenderScheme::of(self.cells().iter().map(String::as_str));
        let gender = |cell: &str| matches!(self.words.gender(cell, scheme), Word::Known(_));
        match () {
            // Yes and no answer a question nobody can guess.
            () if self.yes_no() => &[],
            () if self.dates() => &["start", "end", "last_seen"],
            () if self.years() => &["birth_year"],
            () if self.numbers() => &[],
            () if self.most(gender) => &["gender"],
            () if self.levels() => &["education"],
            () if self.target_groups() => &["target_group"],
            () if self.statuses() => &["status_start", "status_exit", "status_3m", "status_6m", "status_12m"],
            () if self.ages() => &["age_group"],
            () if self.most(|cell| self.words.is_municipality(cell)) => &["municipality"],
            () if self.most(|cell| self.words.is_region(cell)) => &["region"],
            () => &[],
        }
    }

    /// 1, 2, 3 … without a gap, in whatever order the sample has them.
    pub(super) fn row_numbers(&self) -> bool {
        let mut rows: Vec<Option<u32>> = self.cells().iter().map(|cell| cell.trim().parse().ok()).collect();
        rows.sort_unstable();
        !rows.is_empty() && rows.into_iter().eq((1..).map(Some).take(self.cells().len()))
    }

    /// What a column is by its cells: the fact, or the facts to choose from (none: it is not read).
    pub(super) fn decide(&self, rule: Rule, header: &str) -> Result<&'static str, &'static [&'static str]> {
        let fact = |fact: &'static str| Ok(fact);
        match rule {
            Rule::Education if self.levels() => fact("education"),
            Rule::Education if self.dates() => fact("training_started"),
            Rule::Education => Err(&["education", "training_started", "training_completed"]),
            Rule::Qualification if self.levels() => fact("education"),
            Rule::Qualification if self.dates() => fact("qualification"),
            Rule::Qualification => Err(&["qualification", "education"]),
            Rule::Group if self.arms() => fact("arm"),
            Rule::Group if self.ages() => fact("age_group"),
            Rule::Group if self.target_groups() => fact("target_group"),
            Rule::Group => Err(&["target_group", "arm", "age_group"]),
            Rule::Age | Rule::Birth if self.years() => fact("birth_year"),
            Rule::Age if self.ages() => fact("age_group"),
            Rule::Age => Err(&["age_group", "birth_year"]),
            Rule::Birth => Err(&["birth_year"]),
            Rule::Place if self.most(|cell| self.words.is_municipality(cell)) => fact("municipality"),
            Rule::Place if self.most(|cell| self.words.is_region(cell)) => fact("region"),
            Rule::Place => Err(match header {
                "hanke" => &["funder", "service"],
                "alue" => &["region", "municipality", "service"],
                _ => &["organisation", "service", "funder"],
            }),
            Rule::Job if self.dates() => fact("first_job"),
            Rule::Job => Err(&["first_job", "status_exit"]),
            Rule::Letter if header == "sp" && self.genders() => fact("gender"),
            Rule::Letter if self.numbers() => fact(if header == "t" { "coaching_hours" } else { "credits" }),
            Rule::Letter => Err(if header == "t" { &["coaching_hours"] } else { &["credits", "gender"] }),
            Rule::Trial if self.dates() || self.yes_no() => fact("work_trial_started"),
            Rule::Trial => Err(&["work_trial_started"]),
            Rule::Result if self.statuses() => fact("status_exit"),
            // Goals reached, a scale, a row number: decided where scales and other columns are known.
            Rule::Result | Rule::Number => Err(&[]),
        }
    }
}

/// A number as people write it; `02` is a code.
fn number(cell: &str) -> Option<f64> {
    let plain = cell.trim().replace(',', ".");
    let coded = plain.strip_prefix('0').is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()));
    plain.parse().ok().filter(|number: &f64| number.is_finite() && !coded)
}

/// Day, month and year in an order people use, perhaps with a time.
fn is_date(cell: &str) -> bool {
    let day = cell.trim().split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split(['.', '-', '/']).collect();
    let digits = |part: &str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(|part| digits(part)) && parts.iter().filter(|part| part.len() > 2).count() <= 1
}
