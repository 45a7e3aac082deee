//! Changes of tables: done by SQLite where it can, by a rebuild that loses nothing where it cannot.

mod dependents;
mod dropped_columns;
mod keys;
mod native;
mod rows;

use migrate_core::operation::{Change, ColumnPatch, Operation, Recreate};
use migrate_core::schema::{
    Check, Column, ColumnDefault, ColumnType, Deferrable, ForeignKey, Identity, Index, IndexColumn,
    MatchType, ReferentialAction, TableName, TableOptions, Unique, Validity,
};

use super::Database;

fn retype(name: &str, type_: ColumnType) -> Change {
    alter(
        name,
        ColumnPatch {
            type_: Some(type_),
            ..ColumnPatch::default()
        },
    )
}

fn alter(name: &str, patch: ColumnPatch) -> Change {
    Change::AlterColumn {
        name: name.to_owned(),
        patch: Box::new(patch),
        was: None,
    }
}

fn add(column: Column) -> Change {
    Change::AddColumn {
        column: Box::new(column),
        if_not_exists: false,
    }
}

fn drop_column(name: &str) -> Change {
    Change::DropColumn {
        name: name.to_owned(),
        was: None,
        if_exists: false,
    }
}

fn rename(from: &str, to: &str) -> Change {
    Change::RenameColumn {
        from: from.to_owned(),
        to: to.to_owned(),
    }
}

fn unique(name: Option<&str>, columns: &[&str]) -> Unique {
    Unique {
        name: name.map(str::to_owned),
        columns: columns.iter().map(|&name| name.to_owned()).collect(),
        deferrable: Deferrable::No,
        nulls_not_distinct: false,
        include: Vec::new(),
    }
}

fn check(name: Option<&str>, expression: &str) -> Check {
    Check {
        name: name.map(str::to_owned),
        expression: expression.to_owned(),
        validity: Validity::Valid,
        no_inherit: false,
        column: None,
    }
}

fn foreign_key(name: Option<&str>, column: &str, table: &str, to: &str) -> Box<ForeignKey> {
    Box::new(ForeignKey {
        name: name.map(str::to_owned),
        columns: vec![column.to_owned()],
        references_table: TableName::new(table),
        references_columns: vec![to.to_owned()],
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::No,
        match_: MatchType::Simple,
        validity: Validity::Valid,
    })
}

fn rebuilt(statements: &[String]) -> bool {
    statements
        .iter()
        .any(|statement| statement.starts_with("DROP TABLE"))
}

#[test]
fn what_analyze_found_and_triggers_of_the_connection_survive() {
    let mut database = Database::with(
        "CREATE TABLE t (a INTEGER, b TEXT); CREATE INDEX ix_t ON t (b); CREATE TABLE u (c INTEGER);
         INSERT INTO t VALUES (1, 'x'), (2, 'x'); INSERT INTO u VALUES (7); ANALYZE;
         CREATE TEMP TRIGGER noted AFTER INSERT ON t BEGIN DELETE FROM u; END",
    );
    let statistics = "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx";
    let before = database.rows(statistics);
    assert_eq!(before, ["t|ix_t|2 2", "u|NULL|1"]);
    let statements = database.alter("t", [retype("a", ColumnType::Text)]);
    assert!(rebuilt(&statements));
    assert_eq!(database.rows(statistics), before);
    database.sql("INSERT INTO t VALUES ('3', 'y')");
    assert_eq!(database.one("SELECT CAST(count(*) AS TEXT) FROM u"), "0");
    let kept = "SELECT name FROM sqlite_temp_master WHERE type = 'trigger'";
    assert_eq!(database.rows(kept), ["noted"]);
}

/// A schema with whatever a rebuild could lose.
const ODD: &str = "
CREATE TABLE parents (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
CREATE TABLE [odd \"table] (
  \"the id\" INTEGER PRIMARY KEY AUTOINCREMENT, -- numbered
  `a b` TEXT COLLATE NOCASE NOT NULL ON CONFLICT IGNORE DEFAULT 'x, (y)' /* text, ( */ CHECK (`a b` <> 'bad'),
  [n] INT UNIQUE ON CONFLICT REPLACE DEFAULT (1 + 2),
  up INTEGER REFERENCES [odd \"table] ON DELETE SET NULL,
  parent TEXT CONSTRAINT to_parent REFERENCES parents (code) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  twice GENERATED ALWAYS AS (n * 2) VIRTUAL, -- computed
  thrice AS (n * 3) STORED
  , CHECK ([odd \"table].n <> -1) CONSTRAINT named CHECK (n < 1000) -- no comma between them
  , UNIQUE (up, parent) ON CONFLICT FAIL
);
CREATE UNIQUE INDEX \"an index\" ON [odd \"table] (lower(`a b`) DESC, n) WHERE n > 0;
CREATE TABLE children (id INTEGER PRIMARY KEY, odd REFERENCES [odd \"table] (\"the id\") ON DELETE CASCADE);
CREATE TABLE log (what);
CREATE VIEW reads AS SELECT \"the id\", twice FROM [odd \"table];
CREATE VIEW broken AS SELECT absent FROM [odd \"table];
CREATE VIEW \"reads again\" AS SELECT * FROM reads;
CREATE TRIGGER own AFTER UPDATE OF n ON [odd \"table] BEGIN INSERT INTO log VALUES (NEW.n); END;
CREATE TRIGGER elsewhere AFTER INSERT ON children BEGIN UPDATE [odd \"table] SET n = n + 10 WHERE \"the id\" = NEW.odd; END;
CREATE TRIGGER through INSTEAD OF DELETE ON reads BEGIN DELETE FROM [odd \"table] WHERE \"the id\" = OLD.\"the id\"; END;
INSERT INTO parents VALUES (1, 'p');
INSERT INTO [odd \"table] (\"the id\", `a b`, n, up, parent) VALUES (1, 'one', 1, NULL, 'p'), (2, 'two', 2, 1, NULL), (9, 'nine', 3, 9, 'p');
DELETE FROM [odd \"table] WHERE \"the id\" = 9;
INSERT INTO children VALUES (1, 1), (2, 2);
";

#[test]
fn a_rebuild_loses_nothing() {
    let mut database = Database::with(ODD);
    let before = database.catalog();
    let rows = "SELECT CAST(\"the id\" AS TEXT), \"a b\", CAST(n AS TEXT), CAST(up AS TEXT), parent, \
                CAST(twice AS TEXT), CAST(thrice AS TEXT) FROM \"odd \"\"table\"";
    let rows_before = database.rows(rows);
    let statements = database.alter("Odd \"TABLE", [retype("A B", ColumnType::Varchar(Some(9)))]);
    assert!(rebuilt(&statements));
    // One line of the catalog is different: the type, the table's own quotes, and what named the table in a check.
    let after = database.catalog();
    let different: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).collect();
    assert_eq!(before.len(), after.len());
    assert_eq!(different.len(), 1, "{different:#?}");
    assert_eq!(
        *different[0].1,
        different[0]
            .0
            .replacen(
                "CREATE TABLE [odd \"table]",
                "CREATE TABLE \"odd \"\"table\"",
                1
            )
            .replacen("`a b` TEXT", "`a b` VARCHAR(9)", 1)
            .replacen("CHECK ([odd \"table].n", "CHECK (n", 1)
    );
    assert_eq!(database.rows(rows), rows_before);
    assert_eq!(
        database.rows("SELECT name, CAST(seq AS TEXT) FROM sqlite_sequence"),
        ["odd \"table|9"]
    );
    assert_eq!(
        database.rows("SELECT CAST(id AS TEXT) FROM children"),
        ["1", "2"]
    );
    assert_eq!(database.rows("PRAGMA legacy_alter_table"), ["0"]);
    // All of it still works.
    database.sql("PRAGMA foreign_keys = ON; INSERT INTO children VALUES (3, 1); DELETE FROM reads WHERE \"the id\" = 2");
    assert_eq!(
        database.rows("SELECT CAST(what AS TEXT) FROM log"),
        ["11", "12", "21"]
    );
    assert_eq!(
        database.rows("SELECT CAST(id AS TEXT) FROM children"),
        ["1", "3"]
    );
    database.sql("UPDATE parents SET code = 'q'");
    assert_eq!(database.rows("SELECT parent FROM \"odd \"\"table\""), ["q"]);
}

#[test]
fn a_rebuild_keeps_the_text_that_it_does_not_change() {
    let mut database = Database::with(
        "CREATE TABLE [T x] (\n  a INT UNIQUE ON CONFLICT REPLACE, -- the a\n  b TEXT /* what */ CHECK ([T x].b <> ''), -- the b\n  c\n)",
    );
    database.alter("t X", [retype("b", ColumnType::Varchar(Some(9)))]);
    assert_eq!(
        database.table_sql("T x"),
        "CREATE TABLE \"T x\" (\n  a INT UNIQUE ON CONFLICT REPLACE, -- the a\n  b VARCHAR(9) /* what */ CHECK (b <> ''), -- the b\n  c\n)"
    );
}

#[test]
fn every_change_is_written_where_it_belongs() {
    let mut database = Database::with(
        "CREATE TABLE p (id INTEGER PRIMARY KEY);
         CREATE TABLE t (\n    id INTEGER PRIMARY KEY, -- key\n    a TEXT DEFAULT 'x', -- the a\n    b TEXT -- the b\n)",
    );
    let mut generated = Column::new("g", ColumnType::Integer);
    generated.generated = Some(migrate_core::schema::Generated {
        expression: "id + 1".to_owned(),
        stored: true,
    });
    database.alter(
        "t",
        [
            alter(
                "a",
                ColumnPatch {
                    nullable: Some(false),
                    default: Some(Some(ColumnDefault::Expression("upper('y')".to_owned()))),
                    collation: Some(Some("NOCASE".to_owned())),
                    ..ColumnPatch::default()
                },
            ),
            add(generated),
            alter(
                "id",
                ColumnPatch {
                    identity: Some(Some(Identity::Autoincrement)),
                    ..ColumnPatch::default()
                },
            ),
            Change::AddUnique {
                unique: unique(Some("uq"), &["a", "b"]),
            },
            Change::AddCheck {
                check: check(Some("ck"), "b <> ''"),
            },
            Change::AddForeignKey {
                foreign_key: foreign_key(None, "b", "p", "id"),
            },
        ],
    );
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- key
    a TEXT COLLATE \"NOCASE\" NOT NULL DEFAULT (upper('y')), -- the a
    b TEXT, -- the b
    \"g\" INTEGER GENERATED ALWAYS AS (id + 1) STORED,
    CONSTRAINT \"uq\" UNIQUE (\"a\", \"b\"),
    CONSTRAINT \"ck\" CHECK (b <> ''),
    FOREIGN KEY (\"b\") REFERENCES \"p\" (\"id\") ON DELETE CASCADE
)"
    );
    database.alter(
        "t",
        [
            Change::DropForeignKey {
                foreign_key: foreign_key(None, "b", "p", "id"),
            },
            Change::DropCheck {
                check: check(None, "(B != '')"),
            },
            Change::DropConstraint {
                name: "uq".to_owned(),
                if_exists: false,
            },
            drop_column("g"),
            alter(
                "a",
                ColumnPatch {
                    nullable: Some(true),
                    default: Some(None),
                    collation: Some(None),
                    ..ColumnPatch::default()
                },
            ),
            alter(
                "id",
                ColumnPatch {
                    identity: Some(None),
                    ..ColumnPatch::default()
                },
            ),
        ],
    );
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (\n    id INT PRIMARY KEY, -- key\n    a TEXT, -- the a\n    b TEXT -- the b\n)"
    );
}

#[test]
fn constraints_of_columns_are_found_by_name_and_by_content() {
    let sql = "CREATE TABLE p (id INTEGER PRIMARY KEY);
        CREATE TABLE t (a INT UNIQUE, b INT CONSTRAINT ck CHECK (b > 0) NOT NULL, c INT REFERENCES p, \
        d INT CHECK (d IN (1, 2)), UNIQUE (b, c), PRIMARY KEY (a))";
    let mut database = Database::with(sql);
    database.alter(
        "t",
        [
            Change::DropUnique {
                unique: unique(None, &["A"]),
            },
            Change::DropUnique {
                unique: unique(Some("uq_t_b_c"), &["b", "c"]),
            },
            Change::DropConstraint {
                name: "ck".to_owned(),
                if_exists: false,
            },
            Change::DropForeignKey {
                foreign_key: foreign_key(Some("whatever"), "c", "p", "id"),
            },
            Change::DropCheck {
                check: check(None, "d in (1,2)"),
            },
            Change::DropPrimaryKey { was: None },
        ],
    );
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (a INT, b INT NOT NULL, c INT, d INT)"
    );
    for (change, message) in [
        (
            Change::DropUnique {
                unique: unique(Some("uq"), &["b"]),
            },
            "table `t` has no unique constraint `uq`",
        ),
        (
            Change::DropCheck {
                check: check(None, "a > 0"),
            },
            "table `t` has no check constraint `a > 0`",
        ),
        (
            Change::DropForeignKey {
                foreign_key: foreign_key(None, "c", "p", "id"),
            },
            "table `t` has no foreign key `c`",
        ),
        (
            Change::DropPrimaryKey { was: None },
            "table `t` has no primary key ``",
        ),
        (drop_column("z"), "table `t` has no column `z`"),
        (
            add(Column::new("A", ColumnType::Text)),
            "table `t` has a column `A` already",
        ),
        (rename("a", "B"), "table `t` has a column `B` already"),
        (rename("x", "y"), "table `t` has no column `x`"),
        (
            Change::DropIndex {
                name: "i".to_owned(),
                was: None,
                if_exists: false,
                concurrently: false,
            },
            "table `t` has no index `i`",
        ),
        (
            Change::SetComment {
                to: Some("words".to_owned()),
                was: None,
            },
            "SQLite has no comments (`t`)",
        ),
    ] {
        assert_eq!(database.try_alter("t", [change]).unwrap_err(), message);
    }
    assert_eq!(
        database.try_alter("gone", [drop_column("z")]).unwrap_err(),
        "table `gone` does not exist"
    );
}

#[test]
fn a_rename_and_a_rebuild_in_one_group_keep_what_names_the_column() {
    let mut database = Database::with(
        "CREATE TABLE t (a TEXT CHECK (a <> ''), b TEXT, c TEXT);
         CREATE INDEX i ON t (a, lower(b));
         CREATE TABLE log (what);
         CREATE TRIGGER g AFTER UPDATE OF a ON t BEGIN INSERT INTO log VALUES (NEW.a); END;
         CREATE VIEW v AS SELECT a, b FROM t;
         INSERT INTO t VALUES ('1', '2', '3')",
    );
    // `a` becomes `b` and `b` becomes `a`, a new `c` takes the place of the former one.
    let mut new = Column::new("c", ColumnType::Integer);
    new.default = Some(ColumnDefault::from(7));
    database.alter(
        "t",
        [
            rename("a", "x"),
            rename("b", "a"),
            rename("x", "b"),
            rename("c", "d"),
            add(new),
            alter(
                "b",
                ColumnPatch {
                    type_: Some(ColumnType::Integer),
                    using: Some("b + c".replace('c', "d")),
                    ..ColumnPatch::default()
                },
            ),
            Change::AddCheck {
                check: check(None, "b > 0 AND c = 7 AND a IS NOT NULL"),
            },
        ],
    );
    assert_eq!(
        database.rows("SELECT CAST(b AS TEXT), a, d, CAST(c AS TEXT) FROM t"),
        ["4|2|3|7"]
    );
    database.sql("UPDATE t SET b = 9");
    assert_eq!(database.rows("SELECT CAST(what AS TEXT) FROM log"), ["9"]);
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (\"b\" INTEGER CHECK (\"b\" <> ''), \"a\" TEXT, \"d\" TEXT, \"c\" INTEGER DEFAULT 7, \
         CHECK (\"b\" > 0 AND \"c\" = 7 AND \"a\" IS NOT NULL))"
    );
    assert_eq!(
        database.rows("SELECT sql FROM sqlite_master WHERE name IN ('i', 'v') ORDER BY name"),
        [
            "CREATE INDEX i ON t (\"b\", lower(\"a\"))",
            "CREATE VIEW v AS SELECT \"b\", \"a\" FROM t"
        ]
    );
}

#[test]
fn options_are_kept_and_changed() {
    let mut database = Database::with(
        "CREATE TABLE t (a TEXT PRIMARY KEY, b INT) STRICT, WITHOUT ROWID; INSERT INTO t VALUES ('x', 1)",
    );
    database.alter("t", [retype("b", ColumnType::Varchar(Some(3)))]);
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (a TEXT PRIMARY KEY, b TEXT) STRICT, WITHOUT ROWID"
    );
    let options = |strict, without_rowid| Change::SetOptions {
        to: Box::new(TableOptions {
            strict,
            without_rowid,
            ..TableOptions::default()
        }),
        was: None,
    };
    assert_eq!(database.alter("t", [options(true, true)]), [""; 0]);
    database.alter("t", [options(false, false)]);
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (a TEXT PRIMARY KEY, b TEXT)"
    );
    database.alter(
        "t",
        [
            retype("b", ColumnType::Varchar(Some(3))),
            options(true, false),
        ],
    );
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (a TEXT PRIMARY KEY, b TEXT) STRICT"
    );
    assert_eq!(database.rows("SELECT a, b FROM t"), ["x|1"]);
}
