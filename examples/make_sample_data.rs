//! Makes `sample-data/osallistujat.csv`: the participants of an invented employment service, in the shape Finnish Excel
//! saves. `sample-data/README.md` says what each column holds.
//!
//! Nobody in the file exists. Every decision is an integer draw from a seeded generator, so the bytes are the same on
//! every machine, and a test compares them with the file.
//!
//! ```text
//! cargo run --example make_sample_data -- sample-data/osallistujat.csv
//! ```

#![allow(clippy::indexing_slicing, clippy::expect_used, reason = "the tables below are of fixed length")]
#![allow(clippy::disallowed_methods, reason = "a program of its own, with its own argument and file")]

use std::io::Write as _;

use Situation::{Deceased, Education, Inactive, Jobless, LongTerm, Moved, Open, Service, Subsidised};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

const SEED: u64 = 18_566;
const PEOPLE: u32 = 600;
const FIRST_START: Date = date(2023, 1, 9);
const LAST_START: Date = date(2026, 2, 27);
/// What happens after this day is not in the file.
const DATA_UNTIL: Date = date(2026, 3, 31);

const HEADER: &str = "tunnus;aloituspvm;lopetuspvm;päättymissyy;palvelu;rahoittaja;kunta;sukupuoli;syntymävuosi;\
    koulutustausta;kohderyhmä;tilanne alussa;tilanne lopussa;tilanne 3 kk;tilanne 6 kk;tilanne 12 kk;tilanne 24 kk;\
    työkyky alku (0-10);työkyky loppu (0-10);osallisuus alku;osallisuus loppu;arki alku;arki loppu;who-5 alku;\
    who-5 loppu;haki koulutukseen;koulutus alkoi;koulutus päättyi;opintopisteet;osaamistodistus;työllistyi pvm;\
    viimeisin yhteydenotto";

/// The row on this line stands in the file twice.
const DUPLICATED_LINE: usize = 391;
/// Mistakes of the kind real files have: the line, the column, and what it says instead.
const FAULTS: [(usize, &str, &str); 9] = [
    (104, "työllistyi pvm", "3/2024"),
    (113, "lopetuspvm", "31.2.2024"),
    (143, "lopetuspvm", "3.7.2023"),
    (159, "työkyky alku (0-10)", "11"),
    (178, "tilanne lopussa", "kuntoutus"),
    (189, "tilanne alussa", "tyotön"),
    (236, "tilanne 6 kk", "TT-työ"),
    (290, "tilanne lopussa", "TT-työ"),
    (331, "palvelu", "Työpaja "),
];

/// What somebody does. Every list of nine weights follows this order.
#[rustfmt::skip]
#[derive(Clone, Copy, PartialEq)]
enum Situation { Open, Subsidised, Education, Service, Jobless, LongTerm, Inactive, Moved, Deceased }

const SITUATIONS: [Situation; 9] = [Open, Subsidised, Education, Service, Jobless, LongTerm, Inactive, Moved, Deceased];

impl Situation {
    fn in_work(self) -> bool {
        matches!(self, Open | Subsidised)
    }
}

/// How people write it, mostly tidily: recipes for [`Draw::word`].
const SPELLINGS: [&str; 9] = [
    "40 avoimilla työmarkkinoilla, 24 osa-aikatyö avoimilla, 17 vakituinen, 9 yrittäjä, 5 Avoimilla työmarkkinoilla, \
     3 AVOIMILLA TYÖMARKKINOILLA, 2 töissä",
    "36 palkkatuki kunta, 28 palkkatuki yritys, 12 palkkatuki, 14 oppisopimus, 7 starttiraha",
    "52 opiskelija, 40 ammattiopisto, 5 Opiskelija, 3 OPISKELIJA",
    "38 kuntouttava työtoiminta, 12 KTT, 28 työkokeilu, 20 työpaja, 2 Työpaja",
    "84 työtön alle 12 kk, 8 työtön, 5 Työtön , 3 TYÖTÖN",
    "80 pitkäaikaistyötön, 13 ptt, 4 Pitkäaikaistyötön, 3 PTT",
    "62 työvoiman ulkopuolella, 26 sairauslomalla, 12 työkyvyttömyyseläke",
    "1 muuttanut",
    "1 kuollut",
];

/// Where people are at the next follow-up: a row is where they were.
const NEXT: [[u32; 9]; 9] = [
    [860, 20, 15, 15, 60, 0, 20, 6, 0],
    [130, 540, 20, 70, 180, 0, 50, 6, 0],
    [170, 70, 300, 90, 270, 0, 90, 6, 0],
    [30, 60, 50, 460, 70, 200, 120, 6, 0],
    [90, 50, 40, 90, 520, 150, 50, 6, 0],
    [25, 50, 20, 110, 0, 700, 85, 8, 2],
    [12, 15, 25, 80, 15, 80, 760, 8, 5],
    [0, 0, 0, 0, 0, 0, 0, 1, 0],
    [0, 0, 0, 0, 0, 0, 0, 0, 1],
];

/// Months from the end to each question, and how often (per mille) nobody learns the answer: oftener of those without
/// work, and oftener as time goes by. What is missing is not missing at random.
const ASKED_AFTER: [i32; 5] = [0, 3, 6, 12, 24];
const UNKNOWN_IN_WORK: [u32; 5] = [25, 80, 120, 170, 240];
const UNKNOWN_OTHERWISE: [u32; 5] = [45, 240, 320, 400, 500];

/// The scales: top, points a step, typical start, spread, length of a stride, and the weights of a change of -4 to 4
/// strides. Work ability, inclusion, everyday life, WHO-5.
const SCALES: [(i32, i32, i32, i32, i32, [u32; 9]); 4] = [
    (10, 1, 5, 2, 1, [0, 40, 75, 125, 215, 160, 205, 130, 50]),
    (10, 1, 5, 2, 1, [0, 40, 70, 130, 220, 220, 170, 100, 50]),
    (10, 1, 6, 2, 1, [0, 55, 95, 145, 230, 210, 150, 85, 30]),
    (25, 4, 12, 5, 2, [10, 35, 80, 120, 205, 215, 170, 115, 50]),
];

/// A service: whom it takes, for how many days, and where they go.
struct Offer {
    name: &'static str,
    funders: &'static str,
    people: u32,
    ages: [i32; 2],
    days: [i32; 2],
    /// How high the scores are at the start, against the other services.
    level: i32,
    /// How many do not apply for training, apply only, begin and leave, complete it.
    training: [u32; 4],
    entry: [u32; 9],
    exit: [u32; 9],
}

#[rustfmt::skip]
static OFFERS: [Offer; 4] = [
    Offer {
        name: "Työhönvalmennus", funders: "62 STEA, 38 ESR+", people: 390, ages: [18, 66], days: [50, 250], level: 0,
        training: [715, 90, 93, 102],
        entry: [15, 5, 20, 60, 340, 400, 160, 0, 0], exit: [265, 160, 0, 105, 320, 0, 80, 6, 0],
    },
    Offer {
        name: "Työpaja", funders: "74 Kunta, 26 STEA", people: 280, ages: [17, 36], days: [60, 280], level: 0,
        training: [600, 127, 123, 150],
        entry: [8, 2, 30, 60, 260, 360, 280, 0, 0], exit: [140, 130, 0, 150, 350, 0, 120, 6, 0],
    },
    Offer {
        name: "Kuntouttava työtoiminta", funders: "86 Hyvinvointialue, 14 Kunta", people: 220, ages: [25, 66],
        days: [90, 340], level: -1, training: [800, 64, 61, 75],
        entry: [0, 0, 0, 40, 20, 640, 300, 0, 0], exit: [35, 95, 0, 270, 350, 0, 200, 6, 0],
    },
    Offer {
        name: "Starttivalmennus", funders: "1 ESR+", people: 110, ages: [16, 29], days: [40, 150], level: 0,
        training: [500, 160, 150, 190],
        entry: [5, 0, 35, 20, 290, 250, 400, 0, 0], exit: [140, 100, 0, 210, 330, 0, 110, 6, 0],
    },
];

/// Draws, all of them integers.
struct Draw(ChaCha8Rng);

impl Draw {
    /// A number in `0..n`.
    fn below(&mut self, n: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(n)) >> 32) as u32
    }

    fn between(&mut self, [low, high]: [i32; 2]) -> i32 {
        low + self.below(low.abs_diff(high) + 1) as i32
    }

    fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// The place of one of the weights.
    fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut rest = self.below(weights.iter().sum());
        let mut place = 0;
        while rest >= weights[place] {
            rest -= weights[place];
            place += 1;
        }
        place
    }

    /// A word of a recipe, where every word (it may be empty) stands after its weight.
    fn word(&mut self, recipe: &str) -> String {
        let parts = recipe.split(", ").filter_map(|part| part.split_once(' '));
        let (weights, words): (Vec<&str>, Vec<&str>) = parts.unzip();
        let weights: Vec<u32> = weights.iter().flat_map(|weight| weight.parse()).collect();
        words[self.weighted(&weights)].to_owned()
    }

    /// The first working day so many days later.
    fn later(&mut self, day: Date, days: [i32; 2]) -> Date {
        let mut day = day + self.between(days).days();
        while is_day_off(day) {
            day += 1.day();
        }
        day
    }

    fn offer(&mut self) -> &'static Offer {
        &OFFERS[self.weighted(&OFFERS.each_ref().map(|offer| offer.people))]
    }
}

/// A participation before it is known how it goes: the service, the situation at entry, the first day.
struct Visit(&'static Offer, Situation, Date);

/// What is the same on every row of a person.
struct Person {
    id: String,
    /// Municipality, gender, birth year, education, target groups.
    background: [String; 5],
    /// How high or low the scores of this person tend to be.
    level: i32,
}

impl Person {
    fn new(draw: &mut Draw, id: String, &Visit(offer, entry, start): &Visit) -> Self {
        let age = (draw.between(offer.ages) + draw.between(offer.ages)) / 2;
        let level = offer.level + draw.between([-2, 2]);
        let groups = [
            ("nuori", if age < 30 { 930 } else { 0 }),
            ("pitkäaikaistyötön", if entry == LongTerm { 900 } else { 0 }),
            ("osatyökykyinen", if level < 0 { 450 } else { 30 }),
            ("maahanmuuttaja", 150),
        ];
        let groups: Vec<&str> =
            groups.into_iter().filter_map(|(group, per_mille)| draw.chance(per_mille).then_some(group)).collect();
        let background = [
            // So few live in the last one that disclosure control has something to do.
            draw.word("43 Tampere, 18 Nokia, 15 Ylöjärvi, 13 Kangasala, 10 Lempäälä, 1 Pirkkala"),
            draw.word("470 nainen, 490 mies, 9 muu, 31 "),
            text_if(!draw.chance(10), i32::from(start.year()) - age),
            draw.word(if age < 25 {
                "30 perusaste, 22 peruskoulu, 22 toinen aste, 14 ammattikoulu, 10 lukio, 2 "
            } else {
                "15 perusaste, 10 peruskoulu, 27 toinen aste, 24 ammattikoulu, 8 lukio, 8 korkea-aste, 6 amk, 2 "
            }),
            groups.join(", "),
        ];
        Person { id, background, level }
    }
}

/// How a participation goes: the cells of its row, and the next one of somebody who comes back.
fn take_part(draw: &mut Draw, person: &Person, visit: &Visit) -> (Vec<String>, Option<Visit>) {
    let &Visit(offer, entry, start) = visit;
    let end = draw.later(start, offer.days);

    let steps = draw.weighted(&offer.training);
    let applied = draw.later(start, [7, 90]);
    let begun = draw.later(applied, [14, 90]);
    let stopped = draw.later(begun, [30, 360]);
    let studies = |day| steps > 1 && begun <= day && day < stopped;

    let exit = match SITUATIONS[draw.weighted(&offer.exit)] {
        _ if studies(end) => Education,
        // Some months in a service do not end a long unemployment.
        Jobless if entry == LongTerm && draw.chance(850) => LongTerm,
        exit => exit,
    };
    let reason = draw.word(match exit {
        Open | Subsidised => "80 työllistyi, 20 jakso päättyi",
        Education => "75 aloitti opinnot, 25 jakso päättyi",
        Service => "65 siirtyi toiseen palveluun, 35 jakso päättyi",
        Jobless | LongTerm => "68 jakso päättyi, 26 keskeytyi, 6 ",
        Inactive => "45 terveydelliset syyt, 35 jakso päättyi, 20 keskeytyi",
        Moved | Deceased => "1 muutti toiselle paikkakunnalle",
    });

    // Who comes back is followed up after the later visit.
    let comes_back = matches!(exit, Service | Jobless | LongTerm | Inactive) && draw.chance(240);
    let next = Some(Visit(draw.offer(), exit, draw.later(end, [40, 420])));
    let next = next.filter(|next| comes_back && next.2 <= LAST_START);
    let until = next.as_ref().map_or(DATA_UNTIL, |next| next.2 - 1.day());
    let (statuses, known) = follow(draw, [entry, exit], end, until, studies);

    let ended = happened(true, end);
    let [applied, begun] = [happened(steps > 0, applied), happened(steps > 1, begun)];
    let completed = happened(steps > 2, stopped);
    let badge = happened(draw.chance(160), draw.later(start, [30, 150]));
    let job = known.iter().find(|(_, at)| at.in_work() && !entry.in_work());
    let job = job.map(|&(day, _)| draw.later(day, [-45, -5]).max(start));
    let asked = known.last().map(|&(day, _)| draw.later(day, [0, 14]));
    let recent = draw.later(DATA_UNTIL, [-40, 0]).max(start);
    let seen = if end > DATA_UNTIL { recent } else { end };
    let days = [Some(seen), applied, begun, completed, badge, job, asked];
    let last = days.into_iter().flatten().max().min(Some(DATA_UNTIL));
    let done = completed.is_some();
    let has_credits = done || (begun.is_some() && draw.chance(600));
    let credits = draw.between(if done { [6, 60] } else { [1, 25] });

    let mut cells = vec![person.id.clone(), finnish(Some(start)), finnish(ended)];
    cells.push(text_if(ended.is_some(), reason));
    cells.extend([offer.name.to_owned(), draw.word(offer.funders)]);
    cells.extend_from_slice(&person.background);
    cells.extend(statuses);
    cells.extend(scores(draw, person.level, ended.map(|_| exit)));
    cells.extend([applied, begun, completed].map(finnish));
    cells.push(text_if(has_credits, credits));
    cells.extend([badge, job, last].map(finnish));
    (cells, next)
}

/// The six status cells, and the situations people were found in on the days they were asked.
fn follow(
    draw: &mut Draw,
    [entry, exit]: [Situation; 2],
    end: Date,
    until: Date,
    studies: impl Fn(Date) -> bool,
) -> (Vec<String>, Vec<(Date, Situation)>) {
    let (mut situation, mut word) = (entry, draw.word(SPELLINGS[entry as usize]));
    let mut cells = vec![text_if(!draw.chance(12), &word)];
    let mut known = Vec::new();
    for (place, months) in ASKED_AFTER.into_iter().enumerate() {
        let day = end + months.months();
        if day > until {
            break;
        }
        let before = situation;
        situation = match SITUATIONS[draw.weighted(&NEXT[before as usize])] {
            _ if place == 0 => exit,
            _ if studies(day) => Education,
            next => next,
        };
        // What stays the same is written the same, but jobs change.
        if situation != before || (situation == Open && draw.chance(250)) {
            word = draw.word(SPELLINGS[situation as usize]);
        }
        let unknown = match situation {
            Open | Subsidised => UNKNOWN_IN_WORK[place],
            Moved | Deceased => 0,
            _ => UNKNOWN_OTHERWISE[place],
        };
        if draw.chance(unknown) {
            cells.push(draw.word("66 , 29 ei tavoitettu, 5 kieltäytyi"));
        } else {
            cells.push(word.clone());
            known.push((day, situation));
        }
    }
    cells.resize(6, String::new());
    (cells, known)
}

/// Where somebody starts and ends on every scale; who has not left yet has no end.
fn scores(draw: &mut Draw, level: i32, exit: Option<Situation>) -> Vec<String> {
    let no_start = draw.chance(30);
    let no_end = draw.chance(180) || exit.is_none();
    let mut cells = Vec::new();
    for (top, points, typical, spread, stride, changes) in SCALES {
        let start = typical + stride * level + draw.between([-spread, spread]);
        let start = start.clamp(0, top);
        let outcome = match exit {
            Some(Open | Subsidised) => i32::from(draw.chance(300)),
            Some(Inactive) => -i32::from(draw.chance(400)),
            _ => 0,
        };
        let strides = draw.weighted(&changes) as i32 - 4 + outcome;
        let end = start + stride * strides + draw.between([1 - stride, stride - 1]);
        for (score, no_form) in [(start, no_start), (end.clamp(0, top), no_end)] {
            // Work ability, the first scale, is sometimes marked between two points.
            let half = cells.len() < 2 && score < top && draw.chance(60);
            let text = format!("{}{}", score * points, if half { ",5" } else { "" });
            cells.push(text_if(!no_form && !draw.chance(35), text));
        }
    }
    cells
}

fn text_if(shown: bool, text: impl ToString) -> String {
    if shown { text.to_string() } else { String::new() }
}

fn is_day_off(day: Date) -> bool {
    day.weekday().to_monday_one_offset() > 5
        || matches!((day.month(), day.day()), (1, 1 | 6) | (5, 1) | (12, 6 | 24..=26))
}

/// The day of something that is so and has come to pass.
fn happened(is_so: bool, day: Date) -> Option<Date> {
    (is_so && day <= DATA_UNTIL).then_some(day)
}

/// A date as Finnish Excel writes it: `1.3.2024`.
fn finnish(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.strftime("%-d.%-m.%Y").to_string())
}

/// The bytes of the sample file.
#[must_use]
pub fn sample() -> Vec<u8> {
    let mut draw = Draw(ChaCha8Rng::seed_from_u64(SEED));
    // A pseudonym must not tell when somebody came: the numbers are dealt like cards.
    let mut deck: Vec<_> = (1..=PEOPLE).map(|number| (draw.below(u32::MAX), number)).collect();
    deck.sort_unstable();

    let mut rows: Vec<(Date, Vec<String>)> = Vec::new();
    for (_, number) in deck {
        let offer = draw.offer();
        let entry = SITUATIONS[draw.weighted(&offer.entry)];
        let days = (LAST_START - FIRST_START).get_days();
        let first = Visit(offer, entry, draw.later(FIRST_START, [0, days]));
        let person = Person::new(&mut draw, format!("K{number:04}"), &first);
        let mut visit = Some(first);
        while let Some(current) = visit {
            let (cells, next) = take_part(&mut draw, &person, &current);
            rows.push((current.2, cells));
            visit = next;
        }
    }
    rows.sort();

    let header: Vec<String> = HEADER.split(';').map(str::to_owned).collect();
    let mut lines = vec![header.clone()];
    lines.extend(rows.into_iter().map(|(_, cells)| cells));
    lines.insert(DUPLICATED_LINE, lines[DUPLICATED_LINE - 1].clone());
    for (line, column, text) in FAULTS {
        let place = header.iter().position(|name| name == column).expect("a column of the header");
        lines[line - 1][place] = text.to_owned();
    }
    // Exports end with a row of totals.
    let mut total = vec!["yhteensä".to_owned(), (lines.len() - 1).to_string()];
    total.resize(header.len(), String::new());
    lines.push(total);

    let text: String = lines.iter().map(|cells| cells.join(";") + "\r\n").collect();
    encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()
}

#[allow(dead_code, reason = "the test that includes this file needs only `sample`")]
fn main() -> std::io::Result<()> {
    match std::env::args_os().nth(1) {
        Some(path) => std::fs::write(path, sample()),
        None => std::io::stdout().write_all(&sample()),
    }
}
