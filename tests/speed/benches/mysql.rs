//! Speed on MariaDB, or the MySQL that `MIGRATE_TEST_MYSQL_URL` names: `cargo bench -p migrate-speed --bench mysql`, or
//! with `upgrade` or `check` behind `--` for one of them.
//!
//! - `upgrade`: 1,000 small revisions against their DDL alone, sent through Diesel over one connection.
//! - `check`: 1,000 tables of 20 columns, 2 indexes and a foreign key against as many models, nothing to do, beside
//!   `mariadb-dump --no-data` of the same database; the queries are counted in the server's general log, the memory in a
//!   process of its own.
//!
//! Both in pairs that alternate, since machines are busy; through Diesel's own driver and the pure one.
#![allow(missing_docs, reason = "a benchmark")]

use std::process::Command;

use diesel::prelude::*;
use diesel_async::AsyncMysqlConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use migrate_core::connection::Connection as AnyConnection;
use migrate_speed::small::{self, REVISIONS};
use migrate_speed::{Cost, Open, PAIRS, compared, first, measure, median};
use migrate_test_servers::{Database, Server};

type Pure = AsyncConnectionWrapper<AsyncMysqlConnection>;

const DRIVERS: [(&str, Open); 2] = [
    ("mysql", |url| {
        Box::new(MysqlConnection::establish(url).expect("the server answers"))
    }),
    ("mysql-async", |url| {
        Box::new(Pure::establish(url).expect("the server answers"))
    }),
];

/// What the history does to the schema.
fn statements() -> Vec<String> {
    let revision = |number: usize| {
        [
            format!(
                "CREATE TABLE `t{number:04}` (\n    `id` int NOT NULL AUTO_INCREMENT,\n    `name` varchar(80) NOT NULL,\n    `power` longtext,\n    PRIMARY KEY (`id`)\n)"
            ),
            format!("CREATE INDEX `ix_t{number:04}` ON `t{number:04}` (`name`)"),
        ]
    };
    (0..REVISIONS).flat_map(revision).collect()
}

/// What work on an empty database costs.
fn on_empty(server: &Server, open: Open, work: impl FnOnce(&mut dyn AnyConnection)) -> Cost {
    let database = server.database();
    let mut conn = open(&database.url());
    let file = first(
        &mut *conn,
        "SELECT IF(@@pid_file LIKE '/%', @@pid_file, CONCAT(@@datadir, @@pid_file))",
    );
    let process = std::fs::read_to_string(file).unwrap_or_default();
    measure(process.trim().parse().unwrap_or(0), || work(&mut *conn))
}

fn bench_upgrade(server: &Server) {
    let embedded = small::history();
    let statements = statements();
    for (driver, open) in DRIVERS {
        let (mut wall, mut cpu, mut runs) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..PAIRS {
            let raw = on_empty(server, open, |conn| {
                for sql in &statements {
                    conn.batch_execute(sql).expect("a statement of a revision");
                }
            });
            let runner = on_empty(server, open, |conn| small::run(embedded, conn));
            runs.push(runner.wall.as_secs_f64());
            wall.push(runner.wall.as_secs_f64() / raw.wall.as_secs_f64());
            cpu.push(runner.cpu.as_secs_f64() / raw.cpu.as_secs_f64());
        }
        println!(
            "upgrade {driver}: {REVISIONS} revisions in {:.2} s, {:.3} times their DDL alone on the clock, {:.3} times its CPU, program and server (medians of {PAIRS})",
            median(runs),
            median(wall),
            median(cpu),
        );
    }
}

fn dump(database: &Database<'_>) -> Command {
    let mut command = database.client("mariadb-dump");
    command.args(["--no-data", database.name()]);
    command
}

/// How many queries of the connection stand in the server's log.
fn logged(conn: &mut dyn AnyConnection, thread: &str) -> String {
    let lines = format!(
        "SELECT CAST(count(*) AS CHAR) FROM mysql.general_log \
         WHERE thread_id = {thread} AND command_type IN ('Query', 'Execute')"
    );
    first(conn, &lines)
}

fn bench_check(server: &Server) {
    let metadata = compared::metadata();
    let database = server.database();
    let url = database.url();
    metadata
        .create_all(&mut *DRIVERS[0].1(&url))
        .expect("the tables are made");
    for (driver, open) in DRIVERS {
        let (seconds, times) = compared::beside_dump(|| open(&url), &metadata, || dump(&database));
        let mut watched = open(&url);
        let thread = first(&mut *watched, "SELECT CAST(CONNECTION_ID() AS CHAR)");
        server.execute("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = 1");
        compared::compare(&mut *watched, &metadata);
        server.execute("SET GLOBAL general_log = 0");
        let queries = logged(&mut *open(&url), &thread);
        println!(
            "check {driver}: {} tables in {:.0} ms, {:.3} times mariadb-dump --no-data (medians of {PAIRS}); {queries} queries; {} MiB at most",
            compared::TABLES,
            seconds * 1e3,
            times,
            compared::memory(driver, &url),
        );
    }
}

fn main() {
    let Some(wanted) = compared::asked(&DRIVERS) else {
        return;
    };
    let Some(server) = Server::mysql() else {
        return;
    };
    if wanted("upgrade") {
        bench_upgrade(server);
    }
    if wanted("check") {
        bench_check(server);
    }
}
