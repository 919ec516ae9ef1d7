//! Files that are broken, or made to do harm: no panic, no hang, no memory without end, and a word about what is wrong.

use crate::util::{Folder, Ran, polku, root};
use polku::fact::Vocabulary;
use polku::input::{Input, Sheet, map, mapping::Mapping};
use proptest::prelude::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn checked(name: &str, bytes: &[u8]) -> Ran {
    let folder = Folder::new();
    let file = folder.write(name, bytes);
    polku(&[&"indicators", &file, &"--internal", &"--format", &"csv", &"--lang", &"en"])
}

/// Rows of a small file, each with its number.
fn people(rows: std::ops::Range<usize>) -> String {
    rows.map(|n| format!("K{n};1.2.2024;31.5.2024;Paja;nainen\n")).collect()
}

const HEADER: &str = "tunnus;aloituspvm;päättymispvm;palvelu;sukupuoli\n";

/// Reads bytes to a cohort, whatever that gives.
fn read(bytes: &[u8]) {
    let inputs = [Input::bytes("data", bytes.to_vec())];
    let _ = map(&inputs, &Mapping::default(), Vocabulary::builtin().unwrap(), &mut |_| {});
}

#[test]
fn a_quotation_mark_that_swallows_rows_stops_the_run_at_its_line() {
    let open = "K50;1.2.2024;31.5.2024;\"Paja;nainen\n";
    let closing = "K90;1.2.2024;31.5.2024;Paja\";nainen\n";
    for after in [
        // Closed many rows on, on the next row, or never; never, on the last row.
        people(51..90) + closing + &people(91..100),
        "K51;1.2.2024;31.5.2024;\"Paja\";nainen\n".to_owned() + &people(52..60),
        people(51..90),
        String::new(),
    ] {
        let ran = checked("data.csv", (HEADER.to_owned() + &people(1..50) + open + &after).as_bytes());
        assert_eq!(ran.code, 3, "{}", ran.err);
        assert!(ran.err.contains("PK1110") && ran.err.contains("row 51:"), "{}", ran.err);
    }
    // Texts of several lines are nothing wrong.
    let text = HEADER.to_owned() + "K1;1.2.2024;31.5.2024;\"Paja;\nÄäni; ja\n;muut\";nainen\n";
    assert_eq!(checked("data.csv", text.as_bytes()).code, 0);
    // Nor is one inside a cell.
    let text = HEADER.to_owned() + "K1;1.2.2024;31.5.2024;5\" levy;nainen\nK2;1.2.2024;31.5.2024;Paja;mies\n";
    assert!(checked("data.csv", text.as_bytes()).ok().out.contains("5\"\" levy"));
}

#[test]
fn a_quotation_mark_swallows_rows_of_narrow_tables_too() {
    for width in [2, 3] {
        let row = |n: usize, mark: &str| {
            ["K", "1.2.2024", "Paja"][..width].join(";").replacen('K', &format!("{mark}K{n}"), 1)
        };
        let rows = |of: std::ops::Range<usize>| of.map(|n| row(n, "") + "\n").collect::<String>();
        let header = ["tunnus", "aloituspvm", "palvelu"][..width].join(";") + "\n";
        let closing = row(60, "").replacen(';', "\";", 1) + "\n";
        for after in [rows(51..90), rows(51..60) + &closing + &rows(61..70)] {
            let ran = checked("data.csv", (header.clone() + &rows(1..50) + &row(50, "\"") + "\n" + &after).as_bytes());
            assert!(ran.code == 3 && ran.err.contains("PK1110"), "{width}: {}", ran.err);
            assert!(ran.err.contains("row 51:"), "{width}: {}", ran.err);
        }
        // A text of several lines is one.
        let text = row(50, "").replacen("K50", "\"K50; ja\nmuut\nkin\"", 1);
        let ran = checked("data.csv", (header.clone() + &rows(1..50) + &text + "\n" + &rows(51..60)).as_bytes());
        assert_eq!(ran.code, 0, "{width}: {}", ran.err);
    }
}

#[test]
fn a_parquet_file_of_another_compression_is_said_in_words() {
    let zstd = std::fs::read(root().join("tests/fixtures/zstd.parquet")).unwrap();
    let ran = checked("data.parquet", &zstd);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(
        ran.err.contains("PK1116") && ran.err.contains("not read: zstd.") && ran.err.contains("snappy"),
        "{}",
        ran.err
    );
}

#[test]
fn a_cell_of_ten_megabytes_is_a_cell() {
    for cell in ["x".repeat(10 << 20), "työ ".repeat(1 << 18), "1. ".repeat(1 << 18), "a,".repeat(1 << 18)] {
        for row in ["K1;{};31.5.2024;Paja;nainen", "K1;1.2.2024;31.5.2024;{};nainen", "K1;1.2.2024;31.5.2024;Paja;{}"] {
            let text = HEADER.to_owned() + &row.replace("{}", &cell) + "\n" + &people(2..4);
            read(text.as_bytes());
        }
    }
    for header in ["tilanne alussa", "kohderyhmä", "työkyky alku", "ikäryhmä"] {
        let text = format!("tunnus;{header}\nK1;{}\nK2;x\n", "työtön, opiskelija ja työssä ".repeat(1 << 17));
        read(text.as_bytes());
    }
    // In the header.
    read(format!("tunnus;{};palvelu\nK1;a;b\n", "tilanne alussa ".repeat(1 << 19)).as_bytes());
}

#[test]
fn a_row_without_end_stops_before_the_memory_does() {
    // A quotation mark on the second line, and 80 MB behind it.
    let mut text = HEADER.to_owned() + "\"";
    text.push_str(&"x\n".repeat(40 << 20));
    let error = {
        let input = Input::bytes("data.csv", text.into_bytes());
        let sheet = Sheet::open(&input);
        sheet.and_then(|sheet| sheet.batches()?.next().transpose().map(drop)).unwrap_err()
    };
    assert_eq!((error.findings[0].code.number(), error.findings[0].place.line), ("PK1110", Some(2)));
}

#[test]
fn a_million_columns_are_too_many() {
    let text = format!("tunnus;{}\nK1;{}\n", "x;".repeat(1_000_000), "1;".repeat(1_000_000));
    let ran = checked("data.csv", text.as_bytes());
    assert!(ran.code == 3 && ran.err.contains("PK1111"), "{}", ran.err);
    // In a row below they are surplus.
    let text = HEADER.to_owned() + &people(1..3) + &format!("K9;1.2.2024;{}\n", "1;".repeat(1_000_000));
    let ran = checked("data.csv", text.as_bytes()).ok();
    assert!(ran.err.contains("PK1104"), "{}", ran.err);
    // As many as a spreadsheet has are read.
    let text = format!("tunnus{}\nK1{}\n", ";x".repeat(16_000), ";1".repeat(16_000));
    assert_eq!(checked("data.csv", text.as_bytes()).code, 0);
}

/// An archive of some files.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated))
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn ods(content: &str) -> Vec<u8> {
    zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

/// An archive whose first file says that it is small and is not: 1 GB of one letter in 1 MB. Deflate repeats what was said
/// before, so that its last block can be said again and again.
fn bomb(name: &str) -> Vec<u8> {
    let honest = zipped(&[(name, &vec![b' '; 160 << 20])]);
    // The size that was unpacked, in the local and the central header, where the archive has no separate description.
    let size = (160u32 << 20).to_le_bytes();
    let mut lying = honest;
    while let Some(at) = lying.windows(4).position(|window| window == size) {
        lying[at..at + 4].copy_from_slice(&7u32.to_le_bytes());
    }
    lying
}

#[test]
fn what_unpacks_to_more_than_fits_is_refused() {
    // Half a gigabyte of shared texts would be; the archive may say so or not.
    let honest = zipped(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", &vec![b' '; 160 << 20])]);
    assert!(honest.len() < 1 << 20);
    for bytes in [honest, bomb("xl/workbook.xml")] {
        let ran = checked("data.xlsx", &bytes);
        assert!(ran.code == 3 && (ran.err.contains("PK1114") || ran.err.contains("PK1101")), "{}", ran.err);
    }
}

#[test]
fn a_row_that_is_repeated_without_end_is_refused() {
    let table = |rows: &str| {
        ods(&format!(
            "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"T\">{rows}</table:table>\
             </office:spreadsheet></office:body></office:document-content>"
        ))
    };
    let cell = |text: &str, repeated: u64| {
        format!(
            "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"{repeated}\"><text:p>{text}</text:p>\
             </table:table-cell>"
        )
    };
    let row = |cells: String, repeated: u64| {
        format!("<table:table-row table:number-rows-repeated=\"{repeated}\">{cells}</table:table-row>")
    };
    let header = row(cell("tunnus", 1) + &cell("palvelu", 1), 1);
    for rows in [
        row(cell("x", 16_000), 1_000_000),
        row(cell("x", 16_000), 1).repeat(20_000),
        header.clone() + &row(cell(&"x".repeat(100_000), 1), 1_000_000),
    ] {
        let ran = checked("data.ods", &table(&rows));
        assert!(ran.code == 3 && (ran.err.contains("PK1114") || ran.err.contains("PK1111")), "{}", ran.err);
    }
    // Without anything in them they are nothing; a text with more spaces than there are is cut.
    let sane = header + &row(cell("K1", 2), 1) + &row(cell("", 4_000_000_000), 4_000_000_000);
    assert_eq!(checked("data.ods", &table(&sane)).code, 0);
    let spaces = row("<table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"4000000000\"/>a</text:p></table:table-cell>".to_owned(), 1);
    let _ = checked("data.ods", &table(&spaces));
}

#[test]
fn files_of_other_kinds_are_named() {
    for (bytes, code, word) in [
        (&b"%PDF-1.7 x"[..], 2, "pdf"),
        (b"\x1f\x8b\x08\x00", 2, "gzip"),
        (b"<html><table><tr><td>tunnus</td></tr></table></html>", 2, "html"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", 2, "xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 3, "PK1115"),
        (b"a\0b\0\0\0\0\x01\x02", 2, "?"),
        (b"PK\x03\x04 and nothing", 3, "PK1101"),
    ] {
        let ran = checked("data.csv", bytes);
        assert!(ran.code == code && ran.err.contains(word), "{word}: {} {}", ran.code, ran.err);
    }
    let ran = checked("data.xlsx", &zipped(&[("word/document.xml", b"<w/>")]));
    assert!(ran.code == 2 && ran.err.contains(": zip."), "{}", ran.err);
    let ran = checked(
        "data.ods",
        &zipped(&[
            ("META-INF/manifest.xml", b"<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"),
            ("content.xml", b"\x01\x02"),
        ]),
    );
    assert!(ran.code == 3 && ran.err.contains("PK1115"), "{}", ran.err);
}

#[test]
fn a_formula_never_reaches_a_spreadsheet() {
    let services = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "=HYPERLINK(\"http://x\")", "  =1"];
    let mut rows = "id,start,service\n".to_owned();
    for (n, service) in services.iter().enumerate() {
        rows += &format!("K{n},2024-03-01,\"{}\"\n", service.replace('"', "\"\""));
    }
    let ran = checked("data.csv", rows.as_bytes()).ok();
    let mut reader = csv::ReaderBuilder::new().from_reader(ran.out.as_bytes());
    let mut groups = 0;
    for record in reader.records() {
        for cell in record.unwrap().iter() {
            let number = cell.parse::<f64>().is_ok();
            assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
            groups += usize::from(cell.contains("cmd|"));
        }
    }
    assert!(groups > 0);
}

/// Small files that are changed in places.
fn seeds() -> Vec<Vec<u8>> {
    let twin = |name: &str| std::fs::read(root().join("tests/fixtures/twins").join(name)).unwrap();
    ["clean.csv", "excel_finnish.csv", "unicode_text.txt", "two_line_header.csv", "comments.csv"].map(twin).into()
}

fn books() -> Vec<Vec<u8>> {
    let twin = |name: &str| std::fs::read(root().join("tests/fixtures/twins").join(name)).unwrap();
    ["excel.xlsx", "excel_laid_out.xlsx", "libreoffice.ods", "libreoffice_laid_out.ods", "columns.parquet"]
        .map(twin)
        .into()
}

/// The files of an archive.
fn unzipped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let name = file.name().unwrap().into_owned();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
}

/// Cuts a file, or writes something over a part of it.
fn changed(mut bytes: Vec<u8>, at: usize, cut: bool, with: &[u8]) -> Vec<u8> {
    let at = at % bytes.len().max(1);
    if cut {
        bytes.truncate(at);
    } else {
        let end = (at + with.len()).min(bytes.len());
        bytes.splice(at..end, with.iter().copied());
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read(&bytes);
    }

    #[test]
    fn any_table_is_read_or_refused(text in "(tunnus|aloituspvm|tilanne alussa|työkyky alku|[;,\t|\"\n\r=]|\\PC|[0-9.]{1,8}){0,80}") {
        read(text.as_bytes());
    }

    #[test]
    fn a_broken_file_is_read_or_refused(
        which in 0usize..5, at in any::<usize>(), cut in any::<bool>(),
        with in prop_oneof![
            prop::collection::vec(any::<u8>(), 1..8),
            Just(b"\"".to_vec()), Just(b"\r\n\r\n".to_vec()), Just(b"\xff\xfe\0\0".to_vec()), Just(b";;;;;;;;;".to_vec()),
        ],
    ) {
        read(&changed(seeds().swap_remove(which), at, cut, &with));
    }

    #[test]
    fn a_broken_spreadsheet_is_read_or_refused(
        which in 0usize..5, file in any::<usize>(), at in any::<usize>(), cut in any::<bool>(), whole in any::<bool>(),
        with in prop_oneof![
            prop::collection::vec(any::<u8>(), 1..8),
            Just(b"999999999999".to_vec()), Just(b"\"/><".to_vec()), Just(b"&#x110000;".to_vec()), Just(b"-1".to_vec()),
        ],
    ) {
        let bytes = books().swap_remove(which);
        if whole || which == 4 {
            read(&changed(bytes, at, cut, &with));
        } else {
            // Inside, so that the archive itself is right.
            let mut files = unzipped(&bytes);
            let file = file % files.len();
            files[file].1 = changed(files[file].1.clone(), at, cut, &with);
            let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            read(&zipped(&files));
        }
    }
}
