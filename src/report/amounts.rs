//! Amounts, numbers and scores in sentences: the middle first, then the mean, the middle half and the total.

use super::context::Composer;
use super::document::Text;
use super::highlights::Said;
use crate::analysis::{Flag, Row};
use crate::indicator::Indicator;

/// What is said of an amount, with its median as the numeral.
pub(super) fn said(composer: &Composer<'_>, indicator: &Indicator) -> Option<Said> {
    let c = composer.catalog();
    let of = |statistic| composer.row(indicator, statistic, "");
    let median = of("median")?;
    let name = composer.name(indicator);
    if matches!(median.flag, Flag::NotAvailable | Flag::NotDue) {
        return None;
    }
    let mean = of("mean");
    let places = [mean, Some(median)].into_iter().flatten().find_map(|row| row.value.value()).map_or(0, places);
    let with_interval = |row: &Row| -> Option<String> {
        let value = c.decimal(row.value.value()?, places);
        Some(match interval(composer, row, places) {
            Some(interval) => [value, interval].join(c.text("format.list_separator")),
            None => value,
        })
    };
    let mut sentences = Vec::new();
    let n = composer.written(median.base);
    let slots = |value: &str, ci: &str| -> Vec<(&str, String)> {
        vec![("name", name.clone()), ("value", value.to_owned()), ("ci", ci.to_owned()), ("n", n.clone())]
    };
    let fill = |key: &str, slots: Vec<(&str, String)>| {
        let slots: Vec<(&str, &str)> = slots.iter().map(|(k, v)| (*k, v.as_str())).collect();
        c.fill(key, &slots)
    };
    let number = |row: &Row| row.value.value().map(|value| c.decimal(value, places));
    let value = number(median).or_else(|| mean.and_then(number));
    let first = match (&value, median.value.value(), interval(composer, median, places)) {
        (Some(value), Some(_), Some(ci)) => fill("sentence.median_ci", slots(value, &ci)),
        (Some(value), Some(_), None) => fill("sentence.median", slots(value, "")),
        // Where so many are alike that the median is hidden, the mean may still be shown.
        (Some(value), None, _) => match mean.and_then(|row| interval(composer, row, places)) {
            Some(ci) => fill("sentence.mean", slots(value, &ci)),
            None => c.labelled(&name, value),
        },
        (None, ..) => c.labelled(&name, c.text("sentence.hidden")),
    };
    if let Some(mean) = mean.filter(|_| median.value.value().is_some()).and_then(with_interval) {
        sentences.push(format!("{}.", c.labelled(c.text("column.mean"), &mean)));
    }
    let quartile = |statistic| of(statistic).and_then(|row| row.value.value());
    if let (Some(low), Some(high)) = (quartile("lower_quartile"), quartile("upper_quartile")) {
        sentences.push(c.fill("sentence.middle_half", &[("range", &range(composer, low, high, places))]));
    }
    if let Some(sum) = of("sum").and_then(|row| row.value.value()) {
        let rounded = composer.context.released.policy.protects();
        let key = if rounded { "sentence.sum_rounded" } else { "sentence.sum" };
        sentences.push(c.fill(key, &[("value", &c.decimal(sum, self::places(sum)))]));
    }
    if median.unknown.value() != Some(0.0) {
        let unknown = c.labelled(c.text("column.unknown"), &composer.written(median.unknown));
        sentences.push(format!("{unknown}."));
    }
    sentences.extend(composer.small_sentence(mean.unwrap_or(median)));
    let text = sentences.into_iter().fold(Text::default().strong(first), |text, said| text.plain(format!(" {said}")));
    Some((value.map(|value| (value, String::new())), text))
}

/// "95 %:n luottamusväli 16–24".
fn interval(composer: &Composer<'_>, row: &Row, places: usize) -> Option<String> {
    let range = range(composer, row.low.value()?, row.high.value()?, places);
    Some(composer.fill("sentence.ci", &[("range", &range)]))
}

fn range(composer: &Composer<'_>, low: f64, high: f64, places: usize) -> String {
    let c = composer.catalog();
    // A dash between a number and a minus sign reads badly.
    if low < 0.0 { c.signed_range(low, high, places) } else { c.span(low, high, places) }
}

/// As many decimals as make two digits.
fn places(value: f64) -> usize {
    match value.abs() {
        x if x >= 10.0 => 0,
        x if x >= 1.0 || x == 0.0 => 1,
        _ => 2,
    }
}
