//! collect reviews
//!
//! Created 2026-10-12 15:27:38 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "e4f01b6c9a85",
    down_revisions: &["51e9a3c47d06"],
    depends_on: &[],
    branch_labels: &["reviews"],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_table(
        "reviews",
        table([
            column("id", BigInt).primary_key().identity(),
            column("product_id", Integer).not_null(),
            column("customer_id", BigInt),
            column("stars", SmallInt).not_null(),
            column("text", Text),
            column("written_on", Date)
                .not_null()
                .default_sql("CURRENT_DATE"),
        ])
        .unique(unique(["product_id", "customer_id"]).name("uq_reviews_product_id_customer_id"))
        .check(check("stars BETWEEN 1 AND 5").name("ck_reviews_stars"))
        .foreign_key(
            foreign_key(["customer_id"])
                .references("customers", ["id"])
                .on_delete(SetNull)
                .name("fk_reviews_customer_id"),
        )
        .foreign_key(
            foreign_key(["product_id"])
                .references("products", ["id"])
                .on_delete(Cascade)
                .name("fk_reviews_product_id"),
        ),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Destroys data: every row of `reviews`.
    op.drop_table("reviews")
}
