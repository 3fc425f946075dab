"""Imports every module with tables, so that the metadata are complete: for migrations and for checks of the schema."""

from sqlmodel import SQLModel

from toc.model import (
    action,
    batch,
    closing,
    comment,
    evidence,
    fact,
    framework,
    judgement,
    keeping,
    measurement,
    person,
    sharing,
    snapshot,
)

MODULES = (
    framework,
    fact,
    person,
    measurement,
    evidence,
    comment,
    closing,
    batch,
    snapshot,
    action,
    judgement,
    sharing,
    keeping,
)
"""Every module with tables; a new one is added here."""

metadata = SQLModel.metadata
"""All tables of the product."""
