//! Standard input, which is read once, kept so that it can be read more than once.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

/// Bytes in a file without a name: nobody else finds it, and nothing is left of it whatever ends the run.
pub(super) struct Kept {
    file: Arc<File>,
}

impl Kept {
    /// Reads everything there is.
    ///
    /// # Errors
    /// When it cannot be read, or there is no room for it.
    pub(super) fn of(mut bytes: &mut dyn Read) -> io::Result<Kept> {
        let mut file = tempfile::tempfile()?;
        io::copy(&mut bytes, &mut file)?;
        Ok(Kept { file: Arc::new(file) })
    }

    /// All of it from the beginning.
    pub(super) fn open(&self) -> Box<dyn Read> {
        Box::new(io::BufReader::with_capacity(1 << 16, From { file: self.file.clone(), at: 0 }))
    }
}

/// The bytes of a file from a place on; readers do not move each other.
struct From {
    file: Arc<File>,
    at: u64,
}

impl Read for From {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let n = std::os::unix::fs::FileExt::read_at(&*self.file, out, self.at)?;
        #[cfg(windows)]
        let n = std::os::windows::fs::FileExt::seek_read(&*self.file, out, self.at)?;
        self.at += n as u64;
        Ok(n)
    }
}
