//! Is a released folder what it says it is, and does it keep what it hides?
//!
//! Everything here is read back from the files alone, with the codebook everybody has: none of the code that made or
//! protected the numbers is used.
//!
//! ```text
//! files ─hashes→ as they were written? ─rows→ CSV and JSON alike? ─numbers→ each with its cell? ─attack→ nothing small to be found?
//! ```

mod across;
pub mod attack;
mod bounds;
pub mod files;
mod forms;
mod known;
pub mod manifest;
mod numbers;
mod page;
mod programme;
pub mod replay;
pub mod rows;
mod rules;
mod system;
mod tokens;
mod within;

pub use attack::{Attacked, Leak};
pub use system::{Constraint, Name, Slice, System, What};

use crate::fact::status::OwnStatus;
use crate::fact::{ARM, COMPARISON, Vocabulary};
use crate::finding::{Code, Finding, Place, Severity};
use crate::indicator::Library;
use crate::text::Catalog;
use manifest::Manifest;
use numbers::Checker;
use rows::{Results, Row, Set};
use std::collections::BTreeMap;

/// A folder read into memory: each file by its path with `/`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What was looked at and what was found.
#[derive(Debug, Default)]
pub struct Verified {
    /// Whether nothing is hidden in it.
    pub internal: bool,
    /// How many files were compared.
    pub files: usize,
    /// How many rows of results were read.
    pub rows: usize,
    /// How many numbers of the page and the drawings were read back.
    pub numbers: usize,
    /// The attack; none where nothing is hidden or there are no results to read.
    pub attacked: Option<Attacked>,
    /// What is wrong, and what is good to know.
    pub findings: Vec<Finding>,
}

impl Verified {
    /// Whether all is well: nothing but notes.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.findings.iter().all(|finding| finding.code.severity() == Severity::Note)
    }
}

/// What polku brings itself: the codebook everybody has.
pub struct Books {
    library: Library,
    vocabulary: Vocabulary,
}

impl Books {
    /// Reads them.
    ///
    /// # Errors
    /// When a data file inside the program is broken, which tests exclude.
    pub fn read() -> anyhow::Result<Books> {
        Books::with(&[])
    }

    /// The same with the statuses a report says are its own; one that cannot be is none.
    ///
    /// # Errors
    /// As [`Books::read`].
    pub fn with(statuses: &[OwnStatus]) -> anyhow::Result<Books> {
        let mut vocabulary = Vocabulary::builtin()?;
        let library = Library::builtin(&vocabulary)?;
        statuses.iter().for_each(|status| drop(vocabulary.statuses.add(status)));
        Ok(Books { library, vocabulary })
    }

    /// Attacks rows of which no number below `least` may be told.
    #[must_use]
    pub fn attack(&self, rows: &[Row], least: u64, truth: Option<&[Row]>) -> Attacked {
        let one = |rows: &[Row], truth: Option<&[Row]>| {
            let truth = truth.map(|rows| attack::truth(rows, &self.library, &self.vocabulary));
            attack::attack(rows, least, &self.library, &self.vocabulary, truth.as_ref())
        };
        // A comparison group shares nobody with the others, and its rows are all there is of it.
        let (people, others) = arms(rows);
        let truth = truth.map(arms);
        let (of_people, of_others) = truth.as_ref().map(|(people, others)| (&people[..], &others[..])).unzip();
        let attacked = one(&people, of_people);
        if others.is_empty() { attacked } else { attacked.and(one(&others, of_others)) }
    }

    /// What the attack believes of rows, and what of it another set of rows, that hides nothing, does not keep.
    #[must_use]
    pub fn disbelieved(&self, rows: &[Row], truth: &[Row]) -> Option<String> {
        let truth = attack::truth(truth, &self.library, &self.vocabulary);
        let system = attack::constrained(rows, &self.library, &self.vocabulary, true);
        let broken = system.broken(|name| truth.get(name).copied())?;
        let term = |(place, factor): &(usize, i64)| {
            let name = system.names.get(*place)?;
            Some(format!("{factor} × {name} = {:?}", truth.get(name)))
        };
        Some(broken.terms.iter().filter_map(term).collect::<Vec<_>>().join(" + "))
    }
}

/// The rows of whoever the results are about, and those of a comparison group as if they were all.
fn arms(rows: &[Row]) -> (Vec<Row>, Vec<Row>) {
    let (compared, people): (Vec<Row>, Vec<Row>) = rows.iter().cloned().partition(|row| row.by == ARM);
    let others = compared.into_iter().filter(|row| row.group == COMPARISON);
    (people, others.map(|row| Row { by: String::new(), group: String::new(), ..row }).collect())
}

/// Verifies a folder; `version` is that of this program, `truth` what its rows hide, where that is at hand.
///
/// # Errors
/// When a data file inside the program is broken, which tests exclude.
pub fn verify(files: &Files, manifest: &Manifest, version: &str, truth: Option<&[Row]>) -> anyhow::Result<Verified> {
    let own = manifest.report.as_ref().map_or(&[][..], |about| &about.statuses);
    let books = Books::with(own)?;
    let mut verified = Verified { files: manifest.files.len(), ..Verified::default() };
    verified.findings = files::compare(files, manifest);
    verified.findings.extend(files::versions(manifest, version));
    let about = manifest.report.clone().unwrap_or_default();
    verified.internal = manifest.report.as_ref().is_some_and(|about| !about.policy.protects());
    let json = named(files, "results.json");
    let csv = named(files, "results.csv");
    let set = match files::results(json, csv) {
        Ok((set, findings)) => {
            verified.findings.extend(findings);
            set
        }
        Err(finding) => {
            verified.findings.push(*finding);
            None
        }
    };
    let drawn = files.keys().any(|name| name.ends_with(".html") || name.ends_with(".svg"));
    if json.is_none() && drawn {
        verified.findings.push(Finding::new(Code::NoResults, Place::file(manifest::MANIFEST)));
    }
    let Some(set) = set else { return Ok(verified) };
    verified.rows = set.rows.len();
    if set.policy == "internal" {
        verified.internal = true;
    }
    if let Some(language) = about.language.parse().ok().filter(|_| json.is_some()) {
        let catalog = Catalog::load(language)?;
        let short = |hash: &String| format!("sha256 {}", hash.get(..12).unwrap_or(hash));
        let more = manifest.sources.values().map(short).chain([format!("polku {}", manifest.version)]).collect();
        let mut checker = Checker::new(&set, &about, &catalog, &books.library, more);
        // The page first: its tables say what each figure is about.
        for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
            checker.page(name, bytes);
        }
        for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".svg")) {
            checker.chart(name, bytes);
        }
        let back = checker.done();
        verified.numbers = back.numbers;
        verified.findings.extend(back.findings);
        if verified.internal {
            verified.findings.extend(files::watermark(files, catalog.text("label.watermark")));
        }
    }
    if !verified.internal {
        let attacked = books.attack(&set.rows, about.policy.least.max(LEAST), truth);
        verified.findings.extend(said(&attacked, json.or(csv).map_or("", |(name, _)| name)));
        verified.attacked = Some(attacked);
    }
    Ok(verified)
}

/// The least number of people a public report tells, whatever it says of itself.
const LEAST: u64 = 3;

/// A file by its name, whichever folder or mark stands before it.
fn named<'a>(files: &'a Files, name: &str) -> Option<(&'a str, &'a [u8])> {
    let found = files.iter().find(|(path, _)| path.rsplit(['/', '-']).next() == Some(name) || *path == name);
    found.map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
}

/// The findings of an attack.
fn said(attacked: &Attacked, file: &str) -> Vec<Finding> {
    let place = || Place::file(file);
    let of = |code, leak: &Leak| {
        let (low, high) = leak.bounds;
        Finding::new(code, place()).with("number", &leak.name).with("low", low).with("high", high)
    };
    let mut findings: Vec<Finding> = attacked.leaks.iter().map(|leak| of(Code::TooNarrow, leak)).collect();
    findings.extend(
        attacked.contradictions.iter().map(|name| Finding::new(Code::Contradiction, place()).with("number", name)),
    );
    findings.extend(attacked.pinned.iter().map(|leak| of(Code::FoundOut, leak)));
    if attacked.untried > 0 {
        findings.push(Finding::new(Code::NotTried, place()).with("n", attacked.untried));
    }
    findings
}

/// The results of one data set, if there is one.
fn only(results: Results) -> Option<Set> {
    let mut sets = results.results;
    if sets.len() == 1 { sets.pop() } else { None }
}
