"""Each rule with the facts of it that tests prove, so that anyone can see what is not proven."""

from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workstars.lib.embedded.environment import ROOT
from workstars.lib.rulebook import Fact, facts_below, read_rules, unknown

LONGEST_TEXT = 110


class Command(BaseCommand):
    help = "Print each rule of docs/rules.md with the facts that tests prove, and count those without any."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        rules = read_rules((ROOT / "docs" / "rules.md").read_text(encoding="utf-8"))
        facts = facts_below(ROOT / "tests")
        by_rule: defaultdict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_rule[fact.rule].append(fact)
        for rule in rules:
            self.stdout.write(f"{rule.name}  {shorten(rule.text)}")
            for fact in by_rule[rule.name]:
                self.stdout.write(f"      {fact.text}  ({fact.where})")
        bare = [rule.name for rule in rules if not by_rule[rule.name]]
        self.stdout.write(
            f"\n{len(rules)} rules, {len(facts)} facts. {len(bare)} rules without one: {' '.join(bare)}"
        )
        strangers = unknown(rules, facts)
        if strangers:
            raise CommandError(
                "No such rule: " + ", ".join(f"{fact.rule} in {fact.where}" for fact in strangers)
            )


def shorten(text: str) -> str:
    """The beginning of a rule, cut between words."""
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT].rsplit(" ", 1)[0] + " …"
