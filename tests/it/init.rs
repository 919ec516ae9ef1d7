//! `polku init`: what it writes is read without a fault, says something of every column, repeats nobody's data, and
//! gives the results a project written by hand gives.

use crate::util::{Folder, Key, Ran, Tidy, polku, root};
use std::path::Path;

/// Files people really have, each awkward in its way.
const FILES: [(&str, &str); 9] = [
    (
        "names of facts",
        "participant_id;start;end;service;gender;target_group;weight;status_start;status_exit;status_3m;status_6m\n\
         M003;1.9.1993;1.9.1995;Training;mies;gcse<5;1,59;training;FE;FE;FE\n\
         M004;1.9.1993;1.8.1997;Training;nainen;gcse5+;0,8;training;employment;employment;employment\n",
    ),
    (
        "a title, two columns with one header, a header over two lines, notes, no header",
        "Lista 2024;;;;;;;;;;\n\
         tunnus;tilanne;tilanne;kotikunta;kunta;lempiväri;muutos työkyky;Kommentit;missä nyt;;\"ou\"\"to\notsikko\"\n\
         A1;työtön;työllä;Oulu;Oulu;sininen;1;yksi pitkä tarina;työssä;x;a\n\
         A2;pätkätöissä;työssä;Oulu;Kemi;punainen;2;toinen pitkä tarina;työtön;y;b\n\
         A3;työtön;soita 040 123 4567;Oulu;Kemi;punainen;2;kolmas pitkä tarina;opiskelija;y;b\n",
    ),
    (
        "nobody told apart",
        "nro;aloituspvm;tilanne alussa;sukupuoli\n1;1.2.2024;työtön;1\n2;1.2.2024;työtön;2\n3;1.3.2024;työtön;2\n",
    ),
    ("no dates", "id,gender,status_start\nA,woman,unemployed\nB,man,unemployed\n"),
    ("nothing but people", "id\nA\nB\n"),
    (
        "days ahead, days of birth, days for months",
        "kod\tstartdatum\tslutdatum\tfödelsedatum\tarbetslös dagar\tläge\n\
         A\t1.2.2024\t1.2.2031\t1.3.1980\t300\tarbetslös\nB\t1.2.2024\t1.5.2024\t1.3.1990\t20\tarbetslös\n",
    ),
    (
        "own scales",
        "tunnus;aloituspvm;lopetuspvm;rohkeus (1-5) alku;rohkeus (1-5) loppu;status alku;ihme 6 kk;Ihme alussa\n\
         A;1.2.2024;1.5.2024;1;2;työtön;14;2\nB;1.2.2024;1.5.2024;5;4;työtön;3;66\n",
    ),
    ("empty columns", "tunnus;aloituspvm;palvelu;jotain;ei mitään\nA;1.2.2024;;;\nB;1.2.2024;;;\n"),
    (
        "many columns of situations",
        "id;tammi;helmi;maalis;huhti;touko;kesä;heinä\nA;työtön;työtön;työtön;työtön;työssä;työssä;työssä\n\
         B;työtön;työtön;opiskelija;työtön;työssä;työssä;työssä\n",
    ),
];

fn init(folder: &Folder, data: &str, more: &[&str]) -> Ran {
    let data = folder.at(data);
    let mut args: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"init", &data];
    args.extend(more.iter().map(|arg| arg as &dyn AsRef<std::ffi::OsStr>));
    polku(&args)
}

fn text(folder: &Folder) -> String {
    std::fs::read_to_string(folder.at("polku.toml")).unwrap()
}

#[track_caller]
fn is_accepted(folder: &Folder, about: &str) {
    let toml = folder.at("polku.toml");
    let checked = polku(&[&"check", &toml, &"--lang", &"en"]);
    assert!(checked.code <= 1, "{about}: {}{}\n{}", checked.out, checked.err, text(folder));
    let reported = polku(&[&"report", &toml, &"-o", &folder.at("out")]);
    assert_eq!(reported.code, 0, "{about}: {}", reported.err);
}

/// The headers of a file as its project quotes them.
fn headers(data: &str) -> Vec<String> {
    let separator = [b';', b'\t', b','].into_iter().find(|c| data.as_bytes().contains(c)).unwrap_or(b';');
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(separator).has_headers(false).flexible(true).from_reader(data.as_bytes());
    let mut records = reader.records().map(Result::unwrap);
    let head = records.find(|record| record.len() == 1 || record.iter().filter(|cell| !cell.is_empty()).count() > 1);
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\\\"").replace('\n', "\\n"));
    head.unwrap().iter().filter(|cell| !cell.is_empty()).map(quoted).collect()
}

#[test]
fn what_is_written_is_read_without_a_fault_and_speaks_of_every_column() {
    for (about, data) in FILES {
        for language in ["fi", "sv", "en"] {
            let folder = Folder::new();
            folder.write("data.csv", data);
            init(&folder, "data.csv", &["--lang", language]).ok();
            let text = text(&folder);
            for header in headers(data) {
                assert!(text.contains(&header), "{about}: {header} is not in\n{text}");
            }
            assert!(!text.contains('{') || text.contains("{ "), "{about}: an open slot in\n{text}");
            if language == "fi" {
                is_accepted(&folder, about);
            }
        }
    }
    let folder = Folder::new();
    folder.write("faults.csv", std::fs::read(root().join("tests/fixtures/faults.csv")).unwrap());
    init(&folder, "faults.csv", &[]).ok();
    is_accepted(&folder, "faults");
}

#[test]
fn real_files_beside_the_repository_are_accepted() {
    let reference = root().join("../shared/reference");
    for name in ["mvad_followup/mvad_followup_fi.csv", "jobs2/jobs2_fi.csv", "claus2020_who5/wide_fi.csv"] {
        let Ok(bytes) = std::fs::read(reference.join(name)) else {
            eprintln!("no {name}: nothing read");
            continue;
        };
        let folder = Folder::new();
        folder.write("data.csv", bytes);
        init(&folder, "data.csv", &[]).ok();
        is_accepted(&folder, name);
    }
}

/// A copy of the sample data with the project that `init` writes, and what only a person knows put in.
fn sample() -> (Folder, String) {
    let folder = Folder::new();
    folder.write("osallistujat.csv", std::fs::read(root().join("sample-data/osallistujat.csv")).unwrap());
    init(&folder, "osallistujat.csv", &[]).ok();
    let text = text(&folder).replace("# period = {", "period = {");
    (folder, text)
}

fn results(project: &Path) -> Tidy {
    Tidy::parse(&polku(&[&"indicators", &project, &"--internal", &"--format", &"csv", &"--lang", &"en"]).ok().out)
}

#[test]
fn the_sample_gives_the_results_of_the_project_written_by_hand() {
    let (folder, text) = sample();
    // The last day of the file is the last day of its follow-up; its years are the period of the report.
    assert!(
        text.contains("\ndata_until = 2026-03-31\n") && text.contains("from = 2023-01-01, to = 2025-12-31"),
        "{text}"
    );
    let by_hand = results(&root().join("sample-data"));
    let same = |found: Tidy, own: bool| {
        let of_scale = |id: &str| id.starts_with("inclusion") || id.starts_with("everyday_life");
        // How clear a difference is among many hangs on how many there are.
        let among_many = |key: &Key| key.statistic == "difference_q";
        let is_wanted = |key: &Key| own || !of_scale(&key.indicator) && !among_many(key);
        let wanted: Vec<_> = by_hand.0.iter().filter(|(key, _)| is_wanted(key)).collect();
        assert!(wanted.len() > 1000);
        let mut found: Vec<_> = found.0.into_iter().filter(|(key, _)| own || !among_many(key)).collect();
        for (key, _) in &mut found {
            key.indicator = key.indicator.replace("osallisuus", "inclusion").replace("arki", "everyday_life");
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        for ((key, row), (found_key, found_row)) in wanted.iter().zip(&found) {
            assert_eq!((*key, *row), (found_key, found_row));
        }
        assert_eq!(wanted.len(), found.len());
    };
    same(results(&folder.write("polku.toml", &text)), false);

    // With the scales that it proposes as comments, all is the same.
    // The example of a goal, the last of the file, can be used as it stands.
    let (text, goal) = text.split_once("# [[goal]]\n").unwrap();
    let goal: String = goal.lines().map(|line| format!("{}\n", line.trim_start_matches("# "))).collect();
    let with_goal = folder.write("goal.toml", format!("{text}[[goal]]\n{goal}"));
    assert_eq!(polku(&[&"check", &with_goal]).code, 1);
    let mut scales = false;
    let used: Vec<&str> = text
        .lines()
        .map(|line| {
            scales = (scales || line == "# [[instrument]]") && !line.is_empty();
            let column = ["osallisuus_", "arki_"].iter().any(|name| line.starts_with(&format!("# {name}")));
            if scales || column { line.trim_start_matches("# ") } else { line }
        })
        .collect();
    same(results(&folder.write("polku.toml", used.join("\n"))), true);
}

#[test]
fn every_line_that_waits_can_be_used() {
    let mut tried = 0;
    for (about, data) in FILES {
        let folder = Folder::new();
        folder.write("data.csv", data);
        init(&folder, "data.csv", &[]).ok();
        let text = text(&folder);
        let scales: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# id = \"")).collect();
        for (i, line) in text.lines().enumerate() {
            let Some(code) = line.strip_prefix("# ") else { continue };
            let key = code.split(" = ").next().unwrap();
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            let column = !key.is_empty() && key.chars().all(plain) || key.starts_with('"');
            let of_scale = scales.iter().any(|id| key.starts_with(id.trim_end_matches(['"', ' '])));
            let block = text.lines().take(i).any(|line| line == "# [[instrument]]" || line == "# [[goal]]");
            if !code.contains(" = ") || !column || of_scale || block {
                continue;
            }
            let used: Vec<&str> = text.lines().enumerate().map(|(n, line)| if n == i { code } else { line }).collect();
            let toml = folder.write("polku.toml", used.join("\n"));
            let ran = polku(&[&"check", &toml, &"--lang", &"en"]);
            assert!(ran.code <= 1, "{about}: {code}\n{}", ran.err);
            tried += 1;
        }
    }
    assert!(tried > 30, "{tried}");
}

#[test]
fn words_nobody_knows_stand_with_the_nearest_and_stories_do_not() {
    let folder = Folder::new();
    folder.write(
        "data.csv",
        "tunnus;aloituspvm;tilanne alussa\nA;1.2.2024;höpsismi\nB;1.2.2024;höpsismi\nC;1.2.2024;työtön hlö\n\
         D;1.2.2024;kuntoutus\nE;1.2.2024;hänen numeronsa on 040 123 4567\nF;1.2.2024;meeri@kotona\n\
         G;1.2.2024;työttön\nH;1.2.2024;työtön\n",
    );
    let ran = init(&folder, "data.csv", &["--lang", "en"]).ok();
    let text = text(&folder);
    let line = |start: &str| text.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{text}"));
    assert!(line("# \"höpsismi\" = \"unknown\"").contains("Rows: 2."));
    line("# \"työttön\" = \"unemployed\"");
    assert!(line("# \"kuntoutus\" = ").contains("Options: "));
    assert!(!text.contains("040") && !text.contains("meeri"), "{text}");
    assert!(text.contains("Other words: 2."), "{text}");
    assert!(ran.err.contains("Unknown words: 6.") && !ran.err.contains("höpsismi"), "{}", ran.err);
}

#[test]
fn personal_data_is_left_out_and_never_repeated() {
    const CODE: &str = "131052-308T";
    let folder = Folder::new();
    let deep: String = (0..6_000).map(|n| format!("K{n};Meeri;m{n}@x.fi;1.2.2024;a;b\n")).collect();
    let data = format!(
        "tunnus;Etunimi;sähköposti;aloituspvm;palvelu;muuta\nK;Meeri;m@x.fi;1.2.2024;Paja;{CODE}\n{deep}\
         L;Meeri;m@x.fi;1.2.2024;{CODE};\n"
    );
    folder.write("data.csv", data);
    let ran = init(&folder, "data.csv", &["--lang", "en"]).ok();
    let text = text(&folder);
    // The last one stands further down than columns are looked at.
    assert!(text.contains("leave_out = [\"Etunimi\", \"sähköposti\", \"palvelu\", \"muuta\"]"), "{text}");
    for secret in [CODE, "Meeri", "@x.fi"] {
        assert!(!text.contains(secret) && !ran.err.contains(secret), "{secret}");
    }
    assert!(ran.err.contains("Personal data, left out: Etunimi"), "{}", ran.err);
    is_accepted(&folder, "personal");
}

#[test]
fn nothing_is_written_where_only_personal_data_tell_people_apart() {
    const CODE: &str = "131052-308T";
    for data in [
        format!("hetu;aloituspvm\n{CODE};1.2.2024\n"),
        format!("tunnus;aloituspvm\n{CODE};1.2.2024\nB;1.2.2024\n"),
        format!(
            "tunnus;aloituspvm\n{}{CODE};1.2.2024\n",
            (0..6_000).map(|n| format!("K{n};1.2.2024\n")).collect::<String>()
        ),
        "nimi;aloituspvm\nMeeri;1.2.2024\n".to_owned(),
        // No headers: the first row is somebody.
        format!("{CODE};1.2.2024;työtön\n131052-308X;1.2.2024;työtön\n"),
    ] {
        let folder = Folder::new();
        folder.write("data.csv", data);
        let ran = init(&folder, "data.csv", &["--lang", "en"]);
        assert_eq!((ran.code, folder.names()), (4, vec!["data.csv".to_owned()]), "{}", ran.err);
        assert!(ran.err.contains("PK130") && !ran.err.contains(CODE) && !ran.err.contains("Meeri"), "{}", ran.err);
    }
}

#[test]
fn a_project_that_is_there_is_never_written_over() {
    let folder = Folder::new();
    folder.write("data.csv", FILES[0].1);
    folder.write("polku.toml", "# minun\n");
    let ran = init(&folder, "data.csv", &["--lang", "en"]);
    assert_eq!((ran.code, text(&folder).as_str()), (2, "# minun\n"));
    assert!(ran.err.contains("PK1017") && ran.err.contains("--update"), "{}", ran.err);
    // Elsewhere, and nowhere.
    let other = folder.at("toinen.toml");
    polku(&[&"init", &folder.at("data.csv"), &"-o", &other]).ok();
    let shown = polku(&[&"init", &folder.at("data.csv"), &"-o", &"-"]).ok();
    assert_eq!(shown.out, std::fs::read_to_string(other).unwrap());
    assert_eq!(text(&folder), "# minun\n");
    assert_eq!(folder.names(), ["data.csv", "polku.toml", "toinen.toml"]);
}

/// A project somebody wrote and commented, in ways of their own.
const BY_HAND: &str = "\u{feff}# Meidän projekti.\r\n[project]\r\ntitle = 'Oma'   # hieno\r\n\r\n[[table]]\r\n\
    file = \"data.csv\"\r\ncolumns = { id = 'Tunnus', service = \"palvelu\" } # näin\r\n\
    [values.status]\r\n\"höpsismi\" = \"employed\"\r\n\r\n# loppu";

#[test]
fn an_update_keeps_every_letter_and_adds_only_comments() {
    let folder = Folder::new();
    folder.write(
        "data.csv",
        "tunnus;aloituspvm;palvelu;tilanne alussa;hattu;rohkeus alku;rohkeus loppu;Etunimi\n\
         A;1.2.2024;Paja;höpsismi;punainen;1;2;Meeri\nB;1.2.2024;Paja;hassu;punainen;1;2;Meeri\n\
         C;1.2.2024;Paja;hassu;sininen;1;2;Meeri\n",
    );
    folder.write("lisää.csv", "tunnus;aloituspvm\nD;1.2.2024\n");
    let project = folder.write("polku.toml", BY_HAND);
    let update = || polku(&[&"init", &"--update", &folder.at("data.csv"), &folder.at("lisää.csv"), &"--lang", &"en"]);
    update().ok();
    let text = text(&folder);
    // What is new are whole lines that begin with a hash; without them it is what it was.
    let added = |line: &&str| line.starts_with('#') && !BY_HAND.contains(line.trim_end()) || line.is_empty();
    let kept: Vec<&str> = text.split('\n').filter(|line| !added(line)).collect();
    let before: Vec<&str> = BY_HAND.split('\n').filter(|line| !line.is_empty()).collect();
    assert_eq!(kept, before, "{text}");
    for new in [
        "# start = \"aloituspvm\"             # start date",
        "# hattu = \"hattu\"",
        "# \"hassu\" = ",
        "# id = \"rohkeus\"",
        "# file = \"lisää.csv\"",
        "# leave_out = [\"Etunimi\"]",
    ] {
        assert_eq!(text.matches(new).count(), 1, "{new}\n{text}");
    }
    for old in ["# id = \"tunnus\"  # identifier: a known header. Read", "# service", "# \"höpsismi\""] {
        assert!(!text.contains(old), "{old}\n{text}");
    }
    // In its place: below the columns, above the next table.
    assert!(text.find("# hattu").unwrap() < text.find("[values.status]").unwrap(), "{text}");
    // Again there is nothing new.
    let again = update().ok();
    assert!(again.err.contains("nothing new"), "{}", again.err);
    assert_eq!(std::fs::read_to_string(&project).unwrap(), text);
    // A project with a fault is not touched.
    let broken = BY_HAND.replace("employed", "emploied").replace("file =", "fil =");
    folder.write("polku.toml", &broken);
    assert_eq!((update().code, std::fs::read_to_string(&project).unwrap()), (2, broken));
}

#[test]
fn files_in_other_folders_are_named_from_the_project() {
    let folder = Folder::new();
    folder.write("a/yksi.csv", "tunnus;aloituspvm\nA;1.2.2024\n");
    folder.write("b/kaksi.csv", "tunnus;aloituspvm;sukupuoli\nB;1.2.2024;nainen\n");
    std::fs::create_dir_all(folder.at("projekti")).unwrap();
    let out = folder.at("projekti");
    polku(&[&"init", &folder.at("a/yksi.csv"), &folder.at("b/kaksi.csv"), &"-o", &out]).ok();
    let text = std::fs::read_to_string(out.join("polku.toml")).unwrap();
    assert!(text.contains("file = \"../a/yksi.csv\"") && text.contains("file = \"../b/kaksi.csv\""), "{text}");
    assert!(text.contains("title = \"Yksi\""), "{text}");
    let tidy = results(&out);
    assert_eq!(tidy.total("participants", "count").count, Some(2));
}

#[test]
fn comments_are_in_the_language_of_the_headers_unless_another_is_asked_for() {
    let folder = Folder::new();
    folder.write("sv.csv", "kod;startdatum;kön\nA;1.2.2024;kvinna\n");
    folder.write("en.csv", "participant id;start date;sex\nA;1.2.2024;woman\n");
    let of = |data: &str, more: &[&str]| init(&folder, data, &[&["-o", "-"], more].concat()).ok().out;
    for (data, more, language, word) in [
        ("sv.csv", &[][..], "sv", "Projektfil"),
        ("en.csv", &[], "en", "Project file"),
        ("sv.csv", &["--lang", "fi"], "fi", "Projektitiedosto"),
    ] {
        let text = of(data, more);
        assert!(text.contains(&format!("language = \"{language}\"")) && text.contains(word), "{text}");
    }
    assert_eq!(of("sv.csv", &[]), of("sv.csv", &[]));
}

#[test]
fn days_ahead_are_no_last_day() {
    let folder = Folder::new();
    folder.write("data.csv", FILES[5].1);
    init(&folder, "data.csv", &["--lang", "en"]).ok();
    let text = text(&folder);
    // Made on 1 April 2026; the end of 2031 is a plan.
    assert!(text.contains("data_until = 2024-05-01") && text.contains("lie ahead: 1."), "{text}");
}

#[test]
fn a_file_that_cannot_be_read_is_said_and_nothing_written() {
    let folder = Folder::new();
    folder.write("tyhjä.csv", "");
    folder.write("taulukko.docx", "x");
    folder.write("otsikot.csv", "tunnus;aloituspvm\n");
    for (data, code) in [("tyhjä.csv", 3), ("taulukko.docx", 2), ("puuttuu.csv", 3), ("otsikot.csv", 3)] {
        let ran = init(&folder, data, &[]);
        assert_eq!(ran.code, code, "{data}: {}", ran.err);
    }
    assert!(!folder.at("polku.toml").exists());
    // Columns without a single fact are still listed: there the project is needed most.
    folder.write("outo.csv", "hattu;kenkä\npunainen;42\nsininen;43\npunainen;43\n");
    let ran = init(&folder, "outo.csv", &["--lang", "en"]).ok();
    assert!(ran.err.contains("PK1103") && text(&folder).contains("# hattu = \"hattu\""), "{}", ran.err);
}

mod any {
    use super::*;
    use proptest::prelude::*;

    /// Headers as lists have them, and as nobody has them.
    fn header() -> impl Strategy<Value = String> {
        let known = [
            "tunnus",
            "tilanne alussa",
            "tilanne",
            "työkyky alku (0-10)",
            "kunta",
            "hetu",
            "aloituspvm",
            "who-5 loppu",
            "ikä",
            "osallisuus alku",
            "osallisuus 6 kk",
            "muutos",
            "Sukupuoli",
            "asiakasnumero",
            "syntymäaika",
            "työtön alkaen",
        ];
        prop_oneof![3 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned), 2 => "\\PC{0,12}", 1 => "[a-z \"'#=\\[\\]\\\\\n]{1,9}"]
    }

    fn cell() -> impl Strategy<Value = String> {
        let known = [
            "työtön",
            "työssä",
            "1.2.2024",
            "5,5",
            "3",
            "Oulu",
            "nainen",
            "höpsismi",
            "",
            "131052-308T",
            "a@b.fi",
            "-",
        ];
        prop_oneof![4 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,9}"]
    }

    /// A case is three whole runs: few of them, unless somebody asks for more.
    fn cases() -> u32 {
        std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(12)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn any_file_gives_a_project_that_loads_or_a_finding(
            headers in proptest::collection::vec(header(), 1..7),
            cells in proptest::collection::vec(cell(), 3..40),
            id in any::<bool>(),
        ) {
            let folder = Folder::new();
            let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
            let lead = |n: usize| if id { vec![if n == 0 { "Pseudonyymi".to_owned() } else { format!("K{n}") }] } else { vec![] };
            let width = headers.len();
            writer.write_record(lead(0).iter().chain(&headers)).unwrap();
            for (n, row) in cells.chunks_exact(width).enumerate() {
                writer.write_record(lead(n + 1).iter().chain(row)).unwrap();
            }
            folder.write("data.csv", writer.into_inner().unwrap());
            let ran = init(&folder, "data.csv", &["--lang", "en"]);
            prop_assert!(ran.code != 5, "{}", ran.err);
            prop_assert_eq!(ran.code == 0, folder.at("polku.toml").exists());
            if ran.code == 0 {
                let text = text(&folder);
                prop_assert!(!text.contains("131052-308T") && !text.contains("a@b.fi"), "{}", text);
                let checked = polku(&[&"check", &folder.at("polku.toml"), &"--lang", &"en"]);
                prop_assert!(checked.code <= 1 || ran.err.contains("PK1103"), "{}\n{}", checked.err, text);
                // Once more it has nothing to add, and changes nothing.
                let again = init(&folder, "data.csv", &["--lang", "en", "--update"]);
                prop_assert!(again.err.contains("nothing new"), "{}\n{}", again.err, std::fs::read_to_string(folder.at("polku.toml")).unwrap());
            }
        }
    }
}
