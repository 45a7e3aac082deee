"""Runs Alembic's own commands on revision files: a project as JSON on stdin, what each command said as JSON on stdout.

The project is `folder`, `url`, `revisions` (with the SQL of their two functions) and `commands`, each a list of words.
"""

import io
import json
import os
import sys


class Stdout:
    """Stands in for stdout before Alembic keeps it: what is written goes to the command that runs."""

    def __init__(self):
        self.text = io.StringIO()

    def write(self, text):
        return self.text.write(text)

    def flush(self):
        pass

    encoding = "utf-8"

    def isatty(self):
        return False


REAL, OURS = sys.stdout, Stdout()
sys.stdout = sys.stderr = OURS

from alembic.config import CommandLine  # noqa: E402

ENV = """\
from alembic import context
from sqlalchemy import create_engine

with create_engine({url!r}).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
"""

REVISION = '''\
"""{message}

Revision ID: {id}
"""

from alembic import op

revision = {id!r}
down_revision = {down!r}
depends_on = {needs!r}
branch_labels = {labels!r}


def upgrade():
    for sql in {upgrade!r}:
        op.execute(sql)


def downgrade():
    for sql in {downgrade!r}:
        op.execute(sql)
'''


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    project = json.load(sys.stdin)
    folder = project["folder"]
    write(f"{folder}/alembic.ini", f"[alembic]\nscript_location = {folder}/alembic\n")
    write(f"{folder}/alembic/env.py", ENV.format(url=project["url"]))
    os.makedirs(f"{folder}/alembic/versions", exist_ok=True)
    for revision in project["revisions"]:
        name = revision.get("file", revision["id"])
        text = REVISION.format(
            id=revision["id"],
            message=revision["message"],
            down=tuple(revision["down_revisions"]) or None,
            needs=tuple(revision["depends_on"]) or None,
            labels=tuple(revision["branch_labels"]) or None,
            upgrade=revision.get("upgrade", []),
            downgrade=revision.get("downgrade", []),
        )
        write(f"{folder}/alembic/versions/{name}.py", text)
    told = []
    for command in project["commands"]:
        OURS.text = io.StringIO()
        status = 0
        try:
            CommandLine("alembic").main(["-c", f"{folder}/alembic.ini", *command])
        except SystemExit as exit:
            status = exit.code
        except Exception as error:
            status = type(error).__name__
        told.append({"stdout": OURS.text.getvalue(), "status": status})
    json.dump(told, REAL)


main()
