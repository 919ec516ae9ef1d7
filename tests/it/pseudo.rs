//! No word of a report comes from anywhere but a language file: composed in a pseudo-language whose words all stand in
//! ⟦ ⟧, a document has no letter outside them. And every key the sources name is in the language files.

use crate::composed::Counted;
use crate::source::sources;
use crate::walk::{texts, texts_of};
use polku::analysis::Policy;
use polku::fact::Vocabulary;
use polku::finding::Code;
use polku::indicator::Library;
use polku::report::Explainer;
use polku::report::document::Block;
use polku::text::{Catalog, Language};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static SAMPLE: LazyLock<Counted> = LazyLock::new(|| Counted::sample(Policy::PUBLIC));

/// What may stand outside: the name of a file with its mark, the name of an algorithm. A rule is code and is told apart
/// by its kind, as are the letters of a formula.
const TECHNICAL: [&str; 4] = ["INTERNAL", "results", "csv", "sha256"];

/// The words outside the brackets.
fn outside(text: &str) -> Vec<String> {
    let mut depth = 0_i32;
    let bare: String = text
        .chars()
        .map(|c| {
            depth += i32::from(c == '⟦') - i32::from(c == '⟧');
            assert!((0..=2).contains(&depth), "{text}");
            if depth > 0 || c == '⟧' { ' ' } else { c }
        })
        .collect();
    assert_eq!(depth, 0, "{text}");
    bare.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.contains(char::is_alphabetic))
        .map(str::to_owned)
        .collect()
}

/// Every text of a document with words that are not from the language, and where it is.
fn foreign(counted: &Counted) -> Vec<String> {
    let document = counted.document(&Catalog::pseudo().unwrap());
    let mut hash = String::new();
    let texts = texts(&document);
    assert!(texts.len() > 100);
    // The first digits of a checksum are hexadecimal.
    for (_, text) in &texts {
        if let Some((_, rest)) = text.split_once("sha256 ") {
            hash = rest.chars().take_while(char::is_ascii_hexdigit).collect();
            assert_eq!(hash.len(), 12);
        }
    }
    let known = |word: &String| TECHNICAL.contains(&word.as_str()) || *word == hash;
    let wrong = texts.into_iter().filter(|(_, text)| !outside(text).iter().all(known));
    wrong.map(|(place, text)| format!("{place}: {text}")).collect()
}

#[test]
fn every_word_of_the_sample_report_is_from_the_language() {
    for counted in [&*SAMPLE, &Counted::sample(Policy::INTERNAL)] {
        let foreign = foreign(counted);
        assert!(foreign.is_empty(), "{foreign:#?}");
    }
}

#[test]
fn nor_has_a_project_in_which_little_is_known() {
    // No title, no organisation, no period; groups, columns and faults in the words of whoever made the file.
    let toml = "[[table]]\nfile = \"oma tiedosto.csv\"\n[table.columns]\nhattukoko = \"Hatun koko\"\n\
                [[goal]]\ntext = \"Oma tavoite\"\nindicator = \"participants\"\npeople = 3\n\
                [[goal]]\ntext = { sv = \"Eget mål\" }\nindicator = \"who5_change\"\nstatistic = \"worsened\"\ntarget = 0.1\n\
                [[goal]]\ntext = \"Avoin\"\nindicator = \"status_distribution\"\nmoment = \"exit\"\n\
                statistic = \"class_share\"\nlevel = \"open\"\nbetter = \"higher\"\ntarget = 0.325\n\
                [[goal]]\ntext = \"Kotona\"\nindicator = \"status_distribution\"\nmoment = \"exit\"\n\
                statistic = \"share\"\nlevel = \"care_leave\"\nbetter = \"lower\"\npeople = 2\n\
                [[goal]]\ntext = \"Kauempana\"\nindicator = \"ladder_move_exit\"\nlevel = \"down\"\ntarget = 0.2\n\
                [report]\nby = [\"service\", [\"hattukoko\", \"gender\"]]\n";
    let rows = "id,start,end,service,gender,Hatun koko,Mystinen sarake,status_start,status_exit,status_6m\n\
                A,2024-01-08,2024-05-31,Outo paja,toinen,XL,x,unemployed,höpsismi,\n\
                B,2024-01-08,2024-05-31,Outo paja,nainen,S,x,unemployed,employed,employed\n\
                C,2024-01-08,,Toinen,nainen,S,x,unemployed,,\n";
    for policy in [Policy::PUBLIC, Policy::INTERNAL] {
        let foreign = foreign(&Counted::of(toml, rows.as_bytes(), policy));
        assert!(foreign.is_empty(), "{foreign:#?}");
    }
}

#[test]
fn nor_has_the_explanation_of_any_indicator() {
    let (catalog, vocabulary) = (Catalog::pseudo().unwrap(), Vocabulary::builtin().unwrap());
    let library = Library::builtin(&vocabulary).unwrap();
    let explainer = Explainer { catalog: &catalog, vocabulary: &vocabulary, library: &library };
    for indicator in library.iter() {
        let mut blocks = explainer.explain(indicator, &[]);
        // The worked example is data: ids, as a file has them.
        blocks.retain(|block| !matches!(block, Block::Table(_)));
        let texts = texts_of(&blocks);
        assert!(texts.len() > 8, "{}", indicator.id);
        for (place, text) in texts {
            assert_eq!(outside(&text), [""; 0], "{}: {place}: {text}", indicator.id);
        }
    }
}

#[test]
fn nothing_of_a_document_is_an_unfilled_slot_or_a_bare_key() {
    for language in Language::ALL {
        let catalog = Catalog::load(language).unwrap();
        let keys: BTreeSet<&str> = catalog.keys().collect();
        for (place, text) in texts(&SAMPLE.document(&catalog)) {
            assert!(!text.contains('{') && !text.contains('}'), "{language} {place}: {text}");
            assert!(!text.contains("  ") && !text.contains(".."), "{language} {place}: {text}");
            assert!(
                !text.split([' ', '\u{a0}', ':', ',']).any(|word| word.contains('.') && keys.contains(word)),
                "{text}"
            );
        }
    }
}

#[test]
fn a_word_outside_is_found() {
    assert_eq!(outside("⟦All⟧: 5 of ⟦x ⟦y⟧⟧ (12 %)"), ["of"]);
    assert!(outside("⟦Figure⟧ 2 · 30–54 %, n⟦⟧".replace('n', "").as_str()).is_empty());
}

/// Texts of the sources that look like keys: the first part is a table of the language files, `*` stands for what is
/// put in.
fn named_keys(tables: &BTreeSet<&str>) -> BTreeMap<String, String> {
    let files = [".toml", ".csv", ".json", ".html", ".svg", ".rs"];
    let mut named = BTreeMap::new();
    for source in sources() {
        for text in &source.texts {
            let Some(key) = pattern(text) else { continue };
            let parts: Vec<&str> = key.split('.').collect();
            let plain = |part: &&str| {
                !part.is_empty()
                    && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_*".contains(c))
            };
            if parts.len() > 1
                && parts.iter().all(plain)
                && tables.contains(parts[0])
                && !files.iter().any(|end| key.ends_with(end))
            {
                named.insert(key, source.path.clone());
            }
        }
    }
    named
}

/// A format string with `*` for each of its holes.
fn pattern(text: &str) -> Option<String> {
    let mut pattern = String::new();
    let mut rest = text;
    while let Some((before, hole)) = rest.split_once('{') {
        pattern += before;
        pattern.push('*');
        rest = hole.split_once('}')?.1;
    }
    Some(pattern + rest)
}

/// Whether a key is what a pattern names; a hole fills no more than one part.
fn fits(pattern: &str, key: &str) -> bool {
    let (pattern, key): (Vec<&str>, Vec<&str>) = (pattern.split('.').collect(), key.split('.').collect());
    let part = |(pattern, part): (&&str, &&str)| match pattern.split_once('*') {
        None => pattern == part,
        Some((start, end)) => part.len() > start.len() + end.len() && part.starts_with(start) && part.ends_with(end),
    };
    pattern.len() == key.len() && pattern.iter().zip(&key).all(part)
}

#[test]
fn every_key_the_sources_name_is_in_the_language_files() {
    let catalog = Catalog::load(Language::En).unwrap();
    let tables: BTreeSet<&str> = catalog.keys().filter_map(|key| Some(key.split_once('.')?.0)).collect();
    let named = named_keys(&tables);
    assert!(named.len() > 100, "{}", named.len());
    // A key, or the name of a table that keys are told apart by.
    let there = |name: &str| catalog.keys().any(|key| fits(name, key) || key.starts_with(&format!("{name}.")));
    let missing: Vec<_> = named.iter().filter(|(pattern, _)| !there(pattern)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    // Texts nobody asks for are listed, since the next command may.
    let unused: Vec<&str> =
        catalog.keys().filter(|key| key.contains('.') && !named.keys().any(|pattern| fits(pattern, key))).collect();
    eprintln!("{} of {} texts are not named in the sources: {unused:?}", unused.len(), catalog.keys().count());
}

#[test]
fn patterns_fit_what_they_name() {
    assert!(fits("chapter.*.title", "chapter.methods.title") && fits("label.basis_*", "label.basis_sample"));
    assert!(!fits("chapter.*.title", "chapter.methods.lead") && !fits("status.*.name", "status.name"));
    assert_eq!(pattern("finding.{}.{form}").as_deref(), Some("finding.*.*"));
}

#[test]
fn every_finding_has_its_sentences() {
    for language in Language::ALL {
        let catalog = Catalog::load(language).unwrap();
        let mut numbers = BTreeSet::new();
        for code in Code::ALL {
            for form in ["what", "cure"] {
                let key = format!("finding.{}.{form}", code.key());
                assert!(catalog.has(&key), "{key} in {language}");
            }
            assert!(numbers.insert(code.number()), "{} twice", code.number());
        }
    }
}
