//! What every locale file must keep, and how numbers and dates look.

use super::*;
use std::sync::LazyLock;

mod numbers;
mod wording;

fn catalog(language: Language) -> &'static Catalog {
    static CATALOGS: LazyLock<BTreeMap<Language, Catalog>> =
        LazyLock::new(|| Language::ALL.map(|language| (language, Catalog::load(language).unwrap())).into());
    &CATALOGS[&language]
}

fn slots(text: &str) -> Vec<&str> {
    let mut slots: Vec<&str> = pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Slot(name) => Some(name),
            Piece::Words(_) => None,
        })
        .collect();
    slots.sort_unstable();
    slots
}

#[test]
fn every_language_has_the_same_keys_and_slots() {
    let finnish = catalog(Language::Fi);
    for language in Language::ALL {
        let other = catalog(language);
        assert_eq!(other.language(), language);
        assert_eq!(finnish.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{language}");
        for key in finnish.keys() {
            assert_eq!(slots(finnish.text(key)), slots(other.text(key)), "{key} in {language}");
            assert!(!other.text(key).trim_matches(' ').is_empty(), "{key} in {language} is empty");
        }
    }
}

#[test]
fn every_status_class_and_moment_has_its_forms() {
    let catalog = catalog(Language::Fi);
    let names = |prefix: &str| -> Vec<String> {
        let of = |key: &str| Some(key.strip_prefix(prefix)?.split('.').next()?.to_owned());
        let mut names: Vec<String> = catalog.keys().filter_map(of).collect();
        names.dedup();
        names
    };
    for (prefix, forms) in [
        ("status.", ["name", "state"]),
        ("class.", ["name", "short"]),
        ("moment.", ["at", "label"]),
        ("chapter.", ["title", "lead"]),
        ("measure.", ["name", "method"]),
        ("finding.", ["what", "cure"]),
    ] {
        assert!(!names(prefix).is_empty());
        for name in names(prefix) {
            for form in forms {
                assert!(catalog.has(&format!("{prefix}{name}.{form}")), "{prefix}{name}.{form}");
            }
        }
    }
    assert_eq!(names("status.").len(), 38);
    assert_eq!(names("group."), names("group_state."));
}

#[test]
fn slots_are_filled_once_and_a_missing_one_stays_visible() {
    let catalog = catalog(Language::En);
    let slots = [("name", "In work {share}"), ("share", "42%"), ("k_of_n", "25 of 60")];
    assert_eq!(catalog.fill("sentence.share", &slots), "In work {share}: 42% (25 of 60), {ci}.");
    assert_eq!(catalog.fill("no.such {name}", &[("name", "x")]), "no.such x");
    assert_eq!(catalog.text("no.such"), "no.such");
    assert!(!catalog.has("no.such"));
}

#[test]
fn a_brace_that_opens_no_slot_is_kept() {
    for text in ["a { b } c", "{", "}{", "{a}{ {b}", "{A}", "{}"] {
        let whole: String = pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Words(words) => words.to_owned(),
                Piece::Slot(name) => format!("{{{name}}}"),
            })
            .collect();
        assert_eq!(whole, text);
    }
    assert_eq!(slots("{a}{ {b}"), ["a", "b"]);
}

#[test]
fn a_file_may_hold_only_texts() {
    assert!(Catalog::parse(Language::Fi, "a = 1").is_err());
    assert!(Catalog::parse(Language::Fi, "a = [\"b\"]").is_err());
    assert!(Catalog::parse(Language::Fi, "a = ").is_err());
    assert!(Catalog::parse(Language::Fi, "[a]\nb.c = \"d\"").unwrap().has("a.b.c"));
}

#[test]
fn the_pseudo_catalogue_wraps_every_word() {
    let (english, pseudo) = (catalog(Language::En), Catalog::pseudo().unwrap());
    for key in english.keys() {
        let text = pseudo.text(key);
        let mut inside = false;
        for piece in pieces(text) {
            let Piece::Words(words) = piece else { continue };
            for c in words.chars() {
                match c {
                    '⟦' => inside = true,
                    '⟧' => inside = false,
                    _ => assert!(inside || !c.is_alphanumeric(), "{key}: {text}"),
                }
            }
        }
        assert!(!inside, "{key}: {text}");
        assert_eq!(slots(text), slots(english.text(key)), "{key}");
        assert_eq!(text.replace(['⟦', '⟧'], ""), english.text(key), "{key}");
    }
    assert_eq!(pseudo.wrap_own("Työkyky"), "⟦Työkyky⟧");
    assert_eq!(english.wrap_own("Työkyky"), "Työkyky");
    assert_eq!(pseudo.integer(1234), "1,234");
    assert_eq!(pseudo.k_of_n("25", "60"), "25⟦ of ⟧60");
}

#[test]
fn a_language_reads_back_and_an_unknown_one_is_named() {
    for language in Language::ALL {
        assert_eq!(language.to_string().parse::<Language>().unwrap(), language);
        let table: BTreeMap<Language, String> = toml::from_str(&format!("{language} = \"x\"")).unwrap();
        assert!(table.contains_key(&language));
    }
    assert!("de".parse::<Language>().unwrap_err().to_string().contains("de"));
}

#[test]
fn wording_of_other_files_falls_back_to_english_then_finnish() {
    let texts = |languages: &[Language]| languages.iter().map(|l| (*l, l.to_string())).collect::<BTreeMap<_, _>>();
    let swedish = catalog(Language::Sv);
    assert_eq!(swedish.own(&texts(&Language::ALL)).map(String::as_str), Some("sv"));
    assert_eq!(swedish.own(&texts(&[Language::Fi, Language::En])).map(String::as_str), Some("en"));
    assert_eq!(swedish.own(&texts(&[Language::Fi])).map(String::as_str), Some("fi"));
    assert_eq!(catalog(Language::Fi).own(&texts(&[Language::Sv])).map(String::as_str), Some("sv"));
    assert_eq!(swedish.own(&texts(&[])), None);
}

#[test]
fn the_first_letter_is_capitalised() {
    for (plain, capital) in [
        ("työssä", "Työssä"),
        ("åldersgrupp", "Åldersgrupp"),
        ("”avoin”", "”Avoin”"),
        ("⟦work⟧", "⟦Work⟧"),
        ("18–29 vuotta", "18–29 vuotta"),
        ("", ""),
    ] {
        assert_eq!(capitalise(plain), capital);
    }
}
