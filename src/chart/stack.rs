//! A full bar in parts that together stand for everybody, the rest empty at the right edge.

use plotters::style::RGBColor;

use crate::chart::canvas::{Anchor, Canvas};
use crate::chart::layout::{Swatch, item};
use crate::chart::text::width;
use crate::chart::theme::{AXIS, DOTS, GRID, HIDDEN, LABEL, NOTE, Style};

/// How a part looks: its fill, and what can be read on it.
pub(super) type Look = (RGBColor, RGBColor);

/// People, also as written; none when hidden.
pub(super) type People = Option<(u64, String)>;

/// A bar that may be drawn.
pub(super) struct Stack<'a> {
    /// From left to right.
    pieces: Vec<Piece<'a>>,
    /// The people its full length stands for.
    total: u64,
    /// The parts that are in its hidden piece.
    joined: Vec<usize>,
}

/// A stretch of a bar.
struct Piece<'a> {
    people: u64,
    kind: Kind,
    text: &'a str,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Part(usize),
    Hidden,
    Rest,
}

impl<'a> Stack<'a> {
    /// What a bar is made of; none when the bar would show little but what is hidden.
    ///
    /// Hidden parts join into one piece, for only their sum follows from what is published.
    pub(super) fn new(base: u64, parts: &'a [People], rest: &'a People) -> Option<Stack<'a>> {
        let mut pieces: Vec<Piece> = parts
            .iter()
            .enumerate()
            .filter_map(|(i, part)| {
                let (people, text) = part.as_ref()?;
                (*people > 0).then_some(Piece { people: *people, kind: Kind::Part(i), text })
            })
            .collect();
        let some_rest = rest.as_ref().filter(|(people, _)| *people > 0);
        let shown = pieces.iter().map(|piece| piece.people).chain(some_rest.map(|(people, _)| *people));
        let published = shown.fold(0, u64::saturating_add);
        let joined: Vec<usize> = (0..parts.len()).filter(|&i| parts[i].is_none()).collect();
        let hides = rest.is_none() || !joined.is_empty();
        let hidden = if hides { base.saturating_sub(published) } else { 0 };
        if base == 0 || hidden > base - hidden {
            return None;
        }
        if hidden > 0 {
            pieces.push(Piece { people: hidden, kind: Kind::Hidden, text: DOTS });
        }
        if let Some((people, text)) = some_rest {
            pieces.push(Piece { people: *people, kind: Kind::Rest, text });
        }
        Some(Stack { pieces, total: base.max(published), joined })
    }

    fn draws(&self, kind: Kind) -> bool {
        self.pieces.iter().any(|piece| piece.kind == kind)
    }
}

/// What the key must explain: what is drawn, and what may be in a hidden piece.
pub(super) fn key_items<'a>(
    bars: &[Option<Stack>],
    parts: impl Iterator<Item = (RGBColor, &'a str)>,
    hidden: &'a str,
    rest: &'a str,
) -> Vec<(Swatch, &'a str, Style)> {
    let shown = || bars.iter().flatten();
    let mut items: Vec<_> = parts
        .enumerate()
        .filter(|(i, _)| shown().any(|bar| bar.draws(Kind::Part(*i)) || bar.joined.contains(i)))
        .map(|(_, (fill, name))| item(Swatch::Fill(fill), name))
        .collect();
    if bars.iter().any(Option::is_none) || shown().any(|bar| bar.draws(Kind::Hidden)) {
        items.push(item(Swatch::Hidden, hidden));
    }
    if shown().any(|bar| bar.draws(Kind::Rest)) {
        items.push(item(Swatch::Empty, rest));
    }
    items
}

/// The name of a row, muted when it has no bar.
pub(super) fn label_style<T>(bar: &Option<T>) -> Style {
    match bar {
        Some(_) => LABEL,
        None => LABEL.muted(),
    }
}

/// A bar of which nothing may be shown.
pub(super) fn draw_hidden(canvas: &mut Canvas, x: (i32, i32), y: (i32, i32)) {
    canvas.frame(x, y, GRID);
    canvas.hidden(((x.0 + x.1) / 2, (y.0 + y.1) / 2), Anchor::Middle);
}

/// Draws a bar, its parts in `looks`. A number is written in its piece when there is room.
pub(super) fn draw(canvas: &mut Canvas, x: (i32, i32), y: (i32, i32), bar: Option<&Stack>, looks: &[Look]) {
    let Some(bar) = bar else {
        draw_hidden(canvas, x, y);
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
        let look = match piece.kind {
            Kind::Part(i) => looks.get(i),
            Kind::Hidden | Kind::Rest => None,
        };
        match look {
            Some((fill, _)) => canvas.rect((from, to), y, *fill),
            None => canvas.frame((from, to), y, AXIS),
        }
        let styles = match (look, piece.kind) {
            (Some((_, label)), _) => [14, 13].map(|size| LABEL.size(size).color(*label)),
            (None, Kind::Hidden) => [HIDDEN; 2],
            (None, _) => [NOTE; 2],
        };
        let fits = |style: &Style| width(piece.text, *style) + 4.0 <= f64::from(to - from);
        if let Some(style) = styles.into_iter().find(fits) {
            let at = ((from + to) / 2, (y.0 + y.1) / 2);
            match piece.kind {
                Kind::Hidden => canvas.hidden(at, Anchor::Middle),
                _ => canvas.text(at, Anchor::Middle, style, piece.text),
            }
        }
        before = after;
    }
}
