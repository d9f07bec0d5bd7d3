"""Countries and currencies for choices."""

from bailee.web.ui import iso


def test_countries_are_in_the_order_of_their_names() -> None:
    names = list(iso.countries().values())
    assert names[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert (len(names), iso.countries()["GB"]) == (249, "United Kingdom")


def test_currencies_are_those_that_people_pay_in() -> None:
    known = iso.currencies()
    assert [code in known for code in ("EUR", "JPY", "XOF", "XAU", "XXX", "XTS")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert list(known) == sorted(known)
