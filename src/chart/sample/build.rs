//! Charts from a few numbers each. A negative number is hidden.

use crate::chart::sample::words::Words;
use crate::report::figure::{
    Change, ChangeMarks, ChangeRow, FollowUpShare, Mark, ShareMarks, ShareRow, StatusBar, StatusOverTime, StatusRow,
    Transition, TransitionColumn, TransitionRow,
};

use Words::{Endless, English, Finnish, Swedish};

pub(super) fn mark(at: f64, text: String) -> Mark {
    Mark { at, text }
}

/// People of `base` as written in a bar; a negative number is hidden.
fn part(words: Words, base: i64, people: i64) -> Option<(u64, String)> {
    let percent = (100.0 * people as f64 / base as f64).round();
    u64::try_from(people).ok().map(|n| (n, words.percent(percent)))
}

pub(crate) fn status_over_time(words: Words, rows: &[(i64, [i64; 7])]) -> StatusOverTime {
    let row = |(i, (base, parts)): (usize, &(i64, [i64; 7]))| StatusRow {
        label: words.moment(i),
        note: match *base {
            0 => words.starting(),
            n => words.people(n.unsigned_abs()),
        },
        bar: (*base != 0).then(|| StatusBar {
            base: base.unsigned_abs(),
            parts: parts[..6].iter().map(|n| part(words, *base, *n)).collect(),
            unknown: part(words, *base, parts[6]),
        }),
    };
    StatusOverTime {
        classes: words.classes(),
        unknown: words.unknown(),
        hidden: words.hidden(),
        rows: rows.iter().enumerate().map(row).collect(),
    }
}

/// Six moments as they come: one with hidden parts, the last not yet due.
pub(crate) const MOMENTS: [(i64, [i64; 7]); 6] = [
    (214, [0, 0, 0, 36, 137, 41, 0]),
    (189, [34, 19, 28, 25, 59, 19, 5]),
    (172, [29, 16, 22, 20, 45, 13, 27]),
    (151, [31, 12, 18, 13, 33, 11, 33]),
    (98, [23, 5, 8, -1, 21, -1, 31]),
    (0, [0; 7]),
];

/// A row of [`follow_up_share`]: share, interval, bounds, known, due.
pub(crate) type Share = (f64, (f64, f64), (f64, f64), u32, u32);

pub(crate) const SHARES: [Share; 4] = [
    (29.0, (23.0, 36.0), (28.0, 31.0), 184, 189),
    (30.0, (23.0, 38.0), (26.0, 41.0), 145, 172),
    (36.0, (28.0, 45.0), (28.0, 50.0), 118, 151),
    (42.0, (31.0, 54.0), (29.0, 60.0), 67, 98),
];

/// Rows of shares and then `hidden` rows without marks.
pub(crate) fn follow_up_share(words: Words, rows: &[Share], hidden: usize) -> FollowUpShare {
    let row = |(i, &(share, interval, bounds, known, due)): (usize, &Share)| ShareRow {
        label: words.moment(i + 1),
        note: words.pick(
            &format!("{known}/{due} tiedossa"),
            &format!("{known}/{due} kända"),
            &format!("{known}/{due} known"),
        ),
        marks: Some(ShareMarks {
            share: mark(share, words.percent(share)),
            interval,
            interval_text: words.range(interval),
            bounds,
            bounds_text: words.range(bounds),
        }),
    };
    let none = |i: usize| ShareRow { label: words.moment(i + 1), note: words.starting(), marks: None };
    let ticks = [0.0, 25.0, 50.0, 75.0, 100.0];
    FollowUpShare {
        share: words.pick("Osuus", "Andel", "Share"),
        share_key: words.pick("osuus tunnetuista", "andel av de kända", "share of the known"),
        interval: words.interval(),
        bounds: words.pick("Pohja–katto", "Golv–tak", "Floor to ceiling"),
        bounds_key: words.pick(
            "pohja–katto: tuntemattomista ei kukaan – kaikki",
            "golv–tak: ingen – alla av de okända",
            "floor to ceiling: none to all of the unknown",
        ),
        bounds_key_short: words.pick(
            "pohja–katto (tuntemattomat ei – kyllä)",
            "golv–tak (okända nej – ja)",
            "floor to ceiling (unknown no – yes)",
        ),
        ticks: ticks.map(|at| mark(at, words.percent(at))).to_vec(),
        rows: rows.iter().enumerate().map(row).chain((rows.len()..rows.len() + hidden).map(none)).collect(),
    }
}

/// A matrix from furthest to nearest work with the unknown last; a negative number is hidden.
pub(crate) fn transition(words: Words, rows: &[(usize, &[i64])], totals: &[i64]) -> Transition {
    let mark = |n: &i64| u64::try_from(*n).ok().map(|n| mark(n as f64, n.to_string()));
    let mut names: Vec<_> = words.classes().into_iter().rev().map(|(class, name)| (Some(class), name)).collect();
    // Fewer totals than classes leave the nearest to work out.
    names.truncate(totals.len() - 1);
    names.push((None, words.unknown()));
    Transition {
        row_title: words.pick("Tilanne aloittaessa", "Läge vid start", "Situation at entry"),
        column_title: words.pick("Tilanne palvelun päättyessä", "Läge när tjänsten slutade", "Situation on leaving"),
        rows: rows
            .iter()
            .map(|(position, cells)| TransitionRow {
                position: *position,
                label: names[*position].1.clone(),
                note: words.people(cells.iter().map(|n| n.unsigned_abs()).sum()),
                cells: cells.iter().map(mark).collect(),
            })
            .collect(),
        columns: names
            .into_iter()
            .zip(totals)
            .map(|((class, label), total)| TransitionColumn { class, label, total: mark(total) })
            .collect(),
        total: words.pick("Yhteensä 189", "Totalt 189", "Total 189"),
    }
}

pub(crate) const FLOWS: [(usize, &[i64]); 3] =
    [(0, &[12, 6, 5, 6, -1, -1, 0]), (1, &[-1, 44, 14, 16, 14, 29, -1]), (2, &[-1, 9, 6, 6, -1, -1, -1])];
pub(crate) const FLOW_TOTALS: [i64; 7] = [19, 59, 25, 28, 19, 34, 5];

/// A row of [`change`]: start, end, interval, n.
pub(crate) type Move = (f64, f64, (f64, f64), u32);

pub(crate) const MOVES: [Move; 6] = [
    (46.0, 56.0, (7.0, 13.0), 151),
    (52.0, 61.0, (6.0, 12.0), 147),
    (55.0, 62.0, (4.0, 10.0), 146),
    (63.0, 67.0, (1.0, 7.0), 147),
    (58.0, 60.0, (-1.0, 5.0), 145),
    (49.0, 50.0, (-2.0, 4.0), 150),
];

/// Rows of means and then `hidden` rows without marks.
pub(crate) fn change(words: Words, rows: &[Move], hidden: usize) -> Change {
    let signed = |v: f64| match v {
        v if v < 0.0 => format!("−{}", -v),
        v if v > 0.0 => format!("+{v}"),
        v => format!("{v}"),
    };
    let written = |v: f64| match words {
        English | Endless => format!("{v}"),
        Finnish | Swedish => format!("{v}").replace('.', ","),
    };
    let name = |i: usize| {
        let names = [
            words.pick("Työkyky (0–10)", "Arbetsförmåga (0–10)", "Work ability (0–10)"),
            words.pick("Osallisuus", "Delaktighet", "Inclusion"),
            words.pick("Mieli", "Sinnet", "Mind"),
            words.pick("Arki", "Vardagen", "Everyday life"),
            words.pick("Taidot", "Färdigheter", "Skills"),
            words.pick("Oireet (matala on hyvä)", "Symtom (lågt är bra)", "Symptoms (low is good)"),
        ];
        names[i % names.len()].clone()
    };
    let row = |(i, &(start, end, interval, n)): (usize, &Move)| ChangeRow {
        label: name(i),
        n: Some(n.to_string()),
        marks: Some(ChangeMarks {
            start: mark(start, written(start)),
            end: mark(end, written(end)),
            change: signed(end - start),
            interval,
            interval_text: match words {
                Finnish | Swedish => format!("{} … {}", signed(interval.0), signed(interval.1)),
                _ => format!("{} to {}", signed(interval.0), signed(interval.1)),
            },
            clear: interval.0 > 0.0 || interval.1 < 0.0,
        }),
    };
    let none = |i: usize| ChangeRow { label: name(i), n: None, marks: None };
    Change {
        start: words.pick("alussa", "vid start", "at entry"),
        end: words.pick("lopussa", "vid avslut", "on leaving"),
        change: words.pick("Muutos", "Förändring", "Change"),
        interval: words.interval(),
        change_and_interval: words.pick(
            "muutos ja 95\u{a0}%:n väli",
            "förändring och 95\u{a0}% intervall",
            "change and 95% interval",
        ),
        axis: words.pick(
            "prosenttia asteikon pituudesta; akseli ei ala nollasta",
            "procent av skalans längd; axeln börjar inte vid noll",
            "per cent of the scale's length; the axis does not start at zero",
        ),
        axis_short: words.pick(
            "prosenttia asteikon pituudesta",
            "procent av skalans längd",
            "per cent of the scale's length",
        ),
        rows: rows.iter().enumerate().map(row).chain((rows.len()..rows.len() + hidden).map(none)).collect(),
    }
}
