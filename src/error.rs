//! Why a run could not give what was asked for.
//!
//! An error is a list of findings (all of them at once) and the exit code its kind has. Words come from the catalogue,
//! like those of every finding; only a failure outside polku (a full disk) brings its own.

use crate::finding::{Code, Finding, Place};
use std::fmt;

/// The kinds of failure, one exit code each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Usage or configuration: 2.
    Usage,
    /// Input that cannot be read, output that cannot be written: 3.
    Input,
    /// Refused: personal data or disclosure: 4.
    Refused,
    /// A bug in polku: 5.
    Bug,
}

impl Kind {
    /// The process exit code.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::Usage => 2,
            Kind::Input => 3,
            Kind::Refused => 4,
            Kind::Bug => 5,
        }
    }
}

/// A failure with everything that caused it.
#[derive(Debug)]
pub struct Error {
    /// What kind of failure.
    pub kind: Kind,
    /// What is wrong, where, and how to mend it.
    pub findings: Vec<Finding>,
    /// A cause outside polku's own catalogue.
    pub cause: Option<anyhow::Error>,
}

impl Error {
    /// One finding.
    #[must_use]
    pub fn one(kind: Kind, finding: Finding) -> Error {
        Error { kind, findings: vec![finding], cause: None }
    }
    /// Many findings.
    #[must_use]
    pub fn many(kind: Kind, findings: Vec<Finding>) -> Error {
        Error { kind, findings, cause: None }
    }
    /// The same with the findings of an earlier one before its own; a refusal stays one.
    #[must_use]
    pub fn after(mut self, earlier: Option<Error>) -> Error {
        if let Some(earlier) = earlier {
            if earlier.kind == Kind::Refused {
                self.kind = Kind::Refused;
            }
            self.findings.splice(0..0, earlier.findings);
            self.cause = self.cause.or(earlier.cause);
        }
        self
    }
    /// A file that cannot be read or written.
    #[must_use]
    pub fn file(file: impl Into<String>, cause: impl Into<anyhow::Error>) -> Error {
        let cause = cause.into();
        let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let code = if kind == Some(std::io::ErrorKind::NotFound) { Code::NoSuchFile } else { Code::Unreadable };
        let finding = Finding::new(code, Place::file(file)).with("cause", &cause);
        Error { kind: Kind::Input, findings: vec![finding], cause: None }
    }
    /// Something that cannot happen, did.
    #[must_use]
    pub fn bug(cause: impl Into<anyhow::Error>) -> Error {
        Error { kind: Kind::Bug, findings: Vec::new(), cause: Some(cause.into()) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> =
            self.findings.iter().map(|x| format!("{} {} {:?}", x.code.number(), x.code.key(), x.place)).collect();
        parts.extend(self.cause.iter().map(|c| format!("{c:#}")));
        f.write_str(&parts.join("; "))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause.as_ref() as _)
    }
}

impl From<polars::prelude::PolarsError> for Error {
    fn from(cause: polars::prelude::PolarsError) -> Error {
        Error::bug(cause)
    }
}

/// What polku's functions give.
pub type Result<T> = std::result::Result<T, Error>;
