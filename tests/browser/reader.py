"""What a reader does with exercises, by keyboard, and what they see."""

from __future__ import annotations

from tests.browser.drivers import Browser

RESULT = "return document.querySelector(`#${args[0]} .dalil-result`).textContent"


def visit(browser: Browser, url: str) -> None:
    browser.settled()
    browser.open(url)
    browser.ready()


def start_reading(browser: Browser, name: str) -> None:
    """Puts the place from which Tab goes on at the head of an exercise, as a click on its text does."""
    browser.run("""
        const section = document.getElementById(args[0]);
        section.tabIndex = -1;
        section.focus();
        section.removeAttribute("tabindex");""", name)


def tab_to(browser: Browser, selector: str) -> None:
    """Goes on with the Tab key, as a reader would."""
    for _ in range(60):
        if browser.run("return document.activeElement.matches(args[0])", selector):
            return
        browser.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def check(browser: Browser, name: str) -> str:
    """Presses the button that checks, reached with Tab, and gives what is said."""
    tab_to(browser, f"#{name} button[type=submit]")
    browser.press("Enter")
    return str(browser.run(RESULT, name))
