//! Words of status cells.

use super::*;

#[track_caller]
fn all(id: &str, texts: &str) {
    let words = words();
    for text in texts.split(" | ") {
        assert_eq!(says(words, text), id, "{text}");
        assert_eq!(says(words, &key::fold(text)), id, "{text} without accents");
        assert_eq!(says(words, &format!(" {} ", text.to_uppercase())), id, "{text} in capitals");
    }
}

#[test]
fn every_alias_means_its_own_status() {
    let words = words();
    for status in STATUSES.iter() {
        for alias in std::iter::once(status.id.as_str()).chain(status.aliases.iter()) {
            assert_eq!(says(words, alias), status.id, "{alias}");
            assert_eq!(says(words, &key::fold(alias)), status.id, "{alias} without accents");
        }
    }
}

#[test]
fn words_in_the_cases_of_where_and_where_to() {
    all("education", "koulutus | koulutuksessa | koulutukseen | opiskelemaan | siirtyi koulutukseen");
    all("open_employment", "avoimilla | avoimille työmarkkinoille | työllistyi avoimille | 01");
    all("unemployed", "työttömänä | palasi työttömäksi | 02 | TT | Työtön työnhakija");
    all("employed", "työhön | töissä | i arbete | in work | employment | työllistynyt");
    all("pension", "eläke | eläkkeelle | pension");
    all("service", "palvelussa | toimenpiteessä | 08 | in a service");
    all("other", "muu | övrigt | other");
}

#[test]
fn words_of_generated_and_foreign_files() {
    all("open_employment", "työssä avoimilla työmarkkinoilla");
    all("subsidised", "palkkatuettu työ");
    all("self_employed", "yrittäjä");
    all("education", "opiskelu | training | FE | HE | school");
    all("unemployed", "työtön | joblessness");
    all("inactive", "työkyvyttömyys");
}

#[test]
fn the_safe_reading_of_words_that_say_less_than_they_seem() {
    all("employed", "työssä | osa-aikatyö | määräaikainen | tuettu työ | lyhennetty työviikko | 04");
    all("subsidised", "työllistetty | pt");
    all("education", "utbildning | training | 07");
    all("workshop", "valmennus");
    all("unemployed", "rakennetyötön | vaikeasti työllistyvä | 500+");
    all("inactive", "vanki | laitoshoito");
    all("moved", "muutti toiselle paikkakunnalle");
    all("-", "jatkaa | kesken | fortsätter | ongoing");
    all(
        "?",
        "kuntoutus | rehabilitering | kurssi | harjoittelu | praktik | internship | \
        työtoiminta",
    );
    all(
        "?",
        "arbetsverksamhet | suojatyö | osatyökyvyttömyyseläke | osa-aikaeläke | TT-työ | \
        tk | kt",
    );
    all("?", "työnhakija | jobseeker | NEET");
    all("!", "maahanmuuttaja | osatyökykyinen | gcse<5 | kunta | töissä?");
}

#[test]
fn absent_and_missing_are_not_the_same() {
    all("unknown", "ei tiedossa | ei tietoa | ei tavoitettu | okänd | no answer | eos");
    all("declined", "ei halunnut vastata | avböjde | refused");
    all("deceased", "kuollut | avliden | died");
    all("-", " | - | – | .. | … | ? | #PUUTTUU! | #N/A | null | puuttuu");
}

#[test]
fn a_subsidy_takes_its_sector() {
    all(
        "subsidised_public",
        "palkkatuki kunta | palkkatuki, kunta | palkkatuella kaupungilla | \
        palkkatuki (kunta)",
    );
    all("subsidised_private", "palkkatuki, yritys | palkkatuki / oy | lönesubvention, privat");
    all("subsidised_third_sector", "palkkatuki yhdistys | palkkatuki 3. sektori | pay subsidy, charity | työkanava");
    all("subsidised", "palkkatuki, yritys/kunta | työkanava, kunta");
    all("employed", "työssä kunnassa");
    all("self_employed", "yrittäjä (oy)");
    all("!", "työtön, kunta");
}

#[test]
fn open_work_takes_its_contract() {
    all("open_part_time", "avoin, osa-aikainen | avoimilla työmarkkinoilla osa-aikatyössä | avoin oa");
    all("open_fixed_term", "avoin määräaikainen | avoimet (ma) | open, fixed-term");
    all("open_permanent", "avoin, toistaiseksi | vakituinen | fast");
    all("open_employment", "avoin, osa-aikainen, määräaikainen | vakituinen, osa-aikainen");
    all("employed", "määräaikainen osa-aikainen");
}

#[test]
fn unemployment_takes_its_length() {
    all(
        "unemployed_long",
        "työtön yli 12 kk | työtön (> 1 v) | arbetslös 2 år | työtön 500 pv | \
        työtön, yli 12 kk",
    );
    all("unemployed_short", "työtön alle 12 kk | työtön 3-6 kk | unemployed < 12 months | työtön 7–12 kk");
    all("unemployed", "työtön yli 6 kk | työtön 6-24 kk | pitkäaikaistyötön, alle 12 kk");
    all("!", "työssä 6 kk");
}

#[test]
fn the_legal_form_beats_the_place() {
    all("rehabilitative_work", "KTT pajalla | pajalla (ktt) | kuntouttavassa työtoiminnassa järjestössä");
    all("subsidised", "palkkatuki pajalla | avoimilla palkkatuella");
    all("apprenticeship", "oppisopimus, palkkatuki | koulutus (oppisopimus) | oppisopimus yrityksessä");
    all("startup_grant", "yrittäjä, starttiraha | palkkatuki/starttiraha");
    all("workshop", "työtön, pajalla | työ-valmennus");
}

#[test]
fn work_beats_a_service_beats_unemployment_beats_being_outside() {
    all(
        "employed",
        "työssä, työtön | työssä ja opiskelee | eläke / työssä | \
        osatyökyvyttömyyseläke, työssä",
    );
    all("employed", "työssä, työnhakija | työtön, työssä");
    all("rehabilitative_work", "työtön, ktt");
    all("labour_market_training", "työtön, työvoimakoulutus");
    all("unemployed", "työtön, sairauslomalla | työtön, ei tietoa | työtön (muutti) | muu, työtön");
    all("education", "opiskelija, kotona");
    all("service", "ktt, työkokeilu");
    all("inactive", "sairausloma, eläke");
    all("?", "työtön, opiskelija | työkokeilu, opiskelija | työssä, kuntoutus");
    all("deceased", "kuollut, työtön");
}

#[test]
fn notes_and_answer_numbers_are_cut_and_nothing_else_is() {
    all("unemployed", "työtön (soitettu 3.4.) | 2. työtön | 02 = työtön | 3) Työtön | 01 Työtön");
    all("!", "ei työssä | työtön ennen koulutusta | haki töitä | ei ktt | työtön vai työssä");
    all("!", "työssä tai koulutuksessa");
}

#[test]
fn the_nearest_word_is_only_suggested() {
    let nearest = |text: &str| match words().status(text) {
        Word::Unrecognised { nearest } => nearest,
        word => panic!("{text} was read as {word:?}"),
    };
    assert_eq!(nearest("töissä?").as_deref(), Some("employed"));
    assert_eq!(nearest("pitkäaikaistyötönn").as_deref(), Some("unemployed_long"));
    assert_eq!(nearest("maahanmuuttaja"), None);
    assert_eq!(nearest("xyzzy"), None);
}

#[test]
fn words_that_only_look_like_work() {
    all(
        "education",
        "avoin yliopisto | open university | osa-aikainen opiskelu | part-time student | full-time student",
    );
    all("disability_work_activity", "työ-/päivätoiminta | työ- ja päivätoiminta");
    all("!", "yrittäjä-koulutus | yrittäjä koulutus | avoin ammattiopisto | öppen studerande | student job");
    all("!", "permanent disability pension | osa-aikainen eläke | fixed-term disability pension");
    all("!", "työ- ja yksilövalmennus | työ-/koulutuskokeilu | työ valmennus | työtä vailla");
    all("?", "työssä pajalla | työssä, ktt | työ (kuntouttava)");
    all("work_trial", "osa-aikainen työkokeilu | työkokeilu yrityksessä");
    all("employed", "työ ja opiskelu | kokoaikainen | työ, osa-aikainen");
    all("open_employment", "avoin kokoaikainen | avoimilla, kokoaikatyö");
}
