//! foreign keys
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "foreign_keys",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_foreign_key(
        "heros",
        foreign_key(["team_id"])
            .references("teams", ["id"])
            .name("fk_heros_team"),
    )?;
    op.drop_foreign_key(
        "heros",
        foreign_key(["rival_id"])
            .references("heros", ["id"])
            .name("fk_rival"),
    )?;
    op.create_foreign_key(
        "heros",
        foreign_key(["team_id"])
            .references("teams", ["id"])
            .on_delete(SetNull)
            .on_update(Cascade)
            .name("fk_heros_team")
            .initially_deferred(),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_foreign_key(
        "heros",
        foreign_key(["team_id"])
            .references("teams", ["id"])
            .on_delete(SetNull)
            .on_update(Cascade)
            .name("fk_heros_team")
            .initially_deferred(),
    )?;
    op.create_foreign_key(
        "heros",
        foreign_key(["rival_id"])
            .references("heros", ["id"])
            .name("fk_rival"),
    )?;
    op.create_foreign_key(
        "heros",
        foreign_key(["team_id"])
            .references("teams", ["id"])
            .name("fk_heros_team"),
    )
}
