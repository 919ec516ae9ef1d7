//! What a file is: a table of text or something else, in which encoding, and a hash of its bytes.

use super::encoding::{Evidence, Letters};
use encoding_rs::Encoding;
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
    /// What tells the encoding.
    pub(super) evidence: Evidence,
    /// Whether all of them are UTF-8.
    pub(super) utf8: bool,
    /// Whether letters may be in pieces, or white space be of a kind nobody sees.
    pub(super) odd: bool,
    pub(super) sha256: String,
}

impl Survey {
    /// Hashes the bytes and decides the encoding.
    pub(super) fn of(mut bytes: Box<dyn Read>) -> io::Result<Survey> {
        let mut head = Vec::new();
        let mut letters = Letters::default();
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
                letters.look(&chunk);
                let _ = to_hash.send(chunk);
            }
            drop(to_hash);
            hash.join().map_err(|_| io::Error::other("a hashing thread stopped"))
        })?;
        let (encoding, evidence) = letters.encoding(&head);
        Ok(Survey { encoding, evidence, utf8: letters.is_utf8(), odd: letters.is_odd(), head, sha256 })
    }

    /// The kind of a file that is no text, by its first bytes.
    pub(super) fn kind(&self) -> Kind {
        let begins = |magic: &[u8]| self.head.starts_with(magic);
        let text = String::from_utf8_lossy(self.head.get(..1024).unwrap_or(&self.head));
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_ascii_lowercase();
        match () {
            () if begins(b"PK\x03\x04") => Kind::Zip,
            () if begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => Kind::Compound,
            () if begins(b"PAR1") => Kind::Parquet,
            () if begins(b"%PDF") => Kind::Other("pdf"),
            () if begins(b"\x1f\x8b") => Kind::Other("gzip"),
            () if begins(b"SQLite format 3") => Kind::Other("sqlite"),
            () if begins(b"$FL2") || begins(b"$FL3") => Kind::Other("spss"),
            () if begins(b"{\\rtf") => Kind::Other("rtf"),
            () if ["<!doctype html", "<html", "<table"].iter().any(|tag| text.starts_with(tag)) => Kind::Other("html"),
            () if text.starts_with("<?xml") => Kind::Other("xml"),
            () if self.is_binary() => Kind::Other("?"),
            () => Kind::Text,
        }
    }

    /// Zero bytes stand in no text but that of UTF-16.
    fn is_binary(&self) -> bool {
        let wide = self.encoding == encoding_rs::UTF_16LE || self.encoding == encoding_rs::UTF_16BE;
        let zeros = self.head.iter().filter(|byte| **byte == 0).count();
        !wide && zeros * 50 > self.head.len()
    }
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Lines of text.
    Text,
    /// A ZIP archive, as XLSX and ODS are.
    Zip,
    /// A compound file: a spreadsheet of old, or one with a password.
    Compound,
    Parquet,
    /// Nothing with a table polku reads.
    Other(&'static str),
}
