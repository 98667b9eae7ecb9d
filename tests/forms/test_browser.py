"""The HTML page in a real browser: three widths, paper, and an automated accessibility check."""

import io
import re
import shutil
from collections.abc import Iterator

import pytest

import section16
from section16.forms.html import html
from tests.forms.stylesheets import words_of_html

pytestmark = [pytest.mark.needs("chromium", "playwright", "axe_playwright_python", "pypdf"), pytest.mark.needs_shared]

WIDTHS = (360, 800, 1400)
# many rows in both tables; ten owners; 33 footnotes; Form 3; Form 5; the layout of 2026; remarks and an amendment
NAMES = (
    "0001179110-20-011380.xml", "0000899243-23-008241.txt", "0000899243-21-045944.xml", "0001209191-13-009116.xml",
    "0000899243-23-004992.xml", "0000897069-26-001273.xml", "0002129616-26-000003.xml",
)  # fmt: skip
# elements whose own text is wider than they are, or that lie outside the window
CUT = """() => [...document.querySelectorAll('main *')].filter(e => {
    if (e.closest('thead') && getComputedStyle(e.closest('thead')).position === 'absolute') return false;
    const box = e.getBoundingClientRect();
    if (!box.width || getComputedStyle(e).display === 'none') return false;
    return box.right > innerWidth + 1 || box.left < -1 || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0;
}).map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 60))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=quiet)
        yield started
        started.close()


@pytest.fixture(scope="module")
def sources(submissions, documents) -> dict[str, bytes]:
    found = {}
    for corpus in (submissions, documents):
        for name in set(NAMES) & set(corpus.names):
            found[name] = html(section16.read(corpus.read(name)))
    assert set(found) == set(NAMES)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_and_nothing_serious_is_found(browser, sources, name):
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page()
    page.set_content(sources[name].decode())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{width} pixels"
        assert page.evaluate(CUT) == [], f"{width} pixels"
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}] == []
    page.close()


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_paper_holds_every_word(browser, sources, paper):
    """Printed, no column is cut off: the words of the page are on paper, as often as on the screen."""
    from pypdf import PdfReader

    for name, source in sources.items():
        page = browser.new_page()
        page.set_content(source.decode())
        size = {"Letter": ("11in", "8.5in"), "A4": ("297mm", "210mm")}[paper]
        printed = PdfReader(io.BytesIO(page.pdf(width=size[0], height=size[1], prefer_css_page_size=False)))
        text = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in printed.pages))
        missing = [word for word in set(words_of_html(source)) - {"[X]", "[ ]"} if word not in text]
        assert missing == [], name
        page.close()


def test_marks_lead_to_their_footnotes_by_keyboard(browser, sources):
    page = browser.new_page()
    page.set_content(sources["0000899243-21-045944.xml"].decode())
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert stops[0] == "#joint"
    assert any(stop and re.fullmatch("#F[0-9]+", stop) for stop in stops)
    page.close()


def test_the_checks_can_fail(browser):
    """What they look for is found where it is."""
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": 360, "height": 900})
    page.set_content("<html><main><p style='width:900px'>wide</p><img src='x'></main></html>")
    assert len(page.evaluate(CUT)) == 1
    found = {v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in {"serious", "critical"}}
    assert {"image-alt", "html-has-lang"} <= found
    page.close()
