"""Visits every page of the web console in headless Chromium: English and French, light and dark, narrow and wide, with and without
JavaScript. axe must find nothing, nothing may be wider than the window, and the browser may report no error.

    pages.py ADDRESS SIGN-IN-LINK FOLDER     the screenshots go to FOLDER
"""

import re
import sys
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

address, link, folder = sys.argv[1:4]
ARGUMENTS = ["--no-sandbox", "--force-color-profile=srgb"]
# At most this many pages of one kind are visited.
INSTANCES = 2


def kind(path):
    """The path with its ids and slugs replaced, the same for all pages of a kind."""
    return re.sub(r"(?<=/)(?!employees|review)[^/]*\d[^/]*|(?<=tenants/)[^/]+", "*", path)


def reachable(page):
    """The paths that links lead to, starting from the first page: a few of each kind."""
    seen, kinds, waiting = [], {}, ["/"]
    while waiting:
        path = waiting.pop(0)
        if path in seen or kinds.get(kind(path), 0) >= INSTANCES:
            continue
        kinds[kind(path)] = kinds.get(kind(path), 0) + 1
        seen.append(path)
        page.goto(address + path)
        for href in page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"):
            target = urlsplit(urljoin(address + path, href))
            if f"{target.scheme}://{target.netloc}" == address and not target.query and target.path != "/signin":
                waiting.append(target.path)
    return seen


def visit(page, path, name, findings, with_axe, expected=200):
    errors = []

    def listen(message):
        if message.type == "error":
            errors.append(message.text)

    def fail(error):
        errors.append(str(error))

    page.on("console", listen)
    # An exception that no script caught is no message.
    page.on("pageerror", fail)
    answer = page.goto(address + path)
    if answer.status != expected:
        findings.append(f"{name} {path}: status {answer.status}")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        findings.append(f"{name} {path}: wider than the window")
    if with_axe:
        for violation in Axe().run(page).response["violations"]:
            nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
            findings.append(f"{name} {path}: {violation['id']}: {violation['help']}: {nodes}")
    page.remove_listener("console", listen)
    page.remove_listener("pageerror", fail)
    # The browser also reports an expected error status.
    if expected == 200:
        findings.extend(f"{name} {path}: the browser reports: {error}" for error in errors)
    file = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "today"
    page.screenshot(path=f"{folder}/{name}-{file}.png", full_page=True)


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
    findings, visits = [], 0
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.click("main form button")
    page.wait_for_url(address + "/")
    session = context.storage_state()
    paths = reachable(page)
    context.close()
    for language in ("en", "fr"):
        for theme in ("light", "dark"):
            for width in (375, 1440):
                # axe is a script itself: without JavaScript, the other checks remain.
                for script in (True, False):
                    name = f"{language}-{theme}-{width}{'' if script else '-plain'}"
                    options = {
                        "locale": language, "color_scheme": theme, "viewport": {"width": width, "height": 900},
                        "java_script_enabled": script,
                    }
                    with browser.new_context(storage_state=session, **options) as context:
                        page = context.new_page()
                        for path in paths:
                            visit(page, path, name, findings, script)
                        visit(page, "/no-such-page", name, findings, script, expected=404)
                    with browser.new_context(**options) as context:
                        visit(context.new_page(), "/signin", name, findings, script)
                    visits += len(paths) + 2
    browser.close()

print(f"{visits} visits of {len(paths) + 2} pages: " + ", ".join(sorted({kind(path) for path in paths})))
for finding in findings:
    print(finding)
sys.exit(1 if findings else 0)
