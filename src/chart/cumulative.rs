//! How soon does it happen? Steps that rise in their band, and under them how many it may still happen to.

use crate::chart::Width;
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{Block, LEAD, NARROW, Swatch, WIDE, item, key};
use crate::chart::plot::{Line, Plot, lines, ticks};
use crate::chart::text::pixels;
use crate::chart::theme::{COUNT, DOTS, GRID, HIDDEN, KEY, NOTE, PAPER, VALUE};
use crate::report::figure::{Cumulative, CurvePoint};

/// From one row of numbers to the next.
const ROW: i32 = 20;
/// Least room between two numbers of a row.
const BETWEEN: i32 = 10;

pub(super) fn draw(chart: &Cumulative, to: Width) -> Canvas {
    let lines = lines(chart);
    match to {
        Width::Wide => wide(chart, &lines),
        Width::Narrow => narrow(chart, &lines),
    }
}

/// Words to be written in the plot: one over the other, at a point.
struct Words {
    block: Block,
    x: i32,
    anchor: Anchor,
    top: i32,
}

impl Words {
    /// Left, top, right and bottom.
    fn sides(&self) -> [i32; 4] {
        let (width, height) = (self.block.width(), self.block.height());
        let left = if self.anchor == Anchor::End { self.x - width } else { self.x };
        [left, self.top, left + width, self.top + height]
    }
}

/// Keeps gridlines from running through words.
fn on_paper<'a>(canvas: &mut Canvas, words: impl Iterator<Item = &'a Words>) {
    for words in words {
        let [left, top, right, bottom] = words.sides();
        canvas.rect((left - 3, (right + 3).min(canvas.width)), (top, bottom), PAPER);
    }
}

/// Those of `words` that stand inside the limits and apart from all before them, side by side where they belong to the
/// same curve.
fn with_room(words: impl Iterator<Item = Words>, x: (i32, i32), bottom: i32) -> Vec<Words> {
    let mut placed: Vec<Words> = Vec::new();
    for words in words {
        let [left, top, right, low] = words.sides();
        let apart = |other: &Words| {
            let [l, t, r, b] = other.sides();
            let over_or_under = words.anchor != other.anchor && (low <= t || b <= top);
            over_or_under || right + BETWEEN <= l || r + BETWEEN <= left
        };
        if left >= x.0 && right <= x.1 && low <= bottom && placed.iter().all(apart) {
            placed.push(words);
        }
    }
    placed
}

/// What is written at points, over a curve or, under the higher of two, below it. Later points come first.
fn at_points<'a>(
    plot: Plot,
    lines: &'a [Line],
    block: impl Fn(&CurvePoint, bool) -> Option<Block> + 'a,
) -> impl Iterator<Item = Words> + 'a {
    let last = |line: &Line| line.last().map_or(0.0, |point| point.share);
    let highest = lines.iter().map(last).fold(0.0, f64::max);
    let mut higher: Vec<bool> = lines.iter().map(|line| last(line) >= highest).collect();
    if let [true, second] = &mut higher[..] {
        *second = false;
    }
    let points =
        lines.iter().zip(higher).flat_map(|(line, over)| line.points.iter().rev().map(move |p| (line, over, *p)));
    points.filter_map(move |(line, over, point)| {
        let is_last = line.last().is_some_and(|last| std::ptr::eq(last, point));
        let block = block(point, is_last)?;
        let x = plot.x.at(point.month);
        let (low, high) = point.interval;
        Some(match over {
            true => Words { x: x - 5, anchor: Anchor::End, top: plot.y.at(high) - 3 - block.height(), block },
            false => Words { x: x + 6, anchor: Anchor::Start, top: plot.y.at(low) + 4, block },
        })
    })
}

fn wide(chart: &Cumulative, lines: &[Line]) -> Canvas {
    let mut canvas = Canvas::new(WIDE);
    let ticks = ticks(chart, lines);
    let several = lines.len() > 1;
    let mut top = 14;
    let mut plot = Plot::new(lines, ticks, (52, 560), (top, top + 248), 10);
    let after = plot.end + 12;
    let room = WIDE - after - if several { 18 } else { 0 };
    // More than two curves say their names and shares only, and nothing on the way; the table has the rest.
    let brief = lines.len() > 2;
    let name_fits = |line: &Line| Block::default().with(line.name, KEY, room).lines() <= 2;
    let named_at_end = several && lines.iter().all(name_fits);
    if several && !named_at_end {
        top = names(&mut canvas, lines) + 24;
    }

    let words = |plot: Plot| {
        let at_end = lines.iter().filter_map(|line| {
            let text = line.last().and_then(|point| point.text.as_ref());
            let name = if named_at_end { line.name } else { "" };
            let mut block = Block::default().with(name, KEY, room);
            if let Some(text) = text {
                if !brief {
                    block = block.with(&text.month, NOTE, room);
                }
                block = block.with(&text.share, VALUE, room);
                if !brief {
                    block = block.with(&text.interval, NOTE, room);
                }
            }
            let y = line.last().map_or(0, |point| plot.at(point).1);
            let x = if several { after + 18 } else { plot.line_end(line) + 12 };
            (block.lines() > 0).then(|| Words { top: y - block.height() / 2, x, anchor: Anchor::Start, block })
        });
        let mut at_end: Vec<Words> = at_end.collect();
        push_apart(&mut at_end, plot.y.pixels.0);
        let inner = at_points(plot, lines, |point, is_last| {
            let text = point.text.as_ref().filter(|_| !is_last && !brief)?;
            let block = Block::default().with(&text.month, NOTE, 150).with(&text.share, VALUE, 150);
            Some(block.with(&text.interval, NOTE, 150))
        });
        let inner = with_room(inner, (plot.x.pixels.0 + 2, plot.end), plot.y.pixels.0 - 2);
        (at_end, inner)
    };
    // What stands over the highest band may need more room than there is.
    plot.y.pixels = (top + 248, top);
    let (at_end, inner) = words(plot);
    let highest = at_end.iter().chain(&inner).map(|words| words.top).fold(top, i32::min);
    let down = (top - 12 - highest).max(0);
    plot.y.pixels = (top + 248 + down, top + down);

    plot.axes(&mut canvas, ticks, 12);
    let (at_end, inner) = words(plot);
    on_paper(&mut canvas, at_end.iter().chain(&inner));
    plot.curves(&mut canvas, lines);
    for (words, line) in at_end.iter().zip(lines).filter(|_| several) {
        let y = words.top + LEAD / 2;
        canvas.band((after, after + 12), (y - 1, y + 2), line.color, 1.0);
    }
    for words in at_end.iter().chain(&inner) {
        words.block.down_from(&mut canvas, words.x, words.top + LEAD / 2, words.anchor);
    }
    let bottom = plot.y.pixels.0;
    let axis = Block::default().with(&chart.axis, NOTE, plot.end - plot.x.pixels.0);
    axis.down_from(&mut canvas, plot.x.pixels.0, bottom + 35, Anchor::Start);
    let mut y = bottom + 35 + axis.height();
    canvas.across((0, WIDE), y, GRID);
    y += 6;
    for (words, number, shown) in numbers(chart, lines.len()) {
        let words = Block::default().with(words, NOTE, WIDE - after);
        let rows = ROW * shown as i32;
        let height = rows.max(words.height()) + 10;
        words.around(&mut canvas, after, y + height / 2, Anchor::Start);
        counts(&mut canvas, plot, (lines, shown), y + (height - rows + ROW) / 2, number);
        y += height;
    }
    canvas.height = y;
    canvas
}

/// Moves blocks that stand over one another apart, each as little as may be, and all of them above the bottom.
fn push_apart(blocks: &mut [Words], bottom: i32) {
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by_key(|i| blocks[*i].top);
    let room = |block: &Words| block.block.height() + 8;
    // A pair goes half each way; further ones give way from the first downwards.
    for (place, pair) in order.windows(2).enumerate() {
        let over = blocks[pair[0]].top + room(&blocks[pair[0]]) - blocks[pair[1]].top;
        if over > 0 {
            let up = if place == 0 { over / 2 } else { 0 };
            blocks[pair[0]].top -= up;
            blocks[pair[1]].top += over - up;
        }
    }
    let mut limit = bottom + 8;
    for i in order.into_iter().rev() {
        blocks[i].top = blocks[i].top.min(limit - room(&blocks[i]));
        limit = blocks[i].top;
    }
}

/// Names the curves in a key; returns where its last line is.
fn names(canvas: &mut Canvas, lines: &[Line]) -> i32 {
    let items: Vec<_> = lines.iter().map(|line| item(Swatch::Curve(line.color), line.name)).collect();
    let right = canvas.width;
    key(canvas, &items, (0, right), 10, false)
}

type Number = fn(&CurvePoint) -> Option<&str>;

/// The two rows of numbers under the plot with their names, and of how many curves each stands: of the same people so
/// many are at risk once.
fn numbers(chart: &Cumulative, curves: usize) -> [(&str, Number, usize); 2] {
    let at_risk: Number = |point| point.at_risk.as_deref();
    let events: Number = |point| point.events.as_deref();
    [(&chart.at_risk, at_risk, if chart.together { 1 } else { curves }), (&chart.events, events, curves)]
}

/// A row of numbers a curve, of the first so many of them, each under its point: first and last, those with words, then
/// as many as have room.
fn counts(canvas: &mut Canvas, plot: Plot, (lines, shown): (&[Line], usize), mut y: i32, number: Number) {
    // Both kinds of numbers take the same places, so that they can be read down.
    let points = || lines.iter().flat_map(|line| &line.points);
    let texts = points().flat_map(|point| [point.at_risk.as_deref(), point.events.as_deref()]);
    let half = texts.flatten().map(|text| pixels(text, KEY)).fold(pixels(DOTS, HIDDEN), i32::max) / 2 + 1;
    for line in lines.iter().take(shown) {
        if shown > 1 {
            canvas.band((4, 16), (y - 1, y + 2), line.color, 1.0);
        }
        let ends = line.points.first().copied().into_iter().chain(line.last());
        let told = line.points.iter().copied().filter(|point| point.text.is_some());
        let mut taken: Vec<i32> = Vec::new();
        for point in ends.chain(told).chain(line.points.iter().copied()) {
            let x = plot.x.at(point.month).min(canvas.width - half).max(half);
            if taken.iter().any(|other| (x - other).abs() < 2 * half + BETWEEN) {
                continue;
            }
            taken.push(x);
            match number(point) {
                Some(text) => canvas.text((x, y), Anchor::Middle, KEY, text),
                None => canvas.hidden((x, y), Anchor::Middle),
            }
        }
        y += ROW;
    }
}

fn narrow(chart: &Cumulative, lines: &[Line]) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    let ticks = ticks(chart, lines);
    let top = if lines.len() > 1 { names(&mut canvas, lines) + 24 } else { 14 };
    let mut plot = Plot::new(lines, ticks, (40, 304), (top, top + 200), 8);
    let words = |plot: Plot| {
        let text =
            |point: &CurvePoint, _| Some(Block::default().with(&point.text.as_ref()?.share, COUNT.bold(true), 90));
        with_room(at_points(plot, lines, text), (plot.x.pixels.0 + 2, NARROW), plot.y.pixels.0 - 2)
    };
    let highest = words(plot).iter().map(|words| words.top).fold(top, i32::min);
    let down = (top - 12 - highest).max(0);
    plot.y.pixels = (top + 200 + down, top + down);

    plot.axes(&mut canvas, ticks, 4);
    let placed = words(plot);
    on_paper(&mut canvas, placed.iter());
    plot.curves(&mut canvas, lines);
    for words in placed {
        words.block.down_from(&mut canvas, words.x, words.top + LEAD / 2, words.anchor);
    }
    let mut y = plot.y.pixels.0 + 35;
    let axis = Block::default().with(&chart.axis, NOTE, NARROW);
    axis.down_from(&mut canvas, 0, y, Anchor::Start);
    y += axis.height();
    canvas.across((0, NARROW), y, GRID);
    for (words, number, shown) in numbers(chart, lines.len()) {
        let words = Block::default().with(words, NOTE, NARROW);
        words.down_from(&mut canvas, 0, y + 14, Anchor::Start);
        y += words.height() + 14;
        counts(&mut canvas, plot, (lines, shown), y, number);
        y += ROW * shown as i32 - 10;
    }
    canvas.height = y + 2;
    canvas
}
