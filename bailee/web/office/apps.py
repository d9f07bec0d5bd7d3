from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "bailee.web.office"
    label = "office"
