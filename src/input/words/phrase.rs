//! A status put together from several words: "palkkatuki, yritys", "KTT pajalla", "työtön yli 12 kk".
//!
//! A phrase is only read when every word of it is known and the words go together; one that does not leaves the whole
//! cell unread. A wrong reading of a word nobody has seen would be worse than a question about it.

use std::collections::{BTreeMap, BTreeSet};

use super::Word;
use super::key::{joined, spaced};
use super::note::{months, suspended};
use super::settle::Tier;
use super::status::{Meaning, StatusWords};
use crate::fact::status::Absence;

/// What one stretch of words says.
#[derive(Debug, Clone)]
enum Piece {
    /// A status; `alone` is not trusted beside another one.
    Said { meaning: Meaning, alone: bool },
    /// Makes the coarse status of each pair the fine one.
    Refine { steps: Vec<(i32, i32)>, own: Option<Meaning> },
    /// A length of unemployment.
    Lasting(Vec<(i32, i32)>),
    /// Another status follows.
    And,
}

/// What a whole phrase says.
#[derive(Default)]
struct Said {
    meanings: Vec<Meaning>,
    steps: Vec<(i32, i32)>,
    /// Refining words with no status of their own beside them.
    free: Vec<Piece>,
}

impl StatusWords {
    /// Reads a phrase; none when not all of it is understood.
    pub(super) fn phrase(&self, text: &str) -> Option<Word<i32>> {
        if suspended(text) {
            return None;
        }
        let mut said = Said::default();
        for part in text.split([',', ';', '/', '+', '|', '(', ')', '[', ']', '\n']) {
            let cut = |key: String| {
                let words: Vec<String> = key.split(' ').map(str::to_owned).collect();
                self.segment(&words, &mut BTreeSet::new())
            };
            if spaced(part).is_empty() {
                continue;
            }
            let pieces = cut(joined(part)).or_else(|| cut(spaced(part)))?;
            for clause in pieces.split(|piece| matches!(piece, Piece::And)) {
                self.clause(clause, &mut said)?;
            }
        }
        self.resolve(said)
    }

    /// Cuts words into known stretches, the longest first; none when a word is left over. `dead` are the numbers of last
    /// words that were tried in vain: without them trying takes twice as long with every word that can be read in two ways.
    fn segment(&self, words: &[String], dead: &mut BTreeSet<usize>) -> Option<Vec<Piece>> {
        if dead.contains(&words.len()) {
            return None;
        }
        let pieces = self.cut(words, dead);
        if pieces.is_none() {
            dead.insert(words.len());
        }
        pieces
    }

    fn cut(&self, words: &[String], dead: &mut BTreeSet<usize>) -> Option<Vec<Piece>> {
        let Some((first, after)) = words.split_first() else {
            return Some(Vec::new());
        };
        let lengths = (1..=words.len().min(8)).rev();
        for (head, tail) in lengths.filter_map(|length| words.split_at_checked(length)) {
            let key = head.join(" ");
            let own = self.aliases.key(&key).cloned();
            let piece = match self.refine.key(&key) {
                Some(steps) => Some(Piece::Refine { steps: steps.clone(), own }),
                None => own
                    .map(|meaning| Piece::Said { meaning, alone: self.alone.key(&key).is_some() })
                    .or_else(|| self.lasting(head)),
            };
            if let Some(piece) = piece
                && let Some(mut rest) = self.segment(tail, dead)
            {
                rest.insert(0, piece);
                return Some(rest);
            }
        }
        let and = self.and.key(first).is_some();
        if !and && self.filler.key(first).is_none() {
            return None;
        }
        let mut rest = self.segment(after, dead)?;
        if and {
            rest.insert(0, Piece::And);
        }
        Some(rest)
    }

    /// How long someone has been unemployed refines `unemployed` at twelve months.
    fn lasting(&self, words: &[String]) -> Option<Piece> {
        let [coarse, long, short] = self.unemployed;
        Some(Piece::Lasting(match months(words)? {
            (from, _) if from >= 12.0 => vec![(coarse, long)],
            (_, to) if to <= 12.0 => vec![(coarse, short)],
            _ => vec![(coarse, coarse)],
        }))
    }

    /// Words with nothing between them: they must go together.
    fn clause(&self, pieces: &[Piece], said: &mut Said) -> Option<()> {
        let trusted = |piece: &Piece| matches!(piece, Piece::Said { alone: false, .. });
        let alone = |piece: &Piece| matches!(piece, Piece::Said { alone: true, .. });
        if pieces.iter().any(alone) && pieces.iter().any(trusted) {
            return None;
        }
        let meanings: Vec<Meaning> = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Said { meaning, .. } => Some(meaning.clone()),
                _ => None,
            })
            .collect();
        let codes = known(&meanings);
        let tier = |code: i32| self.precedence.tier(code);
        let place = |code: i32| self.precedence.place.contains(&code);
        // "Yrittäjä koulutus" is a course, not a business.
        let work = codes.iter().any(|&code| tier(code) == Tier::Work);
        if work && codes.iter().any(|&code| tier(code) != Tier::Work && !place(code)) {
            return None;
        }
        for piece in pieces {
            match piece {
                Piece::Refine { .. } | Piece::Lasting(_) if meanings.is_empty() => {
                    said.free.push(piece.clone());
                }
                Piece::Refine { steps, .. } if self.refines(steps, &codes) => {
                    said.steps.extend(steps);
                }
                // "Osa-aikainen opiskelu": it says how, or where, and nothing of work.
                Piece::Refine { .. } if codes.iter().all(|&code| tier(code) >= Tier::Service) => {}
                Piece::Lasting(steps) if self.refines(steps, &codes) => said.steps.extend(steps),
                Piece::Refine { .. } | Piece::Lasting(_) => return None,
                Piece::Said { .. } | Piece::And => {}
            }
        }
        said.meanings.extend(meanings);
        Some(())
    }

    fn resolve(&self, said: Said) -> Option<Word<i32>> {
        let Said { mut meanings, mut steps, free } = said;
        let mut codes = known(&meanings);
        for piece in free {
            let (pairs, own, lasting) = match piece {
                Piece::Refine { steps, own } => (steps, own, false),
                Piece::Lasting(steps) => (steps, None, true),
                Piece::Said { .. } | Piece::And => continue,
            };
            let somewhere = codes.iter().any(|&code| self.precedence.tier(code) >= Tier::Service);
            match own {
                _ if self.refines(&pairs, &codes) => steps.extend(pairs),
                Some(own) => meanings.push(own),
                None if lasting || !somewhere => return None,
                None => {}
            }
        }
        codes.extend(known(&meanings));
        self.refine(&steps, &mut codes);

        let asked = meanings.iter().find_map(|meaning| match meaning {
            Meaning::Ask(options) => Some(options.clone()),
            _ => None,
        });
        let absent = meanings.iter().filter_map(|meaning| match meaning {
            Meaning::Absent(why) => Some(*why),
            _ => None,
        });
        let absent = absent.max().filter(|&why| why == Absence::Deceased || codes.is_empty());
        match (absent, asked) {
            (Some(why), _) => Some(Word::Absent(why)),
            (None, Some(options)) => Some(Word::Ambiguous(options)),
            (None, None) if codes.is_empty() => meanings.into_iter().next().map(Word::from),
            (None, None) => Some(self.precedence.settle(codes)),
        }
    }

    /// Whether a refining word has something to refine.
    fn refines(&self, steps: &[(i32, i32)], codes: &BTreeSet<i32>) -> bool {
        steps.iter().any(|(of, _)| !self.held(*of, codes).is_empty())
    }

    /// The members of `codes` that are `of` or one of the kinds refining makes of it.
    fn held(&self, of: i32, codes: &BTreeSet<i32>) -> BTreeSet<i32> {
        let kinds = self.kinds.get(&of);
        let held = |code: &i32| *code == of || kinds.is_some_and(|kinds| kinds.contains(code));
        codes.iter().copied().filter(held).collect()
    }

    /// Makes coarse statuses fine; two different refinements of one leave it coarse.
    fn refine(&self, steps: &[(i32, i32)], codes: &mut BTreeSet<i32>) {
        let mut fine: BTreeMap<i32, BTreeSet<i32>> = BTreeMap::new();
        for (of, to) in steps {
            fine.entry(*of).or_default().insert(*to);
        }
        for (of, mut kinds) in fine {
            let held = self.held(of, codes);
            if held.is_empty() {
                continue;
            }
            codes.retain(|code| !held.contains(code));
            kinds.extend(held);
            kinds.remove(&of);
            codes.insert(match kinds.first() {
                Some(&kind) if kinds.len() == 1 => kind,
                _ => of,
            });
        }
    }
}

fn known(meanings: &[Meaning]) -> BTreeSet<i32> {
    let code = |meaning: &Meaning| match meaning {
        Meaning::Code(code) => Some(*code),
        _ => None,
    };
    meanings.iter().filter_map(code).collect()
}
