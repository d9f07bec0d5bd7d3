"""The client's own particulars: its name, address and contact (clauses 2.1b, 8.1)."""
