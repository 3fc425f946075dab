"""A small OpenID Connect provider on this computer, that agrees to whatever is asked for the person it is set to.

It checks what a provider checks: the client's secret, the return address, the code once, the PKCE verifier. What a test
sets in `Provider.lies` goes into the ID token in place of the truth.
"""

import base64
import secrets
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urlencode

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.support.people import CLOCK

Answer = Callable[[Request], Awaitable[Response]]
CLIENT, SECRET = "toc", "a secret: with signs & more"


@dataclass
class Provider:
    """What the provider is set to, and what it has been asked.

    Attributes:
        issuer: its address.
        person: what it tells about whoever signs in.
        lies: claims of the next ID tokens that are not what they should be; None leaves a claim out.
        key: signs the tokens.
        published: the keys that it publishes.
        told_apart: the e-mail address is told at the userinfo address only.
        down: it answers nothing but an error.
        asked: how often each of its addresses was asked.
    """

    issuer: str = ""
    person: dict[str, object] = field(default_factory=dict)
    lies: dict[str, object] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, auto_kid=True))
    published: list[RSAKey] = field(default_factory=list)
    told_apart: bool = False
    down: bool = False
    asked: dict[str, int] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def claims(self, nonce: str) -> dict[str, object]:
        """What an ID token says."""
        now = int(CLOCK.now().timestamp())
        about = {"sub": self.person["sub"]} if self.told_apart else self.person
        true = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **about}
        return {name: value for name, value in (true | self.lies).items() if value is not None}

    def app(self) -> Starlette:
        """Its addresses."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._counted(self._described)),
                Route("/jwks", self._counted(self._keys)),
                Route("/authorize", self._counted(self._authorize)),
                Route("/token", self._counted(self._token), methods=["POST"]),
                Route("/userinfo", self._counted(self._told)),
            ]
        )

    def _counted(self, answer: Answer) -> Answer:
        async def counted(request: Request) -> Response:
            self.asked[request.url.path] = self.asked.get(request.url.path, 0) + 1
            return Response("broken", status_code=503) if self.down else await answer(request)

        return counted

    async def _described(self, request: Request) -> Response:
        addresses = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return JSONResponse(
            {
                "issuer": self.issuer,
                "jwks_uri": f"{self.issuer}/jwks",
                **{f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in addresses.items()},
            }
        )

    async def _keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.published or [self.key]]})

    async def _authorize(self, request: Request) -> Response:
        asked, code = dict(request.query_params), secrets.token_urlsafe(16)
        if asked["client_id"] != CLIENT or asked["code_challenge_method"] != "S256" or "openid" not in asked["scope"]:
            return Response("not so", status_code=400)
        self.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", status_code=302)

    async def _token(self, request: Request) -> Response:
        given = {name: str(value) for name, value in (await request.form()).items()}
        asked = self.codes.pop(given.get("code", ""), None)
        good = (
            asked is not None
            and request.headers.get("authorization") == _basic(CLIENT, SECRET)
            and given.get("redirect_uri") == asked["redirect_uri"]
            and create_s256_code_challenge(given.get("code_verifier", "")) == asked["code_challenge"]
        )
        if asked is None or not good:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        token = jwt.encode({"alg": "RS256", "kid": self.key.kid}, self.claims(asked["nonce"]), self.key)
        return JSONResponse({"access_token": "the access token", "token_type": "Bearer", "id_token": token})

    async def _told(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer the access token":
            return Response("not so", status_code=401)
        return JSONResponse(self.person)


def _basic(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{quote_plus(name)}:{quote_plus(secret)}".encode()).decode()


@contextmanager
def running() -> Iterator[Provider]:
    """The provider at a free port of this computer, in a thread of its own."""
    provider, listening = Provider(), socket.create_server(("127.0.0.1", 0))
    provider.issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(provider.app(), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()
