//! The style sheet with its fonts, and what is written in the margins of a printed page.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::report::document::Head;

const SHEET: &str = include_str!("../../assets/page.css");
const REGULAR: &[u8] = include_bytes!("../../assets/fonts/sans-400.woff2");
const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/sans-600.woff2");

/// Everything between the style tags.
pub(super) fn sheet(head: &Head) -> String {
    // Whatever asks for bold gets the semibold face: there is no other, and none is to be made up.
    let faces = [face("400", REGULAR), face("600 700", SEMIBOLD)].concat();
    format!("{faces}{SHEET}{}", margins(head))
}

fn face(weight: &str, font: &[u8]) -> String {
    let font = STANDARD.encode(font);
    format!(
        "@font-face{{font-family:\"Polku Sans\";font-style:normal;font-weight:{weight};\
         src:url(data:font/woff2;base64,{font}) format(\"woff2\")}}\n"
    )
}

fn margins(head: &Head) -> String {
    let small = "font:8pt \"Polku Sans\",Arial,sans-serif;color:#565D68";
    let mut boxes = format!(
        "@page{{@bottom-left{{content:{};{small};width:85%}}\
         @bottom-right{{content:counter(page) \" / \" counter(pages);{small}}}}}\n",
        string(&head.running)
    );
    if let Some(watermark) = &head.watermark {
        let strong = "font:600 9pt \"Polku Sans\",Arial,sans-serif;color:#1D2129";
        // The first page says it in the text. Writing to a string cannot fail.
        let _ = writeln!(
            boxes,
            "@page{{@top-center{{content:{};{strong};width:100%}}}}@page :first{{@top-center{{content:none}}}}",
            string(watermark)
        );
    }
    boxes
}

/// A text as a CSS string. All that could end the string, the rule or the style element is written as its code point.
fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            c if c.is_control() => quoted.push(' '),
            '"' | '\\' | '<' | '>' | '&' | '{' | '}' => {
                let _ = write!(quoted, "\\{:x} ", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_cannot_be_left() {
        assert_eq!(string("Polku · Ääni – 5 %"), "\"Polku · Ääni – 5 %\"");
        assert_eq!(string("a\"}b"), "\"a\\22 \\7d b\"");
        assert_eq!(string("a\\"), "\"a\\5c \"");
        assert_eq!(string("a\nb\r\u{c}c\0"), "\"a b  c \"");
        assert_eq!(string("</style><script>"), "\"\\3c /style\\3e \\3c script\\3e \"");
    }

    #[test]
    fn the_sheet_stays_inside_its_element_and_fetches_nothing() {
        let head = Head {
            kind: String::new(),
            title: String::new(),
            organisation: String::new(),
            facts: Vec::new(),
            watermark: Some("\"}</style>".to_owned()),
            running: "</STYLE><script>\u{2028}".to_owned(),
        };
        let sheet = sheet(&head);
        assert!(!sheet.contains('<'), "{}", margins(&head));
        assert!(!sheet.contains("@import") && !sheet.contains("http"));
        assert_eq!(sheet.matches("url(").count(), sheet.matches("url(data:").count());
        assert_eq!(sheet.matches('{').count(), sheet.matches('}').count());
    }
}
