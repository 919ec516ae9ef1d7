//! What polku.toml says about the files: which column is which fact, and what words mean.

use crate::fact::window::Windows;
use crate::finding::Place;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A name with the place it was written at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Where it stands in polku.toml.
    pub place: Place,
}

/// What a row of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TableKind {
    /// A participation, with facts beside each other.
    #[default]
    People,
    /// A situation somebody was in on a day.
    Statuses,
    /// A score on a day: of one scale, of the scale its row names, or of several beside each other.
    Scores,
    /// Something that happened on a day.
    Events,
    /// A situation somebody was in from one day to another.
    Spells,
    /// A person, with one column of situations a month.
    Panel,
    /// An answer that is linked to nobody: feedback.
    Responses,
    /// An occasion, with how many came.
    Activity,
}

impl TableKind {
    /// Every kind there is.
    pub const ALL: [TableKind; 8] = [
        TableKind::People,
        TableKind::Statuses,
        TableKind::Scores,
        TableKind::Events,
        TableKind::Spells,
        TableKind::Panel,
        TableKind::Responses,
        TableKind::Activity,
    ];

    /// Whether its rows are counted themselves and belong to nobody.
    #[must_use]
    pub fn is_apart(self) -> bool {
        matches!(self, TableKind::Responses | TableKind::Activity)
    }

    /// Its name in polku.toml.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            TableKind::People => "people",
            TableKind::Statuses => "statuses",
            TableKind::Scores => "scores",
            TableKind::Events => "events",
            TableKind::Spells => "spells",
            TableKind::Panel => "panel",
            TableKind::Responses => "responses",
            TableKind::Activity => "activity",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<TableKind> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// What its columns can be, and whether each is needed; a table of people has facts instead.
    #[must_use]
    pub fn roles(self) -> &'static [(&'static str, bool)] {
        match self {
            TableKind::People => &[],
            TableKind::Statuses => &[("id", true), ("date", true), ("value", true)],
            TableKind::Scores => &[("id", true), ("date", true), ("scale", false), ("value", false)],
            TableKind::Events => &[("id", true), ("date", true), ("event", true)],
            TableKind::Spells => &[("id", true), ("from", true), ("to", true), ("status", true)],
            TableKind::Panel => &[("id", true)],
            TableKind::Responses => &[("date", false)],
            TableKind::Activity => &[("date", true), ("place", false), ("attendances", true), ("volunteers", false)],
        }
    }
}

/// Where the numbered months of a panel (`m1`, `m2` …) are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Month 1 is the month that begins on this day.
    Month(Date),
    /// Month 1 is one month after the first entry.
    Start,
    /// Month 1 is one month after the last exit.
    End,
}

/// One table of the project.
#[derive(Debug, Clone, Default)]
pub struct TableMapping {
    /// The sheet of a spreadsheet; none where the file tells.
    pub sheet: Option<String>,
    /// Codes that stand for an empty cell in every column.
    pub missing: Vec<String>,
    /// Fact → header; in a table of another kind than people, role → header.
    pub columns: BTreeMap<String, Named>,
    /// Headers the user leaves out by word.
    pub leave_out: Vec<String>,
    /// Headers of columns of digests that were made with a secret key, as the user says.
    pub keyed: Vec<String>,
    /// What its rows are.
    pub kind: TableKind,
    /// The scale of every row, where no column names it.
    pub scale: Option<String>,
    /// Where numbered months are counted from.
    pub origin: Option<Origin>,
    /// Where the table stands in polku.toml.
    pub place: Place,
}

/// Everything mapping needs besides the files.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// One entry a file.
    pub tables: Vec<TableMapping>,
    /// Fact → text → id.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Where each of them stands in polku.toml, by fact and text.
    pub value_places: BTreeMap<(String, String), Place>,
    /// The last day anything is known; taken from the data where absent.
    pub data_until: Option<Date>,
    /// Each row is its own unit, so no column has to tell people apart.
    pub rows_are_units: bool,
    /// Which days a moment takes of a source with days.
    pub windows: Windows,
    /// Whether everything is looked for that may be wrong, as `polku check` does, or only what changes numbers.
    pub thorough: bool,
    /// Scales of which a rise in any is progress, named beforehand.
    pub progress: Vec<String>,
    /// Facts that something is computed from: what else could be made of sources with days is not.
    pub wanted: BTreeSet<String>,
}
