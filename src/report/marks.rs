//! Published shares as marks on a scale of per cent, at the precision they are published with.

use super::context::Composer;
use super::figure::{ForestMarks, Mark, ShareMarks, ShareRow};
use crate::analysis::Row;
use crate::indicator::Indicator;

fn whole(share: f64) -> f64 {
    (share * 100.0).round()
}

impl Composer<'_> {
    /// A share.
    pub(super) fn percent_mark(&self, share: f64) -> Mark {
        Mark { at: whole(share), text: self.catalog().percent(share) }
    }

    /// Nought to a hundred per cent in quarters.
    pub(super) fn quarters(&self) -> Vec<Mark> {
        [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| self.percent_mark(share)).to_vec()
    }

    /// The ticks for these marks: in quarters, or in twentieths where all are within a quarter.
    pub(super) fn ticks_for(&self, rows: &[ShareRow]) -> Vec<Mark> {
        let marks = rows.iter().filter_map(|row| row.marks.as_ref());
        let furthest = marks.flat_map(|marks| [marks.share.at, marks.interval.1, marks.bounds.1]).fold(0.0, f64::max);
        if furthest > 25.0 {
            return self.quarters();
        }
        (0..=5).map(|fives| self.percent_mark(f64::from(fives) / 20.0)).collect()
    }

    /// A share with its interval.
    pub(super) fn interval_marks(&self, row: &Row) -> Option<ForestMarks> {
        let (share, low, high) = (row.value.value()?, row.low.value()?, row.high.value()?);
        Some(ForestMarks {
            share: self.percent_mark(share),
            interval: (whole(low), whole(high)),
            interval_text: self.catalog().percent_range(low, high),
        })
    }

    /// A share of everybody with its interval, its floor and its ceiling.
    pub(super) fn share_marks(&self, indicator: &Indicator) -> Option<ShareMarks> {
        let bound = |statistic| self.row(indicator, statistic, "")?.value.value();
        self.marks_within(self.row(indicator, "share", "")?, (bound("share_floor")?, bound("share_ceiling")?))
    }

    /// A share with its interval, within these bounds.
    pub(super) fn marks_within(&self, row: &Row, (floor, ceiling): (f64, f64)) -> Option<ShareMarks> {
        let ForestMarks { share, interval, interval_text } = self.interval_marks(row)?;
        let c = self.catalog();
        // Where everybody is known there is one bound.
        let one = whole(floor) == whole(ceiling);
        let bounds_text = if one { c.percent(floor) } else { c.percent_range(floor, ceiling) };
        Some(ShareMarks { share, interval, interval_text, bounds: (whole(floor), whole(ceiling)), bounds_text })
    }
}
