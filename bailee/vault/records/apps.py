from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "bailee.vault.records"
    label = "records"
