//! What are people doing at each time? One full bar a moment: work at the left edge, the unknown at the right.

use crate::chart::Width;
use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{Block, LEAD, NARROW, Swatch, WIDE, item, key, narrow_head, right_of_labels};
use crate::chart::text::width;
use crate::chart::theme::{AXIS, DOTS, GRID, HIDDEN, LABEL, NOTE, Style, fill, label_on};
use crate::fact::status::Class;
use crate::report::figure::{StatusBar, StatusOverTime};

/// A stretch of a bar.
struct Piece<'a> {
    people: u64,
    kind: Kind,
    text: &'a str,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Class(Class),
    Hidden,
    Unknown,
}

/// A bar that may be drawn: its pieces from left to right, and the people its full length stands for.
struct Bar<'a> {
    pieces: Vec<Piece<'a>>,
    total: u64,
}

pub(super) fn draw(chart: &StatusOverTime, to: Width) -> Canvas {
    let bars: Vec<Option<Bar>> =
        chart.rows.iter().map(|row| row.bar.as_ref().and_then(|bar| stretches(chart, bar))).collect();
    match to {
        Width::Wide => wide(chart, &bars),
        Width::Narrow => narrow(chart, &bars),
    }
}

/// What a bar is made of; none when the bar would show little but what is hidden.
///
/// Hidden parts join into one piece, for only their sum follows from what is published.
fn stretches<'a>(chart: &StatusOverTime, bar: &'a StatusBar) -> Option<Bar<'a>> {
    let parts = bar.parts.iter().zip(&chart.classes);
    let mut pieces: Vec<Piece> = parts
        .filter_map(|(part, (class, _))| {
            let (people, text) = part.as_ref()?;
            let kind = Kind::Class(*class);
            (*people > 0).then_some(Piece { people: *people, kind, text })
        })
        .collect();
    let unknown = bar.unknown.as_ref().filter(|(people, _)| *people > 0);
    let published =
        pieces.iter().map(|piece| piece.people).chain(unknown.map(|(people, _)| *people)).fold(0, u64::saturating_add);
    let hides = bar.unknown.is_none() || bar.parts.contains(&None);
    let hidden = if hides { bar.base.saturating_sub(published) } else { 0 };
    if bar.base == 0 || hidden > bar.base - hidden {
        return None;
    }
    if hidden > 0 {
        pieces.push(Piece { people: hidden, kind: Kind::Hidden, text: DOTS });
    }
    if let Some((people, text)) = unknown {
        pieces.push(Piece { people: *people, kind: Kind::Unknown, text });
    }
    let total = bar.base.max(published);
    Some(Bar { pieces, total })
}

/// What the key must explain: what is drawn, and what may be in a hidden piece.
fn key_items<'a>(chart: &'a StatusOverTime, bars: &[Option<Bar>]) -> Vec<(Swatch, &'a str, Style)> {
    let drawn = |kind: Kind| {
        let mut pieces = bars.iter().flatten().flat_map(|bar| &bar.pieces);
        pieces.any(|piece| piece.kind == kind)
    };
    let joined = |i: usize| {
        chart.rows.iter().zip(bars).any(|(row, bar)| {
            let part = row.bar.as_ref().and_then(|bar| bar.parts.get(i));
            bar.is_some() && part == Some(&None)
        })
    };
    let mut items: Vec<_> = chart
        .classes
        .iter()
        .enumerate()
        .filter(|(i, (class, _))| drawn(Kind::Class(*class)) || joined(*i))
        .map(|(_, (class, name))| item(Swatch::Fill(fill(*class)), name))
        .collect();
    if drawn(Kind::Hidden) || bars.iter().any(Option::is_none) {
        items.push(item(Swatch::Hidden, &chart.hidden));
    }
    if drawn(Kind::Unknown) {
        items.push(item(Swatch::Empty, &chart.unknown));
    }
    items
}

fn wide(chart: &StatusOverTime, bars: &[Option<Bar>]) -> Canvas {
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
        draw_bar(&mut canvas, (left, WIDE), (middle - 14, middle + 14), bar.as_ref());
        y += pitch;
    }
    canvas.height = y;
    canvas
}

fn narrow(chart: &StatusOverTime, bars: &[Option<Bar>]) -> Canvas {
    let mut canvas = Canvas::new(NARROW);
    let items = key_items(chart, bars);
    let mut y = key(&mut canvas, &items, (0, NARROW), 10, true) + 22;
    for (row, bar) in chart.rows.iter().zip(bars) {
        let label = (row.label.as_str(), label_style(bar));
        let top = narrow_head(&mut canvas, 0, y, label, (&row.note, NOTE));
        draw_bar(&mut canvas, (0, NARROW), (top, top + 26), bar.as_ref());
        y = top + 26 + LEAD - 6;
    }
    canvas.height = y - 9;
    canvas
}

fn label_style(bar: &Option<Bar>) -> Style {
    match bar {
        Some(_) => LABEL,
        None => LABEL.muted(),
    }
}

fn draw_bar(canvas: &mut Canvas, x: (i32, i32), y: (i32, i32), bar: Option<&Bar>) {
    let middle = (y.0 + y.1) / 2;
    let Some(bar) = bar else {
        canvas.frame(x, y, GRID);
        let at = ((x.0 + x.1) / 2, middle);
        canvas.hidden(at, Anchor::Middle);
        return;
    };
    let edge = |people: u64| {
        let share = people as f64 / bar.total as f64;
        x.0 + (f64::from(x.1 - x.0) * share).round() as i32
    };
    let mut before = 0u64;
    for piece in &bar.pieces {
        let after = before.saturating_add(piece.people);
        // A gap of 2 px between pieces; nobody is too few to be seen.
        let from = (edge(before) + i32::from(before > 0)).min(x.1 - 1);
        let to = (edge(after) - i32::from(after < bar.total)).max(from + 1);
        match piece.kind {
            Kind::Class(class) => canvas.rect((from, to), y, fill(class)),
            Kind::Hidden | Kind::Unknown => canvas.frame((from, to), y, AXIS),
        }
        let styles = match piece.kind {
            Kind::Class(class) => [14, 13].map(|size| LABEL.size(size).color(label_on(class))),
            Kind::Hidden => [HIDDEN; 2],
            Kind::Unknown => [NOTE; 2],
        };
        let fits = |style: &Style| width(piece.text, *style) + 4.0 <= f64::from(to - from);
        if let Some(style) = styles.into_iter().find(fits) {
            let at = ((from + to) / 2, middle);
            match piece.kind {
                Kind::Hidden => canvas.hidden(at, Anchor::Middle),
                _ => canvas.text(at, Anchor::Middle, style, piece.text),
            }
        }
        before = after;
    }
}
