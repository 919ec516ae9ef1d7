//! Words and numbers as written in each language.

use crate::fact::status::Class;

/// The languages of a report, for numbers and words of every width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Words {
    Finnish,
    Swedish,
    English,
    /// Words longer than anybody writes.
    Endless,
}

use Words::{Endless, English, Finnish, Swedish};

pub(crate) const ALL_WORDS: [Words; 4] = [Finnish, Swedish, English, Endless];

impl Words {
    pub(super) fn pick(self, fi: &str, sv: &str, en: &str) -> String {
        match self {
            Finnish => fi.to_owned(),
            Swedish => sv.to_owned(),
            English => en.to_owned(),
            Endless => format!("{fi} / {sv} och därtill {en}, Lentokonesuihkuturbiinimoottori"),
        }
    }

    pub(super) fn percent(self, at: f64) -> String {
        match self {
            Finnish | Swedish => format!("{at}\u{a0}%"),
            English | Endless => format!("{at}%"),
        }
    }

    pub(super) fn range(self, (low, high): (f64, f64)) -> String {
        match self {
            Finnish | Swedish => format!("{low}–{high}\u{a0}%"),
            English | Endless => format!("{low}% to {high}%"),
        }
    }

    pub(super) fn people(self, n: u64) -> String {
        self.pick(&format!("{n} henkilöä"), &format!("{n} personer"), &format!("{n} people"))
    }

    pub(super) fn starting(self) -> String {
        self.pick("seuranta alkamassa", "uppföljningen börjar", "follow-up starting")
    }

    pub(super) fn interval(self) -> String {
        self.pick("95\u{a0}%:n väli", "95\u{a0}% intervall", "95% interval")
    }

    pub(super) fn moment(self, i: usize) -> String {
        match i {
            0 => self.pick("Aloittaessa", "Vid start", "At entry"),
            1 => self.pick("Palvelun päättyessä", "När tjänsten slutade", "On leaving"),
            _ => {
                let m = [3, 6, 12, 24][(i - 2) % 4] + i / 6 * 24;
                self.pick(
                    &format!("{m} kk päättymisestä"),
                    &format!("{m} mån efter avslut"),
                    &format!("{m} months after"),
                )
            }
        }
    }

    pub(super) fn unknown(self) -> String {
        self.pick("Ei tiedossa", "Okänt", "Not known")
    }

    pub(super) fn hidden(self) -> String {
        self.pick("peitetty", "dolt", "hidden")
    }

    pub(super) fn everybody(self) -> String {
        self.pick("Kaikki", "Alla", "Everybody")
    }

    pub(super) fn duration(self, i: usize) -> String {
        match i % 6 {
            0 => self.pick("Ei työttömänä aloittaessa", "Inte arbetslös vid start", "Not unemployed at entry"),
            1 => self.pick("Alle 6 kk", "Under 6 mån", "Under 6 months"),
            2 => self.pick("6–11 kk", "6–11 mån", "6–11 months"),
            3 => self.pick("12–23 kk", "12–23 mån", "12–23 months"),
            4 => self.pick("24–35 kk", "24–35 mån", "24–35 months"),
            _ => self.pick("36 kk tai enemmän", "36 mån eller mer", "36 months or more"),
        }
    }

    pub(super) fn question(self, i: usize) -> String {
        match i % 4 {
            0 => self.pick("Sukupuoli", "Kön", "Gender"),
            1 => self.pick("Ikä aloittaessa", "Ålder vid start", "Age at entry"),
            2 => self.pick("Koulutus aloittaessa", "Utbildning vid start", "Education at entry"),
            _ => self.pick("Palvelu", "Tjänst", "Service"),
        }
    }

    /// A group of the question `i / 4`.
    pub(super) fn group(self, i: usize) -> String {
        match i % 16 {
            0 => self.pick("Nainen", "Kvinna", "Woman"),
            1 => self.pick("Mies", "Man", "Man"),
            2 => self.pick("Muu", "Annat", "Other"),
            3 | 11 => self.unknown(),
            4 => self.pick("Alle 30 vuotta", "Under 30 år", "Under 30"),
            5 => self.pick("30–44 vuotta", "30–44 år", "30 to 44"),
            6 => self.pick("45–54 vuotta", "45–54 år", "45 to 54"),
            7 => self.pick("55 vuotta tai enemmän", "55 år eller mer", "55 or older"),
            8 => self.pick("Enintään perusaste", "Högst grundnivå", "Basic or less"),
            9 => self.pick("Toinen aste", "Andra stadiet", "Secondary"),
            10 => self.pick("Korkea-aste", "Hög nivå", "Tertiary"),
            12 => self.pick("Työhön\u{ad}valmennus", "Arbetsträning", "Job coaching"),
            13 => self.pick("Työpaja", "Verkstad", "Workshop"),
            14 => self.pick("Kuntouttava työtoiminta", "Arbetsverksamhet", "Rehabilitative work"),
            _ => self.pick("Startti\u{ad}valmennus", "Startträning", "Starter course"),
        }
    }

    pub(super) fn step(self, i: usize) -> String {
        match i % 6 {
            0 => self.pick("Osallistujia", "Deltagare", "Participants"),
            1 => self.pick("Koulutus oli tavoitteena", "Utbildning var målet", "Education was the goal"),
            2 => self.pick("Haki koulutukseen", "Sökte till utbildning", "Applied"),
            3 => self.pick("Aloitti koulutuksen", "Började en utbildning", "Began"),
            4 => self.pick(
                "Suoritti vähintään tutkinnon osan",
                "Avlade minst en examensdel",
                "Completed at least a unit",
            ),
            _ => self.pick("Suoritti tutkinnon", "Avlade examen", "Graduated"),
        }
    }

    pub(super) fn goal(self, i: usize) -> String {
        match i % 7 {
            0 => self.pick("Osallistujia, eri henkilöitä", "Deltagare, olika personer", "Participants"),
            1 => self.pick("Osaamistodistuksia (Paikko)", "Kompetensintyg (Paikko)", "Certificates of skills"),
            2 => self.pick("Työkyky vahvistuu", "Arbetsförmågan stärks", "Work ability improves"),
            3 => self.pick("Koulutus alkaa", "Utbildning börjar", "Education begins"),
            4 => self.pick(
                "Työssä 6 kk palvelun päättymisestä",
                "I arbete 6 mån efter tjänsten",
                "In work 6 months after",
            ),
            5 => self.pick("Palvelu keskeytyy", "Tjänsten avbryts", "Service broken off"),
            _ => self.pick("Tilanne tiedetään 6 kk kohdalla", "Läget känt efter 6 mån", "Situation known at 6 months"),
        }
    }

    pub(super) fn classes(self) -> Vec<(Class, String)> {
        vec![
            (Class::Open, self.pick("Avoin työ", "Öppet arbete", "Open work")),
            (Class::Supported, self.pick("Tuettu työ", "Lönestött arbete", "Supported work")),
            (Class::Education, self.pick("Koulu\u{ad}tus", "Utbild\u{ad}ning", "Educa\u{ad}tion")),
            (Class::Service, self.pick("Palve\u{ad}lussa", "I tjänst", "In a service")),
            (Class::Unemployed, self.pick("Työtön", "Arbetslös", "Unemployed")),
            (
                Class::Outside,
                self.pick("Työvoiman ulko\u{ad}puolella", "Utanför arbets\u{ad}kraften", "Outside the labour force"),
            ),
        ]
    }
}
