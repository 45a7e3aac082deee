//! generated
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "generated",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.add_column(
        "heros",
        column("whisper", Text).generated_virtual("lower(name)"),
    )?;
    op.alter_column("heros", "twice", alter().generated_virtual("age + age"))?;
    op.drop_column("heros", "shout")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.add_column(
        "heros",
        column("shout", Text).generated_stored("upper(name)"),
    )?;
    op.alter_column("heros", "twice", alter().generated_virtual("age * 2"))?;
    op.drop_column("heros", "whisper")
}
