from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "bailee.vault.mail"
    label = "mail"
