"""The steps of a purge in the words of people: shown to both sides, and in the certificate."""

LABELS: dict[str, str] = {
    "tombstone": "Vault closed to every writer",
    "late_writers": "Jobs removed, logins ended",
    "envelope": "What is still needed sealed: addressees of the certificate, values to search for",
    "inventory": "Counted what there was",
    "objects": "Files and archives deleted",
    "vault": "Vault dropped from the database",
    "office_rows": "Entries in the office removed",
    "mail_folder": "Mail folder removed",
    "temporary_files": "Temporary files removed",
    "logs": "Log lines removed",
    "database_scrub": "Database rewritten where it keeps traces",
    "key": "Encryption key destroyed",
    "backups": "Backups deleted",
    "residue": "Searched wherever we may look; nothing found",
    "certificate": "Certificate issued",
    "certificate_mailed": "Certificate mailed",
    "envelope_destroyed": "Addressees and searched values destroyed",
}
