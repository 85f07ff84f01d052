"""Filters of the list under a name (E2). Each person has views of their own, and nobody else sees them."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from employees.models import Company, SavedView, User

MOST_VIEWS = 50


class ViewRefused(Exception):
    """A view cannot be so. The text is a sentence for the page."""


@transaction.atomic
def save_view(*, company: Company, user: User, name: str, query: str, now: datetime) -> SavedView:
    """`query` is that of `Wanted.query`. Refusal: ViewRefused."""
    if not query:
        raise ViewRefused(_("Filter or sort the list first. A view keeps what you chose there."))
    if len(query) > _longest_query():
        raise ViewRefused(_("These filters are too long to keep. Use fewer words."))
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two at once could become too many
    if SavedView.objects.for_company(company).of(user).count() >= MOST_VIEWS:
        raise ViewRefused(
            _("You have %(number)d views, and more cannot be kept. Delete one first.")
            % {"number": MOST_VIEWS}
        )
    return _saved(SavedView(company=company, user=user, name=name, query=query, created_at=now))


@transaction.atomic
def rename_view(*, view: SavedView, name: str) -> SavedView:
    """Refusal: ViewRefused."""
    view.name = name
    return _saved(view)


def delete_view(*, view: SavedView) -> None:
    """The people on it stay as they are."""
    view.delete()


def _saved(view: SavedView) -> SavedView:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise ViewRefused(
            _("You have a view called “%(name)s”. Choose another name.") % {"name": view.name}
        ) from error
    return view


def _longest_query() -> int:
    return SavedView._meta.get_field("query").max_length or 0
