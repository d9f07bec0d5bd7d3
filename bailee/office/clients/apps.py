from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "bailee.office.clients"
    label = "clients"
