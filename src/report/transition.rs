//! From where to where?

use super::context::{Composer, Said};
use super::document::{Block, ColumnHead, Row as TableRow};
use super::figure::{Chart, Mark, Transition, TransitionColumn, TransitionRow};
use super::template::Part;
use crate::analysis::Published;
use crate::fact::names::moment_at;
use crate::fact::status::Class;
use crate::fact::{Moment, Vocabulary};
use crate::indicator::{Indicator, Measure};

pub(super) fn figure(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    indicators.into_iter().filter_map(|indicator| one(composer, indicator)).collect()
}

fn one(composer: &mut Composer<'_>, indicator: &Indicator) -> Option<Block> {
    let Measure::Transition { from, to } = &indicator.measure else { return None };
    let moment = |fact: &str, vocabulary: &Vocabulary| vocabulary.fact(fact).and_then(|fact| fact.moment);
    let from = moment(from, composer.vocabulary()).unwrap_or(Moment::Start);
    let to = moment(to, composer.vocabulary()).unwrap_or(Moment::Exit);
    composer.row(indicator, "class_count", "total>total").filter(|row| row.count.value() != Some(0.0))?;
    let number = composer.next_figure(&[&indicator.id]);
    let composer = &*composer;
    let count = |level: &str| composer.row(indicator, "class_count", level).map(|row| row.count);
    // Furthest from work first, so that a step to the right is a step nearer.
    let classes: Vec<Class> =
        Class::ALL.into_iter().rev().filter(|class| count(&format!("total>{}", class.id())).is_some()).collect();
    let starts: Vec<(usize, Class)> = classes
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, class)| count(&format!("{}>total", class.id())).is_some_and(|n| n.value() != Some(0.0)))
        .collect();
    let levels: Vec<String> = classes.iter().map(|class| class.id().to_owned()).chain(["unknown".to_owned()]).collect();
    let cell = |from: &str, to: &str| count(&format!("{from}>{to}")).unwrap_or_else(Published::nothing);
    let inner: Vec<Published> =
        starts.iter().flat_map(|(_, class)| levels.iter().map(|to| cell(class.id(), to))).collect();
    let hidden = inner.iter().filter(|n| n.is_hidden()).count();
    let c = composer.catalog();
    let (from_at, to_at) = (moment_at(c, from), moment_at(c, to));
    let class_text = |class: Class, form: &str| composer.class_name(class, form);
    let mark = |n: Published| n.value().map(|at| Mark { at, text: c.integer(at as u64) });
    let named = |n: Published| composer.written(n);
    let chart = if hidden * 2 > inner.len() {
        Chart::Said(composer.text("chart.transition.not_drawn"))
    } else {
        let mut columns: Vec<TransitionColumn> = classes
            .iter()
            .map(|class| TransitionColumn {
                class: Some(*class),
                label: class_text(*class, "short"),
                total: mark(cell("total", class.id())),
            })
            .collect();
        columns.push(TransitionColumn {
            class: None,
            label: composer.text("class.unknown.short"),
            total: mark(cell("total", "unknown")),
        });
        Chart::Transition(Transition {
            row_title: c.fill("chart.transition.row_title", &[("moment", &from_at)]),
            column_title: c.fill("chart.transition.column_title", &[("moment", &to_at)]),
            columns,
            rows: starts
                .iter()
                .map(|(position, class)| TransitionRow {
                    position: *position,
                    label: class_text(*class, "short"),
                    note: c.fill("chart.transition.row_total", &[("n", &named(cell(class.id(), "total")))]),
                    cells: levels.iter().map(|to| mark(cell(class.id(), to))).collect(),
                })
                .collect(),
            total: c.fill("chart.transition.total", &[("n", &named(cell("total", "total")))]),
        })
    };
    // The largest group at the start, and how many of it were in open work: published numbers only.
    let largest = starts
        .iter()
        .filter_map(|(_, class)| Some((cell(class.id(), "total").whole()?, *class)))
        .max_by_key(|(n, class)| (*n, std::cmp::Reverse(*class)));
    let sentence = largest.and_then(|(n, class)| {
        let open = cell(class.id(), Class::Open.id()).whole()?;
        let slots = [
            ("from_state", class_text(class, "name")),
            ("from", from_at.clone()),
            ("n", c.integer(n)),
            ("to_state", class_text(Class::Open, "name").to_lowercase()),
            ("to", to_at.clone()),
            ("k", c.integer(open)),
        ];
        let slots: Vec<(&str, &str)> = slots.iter().map(|(k, v)| (*k, v.as_str())).collect();
        Some(c.fill("sentence.transition", &slots))
    });
    let name = composer.name(indicator);
    let numbers = sentence.clone().unwrap_or_else(|| name.clone());
    let slots = [("from", from_at.as_str()), ("to", &to_at), ("numbers", numbers.trim_end_matches('.'))];
    let alt = composer.alt_with_hidden(c.fill("chart.transition.alt", &slots), hidden);
    let mut note = vec![composer.text("chart.transition.note")];
    let empty: Vec<String> = classes
        .iter()
        .filter(|class| cell(class.id(), "total").value() == Some(0.0))
        .map(|class| class_text(*class, "name"))
        .collect();
    if !empty.is_empty() {
        note.insert(0, c.fill("chart.transition.empty_rows", &[("states", &c.list(&empty))]));
    }
    if let Some(p) = composer.row(indicator, "mcnemar_p", "").and_then(|row| row.value.value()) {
        note.push(c.fill("chart.transition.changed", &[("p", &composer.chance(p))]));
    }
    if hidden > 0 {
        note.push(composer.text("chart.hidden_read"));
    }
    let said = Said {
        message: sentence.map_or_else(|| name.clone(), |s| s.trim_end_matches('.').to_owned()),
        formal: c.fill("chart.transition.formal", &[("from", &from_at), ("to", &to_at)]),
        alt,
        reading: composer.text("chart.transition.read"),
        note: note.join(" "),
    };
    let caption = c.fill("chart.transition.caption", &[("from", &from_at), ("to", &to_at)]);
    let (head, lines) = table(composer, &classes, &levels, &cell);
    Some(composer.figure(number, said, chart, caption, head, lines))
}

fn table(
    composer: &Composer<'_>,
    classes: &[Class],
    levels: &[String],
    cell: &dyn Fn(&str, &str) -> Published,
) -> (Vec<ColumnHead>, Vec<TableRow>) {
    let mut head = composer.heads("status", &[]);
    head.extend(classes.iter().map(|class| ColumnHead { text: composer.class_name(*class, "short"), numeric: true }));
    head.extend(["unknown", "total"].map(|key| composer.number_head(&format!("column.{key}"))));
    let line = |label: String, from: &str| {
        let to = levels.iter().map(String::as_str).chain(["total"]);
        composer.line(label, to.map(|to| composer.people(cell(from, to))))
    };
    let named = classes.iter().map(|class| line(composer.class_name(*class, "name"), class.id()));
    let rows = named.chain([line(composer.text("column.total"), "total")]).collect();
    (head, rows)
}
