"""What the web login may do in custody's tables; the office's login may do everything there."""

# What a portal's request may do here, table by table, as the role `bailee_web`.
WEB_PRIVILEGES: dict[str, str] = {
    "custody_handback": "SELECT",
    "custody_step": "SELECT, INSERT",
    "custody_purgestep": "SELECT",
    "custody_legalhold": "SELECT",
    "custody_archivebuild": "SELECT, INSERT",
    "custody_archivedownload": "SELECT, INSERT",
    "custody_confirmationtry": "SELECT, INSERT",
    "custody_tombstone": "SELECT",
    "people_throttle": "SELECT, INSERT, UPDATE",
}
# Which rows it may insert or change, where that matters: not even injected SQL takes a step for
# staff, has the archive of one client built for another, or ends a pause of the office.
WEB_ROWS: dict[str, str] = {
    "people_throttle": "purpose = 'portals'",
    "custody_step": "kind = 'confirmed' AND by_kind = 'user'",
    "custody_archivebuild": "by_kind = 'user' AND handback_id IS NULL AND built_at IS NULL AND"
    " vault = (SELECT schema_name FROM public.clients_client WHERE id = client_id)",
}
