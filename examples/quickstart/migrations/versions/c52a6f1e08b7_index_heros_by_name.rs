//! index heros by name
//!
//! Created 2026-11-21 10:47:52 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "c52a6f1e08b7",
    down_revisions: &["9b04d7e5c1f2"],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_index("heros", index(["name"]).name("ix_heros_name"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_index("heros", "ix_heros_name")
}
