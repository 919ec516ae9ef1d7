//! Any bytes are a file: text, spreadsheet or Parquet. They are read or refused. The twins are a good beginning:
//! `cargo +nightly fuzz run read tests/fixtures/twins`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use polku::fact::Vocabulary;
use polku::input::mapping::Mapping;
use polku::input::{Input, map};
use std::sync::LazyLock;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::builtin().unwrap());

fuzz_target!(|bytes: &[u8]| {
    let inputs = [Input::bytes("data", bytes.to_vec())];
    let _ = map(&inputs, &Mapping::default(), VOCABULARY.clone(), &mut |_| {});
});
