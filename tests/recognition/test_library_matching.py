"""Which reason somebody meant, however it was written."""

import pytest

from recognition.models import Reason
from recognition.queries.library import match_reason, reasons_by_key

SAFETY = Reason(
    pk=1, name="Safety first", names={"pl": "Bezpieczeństwo przede wszystkim", "ar": "السلامة أولاً"}
)
TEAM = Reason(pk=2, name="Zusammenhalt", names={"en": "Team spirit"})
REASONS = reasons_by_key([SAFETY, TEAM])


@pytest.mark.rule(
    "B2", "a reason is matched without case, spaces and accents in any of the company's languages"
)
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Safety first", SAFETY),
        ("  SAFETY  FIRST ", SAFETY),
        ("safetyfirst", SAFETY),
        ("Sáfety fïrst", SAFETY),
        ("bezpieczenstwo przede wszystkim", SAFETY),
        ("BEZPIECZEŃSTWO PRZEDE WSZYSTKIM", SAFETY),
        ("Ｓａｆｅｔｙ first", SAFETY),
        ("السلامة اولا", SAFETY),
        ("team\u00a0spirit", TEAM),
        ("ZUSAMMENHALT", TEAM),
        ("Safety", None),
        ("Safety first!", None),
        ("", None),
        ("   ", None),
    ],
)
def test_a_reason_is_known_by_any_of_its_names(written: str, meant: Reason | None) -> None:
    assert match_reason(written, REASONS) == meant


def test_an_empty_translation_is_no_name() -> None:
    reasons = [Reason(pk=1, name="Team"), Reason(pk=2, name="Mut", names={"en": ""})]

    assert sorted(reasons_by_key(reasons)) == ["mut", "team"]
