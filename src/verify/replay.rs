//! Other people, counted as anybody: would everything that was published of the true ones have been published of them?

use super::rows::Row;
use std::collections::BTreeMap;

/// Statistics that are shares, sums or means of people's own numbers: an alternative keeps them. Others (limits, medians, what
/// was tested) are no sums; rules protect what they could tell.
const KEPT: [&str; 24] = [
    "count",
    "class_count",
    "share",
    "share_floor",
    "share_ceiling",
    "class_share",
    "class_share_floor",
    "class_share_ceiling",
    "share_of_previous",
    "improved",
    "unchanged",
    "worsened",
    "ceiling_start",
    "floor_start",
    "reliable_improved",
    "reliable_worsened",
    "up_of_moved",
    "cumulative",
    "at_risk",
    "mean",
    "mean_start",
    "mean_end",
    "mean_change",
    "sum",
];

/// The first released row that other people would have changed; `others` are their rows, with nothing hidden.
#[must_use]
pub fn changed(released: &[Row], others: &[Row]) -> Option<String> {
    let by_name: BTreeMap<String, &Row> = others.iter().map(|row| (row.name(), row)).collect();
    released.iter().find(|row| !is_kept(row, by_name.get(&row.name()).copied())).map(Row::name)
}

fn is_kept(row: &Row, other: Option<&Row>) -> bool {
    let Some(other) = other else {
        // A level that nobody has stands in no table of theirs.
        return row.count.unwrap_or(0) == 0;
    };
    let same = |shown: Option<u64>, other: Option<u64>| shown.is_none() || shown == other;
    let near = |shown: Option<f64>, other: Option<f64>| match (shown, other) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-12 * a.abs().max(1.0),
        (shown, _) => shown.is_none(),
    };
    same(row.count, other.count)
        && same(row.base, other.base)
        && same(row.unknown, other.unknown)
        && (!KEPT.contains(&row.statistic.as_str()) || near(row.value, other.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(statistic: &str, value: Option<f64>, count: Option<u64>) -> Row {
        let text = format!(r#"{{"indicator": "one", "statistic": "{statistic}", "base": 20}}"#);
        Row { value, count, ..serde_json::from_str(&text).unwrap() }
    }

    #[test]
    fn what_is_shown_has_to_be_the_same() {
        let truth = [row("share", Some(0.4), Some(8)), row("median", Some(3.0), None)];
        assert_eq!(changed(&truth, &truth), None);
        // A median is no sum, and what is hidden may be anything.
        let others = [row("share", Some(0.4), Some(8)), row("median", Some(4.0), None)];
        assert_eq!(changed(&truth, &others), None);
        let hidden = [row("share", None, None)];
        assert_eq!(changed(&hidden, &[row("share", Some(0.1), Some(2))]), None);
        let others = [row("share", Some(0.45), Some(9))];
        assert_eq!(changed(&truth[..1], &others).as_deref(), Some("one share"));
        assert_eq!(changed(&truth[..1], &[]).as_deref(), Some("one share"));
    }
}
