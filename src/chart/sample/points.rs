//! Charts of points and intervals from a few numbers each. A negative number is hidden.

use crate::analysis::Verdict;
use crate::chart::sample::build::mark;
use crate::chart::sample::words::Words;
use crate::report::figure::{
    CountGoal, Cumulative, Curve, CurvePoint, Forest, ForestGroup, ForestMarks, ForestRow, Goals, Mark, PointText,
    ShareGoal, ShareMarks,
};

/// A point of [`cumulative`]: month, share, interval, at risk, events.
pub(crate) type Point = (f64, f64, (f64, f64), i64, i64);

pub(crate) const FIRST_JOBS: [Point; 10] = [
    (0.0, 0.0, (0.0, 0.0), 214, 0),
    (2.0, 4.0, (2.0, 8.0), 205, 9),
    (4.0, 11.0, (7.0, 16.0), 185, 23),
    (6.0, 17.0, (12.0, 22.0), 163, 36),
    (8.0, 22.0, (17.0, 28.0), 140, 47),
    (10.0, 27.0, (21.0, 33.0), 119, 55),
    (12.0, 31.0, (25.0, 38.0), 95, 62),
    (14.0, 35.0, (28.0, 42.0), 73, 67),
    (16.0, 35.0, (28.0, 42.0), 61, 67),
    (18.0, 41.0, (33.0, 48.0), 41, 73),
];

/// A curve for each list of points, with words at every sixth month and at the last.
pub(crate) fn cumulative(words: Words, curves: &[&[Point]]) -> Cumulative {
    let curve = |(i, points): (usize, &&[Point])| {
        let point = |(j, &(month, share, interval, at_risk, events)): (usize, &Point)| {
            let told = month > 0.0 && (month % 6.0 == 0.0 || j + 1 == points.len());
            let written = |n: i64| u64::try_from(n).ok().map(|n| n.to_string());
            CurvePoint {
                month,
                share,
                interval,
                at_risk: written(at_risk),
                events: written(events),
                text: told.then(|| PointText {
                    month: format!("{month}\u{a0}kk"),
                    share: words.percent(share),
                    interval: words.range(interval),
                }),
            }
        };
        Curve { label: words.group(i), points: points.iter().enumerate().map(point).collect() }
    };
    Cumulative {
        axis: words.pick(
            "kuukautta palvelun alusta",
            "månader från tjänstens början",
            "months since the service began",
        ),
        at_risk: words.pick("seurannassa, ilman työtä", "följs upp, utan arbete", "followed, without work"),
        events: words.pick("työn saaneita", "har fått arbete", "found work"),
        ticks: [0.0, 20.0, 40.0, 60.0, 80.0, 100.0].map(|at| mark(at, words.percent(at))).to_vec(),
        curves: curves.iter().enumerate().map(curve).collect(),
        together: false,
    }
}

fn quarters(words: Words) -> Vec<Mark> {
    [0.0, 25.0, 50.0, 75.0, 100.0].map(|at| mark(at, words.percent(at))).to_vec()
}

/// A row of [`forest`]: share, interval, n.
pub(crate) type Group = (i64, (i64, i64), i64);

pub(crate) const EVERYBODY: Group = (36, (28, 45), 118);
pub(crate) const GROUPS: [&[Group]; 4] = [
    &[(37, (26, 49), 63), (33, (21, 47), 46), (-1, (0, 0), -1), (-1, (0, 0), -1)],
    &[(44, (29, 59), 39), (38, (24, 54), 37), (29, (15, 49), 24), (28, (12, 51), 18)],
    &[(29, (18, 43), 45), (38, (27, 51), 58), (53, (30, 75), 15)],
    &[(48, (34, 62), 46), (32, (20, 47), 41), (-1, (0, 0), 23), (-1, (0, 0), 8)],
];

pub(crate) fn forest(words: Words, total: Group, groups: &[&[Group]]) -> Forest {
    let row = |label: String, &(share, (low, high), n): &Group| ForestRow {
        label,
        n: u64::try_from(n).ok().map(|n| n.to_string()),
        marks: (share >= 0).then(|| ForestMarks {
            share: mark(share as f64, words.percent(share as f64)),
            interval: (low as f64, high as f64),
            interval_text: words.range((low as f64, high as f64)),
        }),
    };
    let group = |(i, rows): (usize, &&[Group])| ForestGroup {
        heading: words.question(i),
        rows: rows.iter().enumerate().map(|(j, each)| row(words.group(4 * i + j), each)).collect(),
    };
    Forest {
        share: words.pick("Osuus", "Andel", "Share"),
        interval: words.interval(),
        ticks: quarters(words),
        total: row(words.everybody(), &total),
        groups: groups.iter().enumerate().map(group).collect(),
    }
}

/// A number in [`goals`]: reached, agreed.
pub(crate) type Counted = (i64, i64, Verdict);
/// A share in [`goals`]: share, interval, bounds, agreed.
pub(crate) type Shared = (i64, (f64, f64), (f64, f64), i64, Verdict);

pub(crate) const COUNTED: [Counted; 2] = [(214, 200, Verdict::Met), (61, 75, Verdict::NotMet)];
pub(crate) const SHARED: [Shared; 5] = [
    (43, (35.0, 51.0), (43.0, 43.0), 40, Verdict::Unsure),
    (24, (19.0, 30.0), (24.0, 24.0), 15, Verdict::Met),
    (36, (28.0, 45.0), (28.0, 50.0), 35, Verdict::Unsure),
    (13, (9.0, 18.0), (13.0, 13.0), -10, Verdict::Unsure),
    (78, (71.0, 84.0), (78.0, 78.0), 90, Verdict::NotMet),
];

/// Goals; a negative goal is one to stay under.
pub(crate) fn goals(words: Words, counts: &[Counted], shares: &[Shared]) -> Goals {
    let said = |verdict| match verdict {
        Verdict::Met => words.pick("Saavutettu", "Uppnått", "Met"),
        Verdict::Unsure => words.pick("Tavoitteen tasolla", "I nivå med målet", "At the goal"),
        Verdict::NotMet => words.pick("Ei saavutettu", "Inte uppnått", "Not met"),
        Verdict::Open(_) => words.pick("ei arvioitavissa", "kan inte bedömas", "cannot be judged"),
    };
    let count = |(i, &(reached, target, verdict)): (usize, &Counted)| CountGoal {
        label: words.goal(i),
        reached: (reached >= 0).then(|| mark(reached as f64, reached.to_string())),
        target: mark(target as f64, target.to_string()),
        verdict,
        verdict_text: said(verdict),
    };
    let share = |(i, &(share, interval, bounds, target, verdict)): (usize, &Shared)| {
        let agreed = target.abs() as f64;
        let sign = if target < 0 { '≤' } else { '≥' };
        ShareGoal {
            label: words.goal(i + 2),
            marks: (share >= 0).then(|| ShareMarks {
                share: mark(share as f64, words.percent(share as f64)),
                interval,
                interval_text: words.range(interval),
                bounds,
                bounds_text: words.range(bounds),
            }),
            target: mark(agreed, format!("{sign}\u{a0}{}", words.percent(agreed))),
            verdict,
            verdict_text: said(verdict),
        }
    };
    Goals {
        counts_title: words.pick("Määrät", "Antal", "Numbers"),
        shares_title: words.pick("Osuudet", "Andelar", "Shares"),
        reached: words.pick("Toteuma", "Utfall", "Reached"),
        interval: words.interval(),
        target: words.pick("Tavoite", "Mål", "Goal"),
        ticks: quarters(words),
        counts: counts.iter().enumerate().map(count).collect(),
        shares: shares.iter().enumerate().map(share).collect(),
    }
}
