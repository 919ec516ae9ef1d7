//! Charts to draw in tests: everyday ones in three languages, and awkward ones made of them.

mod bars;
mod build;
mod points;
mod words;

use crate::analysis::{Reason, Verdict};
use crate::report::figure::Chart;

pub(crate) use bars::{DURATIONS, LADDERS, PANELS, RESPONSES, STEPS, bar_list, coverage, funnel, profile, three_ways};
pub(crate) use build::{
    FLOW_TOTALS, FLOWS, MOMENTS, MOVES, SHARES, change, follow_up_share, status_over_time, transition,
};
pub(crate) use points::{COUNTED, EVERYBODY, FIRST_JOBS, GROUPS, SHARED, cumulative, forest, goals};
pub(crate) use words::{ALL_WORDS, Words};

/// Every chart in every wording, everyday and awkward, each with a name for messages.
pub(crate) fn everything() -> Vec<(String, Chart)> {
    ALL_WORDS
        .into_iter()
        .flat_map(|words| {
            let named = [cases(words), cases_of_bars(words), cases_of_points(words)].into_iter().flatten();
            named.map(move |(name, chart)| (format!("{words:?}: {name}"), chart))
        })
        .collect()
}

fn cases(words: Words) -> Vec<(&'static str, Chart)> {
    let status = |rows: &[_]| Chart::StatusOverTime(status_over_time(words, rows));
    let share = |rows: &[_], hidden| Chart::FollowUpShare(follow_up_share(words, rows, hidden));
    let matrix = |rows: &[_], totals: &[_]| Chart::Transition(transition(words, rows, totals));
    let moved = |rows: &[_], hidden| Chart::Change(change(words, rows, hidden));
    let many = |i: usize| (20.0 + i as f64, 45.0 + i as f64, (5.0, 45.0), 12);
    let diagonal: Vec<Vec<i64>> =
        (0..6).map(|i| (0..7).map(|j| [1234, 105, 40, 7, 0][(i + 2 * j) % 5]).collect()).collect();
    let seven: Vec<(usize, &[i64])> = diagonal.iter().map(Vec::as_slice).enumerate().collect();
    vec![
        ("status", status(&MOMENTS)),
        ("status, one row", status(&MOMENTS[1..2])),
        ("status, 24 rows", status(&MOMENTS.repeat(4))),
        ("status, nothing shown", status(&[(29, [-1; 7]), (0, [0; 7])])),
        ("status, small", status(&[(29, [-1, -1, 7, -1, 9, -1, 5]), (11, [0, 0, 0, 0, 11, 0, 0])])),
        ("status, slivers", status(&[(1000, [1, 1, 1, 1, 995, 1, 0]), (9, [9, 9, 9, 9, 9, 9, 9])])),
        ("share", share(&SHARES, 1)),
        ("share, one row", share(&SHARES[..1], 0)),
        ("share, 24 rows", share(&SHARES.repeat(6), 0)),
        ("share, nothing shown", share(&[], 3)),
        (
            "share, edges",
            share(
                &[
                    (0.0, (0.0, 26.0), (0.0, 8.0), 11, 12),
                    (100.0, (74.0, 100.0), (100.0, 100.0), 11, 11),
                    (50.0, (2.0, 98.0), (3.0, 97.0), 12, 200),
                ],
                0,
            ),
        ),
        ("matrix", matrix(&FLOWS, &FLOW_TOTALS)),
        ("matrix, one row", matrix(&[(0, &[11, 0])], &[11, 0])),
        ("matrix, three columns", matrix(&[(0, &[9, 120, 5]), (1, &[5, 30, 0])], &[14, 150, 5])),
        ("matrix, six rows, large", matrix(&seven, &[1234; 7])),
        ("matrix, nothing shown", matrix(&[(1, &[-1; 7]), (2, &[-1; 7])], &[-1; 7])),
        ("change", moved(&MOVES, 1)),
        ("change, one row", moved(&MOVES[3..4], 0)),
        ("change, 24 rows", moved(&(0..24).map(many).collect::<Vec<_>>(), 0)),
        ("change, nothing shown", moved(&[], 2)),
        (
            "change, edges",
            moved(
                &[
                    (41.5, 55.5, (-2.5, 30.5), 12),
                    (60.0, 52.0, (-24.0, 8.0), 11),
                    (1.0, 0.0, (-3.0, 1.0), 40),
                    (97.5, 100.0, (0.5, 4.5), 40),
                    (50.0, 50.0, (-1.0, 1.0), 40),
                    (2.0, 100.0, (90.0, 106.0), 40),
                ],
                0,
            ),
        ),
        ("change, no move first", moved(&[(50.0, 50.0, (-1.0, 1.0), 40), (60.0, 59.5, (-2.0, 1.0), 40)], 0)),
        ("change, backwards", moved(&[(70.0, 40.0, (-38.0, -22.0), 40)], 1)),
    ]
}

fn cases_of_bars(words: Words) -> Vec<(&'static str, Chart)> {
    let list = |rows: &[_], unknown| Chart::BarList(bar_list(words, rows, unknown));
    let panels = |panels: &[&[_]]| Chart::Profile(profile(words, panels));
    let ways = |rows: &[_], total| Chart::ThreeWays(three_ways(words, rows, total));
    let path = |steps: &[_]| Chart::Funnel(funnel(words, steps));
    let known = |base, rows: &[_]| Chart::Coverage(coverage(words, base, rows));
    let hidden = [(-1, -1, false); 5];
    let mixed = [(-1, -1, true), (100, 11, false), (-1, 30, true), (0, 0, true), (7, -1, false)];
    vec![
        ("bars", list(&DURATIONS, true)),
        ("bars, plain", list(&[(21, 11, false), (27, 14, false), (23, 12, false), (15, 8, false)], false)),
        ("bars, one row", list(&[(100, 11, true)], true)),
        ("bars, 24 rows", list(&DURATIONS.repeat(4), true)),
        ("bars, nothing shown", list(&hidden, false)),
        ("bars, apart and hidden", list(&mixed, false)),
        ("profile", panels(&PANELS)),
        ("profile, one panel", panels(&PANELS[1..2])),
        ("profile, one class", panels(&[&[(100, 11, false)], PANELS[0], &hidden])),
        ("profile, 20 classes", panels(&[PANELS[1], &DURATIONS.repeat(4)[..20], PANELS[2], PANELS[3]])),
        ("profile, nothing shown", panels(&[&hidden, &hidden])),
        ("ways", ways(&LADDERS, true)),
        ("ways, no total", ways(&[(151, 43, 46, 11), (147, 41, 46, 13), (147, 0, 100, 0), (12, 100, 0, 0)], false)),
        ("ways, one row", ways(&LADDERS[3..4], false)),
        ("ways, 24 rows", ways(&[LADDERS.repeat(5), vec![(11, 1, 1, 98)]].concat()[2..], false)),
        ("ways, nothing shown", ways(&[(-1, -1, -1, -1), (38, -1, -1, -1)], true)),
        ("ways, slivers", ways(&[(900, 1, 98, 1), (900, 99, -1, -1), (900, 0, -1, -1), (30, 51, 0, 50)], true)),
        ("path", path(&STEPS)),
        ("path, one step", path(&STEPS[..1])),
        ("path, hidden step", path(&[(214, 0), (118, 0), (-1, 0), (74, 0), (60, 30), (0, 0)])),
        ("path, 24 steps", path(&(0..24).map(|i| (60 - 2 * i, i % 3)).collect::<Vec<_>>())),
        ("path, nothing shown", path(&[(-1, 0), (-1, 0)])),
        ("path, small", path(&[(11, 0), (10, 1), (1, 10)])),
        ("known", known(189, &RESPONSES)),
        ("known, one row", known(189, &RESPONSES[1..2])),
        ("known, 24 rows", known(189, &RESPONSES.repeat(5)[..24])),
        ("known, hidden parts", known(189, &[Some([145, 21, -1, -1]), Some([100, -1, -1, 50]), Some([-1; 4])])),
        ("known, nothing shown", known(12, &[None, None])),
        ("known, small", known(11, &[Some([11, 0, 0, 0]), Some([5, 6, 0, 0]), Some([0, 0, 0, 11])])),
    ]
}

fn cases_of_points(words: Words) -> Vec<(&'static str, Chart)> {
    let curve = |curves: &[&[_]]| Chart::Cumulative(cumulative(words, curves));
    let groups = |total, groups: &[&[_]]| Chart::Forest(forest(words, total, groups));
    let agreed = |counts: &[_], shares: &[_]| Chart::Goals(goals(words, counts, shares));
    let small = [(0.0, 0.0, (0.0, 0.0), 26, 0), (4.0, 19.0, (7.0, 36.0), 21, 5), (10.0, 42.0, (23.0, 60.0), 10, 11)];
    let lower = FIRST_JOBS.map(|(month, share, (low, high), n, k)| (month, share / 2.0, (low / 2.0, high / 2.0), n, k));
    let years: Vec<_> = (0..=60)
        .map(|i| {
            let share = (i as f64 * 1.7).min(97.0);
            (i as f64, share.round(), ((share - 3.0).max(0.0).round(), (share + 3.0).round()), 1300 - 20 * i, 20 * i)
        })
        .collect();
    let many: Vec<_> =
        (0..20).map(|i| if i % 6 == 2 { (-1, (0, 0), -1) } else { (25 + i, (10 + i, 45 + i), 12 + i) }).collect();
    vec![
        ("curve", curve(&[&FIRST_JOBS])),
        ("curve, few people", curve(&[&small])),
        ("curve, two", curve(&[&FIRST_JOBS, &lower])),
        ("curve, two the same", curve(&[&FIRST_JOBS, &FIRST_JOBS[..7]])),
        ("curve, one step", curve(&[&[(1.0, 50.0, (40.0, 60.0), -1, -1)]])),
        ("curve, five years", curve(&[&years])),
        ("curve, nothing shown", curve(&[&[]])),
        ("forest", groups(EVERYBODY, &GROUPS)),
        ("forest, one group", groups(EVERYBODY, &[&[(44, (29, 59), 39)]])),
        ("forest, 20 groups", groups((36, (31, 40), 402), &[&many])),
        ("forest, nothing shown", groups((-1, (0, 0), -1), &[&[(-1, (0, 0), 8); 3], &[(-1, (0, 0), -1); 2]])),
        ("forest, edges", groups((0, (0, 26), 11), &[&[(100, (74, 100), 11), (0, (0, 100), 12)]])),
        ("goals", agreed(&COUNTED, &SHARED)),
        ("goals, one number", agreed(&COUNTED[..1], &[])),
        ("goals, one share", agreed(&[], &SHARED[2..3])),
        ("goals, 24 rows", agreed(&COUNTED.repeat(6), &SHARED.repeat(3)[..12])),
        (
            "goals, hidden and beyond",
            agreed(
                &[(-1, 30, Verdict::Open(Reason::Hidden)), (900, 200, Verdict::Met), (0, 12345, Verdict::NotMet)],
                &[
                    (-1, (0.0, 0.0), (0.0, 0.0), 35, Verdict::Open(Reason::Hidden)),
                    (100, (74.0, 100.0), (92.0, 100.0), 0, Verdict::Met),
                ],
            ),
        ),
        (
            "goals, nothing shown",
            agreed(
                &[(-1, 30, Verdict::Open(Reason::Hidden))],
                &[(-1, (0.0, 0.0), (0.0, 0.0), 35, Verdict::Open(Reason::Hidden))],
            ),
        ),
    ]
}
