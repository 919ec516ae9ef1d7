//! Every number of the page and of the drawings, back to a released number or to what is no result.

use super::forms::{Forms, Topic, differences, forms, tallies};
use super::manifest::About;
use super::page::{Page, Said, page};
use super::rows::{Row, Set};
use super::tokens::{Reader, plain, words_of};
use crate::fact::names::group_name;
use crate::finding::{Code, Finding, Place};
use crate::indicator::Library;
use crate::text::Catalog;
use std::collections::{BTreeMap, BTreeSet};

/// What was read back.
#[derive(Debug, Default)]
pub struct ReadBack {
    /// How many numbers.
    pub numbers: usize,
    /// Numbers that are nobody's.
    pub findings: Vec<Finding>,
}

/// Reads pages and drawings back.
pub struct Checker {
    reader: Reader,
    topics: BTreeMap<Topic, Forms>,
    tallies: Forms,
    differences: Forms,
    /// What the table of each figure is about.
    figures: BTreeMap<u32, Forms>,
    /// What indicators are called.
    names: BTreeMap<String, String>,
    /// What groups are called.
    groups: BTreeMap<(String, String), String>,
    back: ReadBack,
}

/// More chapters than any report has.
const CHAPTERS: usize = 20;

/// Catalogue texts whose only number is a threshold.
const THRESHOLDS: [&str; 6] =
    ["privacy.", "sentence.policy", "chart.too_small", "chart.time.ends", "method.goals", "method."];

impl Checker {
    /// For the results of a report, in its language.
    #[must_use]
    pub fn new(set: &Set, about: &About, catalog: &Catalog, library: &Library, more: Vec<String>) -> Checker {
        let mut words = words_of(catalog);
        words.extend(more);
        words.extend(about.words.iter().cloned());
        words.push(set.dataset.clone());
        for goal in &set.goals {
            words.extend(goal.text.values().cloned());
        }
        for indicator in library.iter() {
            words.extend(indicator.text.values().flat_map(|text| [text.name.clone(), text.meaning.clone()]));
            if let Some(source) = &indicator.source {
                words.push(format!("{}{}", source.cite, source.item));
                words.push(source.item.clone());
                words.extend(library.source(&source.cite).into_iter().flat_map(|source| source.values().cloned()));
            }
        }
        // A group may be called by numbers alone: `18–29`.
        let is_span = |name: &String| name.contains(['–', '-']) && !name.contains(char::is_alphabetic);
        words.extend(set.rows.iter().map(|row| named_group(catalog, row).1).filter(is_span));
        // Chapters are numbered.
        for title in catalog.keys().filter(|key| key.starts_with("chapter.") && key.ends_with(".title")) {
            words.extend((1..=CHAPTERS).map(|n| format!("{n} {}", catalog.text(title))));
        }
        let policy = &about.policy;
        let thresholds = [
            policy.least,
            2 * policy.least,
            policy.least_for_mean,
            policy.least_for_curve,
            policy.least_at_risk,
            JUDGED,
        ];
        for key in catalog.keys().filter(|key| THRESHOLDS.iter().any(|prefix| key.starts_with(prefix))) {
            for n in thresholds.map(|n| catalog.integer(n)) {
                let at_risk = catalog.integer(policy.least_at_risk);
                let slots = ["k", "n", "least"].into_iter().map(|slot| (slot, n.as_str()));
                words.push(catalog.fill(key, &slots.chain([("m", at_risk.as_str())]).collect::<Vec<_>>()));
            }
        }
        Checker {
            reader: Reader::new(catalog, words),
            topics: forms(set, about, catalog),
            tallies: tallies(set),
            differences: differences(set),
            figures: BTreeMap::new(),
            names: about.names.iter().map(|(id, name)| (id.clone(), plain(name))).collect(),
            groups: set.rows.iter().map(|row| named_group(catalog, row)).collect(),
            back: ReadBack::default(),
        }
    }

    /// Reads the page back.
    pub fn page(&mut self, file: &str, bytes: &[u8]) {
        let page = page(&String::from_utf8_lossy(bytes));
        self.unseen(file, &page);
        let rules: Forms = page.code.iter().flat_map(|code| self.reader.numbers(code)).collect();
        self.tables(file, &page);
        let mut drawn: BTreeMap<u32, Vec<&Said>> = BTreeMap::new();
        for said in page.said.iter().filter(|said| said.element != "tr") {
            match said.figure {
                // Lines of a drawing belong together: a name may be on two.
                Some(figure) if said.element == "text" => drawn.entry(figure).or_default().push(said),
                Some(figure) => self.in_figure(file, figure, said, &said.text),
                None => self.alone(file, said, &rules),
            }
        }
        for (figure, said) in drawn {
            self.drawing(file, figure, &said);
        }
    }

    /// Reads a drawing back, of the figure its name tells.
    pub fn chart(&mut self, file: &str, bytes: &[u8]) {
        let page = page(&String::from_utf8_lossy(bytes));
        self.unseen(file, &page);
        let digits: String = file.chars().filter(char::is_ascii_digit).collect();
        let figure = digits.parse().unwrap_or(0);
        let (texts, others): (Vec<&Said>, Vec<&Said>) = page.said.iter().partition(|said| said.element == "text");
        for said in others {
            self.in_figure(file, figure, said, &said.text);
        }
        self.drawing(file, figure, &texts);
    }

    /// What was read back.
    #[must_use]
    pub fn done(self) -> ReadBack {
        self.back
    }

    fn unseen(&mut self, file: &str, page: &Page) {
        for (line, name) in &page.unseen {
            let place = Place::file(file).at(*line);
            self.back.findings.push(Finding::new(Code::UnseenPart, place).with("name", name));
        }
    }

    fn nobodys(&mut self, file: &str, said: &Said, number: &str) {
        let text: String = plain(said.text.trim()).chars().take(80).collect();
        let place = Place::file(file).at(said.line);
        self.back.findings.push(Finding::new(Code::NumberOfNobody, place).with("number", number).with("text", text));
    }

    /// Finds for each row of a table what it is about.
    fn tables(&mut self, file: &str, page: &Page) {
        let mut of_figure: BTreeMap<Option<u32>, Vec<Vec<Topic>>> = BTreeMap::new();
        let mut around: BTreeMap<Option<u32>, String> = BTreeMap::new();
        for said in page.said.iter().filter(|said| said.figure.is_some()) {
            let text = around.entry(said.figure).or_default();
            text.extend([plain(&said.text).as_str(), "\n"]);
        }
        let mut findings: Vec<(&Said, String)> = Vec::new();
        for said in page.said.iter().filter(|said| said.element == "tr") {
            let label = said.cells.first().map(|cell| plain(cell.trim())).unwrap_or_default();
            let named = usize::from(self.groups.values().any(|name| *name == label));
            let numbers: Vec<String> =
                said.cells.iter().skip(named).flat_map(|cell| self.reader.numbers(cell)).collect();
            if numbers.is_empty() {
                continue;
            }
            self.back.numbers += numbers.len();
            let text = around.get(&said.figure).map_or("", String::as_str);
            match self.explained(&numbers, &label, text) {
                Ok(topics) => of_figure.entry(said.figure).or_default().push(topics),
                Err(number) => findings.push((said, number)),
            }
        }
        for (said, number) in findings {
            self.nobodys(file, said, &number);
        }
        for (figure, rows) in of_figure {
            let Some(figure) = figure else { continue };
            self.figures.insert(figure, self.about(&rows));
        }
    }

    /// What a row of a table may be about that holds all its numbers; else the first number that nothing explains.
    /// Where its heading is the name of a group, or an indicator is named in it or around it, it is about those.
    fn explained(&self, numbers: &[String], label: &str, around: &str) -> Result<Vec<Topic>, String> {
        let named = |text: &str| -> BTreeSet<&String> {
            self.names.iter().filter(|(_, name)| text.contains(name.as_str())).map(|(id, _)| id).collect()
        };
        let is_group = |topic: &Topic| match topic {
            // What a group is called may be a level too: then it is of everybody.
            Topic::Group { indicator, by, .. } if by.is_empty() => named(around).contains(indicator),
            Topic::Group { by, group, .. } | Topic::People { by, group } => {
                self.groups.get(&(by.clone(), group.clone())).is_some_and(|name| name == label)
            }
            _ => false,
        };
        let mut topics: Vec<(&Topic, &Forms)> = self.topics.iter().collect();
        if self.groups.values().any(|name| name == label) {
            topics.retain(|(topic, _)| is_group(topic));
        }
        let fits = |forms: &Forms| numbers.iter().filter(|number| forms.contains(*number)).count();
        for ids in [named(label), named(around)] {
            let of = |topic: &Topic| topic.indicator().is_none_or(|id| ids.iter().any(|named| *named == id));
            let all = topics.iter().filter(|(topic, forms)| of(topic) && fits(forms) == numbers.len());
            let all: Vec<Topic> = all.map(|(topic, _)| (*topic).clone()).collect();
            if !all.is_empty() && !ids.is_empty() {
                return Ok(all);
            }
        }
        let all = topics.iter().filter(|(_, forms)| fits(forms) == numbers.len());
        let all: Vec<Topic> = all.map(|(topic, _)| (*topic).clone()).collect();
        if !all.is_empty() {
            return Ok(all);
        }
        let nearest = topics.into_iter().max_by_key(|(_, forms)| fits(forms)).map(|(_, forms)| forms);
        let strange = |number: &&String| !nearest.is_some_and(|forms| forms.contains(*number));
        Err(numbers.iter().find(strange).or(numbers.first()).cloned().unwrap_or_default())
    }

    /// What a figure is about: as few indicators as explain all rows of its table, and their totals.
    fn about(&self, rows: &[Vec<Topic>]) -> Forms {
        let mut left: Vec<&Vec<Topic>> = rows.iter().filter(|topics| !topics.is_empty()).collect();
        let mut chosen: BTreeSet<&Topic> = BTreeSet::new();
        let key = |topic: &Topic| topic.indicator().map_or_else(|| format!("{topic:?}"), str::to_owned);
        while !left.is_empty() {
            let mut times: BTreeMap<String, usize> = BTreeMap::new();
            for topics in &left {
                let keys: BTreeSet<String> = topics.iter().map(key).collect();
                keys.into_iter().for_each(|key| *times.entry(key).or_default() += 1);
            }
            let most = times.values().copied().max().unwrap_or(0);
            let best: BTreeSet<&String> = times.iter().filter(|(_, n)| **n == most).map(|(key, _)| key).collect();
            for topics in &left {
                chosen.extend(topics.iter().filter(|topic| best.contains(&key(topic))));
            }
            left.retain(|topics| !topics.iter().any(|topic| best.contains(&key(topic))));
        }
        let indicators: BTreeSet<&str> = chosen.iter().filter_map(|topic| topic.indicator()).collect();
        let totals = self.topics.iter().filter(|(topic, _)| {
            matches!(topic, Topic::Group { indicator, by, .. } if by.is_empty() && indicators.contains(indicator.as_str()))
        });
        let mut about: Forms = totals.flat_map(|(_, forms)| forms.iter().cloned()).collect();
        let goals = chosen.iter().any(|topic| matches!(topic, Topic::Goal(_)));
        let years = chosen.iter().any(|topic| matches!(topic, Topic::Years { .. }));
        about.extend(chosen.into_iter().filter_map(|topic| self.topics.get(topic)).flatten().cloned());
        about.extend(goals.then_some(&self.tallies).into_iter().flatten().cloned());
        about.extend(years.then_some(&self.differences).into_iter().flatten().cloned());
        about
    }

    fn in_figure(&mut self, file: &str, figure: u32, said: &Said, text: &str) {
        let numbers = self.reader.numbers(text);
        self.back.numbers += numbers.len();
        let strange = |number: &&String| !self.figures.get(&figure).is_some_and(|forms| forms.contains(*number));
        if let Some(number) = numbers.iter().find(strange).cloned() {
            self.nobodys(file, said, &number);
        }
    }

    /// The texts of a drawing, without the numbers of its axes.
    fn drawing(&mut self, file: &str, figure: u32, texts: &[&Said]) {
        let mut ticks = self.ticks(texts);
        ticks.extend(keys(texts));
        let mut line: Vec<&Said> = Vec::new();
        let rest: Vec<&Said> =
            texts.iter().enumerate().filter(|(i, _)| !ticks.contains(i)).map(|(_, said)| *said).collect();
        // Words that were broken over lines are read as one text; numbers never are.
        let names: BTreeSet<String> = self.groups.values().cloned().collect();
        for said in rest.into_iter().filter(|said| !names.contains(&plain(said.text.trim()))) {
            let numeric = |said: &Said| !said.text.chars().any(char::is_alphabetic);
            if line.last().is_some_and(|last| numeric(last) || numeric(said)) {
                self.lines(file, figure, &std::mem::take(&mut line));
            }
            line.push(said);
        }
        self.lines(file, figure, &line);
    }

    fn lines(&mut self, file: &str, figure: u32, lines: &[&Said]) {
        if let Some(first) = lines.first() {
            let text: Vec<&str> = lines.iter().map(|said| said.text.trim()).collect();
            self.in_figure(file, figure, first, &text.join(" "));
        }
    }

    /// The texts of axes: three or more bare numbers one after another on a line, as far apart as their values are.
    fn ticks(&self, texts: &[&Said]) -> BTreeSet<usize> {
        let bare = |said: &Said| -> Option<(i64, i64, f64)> {
            let (x, y) = said.at?;
            let text = plain(said.text.trim());
            let [number] = &self.reader.numbers(&text)[..] else { return None };
            let sign = if text.starts_with(['−', '-']) { -1.0 } else { 1.0 };
            (!text.chars().any(char::is_alphabetic)).then_some((x, y, sign * number.parse::<f64>().ok()?))
        };
        let bare: Vec<Option<(i64, i64, f64)>> = texts.iter().map(|said| bare(said)).collect();
        let mut ticks = BTreeSet::new();
        for start in 0..bare.len() {
            for end in start + 3..=bare.len() {
                let Some(run) = bare[start..end].iter().copied().collect::<Option<Vec<_>>>() else { break };
                let across: Vec<(i64, f64)> = run.iter().map(|(x, _, value)| (*x, *value)).collect();
                let down: Vec<(i64, f64)> = run.iter().map(|(_, y, value)| (*y, *value)).collect();
                let one = |list: &[(i64, f64)]| list.iter().all(|(at, _)| *at == list[0].0);
                if !(one(&down) && straight(&across) || one(&across) && straight(&down)) {
                    break;
                }
                ticks.extend(start..end);
            }
        }
        ticks
    }

    /// A text that stands alone is about one thing.
    fn alone(&mut self, file: &str, said: &Said, rules: &Forms) {
        let numbers = self.reader.numbers(&said.text);
        if numbers.is_empty() {
            return;
        }
        self.back.numbers += numbers.len();
        let about_rules = ["li", "dd", "dt", "p"].contains(&said.element.as_str());
        let fits = |forms: &Forms| numbers.iter().all(|n| forms.contains(n) || about_rules && rules.contains(n));
        if !self.topics.values().chain([&self.tallies]).any(fits) {
            let known = |n: &&String| !self.topics.values().any(|forms| forms.contains(*n)) && !rules.contains(*n);
            let number = numbers.iter().find(known).or(numbers.first()).cloned().unwrap_or_default();
            self.nobodys(file, said, &number);
        }
    }
}

/// Whether numbers stand as far apart as their values are. The last may have been moved in to fit.
fn straight(run: &[(i64, f64)]) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    let through = |to: &(i64, f64), near: f64| {
        let (length, span) = ((to.0 - first.0) as f64, to.1 - first.1);
        let wanted = |value: f64| first.0 as f64 + (value - first.1) / span * length;
        let off = |(at, value): &(i64, f64)| (*at as f64 - wanted(*value)).abs();
        let inner = run.iter().rev().skip(1).all(|tick| off(tick) <= STRAIGHT);
        span != 0.0 && length != 0.0 && inner && off(last) <= near
    };
    let before_last = run.len().checked_sub(2).and_then(|place| run.get(place)).filter(|_| run.len() > 3);
    through(last, STRAIGHT) || before_last.is_some_and(|tick| through(tick, MOVED))
}

/// How far a tick may be off its place, for rounding, and the last of them, to fit.
const STRAIGHT: f64 = 2.0;
const MOVED: f64 = 24.0;

/// What the group of a row is called.
fn named_group(catalog: &Catalog, row: &Row) -> ((String, String), String) {
    let facts: Vec<String> = row.by.split('*').map(str::to_owned).collect();
    let labels: Vec<&str> = row.group.split('*').collect();
    ((row.by.clone(), row.group.clone()), plain(&group_name(catalog, &facts, &labels)))
}

/// The numbers of rows and columns: 1, 2, 3 and so on, each with words beside it.
fn keys(texts: &[&Said]) -> BTreeSet<usize> {
    let (mut found, mut last) = (BTreeSet::new(), 0);
    for (i, pair) in texts.windows(2).enumerate() {
        let [number, words] = pair else { continue };
        let row = |said: &Said| said.at.map(|(_, y)| y);
        let beside = row(number) == row(words) && words.text.trim().starts_with(char::is_alphabetic);
        let is = |n: usize| number.text.trim() == n.to_string();
        if beside && (is(last + 1) || is(1)) {
            last = if is(1) { 1 } else { last + 1 };
            found.insert(i);
        }
    }
    found
}

/// The least number of people whose share a goal is judged by.
const JUDGED: u64 = 10;
