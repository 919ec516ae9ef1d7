//! The report as files: what is in the folder, that the page stands alone, that it is protected, and that nobody's
//! folder is ever written over.

use crate::util::{Folder, Key, Ran, Row, Tidy, files, golden, polku, root};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const LANGUAGES: [(&str, &str); 3] = [("fi", "fi"), ("sv", "sv-FI"), ("en", "en-GB")];

fn sample() -> PathBuf {
    root().join("sample-data")
}

fn report(output: &Path, more: &[&str]) -> Ran {
    let project = sample();
    let mut args: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"report", &project, &"-o", &output];
    args.extend(more.iter().map(|arg| arg as &dyn AsRef<std::ffi::OsStr>));
    polku(&args)
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
    assert_eq!(std::fs::read(project.join("polku.toml")).unwrap(), std::fs::read(sample().join("polku.toml")).unwrap());
    for (language, tag) in LANGUAGES {
        let output = folder.at(language);
        let ran = polku(&[&"report", &project, &"-o", &output, &"--lang", &language]).ok();
        assert!(ran.out.is_empty(), "a report goes into its folder");
        let files = files(&output);
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "charts/figure_01.svg",
                "charts/figure_02.svg",
                "charts/figure_03.svg",
                "charts/figure_04.svg",
                "polku-manifest.json",
                "report.html",
                "results.csv",
                "results.json"
            ]
        );
        let page = std::str::from_utf8(&files["report.html"]).unwrap();
        assert!(page.contains(&format!("<html lang=\"{tag}\">")));
        stands_alone(page);
        let svgs = names.iter().filter(|name| name.ends_with(".svg"));
        for svg in svgs.map(|name| std::str::from_utf8(&files[*name]).unwrap()) {
            assert_eq!(svg.matches("<desc ").count(), 1);
            assert_eq!(svg.matches("http").count(), svg.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
        }
    }
    // Words differ, numbers do not.
    for name in ["results.csv", "results.json"] {
        let [fi, sv, en] = LANGUAGES.map(|(language, _)| std::fs::read(folder.at(language).join(name)).unwrap());
        assert!(fi == sv && sv == en, "{name}");
    }
}

fn stands_alone(page: &str) {
    for foreign in ["<script", "<link", "<iframe", "<object", " src=", "@import", "javascript:"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(page.matches("http").count(), page.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
    assert_eq!(page.matches("url(").count(), page.matches("url(data:").count());
    let figures = between(page, "<figure ", "</figure>");
    assert_eq!(figures.len(), 4);
    for figure in figures {
        assert_eq!((figure.matches("<svg ").count(), figure.matches("<desc ").count()), (2, 2));
        assert_eq!(figure.matches("<table>").count(), 1);
        let said = between(figure, "<desc ", "</desc>")[0].split_once('>').unwrap().1;
        assert!(said.chars().count() > 40, "{said}");
        let rows = between(figure, "<tr>", "</tr>").len();
        assert!(rows > 3, "{rows} rows");
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    let folder = Folder::new();
    let [first, second] = ["a", "b"].map(|name| folder.at(name).join("report"));
    report(&first, &[]).ok();
    report(&second, &[]).ok();
    assert_eq!(files(&first), files(&second));
    // And over what was there.
    report(&second, &[]).ok();
    assert_eq!(files(&first), files(&second));
}

#[test]
fn the_manifest_names_every_file_and_its_source_by_hash() {
    use sha2::{Digest, Sha256};
    let folder = Folder::new();
    let output = folder.at("report");
    report(&output, &["--format", "csv,html"]).ok();
    let mut written = files(&output);
    let manifest: serde_json::Value = serde_json::from_slice(&written.remove("polku-manifest.json").unwrap()).unwrap();
    let hash = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let hashes: BTreeMap<&str, String> = written.iter().map(|(name, bytes)| (name.as_str(), hash(bytes))).collect();
    assert_eq!(manifest["files"], serde_json::json!(hashes));
    assert_eq!(hashes.keys().copied().collect::<Vec<_>>(), ["report.html", "results.csv"]);
    let source = hash(&std::fs::read(sample().join("osallistujat.csv")).unwrap());
    assert_eq!(manifest["sources"]["osallistujat.csv"], source);
    assert!(String::from_utf8(written.remove("report.html").unwrap()).unwrap().contains(&source[..12]));
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let folder = Folder::new();
    folder.write("notes/plan.txt", "do not touch");
    let ran = report(&folder.at("notes"), &["--lang", "en"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("PK1016") && ran.err.contains("notes"), "{}", ran.err);
    assert_eq!(folder.files(), BTreeMap::from([("notes/plan.txt".to_owned(), b"do not touch".to_vec())]));
    // Nor is a file taken for a folder, nor written under.
    let file = folder.write("file", "text");
    assert_eq!(report(&file, &[]).code, 2);
    assert_eq!(report(&file.join("inside"), &[]).code, 3);
    assert_eq!(polku(&[&"demo", &folder.at("notes")]).code, 2);
    assert_eq!(folder.names(), ["file", "notes"]);
}

#[test]
fn a_folder_of_ours_is_replaced_only_while_it_is_as_we_left_it() {
    let folder = Folder::new();
    let output = folder.at("report");
    report(&output, &[]).ok();
    // Fewer files: the old ones go.
    report(&output, &["--format", "json"]).ok();
    assert_eq!(files(&output).into_keys().collect::<Vec<_>>(), ["polku-manifest.json", "results.json"]);
    // Nothing is left beside it.
    assert_eq!(folder.names(), ["report"]);

    let add = |name: &str| folder.write(name, "mine");
    let before = || (folder.files(), report(&output, &[]).code, folder.files());
    let added = add("report/charts/mine.svg");
    let (was, code, is) = before();
    assert!(code == 2 && was == is, "a foreign file");
    std::fs::remove_file(added).unwrap();
    report(&output, &[]).ok();

    let page = output.join("report.html");
    let edited = std::fs::read_to_string(&page).unwrap().replace("</h1>", "!</h1>");
    std::fs::write(&page, edited).unwrap();
    let (was, code, is) = before();
    assert!(code == 2 && was == is, "a changed file");
    std::fs::remove_file(&page).unwrap();
    // A missing one harms nobody.
    report(&output, &[]).ok();
    std::fs::remove_file(output.join("polku-manifest.json")).unwrap();
    let (was, code, is) = before();
    assert!(code == 2 && was == is, "no manifest");
    assert_eq!(folder.names(), ["report"]);
}

#[test]
fn a_report_that_fails_leaves_nothing_behind() {
    let folder = Folder::new();
    let output = folder.at("deep/er/report");
    for more in [&["--template", "none"][..], &["--by", "shoe_size"], &["--format", "docx"]] {
        assert_eq!(report(&output, more).code, 2);
    }
    folder.write("data.csv", "hetu;alku\n131052-308T;1.1.2024\n");
    assert_eq!(polku(&[&"report", &folder.at("data.csv")]).code, 4);
    assert_eq!(folder.names(), ["data.csv"]);
}

#[test]
fn an_internal_report_says_so_on_every_page_and_in_every_name() {
    let folder = Folder::new();
    let output = folder.at("report");
    let ran = report(&output, &["--internal", "--lang", "en"]).ok();
    assert!(ran.err.contains("Internal report"), "{}", ran.err);
    let written = files(&output);
    for name in written.keys().filter(|name| *name != "polku-manifest.json") {
        assert!(name.rsplit('/').next().unwrap().starts_with("INTERNAL-"), "{name}");
    }
    let page = std::str::from_utf8(&written["INTERNAL-report.html"]).unwrap();
    assert!(page.contains("<aside class=\"mark\">Internal – not to be published</aside>"));
    assert!(page.contains("class=\"stamp\"") && page.contains("@top-center"));
    assert!(!page.contains("suppressed</span>") && !page.contains("··"));
    // It points to the files it came with.
    for name in page.split([' ', '<', '>', '"']).filter(|word| word.contains("results.csv")) {
        assert!(written.contains_key(name.trim_end_matches(['.', ','])), "{name}");
    }
    let json: serde_json::Value = serde_json::from_slice(&written["INTERNAL-results.json"]).unwrap();
    assert_eq!(
        (json["results"][0]["policy"].as_str(), json["results"][0]["numbers_hidden"].as_u64()),
        (Some("internal"), Some(0))
    );

    // A public report has no such words, and may follow in the same folder.
    report(&output, &[]).ok();
    assert!(files(&output).keys().all(|name| !name.contains("INTERNAL")));
    assert!(!std::fs::read_to_string(output.join("report.html")).unwrap().contains("class=\"stamp\""));
}

/// What is of low sensitivity: who came from where, and how many are not known.
fn is_low(key: &Key) -> bool {
    key.moment == "start"
        || key.level.ends_with(">total")
        || key.level.ends_with(">unknown")
        || key.indicator == "followup_coverage"
}

#[test]
fn no_public_number_is_of_one_to_four_people() {
    for by in [&[][..], &["--by", "municipality,service*gender,target_group,age_group*education"]] {
        let mut args: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"indicators"];
        let project = sample();
        args.extend([&project as &dyn AsRef<std::ffi::OsStr>, &"--format", &"csv"]);
        args.extend(by.iter().map(|arg| arg as &dyn AsRef<std::ffi::OsStr>));
        let public = Tidy::parse(&polku(&args).ok().out);
        args.push(&"--internal");
        let internal = Tidy::parse(&polku(&args).ok().out);
        let keys = |tidy: &Tidy| tidy.0.keys().cloned().collect::<Vec<_>>();
        assert!(keys(&public) == keys(&internal), "which rows there are must not tell who is in them");
        let mut hidden = 0;
        for (key, row) in &public.0 {
            let truth = &internal.0[key];
            hidden += usize::from(row.flag == "suppressed");
            protected(key, row, truth);
        }
        assert!(hidden > 20, "{hidden}");
    }
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
        assert!(shown.is_none() || shown == true_one, "{key:?} {row:?} {truth:?}");
    }
    let gone = row.count != truth.count || row.base != truth.base;
    if gone {
        assert_eq!((row.value, row.low, row.high), (None, None, None), "{key:?} {row:?}");
        assert_eq!(row.flag, "suppressed", "{key:?}");
    }
}

#[test]
fn golden_results_of_the_sample() {
    golden("sample.csv", &polku(&[&"indicators", &sample(), &"--format", &"csv"]).ok().out);
}

#[test]
fn golden_charts_of_the_sample() {
    let folder = Folder::new();
    let output = folder.at("report");
    report(&output, &["--format", "html", "--lang", "en"]).ok();
    let page = std::fs::read_to_string(output.join("report.html")).unwrap();
    let charts: Vec<&str> =
        between(&page, "<svg ", "</svg>").into_iter().filter(|svg| svg.starts_with("class=\"wide\"")).collect();
    assert_eq!(charts.len(), 4);
    for (number, chart) in (1..).zip(charts) {
        golden(&format!("figure_{number:02}.svg"), &format!("<svg {chart}</svg>\n"));
    }
}
