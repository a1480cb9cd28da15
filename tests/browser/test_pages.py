"""Every page loads without an error and without a word to another host; the switch and the suggestion do their work."""

from __future__ import annotations

from typing import Any

from tests.browser.drivers import Browser

SECTION = "objectives/07-reduce-vulnerabilities.html#actions"


def twin(page: str) -> str:
    return page.removeprefix("ar/") if page.startswith("ar/") else f"ar/{page}"


def test_no_errors_and_no_outside_requests(browser: Browser, base: str, pages: list[str]) -> None:
    browser.noted()
    for page in pages:
        browser.open(base + page)
        browser.ready()
        assert browser.run("return document.documentElement.lang") == ("ar" if page.startswith("ar/") else "en")
        assert browser.noted() == [], page


def test_the_start_page_leads_to_both_languages(browser: Browser, addresses: dict[str, str]) -> None:
    start = addresses["file"].replace("/site/", "/START-HERE.html")
    for link in ("site/index.html", "site/ar/index.html"):
        browser.open(start)
        browser.click(f'a[href="{link}"]')
        browser.until("return location.pathname.endsWith(args[0]) && document.querySelector('h1')", link)
    assert browser.noted() == []


def test_the_switch_keeps_page_and_section(browser: Browser, base: str) -> None:
    for page in (SECTION, twin(SECTION)):
        browser.open(base + page)
        browser.click("a.dalil-switch")
        browser.until("return location.href === args[0]", base + twin(page))
        top = browser.until("const top = document.querySelector('#actions').getBoundingClientRect().top; return top > -5 && top < innerHeight / 2 ? [top] : null")
        assert top


def test_the_switch_keeps_the_section_that_is_read(browser: Browser, base: str) -> None:
    browser.open(base + SECTION.partition("#")[0])
    browser.run("document.querySelector('#questions, h2:nth-of-type(4)').scrollIntoView()")
    section = browser.until("return [...document.querySelectorAll('h2')].filter((h) => h.getBoundingClientRect().top < innerHeight / 3).pop()?.id")
    browser.click("a.dalil-switch")
    browser.until("return location.pathname.includes('/ar/') && location.hash === args[0]", f"#{section}")


def test_colours_last_from_page_to_page(browser: Browser, base: str) -> None:
    for place, scheme in ((2, "slate"), (1, "default")):
        browser.open(base + "index.html")
        browser.ready()
        browser.click(f"label[for=__palette_{place}]")
        browser.settled()
        for page in ("concept-note.html", "ar/exercises/review-process.html"):
            browser.open(base + page)
            browser.until("return document.body.dataset.mdColorScheme === args[0]", scheme)
    assert browser.noted() == []


def test_a_lost_address_gets_the_page_in_both_languages(browser: Browser, addresses: dict[str, str]) -> None:
    browser.open(addresses["http"] + "no/such/page.html")
    assert browser.until("return [...document.querySelectorAll('section')].map((one) => one.dir).join(' ')") == "ltr rtl"
    browser.noted()


def test_the_suggestion_offers_and_never_redirects(chromium: Any, addresses: dict[str, str]) -> None:
    browser = chromium(locale="ar-EG")
    for base in addresses.values():
        browser.open(base + "concept-note.html")
        browser.until("return !document.querySelector('.dalil-suggestion').hidden")
        assert browser.run("return document.querySelector('.dalil-suggestion').innerText").startswith("هذه الصفحة متاحة بالعربية")
        assert browser.run("return location.pathname").endswith("/concept-note.html")
        browser.click(".dalil-suggestion button")
        browser.open(base + "glossary.html".join(["reference/", ""]))
        browser.ready()
        browser.page.wait_for_timeout(300)
        assert browser.run("return document.querySelector('.dalil-suggestion').hidden")
    assert browser.noted() == []


def test_the_suggestion_is_silent_in_the_reader_s_own_language(chromium: Any, addresses: dict[str, str]) -> None:
    browser = chromium(locale="ar")
    browser.open(addresses["http"] + "ar/concept-note.html")
    browser.page.wait_for_timeout(300)
    assert browser.run("return document.querySelector('.dalil-suggestion').hidden")


def test_the_store_page_answers_nobody_over_http(browser: Browser, addresses: dict[str, str]) -> None:
    browser.open(addresses["http"] + "index.html")
    browser.run("""
        localStorage.setItem('dalil/gcm-review/secret', '"kept"');
        window.heard = [];
        window.addEventListener('message', (event) => window.heard.push(event.data));
        const frame = document.createElement('iframe');
        frame.onload = () => { frame.contentWindow.postMessage({number: 1, prefix: 'dalil/gcm-review/', key: 'secret'}, '*'); setTimeout(() => { window.done = true; }, 500); };
        frame.src = 'store.html';
        document.body.append(frame);""")
    browser.until("return window.done")
    assert browser.run("return window.heard") == []
