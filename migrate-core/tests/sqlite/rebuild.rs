//! Changes of tables: done by SQLite where it can, by a rebuild that loses nothing where it cannot.

use migrate_core::operation::{Change, ColumnPatch, Operation, Recreate};
use migrate_core::schema::{
    Check, Column, ColumnDefault, ColumnType, Deferrable, ForeignKey, Identity, Index, IndexColumn,
    MatchType, PrimaryKey, ReferentialAction, TableName, TableOptions, Unique, Validity,
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

mod native {
    use super::*;

    #[test]
    fn a_column_is_added_and_dropped_by_sqlite_itself() {
        let mut database = Database::with("CREATE TABLE t (a INTEGER, b TEXT)");
        let statements = database.alter("t", [add(Column::new("c", ColumnType::Text))]);
        assert_eq!(statements, ["ALTER TABLE \"t\" ADD COLUMN \"c\" TEXT"]);
        let statements = database.alter("t", [drop_column("b")]);
        assert_eq!(statements, ["ALTER TABLE \"t\" DROP COLUMN \"b\""]);
        assert_eq!(
            database.table_sql("t"),
            "CREATE TABLE t (a INTEGER, \"c\" TEXT)"
        );
    }

    #[test]
    fn a_column_brings_its_foreign_key_along() {
        let mut database = Database::with(
            "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a); INSERT INTO t VALUES (1)",
        );
        let statements = database.alter(
            "t",
            [
                add(Column::new("p", ColumnType::Integer)),
                Change::AddForeignKey {
                    foreign_key: foreign_key(Some("fk_t_p"), "p", "p", "id"),
                },
            ],
        );
        assert_eq!(
            statements,
            [
                "ALTER TABLE \"t\" ADD COLUMN \"p\" INTEGER CONSTRAINT \"fk_t_p\" REFERENCES \"p\" (\"id\") ON DELETE CASCADE"
            ]
        );
        let schema = database.inspect();
        let keys = &schema.table(&"t".into()).unwrap().foreign_keys;
        assert_eq!(keys, &[*foreign_key(Some("fk_t_p"), "p", "p", "id")]);
    }

    #[test]
    fn a_default_that_must_be_computed_needs_a_rebuild_and_fills_the_rows() {
        let mut database = Database::with("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)");
        let mut column = Column::new("b", ColumnType::Integer);
        column.default = Some(ColumnDefault::Expression("1 + 1".to_owned()));
        column.nullable = false;
        assert!(rebuilt(&database.alter("t", [add(column)])));
        assert_eq!(
            database.rows("SELECT CAST(a AS TEXT), CAST(b AS TEXT) FROM t"),
            ["1|2", "2|2"]
        );
    }

    #[test]
    fn not_null_without_a_default_fails_on_rows_and_works_without() {
        let mut column = Column::new("b", ColumnType::Integer);
        column.nullable = false;
        let mut database = Database::with("CREATE TABLE t (a)");
        database.alter("t", [add(column.clone())]);
        let mut database = Database::with("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        let error = database.try_alter("t", [add(column)]).unwrap_err();
        assert!(error.contains("NOT NULL"), "{error}");
        assert_eq!(database.table_sql("t"), "CREATE TABLE t (a)");
    }

    #[test]
    fn a_rename_reaches_triggers_views_and_foreign_keys() {
        let mut database = Database::with(
            "CREATE TABLE t (a INTEGER PRIMARY KEY, n); CREATE TABLE c (t REFERENCES t (a));
             CREATE VIEW v AS SELECT a FROM t;
             CREATE TRIGGER g AFTER INSERT ON c BEGIN UPDATE t SET n = NEW.t WHERE a = NEW.t; END",
        );
        let statements = database.alter("t", [rename("a", "b")]);
        assert_eq!(
            statements,
            ["ALTER TABLE \"t\" RENAME COLUMN \"a\" TO \"b\""]
        );
        database.sql("INSERT INTO t VALUES (1, 0); INSERT INTO c VALUES (1)");
        assert_eq!(database.rows("SELECT CAST(n AS TEXT) FROM t"), ["1"]);
        assert_eq!(database.rows("SELECT CAST(b AS TEXT) FROM v"), ["1"]);
    }

    #[test]
    fn indexes_come_and_go() {
        let mut database = Database::with("CREATE TABLE t (a, b); CREATE INDEX ia ON t (a)");
        let mut index = Index::new(vec![IndexColumn::expression("a + c")]);
        index.name = Some("ic".to_owned());
        index.predicate = Some("c > 0".to_owned());
        let statements = database.alter(
            "t",
            [
                Change::DropIndex {
                    name: "IA".to_owned(),
                    was: None,
                    if_exists: false,
                    concurrently: false,
                },
                rename("b", "c"),
                Change::CreateIndex {
                    index: Box::new(index),
                    if_not_exists: false,
                },
            ],
        );
        assert_eq!(
            statements,
            [
                "DROP INDEX \"ia\"",
                "ALTER TABLE \"t\" RENAME COLUMN \"b\" TO \"c\"",
                "CREATE INDEX \"ic\" ON \"t\" (a + c) WHERE c > 0"
            ]
        );
    }

    #[test]
    fn a_dropped_column_takes_its_plain_index_along() {
        let mut database = Database::with("CREATE TABLE t (a, b); CREATE INDEX ib ON t (b)");
        let statements = database.alter("t", [drop_column("b")]);
        assert_eq!(
            statements,
            ["DROP INDEX \"ib\"", "ALTER TABLE \"t\" DROP COLUMN \"b\""]
        );
    }

    #[test]
    fn tables_are_renamed_with_all_that_names_them() {
        let mut database = Database::with(
            "PRAGMA legacy_alter_table = ON;
             CREATE TABLE t (a INTEGER PRIMARY KEY, up REFERENCES t); CREATE TABLE c (t REFERENCES t ON DELETE CASCADE);
             CREATE VIEW v AS SELECT a FROM t",
        );
        for (from, to) in [("t", "other"), ("OTHER", "Other")] {
            database
                .apply(&Operation::RenameTable {
                    from: from.into(),
                    to: to.into(),
                })
                .unwrap();
        }
        assert_eq!(
            database.catalog(),
            [
                "table|Other|Other|CREATE TABLE \"Other\" (a INTEGER PRIMARY KEY, up REFERENCES \"Other\")",
                "table|c|c|CREATE TABLE c (t REFERENCES \"Other\" ON DELETE CASCADE)",
                "view|v|v|CREATE VIEW v AS SELECT a FROM \"Other\"",
            ]
        );
        assert_eq!(database.rows("PRAGMA legacy_alter_table"), ["1"]);
    }
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
    a TEXT NOT NULL DEFAULT (upper('y')) COLLATE \"NOCASE\", -- the a
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
fn rows_keep_their_numbers() {
    let numbers = "SELECT CAST(_rowid_ AS TEXT) FROM t ORDER BY 1";
    for columns in [
        "a TEXT",
        "a TEXT, rowid TEXT",
        "a TEXT, k TEXT PRIMARY KEY",
        "a, i INTEGER PRIMARY KEY DESC",
    ] {
        let mut database = Database::with(&format!(
            "CREATE TABLE t ({columns}); INSERT INTO t (_rowid_, a) VALUES (5, 'x'), (70, 'y')"
        ));
        database.alter("t", [retype("a", ColumnType::Integer)]);
        assert_eq!(database.rows(numbers), ["5", "70"], "{columns}");
    }
    // A key that becomes another name of the number, and back.
    let mut database = Database::with(
        "CREATE TABLE t (a TEXT, i INT PRIMARY KEY); INSERT INTO t VALUES ('x', 30), ('y', 4)",
    );
    let identity = |to| {
        alter(
            "i",
            ColumnPatch {
                identity: Some(to),
                ..ColumnPatch::default()
            },
        )
    };
    database.alter("t", [identity(Some(Identity::ByDefault))]);
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (a TEXT, i INTEGER PRIMARY KEY)"
    );
    assert_eq!(database.rows(numbers), ["30", "4"]);
    database.alter("t", [identity(None)]);
    assert_eq!(database.rows(numbers), ["30", "4"]);
}

#[test]
fn a_counter_is_kept_of_an_empty_table_too() {
    let mut database = Database::with(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a);
         INSERT INTO t VALUES (41, 1); DELETE FROM t; CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT, a)",
    );
    database.alter("t", [retype("a", ColumnType::Text)]);
    database.alter("u", [retype("a", ColumnType::Text)]);
    database.sql("INSERT INTO t (a) VALUES (1); INSERT INTO u (a) VALUES (1)");
    assert_eq!(
        database.rows("SELECT name, CAST(seq AS TEXT) FROM sqlite_sequence ORDER BY 1"),
        ["t|42", "u|1"]
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

#[test]
fn primary_keys_are_replaced() {
    let mut database = Database::with(
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL); INSERT INTO t VALUES (3, 'x')",
    );
    let key = |columns: &[&str]| Change::AddPrimaryKey {
        primary_key: PrimaryKey {
            name: Some("pk".to_owned()),
            ..PrimaryKey::new(columns.iter().map(|&name| name.to_owned()).collect())
        },
    };
    database.alter(
        "t",
        [Change::DropPrimaryKey { was: None }, key(&["a", "b"])],
    );
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (a INTEGER, b TEXT NOT NULL, CONSTRAINT \"pk\" PRIMARY KEY (\"a\", \"b\"))"
    );
    assert_eq!(
        database.try_alter("t", [key(&["a"])]).unwrap_err(),
        "table `t` has a primary key `pk` already"
    );
    assert_eq!(
        database.rows("SELECT CAST(rowid AS TEXT), CAST(a AS TEXT) FROM t"),
        ["3|3"]
    );
}

mod dependents {
    use super::*;

    #[test]
    fn a_view_that_would_break_fails_the_rebuild() {
        for (view, sql) in [
            ("v", "CREATE VIEW v AS SELECT b FROM t"),
            (
                "w",
                "CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT b FROM v",
            ),
        ] {
            // The comment keeps SQLite's own DROP COLUMN out of it.
            let mut database = Database::with(&format!("CREATE TABLE t (a, /* , */ b); {sql}"));
            let before = database.catalog();
            let error = database.try_alter("t", [drop_column("b")]).unwrap_err();
            assert!(error.contains("no such column: b"), "{error}");
            assert!(
                error.contains(&format!("SELECT * FROM \"{view}\"")),
                "{error}"
            );
            assert_eq!(database.catalog(), before);
            assert_eq!(database.rows("PRAGMA legacy_alter_table"), ["0"]);
        }
    }

    #[test]
    fn a_trigger_that_would_break_fails_the_rebuild() {
        for trigger in [
            "CREATE TRIGGER g AFTER DELETE ON t BEGIN INSERT INTO log VALUES (OLD.b); END",
            "CREATE TRIGGER g AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (OLD.b); END",
            "CREATE TRIGGER g AFTER INSERT ON log BEGIN UPDATE t SET b = 1; END",
        ] {
            let mut database = Database::with(&format!(
                "CREATE TABLE t (a, /* , */ b); CREATE TABLE log (what); {trigger}"
            ));
            let error = database.try_alter("t", [drop_column("b")]).unwrap_err();
            assert!(
                error.contains("no such column") && error.contains('b'),
                "{error}"
            );
        }
        let mut database = Database::with(
            "CREATE TABLE t (a, b); CREATE TRIGGER g AFTER UPDATE OF b ON t BEGIN SELECT 1; END",
        );
        assert_eq!(
            database.try_alter("t", [drop_column("b")]).unwrap_err(),
            "trigger `g` waits for updates of `t.b`; drop the trigger first"
        );
    }

    #[test]
    fn what_was_broken_before_is_left_alone() {
        let mut database = Database::with(
            "CREATE TABLE t (a, b); CREATE VIEW v AS SELECT gone FROM t; CREATE VIEW w AS SELECT * FROM nowhere;
             CREATE TRIGGER g AFTER DELETE ON t BEGIN INSERT INTO nowhere VALUES (1); END",
        );
        let before = database.catalog();
        database.alter("t", [retype("a", ColumnType::Text)]);
        assert_eq!(database.catalog().len(), before.len());
    }

    #[test]
    fn foreign_keys_must_be_off_where_rows_would_be_lost() {
        let retype = Operation::AlterTable {
            table: "t".into(),
            changes: vec![retype("a", ColumnType::Text)],
            recreate: Recreate::Auto,
        };
        let drop = Operation::DropTable {
            name: "t".into(),
            was: None,
            if_exists: false,
        };
        for (sql, rebuild, dropping) in [
            ("CREATE TABLE t (a)", false, false),
            (
                "CREATE TABLE t (a, i INTEGER PRIMARY KEY, up REFERENCES t)",
                true,
                false,
            ),
            (
                "CREATE TABLE t (a, i INTEGER PRIMARY KEY); CREATE TABLE c (x REFERENCES \"T\")",
                true,
                true,
            ),
            (
                "CREATE TABLE t (a, i INTEGER PRIMARY KEY); CREATE TABLE c (t, x REFERENCES z)",
                false,
                false,
            ),
        ] {
            let mut database = Database::with(sql);
            let needs = |ddl: migrate_core::dialect::Ddl| ddl.needs_foreign_keys_off.is_some();
            assert_eq!(needs(database.ddl(&retype).unwrap()), rebuild, "{sql}");
            assert_eq!(needs(database.ddl(&drop).unwrap()), dropping, "{sql}");
        }
    }

    #[test]
    fn the_callers_pragma_stays_as_it_was() {
        let mut database = Database::with(
            "PRAGMA legacy_alter_table = ON; CREATE TABLE t (a); INSERT INTO t VALUES (NULL)",
        );
        database.alter("t", [retype("a", ColumnType::Text)]);
        assert_eq!(database.rows("PRAGMA legacy_alter_table"), ["1"]);
        let required = alter(
            "a",
            ColumnPatch {
                nullable: Some(false),
                ..ColumnPatch::default()
            },
        );
        database.try_alter("t", [required.clone()]).unwrap_err();
        assert_eq!(database.rows("PRAGMA legacy_alter_table"), ["1"]);
        database.sql("PRAGMA legacy_alter_table = OFF");
        let error = database.try_alter("t", [required]).unwrap_err();
        assert!(error.contains("NOT NULL constraint failed"), "{error}");
        assert_eq!(database.rows("PRAGMA legacy_alter_table"), ["0"]);
        assert_eq!(database.rows("SELECT CAST(count(*) AS TEXT) FROM t"), ["1"]);
    }
}

mod dropped_columns {
    use super::*;

    #[test]
    fn what_cannot_be_without_the_column_goes_with_it() {
        let mut database = Database::with(
            "CREATE TABLE p (id INTEGER PRIMARY KEY);
             CREATE TABLE t (a, b INT UNIQUE CHECK (b > 0), c CHECK (b < 9), UNIQUE (a, b), FOREIGN KEY (b) REFERENCES p, CHECK (a));
             CREATE INDEX i ON t (a) WHERE b > 1; CREATE INDEX j ON t (a);
             INSERT INTO p VALUES (5); INSERT INTO t VALUES (1, 5, 3)",
        );
        database.alter("t", [drop_column("b")]);
        assert_eq!(
            database.table_sql("t"),
            "CREATE TABLE \"t\" (a, c, CHECK (a))"
        );
        assert_eq!(
            database.rows("SELECT name FROM sqlite_master WHERE type = 'index'"),
            ["j"]
        );
        assert_eq!(
            database.rows("SELECT CAST(a AS TEXT), CAST(c AS TEXT) FROM t"),
            ["1|3"]
        );
    }

    #[test]
    fn what_uses_others_too_stands_in_the_way() {
        for (columns, message) in [
            (
                "a, b, CHECK (a > b)",
                "check constraint `a > b` uses `t.b`; drop the constraint first",
            ),
            (
                "a, b, CONSTRAINT ck CHECK (a > b)",
                "check constraint `ck` uses `t.b`; drop the constraint first",
            ),
            (
                "a AS (b + 1), b",
                "generated column `t.a` uses `b`; drop that column first",
            ),
            (
                "a, b, PRIMARY KEY (a, b)",
                "column `t.b` is part of the primary key; drop the primary key first",
            ),
            (
                "a, b PRIMARY KEY",
                "column `t.b` is the primary key; drop the primary key first",
            ),
            (
                "b UNIQUE",
                "column `b` is the only one of table `t`; drop the table instead",
            ),
        ] {
            let mut database = Database::with(&format!("CREATE TABLE t ({columns})"));
            assert_eq!(
                database.try_alter("t", [drop_column("b")]).unwrap_err(),
                message
            );
        }
    }

    #[test]
    fn constraints_that_went_along_may_be_dropped_again() {
        let mut database = Database::with(
            "CREATE TABLE t (a, b INT CONSTRAINT ck CHECK (b > 0), CONSTRAINT uq UNIQUE (a, b)); CREATE INDEX i ON t (b)",
        );
        database.alter(
            "t",
            [
                drop_column("b"),
                Change::DropUnique {
                    unique: unique(Some("uq"), &["a", "b"]),
                },
                Change::DropCheck {
                    check: check(Some("ck"), "b > 0"),
                },
                Change::DropIndex {
                    name: "i".to_owned(),
                    was: None,
                    if_exists: false,
                    concurrently: false,
                },
            ],
        );
        assert_eq!(database.table_sql("t"), "CREATE TABLE \"t\" (a)");
    }
}

/// The usual way to add a column that must not be NULL to a table with rows.
#[test]
fn rows_get_the_default_that_a_column_is_added_with() {
    let mut database =
        Database::with("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
    let mut age = Column::new("age", ColumnType::BigInt);
    age.nullable = false;
    age.default = Some(ColumnDefault::Literal(7.into()));
    let drop_default = ColumnPatch {
        default: Some(None),
        ..ColumnPatch::default()
    };
    database.alter("t", [add(age), alter("age", drop_default)]);
    assert_eq!(database.rows("SELECT CAST(age AS TEXT) FROM t"), ["7", "7"]);
    assert_eq!(
        database.rows("SELECT dflt_value FROM pragma_table_info('t') WHERE name = 'age'"),
        ["NULL"]
    );
}
