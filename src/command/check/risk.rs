//! How easily somebody could be found in the files, in words: bands only, no small number.

use super::Checked;
use crate::fact::names::fact_name;
use crate::input::risk::Risk;
use crate::text::Catalog;

/// The band of a share.
pub(super) fn share_band(share: f64) -> &'static str {
    match share {
        share if share <= 0.0 => "none",
        share if share < 0.05 => "under5",
        share if share < 0.2 => "under20",
        share if share < 0.5 => "under50",
        _ => "over50",
    }
}

/// The band of the size of the smallest group.
pub(super) fn size_band(people: u64) -> &'static str {
    match people {
        0 | 1 => "1",
        2..=4 => "2-4",
        5..=9 => "5-9",
        _ => "10+",
    }
}

/// Whether some can be singled out, or at least no small group can.
pub(super) fn verdict(risk: &Risk) -> &'static str {
    if risk.smallest < 5 { "pseudonymised" } else { "pseudonymised_grouped" }
}

impl Checked<'_> {
    pub(super) fn risk_lines(&self, risk: &Risk, c: &Catalog) -> Vec<String> {
        let Some(cohort) = self.cohort else { return Vec::new() };
        let names = |facts: &[String]| {
            let names: Vec<String> = facts.iter().map(|fact| fact_name(c, &cohort.vocabulary, fact)).collect();
            c.list(&names)
        };
        let share = |share: f64| c.text(&format!("check.share.{}", share_band(share))).to_owned();
        let size = format!("check.size.s{}", size_band(risk.smallest).trim_end_matches('+').replace('-', "_"));
        let size = c.text(&size).to_owned();
        let mut lines = vec![
            c.text(&format!("check.verdict.{}", verdict(risk))).to_owned(),
            c.fill("check.risk_known", &[("facts", &names(&risk.known))]),
            c.fill("check.risk_smallest", &[("size", &size)]),
            c.fill("check.risk_unique", &[("share", &share(risk.unique))]),
            c.fill("check.risk_below", &[("share", &share(risk.below_five))]),
        ];
        for (facts, alone) in &risk.riskiest {
            lines.push(c.fill("check.risk_together", &[("facts", &names(facts)), ("share", &share(*alone))]));
        }
        for (fact, of) in risk.alike.iter().filter(|(_, of)| *of > 0.0) {
            let name = fact_name(c, &cohort.vocabulary, fact);
            lines.push(c.fill("check.risk_alike", &[("fact", &name), ("share", &share(*of))]));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::{share_band, size_band};

    #[test]
    fn a_band_tells_no_small_number() {
        assert_eq!(
            [0.0, 0.001, 0.05, 0.2, 0.5, 1.0].map(share_band),
            ["none", "under5", "under20", "under50", "over50", "over50"]
        );
        assert_eq!([1, 2, 4, 5, 9, 10, 1000].map(size_band), ["1", "2-4", "2-4", "5-9", "5-9", "10+", "10+"]);
    }
}
