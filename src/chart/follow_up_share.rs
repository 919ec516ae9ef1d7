//! Does it last, and how sure can we be? Three things in three marks: the share of the known, its interval, and what
//! the share could be if nobody or everybody of the unknown were in.

use crate::chart::Width;
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{
    Block, Column, GAP, KEY_LEAD, LEAD, NARROW, Scale, Swatch, WIDE, item, key, right_of_labels,
};
use crate::chart::theme::{AXIS, BLUE, GRID, KEY, LABEL, NOTE, PAPER, STRONG, Style, WASH};
use crate::report::figure::{FollowUpShare, Mark, ShareMarks, ShareRow};

pub(super) fn draw(chart: &FollowUpShare, to: Width) -> Canvas {
    match to {
        Width::Wide => wide(chart),
        Width::Narrow => narrow(chart),
    }
}

fn shown(row: &ShareRow) -> Option<&ShareMarks> {
    finite(row.marks.as_ref())
}

/// Marks of which every position is a number.
pub(super) fn finite(marks: Option<&ShareMarks>) -> Option<&ShareMarks> {
    marks.filter(|marks| {
        let (low, high) = marks.interval;
        let (floor, ceiling) = marks.bounds;
        [marks.share.at, low, high, floor, ceiling].into_iter().all(f64::is_finite)
    })
}

/// The ticks up to the least one that leaves room for every mark.
fn ticks(chart: &FollowUpShare) -> &[Mark] {
    let largest = chart
        .rows
        .iter()
        .filter_map(shown)
        .flat_map(|marks| [marks.share.at, marks.interval.1, marks.bounds.1])
        .fold(f64::NEG_INFINITY, f64::max);
    let enough = |tick: &Mark| tick.at > 0.0 && tick.at >= largest;
    match chart.ticks.iter().position(enough) {
        // Two ticks tell no scale.
        Some(last) if largest.is_finite() => &chart.ticks[..=last.max(2).min(chart.ticks.len() - 1)],
        _ => &chart.ticks,
    }
}

fn scale(ticks: &[Mark], pixels: (i32, i32)) -> Scale {
    Scale { values: (0.0, ticks.last().map_or(100.0, |tick| tick.at)), pixels }
}

/// The share and interval as written, measured under their heads.
fn columns(chart: &FollowUpShare, share: &str, interval: &str) -> (Column, Column) {
    let rows = || chart.rows.iter().filter_map(shown);
    let shares = rows().map(|marks| marks.share.text.as_str());
    let intervals = rows().map(|marks| marks.interval_text.as_str());
    (Column::new(share, KEY, shares, STRONG), Column::new(interval, NOTE, intervals, NOTE))
}

fn words(row: &ShareRow, label_limit: i32, note_limit: i32) -> Block {
    let label = match shown(row) {
        Some(_) => LABEL,
        None => LABEL.muted(),
    };
    Block::default().with(&row.label, label, label_limit).with(&row.note, NOTE, note_limit)
}

fn wide(chart: &FollowUpShare) -> Canvas {
    let mut canvas = Canvas::new(WIDE);
    let (shares, intervals) = columns(chart, &chart.share, &chart.interval);
    let bounds_texts = chart.rows.iter().filter_map(shown);
    let bounds_texts = bounds_texts.map(|marks| marks.bounds_text.as_str());
    let bounds = Column::new(&chart.bounds, NOTE, bounds_texts, LABEL);

    // Columns keep their places while what is written in them fits, and then move to the left.
    let interval_at = 522.min(WIDE - bounds.width - GAP - intervals.width);
    let share_at = interval_at - 10;
    let names = chart.rows.iter().flat_map(|row| [(row.label.as_str(), LABEL), (row.note.as_str(), NOTE)]);
    let left = right_of_labels(names, 150, 190);
    let right = 448.min(share_at - shares.width - 30);
    let ticks = ticks(chart);
    let scale = scale(ticks, (left, right));

    let heads = [&shares, &intervals, &bounds].map(|column| column.head.lines());
    let first = 10 + LEAD * (heads.into_iter().fold(1, i32::max) - 1);
    let items = [
        item(Swatch::Disc, &chart.share_key),
        item(Swatch::Line, &chart.interval),
        item(Swatch::Box, &chart.bounds_key),
    ];
    let until = share_at - shares.width - GAP;
    let last = key(&mut canvas, &items, (left, until), 10, false).max(first);
    shares.head.up_to(&mut canvas, share_at, last, Anchor::End);
    intervals.head.up_to(&mut canvas, interval_at, last, Anchor::Start);
    bounds.head.up_to(&mut canvas, WIDE, last, Anchor::End);

    let top = last + 32;
    let blocks: Vec<Block> = chart.rows.iter().map(|row| words(row, left - 12, left - 12)).collect();
    let pitch = |block: &Block| 46.max(block.height() + 12);
    let bottom = top + blocks.iter().map(pitch).sum::<i32>();
    for tick in ticks {
        let x = scale.at(tick.at);
        let color = if tick.at > 0.0 { GRID } else { AXIS };
        canvas.down(x, (top - 4, bottom), color);
        scale.tick(&mut canvas, tick.at, bottom + 14, &tick.text);
    }
    let mut y = top;
    for (row, block) in chart.rows.iter().zip(&blocks) {
        let middle = y + pitch(block) / 2;
        block.around(&mut canvas, 0, middle, Anchor::Start);
        if let Some(marks) = shown(row) {
            draw_marks(&mut canvas, scale, middle, marks);
            values(&mut canvas, share_at, (interval_at, Anchor::Start), middle, marks);
            let text = &marks.bounds_text;
            canvas.text((WIDE, middle), Anchor::End, LABEL, text);
        } else {
            scale.hidden(&mut canvas, middle);
            canvas.hidden((share_at, middle), Anchor::End);
            canvas.hidden((WIDE, middle), Anchor::End);
        }
        y += pitch(block);
    }
    canvas.height = bottom + 24;
    canvas
}

fn narrow(chart: &FollowUpShare) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    let (shares, intervals) = columns(chart, "", "");
    let share_at = NARROW - intervals.width - GAP;
    let ticks = ticks(chart);
    let scale = scale(ticks, (8, NARROW - 9));

    let items: [(Swatch, &str, Style); 3] = [
        item(Swatch::Disc, &chart.share),
        item(Swatch::Line, &chart.interval),
        item(Swatch::Box, &chart.bounds_key_short),
    ];
    let mut y = key(&mut canvas, &items, (0, NARROW), 10, false) + KEY_LEAD + 2;
    for row in &chart.rows {
        let block = words(row, share_at - shares.width - GAP, NARROW);
        block.down_from(&mut canvas, 0, y + 8, Anchor::Start);
        let middle = y + block.height() + 16;
        scale.track(&mut canvas, middle, ticks.iter().map(|tick| tick.at));
        if let Some(marks) = shown(row) {
            values(&mut canvas, share_at, (NARROW, Anchor::End), y + 8, marks);
            draw_marks(&mut canvas, scale, middle, marks);
        } else {
            canvas.hidden((share_at, y + 8), Anchor::End);
            scale.hidden(&mut canvas, middle);
        }
        y = middle + 26;
    }
    for tick in ticks {
        scale.tick(&mut canvas, tick.at, y - 2, &tick.text);
    }
    canvas.height = y + 8;
    canvas
}

/// The share and its interval as written, side by side.
pub(super) fn values(canvas: &mut Canvas, share_at: i32, interval_at: (i32, Anchor), y: i32, marks: &ShareMarks) {
    canvas.text((share_at, y), Anchor::End, STRONG, &marks.share.text);
    let interval = &marks.interval_text;
    canvas.text((interval_at.0, y), interval_at.1, NOTE, interval);
}

/// Box, bar and disc, the surest on top. A box without width – everybody is known – is not drawn.
pub(super) fn draw_marks(canvas: &mut Canvas, scale: Scale, y: i32, marks: &ShareMarks) {
    let bounds = (scale.at(marks.bounds.0), scale.at(marks.bounds.1));
    canvas.rect(bounds, (y - 9, y + 9), WASH);
    canvas.frame(bounds, (y - 9, y + 9), AXIS);
    let interval = (scale.at(marks.interval.0), scale.at(marks.interval.1));
    canvas.rect(interval, (y - 3, y + 3), BLUE);
    let share = (scale.at(marks.share.at), y);
    canvas.disc(share, 8, PAPER, 1.0);
    canvas.disc(share, 7, BLUE, 1.0);
}
