"""The key of a password reset: allauth's token, void after one use, a login, a change of address, or a day (A11)."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import url_str_to_user_pk, user_pk_to_url_str

from employees.models import User


def make_key(user: User) -> str:
    return f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"


def read_key(key: str) -> User | None:
    """Whose password the key may set; None when it is not (or no longer) good for anything."""
    number, _dash, token = key.partition("-")
    try:
        user = User.objects.filter(pk=url_str_to_user_pk(number), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return user if user and default_token_generator.check_token(user, token) else None
