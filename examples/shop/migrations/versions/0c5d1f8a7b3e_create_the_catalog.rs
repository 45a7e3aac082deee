//! create the catalog
//!
//! Created 2026-10-05 08:14:22 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "0c5d1f8a7b3e",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_table(
        "categories",
        table([
            column("id", Integer).primary_key().identity(),
            column("name", Varchar(60)).not_null(),
            column("parent_id", Integer),
            column("position", SmallInt).not_null().default(0),
        ])
        .unique(unique(["parent_id", "name"]).name("uq_categories_parent_id_name"))
        .foreign_key(
            foreign_key(["parent_id"])
                .references("categories", ["id"])
                .on_delete(Cascade)
                .name("fk_categories_parent_id"),
        ),
    )?;
    op.create_table(
        "tags",
        table([
            column("id", Integer).primary_key().identity(),
            column("label", Varchar(40)).not_null(),
        ])
        .unique(unique(["label"]).name("uq_tags_label")),
    )?;
    op.create_table(
        "products",
        table([
            column("id", Integer).primary_key().identity(),
            column("sku", Varchar(20)).not_null(),
            column("name", Varchar(120)).not_null(),
            column("type", Varchar(12)).not_null().default("parcel"),
            column("price_cents", Integer).not_null(),
            column("weight", Float),
            column("attributes", Json).not_null().default("{}"),
            column("active", Bool).not_null().default(true),
            column("category_id", Integer).not_null(),
            column("cover_id", Integer),
            column("created_at", Timestamp)
                .not_null()
                .default_sql("CURRENT_TIMESTAMP"),
        ])
        .unique(unique(["sku"]).name("uq_products_sku"))
        .check(check("type IN ('parcel', 'download', 'voucher')").name("ck_products_type"))
        .foreign_key(
            foreign_key(["category_id"])
                .references("categories", ["id"])
                .on_delete(Restrict)
                .name("fk_products_category_id"),
        ),
    )?;
    op.create_index(
        "products",
        index(["category_id", "active"]).name("ix_products_category_id_active"),
    )?;
    // MariaDB has no indexes of expressions.
    if op.engine()? != Engine::Mysql {
        op.create_index(
            "products",
            index([expr("lower(name)")]).name("ix_products_lower_name"),
        )?;
    }
    op.create_table(
        "images",
        table([
            column("id", Integer).primary_key().identity(),
            column("product_id", Integer).not_null(),
            column("position", SmallInt).not_null().default(0),
            column("media_type", Varchar(40))
                .not_null()
                .default("image/png"),
            column("data", Binary).not_null(),
        ])
        .unique(unique(["product_id", "position"]).name("uq_images_product_id_position"))
        .foreign_key(
            foreign_key(["product_id"])
                .references("products", ["id"])
                .on_delete(Cascade)
                .name("fk_images_product_id"),
        ),
    )?;
    // Images belong to products, and a product has one of them on its cover: one of the two comes first.
    op.create_foreign_key(
        "products",
        foreign_key(["cover_id"])
            .references("images", ["id"])
            .on_delete(SetNull)
            .name("fk_products_cover_id"),
    )?;
    op.create_table(
        "product_tags",
        table([
            column("product_id", Integer).primary_key(),
            column("tag_id", Integer).primary_key(),
        ])
        .foreign_key(
            foreign_key(["product_id"])
                .references("products", ["id"])
                .on_delete(Cascade)
                .name("fk_product_tags_product_id"),
        )
        .foreign_key(
            foreign_key(["tag_id"])
                .references("tags", ["id"])
                .on_delete(Cascade)
                .name("fk_product_tags_tag_id"),
        )
        .options(options().without_rowid()),
    )?;
    op.create_index(
        "product_tags",
        index(["tag_id"]).name("ix_product_tags_tag_id"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Destroys data: every row of `product_tags`.
    op.drop_table("product_tags")?;
    op.drop_foreign_key(
        "products",
        foreign_key(["cover_id"])
            .references("images", ["id"])
            .on_delete(SetNull)
            .name("fk_products_cover_id"),
    )?;
    // Destroys data: every row of `images`.
    op.drop_table("images")?;
    // Destroys data: every row of `products`.
    op.drop_table("products")?;
    // Destroys data: every row of `tags`.
    op.drop_table("tags")?;
    // Destroys data: every row of `categories`.
    op.drop_table("categories")
}
