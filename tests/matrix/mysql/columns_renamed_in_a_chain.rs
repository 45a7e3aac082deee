//! columns renamed in a chain
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "columns_renamed_in_a_chain",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.rename_column("heros", "weakness", "secret")?;
    op.rename_column("heros", "power", "weakness")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.rename_column("heros", "weakness", "power")?;
    op.rename_column("heros", "secret", "weakness")
}
