"""Writes the next migration from the difference between the newest schema and the models.

`python -m tests.support.new_migration "what changes"` makes `migrations/versions/NNNN_what_changes.py`. Read it and
tidy it up: names of constraints, the order of tables, data that have to move.
"""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command

from toc.store.database import MIGRATIONS, Store, alembic_config


def write(message: str) -> Path:
    """Write the migration and return its file."""
    number = f"{len(list((MIGRATIONS / 'versions').glob('[0-9]*.py'))) + 1:04}"
    name = re.sub(r"\W+", "_", message.lower()).strip("_")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/empty.db")
        if number != "0001":
            store.upgrade()
        config = alembic_config()
        config.set_main_option("file_template", f"{number}_{name}")
        with store.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message, autogenerate=True, rev_id=number)
        store.engine.dispose()
    return MIGRATIONS / "versions" / f"{number}_{name}.py"


if __name__ == "__main__":
    sys.stdout.write(f"{write(sys.argv[1])}\n")
