"""Visits to the app: as another visitor each time, but not in another browser each time.

What a browser compiles for a page it keeps for the next visit to it in the same tab, which then
opens in half the time. Nothing else stays: cookies and storage are emptied in between.
"""

from tests.browser.app import App

VIEWPORT = {"width": 1280, "height": 900}
WITHIN_A_TAB = {"viewport", "color_scheme"}
"""What can be changed without a new context."""


class Visits:
    """The visits of one test after another.

    Args:
        browser: Whose tabs they are.

    Attributes:
        opened: Those of the test that runs, the first of them perhaps in the tab that is kept.
    """

    def __init__(self, browser):
        self._browser = browser
        self._kept = None
        self.opened = []

    def open(self, server, script="", **options):
        """A visitor who has never been here."""
        may_keep = not script and not self.opened and set(options) <= WITHIN_A_TAB
        page = self._kept_tab(**options) if may_keep else self._new_tab(script, **options)
        self.opened.append(App(page, server))
        return self.opened[-1]

    def end(self):
        """Everybody leaves; gives what the browser complained about."""
        complaints = [complaint for app in self.opened for complaint in app.complaints]
        for app in self.opened:
            if app.page is self._kept and not app.page.is_closed():
                self._empty(app)
            else:
                app.page.context.close()
        self.opened = []
        return complaints

    def _kept_tab(self, viewport=VIEWPORT, color_scheme="light"):
        if self._kept is None or self._kept.is_closed():
            self._kept = self._new_tab()
        self._kept.set_viewport_size(viewport)
        self._kept.emulate_media(color_scheme=color_scheme)
        return self._kept

    def _new_tab(self, script="", **options):
        context = self._browser.new_context(**{"viewport": VIEWPORT} | options)
        context.add_init_script(script)
        return context.new_page()

    def _empty(self, app):
        app.leave()
        app.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        app.page.goto("about:blank")
        app.page.context.clear_cookies()
