//! Ctrl-C: it stops everything at once, but waits while a file or a folder is put in its place.

use crate::error::Result;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a shell expects of a program that was interrupted: 128 and the number of the signal.
const STOPPED: u8 = 128;
/// Whether the program may be stopped right now.
static AT_ONCE: AtomicBool = AtomicBool::new(true);
/// Whether somebody asked while it could not be.
static ASKED: AtomicBool = AtomicBool::new(false);

/// Takes over what happens on an interrupt. Only a whole program may do that, so `main` does.
///
/// # Errors
/// When the system does not let it; then an interrupt stops everything as it ever did.
pub fn watch() -> std::io::Result<()> {
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_shutdown(signal, i32::from(STOPPED) + signal, &AT_ONCE)?;
        flag::register(signal, &ASKED)?;
    }
    Ok(())
}

/// Does something that is done whole or not at all. Whoever interrupts it finds it not done: `work` looks at
/// [`is_asked`] before its last step, and cleans up when it fails.
pub(super) fn whole<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    AT_ONCE.store(false, Ordering::SeqCst);
    let done = work();
    if is_asked() {
        #[allow(clippy::exit, reason = "nobody waits for an answer any more")]
        std::process::exit(i32::from(STOPPED) + SIGINT);
    }
    AT_ONCE.store(true, Ordering::SeqCst);
    done
}

/// Whether somebody asked to stop.
pub(super) fn is_asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// A failure that nobody hears of, since the program stops.
pub(super) fn failure() -> std::io::Error {
    std::io::Error::from(std::io::ErrorKind::Interrupted)
}
