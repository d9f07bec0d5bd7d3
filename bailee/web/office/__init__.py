"""The pages for staff. They render; every change is one call into the domain."""
