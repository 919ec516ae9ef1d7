//! The small language conditions are written in.
//!
//! ```text
//! end known and status_start not in @employed
//! training_started within 90 days of end or status_exit in [education, apprenticeship]
//! ```
//!
//! One tree, several readings: [`parse`] and print ([`std::fmt::Display`], `parse ∘ print` is the identity), the polars expression
//! ([`expr`]), the sentence in a language ([`say`]), the verdict on one row ([`Rule::truth`]) and how it came about ([`trace`]).
//!
//! There is no general `not`: negation lives in the leaf (`not in` is *known and none of these*), so an unknown value
//! satisfies nothing but `unknown`, whatever stands around it. A status can be known and still too coarse: whether
//! somebody "in work" is in open-market work is undecided, neither yes nor no.

pub mod expr;
mod parse;
mod print;
mod say;
mod trace;
mod truth;

pub use parse::{Fault, parse};
pub use say::{Sentence, say};
pub use trace::{Trace, trace};
pub use truth::{Row, Truth, Value};

use jiff::civil::Date;
use std::collections::BTreeSet;

/// A condition on a person.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// Every one of these holds; of none: always yes.
    All(Vec<Rule>),
    /// At least one of these holds.
    Any(Vec<Rule>),
    /// One test of one fact.
    Leaf(Leaf),
}

/// One test of one fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// The fact's name.
    pub fact: String,
    /// The test.
    pub test: Test,
}

/// What is asked of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It has a value.
    Known,
    /// It has none.
    Unknown,
    /// Its value is one of these.
    In(Vec<Word>),
    /// It has a value, and that is none of these.
    NotIn(Vec<Word>),
    /// It compares so with a value or another fact.
    Compare(Order, Operand),
    /// Its day is at most so many days before or after that of another fact.
    Within(u32, String),
}

/// A member of a list.
#[derive(Debug, Clone, PartialEq)]
pub enum Word {
    /// A status id or a category.
    One(String),
    /// A group of statuses, without its `@`.
    Group(String),
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `<`
    Less,
    /// `=`
    Equal,
}

/// What a fact is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A number.
    Number(f64),
    /// A day.
    Day(Date),
    /// Another fact.
    Fact(String),
}

impl Rule {
    /// The rule that always holds.
    #[must_use]
    pub fn everyone() -> Rule {
        Rule::All(Vec::new())
    }

    /// Every fact the rule reads.
    #[must_use]
    pub fn facts(&self) -> BTreeSet<&str> {
        let mut facts = BTreeSet::new();
        self.visit(&mut |leaf| {
            facts.insert(leaf.fact.as_str());
            match &leaf.test {
                Test::Within(_, other) | Test::Compare(_, Operand::Fact(other)) => {
                    facts.insert(other);
                }
                _ => {}
            }
        });
        facts
    }

    /// Calls `f` on every leaf, from left to right.
    pub fn visit<'a>(&'a self, f: &mut impl FnMut(&'a Leaf)) {
        match self {
            Rule::All(rules) | Rule::Any(rules) => rules.iter().for_each(|rule| rule.visit(f)),
            Rule::Leaf(leaf) => f(leaf),
        }
    }

    /// The rule without the leaves that read a fact `dropped` names; a node left with nothing disappears.
    #[must_use]
    pub fn without(&self, dropped: &dyn Fn(&str) -> bool) -> Rule {
        fn keep(rule: &Rule, dropped: &dyn Fn(&str) -> bool) -> Option<Rule> {
            let kept = |rules: &[Rule]| -> Vec<Rule> { rules.iter().filter_map(|rule| keep(rule, dropped)).collect() };
            match rule {
                Rule::Leaf(_) => (!rule.facts().iter().any(|fact| dropped(fact))).then(|| rule.clone()),
                Rule::All(rules) => Some(kept(rules)).filter(|rules| !rules.is_empty()).map(Rule::all),
                Rule::Any(rules) => Some(kept(rules)).filter(|rules| !rules.is_empty()).map(Rule::any),
            }
        }
        keep(self, dropped).unwrap_or_else(Rule::everyone)
    }

    fn all(mut rules: Vec<Rule>) -> Rule {
        if rules.len() == 1 { rules.remove(0) } else { Rule::All(rules) }
    }

    fn any(mut rules: Vec<Rule>) -> Rule {
        if rules.len() == 1 { rules.remove(0) } else { Rule::Any(rules) }
    }
}

#[cfg(test)]
mod tests;
