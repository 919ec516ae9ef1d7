//! Parquet: one table, its columns with names.

use super::grid::{Grid, Stop, number};
use super::{Page, Pages, broken, guarded};
use crate::input::read::header;
use bytes::Bytes;
use jiff::civil::date;
use parquet::basic::{Compression, LogicalType, TimeUnit};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

/// A file of columns.
pub(super) struct Parquet {
    file: SerializedFileReader<Bytes>,
}

impl Parquet {
    pub(super) fn open(packed: Vec<u8>) -> Result<Parquet, Stop> {
        guarded(|| {
            let file = SerializedFileReader::new(Bytes::from(packed)).map_err(broken)?;
            let groups = file.metadata().row_groups();
            let unread =
                groups.iter().flat_map(|group| group.columns()).find_map(|column| unread(column.compression()));
            unread.map_or(Ok(Parquet { file }), |how| Err(Stop::Compressed(how)))
        })
    }
}

/// The name of a compression that is not read.
fn unread(compression: Compression) -> Option<&'static str> {
    match compression {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) => None,
        Compression::ZSTD(_) => Some("zstd"),
        Compression::BROTLI(_) => Some("brotli"),
        Compression::LZ4 | Compression::LZ4_RAW => Some("lz4"),
        Compression::LZO => Some("lzo"),
    }
}

impl Pages for Parquet {
    fn pages(&mut self) -> Result<Vec<Page>, Stop> {
        let mut grid = Grid::new(header::LOOKED_AT);
        match self.rows("", &mut grid) {
            Ok(()) | Err(Stop::Enough) => {}
            Err(stop) => return Err(stop),
        }
        Ok(vec![Page { name: String::new(), visible: true, first: grid.texts() }])
    }

    /// The names are the first row, as in a spreadsheet.
    fn rows(&mut self, _: &str, grid: &mut Grid) -> Result<(), Stop> {
        guarded(|| {
            let schema = self.file.metadata().file_metadata().schema_descr();
            let nanos = |logical: Option<&LogicalType>| matches!(logical, Some(LogicalType::Timestamp(of)) if of.unit == TimeUnit::NANOS);
            let fields = schema.root_schema().get_fields();
            let nanos: Vec<bool> =
                fields.iter().map(|field| nanos(field.get_basic_info().logical_type_ref())).collect();
            for (column, field) in (0..).zip(fields) {
                grid.cell(0, column, field.name())?;
            }
            for (row, record) in (1..).zip(self.file.get_row_iter(None).map_err(broken)?) {
                let record = record.map_err(broken)?;
                for ((column, nanos), (_, field)) in (0..).zip(&nanos).zip(record.get_column_iter()) {
                    grid.cell(row, column, &text(field, *nanos))?;
                }
            }
            Ok(())
        })
    }
}

fn text(field: &Field, nanos: bool) -> String {
    match field {
        Field::Null => String::new(),
        Field::Bool(value) => u8::from(*value).to_string(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Field::Float(value) => value.to_string().parse().map(number).unwrap_or_default(),
        Field::Double(value) => number(*value),
        Field::Long(value) if nanos => day(value.div_euclid(1_000_000_000)),
        Field::TimestampMillis(value) => day(value.div_euclid(1_000)),
        Field::TimestampMicros(value) => day(value.div_euclid(1_000_000)),
        field => field.to_string(),
    }
}

/// The day of a second since 1970; the time of day says nothing here.
fn day(second: i64) -> String {
    let days = jiff::Span::new().try_days(second.div_euclid(86_400));
    days.and_then(|days| date(1970, 1, 1).checked_add(days)).map(|day| day.to_string()).unwrap_or_default()
}
