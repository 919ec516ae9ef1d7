//! Of many differences between two years some look clear by chance. What is published of them is adjusted for how many they
//! are, and beside each difference of shares stands their ratio: from released rows alone, so that nothing hidden has a part in it.

use super::estimate::difference::{Share, katz};
use super::estimate::many::{benjamini_hochberg, two_shares};
use super::plan::Plan;
use super::released::{Flag, Published, Released, Row};
use super::years::{compared, two_groups};
use std::collections::BTreeMap;

/// The rows of adjusted p, each after its difference.
pub(super) fn adjusted(plan: &Plan, released: &Released) -> Vec<Row> {
    // The differences of the same two years are looked at together.
    let mut together: BTreeMap<(&str, &str), Vec<(usize, f64)>> = BTreeMap::new();
    for (place, row) in released.rows.iter().enumerate() {
        if let Some(p) = p_of(plan, released, row) {
            together.entry((&row.key.by, &row.key.group)).or_default().push((place, p));
        }
    }
    let mut of_row: BTreeMap<usize, f64> = BTreeMap::new();
    for tested in together.into_values() {
        let p: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
        of_row.extend(tested.iter().map(|(place, _)| *place).zip(benjamini_hochberg(&p)));
    }
    // Which rows there are must not tell what is hidden: each difference of shares has one.
    let with_adjusted = released.rows.iter().enumerate().flat_map(|(place, row)| {
        let adjusted = (row.key.statistic == "difference" && row.method == "newcombe").then(|| {
            let mut adjusted = row.clone();
            adjusted.key.statistic = "difference_q";
            (adjusted.low, adjusted.high) = (Published::ABSENT, Published::ABSENT);
            adjusted.method = "benjamini_hochberg";
            match of_row.get(&place) {
                Some(q) => adjusted.value = Published::shown(*q, None),
                None if row.value.is_hidden() => adjusted.value = Published::hidden(None),
                None => (adjusted.value, adjusted.flag) = (Published::ABSENT, Flag::NotAvailable),
            }
            adjusted
        });
        let ratio = adjusted.is_some().then(|| {
            let mut ratio = row.clone();
            ratio.key.statistic = "difference_ratio";
            ratio.method = "katz";
            let found = shares_of(plan, released, row).and_then(|(later, earlier)| katz(later, earlier));
            (ratio.value, ratio.low, ratio.high) = match found {
                Some(found) => {
                    let [value, low, high] = [found.value, found.low, found.high];
                    (Published::shown(value, None), Published::shown(low, None), Published::shown(high, None))
                }
                None if row.value.is_hidden() => {
                    (Published::hidden(None), Published::hidden(None), Published::hidden(None))
                }
                None => (Published::ABSENT, Published::ABSENT, Published::ABSENT),
            };
            if found.is_none() && !row.value.is_hidden() {
                ratio.flag = Flag::NotAvailable;
            }
            ratio
        });
        std::iter::once(row.clone()).chain(adjusted).chain(ratio)
    });
    with_adjusted.collect()
}

/// The p of a difference of two published shares.
fn p_of(plan: &Plan, released: &Released, row: &Row) -> Option<f64> {
    let (later, earlier) = shares_of(plan, released, row)?;
    two_shares(later, earlier)
}

/// The two published shares of a difference, the later first.
fn shares_of(plan: &Plan, released: &Released, row: &Row) -> Option<(Share, Share)> {
    if row.key.statistic != "difference" || row.method != "newcombe" {
        return None;
    }
    row.value.value()?;
    let moment = |m: Option<crate::fact::Moment>| m.map(|m| m.to_string()).unwrap_or_default();
    let indicator = plan.indicators.iter().find(|i| i.id == row.key.indicator && moment(i.moment) == row.key.moment)?;
    let level = |level: &str, statistic: &str| if level.is_empty() { statistic } else { level }.to_owned();
    let mut all = compared(&indicator.measure).iter();
    let (statistic, of) = *all.find(|(statistic, of)| level(of, statistic) == row.key.level)?;
    let (later, earlier) = two_groups(&row.key.group)?;
    let share = |year: &str| {
        let row = released.group(&row.key.indicator, &row.key.moment, statistic, of, &row.key.by, year)?;
        row.count.whole().zip(row.base.whole())
    };
    Some((share(later)?, share(earlier)?))
}
