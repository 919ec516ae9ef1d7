//! Where does a path thin out?

use super::context::{Composer, Said};
use super::document::{Block, Cell};
use super::figure::{Chart, Funnel, Step};
use super::template::Part;
use crate::analysis::{Published, Row};
use crate::indicator::{Indicator, Measure};

pub(super) fn figure(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    indicators.into_iter().filter_map(|indicator| one(composer, indicator)).collect()
}

/// A step as the reader meets it; everybody is the first.
struct Stage<'a> {
    label: String,
    people: Published,
    of_previous: Option<&'a Row>,
    of_all: Option<&'a Row>,
}

fn one(composer: &mut Composer<'_>, indicator: &Indicator) -> Option<Block> {
    let Measure::Path { steps } = &indicator.measure else { return None };
    let base = composer
        .row(indicator, "share", &steps.first()?.id)
        .map(|row| row.base)
        .filter(|base| base.value() != Some(0.0))?;
    let number = composer.next_figure(&[&indicator.id]);
    let composer = &*composer;
    let c = composer.catalog();
    let everybody = Stage { label: composer.text("level.all"), people: base, of_previous: None, of_all: None };
    let reached = steps.iter().enumerate().filter_map(|(i, step)| {
        let of_all = composer.row(indicator, "share", &step.id)?;
        // Before the first step there is everybody.
        let before = if i == 0 { Some(of_all) } else { composer.row(indicator, "share_of_previous", &step.id) };
        Some(Stage { label: step.label(c), people: of_all.count, of_previous: before, of_all: Some(of_all) })
    });
    let stages: Vec<Stage<'_>> = std::iter::once(everybody).chain(reached).collect();
    // Of nobody there is no share, which is not to be taken for a hidden one.
    let written = |row: Option<&Row>| match row? {
        row if row.base.value() == Some(0.0) => Some("–".to_owned()),
        row => Some(c.percent(row.value.value()?)),
    };
    let drawn = stages.iter().map(|stage| Step {
        label: stage.label.clone(),
        people: stage.people.whole().map(|n| (n, c.integer(n))),
        of_previous: written(stage.of_previous),
        of_all: if stage.of_all.is_some() {
            written(stage.of_all)
        } else {
            stage.people.whole().map(|_| c.percent(1.0))
        },
        under_way: None,
    });
    let hidden = stages.iter().filter(|stage| stage.people.is_hidden()).count();
    let shown = stages.len() - hidden > 1;
    let chart = composer.drawn_of(base, shown, || {
        Chart::Funnel(Funnel {
            of_previous: composer.text("chart.path.of_previous"),
            of_all: composer.text("chart.path.of_all"),
            steps: drawn.collect(),
        })
    });
    let numbers: Vec<String> =
        stages.iter().filter_map(|stage| Some(composer.alt_item(&stage.label, &written(stage.of_all)?))).collect();
    let name = composer.name(indicator);
    let said = Said {
        message: match numbers.get(..numbers.len().min(3)) {
            Some(some) if !some.is_empty() && !matches!(chart, Chart::Said(_)) => {
                c.labelled(&name, &some.join(c.text("format.list_separator")))
            }
            _ => name.clone(),
        },
        formal: c.fill("chart.path.formal", &[("name", &name), ("n", &composer.written(base))]),
        alt: composer
            .alt_with_hidden(c.fill("chart.path.alt", &[("name", &name), ("numbers", &numbers.join("; "))]), hidden),
        reading: composer.text("chart.path.read"),
        note: match hidden {
            0 => composer.text("chart.path.note"),
            _ => [c.text("chart.path.note"), c.text("chart.hidden_read")].join(" "),
        },
    };
    let head =
        composer.heads("step", &["people", "of_previous_percent", "of_all_percent", "low_percent", "high_percent"]);
    let rows = stages.iter().map(|stage| {
        let percent = |row: Option<&Row>| row.map_or(Cell::None, |row| composer.percent(row.value));
        let mut cells = vec![composer.people(stage.people), percent(stage.of_previous), percent(stage.of_all)];
        cells.extend(match stage.of_all {
            Some(row) => [row.low, row.high].map(|x| composer.percent(x)),
            None => [Cell::None, Cell::None],
        });
        composer.line(stage.label.clone(), cells)
    });
    Some(composer.figure(number, said, chart, c.fill("chart.path.caption", &[("name", &name)]), head, rows.collect()))
}
