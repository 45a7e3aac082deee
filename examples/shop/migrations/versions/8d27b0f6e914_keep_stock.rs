//! keep stock
//!
//! Created 2026-10-12 09:02:51 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "8d27b0f6e914",
    down_revisions: &["51e9a3c47d06"],
    depends_on: &[],
    branch_labels: &["stock"],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_table(
        "warehouses",
        table([
            column("code", Varchar(8)).primary_key(),
            column("city", Varchar(80)).not_null(),
            column("latitude", Double).not_null(),
            column("longitude", Double).not_null(),
            column("opens_at", Time).not_null().default("08:00:00"),
            column("closes_at", Time).not_null().default("18:00:00"),
        ])
        .check(check("opens_at < closes_at").name("ck_warehouses_hours")),
    )?;
    op.create_table(
        "stock_levels",
        table([
            column("warehouse_code", Varchar(8)).primary_key(),
            column("product_id", Integer).primary_key(),
            column("quantity", Integer).not_null().default(0),
        ])
        .check(check("quantity >= 0").name("ck_stock_levels_quantity"))
        .foreign_key(
            foreign_key(["product_id"])
                .references("products", ["id"])
                .on_delete(Cascade)
                .name("fk_stock_levels_product_id"),
        )
        .foreign_key(
            foreign_key(["warehouse_code"])
                .references("warehouses", ["code"])
                .on_delete(Cascade)
                .name("fk_stock_levels_warehouse_code"),
        )
        .options(options().strict().without_rowid()),
    )?;
    op.create_index(
        "stock_levels",
        index(["product_id"]).name("ix_stock_levels_product_id"),
    )?;
    op.create_table(
        "movements",
        table([
            column("id", BigInt).primary_key().autoincrement(),
            column("warehouse_code", Varchar(8)).not_null(),
            column("product_id", Integer).not_null(),
            column("change", Integer).not_null(),
            column("reason", Text).not_null(),
            column("moved_at", Timestamp)
                .not_null()
                .default_sql("CURRENT_TIMESTAMP"),
        ])
        .foreign_key(
            foreign_key(["warehouse_code", "product_id"])
                .references("stock_levels", ["warehouse_code", "product_id"])
                .on_delete(Cascade)
                .on_update(Cascade)
                .name("fk_movements_warehouse_code_product_id"),
        )
        .options(options().strict()),
    )?;
    op.create_index(
        "movements",
        index([asc("warehouse_code"), asc("product_id"), desc("moved_at")])
            .name("ix_movements_warehouse_code_product_id_moved_at"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Destroys data: every row of `movements`.
    op.drop_table("movements")?;
    // Destroys data: every row of `stock_levels`.
    op.drop_table("stock_levels")?;
    // Destroys data: every row of `warehouses`.
    op.drop_table("warehouses")
}
