"""The product's settings, read from the environment: the only place that looks there."""

import difflib
import ipaddress
import os
from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from toc.errors import Fault, Invalid

PREFIX = "TOC_"
TEST_PREFIX = "TOC_TEST_"
"""Variables that only the tests read; no settings, and no misspelt ones either."""

DEMO_TODAY = date(2028, 3, 1)
"""Today of the demonstration, so that it looks the same on every day."""


class Settings(BaseSettings):
    """What a place that runs the product can choose, one environment variable each, ``TOC_`` and the name in capitals.

    Read it with `load_settings`, which says what is wrong in plain words. An empty variable counts as not set.

    Source: architecture.md section 0 (words and files), progress.md 1 (today).
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    database_url: str = Field(
        default="sqlite:///data/toc.db",
        min_length=1,
        description="Where the data are kept: `sqlite:///` and a path (a relative one starts at the working "
        "directory), or `postgresql+psycopg://user:password@host/database`.",
    )
    address: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="The network address that the app listens on; the default answers this computer only.",
    )
    port: int = Field(default=8501, ge=1, le=65535, description="The port that the app listens on.")
    today: date | None = Field(
        default=None,
        description="The date to take for today, such as `2028-03-01`; for the demonstration and for tests. Not set: "
        "the calendar's, and 2028-03-01 with demo data.",
    )
    demo: bool = Field(
        default=False,
        description="Add invented targets and measurements, and demo accounts where the address answers this computer "
        "only; the same as `toc serve --demo`.",
    )
    secure_cookies: bool | None = Field(
        default=None,
        description="Let browsers send the session only over HTTPS. Not set: yes, unless the address answers this "
        "computer only.",
    )
    session_idle_hours: int = Field(
        default=12, ge=1, le=87600, description="After so many hours without activity a person has to sign in again."
    )
    session_days: int = Field(
        default=30, ge=1, le=3650, description="After so many days a person has to sign in again anyway."
    )
    locale: Literal["en", "it", "nl", "fr", "et", "es"] | None = Field(
        default=None,
        description="The language whose way of writing numbers and dates is used where a person has chosen none: `en`, "
        "`it`, `nl`, `fr`, `et` or `es`. Not set: the one that the person's browser asks for.",
    )
    evidence_megabytes: int = Field(
        default=10, ge=1, le=200, description="The largest file that can be added to a measurement as evidence, in MB."
    )
    import_megabytes: int = Field(default=25, ge=1, le=200, description="The largest file that can be imported, in MB.")
    import_csv_rows: int = Field(
        default=200_000, ge=1, le=2_000_000, description="The most rows of a CSV file that can be imported at once."
    )
    import_spreadsheet_rows: int = Field(
        default=50_000,
        ge=1,
        le=1_048_576,
        description="The most rows of a sheet that can be imported from a spreadsheet, which needs more memory than a "
        "CSV file; with 30 times as many cells in all sheets together.",
    )
    import_columns: int = Field(
        default=500, ge=1, le=16_384, description="The most columns of a file that can be imported."
    )
    import_unpacked_megabytes: int = Field(
        default=400,
        ge=1,
        le=4_000,
        description="The most that a spreadsheet, which is a packed file, may unpack to, in MB.",
    )
    import_unpacked_ratio: int = Field(
        default=200,
        ge=2,
        le=100_000,
        description="How many times its own size a part of a spreadsheet may unpack to; more is refused as a trap.",
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s?#]+$",
        description="The address under which people reach the app, such as `https://impact.example.org`, for links in "
        "mails and for signing in through a provider. Not set: `http://` and the address and port above.",
    )
    smtp_host: str | None = Field(
        default=None, description="The mail server that mails go out by. Not set: nothing is mailed, links are shown."
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="The mail server's port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the mail server is spoken to: `starttls`, `tls` or `none`."
    )
    smtp_user: str | None = Field(default=None, description="The name to sign in to the mail server with, if any.")
    smtp_password: SecretStr | None = Field(default=None, description="The password to it.")
    smtp_from: str = Field(default="impact-monitoring@localhost", description="The address that mails come from.")
    oidc_issuer: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="The address of an OpenID Connect provider that people may sign in through.",
    )
    oidc_client_id: str | None = Field(default=None, description="What the provider calls this app.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="The secret that the provider gave it.")
    oidc_label: str = Field(
        default="my organisation", description="The provider's name on the sign-in page: `Sign in with ...`."
    )

    @property
    def import_limits(self) -> dict[str, int]:
        """What is refused of files that are imported, by the names of `toc.exchange.raw_tables.Limits`."""
        return {
            "megabytes": self.import_megabytes,
            "unpacked_megabytes": self.import_unpacked_megabytes,
            "rows": self.import_csv_rows,
            "workbook_rows": self.import_spreadsheet_rows,
            "columns": self.import_columns,
            "unpacked_ratio": self.import_unpacked_ratio,
        }

    @property
    def own_url(self) -> str:
        """The address that links in mails begin with, without a slash at its end."""
        return self.public_url or f"http://{self.address}:{self.port}"

    @property
    def signs_in_elsewhere(self) -> bool:
        """Whether people may sign in through a provider: its address and our name with it are set."""
        return bool(self.oidc_issuer and self.oidc_client_id)

    @property
    def fixed_today(self) -> date | None:
        """The date to take for today: the one chosen, else the demonstration's own; None means the calendar's."""
        return DEMO_TODAY if self.today is None and self.demo else self.today

    @property
    def on_loopback(self) -> bool:
        """Whether the app answers this computer only; a name other than ``localhost`` counts as open to others."""
        try:
            return ipaddress.ip_address(self.address).is_loopback
        except ValueError:
            return self.address.lower() == "localhost"

    @property
    def cookies_are_secure(self) -> bool:
        """Whether session cookies carry ``Secure``: as chosen, else always but on loopback, where there is no HTTPS."""
        return not self.on_loopback if self.secure_cookies is None else self.secure_cookies


def load_settings(**chosen: object) -> Settings:
    """Return the settings of the environment, with those given here (by the command line) before them.

    Args:
        chosen: values by the setting's name; None leaves a setting to the environment.

    Raises:
        Invalid: a value does not fit, or a ``TOC_`` variable is no setting; one fault for each, with the variable's
            name as its field.
    """
    if unknown := _unknown_variables(os.environ):
        raise Invalid(faults=unknown)
    try:
        return Settings(**{name: value for name, value in chosen.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise Invalid(faults=[_fault(str(problem["loc"][0]), problem) for problem in error.errors()]) from error


def variable(name: str) -> str:
    """Return the environment variable of a setting: ``port`` is ``TOC_PORT``."""
    return PREFIX + name.upper()


def _unknown_variables(environment: Mapping[str, str]) -> list[Fault]:
    known = {variable(name) for name in Settings.model_fields}
    mine = (name for name in environment if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX))
    faults = []
    for name in sorted(set(mine) - known):
        near = difflib.get_close_matches(name, sorted(known), n=1)
        remedy = "Did you mean {near}?" if near else "The README lists the settings; unset this one."
        faults.append(Fault(name, "There is no setting {name}.", {"name": name, "near": "".join(near)}, remedy))
    return faults


def _fault(name: str, problem: ErrorDetails) -> Fault:
    fields = {"name": variable(name), "given": problem["input"], "reason": problem["msg"]}
    return Fault(variable(name), "The setting {name} cannot be {given!r}: {reason}.", fields, "Correct or unset it.")
