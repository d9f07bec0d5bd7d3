from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "bailee.custody"
    label = "custody"
