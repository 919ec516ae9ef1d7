//! How are people spread over classes? One bar a class, its share and number behind it; one indicator's classes can
//! stand out from the rest with a bracket that says what they are together.

use plotters::style::RGBColor;

use crate::chart::Width;
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{Block, NARROW, Scale, WIDE, narrow_head};
use crate::chart::text::pixels;
use crate::chart::theme::{AXIS, BLUE, COUNT, DOTS, HIDDEN, LABEL, NOTE, OFF, STRONG, Style};
use crate::report::figure::{BarList, BarRow, Bracket, Mark};

/// Between bar and share.
const AFTER_BAR: i32 = 8;
/// Between share and number.
const BETWEEN: i32 = 9;
/// The number of people behind a share.
const NUMBER: Style = LABEL.muted();
/// Where bars begin in a wide drawing.
pub(super) const WIDE_LEFT: i32 = 190;
/// The longest bar of a wide drawing.
pub(super) const WIDE_LONGEST: i32 = 235;

/// A share and a number of people, each none when hidden.
pub(super) type Numbers<'a> = (Option<&'a Mark>, Option<&'a str>);

/// Bars on one scale that begins at nought, each with room for its numbers behind it.
#[derive(Clone, Copy)]
pub(super) struct Bars {
    scale: Scale,
}

impl Bars {
    /// Bars from `left`, the largest `longest` pixels or as long as its numbers leave room for until `right`.
    pub(super) fn new<'a>(
        left: i32,
        longest: i32,
        right: i32,
        rows: impl Iterator<Item = Numbers<'a>> + Clone,
    ) -> Bars {
        let widest = rows.clone().map(written_width).fold(0, i32::max);
        let length = longest.min(right - left - AFTER_BAR - widest).max(1);
        let largest = rows.filter_map(|(share, _)| finite(share)).map(|mark| mark.at).fold(0.0, f64::max);
        let largest = if largest > 0.0 { largest } else { 100.0 };
        Bars { scale: Scale { values: (0.0, largest), pixels: (left, left + length) } }
    }

    /// The same `by` pixels further right.
    pub(super) fn moved(self, by: i32) -> Bars {
        let (left, right) = self.scale.pixels;
        Bars { scale: Scale { pixels: (left + by, right + by), ..self.scale } }
    }

    /// The line all bars begin at.
    pub(super) fn axis(&self, canvas: &mut Canvas, y: (i32, i32)) {
        canvas.down(self.scale.pixels.0 - 1, y, AXIS);
    }

    /// Draws a bar and its numbers.
    pub(super) fn draw(&self, canvas: &mut Canvas, y: i32, height: i32, numbers: Numbers, color: RGBColor) {
        let left = self.scale.pixels.0;
        let end = match finite(numbers.0) {
            // Nobody is too few to be seen.
            Some(share) if share.at > 0.0 => self.scale.at(share.at).max(left + 1),
            _ => left,
        };
        canvas.rect((left, end), (y - height / 2, y + height / 2), color);
        write(canvas, (end + AFTER_BAR, y), numbers);
    }
}

fn finite(share: Option<&Mark>) -> Option<&Mark> {
    share.filter(|mark| mark.at.is_finite())
}

/// A share and its number of people, or once the hidden symbol when neither may be shown.
pub(super) fn write(canvas: &mut Canvas, (mut x, y): (i32, i32), (share, count): Numbers) {
    let share = finite(share);
    match share {
        Some(share) => canvas.text((x, y), Anchor::Start, STRONG, &share.text),
        None => canvas.hidden((x, y), Anchor::Start),
    }
    x += share.map_or(pixels(DOTS, HIDDEN), |share| pixels(&share.text, STRONG)) + BETWEEN;
    match count {
        Some(count) => canvas.text((x, y), Anchor::Start, NUMBER, count),
        None if share.is_some() => canvas.hidden((x, y), Anchor::Start),
        None => {}
    }
}

fn written_width((share, count): Numbers) -> i32 {
    let dots = pixels(DOTS, HIDDEN);
    let share = finite(share).map_or(dots, |share| pixels(&share.text, STRONG));
    share + BETWEEN + count.map_or(dots, |count| pixels(count, NUMBER))
}

pub(super) fn draw(chart: &BarList, to: Width) -> Canvas {
    match to {
        Width::Wide => wide(chart),
        Width::Narrow => narrow(chart),
    }
}

fn numbers(row: &BarRow) -> Numbers<'_> {
    (row.share.as_ref(), row.count.as_deref())
}

/// The colour of each bar: grey beside those in focus, if any is.
fn colors(chart: &BarList) -> impl Iterator<Item = RGBColor> {
    let some = chart.rows.iter().any(|row| row.focus);
    chart.rows.iter().map(move |row| if row.focus || !some { BLUE } else { OFF })
}

/// The bracket, if there is something for it to hold.
fn bracket(chart: &BarList) -> Option<&Bracket> {
    chart.bracket.as_ref().filter(|_| chart.rows.iter().any(|row| row.focus))
}

fn wide(chart: &BarList) -> Canvas {
    const BRACKET: i32 = 512;
    let mut canvas = Canvas::new(WIDE);
    let bracket = bracket(chart);
    let right = if bracket.is_some() { BRACKET - 14 } else { WIDE };
    let bars = Bars::new(WIDE_LEFT, WIDE_LONGEST, right, chart.rows.iter().map(numbers));

    let (mut y, mut focus) = (0, Vec::new());
    for (row, color) in chart.rows.iter().zip(colors(chart)) {
        let label = Block::default().with(&row.label, LABEL, WIDE_LEFT - 12);
        let pitch = 30.max(label.height() + 8);
        label.around(&mut canvas, 0, y + pitch / 2, Anchor::Start);
        bars.draw(&mut canvas, y + pitch / 2, 18, numbers(row), color);
        if row.focus {
            focus.push((y + 6, y + pitch - 6));
        }
        y += pitch;
    }
    bars.axis(&mut canvas, (2, y - 2));
    if let Some(bracket) = bracket {
        y = y.max(draw_bracket(&mut canvas, bracket, BRACKET, &focus, y));
    }
    if let Some((name, words)) = &chart.unknown {
        let name = Block::default().with(name, LABEL.muted(), WIDE_LEFT - 12);
        let words = Block::default().with(words, NOTE, WIDE - WIDE_LEFT - AFTER_BAR);
        let pitch = 30.max(name.height().max(words.height()) + 8);
        name.around(&mut canvas, 0, y + pitch / 2, Anchor::Start);
        words.around(&mut canvas, WIDE_LEFT + AFTER_BAR, y + pitch / 2, Anchor::Start);
        y += pitch;
    }
    canvas.height = y;
    canvas
}

/// Draws the bracket around the rows in focus, with its words half-way down; returns where they end.
fn draw_bracket(canvas: &mut Canvas, bracket: &Bracket, x: i32, focus: &[(i32, i32)], bottom: i32) -> i32 {
    let (Some(first), Some(last)) = (focus.first(), focus.last()) else {
        return bottom;
    };
    canvas.rect((x, x + 2), (first.0, last.1), BLUE);
    for (i, (top, low)) in focus.iter().enumerate() {
        // Rows in focus that follow each other share one pair of hooks.
        if i == 0 || focus[i - 1].1 + 12 < *top {
            canvas.rect((x - 6, x), (*top, *top + 2), BLUE);
        }
        if focus.get(i + 1).is_none_or(|next| low + 12 < next.0) {
            canvas.rect((x - 6, x), (low - 2, *low), BLUE);
        }
    }
    let start = x + 14;
    let words = Block::default()
        .with(&bracket.share, COUNT.bold(true).color(BLUE), WIDE - start)
        .with(&bracket.interval, NOTE, WIDE - start)
        .with(&bracket.k_of_n, NOTE, WIDE - start);
    let half = words.height() / 2;
    let middle = ((first.0 + last.1) / 2).min(bottom - half).max(half);
    words.around(canvas, start, middle, Anchor::Start);
    middle + half
}

fn narrow(chart: &BarList) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    let bars = Bars::new(0, 240, NARROW, chart.rows.iter().map(numbers));
    let first = chart.rows.iter().position(|row| row.focus);
    let mut y = 0;
    for (i, (row, color)) in chart.rows.iter().zip(colors(chart)).enumerate() {
        if let Some(bracket) = bracket(chart).filter(|_| first == Some(i)) {
            let share = (bracket.share.as_str(), COUNT.bold(true).color(BLUE));
            y = narrow_head(&mut canvas, 0, y + 6, share, (&bracket.short, NOTE)) + 6;
        }
        let label = Block::default().with(&row.label, LABEL, NARROW);
        label.down_from(&mut canvas, 0, y + 12, Anchor::Start);
        y += label.height() + 12;
        bars.draw(&mut canvas, y, 14, numbers(row), color);
        y += 15;
    }
    if let Some((name, words)) = &chart.unknown {
        let words = Block::default().with(name, LABEL.muted(), NARROW).with(words, NOTE, NARROW);
        words.down_from(&mut canvas, 0, y + 14, Anchor::Start);
        y += words.height() + 12;
    }
    canvas.height = y;
    canvas
}
