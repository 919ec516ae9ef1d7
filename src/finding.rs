//! What was noticed in a file or a configuration: collected, never fail-fast.
//!
//! A finding holds no sentence. It names its [`Code`] and the values its sentence needs; the catalogue of the reader's
//! language makes the words, so one finding reads in three languages and a test can count them.

use std::fmt;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Note,
    /// The results are right, but fewer people are in them than could be.
    Warning,
    /// Nothing can be computed before this is mended.
    Error,
}

impl Severity {
    /// Its id for machines.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($name:ident $number:literal $key:literal $severity:ident $doc:literal,)*) => {
        /// A kind of finding: a stable number for machines, a key for the words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $doc] $name,)*
        }
        impl Code {
            /// Every code there is.
            pub const ALL: &[Code] = &[$(Code::$name),*];
            /// The stable number, `PK1203`.
            #[must_use]
            pub fn number(self) -> &'static str {
                match self { $(Code::$name => $number),* }
            }
            /// The key of its words: `finding.<key>.what` and `finding.<key>.cure`.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Code::$name => $key),* }
            }
            /// How much it matters.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity),* }
            }
        }
    };
}

codes! {
    Toml "PK1001" "toml" Error "polku.toml cannot be parsed.",
    UnknownFact "PK1003" "unknown_fact" Error "A name is no fact polku knows.",
    NoSuchColumn "PK1004" "no_such_column" Error "polku.toml names a column the file does not have.",
    UnknownIndicator "PK1005" "unknown_indicator" Error "There is no such indicator.",
    BadRule "PK1006" "bad_rule" Error "A rule cannot be read.",
    UnknownStatus "PK1007" "unknown_status_id" Error "A status id in polku.toml is unknown.",
    BadInstrument "PK1008" "bad_instrument" Error "An instrument contradicts itself.",
    BadIndicator "PK1009" "bad_indicator" Error "An indicator lacks something or contradicts itself.",
    NoTable "PK1010" "no_table" Error "The project names no data file.",
    UnknownBreakdown "PK1011" "unknown_breakdown" Error "A breakdown is not a fact of this file.",
    BadPeriod "PK1012" "bad_period" Error "The period ends before it starts.",
    UnsupportedKind "PK1013" "unsupported_kind" Error "The kind of table or file is not read.",
    UnknownTemplate "PK1014" "unknown_template" Error "There is no such template.",
    NoSuchRow "PK1020" "no_such_row" Error "No row of the data stands on a line.",
    RowInMany "PK1018" "row_in_many" Error "Several files have a row on a line.",
    NotOurs "PK1016" "not_ours" Error "The output folder holds files polku did not write, or that were changed since.",
    ProjectExists "PK1017" "project_exists" Error "There is a polku.toml already.",
    FactTwice "PK1015" "fact_twice" Error "Two columns are given to one fact.",
    BadGoal "PK1019" "bad_goal" Error "A goal lacks something or contradicts itself.",
    BelowFloor "PK1021" "below_floor" Error "A least number of people is below its floor.",
    BadPrivacy "PK1022" "bad_privacy" Error "What is said of privacy is wrong or contradicts itself.",
    MissingRole "PK1023" "missing_role" Error "A table lacks a column its kind needs.",
    NoOrigin "PK1024" "no_origin" Error "Numbered months without a word on where they are counted from.",
    BadWindow "PK1025" "bad_window" Error "A window of days is wrong.",
    NoPeople "PK1026" "no_people" Error "The project names no table of people.",
    BadStatus "PK1028" "bad_status" Error "A status of the user's own contradicts itself.",
    MixedTables "PK1027" "mixed_tables" Error "The same file has people and rows that belong to nobody.",
    Unreadable "PK1101" "unreadable" Error "A file cannot be read.",
    NoSuchFile "PK1108" "no_such_file" Error "There is no such file.",
    EmptyFile "PK1102" "empty_file" Error "A file has no rows.",
    NothingRecognised "PK1103" "nothing_recognised" Error "No column was recognised.",
    RaggedRow "PK1104" "ragged_row" Warning "A row has another number of cells than the header.",
    ReplacedCharacters "PK1105" "replaced_characters" Warning "Some bytes are not letters of the encoding.",
    NoId "PK1106" "no_id" Error "No column tells people apart.",
    SkippedRows "PK1107" "skipped_rows" Note "Totals, repeated headers and notes were passed over.",
    EmptyTable "PK1109" "empty_table" Warning "A table beside that of people has no rows.",
    BrokenQuote "PK1110" "broken_quote" Error "A quotation mark is opened and not closed, so that rows are lost.",
    TooManyColumns "PK1111" "too_many_columns" Error "A table has more columns than any spreadsheet.",
    ChooseSheet "PK1112" "choose_sheet" Error "Several sheets of a spreadsheet may be meant.",
    NoSuchSheet "PK1113" "no_such_sheet" Error "A spreadsheet has no sheet of this name.",
    TooLarge "PK1114" "too_large" Error "A file unpacks to more than fits.",
    UnreadCompression "PK1116" "unread_compression" Error "A Parquet file is compressed in a way that is not read.",
    Locked "PK1115" "locked" Error "A file has a password.",
    PersonalColumn "PK1301" "personal_column" Error "A column holds personal data by its name.",
    PersonalValues "PK1302" "personal_values" Error "A column holds what looks like personal identity codes.",
    BirthDate "PK1303" "birth_date" Warning "A column holds dates of birth; only the year is kept.",
    Email "PK1306" "email" Error "A column holds e-mail addresses.",
    Phone "PK1307" "phone" Error "A column holds telephone numbers.",
    BankAccount "PK1308" "bank_account" Error "A column holds bank accounts.",
    StreetAddress "PK1309" "street_address" Error "A column holds street addresses.",
    Names "PK1310" "names" Error "A column holds names of people.",
    FreeText "PK1311" "free_text" Error "A column holds sentences somebody wrote.",
    LikeIdentityCode "PK1312" "like_identity_code" Warning "A column holds what is built like personal identity codes.",
    Digests "PK1313" "digests" Error "A column holds digests, perhaps of personal identity codes.",
    OnePerson "PK1305" "one_person" Error "What would be shown is about one person.",
    NotProtected "PK1314" "not_protected" Error "The numbers of everybody together cannot be protected.",
    CustomerNumber "PK1304" "customer_number" Warning "A column holds customer numbers, which others may know.",
    ChooseColumn "PK1201" "choose_column" Warning "A column can be read in several ways and was left out.",
    UnknownWord "PK1202" "unknown_word" Warning "A word has no meaning here.",
    AmbiguousWord "PK1203" "ambiguous_word" Warning "A word has several meanings here.",
    BadDate "PK1204" "bad_date" Warning "A cell is no date.",
    BadNumber "PK1205" "bad_number" Warning "A cell is no number.",
    OutOfScale "PK1206" "out_of_scale" Warning "A score is outside its scale.",
    EndBeforeStart "PK1207" "end_before_start" Warning "A participation ends before it starts.",
    SameRow "PK1208" "same_row" Warning "The same person starts the same service on the same day twice.",
    KnownNotDue "PK1209" "known_not_due" Note "A follow-up is known before its time has come.",
    RowWithoutId "PK1210" "row_without_id" Warning "A row has no identifier.",
    CoarseDate "PK1211" "coarse_date" Warning "A date is given only as a month or a year.",
    UnknownPerson "PK1220" "unknown_person" Warning "A row is about somebody who is in no table of people.",
    PersonWithoutRows "PK1221" "person_without_rows" Note "Somebody has no row in a table.",
    Conflict "PK1222" "conflict" Warning "Two sources or rows say different things of one person and day.",
    NoDate "PK1223" "no_date" Warning "An observation has no day.",
    OutOfOrder "PK1224" "out_of_order" Warning "A day lies before one it has to follow.",
    StartsLater "PK1225" "starts_later" Warning "A participation starts after the last day of the data.",
    KnownNotLeft "PK1226" "known_not_left" Warning "Something is known of after leaving, but there is no end.",
    OffStep "PK1227" "off_step" Note "A score lies between the steps of its scale.",
    TwoPeople "PK1228" "two_people" Warning "One identifier seems to be two people.",
    ComesBack "PK1229" "comes_back" Note "A person takes part again.",
    Overlapping "PK1230" "overlapping" Warning "Participations of one person in one service overlap.",
    SideBySide "PK1231" "side_by_side" Note "A person takes part in two services at a time.",
    Constant "PK1232" "constant" Note "A column says the same of everybody.",
    Heap "PK1233" "heap" Note "Very many have the same day.",
    Jump "PK1234" "jump" Note "Many more or many fewer begin than the year before.",
    NothingKnown "PK1235" "nothing_known" Warning "A column has no value that can be read.",
    NoData "PK1236" "no_data" Warning "An indicator can be computed of nobody.",
    NoIndicators "PK1237" "no_indicators" Error "No indicator can be computed.",
    UndecidedDay "PK1239" "undecided_day" Warning "The day of a month or a year decides something, and is not known.",
    NoDayOfEvent "PK1241" "no_day_of_event" Note "An event is marked as having happened, without its day.",
    SecondColumn "PK1240" "second_column" Warning "Two columns have the same header and one of them is read.",
    Padded "PK1238" "padded" Note "A cell has white space around its text.",
    NotAReport "PK1401" "not_a_report" Error "A folder was not written by polku.",
    MissingFile "PK1402" "missing_file" Error "A file of a report is not there.",
    ChangedFile "PK1403" "changed_file" Error "A file of a report is not as it was written.",
    UnknownFile "PK1404" "unknown_file" Error "A file does not belong to the report.",
    OtherVersion "PK1405" "other_version" Note "A report was written by another version of polku.",
    NotSaid "PK1406" "not_said" Note "A report does not say what its numbers could be read back with.",
    UnreadableResults "PK1407" "unreadable_results" Error "The results of a report cannot be read.",
    ResultsDiffer "PK1408" "results_differ" Error "The two files of results do not say the same.",
    NumberOfNobody "PK1409" "number_of_nobody" Error "A printed number is no released number.",
    UnseenPart "PK1410" "unseen_part" Error "A page holds something its readers do not see.",
    TooNarrow "PK1411" "too_narrow" Error "A hidden number can be worked out too narrowly.",
    Contradiction "PK1412" "contradiction" Error "Released numbers contradict each other.",
    FoundOut "PK1413" "found_out" Note "A hidden number can be worked out, but it is not small.",
    NotTried "PK1414" "not_tried" Note "Not every way to a hidden number was tried.",
    NoWatermark "PK1415" "no_watermark" Error "An internal page does not say that it is internal.",
    OtherSource "PK1416" "other_source" Error "A data file is not the one a report was made from.",
    OtherResults "PK1417" "other_results" Error "The data give other results than those of a report.",
    NoResults "PK1418" "no_results" Note "A report has no results its page could be compared with.",
    NoProof "PK1419" "no_proof" Error "Other people of a certificate would have been published otherwise.",
    NoCertificate "PK1420" "no_certificate" Note "The certificate of a report is not beside the project.",
    ExcelDates "PK1216" "excel_dates" Note "Dates are serial numbers of Excel.",
    DataUntilGuessed "PK1212" "data_until_guessed" Note "The last day of the data was taken from the data.",
}

/// Where something is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The file as the user named it.
    pub file: String,
    /// Line from 1; none when it is about the whole file.
    pub line: Option<u64>,
    /// Column header in a table, or column number in a text file.
    pub column: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Place {
        Place { file: file.into(), ..Place::default() }
    }
    /// A column of a file.
    pub fn column(file: impl Into<String>, column: impl Into<String>) -> Place {
        Place { file: file.into(), line: None, column: Some(column.into()) }
    }
    /// The same place at a line.
    #[must_use]
    pub fn at(mut self, line: u64) -> Place {
        self.line = Some(line);
        self
    }
}

/// One thing noticed; `rows` times if it is about rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of thing.
    pub code: Code,
    /// Where it is, or where it is first.
    pub place: Place,
    /// Values for the sentence. `value` may echo a cell and is for the terminal only.
    pub slots: Vec<(&'static str, String)>,
    /// How many rows it is about; 0 when not about rows.
    pub rows: u64,
    /// The lines it is on; of personal data only the first.
    pub lines: Vec<u64>,
}

impl Finding {
    /// How many line numbers are shown.
    pub const LINES: usize = 20;

    /// A finding at a place.
    #[must_use]
    pub fn new(code: Code, place: Place) -> Finding {
        Finding { code, place, slots: Vec::new(), rows: 0, lines: Vec::new() }
    }
    /// With a value for its sentence.
    #[must_use]
    pub fn with(mut self, slot: &'static str, value: impl fmt::Display) -> Finding {
        self.slots.push((slot, value.to_string()));
        self
    }
    /// The value of a slot.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<&str> {
        self.slots.iter().find(|(slot, _)| *slot == name).map(|(_, value)| value.as_str())
    }
    /// About these rows.
    #[must_use]
    pub fn on_lines(mut self, lines: impl IntoIterator<Item = u64>) -> Finding {
        for line in lines {
            self.rows += 1;
            self.lines.push(line);
        }
        if self.place.line.is_none() {
            self.place.line = self.lines.first().copied();
        }
        self
    }
}
