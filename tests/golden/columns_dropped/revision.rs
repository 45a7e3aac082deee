//! columns dropped
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "columns_dropped",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_index("heros", "ix_power")?;
    op.drop_unique_constraint("heros", unique(["code"]).name("uq_code"))?;
    // Destroys data: the values of `heros.power`.
    op.drop_column("heros", "power")?;
    // Destroys data: the values of `heros.code`.
    op.drop_column("heros", "code")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.add_column("heros", column("code", Text))?;
    op.add_column("heros", column("power", Text).after("age"))?;
    op.create_unique_constraint("heros", unique(["code"]).name("uq_code"))?;
    op.create_index("heros", index(["power"]).name("ix_power"))
}
