//! Templates: which results stand where. Data files; the words come from the language.

use anyhow::Context;
use serde::Deserialize;

/// A template.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its id; `report.<id>` is the kind of report.
    pub id: String,
    /// Indicators of the first page, in order.
    pub summary: Vec<String>,
    /// Chapters in order.
    #[serde(rename = "chapter")]
    pub chapters: Vec<Outline>,
}

/// A chapter of a template; `chapter.<id>` has its title and opening sentence.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outline {
    /// Its id.
    pub id: String,
    /// What it shows.
    pub parts: Vec<Part>,
}

/// A part of a chapter.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What kind.
    pub show: Show,
    /// Of which indicators.
    #[serde(default)]
    pub of: Vec<String>,
    /// Of every other counted indicator of this family too.
    #[serde(default)]
    pub family: String,
    /// The user's own indicators of the same measure too.
    #[serde(default)]
    pub own: bool,
}

/// The kinds of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// A table of counts by the breakdowns.
    Counts,
    /// What was agreed with the funder, and what was reached.
    Goals,
    /// A chart of means before and after.
    Change,
    /// A table of who gained, stayed, lost.
    ThreeWays,
    /// A chart of moves on the ladder.
    Ladder,
    /// Sentences on shares and amounts.
    Shares,
    /// A chart of several shares, and sentences on the rest.
    Portions,
    /// A chart of nested steps.
    Path,
    /// A chart of people over the classes of one question.
    Bars,
    /// A matrix of transitions.
    Transition,
    /// A chart of situations over time.
    Situation,
    /// A chart of shares over time with interval and bounds.
    FollowUp,
    /// A chart and a table of the service beside its comparison group.
    Arms,
    /// Charts and tables of two years in a row.
    Years,
    /// A chart of the months people spend in each situation, with how often one follows another.
    Trajectory,
    /// Charts of how soon something happens.
    Cumulative,
    /// A table of a share by the breakdowns.
    Groups,
    /// A table of indicators, one a row.
    Table,
    /// A chart of follow-up coverage.
    Coverage,
    /// How each column was read.
    Columns,
    /// What was noticed.
    Findings,
    /// How each number is made.
    Methods,
    /// What was hidden, and why.
    Privacy,
}

/// The template of this id; none if there is none.
///
/// # Errors
/// When a data file inside the program is broken, which tests exclude.
pub fn template(id: &str) -> anyhow::Result<Option<Template>> {
    for file in crate::assets::TEMPLATES.files() {
        let text = file.contents_utf8().context("a template is not UTF-8")?;
        let template: Template = toml::from_str(text).with_context(|| file.path().display().to_string())?;
        if template.id == id {
            return Ok(Some(template));
        }
    }
    Ok(None)
}

/// Every template's id.
#[must_use]
pub fn template_ids() -> Vec<String> {
    let stem = |file: &include_dir::File<'_>| Some(file.path().file_stem()?.to_str()?.to_owned());
    let mut ids: Vec<String> = crate::assets::TEMPLATES.files().filter_map(stem).collect();
    ids.sort_unstable();
    ids
}
