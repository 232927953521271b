"""Inheritance: every table of a chain, seen from every other."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from library.models import Author, BestBook, Subject


class Place(models.Model):
    name = models.CharField(max_length=50, db_column="called")
    owner = models.ForeignKey(Author, models.SET_NULL, null=True)
    themes = models.ManyToManyField(Subject)
    notes = GenericRelation(
        "social.Note", content_type_field="kind", object_id_field="about", related_query_name="noted_place"
    )

    class Pillion:
        measures = {"visits": "count(visit)"}


class Shop(Place):
    opened = models.IntegerField()
    window = models.ForeignKey(BestBook, models.SET_NULL, null=True)


class Bookshop(Shop):
    shelves = models.IntegerField()
    neighbour = models.OneToOneField(Place, models.SET_NULL, null=True, related_name="beside")


class Visit(models.Model):
    place = models.ForeignKey(Place, models.CASCADE)
    shop = models.ForeignKey(Shop, models.SET_NULL, null=True, related_name="shopping")
    minutes = models.IntegerField()
