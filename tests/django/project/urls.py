from django.urls import path

from . import views

urlpatterns = [
    path("write-and-ride/", views.write_and_ride),
    path("write-and-fail/", views.write_and_fail),
    path("token/", views.token),
    path("async/", views.asynchronous),
    path("async-unsafe/", views.asynchronous_unsafe),
    path("process/", views.process),
]
