//! create customers and orders
//!
//! Created 2026-10-07 13:40:09 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "51e9a3c47d06",
    down_revisions: &["0c5d1f8a7b3e"],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_table(
        "customers",
        table([
            column("id", BigInt).primary_key().identity(),
            column("email", Varchar(254)).not_null(),
            column("name", Varchar(120)).not_null(),
            column("born_on", Date),
            column("newsletter", Bool).not_null().default(false),
            column("registered_at", Timestamp)
                .not_null()
                .default_sql("CURRENT_TIMESTAMP"),
        ])
        .unique(unique(["email"]).name("uq_customers_email"))
        .check(check("email = lower(email)").name("ck_customers_email")),
    )?;
    op.create_table(
        "addresses",
        table([
            column("id", BigInt).primary_key().identity(),
            column("customer_id", BigInt).not_null(),
            column("street", Varchar(120)).not_null(),
            column("postal_code", Varchar(12)).not_null(),
            column("city", Varchar(80)).not_null(),
            column("country", Varchar(2)).not_null().default("NL"),
            column("preferred", Bool).not_null().default(false),
        ])
        .check(check("length(country) = 2").name("ck_addresses_length_country_2"))
        .foreign_key(
            foreign_key(["customer_id"])
                .references("customers", ["id"])
                .on_delete(Cascade)
                .name("fk_addresses_customer_id"),
        ),
    )?;
    // MySQL has no partial indexes.
    if op.engine()? != Engine::Mysql {
        op.create_index(
            "addresses",
            index(["customer_id"])
                .name("uq_addresses_preferred")
                .unique()
                .filter("preferred"),
        )?;
    }
    op.create_table(
        "orders",
        table([
            column("id", BigInt).primary_key().autoincrement(),
            column("customer_id", BigInt).not_null(),
            column("number", Integer).not_null(),
            column("billing_address_id", BigInt).not_null(),
            column("shipping_address_id", BigInt).not_null(),
            column("status", Varchar(12)).not_null().default("open"),
            column("placed_at", Timestamp)
                .not_null()
                .default_sql("CURRENT_TIMESTAMP"),
            column("note", Text),
        ])
        .unique(unique(["customer_id", "number"]).name("uq_orders_customer_id_number"))
        .check(check("status IN ('open', 'paid', 'shipped', 'cancelled')").name("ck_orders_status"))
        .foreign_key(
            foreign_key(["billing_address_id"])
                .references("addresses", ["id"])
                .on_delete(Restrict)
                .name("fk_orders_billing_address_id"),
        )
        .foreign_key(
            foreign_key(["customer_id"])
                .references("customers", ["id"])
                .on_delete(Restrict)
                .name("fk_orders_customer_id"),
        )
        .foreign_key(
            foreign_key(["shipping_address_id"])
                .references("addresses", ["id"])
                .on_delete(Restrict)
                .name("fk_orders_shipping_address_id"),
        ),
    )?;
    op.create_index(
        "orders",
        index([asc("customer_id"), desc("placed_at")]).name("ix_orders_customer_id_placed_at"),
    )?;
    if op.engine()? != Engine::Mysql {
        op.create_index(
            "orders",
            index(["placed_at"])
                .name("ix_orders_open")
                .filter("status = 'open'"),
        )?;
    }
    op.create_table(
        "order_lines",
        table([
            column("order_id", BigInt).primary_key(),
            column("position", SmallInt).primary_key(),
            column("product_id", Integer).not_null(),
            column("quantity", Integer).not_null().default(1),
            column("unit_price", Decimal(10, 2)).not_null(),
            column("total", Decimal(12, 2)).generated_stored("quantity * unit_price"),
        ])
        .check(check("quantity > 0").name("ck_order_lines_quantity_0"))
        .foreign_key(
            foreign_key(["order_id"])
                .references("orders", ["id"])
                .on_delete(Cascade)
                .name("fk_order_lines_order_id"),
        )
        .foreign_key(
            foreign_key(["product_id"])
                .references("products", ["id"])
                .on_delete(Restrict)
                .name("fk_order_lines_product_id"),
        ),
    )?;
    op.create_index(
        "order_lines",
        index(["product_id"]).name("ix_order_lines_product_id"),
    )?;
    op.create_table(
        "payments",
        table([
            column("id", BigInt).primary_key().identity(),
            column("order_id", BigInt).not_null(),
            column("method", Varchar(12)).not_null(),
            column("amount", Decimal(12, 2)).not_null(),
            column("paid_on", Date)
                .not_null()
                .default_sql("CURRENT_DATE"),
            column("receipt", Json),
        ])
        .check(check("amount > 0").name("ck_payments_amount_0"))
        .foreign_key(
            foreign_key(["order_id"])
                .references("orders", ["id"])
                .on_delete(Cascade)
                .name("fk_payments_order_id"),
        ),
    )?;
    op.create_index("payments", index(["order_id"]).name("ix_payments_order_id"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Destroys data: every row of `payments`.
    op.drop_table("payments")?;
    // Destroys data: every row of `order_lines`.
    op.drop_table("order_lines")?;
    // Destroys data: every row of `orders`.
    op.drop_table("orders")?;
    // Destroys data: every row of `addresses`.
    op.drop_table("addresses")?;
    // Destroys data: every row of `customers`.
    op.drop_table("customers")
}
