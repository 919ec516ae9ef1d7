//! A reader with paper and pencil: bounds every hidden number by what is published around it, with none of the code that
//! hid it.

use crate::util::{Key, Tidy, polku, root};
use std::collections::BTreeMap;
use std::ffi::OsStr;

/// The least and the greatest a number may be.
type Bounds = (u64, u64);

/// More than anybody in the sample.
const MANY: u64 = 10_000;

/// A sum: the total, and its parts.
struct Sum {
    total: usize,
    parts: Vec<usize>,
}

/// Narrows bounds by sums until nothing changes.
fn narrow(bounds: &mut [Bounds], sums: &[Sum]) {
    loop {
        let before = bounds.to_vec();
        for Sum { total, parts } in sums {
            let least: u64 = parts.iter().map(|&part| bounds[part].0).sum();
            let most: u64 = parts.iter().map(|&part| bounds[part].1).sum();
            let of = &mut bounds[*total];
            *of = (of.0.max(least), of.1.min(most));
            for &part in parts {
                let (low, high) = bounds[part];
                let others_least = least - low;
                let others_most = most - high;
                let (total_low, total_high) = bounds[*total];
                bounds[part] = (low.max(total_low.saturating_sub(others_most)), high.min(total_high - others_least));
                if bounds[part] != (low, high) {
                    break;
                }
            }
        }
        if before == bounds {
            return;
        }
    }
}

#[test]
fn sums_over_groups_and_rests_bound_no_hidden_number() {
    let project = root().join("sample-data");
    let asked: [&dyn AsRef<OsStr>; 4] = [&"indicators", &project, &"--format", &"csv"];
    let public = Tidy::parse(&polku(&asked).ok().out);
    let internal = Tidy::parse(&polku(&[&asked[..], &[&"--internal"]].concat()).ok().out);
    let mut tried = 0;
    // Groups that share nobody: they add up.
    for by in ["gender", "age_group"] {
        let mut families: BTreeMap<(String, String, String), Vec<&Key>> = BTreeMap::new();
        for key in public.0.keys().filter(|key| key.by == by && key.statistic == "share") {
            families.entry((key.indicator.clone(), key.level.clone(), key.moment.clone())).or_default().push(key);
        }
        for groups in families.into_values().filter(|groups| groups[0].moment != "start") {
            let total = Key { by: String::new(), group: String::new(), ..groups[0].clone() };
            if groups[0].indicator.starts_with("followup_coverage") || !public.0.contains_key(&total) {
                continue;
            }
            // Three numbers a group: who counts, the rest, and both.
            let keys: Vec<&Key> = std::iter::once(&total).chain(groups).collect();
            let numbers = |tidy: &Tidy| -> Vec<[Option<u64>; 3]> {
                let of = |key: &&Key| {
                    let row = &tidy.0[*key];
                    let rest = row.base.zip(row.count).map(|(base, count)| base - count);
                    [row.count, rest, row.base]
                };
                keys.iter().map(of).collect()
            };
            let (shown, truth) = (numbers(&public).concat(), numbers(&internal).concat());
            let mut bounds: Vec<Bounds> = shown.iter().map(|n| n.map_or((0, MANY), |n| (n, n))).collect();
            let of_groups = (0..3).map(|i| Sum { total: i, parts: (1..keys.len()).map(|g| g * 3 + i).collect() });
            let of_rests = (0..keys.len()).map(|g| Sum { total: g * 3 + 2, parts: vec![g * 3, g * 3 + 1] });
            narrow(&mut bounds, &of_groups.chain(of_rests).collect::<Vec<_>>());
            for (i, (bounds, truth)) in bounds.iter().zip(&truth).enumerate() {
                let truth = truth.unwrap_or(0);
                assert!(bounds.0 <= truth && truth <= bounds.1, "the truth is within: {:?}", keys[i / 3]);
                if shown[i].is_none() && (1..=4).contains(&truth) {
                    tried += 1;
                    assert!(bounds.0 == 0 && bounds.1 >= 5, "{:?} {}: {bounds:?}", keys[i / 3], i % 3);
                }
            }
        }
    }
    assert!(tried > 20, "{tried} hidden numbers were attacked");
}
