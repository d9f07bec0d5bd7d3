from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "bailee.vault.integrations"
    label = "integrations"

    def ready(self) -> None:
        """Hears of every change of records, in this process."""
        from bailee.vault.integrations import listening  # needs the models

        listening.begin()
