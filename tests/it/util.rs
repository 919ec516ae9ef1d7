//! What every test here needs: polku called the way people call it, folders that vanish, golden files, and tidy
//! results by their key.

use polku::command::{Io, run};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The day every report here is made: 1 April 2026.
const EPOCH: &str = "1775001600";

/// The folder of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a command line gave.
pub struct Ran {
    pub code: u8,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The same, if it went well.
    #[track_caller]
    pub fn ok(self) -> Ran {
        assert_eq!(self.code, 0, "{}", self.err);
        self
    }
}

/// Runs a command line in this process, with nothing from the environment but the day.
pub fn polku(args: &[&dyn AsRef<OsStr>]) -> Ran {
    polku_on(b"", args)
}

/// The same with something on standard input.
pub fn polku_on(input: &[u8], args: &[&dyn AsRef<OsStr>]) -> Ran {
    ran(input, false, args)
}

/// The same with somebody at a terminal who types the answers.
pub fn polku_asks(answers: &str, args: &[&dyn AsRef<OsStr>]) -> Ran {
    ran(answers.as_bytes(), true, args)
}

fn ran(mut input: &[u8], terminal: bool, args: &[&dyn AsRef<OsStr>]) -> Ran {
    let args: Vec<OsString> =
        std::iter::once("polku".into()).chain(args.iter().map(|arg| (*arg).as_ref().to_owned())).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut io = Io {
        input: &mut input,
        out: &mut out,
        err: &mut err,
        in_is_terminal: terminal,
        out_is_terminal: false,
        err_is_terminal: terminal,
        env: BTreeMap::from([("SOURCE_DATE_EPOCH".to_owned(), EPOCH.to_owned())]),
        now: SystemTime::UNIX_EPOCH,
    };
    let code = run(args, &mut io);
    Ran { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

/// A folder for one test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    /// A path inside it.
    pub fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Every file below it by its name with `/`, and its bytes.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files(self.0.path())
    }

    /// What stands directly in it.
    pub fn names(&self) -> Vec<String> {
        names(self.0.path())
    }
}

/// Every file below a folder by its name with `/`, and its bytes.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for name in names(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.insert(name, std::fs::read(path).unwrap());
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Counts a small file under the internal policy. `project` is what polku.toml says under `[project]`.
#[track_caller]
pub fn count(rows: &str, project: &str) -> Tidy {
    count_with(rows, project, &[]).0
}

/// The same with more arguments, and what was said of it in English.
#[track_caller]
pub fn count_with(rows: &str, project: &str, args: &[&str]) -> (Tidy, String) {
    let folder = Folder::new();
    folder.write("data.csv", rows);
    let toml = folder.write("polku.toml", format!("[project]\n{project}\n[[table]]\nfile = \"data.csv\"\n"));
    let mut all: Vec<&dyn AsRef<OsStr>> =
        vec![&"indicators", &toml, &"--internal", &"--format", &"csv", &"--lang", &"en"];
    all.extend(args.iter().map(|arg| arg as &dyn AsRef<OsStr>));
    let ran = polku(&all).ok();
    (Tidy::parse(&ran.out), ran.err)
}

/// The key of a tidy result.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub indicator: String,
    pub statistic: String,
    pub level: String,
    pub by: String,
    pub group: String,
    pub moment: String,
}

/// A tidy result.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub count: Option<u64>,
    pub base: Option<u64>,
    pub unknown: Option<u64>,
    pub among_unknown: Option<u64>,
    pub method: String,
    pub flag: String,
}

impl Row {
    /// Count, base, unknown: what most tests ask.
    pub fn counts(&self) -> [Option<u64>; 3] {
        [self.count, self.base, self.unknown]
    }
}

/// Tidy results by their key.
pub struct Tidy(pub BTreeMap<Key, Row>);

impl Tidy {
    #[track_caller]
    pub fn parse(text: &str) -> Tidy {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), polku::render::HEAD);
        let mut rows = BTreeMap::new();
        for record in reader.records() {
            let record = record.unwrap();
            let word = |i: usize| record[i].to_owned();
            let real = |i: usize| (!record[i].is_empty()).then(|| record[i].parse::<f64>().unwrap());
            let whole = |i: usize| (!record[i].is_empty()).then(|| record[i].parse::<u64>().unwrap());
            let key = Key {
                indicator: word(1),
                statistic: word(2),
                level: word(3),
                by: word(4),
                group: word(5),
                moment: word(6),
            };
            let row = Row {
                value: real(7),
                low: real(8),
                high: real(9),
                count: whole(10),
                base: whole(11),
                unknown: whole(12),
                among_unknown: whole(13),
                method: word(14),
                flag: word(15),
            };
            assert!(rows.insert(key.clone(), row).is_none(), "twice: {key:?}");
        }
        Tidy(rows)
    }

    /// The total of an indicator that has one moment.
    #[track_caller]
    pub fn total(&self, indicator: &str, statistic: &str) -> &Row {
        self.only(|key| {
            [&key.indicator, &key.statistic] == [indicator, statistic] && key.level.is_empty() && key.by.is_empty()
        })
    }

    /// The total at a moment, of a level where the indicator has levels.
    #[track_caller]
    pub fn at(&self, indicator: &str, statistic: &str, level: &str, moment: &str) -> &Row {
        let wanted = [indicator, statistic, level, "", moment];
        self.only(|key| [&key.indicator, &key.statistic, &key.level, &key.by, &key.moment] == wanted)
    }

    /// A group of an indicator that has one moment.
    #[track_caller]
    pub fn group(&self, indicator: &str, statistic: &str, by: &str, group: &str) -> &Row {
        let wanted = [indicator, statistic, "", by, group];
        self.only(|key| [&key.indicator, &key.statistic, &key.level, &key.by, &key.group] == wanted)
    }

    #[track_caller]
    fn only(&self, wanted: impl Fn(&Key) -> bool) -> &Row {
        let found: Vec<_> = self.0.iter().filter(|(key, _)| wanted(key)).collect();
        assert_eq!(found.len(), 1, "{:?}", found.iter().map(|(key, _)| key).collect::<Vec<_>>());
        found[0].1
    }
}

/// Compares with `tests/golden/<name>`; `POLKU_BLESS=1` writes it instead.
#[track_caller]
pub fn golden(name: &str, found: &str) {
    let path = root().join("tests/golden").join(name);
    if std::env::var_os("POLKU_BLESS").is_some_and(|bless| bless == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        return std::fs::write(path, found).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    if wanted == found {
        return;
    }
    let line = wanted.lines().zip(found.lines()).take_while(|(a, b)| a == b).count();
    let at = |text: &str| text.lines().nth(line).unwrap_or("(the end)").chars().take(300).collect::<String>();
    panic!(
        "tests/golden/{name}, line {}:\n golden: {}\n  found: {}\nWhere the new one is right: \
         POLKU_BLESS=1 cargo test --test it golden",
        line + 1,
        at(&wanted),
        at(found)
    );
}
