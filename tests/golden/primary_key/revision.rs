//! primary key
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "primary_key",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_primary_key("heros")?;
    op.create_primary_key("heros", primary_key(["b"]))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_primary_key("heros")?;
    op.create_primary_key("heros", primary_key(["a", "b"]))
}
