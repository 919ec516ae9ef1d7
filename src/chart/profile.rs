//! Who were they? A small bar list a question, all on one scale.

use crate::chart::Width;
use crate::chart::bars::{Bars, Numbers, WIDE_LEFT, WIDE_LONGEST, write};
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{Block, NARROW, WIDE};
use crate::chart::theme::{BLUE, LABEL, STRONG};
use crate::report::figure::{Panel, Profile, ProfileRow};

/// Width of a panel beside another.
const HALF: i32 = 328;
/// From the left edge of a panel to the one beside it.
const NEXT: i32 = WIDE - HALF;
/// Where bars begin in a panel.
const LEFT: i32 = 160;
/// A panel with more classes takes the full width, in two columns.
const MANY: usize = 8;

pub(super) fn draw(chart: &Profile, to: Width) -> Canvas {
    match to {
        Width::Wide => wide(chart),
        Width::Narrow => narrow(chart),
    }
}

fn numbers(row: &ProfileRow) -> Numbers<'_> {
    (row.share.as_ref(), row.count.as_deref())
}

fn published(panel: &Panel) -> impl Iterator<Item = &ProfileRow> {
    panel.rows.iter().filter(|row| row.share.as_ref().is_some_and(|share| share.at.is_finite()))
}

/// A bar that nothing stands beside compares nothing.
fn is_text(panel: &Panel) -> bool {
    published(panel).count() < 2
}

/// What decides the scale: all that has a bar.
fn all_numbers(chart: &Profile) -> impl Iterator<Item = Numbers<'_>> + Clone {
    chart.panels.iter().filter(|panel| !is_text(panel)).flat_map(|panel| panel.rows.iter().map(numbers))
}

/// A column of a wide drawing: a panel, and those of its rows that stand here.
struct Part<'a> {
    panel: &'a Panel,
    titled: bool,
    rows: &'a [ProfileRow],
}

/// Panels two by two, a panel with many classes alone in two columns.
fn shelves(chart: &Profile) -> Vec<Vec<Part<'_>>> {
    let mut shelves: Vec<Vec<Part>> = Vec::new();
    let mut open = false;
    for panel in &chart.panels {
        let part = |titled, rows| Part { panel, titled, rows };
        if panel.rows.len() > MANY && !is_text(panel) {
            let (first, second) = panel.rows.split_at(panel.rows.len().div_ceil(2));
            shelves.push(vec![part(true, first), part(false, second)]);
            open = false;
        } else if let (true, Some(shelf)) = (open, shelves.last_mut()) {
            shelf.push(part(true, &panel.rows));
            open = false;
        } else {
            shelves.push(vec![part(true, &panel.rows)]);
            open = true;
        }
    }
    shelves
}

fn wide(chart: &Profile) -> Canvas {
    let mut canvas = Canvas::new(WIDE);
    if let [panel] = &chart.panels[..] {
        // Alone it looks like a bar list.
        let bars = Bars::new(WIDE_LEFT, WIDE_LONGEST, WIDE, all_numbers(chart));
        let part = Part { panel, titled: true, rows: &panel.rows };
        let first = heading(&mut canvas, 0, 0, panel, WIDE);
        canvas.height = rows(&mut canvas, (0, first), &part, bars, WIDE_LEFT);
        return canvas;
    }
    let bars = Bars::new(LEFT, HALF, HALF, all_numbers(chart));
    let mut y = 0;
    for shelf in shelves(chart) {
        if y > 0 {
            y += 26;
        }
        let limit = if shelf.iter().any(|part| !part.titled) { WIDE } else { HALF };
        let columns = || shelf.iter().zip([0, NEXT]);
        let titles = columns().map(|(part, x)| match part.titled {
            true => heading(&mut canvas, x, y, part.panel, limit),
            false => y,
        });
        let first = titles.fold(y, i32::max);
        let ends = columns().map(|(part, x)| rows(&mut canvas, (x, first), part, bars.moved(x), LEFT));
        y = ends.fold(first, i32::max);
    }
    canvas.height = y.max(1);
    canvas
}

/// Writes what a panel is about; returns where its rows begin.
fn heading(canvas: &mut Canvas, x: i32, y: i32, panel: &Panel, limit: i32) -> i32 {
    let title = Block::default().with(&panel.title, STRONG, limit);
    title.down_from(canvas, x, y + 9, Anchor::Start);
    y + title.height() + 7
}

/// Draws rows down from a point with their bars at `left` from it; returns where they end.
fn rows(canvas: &mut Canvas, (x, top): (i32, i32), part: &Part, bars: Bars, left: i32) -> i32 {
    if is_text(part.panel) {
        return text_line(canvas, (x, top), part.panel, left);
    }
    let mut y = top;
    for row in part.rows {
        let label = Block::default().with(&row.label, LABEL, left - 12);
        let pitch = 28.max(label.height() + 8);
        label.around(canvas, x, y + pitch / 2, Anchor::Start);
        bars.draw(canvas, y + pitch / 2, 16, numbers(row), BLUE);
        y += pitch;
    }
    bars.axis(canvas, (top + 2, y - 2));
    y
}

/// The one class that may be told, with the hidden ones around it, or the hidden symbol alone; returns where it ends.
fn text_line(canvas: &mut Canvas, (x, y): (i32, i32), panel: &Panel, left: i32) -> i32 {
    if published(panel).next().is_none() {
        canvas.hidden((x, y + 10), Anchor::Start);
        return y + 22;
    }
    let mut y = y;
    for row in &panel.rows {
        let label = Block::default().with(&row.label, LABEL, left - 12);
        label.down_from(canvas, x, y + 10, Anchor::Start);
        match &row.share {
            Some(_) => write(canvas, (x + left, y + 10), numbers(row)),
            None => canvas.hidden((x + left, y + 10), Anchor::Start),
        }
        y += label.height() + 5;
    }
    y
}

fn narrow(chart: &Profile) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    let bars = Bars::new(0, 240, NARROW, all_numbers(chart));
    let mut y = 0;
    for panel in &chart.panels {
        if y > 0 {
            y += 18;
        }
        y = heading(&mut canvas, 0, y, panel, NARROW);
        if is_text(panel) {
            y = text_line(&mut canvas, (0, y), panel, LEFT);
            continue;
        }
        for row in &panel.rows {
            let label = Block::default().with(&row.label, LABEL, NARROW);
            label.down_from(&mut canvas, 0, y + 12, Anchor::Start);
            y += label.height() + 12;
            bars.draw(&mut canvas, y, 14, numbers(row), BLUE);
            y += 15;
        }
    }
    canvas.height = y.max(1);
    canvas
}
