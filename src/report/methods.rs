//! How each number is made, written from the indicators themselves.

use super::context::Composer;
use super::document::Block;
use super::explain::Explainer;
use crate::analysis::method::Method;
use crate::analysis::{LEAST_JUDGED, methods as estimators, methods_of_differences};
use crate::indicator::{Indicator, Measure, Unit};
use crate::text::Catalog;

/// The measures of a report once, then every indicator it used.
pub(super) fn methods(composer: &Composer<'_>) -> Vec<Block> {
    let used: Vec<&Indicator> = composer
        .used
        .iter()
        .filter_map(|id| composer.context.indicators.iter().find(|indicator| indicator.id == *id))
        .collect();
    let mut blocks = Vec::new();
    let unit = match composer.context.project.unit {
        Unit::Person => "method.unit_person",
        Unit::Participation => "method.unit_participation",
    };
    blocks.push(Block::Paragraph(composer.text(unit).into()));
    let mut measures: Vec<&str> = Vec::new();
    for indicator in &used {
        let id = measure_id(&indicator.measure);
        if !measures.contains(&id) {
            measures.push(id);
            // What has more estimators than others of its measure says them all.
            let alike = used.iter().filter(|other| measure_id(&other.measure) == id);
            let most = alike.max_by_key(|other| estimators(&other.measure).len()).unwrap_or(indicator);
            blocks.extend(measure(composer.catalog(), most));
        }
    }
    if !composer.context.released.goals.is_empty() {
        let least = composer.catalog().integer(LEAST_JUDGED);
        blocks.push(Block::Heading(composer.text("method.goals_title")));
        blocks.push(Block::Paragraph(composer.fill("method.goals", &[("n", &least)]).into()));
    }
    if composer.compares {
        blocks.extend(differences(composer.catalog()));
    }
    let explainer = Explainer {
        catalog: composer.catalog(),
        vocabulary: composer.vocabulary(),
        library: &composer.context.project.library,
    };
    let until = Some(composer.context.about.data_until);
    for indicator in used {
        blocks.push(Block::Heading(composer.name(indicator)));
        blocks.extend(explainer.describe(indicator, composer.evidence(indicator), until, numbers(composer, indicator)));
    }
    blocks
}

/// The id of a measure, under which its name and method stand in the catalogue.
pub(super) fn measure_id(measure: &Measure) -> &'static str {
    match measure {
        Measure::Count => "count",
        Measure::Share { .. } => "share",
        Measure::Coverage { .. } => "coverage",
        Measure::Distribution { .. } => "distribution",
        Measure::Mean { .. } => "mean",
        Measure::Median { .. } => "median",
        Measure::Path { .. } => "path",
        Measure::Change { .. } => "change",
        Measure::Transition { .. } => "transition",
        Measure::Ladder { .. } => "ladder",
        Measure::TimeTo(_) => "time_to",
        Measure::BeforeAfter { .. } => "before_after",
        Measure::Trajectory { .. } => "trajectory",
    }
}

fn numbers(composer: &Composer<'_>, indicator: &Indicator) -> Option<String> {
    if !matches!(indicator.measure, Measure::Share { .. } | Measure::Coverage { .. }) {
        return None;
    }
    let row = composer.row(indicator, "share", "")?;
    let c = composer.catalog();
    let due = row.base.whole().zip(row.unknown.whole()).map_or_else(|| "··".to_owned(), |(a, b)| c.integer(a + b));
    let (n, k, unknown) = (composer.written(row.base), composer.written(row.count), composer.written(row.unknown));
    Some(c.fill("method.share_numbers", &[("due", &due), ("n", &n), ("k", &k), ("unknown", &unknown)]))
}

/// How the numbers of a measure are made, once for all its indicators.
pub(super) fn measure(c: &Catalog, indicator: &Indicator) -> Vec<Block> {
    let id = measure_id(&indicator.measure);
    let mut blocks = vec![
        Block::Heading(crate::text::capitalise(c.text(&format!("measure.{id}.name")))),
        Block::Paragraph(c.text(&format!("measure.{id}.method")).into()),
    ];
    // What is a share in other words: the formula stands once, with the share.
    let is_share = matches!(id, "coverage" | "distribution" | "ladder" | "path");
    let own = estimators(&indicator.measure).into_iter().filter(|method| !is_share || method.id != "wilson");
    blocks.extend(own.flat_map(|method| formulas(c, method)));
    blocks
}

/// How the differences of years are made.
fn differences(c: &Catalog) -> Vec<Block> {
    let mut blocks = vec![
        Block::Heading(crate::text::capitalise(c.text("measure.difference.name"))),
        Block::Paragraph(c.text("measure.difference.method").into()),
    ];
    blocks.extend(methods_of_differences().into_iter().flat_map(|method| formulas(c, method)));
    blocks
}

fn formulas(c: &Catalog, method: Method) -> Vec<Block> {
    let source = c.labelled(c.text("method.source"), &c.wrap_own(method.cite));
    let formulas = method.formulas.into_iter().map(Block::Formula);
    formulas.chain([Block::Paragraph(source.into())]).collect()
}
