//! The same question of the same people before and after, in sentences.

use super::context::Composer;
use super::document::Text;
use super::highlights::Said;
use crate::analysis::Flag;
use crate::fact::Moment;
use crate::fact::names::moment_at;
use crate::indicator::{Indicator, Measure};
use crate::rule::Rule;

/// The share after, the share before of the same people, and the difference.
pub(super) fn said(composer: &Composer<'_>, indicator: &Indicator) -> Option<Said> {
    let Measure::BeforeAfter { before, after } = &indicator.measure else { return None };
    let c = composer.catalog();
    let row = |statistic| composer.row(indicator, statistic, "");
    let [first, second, change] = ["share_before", "share_after", "paired_difference"].map(row);
    let (first, second, change) = (first?, second?, change?);
    if matches!(first.flag, Flag::NotAvailable | Flag::NotDue) {
        return None;
    }
    let name = composer.name(indicator);
    let hidden = || Text::from(c.labelled(&name, c.text("sentence.hidden")));
    let (Some(earlier), Some(later)) = (composer.share_of(first), composer.share_of(second)) else {
        return Some((None, hidden()));
    };
    let at = |rule: &Rule| moment_at(c, moment(composer, rule).unwrap_or(Moment::Start));
    let slots = [
        ("name", name.clone()),
        ("before_at", at(before)),
        ("before", earlier),
        ("after_at", at(after)),
        ("after", later),
    ];
    let slots: Vec<(&str, &str)> = slots.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let mut text = Text::default().strong(c.fill("sentence.before_after", &slots));
    if let (Some(value), Some(low), Some(high)) = (change.value.value(), change.low.value(), change.high.value()) {
        let ci = composer.fill("sentence.ci", &[("range", &c.signed_range(low * 100.0, high * 100.0, 0))]);
        let points = c.signed(value * 100.0, 0);
        text = text.plain(format!(" {}", c.fill("sentence.paired_change", &[("points", &points), ("ci", &ci)])));
        if low <= 0.0 && high >= 0.0 {
            text = text.plain(format!(" {}", composer.text("sentence.change_zero")));
        }
    }
    if let Some(small) = composer.small_sentence(first) {
        text = text.plain(format!(" {small}"));
    }
    Some((super::highlights::numeral(composer, second.value.value()?), text))
}

/// The moment a rule is about.
fn moment(composer: &Composer<'_>, rule: &Rule) -> Option<Moment> {
    rule.facts().into_iter().find_map(|name| composer.vocabulary().fact(name)?.moment)
}
