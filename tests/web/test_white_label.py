"""White label: no page is compiled with the product's name in it."""

import pytest

from comunik_kit.web.not_found import not_found_page
from comunik_kit.web.overlay import broken_page
from comunik_kit.web.routes import PAGES, Page
from comunik_kit.workspaces.views import PRODUCT

NOT_FOUND = Page("/404", not_found_page, "title.not_found")


@pytest.mark.parametrize("page", [*PAGES, NOT_FOUND], ids=lambda page: page.path)
def test_no_page_is_compiled_with_the_name_of_the_product(page: Page) -> None:
    assert PRODUCT not in repr(page.draw().render())


def test_nor_is_the_page_that_broke() -> None:
    assert PRODUCT not in repr(broken_page(stateful=True).render())
