from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "bailee.people.protection"
    label = "protection"
