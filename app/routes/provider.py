"""What is said between this app and an OpenID Connect provider: its addresses, the code for a token, who it names.

Nothing that arrives is believed before it is checked; no code, token or secret is written to a log.
Source: OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3; RFC 7636 (PKCE).
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from toc.config import Settings
from toc.errors import NotAllowed
from toc.model.query import Clock

TIMEOUT = httpx.Timeout(10, connect=5)
KEPT_FOR = timedelta(hours=1)
"""So long the provider's addresses and keys are not asked for again."""

LEEWAY = 60
"""Seconds that the clocks of the provider and this computer may be apart."""

SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures that a public key proves; one made with a shared secret, or none, is not taken."""

NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
LOG = logging.getLogger("toc.app")


@dataclass(frozen=True)
class Named:
    """Whom a provider names.

    Attributes:
        issuer: the provider's address.
        subject: what it calls the person.
        email: the person's address; empty where it tells none.
        email_verified: it has made sure that the address is the person's.
    """

    issuer: str
    subject: str
    email: str
    email_verified: bool


class Provider:
    """The provider of the settings, asked over HTTP."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        secret = settings.oidc_client_secret
        self._issuer = settings.oidc_issuer or ""
        self._client_id = settings.oidc_client_id or ""
        self._secret = secret.get_secret_value() if secret else ""
        self._return_to = f"{settings.own_url}/sign-in/oidc/done"
        self._clock = clock
        self._kept: dict[str, tuple[datetime, Mapping[str, Any]]] = {}

    async def address(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where to send the browser, so that the person signs in there and comes back.

        Raises:
            NotAllowed: the provider does not answer, or not as one should.
        """
        addresses = await self._addresses()
        return str(
            prepare_grant_uri(
                addresses["authorization_endpoint"],
                client_id=self._client_id,
                response_type="code",
                redirect_uri=self._return_to,
                scope="openid email profile",
                state=state,
                nonce=nonce,
                code_challenge=create_s256_code_challenge(verifier),
                code_challenge_method="S256",
            )
        )

    async def named(self, *, code: str, nonce: str, verifier: str, told_issuer: str | None = None) -> Named:
        """Whom the provider names for a code that the browser has brought back.

        Args:
            code: from the address that the browser came back to.
            nonce: which the token must repeat.
            verifier: whose challenge was sent along.
            told_issuer: who sent the browser back, where that is told.

        Raises:
            NotAllowed: the provider does not answer, does not take the code, or its token is not good.
        """
        addresses = await self._addresses()
        if told_issuer not in (None, addresses["issuer"]):
            raise _not_good("came back from another provider")
        answer = await self._exchange(addresses, code, verifier)
        claims = await self._checked(addresses, answer, nonce)
        if "email" not in claims and addresses.get("userinfo_endpoint"):
            claims = {**await self._told_about(addresses, answer, claims["sub"]), **claims}
        email, verified = claims.get("email"), claims.get("email_verified")
        return Named(claims["iss"], claims["sub"], email if isinstance(email, str) else "", verified is True)

    async def _exchange(self, addresses: Mapping[str, Any], code: str, verifier: str) -> Mapping[str, Any]:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._return_to,
            "code_verifier": verifier,
        }
        ways = addresses.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic = httpx.BasicAuth(_form_encoded(self._client_id), _form_encoded(self._secret))
        auth = basic if self._secret and "client_secret_basic" in ways else None
        if auth is None:
            fields |= {"client_id": self._client_id} | ({"client_secret": self._secret} if self._secret else {})
        return await self._asked("POST", addresses["token_endpoint"], data=fields, auth=auth)

    async def _checked(self, addresses: Mapping[str, Any], answer: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """What the ID token says, once its signature, issuer, audience, time and nonce are proven."""
        given = answer.get("id_token")
        if not isinstance(given, str):
            raise _not_good("no ID token")
        try:
            try:
                token = jwt.decode(given, await self._keys(addresses), algorithms=SIGNED_WITH)
            except InvalidKeyIdError:  # The provider signs with a new key.
                token = jwt.decode(given, await self._keys(addresses, anew=True), algorithms=SIGNED_WITH)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": addresses["issuer"]},
                    "aud": {"essential": True, "value": self._client_id},
                    "sub": {"essential": True},
                    "nonce": {"essential": True, "value": nonce},
                },
                params={"client_id": self._client_id, "nonce": nonce, "access_token": answer.get("access_token")},
            )
            claims.validate(now=int(self._clock.now().timestamp()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise _not_good(type(error).__name__) from error
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise _not_good("no subject")
        return dict(claims)

    async def _told_about(
        self, addresses: Mapping[str, Any], answer: Mapping[str, Any], subject: str
    ) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {answer.get('access_token', '')}"}
        told = await self._asked("GET", addresses["userinfo_endpoint"], headers=headers)
        if told.get("sub") != subject:
            raise _not_good("told about somebody else")
        return {name: told[name] for name in ("email", "email_verified") if name in told}

    async def _addresses(self) -> Mapping[str, Any]:
        """The provider's own description, asked for once an hour."""
        found = await self._once(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self._issuer.rstrip("/"):
            raise _not_good("describes another issuer")
        secure = urlsplit(self._issuer).scheme == "https"
        for name in NEEDED:
            address = found.get(name)
            if not isinstance(address, str) or (secure and urlsplit(address).scheme != "https"):
                raise _not_good(f"describes no safe {name}")
        return found

    async def _keys(self, addresses: Mapping[str, Any], *, anew: bool = False) -> KeySet:
        found = await self._once(addresses["jwks_uri"], anew=anew)
        return KeySet.import_key_set({"keys": list(found["keys"])})

    async def _once(self, address: str, *, anew: bool = False) -> Mapping[str, Any]:
        now = self._clock.now()
        at, found = self._kept.get(address, (None, {}))
        if at is None or anew or now - at >= KEPT_FOR:
            found = await self._asked("GET", address)
            self._kept[address] = (now, found)
        return found

    async def _asked(self, method: str, address: str, **more: Any) -> Mapping[str, Any]:
        """The JSON object that an address answers with.

        Raises:
            NotAllowed: it does not answer, or with an error, or not with an object.
        """
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client:
                response = await client.request(method, address, **more)
            response.raise_for_status()
            found = response.json()
        except (httpx.HTTPError, httpx.InvalidURL, json.JSONDecodeError, UnicodeDecodeError) as error:
            LOG.warning("the sign-in provider did not answer as expected: %s", type(error).__name__)
            raise _silent() from error
        if not isinstance(found, dict):
            raise _not_good("no object")
        return found


def _form_encoded(text: str) -> str:
    """A name or secret as it goes into a Basic header (RFC 6749, 2.3.1)."""
    return str(httpx.QueryParams({"x": text}))[2:]


def _silent() -> NotAllowed:
    return NotAllowed(
        "The place where you sign in does not answer as it should.",
        remedy="Try again in a few minutes, or sign in with your password.",
    )


def _not_good(why: str) -> NotAllowed:
    LOG.warning("what the sign-in provider sent was not taken: %s", why)
    return NotAllowed(
        "What the place where you signed in told about you could not be proven.",
        remedy="Try again; if that does not help, tell an administrator.",
    )
