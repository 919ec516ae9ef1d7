//! Any text is a cell of any column.

#![no_main]

use libfuzzer_sys::fuzz_target;
use polku::fact::Vocabulary;
use polku::input::cells::{day, decimal, serial};
use polku::input::words::{AgeScheme, GenderScheme, Words};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::new(&Vocabulary::builtin().unwrap().statuses, &BTreeMap::new()).unwrap());

fuzz_target!(|text: &str| {
    let _ = (day(text), decimal(text), serial(text));
    let _ = (WORDS.status(text), WORDS.education(text), WORDS.arm(text), WORDS.yes_no(text), WORDS.target_groups(text));
    let _ = (WORDS.gender(text, GenderScheme::of([text])), WORDS.age_group(text, AgeScheme::of([text])));
});
