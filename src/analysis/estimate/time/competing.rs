//! The share to whom an event happens while others rule it out: Aalen and Johansen's estimate. Whoever had another event
//! first stays in the share's base and never has this one; to take them for people of whom nothing more is known, as one
//! minus Kaplan and Meier's curve does, would promise them the event.

use super::course::{Course, Point};
use super::{Day, EXACT, LIFE, Table, Z, days};

/// What a day with events adds to the variance: its weight in the curve is `own − F(t) × later`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Term {
    day: i64,
    /// The variance of the events of the day.
    size: f64,
    own: f64,
    later: f64,
}

/// The share to whom an event has happened by day, of all of whom it or another may.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Incidence {
    terms: Vec<Term>,
    course: Course,
}

/// The share to whom the event has happened by day; ties between events of both kinds, and with those who leave, are
/// taken as they are.
///
/// Source: Aalen & Johansen (1978), Scand. J. Stat. 5, 141–150; variance: Aalen (1978), Ann. Stat. 6, 534–545, with
/// its correction for ties, the same as R's `cmprsk::cuminc`.
pub(in crate::analysis) fn aalen_johansen(table: &Table) -> Incidence {
    incidence(table, EXACT)
}

/// The same from steps of several days; who leaves a step without an event was at risk for half of it.
pub(in crate::analysis) fn life_table(table: &Table) -> Incidence {
    incidence(table, LIFE)
}

fn incidence(table: &Table, counted: f64) -> Incidence {
    // The share with the event, and without any.
    let (mut share, mut without) = (0.0, 1.0);
    let (mut points, mut terms, mut last) = (Vec::new(), Vec::new(), None);
    // The sums of the squares of both weights and of their product.
    let [mut v1, mut v2, mut v3] = [0.0; 3];
    for Day { day, at_risk: n, leaving } in days(table, counted) {
        if leaving.left() > 0 {
            last = Some(day);
        }
        let (d, other) = (leaving.events as f64, leaving.others as f64);
        if d + other <= 0.0 {
            continue;
        }
        let before = without;
        share += before * d / n;
        without *= (n - d - other) / n;
        let later = if without > 0.0 { 1.0 / without } else { 0.0 };
        let mut add = |events: f64, own: f64| {
            // So many of n at once spread less than one after another.
            let ties = if events > 1.0 { 1.0 - (events - 1.0) / (n - 1.0) } else { 1.0 };
            let size = before * before * ties * events / (n * n);
            v1 += own * own * size;
            v2 += own * later * size;
            v3 += later * later * size;
            terms.push(Term { day, size, own, later });
        };
        if other > 0.0 && without > 0.0 {
            add(other, share * later);
        }
        if d > 0.0 {
            add(d, 1.0 + share * later);
        }
        let variance = (v1 + share * share * v3 - 2.0 * share * v2).max(0.0);
        points.push(Point { day, share, limits: limits(share, variance) });
    }
    Incidence { terms, course: Course { points, last, done: without <= 0.0 } }
}

/// Limits by logarithms of the logarithm of the share; none where it is 0 or 1.
///
/// Source: Choudhury (2002), Stat. Med. 21, 1129–1144.
fn limits(share: f64, variance: f64) -> Option<(f64, f64)> {
    if share <= 0.0 || share >= 1.0 {
        return None;
    }
    let half = Z * variance.sqrt() / (share * share.ln());
    Some((share.powf((-half).exp()), share.powf(half.exp())))
}

impl Incidence {
    /// The shares to whom the event has happened.
    pub(in crate::analysis) fn course(&self) -> &Course {
        &self.course
    }

    /// The mean number of days up to a day that lie after the event, none for those who never have it: the area under
    /// the curve, with its standard error. None where the curve does not reach the day.
    ///
    /// Source: Andersen (2013), Stat. Med. 32, 5278–5285; the variance is that of the curve, integrated.
    pub(in crate::analysis) fn time_after(&self, until: i64) -> Option<(f64, f64)> {
        if !self.course.reaches(until) {
            return None;
        }
        let points: Vec<&Point> = self.course.points.iter().take_while(|point| point.day <= until).collect();
        // The area under the curve from each of its days on.
        let mut areas = vec![0.0; points.len()];
        let (mut area, mut end) = (0.0, until);
        for (point, of) in points.iter().zip(&mut areas).rev() {
            area += point.share * (end - point.day) as f64;
            *of = area;
            end = point.day;
        }
        let mut variance = 0.0;
        for term in self.terms.iter().take_while(|term| term.day <= until) {
            let at = points.partition_point(|point| point.day < term.day);
            let beyond = areas.get(at).copied().unwrap_or(0.0);
            let weight = term.own * (until - term.day) as f64 - term.later * beyond;
            variance += term.size * weight * weight;
        }
        Some((area, variance.sqrt()))
    }
}
