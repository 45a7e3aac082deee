//! primary key changed
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "primary_key_changed",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_primary_key("heros")?;
    op.alter_column("heros", "id", alter().drop_identity())?;
    op.create_primary_key("heros", primary_key(["id", "name"]))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_primary_key("heros")?;
    op.alter_column("heros", "id", alter().identity())?;
    op.create_primary_key("heros", primary_key(["id"]).name("heros_pkey"))
}
