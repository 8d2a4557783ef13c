"""A "no" of the Bot API, with the code and the words Telegram uses."""

from typing import Any

Json = dict[str, Any]

CONFLICT_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
CONFLICT_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
STALE_TAP = "Bad Request: query is too old and response timeout expired or query ID is invalid"
UNCHANGED = (
    "Bad Request: message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)


class Refusal(Exception):
    """The answer to a request that Telegram would not carry out.

    `broken` marks requests that no correct bot makes: they are kept in `Telegram.violations`.
    """

    def __init__(
        self,
        code: int,
        description: str,
        *,
        broken: bool = False,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.broken = broken
        self.retry_after = retry_after

    def answer(self) -> Json:
        """The body of the HTTP answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad_request(reason: str) -> Refusal:
    """A 400 that a correct bot can meet, such as a message that is gone."""
    return Refusal(400, f"Bad Request: {reason}")


def broken(reason: str) -> Refusal:
    """A 400 that a correct bot never meets; it counts as a violation."""
    return Refusal(400, f"Bad Request: {reason}", broken=True)


def too_many(seconds: int) -> Refusal:
    """A 429: come back after `seconds`."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
