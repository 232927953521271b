"""Queries that the ORM gets wrong or cannot express: (title, ORM attempt, path query, plain SQL)."""

# ruff: noqa: E501 - as they stand on the page

from typing import NamedTuple


class Case(NamedTuple):
    title: str
    orm: str
    path: str
    by_hand: str


# What somebody would write without paths: one subquery for each relation.
REVIEWS = "(SELECT count(*) FROM shop_review r WHERE r.book_id = b.id)"
RATINGS = "(SELECT sum(r.rating) FROM shop_review r WHERE r.book_id = b.id)"
SALES = "(SELECT sum(s.qty) FROM shop_sale s WHERE s.book_id = b.id)"
TAGS = "(SELECT count(*) FROM shop_book_tags t WHERE t.book_id = b.id)"
BOOKS = f"(SELECT b.*, {REVIEWS} AS reviews, {RATINGS} AS ratings, {SALES} AS sales FROM shop_book b)"

CASES = [
    Case(
        "Two relations, for each book",
        "Book.objects.order_by('id').values_list('id').annotate(Count('review'), Sum('sale__qty'))",
        "SELECT id, count(review), sum(sale__qty) FROM shop_book ORDER BY id",
        f"SELECT id, {REVIEWS}, {SALES} FROM shop_book b ORDER BY id",
    ),
    Case(
        "DISTINCT is no way out: a sum drops equal amounts",
        "Book.objects.order_by('id').values_list('id').annotate(Count('review', distinct=True), "
        "Sum('sale__qty', distinct=True))",
        "SELECT id, count(review), sum(sale__qty) FROM shop_book ORDER BY id",
        f"SELECT id, {REVIEWS}, {SALES} FROM shop_book b ORDER BY id",
    ),
    Case(
        "A count of some rows beside a sum of others",
        "Book.objects.order_by('id').values_list('id').annotate(v=Count('review', "
        "filter=Q(review__verified=True)), q=Sum('sale__qty'))",
        "SELECT id, count(review) FILTER (WHERE review__verified) AS v, sum(sale__qty) AS q "
        "FROM shop_book ORDER BY id",
        "SELECT id, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND r.verified), "
        f"{SALES} FROM shop_book b ORDER BY id",
    ),
    Case(
        "A many-to-many relation beside another one",
        "Book.objects.order_by('id').values_list('id').annotate(Count('tags'), Sum('review__rating'))",
        "SELECT id, count(tags), sum(review__rating) FROM shop_book ORDER BY id",
        f"SELECT id, {TAGS}, {RATINGS} FROM shop_book b ORDER BY id",
    ),
    Case(
        "A condition on one relation, a sum over another",
        "Book.objects.filter(review__rating__gte=2).order_by('id').values_list('id').annotate(Sum('sale__qty'))",
        "SELECT id, sum(sale__qty) FROM shop_book WHERE count(review) FILTER (WHERE review__rating >= 2) > 0 "
        "ORDER BY id",
        f"SELECT id, {SALES} FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_review r "
        "WHERE r.book_id = b.id AND r.rating >= 2) ORDER BY id",
    ),
    Case(
        "Conditions on two aggregates",
        "Book.objects.annotate(n=Count('review'), q=Sum('sale__qty')).filter(n__gte=3, q__lt=20)"
        ".order_by('id').values_list('id', 'title')",
        "SELECT id, title FROM shop_book WHERE count(review) >= 3 AND sum(sale__qty) < 20 ORDER BY id",
        f"SELECT id, title FROM {BOOKS} b WHERE reviews >= 3 AND sales < 20 ORDER BY id",
    ),
    Case(
        "Two aggregates compared with each other",
        "Book.objects.annotate(q=Sum('sale__qty'), r=Sum('review__rating')).filter(q__gt=F('r'))"
        ".order_by('id').values_list('id')",
        "SELECT id FROM shop_book WHERE sum(sale__qty) > sum(review__rating) ORDER BY id",
        f"SELECT id FROM {BOOKS} b WHERE sales > ratings ORDER BY id",
    ),
    Case(
        "The best three by one relation, with a figure of another",
        "Book.objects.annotate(r=Sum('review__rating'), q=Sum('sale__qty')).order_by('-r', 'id')"
        ".filter(r__isnull=False).values_list('id', 'r', 'q')[:3]",
        "SELECT id, sum(review__rating) AS r, sum(sale__qty) AS q FROM shop_book WHERE count(review) > 0 "
        "ORDER BY r DESC, id LIMIT 3",
        f"SELECT id, ratings, sales FROM {BOOKS} b WHERE reviews > 0 ORDER BY ratings DESC, id LIMIT 3",
    ),
    Case(
        "Several relations, by group",
        "Book.objects.values_list('publisher__city').order_by('publisher__city')"
        ".annotate(Count('id'), Count('review'), Sum('sale__qty'))",
        "SELECT publisher__city, count(*) AS books, count(review), sum(sale__qty) FROM shop_book "
        "GROUP BY 1 ORDER BY 1",
        f"SELECT p.city, count(*), sum(reviews), sum(sales) FROM {BOOKS} b "
        "LEFT JOIN shop_publisher p ON p.id = b.publisher_id GROUP BY 1 ORDER BY 1",
    ),
    Case(
        "Several relations, in all",
        "[tuple(Book.objects.aggregate(Count('review'), Sum('sale__qty'), Count('tags')).values())]",
        "SELECT count(review), sum(sale__qty), count(tags) AS tags FROM shop_book",
        "SELECT (SELECT count(*) FROM shop_review), (SELECT sum(qty) FROM shop_sale), "
        "(SELECT count(*) FROM shop_book_tags)",
    ),
    Case(
        "A subtotal for each group and a total: there is no ROLLUP",
        "Book.objects.values_list('publisher__city').order_by('publisher__city').annotate(Count('review'))",
        "SELECT publisher__city, count(review) FROM shop_book GROUP BY ROLLUP (publisher__city) ORDER BY 1, 2",
        f"SELECT p.city, sum(reviews) FROM {BOOKS} b LEFT JOIN shop_publisher p ON p.id = b.publisher_id "
        "GROUP BY ROLLUP (p.city) ORDER BY 1, 2",
    ),
    Case(
        "The same figure by two keys apart: there are no GROUPING SETS",
        "Book.objects.values_list('publisher__city', 'author__country').annotate(Sum('sale__qty'))"
        ".order_by('publisher__city', 'author__country')",
        "SELECT publisher__city, author__country, sum(sale__qty) FROM shop_book "
        "GROUP BY GROUPING SETS ((publisher__city), (author__country)) ORDER BY 1, 2, 3",
        f"SELECT p.city, a.country, sum(sales) FROM {BOOKS} b JOIN shop_author a ON a.id = b.author_id "
        "LEFT JOIN shop_publisher p ON p.id = b.publisher_id "
        "GROUP BY GROUPING SETS ((p.city), (a.country)) ORDER BY 1, 2, 3",
    ),
    Case(
        "The mean of a count, by group",
        "Book.objects.values_list('publisher__city').order_by('publisher__city')"
        ".annotate(n=Count('review')).annotate(Avg('n'))",
        "SELECT publisher__city, avg(count(review)) FROM shop_book GROUP BY 1 ORDER BY 1",
        f"SELECT p.city, avg(reviews) FROM {BOOKS} b LEFT JOIN shop_publisher p ON p.id = b.publisher_id "
        "GROUP BY 1 ORDER BY 1",
    ),
    Case(
        "A histogram: how many books have so many reviews",
        "Book.objects.annotate(n=Count('review')).values('n').order_by('n').annotate(Count('id'))"
        ".values_list('n', 'id__count')",
        "SELECT count(review) AS n, count(*) AS books FROM shop_book GROUP BY n ORDER BY n",
        f"SELECT reviews, count(*) FROM {BOOKS} b GROUP BY 1 ORDER BY 1",
    ),
    Case(
        "A median",
        "Book.objects.order_by('id').values_list('id').annotate(m=Aggregate(F('review__rating'), Value(0.5), "
        "function='percentile_cont'))",
        "SELECT id, percentile_cont(0.5) WITHIN GROUP (ORDER BY review__rating) AS m FROM shop_book ORDER BY id",
        "SELECT b.id, percentile_cont(0.5) WITHIN GROUP (ORDER BY r.rating) FROM shop_book b "
        "LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.id ORDER BY b.id",
    ),
    Case(
        "Whole related rows as JSON, which the ORM takes for their keys",
        "Book.objects.filter(id__lt=3).order_by('id').values_list('id').annotate(j=Cast(JSONBAgg('review'), "
        "TextField()))",
        "SELECT id, json_agg(review ORDER BY review__id)::text AS j FROM shop_book WHERE id < 3 ORDER BY id",
        "SELECT id, (SELECT json_agg(r ORDER BY r.id)::text FROM shop_review r WHERE r.book_id = b.id) "
        "FROM shop_book b WHERE id < 3 ORDER BY id",
    ),
    Case(
        "Revenue, of a column of the book and one of its sales, beside a count",
        "Book.objects.order_by('id').values_list('id').annotate(m=Sum(F('sale__qty') * F('price')), "
        "n=Count('review'))",
        "SELECT id, sum(sale__qty * price) AS m, count(review) AS n FROM shop_book ORDER BY id",
        f"SELECT id, {SALES} * price, {REVIEWS} FROM shop_book b ORDER BY id",
    ),
    Case(
        "A running total of a grouped figure, beside a count",
        "Book.objects.values('author__country').annotate(n=Count('review'), q=Sum('sale__qty'))"
        ".annotate(t=Window(Sum('q'), order_by=F('author__country').asc())).order_by('author__country')"
        ".values_list('author__country', 'n', 't')",
        "SELECT author__country, count(review) AS n, sum(sum(sale__qty)) OVER (ORDER BY author__country) AS t "
        "FROM shop_book GROUP BY 1 ORDER BY 1",
        f"SELECT a.country, sum(reviews), sum(sum(sales)) OVER (ORDER BY a.country) FROM {BOOKS} b "
        "JOIN shop_author a ON a.id = b.author_id GROUP BY 1 ORDER BY 1",
    ),
    Case(
        "Relations of a relation",
        "Author.objects.order_by('id').values_list('name').annotate(Count('books'), Count('books__review'), "
        "Sum('books__sale__qty'))",
        "SELECT name, count(book_by_author) AS b, count(book_by_author__review) AS r, sum(book_by_author__sale__qty) AS q "
        "FROM shop_author ORDER BY id",
        f"SELECT a.name, count(*), sum(reviews), sum(sales) FROM shop_author a JOIN {BOOKS} b "
        "ON b.author_id = a.id GROUP BY a.id ORDER BY a.id",
    ),
    Case(
        "Two relations to the same table",
        "Author.objects.order_by('id').values_list('name').annotate(Count('books'), Count('edited_books'))",
        "SELECT name, count(book_by_author) AS written, count(book_by_editor) AS edited FROM shop_author ORDER BY id",
        "SELECT name, (SELECT count(*) FROM shop_book b WHERE b.author_id = a.id), "
        "(SELECT count(*) FROM shop_book b WHERE b.editor_id = a.id) FROM shop_author a ORDER BY id",
    ),
    Case(
        "Text put together from one relation, with a count of another",
        "Book.objects.order_by('id').values_list('id').annotate(t=StringAgg(Cast('review__rating', TextField()), "
        "','), n=Count('sale'))",
        "SELECT id, string_agg(review__rating::text, ',' ORDER BY review__id) AS t, count(sale) AS n "
        "FROM shop_book ORDER BY id",
        "SELECT id, (SELECT string_agg(r.rating::text, ',' ORDER BY r.id) FROM shop_review r "
        "WHERE r.book_id = b.id), (SELECT count(*) FROM shop_sale s WHERE s.book_id = b.id) "
        "FROM shop_book b ORDER BY id",
    ),
    Case(
        "What a store sold, and how often those books were reviewed",
        "Store.objects.order_by('id').values_list('name').annotate(Sum('sale__qty'), Count('sale__book__review'))",
        "SELECT name, sum(sale__qty), count(sale__book__review) FROM shop_store ORDER BY id",
        f"SELECT t.name, sum(s.qty), sum({REVIEWS.replace('b.id', 's.book_id')}) FROM shop_store t "
        "JOIN shop_sale s ON s.store_id = t.id GROUP BY t.id ORDER BY t.id",
    ),
    Case(
        "Groups chosen by figures of two relations",
        "Book.objects.values('author__country').annotate(q=Sum('sale__qty'), r=Sum('review__rating'))"
        ".filter(q__lt=45, r__gt=16).order_by('author__country').values_list('author__country', 'q', 'r')",
        "SELECT author__country, sum(sale__qty) AS q, sum(review__rating) AS r FROM shop_book GROUP BY 1 "
        "HAVING sum(sale__qty) < 45 AND sum(review__rating) > 16 ORDER BY 1",
        f"SELECT a.country, sum(sales), sum(ratings) FROM {BOOKS} b JOIN shop_author a ON a.id = b.author_id "
        "GROUP BY 1 HAVING sum(sales) < 45 AND sum(ratings) > 16 ORDER BY 1",
    ),
    Case(
        "Bands of a price, with figures of two relations",
        "Book.objects.annotate(dear=Case(When(price__gt=15, then=Value('dear')), default=Value('cheap'), "
        "output_field=TextField())).values('dear').order_by('dear').annotate(n=Count('review'), "
        "q=Avg('sale__qty')).values_list('dear', 'n', 'q')",
        "SELECT CASE WHEN price > 15 THEN 'dear' ELSE 'cheap' END AS dear, count(review) AS n, "
        "avg(sale__qty) AS q FROM shop_book GROUP BY 1 ORDER BY 1",
        "SELECT CASE WHEN price > 15 THEN 'dear' ELSE 'cheap' END, sum(reviews), "
        "sum(sales) / sum((SELECT count(*) FROM shop_sale s WHERE s.book_id = b.id)) "
        f"FROM {BOOKS} b GROUP BY 1 ORDER BY 1",
    ),
]
