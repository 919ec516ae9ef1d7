//! The rule as it is written: `parse ∘ print` is the identity.

use super::{Leaf, Operand, Order, Rule, Test, Word, parse};
use std::fmt;

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
