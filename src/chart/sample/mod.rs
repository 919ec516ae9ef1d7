//! Charts to draw in tests: everyday ones in three languages, and awkward ones made of them.

mod build;
mod words;

use crate::report::figure::Chart;

pub(crate) use build::{
    FLOW_TOTALS, FLOWS, MOMENTS, MOVES, SHARES, change, follow_up_share, status_over_time, transition,
};
pub(crate) use words::{ALL_WORDS, Words};

/// Every chart in every wording, everyday and awkward, each with a name for messages.
pub(crate) fn everything() -> Vec<(String, Chart)> {
    ALL_WORDS
        .into_iter()
        .flat_map(|words| {
            let named = cases(words).into_iter();
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
