"""Where a request comes from: what a browser says of itself is not believed (A5)."""

import pytest
from django.test import RequestFactory

from workstars.lib.doors import client_address

OURS, BROWSER, FORGED = "10.0.0.1", "198.51.100.7", "203.0.113.9"


@pytest.mark.rule("A5", "behind proxies the address is the one that the outermost of them saw")
@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, BROWSER, OURS),
        (1, BROWSER, BROWSER),
        (1, f"{FORGED}, {BROWSER}", BROWSER),
        (2, f"{FORGED},{BROWSER} , 10.0.0.2,", BROWSER),
        (2, FORGED, OURS),
        (1, "", OURS),
    ],
    ids=["no proxy", "one", "one, and a forged address", "two", "one left out", "nothing forwarded"],
)
def test_client_address(settings, proxies: int, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=OURS, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address
