//! tables renamed in a chain
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "tables_renamed_in_a_chain",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.rename_table("second", "third")?;
    op.rename_table("first", "second")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.rename_table("second", "first")?;
    op.rename_table("third", "second")
}
