//! Figures: what a chart is drawn from, beside the message, the alternative text and the table that say the same.
//!
//! Every position is a published number at the precision it is published with, so a drawing tells no more than its
//! table. Every string is ready to be drawn.

mod compare;
mod progress;
mod spread;

pub use compare::{CountGoal, Forest, ForestGroup, ForestMarks, ForestRow, Goals, ShareGoal};
pub use progress::{
    Coverage, CoverageRow, Cumulative, Curve, CurvePoint, Funnel, PointText, Step, ThreeParts, ThreeRow, ThreeWays,
};
pub use spread::{BarList, BarRow, Bracket, Panel, Profile, ProfileRow};

use crate::fact::status::Class;
use crate::report::document::Table;

/// A chart with everything a reader needs who cannot see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Running number, from 1.
    pub number: u32,
    /// "Figure 3".
    pub label: String,
    /// One sentence that is safe to say; the formal title when none is.
    pub message: String,
    /// What is shown, a share of whom, n.
    pub formal: String,
    /// What is drawn.
    pub chart: Chart,
    /// For readers who hear the page: kind, what, the numbers one would remember, what is hidden.
    pub alt: String,
    /// How to read the marks.
    pub reading: String,
    /// A caution; may be empty.
    pub note: String,
    /// The words that open the table.
    pub table_label: String,
    /// Where the table is when the page is printed.
    pub table_elsewhere: String,
    /// The numbers behind the chart.
    pub table: Table,
}

/// A position on a scale and the number as written there.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where, in the units of the chart's scale.
    pub at: f64,
    /// As written.
    pub text: String,
}

/// What can be drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Nothing can be drawn; the words say why.
    Said(String),
    /// What are people doing at each time?
    StatusOverTime(StatusOverTime),
    /// Does it last, and how sure can we be?
    FollowUpShare(FollowUpShare),
    /// From where to where?
    Transition(Transition),
    /// How far did the average move, and is it more than chance?
    Change(Change),
    /// How are people spread over classes?
    BarList(BarList),
    /// Who were they?
    Profile(Profile),
    /// How many gained, stayed, lost?
    ThreeWays(ThreeWays),
    /// Where does the path thin out?
    Funnel(Funnel),
    /// Of whom do we know?
    Coverage(Coverage),
    /// How soon does it happen?
    Cumulative(Cumulative),
    /// For whom, and is the difference more than noise?
    Forest(Forest),
    /// Was the goal met?
    Goals(Goals),
}

/// One full bar a moment, work at the left edge, unknown at the right.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusOverTime {
    /// Classes from work outwards, with their names.
    pub classes: Vec<(Class, String)>,
    /// The name of the unknown part.
    pub unknown: String,
    /// The name of the hidden part.
    pub hidden: String,
    /// One row a moment.
    pub rows: Vec<StatusRow>,
}

/// A moment in [`StatusOverTime`].
#[derive(Debug, Clone, PartialEq)]
pub struct StatusRow {
    /// The moment.
    pub label: String,
    /// How many people, or why nothing is drawn.
    pub note: String,
    /// The bar; none when nothing may be shown.
    pub bar: Option<StatusBar>,
}

/// A bar of [`StatusOverTime`].
#[derive(Debug, Clone, PartialEq)]
pub struct StatusBar {
    /// Everybody due.
    pub base: u64,
    /// People and share as written, in the order of the classes; none when hidden.
    pub parts: Vec<Option<(u64, String)>>,
    /// The unknown; none when hidden.
    pub unknown: Option<(u64, String)>,
}

/// A share with its interval and its bounds, a row a moment. All positions in per cent.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowUpShare {
    /// Column head and key: share of the known.
    pub share: String,
    /// Key, in full.
    pub share_key: String,
    /// Column head and key: the interval.
    pub interval: String,
    /// Column head: floor to ceiling.
    pub bounds: String,
    /// Key: what floor and ceiling mean.
    pub bounds_key: String,
    /// The same for a narrow drawing.
    pub bounds_key_short: String,
    /// 0, 25, 50, 75 and 100 per cent as written.
    pub ticks: Vec<Mark>,
    /// One row a moment.
    pub rows: Vec<ShareRow>,
}

/// A moment in [`FollowUpShare`].
#[derive(Debug, Clone, PartialEq)]
pub struct ShareRow {
    /// The moment.
    pub label: String,
    /// How many of how many are known, or why nothing is drawn.
    pub note: String,
    /// The marks; none when hidden.
    pub marks: Option<ShareMarks>,
}

/// The three marks of a [`ShareRow`], in per cent.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareMarks {
    /// The share of the known.
    pub share: Mark,
    /// The interval.
    pub interval: (f64, f64),
    /// The interval as written.
    pub interval_text: String,
    /// Floor and ceiling.
    pub bounds: (f64, f64),
    /// Floor and ceiling as written.
    pub bounds_text: String,
}

/// From each situation at entry (rows) to each on leaving (columns).
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// What the rows are.
    pub row_title: String,
    /// What the columns are.
    pub column_title: String,
    /// Columns from furthest to nearest work, then the unknown.
    pub columns: Vec<TransitionColumn>,
    /// Rows in the same order; a row nobody started from is left out.
    pub rows: Vec<TransitionRow>,
    /// "Total 189".
    pub total: String,
}

/// A column of [`Transition`].
#[derive(Debug, Clone, PartialEq)]
pub struct TransitionColumn {
    /// Its class; none for the unknown.
    pub class: Option<Class>,
    /// Its name, with soft hyphens where it may break.
    pub label: String,
    /// Its total; none when hidden.
    pub total: Option<Mark>,
}

/// A row of [`Transition`].
#[derive(Debug, Clone, PartialEq)]
pub struct TransitionRow {
    /// The column that means the same situation.
    pub position: usize,
    /// Its name, with soft hyphens where it may break.
    pub label: String,
    /// How many people started here, in words.
    pub note: String,
    /// One cell a column; none when hidden.
    pub cells: Vec<Option<Mark>>,
}

/// Means at the start and the end, a row a scale. All positions in per cent of the scale's length.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// "at entry", over the first row's ring.
    pub start: String,
    /// "on leaving", over the first row's disc.
    pub end: String,
    /// Column head: change.
    pub change: String,
    /// Column head: the interval.
    pub interval: String,
    /// Narrow column head: change and interval.
    pub change_and_interval: String,
    /// Under the axis when it does not start at nought.
    pub axis: String,
    /// The same, short.
    pub axis_short: String,
    /// One row a scale.
    pub rows: Vec<ChangeRow>,
}

/// A scale in [`Change`].
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeRow {
    /// The scale, and its direction where lower is better.
    pub label: String,
    /// How many people as written; none when hidden.
    pub n: Option<String>,
    /// The marks; none when hidden.
    pub marks: Option<ChangeMarks>,
}

/// The marks of a [`ChangeRow`].
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeMarks {
    /// The mean at the start.
    pub start: Mark,
    /// The mean at the end.
    pub end: Mark,
    /// The change as written.
    pub change: String,
    /// The interval of the change, relative to the start: `start + low … start + high` lies around the end.
    pub interval: (f64, f64),
    /// The interval as written.
    pub interval_text: String,
    /// Whether the interval leaves out nought.
    pub clear: bool,
}
