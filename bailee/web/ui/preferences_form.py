"""The form of what a person may choose."""

import uuid
from typing import Any, cast

from babel import Locale
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bailee.people import languages, offered, preferences
from bailee.people.formats import LOCALES, NUMBERS, Formats
from bailee.people.models import User
from bailee.people.preferences import TOPICS, Choices, Topic
from bailee.web.ui.forms import Form
from bailee.web.ui.start import Start

_SAMPLE = 1234567
_DATE_LABELS = {
    "locale": _("As usual there"),
    "numeric": _("In numbers only"),
    "long": _("With the month's whole name"),
    "iso": _("Year-month-day (ISO 8601)"),
}
_CLOCK_LABELS = {"locale": _("As usual there"), "24": _("24 hours"), "12": _("12 hours, am and pm")}


class PreferencesForm(Form):
    """Everything with what is chosen now, or what the house gives."""

    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of pages, of messages and of mails to you."),
        required=False,  # left out: stays as it is
    )
    locale = forms.ChoiceField(
        label=_("Region of dates and numbers"),
        help_text=_("The order and names in dates, and the signs in numbers."),
    )
    numbers = forms.ChoiceField(label=_("Numbers"))
    dates = forms.ChoiceField(label=_("Dates"), choices=list(_DATE_LABELS.items()))
    clock = forms.ChoiceField(label=_("Time of day"), choices=list(_CLOCK_LABELS.items()))
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("A region and city, such as Europe/Berlin. Type to find yours."),
        widget=forms.TextInput({"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )
    theme = forms.ChoiceField(
        label=_("Colours"), choices=lambda: _said(offered.THEMES), widget=forms.RadioSelect
    )
    density = forms.ChoiceField(
        label=_("Density"), choices=lambda: _said(offered.DENSITIES), widget=forms.RadioSelect
    )
    start = forms.ChoiceField(
        label=_("Start with"), help_text=_("The page you see after signing in.")
    )
    rows = forms.TypedChoiceField(
        label=_("Rows of a list"),
        coerce=int,
        choices=lambda: [(rows, gettext("{rows} rows").format(rows=rows)) for rows in offered.ROWS],
    )
    wanted = forms.MultipleChoiceField(
        label=_("Mails you may do without"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, user: User, pages: list[Start], lists: list[Start], **kwargs: Any
    ) -> None:
        self.user, self._starts = user, {one.code: one for one in (*pages, *lists)}
        self.topics = [topic for topic in TOPICS.values() if user.role in topic.roles]
        super().__init__(*args, initial=self._now(), **kwargs)
        self._offer("language", list(languages.offered().items()))
        self._offer("locale", _locales())
        self._offer("numbers", _numbers())
        plain, further = _pairs(pages), _pairs(lists)
        self._offer("start", [*plain, (_("Collections and views"), further)] if further else plain)
        self._offer("wanted", [(topic.name, gettext(topic.label)) for topic in self.topics])
        if not self.topics:
            del self.fields["wanted"]

    def clean_time_zone(self) -> str:
        typed: str = self.cleaned_data["time_zone"].strip()
        found = {zone.casefold(): zone for zone in preferences.zones()}
        if typed.casefold() not in found:
            raise forms.ValidationError(
                _("This is no time zone. Choose one from the list, such as Europe/London or UTC.")
            )
        return found[typed.casefold()]

    def choices(self) -> Choices:
        """What was chosen, as the verb takes it."""
        given = dict(self.cleaned_data)
        start = self._starts[given.pop("start")]
        wanted = given.pop("wanted", [])
        if not given["language"]:
            del given["language"]
        elif self._only_language_changed():
            given["locale"] = languages.usual_locale(given["language"])
        muted = [topic.name for topic in self.topics if topic.name not in wanted]
        return cast(
            "Choices",
            {**given, "start_page": start.page, "start_id": start.which, "muted": muted},
        )

    def _only_language_changed(self) -> bool:
        """Dates and numbers then follow, unless the person has chosen a region of their own."""
        before = languages.usual_locale(self.initial["language"])
        untouched = self.cleaned_data["locale"] == self.initial["locale"] == before
        return "language" in self.changed_data and untouched

    @property
    def zones(self) -> tuple[str, ...]:
        """What the time zone may be."""
        return preferences.zones()

    @property
    def boxes(self) -> list[tuple[Any, Topic]]:
        """Each check box with the mail it is about."""
        return list(zip(self["wanted"], self.topics, strict=True)) if self.topics else []

    def _now(self) -> dict[str, Any]:
        chosen = preferences.of(self.user)
        names = ("locale", "numbers", "dates", "clock", "theme", "density", "rows")
        return {
            **{name: getattr(chosen, name) for name in names},
            "language": languages.of(self.user),
            "time_zone": self.user.time_zone,
            "start": _code(chosen.start_page, chosen.start_id, self._starts),
            "wanted": [topic.name for topic in self.topics if topic.name not in chosen.muted],
        }

    def _offer(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices


def _code(page: str, which: uuid.UUID | None, starts: dict[str, Start]) -> str:
    """What is chosen now; the overview where that is gone."""
    found = (code for code, one in starts.items() if (one.page, one.which) == (page, which))
    return next(found, "overview")


def _pairs(starts: list[Start]) -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in starts]


def _said(words: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, gettext(text)) for code, text in words.items()]


def _locales() -> list[tuple[str, str]]:
    """By their names in the reader's language; beside each its own."""
    named = []
    for code in LOCALES:
        known = Locale.parse(code, sep="-")
        here, own = (str(known.get_display_name(one)) for one in (languages.current(), None))
        named.append((code, here if here == own else f"{here} · {own}"))
    return sorted(named, key=lambda pair: pair[1])


def _numbers() -> list[tuple[str, str]]:
    """Each way shown by a number written in it."""
    ways = [
        (code, f"{Formats(numbers=code).number(_SAMPLE)}{point}89")
        for code, (_, point) in NUMBERS.items()
    ]
    return [("locale", gettext("As usual there")), *ways]
