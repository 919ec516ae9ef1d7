//! Tidy results: one row a published number. Never localised: decimal point, ids, ISO.

use crate::analysis::{Published, Released};
use crate::error::{Error, Result};

/// The columns of tidy results, in order.
pub const HEAD: [&str; 16] = [
    "dataset",
    "indicator",
    "statistic",
    "level",
    "by",
    "group",
    "moment",
    "value",
    "low",
    "high",
    "count",
    "base",
    "unknown",
    "among_unknown",
    "method",
    "flag",
];

/// A number as text: the shortest that reads back as the same number; nothing where it is hidden or absent.
pub(super) fn number(n: Published) -> String {
    n.value().map(|x| x.to_string()).unwrap_or_default()
}

pub(super) fn csv(released: &[&Released]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |cause: csv::Error| Error::bug(cause);
    writer.write_record(HEAD).map_err(failed)?;
    for set in released {
        for row in &set.rows {
            let key = &row.key;
            let text = [&set.dataset, &key.indicator, key.statistic, &key.level, &key.by, &key.group, &key.moment];
            let numbers =
                [row.value, row.low, row.high, row.count, row.base, row.unknown, row.among_unknown].map(number);
            let fields =
                text.into_iter().map(harmless).chain(numbers).chain([row.method.to_owned(), row.flag.id().to_owned()]);
            writer.write_record(fields).map_err(failed)?;
        }
    }
    writer.into_inner().map_err(|cause| Error::bug(cause.into_error()))
}

/// Group labels come from people's files: one that begins like a formula must not become one in a spreadsheet.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_group_becomes_a_formula() {
        assert_eq!(harmless("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(harmless("Työpaja"), "Työpaja");
    }
}
