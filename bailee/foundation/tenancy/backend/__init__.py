"""Django's database backend that logs in as the seat's role."""
