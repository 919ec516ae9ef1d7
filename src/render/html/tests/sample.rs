//! A small document that holds one of everything.

use crate::analysis::method::Math;
use crate::report::document::{
    Block, Cell, Chapter, Chrome, ColumnHead, Document, Head, Highlight, Row, Summary, Table, Text,
};
use crate::report::figure::{Chart, Figure, FollowUpShare, Mark, ShareMarks, ShareRow};
use crate::text::Language;

/// Whatever a document can hold, with each of its texts made by `say` from a name of its own.
pub(super) fn document(say: &dyn Fn(&str) -> String) -> Document {
    let text = |name: &str| Text::default().plain(say(name)).strong(say("strong")).code(say("code"));
    let highlight = |number: u32, numeral| Highlight {
        numeral,
        text: text("finding"),
        matters: (say("matters"), say("whom")),
        evidence: (2, say("evidence")),
        figure: Some((number, say("link"))),
    };
    let blocks = vec![
        Block::Lead(text("lead")),
        Block::Notice(text("notice")),
        Block::Figure(Box::new(figure(say, 1, share()))),
        Block::Heading(say("heading")),
        Block::Paragraph(text("paragraph")),
        Block::List(vec![text("item"), text("item")]),
        Block::Formula(Math::Row(vec![Math::Name("p"), Math::Op("<"), Math::Words(say("words"))])),
        Block::Table(table(say)),
        Block::Figure(Box::new(figure(say, 2, Chart::Said(say("said"))))),
    ];
    let terms = vec![
        (say("term"), vec![Block::Paragraph(text("meaning")), Block::Table(table(say))]),
        (say("term"), vec![Block::List(vec![text("condition")])]),
    ];
    Document {
        language: Language::Fi,
        head: Head {
            kind: say("kind"),
            title: say("title"),
            organisation: say("organisation"),
            facts: vec![(say("label"), say("fact"))],
            watermark: Some(say("watermark")),
            running: say("running"),
        },
        summary: Summary {
            title: say("summary"),
            intro: say("intro"),
            findings: vec![highlight(1, Some((say("43"), say("%")))), highlight(2, None)],
            limits: vec![text("limit")],
        },
        chapters: vec![
            Chapter { id: "reach".to_owned(), title: say("chapter"), blocks },
            Chapter { id: "methods".to_owned(), title: say("chapter"), blocks: vec![Block::Terms(terms)] },
        ],
        chrome: Chrome {
            contents: say("contents"),
            skip: say("skip"),
            how_to_read: say("how to read"),
            hidden: say("hidden"),
            made: vec![text("made")],
        },
    }
}

pub(super) fn figure(say: &dyn Fn(&str) -> String, number: u32, chart: Chart) -> Figure {
    Figure {
        number,
        label: say("figure"),
        message: say("message"),
        formal: say("formal"),
        chart,
        alt: say("alt"),
        reading: say("reading"),
        note: say("note"),
        table_label: say("table label"),
        table_elsewhere: say("table elsewhere"),
        table: table(say),
    }
}

pub(super) fn table(say: &dyn Fn(&str) -> String) -> Table {
    let number = Cell::Number { text: say("5"), value: 5.0 };
    Table {
        label: say("table"),
        caption: say("caption"),
        head: vec![
            ColumnHead { text: say("group"), numeric: false },
            ColumnHead { text: say("people"), numeric: true },
        ],
        rows: vec![
            Row::Cells(vec![Cell::Text(say("all")), number]),
            Row::Group(say("gender")),
            Row::Cells(vec![Cell::Text(say("women")), Cell::Hidden]),
            Row::Cells(vec![Cell::Text(say("men")), Cell::None]),
        ],
    }
}

fn share() -> Chart {
    let mark = |at: f64| Mark { at, text: format!("{at} %") };
    let marks = ShareMarks {
        share: mark(36.0),
        interval: (28.0, 45.0),
        interval_text: "28–45 %".to_owned(),
        bounds: (28.0, 50.0),
        bounds_text: "28–50 %".to_owned(),
    };
    Chart::FollowUpShare(FollowUpShare {
        share: "Share".to_owned(),
        share_key: "share of the known".to_owned(),
        interval: "95 % CI".to_owned(),
        bounds: "Bounds".to_owned(),
        bounds_key: "floor to ceiling".to_owned(),
        bounds_key_short: "bounds".to_owned(),
        ticks: [0.0, 25.0, 50.0, 75.0, 100.0].map(mark).to_vec(),
        rows: vec![ShareRow { label: "6 months".to_owned(), note: "118/151 known".to_owned(), marks: Some(marks) }],
    })
}
