//! Who they were: people over the classes of one question or of several.

use super::Mark;

/// One bar a class. A share in per cent stands behind its bar with the number of people.
#[derive(Debug, Clone, PartialEq)]
pub struct BarList {
    /// One row a class.
    pub rows: Vec<BarRow>,
    /// What the rows in focus are together; none when hidden or when no row is in focus.
    pub bracket: Option<Bracket>,
    /// The name of the unknown, and in words how many they are; no bar, for no share is theirs.
    pub unknown: Option<(String, String)>,
}

/// A class in [`BarList`].
#[derive(Debug, Clone, PartialEq)]
pub struct BarRow {
    /// Its name.
    pub label: String,
    /// Its share; none when hidden.
    pub share: Option<Mark>,
    /// Its people as written; none when hidden.
    pub count: Option<String>,
    /// Whether it is one of those the message is about. When no row is, all are.
    pub focus: bool,
}

/// The rows in focus taken together.
#[derive(Debug, Clone, PartialEq)]
pub struct Bracket {
    /// "63 % vähintään vuoden".
    pub share: String,
    /// The interval, named and written.
    pub interval: String,
    /// How many of how many, in words.
    pub k_of_n: String,
    /// Interval and how many of how many for a narrow drawing: "56–69 %, 131/208".
    pub short: String,
}

/// Several small bar lists on one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// One panel a question.
    pub panels: Vec<Panel>,
}

/// A question in [`Profile`]. It takes the full width when it has many classes, and is a line of text when no more
/// than one of them is published.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// The question.
    pub title: String,
    /// Its classes.
    pub rows: Vec<ProfileRow>,
}

/// A class in a [`Panel`].
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileRow {
    /// Its name.
    pub label: String,
    /// Its share in per cent; none when hidden.
    pub share: Option<Mark>,
    /// Its people as written; none when hidden.
    pub count: Option<String>,
}
