//! columns that change places
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "columns_that_change_places",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.rename_column("heros", "power", "aside")?;
    op.rename_column("heros", "weakness", "power")?;
    op.rename_column("heros", "aside", "weakness")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.rename_column("heros", "weakness", "aside")?;
    op.rename_column("heros", "power", "weakness")?;
    op.rename_column("heros", "aside", "power")
}
