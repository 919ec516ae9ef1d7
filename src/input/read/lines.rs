//! Ends of lines.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Text with every line ended by `\n`, whoever wrote it, the last one too: line numbers are those an editor shows.
///
/// It gives so many bytes as are left, and then fails: whoever reads a record sets the number anew before each.
pub(super) struct UnixLines<R> {
    bytes: R,
    last: u8,
    ended: bool,
    left: Rc<Cell<usize>>,
}

impl<R> UnixLines<R> {
    pub(super) fn new(bytes: R, left: Rc<Cell<usize>>) -> UnixLines<R> {
        UnixLines { bytes, last: b'\n', ended: false, left }
    }
}

impl<R: Read> Read for UnixLines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.ended || out.is_empty() {
                return Ok(0);
            }
            if self.left.get() == 0 {
                return Err(io::Error::from(io::ErrorKind::FileTooLarge));
            }
            let n = self.bytes.read(out)?;
            self.left.set(self.left.get().saturating_sub(n));
            if n == 0 {
                self.ended = true;
                if matches!(self.last, b'\n' | b'\r') {
                    return Ok(0);
                }
                out[0] = b'\n';
                return Ok(1);
            }
            if self.last != b'\r' && !out[..n].contains(&b'\r') {
                self.last = out[n - 1];
                return Ok(n);
            }
            let mut kept = 0;
            for i in 0..n {
                let byte = out[i];
                // The second half of an ending that was written already.
                let twin = byte == b'\n' && self.last == b'\r';
                self.last = byte;
                if !twin {
                    out[kept] = if byte == b'\r' { b'\n' } else { byte };
                    kept += 1;
                }
            }
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}
