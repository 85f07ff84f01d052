"""What the calls about recognitions and batches share: in whose name they act, and where a page of a list begins."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from employees.api.base import TokenAPI
from employees.models import ApiToken
from employees.permissions import Member, find_member
from workstars.lib.actors import Actor
from workstars.lib.keyset import Key

USUAL_PAGE, LARGEST_PAGE = 20, 100


class MemberAPI(TokenAPI):
    """A call that somebody answers for: the member of the session, or who made the token."""

    def owner(self) -> Member:
        """Who acts. From then on the audit log and the thread name the person and the token."""
        token = self.request.auth
        if not isinstance(token, ApiToken):
            member: Member = self.member
            return member
        found = find_member(token.created_by, self.company, on_operator_host=False, now=self.now)
        if found is None or not found.roles & self.audience:  # since the token was looked up
            sentence = _("%(name)s made this token and has no role for this any more. Give it a new secret.")
            raise PermissionDenied(sentence % {"name": token.created_by_label})
        label = _("%(person)s, by API token %(name)s") % {"person": found.name, "name": token.name}
        self.actor = Actor(found.user.pk, label, self.actor.address)
        return found

    def may(self, scope: str) -> bool:
        """Whether the token has it; a session has none."""
        token = self.request.auth
        return isinstance(token, ApiToken) and scope in token.scopes

    def once(self, request: Request, act: Callable[[], Response]) -> Response:
        """Says in `Location` where what was made is, also the second time."""
        answer = super().once(request, act)
        if answer.status_code in {201, 202} and answer.data:
            place = "check_url" if answer.status_code == 202 else "url"
            answer["Location"] = answer.data[place]
        return answer

    def url(self, path: str) -> str:
        return f"{self.company.address}{path}"


def wrong(field: str, sentence: str, code: str = "invalid") -> NoReturn:
    """400, with the field named."""
    raise ValidationError({field: [ErrorDetail(sentence, code)]})


def key_of(request: Request) -> Key | None:
    """Where the page begins. Refusal: 400."""
    cursor = request.query_params.get("cursor", "")
    before = Key.read(cursor) if cursor else None
    if cursor and before is None:
        wrong("cursor", _("This cursor is from no answer of ours. Leave it out."))
    return before


def number_of(request: Request, name: str, usual: int, most: int, *, least: int = 0) -> int:
    """A whole number of the query. Refusal: 400."""
    text = request.query_params.get(name, "")
    if not text:
        return usual
    is_whole = text.isascii() and text.isdigit() and len(text) <= 18
    if not is_whole or not least <= int(text) <= most:
        words = {"name": name, "least": least, "most": most}
        wrong(name, _("%(name)s is a whole number from %(least)s to %(most)s.") % words)
    return int(text)


def since_of(request: Request) -> datetime | None:
    """A moment with its zone. Refusal: 400."""
    text = request.query_params.get("since", "")
    if not text:
        return None
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        wrong("since", _("Write a moment with its zone, like 2027-03-04T12:00:00Z."))
    return found


def words_of(request: Request, name: str) -> str:
    """A text of the query; what no record can hold is refused (400)."""
    text = request.query_params.get(name, "").strip()
    if "\0" in text:
        wrong(name, _("There is a sign in it that no record holds."))
    return text


def next_page(request: Request, address: str, key: object) -> str | None:
    """The same question from where this page ended; None when that is all."""
    if key is None:
        return None
    query = request.query_params.copy()
    query["cursor"] = str(key)
    return f"{address}?{query.urlencode()}"


Answer = dict[str, Any]
