//! What every drawing must keep, and for each chart what would be wrong if it were otherwise.

mod bars;
mod points;

use crate::chart::canvas::Op;
use crate::chart::probe::{check, discs, drawn, rects, rings, says};
use crate::chart::sample::{
    FLOW_TOTALS, FLOWS, MOMENTS, MOVES, SHARES, Words, change, everything, follow_up_share, status_over_time,
    transition,
};
use crate::chart::theme::{AXIS, BLUE, MUTED, ORANGE, PAPER, WASH, fill};
use crate::chart::{Width, draw, standalone, svg};
use crate::report::figure::{Chart, StatusBar};

const BOTH: [Width; 2] = [Width::Wide, Width::Narrow];

#[test]
fn texts_stay_inside_apart_and_legible() {
    for (name, chart) in everything() {
        for width in BOTH {
            let canvas = draw(&chart, width).expect("a chart, not words");
            check(&format!("{name}, {width:?}"), &canvas);
        }
    }
}

#[test]
fn bytes_keep_to_whole_pixels_known_colours_and_sizes() {
    const PLACES: [&str; 9] = ["x", "y", "width", "height", "cx", "cy", "r", "points", "viewBox"];
    const COLORS: &str = "#1D2129 #565D68 #868D97 #D9DDE2 #EEF1F4 #8A909A #FFFFFF #12436D #F46A25 \
                          #E3E6EA #28A197 #801650 #3D3D3D #A285D1 #000000 none";
    for (name, chart) in everything() {
        for width in BOTH {
            let bytes = svg(&chart, width, "d", "").unwrap().unwrap();
            assert_eq!(svg(&chart, width, "d", "").unwrap().unwrap(), bytes, "{name}");
            let mut quoted = bytes.split('"');
            while let (Some(key), Some(value)) = (quoted.next(), quoted.next()) {
                let key = key.trim_end_matches('=').rsplit(' ').next().unwrap();
                let fine = match key {
                    "fill" | "stroke" => COLORS.contains(value),
                    "font-size" => ["13", "14", "15", "16", "18"].contains(&value),
                    "font-family" => value == "Polku Sans, Arial, sans-serif",
                    key => !PLACES.contains(&key) || !value.contains('.'),
                };
                assert!(fine, "{name}: {key}={value:?}");
            }
        }
    }
}

#[test]
fn the_opening_tag_names_the_picture() {
    let chart = Chart::FollowUpShare(follow_up_share(Words::Finnish, &SHARES, 1));
    let bytes = svg(&chart, Width::Narrow, "f-10", "Osuus <40 & \"väli\"").unwrap().unwrap();
    let height = draw(&chart, Width::Narrow).unwrap().height;
    let head = format!(
        "<svg class=\"narrow\" width=\"320\" height=\"{height}\" viewBox=\"0 0 320 {height}\" \
         xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"f-10\">\n\
         <desc id=\"f-10\">Osuus &lt;40 &amp; &quot;väli&quot;</desc>\n"
    );
    assert!(bytes.starts_with(&head), "{bytes:.400}");
    assert!(bytes.ends_with("</svg>\n"));
    assert_eq!(bytes.matches("<svg").count(), 1);
    assert!(svg(&Chart::Said("Alle 10".to_owned()), Width::Wide, "f", "").is_none());
}

#[test]
fn a_drawing_of_its_own_brings_fonts_and_paper() {
    let chart = Chart::Change(change(Words::Finnish, &MOVES, 0));
    let bytes = standalone(&chart, None, "f", "").unwrap().unwrap();
    assert!(bytes.starts_with("<svg width=\"720\""));
    assert_eq!(bytes.matches("src:url(data:font/woff2;base64,d09GMg").count(), 2);
    assert!(bytes.contains("<rect x=\"-20\" y=\"-20\" width=\"720\""));
    assert!(standalone(&Chart::Said(String::new()), None, "f", "").is_none());
}

#[test]
fn a_bar_gives_everybody_the_same_length() {
    let chart = status_over_time(Words::Finnish, &MOMENTS[1..2]);
    let parts = &MOMENTS[1].1;
    for (width, length, height) in [(Width::Wide, 530.0, 28), (Width::Narrow, 320.0, 26)] {
        let canvas = drawn(Chart::StatusOverTime(chart.clone()), width);
        for (i, (class, name)) in chart.classes.iter().enumerate() {
            let of_class = rects(&canvas, fill(*class));
            let bar = of_class.iter().find(|rect| rect.2 == height).expect(name);
            // The first piece has a gap of 1 px at one side, the others at both.
            let drawn = f64::from(bar.1 - bar.0 + if i == 0 { 1 } else { 2 });
            let due = length * parts[i] as f64 / 189.0;
            assert!((drawn - due).abs() <= 1.0, "{name}: {drawn} for {due}");
        }
    }
}

#[test]
fn hidden_people_share_one_piece_and_more_than_half_hide_the_bar() {
    let outlines = |rows: &[_]| {
        let chart = Chart::StatusOverTime(status_over_time(Words::Finnish, rows));
        let canvas = drawn(chart, Width::Wide);
        let tops = rects(&canvas, AXIS).into_iter();
        // Every outline has a top and a bottom; swatches of the key are short.
        let long = tops.filter(|(from, to, height)| *height == 1 && to - from > 30);
        (long.map(|(from, to, _)| to - from).collect::<Vec<_>>(), canvas)
    };
    // 98 people, of whom 57 are known and 31 unknown: ten in one piece of 54 px with its gaps, behind the known.
    let (widths, canvas) = outlines(&MOMENTS[4..5]);
    assert_eq!(widths, [52, 52, 167, 167]);
    assert!(says(&canvas, "peitetty") && says(&canvas, "Ei tiedossa"));
    // Hidden unknown: joined with the rest.
    let (widths, canvas) = outlines(&[(20, [10, -1, 4, 0, 0, 0, -1])]);
    assert_eq!(widths, [158, 158]);
    assert!(!says(&canvas, "Ei tiedossa") && says(&canvas, "Tuettu työ"));
    assert!(!says(&canvas, "Työtön"));
    // 11 of 20 would be in the piece.
    let (widths, canvas) = outlines(&[(20, [9, -1, 0, 0, 0, -1, 0])]);
    assert!(widths.is_empty() && rects(&canvas, BLUE).is_empty());
}

#[test]
fn a_disc_stands_at_the_published_share() {
    let chart = Chart::FollowUpShare(follow_up_share(Words::Finnish, &SHARES, 1));
    for (width, from, length) in [(Width::Wide, 150.0, 298.0), (Width::Narrow, 8.0, 303.0)] {
        let canvas = drawn(chart.clone(), width);
        let shares = discs(&canvas).into_iter().filter(|disc| disc.1 == 7);
        let at: Vec<i32> = shares.map(|((x, _), _, _)| x).collect();
        // The largest ceiling is 60, so the axis ends at 75.
        let due = [29.0, 30.0, 36.0, 42.0].map(|share| (from + length * share / 75.0_f64).round() as i32);
        assert_eq!(at, due);
        let boxes: Vec<_> = rects(&canvas, WASH).into_iter().filter(|rect| rect.2 == 18).collect();
        let left = boxes.iter().map(|rect| rect.0);
        let floors = [28.0, 26.0, 28.0, 29.0];
        assert!(left.eq(floors.map(|floor| (from + length * floor / 75.0_f64).round() as i32)));
    }
}

#[test]
fn the_box_vanishes_when_everybody_is_known() {
    let known = (40.0, (30.0, 50.0), (40.0, 40.0), 100, 100);
    let chart = Chart::FollowUpShare(follow_up_share(Words::Finnish, &[known], 0));
    let canvas = drawn(chart, Width::Wide);
    assert!(rects(&canvas, WASH).iter().all(|rect| rect.2 != 18));
}

#[test]
fn a_circle_has_the_area_of_its_number_and_the_colour_of_its_side() {
    let chart = Chart::Transition(transition(Words::Finnish, &FLOWS, &FLOW_TOTALS));
    for (width, largest) in [(Width::Wide, 25.0), (Width::Narrow, 21.0)] {
        let canvas = drawn(chart.clone(), width);
        let shown = FLOWS.iter().flat_map(|(position, cells)| {
            let shown = cells.iter().enumerate().filter(|(_, n)| **n > 0);
            shown.map(move |(j, n)| {
                let side = [ORANGE, MUTED, BLUE][(j >= *position) as usize + (j > *position) as usize];
                let radius = largest * (*n as f64 / 44.0).sqrt();
                (radius.round() as u32, if j == 6 { MUTED } else { side })
            })
        });
        let circles = rings(&canvas).into_iter().map(|(_, radius, color)| (radius, color));
        assert!(circles.eq(shown), "{:?}", rings(&canvas));
    }
}

#[test]
fn a_number_wider_than_its_circle_stands_over_it() {
    let matrix = transition(Words::Finnish, &[(0, &[400, 5, 0])], &[400, 5, 0]);
    for width in BOTH {
        let canvas = drawn(Chart::Transition(matrix.clone()), width);
        let [large, small] = rings(&canvas)[..] else { panic!("two circles") };
        let written = |number: &str, (x, y): (i32, i32)| {
            canvas.ops.iter().any(|op| matches!(op, Op::Text { at, text, .. } if *at == (x, y) && text == number))
        };
        assert!(written("400", large.0));
        let (x, y) = small.0;
        assert!(!written("5", small.0) && written("5", (x, y - small.1 as i32 - 9)));
    }
}

#[test]
fn a_band_lies_where_the_change_may_be() {
    let canvas = drawn(Chart::Change(change(Words::Finnish, &MOVES, 1)), Width::Narrow);
    let x = |value: f64| (6.0 + 308.0 * (value - 40.0) / 40.0).round() as i32;
    let bands = canvas.ops.iter().filter_map(|op| match op {
        Op::Polygon { points, fill, .. } => Some((points[0].0, points[1].0, *fill == BLUE)),
        _ => None,
    });
    let due = MOVES.map(|(start, _, (low, high), _)| (x(start + low), x(start + high), low > 0.0));
    assert!(bands.eq(due));
    let ends = discs(&canvas).into_iter().filter(|disc| disc.1 == 6 && disc.0.1 > 30);
    let ends = ends.filter(|disc| disc.2 != PAPER);
    assert!(ends.map(|disc| disc.0.0).eq(MOVES.map(|(_, end, ..)| x(end))));
}

#[test]
fn an_axis_admits_that_it_does_not_start_at_nought() {
    let line = "prosenttia asteikon pituudesta; akseli ei ala nollasta";
    let axis = |start, end| {
        let moves = [(start, end, (-1.0, 1.0), 40)];
        drawn(Chart::Change(change(Words::Finnish, &moves, 0)), Width::Wide)
    };
    let high = axis(58.0, 60.0);
    assert!(says(&high, line) && says(&high, "40") && says(&high, "80") && !says(&high, "30"));
    let low = axis(8.0, 60.0);
    assert!(!says(&low, line) && says(&low, "0") && says(&low, "80"));
}

#[test]
fn nonsense_is_not_drawn() {
    let mut status = status_over_time(Words::Finnish, &[(0, [0; 7]), (9, [3; 7])]);
    status.rows[0].bar = Some(StatusBar { base: 0, parts: vec![None; 9], unknown: Some((u64::MAX, String::new())) });
    if let Some(bar) = &mut status.rows[1].bar {
        bar.base = u64::MAX;
        bar.parts = vec![Some((u64::MAX, String::new())), None];
    }
    let mut share = follow_up_share(Words::Finnish, &SHARES, 0);
    let mut moved = change(Words::Finnish, &MOVES, 0);
    let mut matrix = transition(Words::Finnish, &FLOWS, &FLOW_TOTALS);
    for (i, wrong) in [f64::NAN, f64::INFINITY, -1e300, 1e300].into_iter().enumerate() {
        share.rows[i].marks.as_mut().unwrap().share.at = wrong;
        moved.rows[i].marks.as_mut().unwrap().interval.1 = wrong;
        if let Some(cell) = &mut matrix.rows[1].cells[i + 1] {
            cell.at = wrong;
        }
    }
    matrix.rows[0].position = usize::MAX;
    matrix.rows[2].cells.truncate(1);
    let mut bare = share.clone();
    bare.ticks.clear();
    let mut empty = transition(Words::Finnish, &[], &[0]);
    empty.columns.clear();
    let charts = [
        Chart::StatusOverTime(status),
        Chart::StatusOverTime(status_over_time(Words::Finnish, &[])),
        Chart::FollowUpShare(share),
        Chart::FollowUpShare(bare),
        Chart::FollowUpShare(follow_up_share(Words::Finnish, &[], 0)),
        Chart::Transition(matrix),
        Chart::Transition(empty),
        Chart::Change(moved),
        Chart::Change(change(Words::Finnish, &[], 0)),
    ];
    for chart in charts {
        for width in BOTH {
            drawn(chart.clone(), width);
            svg(&chart, width, "d", "").unwrap().unwrap();
        }
    }
}
