//! The small language conditions are written in.
//!
//! ```text
//! end known and status_start not in @employed
//! training_started within 90 days of end or status_exit in [education, apprenticeship]
//! ```
//!
//! One tree, several readings: [`parse`] and print ([`std::fmt::Display`], `parse ∘ print` is the identity), the polars expression
//! ([`expr`]), the sentence in a language ([`say`]), the verdict on one row ([`Rule::truth`]).
//!
//! There is no general `not`: negation lives in the leaf (`not in` is *known and none of these*), so an unknown value
//! satisfies nothing but `unknown`, whatever stands around it. A status can be known and still too coarse: whether
//! somebody "in work" is in open-market work is undecided, neither yes nor no.

pub mod expr;
mod parse;
mod say;

pub use parse::{Fault, parse};
pub use say::{Sentence, say};

use crate::fact::day_number;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;

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

/// Three-valued verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// Holds.
    Yes,
    /// Does not hold.
    No,
    /// What is known does not decide it.
    Undecided,
}

impl Truth {
    fn of(known: Option<bool>) -> Truth {
        match known {
            Some(true) => Truth::Yes,
            Some(false) => Truth::No,
            None => Truth::Undecided,
        }
    }
}

/// The value of a fact of one row, for [`Rule::truth`].
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A status or a category by its id.
    Word(String),
    /// A number.
    Number(f64),
    /// A day.
    Day(Date),
}

/// How [`Rule::truth`] looks at one row.
pub trait Row {
    /// The value of a fact, if it is known.
    fn value(&self, fact: &str) -> Option<Value>;
    /// Whether an absent value of the fact means that it has not happened.
    fn is_event(&self, fact: &str) -> bool;
    /// Whether a value is what a word of a rule names; none where it is too coarse to tell.
    fn is(&self, fact: &str, word: &Word, value: &str) -> Option<bool>;
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

    /// The verdict on one row: the law that every other reading is tested against.
    #[must_use]
    pub fn truth(&self, row: &dyn Row) -> Truth {
        match self {
            Rule::All(rules) => {
                let mut all = Truth::Yes;
                for rule in rules {
                    match rule.truth(row) {
                        Truth::No => return Truth::No,
                        Truth::Undecided => all = Truth::Undecided,
                        Truth::Yes => {}
                    }
                }
                all
            }
            Rule::Any(rules) => {
                let mut any = Truth::No;
                for rule in rules {
                    match rule.truth(row) {
                        Truth::Yes => return Truth::Yes,
                        Truth::Undecided => any = Truth::Undecided,
                        Truth::No => {}
                    }
                }
                any
            }
            Rule::Leaf(leaf) => leaf.truth(row),
        }
    }
}

impl Leaf {
    fn truth(&self, row: &dyn Row) -> Truth {
        let value = row.value(&self.fact);
        let among = |words: &[Word]| match &value {
            Some(Value::Word(text)) => {
                let hits: Vec<Option<bool>> = words.iter().map(|word| row.is(&self.fact, word, text)).collect();
                if hits.contains(&Some(true)) {
                    Some(true)
                } else if hits.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            }
            Some(_) => Some(false),
            None => None,
        };
        let absent_means_no = |decided: Option<bool>| {
            if decided.is_none() && row.is_event(&self.fact) && value.is_none() { Some(false) } else { decided }
        };
        match &self.test {
            Test::Known => Truth::of(Some(value.is_some())),
            Test::Unknown => Truth::of(Some(value.is_none())),
            Test::In(words) => Truth::of(among(words)),
            Test::NotIn(words) => Truth::of(among(words).map(|inside| !inside)),
            Test::Compare(order, operand) => {
                let other = match operand {
                    Operand::Number(x) => Some(Value::Number(*x)),
                    Operand::Day(day) => Some(Value::Day(*day)),
                    Operand::Fact(fact) => row.value(fact),
                };
                let decided = match (&value, other) {
                    (Some(Value::Number(a)), Some(Value::Number(b))) => a.partial_cmp(&b).map(|o| order.holds(o)),
                    (Some(Value::Day(a)), Some(Value::Day(b))) => Some(order.holds(a.cmp(&b))),
                    _ => None,
                };
                Truth::of(absent_means_no(decided))
            }
            Test::Within(days, other) => {
                let decided = match (&value, row.value(other)) {
                    (Some(Value::Day(a)), Some(Value::Day(b))) => {
                        Some((day_number(*a) - day_number(b)).unsigned_abs() <= *days)
                    }
                    _ => None,
                };
                Truth::of(absent_means_no(decided))
            }
        }
    }
}

impl Order {
    /// Whether an ordering satisfies this comparison.
    #[must_use]
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Order::AtLeast => ordering.is_ge(),
            Order::AtMost => ordering.is_le(),
            Order::More => ordering.is_gt(),
            Order::Less => ordering.is_lt(),
            Order::Equal => ordering.is_eq(),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |f: &mut fmt::Formatter<'_>, rules: &[Rule], word: &str| {
            for (i, rule) in rules.iter().enumerate() {
                if i > 0 {
                    f.write_str(word)?;
                }
                match rule {
                    Rule::Leaf(_) => write!(f, "{rule}")?,
                    _ => write!(f, "({rule})")?,
                }
            }
            Ok(())
        };
        match self {
            Rule::All(rules) => join(f, rules, " and "),
            Rule::Any(rules) => join(f, rules, " or "),
            Rule::Leaf(leaf) => write!(f, "{leaf}"),
        }
    }
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.fact)?;
        let list = |f: &mut fmt::Formatter<'_>, words: &[Word]| match words {
            [word] => write!(f, "{word}"),
            _ => {
                let words: Vec<String> = words.iter().map(Word::to_string).collect();
                write!(f, "[{}]", words.join(", "))
            }
        };
        match &self.test {
            Test::Known => f.write_str("known"),
            Test::Unknown => f.write_str("unknown"),
            Test::In(words) => {
                f.write_str("in ")?;
                list(f, words)
            }
            Test::NotIn(words) => {
                f.write_str("not in ")?;
                list(f, words)
            }
            Test::Compare(order, operand) => {
                let sign = match order {
                    Order::AtLeast => ">=",
                    Order::AtMost => "<=",
                    Order::More => ">",
                    Order::Less => "<",
                    Order::Equal => "=",
                };
                match operand {
                    Operand::Number(x) => write!(f, "{sign} {x}"),
                    Operand::Day(day) => write!(f, "{sign} {day}"),
                    Operand::Fact(fact) => write!(f, "{sign} {fact}"),
                }
            }
            Test::Within(days, other) => write!(f, "within {days} days of {other}"),
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Word::Group(group) => write!(f, "@{group}"),
            Word::One(id) if parse::is_plain(id) => f.write_str(id),
            Word::One(id) => write!(f, "\"{}\"", id.replace('\\', "\\\\").replace('"', "\\\"")),
        }
    }
}

#[cfg(test)]
mod tests;
