//! What would be wrong in a chart of points and intervals if it were otherwise.

use crate::analysis::{Reason, Verdict};
use crate::chart::Width;
use crate::chart::probe::{areas, discs, drawn, lines, places, rects, rings, says};
use crate::chart::sample::{COUNTED, EVERYBODY, FIRST_JOBS, GROUPS, SHARED, Words, cumulative, forest, goals};
use crate::chart::tests::BOTH;
use crate::chart::theme::{BLUE, INK, ORANGE, PAPER};
use crate::report::figure::Chart;

use Words::Finnish;

#[test]
fn a_curve_steps_through_its_points_inside_its_band() {
    let chart = Chart::Cumulative(cumulative(Finnish, &[&FIRST_JOBS]));
    for (width, (left, length), (bottom, height)) in
        [(Width::Wide, (52.0, 508.0), (262.0, 248.0)), (Width::Narrow, (40.0, 264.0), (214.0, 200.0))]
    {
        let canvas = drawn(chart.clone(), width);
        let x = |month: f64| (left + length * month / 18.0_f64).round() as i32;
        // The largest upper bound is 48, so the axis ends at 60.
        let y = |share: f64| bottom as i32 + (-height * share / 60.0_f64).round() as i32;
        let at = |month, share| (x(month), y(share));
        let [high, low, curve] = lines(&canvas)[..] else { panic!("a curve and its bounds") };
        assert_eq!((high.1, low.1, curve.1, curve.2), (1, 1, 3, BLUE));
        for (month, share, interval, ..) in FIRST_JOBS {
            assert!(curve.0.contains(&at(month, share)), "{month}");
            assert!(low.0.contains(&at(month, interval.0)) && high.0.contains(&at(month, interval.1)), "{month}");
        }
        assert!(areas(&canvas).iter().any(|area| area.0.len() == low.0.len() + high.0.len()));
        let told = discs(&canvas).into_iter().filter(|disc| disc.1 == 5).map(|disc| disc.0);
        assert!(told.eq([(6.0, 17.0), (12.0, 31.0), (18.0, 41.0)].map(|(month, share)| at(month, share))));
        // Numbers stand under their months.
        assert_eq!(places(&canvas, "163")[0].0, x(6.0));
        assert_eq!(places(&canvas, "214")[0].0, x(0.0));
    }
}

#[test]
fn a_curve_ends_with_its_last_point_and_the_axis_with_half_a_year() {
    let canvas = drawn(Chart::Cumulative(cumulative(Finnish, &[&FIRST_JOBS[..6]])), Width::Wide);
    let ends = lines(&canvas)[2].0.last().copied();
    // Month 10 of 12, and a little more for its step to be seen.
    assert_eq!(ends.map(|end| end.0), Some(52 + (508.0_f64 * 10.0 / 12.0).round() as i32 + 10));
    assert!(says(&canvas, "12") && says(&canvas, "10\u{a0}kk") && !says(&canvas, "14"));
}

#[test]
fn two_curves_are_blue_and_orange_and_a_third_is_left_out() {
    let chart = Chart::Cumulative(cumulative(Finnish, &[&FIRST_JOBS, &FIRST_JOBS[..7], &FIRST_JOBS[..3]]));
    for width in BOTH {
        let canvas = drawn(chart.clone(), width);
        let curves: Vec<_> = lines(&canvas).iter().filter(|line| line.1 == 3).map(|line| line.2).collect();
        assert_eq!(curves, [BLUE, ORANGE]);
        assert!(says(&canvas, "Nainen") && says(&canvas, "Mies") && !says(&canvas, "Muu"));
    }
    let alone = drawn(Chart::Cumulative(cumulative(Finnish, &[&FIRST_JOBS])), Width::Wide);
    assert!(!says(&alone, "Nainen"));
}

#[test]
fn words_without_room_are_left_out_but_the_last() {
    let months: Vec<_> = (0..=60).map(|i| (f64::from(i), f64::from(i), (0.0, f64::from(i) + 5.0), 99, 1)).collect();
    let canvas = drawn(Chart::Cumulative(cumulative(Words::English, &[&months])), Width::Wide);
    let told = (1..=10).filter(|i| says(&canvas, &format!("{}\u{a0}kk", 6 * i))).count();
    assert!(says(&canvas, "60\u{a0}kk") && (3..10).contains(&told), "{told}");
}

#[test]
fn a_group_stands_on_its_interval_beside_the_line_of_all() {
    let chart = forest(Finnish, EVERYBODY, &GROUPS);
    let groups = GROUPS.iter().flat_map(|groups| groups.iter());
    let shown: Vec<_> = [EVERYBODY].iter().chain(groups).filter(|row| row.0 >= 0).copied().collect();
    for (width, left, length) in [(Width::Wide, 180.0, 272.0), (Width::Narrow, 8.0, 303.0)] {
        let canvas = drawn(Chart::Forest(chart.clone()), width);
        let x = |share: i64| (left + length * share as f64 / 100.0_f64).round() as i32;
        let marks = discs(&canvas).into_iter().filter(|disc| disc.2 == BLUE);
        let (at, radii): (Vec<_>, Vec<_>) = marks.map(|((x, _), radius, _)| (x, radius)).unzip();
        assert!(at.into_iter().eq(shown.iter().map(|row| x(row.0))));
        assert!(radii[0] == 6 && radii[1..].iter().all(|radius| *radius == 5));
        let intervals = areas(&canvas).into_iter().map(|(corners, _)| (corners[0].0, corners[1].0));
        assert!(intervals.eq(shown.iter().map(|(_, (low, high), _)| (x(*low), x(*high)))));
        let line = rects(&canvas, BLUE);
        assert!(!line.is_empty() && line.iter().all(|rect| rect.0 == x(36) && rect.1 == x(36) + 1));
    }
    let hidden = forest(Finnish, (-1, (0, 0), -1), &GROUPS);
    assert!(BOTH.iter().all(|width| rects(&drawn(Chart::Forest(hidden.clone()), *width), BLUE).is_empty()));
}

#[test]
fn every_goal_in_numbers_stands_at_the_same_place() {
    let counts = [(214, 200, Verdict::Met), (61, 75, Verdict::NotMet), (900, 200, Verdict::Met)];
    let chart = Chart::Goals(goals(Finnish, &counts, &[]));
    for (width, left, length, height) in [(Width::Wide, 178.0, 292.0, 16), (Width::Narrow, 0.0, 300.0, 14)] {
        let canvas = drawn(chart.clone(), width);
        let ticks: Vec<_> = rects(&canvas, INK).into_iter().map(|rect| rect.0 + 1).collect();
        let bars = rects(&canvas, BLUE).into_iter().filter(|rect| rect.2 == height);
        let (from, to): (Vec<_>, Vec<_>) = bars.map(|rect| (rect.0, rect.1)).unzip();
        let left = if width == Width::Wide { f64::from(from[0]) } else { left };
        let length = if width == Width::Wide { 470.0 - left } else { length };
        let x = |share: f64| (left + length * 0.8 * share).round() as i32;
        assert_eq!(ticks, [x(1.0); 3]);
        // A bar more than a quarter beyond its goal is cut, and shows it.
        assert_eq!(to, [x(1.07), x(61.0 / 75.0), x(1.25)]);
        assert_eq!(areas(&canvas).iter().filter(|area| area.1 == PAPER).count(), 1);
    }
}

#[test]
fn a_verdict_is_told_by_shape_and_word() {
    let shapes = |verdict| {
        let shared = [(43, (35.0, 51.0), (43.0, 43.0), 40, verdict)];
        BOTH.map(|width| {
            let canvas = drawn(Chart::Goals(goals(Finnish, &[], &shared)), width);
            // Only the share itself is as large as 7.
            let small = discs(&canvas).into_iter().filter(|disc| disc.1 < 7 && disc.2 == BLUE).map(|disc| disc.1);
            (small.collect::<Vec<_>>(), rings(&canvas).len())
        })
    };
    assert!(shapes(Verdict::Met).iter().all(|shape| *shape == (vec![6], 0)));
    assert!(shapes(Verdict::Unsure).iter().all(|shape| *shape == (vec![2], 1)));
    assert!(shapes(Verdict::NotMet).iter().all(|shape| *shape == (vec![], 1)));
    assert!(shapes(Verdict::Open(Reason::Hidden)).iter().all(|shape| *shape == (vec![], 0)));
    let canvas = drawn(Chart::Goals(goals(Finnish, &COUNTED, &SHARED)), Width::Narrow);
    assert_eq!(places(&canvas, "Tavoitteen tasolla").len(), 3);
}

#[test]
fn a_goal_in_shares_is_marked_where_it_is() {
    let canvas = drawn(Chart::Goals(goals(Finnish, &[], &SHARED)), Width::Narrow);
    let x = |share: i64| (8.0 + 303.0 * share.abs() as f64 / 100.0_f64).round() as i32;
    let ticks = rects(&canvas, INK).into_iter().map(|rect| rect.0 + 1);
    assert!(ticks.eq(SHARED.map(|goal| x(goal.3))));
    assert!(says(&canvas, "Tavoite ≤\u{a0}10\u{a0}%"));
}

#[test]
fn nonsense_is_no_point() {
    let wrong = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1e300, 1e300];
    let mut curve = cumulative(Finnish, &[&FIRST_JOBS, &FIRST_JOBS]);
    for (i, value) in wrong.into_iter().enumerate() {
        curve.curves[0].points[i].month = value;
        curve.curves[1].points[i].share = value;
        curve.curves[1].points[i + 5].interval.1 = value;
    }
    let mut bare = cumulative(Finnish, &[&FIRST_JOBS]);
    bare.ticks.clear();
    let mut backwards = bare.clone();
    backwards.curves[0].points.reverse();
    let mut groups = forest(Finnish, EVERYBODY, &GROUPS);
    let rows = groups.groups[1..3].iter_mut().flat_map(|group| &mut group.rows);
    for (row, value) in rows.zip(wrong) {
        row.marks.as_mut().unwrap().interval.0 = value;
    }
    groups.total.marks.as_mut().unwrap().share.at = f64::NAN;
    groups.ticks.clear();
    let mut agreed = goals(Finnish, &COUNTED.repeat(3)[..5], &SHARED);
    for (i, value) in wrong.into_iter().enumerate() {
        agreed.counts[i].target.at = value;
        agreed.shares[i].marks.as_mut().unwrap().bounds.0 = value;
        agreed.shares[i].target.at = value;
    }
    let mut more = goals(Finnish, &COUNTED.repeat(3)[..5], &[]);
    more.counts.iter_mut().zip(wrong).for_each(|(goal, value)| goal.reached.as_mut().unwrap().at = value);
    more.counts[0].target.at = 0.0;
    let charts = [
        Chart::Cumulative(curve),
        Chart::Cumulative(bare),
        Chart::Cumulative(backwards),
        Chart::Cumulative(cumulative(Finnish, &[])),
        Chart::Forest(groups),
        Chart::Forest(forest(Finnish, EVERYBODY, &[])),
        Chart::Goals(agreed),
        Chart::Goals(more),
        Chart::Goals(goals(Finnish, &[], &[])),
    ];
    for chart in charts {
        for width in BOTH {
            drawn(chart.clone(), width);
        }
    }
}
