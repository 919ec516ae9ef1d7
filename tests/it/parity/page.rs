//! A page and a chart as a reader has them: tables with their headings, and the words of a chart line by line.

/// A table: its caption without the number, its heads, and its rows.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The number of its figure; none of a table that stands by itself.
    pub figure: Option<u32>,
    pub caption: String,
    pub head: Vec<String>,
    /// Heading above a row, and its cells.
    pub rows: Vec<(String, Vec<String>)>,
}

/// Words between tags, as they are read: no soft hyphens, one kind of space.
pub fn words(markup: &str) -> String {
    let mut text = String::new();
    let mut inside = true;
    for c in markup.chars() {
        match c {
            '<' => inside = false,
            '>' => inside = true,
            '\u{ad}' => {}
            '\u{a0}' | '\n' if inside => text.push(' '),
            c if inside => text.push(c),
            _ => {}
        }
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(text, |text, (entity, letter)| text.replace(entity, letter)).trim().to_owned()
}

/// What stands between `<tag …>` and `</tag>`, each.
fn each<'a>(markup: &'a str, tag: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
    let opened = markup.split(open.as_str()).skip(1).filter(|rest| rest.starts_with([' ', '>']));
    opened.map(|rest| rest.split_once('>').unwrap().1.split(close.as_str()).next().unwrap()).collect()
}

/// The tables of a page in order.
pub fn grids(page: &str) -> Vec<Grid> {
    let grid = |table: &str| {
        let caption = each(table, "caption")[0];
        let (label, caption) = caption.split_once("</b>").unwrap();
        let number = words(label).chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap();
        let mut heading = String::new();
        let mut rows = Vec::new();
        for row in each(table.split_once("</thead>").unwrap().1, "tr") {
            // Cells in their order, of either kind.
            let cells: Vec<String> =
                row.split("<t").skip(1).filter(|cell| cell.starts_with(['h', 'd'])).map(cell).collect();
            match row.contains("scope=\"rowgroup\"") {
                true => heading = cells[0].clone(),
                false => rows.push((heading.clone(), cells)),
            }
        }
        let head = each(each(table, "thead")[0], "th").into_iter().map(words).collect();
        Grid { figure: Some(number), caption: words(caption), head, rows }
    };
    let mut grids = Vec::new();
    for (before, table) in page.split("<table>").zip(page.split("<table>").skip(1)) {
        let mut grid = grid(table.split("</table>").next().unwrap());
        // A figure's table is folded below it.
        if before.rfind("<details>") <= before.rfind("</details>") {
            grid.figure = None;
        }
        grids.push(grid);
    }
    grids
}

fn cell(rest: &str) -> String {
    words(rest.split_once('>').unwrap().1.split("</t").next().unwrap())
}

/// The words of a chart: lines from top to bottom, each from left to right.
pub fn lines(svg: &str) -> Vec<Vec<String>> {
    let mut found: Vec<(f64, f64, String)> = Vec::new();
    for text in svg.split("<text ").skip(1) {
        let (head, rest) = text.split_once('>').unwrap();
        let at = |name: &str| {
            let (_, rest) = head.split_once(&format!("{name}=\"")).unwrap();
            rest.split('"').next().unwrap().parse::<f64>().unwrap()
        };
        found.push((at("y"), at("x"), words(rest.split("</text>").next().unwrap())));
    }
    found.sort_by(|a, b| a.partial_cmp(b).unwrap());
    let mut lines: Vec<(f64, Vec<String>)> = Vec::new();
    for (y, _, text) in found {
        match lines.last_mut() {
            Some((last, line)) if *last == y => line.push(text),
            _ => lines.push((y, vec![text])),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}
