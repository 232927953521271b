"""Books, who wrote, edited, published, sold and reviewed them."""

from django.db import models


class Publisher(models.Model):
    name = models.CharField(max_length=100)
    city = models.CharField(max_length=60)

    def __str__(self):
        return self.name


class Author(models.Model):
    name = models.CharField(max_length=100)
    country = models.CharField(max_length=60)
    mentor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="pupils")

    def __str__(self):
        return self.name


class Tag(models.Model):
    label = models.CharField(max_length=40, unique=True)

    def __str__(self):
        return self.label


class Book(models.Model):
    title = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    published = models.DateField()
    publisher = models.ForeignKey(Publisher, models.SET_NULL, null=True, blank=True)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    editor = models.ForeignKey(Author, models.SET_NULL, null=True, blank=True, related_name="edited_books")
    tags = models.ManyToManyField(Tag, blank=True)

    def __str__(self):
        return self.title


class Review(models.Model):
    book = models.ForeignKey(Book, models.CASCADE)
    rating = models.PositiveSmallIntegerField()
    verified = models.BooleanField(default=False)
    body = models.TextField(blank=True)

    def __str__(self):
        return f"{self.rating} for {self.book_id}"


class Store(models.Model):
    name = models.CharField(max_length=100)
    city = models.CharField(max_length=60)

    def __str__(self):
        return self.name


class Sale(models.Model):
    book = models.ForeignKey(Book, models.CASCADE)
    store = models.ForeignKey(Store, models.CASCADE)
    qty = models.PositiveIntegerField()
    sold_on = models.DateField()

    def __str__(self):
        return f"{self.qty} of {self.book_id}"
