"""The pages for a client's people. They render; every change is one call into the domain."""
