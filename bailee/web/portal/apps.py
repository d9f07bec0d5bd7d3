from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "bailee.web.portal"
    label = "portal"
