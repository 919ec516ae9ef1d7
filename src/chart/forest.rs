//! For whom, and is the difference more than noise? A disc on its interval for every group, and down through all of
//! them a line where everybody together is.

use crate::chart::Width;
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{Block, Column, GAP, LEAD, N, NARROW, Scale, WIDE, right_of_labels};
use crate::chart::stack::label_style;
use crate::chart::text::pixels;
use crate::chart::theme::{AXIS, BLUE, GRID, KEY, LABEL, NOTE, PAPER, STRONG, Style};
use crate::report::figure::{Forest, ForestMarks, ForestRow};

pub(super) fn draw(chart: &Forest, to: Width) -> Canvas {
    match to {
        Width::Wide => wide(chart),
        Width::Narrow => narrow(chart),
    }
}

/// The marks of a row, if every position is a number.
fn shown(row: &ForestRow) -> Option<&ForestMarks> {
    row.marks.as_ref().filter(|marks| {
        let (low, high) = marks.interval;
        [marks.share.at, low, high].into_iter().all(f64::is_finite)
    })
}

/// Everybody, then every group.
fn rows(chart: &Forest) -> impl Iterator<Item = &ForestRow> {
    let groups = chart.groups.iter().flat_map(|group| &group.rows);
    std::iter::once(&chart.total).chain(groups)
}

/// Always the whole axis, so that no group looks further from the others than it is.
fn scale(pixels: (i32, i32)) -> Scale {
    Scale { values: (0.0, 100.0), pixels }
}

/// Share, interval and number of people as written, measured under their heads.
fn columns(chart: &Forest, [share, interval, n]: [&str; 3]) -> [Column; 3] {
    let marks = || rows(chart).filter_map(shown);
    let shares = marks().map(|marks| marks.share.text.as_str());
    let intervals = marks().map(|marks| marks.interval_text.as_str());
    let counts = rows(chart).filter_map(|row| row.n.as_deref());
    [
        Column::new(share, KEY, shares, STRONG),
        Column::new(interval, NOTE, intervals, NOTE),
        Column::new(n, NOTE, counts, NOTE),
    ]
}

fn label(row: &ForestRow, total: bool) -> Style {
    label_style(&shown(row)).bold(total)
}

fn wide<'a>(chart: &'a Forest) -> Canvas {
    let mut canvas = Canvas::new(WIDE);
    let columns = columns(chart, [&chart.share, &chart.interval, N]);
    let [shares, intervals, counts] = &columns;
    // Columns keep their places while what is written in them fits, and then move to the left.
    let interval_at = 526.min(WIDE - counts.width - GAP - intervals.width);
    let share_at = interval_at - 10;
    let heading = NOTE.bold(true);
    let labels = rows(chart).map(|row| (row.label.as_str(), LABEL));
    let headings = chart.groups.iter().map(|group| (group.heading.as_str(), heading));
    let left = right_of_labels(labels.chain(headings), 180, 190);
    let scale = scale((left, 452.min(share_at - shares.width - 30)));

    let last = 9 + LEAD * (columns.iter().map(|column| column.head.lines()).fold(1, i32::max) - 1);
    shares.head.up_to(&mut canvas, share_at, last, Anchor::End);
    intervals.head.up_to(&mut canvas, interval_at, last, Anchor::Start);
    counts.head.up_to(&mut canvas, WIDE, last, Anchor::End);

    // Rows are laid out first: lines that run behind all of them are drawn before any.
    let top = last + 19;
    let mut y = top;
    let mut heads = Vec::new();
    let mut lines = Vec::new();
    let mut put = |row: &'a ForestRow, total: bool, y: &mut i32| {
        let words = Block::default().with(&row.label, label(row, total), left - 12);
        let pitch = if total { 28 } else { 26 }.max(words.height() + 9);
        lines.push((*y + pitch / 2, row, words));
        *y += pitch;
    };
    put(&chart.total, true, &mut y);
    for group in &chart.groups {
        let words = Block::default().with(&group.heading, heading, left - 12);
        if words.lines() > 0 {
            heads.push((y + 19, words.clone()));
            y += 15 + words.height();
        } else {
            y += 6;
        }
        for row in &group.rows {
            put(row, false, &mut y);
        }
    }
    let bottom = y + 2;
    for tick in &chart.ticks {
        let color = if tick.at > 0.0 { GRID } else { AXIS };
        canvas.down(scale.at(tick.at), (top - 4, bottom), color);
        scale.tick(&mut canvas, tick.at, bottom + 13, &tick.text);
    }
    let first = lines.first().map_or(top, |(middle, ..)| *middle);
    if let Some(marks) = shown(&chart.total) {
        canvas.down(scale.at(marks.share.at), (first, bottom), BLUE);
    }
    for (at, words) in heads {
        words.down_from(&mut canvas, 0, at, Anchor::Start);
    }
    for (i, (middle, row, words)) in lines.into_iter().enumerate() {
        words.around(&mut canvas, 0, middle, Anchor::Start);
        if let Some(marks) = shown(row) {
            draw_marks(&mut canvas, scale, middle, marks, i == 0);
            canvas.text((share_at, middle), Anchor::End, STRONG, &marks.share.text);
            canvas.text((interval_at, middle), Anchor::Start, NOTE, &marks.interval_text);
        } else {
            scale.hidden(&mut canvas, middle);
            canvas.hidden((share_at, middle), Anchor::End);
        }
        match &row.n {
            Some(n) => canvas.text((WIDE, middle), Anchor::End, NOTE, n),
            None => canvas.hidden((WIDE, middle), Anchor::End),
        }
    }
    canvas.height = bottom + 24;
    canvas
}

fn narrow(chart: &Forest) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    let [shares, intervals, counts] = columns(chart, ["", "", ""]);
    let of_n = |n: &str| format!("{N}\u{a0}{n}");
    let widest = rows(chart).filter_map(|row| row.n.as_deref()).map(|n| pixels(&of_n(n), NOTE));
    let interval_at = NARROW - widest.fold(counts.width, i32::max) - GAP;
    let share_at = interval_at - intervals.width - 8;
    let scale = scale((8, NARROW - 9));
    let total = shown(&chart.total).map(|marks| scale.at(marks.share.at));

    let mut y = 0;
    let put = |canvas: &mut Canvas, row: &ForestRow, everybody: bool, y: i32| {
        let words = Block::default().with(&row.label, label(row, everybody), share_at - shares.width - GAP);
        words.down_from(canvas, 0, y + 10, Anchor::Start);
        let middle = y + words.height().max(LEAD) + 12;
        scale.track(canvas, middle, chart.ticks.iter().map(|tick| tick.at));
        if let Some(x) = total {
            canvas.down(x, (middle - 8, middle + 9), BLUE);
        }
        if let Some(marks) = shown(row) {
            draw_marks(canvas, scale, middle, marks, everybody);
            canvas.text((share_at, y + 10), Anchor::End, STRONG, &marks.share.text);
            canvas.text((interval_at, y + 10), Anchor::End, NOTE, &marks.interval_text);
        } else {
            scale.hidden(canvas, middle);
            canvas.hidden((share_at, y + 10), Anchor::End);
        }
        if let Some(n) = &row.n {
            canvas.text((NARROW, y + 10), Anchor::End, NOTE, &of_n(n));
        } else {
            canvas.hidden((NARROW, y + 10), Anchor::End);
        }
        middle + 13
    };
    y = put(&mut canvas, &chart.total, true, y) + 4;
    for group in &chart.groups {
        let words = Block::default().with(&group.heading, NOTE.bold(true), NARROW);
        words.down_from(&mut canvas, 0, y + 18, Anchor::Start);
        y += if words.lines() > 0 { 15 + words.height() } else { 0 };
        for row in &group.rows {
            y = put(&mut canvas, row, false, y);
        }
    }
    for tick in &chart.ticks {
        scale.tick(&mut canvas, tick.at, y + 8, &tick.text);
    }
    canvas.height = y + 17;
    canvas
}

/// A thin interval and a disc, larger for everybody.
fn draw_marks(canvas: &mut Canvas, scale: Scale, y: i32, marks: &ForestMarks, everybody: bool) {
    let radius = if everybody { 6 } else { 5 };
    let interval = (scale.at(marks.interval.0), scale.at(marks.interval.1));
    canvas.band(interval, (y - 1, y + 1), BLUE, 1.0);
    let share = (scale.at(marks.share.at), y);
    canvas.disc(share, radius + 1, PAPER, 1.0);
    canvas.disc(share, radius, BLUE, 1.0);
}
