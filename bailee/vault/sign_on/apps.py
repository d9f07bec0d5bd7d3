from django.apps import AppConfig


class SignOnConfig(AppConfig):
    name = "bailee.vault.sign_on"
    label = "sign_on"
