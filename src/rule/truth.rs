//! The verdict on one row: the law that every other reading is tested against.

use super::{Leaf, Operand, Order, Rule, Test, Word};
use crate::fact::day_number;
use jiff::civil::Date;

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
    pub(super) fn of(known: Option<bool>) -> Truth {
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
    /// Several categories at once.
    Words(Vec<String>),
    /// A number.
    Number(f64),
    /// A day.
    Day(Date),
    /// A day that is not known to the day: the first and the last it can have been.
    Days(Date, Date),
}

impl Value {
    /// The first and the last day it can be.
    fn days(&self) -> Option<(Date, Date)> {
        match self {
            Value::Day(day) => Some((*day, *day)),
            Value::Days(first, last) => Some((*first, *last)),
            Value::Word(_) | Value::Words(_) | Value::Number(_) => None,
        }
    }
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
        let texts = match &value {
            Some(Value::Word(text)) => std::slice::from_ref(text),
            Some(Value::Words(texts)) => texts,
            _ => &[],
        };
        let among = |words: &[Word]| match &value {
            Some(Value::Word(_) | Value::Words(_)) => {
                let pairs = words.iter().flat_map(|word| texts.iter().map(move |text| (word, text)));
                let hits: Vec<Option<bool>> = pairs.map(|(word, text)| row.is(&self.fact, word, text)).collect();
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
                let decided = match (&value, &other) {
                    (Some(Value::Number(a)), Some(Value::Number(b))) => a.partial_cmp(b).map(|o| order.holds(o)),
                    (Some(a), Some(b)) => a.days().zip(b.days()).and_then(|(a, b)| {
                        // Whichever days they were: the nearest and the farthest two say the same, and so do all between.
                        let ends = [order.holds(a.0.cmp(&b.1)), order.holds(a.1.cmp(&b.0))];
                        let meet = *order == Order::Equal && a.0 <= b.1 && b.0 <= a.1 && (a.0 < a.1 || b.0 < b.1);
                        (ends[0] == ends[1] && !meet).then_some(ends[0])
                    }),
                    _ => None,
                };
                Truth::of(absent_means_no(decided))
            }
            Test::Within(days, other) => {
                let both = value.as_ref().and_then(Value::days).zip(row.value(other).as_ref().and_then(Value::days));
                let decided = both.and_then(|(a, b)| {
                    let days = i64::from(*days);
                    let apart = |a: Date, b: Date| i64::from(day_number(a)) - i64::from(day_number(b));
                    let (least, most) = (apart(a.0, b.1), apart(a.1, b.0));
                    match () {
                        () if least >= -days && most <= days => Some(true),
                        () if least > days || most < -days => Some(false),
                        () => None,
                    }
                });
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
