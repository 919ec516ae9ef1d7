//! Commands: the only module that reads clocks, environment or files, or prints. One file a command.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "this is where the world is touched")]

mod args;
mod certificate;
mod check;
mod demo;
mod explain;
mod folder;
mod indicators;
mod init;
pub mod interrupt;
mod kept;
mod load;
mod manifest;
mod report;
mod say;
mod verify;

use crate::error::{Error, Kind};
use crate::text::{Catalog, Language};
use jiff::civil::Date;
use say::Speaker;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::time::SystemTime;

/// The world a command runs in.
pub struct Io<'a> {
    /// What is read where `-` stands for a file.
    pub input: &'a mut dyn Read,
    /// Data.
    pub out: &'a mut dyn Write,
    /// Messages.
    pub err: &'a mut dyn Write,
    /// Whether a person types what is read.
    pub in_is_terminal: bool,
    /// Whether a person reads `out`.
    pub out_is_terminal: bool,
    /// Whether a person reads `err`.
    pub err_is_terminal: bool,
    /// Environment variables.
    pub env: BTreeMap<String, String>,
    /// The time.
    pub now: SystemTime,
}

impl Io<'_> {
    /// Today in UTC; `SOURCE_DATE_EPOCH` makes a report reproducible.
    fn today(&self) -> Date {
        let fixed = self.env.get("SOURCE_DATE_EPOCH").and_then(|text| text.parse::<u64>().ok());
        let seconds =
            fixed.unwrap_or_else(|| self.now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs()));
        let days = i32::try_from(seconds / 86_400).unwrap_or(0);
        crate::fact::day_of(days).unwrap_or(Date::MIN)
    }

    /// The language of messages before a project has said its own.
    fn language(&self, asked: Option<Language>) -> Language {
        let from_env = ["POLKU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .filter_map(|name| self.env.get(*name))
            .find_map(|value| value.get(..2)?.to_lowercase().parse().ok());
        asked.or(from_env).unwrap_or(Language::Fi)
    }
}

/// Runs a command line and gives the exit code: 0 done, 1 a check found something, 2 usage or configuration, 3 input unreadable, 4 refused, 5 a
/// bug in polku.
pub fn run(args: impl IntoIterator<Item = OsString>, io: &mut Io<'_>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let asked = args::language_in(&args);
    let catalog = match Catalog::load(io.language(asked)) {
        Ok(catalog) => catalog,
        Err(cause) => {
            // Without words there is only the cause to show.
            let _ = writeln!(io.err, "polku: {cause:#}");
            return Kind::Bug.exit_code();
        }
    };
    let arguments = match args::parse(&args, &catalog) {
        Ok(arguments) => arguments,
        Err(error) => {
            let text = error.render().to_string();
            // Help that was asked for is data; anything else is a mistake in the command line.
            if error.use_stderr() {
                let _ = io.err.write_all(text.as_bytes());
                return Kind::Usage.exit_code();
            }
            let _ = io.out.write_all(text.as_bytes());
            return 0;
        }
    };
    let mut speaker = Speaker::new(catalog, &arguments, io);
    let done = match &arguments.command {
        args::Command::Demo { dir } => demo::run(dir, io, &mut speaker).map(|()| true),
        args::Command::Init(options) => init::run(options, &arguments, io, &mut speaker).map(|()| true),
        args::Command::Check(options) => check::run(options, &arguments, io, &mut speaker),
        args::Command::Verify(options) => verify::run(options, &arguments, io, &mut speaker),
        args::Command::Report(options) => report::run(options, &arguments, io, &mut speaker).map(|()| true),
        args::Command::Explain(options) => explain::run(options, &arguments, io, &mut speaker).map(|()| true),
        args::Command::Indicators(options) => indicators::run(options, &arguments, io, &mut speaker).map(|()| true),
    };
    match done {
        Ok(passed) => u8::from(!passed),
        Err(error) if is_broken_pipe(&error) => 0,
        Err(error) => {
            speaker.error(&error, io);
            error.kind.exit_code()
        }
    }
}

/// A reader that has seen enough is no failure.
fn is_broken_pipe(error: &Error) -> bool {
    let pipe = |cause: &anyhow::Error| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    };
    error.cause.as_ref().is_some_and(pipe)
}
