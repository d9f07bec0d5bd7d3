"""Pages: the public site, the office, each client's portal, and the looks they share (`ui`).

Holds views, forms, templates, middleware. Promises that every response carries the headers and
every view says who may open it. Refuses to remember or to write: a page makes one call into the
domain. Arrows: site, portal, office → ui → the domain; never between faces.
"""
