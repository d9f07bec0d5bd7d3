"""Removing a person: shows what goes and what stays, asks for the address to be typed, acts."""

import uuid
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bailee.custody.held import removal
from bailee.foundation import clock
from bailee.people.models import User, address
from bailee.people.users import LastOwnerError
from bailee.web.ui.forms import Form


class TypedForm(Form):
    """The person's address, typed: nobody removes a person by a slip."""

    typed = forms.CharField(
        label=gettext_lazy("Type the person’s e-mail address"),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if address(typed) != self.email:
            raise forms.ValidationError(
                _("This is not {email}. Type it as it stands above.").format(email=self.email)
            )
        return typed


def new(
    request: HttpRequest, person_id: uuid.UUID, *, base: str, title: str, back: str
) -> HttpResponse:
    """The page, and the removal. Deactivated people can be removed as well."""
    person = get_object_or_404(User, id=person_id)
    form = TypedForm(request.POST or None, email=person.email)
    if request.method == "POST" and form.is_valid():
        try:
            removal.remove(person, by=cast("User", request.user).actor, now=clock.now())
        except LastOwnerError as error:
            form.add_error(None, str(error))
        else:
            if person.pk != request.user.pk:
                messages.success(request, _("The person is removed. They get their data by mail."))
            return redirect(back)
    context = {
        "base": base,
        "title": title,
        "back": back,
        "person": person,
        "form": form,
        "outlook": removal.outlook(person),
        "is_me": person.pk == request.user.pk,
        "now": clock.now(),
    }
    status = 422 if form.errors else 200
    return render(request, "people/remove.html", context, status=status)
