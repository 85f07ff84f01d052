import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workstars.settings.production")

application = get_wsgi_application()

from workstars import urls  # noqa: E402, F401 (all pages, once: gunicorn divides into processes after this)
from workstars.portal.demo.guard import refuse_demo_accounts  # noqa: E402 (it needs the models)

if not settings.DEVELOPMENT:
    refuse_demo_accounts()
