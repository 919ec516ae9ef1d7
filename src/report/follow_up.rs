//! Does it last, and how sure can we be?

use super::context::{Composer, Said};
use super::document::{Block, Cell, Row as TableRow};
use super::figure::{Chart, FollowUpShare, ShareRow};
use super::template::Part;
use crate::analysis::{Flag, Row};
use crate::indicator::Indicator;

pub(super) fn figure(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    let any = indicators.iter().any(|i| composer.row(i, "share", "").is_some_and(|row| row.base.value() != Some(0.0)));
    if !any {
        return Vec::new();
    }
    let ids: Vec<&str> = indicators.iter().map(|i| i.id.as_str()).collect();
    let number = composer.next_figure(&ids);
    let composer = &*composer;
    let c = composer.catalog();
    let shares = |i: &&&Indicator| composer.row(i, "share", "").and_then(|row| row.value.value());
    // The message is the result of half a year, or of the latest moment before it that is shown.
    let half_year = |i: &&&Indicator| i.moment.and_then(|m| m.months_after_exit()).is_none_or(|months| months <= 6);
    let spoken = indicators.iter().filter(half_year).rfind(|i| shares(i).is_some());
    let message = spoken.and_then(|indicator| {
        let value = composer.share_of(composer.row(indicator, "share", "")?)?;
        Some(c.labelled(&composer.name(indicator), &value))
    });
    let half_a_year = indicators.iter().filter(half_year).rfind(|i| shares(i).is_some());
    let spoken_weight = half_a_year.and_then(|indicator| weighted(composer, indicator));
    let title = crate::text::capitalise(c.text("group_state.employed"));
    let items: Vec<String> = indicators
        .iter()
        .filter_map(|indicator| {
            let value = c.percent(composer.row(indicator, "share", "")?.value.value()?);
            Some(composer.alt_item(&composer.moment_label(indicator.moment), &value))
        })
        .collect();
    let numbers = items.join(c.text("format.list_separator"));
    let words = |key: &str| c.text(&format!("chart.share.{key}")).to_owned();
    let rows: Vec<ShareRow> = indicators.iter().map(|indicator| row(composer, indicator)).collect();
    let chart = composer.drawn(rows.iter().any(|row| row.marks.is_some()), || {
        Chart::FollowUpShare(FollowUpShare {
            share: words("head_share"),
            share_key: words("key_share"),
            interval: words("key_interval"),
            bounds: words("head_bounds"),
            bounds_key: words("key_bounds"),
            bounds_key_short: words("key_bounds_short"),
            ticks: composer.ticks_for(&rows),
            rows,
        })
    });
    let said = Said {
        message: message.unwrap_or_else(|| title.clone()),
        formal: c.fill("chart.share.formal", &[("name", &title)]),
        alt: c.fill("chart.share.alt", &[("name", &title), ("numbers", &numbers)]),
        reading: words("read"),
        note: std::iter::once(words("note")).chain(spoken_weight).collect::<Vec<_>>().join(" "),
    };
    let caption = c.fill("chart.share.caption", &[("name", &title)]);
    let head = composer.heads(
        "moment",
        &[
            "due",
            "known",
            "counted",
            "share_percent",
            "low_percent",
            "high_percent",
            "floor_percent",
            "ceiling_percent",
            "weighted_percent",
        ],
    );
    let lines = indicators.iter().map(|indicator| table_row(composer, indicator)).collect();
    vec![composer.figure(number, said, chart, caption, head, lines)]
}

/// Everybody whose time has come, also those of unknown eligibility.
fn due(row: &Row) -> Option<u64> {
    Some(row.base.whole()? + row.unknown.whole()? + row.among_unknown.whole()?)
}

/// What the share would be had everybody answered as those like them, and what to think of it; nothing where it is hidden,
/// or nobody was asked later than on leaving.
fn weighted(composer: &Composer<'_>, indicator: &Indicator) -> Option<String> {
    let c = composer.catalog();
    let row = composer.row(indicator, "share_weighted", "")?;
    let (share, ci) = (c.percent(row.value.value()?), composer.interval(row)?);
    let value = |statistic| composer.row(indicator, statistic, "")?.value.value();
    let points = |share: f64| c.decimal(100.0 * share, 0);
    let slots = [
        ("moment", composer.moment_label(indicator.moment)),
        ("share", share),
        ("ci", ci),
        ("gap", points(value("nonresponse_gap")?)),
        ("left", points(value("nonresponse_gap_weighted")?)),
        ("effect", c.decimal(value("design_effect")?, 1)),
    ];
    Some(c.fill("chart.share.weighted", &slots.each_ref().map(|(slot, text)| (*slot, text.as_str()))))
}

fn row(composer: &Composer<'_>, indicator: &Indicator) -> ShareRow {
    let c = composer.catalog();
    let label = composer.moment_label(indicator.moment);
    let row = composer.row(indicator, "share", "");
    let Some(row) = row.filter(|row| !matches!(row.flag, Flag::NotDue | Flag::NotAvailable)) else {
        return ShareRow { label, note: composer.text("chart.follow_up_starting"), marks: None };
    };
    let note = match (row.base.whole(), due(row)) {
        (Some(base), Some(due)) => {
            let k_of_n = c.k_of_n(&c.integer(base), &c.integer(due));
            c.fill("chart.share.known", &[("k_of_n", &k_of_n)])
        }
        _ => composer.text("label.hidden_symbol_word"),
    };
    ShareRow { label, note, marks: composer.share_marks(indicator) }
}

fn table_row(composer: &Composer<'_>, indicator: &Indicator) -> TableRow {
    let row = composer.row(indicator, "share", "");
    let due = row.map_or(Cell::None, |row| composer.sum(due(row)));
    let bound =
        |statistic| composer.row(indicator, statistic, "").map_or(Cell::None, |row| composer.percent(row.value));
    let cells = std::iter::once(due)
        .chain(composer.share_cells(row))
        .chain(["share_floor", "share_ceiling", "share_weighted"].map(bound));
    composer.line(composer.moment_label(indicator.moment), cells)
}
