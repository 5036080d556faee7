"""The values of this installation. The environment comes first: COMPLAINTS_BASE_URL beats BASE_URL.

Uncomment what you want to set here. Keep passwords and keys in the environment, not in this file.
A council that installs the package copies this file into the folder named by COMPLAINTS_HOME.
"""

# production, demo or test. Real complaints belong in production, which is also the default.
# ENV = "production"

# Where the database is. Demo and test start a PostgreSQL of their own when this is not set.
# DATABASE_URL = "postgresql+psycopg://complaints_app@db.council.example/complaints"

# The owner of the tables, for `complaints db upgrade` only: the program itself then works under
# a role that cannot change or delete what has been recorded.
# MIGRATION_URL = "postgresql+psycopg://complaints_owner@db.council.example/complaints"

# Attachments, letters and published releases. Readable by the program's account only.
# DATA_DIR = "./instance"

# The database of demo and test. It must lie outside DATA_DIR.
# EMBEDDED_DIR = "./embedded-db"

# The address that people type, https in production. Links in letters begin with it.
# BASE_URL = "https://complaints.council.example"

# Who may read the published figures by script, or frame the widget. Spaces between several.
# PUBLIC_ORIGINS = "https://www.council.example"

# The reverse proxies in front of the service. Others' forwarded headers are ignored.
# TRUSTED_PROXIES = "10.0.0.0/8"

# The mail server; tls is none, starttls or tls. Without one, messages wait in the outbox.
# SMTP_URL = "smtp://mail.council.example:587?tls=starttls"

# GOV.UK Notify instead: the id of an email template with the subject ((subject)) and the message
# ((body)). Its key belongs in the environment, as COMPLAINTS_NOTIFY_API_KEY.
# NOTIFY_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"

# The virus scanner clamd: tcp://host:3310, or unix:/run/clamav/clamd.ctl on this machine. Without
# one, documents are marked as not scanned.
# CLAMD_URL = "unix:/run/clamav/clamd.ctl"

# The largest document that may be uploaded, in megabytes.
# LARGEST_DOCUMENT_MB = "20"

# Single sign-on by OpenID Connect; the client's secret belongs in the environment.
# OIDC_ISSUER = "https://login.council.example"
# OIDC_CLIENT_ID = "complaints"

# In the environment only: COMPLAINTS_SECRET_KEY (32 random bytes or more),
# COMPLAINTS_OIDC_CLIENT_SECRET, COMPLAINTS_NOTIFY_API_KEY, COMPLAINTS_METRICS_TOKEN.
