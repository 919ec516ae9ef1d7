//! A goal in the words of the report.

use crate::analysis::{Judged, Key, Reason, Row, Verdict};
use crate::fact::names::status_name;
use crate::indicator::{Aim, Better, Measure};
use crate::report::Context;
use crate::report::context::Composer;
use crate::text::Catalog;

/// A goal beside the row it is judged by.
pub(super) struct Line<'a> {
    pub(super) judged: &'a Judged,
    pub(super) row: Option<&'a Row>,
    pub(super) label: String,
    /// The agreed number: `40`, `120`.
    pub(super) number: String,
    /// The same with its unit: `40 %`, `120`.
    pub(super) target: String,
    /// The verdict in words.
    pub(super) verdict: String,
}

/// "saavutettu 2, ei arvioitavissa 1": how many goals have which verdict. None where there are no goals.
pub(in crate::report) fn verdicts(context: &Context<'_>) -> Option<String> {
    let c = context.catalog;
    let kinds = [Verdict::Met, Verdict::Unsure, Verdict::NotMet, Verdict::Open(Reason::NoData)].map(Verdict::id);
    let said = kinds.into_iter().filter_map(|id| {
        let n = context.released.goals.iter().filter(|judged| judged.verdict.id() == id).count() as u64;
        let name = c.text(&format!("goal.{id}")).to_owned();
        (n > 0).then(|| c.fill("chart.alt_item", &[("name", &name), ("value", &c.integer(n))]))
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(c.text("format.list_separator")))
}

impl<'a> Line<'a> {
    pub(super) fn new(composer: &Composer<'a>, judged: &'a Judged) -> Line<'a> {
        let c = composer.catalog();
        let (number, target) = match judged.goal.aim {
            Aim::Share(share) => {
                let number = per_cents(c, share);
                let target = c.fill("format.percent", &[("n", &number)]);
                (number, target)
            }
            Aim::People(people) => (c.integer(people), c.integer(people)),
        };
        Line {
            judged,
            row: composer.context.released.get(&judged.key),
            label: c.own(&judged.goal.text).map(|text| c.wrap_own(text)).unwrap_or_default(),
            number,
            target,
            verdict: composer.text(&format!("goal.{}", judged.verdict.id())),
        }
    }

    /// The agreed number, a share in per cent.
    pub(super) fn agreed(&self) -> f64 {
        match self.judged.goal.aim {
            Aim::Share(share) => share * 100.0,
            Aim::People(people) => people as f64,
        }
    }

    /// `≥ 40 %`.
    pub(super) fn sided(&self, c: &Catalog, number: &str) -> String {
        let key = match self.judged.goal.better {
            Better::Higher => "format.at_least",
            Better::Lower => "format.at_most",
        };
        c.fill(key, &[("n", number)])
    }

    /// The number reached as written; none where it is not shown.
    pub(super) fn reached(&self, c: &Catalog) -> Option<String> {
        match self.judged.goal.aim {
            Aim::People(_) => self.row?.count.whole().map(|n| c.integer(n)),
            Aim::Share(_) => self.row?.value.value().map(|share| c.percent(share)),
        }
    }

    /// Floor and ceiling of the share; what has none of its own has the share for both.
    pub(super) fn bounds(&self, composer: &Composer<'_>) -> Option<(f64, f64)> {
        let key = &self.judged.key;
        let [floor, ceiling] = match key.statistic {
            "share" => ["share_floor", "share_ceiling"],
            "class_share" => ["class_share_floor", "class_share_ceiling"],
            other => [other, other],
        };
        let bound = |statistic| composer.context.released.get(&Key { statistic, ..key.clone() })?.value.value();
        Some((bound(floor)?, bound(ceiling)?))
    }

    /// Why it cannot be judged, in words.
    pub(super) fn reason(&self, composer: &Composer<'_>) -> Option<String> {
        let reason = self.judged.verdict.reason()?;
        Some(composer.text(&format!("sentence.goal_reason_{}", reason.id())))
    }

    /// What it is judged by: the indicator, and its moment, statistic and level as far as they tell it apart.
    pub(super) fn judged_by(&self, composer: &Composer<'_>) -> String {
        let (c, goal) = (composer.catalog(), &self.judged.goal);
        let found: Vec<_> = composer.context.project.library.get(&goal.indicator).collect();
        let Some(indicator) = found.iter().find(|indicator| indicator.moment == goal.moment) else {
            return c.wrap_own(&goal.indicator);
        };
        let mut parts = vec![composer.name(indicator)];
        if found.len() > 1 {
            parts.push(composer.moment_label(goal.moment));
        }
        match (&indicator.measure, goal.statistic) {
            (Measure::Change { .. }, statistic) => parts.push(composer.text(&format!("statistic.{statistic}"))),
            (Measure::Ladder { .. }, _) => {
                parts.push(composer.text(&format!("{}.{}", indicator.step_words(), goal.level)))
            }
            (Measure::Distribution { .. }, "class_share") => {
                parts.push(composer.text(&format!("class.{}.name", goal.level)));
            }
            (Measure::Distribution { .. }, _) => parts.push(status_name(c, &goal.level)),
            _ => {}
        }
        parts.join(c.text("format.list_separator"))
    }
}

/// A share in per cent, with as many decimals as it was agreed with.
fn per_cents(c: &Catalog, share: f64) -> String {
    let exact = |places: &usize| {
        let shifted = share * 100.0 * 10f64.powi(*places as i32);
        (shifted - shifted.round()).abs() < 1e-6
    };
    c.decimal(share * 100.0, (0..4).find(exact).unwrap_or(4))
}

#[cfg(test)]
mod tests {
    use super::per_cents;
    use crate::text::{Catalog, Language};

    #[test]
    fn a_target_keeps_the_decimals_it_was_agreed_with() {
        let c = Catalog::load(Language::Fi).unwrap();
        for (share, written) in [(0.4, "40"), (0.07, "7"), (0.325, "32,5"), (0.0125, "1,25"), (1.0, "100"), (0.0, "0")]
        {
            assert_eq!(per_cents(&c, share), written);
        }
        // Nobody agrees on thirds, but it must be written somehow.
        assert_eq!(per_cents(&c, 1.0 / 3.0), "33,3333");
    }
}
