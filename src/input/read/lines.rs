//! Ends of lines.

use std::io::{self, Read};

/// Text with every line ended by `\n`, whoever wrote it, the last one too: line numbers are those an editor shows.
pub(super) struct UnixLines<R> {
    bytes: R,
    last: u8,
    ended: bool,
}

impl<R> UnixLines<R> {
    pub(super) fn new(bytes: R) -> UnixLines<R> {
        UnixLines { bytes, last: b'\n', ended: false }
    }
}

impl<R: Read> Read for UnixLines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.ended || out.is_empty() {
                return Ok(0);
            }
            let n = self.bytes.read(out)?;
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
