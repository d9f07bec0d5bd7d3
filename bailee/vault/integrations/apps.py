from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "bailee.vault.integrations"
    label = "integrations"
