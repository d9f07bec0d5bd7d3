from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "bailee.vault.company"
    label = "company"
