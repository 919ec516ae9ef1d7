//! What are people doing at each time? One full bar a moment: work at the left edge, the unknown at the right.

use crate::chart::Width;
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{Block, LEAD, NARROW, Swatch, WIDE, key, narrow_head, right_of_labels};
use crate::chart::stack::{self, Look, Stack, label_style};
use crate::chart::theme::{LABEL, NOTE, Style, fill, label_on};
use crate::report::figure::StatusOverTime;

pub(super) fn draw(chart: &StatusOverTime, to: Width) -> Canvas {
    let bars = chart.rows.iter().map(|row| row.bar.as_ref());
    let bars: Vec<Option<Stack>> =
        bars.map(|bar| bar.and_then(|bar| Stack::new(bar.base, &bar.parts, &bar.unknown))).collect();
    let looks: Vec<Look> = chart.classes.iter().map(|(class, _)| (fill(*class), label_on(*class))).collect();
    match to {
        Width::Wide => wide(chart, &bars, &looks),
        Width::Narrow => narrow(chart, &bars, &looks),
    }
}

fn key_items<'a>(chart: &'a StatusOverTime, bars: &[Option<Stack>]) -> Vec<(Swatch, &'a str, Style)> {
    let parts = chart.classes.iter().map(|(class, name)| (fill(*class), name.as_str()));
    stack::key_items(bars, parts, &chart.hidden, &chart.unknown)
}

fn wide(chart: &StatusOverTime, bars: &[Option<Stack>], looks: &[Look]) -> Canvas {
    let mut canvas = Canvas::new(WIDE);
    let words = chart.rows.iter().flat_map(|row| [(row.label.as_str(), LABEL), (row.note.as_str(), NOTE)]);
    let left = right_of_labels(words, 150, 190);
    let items = key_items(chart, bars);
    let mut y = key(&mut canvas, &items, (left, WIDE), 10, false) + 15;
    for (row, bar) in chart.rows.iter().zip(bars) {
        let words = Block::default().with(&row.label, label_style(bar), left - 12).with(&row.note, NOTE, left - 12);
        let pitch = 46.max(words.height() + 12);
        let middle = y + pitch / 2;
        words.around(&mut canvas, 0, middle, Anchor::Start);
        stack::draw(&mut canvas, (left, WIDE), (middle - 14, middle + 14), bar.as_ref(), looks);
        y += pitch;
    }
    canvas.height = y;
    canvas
}

fn narrow(chart: &StatusOverTime, bars: &[Option<Stack>], looks: &[Look]) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    let items = key_items(chart, bars);
    let mut y = key(&mut canvas, &items, (0, NARROW), 10, true) + 22;
    for (row, bar) in chart.rows.iter().zip(bars) {
        let label = (row.label.as_str(), label_style(bar));
        let top = narrow_head(&mut canvas, 0, y, label, (&row.note, NOTE));
        stack::draw(&mut canvas, (0, NARROW), (top, top + 26), bar.as_ref(), looks);
        y = top + 26 + LEAD - 6;
    }
    canvas.height = y - 9;
    canvas
}
