"""An endpoint that speaks the OpenAI chat interface: off unless it is configured and asked for, and never trusted.

Whatever goes wrong there ends as an EndpointFault with one line to show; nothing that the endpoint sent is in it.
"""

import ipaddress
import json
import queue
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from metscout.answers.answer_document import Answer
from metscout.answers.rephrase import (
    Rephrasing,
    messages_of,
    not_to_be_reworded,
    rephrasing_of,
    sentences_of,
    without_rephrasing,
)
from metscout.packs.load import Knowledge
from metscout.terms.errors import UsageError
from metscout.terms.frozen import frozen

if TYPE_CHECKING:
    import httpx

URL, MODEL, KEY, TIMEOUT = "METSCOUT_LLM_URL", "METSCOUT_LLM_MODEL", "METSCOUT_LLM_KEY", "METSCOUT_LLM_TIMEOUT"
INSTALL = "pip install -e '.[llm]'"
MAX_REPLY = 262_144  # bytes; an answer has nine sentences
_USUAL_TIMEOUT, _LONGEST_TIMEOUT = 20.0, 120.0  # seconds, for all of it
_LONGEST_NAME, _LONGEST_KEY = 200, 4_000
_PIECE = 16_384


class EndpointFault(Exception):
    """The endpoint gave nothing that can be used; the text is one line to show."""


@frozen
class Endpoint:
    """Where to ask and how. The key is in no text that is made of this value."""

    url: str
    model: str
    key: "Secret"
    seconds: float


class Secret:
    """A text that does not print itself."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "***" if self._text else "none"

    def header(self) -> dict[str, str]:
        """The header that shows the key; none without one."""
        return {"Authorization": f"Bearer {self._text}"} if self._text else {}


def endpoint_of(environment: Mapping[str, str]) -> Endpoint:
    """The configured endpoint. Raises UsageError for what is missing or not allowed; the key is never part of it."""
    url, model = environment.get(URL, "").strip(), environment.get(MODEL, "").strip()
    for name, value in ((URL, url), (MODEL, model)):
        if not value:
            raise UsageError(
                "not_configured", "--rephrase", f"needs a language model; set {URL} and {MODEL} ({name} is empty)"
            )
    if len(model) > _LONGEST_NAME or not (model.isascii() and model.isprintable()):
        raise UsageError("wrong_value", MODEL, f"is no name of a model; write at most {_LONGEST_NAME} plain characters")
    key = environment.get(KEY, "").strip()
    if len(key) > _LONGEST_KEY or not (key.isascii() and (key.isprintable() or not key)):
        raise UsageError("wrong_value", KEY, "holds characters that no key has")
    _check_httpx()
    return Endpoint(_checked_url(url), model, Secret(key), _seconds(environment.get(TIMEOUT, "").strip()))


def _checked_url(url: str) -> str:
    """The base URL without a slash at its end. Raises UsageError without quoting it, for it may hold a secret."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise UsageError("wrong_value", URL, "is no address; write one such as https://models.example.org/v1")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise UsageError("wrong_value", URL, f"holds more than scheme, host and path; a key belongs in {KEY}")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise UsageError(
            "wrong_value", URL, "is not https; http is taken only for this machine (127.0.0.1, ::1, localhost)"
        )
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its written name alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _seconds(text: str) -> float:
    try:
        seconds = float(text or _USUAL_TIMEOUT)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST_TIMEOUT:
        raise UsageError("wrong_value", TIMEOUT, f"is no number of seconds above 0 and up to {_LONGEST_TIMEOUT:g}")
    return seconds


def _check_httpx() -> None:
    try:
        import httpx  # noqa: F401
    except ImportError:
        raise UsageError("not_installed", "--rephrase", f"needs httpx; install it with: {INSTALL}") from None


def rephrase(answer: Answer, endpoint: Endpoint, knowledge: Knowledge) -> Rephrasing:
    """What the model made of an answer, checked. A fault of the endpoint is part of it; the answer is never lost."""
    sentences = sentences_of(answer, knowledge)
    kept = not_to_be_reworded(answer)
    if kept is not None or not sentences:
        return without_rephrasing(endpoint.model, kept)
    try:
        reply = reply_of(endpoint, messages_of(sentences, answer.audience))
    except EndpointFault as fault:
        return without_rephrasing(endpoint.model, str(fault))
    return rephrasing_of(reply, answer, endpoint.model, knowledge)


def reply_of(endpoint: Endpoint, messages: Sequence[Mapping[str, str]]) -> str:
    """The text of the model's reply. Raises EndpointFault when there is none in time.

    The call runs beside us: a timeout of a socket starts anew with every byte, the clock here does not.
    """
    answers: queue.SimpleQueue[str | EndpointFault] = queue.SimpleQueue()

    def call() -> None:
        try:
            answers.put(_content(_exchanged(endpoint, messages)))
        except EndpointFault as fault:
            answers.put(fault)
        except Exception as error:
            # whatever a broken peer brings about is a fault of the endpoint; its text may hold what was sent
            answers.put(EndpointFault(f"the endpoint could not be used ({type(error).__name__})"))

    threading.Thread(target=call, daemon=True).start()
    try:
        found = answers.get(timeout=endpoint.seconds)
    except queue.Empty:
        raise EndpointFault(f"the endpoint did not answer within {endpoint.seconds:g} s") from None
    if isinstance(found, EndpointFault):
        raise found
    return found


def _exchanged(endpoint: Endpoint, messages: Sequence[Mapping[str, str]]) -> bytes:
    """The body of the reply: no redirect, no compression, no more than its share."""
    import httpx

    local = is_loopback(urlsplit(endpoint.url).hostname or "")
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", **endpoint.key.header()}
    body = {"model": endpoint.model, "messages": list(messages), "temperature": 0, "stream": False}
    try:
        # a proxy of the environment is for other machines; to this one it would carry plain text outside
        with (
            httpx.Client(timeout=endpoint.seconds, follow_redirects=False, trust_env=not local) as client,
            client.stream("POST", f"{endpoint.url}/chat/completions", json=body, headers=headers) as response,
        ):
            return _body(response)
    except httpx.TimeoutException:
        raise EndpointFault(f"the endpoint did not answer within {endpoint.seconds:g} s") from None
    except httpx.HTTPError as error:
        raise EndpointFault(f"the endpoint could not be reached or broke off ({type(error).__name__})") from None


def _body(response: "httpx.Response") -> bytes:
    status = response.status_code
    if 300 <= status < 400:
        raise EndpointFault("the endpoint sends elsewhere, which is not followed")
    if status in (401, 403):
        raise EndpointFault(f"the endpoint refuses the key (status {status})")
    if status != 200:
        raise EndpointFault(f"the endpoint failed (status {status})")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise EndpointFault("the endpoint sent a compressed reply, which is not read")
    found = bytearray()
    for piece in response.iter_raw(_PIECE):
        found += piece
        if len(found) > MAX_REPLY:
            raise EndpointFault(f"the reply of the endpoint is longer than {MAX_REPLY // 1024} KB")
    return bytes(found)


def _content(body: bytes) -> str:
    """The text of the first choice."""
    try:
        content: Any = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise EndpointFault("the reply of the endpoint is not that of a chat interface") from None
    if not isinstance(content, str):
        raise EndpointFault("the reply of the endpoint holds no text")
    return content
