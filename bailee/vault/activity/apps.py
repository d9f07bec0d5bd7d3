from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "bailee.vault.activity"
    label = "activity"
