//! tables
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "tables",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_table(
        "teams",
        [
            column("id", Integer).primary_key().identity(),
            column("name", Text).not_null(),
        ],
    )?;
    op.create_table(
        "members",
        table([
            column("team_id", Integer).primary_key(),
            column("hero_id", Integer).primary_key(),
            column("role", Varchar(20)).not_null().default("member"),
        ])
        .foreign_key(
            foreign_key(["team_id"])
                .references("teams", ["id"])
                .on_delete(Cascade)
                .name("fk_members_team"),
        )
        .foreign_key(
            foreign_key(["hero_id"])
                .references("heros", ["id"])
                .on_delete(Cascade)
                .name("fk_members_hero"),
        ),
    )?;
    op.create_index("members", index(["hero_id"]).name("ix_members_hero_id"))?;
    // Destroys data: every row of `gone_child`.
    op.drop_table("gone_child")?;
    // Destroys data: every row of `gone`.
    op.drop_table("gone")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.create_table(
        "gone",
        [
            column("id", Integer).primary_key().identity(),
            column("note", Text),
        ],
    )?;
    op.create_index("gone", index(["note"]).name("ix_gone_note"))?;
    op.create_table(
        "gone_child",
        table([
            column("id", Integer).primary_key().identity(),
            column("gone_id", Integer),
        ])
        .foreign_key(
            foreign_key(["gone_id"])
                .references("gone", ["id"])
                .name("fk_gone"),
        ),
    )?;
    // Destroys data: every row of `members`.
    op.drop_table("members")?;
    // Destroys data: every row of `teams`.
    op.drop_table("teams")
}
