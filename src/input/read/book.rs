//! Spreadsheets and Parquet: which kind, which of their sheets, and its rows as text.
//!
//! A few kilobytes can unpack to terabytes, and a few bytes of XML can say that a row is repeated a million times. What is
//! unpacked, and what is made of it, has limits that no file of participants comes near.

mod grid;
mod ods;
mod parquet;
mod xlsx;

use super::batch::Batch;
use super::header;
use super::survey::Kind;
use crate::error::{Error, Kind as Fault, Result};
use crate::finding::{Code, Finding, Place};
use crate::input::headers::guess::known;
use grid::{Grid, Stop};
use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zip::ZipArchive;

/// The most bytes a file may have, packed.
const PACKED: u64 = 1 << 28;
/// The most bytes that are unpacked of one file: of sheets, which are read piece by piece, and of all the rest.
const SHEETS: u64 = 1 << 29;
const REST: u64 = 1 << 27;
/// How well headers are known of a sheet that has participants: two of them say what they are.
const ENOUGH: usize = 4;

/// A sheet of a spreadsheet.
pub(super) struct Book {
    /// `xlsx`, `ods` or `parquet`.
    pub(super) kind: &'static str,
    /// The name of the sheet; empty where there are none.
    pub(super) sheet: String,
    /// All its rows.
    pub(super) rows: Vec<Batch>,
}

/// A sheet as it is seen before it is chosen.
struct Page {
    name: String,
    visible: bool,
    /// Its first rows, with their numbers.
    first: Vec<(u64, Vec<String>)>,
}

impl Page {
    fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// Whether it has headers that are known, and something below them.
    fn is_likely(&self) -> bool {
        let header = header::find(&self.first);
        header.is_some_and(|header| {
            let below = self.first.iter().any(|(line, _)| *line > header.last);
            below && known(&header.cells).is_ok_and(|known| known >= ENOUGH)
        })
    }
}

/// A program's way to write spreadsheets.
trait Pages {
    /// Every sheet with its first rows.
    fn pages(&mut self) -> std::result::Result<Vec<Page>, Stop>;
    /// The rows of a sheet.
    fn rows(&mut self, sheet: &str, grid: &mut Grid) -> std::result::Result<(), Stop>;
}

/// Reads a sheet: the one that is wanted, else the only one with anything, else the only one that looks like participants.
///
/// # Errors
/// When the file is no spreadsheet, is broken, has a password or is too large; when it has no such sheet, or several likely
/// ones.
pub(super) fn read(kind: Kind, bytes: Box<dyn Read>, file: &str, wanted: Option<&str>) -> Result<Book> {
    let stopped = |stop: Stop| match stop {
        Stop::TooLarge => Error::one(Fault::Input, Finding::new(Code::TooLarge, Place::file(file))),
        Stop::Locked => Error::one(Fault::Input, Finding::new(Code::Locked, Place::file(file))),
        Stop::Compressed(how) => {
            Error::one(Fault::Usage, Finding::new(Code::UnreadCompression, Place::file(file)).with("name", how))
        }
        Stop::Broken(cause) => Error::file(file, anyhow::anyhow!(cause)),
        Stop::Other(kind) => {
            Error::one(Fault::Usage, Finding::new(Code::UnsupportedKind, Place::file(file)).with("name", kind))
        }
        Stop::Enough => Error::bug(anyhow::anyhow!("a sheet was not read to its end")),
    };
    let (kind, mut pages) = open(kind, bytes).map_err(stopped)?;
    let all = pages.pages().map_err(stopped)?;
    let sheet = choose(&all, file, wanted)?;
    let mut grid = Grid::new(usize::MAX);
    pages.rows(&sheet, &mut grid).map_err(stopped)?;
    Ok(Book { kind, sheet, rows: grid.rows() })
}

fn open(kind: Kind, bytes: Box<dyn Read>) -> std::result::Result<(&'static str, Box<dyn Pages>), Stop> {
    let mut packed = Vec::new();
    bytes.take(PACKED + 1).read_to_end(&mut packed).map_err(broken)?;
    if packed.len() as u64 > PACKED {
        return Err(Stop::TooLarge);
    }
    if kind == Kind::Parquet {
        return Ok(("parquet", Box::new(parquet::Parquet::open(packed)?)));
    }
    if kind == Kind::Compound {
        // Excel keeps a spreadsheet with a password in a compound file, under this name in UTF-16.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let locked = memchr::memmem::find(&packed, &name).is_some();
        return Err(if locked { Stop::Locked } else { Stop::Other("xls") });
    }
    let mut zip = ZipArchive::new(Cursor::new(packed)).map_err(broken)?;
    let has = |name: &str| zip.file_names().any(|file| file.is_ok_and(|file| file.eq_ignore_ascii_case(name)));
    let (xlsx, xlsb, ods) = (has("xl/workbook.xml"), has("xl/workbook.bin"), has("content.xml"));
    match () {
        () if xlsb => return Err(Stop::Other("xlsb")),
        () if !xlsx && !ods => return Err(Stop::Other("zip")),
        () => unpacked(&mut zip, SHEETS, REST)?,
    }
    let packed = zip.into_inner();
    Ok(match xlsx {
        true => ("xlsx", Box::new(xlsx::Xlsx::open(packed)?) as Box<dyn Pages>),
        false => ("ods", Box::new(ods::Ods::open(packed)?)),
    })
}

/// A file that a library did not foresee is a broken file, and no reason to fall over.
fn guarded<T>(read: impl FnOnce() -> std::result::Result<T, Stop>) -> std::result::Result<T, Stop> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(broken("?")))
}

fn broken(cause: impl std::fmt::Display) -> Stop {
    Stop::Broken(cause.to_string())
}

/// Unpacks everything that may be read, to no place: a file does not always say how large it becomes.
fn unpacked(zip: &mut ZipArchive<Cursor<Vec<u8>>>, sheets: u64, rest: u64) -> std::result::Result<(), Stop> {
    let (mut of_sheets, mut of_rest) = (0u64, 0u64);
    for at in 0..zip.len() {
        let file = zip.by_index(at).map_err(|cause| match cause {
            zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => Stop::Locked,
            cause => broken(cause),
        })?;
        let name = file.name().map_err(broken)?.to_ascii_lowercase();
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let (so_far, most) = match name.starts_with("xl/worksheets/") || name == "content.xml" {
            true => (&mut of_sheets, sheets),
            false => (&mut of_rest, rest),
        };
        if file.size() > most {
            return Err(Stop::TooLarge);
        }
        *so_far += io::copy(&mut file.take(most + 1), &mut io::sink()).map_err(broken)?;
        if *so_far > most {
            return Err(Stop::TooLarge);
        }
    }
    Ok(())
}

fn choose(pages: &[Page], file: &str, wanted: Option<&str>) -> Result<String> {
    let listed = |pages: &[&Page]| pages.iter().map(|page| format!("\"{}\"", page.name)).collect::<Vec<_>>().join(", ");
    let fault = |code: Code, pages: &[&Page]| {
        Error::one(Fault::Usage, Finding::new(code, Place::file(file)).with("sheets", listed(pages)))
    };
    if let Some(wanted) = wanted {
        let same = |page: &&Page| page.name.trim().to_lowercase() == wanted.trim().to_lowercase();
        let exact = pages.iter().find(|page| page.name == wanted);
        return match exact.or_else(|| pages.iter().find(same)) {
            Some(page) => Ok(page.name.clone()),
            None => Err(fault(Code::NoSuchSheet, &pages.iter().collect::<Vec<_>>())),
        };
    }
    let filled: Vec<&Page> = pages.iter().filter(|page| page.visible && !page.is_empty()).collect();
    if let [only] = filled.as_slice() {
        return Ok(only.name.clone());
    }
    if filled.is_empty() {
        return Err(Error::one(Fault::Input, Finding::new(Code::EmptyFile, Place::file(file))));
    }
    let likely: Vec<&Page> = filled.iter().copied().filter(|page| page.is_likely()).collect();
    match likely.as_slice() {
        [only] => Ok(only.name.clone()),
        [] => Err(fault(Code::ChooseSheet, &filled)),
        several => Err(fault(Code::ChooseSheet, several)),
    }
}
