//! From where to where? A matrix with a place for every hidden number, where flowing ribbons would give it away by
//! their width. A circle's area is the number of people; its colour says on which side of the diagonal it lies.

use plotters::style::RGBColor;

use crate::chart::Width;
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{Block, GAP, LEAD, NARROW, WIDE, narrow_head, right_of_labels};
use crate::chart::text::pixels;
use crate::chart::theme::{AXIS, BLUE, COUNT, GRID, INK, KEY, LABEL, MUTED, NOTE, ORANGE, STRONG, Style, WASH, fill};
use crate::report::figure::{Mark, Transition, TransitionColumn, TransitionRow};

/// The grid of cells.
struct Grid {
    left: i32,
    cell: (i32, i32),
    /// Radius of the largest circle.
    radius: f64,
    /// The number it stands for.
    largest: f64,
    /// How numbers in circles are written.
    count: Style,
}

impl Grid {
    /// The middle of a column.
    fn column(&self, j: usize) -> i32 {
        self.edge(j) + self.cell.0 / 2
    }

    /// The left edge of a column.
    fn edge(&self, j: usize) -> i32 {
        self.left + self.cell.0 * j as i32
    }
}

pub(super) fn draw(chart: &Transition, to: Width) -> Canvas {
    match to {
        Width::Wide => wide(chart),
        Width::Narrow => narrow(chart),
    }
}

fn largest(chart: &Transition) -> f64 {
    let cells = chart.rows.iter().flat_map(|row| &row.cells);
    cells.flatten().map(|mark| mark.at).filter(|at| at.is_finite()).fold(0.0, f64::max)
}

fn count(chart: &Transition) -> i32 {
    chart.columns.len().max(1) as i32
}

/// Heads and totals of the unknown stand back.
fn tone(column: &TransitionColumn) -> RGBColor {
    if column.class.is_some() { INK } else { MUTED }
}

fn wide(chart: &Transition) -> Canvas {
    let mut canvas = Canvas::new(WIDE);
    let cell = (((WIDE - 162) / count(chart)).min(96), 58);
    let room = (WIDE - cell.0 * count(chart)).clamp(162, 260);
    let names = chart.rows.iter().flat_map(|row| [(row.label.as_str(), STRONG), (row.note.as_str(), NOTE)]);
    let left = right_of_labels(names, 162, room);
    let grid = Grid { left, cell, radius: 25.0, largest: largest(chart), count: COUNT };
    let right = grid.edge(chart.columns.len());

    let row_title = Block::default().with(&chart.row_title, NOTE, left - GAP);
    let column_title = Block::default().with(&chart.column_title, NOTE, WIDE - left);
    row_title.down_from(&mut canvas, 0, 9, Anchor::Start);
    column_title.down_from(&mut canvas, left, 9, Anchor::Start);
    let titles = LEAD * row_title.lines().max(column_title.lines());
    let top = heads(&mut canvas, chart, &grid, titles + 1, true);
    canvas.across((0, right), top, AXIS);
    strips(&mut canvas, chart, &grid, top, 4, 8);

    let mut y = top;
    for (i, row) in chart.rows.iter().enumerate() {
        let words = Block::default().with(&row.label, STRONG, left - GAP).with(&row.note, NOTE, left - GAP);
        let height = grid.cell.1.max(words.height() + 10);
        if i > 0 {
            canvas.across((0, right), y, GRID);
        }
        words.around(&mut canvas, 0, y + height / 2, Anchor::Start);
        cells(&mut canvas, chart, row, &grid, (y, y + height));
        y += height;
    }
    canvas.across((0, right), y, AXIS);
    let total = Block::default().with(&chart.total, LABEL, left - GAP);
    total.down_from(&mut canvas, 0, y + 18, Anchor::Start);
    totals(&mut canvas, chart, &grid, y + 18);
    let bottom = y + 17 + total.height().max(LEAD);
    unknown_line(&mut canvas, chart, &grid, (titles + 4, bottom - 4));
    canvas.height = bottom;
    canvas
}

fn narrow(chart: &Transition) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    // A few columns have room for their names; more are numbered.
    let names = count(chart) <= 4;
    let grid = Grid {
        left: 3,
        cell: (((NARROW - 5) / count(chart)).min(105), 54),
        radius: 21.0,
        largest: largest(chart),
        count: LABEL,
    };
    let title = Block::default().with(&chart.column_title, NOTE, NARROW);
    title.down_from(&mut canvas, 0, 9, Anchor::Start);
    let mut y = title.height();
    if !names {
        y = numbered_key(&mut canvas, chart, y + 12) + 12;
    }
    let top = heads(&mut canvas, chart, &grid, y, names);
    canvas.across((0, NARROW), top, AXIS);
    strips(&mut canvas, chart, &grid, top, 3, 6);

    let row_title = Block::default().with(&chart.row_title, NOTE, NARROW);
    row_title.down_from(&mut canvas, 0, top + 14, Anchor::Start);
    let start = if names { 0 } else { NUMBER };
    let mut y = top + row_title.height() + 4;
    for (i, row) in chart.rows.iter().enumerate() {
        if i > 0 {
            canvas.across((0, NARROW), y, GRID);
        }
        if !names {
            let number = number(chart, row.position);
            canvas.text((0, y + 14), Anchor::Start, STRONG, &number);
        }
        let label = (row.label.as_str(), STRONG);
        let above = narrow_head(&mut canvas, start, y + 6, label, (&row.note, NOTE)) - 1;
        cells(&mut canvas, chart, row, &grid, (above, above + grid.cell.1));
        y = above + grid.cell.1 + 2;
    }
    canvas.across((0, NARROW), y, AXIS);
    let total = Block::default().with(&chart.total, NOTE, NARROW);
    total.down_from(&mut canvas, 0, y + 14, Anchor::Start);
    let sums = y + 17 + total.height();
    totals(&mut canvas, chart, &grid, sums);
    unknown_line(&mut canvas, chart, &grid, (top - 24, top + 1));
    canvas.height = sums + 12;
    canvas
}

/// Writes the heads of the columns, by name or by number, from `y` down; returns where the matrix begins.
fn heads(canvas: &mut Canvas, chart: &Transition, grid: &Grid, y: i32, names: bool) -> i32 {
    let head = |(j, column): (usize, &TransitionColumn)| {
        let (text, style) =
            if names { (column.label.clone(), NOTE) } else { (number(chart, j), STRONG.bold(column.class.is_some())) };
        Block::default().with(&text, style.color(tone(column)), grid.cell.0 - 3)
    };
    let heads: Vec<Block> = chart.columns.iter().enumerate().map(head).collect();
    let top = y + heads.iter().map(Block::height).fold(0, i32::max) + 12;
    for (j, head) in heads.iter().enumerate() {
        head.up_to(canvas, grid.column(j), top - 12, Anchor::Middle);
    }
    top
}

/// Room for the number before a name in a narrow drawing.
const NUMBER: i32 = 15;

/// What stands for a column in a narrow drawing, where its name has no room.
fn number(chart: &Transition, j: usize) -> String {
    match chart.columns.get(j) {
        Some(column) if column.class.is_none() => "?".to_owned(),
        Some(_) => (j + 1).to_string(),
        None => String::new(),
    }
}

/// Numbers with their names, down two columns when they fit; returns where the last line is.
fn numbered_key(canvas: &mut Canvas, chart: &Transition, y: i32) -> i32 {
    let half = NARROW / 2 + GAP;
    let names = chart.columns.iter();
    let widest = names.map(|column| pixels(&column.label, KEY)).fold(0, i32::max);
    let per_column =
        if NUMBER + widest <= half - GAP { chart.columns.len().div_ceil(2).max(1) } else { chart.columns.len().max(1) };
    let (mut line, mut lowest) = (y, y);
    for (j, column) in chart.columns.iter().enumerate() {
        let x = half * (j / per_column) as i32;
        if j % per_column == 0 {
            line = y;
        }
        canvas.text((x, line), Anchor::Start, KEY.bold(true), &number(chart, j));
        let style = KEY.color(tone(column));
        let name = Block::default().with(&column.label, style, NARROW - NUMBER - x);
        name.down_from(canvas, x + NUMBER, line, Anchor::Start);
        lowest = lowest.max(line + name.height() - LEAD);
        line += name.height() + 2;
    }
    lowest
}

/// The colour of each class under its head.
fn strips(canvas: &mut Canvas, chart: &Transition, grid: &Grid, y: i32, height: i32, inset: i32) {
    for (j, column) in chart.columns.iter().enumerate() {
        if let Some(class) = column.class {
            let x = (grid.edge(j) + inset, grid.edge(j + 1) - inset);
            canvas.rect(x, (y - height, y), fill(class));
        }
    }
}

/// A hairline before the unknown.
fn unknown_line(canvas: &mut Canvas, chart: &Transition, grid: &Grid, y: (i32, i32)) {
    for (j, column) in chart.columns.iter().enumerate().skip(1) {
        if column.class.is_none() {
            canvas.down(grid.edge(j), y, GRID);
        }
    }
}

fn totals(canvas: &mut Canvas, chart: &Transition, grid: &Grid, y: i32) {
    for (j, column) in chart.columns.iter().enumerate() {
        let at = (grid.column(j), y);
        match &column.total {
            Some(total) => {
                canvas.text(at, Anchor::Middle, LABEL.color(tone(column)), &total.text);
            }
            None => canvas.hidden(at, Anchor::Middle),
        }
    }
}

fn cells(canvas: &mut Canvas, chart: &Transition, row: &TransitionRow, grid: &Grid, y: (i32, i32)) {
    let middle = (y.0 + y.1) / 2;
    for (j, (cell, column)) in row.cells.iter().zip(&chart.columns).enumerate() {
        let at = (grid.column(j), middle);
        if j == row.position {
            let x = (grid.edge(j) + 1, grid.edge(j + 1) - 1);
            canvas.rect(x, (y.0 + 1, y.1 - 1), WASH);
        }
        let Some(mark) = cell else {
            canvas.hidden(at, Anchor::Middle);
            continue;
        };
        let nearer = column.class.is_some() && j > row.position;
        let color = if column.class.is_none() || j == row.position {
            MUTED
        } else if nearer {
            BLUE
        } else {
            ORANGE
        };
        people(canvas, grid, at, mark, color, nearer);
    }
}

/// A number in its circle; over it when the circle is too small to hold it.
fn people(canvas: &mut Canvas, grid: &Grid, (x, y): (i32, i32), mark: &Mark, color: RGBColor, bold: bool) {
    let share = mark.at / grid.largest;
    if !share.is_finite() || share <= 0.0 {
        canvas.text((x, y), Anchor::Middle, NOTE, &mark.text);
        return;
    }
    let radius = (grid.radius * share.sqrt()).round().max(3.0);
    let style = grid.count.bold(bold);
    let half = f64::from(pixels(&mark.text, style)) / 2.0;
    let high = 0.3 * f64::from(style.size);
    let holds = half * half + high * high <= (radius - 1.0) * (radius - 1.0);
    // Otherwise number, 4 px and circle stand in the middle of the cell together.
    let lower = if holds { 0 } else { 7 };
    let upper = if holds { 0 } else { radius as i32 + 2 };
    canvas.disc((x, y + lower), radius as u32, color, 0.16);
    canvas.ring((x, y + lower), radius as u32, color);
    canvas.text((x, y - upper), Anchor::Middle, style, &mark.text);
}
