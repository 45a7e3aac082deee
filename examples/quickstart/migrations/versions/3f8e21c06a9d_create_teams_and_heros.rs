//! create teams and heros
//!
//! Created 2026-11-21 10:12:45 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "3f8e21c06a9d",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_table(
        "teams",
        table([
            column("id", Integer).primary_key().identity(),
            column("name", Varchar(80)).not_null(),
        ])
        .unique(unique(["name"]).name("uq_teams_name")),
    )?;
    op.create_table(
        "heros",
        table([
            column("id", Integer).primary_key().identity(),
            column("name", Varchar(80)).not_null(),
            column("secret_name", Varchar(80)).not_null(),
            column("age", Integer),
            column("team_id", Integer),
        ])
        .check(check("age >= 0").name("ck_heros_age_0"))
        .foreign_key(
            foreign_key(["team_id"])
                .references("teams", ["id"])
                .on_delete(SetNull)
                .name("fk_heros_team_id"),
        ),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Destroys data: every row of `heros`.
    op.drop_table("heros")?;
    // Destroys data: every row of `teams`.
    op.drop_table("teams")
}
