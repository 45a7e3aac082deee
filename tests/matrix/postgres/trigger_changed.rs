//! trigger changed
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "trigger_changed",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_object(trigger("older").on("heros"))?;
    op.create_object(trigger("older").on("heros").definition(
        "CREATE TRIGGER older BEFORE UPDATE ON heros FOR EACH ROW EXECUTE FUNCTION grow()",
    ))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_object(trigger("older").on("heros"))?;
    op.create_object(trigger("older").on("heros").definition(
        "CREATE TRIGGER older BEFORE INSERT ON heros FOR EACH ROW EXECUTE FUNCTION grow()",
    ))
}
