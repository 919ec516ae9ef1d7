//! Colours and type of the drawings.
//!
//! A dark page replaces these values one by one, so each means one thing and a drawing uses no other.

use plotters::style::RGBColor;

use crate::fact::status::Class;

/// Text.
pub(super) const INK: RGBColor = RGBColor(0x1D, 0x21, 0x29);
/// Text of the second rank.
pub(super) const MUTED: RGBColor = RGBColor(0x56, 0x5D, 0x68);
/// Axes and outlines.
pub(super) const AXIS: RGBColor = RGBColor(0x86, 0x8D, 0x97);
/// Gridlines and rules.
pub(super) const GRID: RGBColor = RGBColor(0xD9, 0xDD, 0xE2);
/// Grounds that carry no meaning of their own.
pub(super) const WASH: RGBColor = RGBColor(0xEE, 0xF1, 0xF4);
/// People for whom nothing changed; always outlined.
pub(super) const NEUTRAL: RGBColor = RGBColor(0xE3, 0xE6, 0xEA);
/// A mark that says "no clear difference", and people whose status has no class.
pub(super) const OFF: RGBColor = RGBColor(0x8A, 0x90, 0x9A);
/// The page, and labels on dark fills.
pub(super) const PAPER: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);
/// Marks, and whatever moved nearer to work.
pub(super) const BLUE: RGBColor = RGBColor(0x12, 0x43, 0x6D);
/// Whatever moved away from work.
pub(super) const ORANGE: RGBColor = RGBColor(0xF4, 0x6A, 0x25);

/// A third and a fourth curve, and classes.
pub(super) const TURQUOISE: RGBColor = RGBColor(0x28, 0xA1, 0x97);
pub(super) const PLUM: RGBColor = RGBColor(0x80, 0x16, 0x50);
/// Those who declined, and the unemployed.
pub(super) const CHARCOAL: RGBColor = RGBColor(0x3D, 0x3D, 0x3D);
const LILAC: RGBColor = RGBColor(0xA2, 0x85, 0xD1);
/// Labels on light fills; unlike ink it stays black on a dark page, where light fills stay light.
pub(super) const BLACK: RGBColor = RGBColor(0x00, 0x00, 0x00);

/// A size and weight of text with its colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) size: u32,
    pub(super) bold: bool,
    pub(super) color: RGBColor,
}

/// Names of rows.
pub(super) const LABEL: Style = Style::new(14, false, INK);
/// Numbers that matter.
pub(super) const STRONG: Style = Style::new(14, true, INK);
/// Ticks, intervals, notes.
pub(super) const NOTE: Style = Style::new(13, false, MUTED);
/// Words of a key.
pub(super) const KEY: Style = Style::new(13, false, INK);
/// A count in its circle.
pub(super) const COUNT: Style = Style::new(15, false, INK);
/// A number at a point of a curve.
pub(super) const VALUE: Style = Style::new(16, true, INK);
/// The symbol of a hidden number.
pub(super) const HIDDEN: Style = Style::new(18, true, MUTED);

/// What stands for a hidden number: two middle dots.
pub(super) const DOTS: &str = "\u{b7}\u{b7}";

impl Style {
    const fn new(size: u32, bold: bool, color: RGBColor) -> Style {
        Style { size, bold, color }
    }

    /// The same in another colour.
    pub(super) const fn color(self, color: RGBColor) -> Style {
        Style { color, ..self }
    }

    /// The same, muted.
    pub(super) const fn muted(self) -> Style {
        self.color(MUTED)
    }

    /// The same, bold or not.
    pub(super) const fn bold(self, bold: bool) -> Style {
        Style { bold, ..self }
    }

    /// The same, a little larger or smaller.
    pub(super) const fn size(self, size: u32) -> Style {
        Style { size, ..self }
    }
}

/// The fill of a class. Fixed by meaning in every drawing; neighbours on the way to work alternate dark and light.
pub(super) fn fill(class: Class) -> RGBColor {
    match class {
        Class::Open => BLUE,
        Class::Supported => TURQUOISE,
        Class::Education => PLUM,
        Class::Service => ORANGE,
        Class::Unemployed => CHARCOAL,
        Class::Outside => LILAC,
        Class::Other => OFF,
    }
}

/// What can be read on the fill of a class, at 5 to 1 or better.
pub(super) fn label_on(class: Class) -> RGBColor {
    match class {
        Class::Open | Class::Education | Class::Unemployed => PAPER,
        Class::Supported | Class::Service | Class::Outside | Class::Other => BLACK,
    }
}
