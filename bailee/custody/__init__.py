"""What Bailee exists for: keeping apart, handing back, purging, and showing that it was done.

Tables lie in `public` and name a client by random id only. Refuses to leave a step half done:
every step may be killed and run again.
"""
