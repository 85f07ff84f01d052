"""The gates of the library: eCards (R5) and reasons (R6)."""

import unicodedata
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from employees.models import Company
from recognition.models import ECard, Reason

PICTURE_BYTES = 10 * 1024 * 1024
NAME_LENGTH = 80
TOO_LONG = {"max_length": _("At most %(limit_value)s characters; these are %(show_value)s.")}


class ECardField(forms.ModelChoiceField):
    """One eCard that is in use, or none; drawn by components/ecard_choice.html."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            ECard.objects.none(),
            label=kwargs.pop("label", _("eCard")),
            required=False,
            blank=True,
            empty_label=_("No eCard"),
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("This eCard has been switched off. Choose another.")},
            **kwargs,
        )

    def offer(self, company: Company) -> None:
        """To be called by the form: those that the company has in use, in its order."""
        self.queryset = ECard.objects.for_company(company).in_use().in_order()


class PictureField(forms.FileField):
    """A picture for an eCard; cleaned to its bytes. What it shows is looked at by the service."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=kwargs.pop("label", _("Picture")),
            help_text=_("PNG, JPEG, WebP or GIF, at most 10 MB. For print, 1,800 × 1,200 points are best."),
            widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
            error_messages={
                "required": _("Choose the picture first."),
                "empty": _("This file is empty. Choose another."),
            },
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        picture = super().clean(data, initial)
        if picture and picture.size > PICTURE_BYTES:
            raise ValidationError(
                _("This picture is larger than 10 MB. Save it smaller and choose it again.")
            )
        return picture


class ECardForm(forms.Form):
    """A new one. Without a name it is called like the file, so that no upload is lost for want of one (X3)."""

    use_required_attribute = False

    picture = PictureField()
    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("It stands beside the picture when people choose. Empty: the name of the file."),
        error_messages=TOO_LONG,
    )

    def clean_name(self) -> str:
        picture = self.cleaned_data.get("picture")
        return tidy(self.cleaned_data["name"]) or name_of_file(picture.name if picture else "")


class ECardNameForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        error_messages={**TOO_LONG, "required": _("Type a name.")},
    )

    def clean_name(self) -> str:
        return tidy(self.cleaned_data["name"])


class ReasonForm(forms.Form):
    """One field a language, that of the company first and needed; cleaned `names` hold those that were filled in."""

    use_required_attribute = False

    def __init__(self, company: Company, data: Any = None, reason: Reason | None = None) -> None:
        own = company.default_language
        names = {own: reason.name, **reason.names} if reason else {}
        super().__init__(data, initial={f"name_{language}": name for language, name in names.items()})
        for language in sorted(settings.RECORD_LANGUAGES, key=lambda code: code != own):
            self.fields[f"name_{language}"] = forms.CharField(
                label=settings.RECORD_LANGUAGES[language],
                max_length=NAME_LENGTH,
                required=language == own,
                error_messages={**TOO_LONG, "required": _("Type the reason in the company’s language.")},
                widget=forms.TextInput(attrs={"lang": language, "dir": "auto"}),
            )

    def clean(self) -> dict[str, Any]:
        values = {name: tidy(value) for name, value in self.cleaned_data.items()}
        return {"names": {name.removeprefix("name_"): value for name, value in values.items() if value}}


def tidy(text: str) -> str:
    """One line, one blank between words."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def name_of_file(name: str) -> str:
    """thank_you-2.PNG as "thank you 2", in as many characters as a name has."""
    words = tidy(PurePath(name).stem.replace("_", " ").replace("-", " "))
    return words[:NAME_LENGTH].strip() or str(_("eCard"))
