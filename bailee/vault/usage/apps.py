from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "bailee.vault.usage"
    label = "usage"
