//! The closed tree a report is made of.
//!
//! Everything in it is already in the reader's language and already protected: a renderer turns blocks into bytes and
//! decides nothing. The tree is small on purpose; a new kind of block is a question to every renderer, asked by the
//! compiler.

use crate::analysis::method::Math;
use crate::report::figure::Figure;
use crate::text::Language;

/// A whole report, ready for any renderer.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The language every text below is in.
    pub language: Language,
    /// Title block and what runs along the pages.
    pub head: Head,
    /// One page: what was found and what the report cannot say.
    pub summary: Summary,
    /// Numbered chapters in order.
    pub chapters: Vec<Chapter>,
    /// Words around the blocks that belong to no chapter.
    pub chrome: Chrome,
}

/// Title block.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// The kind of report, above the title.
    pub kind: String,
    /// The project's title.
    pub title: String,
    /// Who reports; empty when not given.
    pub organisation: String,
    /// Period, participants, data basis, protection: label and value.
    pub facts: Vec<(String, String)>,
    /// Said on top and on every page when nothing is hidden.
    pub watermark: Option<String>,
    /// Title, organisation and protection in one line, for the foot of a printed page.
    pub running: String,
}

/// The first page.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Heading.
    pub title: String,
    /// How to read the findings.
    pub intro: String,
    /// What was found, most important first.
    pub findings: Vec<Highlight>,
    /// What the report does not tell.
    pub limits: Vec<Text>,
}

/// One finding of the summary.
#[derive(Debug, Clone, PartialEq)]
pub struct Highlight {
    /// The large numeral and its unit, `("43", "%")`; none when there is no number to show.
    pub numeral: Option<(String, String)>,
    /// The sentence, with n and interval.
    pub text: Text,
    /// For whom it matters: label and value.
    pub matters: (String, String),
    /// Level of evidence 1–5 and what is said of it.
    pub evidence: (u8, String),
    /// The figure that shows it: its number and the words of the link.
    pub figure: Option<(u32, String)>,
}

/// A numbered chapter.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// Stable id, used in links.
    pub id: String,
    /// Heading.
    pub title: String,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// Fixed words a page needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Chrome {
    /// Title of the list of contents.
    pub contents: String,
    /// Link for keyboard users.
    pub skip: String,
    /// "How to read" before a figure's reading guide.
    pub how_to_read: String,
    /// The word a screen reader says for the hidden symbol.
    pub hidden: String,
    /// Where a printed figure's numbers are, `{n}` filled by the figure's own text.
    pub made: Vec<Text>,
}

/// A piece of a chapter.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// The opening sentences of a chapter.
    Lead(Text),
    /// Plain paragraph.
    Paragraph(Text),
    /// Heading below a chapter's.
    Heading(String),
    /// Unordered list.
    List(Vec<Text>),
    /// Terms and what is said of each.
    Terms(Vec<(String, Vec<Block>)>),
    /// A formula.
    Formula(Math),
    /// A table of its own (a figure carries its own table).
    Table(Table),
    /// A chart with its message, alternative text and data table.
    Figure(Box<Figure>),
    /// Something the reader must not miss.
    Notice(Text),
}

/// A run of text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Text(pub Vec<Inline>);

/// A piece of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// As it stands.
    Plain(String),
    /// Strong emphasis.
    Strong(String),
    /// Code, a command or a rule.
    Code(String),
}

impl Text {
    /// Adds a strong piece.
    #[must_use]
    pub fn strong(mut self, text: impl Into<String>) -> Text {
        self.0.push(Inline::Strong(text.into()));
        self
    }
    /// Adds a plain piece.
    #[must_use]
    pub fn plain(mut self, text: impl Into<String>) -> Text {
        self.0.push(Inline::Plain(text.into()));
        self
    }
    /// Adds a piece of code.
    #[must_use]
    pub fn code(mut self, text: impl Into<String>) -> Text {
        self.0.push(Inline::Code(text.into()));
        self
    }
    /// The run without its emphasis.
    #[must_use]
    pub fn to_plain(&self) -> String {
        self.0
            .iter()
            .map(|inline| match inline {
                Inline::Plain(s) | Inline::Strong(s) | Inline::Code(s) => s.as_str(),
            })
            .collect()
    }
}

impl<S: Into<String>> From<S> for Text {
    fn from(text: S) -> Text {
        Text(vec![Inline::Plain(text.into())])
    }
}

/// A table; the first column heads its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// "Table 2." or "Figure 3.", then what it holds.
    pub label: String,
    /// What it holds.
    pub caption: String,
    /// Column heads.
    pub head: Vec<ColumnHead>,
    /// Rows in order.
    pub rows: Vec<Row>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnHead {
    /// Its words; may carry soft hyphens.
    pub text: String,
    /// Whether the column holds numbers.
    pub numeric: bool,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// A heading over the rows that follow.
    Group(String),
    /// One cell a column.
    Cells(Vec<Cell>),
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number as written, and its value for formats that keep numbers.
    Number {
        /// As written.
        text: String,
        /// As a number, at the precision published.
        value: f64,
    },
    /// Not shown, to protect people.
    Hidden,
    /// There is no such number.
    None,
}
