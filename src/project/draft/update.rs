//! What a project does not have yet, added to it as comments: its own text stays as it is, letter for letter, and it
//! means what it meant.

use super::Draft;
use super::page::{Page, array, quoted};
use crate::error::{Error, Result};
use crate::input::mapping::TableKind;
use crate::input::propose::{Column, Table, Unsaid, What};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// Where things stand in a project.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Places {
    table: Vec<TablePlaces>,
    values: BTreeMap<String, BTreeMap<String, Spanned<String>>>,
}

#[derive(Deserialize)]
struct TablePlaces {
    file: Spanned<String>,
    #[serde(default)]
    columns: BTreeMap<String, Spanned<String>>,
}

impl Draft<'_> {
    /// The project with comments for the columns, words and files it does not speak of; none when there are none.
    ///
    /// # Errors
    /// A bug when the project is none, which is seen before.
    pub fn added_to(&self, before: &str) -> Result<Option<String>> {
        if let Some(body) = before.strip_prefix('\u{feff}') {
            return Ok(self.added_to(body)?.map(|text| format!("\u{feff}{text}")));
        }
        let places: Places = toml::from_str(before).map_err(Error::bug)?;
        // The end of the line a comment goes below, and the comment.
        let mut added: Vec<(usize, String)> = Vec::new();
        let mut files = Page::default();
        for table in &self.proposal.tables {
            let here = places.table.iter().find(|place| *place.file.get_ref() == table.file);
            let Some(here) = here else {
                // One that waits in a comment already is no news.
                if !mentions(before, &table.file) {
                    self.new_file(table, &mut files);
                }
                continue;
            };
            let new = |column: &&Column| !column.header.is_empty() && !mentions(before, &column.header);
            let columns: Vec<Column> = table.columns.iter().filter(new).cloned().collect();
            if !columns.is_empty() {
                let ends = here.columns.values().map(|header| header.span().end);
                let at = ends.chain([here.file.span().end]).max().unwrap_or(before.len());
                added.push((at, self.new_columns(&Table { columns, ..table.clone() })));
            }
        }
        for unsaid in &self.proposal.unsaid {
            let words = unsaid.words.iter().filter(|word| !mentions(before, &word.text)).cloned().collect();
            let new = Unsaid { words, more: 0, ..unsaid.clone() };
            if new.words.is_empty() {
                continue;
            }
            let held = places.values.get(&unsaid.fact).and_then(|words| words.values().map(|id| id.span().end).max());
            let mut page = Page::default();
            page.prose(self.catalog.text("init.new"));
            if held.is_none() {
                page.off(format!("[values.{}]", unsaid.fact), "");
            }
            self.words(&new, &mut page);
            added.push((held.unwrap_or(before.len()), page.finish()));
        }
        let mut scales = Page::default();
        for scale in self.proposal.scales.iter().filter(|scale| !mentions(before, &scale.id)) {
            self.scale(scale, &mut scales);
        }
        added.extend([scales, files].map(|page| (before.len(), page.finish())));
        added.retain(|(_, text)| !text.is_empty());
        if added.is_empty() {
            return Ok(None);
        }
        let text = inserted(before, added);
        let same = |text: &str| toml::from_str::<toml::Table>(text).ok();
        if same(&text) != same(before) {
            return Err(Error::bug(anyhow::anyhow!("comments would change what the project says")));
        }
        Ok(Some(text))
    }

    fn new_columns(&self, table: &Table) -> String {
        let c = self.catalog;
        let mut page = Page::default();
        page.prose(c.text("init.new"));
        let personal = table.headers(|what| *what == What::Personal);
        if !personal.is_empty() {
            page.prose(c.text("init.personal"));
            page.off(format!("leave_out = {}", array(&personal)), "");
        }
        for (column, name, why, nameable) in table.columns.iter().filter_map(Column::fact) {
            let said = self.said(name, why);
            if nameable {
                page.off(format!("{name} = {}", quoted(&column.header)), &format!("{said} {}", c.text("init.anyway")));
            } else {
                self.itself(column, &said, &mut page);
            }
        }
        self.undecided(table, &mut page);
        self.months(table, &mut page);
        page.finish()
    }

    fn new_file(&self, table: &Table, page: &mut Page) {
        page.gap();
        page.prose(self.catalog.text("init.new_files"));
        page.off("[[table]]".to_owned(), "");
        page.off(format!("file = {}", quoted(&table.file)), "");
        if let Some(sheet) = &table.sheet {
            page.off(format!("sheet = {}", quoted(sheet)), "");
        }
        if table.kind != TableKind::People {
            page.off(format!("kind = {}", quoted(table.kind.id())), &self.kind_said(table));
        }
        page.off("[table.columns]".to_owned(), "");
        for (column, name, why, nameable) in table.columns.iter().filter_map(Column::fact) {
            let said = self.said(name, why);
            if nameable {
                page.off(format!("{name} = {}", quoted(&column.header)), &said);
            } else {
                self.itself(column, &said, page);
            }
        }
        self.undecided(table, page);
        self.months(table, page);
    }
}

/// Whether a project speaks of a header or a word, in a line or in a comment. Breakdowns name facts, not headers.
fn mentions(project: &str, text: &str) -> bool {
    let forms = [quoted(text), format!("'{text}'")].map(|form| form.to_lowercase());
    let project = project.to_lowercase();
    let lines = project.lines().filter(|line| {
        let code = line.trim_start_matches(['#', ' ', '\t']);
        !code.strip_prefix("by").is_some_and(|rest| rest.trim_start().starts_with('='))
    });
    lines.into_iter().any(|line| forms.iter().any(|form| line.contains(form.as_str())))
}

/// The text with others below the lines they belong to; at its end each is apart from what stands above.
fn inserted(before: &str, added: Vec<(usize, String)>) -> String {
    let mut text = before.to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let end = text.len();
    let line_end = |at: usize| before.get(at..).and_then(|rest| rest.find('\n')).map_or(end, |line| at + line + 1);
    let mut places: BTreeMap<usize, String> = BTreeMap::new();
    for (at, new) in added {
        let at = line_end(at);
        let here = places.entry(at).or_default();
        if at == end && !new.starts_with('\n') {
            here.push('\n');
        }
        here.push_str(&new);
    }
    // From the end, so that places before stay right.
    for (at, new) in places.iter().rev() {
        text.insert_str(*at, new);
    }
    text
}
