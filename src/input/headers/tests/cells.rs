//! Headers that only their cells, or other columns, tell.

use super::*;

#[test]
fn a_follow_up_without_a_what_is_told_by_its_cells() {
    assert_eq!(one("3 kk", &["työssä", "työtön", "muu"]), "status_3m");
    assert_eq!(one("seuranta 3 kk", &["02", "01"]), "status_3m");
    assert_eq!(one("3 kk", &["7", "8,5"]), "?work_ability_3m who5_3m wai_3m");
    assert_eq!(one("3 kk", &["45", "80"]), "?who5_3m");
    assert_eq!(one("3 kk", &[]), "?status_3m");
    assert_eq!(one("alku", &["1.3.2024", "2.3.2024"]), "start");
    assert_eq!(one("loppu", &["2024-03-01", ""]), "end");
    assert_eq!(one("loppu", &["työssä", "työtön"]), "status_exit");
    assert_eq!(one("alku", &[]), "?start status_start");
}

#[test]
fn first_and_second_measurement() {
    let of = |headers: &[&str]| {
        readings(&headers.iter().map(|header| (*header, [].as_slice())).collect::<Vec<_>>()).join(", ")
    };
    let both = "work_ability_start, work_ability_exit";
    assert_eq!(of(&["työkyky t0", "työkyky t1"]), both);
    assert_eq!(of(&["työkyky t1", "työkyky t2"]), both);
    assert_eq!(of(&["työkyky 1", "työkyky 2"]), both);
    assert_eq!(of(&["työkyky a", "työkyky l"]), both);
    assert_eq!(of(&["tk ennen", "tk jälkeen"]), both);
    assert_eq!(of(&["työkyky 1. mittaus", "2. mittaus työkyky"]), both);
    assert_eq!(of(&["työkyky", "työkyky"]), both);
    assert_eq!(
        of(&["was t0", "was t1", "was t2"]),
        format!("{both}, ?work_ability_3m work_ability_6m work_ability_12m")
    );
    assert_eq!(of(&["tilanne", "tilanne"]), "status_start, status_exit");
    assert_eq!(of(&["tilanne", "tilanne.1"]), "status_start, status_exit");
    assert_eq!(of(&["tilanne"]), "?status_start status_exit");
    assert_eq!(of(&["lähtötilanne", "tilanne"]), "status_start, ?status_exit");
    assert!(of(&["tilanne", "status", "situation"]).starts_with("?status_start status_exit status_3m"));
    let why = columns(&[("tilanne", &[]), ("tilanne", &[])], &[]).remove(0).reading;
    assert_eq!(why, Reading::Fact { name: "status_start".to_owned(), why: Why::Order });
}

#[test]
fn headers_whose_cells_decide() {
    assert_eq!(one("koulutus", &["perusaste", "toinen aste", "AMK"]), "education");
    assert_eq!(one("utbildning", &["1.8.2024", "12.8.2024"]), "training_started");
    assert_eq!(one("koulutus", &["kyllä", "ei"]), "?education training_started training_completed");
    assert_eq!(one("ryhmä", &["koe", "verrokki"]), "arm");
    assert_eq!(one("grupp", &["18–29", "30–54"]), "age_group");
    assert_eq!(one("ryhmä", &["nuori", "mamu", "osatyökykyinen"]), "target_group");
    assert_eq!(one("group", &["A", "B"]), "?target_group arm age_group");
    assert_eq!(one("ikä", &["34", "51", "19"]), "age_group");
    assert_eq!(one("age", &["15–24", "25–34"]), "age_group");
    assert_eq!(one("ålder", &["1987", "2001"]), "birth_year");
    assert_eq!(one("s.v.", &["1987", "2001"]), "birth_year");
    assert_eq!(one("synt.", &["1.2.1987", "3.4.2001"]), "!birth_date");
    assert_eq!(one("syntymävuosi", &["1.2.1987", "3.4.2001"]), "!birth_date");
    assert_eq!(one("alue", &["Helsinki", "Espoo", "Vantaa"]), "municipality");
    assert_eq!(one("yksikkö", &["Uusimaa", "Lapin hyvinvointialue"]), "region");
    assert_eq!(one("hanke", &["Polku", "Paja"]), "?funder service");
    assert_eq!(one("tulos", &["työssä", "työtön"]), "status_exit");
    assert_eq!(one("pisteet", &["52", "80"]), "?who5_exit who5_start");
    assert_eq!(one("tulos", &["saavutettu", "kesken jäi"]), "-");
    assert_eq!(one("työllistyi", &["1.2.2024", "3.4.2024"]), "first_job");
    assert_eq!(one("työllistyi", &["kyllä", "ei"]), "?first_job status_exit");
    assert_eq!(one("sp", &["m", "n"]), "gender");
    assert_eq!(one("sp", &["5", "12"]), "credits");
    assert_eq!(one("t", &["5", "12,5"]), "coaching_hours");
    assert_eq!(one("tutkinto", &["1.6.2024", "30.5.2025"]), "qualification");
}

#[test]
fn the_range_of_the_cells_tells_the_scale() {
    let two = |header: &str, cells: &[&str]| readings(&[(header, cells), (header, cells)]).join(", ");
    assert_eq!(two("työkyky", &["5", "7", "10"]), "work_ability_start, work_ability_exit");
    assert_eq!(two("työkyky", &["25", "31", "44"]), "wai_start, wai_exit");
    assert_eq!(one("työkyky", &["hyvä", "heikentynyt"]), "?work_ability_start work_ability_exit");
    assert_eq!(one("työkyky alku", &["25", "31", "44"]), "wai_start");
    assert_eq!(one("työkyky alku (7-49)", &[]), "wai_start");
    assert_eq!(one("työkyky alku (0-100)", &[]), "?work_ability_start");
    assert_eq!(one("työkyky 0-10 alku", &[]), "work_ability_start");
    assert_eq!(one("tk", &["1.2.2024"]), "work_trial_started");
    assert_eq!(two("tk", &["7", "8"]), "work_ability_start, work_ability_exit");
    assert_eq!(one("toimintakyky alku", &["3"]), "-");
}

#[test]
fn a_row_number_is_no_id_beside_one() {
    assert_eq!(readings(&[("nro", &["1", "2", "3"]), ("tunnus", &["A", "B"])]), ["-", "id"]);
    assert_eq!(one("nro", &["1", "10", "2", "3", "4", "5", "6", "7", "8", "9"]), "?id");
    assert_eq!(one("nr", &["103", "88"]), "id");
}

#[test]
fn odd_headers_do_no_harm() {
    for header in ["", " ", "???", "(", ")((", "%)", "-", "t", "a", "l", "12", "0-10", "3 kk 6 kk 12 kk"] {
        let _ = one(header, &["1", "x", ""]);
    }
    let long = "kuinka hyvin palvelu vastasi odotuksiasi asteikolla 0-10 ".repeat(20);
    assert_eq!(one(&long, &[]), "-");
    assert_eq!(one("Työkyky\nalussa\u{a0}(0–10)", &[]), "work_ability_start");
    assert_eq!(one("Palvelujakson alkupäivä", &[]), "start");
    assert_eq!(one("loppusijoittuminen", &[]), "status_exit");
    assert_eq!(recognise(&[], &|_| Vec::new(), &[], &WORDS).unwrap(), []);
}
