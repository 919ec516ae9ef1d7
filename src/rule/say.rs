//! [`Rule`] as a sentence. Nested conditions stay nested: "A or B, and C" is ambiguous in prose, a list is not.

use super::{Leaf, Operand, Order, Rule, Test, Word};
use crate::fact::names::{fact_name, group_name};
use crate::fact::{Kind, Vocabulary};
use crate::text::Catalog;

/// A condition in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sentence {
    /// One condition.
    One(String),
    /// All of these.
    All(Vec<Sentence>),
    /// At least one of these.
    Any(Vec<Sentence>),
}

/// Says a rule in the catalogue's language.
#[must_use]
pub fn say(rule: &Rule, catalog: &Catalog, vocabulary: &Vocabulary) -> Sentence {
    let each = |rules: &[Rule]| rules.iter().map(|rule| say(rule, catalog, vocabulary)).collect();
    match rule {
        Rule::All(rules) if rules.is_empty() => Sentence::One(catalog.text("rule.everyone").to_owned()),
        Rule::All(rules) => Sentence::All(each(rules)),
        Rule::Any(rules) => Sentence::Any(each(rules)),
        Rule::Leaf(leaf) => Sentence::One(say_leaf(leaf, catalog, vocabulary)),
    }
}

fn say_leaf(leaf: &Leaf, catalog: &Catalog, vocabulary: &Vocabulary) -> String {
    let fact = fact_name(catalog, vocabulary, &leaf.fact);
    let kind = vocabulary.fact(&leaf.fact).map(|fact| fact.kind);
    let event = kind == Some(Kind::Event);
    let words = |words: &[Word]| {
        let named: Vec<String> = words
            .iter()
            .map(|word| match word {
                Word::Group(group) => catalog.text(&format!("group_state.{group}")).to_owned(),
                Word::One(id) if kind == Some(Kind::Status) => catalog.text(&format!("status.{id}.state")).to_owned(),
                Word::One(id) => group_name(catalog, std::slice::from_ref(&leaf.fact), &[id]),
            })
            .collect();
        catalog.list_or(&named)
    };
    match &leaf.test {
        // A date of an event is not "known": what matters is that it has happened.
        Test::Known => catalog.fill(if event { "rule.recorded" } else { "rule.known" }, &[("fact", &fact)]),
        Test::Unknown => catalog.fill(if event { "rule.not_recorded" } else { "rule.unknown" }, &[("fact", &fact)]),
        Test::In(list) => catalog.fill("rule.in", &[("fact", &fact), ("values", &words(list))]),
        Test::NotIn(list) => catalog.fill("rule.not_in", &[("fact", &fact), ("values", &words(list))]),
        Test::Compare(order, operand) => {
            let day = matches!(kind, Some(Kind::Date | Kind::Event));
            let key = match (order, day) {
                (Order::AtLeast, false) => "rule.at_least",
                (Order::AtMost, false) => "rule.at_most",
                (Order::More, false) => "rule.more_than",
                (Order::Less, false) => "rule.less_than",
                (Order::AtLeast, true) => "rule.from",
                (Order::AtMost, true) => "rule.until",
                (Order::More, true) => "rule.after",
                (Order::Less, true) => "rule.before",
                (Order::Equal, _) => "rule.equals",
            };
            let value = match operand {
                Operand::Number(x) => catalog.as_it_is(*x),
                Operand::Day(day) => catalog.date(*day),
                Operand::Fact(other) => fact_name(catalog, vocabulary, other),
            };
            catalog.fill(key, &[("fact", &fact), ("value", &value)])
        }
        Test::Within(days, other) => {
            let (days, other) = (catalog.integer(u64::from(*days)), fact_name(catalog, vocabulary, other));
            catalog.fill("rule.within", &[("fact", &fact), ("days", &days), ("other", &other)])
        }
    }
}
