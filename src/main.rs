//! The `polku` command: everything is in the library, so that tests call what users call.

#![allow(clippy::disallowed_methods, reason = "the one place that holds the streams, the clock and the environment")]

use polku::command::{Io, interrupt, run};
use std::io::IsTerminal;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Where it cannot be, an interrupt stops everything as ever.
    let _ = interrupt::watch();
    let mut out = std::io::stdout().lock();
    let mut input = std::io::stdin().lock();
    let mut err = std::io::stderr();
    let mut io = Io {
        in_is_terminal: std::io::stdin().is_terminal(),
        out_is_terminal: std::io::stdout().is_terminal(),
        err_is_terminal: err.is_terminal(),
        input: &mut input,
        out: &mut out,
        err: &mut err,
        env: std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))).collect(),
        now: std::time::SystemTime::now(),
    };
    // A panic is a bug, and has told its place by now; scripts see the exit code that bugs have.
    let code = std::panic::catch_unwind(AssertUnwindSafe(|| run(std::env::args_os(), &mut io)));
    ExitCode::from(code.unwrap_or(5))
}
