//! The sample data are what their program makes, and their dictionary speaks of every column.

use crate::util::root;
use std::collections::BTreeSet;

#[path = "../../examples/make_sample_data.rs"]
mod make_sample_data;

fn stored() -> Vec<u8> {
    std::fs::read(root().join("sample-data/osallistujat.csv")).unwrap()
}

fn header() -> Vec<String> {
    let text = encoding_rs::WINDOWS_1252.decode(&stored()).0.into_owned();
    text.lines().next().unwrap().split(';').map(str::to_owned).collect()
}

#[test]
fn the_program_makes_exactly_these_bytes() {
    let (made, stored) = (make_sample_data::sample(), stored());
    let same = made.iter().zip(&stored).take_while(|(a, b)| a == b).count();
    assert!(
        made == stored,
        "different from byte {same}: cargo run --example make_sample_data -- sample-data/osallistujat.csv"
    );
}

#[test]
fn the_dictionary_names_every_column_and_no_other() {
    let text = std::fs::read_to_string(root().join("sample-data/README.md")).unwrap();
    let dictionary = text.split("\n## Columns").nth(1).unwrap().split("\n## ").next().unwrap();
    // Backticked words in the first cell of each row of the table.
    let named: BTreeSet<String> = dictionary
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split(" | ").next())
        .flat_map(|cell| cell.split('`').step_by(2).filter(|name| !name.trim_matches([',', ' ']).is_empty()))
        .map(str::to_owned)
        .collect();
    assert_eq!(named, header().into_iter().collect());
}

#[test]
fn the_file_is_what_excel_saves() {
    let bytes = stored();
    assert!(std::str::from_utf8(&bytes).is_err(), "Windows-1252");
    let lines = bytes.split(|b| *b == b'\n').collect::<Vec<_>>();
    assert!(lines.len() > 600 && lines.iter().rev().skip(1).all(|line| line.ends_with(b"\r")));
    let columns = header().len();
    let text = encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned();
    assert!(text.lines().all(|line| line.split(';').count() == columns));
}
