//! How a rule decides about one row: the verdict of every part of it, with the values the verdict was taken from.

use super::{Operand, Row, Rule, Test, Truth, Value};

/// A part of a rule and what one row makes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The part.
    pub rule: Rule,
    /// Its verdict.
    pub truth: Truth,
    /// The facts it reads itself, with their values; none for a node.
    pub values: Vec<(String, Option<Value>)>,
    /// The parts it is made of; none for a leaf.
    pub parts: Vec<Trace>,
}

/// Follows a rule through one row. Nothing is skipped: a part that no longer matters is still shown.
#[must_use]
pub fn trace(rule: &Rule, row: &dyn Row) -> Trace {
    let truth = rule.truth(row);
    let (values, parts) = match rule {
        Rule::All(rules) | Rule::Any(rules) => (Vec::new(), rules.iter().map(|rule| trace(rule, row)).collect()),
        Rule::Leaf(leaf) => {
            let mut facts = vec![leaf.fact.clone()];
            match &leaf.test {
                Test::Within(_, other) | Test::Compare(_, Operand::Fact(other)) => facts.push(other.clone()),
                Test::Known | Test::Unknown | Test::In(_) | Test::NotIn(_) | Test::Compare(..) => {}
            }
            facts.dedup();
            (facts.into_iter().map(|fact| (fact.clone(), row.value(&fact))).collect(), Vec::new())
        }
    };
    Trace { rule: rule.clone(), truth, values, parts }
}
