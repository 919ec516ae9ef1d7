//! What would be wrong in a chart of bars if it were otherwise.

use crate::chart::canvas::Canvas;
use crate::chart::probe::{areas, drawn, rects, says};
use crate::chart::sample::{
    DURATIONS, LADDERS, PANELS, RESPONSES, STEPS, Words, bar_list, coverage, funnel, profile, three_ways,
};
use crate::chart::tests::BOTH;
use crate::chart::theme::{AXIS, BLUE, CHARCOAL, GRID, NEUTRAL, OFF, ORANGE, WASH};
use crate::chart::{Width, draw};
use crate::report::figure::{Chart, Mark};

use Words::Finnish;

/// Left and right of the bars of a colour and height.
fn bars(canvas: &Canvas, color: plotters::style::RGBColor, height: i32) -> Vec<(i32, i32)> {
    let of_height = rects(canvas, color).into_iter().filter(|rect| rect.2 == height);
    of_height.map(|(left, right, _)| (left, right)).collect()
}

#[test]
fn a_bar_has_the_length_of_its_share_and_the_colour_of_its_focus() {
    let chart = Chart::BarList(bar_list(Finnish, &DURATIONS, true));
    for (width, left, longest, height) in [(Width::Wide, 190, 235.0, 18), (Width::Narrow, 0, 240.0, 14)] {
        let canvas = drawn(chart.clone(), width);
        for (color, focus) in [(BLUE, true), (OFF, false)] {
            let shares = DURATIONS.iter().filter(|row| row.2 == focus).map(|row| row.0 as f64);
            let due = shares.map(|share| (left, left + (longest * share / 23.0).round() as i32));
            assert!(bars(&canvas, color, height).into_iter().eq(due), "{focus}");
        }
    }
    // Nothing in focus, nothing pushed back.
    let plain: Vec<_> = DURATIONS.iter().map(|&(share, n, _)| (share, n, false)).collect();
    let canvas = drawn(Chart::BarList(bar_list(Finnish, &plain, false)), Width::Wide);
    assert_eq!((bars(&canvas, BLUE, 18).len(), bars(&canvas, OFF, 18).len()), (6, 0));
}

#[test]
fn a_bracket_holds_the_rows_in_focus() {
    let chart = bar_list(Finnish, &DURATIONS, false);
    let canvas = drawn(Chart::BarList(chart.clone()), Width::Wide);
    // The fourth to the sixth row of 30 px, 6 px from their edges.
    assert!(rects(&canvas, BLUE).contains(&(512, 514, 78)));
    let words = chart.bracket.as_ref().map(|bracket| bracket.share.clone()).unwrap();
    assert!(BOTH.iter().all(|width| says(&drawn(Chart::BarList(chart.clone()), *width), &words)));
    let mut none = chart;
    none.rows.iter_mut().for_each(|row| row.focus = false);
    let canvas = drawn(Chart::BarList(none), Width::Wide);
    assert!(!says(&canvas, &words) && rects(&canvas, BLUE).iter().all(|rect| rect.2 == 18));
}

#[test]
fn panels_share_a_scale_that_a_line_of_text_does_not_stretch() {
    let alone: &[_] = &[(100, 11, false), (-1, -1, false)];
    let mut panels = vec![alone];
    panels.extend(PANELS);
    let chart = Chart::Profile(profile(Finnish, &panels));
    for (width, height) in [(Width::Wide, 16), (Width::Narrow, 14)] {
        let drawn_bars = bars(&drawn(chart.clone(), width), BLUE, height);
        let shares: Vec<_> = PANELS.concat().iter().filter(|row| row.0 >= 0).map(|row| row.0 as f64).collect();
        assert_eq!(drawn_bars.len(), shares.len());
        let longest = f64::from(drawn_bars[0].1 - drawn_bars[0].0);
        for ((left, right), share) in drawn_bars.into_iter().zip(shares) {
            assert_eq!(right - left, (longest * share / 54.0).round() as i32);
        }
    }
}

#[test]
fn a_panel_with_many_classes_takes_the_full_width() {
    let chart = Chart::Profile(profile(Finnish, &[PANELS[1], &DURATIONS.repeat(2), PANELS[2]]));
    let lefts: Vec<_> = bars(&drawn(chart, Width::Wide), BLUE, 16).into_iter().map(|bar| bar.0).collect();
    assert_eq!(lefts, [[160; 4].as_slice(), &[160; 6], &[512; 6], &[160; 4]].concat());
}

#[test]
fn gained_begin_at_the_left_edge_and_lost_end_at_the_right() {
    let chart = Chart::ThreeWays(three_ways(Finnish, &LADDERS, true));
    for (width, (left, right), height) in [(Width::Wide, (168, 536), 24), (Width::Narrow, (0, 320), 22)] {
        let canvas = drawn(chart.clone(), width);
        let length = |share: i64| (f64::from(right - left) * share as f64 / 100.0).round() as i32;
        let gained = LADDERS.map(|row| (left, left + length(row.1) - 1));
        assert_eq!(bars(&canvas, BLUE, height), gained);
        let lost = LADDERS[..3].iter().map(|row| (right - length(row.3) + 1, right));
        assert!(bars(&canvas, ORANGE, height).into_iter().eq(lost));
        // Where the split is hidden, one empty outline to the right edge stands for both.
        assert_eq!(bars(&canvas, NEUTRAL, height).len(), 3);
        let tops: Vec<_> = bars(&canvas, AXIS, 1).into_iter().filter(|top| top.1 == right).collect();
        assert_eq!(tops, [(left + length(42) + 1, right); 4]);
    }
}

#[test]
fn a_bar_without_its_gained_is_empty() {
    let canvas = drawn(Chart::ThreeWays(three_ways(Finnish, &[(38, -1, 40, 60)], false)), Width::Wide);
    let filled = [BLUE, ORANGE, NEUTRAL].iter().any(|color| !rects(&canvas, *color).is_empty());
    assert!(!filled && bars(&canvas, GRID, 1) == [(168, 536); 2]);
    assert!(says(&canvas, "38") && !says(&canvas, "60\u{a0}%"));
}

#[test]
fn steps_are_nested_and_a_hidden_one_has_no_wedge() {
    let canvas = drawn(Chart::Funnel(funnel(Finnish, &STEPS)), Width::Wide);
    let right = |n: i64| 232 + (256.0 * n as f64 / 214.0).round() as i32;
    assert!(bars(&canvas, BLUE, 24).into_iter().eq(STEPS.map(|(n, _)| (232, right(n)))));
    // Whoever is under way stands empty behind the step: 27 + 17.
    assert_eq!(bars(&canvas, AXIS, 1), [(right(27) + 2, right(44)); 2]);
    let wedges = |canvas: &Canvas| areas(canvas).iter().filter(|area| area.1 == WASH).count();
    assert_eq!(wedges(&canvas), 5);
    let mut steps = STEPS;
    steps[2].0 = -1;
    let canvas = drawn(Chart::Funnel(funnel(Finnish, &steps)), Width::Wide);
    assert_eq!((wedges(&canvas), bars(&canvas, BLUE, 24).len()), (3, 5));
}

#[test]
fn every_moment_of_a_coverage_is_as_long_as_everybody() {
    let chart = Chart::Coverage(coverage(Finnish, 189, &RESPONSES));
    for (width, (left, right), height) in [(Width::Wide, (150, 570), 24), (Width::Narrow, (0, 320), 22)] {
        let canvas = drawn(chart.clone(), width);
        let edge = |people: i64| left + (f64::from(right - left) * people as f64 / 189.0).round() as i32;
        let shown = RESPONSES.iter().flatten();
        let known = shown.clone().map(|[known, ..]| (left, edge(*known) - 1));
        assert!(bars(&canvas, BLUE, height).into_iter().eq(known));
        let declined = shown.filter(|parts| parts[2] > 0);
        let declined = declined.map(|[a, b, c, _]| (edge(a + b) + 1, edge(a + b + c) - 1));
        assert!(bars(&canvas, CHARCOAL, height).into_iter().eq(declined));
    }
}

#[test]
fn nonsense_is_no_bar() {
    let wrong = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1e300, 1e300, 0.0];
    let put = |share: &mut Option<Mark>, i: usize| {
        if let Some(mark) = share {
            mark.at = wrong[i % wrong.len()];
        }
    };
    let mut list = bar_list(Finnish, &DURATIONS, true);
    list.rows.iter_mut().enumerate().for_each(|(i, row)| put(&mut row.share, i));
    let mut panels = profile(Finnish, &PANELS);
    panels.panels[0].rows.iter_mut().enumerate().for_each(|(i, row)| put(&mut row.share, i));
    let mut ways = three_ways(Finnish, &LADDERS.repeat(3)[..9], true);
    for (i, row) in ways.rows.iter_mut().enumerate() {
        let parts = row.parts.as_mut().unwrap();
        put(if i < 6 { &mut parts.gained } else { &mut parts.lost }, i);
    }
    let mut path = funnel(Finnish, &STEPS);
    path.steps[1].people = Some((u64::MAX, "9".to_owned()));
    path.steps[2].under_way = Some((u64::MAX, "9".to_owned()));
    let mut known = coverage(Finnish, 189, &RESPONSES);
    known.rows[1].parts = Some([(); 4].map(|()| Some((u64::MAX, "9".to_owned()))));
    let mut nobody = known.clone();
    nobody.base = 0;
    let mut everybody = known.clone();
    everybody.base = u64::MAX;
    let charts = [
        Chart::BarList(list),
        Chart::BarList(bar_list(Finnish, &[], true)),
        Chart::Profile(panels),
        Chart::Profile(profile(Finnish, &[])),
        Chart::Profile(profile(Finnish, &[&[], &[]])),
        Chart::ThreeWays(ways),
        Chart::ThreeWays(three_ways(Finnish, &[], true)),
        Chart::Funnel(path),
        Chart::Funnel(funnel(Finnish, &[])),
        Chart::Coverage(known),
        Chart::Coverage(nobody),
        Chart::Coverage(everybody),
        Chart::Coverage(coverage(Finnish, 0, &[])),
    ];
    for chart in charts {
        for width in BOTH {
            drawn(chart.clone(), width);
            assert!(draw(&chart, width).is_some_and(|canvas| canvas.height < 2000));
        }
    }
}
