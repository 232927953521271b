from django.urls import path
from shop import views

urlpatterns = [
    path("", views.cities, name="cities"),
    path("city/<str:city>/", views.city, name="city"),
]
