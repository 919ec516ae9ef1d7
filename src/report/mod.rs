//! From protected results to a document: a template says what stands where, the language says it.

mod amounts;
mod bars;
mod before_after;
mod cells;
mod change;
mod context;
mod coverage;
mod cumulative;
pub mod document;
mod explain;
pub mod figure;
mod follow_up;
mod goals;
mod groups;
mod highlights;
mod instrument;
mod marks;
mod methods;
mod path;
mod portions;
mod privacy;
mod quality;
pub use quality::windows;
mod sentence;
mod situation;
mod table;
mod template;
mod three;
mod trace;
mod trajectory;
mod transition;
mod years;

pub use context::{About, Context};
pub use explain::Explainer;
pub use template::{Template, template, template_ids};
pub use trace::Case;

use context::Composer;
use document::{Block, Chapter, Chrome, Document, Head, Summary, Text};
use template::{Part, Show};

/// Composes the document of a template.
#[must_use]
pub fn compose(context: &Context<'_>) -> Document {
    let mut composer = Composer::new(context);
    // Figures are numbered as they come; the first page then points to them.
    let chapters: Vec<Chapter> =
        context.template.chapters.iter().filter_map(|outline| chapter(&mut composer, outline)).collect();
    Document {
        language: context.catalog.language(),
        head: head(context),
        summary: summary(&composer),
        chapters,
        chrome: chrome(context),
    }
}

fn chapter(composer: &mut Composer<'_>, outline: &template::Outline) -> Option<Chapter> {
    let blocks: Vec<Block> = outline.parts.iter().flat_map(|part| part_blocks(composer, part)).collect();
    if blocks.is_empty() {
        return None;
    }
    let text = |what: &str| composer.text(&format!("chapter.{}.{what}", outline.id));
    let lead = Block::Lead(Text::from(text("lead")));
    Some(Chapter {
        id: outline.id.clone(),
        title: text("title"),
        blocks: std::iter::once(lead).chain(blocks).collect(),
    })
}

fn part_blocks(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    match part.show {
        Show::Counts => groups::counts(composer, part),
        Show::Goals => goals::goals(composer),
        Show::Change => change::figure(composer, part),
        Show::ThreeWays => change::three_ways(composer, part),
        Show::Ladder => three::ladder(composer, part),
        Show::Shares => highlights::shares(composer, part),
        Show::Portions => portions::figure(composer, part),
        Show::Path => path::figure(composer, part),
        Show::Bars => bars::figure(composer, part),
        Show::Transition => transition::figure(composer, part),
        Show::Situation => situation::figure(composer, part),
        Show::FollowUp => follow_up::figure(composer, part),
        Show::Years => years::years(composer, part),
        Show::Arms => years::arms(composer, part),
        Show::Trajectory => trajectory::figures(composer, part),
        Show::Cumulative => cumulative::figures(composer, part),
        Show::Groups => groups::groups(composer, part),
        Show::Table => table::table(composer, part),
        Show::Coverage => coverage::figure(composer, part),
        Show::Columns => quality::columns(composer),
        Show::Findings => quality::findings(composer),
        Show::Methods => methods::methods(composer),
        Show::Privacy => privacy::privacy(composer),
    }
}

fn head(context: &Context<'_>) -> Head {
    let c = context.catalog;
    let text = |key: &str| c.text(key).to_owned();
    let until = c.fill("label.data_until", &[("date", &c.date(context.about.data_until))]);
    let period = match context.project.period {
        Some(period) => [c.period(period.from, period.to), until],
        None => [text("label.all_data"), until],
    };
    let mut facts =
        vec![(text("label.reporting_period"), crate::text::capitalise(&period.join(c.text("format.list_separator"))))];
    if let Some(people) = context.released.total("participants", "", "count", "") {
        let shown = people.count.whole().map_or("··".to_owned(), |n| c.integer(n));
        facts.push((text("label.participants"), c.fill("label.persons", &[("n", &shown)])));
    }
    if let Some(verdicts) = goals::verdicts(context) {
        facts.push((text("label.goals"), crate::text::capitalise(&verdicts)));
    }
    facts.push((text("label.data_basis"), text(&format!("label.basis_{}", context.project.basis.id()))));
    let public = context.released.policy.protects();
    let protection = text(if public { "label.public_report" } else { "label.internal_report" });
    let hidden = context.released.hidden.get("").copied().unwrap_or_default();
    let counted = c.k_of_n(&c.integer(hidden.hidden as u64), &c.integer((hidden.hidden + hidden.shown) as u64));
    let said =
        if public { c.fill("label.hidden_count", &[("k_of_n", &counted)]) } else { text("privacy.nothing_hidden") };
    facts.push((text("label.protection"), format!("{protection}. {}.", said.trim_end_matches('.'))));
    let title = if context.project.title.is_empty() {
        c.wrap_own(&context.released.dataset)
    } else {
        c.wrap_own(&context.project.title)
    };
    let organisation = c.wrap_own(&context.project.organisation);
    let running = if context.project.organisation.is_empty() {
        format!("{title} · {protection}")
    } else {
        c.fill("label.running", &[("title", &title), ("organisation", &organisation), ("protection", &protection)])
    };
    Head {
        kind: text(&format!("report.{}", context.template.id)),
        title,
        organisation: if context.project.organisation.is_empty() { String::new() } else { organisation },
        facts,
        watermark: (!public).then(|| text("label.watermark")),
        running,
    }
}

fn summary(composer: &Composer<'_>) -> Summary {
    let c = composer.catalog();
    let text = |key: &str| c.text(key).to_owned();
    Summary {
        title: text("label.summary"),
        intro: text("label.summary_intro"),
        findings: highlights::highlights(composer),
        limits: vec![
            Text::default().strong(text("limits.title")).plain(format!(
                " {}",
                text(if composer.has_comparison() { "limits.comparison" } else { "limits.no_comparison" })
            )),
            Text::from(text("limits.scale")),
        ],
    }
}

fn chrome(context: &Context<'_>) -> Chrome {
    let c = context.catalog;
    let text = |key: &str| c.text(key).to_owned();
    let made = c.fill("footer.made", &[("date", &c.date(context.about.made)), ("version", env!("CARGO_PKG_VERSION"))]);
    let sources = context.about.sources.iter().map(|source| {
        let short = source.sha256.get(..12).unwrap_or(&source.sha256);
        Text::from(
            c.fill("footer.source", &[("file", &c.wrap_own(&source.name)), ("hash", &format!("sha256 {short}…"))]),
        )
    });
    Chrome {
        contents: text("label.contents"),
        skip: text("label.skip_to_content"),
        how_to_read: text("label.how_to_read"),
        hidden: text("label.hidden_symbol_word"),
        made: std::iter::once(Text::from(made)).chain(sources).collect(),
    }
}
