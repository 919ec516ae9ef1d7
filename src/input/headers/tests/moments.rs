//! Beginning, end and follow-up.

use super::*;

#[test]
fn traps_between_the_beginning_and_the_end() {
    each("status_start", "lähtötilanne | utgångsläge | mistä tuli | alkutilanne | tilanne tullessa");
    each("status_exit", "lopputilanne | slutläge | siirtyi | minne | destination | outcome | jatkopolku");
    each(
        "end",
        "lähtöpvm | utgångsdatum | poistumispäivä | slutdatum | päättymispäivämäärä | \
        asti",
    );
    each("start", "aloitus pvm | aloituspäivä | alkupvm | inledningsdatum | tulopvm | från");
    each("exit_reason", "lähtösyy | keskeytyssyy | avbrottsorsak | orsak till avslut");
    each("work_ability_start", "työkyky lähtötilanne | työkyky lähtötaso | alkutyökyky | koettu työkyky ennen");
    each("work_ability_exit", "loppumittaus työkyky | työkykyarvio päättyessä | upplevd arbetsförmåga efter");
}

#[test]
fn follow_ups_in_many_writings() {
    each(
        "status_3m",
        "tilanne 3kk | tilanne 3 kk jälkeen | seuranta 3 kk tilanne | status 3 mo | \
        status fu3",
    );
    each(
        "status_6m",
        "tilanne puoli vuotta | tilanne ½ v | läge ½ år | \
        tilanne 6 kk palvelun päättymisestä",
    );
    each(
        "status_12m",
        "tilanne 1 v | tilanne vuoden jälkeen | situation 1 år | status 1y | \
        asema 12 kk kuluttua",
    );
    each("status_24m", "tilanne 2 v | status 2 years | työmarkkina-asema kahden vuoden kuluttua");
    each("who5_6m", "who5 6 kk | who-5 (6 kk)");
    each(
        "status_pre12m",
        "tilanne 12 kk ennen alkua | tilanne 1 v ennen palvelua | läge 12 mån före start | \
        status 12 months before entry",
    );
    each("status_pre6m", "tilanne 6 kk ennen palvelun alkua | situation 6 months prior to the service");
    each("-", "tilanne 3 kk aloituksesta | status 3 months after start | läge 3 mån från start");
    each("?status_3m status_6m status_12m", "seuranta | uppföljning | tilanne seuranta | follow-up");
    each("?work_ability_3m work_ability_6m work_ability_12m", "työkyky seuranta");
}

#[test]
fn computed_columns_are_never_facts() {
    each(
        "=",
        "työkyky muutos | työkykymuutos | who-5 erotus | förändring i arbetsförmåga | \
        change | työaika %",
    );
}
