//! What only a person knows, asked where one sits at a terminal. Nothing has to be answered: what is not stays a comment.

use super::super::Io;
use super::super::say::Speaker;
use crate::fact::Vocabulary;
use crate::fact::names::{fact_name, status_name};
use crate::input::headers::Why;
use crate::input::propose::{Proposal, What};
use crate::input::words::{Word, Words};
use std::collections::BTreeSet;

/// Questions of a kind: nobody answers a hundred.
const MOST: usize = 12;
/// Bytes of an answer.
const LONGEST: usize = 400;

/// Somebody who can be asked.
pub(super) struct Asker<'a, 'i> {
    pub(super) io: &'a mut Io<'i>,
    pub(super) speaker: &'a Speaker,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) words: &'a Words,
}

/// What is asked of the project as a whole.
pub(super) struct About {
    pub(super) title: String,
    pub(super) organisation: Option<String>,
}

impl Asker<'_, '_> {
    /// Asks, and puts the answers into the proposal.
    pub(super) fn ask(&mut self, proposal: &mut Proposal, about: &mut About) {
        // Who closes the input has answered enough.
        let _ = self.about(about).and_then(|()| self.columns(proposal)).and_then(|()| self.meanings(proposal));
        let speaker = self.speaker;
        let c = &speaker.catalog;
        if let Some((from, to)) = proposal.period {
            let [from, to] = [from, to].map(|day| c.date(day));
            let question = c.fill("init.ask.period", &[("from", &from), ("to", &to)]);
            proposal.period_said = self.yes(&question) == Some(true);
        }
    }

    /// Whether the digests of a column were made with a secret key.
    pub(super) fn keyed(&mut self, column: &str) -> bool {
        let question = self.speaker.catalog.fill("init.ask.keyed", &[("column", column)]);
        self.yes(&question) == Some(true)
    }

    fn about(&mut self, about: &mut About) -> Option<()> {
        let speaker = self.speaker;
        let c = &speaker.catalog;
        let title = c.fill("init.ask.title", &[("title", &about.title)]);
        let organisation = c.text("init.ask.organisation");
        let said = self.line(&title)?;
        if !said.is_empty() {
            about.title = said;
        }
        about.organisation = Some(self.line(organisation)?).filter(|name| !name.is_empty());
        Some(())
    }

    /// Columns with several readings.
    fn columns(&mut self, proposal: &mut Proposal) -> Option<()> {
        let facts = proposal.tables.iter().flat_map(|table| &table.columns).filter_map(|column| column.fact());
        let mut taken: BTreeSet<String> = facts.map(|(_, fact, ..)| fact.to_owned()).collect();
        let columns = proposal.tables.iter_mut().flat_map(|table| &mut table.columns);
        let open = columns.filter(|column| matches!(column.what, What::Choose(_) | What::Looks(_)));
        for column in open.take(MOST) {
            let (What::Choose(options) | What::Looks(options)) = &column.what else { continue };
            let options: Vec<String> = options.iter().filter(|fact| !taken.contains(*fact)).cloned().collect();
            let speaker = self.speaker;
            let c = &speaker.catalog;
            let names = options.iter().map(|fact| fact_name(c, self.vocabulary, fact)).collect();
            let question = c.fill("init.ask.column", &[("column", &one_line(&column.header))]);
            if let Some(name) = self.one_of(&question, names)?.and_then(|i| options.get(i)) {
                taken.insert(name.clone());
                column.what = What::Fact { name: name.clone(), why: Why::Told, nameable: true };
            }
        }
        Some(())
    }

    /// Words with several meanings, or near one.
    fn meanings(&mut self, proposal: &mut Proposal) -> Option<()> {
        let words = proposal.unsaid.iter_mut().flat_map(|unsaid| {
            let status = unsaid.fact == "status";
            unsaid.words.iter_mut().map(move |word| (status, word))
        });
        for (status, word) in words.filter(|(_, word)| !word.options.is_empty()).take(MOST) {
            let speaker = self.speaker;
            let c = &speaker.catalog;
            let name = |id: &String| if status { status_name(c, id) } else { c.wrap_own(id) };
            let names = word.options.iter().map(name).collect();
            let rows = c.fill("cli.rows", &[("n", &c.integer(word.rows))]);
            let question = c.fill("init.ask.word", &[("word", &one_line(&word.text)), ("rows", &rows)]);
            if let Some(id) = self.one_of(&question, names)?.and_then(|i| word.options.get(i)) {
                word.said = Some(id.clone());
            }
        }
        Some(())
    }

    /// The place of the answer among some; the inner none is no answer, the outer that nobody answers any more.
    fn one_of(&mut self, question: &str, names: Vec<String>) -> Option<Option<usize>> {
        if names.is_empty() {
            return Some(None);
        }
        let speaker = self.speaker;
        let c = &speaker.catalog;
        let again = c.fill("init.ask.again", &[("n", &c.integer(names.len() as u64))]);
        let _ = writeln!(self.io.err, "{question}");
        for (i, name) in names.iter().enumerate() {
            let _ = writeln!(self.io.err, "  {}  {name}", i + 1);
        }
        loop {
            let said = self.line(c.text("init.ask.number"))?;
            match said.parse::<usize>() {
                _ if said.is_empty() => return Some(None),
                Ok(n) if (1..=names.len()).contains(&n) => return Some(Some(n - 1)),
                _ => drop(writeln!(self.io.err, "{again}")),
            }
        }
    }

    fn yes(&mut self, question: &str) -> Option<bool> {
        let said = self.line(question)?;
        match self.words.yes_no(&said) {
            Word::Known(yes) => Some(yes),
            _ => None,
        }
    }

    /// A line of the answer; none at the end of the input.
    fn line(&mut self, question: &str) -> Option<String> {
        let _ = write!(self.io.err, "{question} ").and_then(|()| self.io.err.flush());
        let (mut line, mut byte) = (Vec::new(), [0u8]);
        loop {
            match self.io.input.read(&mut byte) {
                Ok(1) if byte == *b"\n" => break,
                Ok(1) if line.len() < LONGEST => line.extend(byte),
                Ok(1) => {}
                _ if line.is_empty() => return None,
                _ => break,
            }
        }
        Some(one_line(&String::from_utf8_lossy(&line)))
    }
}

/// A text without line breaks and white space around it.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
