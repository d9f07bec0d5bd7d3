"""What all pages share: looks, base templates, template tags, form rendering, middleware, sign-in.

Promises pages without inline style or script, readable without JavaScript, in light and dark and
at phone width, and errors that reveal nothing. Refuses a cookie of its own and any third party.
"""
