"""Browser and system in words."""

import pytest

from app.routes.device import device_words

SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox on Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Edg/140.0", "Edge on Windows"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} OPR/120.0", "Opera on Linux"),
        (f"Mozilla/5.0 (Linux; Android 15; Pixel 9) {CHROME}", "Chrome on Android"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {SAFARI} Safari/605.1.15", "Safari on macOS"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {SAFARI} Safari/604.1", "Safari on iPhone"),
        (f"Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) {SAFARI} CriOS/140.0 Safari/604.1", "Chrome on iPad"),
        ("curl/8.5.0", ""),
        ("<script>alert(1)</script> Firefox/1", "Firefox"),
        ("", ""),
    ],
)
def test_a_browser_is_named_with_its_system_and_nothing_else_of_what_it_says(user_agent: str, words: str) -> None:
    assert device_words(user_agent) == words
