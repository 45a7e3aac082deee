"""Asks Alembic itself what its autogenerate makes of the changes of docs/autogenerate.md.

    python tests/alembic/autogenerate.py URL

Each case is a database made by SQLAlchemy from one set of models, compared with another. Types and defaults are
compared (Alembic leaves defaults out unless asked). Prints a JSON object: the change, and what Alembic proposes.
"""

import json
import sys
import warnings

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects import postgresql as pg

warnings.simplefilter("ignore")


def heros(*elements, name="heros", drop=(), **options):
    """A table as most cases begin with; a column of an element's name stands in for the usual one."""
    columns = {
        "id": sa.Column("id", sa.Integer, primary_key=True),
        "name": sa.Column("name", sa.String(80), nullable=False),
        "power": sa.Column("power", sa.Text),
        "age": sa.Column("age", sa.Integer, nullable=False, server_default="0"),
    }
    rest = []
    for element in elements:
        if isinstance(element, sa.Column):
            columns[element.name] = element
        else:
            rest.append(element)
    for column in drop:
        del columns[column]

    def table(meta):
        return sa.Table(name, meta, *columns.values(), *rest, **options)

    return table


def teams(meta):
    sa.Table("teams", meta, sa.Column("id", sa.Integer, primary_key=True), sa.Column("code", sa.Integer, unique=True))


def others(meta):
    sa.Table("others", meta, sa.Column("id", sa.Integer, primary_key=True), sa.Column("code", sa.Integer, unique=True))


def all_of(*parts):
    return lambda meta: [part(meta) for part in parts]


def nothing(_meta):
    pass


def parent(name="fk_heros_team", target="teams.id", **options):
    return (sa.Column("team_id", sa.Integer), sa.ForeignKeyConstraint(["team_id"], [target], name=name, **options))


def column(name, *arguments, **options):
    return sa.Column(name, *arguments, **options)


def cycle(meta):
    sa.Table("a", meta, column("id", sa.Integer, primary_key=True), column("b_id", sa.Integer, sa.ForeignKey("b.id", name="fk_a", use_alter=True)))
    sa.Table("b", meta, column("id", sa.Integer, primary_key=True), column("a_id", sa.Integer, sa.ForeignKey("a.id", name="fk_b", use_alter=True)))


def reordered(meta):
    sa.Table(
        "heros", meta,
        column("id", sa.Integer, primary_key=True), column("age", sa.Integer, nullable=False, server_default="0"),
        column("power", sa.Text), column("name", sa.String(80), nullable=False),
    )


def index(*what, name="ix_heros", **options):
    return sa.Index(name, *what, **options)


BOTH = {
    "table added": (nothing, heros()),
    "table dropped": (heros(), nothing),
    "table renamed": (heros(), heros(name="people")),
    "column added": (heros(), heros(column("city", sa.Text))),
    "column dropped": (heros(), heros(drop=["power"])),
    "column renamed": (heros(), heros(column("strength", sa.Text), drop=["power"])),
    "columns reordered": (heros(), reordered),
    "nullability": (heros(), heros(column("name", sa.String(80)))),
    "type": (heros(), heros(column("age", sa.BigInteger, nullable=False, server_default="0"))),
    "length": (heros(), heros(column("name", sa.String(120), nullable=False))),
    "precision and scale": (heros(column("price", sa.Numeric(10, 2))), heros(column("price", sa.Numeric(12, 3)))),
    "default added": (heros(), heros(column("power", sa.Text, server_default="none"))),
    "default changed": (heros(), heros(column("age", sa.Integer, nullable=False, server_default="18"))),
    "default dropped": (heros(), heros(column("age", sa.Integer, nullable=False))),
    "primary key changed": (heros(), heros(column("id", sa.Integer, primary_key=True, autoincrement=False), column("name", sa.String(80), primary_key=True))),
    "unique added": (heros(), heros(sa.UniqueConstraint("name", name="uq_heros"))),
    "unique dropped": (heros(sa.UniqueConstraint("name", name="uq_heros")), heros()),
    "unique columns": (heros(sa.UniqueConstraint("name", name="uq_heros")), heros(sa.UniqueConstraint("name", "age", name="uq_heros"))),
    "check added": (heros(), heros(sa.CheckConstraint("age >= 0", name="ck_heros"))),
    "check dropped": (heros(sa.CheckConstraint("age >= 0", name="ck_heros")), heros()),
    "check expression": (heros(sa.CheckConstraint("age >= 0", name="ck_heros")), heros(sa.CheckConstraint("age >= 18", name="ck_heros"))),
    "foreign key added": (all_of(teams, heros(column("team_id", sa.Integer))), all_of(teams, heros(*parent()))),
    "foreign key dropped": (all_of(teams, heros(*parent())), all_of(teams, heros(column("team_id", sa.Integer)))),
    "foreign key target": (all_of(teams, others, heros(*parent())), all_of(teams, others, heros(*parent(target="others.id")))),
    "foreign key actions": (all_of(teams, heros(*parent())), all_of(teams, heros(*parent(ondelete="CASCADE")))),
    "foreign key deferrable": (all_of(teams, heros(*parent())), all_of(teams, heros(*parent(deferrable=True, initially="DEFERRED")))),
    "foreign key renamed": (all_of(teams, heros(*parent())), all_of(teams, heros(*parent(name="fk_other")))),
    "foreign keys in a cycle": (nothing, cycle),
    "index added": (heros(), heros(index("name"))),
    "index dropped": (heros(index("name")), heros()),
    "index columns": (heros(index("name")), heros(index("name", "age"))),
    "index unique": (heros(index("name")), heros(index("name", unique=True))),
    "index descending": (heros(index("name")), heros(index(sa.desc("name")))),
    "index expression": (heros(index(sa.text("lower(name)"))), heros(index(sa.text("upper(name)")))),
    "index predicate": (
        heros(index("name", sqlite_where=sa.text("age > 0"), postgresql_where=sa.text("age > 0"))),
        heros(index("name", sqlite_where=sa.text("age > 18"), postgresql_where=sa.text("age > 18"))),
    ),
    "index renamed": (heros(index("name")), heros(index("name", name="ix_other"))),
    "generated column": (
        heros(column("twice", sa.Integer, sa.Computed("age * 2", persisted=True))),
        heros(column("twice", sa.Integer, sa.Computed("age + age", persisted=True))),
    ),
    "unnamed constraints": (heros(sa.UniqueConstraint("name"), sa.CheckConstraint("age >= 0")), heros(sa.UniqueConstraint("name"), sa.CheckConstraint("age >= 0"))),
}

SQLITE = {
    "collation": (heros(), heros(column("name", sa.String(80, collation="NOCASE"), nullable=False))),
    "autoincrement": (heros(), heros(sqlite_autoincrement=True)),
}


def mood(*values):
    return heros(column("mood", pg.ENUM(*values, name="mood")))


POSTGRES = {
    "collation": (heros(), heros(column("name", sa.String(80, collation="C"), nullable=False))),
    "time zone of a timestamp": (heros(column("at", sa.DateTime)), heros(column("at", sa.DateTime(timezone=True)))),
    "json to jsonb": (heros(column("data", pg.JSON)), heros(column("data", pg.JSONB))),
    "identity": (heros(column("id", sa.Integer, sa.Identity(), primary_key=True)), heros(column("id", sa.Integer, sa.Identity(always=True), primary_key=True))),
    "sequence": (heros(), lambda meta: [heros()(meta), sa.Sequence("numbers", metadata=meta)]),
    "unique deferrable": (heros(sa.UniqueConstraint("name", name="uq_heros")), heros(sa.UniqueConstraint("name", name="uq_heros", deferrable=True))),
    "nulls not distinct": (heros(sa.UniqueConstraint("name", name="uq_heros")), heros(sa.UniqueConstraint("name", name="uq_heros", postgresql_nulls_not_distinct=True))),
    "index method": (heros(index("name")), heros(index("name", postgresql_using="hash"))),
    "index include": (heros(index("name")), heros(index("name", postgresql_include=["age"]))),
    "index operator class": (heros(index("name")), heros(index("name", postgresql_ops={"name": "varchar_pattern_ops"}))),
    "enum value added": (mood("sad", "happy"), mood("sad", "happy", "elated")),
    "enum value inserted": (mood("sad", "happy"), mood("sad", "calm", "happy")),
    "enum value renamed": (mood("sad", "happy"), mood("unhappy", "happy")),
    "enum value removed": (mood("sad", "happy"), mood("happy")),
    "table comment": (heros(), heros(comment="people of note")),
    "column comment": (heros(), heros(column("name", sa.String(80), nullable=False, comment="as in the passport"))),
    "schema added": (nothing, heros(schema="app")),
}


def names(diffs):
    for diff in diffs:
        if isinstance(diff, list):
            yield from names(diff)
        else:
            yield diff[0]


def ask(engine, before, after):
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("DROP SCHEMA IF EXISTS app CASCADE"))
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
        made, wanted = sa.MetaData(), sa.MetaData()
        before(made)
        after(wanted)
        made.create_all(connection)
        options = {"compare_type": True, "compare_server_default": True, "include_schemas": connection.dialect.name == "postgresql"}
        context = MigrationContext.configure(connection, opts=options)
        try:
            return sorted(names(compare_metadata(context, wanted)))
        finally:
            connection.rollback()


def main(url):
    answers = {}
    for change, (before, after) in (BOTH | (SQLITE if url.startswith("sqlite") else POSTGRES)).items():
        engine = sa.create_engine(url)
        try:
            answers[change] = ask(engine, before, after)
        except Exception as error:
            answers[change] = ["error: " + str(error).splitlines()[0]]
        engine.dispose()
    json.dump(answers, sys.stdout, indent=2)
    print()


main(sys.argv[1])
