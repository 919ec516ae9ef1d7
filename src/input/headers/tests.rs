use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::*;
use crate::fact::status::Statuses;

mod cells;
mod moments;

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(&Statuses::builtin().unwrap(), &BTreeMap::new()).unwrap());

fn scales(ids: &[(&str, f64, f64)]) -> Vec<InstrumentName> {
    let built_in = [("work_ability", 0.0, 10.0), ("who5", 0.0, 100.0)];
    let all = built_in.iter().chain(ids);
    all.map(|(id, min, max)| InstrumentName { id: (*id).to_owned(), min: *min, max: *max, common: true }).collect()
}

/// A column as one word: the fact, `?a b` for a choice, `=` computed, `!kind` personal, `-` unread.
fn short(reading: &Reading) -> String {
    match reading {
        Reading::Fact { name, .. } => name.clone(),
        Reading::Choose { options } => format!("?{}", options.join(" ")),
        Reading::Computed => "=".to_owned(),
        Reading::Personal { kind } => format!("!{kind}"),
        Reading::Unread => "-".to_owned(),
    }
}

fn columns(table: &[(&str, &[&str])], instruments: &[InstrumentName]) -> Vec<Column> {
    let headers: Vec<String> = table.iter().map(|(header, _)| (*header).to_owned()).collect();
    let cells = |column: usize| table[column].1.iter().map(|&cell| cell.to_owned()).collect();
    recognise(&headers, &cells, instruments, &WORDS).unwrap()
}

fn readings(table: &[(&str, &[&str])]) -> Vec<String> {
    columns(table, &scales(&[("wai", 7.0, 49.0)])).iter().map(|column| short(&column.reading)).collect()
}

/// One header alone.
fn one(header: &str, cells: &[&str]) -> String {
    readings(&[(header, cells)]).remove(0)
}

/// Headers and what they are, together in one table, without cells.
#[track_caller]
fn together(pairs: &str) {
    let pairs: Vec<(&str, &str)> = pairs.split(" | ").map(|pair| pair.split_once(" = ").unwrap()).collect();
    let table: Vec<(&str, &[&str])> = pairs.iter().map(|(header, _)| (*header, [].as_slice())).collect();
    for ((header, expected), found) in pairs.iter().zip(readings(&table)) {
        assert_eq!(found, *expected, "{header}");
    }
}

#[track_caller]
fn each(fact: &str, headers: &str) {
    for header in headers.split(" | ") {
        assert_eq!(one(header, &[]), fact, "{header}");
        assert_eq!(one(&crate::input::words::key::fold(&header.to_uppercase()), &[]), fact, "{header}");
        assert_eq!(one(&format!(" {}:*", header.replace(' ', "_")), &[]), fact, "{header}");
    }
}

#[test]
fn every_name_of_a_fact_is_read_as_that_fact() {
    let lexicon = Lexicon::builtin().unwrap();
    let file: toml::Table = toml::from_str(include_str!("../../assets/headers.toml")).unwrap();
    for fact in file["fact"].as_array().unwrap() {
        let name = fact["name"].as_str().unwrap();
        for language in ["fi", "sv", "en"] {
            for alias in fact[language].as_array().unwrap() {
                let alias = alias.as_str().unwrap();
                assert_eq!(one(alias, &[]), name, "{alias}");
                assert!(lexicon.content.get(alias).is_none(), "{alias} is decided by content too");
            }
        }
    }
}

#[test]
fn the_sample_data_in_finnish() {
    together(
        "tunnus = id | aloituspvm = start | lopetuspvm = end | \
        päättymissyy = exit_reason | palvelu = service | rahoittaja = funder | \
        kunta = municipality | sukupuoli = gender | syntymävuosi = birth_year | \
        koulutustausta = education | kohderyhmä = target_group | \
        tilanne alussa = status_start | tilanne lopussa = status_exit | \
        tilanne 3 kk = status_3m | tilanne 6 kk = status_6m | \
        tilanne 12 kk = status_12m | tilanne 24 kk = status_24m | \
        työkyky alku (0-10) = work_ability_start | \
        työkyky loppu (0-10) = work_ability_exit | who-5 alku = who5_start | \
        who-5 loppu = who5_exit | haki koulutukseen = training_applied | \
        koulutus alkoi = training_started | koulutus päättyi = training_completed | \
        opintopisteet = credits | osaamistodistus = competence_certificate | \
        työllistyi pvm = first_job | viimeisin yhteydenotto = last_seen",
    );
}

#[test]
fn the_same_in_swedish_and_english() {
    together(
        "kod = id | startdatum = start | slutdatum = end | avslutsorsak = exit_reason | \
        tjänst = service | finansiär = funder | kommun = municipality | kön = gender | \
        födelseår = birth_year | utbildningsbakgrund = education | \
        målgrupp = target_group | situation i början = status_start | \
        situation i slutet = status_exit | situation 3 mån = status_3m | \
        situation 6 månader efter = status_6m | \
        uppföljning 12 mån situation = status_12m | situation 2 år = status_24m | \
        arbetsförmåga början (0–10) = work_ability_start | \
        arbetsförmåga slut (0–10) = work_ability_exit | \
        WHO-5 utgångsläge = who5_start | välbefinnande vid avslut = who5_exit | \
        sökte till utbildning = training_applied | \
        utbildningen började = training_started | \
        utbildningen avslutad = training_completed | studiepoäng = credits | \
        intyg över kunnande = competence_certificate | \
        fick arbete (datum) = first_job | senaste kontakt = last_seen",
    );
    together(
        "Participant ID = id | Start date = start | Exit date = end | \
        Exit reason = exit_reason | Programme = service | Funder = funder | \
        Municipality = municipality | Sex = gender | Year of birth = birth_year | \
        Education level = education | Target group = target_group | \
        Status at start = status_start | Status at exit = status_exit | \
        Status 3 months = status_3m | Status fu6 = status_6m | \
        Labour market status 1y after exit = status_12m | Status 24m = status_24m | \
        Work ability start (0-10) = work_ability_start | \
        Work ability end = work_ability_exit | WHO-5 baseline = who5_start | \
        Well-being post = who5_exit | Applied for training = training_applied | \
        Training start = training_started | Training completed = training_completed | \
        Credits = credits | Competence certificate = competence_certificate | \
        Job start = first_job | Last contact = last_seen",
    );
}

#[test]
fn names_of_facts_and_a_generated_file() {
    let head = "participant_id start end service funder municipality age_group gender target_group status_start \
        status_exit status_3m status_6m status_12m status_24m wa_start wa_end d1_start d1_end training_applied \
        training_started training_completed credits weight feedback_useful";
    let table: Vec<(&str, &[&str])> = head.split_whitespace().map(|name| (name, [].as_slice())).collect();
    let found = readings(&table);
    assert_eq!(found[0], "id");
    assert_eq!(found[1..15], head.split_whitespace().collect::<Vec<_>>()[1..15]);
    assert_eq!(found[15..19], ["-", "-", "-", "-"]);
    assert_eq!(
        found[19..],
        ["training_applied", "training_started", "training_completed", "credits", "-", "feedback_useful"]
    );
    let given = scales(&[("wa", 0.0, 10.0), ("d1", 0.0, 100.0)]);
    let found: Vec<String> = columns(&table, &given).iter().map(|column| short(&column.reading)).collect();
    assert_eq!(found[15..19], ["wa_start", "wa_exit", "d1_start", "d1_exit"]);
}

#[test]
fn personal_data_is_named() {
    for (kind, headers) in [
        ("identity_code", "hetu | Henkilötunnus | osallistujan hetu | personbeteckning"),
        ("name", "nimi | Etunimi | asiakkaan nimi | namn | Name"),
        ("address", "osoite | kotiosoite | adress"),
        ("phone", "puh | puh. | gsm | tfn | puhelinnumero"),
        ("email", "sähköposti | e-post | E-mail | asiakkaan sähköposti"),
        ("birth_date", "syntymäaika | födelsedatum"),
        ("customer_number", "asiakasnumero"),
    ] {
        for header in headers.split(" | ") {
            assert_eq!(one(header, &[]), format!("!{kind}"), "{header}");
        }
        assert_eq!(is_refused(kind), !["birth_date", "customer_number"].contains(&kind));
    }
    assert_eq!(one("palvelun nimi", &[]), "service");
    assert_eq!(one("jakson nimi", &[]), "-");
}

#[test]
fn no_two_columns_are_one_fact() {
    together("kunta = municipality | kotikunta = ?municipality");
    together("alkoi = ?start | start = start");
    together("tilanne 3 kk = status_3m | 3 kk tilanne = ?status_3m");
}

#[test]
fn whose_it_is_does_not_matter() {
    each("gender", "asiakkaan sukupuoli | participant's gender");
    each("municipality", "asuinkunta tullessa | osallistujan kotikunta");
    each("status_exit", "osallistujan tilanne palvelun päättyessä | työmarkkina-asema lopussa");
    assert_eq!(one("4. Sukupuoli", &[]), "gender");
    assert_eq!(one("ikä aloittaessa", &["34", "51"]), "age_group");
    assert_eq!(one("", &[]), "-");
    assert_eq!(one("palveluu", &[]), "?service");
    assert_eq!(one("lempiväri", &[]), "-");
}

#[test]
fn units_are_kept() {
    let unit = |header: &str| columns(&[(header, &[])], &scales(&[])).remove(0).unit;
    assert_eq!(unit("työkyky alku (0–10)"), Some(Unit::Range { min: 0.0, max: 10.0 }));
    assert_eq!(unit("työkyky (asteikko 0-10) alku"), Some(Unit::Range { min: 0.0, max: 10.0 }));
    assert_eq!(unit("työttömyyden kesto (kk)"), Some(Unit::Months));
    assert_eq!(unit("työttömyyden kesto (pv)"), Some(Unit::Days));
    assert_eq!(unit("työttömänä kk"), Some(Unit::Months));
    assert_eq!(unit("työtön alkaen"), Some(Unit::Date));
    assert_eq!(unit("ohjaustunnit (h)"), Some(Unit::Hours));
    assert_eq!(unit("kustannus (€)"), Some(Unit::Euro));
    assert_eq!(unit("tilanne 3 kk"), None);
    each("unemployed_months", "työttömyyden kesto (pv) | työtön alkaen | arbetslös (mån) | unemployed since");
}

#[test]
fn every_fact_of_one_column_can_be_named() {
    let names = "id start end last_seen service funder organisation municipality region gender \
        age_group birth_year education target_group unemployed_months arm exit_reason \
        training_applied training_admitted training_started training_retained training_completed \
        qualification competence_certificate demonstration assessment_done work_trial_started \
        referred employer_contact first_job open_job subsidised_job pension_started death credits coaching_hours cost benefit_days";
    for name in names.split_whitespace() {
        let column = columns(&[(name, &[])], &[]).remove(0);
        let why = Why::Name;
        assert_eq!(column.reading, Reading::Fact { name: name.to_owned(), why });
    }
    for name in ["status_0m", "status_06m", "status_999m", "wai_start", "Feedback"] {
        let reading = columns(&[(name, &[])], &[]).remove(0).reading;
        assert!(!matches!(reading, Reading::Fact { why: Why::Name, .. }), "{name}");
    }
}
