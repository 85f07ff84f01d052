"""`make bench`, or `python -m bench invites-csv` on an empty database."""

import os
import sys
from importlib import import_module

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "workstars.settings.test"
django.setup()
import_module("bench.running").main(sys.argv[1:])
