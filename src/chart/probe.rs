//! What can be asked of a drawing: where its texts and marks are, and whether they keep to the rules of every drawing.

use plotters::style::RGBColor;

use crate::chart::canvas::{Anchor, Canvas, Op};
use crate::chart::{Width, draw, text};
use crate::report::figure::Chart;

/// A text with the box it takes: left, top, right and bottom.
pub(super) struct Extent<'a> {
    pub(super) text: &'a str,
    size: u32,
    pub(super) sides: [f64; 4],
}

/// Every text of a drawing.
pub(super) fn extents(canvas: &Canvas) -> Vec<Extent<'_>> {
    canvas.ops.iter().filter_map(extent).collect()
}

fn extent(op: &Op) -> Option<Extent<'_>> {
    let Op::Text { at, anchor, style, text } = op else {
        return None;
    };
    let width = text::width(text, *style);
    let before = match anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => width / 2.0,
        Anchor::End => width,
    };
    let (left, size) = (f64::from(at.0) - before, f64::from(style.size));
    // The backend moves the baseline half an x-height below the position.
    let baseline = f64::from(at.1) + 0.243 * size;
    let (top, bottom) = (baseline - 0.7 * size, baseline + 0.2 * size);
    Some(Extent { text, size: style.size, sides: [left, top, left + width, bottom] })
}

/// Texts and marks inside the drawing, texts apart and large enough to read.
pub(super) fn check(name: &str, canvas: &Canvas) {
    let (width, height) = (f64::from(canvas.width), f64::from(canvas.height));
    let texts = extents(canvas);
    for (i, a) in texts.iter().enumerate() {
        let [left, top, right, bottom] = a.sides;
        let inside = left >= -1.0 && top >= -1.0 && right <= width + 1.0 && bottom <= height + 1.0;
        assert!(inside, "{name}: {:?} at {:?} leaves {width} × {height}", a.text, a.sides);
        assert!(a.size >= 12, "{name}: {:?} is too small", a.text);
        for b in &texts[i + 1..] {
            let [b_left, b_top, b_right, b_bottom] = b.sides;
            let beside = b_left >= right - 0.6 || left >= b_right - 0.6;
            let below = b_top >= bottom - 1.0 || top >= b_bottom - 1.0;
            assert!(beside || below, "{name}: {:?} and {:?} overlap", a.text, b.text);
        }
    }
    for op in &canvas.ops {
        let corners = match op {
            Op::Rect { x, y, .. } => vec![(x.0, y.0), (x.1, y.1)],
            Op::Disc { at, radius, .. } | Op::Ring { at, radius, .. } => {
                let r = *radius as i32;
                vec![(at.0 - r, at.1 - r), (at.0 + r, at.1 + r)]
            }
            Op::Polygon { points, .. } | Op::Line { points, .. } => points.clone(),
            Op::Text { .. } => vec![],
        };
        let inside = |&(x, y): &(i32, i32)| (0..=canvas.width).contains(&x) && (0..=canvas.height).contains(&y);
        assert!(corners.iter().all(inside), "{name}: {op:?} leaves the drawing");
    }
}

/// A drawing that keeps to the rules.
pub(super) fn drawn(chart: Chart, width: Width) -> Canvas {
    let canvas = draw(&chart, width).expect("a chart, not words");
    check("", &canvas);
    canvas
}

/// Left, right and height of the filled rectangles of a colour.
pub(super) fn rects(canvas: &Canvas, color: RGBColor) -> Vec<(i32, i32, i32)> {
    let rect = |op: &Op| match op {
        Op::Rect { x, y, fill } if *fill == color => Some((x.0, x.1, y.1 - y.0)),
        _ => None,
    };
    canvas.ops.iter().filter_map(rect).collect()
}

/// Place, radius and colour of the full discs.
pub(super) fn discs(canvas: &Canvas) -> Vec<((i32, i32), u32, RGBColor)> {
    let disc = |op: &Op| match op {
        Op::Disc { at, radius, fill, alpha } if *alpha == 1.0 => Some((*at, *radius, *fill)),
        _ => None,
    };
    canvas.ops.iter().filter_map(disc).collect()
}

/// Place, radius and colour of the rings.
pub(super) fn rings(canvas: &Canvas) -> Vec<((i32, i32), u32, RGBColor)> {
    let ring = |op: &Op| match op {
        Op::Ring { at, radius, stroke } => Some((*at, *radius, *stroke)),
        _ => None,
    };
    canvas.ops.iter().filter_map(ring).collect()
}

/// The corners of a line or an area.
type Corners<'a> = &'a [(i32, i32)];

/// The corners, width and colour of the lines.
pub(super) fn lines(canvas: &Canvas) -> Vec<(Corners<'_>, u32, RGBColor)> {
    let mut lines = Vec::new();
    for op in &canvas.ops {
        if let Op::Line { points, width, stroke, .. } = op {
            lines.push((points.as_slice(), *width, *stroke));
        }
    }
    lines
}

/// The corners and colour of the areas.
pub(super) fn areas(canvas: &Canvas) -> Vec<(Corners<'_>, RGBColor)> {
    let mut areas = Vec::new();
    for op in &canvas.ops {
        if let Op::Polygon { points, fill, .. } = op {
            areas.push((points.as_slice(), *fill));
        }
    }
    areas
}

/// Where a text is written, from left to right.
pub(super) fn places(canvas: &Canvas, words: &str) -> Vec<(i32, i32)> {
    let place = |op: &Op| match op {
        Op::Text { at, text, .. } if text == words => Some(*at),
        _ => None,
    };
    let mut places: Vec<_> = canvas.ops.iter().filter_map(place).collect();
    places.sort_unstable();
    places
}

/// Whether a text is written somewhere.
pub(super) fn says(canvas: &Canvas, words: &str) -> bool {
    extents(canvas).iter().any(|extent| extent.text == words)
}
