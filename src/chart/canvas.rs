//! A list of marks in whole pixels, and its way through the SVG backend.
//!
//! Marks are collected first, because a drawing knows its height only when its labels are broken into lines, and
//! because a test can then look at what was drawn instead of at text.

use std::collections::BTreeSet;

use anyhow::Result;
use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, TextStyle};

use crate::chart::text;
use crate::chart::theme::{DOTS, HIDDEN, Style};

/// Written without quotes by the backend, so no name in it may hold a digit.
const FAMILY: &str = "Polku Sans, Arial, sans-serif";

/// What the backend divides every font size by.
const DIVISOR: f64 = 1.24;

/// Which end of a text stands at its position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// One mark.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Op {
    Rect { x: (i32, i32), y: (i32, i32), fill: RGBColor },
    Polygon { points: Vec<(i32, i32)>, fill: RGBColor, alpha: f64 },
    Line { points: Vec<(i32, i32)>, width: u32, stroke: RGBColor, alpha: f64 },
    Disc { at: (i32, i32), radius: u32, fill: RGBColor, alpha: f64 },
    Ring { at: (i32, i32), radius: u32, stroke: RGBColor },
    Text { at: (i32, i32), anchor: Anchor, style: Style, text: String },
}

/// A drawing under way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Canvas {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) ops: Vec<Op>,
}

impl Canvas {
    /// An empty drawing; its height is set when it is known.
    pub(super) fn new(width: i32) -> Canvas {
        Canvas { width, height: 1, ops: Vec::new() }
    }

    /// A filled rectangle; nothing when it has no area.
    pub(super) fn rect(&mut self, x: (i32, i32), y: (i32, i32), fill: RGBColor) {
        if x.0 < x.1 && y.0 < y.1 {
            self.ops.push(Op::Rect { x, y, fill });
        }
    }

    /// An outline inside the box: four filled rectangles, which stay crisp at any scale.
    pub(super) fn frame(&mut self, x: (i32, i32), y: (i32, i32), color: RGBColor) {
        if x.0 >= x.1 || y.0 >= y.1 {
            return;
        }
        self.rect(x, (y.0, y.0 + 1), color);
        self.rect(x, (y.1 - 1, y.1), color);
        self.rect((x.0, x.0 + 1), y, color);
        self.rect((x.1 - 1, x.1), y, color);
    }

    /// A horizontal hairline.
    pub(super) fn across(&mut self, x: (i32, i32), y: i32, color: RGBColor) {
        self.rect(x, (y, y + 1), color);
    }

    /// A vertical hairline.
    pub(super) fn down(&mut self, x: i32, y: (i32, i32), color: RGBColor) {
        self.rect((x, x + 1), y, color);
    }

    /// A band of a translucent colour. A polygon, so that a dark page can tell it from a bar.
    pub(super) fn band(&mut self, x: (i32, i32), y: (i32, i32), fill: RGBColor, alpha: f64) {
        if x.0 < x.1 && y.0 < y.1 {
            self.polygon(&[(x.0, y.0), (x.1, y.0), (x.1, y.1), (x.0, y.1)], fill, alpha);
        }
    }

    /// A filled area between corners.
    pub(super) fn polygon(&mut self, corners: &[(i32, i32)], fill: RGBColor, alpha: f64) {
        self.ops.push(Op::Polygon { points: corners.to_vec(), fill, alpha });
    }

    /// A line from point to point.
    pub(super) fn line(&mut self, points: &[(i32, i32)], width: u32, stroke: RGBColor, alpha: f64) {
        self.ops.push(Op::Line { points: points.to_vec(), width, stroke, alpha });
    }

    /// A filled circle.
    pub(super) fn disc(&mut self, at: (i32, i32), radius: u32, fill: RGBColor, alpha: f64) {
        self.ops.push(Op::Disc { at, radius, fill, alpha });
    }

    /// A circle of a 2 px line.
    pub(super) fn ring(&mut self, at: (i32, i32), radius: u32, stroke: RGBColor) {
        self.ops.push(Op::Ring { at, radius, stroke });
    }

    /// One line of text, half-way up at `at`.
    pub(super) fn text(&mut self, at: (i32, i32), anchor: Anchor, style: Style, text: &str) {
        let text = text::plain(text);
        if !text.trim().is_empty() {
            self.ops.push(Op::Text { at, anchor, style, text });
        }
    }

    /// The symbol of a hidden number. Its dots stand high in a line, so they are lowered to the middle.
    pub(super) fn hidden(&mut self, (x, y): (i32, i32), anchor: Anchor) {
        self.text((x, y + 1), anchor, HIDDEN, DOTS);
    }

    /// The drawing as plotters writes it, an `<svg>` element with its size.
    fn draw(&self) -> Result<String> {
        let mut buffer = String::new();
        let mut sizes = BTreeSet::new();
        let size = (self.width.max(1) as u32, self.height.max(1) as u32);
        let mut backend = SVGBackend::with_string(&mut buffer, size);
        for op in &self.ops {
            match op {
                Op::Rect { x, y, fill } => {
                    backend.draw_rect((x.0, y.0), (x.1, y.1), &fill.filled(), true)?;
                }
                Op::Polygon { points, fill, alpha } => {
                    backend.fill_polygon(points.iter().copied(), &fill.mix(*alpha))?
                }
                Op::Line { points, width, stroke, alpha } => {
                    backend.draw_path(points.iter().copied(), &stroke.mix(*alpha).stroke_width(*width))?;
                }
                Op::Disc { at, radius, fill, alpha } => backend.draw_circle(*at, *radius, &fill.mix(*alpha), true)?,
                Op::Ring { at, radius, stroke } => {
                    backend.draw_circle(*at, *radius, &stroke.stroke_width(2), false)?;
                }
                Op::Text { at, anchor, style, text } => {
                    sizes.insert(style.size);
                    backend.draw_text(text, &text_style(*style, *anchor), *at)?;
                }
            }
        }
        backend.present()?;
        drop(backend);
        Ok(whole_sizes(buffer, sizes))
    }

    /// The drawing with another opening tag and `inside` as its first content.
    pub(super) fn render(&self, tag: &str, inside: &str) -> Result<String> {
        let drawn = self.draw()?;
        let marks = drawn.split_once('>').map_or("", |(_, marks)| marks);
        Ok(format!("{tag}{inside}{marks}"))
    }
}

fn text_style(style: Style, anchor: Anchor) -> TextStyle<'static> {
    let weight = if style.bold { FontStyle::Bold } else { FontStyle::Normal };
    let horizontal = match anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    FontDesc::new(FontFamily::Name(FAMILY), asked_size(style.size), weight)
        .color(&style.color)
        .pos(Pos::new(horizontal, VPos::Center))
}

/// What to ask of the backend to be written `size`.
fn asked_size(size: u32) -> f64 {
    f64::from(size) * DIVISOR
}

/// Writes every size as it was meant: some do not survive the backend's division and come out as `13.000000000000002`.
/// Text cannot be touched, for a quotation mark in it is escaped.
fn whole_sizes(mut svg: String, sizes: BTreeSet<u32>) -> String {
    for size in sizes {
        let written = asked_size(size) / DIVISOR;
        if written != f64::from(size) {
            let attribute = format!("font-size=\"{written}\"");
            svg = svg.replace(&attribute, &format!("font-size=\"{size}\""));
        }
    }
    svg
}
