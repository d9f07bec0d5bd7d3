"""A real browser at a real server over TLS, with the worker beside it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import cast
from tests.browser.watch import Watched


@pytest.fixture
def person(web: str, chromium: Browser) -> Iterator[Callable[..., Watched]]:
    """Gives somebody a browser of their own, watched for cookies, strangers and violations."""
    contexts: list[BrowserContext] = []

    def open_browser(**options: object) -> Watched:
        context = chromium.new_context(ignore_https_errors=True, **options)  # type: ignore[arg-type]  # passed through
        contexts.append(context)
        page: Page = context.new_page()
        return Watched(page, port=web, domain=cast.DOMAIN)

    yield open_browser
    for context in contexts:
        context.close()
