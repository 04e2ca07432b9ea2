"""The HTML report in headless Chromium: quiet, quick, usable by keyboard, on a phone, in the dark, on paper."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports import htmlreport

from .report_support import HOSTILE, KINDS, MEMBERS, hostile_report, large_report, report_of, rich_report, source

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is found")

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def many_report() -> Report:
    """More files and columns than are shown at once."""
    return report_of([source(f"{n}.csv", ("收货人姓名", "联系手机"), 1 + n * 7 % 25) for n in range(25)])


MADE = {"rich": rich_report, "hostile": hostile_report, "large": large_report, "many": many_report}

CONTRASTS = """() => {
  const parts = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const weak = new Set();
  for (const element of document.querySelectorAll("body *")) {
    const told = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!told || element.closest("script, svg, [hidden]")) continue;
    const [low, high] = [light(parts(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => a - b);
    if ((high + 0.05) / (low + 0.05) < 4.5) weak.add(`${element.tagName}.${element.className}`);
  }
  return [...weak];
}"""


@dataclass
class Opened:
    """A page, and everything that it complained of or asked for besides itself."""

    page: Any
    troubles: list[str] = field(default_factory=list)

    def shown(self, selector: str) -> int:
        return int(self.page.locator(f"{selector}:visible").count())

    def every(self) -> None:
        """All rows that fit, instead of the first ones. By the keyboard: where rows are still laid out, a click can miss."""
        self.page.locator("#rows-all").press("Enter")
        self.page.locator("#rows-all").wait_for(state="hidden")

    @property
    def fitting(self) -> int:
        """How many rows fit the filters, shown or not."""
        text = str(self.page.locator("#rows-shown").text_content())
        return int(text.split()[2].replace(",", ""))

    @property
    def rows(self) -> int:
        return self.shown("#evidence-table tbody tr")

    def column(self, table: str, number: int) -> list[str]:
        cells = self.page.locator(f"#{table}-table tbody tr:visible > :nth-child({number})")
        return [text.strip() for text in cells.all_text_contents()]


class Browser:
    """Opens rendered reports."""

    def __init__(self, chromium: Any, folder: Path) -> None:
        self._chromium, self._folder = chromium, folder
        self._opened: list[Opened] = []

    def file(self, name: str, language: str) -> Path:
        path = self._folder / f"{name}-{language}.html"
        if not path.exists():
            path.write_bytes(htmlreport.render(MADE[name](), Texts(language)))
        return path

    def open(self, name: str, language: str = "zh", width: int = 1280, go: bool = True, **options: Any) -> Opened:
        address = self.file(name, language).as_uri()
        page = self._chromium.new_page(viewport={"width": width, "height": 800}, **options)
        opened = Opened(page)
        page.on("console", lambda message: opened.troubles.append(message.text))
        page.on("pageerror", lambda error: opened.troubles.append(str(error)))
        page.on("dialog", lambda dialog: opened.troubles.append(f"dialog {dialog.message}"))
        page.on("request", lambda asked: asked.url == address or opened.troubles.append(asked.url))
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (event) => console.error('blocked ' + event.violatedDirective))"
        )
        if go:
            page.goto(address)
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        for opened in self._opened:
            opened.page.close()
        assert [trouble for opened in self._opened for trouble in opened.troubles] == []
        self._opened.clear()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Path]]:
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started, tmp_path_factory.mktemp("pages")
        started.close()


@pytest.fixture
def browser(chromium: tuple[Any, Path]) -> Iterator[Browser]:
    """After every test: no page said anything on its console, asked for anything, or met its security policy."""
    made = Browser(*chromium)
    yield made
    made.close()


def test_what_is_watched_is_noticed(browser: Browser) -> None:
    opened = browser.open("rich")
    opened.page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://example.invalid/x.png'}))")
    opened.page.evaluate("document.body.setAttribute('style', 'color: red')")
    opened.page.wait_for_timeout(100)
    noticed = " ".join(opened.troubles)
    assert "img-src" in noticed
    assert "style-src" in noticed
    opened.troubles.clear()


@pytest.mark.parametrize("name", ["rich", "hostile"])
@pytest.mark.parametrize(("language", "code"), [("zh", "zh-CN"), ("en", "en")])
def test_it_opens(browser: Browser, name: str, language: str, code: str) -> None:
    opened = browser.open(name, language)
    assert opened.page.locator("html").get_attribute("lang") == code
    assert opened.page.locator("h1").inner_text() == Texts(language)("html.title")
    assert opened.shown("#filter") == 1
    assert opened.rows == min(50, len([example for one in MADE[name]().sources for example in one.examples]))


def test_3000_examples_can_be_filtered_within_two_seconds(browser: Browser) -> None:
    """From the start of the navigation until a first filter is applied; the best of some tries, since others use the machine, too."""
    address = browser.file("large", "zh").as_uri()
    taken = []
    while len(taken) < 4 and min(taken, default=9) >= 2:
        opened = browser.open("large", go=False)
        started = time.monotonic()
        opened.page.goto(address)
        opened.page.fill("#q", "订单_007")
        opened.page.wait_for_selector("#shown.filtered")
        taken.append(time.monotonic() - started)
        assert opened.rows == 50
        assert opened.page.locator("#rows-shown").inner_text() == "显示 50 / 150 处"
    assert min(taken) < 2


def test_the_evidence_is_read_aloud_as_a_table(browser: Browser) -> None:
    """Although its rows are laid out by themselves, and only those in view."""
    opened = browser.open("rich")
    opened.page.fill("#q", "luhn")
    opened.page.wait_for_selector("#shown.filtered")
    opened.page.locator("#evidence-table tbody tr:visible").last.scroll_into_view_if_needed()
    opened.page.wait_for_timeout(100)
    tree = opened.page.context.new_cdp_session(opened.page).send("Accessibility.getFullAXTree")["nodes"]
    roles = Counter(node["role"]["value"] for node in tree if not node["ignored"])
    for role, selector in (
        ("table", "table"), ("row", "tr"), ("columnheader", "th[scope=col]"), ("rowheader", "th[scope=row]"), ("cell", "td"),
    ):  # fmt: skip
        assert roles[role] == opened.shown(selector), role


def test_filters(browser: Browser) -> None:
    opened = browser.open("rich", "en")
    page = opened.page
    report = rich_report()
    examples = [example for one in report.sources for example in one.examples]
    groups = [group for one in report.sources for group in one.groups]

    def settle() -> None:
        page.wait_for_timeout(120)

    assert opened.fitting == len(examples)
    assert (
        page.locator("#shown").inner_text()
        == f"evidence: {opened.fitting} of {opened.fitting}; linked records: 11 of 11"
    )
    page.select_option("#by-entity", label="bank card")
    assert opened.fitting == sum(e.finding.entity == "CN_BANK_CARD" for e in examples)
    assert opened.shown(".group") == sum(any(f.entity == "CN_BANK_CARD" for f in group.findings) for group in groups)
    page.select_option("#by-file", label=MEMBERS)
    assert (opened.fitting, opened.shown(".group")) == (0, 0)
    page.select_option("#by-entity", "")
    assert opened.fitting == sum(e.finding.location.source == MEMBERS for e in examples)
    page.select_option("#by-state", label="forbidden")
    assert opened.fitting == sum(e.finding.location.source == MEMBERS and bool(e.forbidden) for e in examples)
    page.click("#filter [type=reset]")
    settle()
    assert (opened.fitting, opened.shown(".group")) == (len(examples), len(groups))
    page.select_option("#by-grade", label="critical")
    assert set(opened.column("evidence", 2)) == {"bank card"}
    page.click("#filter [type=reset]")
    settle()
    page.fill("#q", "  LUHN   passed ")
    settle()
    assert opened.fitting == sum(e.finding.recognizer == "cn-bank-card" for e in examples)
    assert "filtered" in str(page.locator("#shown").get_attribute("class"))
    page.fill("#q", "no such thing")
    settle()
    assert opened.fitting == 0
    page.press("#q", "Enter")
    assert page.url.endswith("rich-en.html")
    page.evaluate("location.hash = document.querySelector('#evidence-table tbody tr:last-child').id")
    settle()
    assert opened.fitting == opened.rows == len(examples)
    assert page.locator("#q").input_value() == ""
    sync_api.expect(page.locator("#evidence-table tbody tr").last).to_be_in_viewport()


def test_sorting(browser: Browser) -> None:
    opened = browser.open("rich")
    page = opened.page
    opened.every()
    before = opened.column("files", 1)
    head = page.locator("#files-table thead th").nth(2)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert opened.column("files", 3) == ["12", "205", "1,872"]
    page.locator("#files-table thead button").nth(0).click()
    assert head.get_attribute("aria-sort") is None
    page.locator("#evidence-table thead button").nth(4).click()
    scores = [float(text) for text in opened.column("evidence", 6)]
    assert scores == sorted(scores)
    assert scores[0] < scores[-1]
    page.locator("#evidence-table thead button").nth(4).press("Enter")
    assert [float(text) for text in opened.column("evidence", 6)] == sorted(scores, reverse=True)
    page.locator("#evidence-table thead button").nth(3).click()
    assert opened.column("evidence", 1) == [e.finding.id for one in rich_report().sources for e in one.examples]
    page.locator("#files-table thead button").nth(1).click()
    page.locator("#files-table thead button").nth(1).click()
    assert opened.column("files", 1) == before


def test_rows_that_are_folded_away_are_sorted_with_the_others(browser: Browser) -> None:
    opened = browser.open("many")
    opened.page.locator("#columns-table thead button").nth(5).click()
    opened.page.locator("#columns-table thead button").nth(5).click()
    told = [
        int(text.replace(",", ""))
        for name in ("columns", "columns-rest")
        for text in opened.page.locator(f"#{name}-table tbody td:nth-child(6)").all_text_contents()
    ]
    assert len(told) == 50
    assert told == sorted(told, reverse=True)
    assert told[0] > told[-1]
    assert len(opened.column("columns", 1)) == 20


def test_more_rows_are_shown_on_request(browser: Browser) -> None:
    opened = browser.open("large", "en")
    page = opened.page
    assert opened.rows == 50
    more = page.locator("#rows-more")
    assert page.locator("#rows-shown").get_attribute("role") == "status"
    more.focus()
    page.keyboard.press("Enter")
    assert opened.rows == 250
    assert page.locator("#rows-shown").inner_text() == "250 of 3,000 shown"
    assert page.evaluate("[...document.activeElement.parentElement.rows].indexOf(document.activeElement)") == 50
    page.select_option("#by-file", index=2)
    page.wait_for_timeout(120)
    assert (opened.rows, opened.fitting) == (50, 150)
    assert more.inner_text() == "Show 100 more"
    page.click("#rows-all")
    assert opened.rows == 150
    assert opened.shown("#rows-more") == opened.shown("#rows-all") == 0


@pytest.mark.parametrize("width", [1280, 360])
def test_the_search_field_stays_in_view(browser: Browser, width: int) -> None:
    """Although nearly all that stood above and below it is gone."""
    opened = browser.open("large", width=width)
    page = opened.page
    opened.every()
    page.locator("#evidence-table tbody tr").nth(1500).scroll_into_view_if_needed()
    field = page.locator("#q")
    for word in ("订单_007 2 行", "no such thing", "", "订单_01"):
        field.fill(word)
        page.wait_for_timeout(200)
        box = field.bounding_box()
        assert 0 <= box["y"] <= 800 - box["height"], word
        assert page.evaluate("document.activeElement.id") == "q"
        title = page.locator("#h-evidence").bounding_box()
        assert box["y"] < title["y"] < 800, word


def test_filters_fit_a_phone(browser: Browser) -> None:
    opened = browser.open("rich", width=360)
    page = opened.page
    page.evaluate("document.querySelector('#evidence').scrollIntoView()")
    assert page.locator("#filter").bounding_box()["height"] < 100
    assert opened.shown("#filter select") == 0
    page.click("#choices")
    assert page.locator("#choices").get_attribute("aria-expanded") == "true"
    assert opened.shown("#filter select") == 4
    row = page.locator("#evidence-table tbody tr").first
    compact = row.bounding_box()["height"]
    assert compact < 90
    page.click("#reasons")
    assert row.bounding_box()["height"] > compact
    sync_api.expect(row.locator("th")).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1024, 1280])
def test_no_table_is_wider_than_its_place(browser: Browser, language: str, width: int) -> None:
    for name in ("rich", "large"):
        wide = browser.open(name, language, width).page.evaluate(
            "[...document.querySelectorAll('.scroll')].filter((e) => e.scrollWidth > e.clientWidth)"
            ".map((e) => e.firstElementChild.id)"
        )
        assert wide == []


def test_a_large_report_is_no_endless_page(browser: Browser) -> None:
    for width, most in ((1280, 30_000), (360, 60_000)):
        opened = browser.open("large", width=width)
        assert opened.page.evaluate("document.documentElement.scrollHeight") < most


def test_hostile_values_are_shown_as_text(browser: Browser) -> None:
    opened = browser.open("hostile")
    for value in (
        HOSTILE[0],
        HOSTILE[1],
        HOSTILE[2],
        HOSTILE[4],
        "\\u202egnp.exe\\u202c\\u200f",
        "\U00020bb7\U0001f600",
    ):
        row = opened.page.locator("#evidence-table tbody tr", has_text=value).first
        row.scroll_into_view_if_needed()
        sync_api.expect(row).to_contain_text(value, use_inner_text=True)
    assert opened.page.evaluate("document.scripts.length") == 1
    assert opened.page.locator("#evidence-table img, #evidence-table b").count() == 0
    opened.page.fill("#q", HOSTILE[0])
    opened.page.wait_for_timeout(120)
    assert opened.rows == 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out(browser: Browser, scheme: str) -> None:
    opened = browser.open("rich", color_scheme=scheme)
    ground = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(244, 246, 248)", "dark": "rgb(14, 19, 26)"}[scheme]
    assert opened.page.evaluate(CONTRASTS) == []


@pytest.mark.parametrize("name", ["rich", "hostile"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_phone_shows_it_without_scrolling_sideways(browser: Browser, name: str, language: str) -> None:
    opened = browser.open(name, language, width=360)
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 360
    cell = opened.page.locator("#files-table tbody td").first
    label = cell.evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert label == f'"{Texts(language)("html.persons")}"'


def test_the_keyboard_is_enough(browser: Browser) -> None:
    opened = browser.open("rich")
    page = opened.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "report"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert {"scroll", "sort", "q", "by-entity", "by-file", "by-grade", "by-state"} <= reached


def test_paper_shows_everything_but_the_controls(browser: Browser) -> None:
    opened = browser.open("rich", color_scheme="dark")
    opened.page.emulate_media(media="print")
    assert opened.shown("#filter") == opened.shown(".contents") == opened.shown(".skip") == 0
    assert opened.shown("section") == 11
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert opened.page.evaluate(CONTRASTS) == []
    head = opened.page.locator("#files-table thead th").first
    assert head.evaluate("(head) => getComputedStyle(head, '::before').content") == '"文件"'
    assert opened.page.pdf(format="A4").startswith(b"%PDF")


def test_paper_says_what_is_left_out(browser: Browser) -> None:
    opened = browser.open("rich")
    opened.page.emulate_media(media="print")
    assert (opened.rows, opened.shown(".printed"), opened.shown("#rows-shown"), opened.shown("#rows-more")) == (
        50,
        1,
        1,
        0,
    )
    opened.page.emulate_media(media="screen")
    assert opened.shown(".printed") == 0
    opened.every()
    opened.page.emulate_media(media="print")
    assert opened.shown(".printed") == 0
    assert opened.rows == len([example for one in rich_report().sources for example in one.examples])


def test_it_is_complete_without_a_script(browser: Browser) -> None:
    opened = browser.open("rich", java_script_enabled=False)
    assert opened.shown("#filter") == 0
    assert opened.rows == len([example for one in rich_report().sources for example in one.examples])
    assert opened.shown("section") == 11
    assert opened.shown(".group li") > len(KINDS)
