"""A browser and its place in plain words, so that people recognise their own (A11)."""

import ipaddress
import re

from django.utils.translation import gettext as _

# The first that fits counts: nearly every browser also claims to be others.
BROWSERS = (
    ("Edge", re.compile(r"Edg(e|A|iOS)?/")),
    ("Samsung Internet", re.compile(r"SamsungBrowser/")),
    ("Opera", re.compile(r"OPR/|Opera")),
    ("Firefox", re.compile(r"Firefox/|FxiOS/")),
    ("Chrome", re.compile(r"Chrom(e|ium)/|CriOS/")),
    ("Safari", re.compile(r"Safari/")),
)
SYSTEMS = (
    ("iPhone", re.compile(r"iPhone")),
    ("iPad", re.compile(r"iPad")),
    ("Android", re.compile(r"Android")),
    ("Windows", re.compile(r"Windows")),
    ("Mac", re.compile(r"Mac OS X|Macintosh")),
    ("ChromeOS", re.compile(r"CrOS")),
    ("Linux", re.compile(r"Linux|X11")),
)


def words_for_device(agent: str) -> str:
    """Such as “Chrome on Android”; what a browser says of itself is no proof of anything."""
    browser = next((name for name, pattern in BROWSERS if pattern.search(agent)), "")
    system = next((name for name, pattern in SYSTEMS if pattern.search(agent)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A device that does not say what it is")


def masked_place(address: str) -> str:
    """The network without the machine: `203.0.113.•`, `2001:db8:7::•`. Nothing for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 4:
        return f"{address.rpartition('.')[0]}.•"
    network = ipaddress.ip_network((found, 48), strict=False).network_address
    return f"{network.compressed.removesuffix('::')}::•"
