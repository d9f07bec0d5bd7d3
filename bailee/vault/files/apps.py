from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "bailee.vault.files"
    label = "files"
