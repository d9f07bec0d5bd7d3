from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "bailee.vault.records"
    label = "records"

    def ready(self) -> None:
        from bailee.vault.files import holders  # models may be imported only once apps are ready
        from bailee.vault.records import attachments, listening

        holders.register(attachments.holding)
        listening.begin()
