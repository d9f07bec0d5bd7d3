from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "bailee.people"
    label = "people"
