"""The WSGI callable `app`, for any server that runs one."""

from complaints_service.app import create_app

app = create_app()
