//! uniques
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "uniques",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_unique_constraint("heros", unique(["age"]).name("uq_heros_age"))?;
    op.create_unique_constraint("heros", unique(["name", "age"]).name("uq_heros_name_age"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_unique_constraint("heros", unique(["name", "age"]).name("uq_heros_name_age"))?;
    op.create_unique_constraint("heros", unique(["age"]).name("uq_heros_age"))
}
