//! How the command reaches servers: TLS as strict as it is told, passwords out of files, the surroundings that libpq reads,
//! sockets, options. On servers of their own, whose certificates and rules are made here.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use migrate_test_servers::{Server, certificates};

use crate::project::{Folder, Ran};

/// Writes a file into the server's own folder, as the server.
fn give(server: &Server, name: &str, text: &str) {
    let lines = text.trim_end().replace('\'', "''");
    server.execute(&format!(
        "COPY (SELECT unnest(string_to_array('{lines}', E'\n'))) TO PROGRAM 'umask 077; cat > {name}'"
    ));
}

/// The server with certificates, and a role that needs its password.
fn server(folder: &Path) -> Option<&'static Server> {
    let server = Server::postgres_apart()?;
    certificates(folder);
    for name in ["server.key", "server.crt"] {
        let text = std::fs::read_to_string(folder.join(name)).expect("openssl made it");
        give(server, name, &text);
    }
    give(
        server,
        "pg_hba.conf",
        "local all all trust\nhost all guarded all scram-sha-256\nhostssl all encrypted all trust\nhost all encrypted all reject\nhost all all all trust",
    );
    server.execute("ALTER SYSTEM SET ssl = on");
    server.execute(
        "DO $$ BEGIN CREATE ROLE guarded LOGIN PASSWORD 'tops3cret: \\or not'; EXCEPTION WHEN duplicate_object THEN END $$",
    );
    server.execute(
        "DO $$ BEGIN CREATE ROLE encrypted LOGIN; EXCEPTION WHEN duplicate_object THEN END $$",
    );
    server.execute("SELECT pg_reload_conf()");
    let database = server.database();
    // The server reads its settings a moment later.
    for _ in 0..100 {
        let on = database.client("psql").args(["-Atc", "SHOW ssl"]).output();
        if on.is_ok_and(|output| output.stdout.starts_with(b"on")) {
            return Some(server);
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("the server does not switch TLS on");
}

fn succeeds(ran: &Ran, what: &str) {
    assert_eq!(ran.status, 0, "{what}: {}", ran.stderr);
}

#[track_caller]
fn fails(ran: &Ran, what: &str, told: &str) {
    assert_eq!(ran.status, 1, "{what}: {}", ran.stdout);
    assert!(ran.stderr.contains(told), "{what}: {}", ran.stderr);
    assert!(!ran.stderr.contains("s3cret"), "{what}: {}", ran.stderr);
}

/// One test for all of it: the server's settings are everybody's.
#[test]
fn postgres_is_reached_as_libpq_would_reach_it() {
    let folder = Folder::new();
    let keys = folder.path.clone();
    let Some(server) = server(&keys) else {
        return;
    };
    tls(server, &folder, &keys);
    passwords(server, &folder);
    surroundings(server, &folder);
}

fn tls(server: &Server, folder: &Folder, keys: &Path) {
    let port = server.port();
    let file = |name: &str| keys.join(name).display().to_string();
    let inspect = |host: &str, parameters: &str| {
        let url = format!("postgres://encrypted@{host}:{port}/postgres?{parameters}");
        folder.migrate(&["inspect", &url])
    };
    for (host, parameters) in [
        ("127.0.0.1", "sslmode=require".to_owned()),
        ("127.0.0.1", "sslmode=prefer".to_owned()),
        ("127.0.0.1", String::new()),
        (
            "127.0.0.1",
            format!("sslmode=verify-ca&sslrootcert={}", file("ours.crt")),
        ),
        (
            "localhost",
            format!("sslmode=verify-full&sslrootcert={}", file("ours.crt")),
        ),
        // libpq: with a root certificate, `require` is `verify-ca`.
        (
            "127.0.0.1",
            format!("sslmode=require&sslrootcert={}", file("ours.crt")),
        ),
    ] {
        succeeds(&inspect(host, &parameters), &format!("{host} {parameters}"));
    }
    for (host, parameters, told) in [
        ("127.0.0.1", "sslmode=disable".to_owned(), "pg_hba.conf"),
        (
            "localhost",
            format!("sslmode=verify-ca&sslrootcert={}", file("others.crt")),
            "certificate",
        ),
        (
            "127.0.0.1",
            format!("sslmode=verify-full&sslrootcert={}", file("ours.crt")),
            "certificate",
        ),
        (
            "localhost",
            format!("sslmode=verify-full&sslrootcert={}", file("none.crt")),
            "none.crt",
        ),
        ("localhost", "sslmode=always".to_owned(), "sslmode"),
    ] {
        let what = format!("{host} {parameters}");
        fails(&inspect(host, &parameters), &what, told);
    }
    // One that reads its surroundings.
    let url = format!("postgres://encrypted@localhost:{port}/postgres");
    let root = file("ours.crt");
    let strict = [
        ("PGSSLMODE", "verify-full"),
        ("PGSSLROOTCERT", root.as_str()),
    ];
    succeeds(
        &folder.migrate_with(&strict, &["inspect", &url]),
        "PGSSLMODE",
    );
    let other = file("others.crt");
    let wrong = [
        ("PGSSLMODE", "verify-full"),
        ("PGSSLROOTCERT", other.as_str()),
    ];
    fails(
        &folder.migrate_with(&wrong, &["inspect", &url]),
        "PGSSLROOTCERT",
        "certificate",
    );
}

fn passwords(server: &Server, folder: &Folder) {
    let port = server.port();
    let url = format!("postgres://guarded@127.0.0.1:{port}/postgres");
    let inspect =
        |variables: &[(&str, &str)], url: &str| folder.migrate_with(variables, &["inspect", url]);
    let with = |password: &str| format!("postgres://guarded:{password}@127.0.0.1:{port}/postgres");

    fails(&inspect(&[], &url), "no password", "password");
    fails(
        &inspect(&[], &with("wrongs3cret")),
        "a wrong one",
        "password authentication failed",
    );
    succeeds(
        &inspect(&[], &with("tops3cret%3A%20%5Cor%20not")),
        "in the URL",
    );
    succeeds(
        &inspect(&[("PGPASSWORD", "tops3cret: \\or not")], &url),
        "PGPASSWORD",
    );

    // A colon and a backslash are written with a backslash.
    let file: PathBuf = folder.path.join("passwords");
    let entry = format!("# ours\n127.0.0.1:{port}:*:guarded:tops3cret\\: \\\\or not\n");
    std::fs::write(&file, entry).expect("the folder is ours");
    let variable = file.display().to_string();
    let variable = [("PGPASSFILE", variable.as_str())];
    let mode = |mode| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&file, permissions).expect("the file is ours");
    };
    mode(0o600);
    succeeds(&inspect(&variable, &url), "PGPASSFILE");
    mode(0o644);
    fails(
        &inspect(&variable, &url),
        "a file that others may read",
        "password",
    );
    // The usual place.
    let home = folder.path.display().to_string();
    std::fs::rename(&file, folder.path.join(".pgpass")).expect("the folder is ours");
    let file = folder.path.join(".pgpass");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("it is ours");
    succeeds(&inspect(&[("HOME", &home)], &url), ".pgpass");
}

fn surroundings(server: &Server, folder: &Folder) {
    let port = server.port().to_string();
    let database = server.database();
    database.execute("CREATE SCHEMA app; CREATE TABLE app.here (id integer)");
    let variables = [
        ("PGHOST", "127.0.0.1"),
        ("PGPORT", port.as_str()),
        ("PGUSER", "postgres"),
        ("PGDATABASE", database.name()),
    ];
    let ran = folder.migrate_with(&variables, &["inspect", "postgres://"]);
    succeeds(&ran, "PG* variables");
    assert!(ran.stdout.contains("\"app\".\"here\""), "{}", ran.stdout);

    // A socket, by its folder; and options, in the URL and in the surroundings.
    let output = database
        .client("psql")
        .args(["-Atc", "SHOW unix_socket_directories"])
        .output()
        .expect("psql runs");
    let socket = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let name = database.name();
    for url in [
        format!(
            "postgres:///{name}?host={socket}&port={port}&user=postgres&options=-csearch_path%3Dapp"
        ),
        format!(
            "postgres://postgres@{}:{port}/{name}?options=-c%20search_path%3Dapp",
            socket.replace('/', "%2F")
        ),
    ] {
        let ran = folder.migrate(&["inspect", &url]);
        succeeds(&ran, &url);
        assert!(
            ran.stdout.contains("CREATE TABLE \"here\""),
            "{url}: {}",
            ran.stdout
        );
    }
    let url = database.url();
    let ran = folder.migrate_with(&[("PGOPTIONS", "-c search_path=app")], &["inspect", &url]);
    succeeds(&ran, "PGOPTIONS");
    assert!(
        ran.stdout.contains("CREATE TABLE \"here\""),
        "{}",
        ran.stdout
    );

    // A server that only lets read: nothing is half done.
    folder
        .write("migrate.toml", "")
        .revision("1975ea83b712", &[], "create heros");
    let read_only = format!("{url}?options=-cdefault_transaction_read_only%3Don");
    let ran = folder.migrate(&["--url", &read_only, "stamp", "head"]);
    fails(&ran, "read-only", "read-only transaction");
    succeeds(
        &folder.migrate(&["--url", &read_only, "current"]),
        "read-only, reading",
    );
    succeeds(
        &folder.migrate(&["--url", &url, "stamp", "head"]),
        "writable",
    );
    let ran = folder.migrate_with(
        &[],
        &[
            "--url",
            &format!("postgres://postgres@127.0.0.1:{port}/nowhere"),
            "current",
        ],
    );
    fails(&ran, "no such database", "\"nowhere\" does not exist");
}

/// What the program's own driver can do of TLS is held against both drivers where they are opened; here it is the whole way.
#[test]
fn mysql_is_reached_through_tls() {
    let Some(server) = Server::mysql_encrypted() else {
        return;
    };
    let folder = Folder::new();
    let database = server.database();
    let output = database
        .client("mariadb")
        .args(["--skip-column-names", "--execute", "SELECT @@ssl_ca"])
        .output()
        .expect("the client is there");
    let ours = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let others = ours.replace("ours.crt", "others.crt");
    let user = format!("s{}", std::process::id());
    server.execute(&format!(
        "CREATE USER {user}@'%' IDENTIFIED BY 'tops3cret' REQUIRE SSL"
    ));
    server.execute(&format!("GRANT ALL ON {}.* TO {user}@'%'", database.name()));
    let inspect = |password: &str, parameters: &str| {
        let (port, name) = (server.port(), database.name());
        let url = format!("mysql://{user}:{password}@127.0.0.1:{port}/{name}?{parameters}");
        folder.migrate(&["inspect", &url])
    };
    for parameters in [
        format!("ssl-ca={ours}"),
        format!("ssl-mode=REQUIRED&ssl-ca={ours}"),
        format!("ssl_mode=VERIFY_CA&ssl_ca={ours}"),
    ] {
        succeeds(&inspect("tops3cret", &parameters), &parameters);
    }
    for (password, parameters, told) in [
        ("tops3cret", "ssl_mode=DISABLED".to_owned(), "Access denied"),
        (
            "wrongs3cret",
            format!("ssl_mode=VERIFY_CA&ssl_ca={ours}"),
            "Access denied",
        ),
        (
            "tops3cret",
            format!("ssl_mode=VERIFY_CA&ssl_ca={others}"),
            "ertificate",
        ),
        (
            "tops3cret",
            "ssl_mode=VERIFY_CA&ssl_ca=/none.crt".to_owned(),
            "No such file",
        ),
        ("tops3cret", "ssl_mode=always".to_owned(), "verify_identity"),
    ] {
        fails(&inspect(password, &parameters), &parameters, told);
    }
    server.execute(&format!("DROP USER {user}@'%'"));
}
