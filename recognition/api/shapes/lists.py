"""Lists that are read and not written: eCards, reasons, points."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class Listed(serializers.Serializer[Any]):
    """A page of a list."""

    next = serializers.CharField(allow_null=True, help_text=_("The address of the next page, or null."))


class ECardOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    is_in_use = serializers.BooleanField(help_text=_("Whether it can be chosen."))
    picture = serializers.CharField(help_text=_("Its address, for who is signed in."))
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class ECardList(Listed):
    results = ECardOut(many=True)


class ReasonOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    names = serializers.DictField(
        child=serializers.CharField(), help_text=_("In further languages, by their code.")
    )
    is_in_use = serializers.BooleanField(help_text=_("Whether it can be chosen."))


class ReasonList(Listed):
    results = ReasonOut(many=True)


class BalanceOut(serializers.Serializer[Any]):
    employee_id = serializers.CharField()
    name = serializers.CharField()
    balance = serializers.IntegerField()


class BalancePage(Listed):
    results = BalanceOut(many=True)


class PointsOut(serializers.Serializer[Any]):
    """An entry of the ledger. It never changes; what is taken back is a further entry."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    employee_id = serializers.CharField()
    points = serializers.IntegerField()
    recognition_id = serializers.IntegerField(allow_null=True)
    batch_id = serializers.IntegerField(allow_null=True)
    reverses = serializers.IntegerField(allow_null=True, help_text=_("The entry that this one takes back."))


class PointsPage(Listed):
    results = PointsOut(many=True)
