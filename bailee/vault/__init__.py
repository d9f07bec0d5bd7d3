"""Everything that belongs to one client: company, records, files, mail. Never another's."""
