//! Was the goal met? Numbers as bars on the way to their goal, shares with what is known about them beside theirs.
//! The verdict comes with the data and is told by shape and word.

use crate::analysis::Verdict;
use crate::chart::Width;
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::follow_up_share::{draw_marks, finite, values};
use crate::chart::layout::{Block, Column, GAP, LEAD, NARROW, Scale, WIDE, narrow_head, right_of_labels};
use crate::chart::stack::label_style;
use crate::chart::text::pixels;
use crate::chart::theme::{AXIS, BLUE, GRID, INK, KEY, LABEL, NOTE, PAPER, STRONG};
use crate::report::figure::{CountGoal, Goals, Mark, ShareGoal, ShareMarks};

/// Over a group of goals.
const TITLE: crate::chart::theme::Style = NOTE.bold(true);

pub(super) fn draw(chart: &Goals, to: Width) -> Canvas {
    match to {
        Width::Wide => wide(chart),
        Width::Narrow => narrow(chart),
    }
}

/// How much of its goal was reached, if that can be drawn.
fn reached(goal: &CountGoal) -> Option<(&Mark, f64)> {
    let reached = goal.reached.as_ref()?;
    let share = reached.at / goal.target.at;
    (share.is_finite() && goal.target.at > 0.0).then_some((reached, share.max(0.0)))
}

fn marks(goal: &ShareGoal) -> Option<&ShareMarks> {
    finite(goal.marks.as_ref())
}

/// A number on its way: every goal stands at the same place, and the scale ends a quarter after it.
fn bar_scale(pixels: (i32, i32)) -> Scale {
    Scale { values: (0.0, 1.25), pixels }
}

fn share_scale(pixels: (i32, i32)) -> Scale {
    Scale { values: (0.0, 100.0), pixels }
}

/// What was reached, its interval and the goal as written, measured under their heads.
fn columns(chart: &Goals, [reached_head, interval, target]: [&str; 3]) -> [Column; 3] {
    let shares = || chart.shares.iter().filter_map(marks);
    let counts = chart.counts.iter().filter_map(reached).map(|(mark, _)| mark.text.as_str());
    let numbers = counts.chain(shares().map(|marks| marks.share.text.as_str()));
    let intervals = shares().map(|marks| marks.interval_text.as_str());
    let targets = chart.counts.iter().map(|goal| &goal.target).chain(chart.shares.iter().map(|goal| &goal.target));
    [
        Column::new(reached_head, KEY, numbers, STRONG),
        Column::new(interval, NOTE, intervals, NOTE),
        Column::new(target, NOTE, targets.map(|mark| mark.text.as_str()), NOTE),
    ]
}

/// Verdict by shape: a disc, a ring with a dot, a ring; nothing when there is none.
fn verdict_mark(canvas: &mut Canvas, at: (i32, i32), verdict: Verdict) {
    match verdict {
        Verdict::Met => canvas.disc(at, 6, BLUE, 1.0),
        Verdict::Unsure => {
            canvas.ring(at, 5, BLUE);
            canvas.disc(at, 2, BLUE, 1.0);
        }
        Verdict::NotMet => canvas.ring(at, 5, BLUE),
        Verdict::Open(_) => {}
    }
}

/// The verdict in words, broken at `limit`.
fn verdict_words(text: &str, verdict: Verdict, limit: i32) -> Block {
    let style = if matches!(verdict, Verdict::Open(_)) { NOTE } else { LABEL };
    Block::default().with(text, style, limit)
}

/// The goal: a line across the bar or marks.
fn draw_target(canvas: &mut Canvas, scale: Scale, y: i32, half: i32, target: f64) {
    if target.is_finite() {
        let x = scale.at(target);
        canvas.rect((x - 1, x + 1), (y - half, y + half), INK);
    }
}

/// A bar to what was reached, cut short where the scale ends, and the goal; half the height of each.
fn draw_bar(canvas: &mut Canvas, scale: Scale, y: i32, (half, tick): (i32, i32), goal: &CountGoal) {
    if let Some((_, share)) = reached(goal) {
        let end = scale.at(share);
        canvas.rect((scale.pixels.0, end), (y - half, y + half), BLUE);
        if share > scale.values.1 {
            let (x, lean) = (end - 14, 3);
            let cut = [(x + lean, y - half), (x + lean + 4, y - half), (x - lean + 4, y + half), (x - lean, y + half)];
            canvas.polygon(&cut, PAPER, 1.0);
        }
    } else {
        scale.hidden(canvas, y);
    }
    if goal.target.at > 0.0 {
        // Between ink and blue a line of paper, or the goal is lost on the bar.
        let x = scale.at(1.0);
        canvas.rect((x - 2, x + 2), (y - half, y + half), PAPER);
        draw_target(canvas, scale, y, tick, 1.0);
    }
}

/// Where the columns of a wide drawing are.
struct Places {
    left: i32,
    right: i32,
    reached: i32,
    interval: i32,
    verdict: i32,
}

impl Places {
    fn new(chart: &Goals, heads: &[Column; 3]) -> Places {
        let labels = chart.counts.iter().map(|goal| goal.label.as_str());
        let labels = labels.chain(chart.shares.iter().map(|goal| goal.label.as_str()));
        let left = right_of_labels(labels.map(|text| (text, LABEL)), 186, 190);
        let [values, ..] = columns(chart, ["", "", ""]);
        let [_, intervals, targets] = heads;
        // Columns keep their places while what is written in them fits, and then move to the left.
        let interval = 544.min(WIDE - targets.width - GAP - intervals.width);
        let reached = interval - 10;
        let verdict = reached - 20;
        Places { left, right: 470.min(reached - values.width.max(28) - 28), reached, interval, verdict }
    }

    /// Lays out a row: its label, its verdict, and the height they ask for.
    fn row(&self, label: Block, text: &str, verdict: Verdict) -> (Block, Block, i32) {
        let words = verdict_words(text, verdict, WIDE - self.verdict - 14);
        let pitch = 46.max(label.height() + 12).max(words.height() + 29);
        (label, words, pitch)
    }

    /// Draws the label and the verdict, and returns where the line over the verdict is.
    fn words(&self, canvas: &mut Canvas, middle: i32, (label, words): (&Block, &Block), verdict: Verdict) -> i32 {
        label.around(canvas, 0, middle, Anchor::Start);
        let y = middle - (2 + words.height()) / 2;
        verdict_mark(canvas, (self.verdict, y + 19), verdict);
        words.down_from(canvas, self.verdict + 14, y + 19, Anchor::Start);
        y
    }

    /// Titles a group; returns where the last line of its heads is.
    fn heads(&self, canvas: &mut Canvas, title: &str, columns: [Option<&Column>; 3], y: i32) -> i32 {
        let title = Block::default().with(title, TITLE, self.left - 12);
        let lines = columns.iter().flatten().map(|column| column.head.lines()).fold(title.lines().max(1), i32::max);
        let last = y + LEAD * (lines - 1);
        title.up_to(canvas, 0, last, Anchor::Start);
        let places = [(self.reached, Anchor::End), (self.interval, Anchor::Start), (WIDE, Anchor::End)];
        for (column, (x, anchor)) in columns.into_iter().zip(places) {
            if let Some(column) = column {
                column.head.up_to(canvas, x, last, anchor);
            }
        }
        last
    }
}

fn wide(chart: &Goals) -> Canvas {
    let mut canvas = Canvas::new(WIDE);
    let heads = columns(chart, [&chart.reached, &chart.interval, &chart.target]);
    let places = Places::new(chart, &heads);
    let mut y = 0;
    if !chart.counts.is_empty() {
        let last = places.heads(&mut canvas, &chart.counts_title, [Some(&heads[0]), None, Some(&heads[2])], 9);
        y = count_rows(&mut canvas, chart, &places, &heads[0], last) + 22;
    }
    if !chart.shares.is_empty() {
        let last = places.heads(&mut canvas, &chart.shares_title, heads.each_ref().map(Some), y.max(9));
        y = share_rows(&mut canvas, chart, &places, last + 14) + 2;
    }
    canvas.height = y.max(1);
    canvas
}

fn count_rows(canvas: &mut Canvas, chart: &Goals, places: &Places, head: &Column, last: i32) -> i32 {
    let scale = bar_scale((places.left, places.right));
    let goal = scale.at(1.0);
    let half = (pixels(&chart.target, NOTE) + 1) / 2;
    // Only where it does not run into the title or the heads.
    if places.left <= goal - half && goal + half + GAP <= places.reached - head.width {
        canvas.text((goal, last), Anchor::Middle, NOTE, &chart.target);
    }
    let top = last + 13;
    let mut y = top;
    for goal in &chart.counts {
        let label = Block::default().with(&goal.label, label_style(&reached(goal)), places.left - 12);
        let (label, words, pitch) = places.row(label, &goal.verdict_text, goal.verdict);
        let middle = y + pitch / 2;
        let line = places.words(canvas, middle, (&label, &words), goal.verdict);
        draw_bar(canvas, scale, middle, (8, 15), goal);
        match reached(goal) {
            Some((mark, _)) => canvas.text((places.reached, line), Anchor::End, STRONG, &mark.text),
            None => canvas.hidden((places.reached, line), Anchor::End),
        }
        canvas.text((WIDE, line), Anchor::End, NOTE, &goal.target.text);
        y += pitch;
    }
    canvas.down(places.left - 1, (top + 2, y - 2), AXIS);
    y
}

fn share_rows(canvas: &mut Canvas, chart: &Goals, places: &Places, top: i32) -> i32 {
    let scale = share_scale((places.left, places.right));
    let row = |goal: &ShareGoal| {
        let label = Block::default().with(&goal.label, label_style(&marks(goal)), places.left - 12);
        places.row(label, &goal.verdict_text, goal.verdict)
    };
    let rows: Vec<(Block, Block, i32)> = chart.shares.iter().map(row).collect();
    let bottom = top + rows.iter().map(|(.., pitch)| pitch).sum::<i32>();
    for tick in &chart.ticks {
        let color = if tick.at > 0.0 { GRID } else { AXIS };
        canvas.down(scale.at(tick.at), (top, bottom), color);
        scale.tick(canvas, tick.at, bottom + 13, &tick.text);
    }
    let mut y = top;
    for (goal, (label, words, pitch)) in chart.shares.iter().zip(&rows) {
        let middle = y + pitch / 2;
        let line = places.words(canvas, middle, (label, words), goal.verdict);
        match marks(goal) {
            Some(marks) => {
                draw_marks(canvas, scale, middle, marks);
                values(canvas, places.reached, (places.interval, Anchor::Start), line, marks);
            }
            None => {
                scale.hidden(canvas, middle);
                canvas.hidden((places.reached, line), Anchor::End);
            }
        }
        draw_target(canvas, scale, middle, 16, goal.target.at);
        canvas.text((WIDE, line), Anchor::End, NOTE, &goal.target.text);
        y += pitch;
    }
    bottom + 22
}

fn narrow(chart: &Goals) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    let mut y = 0;
    if !chart.counts.is_empty() {
        y = narrow_title(&mut canvas, &chart.counts_title, y);
        for goal in &chart.counts {
            y = narrow_count(&mut canvas, goal, y);
        }
        y += 6;
    }
    if !chart.shares.is_empty() {
        y = narrow_title(&mut canvas, &chart.shares_title, y);
        let scale = share_scale((8, NARROW - 9));
        for goal in &chart.shares {
            y = narrow_share(&mut canvas, chart, goal, scale, y);
        }
        for tick in &chart.ticks {
            scale.tick(&mut canvas, tick.at, y, &tick.text);
        }
        y += 9;
    }
    canvas.height = y.max(1);
    canvas
}

fn narrow_title(canvas: &mut Canvas, title: &str, y: i32) -> i32 {
    let title = Block::default().with(title, TITLE, NARROW);
    title.down_from(canvas, 0, y + 9, Anchor::Start);
    y + title.height() + 4
}

/// A verdict at the left of a line whose numbers end at `until`; returns where it ends.
fn narrow_verdict(canvas: &mut Canvas, (text, verdict): (&str, Verdict), y: i32, until: i32) -> i32 {
    let start = if matches!(verdict, Verdict::Open(_)) { 0 } else { 20 };
    let words = verdict_words(text, verdict, until - GAP - start);
    verdict_mark(canvas, (6, y), verdict);
    words.down_from(canvas, start, y, Anchor::Start);
    y + words.height().max(LEAD)
}

fn narrow_count(canvas: &mut Canvas, goal: &CountGoal, y: i32) -> i32 {
    let label = Block::default().with(&goal.label, label_style(&reached(goal)), NARROW);
    label.down_from(canvas, 0, y + 10, Anchor::Start);
    let middle = y + label.height() + 12;
    draw_bar(canvas, bar_scale((0, 300)), middle, (7, 11), goal);
    let line = middle + 22;
    let of = format!("/ {}", goal.target.text);
    let number_at = NARROW - pixels(&of, NOTE) - 4;
    canvas.text((NARROW, line), Anchor::End, NOTE, &of);
    let width = match reached(goal) {
        Some((mark, _)) => {
            canvas.text((number_at, line), Anchor::End, STRONG, &mark.text);
            pixels(&mark.text, STRONG)
        }
        None => {
            canvas.hidden((number_at, line), Anchor::End);
            GAP
        }
    };
    narrow_verdict(canvas, (&goal.verdict_text, goal.verdict), line, number_at - width) + 6
}

fn narrow_share(canvas: &mut Canvas, chart: &Goals, goal: &ShareGoal, scale: Scale, y: i32) -> i32 {
    let target = format!("{} {}", chart.target, goal.target.text);
    let label = (goal.label.as_str(), label_style(&marks(goal)));
    let middle = narrow_head(canvas, 0, y + 2, label, (&target, NOTE)) + 12;
    scale.track(canvas, middle, chart.ticks.iter().map(|tick| tick.at));
    let line = middle + 22;
    let until = match marks(goal) {
        Some(marks) => {
            draw_marks(canvas, scale, middle, marks);
            let share_at = NARROW - pixels(&marks.interval_text, NOTE) - 8;
            values(canvas, share_at, (NARROW, Anchor::End), line, marks);
            share_at - pixels(&marks.share.text, STRONG)
        }
        None => {
            scale.hidden(canvas, middle);
            canvas.hidden((NARROW, line), Anchor::End);
            NARROW - GAP
        }
    };
    draw_target(canvas, scale, middle, 12, goal.target.at);
    narrow_verdict(canvas, (&goal.verdict_text, goal.verdict), line, until) + 6
}
