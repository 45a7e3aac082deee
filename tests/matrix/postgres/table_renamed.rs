//! table renamed
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "table_renamed",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.rename_table("heros", "people")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.rename_table("people", "heros")
}
