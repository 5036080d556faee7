"""The WSGI callable `app`, for any server that runs one."""

from complaints_service import logs
from complaints_service.app import create_serving_app

logs.configure()
app = create_serving_app()
