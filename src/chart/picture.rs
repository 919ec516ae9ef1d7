//! A drawing as pixels, for programs that cannot show SVG.

use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Options, Tree};

use crate::chart::{paper, text};
use crate::report::figure::Chart;

/// Pixels of a picture for one of the drawing. The drawing fills the text width of an A4 page, some 16 cm, at 230 pixels
/// an inch: sharp in print, and just above the 220 that word processors keep when they save.
const SCALE: u32 = 2;

/// Pixels a metre at which a picture is as large as the drawing, whose pixels are 96 an inch.
const PER_METRE: u32 = (SCALE as f64 * 96.0 / 0.0254 + 0.5) as u32;

/// The embedded font, and no font of the system.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for face in text::FACES {
        fonts.load_font_source(Source::Binary(Arc::new(face)));
    }
    Arc::new(fonts)
});

/// The wide drawing as a PNG on white paper, twice its size in pixels, with `alt` as its description; none when there is
/// nothing to draw but words. `mark` is written above it, as in [`standalone`](super::standalone).
///
/// # Errors
/// When the drawing cannot be read back or written, which it has no reason to.
pub fn png(chart: &Chart, mark: Option<&str>, alt: &str) -> Option<Result<Vec<u8>>> {
    let paper = paper(chart, mark)?;
    // Fonts come from the database: as part of the text they would only be read in vain.
    Some(paper.write("drawing", "", "").and_then(|svg| encode(&pixels(&svg, FONTS.clone())?, alt)))
}

/// A drawing on its paper, painted.
fn pixels(svg: &str, fonts: Arc<Database>) -> Result<Pixmap> {
    let options = Options { fontdb: fonts, ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size();
    let (width, height) = (size.width() * SCALE, size.height() * SCALE);
    let mut pixmap = Pixmap::new(width, height).context("a drawing of no size")?;
    let scale = SCALE as f32;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    Ok(pixmap)
}

fn encode(pixmap: &Pixmap, alt: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: PER_METRE, yppu: PER_METRE, unit: png::Unit::Meter }));
    encoder.add_itxt_chunk("Description".to_owned(), alt.to_owned())?;
    let mut writer = encoder.write_header()?;
    // The paper is opaque: colours multiplied by their cover are the colours themselves.
    writer.write_image_data(pixmap.data())?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
