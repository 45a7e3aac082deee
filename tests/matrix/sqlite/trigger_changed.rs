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
    op.create_object(
        trigger("older").on("heros").definition(
            "CREATE TRIGGER older AFTER UPDATE ON heros FOR EACH ROW BEGIN UPDATE heros SET power = 'more' WHERE id = NEW.id; END",
        ),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_object(trigger("older").on("heros"))?;
    op.create_object(
        trigger("older").on("heros").definition(
            "CREATE TRIGGER older AFTER INSERT ON heros FOR EACH ROW BEGIN UPDATE heros SET power = 'more' WHERE id = NEW.id; END",
        ),
    )
}
