"""The gates of the library: eCards (R5) and reasons (R6)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from employees.models import Company
from recognition.models import ECard


class ECardField(forms.ModelChoiceField):
    """One eCard that is in use, or none; drawn by components/ecard_choice.html."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            ECard.objects.none(),
            label=kwargs.pop("label", _("eCard")),
            required=False,
            empty_label=_("No eCard"),
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("This eCard has been switched off. Choose another.")},
            **kwargs,
        )

    def offer(self, company: Company) -> None:
        """To be called by the form: those that the company has in use, in its order."""
        self.queryset = ECard.objects.for_company(company).in_use().in_order()
