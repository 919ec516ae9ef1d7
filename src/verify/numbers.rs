//! Every number of the page and of the drawings, back to a released number or to what is no result.

use super::forms::{Forms, Topic, differences, forms, tallies};
use super::manifest::About;
use super::page::{Page, Said, page};
use super::rows::Set;
use super::tokens::{Reader, plain, words_of};
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
    back: ReadBack,
}

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
        let policy = &about.policy;
        let thresholds = [policy.least, policy.least_for_mean, policy.least_for_curve, policy.least_at_risk, JUDGED];
        for key in catalog.keys().filter(|key| THRESHOLDS.iter().any(|prefix| key.starts_with(prefix))) {
            for n in thresholds.map(|n| catalog.integer(n)) {
                let slots: Vec<(&str, &str)> = ["k", "n", "least"].into_iter().map(|slot| (slot, n.as_str())).collect();
                words.push(catalog.fill(key, &slots));
            }
        }
        Checker {
            reader: Reader::new(catalog, words),
            topics: forms(set, about, catalog),
            tallies: tallies(set),
            differences: differences(set),
            figures: BTreeMap::new(),
            back: ReadBack::default(),
        }
    }

    /// Reads the page back.
    pub fn page(&mut self, file: &str, bytes: &[u8]) {
        let page = page(&String::from_utf8_lossy(bytes));
        self.unseen(file, &page);
        let rules: Forms = page.code.iter().flat_map(|code| self.reader.numbers(code)).collect();
        let tables: Vec<&Said> = page.said.iter().filter(|said| said.element == "tr").collect();
        self.tables(file, &tables);
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
    fn tables(&mut self, file: &str, rows: &[&Said]) {
        let read: Vec<(&Said, Vec<String>)> = rows
            .iter()
            .map(|said| (*said, said.cells.iter().flat_map(|cell| self.reader.numbers(cell)).collect::<Vec<String>>()))
            .collect();
        let all = |forms: &Forms, numbers: &[String]| numbers.iter().all(|number| forms.contains(number));
        let mut of_figure: BTreeMap<Option<u32>, Vec<Vec<Topic>>> = BTreeMap::new();
        for (said, numbers) in read.iter().filter(|(_, numbers)| !numbers.is_empty()) {
            self.back.numbers += numbers.len();
            let topics: Vec<Topic> =
                self.topics.iter().filter(|(_, forms)| all(forms, numbers)).map(|(topic, _)| topic.clone()).collect();
            if topics.is_empty() {
                let worst = numbers.iter().find(|n| !self.topics.values().any(|forms| forms.contains(*n)));
                let number = worst.or(numbers.first()).cloned().unwrap_or_default();
                self.nobodys(file, said, &number);
            }
            of_figure.entry(said.figure).or_default().push(topics);
        }
        for (figure, rows) in of_figure {
            let Some(figure) = figure else { continue };
            self.figures.insert(figure, self.about(&rows));
        }
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
            let Some((best, _)) = times.into_iter().max_by_key(|(key, n)| (*n, std::cmp::Reverse(key.clone()))) else {
                break;
            };
            for topics in &left {
                chosen.extend(topics.iter().filter(|topic| key(topic) == best));
            }
            left.retain(|topics| !topics.iter().any(|topic| key(topic) == best));
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
        let ticks = self.ticks(texts);
        let mut line: Vec<&Said> = Vec::new();
        let rest: Vec<&Said> =
            texts.iter().enumerate().filter(|(i, _)| !ticks.contains(i)).map(|(_, said)| *said).collect();
        // Words that were broken over lines are read as one text; numbers never are.
        for said in rest {
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

    /// The texts of axes: three or more bare numbers on a line, as far apart as their values are.
    fn ticks(&self, texts: &[&Said]) -> BTreeSet<usize> {
        let mut rows: BTreeMap<(bool, i64), Vec<(usize, i64, f64)>> = BTreeMap::new();
        for (i, said) in texts.iter().enumerate() {
            let Some((x, y)) = said.at else { continue };
            let text = plain(said.text.trim());
            if text.chars().any(char::is_alphabetic) {
                continue;
            }
            let [number] = &self.reader.numbers(&text)[..] else { continue };
            let sign = if text.starts_with(['−', '-']) { -1.0 } else { 1.0 };
            let Ok(value) = number.parse::<f64>() else { continue };
            rows.entry((true, y)).or_default().push((i, x, sign * value));
            rows.entry((false, x)).or_default().push((i, y, sign * value));
        }
        let mut ticks = BTreeSet::new();
        for row in rows.into_values() {
            let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
            let (length, span) = ((last.1 - first.1) as f64, last.2 - first.2);
            if row.len() < 3 || span == 0.0 || length == 0.0 {
                continue;
            }
            let straight = |(_, at, value): &(usize, i64, f64)| {
                let wanted = first.1 as f64 + (value - first.2) / span * length;
                (*at as f64 - wanted).abs() <= 2.0
            };
            if row.iter().all(straight) {
                ticks.extend(row.iter().map(|(i, ..)| *i));
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
        let fits = |forms: &Forms| {
            numbers.iter().all(|n| forms.contains(n) || about_rules && rules.contains(n))
        };
        if !self.topics.values().chain([&self.tallies]).any(fits) {
            let known = |n: &&String| !self.topics.values().any(|forms| forms.contains(*n)) && !rules.contains(*n);
            let number = numbers.iter().find(known).or(numbers.first()).cloned().unwrap_or_default();
            self.nobodys(file, said, &number);
        }
    }
}

/// The least number of people whose share a goal is judged by.
const JUDGED: u64 = 10;
