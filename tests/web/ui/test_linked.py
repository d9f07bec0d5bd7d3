from bailee.web.ui import linked
from tests.cast import Vault


def test_link_is_marked_and_goes_by_our_own_page(acme: Vault) -> None:
    with acme.inside():
        html = linked.linked("See https://quay.example/4.")
    before, _, rest = html.partition('href="/leave/')
    assert before == 'See <a class="leaves" '
    rest = rest.partition('/"')[2]
    assert rest == (
        ' target="_blank" rel="noopener noreferrer nofollow ugc"><bdi dir="ltr">https://'
        '<bdi class="host">quay.example</bdi>/4</bdi><span class="unseen"> (leaves this site for'
        " quay.example, in a new tab)</span></a>."
    )
