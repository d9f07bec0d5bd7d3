"""The web process's entry point, loaded in each of granian's workers."""

import multiprocessing
import os
import signal

from bailee.foundation import logs, tether

os.environ["BAILEE_PROCESS"] = "web"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bailee.config.settings")
granian = multiprocessing.parent_process()
if granian and granian.pid:  # a worker does not outlive a granian that was killed
    tether.hold(signal.SIGKILL, parent=granian.pid)
logs.configure("web")

from django.core.wsgi import get_wsgi_application  # noqa: E402 - settings read the environment

application = get_wsgi_application()

from bailee.office.visits import writing  # noqa: E402 - its table wants the settings

writing.start()
