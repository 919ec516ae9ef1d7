//! What a report says of itself for whoever wants to check it: nothing that is not printed in it anyway.

use super::args::Counting;
use super::load::Counted;
use crate::analysis::{Policy, methods, methods_of_differences};
use crate::fact::Vocabulary;
use crate::fact::names::instrument_name;
use crate::indicator::{Indicator, Measure};
use crate::report;
use crate::text::Catalog;
use crate::text::finding::what;
use crate::verify::manifest::{About, Policy as Told};
use std::collections::{BTreeMap, BTreeSet};

/// What is needed to read the numbers of a report back.
pub(super) fn about(
    counted: &Counted,
    about: &report::About,
    catalog: &Catalog,
    template: &str,
    counting: &Counting,
) -> About {
    let Policy { id, least, least_for_mean, least_for_curve, least_at_risk, .. } = counted.plan.policy;
    About {
        language: catalog.language().code().to_owned(),
        template: template.to_owned(),
        policy: Told { id: id.to_owned(), least, least_for_mean, least_for_curve, least_at_risk },
        by: counting.by.clone(),
        names: names(counted, catalog),
        words: words(counted, about, catalog),
        rows: rows(about, least, catalog),
        scales: scales(counted),
        statuses: counted.project.vocabulary.statuses.own(),
    }
}

fn names(counted: &Counted, catalog: &Catalog) -> BTreeMap<String, String> {
    let name = |indicator: &Indicator| Some((indicator.id.clone(), catalog.own(&indicator.text)?.name.clone()));
    counted.plan.indicators.iter().filter_map(name).collect()
}

/// Texts with digits that the project brings: a number in them is no result.
fn words(counted: &Counted, about: &report::About, catalog: &Catalog) -> Vec<String> {
    let project = &counted.project;
    let mut words: BTreeSet<String> = BTreeSet::new();
    let mut add = |text: &str| {
        if text.chars().any(|c| c.is_ascii_digit()) {
            words.insert(text.to_owned());
        }
    };
    [&project.title, &project.organisation, &project.dataset].into_iter().for_each(|text| add(text));
    for indicator in counted.plan.indicators.iter().filter(|indicator| indicator.own) {
        for text in indicator.text.values() {
            add(&text.name);
            add(&text.meaning);
        }
        add(&indicator.id);
        if let Some(source) = &indicator.source {
            add(&source.cite);
            add(&source.item);
        }
    }
    let vocabulary = &project.vocabulary;
    let read: BTreeSet<String> =
        counted.plan.indicators.iter().filter_map(|indicator| scale(&indicator.measure, vocabulary)).collect();
    for instrument in vocabulary.instruments.values().filter(|instrument| read.contains(&instrument.id)) {
        add(&instrument.id);
        add(&instrument.source);
        instrument.name.values().for_each(|name| add(name));
        // From which change on somebody improved is said beside the scale's name.
        let name = instrument_name(catalog, &project.vocabulary, &instrument.id);
        add(&catalog.labelled(&name, &catalog.as_it_is(instrument.change)));
    }
    for status in vocabulary.statuses.iter().filter(|status| status.own) {
        add(&status.id);
        status.name.values().for_each(|name| add(name));
    }
    for column in &about.read {
        add(&column.header);
        column.fact.iter().for_each(|fact| add(fact));
    }
    for source in &about.sources {
        add(&source.name);
        add(&source.form.in_short());
    }
    report::windows(catalog, &about.closes).iter().for_each(|text| add(text));
    // What is cited has years and pages.
    let measures = counted.plan.indicators.iter().flat_map(|indicator| methods(&indicator.measure));
    measures.chain(methods_of_differences()).for_each(|method| add(method.cite));
    about.groups.iter().flat_map(|(_, groups)| groups).flatten().for_each(|label| add(label));
    words.into_iter().collect()
}

/// How many rows were read, and how many something was said of, as the report tells them: small numbers of the latter
/// are not printed, and not written here either.
fn rows(about: &report::About, least: u64, catalog: &Catalog) -> Vec<u64> {
    let read: u64 = about.sources.iter().map(|source| source.rows).sum();
    let mut of_kind: BTreeMap<(String, Option<&String>), u64> = BTreeMap::new();
    for finding in &about.findings {
        let what = what(catalog, finding, &str::to_owned);
        *of_kind.entry((what, finding.place.column.as_ref())).or_default() += finding.rows;
    }
    let told: BTreeSet<u64> = of_kind.into_values().filter(|n| *n >= least).chain([read]).collect();
    told.into_iter().collect()
}

/// The ends of the scales of indicators.
fn scales(counted: &Counted) -> BTreeMap<String, [f64; 2]> {
    let vocabulary = &counted.project.vocabulary;
    let ends = |measure: &Measure| {
        let instrument = vocabulary.instruments.get(&scale(measure, vocabulary)?)?;
        Some([instrument.min, instrument.max])
    };
    let indicators = counted.plan.indicators.iter();
    indicators.filter_map(|indicator| Some((indicator.id.clone(), ends(&indicator.measure)?))).collect()
}

/// The id of the scale whose scores a measure reads, if it reads any.
fn scale(measure: &Measure, vocabulary: &Vocabulary) -> Option<String> {
    let id = match measure {
        Measure::Change { scale, .. } => scale.clone(),
        Measure::Mean { of } | Measure::Median { of } => vocabulary.fact(of)?.what,
        _ => return None,
    };
    vocabulary.instruments.contains_key(&id).then_some(id)
}
