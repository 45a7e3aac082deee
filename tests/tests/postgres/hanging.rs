//! What hangs on a column goes with it where PostgreSQL makes it anew, or is in the way of its type: it has to come back.

use migrate_core::command;
use migrate_core::render::reversed;
use migrate_core::schema::Schema;
use migrate_test_servers::Server;

use super::{apply, connect, dialect, inspect, load};

const BEFORE: &str = "
    CREATE TYPE state AS ENUM ('open', 'waiting', 'closed');
    CREATE TABLE lines (
        id integer PRIMARY KEY,
        price numeric(5, 2) NOT NULL,
        note text DEFAULT 'a',
        state state DEFAULT 'open' NOT NULL,
        total numeric GENERATED ALWAYS AS (price * 2) STORED CONSTRAINT ck_total CHECK (total > 0),
        label text GENERATED ALWAYS AS (upper(note)) STORED CONSTRAINT uq_label UNIQUE,
        CONSTRAINT ck_state CHECK (state <> 'closed' OR price > 0)
    );
    CREATE INDEX ix_total ON lines (total);
    CREATE INDEX ix_open ON lines (state, price) WHERE state <> 'closed';
    INSERT INTO lines VALUES (1, 2.5, 'a', 'open');
";

const AFTER: &str = "
    CREATE TYPE state AS ENUM ('open', 'closed');
    CREATE TABLE lines (
        id integer PRIMARY KEY,
        price numeric(9, 4) NOT NULL,
        note text DEFAULT 'a',
        state state DEFAULT 'open' NOT NULL,
        total numeric GENERATED ALWAYS AS (price * 2) STORED CONSTRAINT ck_total CHECK (total > 0),
        label text GENERATED ALWAYS AS (lower(note)) STORED CONSTRAINT uq_label UNIQUE,
        CONSTRAINT ck_state CHECK (state <> 'closed' OR price > 0)
    );
    CREATE INDEX ix_total ON lines (total);
    CREATE INDEX ix_open ON lines (state, price) WHERE state <> 'closed';
";

#[test]
fn what_hangs_on_a_column_comes_back() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let (live, wanted) = (server.database(), server.database());
    load(&live, BEFORE);
    load(&wanted, AFTER);
    let mut conn = connect(&live);
    let before = inspect(&mut conn);
    let after = inspect(&mut connect(&wanted));

    let dialect = dialect(&mut conn);
    let differs = |from: &Schema, to: &Schema| {
        command::difference(from, to, &*dialect, command::Extent::Database, None)
            .unwrap()
            .operations
    };
    let operations = differs(&before, &after);
    apply(&mut conn, &operations);
    assert_eq!(differs(&inspect(&mut conn), &after), []);

    apply(&mut conn, &reversed(&operations).unwrap());
    assert_eq!(differs(&inspect(&mut conn), &before), []);
}
