"""The site, for a server that speaks WSGI."""

import os

from django.core.wsgi import get_wsgi_application

os.umask(0o077)  # as `set_up` of the command line
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalon.workspace.config.settings")
application = get_wsgi_application()
