//! Rules and facts of an entry, checked against what there is.

use super::load::{Fault, fault};
use crate::fact::{Kind, Moment, Vocabulary};
use crate::rule::{Operand, Rule, Test, Word, parse};
use toml::Spanned;

/// Reads what an entry says about one moment.
pub(super) struct Reader<'a> {
    pub(super) moment: Option<Moment>,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    /// The text with the moment in its place.
    fn filled(&self, text: &str) -> String {
        match self.moment {
            Some(moment) => text.replace("{moment}", &moment.to_string()),
            None => text.to_owned(),
        }
    }

    /// A rule; none when it cannot be read.
    pub(super) fn rule(&mut self, text: &Spanned<String>) -> Option<Rule> {
        match parse(&self.filled(text.get_ref())) {
            Ok(rule) => {
                check(&rule, text, self.vocabulary, self.faults);
                Some(rule)
            }
            Err(found) => {
                self.faults.push(Fault {
                    // One further for the opening quote of the value.
                    at: text.span().start + 1 + found.at,
                    key: format!("fault.rule.{}", found.key),
                    word: found.word,
                    hint: None,
                });
                None
            }
        }
    }

    /// The same of a key that may not be there.
    pub(super) fn fact_of(&mut self, text: Option<&Spanned<String>>, kinds: &[Kind]) -> Option<String> {
        self.fact(text?, kinds)
    }

    /// The names of the situations of every month from one to another.
    pub(super) fn months(
        &mut self,
        from: Option<&Spanned<String>>,
        to: Option<&Spanned<String>>,
    ) -> Option<Vec<String>> {
        let at = to?;
        let ends = [self.fact_of(from, &[Kind::Status])?, self.fact_of(to, &[Kind::Status])?];
        let [from, to] = ends.each_ref().map(|name| self.vocabulary.fact(name).and_then(|fact| fact.moment));
        let span = from.zip(to).and_then(|(from, to)| from.months_from(to));
        if span.is_none() {
            self.faults.push(fault(at, "span", &ends.join(" … ")));
        }
        Some(span?.iter().map(|moment| format!("status_{moment}")).collect())
    }

    /// Whether a name is that of a score.
    pub(super) fn is_score(&self, text: &Spanned<String>) -> bool {
        self.vocabulary.fact(&self.filled(text.get_ref())).is_some_and(|fact| fact.kind == Kind::Score)
    }

    /// The name of a score on a scale with bands.
    pub(super) fn banded(&mut self, text: Option<&Spanned<String>>) -> Option<String> {
        let text = text?;
        let name = self.fact(text, &[Kind::Score])?;
        let scale = self.vocabulary.fact(&name)?.what;
        let bands = self.vocabulary.instruments.get(&scale).map_or(0, |scale| scale.bands.len());
        if bands < 2 {
            self.faults.push(fault(text, "bands", &scale));
            return None;
        }
        Some(name)
    }

    /// The name of a fact of one of these kinds.
    pub(super) fn fact(&mut self, text: &Spanned<String>, kinds: &[Kind]) -> Option<String> {
        let name = self.filled(text.get_ref());
        match self.vocabulary.fact(&name) {
            Some(fact) if kinds.contains(&fact.kind) => return Some(name),
            Some(_) => self.faults.push(fault(text, "kind", &name)),
            None => self.faults.push(unknown_fact(text.span().start, &name, self.vocabulary)),
        }
        None
    }
}

pub(super) fn unknown_fact(at: usize, name: &str, vocabulary: &Vocabulary) -> Fault {
    Fault { at, key: "fault.indicator.fact".to_owned(), word: name.to_owned(), hint: vocabulary.suggest(name) }
}

/// Every fact exists, and is asked what its kind can answer.
fn check(rule: &Rule, text: &Spanned<String>, vocabulary: &Vocabulary, faults: &mut Vec<Fault>) {
    let at = text.span().start;
    rule.visit(&mut |leaf| {
        let Some(fact) = vocabulary.fact(&leaf.fact) else {
            faults.push(unknown_fact(at, &leaf.fact, vocabulary));
            return;
        };
        let days = |kind| matches!(kind, Kind::Date | Kind::Event);
        let numbers = |kind| matches!(kind, Kind::Score | Kind::Amount | Kind::Number | Kind::Year);
        let mut fits = true;
        match &leaf.test {
            Test::Known | Test::Unknown => {}
            Test::In(words) | Test::NotIn(words) => match fact.kind {
                Kind::Status => {
                    for word in words {
                        let (known, name, hint) = match word {
                            Word::One(id) => (
                                vocabulary.statuses.code_of(id).is_some(),
                                id.clone(),
                                vocabulary.statuses.suggest(id).map(str::to_owned),
                            ),
                            Word::Group(group) => {
                                let name = format!("@{group}");
                                (vocabulary.statuses.group(&name).is_some(), name, None)
                            }
                        };
                        if !known {
                            faults.push(Fault { at, key: "fault.indicator.status".to_owned(), word: name, hint });
                        }
                    }
                }
                Kind::Category | Kind::Categories => {
                    fits = words.iter().all(|word| matches!(word, Word::One(_)));
                }
                _ => fits = false,
            },
            Test::Compare(_, operand) => match operand {
                Operand::Number(_) => fits = numbers(fact.kind),
                Operand::Day(_) => fits = days(fact.kind),
                Operand::Fact(other) => match vocabulary.fact(other) {
                    Some(other) => {
                        fits = (days(fact.kind) && days(other.kind)) || (numbers(fact.kind) && numbers(other.kind));
                    }
                    None => faults.push(unknown_fact(at, other, vocabulary)),
                },
            },
            Test::Within(_, other) => match vocabulary.fact(other) {
                Some(other) => fits = days(fact.kind) && days(other.kind),
                None => faults.push(unknown_fact(at, other, vocabulary)),
            },
        }
        if !fits {
            faults.push(Fault { at, key: "fault.indicator.kind".to_owned(), word: leaf.to_string(), hint: None });
        }
    });
}
