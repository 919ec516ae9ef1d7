//! Where does the path thin out? Nested steps from a common left edge, and between them how many fell away.

use crate::chart::Width;
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{Block, Column, GAP, LEAD, NARROW, WIDE, narrow_head};
use crate::chart::text::pixels;
use crate::chart::theme::{AXIS, BLUE, COUNT, LABEL, NOTE, PAPER, Style, WASH};
use crate::report::figure::{Funnel, Step};

const NUMBER: Style = COUNT.bold(true);
/// Between a bar and what is written after it.
const AFTER: i32 = 8;

pub(super) fn draw(chart: &Funnel, to: Width) -> Canvas {
    match to {
        Width::Wide => wide(chart),
        Width::Narrow => narrow(chart),
    }
}

/// How a step that may be told is laid out: pixels from left to right.
struct Bar<'a> {
    end: i32,
    /// The end of the empty piece for those under way; `end` when there is none.
    reach: i32,
    number: &'a str,
    /// Whether there is room for the number in the bar.
    inside: bool,
    under_way: &'a str,
    /// Where the words on those under way begin.
    words: i32,
}

fn bars<'a>(chart: &'a Funnel, left: i32, longest: i32) -> Vec<Option<Bar<'a>>> {
    let under_way = |step: &Step| step.under_way.as_ref().map_or(0, |(people, _)| *people);
    let reaches = |step: &Step| step.people.as_ref().map(|(people, _)| people.saturating_add(under_way(step)));
    let largest = chart.steps.iter().filter_map(reaches).fold(1, u64::max);
    let at = |people: u64| left + (f64::from(longest) * (people as f64 / largest as f64)).round() as i32;
    let bar = |step: &'a Step| {
        let (people, number) = step.people.as_ref()?;
        let waiting = under_way(step);
        // Nobody is too few to be seen.
        let end = at(*people).max(left + i32::from(*people > 0));
        let reach = if waiting > 0 { at(people.saturating_add(waiting)).max(end + 5) } else { end };
        let width = pixels(number, NUMBER);
        let inside = end - left >= width + 2 * AFTER;
        let words = reach + AFTER + if inside { 0 } else { width + AFTER };
        let under_way = step.under_way.as_ref().map_or("", |(_, words)| words.as_str());
        Some(Bar { end, reach, number, inside, under_way, words })
    };
    chart.steps.iter().map(bar).collect()
}

impl Bar<'_> {
    /// Whether the words on those under way end before `right`.
    fn fits(&self, right: i32) -> bool {
        self.words + pixels(self.under_way, NOTE) <= right
    }

    fn draw(&self, canvas: &mut Canvas, left: i32, y: (i32, i32), right: i32) {
        let middle = (y.0 + y.1) / 2;
        canvas.rect((left, self.end), y, BLUE);
        canvas.frame((self.end + 2, self.reach), y, AXIS);
        if self.inside {
            canvas.text((self.end - AFTER, middle), Anchor::End, NUMBER.color(PAPER), self.number);
        } else {
            canvas.text((self.reach + AFTER, middle), Anchor::Start, NUMBER, self.number);
        }
        if self.fits(right) {
            canvas.text((self.words, middle), Anchor::Start, NOTE, self.under_way);
        }
    }

    /// The words on those under way, if they have no room after the bar.
    fn note(&self, right: i32) -> &str {
        if self.fits(right) { "" } else { self.under_way }
    }
}

/// The share of the step before, measured under its head.
fn of_previous(chart: &Funnel, head: &str) -> Column {
    let values = chart.steps.iter().skip(1).filter_map(|step| step.of_previous.as_deref());
    Column::new(head, NOTE, values, LABEL)
}

fn share(canvas: &mut Canvas, at: (i32, i32), share: Option<&str>, style: Style) {
    match share {
        Some(share) => canvas.text(at, Anchor::End, style, share),
        None => canvas.hidden(at, Anchor::End),
    }
}

fn label(bar: &Option<Bar>) -> Style {
    if bar.is_some() { LABEL } else { LABEL.muted() }
}

fn wide(chart: &Funnel) -> Canvas {
    const LEFT: i32 = 232;
    let mut canvas = Canvas::new(WIDE);
    let previous = of_previous(chart, &chart.of_previous);
    let all = Column::new(&chart.of_all, NOTE, chart.steps.iter().filter_map(|step| step.of_all.as_deref()), LABEL);
    let previous_at = 560.min(WIDE - all.width - GAP);
    let right = previous_at - previous.width - AFTER;
    let bars = bars(chart, LEFT, 256.min(right - LEFT));

    let last = 8 + LEAD * (previous.head.lines().max(all.head.lines()) - 1).max(0);
    previous.head.up_to(&mut canvas, previous_at, last, Anchor::End);
    all.head.up_to(&mut canvas, WIDE, last, Anchor::End);
    let mut y = last + 6;
    let mut above: Option<(i32, i32)> = None;
    for (i, (step, bar)) in chart.steps.iter().zip(&bars).enumerate() {
        let note = bar.as_ref().map_or("", |bar| bar.note(right));
        let words = Block::default().with(&step.label, label(bar), LEFT - 12).with(note, NOTE, LEFT - 12);
        let pitch = 44.max(words.height() + 12);
        let middle = y + pitch / 2;
        let (top, bottom) = (middle - 12, middle + 12);
        words.around(&mut canvas, 0, middle, Anchor::Start);
        if let Some(bar) = bar {
            wedge(&mut canvas, LEFT, above, (bar.end, top));
            bar.draw(&mut canvas, LEFT, (top, bottom), right);
        } else {
            canvas.hidden((LEFT + AFTER, middle), Anchor::Start);
        }
        above = bar.as_ref().map(|bar| (bar.end, bottom));
        if i > 0 {
            share(&mut canvas, (previous_at, middle), step.of_previous.as_deref(), LABEL);
        }
        // Everybody is a hundred per cent of everybody.
        let style = if i > 0 { LABEL } else { LABEL.muted() };
        share(&mut canvas, (WIDE, middle), step.of_all.as_deref(), style);
        y += pitch;
    }
    canvas.height = (y - 6).max(last + 10);
    canvas
}

/// From the bar above to this one; none beside a hidden step, for it would draw the step's length.
fn wedge(canvas: &mut Canvas, left: i32, above: Option<(i32, i32)>, (end, top): (i32, i32)) {
    if let Some((above, bottom)) = above {
        canvas.polygon(&[(left, bottom + 1), (above, bottom + 1), (end, top - 1), (left, top - 1)], WASH, 1.0);
    }
}

fn narrow(chart: &Funnel) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    let previous = of_previous(chart, "");
    let right = NARROW - previous.width - GAP;
    let bars = bars(chart, 0, 250.min(right));
    let mut y = 0;
    for (i, (step, bar)) in chart.steps.iter().zip(&bars).enumerate() {
        // The head stands once over its column, in the row that has no such share.
        let head = if i == 0 { chart.of_previous.as_str() } else { "" };
        let top = narrow_head(&mut canvas, 0, y + 2, (&step.label, label(bar)), (head, NOTE)) + 1;
        let middle = top + 10;
        if let Some(bar) = bar {
            bar.draw(&mut canvas, 0, (top, top + 20), right);
        } else {
            canvas.hidden((AFTER, middle), Anchor::Start);
        }
        if i > 0 {
            share(&mut canvas, (NARROW, middle), step.of_previous.as_deref(), LABEL);
        }
        let note = bar.as_ref().map_or("", |bar| bar.note(right));
        let note = Block::default().with(note, NOTE, NARROW);
        note.down_from(&mut canvas, 0, top + 32, Anchor::Start);
        y = top + 35 + note.height();
    }
    canvas.height = (y - 8).max(1);
    canvas
}
