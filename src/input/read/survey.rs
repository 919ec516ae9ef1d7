//! What a file is: its encoding, and what separates its cells.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::sync::mpsc::sync_channel;

/// Bytes read at a time.
const CHUNK: u64 = 1 << 16;
/// Bytes looked at to find the dialect and the header.
const HEAD: usize = 1 << 18;

/// What one look at a file's bytes tells.
pub(super) struct Survey {
    /// The first of them.
    pub(super) head: Vec<u8>,
    pub(super) encoding: &'static Encoding,
    /// Whether all of them are UTF-8.
    pub(super) utf8: bool,
    pub(super) sha256: String,
}

impl Survey {
    /// Hashes the bytes and decides the encoding: a byte-order mark says it; else what is valid UTF-8 to the last byte is
    /// UTF-8, since no Windows-1252 text with Finnish letters is; else Windows-1252, which Excel writes.
    pub(super) fn of(mut bytes: Box<dyn Read>) -> io::Result<Survey> {
        let mut head = Vec::new();
        let mut utf8 = true;
        // The tail of the last chunk that may be the first half of a letter.
        let mut rest: Vec<u8> = Vec::new();
        // Hashing takes longer than all else here, and goes on beside it.
        let (to_hash, chunks) = sync_channel::<Vec<u8>>(4);
        let sha256 = std::thread::scope(|scope| -> io::Result<String> {
            let hash = scope.spawn(move || {
                let mut hash = Sha256::new();
                chunks.iter().for_each(|chunk| hash.update(chunk));
                hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>()
            });
            loop {
                let mut chunk = Vec::with_capacity(CHUNK as usize);
                if bytes.by_ref().take(CHUNK).read_to_end(&mut chunk)? == 0 {
                    break;
                }
                if head.len() < HEAD {
                    head.extend_from_slice(&chunk[..chunk.len().min(HEAD - head.len())]);
                }
                if utf8 {
                    rest.extend_from_slice(&chunk);
                    match simdutf8::compat::from_utf8(&rest) {
                        Ok(_) => rest.clear(),
                        Err(e) if e.error_len().is_none() => drop(rest.drain(..e.valid_up_to())),
                        Err(_) => utf8 = false,
                    }
                }
                let _ = to_hash.send(chunk);
            }
            drop(to_hash);
            hash.join().map_err(|_| io::Error::other("a hashing thread stopped"))
        })?;
        utf8 &= rest.is_empty();
        let encoding = match Encoding::for_bom(&head) {
            Some((encoding, _)) => encoding,
            None if utf8 => UTF_8,
            None => WINDOWS_1252,
        };
        Ok(Survey { head, encoding, utf8, sha256 })
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
