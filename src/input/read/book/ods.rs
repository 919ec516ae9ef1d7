//! ODS, the spreadsheets of LibreOffice. calamine reads these too, but makes a dense table of all sheets at once, which a
//! repeated row of a few bytes fills the memory with.

use super::grid::{COLUMNS, Grid, ROWS, Stop, number};
use super::{Page, Pages, broken};
use crate::input::read::header;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::BTreeSet;
use std::io::{BufReader, Cursor};
use zip::ZipArchive;
use zip::read::ZipFile;

/// A document of LibreOffice.
pub(super) struct Ods {
    zip: ZipArchive<Cursor<Vec<u8>>>,
}

type Xml<'a> = Reader<BufReader<ZipFile<'a, Cursor<Vec<u8>>>>>;

impl Ods {
    pub(super) fn open(packed: Cursor<Vec<u8>>) -> Result<Ods, Stop> {
        let mut zip = ZipArchive::new(packed).map_err(broken)?;
        let mut locked = false;
        if let Ok(manifest) = zip.by_name("META-INF/manifest.xml") {
            each(&mut Reader::from_reader(BufReader::new(manifest)), &mut |event| {
                locked |= matches!(event, Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "encryption-data");
                Ok(())
            })?;
        }
        if locked { Err(Stop::Locked) } else { Ok(Ods { zip }) }
    }

    /// Walks over the sheets. `wanted` says of each, by its name, whether its rows are read, and into what; `done` takes
    /// them back.
    fn walk(&mut self, sheets: &mut dyn Sheets) -> Result<(), Stop> {
        let content = self.zip.by_name("content.xml").map_err(broken)?;
        let mut xml: Xml<'_> = Reader::from_reader(BufReader::new(content));
        let config = xml.config_mut();
        config.expand_empty_elements = true;
        let mut walk = Walk::default();
        each(&mut xml, &mut |event| walk.take(event, sheets))
    }
}

/// What becomes of the sheets of a walk.
trait Sheets {
    /// A sheet begins; where its rows go, if anywhere.
    fn begin(&mut self, name: &str, visible: bool) -> Option<Grid>;
    /// It has ended.
    fn end(&mut self, name: String, visible: bool, grid: Option<Grid>);
}

struct First(Vec<Page>);

impl Sheets for First {
    fn begin(&mut self, _: &str, _: bool) -> Option<Grid> {
        Some(Grid::new(header::LOOKED_AT))
    }
    fn end(&mut self, name: String, visible: bool, grid: Option<Grid>) {
        self.0.push(Page { name, visible, first: grid.map(Grid::texts).unwrap_or_default() });
    }
}

struct One<'a> {
    name: &'a str,
    grid: Option<Grid>,
}

impl Sheets for One<'_> {
    fn begin(&mut self, name: &str, _: bool) -> Option<Grid> {
        (name == self.name).then(|| self.grid.take()).flatten()
    }
    fn end(&mut self, _: String, _: bool, grid: Option<Grid>) {
        self.grid = grid.or(self.grid.take());
    }
}

impl Pages for Ods {
    fn pages(&mut self) -> Result<Vec<Page>, Stop> {
        let mut first = First(Vec::new());
        self.walk(&mut first)?;
        Ok(first.0)
    }

    fn rows(&mut self, sheet: &str, grid: &mut Grid) -> Result<(), Stop> {
        let empty = Grid::new(usize::MAX);
        let mut one = One { name: sheet, grid: Some(std::mem::replace(grid, empty)) };
        self.walk(&mut one)?;
        *grid = one.grid.unwrap_or_else(|| Grid::new(usize::MAX));
        Ok(())
    }
}

fn each<R: std::io::BufRead>(
    xml: &mut Reader<R>,
    take: &mut dyn FnMut(&Event<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(broken)? {
            Event::Eof => return Ok(()),
            event => take(&event)?,
        }
    }
}

/// Where a walk over the content is.
#[derive(Default)]
struct Walk {
    /// The style that is being told of, and the styles of hidden sheets.
    style: String,
    hidden: BTreeSet<String>,
    sheet: Option<Sheet>,
    row: Row,
    cell: Cell,
    /// How deep in a note beside a cell, whose text is none of the cell's.
    aside: usize,
    /// Tables may stand in a drawing inside a table.
    depth: usize,
}

struct Sheet {
    name: String,
    visible: bool,
    grid: Option<Grid>,
    /// Whether the grid has all it wants.
    full: bool,
    /// The number of the next row.
    row: u32,
}

/// The row that is being read: its cells with something in them.
#[derive(Default)]
struct Row {
    repeated: u32,
    column: u32,
    cells: Vec<(u32, u32, String)>,
}

#[derive(Default)]
struct Cell {
    open: bool,
    covered: bool,
    repeated: u32,
    value: Option<String>,
    text: String,
}

impl Walk {
    fn take(&mut self, event: &Event<'_>, sheets: &mut dyn Sheets) -> Result<(), Stop> {
        match event {
            Event::Start(tag) => self.start(tag, sheets),
            Event::End(tag) => self.end(tag.local_name().as_ref(), sheets),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(text),
            Event::GeneralRef(named) => {
                let letter = named.resolve_char_ref().map_err(broken)?.map(String::from);
                let known = || quick_xml::escape::resolve_xml_entity(named).map(str::to_owned);
                self.text(&letter.or_else(known).unwrap_or_default())
            }
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Stop> {
        if self.cell.open && self.aside == 0 && self.depth == 1 {
            self.cell.text.push_str(text);
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>, sheets: &mut dyn Sheets) -> Result<(), Stop> {
        let local = tag.local_name();
        match local.as_ref() {
            "style" => self.style = attribute(tag, "name")?.unwrap_or_default(),
            "table-properties" if attribute(tag, "display")?.as_deref() == Some("false") => {
                self.hidden.insert(std::mem::take(&mut self.style));
            }
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    let name = attribute(tag, "name")?.unwrap_or_default();
                    let style = attribute(tag, "style-name")?.unwrap_or_default();
                    let visible = !self.hidden.contains(&style);
                    let grid = sheets.begin(&name, visible);
                    self.sheet = Some(Sheet { full: grid.is_none(), name, visible, grid, row: 0 });
                }
            }
            _ if self.depth != 1 => {}
            "table-row" => {
                let repeated = count(tag, "number-rows-repeated")?.min(ROWS);
                self.row = Row { repeated, ..Row::default() };
            }
            name @ ("table-cell" | "covered-table-cell") => {
                let repeated = count(tag, "number-columns-repeated")?.min(COLUMNS);
                let covered = name != "table-cell";
                self.cell = Cell { open: true, covered, repeated, value: value(tag)?, text: String::new() };
            }
            "annotation" => self.aside += 1,
            "p" if !self.cell.text.is_empty() => self.text("\n")?,
            "line-break" => self.text("\n")?,
            "tab" => self.text("\t")?,
            "s" => self.text(&" ".repeat(count(tag, "c")?.min(COLUMNS) as usize))?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, sheets: &mut dyn Sheets) -> Result<(), Stop> {
        match name {
            "table" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0
                    && let Some(Sheet { name, visible, grid, .. }) = self.sheet.take()
                {
                    sheets.end(name, visible, grid);
                }
            }
            _ if self.depth != 1 => {}
            "annotation" => self.aside = self.aside.saturating_sub(1),
            "table-cell" | "covered-table-cell" => {
                let cell = std::mem::take(&mut self.cell);
                let text = cell.value.unwrap_or(cell.text);
                if !text.is_empty() && !cell.covered {
                    self.row.cells.push((self.row.column, cell.repeated, text));
                }
                self.row.column = self.row.column.saturating_add(cell.repeated);
            }
            "table-row" => self.row_ended()?,
            _ => {}
        }
        Ok(())
    }

    fn row_ended(&mut self) -> Result<(), Stop> {
        let Row { repeated, cells, .. } = std::mem::take(&mut self.row);
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        let first = sheet.row;
        sheet.row = sheet.row.saturating_add(repeated);
        let Some(grid) = sheet.grid.as_mut().filter(|_| !sheet.full) else { return Ok(()) };
        if cells.is_empty() {
            return Ok(());
        }
        for row in first..sheet.row {
            for (column, repeated, text) in &cells {
                for column in *column..column.saturating_add(*repeated) {
                    match grid.cell(row, column, text) {
                        Err(Stop::Enough) => {
                            sheet.full = true;
                            return Ok(());
                        }
                        done => done?,
                    }
                }
            }
        }
        Ok(())
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Stop> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(broken)?;
        if attribute.key.local_name().as_ref() == name {
            return Ok(Some(attribute.normalized_value(XmlVersion::Implicit1_0).map_err(broken)?.into_owned()));
        }
    }
    Ok(None)
}

fn count(tag: &BytesStart<'_>, name: &str) -> Result<u32, Stop> {
    Ok(attribute(tag, name)?.and_then(|count| count.trim().parse().ok()).unwrap_or(1))
}

/// The value of a cell where it is more than its text.
fn value(tag: &BytesStart<'_>) -> Result<Option<String>, Stop> {
    let float = || Ok(attribute(tag, "value")?.and_then(|value| value.trim().parse::<f64>().ok()));
    Ok(match attribute(tag, "value-type")?.as_deref() {
        Some("float" | "currency") => float()?.map(number),
        Some("percentage") => float()?.map(|value| format!("{} %", number(value * 100.0))),
        Some("date") => attribute(tag, "date-value")?.map(|day| day.trim_end_matches("T00:00:00").to_owned()),
        Some("boolean") => attribute(tag, "boolean-value")?.map(|value| u8::from(value == "true").to_string()),
        Some("string") => attribute(tag, "string-value")?,
        _ => None,
    })
}
