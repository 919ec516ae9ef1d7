//! How far they came, and how many of them are known: bars in parts, nested steps and a curve.

use super::Mark;

/// One full bar a row: gained at the left edge, lost at the right. All positions in per cent.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreeWays {
    /// Gained, unchanged and lost.
    pub names: [String; 3],
    /// Column head: the interval of the gained.
    pub interval: String,
    /// One row a scale or group.
    pub rows: Vec<ThreeRow>,
}

/// A scale or group in [`ThreeWays`].
#[derive(Debug, Clone, PartialEq)]
pub struct ThreeRow {
    /// Its name.
    pub label: String,
    /// Whether it is everybody together: bold, with a hairline after it.
    pub total: bool,
    /// How many people as written; none when hidden.
    pub n: Option<String>,
    /// The interval of the gained as written; none when hidden.
    pub interval: Option<String>,
    /// Interval and n in words for a narrow drawing: "väli 35–51 %, n 151".
    pub note: String,
    /// The parts; none when nothing may be shown.
    pub parts: Option<ThreeParts>,
}

/// The parts of a [`ThreeRow`]. When one of the last two is hidden both are, and stand empty in one piece; when the
/// first is, the whole bar does.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreeParts {
    /// Gained.
    pub gained: Option<Mark>,
    /// Unchanged.
    pub same: Option<Mark>,
    /// Lost.
    pub lost: Option<Mark>,
}

/// Steps of a path, each within the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// Column head: share of the step before.
    pub of_previous: String,
    /// Column head: share of everybody.
    pub of_all: String,
    /// The steps in their order.
    pub steps: Vec<Step>,
}

/// A step of [`Funnel`].
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its name.
    pub label: String,
    /// Its people, also as written; none when hidden.
    pub people: Option<(u64, String)>,
    /// Their share of the step before as written; none when hidden. The first step has no such share.
    pub of_previous: Option<String>,
    /// Their share of everybody as written; none when hidden.
    pub of_all: Option<String>,
    /// People who may still reach the step, also in words: "+ 17 opiskelee yhä".
    pub under_way: Option<(u64, String)>,
}

/// Of whom do we know? One full bar a moment, the same people in each.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// Everybody a bar stands for.
    pub base: u64,
    /// The names of the four parts: known, not reached, declined, not yet due.
    pub names: [String; 4],
    /// The name of the hidden part.
    pub hidden: String,
    /// Column head: share of the known among those due.
    pub head: String,
    /// One row a moment.
    pub rows: Vec<CoverageRow>,
}

/// A moment in [`Coverage`].
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageRow {
    /// The moment.
    pub label: String,
    /// People in each part, also as written, each none when hidden; none when nothing may be shown.
    pub parts: Option<[Option<(u64, String)>; 4]>,
    /// Share of the known among those due as written, empty when nobody is due; none when hidden.
    pub share: Option<String>,
}

/// How soon does it happen? Steps that rise, each with its band. Positions in months and per cent.
#[derive(Debug, Clone, PartialEq)]
pub struct Cumulative {
    /// Under the axis: what the months are counted from.
    pub axis: String,
    /// Before or under the numbers of those to whom it may still happen.
    pub at_risk: String,
    /// Before or under the numbers of those to whom it has happened.
    pub events: String,
    /// 0, 20, 40, 60, 80 and 100 per cent as written.
    pub ticks: Vec<Mark>,
    /// One curve, or two to be compared, more are not drawn; or, of the same people, one an event of which each comes
    /// first to some, of which five are drawn.
    pub curves: Vec<Curve>,
    /// Whether the curves are of the same people, so that who is at risk is the same for all.
    pub together: bool,
}

/// A curve of [`Cumulative`].
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its name; not written when it is the only one.
    pub label: String,
    /// Its points, from month 0 onwards. Between two the curve stays where the first is.
    pub points: Vec<CurvePoint>,
}

/// A point of a [`Curve`].
#[derive(Debug, Clone, PartialEq)]
pub struct CurvePoint {
    /// Months since the start.
    pub month: f64,
    /// The share to whom it has happened by then.
    pub share: f64,
    /// The interval of the share.
    pub interval: (f64, f64),
    /// How many it may still happen to, as written; none when hidden.
    pub at_risk: Option<String>,
    /// How many it has happened to so far, as written; none when hidden.
    pub events: Option<String>,
    /// What is written at the point, if anything is. It is left out where there is no room.
    pub text: Option<PointText>,
}

/// The words at a [`CurvePoint`].
#[derive(Debug, Clone, PartialEq)]
pub struct PointText {
    /// "12 kk".
    pub month: String,
    /// The share.
    pub share: String,
    /// The interval.
    pub interval: String,
}
