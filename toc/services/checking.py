"""Whether the store is sound: kept values are computed anew and compared; hashes, constraints, orphans are looked at.

Source: files-and-commands.md (`toc check`).
"""

from dataclasses import dataclass

from toc.services import snapshots
from toc.services.steps.definition_rules import find_faults
from toc.services.steps.keep import keep
from toc.store import frameworks, head, kept, soundness
from toc.store.database import Session, Store


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found.

    Attributes:
        problems: one sentence each; empty where the store is sound.
        data_version: of the store that was looked at.
        rebuilt: kept values were written anew first.
        notes: what was not compared and why; nothing is wrong with it.
    """

    problems: tuple[str, ...]
    data_version: int
    rebuilt: bool = False
    notes: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check(store: Store, *, rebuild: bool = False) -> CheckResult:
    """Look through a store for what is not sound. For the command line; it asks nobody's permission.

    Args:
        store: with a current schema.
        rebuild: write the kept values of every series anew first.

    Returns:
        The problems, in one snapshot: constraints, the chain of audit entries, hashes of framework documents, tables
        against the newest document, the rules of definitions, orphans, overlapping periods, kept values,
        files of evidence against their hashes, frozen reports against their figures computed anew.

    Source: architecture.md section 0 (`toc check --rebuild`).
    """
    if rebuild:
        with store.writing() as session:
            keep(session, kept.list_total_ids(session))
    with store.reading() as session:
        version = head.data_version(session)
        problems = (*soundness.find_problems(session), *_broken_rules(session))
    found = (*problems, *snapshots.find_problems(store))
    return CheckResult(found, version, rebuild, snapshots.list_notes(store))


def _broken_rules(session: Session) -> list[str]:
    """Sentences on rules of definitions that a stored framework breaks."""
    found = []
    for code, _ in frameworks.list_frameworks(session):
        document = frameworks.find_document(session, code)
        if document is not None:
            found += [f"{code}: {fault.text()}" for fault in find_faults(document)]
    return found
