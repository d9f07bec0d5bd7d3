"""The web process's entry point, loaded in each of granian's workers."""

import os
import signal

from bailee.foundation import logs, tether

os.environ["BAILEE_PROCESS"] = "web"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bailee.config.settings")
tether.hold(signal.SIGTERM)  # a worker does not outlive a granian that was killed
logs.configure("web")

from django.core.wsgi import get_wsgi_application  # noqa: E402 - settings read the environment

application = get_wsgi_application()
