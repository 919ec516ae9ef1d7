//! What a file is: its encoding, and what separates its cells.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// Bytes looked at to find the dialect and the header.
const HEAD: usize = 1 << 18;

/// What one look at a file's bytes tells.
pub(super) struct Survey {
    /// The first of them.
    pub(super) head: Vec<u8>,
    pub(super) encoding: &'static Encoding,
    pub(super) sha256: String,
}

impl Survey {
    /// Hashes the bytes and decides the encoding: a byte-order mark says it; else what is valid UTF-8 to the last byte is
    /// UTF-8, since no Windows-1252 text with Finnish letters is; else Windows-1252, which Excel writes.
    pub(super) fn of(mut bytes: Box<dyn Read>) -> io::Result<Survey> {
        let mut hash = Sha256::new();
        let mut head = Vec::new();
        let mut utf8 = true;
        // The tail of the last chunk that may be the first half of a letter.
        let mut rest: Vec<u8> = Vec::new();
        let mut chunk = vec![0; 1 << 16];
        loop {
            let n = match bytes.read(&mut chunk) {
                Ok(0) => break,
                Ok(n) => n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            let new = &chunk[..n];
            hash.update(new);
            if head.len() < HEAD {
                head.extend_from_slice(&new[..n.min(HEAD - head.len())]);
            }
            if utf8 {
                rest.extend_from_slice(new);
                match std::str::from_utf8(&rest) {
                    Ok(_) => rest.clear(),
                    Err(e) if e.error_len().is_none() => drop(rest.drain(..e.valid_up_to())),
                    Err(_) => utf8 = false,
                }
            }
        }
        utf8 &= rest.is_empty();
        let encoding = match Encoding::for_bom(&head) {
            Some((encoding, _)) => encoding,
            None if utf8 => UTF_8,
            None => WINDOWS_1252,
        };
        let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Survey { head, encoding, sha256 })
    }
}

/// The delimiter that splits the first lines into the most columns that agree with each other. A comma inside a number
/// splits lines unevenly, which is what tells it from a delimiter.
pub(super) fn delimiter(head: &str) -> u8 {
    let score = |delimiter: u8| {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(head.as_bytes());
        let widths: Vec<usize> =
            reader.into_records().take(50).filter_map(|r| r.ok()).map(|r| r.len()).filter(|n| *n > 1).collect();
        let mut sorted = widths.clone();
        sorted.sort_unstable();
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or(1);
        let agree = widths.iter().filter(|n| **n == median).count();
        (median > 1, agree * 2 > widths.len(), median * agree)
    };
    [b';', b'\t', b','].into_iter().rev().max_by_key(|&d| score(d)).unwrap_or(b';')
}
