"""Between server and views: headers, cookie guard, faces, origin check, permissions.

Promises that every request passes all of them and every response, errors too, carries the headers.
"""
