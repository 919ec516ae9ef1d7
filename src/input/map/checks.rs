//! What `polku check` looks for beside what every reading notices: days in the wrong order, follow-ups of people who have
//! not left, contradictions, people who come back, columns that say the same of everybody.

mod alike;

use super::calendar::Calendar;
use super::coarse::Spans;
use super::decode::Typed;
use super::encode::Encoded;
use super::long::People;
use crate::error::Result;
use crate::fact::status::{Absence, Statuses};
use crate::fact::{Moment, Vocabulary};
use crate::finding::{Code, Finding, Place};
use crate::input::words::{Word, Words};
use crate::parallel::at_once;
use std::collections::{BTreeMap, BTreeSet};

/// Facts of which the second never comes before the first.
const ORDER: [(&str, &str); 7] = [
    ("start", "last_seen"),
    ("training_applied", "training_admitted"),
    ("training_applied", "training_started"),
    ("training_admitted", "training_started"),
    ("training_started", "training_retained"),
    ("training_started", "training_completed"),
    ("first_job", "open_job"),
];
/// Rows from which on it is odd that all say the same.
const MANY: usize = 20;
/// So many times as many, or as few, as in the year before are a jump.
const JUMP: usize = 4;
/// What is the same of a person on every row.
const SAME: [&str; 2] = ["gender", "birth_year"];

/// Everything there is to check of typed columns.
pub(super) struct Checks<'a> {
    pub(super) encoded: &'a Encoded,
    /// The rows of each column whose day is a month or a year.
    pub(super) spans: &'a Spans,
    pub(super) typed: &'a BTreeMap<String, Typed>,
    pub(super) people: &'a People<'a>,
    pub(super) words: &'a Words,
    pub(super) vocabulary: &'a Vocabulary,
    /// The last day of the data.
    pub(super) until: i32,
    /// Who had an end before those that cannot be were taken away.
    pub(super) ended: &'a [bool],
}

impl Checks<'_> {
    /// What was found.
    ///
    /// # Errors
    /// As [`at_once`].
    pub(super) fn findings(&self) -> Result<Vec<Finding>> {
        type Check<'c> = fn(&Checks<'c>, &mut Vec<Finding>);
        let each: [Check<'_>; 9] = [
            Checks::again,
            Checks::alike,
            Checks::off_step,
            Checks::order,
            Checks::not_left,
            Checks::reasons,
            Checks::after_death,
            Checks::late_starts,
            Checks::jumps,
        ];
        let found = at_once(&each, |check| {
            let mut found = Vec::new();
            check(self, &mut found);
            found
        })?;
        Ok(found.into_iter().flatten().collect())
    }

    fn days(&self, fact: &str) -> Option<&[Option<i32>]> {
        match self.typed.get(fact) {
            Some(Typed::Day(days)) => Some(days),
            _ => None,
        }
    }

    fn codes(&self, fact: &str) -> Option<&[Option<i32>]> {
        match self.typed.get(fact) {
            Some(Typed::Status(codes, _)) => Some(codes),
            _ => None,
        }
    }

    fn note(&self, code: Code, fact: &str, rows: &[usize], found: &mut Vec<Finding>) {
        found.extend(self.encoded.finding(code, fact, rows));
    }

    /// About a column as a whole.
    fn column(&self, code: Code, fact: &str, found: &mut Vec<Finding>) {
        let file = self.encoded.files.first().cloned().unwrap_or_default();
        let header = self.encoded.columns.get(fact).map(|column| column.header.clone());
        found.extend(header.map(|header| Finding::new(code, Place::column(file, header))));
    }

    fn order(&self, found: &mut Vec<Finding>) {
        for (first, second) in ORDER {
            let (Some(before), Some(after)) = (self.days(first), self.days(second)) else { continue };
            let wrong = |(before, after): (&Option<i32>, &Option<i32>)| after.zip(*before).is_some_and(|(a, b)| a < b);
            let mut rows = rows(before.iter().zip(after).map(wrong));
            // The order of a day and a month that are said to be in order is not known.
            let spans = [first, second].map(|fact| self.spans.get(fact).map_or(&[][..], Vec::as_slice));
            if spans.iter().any(|spans| !spans.is_empty()) {
                let vague: BTreeSet<usize> = spans.into_iter().flatten().map(|one| one.row).collect();
                rows.retain(|row| !vague.contains(row));
            }
            self.note(Code::OutOfOrder, second, &rows, found);
        }
    }

    fn late_starts(&self, found: &mut Vec<Finding>) {
        let late = rows(self.people.starts.iter().map(|start| start.is_some_and(|start| start > self.until)));
        self.note(Code::StartsLater, "start", &late, found);
    }

    /// Something is known of what came after leaving, but nobody left.
    fn not_left(&self, found: &mut Vec<Finding>) {
        if self.days("end").is_none() {
            return;
        }
        for (name, values) in self.typed {
            let moment = self.vocabulary.fact(name).and_then(|fact| fact.moment);
            if moment.and_then(Moment::months_after_exit).is_none() {
                continue;
            }
            let rows = match values {
                Typed::Status(codes, _) => rows(codes.iter().zip(self.ended).map(|(c, ended)| c.is_some() && !ended)),
                Typed::Number(values, _) => rows(values.iter().zip(self.ended).map(|(v, ended)| v.is_some() && !ended)),
                _ => continue,
            };
            self.note(Code::KnownNotLeft, name, &rows, found);
        }
    }

    /// A reason for leaving that is work or study, and a situation on leaving that is not.
    fn reasons(&self, found: &mut Vec<Finding>) {
        let (Some(Typed::Category(labels, reasons)), Some(exits)) =
            (self.typed.get("exit_reason"), self.codes("status_exit"))
        else {
            return;
        };
        let statuses = &self.vocabulary.statuses;
        let said: Vec<Option<i32>> = labels
            .iter()
            .map(|label| match self.words.status(label) {
                Word::Known(code) => Some(code),
                _ => None,
            })
            .collect();
        let contradict = |reason: &Option<i32>, exit: &Option<i32>| {
            let reason = reason.and_then(|label| said.get(usize::try_from(label).ok()?).copied().flatten());
            reason.zip(*exit).is_some_and(|(reason, exit)| differ(statuses, reason, exit))
        };
        let rows = rows(reasons.iter().zip(exits).map(|(reason, exit)| contradict(reason, exit)));
        self.note(Code::Conflict, "exit_reason", &rows, found);
    }

    /// Somebody who had died is in a situation later.
    fn after_death(&self, found: &mut Vec<Finding>) {
        let moments = self.typed.iter().filter_map(|(name, values)| {
            let moment = self.vocabulary.fact(name)?.moment?;
            let Typed::Status(codes, why) = values else { return None };
            Some((moment, name, codes, why))
        });
        let mut moments: Vec<_> = moments.collect();
        moments.sort_by_key(|(moment, ..)| *moment);
        let mut dead = vec![false; self.encoded.rows()];
        for (_, name, codes, why) in moments {
            let rows = rows(codes.iter().zip(&dead).map(|(code, dead)| code.is_some() && *dead));
            self.note(Code::Conflict, name, &rows, found);
            dead.iter_mut().zip(why).for_each(|(dead, why)| *dead |= *why == Some(Absence::Deceased));
        }
    }

    /// People with several participations: who comes back, what overlaps, and who seems to be two.
    fn again(&self, found: &mut Vec<Finding>) {
        let services = match self.typed.get("service") {
            Some(Typed::Category(_, codes)) => Some(codes),
            _ => None,
        };
        let service = |row: u32| services.and_then(|codes| codes.get(row as usize).copied().flatten());
        let (mut back, mut overlapping, mut beside, mut other) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for rows in self.people.each().filter(|rows| rows.len() > 1) {
            let mut rows = rows.to_vec();
            rows.sort_by_key(|row| (self.people.start(*row).is_none(), self.people.start(*row), *row));
            let mut earlier: Vec<u32> = Vec::new();
            for &row in &rows {
                let start = self.people.start(row);
                let goes_on = |before: &&u32| {
                    let end = self.people.end(**before);
                    start.is_some_and(|start| end.is_none_or(|end| start < end))
                        && self.people.start(**before).is_some()
                };
                // The same day and service twice has a finding of its own.
                let twice = |before: &&u32| self.people.start(**before) == start && service(**before) == service(row);
                let over: Vec<&u32> = earlier.iter().filter(goes_on).filter(|before| !twice(before)).collect();
                if over.iter().any(|before| service(**before) == service(row)) {
                    overlapping.push(row as usize);
                } else if !over.is_empty() {
                    beside.push(row as usize);
                }
                if !earlier.is_empty() {
                    back.push(row as usize);
                }
                earlier.push(row);
            }
            if SAME.iter().any(|fact| self.differs(fact, &rows)) {
                other.extend(rows.iter().skip(1).map(|row| *row as usize));
            }
        }
        for (code, mut rows) in [
            (Code::ComesBack, back),
            (Code::Overlapping, overlapping),
            (Code::SideBySide, beside),
            (Code::TwoPeople, other),
        ] {
            rows.sort_unstable();
            self.note(code, "id", &rows, found);
        }
    }

    fn differs(&self, fact: &str, rows: &[u32]) -> bool {
        let of = |row: &u32| match self.typed.get(fact)? {
            Typed::Category(_, codes) => codes.get(*row as usize).copied().flatten().map(i64::from),
            Typed::Number(values, _) => values.get(*row as usize),
            _ => None,
        };
        let mut known = rows.iter().filter_map(of);
        known.next().is_some_and(|first| known.any(|other| other != first))
    }

    /// Many more or many fewer begin than the year before; the first and the last year may be parts.
    fn jumps(&self, found: &mut Vec<Finding>) {
        let mut years: BTreeMap<i16, usize> = BTreeMap::new();
        let year = Calendar::of(&self.people.starts, |day| Some(day.year()));
        let known = self.people.starts.iter().flatten();
        known.filter_map(|day| year.at(*day)).for_each(|year| *years.entry(year).or_default() += 1);
        let (Some(first), Some(last)) = (years.keys().next().copied(), years.keys().next_back().copied()) else {
            return;
        };
        let number = |year: i16| years.get(&year).copied().unwrap_or(0);
        for year in first + 2..last {
            let (before, now) = (number(year - 1), number(year));
            if before.max(now) >= MANY && (now > before * JUMP || before > now * JUMP) {
                let file = self.encoded.files.first().cloned().unwrap_or_default();
                let header = self.encoded.columns.get("start").map(|column| column.header.clone()).unwrap_or_default();
                found.push(Finding::new(Code::Jump, Place::column(file, header)).with("name", year));
            }
        }
    }
}

fn rows(is: impl Iterator<Item = bool>) -> Vec<usize> {
    is.enumerate().filter(|(_, is)| *is).map(|(row, _)| row).collect()
}

/// Whether one of two statuses is work and the other is not, or one is study and the other neither that nor work.
fn differ(statuses: &Statuses, reason: i32, exit: i32) -> bool {
    let is = |group: &str, code: i32| statuses.group(group).is_some_and(|codes| codes.contains(&code));
    let ranked = statuses.by_code(exit).is_some_and(|status| status.rank.is_some());
    let works = is("@employed", exit);
    let studies = is("@education", exit);
    ranked
        && (is("@employed", reason) && !works
            || is("@education", reason) && !studies && !works
            || is("@unemployed", reason) && works)
}
