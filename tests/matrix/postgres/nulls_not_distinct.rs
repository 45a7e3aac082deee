//! nulls not distinct
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "nulls_not_distinct",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_unique_constraint("heros", unique(["name"]).name("uq_heros"))?;
    op.create_unique_constraint(
        "heros",
        unique(["name"]).name("uq_heros").nulls_not_distinct(),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_unique_constraint(
        "heros",
        unique(["name"]).name("uq_heros").nulls_not_distinct(),
    )?;
    op.create_unique_constraint("heros", unique(["name"]).name("uq_heros"))
}
