//! Where the header of a table is: under titles and blank lines, and sometimes on two lines.

use super::clean;
use crate::input::headers::guess::known;
use std::collections::BTreeSet;

/// Lines looked at.
pub(super) const LOOKED_AT: usize = 30;
/// Lines that may be the header, and cells in them, whose words are looked up.
const TRIED: usize = 8;
const WIDEST: usize = 500;
/// Letters of a header that is looked up; what is longer is a text.
const LONGEST: usize = 300;

/// The header of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) cells: Vec<String>,
    /// Its line.
    pub(super) line: u64,
    /// The line of the last record that belongs to it.
    pub(super) last: u64,
    /// How many cells its lines have, also empty ones.
    pub(super) width: usize,
}

/// Finds the header among the first records of a file, whose cells are trimmed; none where nothing is written.
///
/// Titles above the header fill at most half as many cells as lines usually do. Of the lines that fill more, the one whose headers are best
/// known is it, the first where none is better. With the line above or below it makes one header, where the headers of both
/// together are known better.
pub(super) fn find(first: &[(u64, Vec<String>)]) -> Option<Header> {
    // One line may have swallowed others, so that the widest says nothing.
    let mut widths: Vec<usize> = first.iter().map(|(_, cells)| filled(cells)).filter(|width| *width > 1).collect();
    widths.sort_unstable();
    let usual = widths.get(widths.len() / 2).copied().unwrap_or(1);
    let mut best: Option<(usize, usize)> = None;
    let likely = first.iter().enumerate().filter(|(_, (_, cells))| filled(cells) > 0 && filled(cells) * 2 > usual);
    for (at, (_, cells)) in likely.take(TRIED) {
        let known = count(cells);
        // A line of data below one of words alone is no header, whatever a word in it may mean as one.
        let below_words = cells.iter().any(|cell| data(cell))
            && best.and_then(|(at, _)| first.get(at)).is_some_and(|(_, words)| !words.iter().any(|cell| data(cell)));
        if best.is_none_or(|(_, most)| known > most && !below_words) {
            best = Some((at, known));
        }
        // Most headers are known: nothing below can be one.
        if known > filled(cells) {
            break;
        }
    }
    let (at, mut most) = best?;
    let (line, cells) = first.get(at)?;
    let mut found = Header { cells: cells.clone(), line: *line, last: *line, width: cells.len() };
    // All headers say what they are: nothing is to be added.
    let whole = most == 2 * cells.len();
    let above = at.checked_sub(1).map(|above| (above, at));
    for (upper, lower) in above.into_iter().chain([(at, at + 1)]).filter(|_| !whole) {
        let (Some((line, upper)), Some((last, lower))) = (first.get(upper), first.get(lower)) else { continue };
        if let Some(cells) = together(upper, lower) {
            let known = count(&cells);
            if known > most {
                most = known;
                found = Header { width: cells.len(), cells, line: *line, last: *last };
            }
        }
    }
    while found.cells.last().is_some_and(String::is_empty) {
        found.cells.pop();
    }
    Some(found)
}

fn filled(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.is_empty()).count()
}

/// Whether a cell is a number alone or a day.
fn data(cell: &str) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit()) && !cell.contains(char::is_alphabetic)
}

/// How well headers are known.
fn count(cells: &[String]) -> usize {
    let short: Vec<String> = cells.iter().take(WIDEST).filter(|cell| cell.len() <= LONGEST).cloned().collect();
    let distinct: BTreeSet<&String> = short.iter().collect();
    known(&distinct.into_iter().cloned().collect::<Vec<_>>()).unwrap_or(0)
}

/// Two lines as one header: a cell of the upper one goes for the empty ones to its right as far as the lower line has
/// something under them that does not stand alone. None where the lines do not look like two halves of a header.
fn together(upper: &[String], lower: &[String]) -> Option<Vec<String>> {
    // A header has no numbers alone and no days.
    if upper.iter().chain(lower).any(|cell| data(cell)) || filled(upper) < 2 || filled(lower) < 2 {
        return None;
    }
    let cell = |cells: &[String], at: usize| cells.get(at).map(|cell| clean(cell).to_owned()).unwrap_or_default();
    let mut group = String::new();
    let cells = (0..upper.len().max(lower.len())).map(|at| {
        let (above, below) = (cell(upper, at), cell(lower, at));
        match (above.is_empty(), below.is_empty()) {
            (true, false) if group.is_empty() => below,
            (true, false) => {
                // "koulutus alkoi" behind "tilanne": where a group ends no cell tells.
                let both = joined(&group, &below);
                if both.is_none() {
                    group.clear();
                }
                both.unwrap_or(below)
            }
            (_, true) => {
                group.clear();
                above
            }
            (false, false) => {
                group = above;
                joined(&group, &below).unwrap_or(below)
            }
        }
    });
    Some(cells.collect())
}

/// A group and what stands below it; none where the latter says more alone.
fn joined(group: &str, below: &String) -> Option<String> {
    let both = format!("{group} {below}");
    let sure = |header: &String| count(std::slice::from_ref(header)) > 1;
    (!sure(below) || sure(&both)).then_some(both)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Vec<String>, u64, u64) {
        let rows = text.lines().zip(1..).map(|(line, n)| (n, line.split(';').map(str::to_owned).collect()));
        let found = find(&rows.collect::<Vec<_>>()).unwrap();
        (found.cells, found.line, found.last)
    }

    #[test]
    fn titles_are_passed_over() {
        let names = ["tunnus", "aloituspvm", "palvelu"].map(str::to_owned).to_vec();
        for (above, line) in [
            ("", 1),
            ("Osallistujat 2024;;\n;;\n", 3),
            ("Osallistujat\nTulostettu;1.3.2024\n\n", 4),
            ("Raportti;Osallistujat;2024\nHanke;Polku;Espoo\n", 3),
        ] {
            let found = of(&format!("{above}tunnus;aloituspvm;palvelu\nK1;1.2.2024;Paja\n"));
            assert_eq!(found, (names.clone(), line, line), "{above}");
        }
        // A row of data is no header, though one of its words is what a column may be called.
        assert_eq!(of("Kävijöitä;Huone\n12;Iso\n9;Paja\n").1, 1);
        // Words nobody knows: the first full line.
        assert_eq!(of("a;b;c\nx;y;z\n").1, 1);
    }

    #[test]
    fn two_lines_make_one_header() {
        let lines =
            "tunnus;aloituspvm;tilanne;;työkyky;\n;;alussa;päättyessä;alku;loppu\nK1;1.2.2024;työtön;työssä;5;7\n";
        let names = ["tunnus", "aloituspvm", "tilanne alussa", "tilanne päättyessä", "työkyky alku", "työkyky loppu"];
        assert_eq!(of(lines), (names.map(str::to_owned).to_vec(), 1, 2));
        let lines = "Osallistujat;;;;;\n\n;;Tilanne;;Työkyky;\nTunnus;Aloituspvm;Alussa;Päättyessä;Alku;Loppu\n\
                     K1;1.2.2024;työtön;työssä;5;7\n";
        let (cells, line, last) = of(lines);
        assert_eq!((line, last), (3, 4));
        assert_eq!(cells[0..3], ["Tunnus", "Aloituspvm", "Tilanne Alussa"]);
        let lines = ";tilanne;;;tausta\ntunnus;alussa;päättyessä;koulutus alkoi;palvelu\nK1;työtön;työssä;;Paja\n";
        assert_eq!(of(lines).0, ["tunnus", "tilanne alussa", "tilanne päättyessä", "koulutus alkoi", "palvelu"]);
        // A row of words is no second line of a header.
        let lines = "tunnus;palvelu;tilanne alussa\nAnna;Paja;työtön\nBertta;Paja;työtön\n";
        assert_eq!(of(lines).2, 1);
        // Nor is a title with a word at its end a first one.
        assert_eq!(of("Osallistujat;;;luonnos\ntunnus;palvelu;tilanne alussa;sukupuoli\nK1;Paja;työtön;nainen\n").1, 2);
    }
}
