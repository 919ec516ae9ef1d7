//! What was hidden, by which rule, and what that cost.

use super::context::Composer;
use super::document::{Block, Cell, Row as TableRow, Text};
use crate::analysis::{Hidden, Proof, Rule};
use crate::fact::names::{breakdown_name, fact_name};
use crate::project::privacy::Sensitivity;

pub(super) fn privacy(composer: &mut Composer<'_>) -> Vec<Block> {
    if !composer.context.released.policy.protects() {
        return vec![Block::Notice(composer.text("privacy.internal").into())];
    }
    let all = composer.context.released.hidden.get("").copied().unwrap_or_default();
    let mut blocks = vec![Block::Paragraph(cost(composer, all).into()), Block::List(rules(composer))];
    if all.hidden > 0 {
        blocks.extend(why(composer));
        blocks.extend(by_indicator(composer, all));
    }
    blocks
}

/// The policy, and what a reader lost by it.
fn cost(composer: &Composer<'_>, all: Hidden) -> String {
    let c = composer.catalog();
    let released = composer.context.released;
    let name = composer.text(&format!("privacy.policy_name.{}", released.policy.id));
    let policy = c.fill("privacy.policy", &[("name", &name)]);
    if all.hidden == 0 {
        return format!("{policy} {}", c.text("privacy.nothing_hidden"));
    }
    let of = |hidden: usize, all: usize| c.k_of_n(&c.integer(hidden as u64), &c.integer(all as u64));
    let results = |of_groups: bool| {
        let Hidden { shown, hidden } = released.results(of_groups);
        of(hidden, hidden + shown)
    };
    let numbers = all.hidden + all.shown;
    let slots = [
        ("k_of_n", of(all.hidden, numbers)),
        ("share", c.percent(all.hidden as f64 / numbers as f64)),
        ("all", results(false)),
        ("groups", results(true)),
    ];
    let slots = slots.each_ref().map(|(slot, value)| (*slot, value.as_str()));
    format!("{policy} {}", c.fill("privacy.cost", &slots))
}

/// The rules, with the numbers of the policy.
fn rules(composer: &Composer<'_>) -> Vec<Text> {
    let c = composer.catalog();
    let released = composer.context.released;
    let policy = &released.policy;
    let line = |key: &str, slot: &str, n: u64| Text::from(c.fill(key, &[(slot, &c.integer(n))]));
    let curve = [c.integer(policy.least_for_curve), c.integer(policy.least_at_risk)];
    let mut list = vec![
        line("privacy.min_count", "k", policy.least),
        composer.text("privacy.rest").into(),
        line("privacy.min_share", "n", policy.least_for_share()),
        line("privacy.min_mean", "n", policy.least_for_mean),
        line("privacy.quantiles", "k", policy.least),
        c.fill("privacy.curves", &[("n", &curve[0]), ("m", &curve[1])]).into(),
        composer.text("privacy.rounded").into(),
        composer.text("privacy.secondary").into(),
    ];
    match released.proof {
        Proof { targets: 0, .. } => {}
        Proof { .. } => list.push(line("privacy.certified", "k", policy.least)),
    }
    if !released.left_out.is_empty() {
        let names: Vec<String> = released.left_out.iter().map(|facts| breakdown_name(c, facts)).collect();
        list.push(c.fill("privacy.left_out", &[("breakdowns", &c.list(&names))]).into());
    }
    list.extend(facts(composer));
    list.push(composer.text("privacy.no_rows").into());
    list
}

/// The facts that are more or less sensitive than usual, and why.
fn facts(composer: &Composer<'_>) -> Vec<Text> {
    let c = composer.catalog();
    let declared = &composer.context.released.policy.facts;
    let name = |fact: &String| fact_name(c, composer.vocabulary(), fact);
    let mut said = Vec::new();
    for (key, sensitivity) in
        [("privacy.facts_sensitive", Sensitivity::Sensitive), ("privacy.facts_low", Sensitivity::Low)]
    {
        // A fact with a reason has a line of its own.
        let plain = declared.iter().filter(|(_, said)| said.sensitivity == sensitivity && said.reason.is_empty());
        let names: Vec<String> = plain.map(|(fact, _)| name(fact)).collect();
        if !names.is_empty() {
            said.push(Text::from(c.fill(key, &[("facts", &c.list(&names))])));
        }
    }
    for (fact, why) in declared.iter().filter(|(_, why)| !why.reason.is_empty()) {
        let reason = c.wrap_own(&why.reason);
        let key = match why.sensitivity {
            Sensitivity::Sensitive => "privacy.fact_sensitive",
            Sensitivity::Low => "privacy.fact_low",
        };
        said.push(c.fill(key, &[("facts", &name(fact)), ("reason", &reason)]).into());
    }
    said
}

/// How many numbers each rule hid, in tens.
fn why(composer: &mut Composer<'_>) -> Vec<Block> {
    let c = composer.catalog();
    let rounded = &composer.context.released.rules;
    if rounded.is_empty() {
        return vec![Block::Paragraph(composer.text("privacy.why_untold").into())];
    }
    let rows = Rule::ALL.map(|rule| {
        let how_many = match rounded.get(&rule).copied().unwrap_or_default() {
            0 => c.fill("privacy.fewer", &[("n", &c.integer(10))]),
            n => c.fill("privacy.about", &[("n", &c.integer(n))]),
        };
        let why = composer.text(&format!("privacy.why.{}", rule.id()));
        TableRow::Cells(vec![Cell::Text(why), Cell::Text(how_many)])
    });
    let head = vec![composer.word_head("column.why"), composer.number_head("column.hidden")];
    let table = composer.table(composer.text("privacy.why_caption"), head, rows.to_vec());
    vec![table, Block::Paragraph(composer.text("privacy.why_note").into())]
}

/// How many numbers were hidden of each indicator.
fn by_indicator(composer: &mut Composer<'_>, all: Hidden) -> Vec<Block> {
    let c = composer.catalog();
    let number = |n: usize| Cell::Number { text: c.integer(n as u64), value: n as f64 };
    let row =
        |name, of: Hidden| TableRow::Cells(vec![Cell::Text(name), number(of.hidden + of.shown), number(of.hidden)]);
    let mut rows = Vec::new();
    for id in composer.used.clone() {
        let indicator = composer.context.indicators.iter().find(|indicator| indicator.id == id);
        if let Some((of, indicator)) = composer.context.released.hidden.get(&id).zip(indicator) {
            rows.push(row(composer.name(indicator), *of));
        }
    }
    rows.push(row(composer.text("level.total"), all));
    let head = vec![
        composer.word_head("column.indicator"),
        composer.number_head("column.numbers"),
        composer.number_head("column.hidden"),
    ];
    let table = composer.table(composer.text("privacy.caption"), head, rows);
    vec![table, Block::Paragraph(composer.text("privacy.each_once").into())]
}
