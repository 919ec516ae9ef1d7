//! What the rows of a table are, where they are no participations.

use super::Draft;
use super::page::{Page, quoted};
use crate::fact::names::fact_name;
use crate::fact::{ANSWER, FEEDBACK};
use crate::input::headers::Why;
use crate::input::mapping::TableKind;
use crate::input::propose::{Asks, Column, Table, What};

impl Draft<'_> {
    /// `kind` and what belongs to it, with how it was told and what may be meant instead.
    pub(super) fn kind(&self, table: &Table, page: &mut Page) {
        if table.kind == TableKind::People {
            return;
        }
        page.line(format!("kind = {}", quoted(table.kind.id())), &self.kind_said(table));
        let c = self.catalog;
        match table.asks {
            Some(Asks::Scale) => page.off("scale = \"who5\"".to_owned(), c.text("init.asks_scale")),
            Some(Asks::Origin) => page.off("origin = \"2024-01\"".to_owned(), c.text("init.asks_origin")),
            None => {}
        }
        if table.alike {
            page.prose(c.text("init.alike"));
        }
    }

    /// What a row is, and whether headers or cells told.
    pub(super) fn kind_said(&self, table: &Table) -> String {
        let c = self.catalog;
        let by_cells = table.columns.iter().filter_map(Column::fact).any(|(_, _, why, _)| why == Why::Content);
        let why = c.text(if by_cells { "init.kind_why.cells" } else { "init.kind_why.headers" });
        let key = format!("init.kind.{}", table.kind.id());
        let row = c.text(&key);
        c.fill("init.is", &[("fact", row), ("why", why)])
    }

    /// A fact, a scale, or what a column of dated rows is for.
    pub(super) fn name(&self, name: &str) -> String {
        let c = self.catalog;
        if ["date", "value", "scale", "event", "from", "to", "status", "place"].contains(&name) {
            return c.text(&format!("init.role.{name}")).to_owned();
        }
        if let Some(role) = [(FEEDBACK, "init.role.feedback"), (ANSWER, "init.role.answer")]
            .into_iter()
            .find(|(start, _)| name.starts_with(start))
        {
            return c.text(role.1).to_owned();
        }
        match self.vocabulary.instruments.get(name) {
            Some(scale) => scale.name.get(&c.language()).cloned().unwrap_or_else(|| name.to_owned()),
            None => fact_name(c, self.vocabulary, name),
        }
    }

    /// The columns that are months: read in a panel; in a table of people they make one of the same file.
    pub(super) fn months(&self, table: &Table, page: &mut Page) {
        let c = self.catalog;
        let months = table.headers(|what| *what == What::Month);
        if months.is_empty() {
            return;
        }
        page.gap();
        let list = months.iter().map(|month| quoted(month)).collect::<Vec<_>>().join(c.text("format.list_separator"));
        let n = c.integer(months.len() as u64);
        page.prose(&c.fill("init.months", &[("n", &n), ("columns", &list)]));
        if table.kind == TableKind::Panel {
            return;
        }
        page.prose(c.text("init.months_again"));
        page.off("[[table]]".to_owned(), "");
        page.off(format!("file = {}", quoted(&table.file)), "");
        page.off(format!("kind = {}", quoted(TableKind::Panel.id())), "");
        if table.asks == Some(Asks::Origin) {
            page.off("origin = \"2024-01\"".to_owned(), c.text("init.asks_origin"));
        }
    }
}
