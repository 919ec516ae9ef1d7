//! How many gained, stayed, lost? One full bar a row: the gained begin at the left edge and the lost end at the right,
//! so that both can be compared down the rows.

use crate::chart::Width;
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{Block, Column, GAP, LEAD, N, NARROW, WIDE, narrow_head, right_of_labels};
use crate::chart::stack::{draw_hidden, label_style};
use crate::chart::text::pixels;
use crate::chart::theme::{AXIS, BLACK, BLUE, DOTS, GRID, HIDDEN, LABEL, NEUTRAL, NOTE, ORANGE, PAPER};
use crate::chart::theme::{STRONG, Style};
use crate::report::figure::{Mark, ThreeRow, ThreeWays};

pub(super) fn draw(chart: &ThreeWays, to: Width) -> Canvas {
    match to {
        Width::Wide => wide(chart),
        Width::Narrow => narrow(chart),
    }
}

/// What is drawn of a row: the gained, and unless the split is hidden the unchanged and the lost.
struct Shown<'a> {
    gained: &'a Mark,
    others: Option<(&'a Mark, &'a Mark)>,
}

fn shown(row: &ThreeRow) -> Option<Shown<'_>> {
    let finite = |mark: &&Mark| mark.at.is_finite();
    let parts = row.parts.as_ref()?;
    let gained = parts.gained.as_ref().filter(finite)?;
    let others = parts.same.as_ref().filter(finite).zip(parts.lost.as_ref().filter(finite));
    Some(Shown { gained, others })
}

fn label(row: &ThreeRow) -> Style {
    label_style(&shown(row)).bold(row.total)
}

/// Writes the three names from `y` down over the ends and the middle of the bars; returns where their last line is.
fn names(canvas: &mut Canvas, chart: &ThreeWays, (left, right): (i32, i32), y: i32) -> i32 {
    let styles = [STRONG.color(BLUE), LABEL.muted(), LABEL];
    let [gained, same, lost] = [0, 1, 2].map(|i| pixels(&chart.names[i], styles[i]));
    let room = right - left - 2 * GAP;
    if gained + same + lost <= room {
        // The middle one moves aside when a long name comes near it.
        let least = left + gained + GAP + (same + 1) / 2;
        let most = right - lost - GAP - (same + 1) / 2;
        let middle = ((left + right) / 2).min(most).max(least);
        for (i, (x, anchor)) in
            [(left, Anchor::Start), (middle, Anchor::Middle), (right, Anchor::End)].into_iter().enumerate()
        {
            canvas.text((x, y), anchor, styles[i], &chart.names[i]);
        }
        return y;
    }
    let blocks = [0, 1, 2].map(|i| Block::default().with(&chart.names[i], styles[i], room / 3));
    let last = y + LEAD * (blocks.iter().map(Block::lines).fold(1, i32::max) - 1);
    blocks[0].up_to(canvas, left, last, Anchor::Start);
    blocks[1].up_to(canvas, (left + right) / 2, last, Anchor::Middle);
    blocks[2].up_to(canvas, right, last, Anchor::End);
    last
}

fn wide(chart: &ThreeWays) -> Canvas {
    let mut canvas = Canvas::new(WIDE);
    let intervals = chart.rows.iter().filter_map(|row| row.interval.as_deref());
    let intervals = Column::new(&chart.interval, NOTE, intervals, NOTE);
    let counts = Column::new(N, NOTE, chart.rows.iter().filter_map(|row| row.n.as_deref()), NOTE);
    let left = right_of_labels(chart.rows.iter().map(|row| (row.label.as_str(), label(row))), 168, 190);
    // Columns keep their places while what is written in them fits, and then move to the left.
    let interval_at = 552.min(WIDE - counts.width - GAP - intervals.width);
    let right = interval_at - 16;

    let heads = 9 + LEAD * (intervals.head.lines() - 1).max(0);
    let last = names(&mut canvas, chart, (left, right), 9).max(heads);
    intervals.head.up_to(&mut canvas, interval_at, last, Anchor::Start);
    counts.head.up_to(&mut canvas, WIDE, last, Anchor::End);

    let mut y = last + 17;
    for (i, row) in chart.rows.iter().enumerate() {
        let words = Block::default().with(&row.label, label(row), left - 12);
        let pitch = 36.max(words.height() + 8);
        let middle = y + pitch / 2;
        words.around(&mut canvas, 0, middle, Anchor::Start);
        bar(&mut canvas, (left, right), (middle - 12, middle + 12), row);
        match &row.interval {
            Some(interval) => canvas.text((interval_at, middle), Anchor::Start, NOTE, interval),
            None => canvas.hidden((interval_at, middle), Anchor::Start),
        }
        match &row.n {
            Some(n) => canvas.text((WIDE, middle), Anchor::End, NOTE, n),
            None => canvas.hidden((WIDE, middle), Anchor::End),
        }
        y += pitch;
        if row.total && i + 1 < chart.rows.len() {
            canvas.across((0, WIDE), y + 4, GRID);
            y += 10;
        }
    }
    canvas.height = y;
    canvas
}

fn narrow(chart: &ThreeWays) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    let mut y = names(&mut canvas, chart, (0, NARROW), 9) + 20;
    for (i, row) in chart.rows.iter().enumerate() {
        let top = narrow_head(&mut canvas, 0, y, (&row.label, label(row)), (&row.note, NOTE)) + 2;
        bar(&mut canvas, (0, NARROW), (top, top + 22), row);
        y = top + 22 + 12;
        if row.total && i + 1 < chart.rows.len() {
            canvas.across((0, NARROW), y - 3, GRID);
            y += 7;
        }
    }
    canvas.height = y - 10;
    canvas
}

/// The bar of a row. The unchanged take what the others leave, for three rounded shares need not make a hundred.
fn bar(canvas: &mut Canvas, x: (i32, i32), y: (i32, i32), row: &ThreeRow) {
    let Some(Shown { gained, others }) = shown(row) else {
        draw_hidden(canvas, x, y);
        return;
    };
    let length = |mark: &Mark| {
        let exact = f64::from(x.1 - x.0) * (mark.at / 100.0).clamp(0.0, 1.0);
        // Nobody is too few to be seen.
        if exact > 0.0 { exact.round().max(2.0) as i32 } else { 0 }
    };
    let first = x.0 + length(gained);
    let last = others.map_or(x.1, |(_, lost)| (x.1 - length(lost)).max(first));
    // A gap of 2 px between pieces.
    let after = |at: i32| if at > x.0 { at + 1 } else { at };
    let before = |at: i32| if at < x.1 { at - 1 } else { at };
    let blue = (x.0, before(first));
    canvas.rect(blue, y, BLUE);
    written(canvas, blue, y, gained, STRONG.color(PAPER));
    let middle = (after(first), before(last));
    let Some((same, lost)) = others else {
        canvas.frame(middle, y, AXIS);
        if pixels(DOTS, HIDDEN) + 4 <= middle.1 - middle.0 {
            canvas.hidden(((middle.0 + middle.1) / 2, (y.0 + y.1) / 2), Anchor::Middle);
        }
        return;
    };
    canvas.rect(middle, y, NEUTRAL);
    canvas.frame(middle, y, AXIS);
    written(canvas, middle, y, same, LABEL);
    let orange = (after(last), x.1);
    canvas.rect(orange, y, ORANGE);
    written(canvas, orange, y, lost, LABEL.color(BLACK));
}

/// The number in its piece, if there is room.
fn written(canvas: &mut Canvas, x: (i32, i32), y: (i32, i32), mark: &Mark, style: Style) {
    let fits = |style: &Style| pixels(&mark.text, *style) + 4 <= x.1 - x.0;
    if let Some(style) = [style, style.size(13)].into_iter().find(fits) {
        canvas.text(((x.0 + x.1) / 2, (y.0 + y.1) / 2), Anchor::Middle, style, &mark.text);
    }
}
