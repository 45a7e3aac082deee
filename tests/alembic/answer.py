"""Asks Alembic itself: cases as JSON on stdin, its answers as JSON on stdout.

A case is a graph (`revisions`, in the order of their files) and `questions`. Every answer comes from the code that
Alembic's own commands run; only files and databases are left out. An answer is `{"ok": ...}`, `{"refused": kind}` where
Alembic says what is wrong, or `{"died": kind}` where it fails without an explanation.
"""

import contextlib
import io
import json
import signal
import sys
import tempfile
import types
import warnings

import sqlalchemy
from alembic.runtime.migration import HeadMaintainer
from alembic.script import ScriptDirectory
from alembic.script.base import Script
from alembic.script.revision import RevisionError, RevisionMap
from alembic.util import CommandError


class SteadyMap(RevisionMap):
    """Alembic's map, with chance taken out: it keeps dependencies in a set, whose order hangs on the hash seed."""

    def _normalize_depends_on(self, revisions, map_):
        super()._normalize_depends_on(revisions, map_)
        order = {id_: at for at, id_ in enumerate(map_)}
        for revision in revisions:
            dependencies = revision._normalized_resolved_dependencies
            revision._normalized_resolved_dependencies = tuple(
                sorted(dependencies, key=order.__getitem__)
            )


class Rows:
    """What HeadMaintainer needs of a migration context: the statements are taken, and not run."""

    as_sql = False
    version_table = "alembic_version"
    dialect = types.SimpleNamespace(supports_sane_rowcount=False)
    impl = types.SimpleNamespace(_exec=lambda statement: None)
    _version = sqlalchemy.Table(
        "alembic_version",
        sqlalchemy.MetaData(),
        sqlalchemy.Column("version_num", sqlalchemy.String(32)),
    )


def upgrade():
    pass


def downgrade():
    pass


def script_of(revision):
    module = types.ModuleType(revision["id"])
    module.revision = revision["id"]
    module.down_revision = tuple(revision["down_revisions"]) or None
    module.depends_on = tuple(revision["depends_on"]) or None
    module.branch_labels = tuple(revision["branch_labels"]) or None
    module.upgrade = upgrade
    module.downgrade = downgrade
    return Script(module, revision["id"], revision["id"] + ".py")


def steps_of(steps, current):
    """The steps, and the rows after each, as far as Alembic gets."""
    heads = HeadMaintainer(Rows(), current)
    told = []
    for step in steps:
        try:
            heads.update_to_step(step)
        except Exception as error:
            return {"steps": told, "died": type(error).__name__}
        name = getattr(step, "revision", None)
        told.append([name and name.revision, sorted(heads.heads)])
    return {"steps": told, "rows": sorted(heads.heads)}


def history(script, question):
    base = head = None
    if question.get("range") is not None:
        if ":" not in question["range"]:
            raise CommandError("no range")
        base, head = question["range"].strip().split(":")
    current = tuple(question.get("current") or ())
    if head == "current":
        head = current
    elif base == "current":
        base = current
    walked = script.walk_revisions(base=base or "base", head=head or "heads")
    return [revision.revision for revision in walked]


def answer(script, question):
    ask = question["ask"]
    current = tuple(question.get("current") or ())
    if ask == "shape":
        revisions = {id_: script.get_revision(id_) for id_ in question["ids"]}
        return {
            "heads": script.get_heads(),
            "effective_heads": script.get_heads(consider_depends_on=True),
            "bases": script.get_bases(),
            "branches": [
                [found.revision, sorted(found.nextrev)]
                for found in script.walk_revisions()
                if found.is_branch_point
            ],
            "labels": {id_: sorted(found.branch_labels) for id_, found in revisions.items()},
            "merge_points": [id_ for id_, found in revisions.items() if found.is_merge_point],
        }
    if ask == "history":
        return history(script, question)
    if ask == "resolve":
        found = script.get_revisions(question["identifier"])
        return [revision and revision.revision for revision in found]
    if ask == "current":
        return sorted(revision.revision for revision in script.get_all_current(current))
    if ask == "upgrade":
        return steps_of(script._upgrade_revs(question["target"], current), current)
    if ask == "downgrade":
        return steps_of(script._downgrade_revs(question["target"], current), current)
    if ask == "stamp":
        return steps_of(script._stamp_revs(tuple(question["targets"]), current), current)
    raise ValueError(ask)


def endless(_signal, _frame):
    raise TimeoutError


def ask(script, question):
    signal.alarm(10)
    try:
        return {"ok": answer(script, question)}
    except CommandError as error:
        return {"refused": type(error.__cause__ or error).__name__, "message": str(error)}
    except RevisionError as error:
        return {"refused": type(error).__name__, "message": str(error)}
    except Exception as error:
        return {"died": type(error).__name__, "message": str(error)}
    finally:
        signal.alarm(0)


def case(folder, case):
    script = ScriptDirectory(folder)
    try:
        scripts = [script_of(revision) for revision in case["revisions"]]
        script.revision_map = SteadyMap(lambda: scripts)
        script.get_heads()
    except (CommandError, RevisionError) as error:
        return {"refused": type(error).__name__, "message": str(error)}
    except Exception as error:
        return {"died": type(error).__name__, "message": str(error)}
    return {"ok": [ask(script, question) for question in case["questions"]]}


def main():
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, endless)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        answers = [case(folder, each) for each in json.load(sys.stdin)]
    json.dump(answers, sys.stdout)


main()
