//! A project's own say in autogenerate, from `environment()` to a migrated database: filters, comparators, rewriters,
//! objects, and types of a crate of its own.

use crate::project::{Folder, repository};

const MODELS: &str = "\
use diesel::prelude::*;
use migrate_core::Migratable;

// Another tool's: left out by name, though `users` refers to it.
#[derive(Queryable, Migratable)]
#[diesel(table_name = legacy_teams)]
pub struct Team {
    pub id: i32,
}

#[derive(Queryable, Migratable)]
#[diesel(table_name = users)]
pub struct User {
    pub id: i32,
    #[migratable(sql_type = diesel::sql_types::Text, db_type = \"citext\", unique)]
    pub name: String,
    #[migratable(references(Team))]
    pub team_id: Option<i32>,
    #[migratable(index)]
    pub score: i64,
}
";

const HOOKS: &str = r#"
/// How the migrations run.
pub fn environment() -> Environment {
    use migrate_core::environment::Element;
    use migrate_core::operation::Change;
    use migrate_core::prelude::{ColumnType, view};
    use migrate_core::render::TypeCode;
    use migrate_core::Operation;

    Environment::new(&REVISIONS)
        .include_table(|table| !table.name.starts_with("legacy_"))
        .include_object(|element, _| match element {
            Element::Index(_, index) => !index.name.as_deref().unwrap_or_default().starts_with("dba_"),
            _ => true,
        })
        // Numbers are numbers here, however wide.
        .compare_type(|_, from, to| match (&from.type_, &to.type_) {
            (ColumnType::Integer, ColumnType::BigInt) => Some(false),
            _ => None,
        })
        .render_type(|type_| match type_ {
            ColumnType::Other(name) if name.eq_ignore_ascii_case("citext") => {
                Some(TypeCode::new("citext()").import("kinds::citext"))
            }
            _ => None,
        })
        // A step of its own for each change of a table, additions first, and no column is ever dropped.
        .rewrite(|operations| {
            let mut steps = Vec::new();
            for operation in operations {
                match operation {
                    Operation::AlterTable { table, changes, .. } => {
                        let (first, last): (Vec<_>, Vec<_>) = changes
                            .into_iter()
                            .filter(|change| !matches!(change, Change::DropColumn { .. }))
                            .partition(|change| matches!(change, Change::AddColumn { .. }));
                        let each = first.into_iter().chain(last);
                        steps.extend(each.map(|change| Operation::alter_table(&table, vec![change])));
                    }
                    other => steps.push(other),
                }
            }
            steps
        })
        .rewrite(|mut operations| {
            let creates = |operation: &Operation| matches!(operation, Operation::CreateTable { .. });
            if operations.iter().any(creates) {
                operations.push(Operation::Execute {
                    sql: "INSERT INTO users (name, score) VALUES ('root', 0)".to_owned(),
                    down: Some("DELETE FROM users WHERE name = 'root'".to_owned()),
                });
            }
            operations
        })
        .object(view("winners").definition("SELECT id, name FROM users WHERE score > 100"))
        .skip_empty_revisions()
}
"#;

/// An application, a crate with a type that both it and its migrations know, and hooks.
fn project() -> Folder {
    let core = repository().join("migrate-core").display().to_string();
    let folder = Folder::kept("hooks");
    let package = |name: &str, dependencies: &str| {
        format!(
            "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
        )
    };
    let diesel =
        "diesel = { version = \"2.2\", default-features = false, features = [\"sqlite\"] }\n";
    let migrate =
        format!("migrate-core = {{ path = {core:?}, features = [\"sqlite-bundled\"] }}\n");
    let members = "\n[workspace]\nmembers = [\"kinds\"]\nresolver = \"3\"\n";
    folder.write(
        "Cargo.toml",
        &(package("hooked", &format!("{diesel}{migrate}")) + members),
    );
    folder.write(
        "Cargo.lock",
        &std::fs::read_to_string(repository().join("Cargo.lock")).unwrap(),
    );
    folder.write("src/lib.rs", MODELS);
    folder.write("kinds/Cargo.toml", &package("kinds", &migrate));
    folder.write(
        "kinds/src/lib.rs",
        "use migrate_core::schema::ColumnType;\n\n/// Text whose case does not count.\n\
         pub fn citext() -> ColumnType {\n    ColumnType::Other(\"citext\".to_owned())\n}\n",
    );
    folder.ok(&["init"]);
    let manifest = folder.read("migrations/Cargo.toml");
    folder.write(
        "migrations/Cargo.toml",
        &format!("{manifest}kinds = {{ path = \"../kinds\" }}\n"),
    );
    let library = folder.read("migrations/src/lib.rs");
    let (head, _) = library.split_once("/// How the migrations run").unwrap();
    folder.write("migrations/src/lib.rs", &(head.to_owned() + HOOKS));
    let settings = folder.read("migrate.toml");
    folder.write(
        "migrate.toml",
        &format!(
            "{settings}\n[naming_convention]\nix = \"{{table}}_{{column}}_idx\"\nuq = \"u\"\n"
        ),
    );
    folder
}

#[test]
fn the_environment_has_its_say_in_autogenerate() {
    let folder = project();
    let database = folder.path.join("hooked.db");
    let url = format!("sqlite://{}", database.display());
    let sql = |sql: &str| {
        let path = database.display().to_string();
        let mut conn: diesel::SqliteConnection = diesel::Connection::establish(&path).unwrap();
        migrate_core::Connection::batch_execute(&mut conn, sql).unwrap();
    };
    let autogenerate = |message: &str, id: &str| {
        let arguments = ["--autogenerate", "-m", message, "--rev-id", id];
        let ran = folder.migrate(&[&["--url", &url, "revision"][..], &arguments].concat());
        assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
        ran
    };
    let functions = |path: &str| {
        let file = folder.read(path);
        let (_, functions) = file.split_once("Created ").unwrap();
        let (_, functions) = functions.split_once('\n').unwrap();
        functions.to_owned()
    };
    sql("CREATE TABLE legacy_teams (id INTEGER PRIMARY KEY)");

    autogenerate("create", "a1");
    insta::assert_snapshot!(
        "a_hooked_creation",
        functions("migrations/versions/a1_create.rs")
    );
    folder.ok(&["--url", &url, "upgrade", "head"]);
    folder.ok(&["--url", &url, "check"]);

    // Nothing to do: another width of a number, an index of the operators, a column that is in nobody's model.
    sql("CREATE INDEX dba_users ON users (team_id)");
    sql("ALTER TABLE users ADD COLUMN note BLOB");
    folder.ok(&["--url", &url, "check"]);
    let ran = autogenerate("nothing", "a2");
    assert!(ran.stderr.contains("nothing is written"), "{}", ran.stderr);
    assert!(
        !folder
            .path
            .join("migrations/versions/a2_nothing.rs")
            .exists()
    );

    let more = MODELS
        .replace("    #[migratable(index)]\n    pub score", "    pub score")
        .replace(
            "    pub score: i64,\n",
            "    pub score: i64,\n    pub motto: Option<String>,\n",
        );
    assert_ne!(more, MODELS);
    folder.write("src/lib.rs", &more);
    autogenerate("motto", "a3");
    insta::assert_snapshot!(
        "a_hooked_change",
        functions("migrations/versions/a3_motto.rs")
    );
    folder.ok(&["--url", &url, "upgrade", "head"]);
    folder.ok(&["--url", &url, "check"]);
    folder.ok(&["--url", &url, "downgrade", "base"]);
}
