//! XLSX, by way of calamine, cell by cell.

use super::grid::{Grid, Stop, number};
use super::{Page, Pages, broken, guarded};
use crate::input::read::header;
use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible};
use std::io::Cursor;

/// A workbook of Excel.
pub(super) struct Xlsx {
    book: calamine::Xlsx<Cursor<Vec<u8>>>,
}

impl Xlsx {
    pub(super) fn open(packed: Cursor<Vec<u8>>) -> Result<Xlsx, Stop> {
        guarded(|| calamine::Xlsx::new(packed).map(|book| Xlsx { book }).map_err(stop))
    }
}

impl Pages for Xlsx {
    fn pages(&mut self) -> Result<Vec<Page>, Stop> {
        let sheets = self.book.sheets_metadata().to_vec();
        let mut pages = Vec::new();
        for sheet in sheets.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
            let mut grid = Grid::new(header::LOOKED_AT);
            match self.rows(&sheet.name, &mut grid) {
                Ok(()) | Err(Stop::Enough) => {}
                Err(stop) => return Err(stop),
            }
            let visible = sheet.visible == SheetVisible::Visible;
            pages.push(Page { name: sheet.name, visible, first: grid.texts() });
        }
        Ok(pages)
    }

    fn rows(&mut self, sheet: &str, grid: &mut Grid) -> Result<(), Stop> {
        guarded(|| {
            let mut cells = self.book.worksheet_cells_reader(sheet).map_err(stop)?;
            while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(stop)? {
                let percent = || {
                    let format = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
                    format.is_some_and(|format| format.format_code.contains('%'))
                };
                let (row, column) = cell.get_position();
                grid.cell(row, column, &text(cell.get_value(), percent))?;
            }
            Ok(())
        })
    }
}

/// A cell as a person would have written it.
fn text(value: &DataRef<'_>, percent: impl Fn() -> bool) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) if percent() => format!("{} %", number(value * 100.0)),
        DataRef::Float(value) => number(*value),
        DataRef::Bool(value) => u8::from(*value).to_string(),
        DataRef::DateTime(value) => moment(value),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => Data::Error(error.clone()).to_string(),
    }
}

/// A day; a time where there is no day; a number of hours and minutes.
fn moment(value: &ExcelDateTime) -> String {
    let days = value.as_f64();
    if value.is_duration() || (0.0..1.0).contains(&days) {
        let minutes = (days * 24.0 * 60.0).round() as i64;
        return format!("{}:{:02}", minutes / 60, (minutes % 60).abs());
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
    }
}

fn stop(cause: calamine::XlsxError) -> Stop {
    match cause {
        calamine::XlsxError::Password => Stop::Locked,
        cause => broken(cause),
    }
}
