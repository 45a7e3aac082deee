//! unique columns
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "unique_columns",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_unique_constraint("heros", unique(["name"]).name("uq_heros"))?;
    op.create_unique_constraint("heros", unique(["name", "age"]).name("uq_heros"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_unique_constraint("heros", unique(["name", "age"]).name("uq_heros"))?;
    op.create_unique_constraint("heros", unique(["name"]).name("uq_heros"))
}
