//! Dates as a language writes them.

use jiff::civil::Date;

use super::Catalog;

impl Catalog {
    /// A day: `31.1.2024`.
    #[must_use]
    pub fn date(&self, d: Date) -> String {
        self.day("format.date", d)
    }

    /// A period, its first day without the year and the month that both ends share: `1.1.–31.12.2024`, `1.–31.3.2024`.
    #[must_use]
    pub fn period(&self, from: Date, to: Date) -> String {
        if from == to {
            return self.date(to);
        }
        let first = match (from.year() == to.year(), from.month() == to.month()) {
            (true, true) => "format.day",
            (true, false) => "format.day_month",
            (false, _) => "format.date",
        };
        self.fill("format.period", &[("from", &self.day(first, from)), ("to", &self.date(to))])
    }

    fn day(&self, pattern: &str, d: Date) -> String {
        let month = format!("format.month.{}", d.month());
        let (day, year) = (d.day().to_string(), d.year().to_string());
        self.fill(pattern, &[("day", &day), ("month", self.text(&month)), ("year", &year)])
    }
}
