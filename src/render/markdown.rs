//! Blocks as Markdown, and the same without its marks for a terminal.

use crate::analysis::method::Math;
use crate::report::document::{Block, Cell, Inline, Row, Table, Text};

/// How text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Markdown.
    Markdown,
    /// Plain text for a terminal.
    Plain,
}

/// Writes blocks one after another.
#[must_use]
pub fn blocks(blocks: &[Block], style: Style) -> String {
    let written: Vec<String> = blocks.iter().map(|b| block(b, style)).filter(|text| !text.is_empty()).collect();
    format!("{}\n", written.join("\n\n"))
}

fn block(block: &Block, style: Style) -> String {
    match block {
        Block::Lead(text) | Block::Paragraph(text) => run(text, style),
        Block::Notice(text) if style == Style::Markdown => format!("> {}", run(text, style)),
        Block::Notice(text) => run(text, style),
        Block::Heading(text) if style == Style::Markdown => format!("## {}", escaped(text)),
        Block::Heading(text) => format!("{text}\n{}", "─".repeat(text.chars().count())),
        Block::List(items) => items.iter().map(|item| format!("- {}", run(item, style))).collect::<Vec<_>>().join("\n"),
        Block::Terms(terms) => {
            terms.iter().map(|(term, inner)| self::term(term, inner, style)).collect::<Vec<_>>().join("\n\n")
        }
        Block::Formula(math) if style == Style::Markdown => format!("`{}`", linear(math)),
        Block::Formula(math) => format!("    {}", linear(math)),
        Block::Table(table) => self::table(table, style),
        Block::Figure(figure) => {
            let head = format!("{}. {}", figure.label, figure.message);
            format!("{}\n\n{}\n\n{}", head, figure.alt, self::table(&figure.table, style))
        }
    }
}

fn term(term: &str, inner: &[Block], style: Style) -> String {
    let inner = blocks(inner, style);
    match style {
        // A list must begin on a line of its own.
        Style::Markdown if inner.starts_with("- ") => format!("**{}.**\n\n{}", escaped(term), inner.trim_end()),
        Style::Markdown => format!("**{}.** {}", escaped(term), inner.trim_end()),
        Style::Plain => {
            let indented: Vec<String> =
                inner.lines().map(|line| if line.is_empty() { String::new() } else { format!("  {line}") }).collect();
            format!("{term}\n{}", indented.join("\n").trim_end())
        }
    }
}

fn run(text: &Text, style: Style) -> String {
    text.0
        .iter()
        .map(|inline| match (inline, style) {
            (Inline::Plain(s), Style::Markdown) => escaped(s),
            (Inline::Strong(s), Style::Markdown) => format!("**{}**", escaped(s)),
            (Inline::Code(s), Style::Markdown) => {
                s.lines().map(|line| format!("`{line}`")).collect::<Vec<_>>().join("  \n")
            }
            (Inline::Plain(s) | Inline::Strong(s) | Inline::Code(s), Style::Plain) => s.clone(),
        })
        .collect()
}

/// Marks that would change how a text reads.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        if c != '\u{ad}' {
            out.push(if c == '\n' { ' ' } else { c });
        }
    }
    out
}

fn cell(cell: &Cell) -> &str {
    match cell {
        Cell::Text(text) | Cell::Number { text, .. } => text,
        Cell::Hidden => "··",
        Cell::None => "–",
    }
}

fn table(table: &Table, style: Style) -> String {
    let width = table.head.len();
    let mut lines: Vec<Vec<String>> = vec![table.head.iter().map(|head| head.text.replace('\u{ad}', "")).collect()];
    for row in &table.rows {
        lines.push(match row {
            Row::Group(text) => {
                std::iter::once(text.clone()).chain(vec![String::new(); width.saturating_sub(1)]).collect()
            }
            Row::Cells(cells) => cells.iter().map(|c| cell(c).to_owned()).collect(),
        });
    }
    let caption = format!("{} {}", table.label, table.caption).trim_end().to_owned();
    match style {
        Style::Markdown => {
            let line = |cells: &Vec<String>| {
                format!("| {} |", cells.iter().map(|c| escaped(c)).collect::<Vec<_>>().join(" | "))
            };
            let rule: Vec<&str> = table.head.iter().map(|head| if head.numeric { "--:" } else { "---" }).collect();
            let mut text = vec![escaped(&caption), String::new()];
            for (i, cells) in lines.iter().enumerate() {
                text.push(line(cells));
                if i == 0 {
                    text.push(format!("| {} |", rule.join(" | ")));
                }
            }
            text.join("\n")
        }
        Style::Plain => {
            let widths: Vec<usize> = (0..width)
                .map(|i| lines.iter().filter_map(|l| l.get(i)).map(|c| c.chars().count()).max().unwrap_or(0))
                .collect();
            let line = |cells: &Vec<String>| {
                let padded =
                    cells.iter().zip(&widths).map(|(c, w)| format!("{c}{}", " ".repeat(w - c.chars().count())));
                padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
            };
            std::iter::once(caption).chain(lines.iter().map(line)).collect::<Vec<_>>().join("\n")
        }
    }
}

/// A formula on one line.
fn linear(math: &Math) -> String {
    let grouped = |math: &Math| match math {
        Math::Row(parts) if parts.len() > 1 => format!("({})", linear(math)),
        _ => linear(math),
    };
    match math {
        Math::Row(parts) => {
            parts.iter().map(linear).collect::<Vec<_>>().join(" ").replace("( ", "(").replace(" )", ")")
        }
        Math::Name(text) | Math::Number(text) | Math::Op(text) => (*text).to_owned(),
        Math::Words(text) => text.clone(),
        Math::Fraction(a, b) => format!("{} / {}", grouped(a), grouped(b)),
        Math::Root(inside) => format!("√{}", grouped(inside)),
        Math::Power(base, power) => format!("{}^{}", grouped(base), grouped(power)),
        Math::Index(base, below) => format!("{}_{}", grouped(base), grouped(below)),
        Math::Mean(of) => format!("mean({})", linear(of)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_become_a_mark() {
        let text = Text::from("a_b *c* | <d> [e](f)");
        assert_eq!(run(&text, Style::Markdown), "a\\_b \\*c\\* \\| \\<d\\> \\[e\\](f)");
        assert_eq!(run(&text, Style::Plain), "a_b *c* | <d> [e](f)");
    }

    #[test]
    fn a_table_keeps_its_shape_with_hidden_and_absent_numbers() {
        use crate::report::document::ColumnHead;
        let head = |text: &str, numeric| ColumnHead { text: text.to_owned(), numeric };
        let table = Table {
            label: "T.".to_owned(),
            caption: "c".to_owned(),
            head: vec![head("a", false), head("b", true)],
            rows: vec![Row::Group("g".to_owned()), Row::Cells(vec![Cell::Text("x".to_owned()), Cell::Hidden])],
        };
        assert_eq!(self::table(&table, Style::Markdown), "T. c\n\n| a | b |\n| --- | --: |\n| g |  |\n| x | ·· |");
        assert_eq!(self::table(&table, Style::Plain), "T. c\na  b\ng\nx  ··");
    }
}
