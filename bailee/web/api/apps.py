from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "bailee.web.api"
    label = "api"
