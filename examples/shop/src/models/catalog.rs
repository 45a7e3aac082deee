//! What the shop sells.

use bigdecimal::BigDecimal;
use chrono::NaiveDateTime;
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::sql_types::Text;
use migrate_core::{Migratable, MigratableEnum};
use serde_json::Value;

/// A shelf of the catalog; shelves stand within shelves.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Migratable)]
#[diesel(table_name = categories)]
#[migratable(unique(columns(parent_id, name)))]
pub struct Category {
    pub id: i32,
    #[migratable(max_length = 60)]
    pub name: String,
    #[migratable(references(Category, on_delete = cascade))]
    pub parent_id: Option<i32>,
    #[migratable(default = 0)]
    pub position: i16,
}

/// How a product reaches the customer. It is text to all three databases, which a check holds to these values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow, MigratableEnum)]
#[diesel(sql_type = Text)]
pub enum ProductType {
    Parcel,
    Download,
    Voucher,
}

/// Something that can be bought.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Associations, Migratable)]
#[diesel(belongs_to(Category))]
#[migratable(
    index(columns(category_id, active)),
    index(
        expr = "lower(name)",
        name = "ix_products_lower_name",
        only(sqlite, postgres)
    ),
    check(
        name = "ck_products_type",
        expr = "type IN ('parcel', 'download', 'voucher')"
    )
)]
pub struct Product {
    pub id: i32,
    #[migratable(max_length = 20, unique)]
    pub sku: String,
    #[migratable(max_length = 120)]
    pub name: String,
    #[migratable(sql_type = Text, max_length = 12, default = "parcel")]
    pub r#type: ProductType,
    /// In the shop's currency. SQLite keeps a decimal as a float: see [`crate::money`].
    #[migratable(
        precision = 10,
        scale = 2,
        check(name = "ck_products_price", expr = "price >= 0")
    )]
    pub price: BigDecimal,
    /// In kilograms.
    pub weight: Option<f32>,
    #[migratable(default = "{}")]
    pub attributes: Value,
    #[migratable(default = true)]
    pub active: bool,
    #[migratable(references(Category, on_delete = restrict))]
    pub category_id: i32,
    /// One of the product's images: the two models point at each other.
    #[migratable(references(Image, on_delete = set_null))]
    pub cover_id: Option<i32>,
    #[migratable(default_sql = "CURRENT_TIMESTAMP")]
    pub created_at: NaiveDateTime,
    #[migratable(max_length = 140, unique)]
    pub slug: String,
}

/// A picture of a product.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Associations, Migratable)]
#[diesel(belongs_to(Product))]
#[migratable(unique(columns(product_id, position)))]
pub struct Image {
    pub id: i32,
    #[migratable(references(Product, on_delete = cascade))]
    pub product_id: i32,
    #[migratable(default = 0)]
    pub position: i16,
    #[migratable(max_length = 40, default = "image/png")]
    pub media_type: String,
    pub data: Vec<u8>,
}

/// A word that products are found by.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Migratable)]
pub struct Tag {
    pub id: i32,
    #[migratable(max_length = 40, unique)]
    pub label: String,
}

/// A product has a tag. Other databases pass over what is SQLite's alone.
#[derive(
    Debug, Clone, Queryable, Selectable, Insertable, Identifiable, Associations, Migratable,
)]
#[diesel(primary_key(product_id, tag_id), belongs_to(Product), belongs_to(Tag))]
#[migratable(without_rowid)]
pub struct ProductTag {
    #[migratable(references(Product, on_delete = cascade))]
    pub product_id: i32,
    #[migratable(references(Tag, on_delete = cascade), index)]
    pub tag_id: i32,
}
