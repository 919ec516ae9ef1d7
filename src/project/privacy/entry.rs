//! `[privacy]` as it is written. Every key keeps its place, so that a slip is told with its line.

use super::{Declared, Sensitivity};
use crate::indicator::written;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;
use toml::{Spanned, Value};

/// The key of the policy.
pub(super) const POLICY: &str = "policy";
/// The key of facts.
const FACTS: &str = "facts";
/// Every key there is.
pub(super) const KEYS: [&str; 6] = [POLICY, "least", "least_for_mean", "least_for_curve", "least_at_risk", FACTS];
/// The keys of a fact.
pub(super) const OF_FACT: [&str; 2] = ["sensitivity", "reason"];

/// The entry as written.
#[derive(Debug, Default)]
pub(in crate::project) struct Entry {
    pub(super) keys: BTreeMap<Spanned<String>, Spanned<Value>>,
    pub(super) facts: BTreeMap<Spanned<String>, Spanned<Value>>,
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entry, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
                let mut entry = Entry::default();
                while let Some(key) = map.next_key::<Spanned<String>>()? {
                    if key.get_ref() == FACTS {
                        entry.facts = map.next_value()?;
                    } else {
                        entry.keys.insert(key, map.next_value()?);
                    }
                }
                Ok(entry)
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// What is said of a fact.
pub(super) enum Fact {
    /// As it should be.
    Said(Declared),
    /// A key that is none.
    Key(String),
    /// A word that is no sensitivity.
    Sensitivity(String),
}

/// Reads `"low"` or `{ sensitivity = "low", reason = "…" }`.
pub(super) fn fact(value: &Value) -> Fact {
    let (said, reason) = match value {
        Value::Table(table) => {
            if let Some(key) = table.keys().find(|key| !OF_FACT.contains(&key.as_str())) {
                return Fact::Key(key.clone());
            }
            let of = |key: &str| table.get(key).map(written).unwrap_or_default();
            (of("sensitivity"), of("reason"))
        }
        value => (written(value), String::new()),
    };
    let known = [Sensitivity::Sensitive, Sensitivity::Low].into_iter().find(|known| known.id() == said);
    let Some(sensitivity) = known else { return Fact::Sensitivity(said) };
    // A reason is printed on one line.
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    Fact::Said(Declared { sensitivity, reason })
}
