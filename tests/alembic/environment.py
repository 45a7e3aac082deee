"""Makes the virtual environment with Alembic that the tests ask, once; prints its interpreter.

    python3 tests/alembic/environment.py FOLDER
"""

import fcntl
import os
import shutil
import subprocess
import sys
import venv

REQUIREMENT = "alembic==1.20.*"


def main(folder):
    python = os.path.join(folder, "bin", "python")
    done = os.path.join(folder, "done")
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(folder + ".lock", "w") as lock:
        # Tests run side by side; one of them makes it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(done):
            shutil.rmtree(folder, ignore_errors=True)
            venv.create(folder, with_pip=True)
            pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, REQUIREMENT], check=True, stdout=sys.stderr)
            open(done, "w").close()
    print(python)


main(os.path.abspath(sys.argv[1]))
