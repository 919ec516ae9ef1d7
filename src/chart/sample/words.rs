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
