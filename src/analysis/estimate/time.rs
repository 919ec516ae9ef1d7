//! The time to an event: Kaplan and Meier's estimate from a table of days, with how many had the event on each and how
//! many were followed no longer; and the life table, the same from a table of steps of several days.
//!
//! Nothing here knows of events that compete: where they do, one minus this curve is not the share to whom it happens.

use super::{Interval, Z};
use crate::analysis::method::{Math, Method, math::*};
use std::collections::BTreeMap;

/// Two shares nearer than this are the same, as R takes them to be.
const SAME: f64 = 1.490_116_119_384_765_6e-8;

/// Of a day: how many had the event on it, and how many were followed until it and not beyond.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::analysis) struct Leaving {
    /// The event happened.
    pub(in crate::analysis) events: u64,
    /// Nothing more is known. On the day of an event they were still at risk of it.
    pub(in crate::analysis) censored: u64,
}

/// A day at which somebody had the event.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    day: i64,
    /// How many it could happen to; in a life table half of those who left without it are counted.
    at_risk: f64,
    events: f64,
    /// The share without the event after the day.
    without: f64,
    /// Greenwood's sum: the variance of the logarithm of that share.
    variance: f64,
}

/// The share without the event by day.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Curve {
    steps: Vec<Step>,
    /// The last day anybody was followed; none when nobody was.
    last: Option<i64>,
}

/// The curve of a table by day. Who leaves without the event on a day of events was still at risk of them.
///
/// Source: Kaplan & Meier (1958), J. Am. Stat. Assoc. 53, 457–481; the same as R's `survfit(Surv(time, event) ~ 1)`.
pub(in crate::analysis) fn kaplan_meier(table: &BTreeMap<i64, Leaving>) -> Curve {
    curve(table, 1.0)
}

/// The curve of a table of steps of several days. Who leaves a step without the event was at risk for half of it.
///
/// Source: Cutler & Ederer (1958), J. Chronic Dis. 8, 699–712.
pub(in crate::analysis) fn life_table(table: &BTreeMap<i64, Leaving>) -> Curve {
    curve(table, 0.5)
}

/// The product of the shares without the event on each day, with that part of those who leave counted as at risk.
fn curve(table: &BTreeMap<i64, Leaving>, counted: f64) -> Curve {
    let mut left_in: u64 = table.values().map(|left| left.events + left.censored).sum();
    let (mut without, mut variance) = (1.0, 0.0);
    let mut steps = Vec::new();
    let mut last = None;
    for (&day, left) in table.iter().filter(|(_, left)| left.events + left.censored > 0) {
        last = Some(day);
        if left.events > 0 {
            let n = left_in as f64 - (1.0 - counted) * left.censored as f64;
            let d = left.events as f64;
            without *= (n - d) / n;
            variance += d / (n * (n - d));
            steps.push(Step { day, at_risk: n, events: d, without, variance });
        }
        left_in -= left.events + left.censored;
    }
    Curve { steps, last }
}

/// The day by which the event has happened to half.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::analysis) struct Median {
    /// None where the curve does not come so far.
    pub(in crate::analysis) value: Option<f64>,
    /// Lower limit of its 95 % interval; may be there without a median.
    pub(in crate::analysis) low: Option<f64>,
    /// Upper limit.
    pub(in crate::analysis) high: Option<f64>,
}

impl Step {
    /// The log-log limits of the share without the event; none where all or nobody is.
    fn limits(&self) -> Option<(f64, f64)> {
        if self.without <= 0.0 || self.without >= 1.0 {
            return None;
        }
        let log = self.without.ln();
        let half = Z * self.variance.sqrt() / log;
        let limit = |half: f64| (-((-log).ln() + half).exp()).exp();
        Some((limit(-half), limit(half)))
    }
}

impl Curve {
    /// Whether the curve reaches a day: somebody was followed so long, or everybody has had the event.
    fn reaches(&self, day: i64) -> bool {
        let done = self.steps.last().is_some_and(|step| step.without <= 0.0);
        self.last.is_some_and(|last| day <= last || done)
    }

    /// The share to whom the event has happened by the end of a day, with its interval, the log-log interval of the
    /// share without it; no interval where the share is 0 or 1, and nothing beyond the last day anybody was followed.
    ///
    /// Source: as R's `survfit(…, conf.type = "log-log")`.
    pub(in crate::analysis) fn cumulative(&self, day: i64) -> Option<(f64, Option<Interval>)> {
        if !self.reaches(day) {
            return None;
        }
        let Some(step) = self.steps.iter().rev().find(|step| step.day <= day) else { return Some((0.0, None)) };
        let value = 1.0 - step.without;
        let limits = step.limits();
        Some((value, limits.map(|(low, high)| Interval { value, low: 1.0 - high, high: 1.0 - low })))
    }

    /// The day by which the event has happened to half, and the days at which the limits of the curve cross a half. A
    /// curve that stands at a half gives the middle of that time.
    ///
    /// Source: Brookmeyer & Crowley (1982), Biometrics 38, 29–41; the same as R's `quantile(survfit(…), 0.5)`.
    pub(in crate::analysis) fn median(&self) -> Median {
        Median {
            value: self.half(|step| Some(step.without)),
            low: self.half(|step| Some(step.limits()?.0)),
            high: self.half(|step| Some(step.limits()?.1)),
        }
    }

    /// Where a falling curve crosses a half.
    fn half(&self, curve: fn(&Step) -> Option<f64>) -> Option<f64> {
        let first = |at_most: f64| self.steps.iter().find(|step| curve(step).is_some_and(|share| share <= at_most));
        let reached = first(0.5 + SAME)?;
        let until = match first(0.5 - SAME) {
            Some(step) => step.day,
            // A curve that ends at a half stays there to the last day.
            None => self.last.filter(|_| self.steps.last().is_some_and(|step| curve(step).is_some()))?,
        };
        Some((reached.day as f64 + until as f64) / 2.0)
    }

    /// The mean number of days without the event up to a day, with its standard error; none where the curve does not
    /// reach the day.
    ///
    /// Source: Irwin (1949), J. Hyg. 47, 188–189; the same as R's `print(survfit(…), rmean = day)`.
    pub(in crate::analysis) fn restricted_mean(&self, until: i64) -> Option<(f64, f64)> {
        if !self.reaches(until) {
            return None;
        }
        let steps: Vec<&Step> = self.steps.iter().take_while(|step| step.day <= until).collect();
        let (mut area, mut variance) = (0.0, 0.0);
        let mut end = until;
        // From the last step back: what lies beyond a step is what its events take from the mean.
        for step in steps.iter().rev() {
            area += step.without * (end - step.day) as f64;
            let left = step.at_risk - step.events;
            if left > 0.0 {
                variance += area * area * step.events / (step.at_risk * left);
            }
            end = step.day;
        }
        Some((area + end as f64, variance.sqrt()))
    }
}

/// How the time to an event is estimated.
pub(crate) fn method() -> Method {
    let (d, n, t, i) = (|| name("d"), || name("n"), || name("t"), || name("i"));
    let at = |what: Math| index(what, i());
    let without = |of: Math| row([name("S"), op("("), of, op(")")]);
    let until = || row([at(t()), op("≤"), t()]);
    let curve = row([
        name("F"),
        op("("),
        t(),
        op(")"),
        op("="),
        num("1"),
        op("−"),
        without(t()),
        op(","),
        without(t()),
        op("="),
        index(op("∏"), until()),
        op("("),
        num("1"),
        op("−"),
        fraction(at(d()), at(n())),
        op(")"),
    ]);
    let spread = row([
        square(name("s")),
        op("="),
        index(op("Σ"), until()),
        fraction(at(d()), row([at(n()), op("("), at(n()), op("−"), at(d()), op(")")])),
    ]);
    let exponent = row([op("±"), fraction(row([name("z"), name("s")]), row([op("ln"), without(t())]))]);
    let power = |base: Math, exponent: Math| Math::Power(Box::new(base), Box::new(exponent));
    let interval = row([
        num("1"),
        op("−"),
        power(without(t()), power(name("e"), exponent)),
        op(","),
        name("z"),
        op("="),
        num("1.96"),
    ]);
    // Who was at risk in a step of a life table: half of those who left in it are taken off.
    let half = row([at(n()), op("−"), fraction(at(name("c")), num("2"))]);
    let months = row([at(n()), op("→"), half]);
    Method {
        id: "kaplan_meier",
        formulas: vec![curve, spread, interval, months],
        cite: "Kaplan & Meier (1958), J. Am. Stat. Assoc. 53, 457–481; Cutler & Ederer (1958), J. Chronic Dis. 8, 699–712",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Table = BTreeMap<i64, Leaving>;

    fn table(rows: impl IntoIterator<Item = (i64, bool)>) -> Table {
        let mut table = Table::new();
        for (day, event) in rows {
            let left = table.entry(day).or_default();
            if event {
                left.events += 1;
            } else {
                left.censored += 1;
            }
        }
        table
    }

    fn close(found: Option<f64>, wanted: &str, of: &str) {
        match wanted.parse::<f64>() {
            Ok(wanted) => assert!(found.is_some_and(|found| (found - wanted).abs() < 1e-9), "{of}: {found:?}"),
            Err(_) => assert_eq!(found, None, "{of}"),
        }
    }

    #[test]
    fn times_agree_with_r() {
        // tests/reference/time.R
        let mut rows: BTreeMap<&str, Vec<(i64, bool)>> = BTreeMap::new();
        for line in include_str!("../../../tests/reference/time_rows.csv").lines().skip(1) {
            let field: Vec<&str> = line.split(',').collect();
            rows.entry(field[0]).or_default().push((field[1].parse().unwrap(), field[2] == "1"));
        }
        let mut compared = 0;
        for line in include_str!("../../../tests/reference/time.csv").lines().skip(1) {
            let field: Vec<&str> = line.split(',').collect();
            let curve = kaplan_meier(&table(rows[field[0]].iter().copied()));
            let day = || field[2].parse::<i64>().unwrap();
            match field[1] {
                "cumulative" => {
                    let (value, interval) = curve.cumulative(day()).unwrap();
                    close(Some(value), field[3], line);
                    // Before the first event R has limits, 0 and 0, where nobody left and none where somebody did.
                    let [low, high] = if value == 0.0 { ["NA"; 2] } else { [field[4], field[5]] };
                    close(interval.map(|i| i.low), low, line);
                    close(interval.map(|i| i.high), high, line);
                }
                "median" => {
                    let median = curve.median();
                    close(median.value, field[3], line);
                    close(median.low, field[4], line);
                    close(median.high, field[5], line);
                }
                "rmst" => {
                    let (value, error) = curve.restricted_mean(day()).unwrap();
                    close(Some(value), field[3], line);
                    close(Some(error), field[4], line);
                }
                other => panic!("{other}"),
            }
            compared += 1;
        }
        assert!(compared > 50 && rows.len() == 7);
    }

    #[test]
    fn life_tables_agree_with_r() {
        // tests/reference/time.R
        let mut table = Table::new();
        let lines = || include_str!("../../../tests/reference/life_table.csv").lines().skip(1);
        let fields = |line: &'static str| line.split(',').map(|x| x.parse::<f64>().unwrap()).collect::<Vec<_>>();
        for line in lines() {
            let field = fields(line);
            let left = Leaving { events: field[1] as u64, censored: field[2] as u64 };
            table.insert(field[0] as i64, left);
        }
        let curve = life_table(&table);
        for line in lines() {
            let field = fields(line);
            let (value, interval) = curve.cumulative(field[0] as i64).unwrap();
            let interval = interval.unwrap();
            for (found, wanted) in [value, interval.low, interval.high].iter().zip(&field[3..]) {
                assert!((found - wanted).abs() < 1e-9, "{line}: {found}");
            }
        }
        assert!(table.len() == 8);
    }

    #[test]
    fn nobody_has_no_curve_and_no_curve_goes_beyond_its_last_day() {
        let nobody = kaplan_meier(&Table::new());
        assert_eq!((nobody.cumulative(0), nobody.restricted_mean(1)), (None, None));
        assert_eq!(nobody.median(), Median { value: None, low: None, high: None });
        let curve = kaplan_meier(&table([(10, true), (20, false)]));
        assert_eq!(curve.cumulative(20).map(|(value, _)| value), Some(0.5));
        assert_eq!((curve.cumulative(21), curve.restricted_mean(21)), (None, None));
        // Where everybody has had the event the curve stays at 1.
        assert_eq!(kaplan_meier(&table([(10, true)])).cumulative(9999), Some((1.0, None)));
    }

    fn rows() -> impl Strategy<Value = Vec<(i64, bool)>> {
        prop::collection::vec((0_i64..400, any::<bool>()), 1..80)
    }

    proptest! {
        #[test]
        fn the_curve_rises_in_its_interval(rows in rows()) {
            let curve = kaplan_meier(&table(rows));
            let mut before = 0.0;
            for day in 0..400 {
                let Some((value, interval)) = curve.cumulative(day) else { continue };
                prop_assert!(before <= value && value <= 1.0);
                before = value;
                if let Some(interval) = interval {
                    prop_assert!(0.0 <= interval.low && interval.low <= value);
                    prop_assert!(value <= interval.high && interval.high <= 1.0);
                }
            }
            let Median { value, low, high } = curve.median();
            let ordered: Vec<f64> = [low, value, high].into_iter().flatten().collect();
            prop_assert!(ordered.windows(2).all(|pair| pair[0] <= pair[1]), "{:?}", ordered);
        }

        #[test]
        fn without_censoring_the_share_is_the_share(days in prop::collection::vec(0_i64..400, 1..80), at in 0_i64..400) {
            let curve = kaplan_meier(&table(days.iter().map(|day| (*day, true))));
            let so_far = days.iter().filter(|day| **day <= at).count() as f64 / days.len() as f64;
            prop_assert!((curve.cumulative(at).unwrap().0 - so_far).abs() < 1e-12);
            let mean = days.iter().map(|day| (*day).min(at) as f64).sum::<f64>() / days.len() as f64;
            prop_assert!((curve.restricted_mean(at).unwrap().0 - mean).abs() < 1e-9);
        }

        #[test]
        fn the_restricted_mean_is_the_area_over_the_curve(rows in rows(), until in 1_i64..400) {
            let curve = kaplan_meier(&table(rows));
            if let Some((mean, error)) = curve.restricted_mean(until) {
                let area: f64 = (0..until).map(|day| 1.0 - curve.cumulative(day).unwrap().0).sum();
                prop_assert!((mean - area).abs() < 1e-9 && error >= 0.0 && mean <= until as f64);
            }
        }
    }
}
