"""What may not come in: too large, of a type that the operator refuses, over the quota."""

from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext as _

from bailee.people import languages
from bailee.vault import allowance
from bailee.vault.allowance import OverQuotaError
from bailee.vault.files import held


class FileRefusedError(Exception):
    """The file is not kept. The text says why, and what to do, to the person who sent it."""


def refuse_over_quota(more: int) -> None:
    """Raises `FileRefusedError` if the contract has no room for `more` bytes.

    Asked before an upload begins, of its announced size, and again when it is whole.
    """
    try:
        allowance.refuse_over("file_bytes", more=more, count=lambda: held.everything().size)
    except OverQuotaError as error:
        raise FileRefusedError(str(error)) from None


def refuse_size(size: int) -> None:
    """Raises `FileRefusedError` for more bytes than one file may have."""
    most = settings.MAX_UPLOAD_BYTES
    if size > most:
        raise FileRefusedError(
            _("A file may have {most} at most. This one is larger.").format(
                most=languages.usual().size(most)
            )
        )


def refuse_name(name: str) -> None:
    """Raises `FileRefusedError` for an ending that the operator refuses."""
    for ending in PurePath(name.lower()).suffixes[-2:]:
        if ending[1:] in settings.REFUSED_FILES:
            raise FileRefusedError(
                _("“{name}” is not kept: {ending} files are refused here.").format(
                    name=name, ending=ending
                )
            )


def refuse_type(name: str, true_type: str) -> None:
    """Raises `FileRefusedError` for a type of content, whatever the name says."""
    if true_type and true_type in settings.REFUSED_FILES:
        raise FileRefusedError(
            _(
                "“{name}” is not kept: by its content it is {true_type}, which is refused here."
            ).format(name=name, true_type=true_type)
        )
