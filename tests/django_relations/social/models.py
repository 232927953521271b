"""Junctions of one's own, and generic keys."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from library.models import Author


class Club(models.Model):
    name = models.CharField(max_length=50)
    members = models.ManyToManyField(
        Author, through="Membership", through_fields=("club", "member"), related_name="clubs"
    )


class Membership(models.Model):
    """The same pair may come twice, and there is a second key to one side."""

    club = models.ForeignKey(Club, models.CASCADE)
    member = models.ForeignKey(Author, models.CASCADE)
    invited_by = models.ForeignKey(Author, models.SET_NULL, null=True, related_name="invitations")
    since = models.IntegerField()


class Note(models.Model):
    text = models.CharField(max_length=50)
    kind = models.ForeignKey(ContentType, models.CASCADE)
    about = models.PositiveBigIntegerField()
    subject = GenericForeignKey("kind", "about")


class TextNote(models.Model):
    """Its keys are text, as of tables whose keys are not all numbers."""

    text = models.CharField(max_length=50)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.CharField(max_length=20)
    content_object = GenericForeignKey()
