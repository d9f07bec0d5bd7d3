"""The steps of a purge in the words of people: shown to both sides, and in the certificate."""

from django.utils.translation import gettext_noop

LABELS: dict[str, str] = {
    "tombstone": gettext_noop("Vault closed to every writer"),
    "late_writers": gettext_noop("Jobs removed, logins ended"),
    "envelope": gettext_noop(
        "What is still needed sealed: addressees of the certificate, values to search for"
    ),
    "inventory": gettext_noop("Counted what there was"),
    "objects": gettext_noop("Files and archives deleted"),
    "vault": gettext_noop("Vault dropped from the database"),
    "office_rows": gettext_noop("Entries in the office removed"),
    "mail_folder": gettext_noop("Mail folder removed"),
    "temporary_files": gettext_noop("Temporary files removed"),
    "logs": gettext_noop("Log lines removed"),
    "database_scrub": gettext_noop("Database rewritten where it keeps traces"),
    "key": gettext_noop("Encryption key destroyed"),
    "backups": gettext_noop("Backups deleted"),
    "residue": gettext_noop("Searched wherever we may look; nothing found"),
    "certificate": gettext_noop("Certificate issued"),
    "certificate_mailed": gettext_noop("Certificate mailed"),
    "envelope_destroyed": gettext_noop("Addressees and searched values destroyed"),
}
