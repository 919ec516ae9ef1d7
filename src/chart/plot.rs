//! Where the months and per cents of a curve are, its axes, and the curve itself in its band.

use plotters::style::RGBColor;

use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::Scale;
use crate::chart::text::pixels;
use crate::chart::theme::{AXIS, BLUE, CHARCOAL, GRID, NOTE, ORANGE, PAPER, PLUM, TURQUOISE};
use crate::report::figure::{Cumulative, CurvePoint, Mark};

/// Further than any follow-up goes.
const MONTHS: f64 = 600.0;

/// The colours of curves, in their order.
const COLORS: [RGBColor; 5] = [BLUE, ORANGE, TURQUOISE, PLUM, CHARCOAL];
/// Bands of more curves than this would hide one another.
const BANDS: usize = 2;

/// A curve that may be drawn.
pub(super) struct Line<'a> {
    pub(super) name: &'a str,
    pub(super) color: RGBColor,
    pub(super) points: Vec<&'a CurvePoint>,
}

impl<'a> Line<'a> {
    pub(super) fn last(&self) -> Option<&'a CurvePoint> {
        self.points.last().copied()
    }
}

/// At most two curves, or five of the same people, each of the points that follow one another.
pub(super) fn lines(chart: &Cumulative) -> Vec<Line<'_>> {
    let mut lines: Vec<Line> = Vec::new();
    let most = if chart.together { COLORS.len() } else { 2 };
    for (curve, color) in chart.curves.iter().zip(COLORS).take(most) {
        let mut points: Vec<&CurvePoint> = Vec::new();
        for point in &curve.points {
            let (low, high) = point.interval;
            let numbers = [point.share, low, high].into_iter().all(f64::is_finite);
            let follows = points.last().is_none_or(|last| last.month < point.month);
            if numbers && follows && (0.0..=MONTHS).contains(&point.month) {
                points.push(point);
            }
        }
        if !points.is_empty() {
            lines.push(Line { name: &curve.label, color, points });
        }
    }
    lines
}

/// The ticks up to the least one that leaves room above every band.
pub(super) fn ticks<'a>(chart: &'a Cumulative, lines: &[Line]) -> &'a [Mark] {
    let highs = lines.iter().flat_map(|line| &line.points).map(|point| point.interval.1);
    let highest = highs.fold(0.0, f64::max);
    let last = chart.ticks.iter().position(|tick| tick.at > 0.0 && tick.at >= highest + 4.0);
    last.map_or(&chart.ticks, |last| &chart.ticks[..=last])
}

/// Where months and per cents are.
#[derive(Clone, Copy)]
pub(super) struct Plot {
    pub(super) x: Scale,
    pub(super) y: Scale,
    /// Gridlines, and a curve that lasts to the end of the axis, go on to here.
    pub(super) end: i32,
}

impl Plot {
    pub(super) fn new(lines: &[Line], ticks: &[Mark], x: (i32, i32), y: (i32, i32), beyond: i32) -> Plot {
        let last = lines.iter().filter_map(Line::last).map(|point| point.month).fold(0.0, f64::max);
        let widest = ticks.iter().map(|tick| pixels(&tick.text, NOTE) + 10).fold(x.0, i32::max);
        Plot {
            x: Scale { values: (0.0, ((last / 6.0).ceil() * 6.0).max(6.0)), pixels: (widest, x.1) },
            y: Scale { values: (0.0, ticks.last().map_or(100.0, |tick| tick.at)), pixels: (y.1, y.0) },
            end: x.1 + beyond,
        }
    }

    /// The place of a point.
    pub(super) fn at(&self, point: &CurvePoint) -> (i32, i32) {
        (self.x.at(point.month), self.y.at(point.share))
    }

    /// Where a curve ends: a little after its last point, so that the last step can be seen.
    pub(super) fn line_end(&self, line: &Line) -> i32 {
        let last = line.last().map_or(0.0, |point| point.month);
        if last < self.x.values.1 { self.x.at(last) + self.end - self.x.pixels.1 } else { self.end }
    }

    /// The corners of a curve from its first point to its end.
    fn steps(&self, line: &Line, value: impl Fn(&CurvePoint) -> f64) -> Vec<(i32, i32)> {
        let mut corners = Vec::new();
        let mut y = self.y.at(0.0);
        for point in &line.points {
            let x = self.x.at(point.month);
            let next = self.y.at(value(point));
            corners.extend([(x, y), (x, next)]);
            y = next;
        }
        corners.push((self.line_end(line), y));
        corners.dedup();
        corners
    }

    /// Months written under the axis, no more than `most` after the first.
    fn months(&self, most: u32) -> impl Iterator<Item = u32> + use<> {
        let last = self.x.values.1 as u32;
        let step = [2, 6, 12, 24, 60, 120].into_iter().find(|step| last / step <= most);
        (0..=last).step_by(step.unwrap_or(240) as usize)
    }

    pub(super) fn axes(&self, canvas: &mut Canvas, ticks: &[Mark], most: u32) {
        for tick in ticks {
            let y = self.y.at(tick.at);
            let color = if tick.at > 0.0 { GRID } else { AXIS };
            canvas.across((self.x.pixels.0, self.end), y, color);
            canvas.text((self.x.pixels.0 - 8, y), Anchor::End, NOTE, &tick.text);
        }
        let bottom = self.y.pixels.0;
        for month in self.months(most) {
            canvas.down(self.x.at(f64::from(month)), (bottom, bottom + 5), AXIS);
            self.x.tick(canvas, f64::from(month), bottom + 16, &month.to_string());
        }
    }

    pub(super) fn curves(&self, canvas: &mut Canvas, lines: &[Line]) {
        for line in lines.iter().filter(|_| lines.len() <= BANDS) {
            let (low, high) = (self.steps(line, |point| point.interval.0), self.steps(line, |point| point.interval.1));
            let around: Vec<_> = high.iter().chain(low.iter().rev()).copied().collect();
            canvas.polygon(&around, line.color, 0.14);
            canvas.line(&high, 1, line.color, 0.5);
            canvas.line(&low, 1, line.color, 0.5);
        }
        for line in lines {
            canvas.line(&self.steps(line, |point| point.share), 3, line.color, 1.0);
            for point in line.points.iter().filter(|point| point.text.is_some()) {
                canvas.disc(self.at(point), 6, PAPER, 1.0);
                canvas.disc(self.at(point), 5, line.color, 1.0);
            }
        }
        if lines.is_empty() {
            canvas.hidden((self.x.pixels.0 + 8, self.y.pixels.0 - 12), Anchor::Start);
        }
    }
}
