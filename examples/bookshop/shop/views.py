from django.http import Http404, JsonResponse
from django.shortcuts import render

from .models import Publisher
from .riding import live

# Two relations counted and summed beside each other, and neither multiplies the other: the ORM
# needs a subquery written by hand for each.
BOOKS_OF_A_CITY = """
    SELECT title, author__name, count(review) AS reviews, avg(review__rating) AS rating,
           sum(sale__qty) AS sold
    FROM shop_book
    WHERE publisher__city = ?
    ORDER BY sold DESC NULLS LAST, title
"""


def cities(request):
    names = Publisher.objects.order_by("city").values_list("city", flat=True).distinct()
    return render(request, "shop/cities.html", {"cities": names})


def city(request, city):
    """The books of a city's publishers, as a page, or as JSON with ?format=json."""
    with live() as guest:
        books = [
            {
                "title": row.title,
                "author": row.author__name,
                "reviews": row.reviews,
                "rating": None if row.rating is None else round(float(row.rating), 2),
                "sold": row.sold,
            }
            for row in guest.execute(BOOKS_OF_A_CITY, city)
        ]
    if not books:
        raise Http404(f"No book is published in {city}")
    if request.GET.get("format") == "json":
        return JsonResponse({"city": city, "books": books})
    return render(request, "shop/city.html", {"city": city, "books": books})
