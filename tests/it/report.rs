//! The report as files: what is in the folder, that the page stands alone, that it is protected, and that nobody's
//! folder is ever written over.

use crate::util::{Folder, Key, Ran, Row, Tidy, files, golden, polku, root};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The files of a report by their names.
type Files = BTreeMap<String, Vec<u8>>;

/// The sample's report in English, public and internal: made once, looked at often.
static PUBLIC: LazyLock<Files> = LazyLock::new(|| sample_report(&["--lang", "en"]));
static INTERNAL: LazyLock<Files> = LazyLock::new(|| sample_report(&["--lang", "en", "--internal"]));

fn sample() -> PathBuf {
    root().join("sample-data")
}

fn sample_report(more: &[&str]) -> Files {
    let folder = Folder::new();
    let output = folder.at("report");
    let ran = report(&sample(), &output, more).ok();
    assert!(ran.out.is_empty(), "a report goes into its folder");
    files(&output)
}

fn report(project: &Path, output: &Path, more: &[&str]) -> Ran {
    let mut args: Vec<&dyn AsRef<OsStr>> = vec![&"report", &project, &"-o", &output];
    args.extend(more.iter().map(|arg| arg as &dyn AsRef<OsStr>));
    polku(&args)
}

fn text<'a>(files: &'a Files, name: &str) -> &'a str {
    std::str::from_utf8(&files[name]).unwrap()
}

/// A folder with a small data file and a place for its report.
fn small() -> (Folder, impl Fn(&Folder, &[&str]) -> Ran) {
    let folder = Folder::new();
    folder.write("data.csv", "id,start,end,status_start,status_exit\nA,2024-01-08,2024-05-31,unemployed,employed\n");
    (folder, |folder: &Folder, more: &[&str]| report(&folder.at("data.csv"), &folder.at("report"), more))
}

/// The parts of a text between two marks.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    text.split(open).skip(1).map(|rest| rest.split(close).next().unwrap()).collect()
}

#[test]
fn the_sample_project_reports_in_every_language() {
    let folder = Folder::new();
    let project = folder.at("example");
    let demo = polku(&[&"demo", &project, &"--lang", &"en"]).ok();
    assert!(demo.err.contains("polku report"), "{}", demo.err);
    assert_eq!(files(&project)["polku.toml"], std::fs::read(sample().join("polku.toml")).unwrap());
    let ran = report(&project, &folder.at("fi"), &[]).ok();
    assert!(ran.err.contains("Kirjoitettu"), "the project's own language: {}", ran.err);
    let (fi, sv, en) = (files(&folder.at("fi")), sample_report(&["--lang", "sv"]), &*PUBLIC);
    for (written, tag) in [(&fi, "fi"), (&sv, "sv-FI"), (en, "en-GB")] {
        let page = text(written, "report.html");
        assert!(page.contains(&format!("<html lang=\"{tag}\">")));
        stands_alone(page);
        // Every drawing is a file of its own, and there is nothing else.
        let figures = between(page, "<figure ", "</figure>");
        let drawn = (1..).zip(&figures).filter(|(_, figure)| figure.contains("<svg ")).map(|(number, _)| number);
        let charts: Vec<String> = drawn
            .flat_map(|number: usize| ["png", "svg"].map(|kind| format!("charts/figure_{number:02}.{kind}")))
            .collect();
        let others = ["polku-manifest.json", "report.html", "results.csv", "results.json"].map(str::to_owned);
        assert_eq!(written.keys().cloned().collect::<Vec<_>>(), [&charts[..], &others].concat());
        for (picture, svg) in charts.iter().map(|name| (&written[name], name)).filter(|(_, name)| name.ends_with("png"))
        {
            assert_eq!(picture[..8], *b"\x89PNG\r\n\x1a\n");
            let svg = text(written, &svg.replace(".png", ".svg"));
            // Twice the size the drawing says of itself: width and height stand in the first chunk.
            let side = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap()) / 2;
            assert!(svg.starts_with(&format!("<svg width=\"{}\" height=\"{}\"", side(16), side(20))));
            assert_eq!(svg.matches("<desc ").count(), 1);
            assert_eq!(svg.matches("http").count(), svg.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
        }
    }
    // Words differ, numbers do not. (The demo's folder has another name, which its results carry.)
    for name in ["results.csv", "results.json"] {
        assert!(sv[name] == en[name], "{name}");
        assert_eq!(text(&fi, name).replace("example", "sample-data"), text(en, name));
    }
}

fn stands_alone(page: &str) {
    for foreign in ["<script", "<link", "<iframe", "<object", " src=", "@import", "javascript:"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(page.matches("http").count(), page.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
    assert_eq!(page.matches("url(").count(), page.matches("url(data:").count());
    let figures = between(page, "<figure ", "</figure>");
    assert!(figures.len() >= 4, "{}", figures.len());
    for figure in figures {
        assert_eq!(figure.matches("<table>").count(), 1);
        let pictures = figure.matches("<svg ").count();
        assert_eq!(pictures, figure.matches("<desc ").count());
        // Where most numbers are hidden there is nothing to draw.
        if pictures == 0 && figure.contains("··") {
            continue;
        }
        assert_eq!(pictures, 2);
        let said = between(figure, "<desc ", "</desc>")[0].split_once('>').unwrap().1;
        assert!(said.chars().count() > 40, "{said}");
        let rows = between(figure, "<tr>", "</tr>").len();
        assert!(rows >= 3, "{rows} rows");
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    let folder = Folder::new();
    let output = folder.at("deep/er/report");
    report(&sample(), &output, &["--lang", "en"]).ok();
    assert!(files(&output) == *PUBLIC);
}

#[test]
fn the_manifest_names_every_file_and_its_source_by_hash() {
    let mut written = PUBLIC.clone();
    let manifest: Value = serde_json::from_slice(&written.remove("polku-manifest.json").unwrap()).unwrap();
    let hash = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let hashes: BTreeMap<&str, String> = written.iter().map(|(name, bytes)| (name.as_str(), hash(bytes))).collect();
    assert_eq!(manifest["files"], serde_json::json!(hashes));
    let source = hash(&std::fs::read(sample().join("osallistujat.csv")).unwrap());
    assert_eq!(manifest["sources"]["osallistujat.csv"], source);
    assert!(text(&written, "report.html").contains(&source[..12]));
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let (folder, _) = small();
    let data = folder.at("data.csv");
    folder.write("notes/plan.txt", "do not touch");
    let ran = report(&data, &folder.at("notes"), &["--lang", "en"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("PK1016") && ran.err.contains("notes"), "{}", ran.err);
    assert_eq!(folder.files()["notes/plan.txt"], b"do not touch");
    assert_eq!(polku(&[&"demo", &folder.at("notes")]).code, 2);
    // Nor is a file taken for a folder, nor written under.
    let file = folder.write("file", "text");
    assert_eq!(report(&data, &file, &[]).code, 2);
    assert_eq!(report(&data, &file.join("inside"), &[]).code, 3);
    assert_eq!(folder.files().into_keys().collect::<Vec<_>>(), ["data.csv", "file", "notes/plan.txt"]);
    // An empty folder is nobody's.
    std::fs::create_dir(folder.at("empty")).unwrap();
    report(&data, &folder.at("empty"), &["--format", "csv"]).ok();
    assert_eq!(files(&folder.at("empty")).into_keys().collect::<Vec<_>>(), ["polku-manifest.json", "results.csv"]);
}

#[test]
fn a_folder_of_ours_is_replaced_only_while_it_is_as_we_left_it() {
    let (folder, report) = small();
    report(&folder, &[]).ok();
    // Fewer files: the old ones go, and nothing is left beside it.
    report(&folder, &["--format", "json"]).ok();
    let names = ["data.csv", "report/polku-manifest.json", "report/results.json"];
    let ours = |name: &String| !name.starts_with(".polku/");
    assert_eq!(folder.files().into_keys().filter(ours).collect::<Vec<_>>(), names);
    assert_eq!(folder.names(), [".polku", "data.csv", "report"]);

    let refused = |why: &str| {
        let was = folder.files();
        assert_eq!(report(&folder, &[]).code, 2, "{why}");
        assert!(was == folder.files(), "{why}");
    };
    let added = folder.write("report/charts/mine.svg", "mine");
    refused("a foreign file");
    std::fs::remove_file(added).unwrap();
    report(&folder, &[]).ok();
    let page = folder.at("report/report.html");
    let edited = std::fs::read_to_string(&page).unwrap().replace("</h1>", "!</h1>");
    std::fs::write(&page, edited).unwrap();
    refused("a changed file");
    std::fs::remove_file(&page).unwrap();
    // A missing one harms nobody.
    report(&folder, &[]).ok();
    std::fs::remove_file(folder.at("report/polku-manifest.json")).unwrap();
    refused("no manifest");
    assert_eq!(folder.names(), [".polku", "data.csv", "report"]);
}

#[test]
fn a_report_that_fails_leaves_nothing_behind() {
    let (folder, report) = small();
    for more in [&["--template", "none"][..], &["--by", "shoe_size"], &["--format", "docx"]] {
        assert_eq!(report(&folder, more).code, 2);
    }
    folder.write("data.csv", "hetu;alku\n131052-308T;1.1.2024\n");
    assert_eq!(report(&folder, &[]).code, 4);
    assert_eq!(folder.names(), ["data.csv"]);
}

#[test]
fn an_internal_report_says_so_on_every_page_and_in_every_name() {
    for name in INTERNAL.keys().filter(|name| *name != "polku-manifest.json") {
        assert!(name.rsplit('/').next().unwrap().starts_with("INTERNAL-"), "{name}");
    }
    for (name, bytes) in INTERNAL.iter().filter(|(name, _)| name.ends_with(".svg")) {
        let svg = std::str::from_utf8(bytes).unwrap();
        assert!(svg.contains("Internal – not to be published"), "{name}");
        // What is all hidden is not drawn for the public.
        let public = name.replace("INTERNAL-", "");
        assert!(!PUBLIC.contains_key(&public) || !text(&PUBLIC, &public).contains("not to be published"));
    }
    let page = text(&INTERNAL, "INTERNAL-report.html");
    assert!(page.contains("<aside class=\"mark\">Internal – not to be published</aside>"));
    assert!(page.contains("class=\"stamp\"") && page.contains("@top-center"));
    assert!(!page.contains("··"));
    let json: Value = serde_json::from_slice(&INTERNAL["INTERNAL-results.json"]).unwrap();
    let set = &json["results"][0];
    assert_eq!((set["policy"].as_str(), set["numbers_hidden"].as_u64()), (Some("internal"), Some(0)));

    // A public report has no such words, and may follow in the same folder.
    let (folder, report) = small();
    let ran = report(&folder, &["--internal", "--lang", "en"]).ok();
    assert!(ran.err.contains("Internal report"), "{}", ran.err);
    report(&folder, &[]).ok();
    let written = files(&folder.at("report"));
    assert!(written.keys().all(|name| !name.contains("INTERNAL")));
    for page in [text(&written, "report.html"), text(&PUBLIC, "report.html")] {
        assert!(!page.contains("class=\"stamp\"") && !page.contains("not to be published"));
    }
}

#[test]
fn a_page_points_to_the_files_it_came_with() {
    for (files, page) in [(&*PUBLIC, "report.html"), (&*INTERNAL, "INTERNAL-report.html")] {
        let words = text(files, page).split([' ', '<', '>', '"']);
        let named: Vec<&str> = words.filter(|word| word.contains("results.csv")).collect();
        assert!(!named.is_empty());
        for name in named {
            assert!(files.contains_key(name.trim_end_matches(['.', ','])), "{name} is not beside {page}");
        }
    }
}

/// What is of low sensitivity: who came from where, and how many are not known.
fn is_low(key: &Key) -> bool {
    key.moment == "start"
        || key.level.ends_with(">total")
        || key.level.ends_with(">unknown")
        || key.indicator == "followup_coverage"
        || key.indicator == "education_at_entry"
}

#[test]
fn no_public_number_is_of_one_to_four_people() {
    let of = |files: &Files, name| Tidy::parse(text(files, name));
    compare(&of(&PUBLIC, "results.csv"), &of(&INTERNAL, "INTERNAL-results.csv"));
}

#[test]
fn nor_is_any_where_groups_are_crossed() {
    let project = sample();
    let by = "municipality,service*gender";
    let asked: [&dyn AsRef<OsStr>; 6] = [&"indicators", &project, &"--format", &"csv", &"--by", &by];
    let public = polku(&asked).ok();
    let (public, left_out) = (Tidy::parse(&public.out), public.err.contains("jätettiin pois"));
    let mut internal = Tidy::parse(&polku(&[&asked[..], &[&"--internal"]].concat()).ok().out);
    // A breakdown is told or left out as a whole, and then it is said.
    let told: BTreeSet<String> = public.0.keys().map(|key| key.by.clone()).collect();
    let before = internal.0.len();
    internal.0.retain(|key, _| told.contains(&key.by));
    assert_eq!(left_out, internal.0.len() < before);
    assert!(told.len() > 1, "{told:?}");
    compare(&public, &internal);
}

fn compare(public: &Tidy, internal: &Tidy) {
    // Transitions from status to status are told by class only where most would be of few.
    let thin = |key: &&Key| key.indicator == "status_transition_exit" && key.statistic == "count";
    let keys = |tidy: &Tidy| tidy.0.keys().filter(|key| !thin(key)).cloned().collect::<Vec<_>>();
    assert!(keys(public) == keys(internal), "which rows there are must not tell who is in them");
    public.0.iter().for_each(|(key, row)| protected(key, row, &internal.0[key]));
    let hidden = public.0.values().filter(|row| row.flag == "suppressed").count();
    assert!(hidden > 20 && hidden < public.0.len() * 3 / 4, "{hidden} of {}", public.0.len());
}

fn protected(key: &Key, row: &Row, truth: &Row) {
    let small = |n: Option<u64>| n.is_some_and(|n| (1..=4).contains(&n));
    if !is_low(key) {
        assert!(!small(row.count), "{key:?} {row:?}");
        assert!(!small(row.base), "{key:?} {row:?}");
        let rest = row.base.zip(row.count).map(|(base, count)| base - count);
        assert!(!small(rest), "{key:?} {row:?}");
    }
    // What is shown is true, and what is told of hidden people is hidden too.
    for (shown, true_one) in [(row.count, truth.count), (row.base, truth.base), (row.unknown, truth.unknown)] {
        // A month of a curve ends the day before: who had the event on the very day stands in the next one.
        let before = key.statistic == "cumulative" && shown < true_one;
        assert!(shown.is_none() || shown == true_one || before, "{key:?} {row:?} {truth:?}");
    }
    let gone = row.count.is_some() != truth.count.is_some() || row.base != truth.base;
    if gone {
        assert_eq!((row.value, row.low, row.high), (None, None, None), "{key:?} {row:?}");
        assert_eq!(row.flag, "suppressed", "{key:?}");
    }
}

#[test]
fn a_public_mean_is_rounded_and_is_of_ten_at_least() {
    let tidy = Tidy::parse(text(&PUBLIC, "results.csv"));
    let mut met = 0;
    for (key, row) in tidy.0.iter().filter(|(key, _)| key.statistic.starts_with("mean_")) {
        let Some(value) = row.value else { continue };
        // A tenth of a point; a whole point on a long scale.
        let step = if key.indicator.starts_with("who5") { 1.0 } else { 10.0 };
        assert_eq!((value * step).round() / step, value, "{key:?}");
        assert!(row.base.unwrap() >= 10, "{key:?} {row:?}");
        met += 1;
    }
    assert!(met > 20, "{met}");
}

#[test]
fn both_machine_formats_say_the_same() {
    let json: Value = serde_json::from_str(text(&PUBLIC, "results.json")).unwrap();
    let set = &json["results"][0];
    let tidy = Tidy::parse(text(&PUBLIC, "results.csv"));
    let rows = set["rows"].as_array().unwrap();
    assert_eq!(rows.len(), tidy.0.len());
    for row in rows {
        let word = |name: &str| row[name].as_str().unwrap().to_owned();
        let [indicator, statistic, level] = ["indicator", "statistic", "level"].map(word);
        let [by, group, moment] = ["by", "group", "moment"].map(word);
        let key = Key { indicator, statistic, level, by, group, moment };
        let other = &tidy.0[&key];
        let wholes = ["count", "base", "unknown", "among_unknown"].map(|name| row[name].as_u64());
        assert_eq!(wholes, [other.count, other.base, other.unknown, other.among_unknown], "{key:?}");
        for (name, real) in [("value", other.value), ("low", other.low), ("high", other.high)] {
            // serde_json reads a number to its last digit but one.
            let near = row[name].as_f64().zip(real).is_some_and(|(a, b)| (a - b).abs() < 1e-12);
            assert!(near || (row[name].is_null() && real.is_none()), "{key:?}: {row}");
        }
        assert_eq!((word("method"), word("flag")), (other.method.clone(), other.flag.clone()), "{key:?}");
    }
    assert!(set["policy"] == "public" && set["numbers_hidden"].as_u64() > Some(20));
}

#[test]
fn a_report_says_how_its_file_was_read() {
    let page = text(&PUBLIC, "report.html");
    for said in ["osallistujat.csv", "Windows-1252", "tilanne alussa", "situation at entry"] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn golden_results_of_the_sample() {
    golden("sample.csv", text(&PUBLIC, "results.csv"));
}

#[test]
fn golden_charts_of_the_sample() {
    let charts = between(text(&PUBLIC, "report.html"), "<svg ", "</svg>");
    let wide: Vec<&str> = charts.into_iter().filter(|svg| svg.starts_with("class=\"wide\"")).collect();
    assert!(wide.len() >= 4);
    for (number, chart) in (1..).zip(&wide) {
        golden(&format!("figure_{number:02}.svg"), &format!("<svg {chart}</svg>\n"));
    }
    let stored = files(&root().join("tests/golden")).into_keys().filter(|name| name.starts_with("figure_"));
    assert_eq!(stored.count(), wide.len(), "a golden chart that no report shows: delete it");
}

#[test]
fn figures_are_numbered_from_one_where_nothing_is_broken_down() {
    let folder = Folder::new();
    let row =
        |i: usize| format!("K{i};1.1.2024;1.6.2024;työtön;{}\n", if i.is_multiple_of(2) { "työssä" } else { "työtön" });
    let rows = "tunnus;aloituspvm;lopetuspvm;tilanne alussa;tilanne lopussa\n".to_owned()
        + &(0..40).map(row).collect::<String>();
    let data = folder.write("data.csv", rows);
    polku(&[&"report", &data, &"-o", &folder.at("out"), &"--lang", &"en"]).ok();
    let page = String::from_utf8(folder.files()["out/report.html"].clone()).unwrap();
    let numbers: Vec<&str> = page
        .split("id=\"figure-")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next())
        .collect();
    assert_eq!(numbers.first(), Some(&"1"), "{numbers:?}");
}
