//! What a document is composed from, and the numbers as words.

use super::document::{Block, Cell, ColumnHead, Row as TableRow, Table};
use super::figure::{Chart, Figure};
use super::template::Template;
use crate::analysis::{Flag, Key, Published, Released, Row};
use crate::fact::status::{Class, Status};
use crate::fact::{Moment, Vocabulary};
use crate::finding::Finding;
use crate::indicator::{Indicator, Measure};
use crate::input::cohort::{ReadColumn, Source};
use crate::project::Project;
use crate::text::Catalog;
use jiff::civil::Date;
use std::collections::BTreeMap;

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
    /// Breakdowns, and the groups of each from the codebook.
    pub groups: Vec<(Vec<String>, Vec<Vec<String>>)>,
    /// The day the report is made.
    pub made: Date,
}

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
}

impl<'a> Composer<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Composer<'a> {
        Composer { context, figures: 0, tables: 0, shown_in: BTreeMap::new(), used: Vec::new() }
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

    /// A numbered table.
    pub(super) fn table(&mut self, caption: String, head: Vec<ColumnHead>, rows: Vec<TableRow>) -> Block {
        self.tables += 1;
        let label = format!("{}.", self.fill("label.table", &[("n", &self.tables.to_string())]));
        Block::Table(Table { label, caption, head, rows })
    }

    /// The counted indicators a part is about, in its order; with `own`, the user's of the same measure behind them.
    pub(super) fn indicators(&mut self, of: &[String], own: bool) -> Vec<&'a Indicator> {
        let all = self.context.indicators;
        let mut found: Vec<&Indicator> = of.iter().flat_map(|id| all.iter().filter(move |i| i.id == *id)).collect();
        if own {
            let change = |i: &&Indicator| i.own && matches!(i.measure, Measure::Change { .. });
            found.extend(all.iter().filter(change));
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

    /// A cell for a number of people.
    pub(super) fn people(&self, number: Published) -> Cell {
        match number.value() {
            Some(n) => Cell::Number { text: self.catalog().integer(n as u64), value: n },
            None if number.is_hidden() => Cell::Hidden,
            None => Cell::None,
        }
    }

    /// A cell for a share, in whole per cent.
    pub(super) fn percent(&self, share: Published) -> Cell {
        self.decimal(share, 100.0, 0)
    }

    /// A cell for a number times `factor`, with so many decimals.
    pub(super) fn decimal(&self, number: Published, factor: f64, places: usize) -> Cell {
        match number.value() {
            Some(x) => {
                let scale = 10f64.powi(places as i32);
                let value = (x * factor * scale).round() / scale;
                Cell::Number { text: self.catalog().decimal(value, places), value }
            }
            None if number.is_hidden() => Cell::Hidden,
            None => Cell::None,
        }
    }

    /// A cell for a change, with its sign.
    pub(super) fn signed(&self, number: Published, places: usize) -> Cell {
        match self.decimal(number, 1.0, places) {
            Cell::Number { value, .. } => Cell::Number { text: self.catalog().signed(value, places), value },
            cell => cell,
        }
    }

    /// "25/60" with hidden parts as the symbol.
    pub(super) fn k_of_n(&self, k: Published, n: Published) -> String {
        self.catalog().k_of_n(&self.written(k), &self.written(n))
    }

    /// A number of people as written, or the symbol.
    pub(super) fn written(&self, n: Published) -> String {
        n.whole().map_or_else(|| HIDDEN.to_owned(), |n| self.catalog().integer(n))
    }

    /// "95 %:n luottamusväli 30–54 %".
    pub(super) fn interval(&self, row: &Row) -> Option<String> {
        let range = self.catalog().percent_range(row.low.value()?, row.high.value()?);
        Some(self.fill("sentence.ci", &[("range", &range)]))
    }

    /// The sentence of a share, or that it is hidden.
    pub(super) fn share_sentence(&self, indicator: &Indicator) -> Option<String> {
        let row = self.row(indicator, "share", "")?;
        let name = self.name(indicator);
        if row.flag == Flag::NotAvailable || row.flag == Flag::NotDue {
            return None;
        }
        let labelled = |value: &str| self.fill("format.labelled", &[("name", &name), ("value", value)]);
        Some(match (row.value.value(), self.interval(row)) {
            (Some(share), Some(ci)) => {
                let share = self.catalog().percent(share);
                let k_of_n = self.k_of_n(row.count, row.base);
                self.fill("sentence.share", &[("name", &name), ("share", &share), ("k_of_n", &k_of_n), ("ci", &ci)])
            }
            _ => labelled(&self.text("sentence.hidden")),
        })
    }

    /// The sentence on what the unknown could make of a share.
    pub(super) fn bounds_sentence(&self, indicator: &Indicator) -> Option<String> {
        let c = self.catalog();
        let row = self.row(indicator, "share", "")?;
        let unknown = row.unknown.whole()? + row.among_unknown.whole()?;
        let floor = self.row(indicator, "share_floor", "")?.value.value()?;
        let ceiling = self.row(indicator, "share_ceiling", "")?.value.value()?;
        if unknown == 0 {
            return None;
        }
        let all = row.base.whole()? + unknown;
        let k_of_n = c.k_of_n(&c.integer(unknown), &c.integer(all));
        let (floor, ceiling) = (c.percent(floor), c.percent(ceiling));
        Some(self.fill("sentence.bounds", &[("floor", &floor), ("ceiling", &ceiling), ("k_of_n", &k_of_n)]))
    }

    /// A caution for a small group.
    pub(super) fn small_sentence(&self, row: &Row) -> Option<String> {
        (row.flag == Flag::Small).then(|| self.fill("sentence.small_n", &[("n", &self.written(row.base))]))
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

    /// A column head of numbers.
    pub(super) fn number_head(&self, key: &str) -> ColumnHead {
        ColumnHead { text: self.text(key), numeric: true }
    }

    /// A column head of words.
    pub(super) fn word_head(&self, key: &str) -> ColumnHead {
        ColumnHead { text: self.text(key), numeric: false }
    }
}

/// The one symbol of everything hidden.
pub(super) const HIDDEN: &str = "··";
