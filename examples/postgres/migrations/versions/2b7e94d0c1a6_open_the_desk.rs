//! open the desk
//!
//! Created 2026-11-21 09:12:04 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "2b7e94d0c1a6",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_extension("citext")?;
    op.create_schema("support")?;
    op.create_enum("priority", ["low", "normal", "high"])?;
    op.create_table(
        ("support", "agents"),
        table([
            column("id", BigInt).primary_key().identity(),
            column("email", db_type("citext")).not_null(),
        ])
        .unique(unique(["email"]))
        .comment("who answers"),
    )?;
    op.create_table(
        ("support", "tickets"),
        table([
            column("id", BigInt).primary_key().identity(),
            column("subject", Varchar(200)).not_null(),
            column("priority", enum_named("priority"))
                .not_null()
                .default_sql("'normal'::priority"),
            column("opened", db_type("timestamptz"))
                .not_null()
                .default_sql("now()"),
            column("closed", db_type("timestamptz")),
            column("agent_id", BigInt),
        ])
        .check(check("closed >= opened").name("ck_tickets_closed"))
        .foreign_key(
            foreign_key(["agent_id"])
                .references(("support", "agents"), ["id"])
                .on_delete(SetNull),
        )
        .index(index(["agent_id"]).name("ix_tickets_agent_id"))
        .comment("what people ask"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_table(("support", "tickets"))?;
    op.drop_table(("support", "agents"))?;
    op.drop_enum("priority")?;
    op.drop_schema("support")?;
    op.drop_extension("citext")
}
