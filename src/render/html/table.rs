//! Tables.

use maud::{Markup, html};

use super::words::words;
use super::{BREAK, Page};
use crate::report::document::{Cell, Row, Table};

impl Page<'_> {
    /// A table that scrolls sideways by itself where the page is too narrow for it.
    pub(super) fn table(&self, table: &Table) -> Markup {
        html! {
            // A group and not a region: a report has dozens of tables, and a list of landmarks should stay short.
            div.scroll role="group" tabindex="0" aria-label={ (table.label) " " (table.caption) } {
                table {
                    caption { b { (words(&table.label)) } " " (words(&table.caption)) }
                    thead {
                        tr { @for head in &table.head { th class=[class(head.numeric, false)] scope="col" { (words(&head.text)) } } }
                    }
                    // A heading speaks for the rows of its own body.
                    @for rows in table.rows.chunk_by(|_, next| matches!(next, Row::Cells(_))) {
                        (BREAK) tbody { @for row in rows { (self.row(table, row)) } }
                    }
                }
            }
        }
    }

    fn row(&self, table: &Table, row: &Row) -> Markup {
        html! {
            @match row {
                Row::Group(title) => {
                    tr.grp { th scope="rowgroup" colspan=(table.head.len().max(1)) { (words(title)) } }
                },
                Row::Cells(cells) => tr {
                    @for (i, cell) in cells.iter().enumerate() {
                        @let numeric = table.head.get(i).is_some_and(|head| head.numeric);
                        @let class = class(numeric, *cell == Cell::Hidden);
                        @if i == 0 {
                            th class=[class] scope="row" { (self.cell(cell)) }
                        } @else {
                            td class=[class] { (self.cell(cell)) }
                        }
                    }
                },
            }
        }
    }

    fn cell(&self, cell: &Cell) -> Markup {
        html! {
            @match cell {
                Cell::Text(text) => (words(text)),
                Cell::Number { text, .. } => (text),
                Cell::Hidden => { span aria-hidden="true" { "··" } span.vh { (self.document.chrome.hidden) } },
                // Heard as an empty cell: read aloud, a lone dash could be taken for a minus.
                Cell::None => span aria-hidden="true" { "–" },
            }
        }
    }
}

fn class(numeric: bool, hidden: bool) -> Option<&'static str> {
    match (numeric, hidden) {
        (true, true) => Some("n hid"),
        (true, false) => Some("n"),
        (false, true) => Some("hid"),
        (false, false) => None,
    }
}
