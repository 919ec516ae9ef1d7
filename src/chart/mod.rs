//! Charts: what is already localised and already protected becomes SVG, and SVG becomes PNG. Nothing here counts, judges
//! or words.
//!
//! Every chart is drawn twice, at 680 and at 320 pixels, and the page shows the one that fits. Positions are whole
//! pixels and texts are measured with the embedded font, so the bytes are the same on every machine.

mod bars;
mod canvas;
mod change;
mod coverage;
mod cumulative;
mod follow_up_share;
mod forest;
mod funnel;
mod goals;
mod layout;
mod picture;
mod plot;
mod profile;
mod stack;
mod status_over_time;
mod text;
mod theme;
mod three_ways;
mod transition;

#[cfg(test)]
mod probe;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub use picture::png;

use crate::chart::canvas::{Anchor, Canvas, Op};
use crate::report::figure::Chart;

const REGULAR: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/assets/fonts/sans-400.woff2"));
const SEMIBOLD: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/assets/fonts/sans-600.woff2"));

/// The two widths a chart is drawn at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// 680 pixels, for a desk and for paper.
    Wide,
    /// 320 pixels, for a phone.
    Narrow,
}

/// A chart as an `<svg>` element for a page; none when there is nothing to draw but words.
///
/// `id` names the description `alt` and must be the only one of its kind on the page.
///
/// # Errors
/// When the drawing library refuses to write, which it has no reason to.
pub fn svg(chart: &Chart, width: Width, id: &str, alt: &str) -> Option<Result<String>> {
    let canvas = draw(chart, width)?;
    let (w, h) = (canvas.width, canvas.height);
    let class = match width {
        Width::Wide => "wide",
        Width::Narrow => "narrow",
    };
    let tag = format!(r#"<svg class="{class}" width="{w}" height="{h}" viewBox="0 0 {w} {h}" {}>"#, named(id));
    Some(canvas.render(&tag, &description(id, alt)))
}

/// The wide drawing as a file of its own: with its fonts, a margin and white paper behind it. `mark` is written above it:
/// a picture that is pasted elsewhere loses the name of its file and the page around it.
///
/// # Errors
/// When the drawing library refuses to write, which it has no reason to.
pub fn standalone(chart: &Chart, mark: Option<&str>, id: &str, alt: &str) -> Option<Result<String>> {
    Some(paper(chart, mark)?.write(id, alt, &font_faces()))
}

/// A wide drawing on white paper with a margin around it.
struct Paper {
    canvas: Canvas,
    /// Above the drawing; the other sides have [`Paper::MARGIN`].
    top: i32,
}

fn paper(chart: &Chart, mark: Option<&str>) -> Option<Paper> {
    let mut canvas = draw(chart, Width::Wide)?;
    let top = if mark.is_some() { Paper::MARGIN + Paper::MARK } else { Paper::MARGIN };
    let (x, y) = ((-Paper::MARGIN, canvas.width + Paper::MARGIN), (-top, canvas.height + Paper::MARGIN));
    canvas.ops.insert(0, Op::Rect { x, y, fill: theme::PAPER });
    if let Some(mark) = mark {
        canvas.text((0, -Paper::MARK), Anchor::Start, theme::STRONG, mark);
    }
    Some(Paper { canvas, top })
}

impl Paper {
    /// Around a drawing, in pixels.
    const MARGIN: i32 = 20;
    /// What a line above the drawing takes.
    const MARK: i32 = 24;

    /// Width and height.
    fn size(&self) -> (i32, i32) {
        (self.canvas.width + 2 * Paper::MARGIN, self.canvas.height + self.top + Paper::MARGIN)
    }

    fn write(&self, id: &str, alt: &str, faces: &str) -> Result<String> {
        let ((w, h), left, top) = (self.size(), Paper::MARGIN, self.top);
        let tag = format!(r#"<svg width="{w}" height="{h}" viewBox="-{left} -{top} {w} {h}" {}>"#, named(id));
        let inside = format!("{}<style>{faces}rect{{shape-rendering:crispEdges}}</style>\n", description(id, alt));
        self.canvas.render(&tag, &inside)
    }
}

fn draw(chart: &Chart, width: Width) -> Option<Canvas> {
    match chart {
        Chart::Said(_) => None,
        Chart::StatusOverTime(chart) => Some(status_over_time::draw(chart, width)),
        Chart::FollowUpShare(chart) => Some(follow_up_share::draw(chart, width)),
        Chart::Transition(chart) => Some(transition::draw(chart, width)),
        Chart::Change(chart) => Some(change::draw(chart, width)),
        Chart::BarList(chart) => Some(bars::draw(chart, width)),
        Chart::Profile(chart) => Some(profile::draw(chart, width)),
        Chart::ThreeWays(chart) => Some(three_ways::draw(chart, width)),
        Chart::Funnel(chart) => Some(funnel::draw(chart, width)),
        Chart::Coverage(chart) => Some(coverage::draw(chart, width)),
        Chart::Cumulative(chart) => Some(cumulative::draw(chart, width)),
        Chart::Forest(chart) => Some(forest::draw(chart, width)),
        Chart::Goals(chart) => Some(goals::draw(chart, width)),
    }
}

/// Attributes that make a drawing one picture with a name to a screen reader.
fn named(id: &str) -> String {
    let id = escape(id);
    format!(r#"xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{id}""#)
}

fn description(id: &str, alt: &str) -> String {
    format!("\n<desc id=\"{}\">{}</desc>\n", escape(id), escape(alt))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// `@font-face` rules with both faces of the font drawings are measured with, regular and semibold, as data.
pub fn font_faces() -> String {
    let faces = [("400", REGULAR), ("600 700", SEMIBOLD)].map(|(weight, bytes)| {
        let data = STANDARD.encode(bytes);
        format!(
            "@font-face{{font-family:\"Polku Sans\";font-style:normal;font-weight:{weight};\
             src:url(data:font/woff2;base64,{data}) format(\"woff2\")}}\n"
        )
    });
    faces.concat()
}
