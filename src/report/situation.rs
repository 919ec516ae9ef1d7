//! What are people doing at each time?

use super::context::{Composer, LEAST, Said};
use super::document::{Block, ColumnHead, Row as TableRow};
use super::figure::{Chart, StatusBar, StatusOverTime, StatusRow};
use super::template::Part;
use crate::analysis::Published;
use crate::fact::status::Class;
use crate::indicator::Indicator;
use std::collections::BTreeSet;

struct Moment<'a> {
    indicator: &'a Indicator,
    due: Option<u64>,
    unknown: Published,
    parts: Vec<Published>,
}

pub(super) fn figure(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    // What was before is named after what it is compared with.
    let Some(named) = indicators.last() else { return Vec::new() };
    let ids: BTreeSet<&str> = indicators.iter().map(|indicator| indicator.id.as_str()).collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let classes: Vec<Class> = Class::ALL
        .into_iter()
        .filter(|class| indicators.iter().any(|i| composer.row(i, "class_share", class.id()).is_some()))
        .collect();
    let moments: Vec<Moment<'_>> = indicators.iter().map(|indicator| moment(composer, indicator, &classes)).collect();
    if classes.is_empty() || moments.iter().all(|m| m.due.is_none_or(|n| n == 0)) {
        return Vec::new();
    }
    let number = composer.next_figure(&ids);
    let composer = &*composer;
    let c = composer.catalog();
    let name = composer.name(named);
    let rows: Vec<StatusRow> = moments.iter().map(|moment| row(composer, moment)).collect();
    let class_name = |class: Class| composer.class_name(class, "name");
    let shares = |moment: &Moment<'_>, most: usize| -> Vec<String> {
        let Some(due) = moment.due.filter(|due| *due >= LEAST) else { return Vec::new() };
        let shown = classes.iter().zip(&moment.parts).filter_map(|(class, part)| Some((class, part.whole()?)));
        let shown = shown.filter(|(_, n)| *n > 0);
        shown
            .take(most)
            .map(|(class, n)| composer.alt_item(&class_name(*class), &c.percent(n as f64 / due as f64)))
            .collect()
    };
    // The message speaks of half a year, or of the latest moment before it that has anything to show.
    let spoken = moments
        .iter()
        .filter(|m| m.indicator.moment.and_then(|m| m.months_after_exit()).is_none_or(|months| months <= 6))
        .rfind(|m| !shares(m, 3).is_empty());
    let message = spoken.map_or_else(
        || name.clone(),
        |moment| {
            let label = composer.moment_label(moment.indicator.moment);
            let value = shares(moment, 3).join(c.text("format.list_separator"));
            c.labelled(&label, &value)
        },
    );
    let alt_rows: Vec<String> = moments
        .iter()
        .filter(|m| !shares(m, 2).is_empty())
        .map(|m| {
            let parts = shares(m, 2).join(c.text("format.list_separator"));
            c.fill(
                "chart.situation.alt_row",
                &[("moment", &composer.moment_label(m.indicator.moment)), ("parts", &parts)],
            )
        })
        .collect();
    let chart = composer.drawn(rows.iter().any(|row| row.bar.is_some()), || {
        Chart::StatusOverTime(StatusOverTime {
            classes: classes.iter().map(|class| (*class, class_name(*class))).collect(),
            unknown: composer.text("class.unknown.name"),
            hidden: composer.text("label.hidden_symbol_word"),
            rows,
        })
    });
    let said = Said {
        message,
        formal: composer.fill("chart.situation.formal", &[("name", &name)]),
        alt: composer.fill("chart.situation.alt", &[("name", &name), ("numbers", &alt_rows.join("; "))]),
        reading: composer.text("chart.situation.read"),
        note: composer.text("chart.situation.note"),
    };
    let caption = composer.fill("chart.situation.caption", &[("name", &name)]);
    let (head, lines) = table(composer, &classes, &moments);
    vec![composer.figure(number, said, chart, caption, head, lines)]
}

fn moment<'a>(composer: &Composer<'_>, indicator: &'a Indicator, classes: &[Class]) -> Moment<'a> {
    let row = |class: &Class| composer.row(indicator, "class_share", class.id());
    let first = classes.iter().find_map(row);
    let due = first.and_then(|row| Some(row.base.whole()? + row.unknown.whole()?));
    let parts = classes.iter().map(|class| row(class).map_or_else(Published::nothing, |row| row.count)).collect();
    Moment { indicator, due, unknown: first.map_or_else(Published::nothing, |row| row.unknown), parts }
}

fn row(composer: &Composer<'_>, moment: &Moment<'_>) -> StatusRow {
    let c = composer.catalog();
    let label = composer.moment_label(moment.indicator.moment);
    let Some(due) = moment.due.filter(|due| *due >= LEAST) else {
        return StatusRow { label, note: composer.text("chart.follow_up_starting"), bar: None };
    };
    let piece = |n: Published| n.whole().map(|n| (n, c.percent(n as f64 / due as f64)));
    let note = composer.fill("chart.situation.base", &[("n", &c.integer(due))]);
    let bar = StatusBar {
        base: due,
        parts: moment.parts.iter().map(|n| piece(*n)).collect(),
        unknown: piece(moment.unknown),
    };
    StatusRow { label, note, bar: Some(bar) }
}

fn table(composer: &Composer<'_>, classes: &[Class], moments: &[Moment<'_>]) -> (Vec<ColumnHead>, Vec<TableRow>) {
    let mut head = composer.heads("moment", &["due"]);
    head.extend(classes.iter().map(|class| ColumnHead { text: composer.class_name(*class, "short"), numeric: true }));
    head.push(composer.number_head("column.unknown"));
    let lines = moments.iter().map(|moment| {
        let parts = moment.parts.iter().chain([&moment.unknown]).map(|n| composer.people(*n));
        composer.line(
            composer.moment_label(moment.indicator.moment),
            std::iter::once(composer.sum(moment.due)).chain(parts),
        )
    });
    (head, lines.collect())
}
