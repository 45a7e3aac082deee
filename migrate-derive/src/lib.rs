//! The macros of `migrate-core`, which re-exports them; name them through it.
//!
//! A derive runs in stages: `receive` reads the attributes, `validate` decides what they mean and reports every mistake,
//! `expand` writes code from what is known to be right.

mod arguments;
mod connection;
mod enumeration;
mod errors;
mod expand;
mod names;
mod receive;
mod types;
mod validate;

mod embed;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use crate::errors::Errors;

/// Makes a struct the model of a table.
///
/// The struct becomes the source of truth: the derive writes Diesel's `table!`, `joinable!` and
/// `allow_tables_to_appear_in_same_query!` for it, and registers the table, so that `migrate revision --autogenerate`
/// can compare it with the database. Diesel's own attributes (`table_name`, `primary_key`, `belongs_to`, `column_name`,
/// `sql_type`) are read, not repeated; whatever else there is to say stands in `#[migratable(...)]`.
///
/// ```
/// # mod models {
/// use diesel::prelude::*;
/// use migrate_core::Migratable;
///
/// #[derive(Queryable, Selectable, Identifiable, Migratable)]
/// #[diesel(table_name = teams)]
/// pub struct Team {
///     pub id: i32,
///     #[migratable(max_length = 80, unique)]
///     pub name: String,
/// }
///
/// #[derive(Queryable, Selectable, Insertable, Identifiable, Migratable)]
/// #[diesel(table_name = heros)]
/// #[migratable(
///     index(columns(team_id, name), unique),
///     check(name = "ck_heros_age", expr = "age >= 0")
/// )]
/// pub struct Hero {
///     pub id: i32,
///     pub name: String,
///     pub power: Option<String>,
///     #[migratable(default = 0)]
///     pub age: i32,
///     #[migratable(references(Team, on_delete = cascade))]
///     pub team_id: i32,
/// }
///
/// pub fn heros_of(conn: &mut SqliteConnection, team: &str) -> QueryResult<Vec<Hero>> {
///     heros::table
///         .inner_join(teams::table)
///         .filter(teams::name.eq(team))
///         .select(Hero::as_select())
///         .load(conn)
/// }
/// # }
/// ```
///
/// # On the struct or a field
///
/// | key | meaning |
/// |---|---|
/// | `name = "Order Items"` | the SQL name, where the Rust one cannot be it |
/// | `comment = "..."` | the comment that the database keeps |
/// | `renamed_from = "..."` | the former SQL name (of a table that stood in another schema, with that: `"old.heros"`): autogenerate renames instead of dropping and adding; also beside `name` in an index or a constraint |
///
/// # On the struct
///
/// | key | meaning |
/// |---|---|
/// | `schema = "app"`, `database = "main"` | where the table lives |
/// | `external` | a hand-kept `schema.rs` has the `table!`; the derive checks that both agree. A path says so too: `#[diesel(table_name = crate::schema::heros)]` |
/// | `no_join` | write no join for this model's foreign keys |
/// | `crate = path` | where `migrate_core` is, if not at `::migrate_core` |
/// | `only(sqlite, postgres)` within each of those below | the databases (`sqlite`, `postgres`, `mysql`) that have it, in a project that runs on several |
/// | `index(columns(a, b(desc, nulls_last)), expr = "lower(c)")` | an index; also `name`, `unique`, `where = "..."`, `using`, `include(c)`, `nulls_not_distinct`, `concurrently` |
/// | `unique(columns(a, b))` | a unique constraint; also `name`, `deferrable`, `initially_deferred`, `nulls_not_distinct` |
/// | `check(expr = "...")` | a check; also `name` |
/// | `foreign_key(columns(a, b), references(Other, x, y))` | a foreign key of several columns; also the options of `references` |
/// | `primary_key(name = "...")` | the name of the primary key's constraint |
/// | `exclude("USING gist (room WITH =)")` | PostgreSQL's exclusion constraint; also `name`, `deferrable`, `initially_deferred` |
/// | `strict`, `without_rowid`, `table_options(engine = "...", charset = "...")` | options of SQLite and MySQL |
///
/// Names inside `columns(...)` and `references(...)` are fields, never SQL names. Clippy takes a word that stands in two
/// indexes for an attribute given twice: `#[allow(clippy::duplicated_attributes)]` on the struct.
///
/// # On a field
///
/// | key | meaning |
/// |---|---|
/// | `references(Team, on_delete = cascade)` | a foreign key to a model's primary key, `references(Team::code)` to another field; also `on_update`, `name`, `deferrable`, `initially_deferred`, `match = full`, `no_join` |
/// | `unique`, `index`, `check = "..."` | also in the list form that they have on the struct |
/// | `default = 0`, `default_sql = "now()"` | a literal, or an SQL expression |
/// | `generated("a + b", stored)` | a generated column, `stored` or `virtual` |
/// | `identity = always`, `by_default` or `none`; `autoincrement` | how the database numbers rows |
/// | `sql_type = Text` | Diesel's SQL type of an enum, a newtype or an alias |
/// | `enum` | the field's type derives `MigratableEnum`: the column takes its values only |
/// | `db_type = "citext"` | the type in the database's own spelling |
/// | `max_length = 80`, `precision = 10`, `scale = 2`, `collation = "NOCASE"` | what a type takes |
/// | `on_update = "CURRENT_TIMESTAMP"` | what MySQL and MariaDB put into the column whenever its row changes |
/// | `skip` | the field is no column |
///
/// # Beside a hand-kept `schema.rs`
///
/// A model that says neither `external` nor a path has its `table!` written beside it: a `use crate::schema::heros` in
/// the same module is then a second `heros`, which the compiler reports as E0255. A glob, `use crate::schema::*`, is
/// shadowed without a word, so there the path in `table_name` is the safer form.
///
/// # Types
///
/// Known by name are the types that Diesel maps on every database, those of `chrono`, `time`, `uuid`, `serde_json` and
/// `bigdecimal` by the features of those names. Whatever else a field holds says its `sql_type`. One of the user's own
/// is `pub`, as Diesel's tables are, is named by a path where Diesel has one of its name, and comes with `db_type`.
///
/// # Joins
///
/// A foreign key to the primary key of another model makes `inner_join` work without `ON`, as `joinable!` does, if it is
/// the only one between the two (of several, Diesel's `belongs_to` picks one). Models that refer to each other in a
/// circle are allowed in one query, and joined with an explicit `ON`. `allow_models_to_appear_in_same_query!` is for
/// models that no foreign key ties together.
#[proc_macro_derive(Migratable, attributes(migratable, diesel))]
pub fn derive_migratable(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut errors = Errors::default();
    let code = receive::Model::receive(&input, &mut errors)
        .and_then(|model| validate::validate(model, &mut errors))
        .map(|table| expand::expand(&table));
    errors.and(code).into()
}

/// Describes an enum whose values a column holds, as text.
///
/// It is written and read by Diesel as text, too: `ToSql` and `FromSql` for the SQL type that Diesel's own attribute
/// names (`Text`, or an enumeration type of the database), so that nothing has to be written by hand. Say
/// `#[migratable(no_sql)]` where those implementations exist already.
///
/// ```
/// # mod models {
/// use diesel::prelude::*;
/// use diesel::sql_types::Text;
/// use diesel::deserialize::FromSqlRow;
/// use diesel::expression::AsExpression;
/// use migrate_core::{Migratable, MigratableEnum};
///
/// #[derive(Debug, Clone, Copy, AsExpression, FromSqlRow, MigratableEnum)]
/// #[diesel(sql_type = Text)]
/// pub enum Mood {
///     Happy,
///     #[migratable(name = "so-so")]
///     SoSo,
/// }
///
/// #[derive(Queryable, Selectable, Insertable, Migratable)]
/// pub struct Person {
///     pub id: i32,
///     #[migratable(sql_type = Text, enum)]
///     pub mood: Mood,
/// }
/// # }
/// ```
///
/// On the enum: `type_name = "mood"` (by default its name in snake case), `schema = "app"` (where PostgreSQL keeps the type; say
/// it in Diesel's `postgres_type`, too), `no_sql`, `crate = path`. On a variant: `name = "..."` (by default its name in snake case), `renamed_from = "..."`.
#[proc_macro_derive(MigratableEnum, attributes(migratable, diesel))]
pub fn derive_migratable_enum(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut errors = Errors::default();
    let code = enumeration::derive(&input, &mut errors);
    errors.and(code).into()
}

/// Makes an enum of connections one that migrations run through: beside Diesel's `MultiConnection`, for an application that runs
/// on whichever database its URL names.
///
/// ```ignore
/// #[derive(diesel::MultiConnection, migrate_core::MigratableConnection)]
/// pub enum AnyConnection {
///     Sqlite(diesel::SqliteConnection),
///     Postgres(diesel::PgConnection),
///     Mysql(diesel::MysqlConnection),
/// }
///
/// pub fn environment() -> Environment {
///     Environment::new(&REVISIONS).connection::<AnyConnection>()
/// }
/// ```
///
/// Revisions and the application then have the same type, whichever database it is, and `op.engine()?` tells it. Of the columns
/// that Diesel reads through such an enum, `diesel::MultiConnection` says more. On the enum: `crate = path`.
#[proc_macro_derive(MigratableConnection, attributes(migratable))]
pub fn derive_migratable_connection(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut errors = Errors::default();
    let code = connection::derive(&input, &mut errors);
    errors.and(code).into()
}

/// Compiles a folder of revisions into the crate, as `pub static REVISIONS`.
///
/// ```ignore
/// migrate_core::embed_revisions!("versions");
///
/// pub fn environment() -> Environment {
///     Environment::new(&REVISIONS)
/// }
/// ```
///
/// The folder counts from the crate's manifest; several may be named. Every `.rs` file in it is a revision, and becomes
/// a module. What `migrate.toml` says of running is compiled in, too: the one beside the manifest, or above it within
/// the workspace; without an argument, the folders are those that it names. A folder that is missing or empty is an
/// empty history.
///
/// After the folders may stand `allow_multiple_heads`, and `crate = path` where `migrate-core` has another name.
///
/// All that is wrong with the revisions is reported at once, as errors at the macro that name file and line. For cargo
/// to see a *new* file, the crate needs a `build.rs` whose `main` prints `cargo:rerun-if-changed=versions`.
#[proc_macro]
pub fn embed_revisions(input: TokenStream) -> TokenStream {
    embed::embed_revisions(input.into()).into()
}
