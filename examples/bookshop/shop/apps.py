from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shop"

    def ready(self):
        from . import riding  # noqa: F401  its receiver lends every connection that opens
