//! foreign key added
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "foreign_key_added",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_foreign_key(
        "heros",
        foreign_key(["team_id"])
            .references("teams", ["id"])
            .name("fk_heros_team"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_foreign_key(
        "heros",
        foreign_key(["team_id"])
            .references("teams", ["id"])
            .name("fk_heros_team"),
    )
}
