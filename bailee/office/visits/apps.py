from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "bailee.office.visits"
    label = "visits"
