"""Queries that the ORM gets wrong or refuses: (title, ORM attempt, path query, plain SQL)."""

REVIEWS = "(SELECT count(*) FROM shop_review r WHERE r.book_id = b.id)"
SALES = "(SELECT sum(s.qty) FROM shop_sale s WHERE s.book_id = b.id)"
PER_ROW = [
    ("Count('review'), Sum('sale__qty')", "count(review), sum(sale__qty)", f"{REVIEWS}, {SALES}"),
    (
        "Avg('sale__qty'), Sum('review__rating')",
        "avg(sale__qty), sum(review__rating)",
        "(SELECT avg(qty) FROM shop_sale s WHERE s.book_id = b.id),"
        " (SELECT sum(rating) FROM shop_review r WHERE r.book_id = b.id)",
    ),
    ("Count('sale'), Count('tags')", "count(sale), count(tags)",
     "(SELECT count(*) FROM shop_sale s WHERE s.book_id = b.id),"
     " (SELECT count(*) FROM shop_book_tags t WHERE t.book_id = b.id)"),
    ("Sum('review__rating'), Count('tags')", "sum(review__rating), count(tags)",
     "(SELECT sum(rating) FROM shop_review r WHERE r.book_id = b.id),"
     " (SELECT count(*) FROM shop_book_tags t WHERE t.book_id = b.id)"),
    ("Count('review', filter=Q(review__verified=True)), Sum('sale__qty')",
     "count(review) FILTER (WHERE review__verified), sum(sale__qty)",
     f"(SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND r.verified), {SALES}"),
]  # fmt: skip
GROUPED = [
    ("Count('review'), Sum('sale__qty')", "count(review), sum(sale__qty)", "count", "sum"),
    ("Sum('review__rating'), Sum('sale__qty')", "sum(review__rating), sum(sale__qty)", "rating", "sum"),
]
KEYS = [
    ("publisher__city", "p.city"),
    ("author__country", "a.country"),
]
FROM = (
    "shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id JOIN shop_author a ON a.id = b.author_id"
)
RATINGS = "(SELECT sum(rating) FROM shop_review r WHERE r.book_id = b.id)"
MEASURES = {
    "count": f"sum({REVIEWS})::bigint",
    "rating": f"sum({RATINGS})::bigint",
    "sum": f"sum({SALES})::bigint",
}


def cases():
    for orm, path, plain in PER_ROW:
        yield (
            f"{path}, for each book",
            f"Book.objects.order_by('id').values_list('id').annotate({orm})",
            f"SELECT id, {path} FROM shop_book ORDER BY id",
            f"SELECT b.id, {plain} FROM shop_book b ORDER BY b.id",
        )
        yield (
            f"{path}, for the books that cost more than 10",
            f"Book.objects.filter(price__gt=10).order_by('id').values_list('id').annotate({orm})",
            f"SELECT id, {path} FROM shop_book WHERE price > 10 ORDER BY id",
            f"SELECT b.id, {plain} FROM shop_book b WHERE b.price > 10 ORDER BY b.id",
        )
    for orm, path, *measures in GROUPED:
        plain = ", ".join(MEASURES[m] for m in measures)
        for key, column in KEYS:
            yield (
                f"{path}, by {key}",
                f"Book.objects.values_list('{key}').order_by('{key}').annotate({orm})",
                f"SELECT {key}, {path} FROM shop_book GROUP BY 1 ORDER BY 1",
                f"SELECT {column}, {plain} FROM {FROM} GROUP BY 1 ORDER BY 1",
            )
            yield (
                f"{path}, by {key}, with a total",
                f"Book.objects.values_list('{key}').order_by('{key}').annotate({orm})",
                f"SELECT {key}, {path} FROM shop_book GROUP BY ROLLUP (1) ORDER BY 1".replace(
                    "(1)", f"({key})"
                ),
                f"SELECT {column}, {plain} FROM {FROM} GROUP BY ROLLUP ({column}) ORDER BY 1",
            )
        yield (
            f"{path}, in all",
            f"[tuple(Book.objects.aggregate({orm}).values())]",
            f"SELECT {path} FROM shop_book",
            f"SELECT {plain} FROM shop_book b",
        )
    yield (
        "the mean number of reviews a book and the copies sold, by city",
        "Book.objects.values_list('publisher__city').order_by('publisher__city')"
        ".annotate(n=Count('review')).annotate(Avg('n'), Sum('sale__qty'))",
        "SELECT publisher__city, avg(count(review)), sum(sale__qty) FROM shop_book GROUP BY 1 ORDER BY 1",
        f"SELECT p.city, avg({REVIEWS}), sum({SALES})::bigint FROM {FROM} GROUP BY 1 ORDER BY 1",
    )
