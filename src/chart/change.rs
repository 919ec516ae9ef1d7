//! How far did the average move, and is it more than chance? A ring at the start, a disc at the end, and around the
//! end a band for the interval of the change.

use crate::chart::Width;
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{Block, Column, GAP, KEY_LEAD, LEAD, N, NARROW, Scale, Swatch, WIDE, key, right_of_labels};
use crate::chart::text::{pixels, width};
use crate::chart::theme::{AXIS, BLUE, GRID, KEY, LABEL, MUTED, NOTE, OFF, PAPER, STRONG, Style};
use crate::report::figure::{Change, ChangeMarks, ChangeRow};

pub(super) fn draw(chart: &Change, to: Width) -> Canvas {
    match to {
        Width::Wide => wide(chart),
        Width::Narrow => narrow(chart),
    }
}

/// The marks of a row, if every position is a number.
fn shown(row: &ChangeRow) -> Option<&ChangeMarks> {
    row.marks.as_ref().filter(|marks| {
        let (low, high) = marks.interval;
        [marks.start.at, marks.end.at, low, high].into_iter().all(f64::is_finite)
    })
}

/// Both ends of the axis and the step between ticks: tens around every mark with 3 to spare, at least 40 long.
fn axis(chart: &Change) -> (i32, i32, i32) {
    let marks = || chart.rows.iter().filter_map(shown);
    let values = marks().flat_map(|m| {
        let (low, high) = m.interval;
        [m.start.at, m.end.at, m.start.at + low, m.start.at + high]
    });
    let (least, most) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), v| (least.min(v), most.max(v)));
    if least > most {
        return (0, 100, 20);
    }
    let mut from = (((least - 3.0) / 10.0).floor() * 10.0).clamp(0.0, 90.0) as i32;
    let mut to = (((most + 3.0) / 10.0).ceil() * 10.0).clamp(10.0, 100.0) as i32;
    while to - from < 40 {
        let short = to - from < 30 || from == 0;
        (from, to) = ((from - 10).max(0), (to + if short { 10 } else { 0 }).min(100));
    }
    if to - from <= 50 {
        return (from, to, 10);
    }
    // Steps of 20 keep the gridlines few; the ends stay on a tick.
    (from / 20 * 20, (to + 10) / 20 * 20, 20)
}

/// Where the end may lie, from the interval of the change.
fn band(marks: &ChangeMarks, scale: Scale) -> (i32, i32) {
    let (low, high) = marks.interval;
    let start = marks.start.at;
    (scale.at(start + low), scale.at(start + high))
}

/// A number beside the marks: the pixel at its near end, and how it is written.
struct Beside<'a> {
    at: i32,
    text: &'a str,
    style: Style,
}

/// What is written at the left and at the right of a row's marks, outside of ring, disc and band.
fn beside(marks: &ChangeMarks, scale: Scale) -> (Beside<'_>, Beside<'_>) {
    let (start, end) = (scale.at(marks.start.at), scale.at(marks.end.at));
    let band = band(marks, scale);
    let end_style = if marks.clear { STRONG } else { LABEL.muted() };
    let first = (marks.start.text.as_str(), NOTE);
    let last = (marks.end.text.as_str(), end_style);
    let (left, right) = if marks.end.at >= marks.start.at { (first, last) } else { (last, first) };
    let leftmost = (start - 6).min(end - 6).min(band.0) - 7;
    let rightmost = (start + 6).max(end + 6).max(band.1) + 7;
    let write = |at, (text, style)| Beside { at, text, style };
    (write(leftmost, left), write(rightmost, right))
}

/// A scale that leaves room for the numbers beside the marks, between `limits`.
fn scale(chart: &Change, pixels: (i32, i32), limits: (i32, i32)) -> Scale {
    let (from, to, _) = axis(chart);
    let mut scale = Scale { values: (f64::from(from), f64::from(to)), pixels };
    // A shorter scale moves the other marks a little, so once is not always enough; four times is.
    for _ in 0..4 {
        let (mut over_left, mut over_right) = (0, 0);
        for marks in chart.rows.iter().filter_map(shown) {
            let (left, right) = beside(marks, scale);
            let begins = left.at - width(left.text, left.style).ceil() as i32;
            let ends = right.at + width(right.text, right.style).ceil() as i32;
            over_left = over_left.max(limits.0 - begins);
            over_right = over_right.max(ends - limits.1);
        }
        scale.pixels.0 += over_left;
        scale.pixels.1 = (scale.pixels.1 - over_right).max(scale.pixels.0);
    }
    scale
}

/// Change and interval as written, measured under their heads.
fn columns(chart: &Change, change: &str, interval: &str) -> (Column, Column) {
    let marks = || chart.rows.iter().filter_map(shown);
    let changes = marks().map(|marks| marks.change.as_str());
    let intervals = marks().map(|marks| marks.interval_text.as_str());
    (Column::new(change, KEY, changes, STRONG), Column::new(interval, NOTE, intervals, NOTE))
}

fn label_style(row: &ChangeRow) -> Style {
    match shown(row) {
        Some(_) => LABEL,
        None => LABEL.muted(),
    }
}

fn ticks(chart: &Change) -> impl Iterator<Item = i32> {
    let (from, to, step) = axis(chart);
    (from..=to).step_by(step.unsigned_abs() as usize)
}

fn wide(chart: &Change) -> Canvas {
    let mut canvas = Canvas::new(WIDE);
    let (changes, intervals) = columns(chart, &chart.change, &chart.interval);
    let counts = chart.rows.iter().filter_map(|row| row.n.as_deref());
    let counts = Column::new(N, NOTE, counts, NOTE);

    // Columns keep their places while what is written in them fits, and then move to the left.
    let interval_at = 550.min(WIDE - counts.width - GAP - intervals.width);
    let change_at = interval_at - 10;
    let until = change_at - changes.width - 8;
    let names = chart.rows.iter().map(|row| (row.label.as_str(), LABEL));
    let left = right_of_labels(names, 132, 190);
    let scale = scale(chart, (left, 466.min(until - 16)), (left - 8, until));

    let heads = [&changes, &intervals, &counts].map(|column| column.head.lines());
    let last = 12 + LEAD * (heads.into_iter().fold(1, i32::max) - 1);
    changes.head.up_to(&mut canvas, change_at, last, Anchor::End);
    intervals.head.up_to(&mut canvas, interval_at, last, Anchor::Start);
    counts.head.up_to(&mut canvas, WIDE, last, Anchor::End);

    let blocks: Vec<Block> =
        chart.rows.iter().map(|row| Block::default().with(&row.label, label_style(row), left - 12)).collect();
    let pitch = |block: &Block| 36.max(block.height() + 8);
    let first = blocks.first().map_or(0, pitch);
    let above = start_and_end(&mut canvas, chart, scale, (last, first), (left, until));
    let top = above + 32;
    let bottom = top + blocks.iter().map(pitch).sum::<i32>();
    for tick in ticks(chart) {
        let x = scale.at(f64::from(tick));
        canvas.down(x, (top - 6, bottom + 4), GRID);
        scale.tick(&mut canvas, f64::from(tick), bottom + 16, &tick.to_string());
    }
    canvas.height = bottom + 24 + axis_words(&mut canvas, chart, &chart.axis, left, bottom + 34);
    let mut y = top;
    for (row, block) in chart.rows.iter().zip(&blocks) {
        let middle = y + pitch(block) / 2;
        block.around(&mut canvas, 0, middle, Anchor::Start);
        if let Some(marks) = shown(row) {
            draw_marks(&mut canvas, scale, middle, marks);
            numbers(&mut canvas, scale, middle, marks);
            values(&mut canvas, change_at, (interval_at, Anchor::Start), middle, marks);
        } else {
            scale.hidden(&mut canvas, middle);
            canvas.hidden((change_at, middle), Anchor::End);
        }
        match &row.n {
            Some(n) => canvas.text((WIDE, middle), Anchor::End, NOTE, n),
            None => canvas.hidden((WIDE, middle), Anchor::End),
        }
        y += pitch(block);
    }
    canvas
}

/// Says over the first row what ring and disc are, or in a key when there are no marks or no room for that. Returns
/// where the last line is.
fn start_and_end(
    canvas: &mut Canvas,
    chart: &Change,
    scale: Scale,
    (y, first_row): (i32, i32),
    (left, until): (i32, i32),
) -> i32 {
    let disc = KEY.bold(true).color(BLUE);
    let words = [(Swatch::Ring, chart.start.as_str(), NOTE), (Swatch::Disc, chart.end.as_str(), disc)];
    let Some(marks) = chart.rows.first().and_then(shown) else {
        return key(canvas, &words, (left, until), y, false);
    };
    let start = (scale.at(marks.start.at), words[0].1, NOTE);
    let end = (scale.at(marks.end.at), words[1].1, disc);
    let forward = start.0 <= end.0;
    let (near, far) = if forward { (start, end) } else { (end, start) };
    let (near_width, far_width) = (pixels(near.1, near.2), pixels(far.1, far.2));
    // Each word is centred over its mark, or pushed outwards until they are apart.
    let middle = (near.0 + far.0) / 2;
    let near_ends = (near.0 + near_width / 2).min(middle - 6);
    let far_begins = (far.0 - far_width / 2).max(middle + 6);
    if near_ends < near_width || far_begins + far_width > until {
        return key(canvas, &words, (left, until), y, false);
    }
    canvas.text((near_ends, y), Anchor::End, near.2, near.1);
    canvas.text((far_begins, y), Anchor::Start, far.2, far.1);
    let reach = (y + 11, y + 32 + first_row / 2 - 9);
    canvas.down(near.0, reach, AXIS);
    canvas.down(far.0, reach, AXIS);
    y
}

/// Says that the axis does not start at nought, when it does not; returns the height it takes.
fn axis_words(canvas: &mut Canvas, chart: &Change, words: &str, x: i32, y: i32) -> i32 {
    if axis(chart).0 == 0 {
        return 0;
    }
    let block = Block::default().with(words, NOTE, canvas.width - x);
    block.down_from(canvas, x, y, Anchor::Start);
    block.height() + 1
}

fn narrow(chart: &Change) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    let (changes, intervals) = columns(chart, "", "");
    let change_at = NARROW - intervals.width - GAP;
    let scale = scale(chart, (6, NARROW - 6), (2, NARROW - 2));

    let disc = KEY.bold(true).color(BLUE);
    let items = [(Swatch::Ring, chart.start.as_str(), NOTE), (Swatch::Disc, chart.end.as_str(), disc)];
    let head = chart.change_and_interval.as_str();
    let taken = items.map(|(_, text, style)| pixels(text, style) + 18 + 20);
    let beside = taken.iter().sum::<i32>() + pixels(head, NOTE) <= NARROW;
    let mut y = key(&mut canvas, &items, (0, NARROW), 11, false);
    if beside {
        canvas.text((NARROW, y), Anchor::End, NOTE, head);
    } else {
        let words = Block::default().with(head, NOTE, NARROW);
        words.down_from(&mut canvas, NARROW, y + KEY_LEAD, Anchor::End);
        y += KEY_LEAD + LEAD * (words.lines() - 1).max(0);
    }
    y += 24;
    for row in &chart.rows {
        let block = Block::default().with(&row.label, label_style(row), change_at - changes.width - GAP);
        block.down_from(&mut canvas, 0, y + 10, Anchor::Start);
        let middle = y + 17 + block.height();
        scale.track(&mut canvas, middle, ticks(chart).map(f64::from));
        if let Some(marks) = shown(row) {
            values(&mut canvas, change_at, (NARROW, Anchor::End), y + 10, marks);
            draw_marks(&mut canvas, scale, middle, marks);
            numbers(&mut canvas, scale, middle, marks);
        } else {
            canvas.hidden((change_at, y + 10), Anchor::End);
            scale.hidden(&mut canvas, middle);
        }
        y = middle + 20;
    }
    for tick in ticks(chart) {
        scale.tick(&mut canvas, f64::from(tick), y + 7, &tick.to_string());
    }
    canvas.height = y + 16 + axis_words(&mut canvas, chart, &chart.axis_short, 0, y + 25);
    canvas
}

/// The change and its interval as written, side by side.
fn values(canvas: &mut Canvas, change_at: i32, interval_at: (i32, Anchor), y: i32, marks: &ChangeMarks) {
    let style = if marks.clear { STRONG } else { LABEL.muted() };
    canvas.text((change_at, y), Anchor::End, style, &marks.change);
    let interval = &marks.interval_text;
    canvas.text((interval_at.0, y), interval_at.1, NOTE, interval);
}

/// The numbers beside the marks, on paper where a gridline or a track runs under them.
fn numbers(canvas: &mut Canvas, scale: Scale, y: i32, marks: &ChangeMarks) {
    let (left, right) = beside(marks, scale);
    for (number, anchor) in [(left, Anchor::End), (right, Anchor::Start)] {
        let width = pixels(number.text, number.style);
        let from = match anchor {
            Anchor::End => number.at - width,
            _ => number.at,
        };
        canvas.rect((from - 2, from + width + 2), (y - 7, y + 8), PAPER);
        canvas.text((number.at, y), anchor, number.style, number.text);
    }
}

/// Band, line, ring and disc. Grey where the interval holds nought.
fn draw_marks(canvas: &mut Canvas, scale: Scale, y: i32, marks: &ChangeMarks) {
    let (color, ring) = if marks.clear { (BLUE, MUTED) } else { (OFF, OFF) };
    let (start, end) = (scale.at(marks.start.at), scale.at(marks.end.at));
    let band = band(marks, scale);
    canvas.band(band, (y - 5, y + 5), color, 0.3);
    canvas.rect((start.min(end), start.max(end)), (y - 1, y + 1), color);
    canvas.disc((start, y), 6, PAPER, 1.0);
    canvas.ring((start, y), 5, ring);
    canvas.disc((end, y), 6, color, 1.0);
}
