from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "bailee.vault.links"
    label = "links"
