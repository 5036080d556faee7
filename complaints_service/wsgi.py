"""The WSGI callable `app`, for any server that runs one."""

import gc

from complaints_service import logs
from complaints_service.app import create_serving_app

logs.configure()
app = create_serving_app()
# What is loaded by now stays for good: not to look through it again and again saves a request
# about a tenth of its time.
gc.freeze()
