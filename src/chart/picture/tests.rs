//! A picture can be read, has its size, and its words are really painted.

use std::sync::Arc;

use resvg::tiny_skia::Pixmap;
use resvg::usvg::fontdb::Database;

use super::{FONTS, SCALE, pixels, png};
use crate::chart::canvas::Op;
use crate::chart::probe::extents;
use crate::chart::sample::{MOMENTS, Words, everything, status_over_time};
use crate::chart::{Paper, paper, standalone};
use crate::report::figure::Chart;

/// One drawing of each kind in each wording: painting takes its time.
fn everyday(name: &str) -> bool {
    !name.contains(',')
}

/// Width, height, colours, and the description.
fn read(bytes: &[u8]) -> (u32, u32, Vec<u8>, String) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut colors = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut colors).unwrap();
    assert_eq!((frame.color_type, frame.bit_depth), (png::ColorType::Rgba, png::BitDepth::Eight));
    let text = reader.info().utf8_text[0].get_text().unwrap();
    (frame.width, frame.height, colors, text)
}

#[test]
fn a_picture_is_twice_the_drawing_on_white_and_says_what_it_shows() {
    for (name, chart) in everything().into_iter().filter(|(name, _)| everyday(name)) {
        let (w, h) = paper(&chart, None).unwrap().size();
        let bytes = png(&chart, None, "Osuus <40 & ‘väli’").unwrap().unwrap();
        let (width, height, colors, alt) = read(&bytes);
        assert_eq!((width, height), (2 * w as u32, 2 * h as u32), "{name}");
        assert_eq!(alt, "Osuus <40 & ‘väli’");
        // The margin is white all around.
        let row = 4 * width as usize;
        let (edge, all) = (40 * row, colors.len());
        assert!(colors[..edge].iter().chain(&colors[all - edge..]).all(|&c| c == 255), "{name}");
        let side = |line: &[u8]| line[..160].iter().chain(&line[row - 160..]).all(|&c| c == 255);
        assert!(colors.chunks(row).all(side), "{name}");
        assert!(colors.iter().any(|&c| c < 100), "{name}: nothing is drawn");
    }
    assert!(png(&Chart::Said("Alle 10".to_owned()), None, "").is_none());
}

#[test]
fn a_picture_says_how_large_it_is_and_comes_out_the_same() {
    let chart = Chart::StatusOverTime(status_over_time(Words::Finnish, &MOMENTS));
    let bytes = png(&chart, None, "").unwrap().unwrap();
    assert_eq!(png(&chart, None, "").unwrap().unwrap(), bytes);
    let info = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
    let dims = info.info().pixel_dims.unwrap();
    // 96 drawn pixels are an inch.
    let inches = f64::from(info.info().width) / f64::from(dims.xppu) / 0.0254;
    assert!((inches - 7.5).abs() < 0.001 && dims.xppu == dims.yppu && dims.unit == png::Unit::Meter, "{inches}");
}

/// Makes a box of one painting as it is in another; how many pixels differed.
fn even_out(a: &Pixmap, b: &mut Pixmap, [left, top, right, bottom]: [f64; 4]) -> usize {
    let pixel = |at: f64, most: u32| ((at * f64::from(SCALE)).clamp(0.0, f64::from(most))) as usize;
    let (left, right) = (pixel(left, a.width()), pixel(right, a.width()));
    let row = 4 * a.width() as usize;
    let rows = pixel(top, a.height())..pixel(bottom, a.height());
    rows.map(|y| {
        let range = y * row + 4 * left..y * row + 4 * right;
        let (a, b) = (&a.data()[range.clone()], &mut b.data_mut()[range]);
        let differ = a.chunks_exact(4).zip(b.chunks_exact(4)).filter(|(a, b)| a != b).count();
        b.copy_from_slice(a);
        differ
    })
    .sum()
}

#[test]
fn every_text_is_painted_with_the_embedded_font_and_nowhere_but_in_its_place() {
    let no_fonts = Arc::new(Database::new());
    for (name, chart) in everything().into_iter().filter(|(name, _)| everyday(name)) {
        let paper = paper(&chart, None).unwrap();
        let svg = paper.write("d", "", "").unwrap();
        let with = pixels(&svg, FONTS.clone()).unwrap();
        let mut without = pixels(&svg, no_fonts.clone()).unwrap();
        for text in extents(&paper.canvas) {
            // Accents, descenders and the side of a letter reach beyond the box of a text.
            const BEYOND: f64 = 4.0;
            let (x, y) = (f64::from(Paper::MARGIN), f64::from(paper.top));
            let [left, top, right, bottom] = text.sides;
            let around = [left + x - BEYOND, top + y - BEYOND, right + x + BEYOND, bottom + y + BEYOND];
            let painted = even_out(&with, &mut without, around);
            let letters = text.text.chars().filter(|letter| !letter.is_whitespace()).count();
            assert!(painted >= 4 * letters, "{name}: {:?} has {painted} pixels", text.text);
        }
        assert!(with.data() == without.data(), "{name}: ink beside the texts");
    }
}

#[test]
fn a_mark_is_written_above_the_drawing_in_both_forms() {
    let chart = Chart::StatusOverTime(status_over_time(Words::Finnish, &MOMENTS));
    let mark = "Sisäinen – ei saa julkaista";
    let (plain, marked) = (paper(&chart, None).unwrap(), paper(&chart, Some(mark)).unwrap());
    let (w, h) = plain.size();
    assert_eq!(marked.size(), (w, h + Paper::MARK));
    assert!(matches!(marked.canvas.ops.last(), Some(Op::Text { text, at, .. }) if text == mark && at.1 < 0));
    let svg = standalone(&chart, Some(mark), "f", "").unwrap().unwrap();
    assert!(
        svg.contains(mark) && svg.starts_with(&format!("<svg width=\"{w}\" height=\"{}\" viewBox=\"-20 -44 ", h + 24))
    );
    // Dark letters stand above the drawing, where a picture without the mark has only paper.
    let dark = |bytes: Vec<u8>, rows: i32| {
        let (width, _, colors, _) = read(&bytes);
        colors.chunks(4).take((rows as u32 * SCALE * width) as usize).filter(|pixel| pixel[0] < 100).count()
    };
    assert_eq!(dark(png(&chart, None, "").unwrap().unwrap(), Paper::MARGIN), 0);
    assert!(dark(png(&chart, Some(mark), "").unwrap().unwrap(), marked.top) > 500);
}
