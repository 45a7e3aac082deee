//! The history of the shop: up from nothing, down again, and what happens to rows on the way.

use bigdecimal::BigDecimal;
use diesel::prelude::*;
use migrate_core::connection::Connection as _;
use migrate_core::schema::{Schema, TableName};
use migrate_core::{Metadata, dialect};
use shop::models::catalog::{Image, Product, ProductTag, images, product_tags, products};
use shop_migrations::Connection;

use crate::Result;
use crate::database::on_each;

pub const STOCK: &str = "8d27b0f6e914";
pub const MERGE: &str = "27c8e5d03fb1";
pub const SEEDS: &str = "b6930a4fd728";
pub const SLUGS: &str = "94a1d7e2c05f";
const DECIMALS: &str = "f38b6d50e1ca";

fn upgrade(conn: &mut Connection, target: &str) -> Result {
    let report = shop_migrations::environment().upgrade(conn, target)?;
    assert_eq!(report.warnings, [""; 0]);
    Ok(())
}

fn downgrade(conn: &mut Connection, target: &str) -> Result {
    let report = shop_migrations::environment().downgrade(conn, target)?;
    assert_eq!(report.warnings, [""; 0]);
    Ok(())
}

/// What the database says of its tables.
fn schema(conn: &mut Connection) -> Result<Schema> {
    let dialect = dialect::detect(conn)?;
    let shop = |name: &TableName| !name.name.starts_with("migrate_version");
    let mut schema = dialect.inspect(conn, &shop)?;
    dialect.normalise(&mut schema);
    Ok(schema)
}

#[test]
fn the_history_leads_from_nothing_to_the_models() -> Result {
    on_each(|database| {
        let mut conn = database.connect()?;
        upgrade(&mut conn, "head")?;
        let environment = shop_migrations::environment();
        let comparison = environment.compare(&mut conn, &Metadata::collect()?)?;
        assert_eq!(comparison.operations, []);
        assert_eq!(comparison.notes, []);
        Ok(())
    })
}

#[test]
fn a_downgrade_gives_back_what_was_there() -> Result {
    let stops = ["0c5d1f8a7b3e", "51e9a3c47d06", MERGE, SEEDS, SLUGS];
    on_each(|database| {
        let mut conn = database.connect()?;
        let nothing = schema(&mut conn)?;
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
        assert_eq!(schema(&mut conn)?, nothing);

        upgrade(&mut conn, "head")?;
        assert_eq!(schema(&mut conn)?, head);
        Ok(())
    })
}

#[test]
fn branches_grow_apart_and_are_merged() -> Result {
    on_each(|database| {
        let mut conn = database.connect()?;
        upgrade(&mut conn, STOCK)?;
        let has = |schema: &Schema, name: &str| {
            let mut tables = schema.tables.iter();
            tables.any(|table| table.name.name == name)
        };
        let stock = schema(&mut conn)?;
        assert!(has(&stock, "warehouses"));
        assert!(!has(&stock, "reviews"));

        upgrade(&mut conn, MERGE)?;
        assert!(has(&schema(&mut conn)?, "reviews"));
        Ok(())
    })
}

/// The prices, as the database writes them.
fn prices(conn: &mut Connection, column: &str) -> Result<Vec<(String, String)>> {
    let text = |column: &str| format!("CAST({column} AS CHAR(20))");
    let columns = [text("id"), text(column)].join(", ");
    let rows = conn.query(&format!("SELECT {columns} FROM products ORDER BY id"))?;
    let cell = |cell: Option<String>| cell.unwrap_or_default().trim().to_owned();
    Ok(rows
        .into_iter()
        .map(|row| {
            let mut cells = row.into_iter().map(cell);
            (
                cells.next().unwrap_or_default(),
                cells.next().unwrap_or_default(),
            )
        })
        .collect())
}

#[test]
fn a_new_type_keeps_every_row_and_what_points_at_it() -> Result {
    on_each(|database| {
        let mut conn = database.connect()?;
        upgrade(&mut conn, SLUGS)?;
        let cents = prices(&mut conn, "price_cents")?;
        assert_eq!(cents.len(), 6);
        let pictures: i64 = images::table.count().get_result(&mut conn)?;
        let tags: Vec<ProductTag> = product_tags::table
            .select(ProductTag::as_select())
            .load(&mut conn)?;

        upgrade(&mut conn, DECIMALS)?;
        let after = prices(&mut conn, "price")?;
        assert_eq!(after.len(), cents.len());
        for ((id, before), (same, after)) in cents.iter().zip(&after) {
            assert_eq!(id, same);
            let (before, after): (BigDecimal, BigDecimal) = (before.parse()?, after.parse()?);
            assert_eq!(before, after * 100);
        }
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
    })
}

#[test]
fn the_new_check_holds() -> Result {
    on_each(|database| {
        let mut conn = database.connect()?;
        upgrade(&mut conn, "head")?;
        let refused = diesel::sql_query("UPDATE products SET price = -1").execute(&mut conn);
        let told = refused.err().ok_or("refused")?.to_string();
        assert!(told.contains("ck_products_price"), "{told}");
        Ok(())
    })
}
