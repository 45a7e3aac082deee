//! The files of the two packages, and `migrate.toml`.

use toml_edit::{Array, InlineTable, Value};

use super::application::Application;
use super::dependency::{Stated, add_feature, line, moved};
use super::plan::Plan;
use super::{ScaffoldError, relative};

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
    plan.create(command.join("Cargo.toml"), command_manifest(application)?);
    plan.create(command.join("src/main.rs"), main(application));
    plan.create(
        command.join("examples/autogenerate.rs"),
        autogenerate(application),
    );
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
    if !states_sqlite(&application.core) {
        add_feature(&mut core, "sqlite-bundled");
    }
    let mut dependencies = [
        line("diesel", &application.diesel.seen_from(folder)),
        line("migrate-core", &core),
    ];
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

use migrate_core::Environment;

/// The driver that migrations run on, the same as the application's.
pub type Connection = diesel::SqliteConnection;

migrate_core::embed_revisions!(\"versions\");

/// How the migrations run. The application brings its database to head with
/// `{library}::environment().upgrade(&mut conn, \"head\")`.
pub fn environment() -> Environment {{
    Environment::new(&REVISIONS)
}}
",
        name = application.package.name,
        library = application.migrations_library,
    )
}

fn command_manifest(application: &Application) -> Result<String, ScaffoldError> {
    let folder = application.command_folder();
    let feature = if application.core.has_feature("sqlite")
        && !application.core.has_feature("sqlite-bundled")
    {
        "sqlite"
    } else {
        "sqlite-bundled"
    };
    let mut dependencies = [
        line("migrate-cli", &command_line(application, feature)?),
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

fn autogenerate(application: &Application) -> String {
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
        models = application.library,
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

# The database, where neither `--url` nor the environment (or `.env`) names one. A relative file counts from here.
url = \"sqlite://{name}.db\"

# The variable that names the database.
# url_env = \"DATABASE_URL\"

# The table that says where a database stands, and whether runs are written down beside it.
# version_table = \"migrate_version\"
# journal = true

# One transaction for each \"revision\", or one for the whole \"run\".
# transaction = \"revision\"
",
        name = application.package.name,
    )
}

/// The command line comes from where the application has `migrate-core` from.
fn command_line(
    application: &Application,
    feature: &'static str,
) -> Result<InlineTable, ScaffoldError> {
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

    let folder = application.command_folder();
    let (source, base) = application.core.source();
    let mut entry = moved(source, base, &folder);
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
        let path = if std::path::Path::new(path).is_absolute() {
            beside.display().to_string()
        } else {
            relative(&folder, &beside)
        };
        entry.insert("path", path.into());
    }
    entry.insert("default-features", false.into());
    entry.insert("features", Value::Array(Array::from_iter([feature])));
    entry.fmt();
    Ok(entry)
}

fn states_sqlite(core: &Stated) -> bool {
    core.has_feature("sqlite") || core.has_feature("sqlite-bundled")
}

fn path_entry(path: String) -> InlineTable {
    InlineTable::from_iter([("path", path)])
}
