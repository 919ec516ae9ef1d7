//! Charts of bars from a few numbers each. A negative number is hidden.

use crate::chart::sample::build::mark;
use crate::chart::sample::words::Words;
use crate::report::figure::{
    BarList, BarRow, Bracket, Coverage, CoverageRow, Funnel, Mark, Panel, Profile, ProfileRow, Step, ThreeParts,
    ThreeRow, ThreeWays,
};

fn percent(words: Words, share: i64) -> Option<Mark> {
    (share >= 0).then(|| mark(share as f64, words.percent(share as f64)))
}

fn number(n: i64) -> Option<String> {
    u64::try_from(n).ok().map(|n| n.to_string())
}

fn people(n: i64, text: impl Fn(u64) -> String) -> Option<(u64, String)> {
    u64::try_from(n).ok().map(|n| (n, text(n)))
}

/// A row of [`bar_list`] and of [`profile`]: share, people, whether in focus.
pub(crate) type Row = (i64, i64, bool);

pub(crate) const DURATIONS: [Row; 6] =
    [(12, 24, false), (11, 22, false), (15, 31, false), (23, 47, true), (18, 38, true), (22, 46, true)];

pub(crate) fn bar_list(words: Words, rows: &[Row], unknown: bool) -> BarList {
    let row = |(i, &(share, n, focus)): (usize, &Row)| BarRow {
        label: words.duration(i),
        share: percent(words, share),
        count: number(n),
        focus,
    };
    let bracket = Bracket {
        share: words.pick("63\u{a0}% vähintään vuoden", "63\u{a0}% minst ett år", "63% a year or longer"),
        interval: words.pick(
            "95\u{a0}%:n väli 56–69\u{a0}%",
            "95\u{a0}% intervall 56–69\u{a0}%",
            "95% interval 56–69%",
        ),
        k_of_n: words.pick("131 henkilöä 208:sta", "131 personer av 208", "131 of 208 people"),
        short: words.pick("56–69\u{a0}%, 131/208", "56–69\u{a0}%, 131/208", "56–69%, 131/208"),
    };
    let told =
        words.pick("6 henkilöä, ei mukana osuuksissa", "6 personer, inte med i andelarna", "6 people, in no share");
    BarList {
        rows: rows.iter().enumerate().map(row).collect(),
        bracket: rows.iter().any(|row| row.2).then_some(bracket),
        unknown: unknown.then(|| (words.unknown(), told)),
    }
}

pub(crate) const PANELS: [&[Row]; 4] = [
    &[(54, 115, false), (40, 86, false), (-1, -1, false), (-1, -1, false)],
    &[(34, 72, false), (31, 67, false), (20, 42, false), (15, 33, false)],
    &[(40, 85, false), (47, 101, false), (10, 22, false), (3, 6, false)],
    &[(36, 78, false), (36, 76, false), (20, 43, false), (8, 17, false)],
];

pub(crate) fn profile(words: Words, panels: &[&[Row]]) -> Profile {
    let row = |(i, &(share, n, _)): (usize, &Row)| ProfileRow {
        label: words.group(i),
        share: percent(words, share),
        count: number(n),
    };
    let panel = |(i, rows): (usize, &&[Row])| Panel {
        title: words.question(i),
        rows: rows.iter().enumerate().map(|(j, each)| row((4 * i + j, each))).collect(),
    };
    Profile { panels: panels.iter().enumerate().map(panel).collect() }
}

/// A row of [`three_ways`]: n, gained, unchanged, lost.
pub(crate) type Ways = (i64, i64, i64, i64);

pub(crate) const LADDERS: [Ways; 5] =
    [(184, 58, 34, 9), (68, 69, 24, 7), (66, 58, 35, 8), (38, 42, -1, -1), (12, 42, -1, -1)];

/// Rows, the first of everybody when `total`. Without n a row has nothing to show.
pub(crate) fn three_ways(words: Words, rows: &[Ways], total: bool) -> ThreeWays {
    let row = |(i, &(n, gained, same, lost)): (usize, &Ways)| {
        let interval = words.range(((gained - 8).max(0) as f64, (gained + 8).min(100) as f64));
        let parts = [gained, same, lost].map(|share| percent(words, share));
        let [gained, same, lost] = parts;
        ThreeRow {
            label: if i == 0 && total { words.everybody() } else { words.group(i + 11) },
            total: i == 0 && total,
            n: number(n),
            note: match &gained {
                Some(_) => words.pick(
                    &format!("väli {interval}, n {n}"),
                    &format!("intervall {interval}, n {n}"),
                    &format!("interval {interval}, n {n}"),
                ),
                None => number(n).map_or(String::new(), |n| format!("n {n}")),
            },
            interval: gained.is_some().then_some(interval),
            parts: (n >= 0).then_some(ThreeParts { gained, same, lost }),
        }
    };
    ThreeWays {
        names: [
            words.pick("Lähemmäs työtä", "Närmare arbete", "Nearer to work"),
            words.pick("Samalla portaalla", "På samma steg", "On the same step"),
            words.pick("Kauemmas", "Längre bort", "Further away"),
        ],
        interval: words.interval(),
        rows: rows.iter().enumerate().map(row).collect(),
    }
}

/// A step of [`funnel`]: people, those under way.
pub(crate) type Reached = (i64, i64);

pub(crate) const STEPS: [Reached; 6] = [(214, 0), (118, 0), (74, 0), (52, 0), (27, 17), (8, 0)];

pub(crate) fn funnel(words: Words, steps: &[Reached]) -> Funnel {
    let share = |n: i64, of: i64| {
        let percent = (100.0 * n as f64 / of as f64).round();
        (n >= 0 && of > 0).then(|| words.percent(percent))
    };
    let under_way = |n: u64| {
        words.pick(&format!("+ {n} opiskelee yhä"), &format!("+ {n} studerar än"), &format!("+ {n} still studying"))
    };
    let step = |(i, &(n, waiting)): (usize, &Reached)| Step {
        label: words.step(i),
        people: people(n, |n| n.to_string()),
        of_previous: if i > 0 { share(n, steps[i - 1].0) } else { None },
        of_all: share(n, steps[0].0),
        under_way: people(waiting, under_way).filter(|(n, _)| *n > 0),
    };
    Funnel {
        of_previous: words.pick("edellisestä", "av föregående", "of previous"),
        of_all: words.pick("kaikista", "av alla", "of all"),
        steps: steps.iter().enumerate().map(step).collect(),
    }
}

/// A row of [`coverage`]: known, not reached, declined, not yet due; none when nothing may be shown.
pub(crate) type Known = Option<[i64; 4]>;

pub(crate) const RESPONSES: [Known; 5] =
    [Some([184, 5, 0, 0]), Some([145, 21, 6, 17]), Some([118, 26, 7, 38]), Some([67, 25, 6, 91]), None];

pub(crate) fn coverage(words: Words, base: i64, rows: &[Known]) -> Coverage {
    let row = |(i, parts): (usize, &Known)| {
        let share = parts.filter(|[known, .., not_due]| *known >= 0 && *not_due >= 0 && base > *not_due);
        CoverageRow {
            label: words.moment(i + 1),
            parts: parts.map(|parts| parts.map(|n| people(n, |n| n.to_string()))),
            share: share.map(|[known, .., due]| words.percent((100.0 * known as f64 / (base - due) as f64).round())),
        }
    };
    Coverage {
        base: base.unsigned_abs(),
        names: [
            words.pick("Tilanne tiedossa", "Läget känt", "Situation known"),
            words.pick("Ei tavoitettu", "Inte nådda", "Not reached"),
            words.pick("Kieltäytyi", "Avböjde", "Declined"),
            words.pick("Aika ei vielä täynnä", "Tiden inte ute ännu", "Not yet due"),
        ],
        hidden: words.hidden(),
        head: words.pick("tiedossa", "kända", "known"),
        rows: rows.iter().enumerate().map(row).collect(),
    }
}
