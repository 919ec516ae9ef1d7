//! A proposal as the text of a polku.toml: what is sure stands, what is not is there as a comment, and each says why.
//!
//! Every text taken from a file is quoted on one line, so that no header can begin a line of its own.

use super::Basis;
use super::privacy::{Limit, Preset};
use crate::fact::Vocabulary;
use crate::fact::names::{fact_name, status_name};
use crate::input::headers::Why;
use crate::input::mapping::TableKind;
use crate::input::propose::{Column, Proposal, Scale, Table, Unsaid, What};
use crate::text::{Catalog, Language};
use page::{Page, array, number, quoted};

mod kind;
mod page;
mod update;

/// Columns whose readings get a line each; of more, only the first.
const CHOICES: usize = 6;

/// Everything the text is made of.
#[derive(Debug)]
pub struct Draft<'a> {
    /// What was seen in the files.
    pub proposal: &'a Proposal,
    /// The title of the report.
    pub title: &'a str,
    /// Whose report it is, where somebody said.
    pub organisation: Option<&'a str>,
    /// The language of the report.
    pub language: Language,
    /// The breakdowns made where none are asked for.
    pub usual: &'a [Vec<String>],
    /// An indicator of these files, and a statistic of it, for an example of a goal.
    pub goal: Option<(&'a str, &'a str)>,
    /// The policy that holds where none is named.
    pub privacy: Preset,
    /// Names of facts.
    pub vocabulary: &'a Vocabulary,
    /// The words of the comments.
    pub catalog: &'a Catalog,
}

impl Draft<'_> {
    /// The text of the project.
    #[must_use]
    pub fn text(&self) -> String {
        let mut page = Page::default();
        page.prose(self.catalog.text("init.head"));
        self.project(&mut page);
        for table in &self.proposal.tables {
            self.table(table, &mut page);
        }
        for unsaid in &self.proposal.unsaid {
            self.values(unsaid, &mut page);
        }
        for scale in &self.proposal.scales {
            self.scale(scale, &mut page);
        }
        self.privacy(&mut page);
        self.report(&mut page);
        self.goal(&mut page);
        page.finish()
    }

    fn project(&self, page: &mut Page) {
        let (c, proposal) = (self.catalog, self.proposal);
        page.section("[project]");
        page.line(format!("title = {}", quoted(self.title)), c.text("init.title"));
        match self.organisation {
            Some(name) => page.line(format!("organisation = {}", quoted(name)), c.text("init.organisation")),
            None => page.off("organisation = \"\"".to_owned(), c.text("init.organisation")),
        }
        page.line(format!("language = {}", quoted(self.language.code())), c.text("init.language"));
        if let Some((from, to)) = proposal.period {
            let period = format!("period = {{ from = {from}, to = {to} }}");
            match proposal.period_said {
                true => page.line(period, c.text("init.period_said")),
                false => page.off(period, c.text("init.period")),
            }
        }
        if let Some(last) = &proposal.last {
            let mut said = c.fill("init.data_until", &[("column", &last.header)]);
            if last.ahead > 0 {
                said = format!("{said} {}", c.fill("init.ahead", &[("n", &c.integer(last.ahead))]));
            }
            page.line(format!("data_until = {}", last.day), &said);
        }
        page.line(format!("data_basis = {}", quoted(Basis::default().id())), c.text("init.data_basis"));
        // As [`crate::indicator::Unit`] is written.
        let (unit, said) = match proposal.rows_are_units {
            true => ("participation", c.text("init.unit_rows")),
            false => ("person", c.text("method.unit_person")),
        };
        page.line(format!("unit = {}", quoted(unit)), said);
    }

    fn table(&self, table: &Table, page: &mut Page) {
        let c = self.catalog;
        page.section("[[table]]");
        let people = |table: &&Table| table.kind == TableKind::People;
        if people(&table) && self.proposal.tables.iter().filter(people).count() > 1 {
            page.prose(c.text("init.tables"));
        }
        page.line(format!("file = {}", quoted(&table.file)), "");
        if let Some(sheet) = &table.sheet {
            page.line(format!("sheet = {}", quoted(sheet)), "");
        }
        self.kind(table, page);
        let personal = table.headers(|what| *what == What::Personal);
        if !personal.is_empty() {
            page.prose(c.text("init.personal"));
            page.line(format!("leave_out = {}", array(&personal)), "");
        }
        if !table.keyed.is_empty() {
            page.line(format!("keyed = {}", array(&table.keyed)), c.text("init.keyed"));
        }
        let (read, all) = (c.integer(table.read() as u64), c.integer(table.columns.len() as u64));
        page.gap();
        page.prose(&c.fill("init.columns", &[("k_of_n", &c.k_of_n(&read, &all))]));
        page.head("[table.columns]");
        for (column, name, why, nameable) in table.columns.iter().filter_map(Column::fact) {
            let said = self.said(name, why);
            if nameable {
                page.line(format!("{name} = {}", quoted(&column.header)), &said);
            } else {
                self.itself(column, &said, page);
            }
        }
        self.undecided(table, page);
        self.months(table, page);
    }

    /// What a column is and how it was told.
    fn said(&self, name: &str, why: Why) -> String {
        let c = self.catalog;
        let why = match why {
            Why::Name => "init.why.name",
            Why::Alias => "init.why.alias",
            Why::Moment => "init.why.moment",
            Why::Content => "init.why.content",
            Why::Order => "init.why.order",
            Why::Told => "init.why.told",
        };
        c.fill("init.is", &[("fact", &self.name(name)), ("why", c.text(why))])
    }

    /// A column that is read although it cannot be named.
    fn itself(&self, column: &Column, said: &str, page: &mut Page) {
        let said = format!("{said} {}", self.catalog.text("init.itself"));
        page.remark(&self.catalog.fill("format.labelled", &[("name", &quoted(&column.header)), ("value", &said)]));
    }

    /// The columns that are not read as they stand, each with what it may be, or why not.
    fn undecided(&self, table: &Table, page: &mut Page) {
        let c = self.catalog;
        self.choices(table, "init.choose", page, |what| match what {
            What::Choose(options) => Some(options),
            _ => None,
        });
        self.choices(table, "init.looks", page, |what| match what {
            What::Looks(options) => Some(options),
            _ => None,
        });
        self.lines(table, "init.not_months", page, |what| match what {
            What::NotMonths(name) => Some((name, String::new())),
            _ => None,
        });
        self.lines(table, "init.scale_columns", page, |what| match what {
            What::Scale(name) => Some((name, String::new())),
            _ => None,
        });
        self.lines(table, "init.own", page, |what| match what {
            What::Own { key, groups } => Some((key, c.fill("init.groups", &[("n", &c.integer(*groups as u64))]))),
            _ => None,
        });
        self.left(table, page);
    }

    /// Columns with several readings, each as a comment.
    fn choices<'p>(
        &self,
        table: &'p Table,
        key: &'p str,
        page: &mut Page,
        options: impl Fn(&'p What) -> Option<&'p Vec<String>>,
    ) {
        let columns: Vec<(&Column, &Vec<String>)> =
            table.columns.iter().filter_map(|column| Some((column, options(&column.what)?))).collect();
        if columns.is_empty() {
            return;
        }
        page.gap();
        page.prose(self.catalog.text(key));
        let many = columns.len() > CHOICES;
        for (column, options) in columns {
            for (i, option) in options.iter().enumerate() {
                let code = format!("{option} = {}", quoted(&column.header));
                if !many {
                    page.off(code, &fact_name(self.catalog, self.vocabulary, option));
                } else if i == 0 {
                    let options = options.join(self.catalog.text("format.list_separator"));
                    page.off(code, &self.catalog.fill("init.fits", &[("options", &options)]));
                }
            }
        }
    }

    /// Columns with one reading that waits for something else, each as a comment.
    fn lines<'p>(
        &self,
        table: &'p Table,
        key: &'p str,
        page: &mut Page,
        reading: impl Fn(&'p What) -> Option<(&'p String, String)>,
    ) {
        let columns: Vec<(&Column, (&String, String))> =
            table.columns.iter().filter_map(|column| Some((column, reading(&column.what)?))).collect();
        if columns.is_empty() {
            return;
        }
        page.gap();
        page.prose(self.catalog.text(key));
        for (column, (name, said)) in columns {
            page.off(format!("{name} = {}", quoted(&column.header)), &said);
        }
    }

    /// The columns nothing can be made of, and why.
    fn left(&self, table: &Table, page: &mut Page) {
        let c = self.catalog;
        let mut said = Vec::new();
        for column in &table.columns {
            let reason = match &column.what {
                What::Second(name) => c.fill("init.reason.second", &[("fact", &fact_name(c, self.vocabulary, name))]),
                What::Customer => c.text("init.reason.customer").to_owned(),
                What::Computed => c.text("init.reason.computed").to_owned(),
                What::Numbers => c.text("init.reason.numbers").to_owned(),
                What::Texts => c.text("init.reason.texts").to_owned(),
                What::Empty => c.text("init.reason.empty").to_owned(),
                What::Beside => c.text("init.reason.beside").to_owned(),
                What::SameHeader => c.text("init.reason.same_header").to_owned(),
                What::NoHeader => {
                    let n = c.integer(column.index as u64 + 1);
                    said.push(c.fill("init.reason.no_header", &[("n", &n)]));
                    continue;
                }
                _ => continue,
            };
            said.push(c.fill("format.labelled", &[("name", &quoted(&column.header)), ("value", &reason)]));
        }
        if !said.is_empty() {
            page.gap();
            page.prose(c.text("init.unread"));
            said.iter().for_each(|line| page.remark(line));
        }
    }

    fn values(&self, unsaid: &Unsaid, page: &mut Page) {
        page.section(&format!("[values.{}]", unsaid.fact));
        page.prose(self.catalog.text("init.values"));
        self.words(unsaid, page);
    }

    fn words(&self, unsaid: &Unsaid, page: &mut Page) {
        let c = self.catalog;
        for word in &unsaid.words {
            let rows = c.fill("cli.rows", &[("n", &c.integer(word.rows))]);
            let id = word.options.first().map_or("unknown", String::as_str);
            let name = |id: &String| if unsaid.fact == "status" { status_name(c, id) } else { c.wrap_own(id) };
            let said = match word.options.as_slice() {
                [] => c.text("init.nothing_near").to_owned(),
                [only] if !word.ambiguous => c.fill("init.near", &[("name", &name(only))]),
                options => c.fill("init.fits", &[("options", &options.join(c.text("format.list_separator")))]),
            };
            let told = c.fill(
                "init.is",
                &[("fact", &word.said.as_ref().map(name).unwrap_or_default()), ("why", c.text("init.why.told"))],
            );
            match &word.said {
                Some(id) => page.line(format!("{} = {}", quoted(&word.text), quoted(id)), &format!("{told} {rows}.")),
                None => page.off(format!("{} = {}", quoted(&word.text), quoted(id)), &format!("{said} {rows}.")),
            }
        }
        if unsaid.more > 0 {
            page.prose(&c.fill("init.more_words", &[("n", &c.integer(unsaid.more as u64))]));
        }
    }

    fn scale(&self, scale: &Scale, page: &mut Page) {
        let c = self.catalog;
        page.gap();
        page.prose(&c.fill("init.scale", &[("name", &scale.name)]));
        let name = crate::text::capitalise(&scale.name);
        let range = c.text(if scale.said { "init.range_said" } else { "init.range_met" });
        page.off("[[instrument]]".to_owned(), "");
        page.off(format!("id = {}", quoted(&scale.id)), "");
        page.off(format!("min = {}", number(scale.min)), range);
        page.off(format!("max = {}", number(scale.max)), "");
        page.off("better = \"higher\"".to_owned(), c.text("init.better"));
        page.off(format!("change = {}", number(scale.change)), c.text("init.change"));
        page.off(format!("name = {{ {} = {} }}", self.language, quoted(&name)), "");
        let mut moments = scale.moments.iter();
        // Of a scale that polku knows the change is counted without a word.
        if let (Some(from), Some(to), false) = (moments.next(), moments.next(), scale.known) {
            let meaning = c.fill("init.change_meaning", &[("name", &name)]);
            page.off("[[indicator]]".to_owned(), "");
            page.off(format!("id = {}", quoted(&format!("{}_change", scale.id))), "");
            page.off("measure = \"change\"".to_owned(), "");
            page.off(format!("scale = {}", quoted(&scale.id)), "");
            page.off(format!("from = {}", quoted(&from.to_string())), "");
            page.off(format!("to = {}", quoted(&to.to_string())), "");
            page.off(format!("[indicator.text.{}]", self.language), "");
            page.off(format!("name = {}", quoted(&c.fill("init.change_name", &[("name", &name)]))), "");
            page.off(format!("meaning = {}", quoted(&meaning)), "");
        }
    }

    fn privacy(&self, page: &mut Page) {
        let c = self.catalog;
        page.section("[privacy]");
        page.prose(c.text("init.privacy"));
        page.line(format!("policy = {}", quoted(self.privacy.id)), "");
        let Limit { usual, floor } = self.privacy.least.people;
        page.off(format!("least = {usual}"), &c.fill("init.privacy_least", &[("n", &c.integer(floor))]));
        page.off("facts = { status_start = \"sensitive\" }".to_owned(), c.text("init.privacy_facts"));
    }

    fn report(&self, page: &mut Page) {
        let c = self.catalog;
        page.section("[report]");
        page.line("template = \"impact\"".to_owned(), "");
        let usual: Vec<String> = self.usual.iter().flatten().cloned().collect();
        let others: Vec<String> = self
            .proposal
            .groups
            .iter()
            .filter(|(fact, _)| !usual.contains(fact))
            .map(|(fact, groups)| format!("{fact} ({})", c.integer(*groups as u64)))
            .collect();
        if !usual.is_empty() {
            page.off(format!("by = {}", array(&usual)), c.text("init.by"));
        }
        if !self.proposal.funders.is_empty() {
            let funders: Vec<String> = self.proposal.funders.iter().map(|name| c.wrap_own(name)).collect();
            page.prose(&c.fill("init.funders", &[("funders", &funders.join(c.text("format.list_separator")))]));
        }
        if !others.is_empty() {
            page.prose(&c.fill("init.by_others", &[("facts", &others.join(c.text("format.list_separator")))]));
        }
    }

    fn goal(&self, page: &mut Page) {
        let Some((indicator, statistic)) = self.goal else { return };
        let c = self.catalog;
        page.gap();
        page.prose(c.text("init.goal"));
        page.off("[[goal]]".to_owned(), "");
        page.off(format!("text = {}", quoted(c.text("init.goal_text"))), "");
        page.off(format!("indicator = {}", quoted(indicator)), "");
        page.off(format!("statistic = {}", quoted(statistic)), "");
        if statistic == "count" {
            page.off("people = 100".to_owned(), "");
        } else {
            page.off("target = 0.4".to_owned(), c.text("init.goal_target"));
        }
    }
}
