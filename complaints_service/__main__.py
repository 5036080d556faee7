"""Lets `python -m complaints_service` be the console command."""

from complaints_service.cli.main import main

if __name__ == "__main__":
    main()
