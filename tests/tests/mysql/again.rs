//! A database made again by the script that `inspect` prints: what each kind of thing becomes, and what is named because
//! it stays behind.

use migrate_core::command;
use migrate_core::connection::Connection as _;
use migrate_core::schema::TableName;
use migrate_test_servers::Server;
use migrate_tests::mysql::Live;

use super::{dump, load};

/// What is only on the one server.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Both,
    Mariadb,
    Mysql,
}

/// What somebody made, and what of it stays behind.
const CASES: &[(On, &str, &[&str])] = &[
    (
        On::Mariadb,
        "DELIMITER //\nCREATE AGGREGATE FUNCTION total(x INT) RETURNS INT BEGIN DECLARE s INT DEFAULT 0; DECLARE CONTINUE \
         HANDLER FOR NOT FOUND RETURN s; LOOP FETCH GROUP NEXT ROW; SET s = s + x; END LOOP; END//\n",
        &[],
    ),
    (
        On::Mariadb,
        "SET sql_mode = ORACLE;\nDELIMITER //\nCREATE PACKAGE pkg AS FUNCTION f RETURN INT; END//\n\
         CREATE PACKAGE BODY pkg AS FUNCTION f RETURN INT AS BEGIN RETURN 1; END; END//\n",
        &["packages"],
    ),
    (
        On::Both,
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE COMMENT 'nightly' DO SELECT 1;",
        &[],
    ),
    (
        On::Mariadb,
        "CREATE TABLE t (id int PRIMARY KEY, x int WITHOUT SYSTEM VERSIONING, y int) WITH SYSTEM VERSIONING;",
        &[],
    ),
    (
        On::Mariadb,
        "CREATE TABLE t (id int, since TIMESTAMP(6) GENERATED ALWAYS AS ROW START INVISIBLE, until TIMESTAMP(6) \
         GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME(since, until)) WITH SYSTEM VERSIONING;",
        &[],
    ),
    (
        On::Mariadb,
        "CREATE TABLE t (id int, s date, e date, PERIOD FOR p(s, e), UNIQUE (id, p WITHOUT OVERLAPS));",
        &[],
    ),
    (
        On::Mariadb,
        "CREATE SEQUENCE q START 10 INCREMENT 2; CREATE TABLE t (a int DEFAULT nextval(q));",
        &[],
    ),
    (
        On::Both,
        "CREATE TABLE t (g geometry NOT NULL, p point NOT NULL, SPATIAL INDEX (p));",
        &[],
    ),
    (
        On::Mysql,
        "CREATE TABLE t (g geometry NOT NULL SRID 4326, SPATIAL INDEX (g));",
        &[],
    ),
    (
        On::Both,
        "CREATE TABLE t (id int, d date) PARTITION BY RANGE (YEAR(d)) (PARTITION a VALUES LESS THAN (2000) COMMENT 'x', \
         PARTITION b VALUES LESS THAN MAXVALUE MAX_ROWS = 100);",
        &[],
    ),
    (
        On::Both,
        "CREATE TABLE t (id int) PARTITION BY LINEAR HASH (id) PARTITIONS 4;",
        &[],
    ),
    (
        On::Both,
        "CREATE TABLE t (id int, s varchar(9)) PARTITION BY LIST COLUMNS (s) (PARTITION a VALUES IN ('x', 'y'), PARTITION b \
         VALUES IN ('it''s'));",
        &[],
    ),
    (
        On::Mariadb,
        "CREATE TABLE t (s varchar(9)) PARTITION BY LIST COLUMNS (s) (PARTITION a VALUES IN ('x'), PARTITION d DEFAULT);",
        &[],
    ),
    (
        On::Mariadb,
        "CREATE TABLE t (id int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME INTERVAL 1 MONTH PARTITIONS 3;",
        &[],
    ),
    (
        On::Both,
        "CREATE TABLE t (id int, d date) PARTITION BY RANGE (TO_DAYS(d)) SUBPARTITION BY HASH(id) SUBPARTITIONS 2 \
         (PARTITION a VALUES LESS THAN (700000), PARTITION b VALUES LESS THAN MAXVALUE);",
        &[],
    ),
    (
        On::Mariadb,
        "CREATE TABLE t (a varchar(1000) COMPRESSED, b text COMPRESSED DEFAULT 'x');",
        &[],
    ),
    (
        On::Both,
        "CREATE TABLE a (x int) ENGINE=MyISAM; CREATE TABLE b (x int) ENGINE=MyISAM; CREATE TABLE t (x int) ENGINE=MERGE \
         UNION=(a, b) INSERT_METHOD=LAST;",
        &[],
    ),
    (
        On::Both,
        "CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int, CONSTRAINT to_a FOREIGN KEY (a) \
         REFERENCES a (id) ON DELETE SET NULL); ALTER TABLE a ADD CONSTRAINT to_b FOREIGN KEY (b) REFERENCES b (id);",
        &[],
    ),
    (
        On::Both,
        "CREATE TABLE t (a int, UNIQUE KEY k (a) USING BTREE, FULLTEXT KEY f (c) COMMENT 'all', c text CHARSET utf8mb4, b binary(4) DEFAULT \
         'a', v varbinary(9) DEFAULT 'page', e enum('page', 'file') DEFAULT 'page') DEFAULT CHARSET=binary;",
        &[],
    ),
    (
        On::Both,
        "CREATE TABLE t (a int); CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW v AS SELECT a FROM t WITH LOCAL CHECK OPTION; \
         CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1; \
         CREATE TRIGGER two BEFORE INSERT ON t FOR EACH ROW FOLLOWS one SET NEW.a = 2;",
        &[],
    ),
    (
        On::Both,
        "DELIMITER //\nCREATE PROCEDURE p (\n  IN a INT,\n  OUT b VARCHAR(10) CHARSET latin1\n)\n  COMMENT 'p' MODIFIES SQL DATA \
         SQL SECURITY INVOKER\nBEGIN\n  SET b = a;\nEND//\n\
         CREATE FUNCTION f (  a INT  )\nRETURNS INT\nDETERMINISTIC\nRETURN a + 1//\n",
        &[],
    ),
    (
        On::Both,
        "CREATE TABLE t (a int, b int); GRANT SELECT ON t TO reader@localhost; GRANT UPDATE (b) ON t TO reader@localhost; \
         CREATE PROCEDURE p() SELECT 1; GRANT EXECUTE ON PROCEDURE p TO reader@localhost;",
        &["privileges", "privileges of columns"],
    ),
    (
        On::Both,
        "CREATE TABLE t (a text, b text COLLATE utf8mb4_general_ci, c enum('x')) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;",
        &[],
    ),
    (
        On::Mysql,
        "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2); ANALYZE TABLE t UPDATE HISTOGRAM ON a;",
        &["histograms"],
    ),
];

#[test]
fn what_the_script_does_not_carry_over_is_named() {
    let Some(server) = Server::mysql() else {
        return;
    };
    server.execute("CREATE USER IF NOT EXISTS reader@localhost");
    let mut wrong = Vec::new();
    for (on, sql, left_out) in CASES {
        let (original, copy) = (server.database(), server.database());
        let mut live = Live::connect(&original);
        let mysql = live.dialect.name() == "MySQL";
        match on {
            On::Both => {}
            On::Mariadb if !mysql => {}
            On::Mysql if mysql => {}
            On::Mariadb | On::Mysql => continue,
        }
        load(&original, sql);
        let notes = command::left_out(&mut live.conn).expect("it can be asked");
        let told: Vec<String> = notes.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), left_out.len(), "{told:?}\n{sql}");
        for what in *left_out {
            let note = format!("left out: {what}: `");
            assert!(
                told.iter().any(|told| told.starts_with(&note)),
                "{told:?}\n{sql}"
            );
        }
        let everything = |_: &TableName| true;
        let script = command::creation_script(&mut live.conn, &everything).expect("readable");
        load(&copy, &script);
        // What stays behind is told, and everything else is there.
        let (original, copy) = (dump(&original), dump(&copy));
        if original != copy && *left_out != ["packages"] {
            let difference = similar::TextDiff::from_lines(&original, &copy);
            let difference = difference.unified_diff().to_string();
            wrong.push(format!("{sql}\n{script}\n{difference}"));
        }
    }
    server.execute("DROP USER reader@localhost");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A baseline is made of what a revision can say, and names the rest.
#[test]
fn what_a_revision_cannot_say_of_tables_is_named_by_a_baseline() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    let mut live = Live::connect(&database);
    if live.dialect.name() == "MySQL" {
        return;
    }
    live.conn
        .batch_execute("CREATE TABLE squeezed (a text COMPRESSED)")
        .expect("MariaDB has them");
    let config = migrate_core::config::Config::default();
    let baseline = command::baseline_of_database(&mut live.conn, &config).expect("readable");
    let told: Vec<String> = baseline.notes.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["left out: compressed columns: `squeezed`"]);
}
