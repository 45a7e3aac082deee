//! Both kinds of driver against real servers: the same URLs open, and the same mistakes are told.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use migrate_core::Connection;
use migrate_core::connection::Engine;
use migrate_test_servers::{Database, Server};

use super::server::ServerUrl;
use super::{DatabaseError, Location, mysql, postgres};

type Open = fn(&ServerUrl) -> Result<Box<dyn Connection>, DatabaseError>;

const POSTGRES: [(&str, Open); 2] = [("libpq", postgres::libpq), ("pure", postgres::pure)];
const MYSQL: [(&str, Open); 2] = [("library", mysql::library), ("pure", mysql::pure)];

fn open(open: Open, url: &str) -> Result<Box<dyn Connection>, String> {
    let server = match Location::parse(url, Path::new("/")).map_err(told)? {
        Location::Postgres(server) | Location::Mysql(server) => server,
        Location::Sqlite(location) => panic!("{location:?}"),
    };
    open(&server).map_err(told)
}

/// The error as people read it, with its causes.
fn told(error: DatabaseError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

fn value(conn: &mut dyn Connection, sql: &str) -> String {
    conn.query(sql).unwrap().remove(0).remove(0).unwrap()
}

/// The URL with another login.
fn login(database: &Database<'_>, login: &str) -> String {
    let server = database.server();
    let scheme = match server.backend() {
        migrate_test_servers::Backend::Postgres => "postgres",
        migrate_test_servers::Backend::Mysql | migrate_test_servers::Backend::Sqlite => "mysql",
    };
    let (host, port, name) = (server.host(), server.port(), database.name());
    format!("{scheme}://{login}@{host}:{port}/{name}")
}

#[test]
fn postgres_heeds_the_parameters_of_a_url() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let (host, port, name) = (server.host(), server.port(), database.name());
    for (driver, opener) in POSTGRES {
        let settings =
            "options=-c%20statement_timeout%3D1234&application_name=a%20b&sslmode=disable";
        for url in [
            format!(
                "{}?{settings}&target_session_attrs=read-write",
                database.url()
            ),
            format!("postgresql+psycopg2://postgres@/{name}?host={host}&port={port}&{settings}"),
            format!("postgres://{host}:1,{host}:{port}/{name}?user=postgres&{settings}"),
        ] {
            let mut conn =
                open(opener, &url).unwrap_or_else(|error| panic!("{driver} {url}: {error}"));
            assert_eq!(conn.engine(), Engine::Postgres);
            assert_eq!(
                value(&mut *conn, "SHOW statement_timeout"),
                "1234ms",
                "{driver} {url}"
            );
            assert_eq!(
                value(&mut *conn, "SHOW application_name"),
                "a b",
                "{driver} {url}"
            );
            assert_eq!(
                value(&mut *conn, "SELECT current_database()::text"),
                name,
                "{driver} {url}"
            );
        }
        let standby = format!("{}?target_session_attrs=standby", database.url());
        let error = open(opener, &standby).err().unwrap();
        assert!(error.contains("standby"), "{driver}: {error}");
    }
}

#[test]
fn mysql_heeds_the_parameters_of_a_url() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    for (driver, opener) in MYSQL {
        for url in [
            format!("{}?charset=utf8mb4", database.url()),
            format!("{}?connect_timeout=5", database.url()),
            format!(
                "{}?ssl-mode=PREFERRED",
                database.url().replace("mysql://", "mariadb+pymysql://")
            ),
            database.url().replace("127.0.0.1", "localhost"),
        ] {
            let mut conn =
                open(opener, &url).unwrap_or_else(|error| panic!("{driver} {url}: {error}"));
            assert_eq!(conn.engine(), Engine::Mysql);
            let found = value(&mut *conn, "SELECT database()");
            assert_eq!(found, database.name(), "{driver} {url}");
        }
    }
}

/// Whether the connection speaks TLS.
fn is_encrypted(conn: &mut dyn Connection) -> bool {
    let rows = conn.query("SHOW SESSION STATUS LIKE 'Ssl_cipher'").unwrap();
    rows[0][1].as_ref().is_some_and(|cipher| !cipher.is_empty())
}

#[test]
fn mysql_encrypts_as_it_is_told() {
    let Some(server) = Server::mysql_encrypted() else {
        return;
    };
    let database = server.database();
    let (port, name) = (server.port(), database.name());
    let mut conn = mysql::pure(&parsed(&database.url())).unwrap();
    let ours = value(&mut *conn, "SELECT @@ssl_ca");
    let others = ours.replace("ours.crt", "others.crt");
    let url =
        |host: &str, parameters: &str| format!("mysql://root:@{host}:{port}/{name}?{parameters}");
    let heeds_modes = |driver| driver == "pure" || mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE;
    for (driver, opener) in MYSQL {
        for (host, parameters, encrypted) in [
            ("127.0.0.1", "ssl_mode=DISABLED".to_owned(), Some(false)),
            (
                "127.0.0.1",
                format!("ssl-mode=VERIFY_CA&ssl-ca={ours}"),
                Some(true),
            ),
            (
                "127.0.0.1",
                format!("ssl_mode=REQUIRED&ssl_ca={ours}"),
                Some(true),
            ),
            ("127.0.0.1", format!("ssl_ca={ours}"), Some(true)),
            // What only some drivers can.
            (
                "127.0.0.1",
                "ssl_mode=PREFERRED".to_owned(),
                heeds_modes(driver).then_some(true),
            ),
        ] {
            let url = url(host, &parameters);
            let mut conn =
                open(opener, &url).unwrap_or_else(|error| panic!("{driver} {url}: {error}"));
            if let Some(encrypted) = encrypted {
                assert_eq!(is_encrypted(&mut *conn), encrypted, "{driver} {url}");
            }
        }
        for (host, parameters, told) in [
            (
                "127.0.0.1",
                format!("ssl_mode=VERIFY_CA&ssl_ca={others}"),
                "ertificate",
            ),
            ("127.0.0.1", "ssl_ca=/none.crt".to_owned(), "No such file"),
        ] {
            let url = url(host, &parameters);
            let error = open(opener, &url).err().unwrap();
            assert!(error.contains(told), "{driver} {url}: {error}");
        }
        let strict = [
            (
                "localhost",
                format!("ssl_mode=VERIFY_IDENTITY&ssl_ca={ours}"),
                None,
                "`verify_ca`",
            ),
            (
                "127.0.0.1",
                format!("ssl_mode=VERIFY_IDENTITY&ssl_ca={ours}"),
                Some("ertificate"),
                "`verify_ca`",
            ),
            (
                "127.0.0.1",
                "ssl_mode=REQUIRED".to_owned(),
                None,
                "`ssl_ca`",
            ),
        ];
        for (host, parameters, wrong, refused) in strict {
            let url = url(host, &parameters);
            match (open(opener, &url), wrong) {
                (Ok(mut conn), None) if heeds_modes(driver) => {
                    assert!(is_encrypted(&mut *conn), "{driver} {url}");
                }
                (Err(error), _) => {
                    let told = wrong.filter(|_| heeds_modes(driver)).unwrap_or(refused);
                    assert!(error.contains(told), "{driver} {url}: {error}");
                }
                (Ok(_), _) => panic!("{driver} {url}"),
            }
        }
        // A server that does not encrypt.
        if let Some(plain) = Server::mysql()
            && !is_encrypted(&mut *mysql::pure(&parsed(&plain.url())).unwrap())
        {
            let url = format!("{}?ssl_mode=VERIFY_CA&ssl_ca={ours}", plain.url());
            let error = open(opener, &url).err().unwrap();
            assert!(
                error.contains("not encrypt") || error.contains("SSL"),
                "{driver}: {error}"
            );
        }
    }
}

#[test]
fn a_connection_through_a_socket() {
    if let Some(server) = Server::postgres()
        && let database = server.database()
        && let mut conn = postgres::libpq(&parsed(&database.url())).unwrap()
        && let folder = value(&mut *conn, "SHOW unix_socket_directories")
        && Path::new(&folder).is_dir()
    {
        let encoded = folder.replace('/', "%2F");
        let url = format!(
            "postgres://postgres@{encoded}:{}/{}",
            server.port(),
            database.name()
        );
        for (driver, opener) in POSTGRES {
            let mut conn =
                open(opener, &url).unwrap_or_else(|error| panic!("{driver} {url}: {error}"));
            let address = "SELECT coalesce(inet_server_addr()::text, 'socket')";
            assert_eq!(value(&mut *conn, address), "socket", "{driver}");
        }
    }
    if let Some(server) = Server::mysql()
        && let database = server.database()
        && let mut conn = mysql::library(&parsed(&database.url())).unwrap()
        && let socket = value(&mut *conn, "SELECT @@socket")
        && Path::new(&socket).exists()
    {
        let url = format!("mysql://root@localhost/{}?socket={socket}", database.name());
        for (driver, opener) in MYSQL {
            let mut conn =
                open(opener, &url).unwrap_or_else(|error| panic!("{driver} {url}: {error}"));
            let host = "SELECT host FROM information_schema.processlist WHERE id = connection_id()";
            assert_eq!(value(&mut *conn, host), "localhost", "{driver}");
        }
    }
}

fn parsed(url: &str) -> ServerUrl {
    match Location::parse(url, Path::new("/")).unwrap() {
        Location::Postgres(server) | Location::Mysql(server) => server,
        Location::Sqlite(location) => panic!("{location:?}"),
    }
}

#[test]
fn what_keeps_a_connection_away_is_told_without_the_password() {
    let mut cases: Vec<(&str, Open, String, &str)> = Vec::new();
    let postgres = Server::postgres().map(Server::database);
    if let Some(database) = &postgres {
        for (driver, opener) in POSTGRES {
            let nobody = login(database, "nobody:tops3cret");
            cases.push((driver, opener, nobody, "\"nobody\" does not exist"));
            let elsewhere = format!("{}x", login(database, "postgres:tops3cret"));
            cases.push((driver, opener, elsewhere, "does not exist"));
            let closed = "postgres://me:tops3cret@127.0.0.1:1/db".to_owned();
            cases.push((driver, opener, closed, "refused"));
            let insists = format!("{}?sslmode=require", login(database, "postgres:tops3cret"));
            cases.push((driver, opener, insists, "not support"));
        }
    }
    let mysql = Server::mysql().map(Server::database);
    if let Some(database) = &mysql {
        for (driver, opener) in MYSQL {
            let nobody = login(database, "nobody:tops3cret");
            cases.push((driver, opener, nobody, "Access denied"));
            let elsewhere = format!("{}x", database.url());
            cases.push((driver, opener, elsewhere, "Unknown database"));
            let closed = "mysql://me:tops3cret@127.0.0.1:1/db".to_owned();
            cases.push((driver, opener, closed, "onnect"));
        }
    }
    for (driver, opener, url, expected) in cases {
        let error = open(opener, &url).err().unwrap();
        assert!(
            error.starts_with("cannot connect to"),
            "{driver} {url}: {error}"
        );
        assert!(error.contains(expected), "{driver} {url}: {error}");
        assert!(!error.contains("tops3cret"), "{driver} {url}: {error}");
        assert!(!error.contains('\n'), "{driver} {url}: {error}");
    }
}

#[test]
fn a_parameter_that_cannot_be_is_told() {
    for (url, expected) in [
        (
            "postgres://h/d?sslmode=maybe",
            "`sslmode` cannot be `maybe`",
        ),
        (
            "postgres://h/d?sslmode=verify-full&sslrootcert=/none",
            "/none",
        ),
        (
            "postgres://h/d?connect_timeout=soon",
            "`connect_timeout` cannot be `soon`",
        ),
        ("postgres://a,b,c:1:2/d", "more than one `:`"),
        (
            "postgres://h/d?client_encoding=latin1",
            "Diesel speaks UTF8",
        ),
    ] {
        let error = open(postgres::pure, url).err().unwrap();
        assert!(error.contains(expected), "{url}: {error}");
    }
    for (url, expected) in [
        ("mysql://h/d?ssl_mode=maybe", "`ssl_mode` cannot be `maybe`"),
        ("mysql://h", "no database"),
        ("mysql://a,b/d", "several hosts"),
        ("mysql://h/d?charset=latin1", "Diesel speaks utf8mb4"),
        ("mysql://h/d?sockt=/tmp/x", "`sockt`"),
        (
            "mysql://h/d?connect-timeout=soon",
            "`connect_timeout` cannot be `soon`",
        ),
    ] {
        for (driver, opener) in MYSQL {
            let error = open(opener, url).err().unwrap();
            assert!(error.contains(expected), "{driver} {url}: {error}");
        }
    }
}

proptest::proptest! {
    /// Whatever is typed is an error or a place, and the place's URL means the same place.
    #[test]
    fn a_url_means_one_place(words in proptest::collection::vec(proptest::sample::select(vec![
        "postgres", "mysql", "mariadb", "sqlite", "file", "+x", ":", "//", "/", "?", "&", "=", "@", "%", "%2", "%41", "%00", "%ff",
        "[", "]", "::1", ",", "#", "host", "5432", "99999", "sslmode", "require", "user", "password", "options", "-c a=b",
        "connect_timeout", "~", ".", "..", "é", " ", "\0",
    ]), 0..14), scheme in proptest::sample::select(vec!["", "postgres://", "mysql://", "mariadb://", "sqlite://", "file:"])) {
        let url = scheme.to_owned() + &words.concat();
        if let Ok(place) = Location::parse(&url, Path::new("/")) {
            let again = place.url();
            match (&place, Location::parse(&again, Path::new("/")).map_err(told)) {
                // A file of the root folder that is not there looks like a relative one.
                (Location::Sqlite(_), Err(_)) => {}
                // A folder is no database, under whatever name.
                (Location::Sqlite(_), Ok(_)) if url.ends_with(['/', '.']) => {}
                (_, again) => proptest::prop_assert_eq!(Ok(&place), again.as_ref(), "{}", url),
            }
        }
    }
}
