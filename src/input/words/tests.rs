use std::sync::LazyLock;

use super::*;

mod status;

static STATUSES: LazyLock<Statuses> = LazyLock::new(|| Statuses::builtin().unwrap());
static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(&STATUSES, &BTreeMap::new()).unwrap());

fn words() -> &'static Words {
    &WORDS
}

fn own(fact: &str, text: &str, id: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let texts = BTreeMap::from([(text.to_owned(), id.to_owned())]);
    BTreeMap::from([(fact.to_owned(), texts)])
}

/// What a status cell says, in one word: an id, `-` missing, `?` ask, `!` not recognised, or the absence.
fn says(words: &Words, text: &str) -> String {
    match words.status(text) {
        Word::Known(code) => STATUSES.by_code(code).unwrap().id.clone(),
        Word::Absent(why) => format!("{why:?}").to_lowercase(),
        Word::Missing => "-".to_owned(),
        Word::Ambiguous(_) => "?".to_owned(),
        Word::Unrecognised { .. } => "!".to_owned(),
    }
}

#[test]
fn the_users_words_come_first() {
    let words = |fact: &str, text: &str, id: &str| Words::new(&STATUSES, &own(fact, text, id));
    assert_eq!(says(&words("status", "Työ", "open_employment").unwrap(), "TYÖ"), "open_employment");
    assert_eq!(says(&words("status", "jokin", "unknown").unwrap(), "jokin (x)"), "unknown");
    let gender = words("gender", "1", "man").unwrap();
    assert_eq!(gender.gender("1", GenderScheme::Words), Word::Known("man"));
    assert_eq!(words("service", "TP", "Työpaja").unwrap().own("service", "tp"), Some("Työpaja"));

    let fault = words("status", "jokin", "subsidized").unwrap_err();
    assert_eq!(
        fault.first().unwrap().to_string(),
        "[values.status] \"jokin\" = \"subsidized\": no such value; did you mean `subsidised`?"
    );
    assert_eq!(words("gender", "1", "mann").unwrap_err().len(), 1);
    assert!(words("education", "x", "declined").is_ok());
}

#[test]
fn genders_by_the_letters_of_their_column() {
    let words = words();
    for (scheme, letters, texts) in [
        (GenderScheme::Finnish, vec!["n", "m", "muu"], ["N", "Nainen", "kvinna"]),
        (GenderScheme::Swedish, vec!["k", "m"], ["K", "kvinna", "nainen"]),
        (GenderScheme::English, vec!["f", "m", "x"], ["F", "female", "w"]),
    ] {
        assert_eq!(GenderScheme::of(letters), scheme);
        for text in texts {
            assert_eq!(words.gender(text, scheme), Word::Known("woman"), "{text}");
        }
        assert_eq!(words.gender("m", scheme), Word::Known("man"));
        assert_eq!(words.gender("x", scheme), Word::Known("nonbinary"));
    }
    assert_eq!(GenderScheme::of(["nainen", "mies", "m"]), GenderScheme::Words);
    let mixed = GenderScheme::of(["f", "m", "n"]);
    assert_eq!(words.gender("n", mixed), Word::Ambiguous(vec!["woman", "nonbinary"]));
    assert_eq!(words.gender("f", mixed), Word::Known("woman"));
    assert_eq!(words.gender("1", mixed), Word::Ambiguous(vec!["man", "woman"]));
    assert_eq!(words.gender("ei tietoa", mixed), Word::Missing);
    assert_eq!(words.gender("prefer not to say", mixed), Word::Absent(Absence::Declined));
    assert_eq!(words.gender("naine", mixed), Word::Unrecognised { nearest: Some("woman".to_owned()) });
}

#[test]
fn ages_fall_into_the_bands_of_esf() {
    let words = words();
    for (band, texts) in [
        ("<18", "17 | alle 18 | <18 | 0-17 | under 18 | 15–17"),
        ("18-29", "18 | 29 v | 18–29 | 18 - 24 | 25-29 v | 18—29 år | 18,5"),
        ("30-54", "30 | 54,9 | 30–54 | 35-44 years"),
        (
            "55+",
            "55 | 80 | 55+ | yli 55 | över 55 | over 54 | fyllda 55 | 55 täyttäneet | 65+ | \
            ≥55",
        ),
    ] {
        for text in texts.split(" | ") {
            assert_eq!(words.age_group(text, AgeScheme::Esf), Word::Known(band.to_owned()), "{text}");
        }
    }
    for text in ["9", "99", "1987", "10.12.2024", "nuori", "18.29"] {
        assert_eq!(words.age_group(text, AgeScheme::Esf), Word::Unrecognised { nearest: None }, "{text}");
    }
    assert_eq!(words.age_group("", AgeScheme::Esf), Word::Missing);
    assert_eq!(words.age_group("ei halua kertoa", AgeScheme::Esf), Word::Absent(Absence::Declined));
}

#[test]
fn bands_that_cross_a_limit_keep_the_files_own() {
    let words = words();
    let scheme = AgeScheme::of(["15–24", "25–34", "35–44", "45–54", "55–64"]);
    assert_eq!(scheme, AgeScheme::Own);
    for band in ["15–24", "35–44", "55–64"] {
        assert_eq!(words.age_group(band, scheme), Word::Known(band.to_owned()));
    }
    assert_eq!(words.age_group(" 35–44\u{a0}v ", scheme), Word::Known("35–44 v".to_owned()));
    assert_eq!(AgeScheme::of(["18–29", "30–54", "ei tietoa", "47"]), AgeScheme::Esf);
    assert_eq!(AgeScheme::of(["alle 30", "30-54"]), AgeScheme::Own);
}

#[test]
fn levels_of_education() {
    let words = words();
    for (level, texts) in [
        ("basic", "Perusaste | peruskoulu | grundskola | ei ammatillista | lower secondary | basic"),
        (
            "upper",
            "toinen aste | perustutkinto | ammattiopisto | grundexamen | gymnasium | \
            vocational",
        ),
        ("tertiary", "korkea-aste | opistoaste | AMK | yrkeshögskola | maisteri | degree"),
    ] {
        for text in texts.split(" | ") {
            assert_eq!(words.education(text), Word::Known(level), "{text}");
        }
    }
    assert_eq!(words.education("kansanopisto"), Word::Ambiguous(EDUCATION.to_vec()));
    assert_eq!(words.education("perusast"), Word::Unrecognised { nearest: Some("basic".to_owned()) });
    assert_eq!(words.education("-"), Word::Missing);
}

#[test]
fn a_cell_may_hold_several_target_groups() {
    let words = words();
    let groups = |text: &str| words.target_groups(text).join("|");
    assert_eq!(groups("nuori, osatyökykyinen"), "young|partial_work_ability");
    assert_eq!(groups("nuori alle 29/30"), "young");
    assert_eq!(groups("PTT/mamu + päihdekuntoutuja; asunnoton"), "long_term_unemployed|migrant|substance_use|homeless");
    assert_eq!(groups("maahan muuttanut"), "migrant");
    assert_eq!(groups("gcse5+"), "gcse5+");
    assert_eq!(groups("gcse<5"), "gcse<5");
    assert_eq!(groups("muu,  Oma ryhmä, muu"), "muu|Oma ryhmä");
    assert_eq!(groups("ei tietoa, nuori"), "young");
    assert_eq!(groups("-"), "");
}

#[test]
fn yes_no_and_arms() {
    let words = words();
    for text in ["kyllä", "K", "x", "1", "ja", "yes", "true"] {
        assert_eq!(words.yes_no(text), Word::Known(true), "{text}");
    }
    for text in ["ei", "E", "0", "nej", "n", "false"] {
        assert_eq!(words.yes_no(text), Word::Known(false), "{text}");
    }
    assert_eq!(words.yes_no(""), Word::Missing);
    assert_eq!(words.yes_no("ehkä"), Word::Unrecognised { nearest: None });
    assert_eq!(words.arm("Verrokki"), Word::Known("comparison"));
    assert_eq!(words.arm("koe"), Word::Known("service"));
}

#[test]
fn places_by_name() {
    let words = words();
    assert!(words.is_municipality("Äänekoski") && words.is_municipality("HELSINGFORS"));
    assert!(words.is_region("Pirkanmaa") && words.is_region("Pirkanmaan hyvinvointialue") && words.is_region("Nyland"));
    assert!(!words.is_municipality("Työpaja") && !words.is_region("hyvinvointialue"));
}
