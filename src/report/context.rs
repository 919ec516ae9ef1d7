//! What a document is composed from.

use super::document::{Block, ColumnHead, Row as TableRow, Table};
use super::figure::{Chart, Figure};
use super::template::{Part, Template};
use crate::analysis::{Key, Published, Released, Row};
use crate::fact::status::{Class, Status};
use crate::fact::{ARM, Moment, Vocabulary};
use crate::finding::Finding;
use crate::indicator::Indicator;
use crate::input::cohort::{ReadColumn, Source};
use crate::project::Project;
use crate::text::Catalog;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::mem::discriminant;

/// How the data were read: everything a report says of them, and no row.
#[derive(Debug, Clone)]
pub struct About {
    /// The last day of the data.
    pub data_until: Date,
    /// How every column was read.
    pub read: Vec<ReadColumn>,
    /// Where the rows came from.
    pub sources: Vec<Source>,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// How many days after each moment its window closes, where its facts come from sources with days.
    pub closes: std::collections::BTreeMap<crate::fact::Moment, u32>,
    /// Breakdowns, and the groups of each from the codebook.
    pub groups: Vec<(Vec<String>, Vec<Vec<String>>)>,
    /// The day the report is made.
    pub made: Date,
}

/// The level of evidence of what is compared with a comparison group.
const COMPARED: u8 = 3;

/// Everything a document is composed from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The project.
    pub project: &'a Project,
    /// The indicators that were counted.
    pub indicators: &'a [Indicator],
    /// Protected results.
    pub released: &'a Released,
    /// How the data were read.
    pub about: &'a About,
    /// The language.
    pub catalog: &'a Catalog,
    /// What stands where.
    pub template: &'a Template,
}

/// What is said around a chart.
pub(super) struct Said {
    pub(super) message: String,
    pub(super) formal: String,
    pub(super) alt: String,
    pub(super) reading: String,
    pub(super) note: String,
}

/// A document in the making.
pub(super) struct Composer<'a> {
    pub(super) context: &'a Context<'a>,
    figures: u32,
    tables: u32,
    /// The figure that shows an indicator.
    pub(super) shown_in: BTreeMap<String, u32>,
    /// Indicators some part of the report used, for the methods.
    pub(super) used: Vec<String>,
    /// Whether years were compared, for the methods.
    pub(super) compares: bool,
}

impl<'a> Composer<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Composer<'a> {
        Composer { context, figures: 0, tables: 0, shown_in: BTreeMap::new(), used: Vec::new(), compares: false }
    }

    /// Whether results stand beside those of a comparison group.
    pub(super) fn has_comparison(&self) -> bool {
        self.context.released.rows.iter().any(|row| row.key.by == ARM)
    }

    /// The level of evidence of an indicator: compared with a comparison group where there is one of it.
    pub(super) fn evidence(&self, indicator: &Indicator) -> u8 {
        let own =
            |row: &&Row| row.key.by == ARM && row.key.indicator == indicator.id && row.key.statistic == "difference";
        match self.context.released.rows.iter().any(|row| own(&row)) {
            true => COMPARED,
            false => indicator.evidence(self.vocabulary()),
        }
    }

    pub(super) fn catalog(&self) -> &'a Catalog {
        self.context.catalog
    }

    pub(super) fn vocabulary(&self) -> &'a Vocabulary {
        &self.context.project.vocabulary
    }

    pub(super) fn text(&self, key: &str) -> String {
        self.context.catalog.text(key).to_owned()
    }

    pub(super) fn fill(&self, key: &str, slots: &[(&str, &str)]) -> String {
        self.context.catalog.fill(key, slots)
    }

    /// The next figure number, noted for the indicators it shows.
    pub(super) fn next_figure(&mut self, ids: &[&str]) -> u32 {
        self.figures += 1;
        for id in ids {
            self.shown_in.entry((*id).to_owned()).or_insert(self.figures);
        }
        self.figures
    }

    /// A figure with its table.
    pub(super) fn figure(
        &self,
        number: u32,
        said: Said,
        chart: Chart,
        caption: String,
        table: Vec<ColumnHead>,
        rows: Vec<TableRow>,
    ) -> Block {
        let label = self.fill("label.figure", &[("n", &number.to_string())]);
        Block::Figure(Box::new(Figure {
            number,
            message: said.message,
            formal: said.formal,
            chart,
            alt: said.alt,
            reading: said.reading,
            note: said.note,
            table_label: self.fill("label.figure_table", &[("n", &number.to_string())]),
            table_elsewhere: self.figure_file(),
            table: Table { label: format!("{label}."), caption, head: table, rows },
            label,
        }))
    }

    /// The chart, or that everything in it is hidden.
    pub(super) fn drawn(&self, shown: bool, chart: impl FnOnce() -> Chart) -> Chart {
        if shown { chart() } else { Chart::Said(self.text("chart.all_hidden")) }
    }

    /// The chart, or why there is none: fewer people than a chart is drawn of, or everything hidden.
    pub(super) fn drawn_of(&self, base: Published, shown: bool, chart: impl FnOnce() -> Chart) -> Chart {
        match base.whole() {
            Some(n) if n < LEAST => Chart::Said(self.fill("chart.too_small", &[("n", &self.catalog().integer(LEAST))])),
            _ => self.drawn(shown, chart),
        }
    }

    /// A numbered table.
    pub(super) fn table(&mut self, caption: String, head: Vec<ColumnHead>, rows: Vec<TableRow>) -> Block {
        self.tables += 1;
        let label = format!("{}.", self.fill("label.table", &[("n", &self.tables.to_string())]));
        Block::Table(Table { label, caption, head, rows })
    }

    /// The counted indicators a part is about: in its order, then the others of its family; with `own`, the user's of the
    /// same measure behind them.
    pub(super) fn indicators(&mut self, part: &Part) -> Vec<&'a Indicator> {
        let Part { of, family, own, .. } = part;
        let all = self.context.indicators;
        let mut found: Vec<&Indicator> = of.iter().flat_map(|id| all.iter().filter(move |i| is_meant(id, i))).collect();
        if !family.is_empty() {
            found.extend(all.iter().filter(|i| i.family == *family && !of.iter().any(|id| is_meant(id, i))));
        }
        if *own {
            // What the data lack among those named still says which measure is meant.
            let named = of.iter().flat_map(|id| self.context.project.library.get(id));
            let measures: Vec<_> = named.map(|indicator| discriminant(&indicator.measure)).collect();
            let same = |i: &&Indicator| i.own && measures.contains(&discriminant(&i.measure));
            found.extend(all.iter().filter(same));
        }
        for indicator in &found {
            if !self.used.contains(&indicator.id) {
                self.used.push(indicator.id.clone());
            }
        }
        found
    }

    /// The indicator's name in the language.
    pub(super) fn name(&self, indicator: &Indicator) -> String {
        let own = self.context.catalog.own(&indicator.text).map_or(indicator.id.as_str(), |words| words.name.as_str());
        self.context.catalog.wrap_own(own)
    }

    /// A row of the results.
    pub(super) fn row(&self, indicator: &Indicator, statistic: &'static str, level: &str) -> Option<&'a Row> {
        self.group_row(indicator, statistic, level, "", "")
    }

    /// A row of a group.
    pub(super) fn group_row(
        &self,
        indicator: &Indicator,
        statistic: &'static str,
        level: &str,
        by: &str,
        group: &str,
    ) -> Option<&'a Row> {
        let moment = indicator.moment.map(|m| m.to_string()).unwrap_or_default();
        self.context.released.get(&Key {
            indicator: indicator.id.clone(),
            statistic,
            level: level.to_owned(),
            by: by.to_owned(),
            group: group.to_owned(),
            moment,
        })
    }

    /// "25/60" with hidden parts as the symbol.
    pub(super) fn k_of_n(&self, k: Published, n: Published) -> String {
        self.catalog().k_of_n(&self.written(k), &self.written(n))
    }

    /// A number of people as written, or the symbol.
    pub(super) fn written(&self, n: Published) -> String {
        n.whole().map_or_else(|| HIDDEN.to_owned(), |n| self.catalog().integer(n))
    }

    /// Where a figure's numbers are when the page is printed.
    pub(super) fn figure_file(&self) -> String {
        let file = if self.context.released.policy.protects() { "results.csv" } else { "INTERNAL-results.csv" };
        self.fill("label.figure_table_file", &[("file", &self.catalog().wrap_own(file))])
    }

    /// The name (or, with `short`, the breakable name) of a class of statuses. Work of which nobody said whether it is
    /// supported must not be called open.
    pub(super) fn class_name(&self, class: Class, form: &str) -> String {
        let rows = &self.context.released.rows;
        let has = |level: &str| rows.iter().any(|row| row.key.level == level && row.key.statistic == "share");
        let open = |status: &Status| status.class == Class::Open && status.id != "employed" && has(&status.id);
        let id = match class {
            Class::Open if has("employed") && self.vocabulary().statuses.iter().any(open) => "unspecified",
            Class::Open if has("employed") => "work",
            _ => class.id(),
        };
        self.text(&format!("class.{id}.{form}"))
    }

    /// The label of a moment.
    pub(super) fn moment_label(&self, moment: Option<Moment>) -> String {
        moment.map(|moment| crate::fact::names::moment_label(self.catalog(), moment)).unwrap_or_default()
    }
}

/// Fewer people than this are no chart and no bar.
pub(super) const LEAST: u64 = 10;

/// The one symbol of everything hidden.
pub(super) const HIDDEN: &str = "··";

/// Whether a template means an indicator: by its id, or of the user's own by how that begins.
fn is_meant(id: &str, indicator: &Indicator) -> bool {
    match id.strip_suffix('*') {
        Some(start) => indicator.own && indicator.id.starts_with(start),
        None => indicator.id == id,
    }
}
