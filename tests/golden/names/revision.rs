//! names
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "names",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.add_column("Order Items", column("Ünïcode \\ back", Text))?;
    op.alter_column("Order Items", "we\"ird", alter().not_null())?;
    op.create_check_constraint("Order Items", check("\"we\"\"ird\" <> '\\'").name("ck odd"))?;
    op.create_index("Order Items", index(["we\"ird"]).name("ix odd"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_index("Order Items", "ix odd")?;
    op.drop_check_constraint("Order Items", check("\"we\"\"ird\" <> '\\'").name("ck odd"))?;
    op.alter_column("Order Items", "we\"ird", alter().nullable())?;
    // Destroys data: the values of `Order Items.Ünïcode \ back`.
    op.drop_column("Order Items", "Ünïcode \\ back")
}
