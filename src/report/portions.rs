//! How large is each of several shares, and how sure? One row an indicator, each of its own people.

use super::context::{Composer, Said};
use super::document::{Block, Cell};
use super::figure::{Chart, FollowUpShare, ShareRow};
use super::highlights::shares;
use super::template::Part;
use crate::indicator::{Indicator, Measure};

/// The fewest shares that are a picture; one is a sentence.
const LEAST: usize = 2;
/// Shares said to those who hear the page.
const SPOKEN: usize = 5;

/// A figure of the shares of a part, and sentences on whatever else it has; sentences alone where there are too few.
pub(super) fn figure(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let (drawn, others): (Vec<&Indicator>, Vec<_>) =
        composer.indicators(part).into_iter().partition(|indicator| is_drawn(composer, indicator));
    if drawn.len() < LEAST {
        return shares(composer, part);
    }
    let ids: Vec<&str> = drawn.iter().map(|indicator| indicator.id.as_str()).collect();
    let number = composer.next_figure(&ids);
    let said_of = |ids: Vec<&Indicator>| Part {
        of: ids.iter().map(|indicator| indicator.id.clone()).collect(),
        family: String::new(),
        own: false,
        ..part.clone()
    };
    let others = said_of(others);
    let others = if others.of.is_empty() { Vec::new() } else { shares(composer, &others) };
    let composer = &*composer;
    let c = composer.catalog();
    let rows: Vec<ShareRow> = drawn.iter().map(|indicator| row(composer, indicator)).collect();
    let shown = rows.iter().filter_map(|row| Some((row, row.marks.as_ref()?)));
    let items: Vec<String> =
        shown.take(SPOKEN).map(|(row, marks)| composer.alt_item(&row.label, &marks.share.text)).collect();
    let numbers = items.join(c.text("format.list_separator"));
    // The message is the first of the shares that is shown.
    let first = drawn.iter().find_map(|indicator| {
        let value = composer.share_of(composer.row(indicator, "share", "")?)?;
        Some(c.labelled(&composer.name(indicator), &value))
    });
    let words = |key: &str| c.text(&format!("chart.portions.{key}")).to_owned();
    let said = Said {
        message: first.unwrap_or_else(|| words("title")),
        formal: words("formal"),
        alt: c.fill("chart.portions.alt", &[("numbers", &numbers)]),
        reading: c.text("chart.share.read").to_owned(),
        note: words("note"),
    };
    let share = |key: &str| c.text(&format!("chart.share.{key}")).to_owned();
    let heads = composer.heads(
        "indicator",
        &["known", "counted", "share_percent", "low_percent", "high_percent", "floor_percent", "ceiling_percent"],
    );
    let lines = drawn.iter().map(|indicator| {
        let bound =
            |statistic| composer.row(indicator, statistic, "").map_or(Cell::None, |row| composer.percent(row.value));
        let cells = composer.share_cells(composer.row(indicator, "share", ""));
        composer.line(composer.name(indicator), cells.into_iter().chain(["share_floor", "share_ceiling"].map(bound)))
    });
    let lines = lines.collect();
    let chart = composer.drawn(rows.iter().any(|row| row.marks.is_some()), || {
        Chart::FollowUpShare(FollowUpShare {
            share: share("head_share"),
            share_key: share("key_share"),
            interval: share("key_interval"),
            bounds: share("head_bounds"),
            bounds_key: share("key_bounds"),
            bounds_key_short: share("key_bounds_short"),
            ticks: composer.ticks_for(&rows),
            rows,
        })
    });
    let figure = composer.figure(number, said, chart, words("caption"), heads, lines);
    std::iter::once(figure).chain(others).collect()
}

/// Whether an indicator is a share of anybody.
fn is_drawn(composer: &Composer<'_>, indicator: &Indicator) -> bool {
    let row = composer.row(indicator, "share", "");
    matches!(indicator.measure, Measure::Share { .. })
        && row.is_some_and(|row| row.base.value() != Some(0.0) && (row.base.is_hidden() || row.base.value().is_some()))
}

fn row(composer: &Composer<'_>, indicator: &Indicator) -> ShareRow {
    let c = composer.catalog();
    let counted = composer.row(indicator, "share", "").and_then(|row| Some((row.count.whole()?, row.base.whole()?)));
    let note = match counted {
        Some((count, base)) => c.k_of_n(&c.integer(count), &c.integer(base)),
        None => composer.text("label.hidden_symbol_word"),
    };
    ShareRow { label: composer.name(indicator), note, marks: composer.share_marks(indicator) }
}
