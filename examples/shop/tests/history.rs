//! The history of the shop: up from nothing, down again, and what happens to rows on the way.

use std::error::Error;
use std::io::Write as _;
use std::process::{Command, Stdio};

use diesel::prelude::*;
use diesel::sql_types::{Double, Integer, Text};
use migrate_core::connection::Engine;
use migrate_core::schema::Schema;
use migrate_core::{Metadata, dialect};
use shop::models::catalog::{Image, Product, ProductTag, images, product_tags, products};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const STOCK: &str = "8d27b0f6e914";
const MERGE: &str = "27c8e5d03fb1";
const SEEDS: &str = "b6930a4fd728";
const SLUGS: &str = "94a1d7e2c05f";
const DECIMALS: &str = "f38b6d50e1ca";

/// A database in memory at a revision.
fn database(target: &str) -> Result<SqliteConnection> {
    let mut conn = SqliteConnection::establish(":memory:")?;
    upgrade(&mut conn, target)?;
    Ok(conn)
}

fn upgrade(conn: &mut SqliteConnection, target: &str) -> Result {
    let report = shop_migrations::environment().upgrade(conn, target)?;
    assert_eq!(report.warnings, [""; 0]);
    Ok(())
}

fn downgrade(conn: &mut SqliteConnection, target: &str) -> Result {
    let report = shop_migrations::environment().downgrade(conn, target)?;
    assert_eq!(report.warnings, [""; 0]);
    Ok(())
}

/// What the database says of its tables.
fn schema(conn: &mut SqliteConnection) -> Result<Schema> {
    let dialect = dialect::of(Engine::Sqlite);
    let shop = |name: &migrate_core::schema::TableName| !name.name.starts_with("migrate_version");
    Ok(dialect.inspect(conn, &shop)?)
}

#[test]
fn the_history_leads_from_nothing_to_the_models() -> Result {
    let mut conn = database("head")?;
    let comparison = shop_migrations::environment().compare(&mut conn, &Metadata::collect()?)?;
    assert_eq!(comparison.operations, []);
    assert_eq!(comparison.notes, []);
    Ok(())
}

#[test]
fn a_downgrade_gives_back_what_was_there() -> Result {
    let stops = ["0c5d1f8a7b3e", "51e9a3c47d06", MERGE, SEEDS, SLUGS];
    let mut conn = SqliteConnection::establish(":memory:")?;
    let mut seen = Vec::new();
    for stop in stops {
        upgrade(&mut conn, stop)?;
        seen.push((stop, schema(&mut conn)?));
    }
    upgrade(&mut conn, "head")?;
    let head = schema(&mut conn)?;

    for (stop, before) in seen.into_iter().rev() {
        downgrade(&mut conn, stop)?;
        assert_eq!(schema(&mut conn)?, before, "at {stop}");
    }
    downgrade(&mut conn, "base")?;
    assert_eq!(schema(&mut conn)?, Schema::default());

    upgrade(&mut conn, "head")?;
    assert_eq!(schema(&mut conn)?, head);
    Ok(())
}

#[test]
fn branches_grow_apart_and_are_merged() -> Result {
    let mut conn = database(STOCK)?;
    let tables = |conn: &mut SqliteConnection| -> Result<Vec<String>> {
        let schema = schema(conn)?;
        Ok(schema
            .tables
            .into_iter()
            .map(|table| table.name.name)
            .collect())
    };
    let stock = tables(&mut conn)?;
    assert!(stock.contains(&"warehouses".to_owned()));
    assert!(!stock.contains(&"reviews".to_owned()));

    upgrade(&mut conn, MERGE)?;
    assert!(tables(&mut conn)?.contains(&"reviews".to_owned()));
    Ok(())
}

#[derive(Debug, PartialEq, QueryableByName)]
struct Price {
    #[diesel(sql_type = Integer)]
    id: i32,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Double)]
    price: f64,
}

fn prices(conn: &mut SqliteConnection, column: &str) -> Result<Vec<Price>> {
    let query = format!(
        "SELECT id, typeof({column}) AS kind, CAST({column} AS REAL) AS price FROM products ORDER BY id"
    );
    Ok(diesel::sql_query(query).load(conn)?)
}

#[test]
fn a_rebuild_keeps_every_row_and_what_points_at_it() -> Result {
    let mut conn = database(SLUGS)?;
    let cents = prices(&mut conn, "price_cents")?;
    assert_eq!(cents.len(), 6);
    let pictures: i64 = images::table.count().get_result(&mut conn)?;
    let tags: Vec<ProductTag> = product_tags::table
        .select(ProductTag::as_select())
        .load(&mut conn)?;

    upgrade(&mut conn, DECIMALS)?;
    let after = prices(&mut conn, "price")?;
    for (before, after) in cents.iter().zip(&after) {
        assert_eq!(before.id, after.id);
        assert!((before.price / 100.0 - after.price).abs() < 1e-9);
    }
    assert_eq!(after.len(), cents.len());
    assert_eq!(
        images::table.count().get_result::<i64>(&mut conn)?,
        pictures
    );
    let kept: Vec<ProductTag> = product_tags::table
        .select(ProductTag::as_select())
        .load(&mut conn)?;
    assert_eq!(kept.len(), tags.len());

    // Both directions of the circle still hold.
    let teapot: Product = products::table
        .filter(products::slug.eq("glass-teapot-4"))
        .select(Product::as_select())
        .first(&mut conn)?;
    let cover: Image = images::table
        .find(teapot.cover_id.ok_or("the teapot has a cover")?)
        .select(Image::as_select())
        .first(&mut conn)?;
    assert_eq!(cover.product_id, teapot.id);

    downgrade(&mut conn, SLUGS)?;
    assert_eq!(prices(&mut conn, "price_cents")?, cents);
    Ok(())
}

#[test]
fn the_new_check_holds_after_the_rebuild() -> Result {
    let mut conn = database("head")?;
    let refused = diesel::sql_query("UPDATE products SET price = -1").execute(&mut conn);
    assert!(refused.is_err_and(|error| error.to_string().contains("ck_products_price")));
    Ok(())
}

/// A database file, and SQLite's own client for it.
struct File {
    folder: tempfile::TempDir,
}

impl File {
    fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        Ok(File { folder })
    }

    fn path(&self) -> String {
        self.folder.path().join("shop.db").display().to_string()
    }

    fn connection(&self) -> Result<SqliteConnection> {
        Ok(SqliteConnection::establish(&self.path())?)
    }

    fn client(&self, input: &str) -> Result<String> {
        let mut client = Command::new("sqlite3")
            .arg(self.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut stdin = client.stdin.take().ok_or("it is piped")?;
        stdin.write_all(input.as_bytes())?;
        drop(stdin);
        let output = client.wait_with_output()?;
        assert!(output.status.success(), "{input}");
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Everything in the database, but times and names in the journal.
    fn dump(&self) -> Result<Vec<String>> {
        let dump = self.client(".dump")?;
        let lines = dump
            .lines()
            .filter(|line| !line.starts_with("INSERT INTO migrate_version_journal"));
        Ok(lines.map(str::to_owned).collect())
    }
}

#[test]
fn a_script_for_a_dba_does_what_a_run_does() -> Result {
    let (online, offline) = (File::new()?, File::new()?);
    let environment = shop_migrations::environment();
    let script = environment.script(Engine::Sqlite)?;
    // The branch, its merge, and the seeds.
    for (from, stop) in [("base", STOCK), (STOCK, MERGE), (MERGE, SEEDS)] {
        let range = format!("{from}:{stop}");
        offline.client(&script.upgrade(&range)?)?;
        upgrade(&mut online.connection()?, stop)?;
        assert_eq!(offline.dump()?, online.dump()?, "{range}");
    }
    // Slugs are written by code, which no script can hold.
    let refused = script
        .upgrade(&format!("{SEEDS}:head"))
        .err()
        .ok_or("refused")?;
    assert!(
        refused.to_string().contains("run `write slugs`"),
        "{refused}"
    );
    upgrade(&mut offline.connection()?, SLUGS)?;
    upgrade(&mut online.connection()?, SLUGS)?;
    // A rebuild of a table full of rows, and all the way back.
    offline.client(&script.upgrade(&format!("{SLUGS}:head"))?)?;
    upgrade(&mut online.connection()?, "head")?;
    assert_eq!(offline.dump()?, online.dump()?);
    offline.client(&script.downgrade("head:base")?)?;
    downgrade(&mut online.connection()?, "base")?;
    assert_eq!(offline.dump()?, online.dump()?);
    Ok(())
}
