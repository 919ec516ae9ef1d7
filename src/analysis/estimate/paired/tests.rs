use super::*;
use crate::analysis::estimate::histogram::histogram;
use proptest::prelude::*;

/// The rows of a reference file: what was asked, and the numbers. tests/reference/paired.R
fn reference(what: &'static str) -> impl Iterator<Item = (String, Vec<f64>)> {
    include_str!("../../../../tests/reference/paired.csv").lines().skip(1).filter_map(move |line| {
        let mut fields = line.split(';');
        if fields.next()? != what {
            return None;
        }
        let input = fields.next()?.to_owned();
        let numbers = fields.map(|x| x.parse().unwrap()).collect();
        Some((input, numbers))
    })
}

fn whole(input: &str) -> Vec<u64> {
    input.split(' ').map(|x| x.parse().unwrap()).collect()
}

#[track_caller]
fn near(found: f64, wanted: f64, what: &str) {
    assert!((found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0), "{what}: {found}, R says {wanted}");
    assert!((found / wanted - 1.0).abs() < 1e-7 || wanted == 0.0, "{what}: {found}, R says {wanted}");
}

#[test]
fn each_agrees_with_r() {
    let mut looked_at = 0;
    for (input, wanted) in reference("wilcoxon") {
        let changes = histogram(input.split(' ').map(|x| x.parse().unwrap()));
        near(wilcoxon(&changes).unwrap(), wanted[0], &input);
        looked_at += 1;
    }
    for (input, wanted) in reference("mcnemar") {
        let [a, b] = whole(&input)[..] else { panic!("{input}") };
        near(mcnemar(a, b).unwrap(), wanted[0], &input);
        looked_at += 1;
    }
    for (input, wanted) in reference("clopper_pearson") {
        let [k, n] = whole(&input)[..] else { panic!("{input}") };
        let got = clopper_pearson(k, n).unwrap();
        near(got.low, wanted[0], &input);
        near(got.high, wanted[1], &input);
        looked_at += 1;
    }
    for (input, wanted) in reference("stuart_maxwell") {
        let table: Vec<Vec<u64>> = input.split('/').map(whole).collect();
        near(stuart_maxwell(&table).unwrap(), wanted[0], &input);
        looked_at += 1;
    }
    assert_eq!(looked_at, 8 + 8 + 9 + 6);
}

#[test]
fn where_nobody_moves_there_is_nothing_to_test() {
    assert_eq!(wilcoxon(&histogram([0, 0])), None);
    assert_eq!(mcnemar(0, 0), None);
    assert_eq!(clopper_pearson(0, 0), None);
    assert_eq!(stuart_maxwell(&[vec![3, 0], vec![0, 4]]), None);
    assert_eq!(stuart_maxwell(&[]), None);
}

proptest! {
    #[test]
    fn turning_the_moves_round_changes_no_p(changes in prop::collection::vec(-6i64..7, 1..60), shift in 1i64..50) {
        let p = wilcoxon(&histogram(changes.iter().copied()));
        prop_assert_eq!(p, wilcoxon(&histogram(changes.iter().map(|x| -x))));
        // Only the order of the sizes counts, not the unit they are in.
        prop_assert_eq!(p, wilcoxon(&histogram(changes.iter().map(|x| x * shift))));
        prop_assert!(p.is_none_or(|p| (0.0..=1.0).contains(&p)));
        let (up, down) = (changes.iter().filter(|x| **x > 0).count(), changes.iter().filter(|x| **x < 0).count());
        prop_assert_eq!(mcnemar(up as u64, down as u64), mcnemar(down as u64, up as u64));
    }

    #[test]
    fn the_exact_interval_holds_the_point_and_turns_with_it(n in 1u64..400, share in 0.0f64..=1.0) {
        let k = ((n as f64) * share) as u64;
        let got = clopper_pearson(k, n).unwrap();
        prop_assert!(0.0 <= got.low && got.low <= got.value && got.value <= got.high && got.high <= 1.0);
        let mirror = clopper_pearson(n - k, n).unwrap();
        prop_assert!((mirror.low - (1.0 - got.high)).abs() < 1e-9, "{} {}", mirror.low, 1.0 - got.high);
        // The interval and the exact test are one: a half is inside exactly where the test finds nothing.
        let p = mcnemar(k, n - k).unwrap();
        if (p - 0.05).abs() > 1e-6 {
            prop_assert_eq!(p > 0.05, got.low <= 0.5 && 0.5 <= got.high, "{:?} {}", got, p);
        }
    }

    #[test]
    fn two_classes_are_mcnemars_and_the_order_of_classes_means_nothing(
        cells in prop::collection::vec(1u64..40, 9),
    ) {
        let two = [vec![cells[0], cells[1]], vec![cells[2], cells[3]]];
        let (b, c) = (cells[1] as f64, cells[2] as f64);
        let chi = (b - c) * (b - c) / (b + c);
        let wanted = if chi == 0.0 { 1.0 } else { gamma_ur(0.5, chi / 2.0) };
        prop_assert!((stuart_maxwell(&two).unwrap() - wanted).abs() < 1e-12);
        let table: Vec<Vec<u64>> = cells.chunks(3).map(<[u64]>::to_vec).collect();
        let turned: Vec<Vec<u64>> = [2, 0, 1].iter().map(|i| [2, 0, 1].iter().map(|j| table[*i][*j]).collect()).collect();
        let across: Vec<Vec<u64>> = (0..3).map(|i| (0..3).map(|j| table[j][i]).collect()).collect();
        let p = stuart_maxwell(&table).unwrap();
        prop_assert!((p - stuart_maxwell(&turned).unwrap()).abs() < 1e-9);
        prop_assert!((p - stuart_maxwell(&across).unwrap()).abs() < 1e-9);
    }
}
