//! Published numbers as sentences.

use super::context::Composer;
use crate::analysis::{Flag, Row};
use crate::indicator::Indicator;

impl Composer<'_> {
    /// "95 %:n luottamusväli 30–54 %".
    pub(super) fn interval(&self, row: &Row) -> Option<String> {
        let range = self.catalog().percent_range(row.low.value()?, row.high.value()?);
        Some(self.fill("sentence.ci", &[("range", &range)]))
    }

    /// The sentence of a share, or that it is hidden.
    pub(super) fn share_sentence(&self, indicator: &Indicator) -> Option<String> {
        let row = self.row(indicator, "share", "")?;
        let name = self.name(indicator);
        if row.flag == Flag::NotAvailable || row.flag == Flag::NotDue {
            return None;
        }
        Some(match (row.value.value(), self.interval(row)) {
            (Some(share), Some(ci)) => {
                let share = self.catalog().percent(share);
                let k_of_n = self.k_of_n(row.count, row.base);
                self.fill("sentence.share", &[("name", &name), ("share", &share), ("k_of_n", &k_of_n), ("ci", &ci)])
            }
            _ => self.catalog().labelled(&name, self.catalog().text("sentence.hidden")),
        })
    }

    /// The sentence on what the unknown could make of a share.
    pub(super) fn bounds_sentence(&self, indicator: &Indicator) -> Option<String> {
        let c = self.catalog();
        let row = self.row(indicator, "share", "")?;
        let unknown = row.unknown.whole()? + row.among_unknown.whole()?;
        let floor = self.row(indicator, "share_floor", "")?.value.value()?;
        let ceiling = self.row(indicator, "share_ceiling", "")?.value.value()?;
        if unknown == 0 {
            return None;
        }
        let all = row.base.whole()? + unknown;
        let k_of_n = c.k_of_n(&c.integer(unknown), &c.integer(all));
        let (floor, ceiling) = (c.percent(floor), c.percent(ceiling));
        Some(self.fill("sentence.bounds", &[("floor", &floor), ("ceiling", &ceiling), ("k_of_n", &k_of_n)]))
    }

    /// A caution for a small group.
    pub(super) fn small_sentence(&self, row: &Row) -> Option<String> {
        (row.flag == Flag::Small).then(|| self.fill("sentence.small_n", &[("n", &self.written(row.base))]))
    }

    /// "43 % (25/58)".
    pub(super) fn share_of(&self, row: &Row) -> Option<String> {
        Some(format!("{} ({})", self.catalog().percent(row.value.value()?), self.k_of_n(row.count, row.base)))
    }

    /// What is hidden, at the end of an alternative text.
    pub(super) fn alt_with_hidden(&self, alt: String, hidden: usize) -> String {
        match hidden {
            0 => alt,
            n => format!("{alt} {}", self.fill("chart.alt_hidden", &[("n", &self.catalog().integer(n as u64))])),
        }
    }

    /// One number of an alternative text.
    pub(super) fn alt_item(&self, name: &str, value: &str) -> String {
        self.fill("chart.alt_item", &[("name", name), ("value", value)])
    }
}
