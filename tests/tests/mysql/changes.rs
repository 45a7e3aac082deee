//! Changes of tables that hold rows and depend on each other, from one script to the other: done, dumped, undone, dumped.

use migrate_core::command::CompareOptions;
use migrate_core::{Operation, dialect};
use migrate_test_servers::{Database, Server};
use migrate_tests::mysql::Live;

use super::{dump, load};
use crate::history;

/// A database, what it is to become, and which names are other names of the same.
struct Case {
    from: &'static str,
    to: &'static str,
    renames: &'static [&'static str],
}

/// The rows of all tables that the client dumps.
fn rows(database: &Database<'_>) -> String {
    let ours = ["migrate_version", "migrate_version_journal"];
    let ours = ours.map(|table| format!("--ignore-table={}.{table}", database.name()));
    let output = database
        .client("mariadb-dump")
        .args(["--no-create-info", "--skip-comments", "--skip-triggers"])
        .args(ours)
        .arg(database.name())
        .output()
        .expect("the client is there");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The dump, without where numbering stands: that is a matter of rows.
fn uncounted(database: &Database<'_>) -> String {
    let dump = dump(database);
    let words = dump.split_inclusive(' ');
    words
        .filter(|word| !word.starts_with("AUTO_INCREMENT="))
        .collect()
}

fn same(what: &str, from: &str, to: &str) {
    assert!(
        from == to,
        "{what}\n{}",
        similar::TextDiff::from_lines(from, to).unified_diff()
    );
}

/// A session with further modes of `sql_mode`.
fn under(modes: &str, database: &Database<'_>) -> Live {
    let mut live = Live::connect(database);
    live.send(&format!(
        "SET SESSION sql_mode = CONCAT(@@SESSION.sql_mode, ',{modes}')"
    ));
    live.dialect = dialect::detect(&mut live.conn).expect("it says what it is");
    live
}

/// Compares as autogenerate does, and runs what it finds up, down and up again.
fn there_and_back(server: &'static Server, case: &Case, modes: &str) {
    let (database, wanted) = (server.database(), server.database());
    load(&database, case.from);
    load(&wanted, case.to);
    let to = under(modes, &wanted).inspect();
    let (before, before_rows) = (dump(&database), rows(&database));
    let mut conn = under(modes, &database).conn;
    let mut options = CompareOptions::default();
    options.renames = case.renames.iter().map(|&it| it.to_owned()).collect();
    options.drop_unmanaged = true;
    let found = history::nothing()
        .compare_schema(&mut conn, to.clone(), options)
        .unwrap_or_else(|error| panic!("{error}\n{}", case.from));
    let down = found.downgrade().expect("it knows what was there");
    let told = |operations: &[Operation]| {
        let lines = operations.iter().map(|operation| format!("{operation}\n"));
        lines.collect::<String>()
    };
    let steps = (found.upgrade(), down);
    let (up, back) = (told(&steps.0), told(&steps.1));
    let label = format!("{}\nup:\n{up}down:\n{back}", case.from);
    let made = history::of_operations([(vec![], vec![]), steps]);
    for _ in 0..2 {
        let _ = made
            .upgrade(&mut conn, "head")
            .unwrap_or_else(|error| panic!("{error:?}\n{label}"));
        same(&label, &uncounted(&wanted), &uncounted(&database));
        let again = made
            .compare_schema(&mut conn, to.clone(), CompareOptions::default())
            .expect("comparable");
        assert_eq!(again.operations, [], "{label}");
        let _ = made
            .downgrade(&mut conn, "-1")
            .unwrap_or_else(|error| panic!("{error:?}\n{label}"));
        same(&label, &before, &dump(&database));
        same(&label, &before_rows, &rows(&database));
    }
}

fn is_mariadb(server: &'static Server) -> bool {
    Live::connect(&server.database()).dialect.name() == "MariaDB"
}

fn all(cases: &[Case]) {
    let Some(server) = Server::mysql() else {
        return;
    };
    for case in cases {
        there_and_back(server, case, "");
    }
}

#[test]
fn a_table_that_points_at_itself() {
    all(&[
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, up INT, CONSTRAINT fk_t_up FOREIGN KEY (up) REFERENCES t (id));
                   INSERT INTO t VALUES (1, NULL), (2, 1);",
            to: "CREATE TABLE t (no INT PRIMARY KEY, up INT, CONSTRAINT fk_t_up FOREIGN KEY (up) REFERENCES t (no));",
            renames: &["t.id:no"],
        },
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, up INT, CONSTRAINT fk_t_up FOREIGN KEY (up) REFERENCES t (id));
                   INSERT INTO t VALUES (1, NULL), (2, 1);",
            to: "CREATE TABLE t (id BIGINT PRIMARY KEY, up BIGINT, CONSTRAINT fk_t_up FOREIGN KEY (up) REFERENCES t (id));",
            renames: &[],
        },
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, up INT, CONSTRAINT fk_t_up FOREIGN KEY (up) REFERENCES t (id) ON DELETE CASCADE);
                   INSERT INTO t VALUES (1, NULL), (2, 1);",
            to: "CREATE TABLE t (no BIGINT PRIMARY KEY, above BIGINT, CONSTRAINT fk_t_above FOREIGN KEY (above) REFERENCES t (no) ON DELETE CASCADE);",
            renames: &["t.id:no", "t.up:above"],
        },
        Case {
            from: "CREATE TABLE t (a INT, b INT, c INT, d INT, PRIMARY KEY (a, b), CONSTRAINT fk FOREIGN KEY (c, d) REFERENCES t (a, b));
                   INSERT INTO t VALUES (1, 1, NULL, NULL), (2, 2, 1, 1);",
            to: "CREATE TABLE t (a2 BIGINT, b INT, c BIGINT, d2 INT, PRIMARY KEY (a2, b), CONSTRAINT fk FOREIGN KEY (c, d2) REFERENCES t (a2, b));",
            renames: &["t.a:a2", "t.d:d2"],
        },
        // The key moves on to another column, and the column that it pointed at is called otherwise.
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, code INT NOT NULL, up INT, CONSTRAINT uq UNIQUE (code),
                     CONSTRAINT fk_t_up FOREIGN KEY (up) REFERENCES t (id)); INSERT INTO t VALUES (1, 1, NULL), (2, 2, 1);",
            to: "CREATE TABLE t (no INT PRIMARY KEY, code INT NOT NULL, up INT, CONSTRAINT uq UNIQUE (code),
                     CONSTRAINT fk_t_up FOREIGN KEY (up) REFERENCES t (code));",
            renames: &["t.id:no"],
        },
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, up INT, CONSTRAINT fk_t_up FOREIGN KEY (up) REFERENCES t (id));
                   INSERT INTO t VALUES (1, NULL), (2, 1);",
            to: "CREATE TABLE u (no INT PRIMARY KEY, up INT, CONSTRAINT fk_u_up FOREIGN KEY (up) REFERENCES u (no));",
            renames: &["t:u", "u.id:no"],
        },
    ]);
}

/// A name that the convention gave is free again for what comes.
#[test]
fn a_foreign_key_takes_the_name_of_one_that_goes() {
    const TWO: &str = "CREATE TABLE p (id INT PRIMARY KEY); CREATE TABLE q (id INT PRIMARY KEY); INSERT INTO p VALUES (1); INSERT INTO q VALUES (1);";
    let from = |table: &str| format!("{TWO}{table}").leak();
    all(&[
        Case {
            from: from("CREATE TABLE t (id INT PRIMARY KEY, one_id INT, CONSTRAINT fk_t_one_id FOREIGN KEY (one_id) REFERENCES p (id)); INSERT INTO t VALUES (1, 1);"),
            to: from("CREATE TABLE t (id INT PRIMARY KEY, one_id INT, CONSTRAINT fk_t_one_id FOREIGN KEY (one_id) REFERENCES q (id));"),
            renames: &[],
        },
        Case {
            from: from("CREATE TABLE t (id INT PRIMARY KEY, a BIGINT); CREATE TABLE r (id BIGINT PRIMARY KEY, u BIGINT, CONSTRAINT fk_r_u FOREIGN KEY (u) REFERENCES r (id));"),
            to: from("CREATE TABLE r (id BIGINT PRIMARY KEY, u BIGINT);
                      CREATE TABLE t (id INT PRIMARY KEY, a BIGINT, CONSTRAINT fk_r_u FOREIGN KEY (a) REFERENCES r (id));"),
            renames: &[],
        },
    ]);
}

#[test]
fn columns_that_change_names_and_more_at_once() {
    all(&[
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, g INT AS (a + 1) VIRTUAL, s INT AS (a * 2) STORED,
                     UNIQUE KEY uq (a), CONSTRAINT ck CHECK (a > 0)); INSERT INTO t (id, a) VALUES (1, 2);",
            to: "CREATE TABLE t (id INT PRIMARY KEY, n BIGINT NOT NULL, g INT AS (n + 1) VIRTUAL, s INT AS (n * 2) STORED,
                     UNIQUE KEY uq (n), CONSTRAINT ck CHECK (n > 0));",
            renames: &["t.a:n"],
        },
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, mood ENUM('a','b','c') NOT NULL DEFAULT 'b'); INSERT INTO t VALUES (1, 'a'), (2, 'c');",
            to: "CREATE TABLE t (id INT PRIMARY KEY, feel ENUM('a','z','b','c') NOT NULL DEFAULT 'z');",
            renames: &["t.mood:feel"],
        },
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, body TEXT, UNIQUE KEY uq (body(20)), FULLTEXT KEY ft (body)); INSERT INTO t VALUES (1, 'x');",
            to: "CREATE TABLE t (id INT PRIMARY KEY, said LONGTEXT, UNIQUE KEY uq (said(30)), FULLTEXT KEY ft (said));",
            renames: &["t.body:said"],
        },
    ]);
}

/// `ON UPDATE CURRENT_TIMESTAMP` is for what an application changes: what a revision has to say to rows is none of it.
#[test]
fn columns_that_move_with_their_row_stay() {
    all(&[
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, seen TIMESTAMP NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP,
                     met DATETIME DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, gone DATETIME ON UPDATE CURRENT_TIMESTAMP);
                   INSERT INTO t VALUES (1, '2020-01-02 03:04:05', '2020-01-02 03:04:05', NULL), (2, NULL, NULL, NULL);",
            to: "CREATE TABLE t (id INT PRIMARY KEY, watched TIMESTAMP NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP,
                   met DATETIME DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, age INT NOT NULL);",
            renames: &["t.seen:watched"],
        },
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, mood ENUM('a','b') NOT NULL, seen TIMESTAMP NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP);
                   INSERT INTO t VALUES (1, 'a', '2020-01-02 03:04:05'), (2, 'b', NULL);",
            to: "CREATE TABLE t (id INT PRIMARY KEY, mood ENUM('z','b') NOT NULL, seen TIMESTAMP NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP);",
            renames: &["t.mood.a:z"],
        },
    ]);
}

/// MySQL has such indexes.
#[test]
fn columns_that_indexes_are_computed_of_change_names() {
    if Server::mysql().is_none_or(is_mariadb) {
        return;
    }
    all(&[
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, b VARCHAR(9), KEY ix ((a + 1), b), UNIQUE KEY uq ((lower(b))),
                     CONSTRAINT ck CHECK (a > 0)); INSERT INTO t VALUES (1, 2, 'x');",
            to: "CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL, b VARCHAR(9), KEY ix ((n + 1), b), UNIQUE KEY uq ((lower(b))),
                   CONSTRAINT ck CHECK (n > 0));",
            renames: &["t.a:n"],
        },
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, b VARCHAR(9), KEY ix ((a + 1), b), UNIQUE KEY uq ((lower(b)))); INSERT INTO t VALUES (1, 2, 'x');",
            to: "CREATE TABLE t (id INT PRIMARY KEY, n BIGINT NOT NULL, m VARCHAR(19), KEY ix ((n + 2), m DESC), UNIQUE KEY other ((lower(m))));",
            renames: &["t.a:n", "t.b:m"],
        },
        Case {
            from: "CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, KEY ix ((a + 1))); INSERT INTO t VALUES (1, 2);",
            to: "CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL, KEY other ((n + 1)));",
            renames: &["t.a:n"],
        },
    ]);
}

#[test]
fn keys_that_others_depend_on() {
    all(&[
        // The numbered key becomes another one while a foreign key points at it.
        Case {
            from: "CREATE TABLE p (id INT AUTO_INCREMENT PRIMARY KEY, code INT NOT NULL);
                   CREATE TABLE c (id INT PRIMARY KEY, p_id INT, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));
                   INSERT INTO p VALUES (1, 7); INSERT INTO c VALUES (1, 1);",
            to: "CREATE TABLE p (id INT NOT NULL, code INT NOT NULL, PRIMARY KEY (code), UNIQUE KEY uq (id));
                 CREATE TABLE c (id INT PRIMARY KEY, p_id INT, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));",
            renames: &[],
        },
        Case {
            from: "CREATE TABLE p (id INT AUTO_INCREMENT PRIMARY KEY, code INT NOT NULL);
                   CREATE TABLE c (id INT PRIMARY KEY, p_id INT, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));
                   INSERT INTO p VALUES (1, 7); INSERT INTO c VALUES (1, 1);",
            to: "CREATE TABLE p (id BIGINT UNSIGNED AUTO_INCREMENT, code INT NOT NULL, PRIMARY KEY (id, code), UNIQUE KEY uq (id));
                 CREATE TABLE c (id INT PRIMARY KEY, p_id BIGINT UNSIGNED, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));",
            renames: &[],
        },
        Case {
            from: "CREATE TABLE a (id INT PRIMARY KEY, b_id INT); CREATE TABLE b (id INT PRIMARY KEY, c_id INT);
                   CREATE TABLE c (id INT PRIMARY KEY, a_id INT, CONSTRAINT fk_c FOREIGN KEY (a_id) REFERENCES a (id));
                   ALTER TABLE a ADD CONSTRAINT fk_a FOREIGN KEY (b_id) REFERENCES b (id);
                   ALTER TABLE b ADD CONSTRAINT fk_b FOREIGN KEY (c_id) REFERENCES c (id);
                   INSERT INTO a VALUES (1, NULL); INSERT INTO c VALUES (1, 1); INSERT INTO b VALUES (1, 1); UPDATE a SET b_id = 1;",
            to: "CREATE TABLE a (id BIGINT PRIMARY KEY, b_id BIGINT); CREATE TABLE b (id BIGINT PRIMARY KEY, c_id BIGINT);
                 CREATE TABLE c (id BIGINT PRIMARY KEY, a_id BIGINT, CONSTRAINT fk_c FOREIGN KEY (a_id) REFERENCES a (id));
                 ALTER TABLE a ADD CONSTRAINT fk_a FOREIGN KEY (b_id) REFERENCES b (id);
                 ALTER TABLE b ADD CONSTRAINT fk_b FOREIGN KEY (c_id) REFERENCES c (id);",
            renames: &[],
        },
        Case {
            from: "CREATE TABLE x (id INT PRIMARY KEY);",
            to: "CREATE TABLE a (id INT PRIMARY KEY, b_id INT); CREATE TABLE b (id INT PRIMARY KEY, c_id INT);
                 CREATE TABLE c (id INT PRIMARY KEY, a_id INT, CONSTRAINT fk_c FOREIGN KEY (a_id) REFERENCES a (id));
                 ALTER TABLE a ADD CONSTRAINT fk_a FOREIGN KEY (b_id) REFERENCES b (id);
                 ALTER TABLE b ADD CONSTRAINT fk_b FOREIGN KEY (c_id) REFERENCES c (id);",
            renames: &[],
        },
        Case {
            from: "CREATE TABLE p (id INT PRIMARY KEY); CREATE TABLE c (id INT PRIMARY KEY, p_id INT, d INT AS (p_id + 0) STORED,
                     CONSTRAINT fk FOREIGN KEY (d) REFERENCES p (id)); INSERT INTO p VALUES (1); INSERT INTO c (id, p_id) VALUES (1, 1);",
            to: "CREATE TABLE p (no INT PRIMARY KEY); CREATE TABLE c (id INT PRIMARY KEY, q INT, d INT AS (q + 0) STORED,
                     CONSTRAINT fk FOREIGN KEY (d) REFERENCES p (no));",
            renames: &["p.id:no", "c.p_id:q"],
        },
    ]);
}

#[test]
fn tables_of_other_engines() {
    all(&[
        Case {
            from: "CREATE TABLE t (id INT AUTO_INCREMENT, k INT NOT NULL, PRIMARY KEY (k, id), KEY (id)) ENGINE=MyISAM; INSERT INTO t (k) VALUES (1), (1), (2);",
            to: "CREATE TABLE t (id INT AUTO_INCREMENT, k BIGINT NOT NULL DEFAULT 5, PRIMARY KEY (k, id), KEY (id), CONSTRAINT ck CHECK (k > 0)) ENGINE=MyISAM;",
            renames: &[],
        },
        Case {
            from: "CREATE TABLE t (id INT NOT NULL, at DATE NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (YEAR(at))
                     (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE); INSERT INTO t VALUES (1, '2019-01-01');",
            to: "CREATE TABLE t (id BIGINT NOT NULL, at DATE NOT NULL, note VARCHAR(9) COMMENT '\\\\', PRIMARY KEY (id, at), KEY ix (note)) PARTITION BY RANGE (YEAR(at))
                     (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE);",
            renames: &[],
        },
    ]);
}

/// What goes without a word would not come back.
#[test]
fn a_trigger_comes_back_with_its_table() {
    all(&[Case {
        from: "CREATE TABLE keep (id INT PRIMARY KEY); CREATE TABLE t (id INT PRIMARY KEY, n INT);
               CREATE TRIGGER `early` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.n = 1;",
        to: "CREATE TABLE keep (id INT PRIMARY KEY);",
        renames: &[],
    }]);
}

/// The words of a foreign key that goes are there again, and one that says nothing does not say more.
#[test]
fn a_foreign_key_says_what_it_said() {
    const P: &str = "CREATE TABLE p (id INT PRIMARY KEY);";
    let table = |words: &str| -> &'static str {
        let key = format!("CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id) {words}");
        format!("{P} CREATE TABLE t (id INT PRIMARY KEY, p_id INT, {key});").leak()
    };
    let without =
        format!("{P} CREATE TABLE t (id INT PRIMARY KEY, p_id INT, KEY fk (p_id));").leak();
    for (words, other) in [
        ("", "ON DELETE CASCADE"),
        (
            "ON DELETE NO ACTION ON UPDATE CASCADE",
            "ON DELETE SET NULL ON UPDATE CASCADE",
        ),
        (
            "ON DELETE SET NULL ON UPDATE NO ACTION",
            "ON DELETE CASCADE ON UPDATE NO ACTION",
        ),
        ("ON DELETE RESTRICT", "ON DELETE CASCADE"),
    ] {
        for (from, to) in [
            (table(words), &*without),
            (without, table(words)),
            (table(words), P),
            (table(words), table(other)),
        ] {
            all(&[Case {
                from,
                to,
                renames: &[],
            }]);
        }
    }
}

/// Names in double quotes, backslashes that escape nothing: what is read, compared and made again is the same.
#[test]
fn modes_change_no_meaning() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let with_backslashes = Case {
        from: r#"CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(9) DEFAULT (concat('it''s', 'a')),
                   d VARCHAR(80) AS (concat(code, '\\')) VIRTUAL, note VARCHAR(20) DEFAULT 'a\\''"b' COMMENT 'c\\''"d',
                   CONSTRAINT ck CHECK (code <> 'it''s "so" \\ ' and id > 0)) COMMENT 'e\\f';
                 CREATE TABLE o (id INT PRIMARY KEY, mood ENUM('a\\b', 'c''d') DEFAULT 'c''d');
                 INSERT INTO t (id, code) VALUES (1, 'x');"#,
        to: r#"CREATE TABLE t (id BIGINT PRIMARY KEY, code VARCHAR(19) DEFAULT (concat('it''s', 'b')), note VARCHAR(20) DEFAULT '\\' COMMENT '"',
                   CONSTRAINT ck CHECK (code <> 'it''s "not" \\ '));"#,
        renames: &[],
    };
    there_and_back(server, &with_backslashes, "ANSI_QUOTES");
    // In that mode MySQL reads no table any more whose expressions have an apostrophe in their text.
    let (from, to) = if is_mariadb(server) {
        (
            r#"CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(9) DEFAULT (concat('it''s', 'a')),
                 d VARCHAR(80) AS (concat(code, '"')) VIRTUAL, note VARCHAR(20) DEFAULT 'a\\''"b' COMMENT 'c\\''"d',
                 CONSTRAINT ck CHECK (code <> 'it''s "so"' and id > 0)) COMMENT 'e\\f';
               CREATE TABLE o (id INT PRIMARY KEY, mood ENUM('a\\b', 'c''d') DEFAULT 'c''d');
               INSERT INTO t (id, code) VALUES (1, 'x');"#,
            r#"CREATE TABLE t (id BIGINT PRIMARY KEY, code VARCHAR(19) DEFAULT (concat('it''s', 'b')), note VARCHAR(20) DEFAULT '\\' COMMENT '"',
                 CONSTRAINT ck CHECK (code <> 'it''s "not"'));"#,
        )
    } else {
        (
            r#"CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(9) DEFAULT (concat('is', 'a')),
                 d VARCHAR(80) AS (concat(code, '"')) VIRTUAL, note VARCHAR(20) DEFAULT 'a\\''"b' COMMENT 'c\\''"d',
                 CONSTRAINT ck CHECK (code <> 'is "so"' and id > 0)) COMMENT 'e\\f';
               CREATE TABLE o (id INT PRIMARY KEY, mood ENUM('a\\b', 'c''d') DEFAULT 'c''d');
               INSERT INTO t (id, code) VALUES (1, 'x');"#,
            r#"CREATE TABLE t (id BIGINT PRIMARY KEY, code VARCHAR(19) DEFAULT (concat('is', 'b')), note VARCHAR(20) DEFAULT '\\' COMMENT '"',
                 CONSTRAINT ck CHECK (code <> 'is "not"'));"#,
        )
    };
    let plain = Case {
        from,
        to,
        renames: &[],
    };
    there_and_back(server, &plain, "NO_BACKSLASH_ESCAPES");
    there_and_back(server, &plain, "ANSI_QUOTES,NO_BACKSLASH_ESCAPES");
}
