//! Of whom do we know? One full bar a moment, the same people in each: known at the left edge, not yet due empty at
//! the right.

use crate::chart::Width;
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{Block, Column, GAP, LEAD, NARROW, Swatch, WIDE, key, right_of_labels};
use crate::chart::stack::{self, Look, Stack, label_style};
use crate::chart::theme::{BLACK, BLUE, CHARCOAL, COUNT, LABEL, NOTE, ORANGE, PAPER, STRONG, Style};
use crate::report::figure::{Coverage, CoverageRow};

/// Known, not reached, declined.
const LOOKS: [Look; 3] = [(BLUE, PAPER), (ORANGE, BLACK), (CHARCOAL, PAPER)];

const SHARE: Style = COUNT.bold(true);

pub(super) fn draw(chart: &Coverage, to: Width) -> Canvas {
    let bars: Vec<Option<Stack>> = chart.rows.iter().map(|row| stack(chart.base, row)).collect();
    match to {
        Width::Wide => wide(chart, &bars),
        Width::Narrow => narrow(chart, &bars),
    }
}

fn stack(base: u64, row: &CoverageRow) -> Option<Stack<'_>> {
    let [parts @ .., not_due] = row.parts.as_ref()?;
    Stack::new(base, parts, not_due)
}

fn key_items<'a>(chart: &'a Coverage, bars: &[Option<Stack>]) -> Vec<(Swatch, &'a str, Style)> {
    let [parts @ .., not_due] = &chart.names;
    let parts = LOOKS.iter().zip(parts).map(|((fill, _), name)| (*fill, name.as_str()));
    stack::key_items(bars, parts, &chart.hidden, not_due)
}

fn wide(chart: &Coverage, bars: &[Option<Stack>]) -> Canvas {
    let mut canvas = Canvas::new(WIDE);
    let shares = Column::new(&chart.head, NOTE, chart.rows.iter().filter_map(|row| row.share.as_deref()), SHARE);
    let left = right_of_labels(chart.rows.iter().map(|row| (row.label.as_str(), LABEL)), 150, 190);
    let right = 570.min(WIDE - shares.width - GAP);
    let items = key_items(chart, bars);
    let last = key(&mut canvas, &items, (left, WIDE - shares.width - GAP), 10, false);
    let last = last.max(10 + LEAD * (shares.head.lines() - 1));
    shares.head.up_to(&mut canvas, WIDE, last, Anchor::End);
    let mut y = last + 15;
    for (row, bar) in chart.rows.iter().zip(bars) {
        let label = Block::default().with(&row.label, label_style(bar), left - 12);
        let pitch = 42.max(label.height() + 12);
        let middle = y + pitch / 2;
        label.around(&mut canvas, 0, middle, Anchor::Start);
        stack::draw(&mut canvas, (left, right), (middle - 12, middle + 12), bar.as_ref(), &LOOKS);
        share(&mut canvas, middle, row, SHARE);
        y += pitch;
    }
    canvas.height = y;
    canvas
}

fn narrow(chart: &Coverage, bars: &[Option<Stack>]) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    let mut y = key(&mut canvas, &key_items(chart, bars), (0, NARROW), 10, true) + 20;
    // The head once, over the column it names, so that a row keeps its line for its own name.
    let head = Block::default().with(&chart.head, NOTE, NARROW);
    head.down_from(&mut canvas, NARROW, y + 4, Anchor::End);
    y += head.height();
    let shares = Column::new("", NOTE, chart.rows.iter().filter_map(|row| row.share.as_deref()), STRONG);
    for (row, bar) in chart.rows.iter().zip(bars) {
        let label = Block::default().with(&row.label, label_style(bar), NARROW - shares.width - GAP);
        label.down_from(&mut canvas, 0, y + 8, Anchor::Start);
        share(&mut canvas, y + 8, row, STRONG);
        let top = y + label.height().max(LEAD) + 1;
        stack::draw(&mut canvas, (0, NARROW), (top, top + 22), bar.as_ref(), &LOOKS);
        y = top + 22 + 10;
    }
    canvas.height = y - 8;
    canvas
}

/// The share of the known at the right edge.
fn share(canvas: &mut Canvas, y: i32, row: &CoverageRow, style: Style) {
    let at = (canvas.width, y);
    match &row.share {
        Some(share) => canvas.text(at, Anchor::End, style, share),
        None => canvas.hidden(at, Anchor::End),
    }
}
