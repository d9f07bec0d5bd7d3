from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "bailee.vault.activity"
    label = "activity"

    def ready(self) -> None:
        """Hears of everybody who loses a role, in this process."""
        from bailee.vault.activity import listening  # needs the models

        listening.begin()
