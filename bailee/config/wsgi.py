"""The web process's entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["BAILEE_PROCESS"] = "web"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bailee.config.settings")
application = get_wsgi_application()
