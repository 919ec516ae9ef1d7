//! Whether an event comes to some groups sooner than to others.

use super::{Day, EXACT, LIFE, Table, days};
use statrs::function::gamma::checked_gamma_ur;
use std::collections::{BTreeMap, BTreeSet};

/// A test that several groups have the event alike.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Compared {
    /// How far the groups are from having it alike: chi-squared.
    pub(in crate::analysis) statistic: f64,
    /// Its degrees of freedom: the groups in which anything could happen, less one.
    pub(in crate::analysis) freedom: u64,
    /// How probable so much or more is by chance alone.
    pub(in crate::analysis) chance: f64,
    /// Of each group how many events there would be if it had them as all together.
    pub(in crate::analysis) expected: Vec<f64>,
}

/// The log-rank test of groups that share nobody; others' events count as the end of what is known, so with competing
/// events it compares how soon this one comes to those who can still have it. None where fewer than two groups could have
/// an event, or nobody had one.
///
/// Source: Mantel (1966), Cancer Chemother. Rep. 50, 163–170; Peto & Peto (1972), J. R. Stat. Soc. A 135, 185–207; the
/// same as R's `survdiff`.
pub(in crate::analysis) fn log_rank(groups: &[Table]) -> Option<Compared> {
    compared(groups, EXACT)
}

/// The same from steps of several days, which all groups must share.
pub(in crate::analysis) fn log_rank_of_steps(groups: &[Table]) -> Option<Compared> {
    compared(groups, LIFE)
}

fn compared(groups: &[Table], counted: f64) -> Option<Compared> {
    let all: BTreeSet<i64> = groups.iter().flat_map(|table| table.keys().copied()).collect();
    // Every group on every day, so that who is at risk is known on the days of the others' events too.
    let at_risk: Vec<BTreeMap<i64, Day>> = groups
        .iter()
        .map(|table| all.iter().zip(everywhere(table, &all, counted)).map(|(day, found)| (*day, found)).collect())
        .collect();
    let k = groups.len();
    let (mut observed, mut expected) = (vec![0.0; k], vec![0.0; k]);
    let mut spread = vec![vec![0.0; k]; k];
    for day in &all {
        let of: Vec<(f64, f64)> = at_risk
            .iter()
            .map(|days| days.get(day).map_or((0.0, 0.0), |day| (day.at_risk, day.leaving.events as f64)))
            .collect();
        let (n, d) = of.iter().fold((0.0, 0.0), |(n, d), group| (n + group.0, d + group.1));
        if d <= 0.0 || n <= 0.0 {
            continue;
        }
        let factor = if n > 1.0 { d * (n - d).max(0.0) / (n - 1.0) } else { 0.0 };
        for (i, (n_i, d_i)) in of.iter().enumerate() {
            observed[i] += d_i;
            expected[i] += d * n_i / n;
            for (j, (n_j, _)) in of.iter().enumerate() {
                let own = if i == j { n_i / n } else { 0.0 };
                spread[i][j] += factor * (own - n_i * n_j / (n * n));
            }
        }
    }
    let mut told: Vec<usize> = (0..k).filter(|i| expected[*i] > 0.0).collect();
    // What one group has more the others have less: the last says nothing new.
    told.pop().filter(|_| !told.is_empty())?;
    let far: Vec<f64> = told.iter().map(|i| observed[*i] - expected[*i]).collect();
    let matrix: Vec<Vec<f64>> = told.iter().map(|i| told.iter().map(|j| spread[*i][*j]).collect()).collect();
    let solved = solve(matrix, far.clone())?;
    let statistic = far.iter().zip(&solved).map(|(a, b)| a * b).sum::<f64>().max(0.0);
    let freedom = told.len() as u64;
    let chance = chance(statistic, freedom)?;
    Some(Compared { statistic, freedom, chance, expected })
}

/// The days of a table on all days of several tables.
fn everywhere(table: &Table, all: &BTreeSet<i64>, counted: f64) -> Vec<Day> {
    let own: Vec<Day> = days(table, counted).collect();
    let late: u64 = table.values().map(|leaving| leaving.entered).sum();
    let everybody: u64 = table.values().map(|leaving| leaving.left()).sum();
    let mut inside = everybody.saturating_sub(late);
    let mut next = own.into_iter().peekable();
    all.iter()
        .map(|day| match next.next_if(|own| own.day == *day) {
            Some(own) => {
                inside = (inside + own.leaving.entered).saturating_sub(own.leaving.left());
                own
            }
            None => Day { day: *day, at_risk: inside as f64, leaving: Default::default() },
        })
        .collect()
}

/// How probable a chi-squared of so much or more is.
pub(in crate::analysis) fn chance(statistic: f64, freedom: u64) -> Option<f64> {
    if statistic <= 0.0 {
        return Some(1.0);
    }
    checked_gamma_ur(freedom as f64 / 2.0, statistic / 2.0).ok()
}

/// The solution of linear equations by elimination; none where they have not just one.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for column in 0..size {
        let pivot = (column..size).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        if matrix[column][column].abs() < 1e-12 {
            return None;
        }
        for row in column + 1..size {
            let factor = matrix[row][column] / matrix[column][column];
            let (above, below) = matrix.split_at_mut(row);
            for (cell, over) in below[0].iter_mut().zip(&above[column]).skip(column) {
                *cell -= factor * over;
            }
            right[row] -= factor * right[column];
        }
    }
    for row in (0..size).rev() {
        let rest: f64 = (row + 1..size).map(|column| matrix[row][column] * right[column]).sum();
        right[row] = (right[row] - rest) / matrix[row][row];
    }
    Some(right)
}
