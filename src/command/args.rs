//! The command line, in the user's language.

use crate::text::{Catalog, Language};
use clap::{Arg, ArgAction, ArgMatches, ColorChoice};
use std::ffi::OsString;
use std::path::PathBuf;

/// What was asked for.
#[derive(Debug)]
pub(super) struct Arguments {
    pub(super) command: Command,
    pub(super) language: Option<Language>,
    pub(super) color: Color,
    pub(super) quiet: bool,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// The commands.
#[derive(Debug)]
pub(super) enum Command {
    Demo { dir: PathBuf },
    Init(Init),
    Report(Report),
    Indicators(Indicators),
    Explain(Explain),
    Check(Check),
    Verify(Verify),
}

/// What counting needs to know.
#[derive(Debug, Default)]
pub(super) struct Counting {
    pub(super) internal: bool,
    pub(super) by: Option<Vec<Vec<String>>>,
}

#[derive(Debug)]
pub(super) struct Init {
    pub(super) data: Vec<PathBuf>,
    pub(super) output: Option<PathBuf>,
    pub(super) sheet: Option<String>,
    pub(super) update: bool,
}

#[derive(Debug)]
pub(super) struct Report {
    pub(super) project: Option<PathBuf>,
    pub(super) output: Option<PathBuf>,
    pub(super) template: Option<String>,
    pub(super) formats: Vec<String>,
    pub(super) counting: Counting,
}

#[derive(Debug)]
pub(super) struct Indicators {
    pub(super) projects: Vec<PathBuf>,
    pub(super) format: String,
    pub(super) only: Vec<String>,
    pub(super) counting: Counting,
}

#[derive(Debug)]
pub(super) struct Check {
    pub(super) project: Option<PathBuf>,
    pub(super) format: String,
    pub(super) no_cells: bool,
    pub(super) output: Option<PathBuf>,
    pub(super) all: Option<PathBuf>,
}

#[derive(Debug)]
pub(super) struct Verify {
    pub(super) dir: PathBuf,
    pub(super) project: Option<PathBuf>,
    pub(super) format: String,
}

#[derive(Debug)]
pub(super) struct Explain {
    pub(super) id: Option<String>,
    pub(super) project: Option<PathBuf>,
    pub(super) all: bool,
    pub(super) row: Option<String>,
    pub(super) internal: bool,
    pub(super) format: String,
}

/// The format asked for, also by the short word for the one that programs read.
fn format_of(matches: &ArgMatches) -> String {
    let asked = || matches.get_one::<String>("format").cloned().unwrap_or_default();
    if matches.get_flag("json") { "json".to_owned() } else { asked() }
}

/// The language an argument list asks for; looked up before parsing, since help is already in it.
pub(super) fn language_in(args: &[OsString]) -> Option<Language> {
    let args: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let joined = args.iter().find_map(|arg| arg.strip_prefix("--lang="));
    let after = || args.iter().position(|arg| *arg == "--lang").and_then(|i| args.get(i + 1).copied());
    joined.or_else(after)?.parse().ok()
}

fn command(catalog: &Catalog) -> clap::Command {
    let text = |key: &str| catalog.text(&format!("cli.help.{key}")).to_owned();
    let formats: Vec<&str> = crate::render::FORMATS.iter().map(|format| format.id).collect();
    let headings =
        format!("{{before-help}}{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}", text("usage"));
    let value = |id: &'static str, long: &'static str, name: &'static str, key: &str| {
        Arg::new(id).long(long).value_name(name).help(text(key)).help_heading(text("options"))
    };
    let flag = |id: &'static str, long: &'static str, key: &str| {
        Arg::new(id).long(long).action(ArgAction::SetTrue).help(text(key)).help_heading(text("options"))
    };
    let counting = || {
        [
            flag("internal", "internal", "internal"),
            value("by", "by", "FACT", "by").action(ArgAction::Append).value_delimiter(','),
        ]
    };
    let project = |many: bool| {
        let arg = Arg::new("project").value_name("PROJECT").help(text("project")).help_heading(text("arguments"));
        let arg = arg.value_parser(clap::value_parser!(PathBuf));
        if many { arg.num_args(0..) } else { arg }
    };
    let sub = |name: &'static str, key: &str| {
        clap::Command::new(name)
            .about(text(key))
            .help_template(headings.clone())
            .disable_help_flag(true)
            .disable_version_flag(true)
    };
    clap::Command::new("polku")
        .version(env!("CARGO_PKG_VERSION"))
        .about(text("about"))
        .after_help(text("examples"))
        .help_template(format!(
            "{{about-with-newline}}\n{}: {{usage}}\n\n{}:\n{{subcommands}}\n\n{}:\n{{options}}\n\n{{after-help}}",
            text("usage"),
            text("commands"),
            text("options")
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(text("version"))
                .help_heading(text("options")),
        )
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .global(true)
                .help(text("help"))
                .help_heading(text("options")),
        )
        .arg(
            value("lang", "lang", "LANG", "lang").global(true).value_parser(Language::ALL.map(Language::code).to_vec()),
        )
        .arg(value("color", "color", "WHEN", "color").global(true).value_parser(["auto", "always", "never"]))
        .arg(flag("quiet", "quiet", "quiet").short('q').global(true))
        .subcommand(
            sub("demo", "demo").arg(
                Arg::new("dir")
                    .value_name("DIR")
                    .required(true)
                    .help(text("demo_dir"))
                    .help_heading(text("arguments"))
                    .value_parser(clap::value_parser!(PathBuf)),
            ),
        )
        .subcommand(
            sub("init", "init")
                .arg(
                    Arg::new("data")
                        .value_name("DATA")
                        .required(true)
                        .num_args(1..)
                        .help(text("init_data"))
                        .help_heading(text("arguments"))
                        .value_parser(clap::value_parser!(PathBuf)),
                )
                .arg(
                    value("output", "output", "FILE", "init_output")
                        .short('o')
                        .value_parser(clap::value_parser!(PathBuf)),
                )
                .arg(value("sheet", "sheet", "NAME", "init_sheet"))
                .arg(flag("update", "update", "init_update")),
        )
        .subcommand(
            sub("report", "report")
                .arg(project(false))
                .arg(value("output", "output", "DIR", "output").short('o').value_parser(clap::value_parser!(PathBuf)))
                .arg(value("template", "template", "NAME", "template"))
                .arg(
                    value("format", "format", "FORMAT", "format")
                        .action(ArgAction::Append)
                        .value_delimiter(',')
                        .value_parser(formats),
                )
                .args(counting()),
        )
        .subcommand(
            sub("indicators", "indicators")
                .arg(project(true))
                .arg(
                    value("format", "format", "FORMAT", "results_format")
                        .default_value("table")
                        .hide_default_value(true)
                        .value_parser(["table", "csv", "json"]),
                )
                .arg(value("only", "only", "ID", "only").action(ArgAction::Append).value_delimiter(','))
                .args(counting()),
        )
        .subcommand(
            sub("check", "check")
                .arg(project(false))
                .arg(
                    value("format", "format", "FORMAT", "check_format")
                        .default_value("text")
                        .hide_default_value(true)
                        .value_parser(["text", "json", "html"]),
                )
                .arg(
                    value("output", "output", "FILE", "check_output")
                        .short('o')
                        .value_parser(clap::value_parser!(PathBuf)),
                )
                .arg(value("all", "all", "FILE", "check_all").value_parser(clap::value_parser!(PathBuf)))
                .arg(flag("no_cells", "no-cells", "check_no_cells"))
                .arg(flag("json", "json", "json").conflicts_with("format")),
        )
        .subcommand(
            sub("verify", "verify")
                .arg(
                    Arg::new("dir")
                        .value_name("DIR")
                        .required(true)
                        .help(text("verify_dir"))
                        .help_heading(text("arguments"))
                        .value_parser(clap::value_parser!(PathBuf)),
                )
                .arg(value("of", "project", "PROJECT", "verify_project").value_parser(clap::value_parser!(PathBuf)))
                .arg(
                    value("format", "format", "FORMAT", "verify_format")
                        .default_value("text")
                        .hide_default_value(true)
                        .value_parser(["text", "json"]),
                )
                .arg(flag("json", "json", "json").conflicts_with("format")),
        )
        .subcommand(
            sub("explain", "explain")
                .arg(Arg::new("id").value_name("ID").help(text("explain_id")).help_heading(text("arguments")))
                .arg(value("of", "project", "PROJECT", "project").value_parser(clap::value_parser!(PathBuf)))
                .arg(flag("all", "all", "explain_all"))
                .arg(value("row", "row", "[FILE:]N", "explain_row").requires("id"))
                .arg(flag("internal", "internal", "explain_internal"))
                .arg(
                    value("format", "format", "FORMAT", "text_format")
                        .default_value("text")
                        .hide_default_value(true)
                        .value_parser(["text", "md"]),
                ),
        )
}

/// Reads a command line.
pub(super) fn parse(args: &[OsString], catalog: &Catalog) -> Result<Arguments, clap::Error> {
    let matches = command(catalog).color(ColorChoice::Never).try_get_matches_from(args)?;
    let (name, sub) =
        matches.subcommand().ok_or_else(|| clap::Error::new(clap::error::ErrorKind::MissingSubcommand))?;
    let one = |sub: &ArgMatches, id: &str| sub.get_one::<String>(id).cloned();
    let many = |sub: &ArgMatches, id: &str| sub.get_many::<String>(id).map(|v| v.cloned().collect::<Vec<_>>());
    let counting = |sub: &ArgMatches| Counting {
        internal: sub.get_flag("internal"),
        by: many(sub, "by").map(|list| list.iter().map(|by| by.split('*').map(str::to_owned).collect()).collect()),
    };
    let command = match name {
        "demo" => Command::Demo { dir: sub.get_one::<PathBuf>("dir").cloned().unwrap_or_default() },
        "init" => Command::Init(Init {
            data: sub.get_many::<PathBuf>("data").map(|v| v.cloned().collect()).unwrap_or_default(),
            output: sub.get_one::<PathBuf>("output").cloned(),
            sheet: one(sub, "sheet"),
            update: sub.get_flag("update"),
        }),
        "report" => Command::Report(Report {
            project: sub.get_one::<PathBuf>("project").cloned(),
            output: sub.get_one::<PathBuf>("output").cloned(),
            template: one(sub, "template"),
            formats: many(sub, "format").unwrap_or_default(),
            counting: counting(sub),
        }),
        "check" => Command::Check(Check {
            project: sub.get_one::<PathBuf>("project").cloned(),
            format: format_of(sub),
            no_cells: sub.get_flag("no_cells"),
            output: sub.get_one::<PathBuf>("output").cloned(),
            all: sub.get_one::<PathBuf>("all").cloned(),
        }),
        "verify" => Command::Verify(Verify {
            dir: sub.get_one::<PathBuf>("dir").cloned().unwrap_or_default(),
            project: sub.get_one::<PathBuf>("of").cloned(),
            format: format_of(sub),
        }),
        "explain" => Command::Explain(Explain {
            id: one(sub, "id"),
            project: sub.get_one::<PathBuf>("of").cloned(),
            all: sub.get_flag("all"),
            row: one(sub, "row"),
            internal: sub.get_flag("internal"),
            format: one(sub, "format").unwrap_or_default(),
        }),
        _ => Command::Indicators(Indicators {
            projects: sub.get_many::<PathBuf>("project").map(|v| v.cloned().collect()).unwrap_or_default(),
            format: one(sub, "format").unwrap_or_default(),
            only: many(sub, "only").unwrap_or_default(),
            counting: counting(sub),
        }),
    };
    let color = match one(sub, "color").as_deref() {
        Some("always") => Color::Always,
        Some("never") => Color::Never,
        _ => Color::Auto,
    };
    Ok(Arguments {
        command,
        language: one(sub, "lang").and_then(|lang| lang.parse().ok()),
        color,
        quiet: sub.get_flag("quiet"),
    })
}
