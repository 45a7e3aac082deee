//! keep prices as decimals
//!
//! SQLite cannot change a column's type or add a check: there the table is rebuilt with its rows, its indexes and everything
//! that points at it.
//!
//! Created 2026-11-02 14:09:30 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "f38b6d50e1ca",
    down_revisions: &["94a1d7e2c05f"],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.rename_column("products", "price_cents", "price")?;
    op.alter_column("products", "price", alter().type_(Decimal(10, 2)))?;
    op.execute("UPDATE products SET price = price / 100.0")?;
    op.create_check_constraint("products", check("price >= 0").name("ck_products_price"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_check_constraint("products", check("price >= 0").name("ck_products_price"))?;
    op.execute("UPDATE products SET price = round(price * 100)")?;
    op.alter_column("products", "price", alter().type_(Integer))?;
    op.rename_column("products", "price", "price_cents")
}
