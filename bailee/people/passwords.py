"""What a new password may not be: known to everyone, quickly guessed, or one's own names.

No rule asks for digits or signs. Everything is looked up on this machine: a password leaves it for
no check. Named in the settings as Django's validators.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from bailee.foundation import tenancy
from bailee.office.clients.models import Client
from bailee.people.models import User

SHORTEST = 12  # characters; shorter ones are refused anyhow and need no look-up
LONGEST = 200
# A password for which fewer guesses are enough (zxcvbn's estimate): what a stolen hash withstands
# for a day. Of the 3,000 commonest stolen passwords of this length it stops two in three.
FEWEST_GUESSES = 10**10
LEFT = 8  # letters and digits that must be left when one's own names are taken out
_LOOKED_AT = 72  # characters that zxcvbn weighs; whoever types more has chosen well
_LEET = str.maketrans("4@831!05$7", "aabeiiosst")
_WORD = re.compile(r"[^\W\d_]{3,}")


class NotKnown:
    """Not one that was stolen elsewhere and is tried first."""

    def validate(self, password: str, user: User | None = None) -> None:
        del user
        if folded(password) in stolen():
            raise ValidationError(
                _(
                    "This password was stolen elsewhere and stands in the lists that attackers "
                    "try first. Take another: some words in a row make a good one."
                ),
                code="password_stolen",
            )

    def get_help_text(self) -> str:
        return _("Not one that is known from a theft.")


class NotGuessed:
    """Not one that a program guesses quickly: words, dates, keys in a row, repeats."""

    def validate(self, password: str, user: User | None = None) -> None:
        weighed = zxcvbn(password[:_LOOKED_AT], user_inputs=sorted(own_words(user)))
        if weighed["guesses"] < FEWEST_GUESSES:
            raise ValidationError(
                _(
                    "This password is guessed quickly: it is made of what programs try first. "
                    "Add a few unusual words."
                ),
                code="password_guessed",
            )

    def get_help_text(self) -> str:
        return _("Not one that is guessed quickly.")


class NotOwnNames:
    """Not the company's, the product's or one's own name with a little added."""

    def validate(self, password: str, user: User | None = None) -> None:
        for typed in (folded(password), folded(password).translate(_LEET)):
            left, found = typed, []
            for word in sorted(own_words(user), key=len, reverse=True):
                if word in left:
                    found.append(word)
                    left = left.replace(word, " ")
            if found and sum(character.isalnum() for character in left) < LEFT:
                raise ValidationError(
                    _(
                        "This password is little more than “{word}”, which others try first. "
                        "Leave your own and the company’s names out, or add some words."
                    ).format(word=found[0]),
                    code="password_own_names",
                )

    def get_help_text(self) -> str:
        return _("Not your own name, nor the company’s.")


def folded(password: str) -> str:
    """For comparing only: a password itself is kept as it was typed."""
    return unicodedata.normalize("NFKC", password).casefold()


@cache
def stolen() -> frozenset[str]:
    """Known passwords long enough to be chosen here: Django's list, and the larger one if there."""
    path = Path(settings.PASSWORD_LIST)
    more = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    known = (*CommonPasswordValidator().passwords, *more)
    return frozenset(folded(one) for one in known if len(one) >= SHORTEST)


def own_words(person: User | None) -> set[str]:
    """Names that anyone would try here: of product, Company, client, and of the person."""
    texts = ["Bailee", "portal", settings.COMPANY_NAME, settings.DOMAIN]
    if tenancy.current().in_vault:
        client = Client.objects.filter(schema_name=tenancy.current().schema).first()
        texts += [client.name, client.label] if client else []
    if person is not None:
        texts += [person.name, person.email]
    return {word for text in texts for word in _WORD.findall(folded(text))} - {"com", "www"}
