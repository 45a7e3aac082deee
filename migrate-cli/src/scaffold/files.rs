//! The files of the two packages, and `migrate.toml`.

use std::path::Path;

use toml_edit::{Array, InlineTable, Value};

use super::application::Application;
use super::dependency::{Stated, add_feature, line, moved};
use super::driver::Driver;
use super::plan::{Change, Plan, file_error};
use super::{ScaffoldError, Template, relative};

pub(super) fn plan(application: &Application, plan: &mut Plan) -> Result<(), ScaffoldError> {
    let migrations = &application.migrations;
    let command = application.command_folder();
    plan.create(
        migrations.join("Cargo.toml"),
        migrations_manifest(application),
    );
    plan.create(migrations.join("build.rs"), BUILD.to_owned());
    plan.create(migrations.join("src/lib.rs"), library(application));
    plan.create(migrations.join("versions/.gitkeep"), String::new());
    if let Some(models) = application
        .library
        .as_ref()
        .filter(|_| application.template != Template::Single)
    {
        plan.create(command.join("Cargo.toml"), command_manifest(application)?);
        plan.create(command.join("src/main.rs"), main(application));
        plan.create(
            command.join("examples/autogenerate.rs"),
            autogenerate(application, models),
        );
    } else {
        host(application, plan)?;
    }
    plan.create(
        application.project.join("migrate.toml"),
        settings(application),
    );
    Ok(())
}

const BUILD: &str = "\
//! Tells cargo that a new file in `versions/` is a reason to build.

fn main() {
    println!(\"cargo:rerun-if-changed=versions\");
}
";

fn migrations_manifest(application: &Application) -> String {
    let folder = &application.migrations;
    let mut core = application.core.seen_from(folder);
    let feature = application.driver.feature();
    if !application.core.has_feature(feature) {
        add_feature(&mut core, feature);
    }
    let mut dependencies = vec![
        line("diesel", &application.diesel.seen_from(folder)),
        line("migrate-core", &core),
    ];
    if let Some(stated) = &application.diesel_async {
        dependencies.push(line("diesel-async", &stated.seen_from(folder)));
    }
    dependencies.sort();
    format!(
        "\
[package]
name = \"{name}\"
description = \"The migrations of {application}\"
version = \"0.1.0\"
edition = \"{edition}\"
{publish}
[lib]
name = \"{library}\"

[dependencies]
{dependencies}
",
        name = application.migrations_package(),
        application = application.package.name,
        edition = application.package.edition,
        publish = if application
            .package
            .publish
            .as_ref()
            .is_some_and(Vec::is_empty)
        {
            "publish = false\n"
        } else {
            ""
        },
        library = application.migrations_library,
        dependencies = dependencies.join("\n"),
    )
}

fn library(application: &Application) -> String {
    format!(
        "\
//! The migrations of `{name}`: every file in `versions/`, compiled in.
//!
//! They see no models: a revision goes on working when the models have moved on.

{uses}use migrate_core::Environment;

/// The driver that migrations run on, the same as the application's.
{connection}

migrate_core::embed_revisions!(\"versions\");

{how}pub fn environment() -> Environment {{
    Environment::new(&REVISIONS)
}}
",
        name = application.package.name,
        uses = if application.driver.is_async() {
            "use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;\n"
        } else {
            ""
        },
        connection = application.driver.connection(),
        how = how_to_run(application),
    )
}

fn how_to_run(application: &Application) -> String {
    let library = &application.migrations_library;
    match application.databases.first() {
        None => format!(
            "/// How the migrations run. The application brings its database to head with\n\
             /// `{library}::environment().{call}`.\n",
            call = application.driver.call(),
        ),
        Some(name) => format!(
            "/// How the migrations run. The application brings a database to head with\n\
             /// `{library}::environment().named({name:?})?.upgrade(&mut conn, \"head\")`.\n"
        ),
    }
}

fn command_manifest(application: &Application) -> Result<String, ScaffoldError> {
    let folder = application.command_folder();
    let mut dependencies = [
        line("migrate-cli", &command_line(application, &folder)?),
        line(
            &application.migrations_package(),
            &path_entry(relative(&folder, &application.migrations)),
        ),
    ];
    dependencies.sort();
    Ok(format!(
        "\
[package]
name = \"{name}\"
description = \"Runs the migrations of {application}; the command `migrate` builds and calls it\"
version = \"0.1.0\"
edition = \"{edition}\"
publish = false

# Sees no models, so that upgrade and downgrade work while those are half edited.
[[bin]]
name = \"{name}\"
path = \"src/main.rs\"

# Sees the models: for `migrate revision --autogenerate` and `migrate check`.
[[example]]
name = \"{application}-autogenerate\"
path = \"examples/autogenerate.rs\"

[dependencies]
{dependencies}

[dev-dependencies]
{models}
",
        name = application.command_package(),
        application = application.package.name,
        edition = application.package.edition,
        dependencies = dependencies.join("\n"),
        models = line(
            &application.package.name,
            &path_entry(relative(&folder, application.package.folder())),
        ),
    ))
}

fn main(application: &Application) -> String {
    format!(
        "\
//! Runs the migrations of `{name}`; the command `migrate` builds and calls this program.

fn main() -> std::process::ExitCode {{
    migrate_cli::run({library}::environment())
}}
",
        name = application.package.name,
        library = application.migrations_library,
    )
}

/// The application's `main` hands commands on, as the first thing that it does.
fn host(application: &Application, plan: &mut Plan) -> Result<(), ScaffoldError> {
    let line = format!(
        "migrate_cli::host(\"db\", {}::environment);",
        application.migrations_library
    );
    let path = application.package.folder().join("src/main.rs");
    let from = match std::fs::read_to_string(&path) {
        Ok(from) => from,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(file_error("read", &path, source)),
    };
    if from.contains("migrate_cli::") {
        return Ok(());
    }
    let begins_main = |text: &str| {
        let text = text.trim_end();
        (text.starts_with("fn main()") || text.starts_with("pub fn main()")) && text.ends_with('{')
    };
    let mut lines = from.split_inclusive('\n');
    // Inside of a runtime, which an attribute starts, the commands could not connect.
    let attributes = from.lines().take_while(|text| !begins_main(text));
    let plain = attributes
        .last()
        .is_none_or(|text| !text.trim_start().starts_with("#["));
    if !plain || lines.clone().filter(|text| begins_main(text)).count() != 1 {
        plan.by_hand = Some(line);
        return Ok(());
    }
    let before: String = lines
        .by_ref()
        .take_while(|text| !begins_main(text))
        .collect();
    let rest = from.get(before.len()..).unwrap_or_default();
    let (head, body) = rest.split_once('\n').unwrap_or((rest, ""));
    plan.changes.push(Change::Edit {
        to: format!("{before}{head}\n    {line}\n{body}"),
        added: vec![format!("`{line}`")],
        path,
        from,
    });
    Ok(())
}

fn autogenerate(application: &Application, models: &str) -> String {
    format!(
        "\
//! Compares the models of `{name}` with a database; the command `migrate` builds and calls this program.

// A crate that is never named is never linked: models in further crates need a line like this one.
use {models} as _;

fn main() -> std::process::ExitCode {{
    migrate_cli::run({library}::environment())
}}
",
        name = application.package.name,
        library = application.migrations_library,
    )
}

fn settings(application: &Application) -> String {
    let location = if application.directory == "migrations" {
        "# script_location = \"migrations\"".to_owned()
    } else {
        format!("script_location = \"{}\"", application.directory)
    };
    format!(
        "\
# Settings of the migrations of {name}. Everything has a default; those are shown behind `#`.

# The folder of the migrations package, from here.
{location}

{database}
# The table that says where a database stands, and whether runs are written down beside it.
# version_table = \"migrate_version\"
# journal = true

# One transaction for each \"revision\", or one for the whole \"run\".
# transaction = \"revision\"
{more}",
        name = application.package.name,
        database = database(application),
        more = environments(application),
    )
}

/// Where the database is, or which ones there are.
fn database(application: &Application) -> String {
    if application.databases.is_empty() {
        return format!(
            "\
# The database, where neither `--url` nor the environment (or `.env`) names one. A relative file counts from here.
{}url = \"{}\"

# The variable that names the database.
# url_env = \"DATABASE_URL\"
",
            secret(application.driver),
            application.driver.url(&application.package.name)
        );
    }
    let names: Vec<String> = application
        .databases
        .iter()
        .map(|name| format!("{name:?}"))
        .collect();
    format!(
        "\
# The databases, which share one history. Every command goes from one to the next; `-n NAME` is for one of them. A model says
# `#[migratable(database = {last})]`; those that do not belong to the first.
databases = [{names}]
",
        last = names.last().map_or("\"main\"", String::as_str),
        names = names.join(", "),
    )
}

/// What to say of passwords.
fn secret(driver: Driver) -> &'static str {
    match driver {
        Driver::Sqlite | Driver::SqliteBundled => "",
        Driver::Postgres | Driver::Mysql | Driver::PostgresAsync | Driver::MysqlAsync => {
            "# This file is for everybody to read: a URL with a password belongs into the environment, or into `.env`.\n"
        }
    }
}

/// What stands at the end: the databases one by one, and who hosts the commands.
fn environments(application: &Application) -> String {
    use std::fmt::Write as _;

    let mut text = String::new();
    for name in &application.databases {
        let _ = write!(
            text,
            "\n[env.{name}]\nurl = \"{}\"\nurl_env = \"{}_DATABASE_URL\"\n",
            application.driver.url(name),
            name.to_uppercase()
        );
    }
    if application.template == Template::Single {
        let _ = write!(
            text,
            "\n# The application hosts the commands, as in `{name} db upgrade head`.\n[build]\npackage = \"{name}\"\n\
             command = [\"db\"]\n",
            name = application.package.name
        );
    }
    text
}

/// The command line comes from where the application has `migrate-core` from.
pub(super) fn command_line(
    application: &Application,
    folder: &Path,
) -> Result<InlineTable, ScaffoldError> {
    let feature = application.driver.feature();
    let manifest = application
        .workspace_manifest
        .as_ref()
        .unwrap_or(&application.manifest);
    let shared = Stated::shared(
        (&manifest.document, &application.workspace_root),
        "migrate-cli",
    );
    let slim =
        |entry: &InlineTable| entry.get("default-features").and_then(Value::as_bool) == Some(false);
    // Cargo refuses to switch default features off for one member only.
    if shared.is_some_and(|(entry, _)| slim(&entry)) {
        let mut entry = InlineTable::from_iter([("workspace", true)]);
        add_feature(&mut entry, feature);
        return Ok(entry);
    }

    let (source, base) = application.core.source();
    let mut entry = moved(source, base, folder);
    for key in ["features", "default-features", "workspace"] {
        entry.remove(key);
    }
    if let Some(path) = entry.get("path").and_then(Value::as_str) {
        let beside = super::plain(&folder.join(path)).with_file_name("migrate-cli");
        if !beside.join("Cargo.toml").is_file() {
            return Err(ScaffoldError::NoCommandLine {
                package: application.package.name.clone(),
                expected: beside.display().to_string(),
            });
        }
        let path = if Path::new(path).is_absolute() {
            beside.display().to_string()
        } else {
            relative(folder, &beside)
        };
        entry.insert("path", path.into());
    }
    entry.insert("default-features", false.into());
    entry.insert("features", Value::Array(Array::from_iter([feature])));
    entry.fmt();
    Ok(entry)
}

fn path_entry(path: String) -> InlineTable {
    InlineTable::from_iter([("path", path)])
}
