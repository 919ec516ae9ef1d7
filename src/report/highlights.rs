//! Sentences: the first page, and shares said in a chapter. No sentence claims more than the design of the data allows.

use super::amounts;
use super::before_after::said as before_after;
use super::context::Composer;
use super::document::{Block, Highlight, Text};
use super::template::Part;
use crate::analysis::{Flag, compared};
use crate::fact::names::group_name;
use crate::fact::{ARM, COMPARISON, SERVICE};
use crate::indicator::{Indicator, Measure};

/// The findings of the first page, in the template's order.
pub(super) fn highlights(composer: &Composer<'_>) -> Vec<Highlight> {
    let all = composer.context.indicators;
    let ids = &composer.context.template.summary;
    let of = |ids: &[String]| -> Vec<Highlight> {
        ids.iter().filter_map(|id| all.iter().find(|i| i.id == *id)).filter_map(|i| highlight(composer, i)).collect()
    };
    let found = of(ids);
    // A page with no result at all still says how many people it is about.
    if found.is_empty() { of(&["participants".to_owned()]) } else { found }
}

fn highlight(composer: &Composer<'_>, indicator: &Indicator) -> Option<Highlight> {
    let (numeral, text) = match &indicator.measure {
        Measure::Count => count(composer, indicator)?,
        Measure::Share { .. } | Measure::Coverage { .. } => share(composer, indicator)?,
        Measure::Change { .. } => change(composer, indicator)?,
        Measure::Ladder { .. } => ladder(composer, indicator)?,
        Measure::Mean { .. } | Measure::Median { .. } => amounts::said(composer, indicator)?,
        Measure::BeforeAfter { .. } => before_after(composer, indicator)?,
        Measure::Distribution { .. }
        | Measure::Transition { .. }
        | Measure::Path { .. }
        | Measure::TimeTo(_)
        | Measure::Trajectory { .. } => return None,
    };
    let text = match against(composer, indicator) {
        Some(more) => text.plain(format!(" {more}")),
        None => text,
    };
    let c = composer.catalog();
    let level = composer.evidence(indicator);
    let evidence = composer.text(&format!("evidence.{level}"));
    let evidence = c.fill("evidence.line", &[("level", &level.to_string()), ("name", &evidence)]);
    let who: Vec<String> =
        indicator.matters.iter().map(|who| composer.text(&format!("significance.{}", who.id()))).collect();
    let figure = composer.shown_in.get(&indicator.id).map(|&number| {
        let label = composer.fill("label.figure", &[("n", &number.to_string())]);
        (number, label)
    });
    Some(Highlight {
        numeral,
        text,
        matters: (composer.text("significance.label"), who.join(c.text("format.list_separator"))),
        evidence: (level, evidence),
        figure,
    })
}

/// How the share the finding is about stands against that of a comparison group.
fn against(composer: &Composer<'_>, indicator: &Indicator) -> Option<String> {
    let c = composer.catalog();
    let (statistic, level) = *compared(&indicator.measure).iter().find(|(statistic, _)| *statistic != "count")?;
    let name = if level.is_empty() { statistic } else { level };
    let share = |arm: &str| {
        let value = composer.group_row(indicator, statistic, level, ARM, arm)?.value.value()?;
        Some((composer.percent_mark(value).at, c.percent(value)))
    };
    let (service, other) = (share(SERVICE)?, share(COMPARISON)?);
    let row = composer.group_row(indicator, "difference", name, ARM, &format!("{SERVICE}-{COMPARISON}"))?;
    let label = |arm: &str, share: &str| format!("{} {share}", group_name(c, &[ARM.to_owned()], &[arm]));
    let groups = [label(SERVICE, &service.1), c.text(&format!("level.arm.{COMPARISON}")).to_owned() + " " + &other.1];
    let range = c.points_range(row.low.value()?, row.high.value()?);
    let ci = c.fill("sentence.ci", &[("range", &range)]);
    let slots = [
        ("groups", groups.join(c.text("format.list_separator"))),
        ("difference", c.signed(service.0 - other.0, 0)),
        ("ci", ci),
    ];
    Some(c.fill("sentence.difference", &slots.each_ref().map(|(slot, text)| (*slot, text.as_str()))))
}

/// A large numeral with its unit, and the sentences.
pub(super) type Said = (Option<(String, String)>, Text);

/// A large numeral and its unit.
pub(super) fn numeral(composer: &Composer<'_>, share: f64) -> Option<(String, String)> {
    let written = composer.catalog().percent(share);
    let sign = composer.text("format.percent_sign");
    let number = written.strip_suffix(&sign).unwrap_or(&written).trim_end_matches(['\u{a0}', ' ']).to_owned();
    Some((number, sign))
}

fn count(composer: &Composer<'_>, indicator: &Indicator) -> Option<Said> {
    let row = composer.row(indicator, "count", "")?;
    let people = row.count.whole()?;
    let c = composer.catalog();
    let named = |indicator: &Indicator, n: u64| c.labelled(&composer.name(indicator), &c.integer(n));
    let mut text = Text::default().strong(format!("{}.", named(indicator, people)));
    let starters = composer.context.indicators.iter().find(|i| i.id == "starters");
    let started = starters.and_then(|i| Some((i, composer.row(i, "count", "")?.count.whole()?)));
    if let Some((starters, n)) = started.filter(|(_, n)| *n != people) {
        text = text.plain(format!(" {}.", named(starters, n)));
    }
    Some((Some((c.integer(people), String::new())), text))
}

fn share(composer: &Composer<'_>, indicator: &Indicator) -> Option<Said> {
    let row = composer.row(indicator, "share", "")?;
    let sentence = composer.share_sentence(indicator)?;
    let mut text = Text::default().strong(sentence);
    for more in [composer.bounds_sentence(indicator), composer.small_sentence(row)].into_iter().flatten() {
        text = text.plain(format!(" {more}"));
    }
    Some((row.value.value().and_then(|share| numeral(composer, share)), text))
}

fn change(composer: &Composer<'_>, indicator: &Indicator) -> Option<Said> {
    let Measure::Change { scale, from, to } = &indicator.measure else { return None };
    let c = composer.catalog();
    let row = |statistic| composer.row(indicator, statistic, "");
    let mean = row("mean_change")?;
    let name = composer.name(indicator);
    if matches!(mean.flag, Flag::NotAvailable | Flag::NotDue) {
        return None;
    }
    let (Some(start), Some(end), Some(change)) =
        (row("mean_start")?.value.value(), row("mean_end")?.value.value(), mean.value.value())
    else {
        let hidden = composer.text("sentence.hidden");
        return Some((None, Text::from(c.labelled(&name, &hidden))));
    };
    let mut text = Text::default();
    let parts = [row("improved")?, row("unchanged")?, row("worsened")?];
    let improved = parts[0].value.value();
    if let [Some(improved), Some(unchanged), Some(worsened)] = parts.map(|row| row.value.value()) {
        let [improved, unchanged, worsened] = [improved, unchanged, worsened].map(|share| c.percent(share));
        let slots =
            [("name", name.as_str()), ("improved", &improved), ("unchanged", &unchanged), ("worsened", &worsened)];
        text = text.strong(format!("{}.", c.fill("sentence.three_way_short", &slots))).plain(" ");
    }
    if let (Some(low), Some(high)) = (mean.low.value(), mean.high.value()) {
        let ci = c.fill("sentence.ci", &[("range", &c.signed_range(low, high, 1))]);
        let instrument = crate::fact::names::instrument_name(c, composer.vocabulary(), scale);
        let slots = [
            ("name", instrument),
            ("from", crate::fact::names::moment_at(c, *from)),
            ("start", c.decimal(start, 1)),
            ("to", crate::fact::names::moment_at(c, *to)),
            ("end", c.decimal(end, 1)),
            ("change", c.signed(change, 1)),
            ("ci", ci),
            ("n", composer.written(mean.base)),
        ];
        let slots: Vec<(&str, &str)> = slots.iter().map(|(k, v)| (*k, v.as_str())).collect();
        text = text.plain(c.fill("sentence.change", &slots));
        if low <= 0.0 && high >= 0.0 {
            text = text.plain(format!(" {}", composer.text("sentence.change_zero")));
        }
    }
    if let Some(small) = composer.small_sentence(mean) {
        text = text.plain(format!(" {small}"));
    }
    Some((improved.and_then(|share| numeral(composer, share)), text))
}

fn ladder(composer: &Composer<'_>, indicator: &Indicator) -> Option<Said> {
    let row = |level| composer.row(indicator, "share", level);
    let (up, same, down) = (row("up")?, row("same")?, row("down")?);
    let name = composer.name(indicator);
    let c = composer.catalog();
    if matches!(up.flag, Flag::NotAvailable | Flag::NotDue) {
        return None;
    }
    let (Some(a), Some(ci)) = (up.value.value(), composer.interval(up)) else {
        let hidden = composer.text("sentence.hidden");
        return Some((None, Text::from(c.labelled(&name, &hidden))));
    };
    let (share, k_of_n) = (c.percent(a), composer.k_of_n(up.count, up.base));
    let slots = [("name", name.as_str()), ("share", &share), ("k_of_n", &k_of_n), ("ci", &ci)];
    let mut text = Text::default().strong(c.fill("sentence.share", &slots));
    for (step, row) in [("same", same), ("down", down)] {
        if let Some(share) = row.value.value() {
            let step = crate::text::capitalise(c.text(&format!("{}.{step}", indicator.step_words())));
            let said = c.labelled(&step, &c.percent(share));
            text = text.plain(format!(" {said}."));
        }
    }
    if let Some(small) = composer.small_sentence(up) {
        text = text.plain(format!(" {small}"));
    }
    Some((numeral(composer, a), text))
}

/// A paragraph a share or an amount: the result, what is not known of it, and a caution where the group is small.
pub(super) fn shares(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    let said = indicators.into_iter().filter_map(|indicator| {
        let (_, text) = match indicator.measure {
            Measure::Ladder { .. } => ladder(composer, indicator)?,
            Measure::Mean { .. } | Measure::Median { .. } => amounts::said(composer, indicator)?,
            Measure::BeforeAfter { .. } => before_after(composer, indicator)?,
            _ => share(composer, indicator)?,
        };
        Some(Block::Paragraph(text))
    });
    said.collect()
}
