//! What are people doing at each time?

use super::context::Composer;
use super::document::{Block, Cell, ColumnHead, Row as TableRow, Table};
use super::figure::{Chart, Figure, StatusBar, StatusOverTime, StatusRow};
use super::template::Part;
use crate::analysis::Published;
use crate::fact::status::Class;
use crate::indicator::Indicator;

/// Fewer people than this are no bar.
const LEAST: u64 = 10;

struct Moment<'a> {
    indicator: &'a Indicator,
    due: Option<u64>,
    unknown: Published,
    parts: Vec<Published>,
}

pub(super) fn figure(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(&part.of, part.own);
    let Some(first) = indicators.first() else { return Vec::new() };
    let id = first.id.clone();
    let classes: Vec<Class> = Class::ALL
        .into_iter()
        .filter(|class| indicators.iter().any(|i| composer.row(i, "class_share", class.id()).is_some()))
        .collect();
    let moments: Vec<Moment<'_>> = indicators.iter().map(|indicator| moment(composer, indicator, &classes)).collect();
    if classes.is_empty() || moments.iter().all(|m| m.due.is_none_or(|n| n == 0)) {
        return Vec::new();
    }
    let number = composer.next_figure(&[&id]);
    let composer = &*composer;
    let c = composer.catalog();
    let name = composer.name(first);
    let rows: Vec<StatusRow> = moments.iter().map(|moment| row(composer, moment)).collect();
    let class_name = |class: Class| composer.class_name(class, "name");
    let shares = |moment: &Moment<'_>, most: usize| -> Vec<String> {
        let Some(due) = moment.due.filter(|due| *due >= LEAST) else { return Vec::new() };
        let shown = classes.iter().zip(&moment.parts).filter_map(|(class, part)| Some((class, part.whole()?)));
        let shown = shown.filter(|(_, n)| *n > 0);
        shown
            .take(most)
            .map(|(class, n)| {
                let value = c.percent(n as f64 / due as f64);
                c.fill("chart.alt_item", &[("name", &class_name(*class)), ("value", &value)])
            })
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
            c.fill("format.labelled", &[("name", &label), ("value", &value)])
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
    let figure = Figure {
        number,
        label: composer.fill("label.figure", &[("n", &number.to_string())]),
        message,
        formal: composer.fill("chart.situation.formal", &[("name", &name)]),
        chart: if rows.iter().all(|row| row.bar.is_none()) {
            Chart::Said(composer.text("chart.all_hidden"))
        } else {
            Chart::StatusOverTime(StatusOverTime {
                classes: classes.iter().map(|class| (*class, class_name(*class))).collect(),
                unknown: composer.text("class.unknown.name"),
                hidden: composer.text("label.hidden_symbol_word"),
                rows,
            })
        },
        alt: composer.fill("chart.situation.alt", &[("name", &name), ("numbers", &alt_rows.join("; "))]),
        reading: composer.text("chart.situation.read"),
        note: composer.text("chart.situation.note"),
        table_label: composer.fill("label.figure_table", &[("n", &number.to_string())]),
        table_elsewhere: composer.figure_file(),
        table: table(composer, number, &name, &classes, &moments),
    };
    vec![Block::Figure(Box::new(figure))]
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

fn table(composer: &Composer<'_>, number: u32, name: &str, classes: &[Class], moments: &[Moment<'_>]) -> Table {
    let mut head = vec![composer.word_head("column.moment"), composer.number_head("column.due")];
    head.extend(classes.iter().map(|class| ColumnHead { text: composer.class_name(*class, "short"), numeric: true }));
    head.push(composer.number_head("column.unknown"));
    let rows = moments
        .iter()
        .map(|moment| {
            let due = moment
                .due
                .map_or(Cell::Hidden, |n| Cell::Number { text: composer.catalog().integer(n), value: n as f64 });
            let mut cells = vec![Cell::Text(composer.moment_label(moment.indicator.moment)), due];
            cells.extend(moment.parts.iter().map(|n| composer.people(*n)));
            cells.push(composer.people(moment.unknown));
            TableRow::Cells(cells)
        })
        .collect();
    Table {
        label: format!("{}.", composer.fill("label.figure", &[("n", &number.to_string())])),
        caption: composer.fill("chart.situation.caption", &[("name", name)]),
        head,
        rows,
    }
}
