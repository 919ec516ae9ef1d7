//! Formulas, in the mathematical part of HTML.

use maud::{Markup, Render, html};

use crate::analysis::method::Math;
use crate::text::Language;

/// A formula on a line of its own.
pub(super) fn formula(math: &Math, language: Language) -> Markup {
    // Wider than a phone, it scrolls, and the keyboard must reach what scrolls.
    html! { div.formula tabindex="0" { math.wil display="block" { (Part(math, language)) } } }
}

struct Part<'a>(&'a Math, Language);

impl Render for Part<'_> {
    fn render(&self) -> Markup {
        let part = |math| Part(math, self.1);
        // Elements with a fixed number of children: each part below is exactly one element.
        match self.0 {
            Math::Row(parts) => html! { mrow { @for math in parts { (part(math)) } } },
            Math::Name(name) => html! { mi { (name) } },
            Math::Number(number) => html! { mn { (number.replace('.', decimal_mark(self.1))) } },
            // A slash is set without the wide spaces of an operator: k/n.
            Math::Op("/") => html! { mo lspace="0.1em" rspace="0.1em" { "/" } },
            Math::Op(sign) => html! { mo { (sign) } },
            Math::Words(words) => html! { mtext { (words) } },
            Math::Fraction(above, below) => html! { mfrac { (part(above)) (part(below)) } },
            Math::Root(under) => html! { msqrt { (part(under)) } },
            Math::Power(base, exponent) => html! { msup { (part(base)) (part(exponent)) } },
            Math::Index(base, index) => html! { msub { (part(base)) (part(index)) } },
            Math::Mean(of) => html! { mover.mean accent="true" { (part(of)) mo { "¯" } } },
        }
    }
}

fn decimal_mark(language: Language) -> &'static str {
    match language {
        Language::Fi | Language::Sv => ",",
        Language::En => ".",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_mathml() {
        let fraction = Math::Fraction(
            Box::new(Math::Mean(Box::new(Math::Name("d")))),
            Box::new(Math::Root(Box::new(Math::Index(Box::new(Math::Name("z")), Box::new(Math::Number("0.5")))))),
        );
        let row = Math::Row(vec![fraction, Math::Op("<"), Math::Words("a & b".to_owned())]);
        let expected = "<div class=\"formula\" tabindex=\"0\"><math class=\"wil\" display=\"block\"><mrow>\
            <mfrac><mover class=\"mean\" accent=\"true\"><mi>d</mi><mo>¯</mo></mover>\
            <msqrt><msub><mi>z</mi><mn>0,5</mn></msub></msqrt></mfrac>\
            <mo>&lt;</mo><mtext>a &amp; b</mtext></mrow></math></div>";
        assert_eq!(formula(&row, Language::Sv).into_string(), expected);
        let english = formula(&Math::Number("1.96"), Language::En).into_string();
        assert!(english.contains("<mn>1.96</mn>"));
    }
}
