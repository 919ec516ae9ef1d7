//! A share that grows day by day, whatever it was estimated by: what it is on a day, and the day on which it is a half.

use super::super::Interval;

/// Two shares nearer than this are the same, as R takes them to be.
const SAME: f64 = 1.490_116_119_384_765_6e-8;

/// The share from a day on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) day: i64,
    /// The share to whom the event has happened by the end of the day.
    pub(super) share: f64,
    /// Its limits, the lower first; none where it is 0 or 1.
    pub(super) limits: Option<(f64, f64)>,
}

/// The share to whom the event has happened, by day.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Course {
    pub(super) points: Vec<Point>,
    /// The last day anybody was followed; none when nobody was.
    pub(super) last: Option<i64>,
    /// Whether nobody is left to whom anything could happen.
    pub(super) done: bool,
}

/// The day by which the event has happened to half.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::analysis) struct Median {
    /// None where the curve does not come so far.
    pub(in crate::analysis) value: Option<f64>,
    /// Lower limit of its 95 % interval; may be there without a median.
    pub(in crate::analysis) low: Option<f64>,
    /// Upper limit.
    pub(in crate::analysis) high: Option<f64>,
}

impl Course {
    /// Whether the curve reaches a day: somebody was followed so long, or everybody has had an event.
    pub(super) fn reaches(&self, day: i64) -> bool {
        self.last.is_some_and(|last| day <= last || self.done)
    }

    /// The share to whom the event has happened by the end of a day, with its interval; no interval where the share is 0
    /// or 1, and nothing beyond the last day anybody was followed.
    pub(in crate::analysis) fn cumulative(&self, day: i64) -> Option<(f64, Option<Interval>)> {
        if !self.reaches(day) {
            return None;
        }
        let Some(point) = self.points.iter().rev().find(|point| point.day <= day) else { return Some((0.0, None)) };
        let value = point.share;
        Some((value, point.limits.map(|(low, high)| Interval { value, low, high })))
    }

    /// The day by which the event has happened to half, and the days at which the limits of the curve cross a half. A
    /// curve that stands at a half gives the middle of that time.
    ///
    /// Source: Brookmeyer & Crowley (1982), Biometrics 38, 29–41; the same as R's `quantile(survfit(…), 0.5)`.
    pub(in crate::analysis) fn median(&self) -> Median {
        Median {
            value: self.half(|point| Some(point.share)),
            // The upper limit of the share is the first to come to a half.
            low: self.half(|point| Some(point.limits?.1)),
            high: self.half(|point| Some(point.limits?.0)),
        }
    }

    /// Where a rising curve crosses a half.
    fn half(&self, curve: fn(&Point) -> Option<f64>) -> Option<f64> {
        let first =
            |at_least: f64| self.points.iter().find(|point| curve(point).is_some_and(|share| share >= at_least));
        let reached = first(0.5 - SAME)?;
        let until = match first(0.5 + SAME) {
            Some(point) => point.day,
            // A curve that ends at a half stays there to the last day.
            None => self.last.filter(|_| self.points.last().is_some_and(|point| curve(point).is_some()))?,
        };
        Some((reached.day as f64 + until as f64) / 2.0)
    }
}
