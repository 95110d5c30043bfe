"""« E-mails »: every message of the workspace, as the person will see it."""
