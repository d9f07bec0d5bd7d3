from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "bailee.vault.company"
    label = "company"

    def ready(self) -> None:
        """Hears of mail that comes back, in this process."""
        from bailee.vault.company import returns  # needs the models

        returns.begin()
