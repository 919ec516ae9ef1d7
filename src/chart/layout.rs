//! Pieces the drawings share: blocks of text, columns of written values, keys and scales.

use plotters::style::RGBColor;

use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::text::{pixels, wrap};
use crate::chart::theme::{AXIS, BLUE, DOTS, GRID, HIDDEN, KEY, MUTED, NOTE, PAPER, Style, WASH};

/// Width of a wide drawing.
pub(super) const WIDE: i32 = 680;
/// Width of a narrow drawing.
pub(super) const NARROW: i32 = 320;
/// From one line of a block to the next.
pub(super) const LEAD: i32 = 17;
/// Least room between texts that do not belong together. A tenth of a column stays free for a wider font.
pub(super) const GAP: i32 = 14;
/// From one line of a key to the next.
pub(super) const KEY_LEAD: i32 = 22;

/// The symbol for the number of people, the same in every language.
pub(super) const N: &str = "n";

/// Lines of text that stand together.
#[derive(Debug, Clone, Default)]
pub(super) struct Block(Vec<(String, Style)>);

impl Block {
    /// Adds a text, broken into lines no wider than `limit`.
    pub(super) fn with(mut self, text: &str, style: Style, limit: i32) -> Block {
        let lines = wrap(text, limit, style);
        self.0.extend(lines.into_iter().map(|line| (line, style)));
        self
    }

    /// Lines in it.
    pub(super) fn lines(&self) -> i32 {
        self.0.len() as i32
    }

    /// Width of its widest line.
    pub(super) fn width(&self) -> i32 {
        self.0.iter().map(|(line, style)| pixels(line, *style)).fold(0, i32::max)
    }

    /// Height of its lines.
    pub(super) fn height(&self) -> i32 {
        LEAD * self.lines()
    }

    /// Draws it with the first line at `y`.
    pub(super) fn down_from(&self, canvas: &mut Canvas, x: i32, y: i32, anchor: Anchor) {
        for (i, (line, style)) in (0..).zip(&self.0) {
            canvas.text((x, y + LEAD * i), anchor, *style, line);
        }
    }

    /// Draws it with the last line at `y`.
    pub(super) fn up_to(&self, canvas: &mut Canvas, x: i32, y: i32, anchor: Anchor) {
        self.down_from(canvas, x, y - LEAD * (self.lines() - 1), anchor);
    }

    /// Draws it half above and half below `y`.
    pub(super) fn around(&self, canvas: &mut Canvas, x: i32, y: i32, anchor: Anchor) {
        self.down_from(canvas, x, y - LEAD * (self.lines() - 1) / 2, anchor);
    }
}

/// Where the marks begin at the right of a column of labels: as far right as the labels ask, within bounds.
pub(super) fn right_of_labels<'a>(labels: impl Iterator<Item = (&'a str, Style)>, least: i32, most: i32) -> i32 {
    labels.map(|(text, style)| pixels(text, style) + GAP).fold(least, i32::max).min(most)
}

/// A column of written values: as wide as its widest value and its head, which may break.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) head: Block,
    pub(super) width: i32,
}

impl Column {
    /// Measures `values`, and `head` broken at their width but not under 88 px. A head may be empty.
    pub(super) fn new<'a>(
        head: &str,
        head_style: Style,
        values: impl Iterator<Item = &'a str>,
        style: Style,
    ) -> Column {
        let values = values.map(|value| pixels(value, style)).fold(pixels(DOTS, HIDDEN), i32::max);
        let head = Block::default().with(head, head_style, values.max(88));
        let width = head.width().max(values);
        Column { head, width }
    }
}

/// What stands before the words of a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Swatch {
    /// A class.
    Fill(RGBColor),
    /// An empty piece.
    Empty,
    /// An empty piece with the hidden symbol.
    Hidden,
    /// An empty circle.
    Ring,
    /// A filled circle.
    Disc,
    /// A thick line.
    Line,
    /// A grey box.
    Box,
    /// A piece of a curve.
    Curve(RGBColor),
}

impl Swatch {
    fn width(self) -> i32 {
        match self {
            Swatch::Fill(_) | Swatch::Empty | Swatch::Ring | Swatch::Disc => 12,
            Swatch::Hidden | Swatch::Line | Swatch::Box | Swatch::Curve(_) => 24,
        }
    }

    fn draw(self, canvas: &mut Canvas, x: i32, y: i32) {
        let across = (x, x + self.width());
        match self {
            Swatch::Fill(color) => canvas.rect(across, (y - 6, y + 6), color),
            Swatch::Empty => canvas.frame(across, (y - 6, y + 6), AXIS),
            Swatch::Hidden => {
                canvas.frame(across, (y - 6, y + 6), AXIS);
                canvas.hidden((x + 12, y), Anchor::Middle);
            }
            Swatch::Ring => canvas.ring((x + 6, y), 5, MUTED),
            Swatch::Disc => canvas.disc((x + 6, y), 6, BLUE, 1.0),
            Swatch::Curve(color) => canvas.band(across, (y - 1, y + 2), color, 1.0),
            Swatch::Line => canvas.rect(across, (y - 3, y + 3), BLUE),
            Swatch::Box => {
                canvas.rect(across, (y - 7, y + 7), WASH);
                canvas.frame(across, (y - 7, y + 7), AXIS);
            }
        }
    }
}

/// Draws a key that flows from `x` to `right`, its first line at `y`, and returns where its last line is. Items take
/// two even columns instead when `columns` is asked for and they fit.
pub(super) fn key(canvas: &mut Canvas, items: &[(Swatch, &str, Style)], x: (i32, i32), y: i32, columns: bool) -> i32 {
    const AFTER_SWATCH: i32 = 6;
    const BETWEEN: i32 = 20;
    let half = (x.1 - x.0 + BETWEEN) / 2;
    let needs = |&(swatch, text, style): &(Swatch, &str, Style)| swatch.width() + AFTER_SWATCH + pixels(text, style);
    let even = columns && items.iter().all(|item| needs(item) + GAP <= half);
    let (mut left, mut line, mut below) = (x.0, y, y);
    for item in items {
        let (swatch, text, style) = *item;
        let width = needs(item);
        if left > x.0 && left + width > x.1 {
            (left, line) = (x.0, below + KEY_LEAD);
        }
        swatch.draw(canvas, left, line);
        let start = left + swatch.width() + AFTER_SWATCH;
        let words = Block::default().with(text, style, x.1 - start);
        words.down_from(canvas, start, line, Anchor::Start);
        below = below.max(line + LEAD * (words.lines() - 1).max(0));
        left += if even { half } else { width + BETWEEN };
    }
    below
}

/// The words over a narrow row from `x` on: its name, and a note at the right if both fit on a line, else below.
/// Returns where the next thing may begin.
pub(super) fn narrow_head(canvas: &mut Canvas, x: i32, y: i32, label: (&str, Style), note: (&str, Style)) -> i32 {
    let room = canvas.width - x;
    let fits = pixels(label.0, label.1) + GAP + pixels(note.0, note.1) <= room;
    let mut block = Block::default().with(label.0, label.1, room);
    if fits {
        canvas.text((canvas.width, y + 8), Anchor::End, note.1, note.0);
    } else {
        block = block.with(note.0, note.1, room);
    }
    block.down_from(canvas, x, y + 8, Anchor::Start);
    y + block.height().max(LEAD) + 1
}

/// A straight way from values to pixels; what lies outside is drawn at the edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub(super) values: (f64, f64),
    pub(super) pixels: (i32, i32),
}

impl Scale {
    /// The whole pixel of a value.
    pub(super) fn at(&self, value: f64) -> i32 {
        let length = self.values.1 - self.values.0;
        let share = ((value - self.values.0) / length).clamp(0.0, 1.0);
        if share.is_nan() {
            return self.pixels.0;
        }
        let pixels = f64::from(self.pixels.1 - self.pixels.0);
        self.pixels.0 + (pixels * share).round() as i32
    }

    /// A row's own thin axis, for narrow drawings, where gridlines would cross the labels.
    pub(super) fn track(&self, canvas: &mut Canvas, y: i32, ticks: impl Iterator<Item = f64>) {
        canvas.across((self.pixels.0, self.pixels.1 + 1), y, GRID);
        for tick in ticks {
            canvas.down(self.at(tick), (y - 4, y + 5), GRID);
        }
    }

    /// The hidden symbol in its place at the left end, on paper so that a track does not strike it through.
    pub(super) fn hidden(&self, canvas: &mut Canvas, y: i32) {
        let x = self.pixels.0 + 8;
        let right = x + pixels(DOTS, HIDDEN);
        canvas.rect((x - 3, right + 3), (y - 7, y + 8), PAPER);
        canvas.hidden((x, y), Anchor::Start);
    }

    /// A written tick under the axis, kept inside the drawing.
    pub(super) fn tick(&self, canvas: &mut Canvas, value: f64, y: i32, text: &str) {
        let half = (pixels(text, NOTE) + 1) / 2;
        let x = self.at(value).min(canvas.width - half).max(half);
        canvas.text((x, y), Anchor::Middle, NOTE, text);
    }
}

/// Words of a key in ink.
pub(super) fn item(swatch: Swatch, text: &str) -> (Swatch, &str, Style) {
    (swatch, text, KEY)
}
