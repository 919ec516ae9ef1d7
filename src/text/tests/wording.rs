//! Typography and the words that are not used, over every text of every language.

use super::*;

/// Every text, as it stands and as a row of lower-case words with a space on either side.
fn texts(language: Language) -> Vec<(String, String, String)> {
    let catalog = catalog(language);
    let row = |text: &str| {
        let lower = text.replace('\u{ad}', "").to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        format!(" {} ", words.join(" "))
    };
    catalog.keys().map(|key| (key.to_owned(), catalog.text(key).to_owned(), row(catalog.text(key)))).collect()
}

fn pairs(text: &str) -> impl Iterator<Item = (char, char)> {
    text.chars().zip(text.chars().skip(1))
}

#[test]
fn per_cent_signs_numbers_and_quotation_marks() {
    for language in Language::ALL {
        for (key, text, _) in texts(language) {
            assert!(!text.contains(" %"), "plain space before %: {key}: {text}");
            assert!(language != Language::En || !text.contains("\u{a0}%"), "space before %: {key}: {text}");
            if language != Language::En {
                assert!(pairs(&text).all(|(a, b)| b != '%' || !(a.is_ascii_digit() || a == '}')), "{key}: {text}");
            }
            assert!(pairs(&text).all(|(a, b)| a != '-' || !(b.is_ascii_digit() || b == '{')), "hyphen: {key}: {text}");
            assert!(!text.contains(['"', '\'', '“']), "quotation mark: {key}: {text}");
            assert!(!text.contains("n = "), "plain space in n = …: {key}: {text}");
            assert!(!text.contains("..."), "{key}: {text}");
            assert!(
                !text.contains("  ") && text.trim_matches(' ') == text
                    || key.starts_with("format.")
                    || key == "cli.help.examples",
                "{key}: {text}"
            );
        }
    }
}

#[test]
fn no_decimal_point_in_finnish_or_swedish() {
    for language in [Language::Fi, Language::Sv] {
        for (key, text, _) in texts(language) {
            for number in text.split(|c: char| !c.is_ascii_digit() && c != '.') {
                let points = number.trim_matches('.').matches('.').count();
                assert!(points == 0 || points == 2, "{key}: {text}");
            }
        }
    }
}

/// Nothing put into a slot is inflected: no letter, and no colon with an ending, follows it.
#[test]
fn nothing_is_glued_to_a_slot() {
    for language in Language::ALL {
        for (key, text, _) in texts(language) {
            for after in text.split('}').skip(1) {
                let ending = after.trim_start_matches([':', '-', '\u{2011}', '’', '”', '\'']);
                let glued = ending.starts_with(char::is_alphabetic);
                assert!(!glued, "{key}: {text}");
            }
        }
    }
}

#[test]
fn alternative_texts_leave_room_for_their_numbers() {
    for language in Language::ALL {
        for (key, text, _) in texts(language) {
            assert!(!key.ends_with(".alt") || text.chars().count() <= 100, "{key}: {text}");
        }
    }
}

/// Where a word is used. `*` stands for any ending. A key is excepted where the word is not prose.
fn uses(language: Language, words: &[&str], excepted: &[(&str, &str)]) -> Vec<String> {
    let mut uses = Vec::new();
    for (key, text, row) in texts(language) {
        for word in words {
            let pattern = match word.strip_suffix('*') {
                Some(stem) => format!(" {stem}"),
                None => format!(" {word} "),
            };
            if row.contains(&pattern) && !excepted.contains(&(key.as_str(), word)) {
                uses.push(format!("‘{word}’ in {key}: {text}"));
            }
        }
    }
    uses
}

fn assert_unused(language: Language, words: &[&str], excepted: &[(&str, &str)]) {
    assert_eq!(uses(language, words, excepted), [""; 0]);
}

#[test]
fn finnish_is_plain_puts_people_first_and_claims_no_cause() {
    let plain = [
        "mahdollistaa",
        "mahdollistaneet",
        "mahdollistavat",
        "mahdollisti*",
        "tämän myötä",
        "osalta",
        "toimesta",
        "johtuen",
        "koskien",
        "liittyen",
        "omaa",
        "omaavat",
        "tulee tapahtumaan",
        "merkittäv*",
        "huomattav*",
        "vaikuttava",
        "vaikuttavan",
        "onnistu*",
        "haaste*",
        "suoritetaan",
        "matka*",
    ];
    let people = [
        "asiakas*",
        "asiakkaa*",
        "syrjäyty*",
        "vajaakuntoi*",
        "vaikeasti työllist*",
        "ongelmanuor*",
        "mamu*",
        "keskeyttäj*",
        "tavoittamat*",
        "epäonnistu*",
        "poistuma*",
        "poistumi*",
    ];
    let cause = ["auttoi*", "paransi*", "johti", "johtivat", "tuotti*", "ansiosta"];
    let terms =
        ["vaikuttavuus*", "tukahdut*", "vaimenn*", "salat*", "efektiko*", "erääntyn*", "verrok*", "tietoturva*"];
    assert_unused(
        Language::Fi,
        &[&plain[..], &people, &cause, &terms].concat(),
        // Said of those we did not reach, as the analysis of non-response is named.
        &[("sentence.nonresponse", "tavoittamat*")],
    );
}

#[test]
fn swedish_is_finland_swedish_and_plain() {
    let plain = ["riktgivande", "möjliggör*", "gällande", "genomföra en bedömning", "via", "samt", "hen", "insats*"];
    let sweden = [
        "arbetsförmedling*",
        "försäkringskass*",
        "lönebidrag*",
        "gymnasial*",
        "region*",
        "lss",
        "arbetsmarknadsutbildning*",
        "rehabiliterande",
        "välmåendeområd*",
    ];
    let people = ["klient*", "kund", "kunder", "utslag*", "svårsysselsat*", "funktionshindra*", "avhoppar*"];
    let cause = ["ledde till", "bidrog till", "tack vare", "hjälpte"];
    let terms = ["undertryck*", "krypter*", "eventuell*", "aktuell*"];
    assert_unused(Language::Sv, &[&plain[..], &sweden, &people, &cause, &terms].concat(), &[]);
}

#[test]
fn english_is_plain_puts_people_first_and_claims_no_cause() {
    let plain = ["significant*", "impact*", "activat*", "effectiveness", "exit", "exits", "exited", "rate", "rates"];
    let people = ["client*", "drop out*", "dropout*", "hard to reach", "the disabled", "failed"];
    let cause = ["led to", "thanks to", "the service improved", "contributed to"];
    assert_unused(
        Language::En,
        &[&plain[..], &people, &cause].concat(),
        // The response rate is called so; `exit` is the name of a moment in a rule.
        &[("sentence.low_response", "rate"), ("fault.indicator.moment", "exit")],
    );
}

#[test]
fn an_ending_is_found_and_a_part_of_a_word_is_not() {
    assert!(!uses(Language::En, &["confiden*"], &[]).is_empty());
    assert!(!uses(Language::En, &["cannot be published", "not to be published"], &[]).is_empty());
    assert!(uses(Language::En, &["onfidence", "confidenc"], &[]).is_empty());
}
