== counts compared with zero
SELECT id, count(review) > 0 AS a, count(sale) = 0 AS b, 0 < count(tags) AS c, 1 > count(review) AS d, count(review) <> 0 AS e,
  count(review) >= 1 AS f, 0 = count(review) AS g, count(review) <= 0 AS h FROM shop_book
-- by hand
SELECT id, n > 0 AS a, s = 0 AS b, t > 0 AS c, n < 1 AS d, n <> 0 AS e, n >= 1 AS f, n = 0 AS g, n <= 0 AS h FROM (SELECT b.id,
  (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n, (SELECT count(*) FROM shop_sale s WHERE s.book_id = b.id) AS s,
  (SELECT count(*) FROM shop_book_tags t WHERE t.book_id = b.id) AS t FROM shop_book b) x

== a count compared with zero has no label | postgres
SELECT id, count(review) > 0, count(review) = 0 FROM shop_book
-- by hand
SELECT id, id IN (SELECT book_id FROM shop_review), id NOT IN (SELECT book_id FROM shop_review) FROM shop_book

== counts of values, of distinct ones and of some compared with zero
SELECT id FROM shop_book WHERE count(review__rating) = 0 OR count(DISTINCT review__body) FILTER (WHERE review__rating = 5 OR review__verified) > 0
  OR NOT count(sale__store__city) > 0
-- by hand
SELECT id FROM shop_book b WHERE NOT EXISTS (SELECT 1 FROM shop_review r WHERE r.book_id = b.id AND r.rating IS NOT NULL)
  OR EXISTS (SELECT 1 FROM shop_review r WHERE r.book_id = b.id AND (r.rating = 5 OR r.verified) AND r.body IS NOT NULL)
  OR NOT EXISTS (SELECT 1 FROM shop_sale s JOIN shop_store t ON t.id = s.store_id WHERE s.book_id = b.id AND t.city IS NOT NULL)

== not a comparison with zero
SELECT id, 1 + count(review) > 0 AS a, count(review) > 2 AS b, (count(review)) = 0 AS c, count(review) = count(sale) AS d FROM shop_book
-- by hand
SELECT id, true AS a, n > 2 AS b, n = 0 AS c, n = s AS d FROM (SELECT b.id, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n,
  (SELECT count(*) FROM shop_sale s WHERE s.book_id = b.id) AS s FROM shop_book b) x

== several aggregates over the same rows
SELECT title, count(review), min(review__rating), max(review__rating) AS most, sum(review__rating) FILTER (WHERE review__verified) AS s,
  count(DISTINCT review__rating) AS d, sum(sale__qty) AS q, count(sale__store__city) AS c FROM shop_book
-- by hand
SELECT b.title, count(r.id) AS count, min(r.rating) AS min, max(r.rating) AS most, sum(CASE WHEN r.verified THEN r.rating END) AS s,
  count(DISTINCT r.rating) AS d, (SELECT sum(qty) FROM shop_sale s WHERE s.book_id = b.id) AS q,
  (SELECT count(t.city) FROM shop_sale s JOIN shop_store t ON t.id = s.store_id WHERE s.book_id = b.id) AS c
FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.id, b.title

== the missing side of an outer join has no related rows | served
SELECT p.id, b.id AS book, count(b.review) AS n, sum(b.sale__qty) AS q, count(b.tags) = 0 AS none FROM shop_publisher p LEFT JOIN shop_book b
  ON b.publisher_id = p.id AND b.price > 30
-- by hand
SELECT p.id, b.id AS book, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n, (SELECT sum(qty) FROM shop_sale s WHERE s.book_id = b.id) AS q,
  NOT EXISTS (SELECT 1 FROM shop_book_tags t WHERE t.book_id = b.id) AS none FROM shop_publisher p LEFT JOIN shop_book b ON b.publisher_id = p.id AND b.price > 30

== a star beside an aggregate is what it was
SELECT *, count(review) AS n, max(review__rating) AS m FROM shop_book
-- by hand
SELECT b.*, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n, (SELECT max(rating) FROM shop_review r WHERE r.book_id = b.id) AS m FROM shop_book b

== unqualified names that the related table has too
SELECT id, count(review) AS n, sum(review__rating) AS s FROM shop_book WHERE id > 2 AND title <> 'x' ORDER BY id
-- by hand
SELECT b.id, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n, (SELECT sum(rating) FROM shop_review r WHERE r.book_id = b.id) AS s
FROM shop_book b WHERE b.id > 2 ORDER BY b.id

== groups by unqualified names that the related table has too
SELECT id, count(review) AS n, sum(review__id) AS s, count(*) AS b FROM shop_book WHERE id > 2 GROUP BY id HAVING id < 20
-- by hand
SELECT b.id, count(r.id) AS n, sum(r.id) AS s, 1 + count(NULL) AS b FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id
WHERE b.id > 2 AND b.id < 20 GROUP BY b.id

== groups by several keys, some of them NULL
SELECT publisher__city, editor_id, price > 20 AS dear, count(review) AS n, avg(sale__qty) AS a FROM shop_book GROUP BY 1, 2, price > 20
-- by hand
SELECT g.city AS publisher__city, g.editor_id, g.dear, (SELECT count(*) FROM shop_review r JOIN shop_book x ON x.id = r.book_id
    LEFT JOIN shop_publisher y ON y.id = x.publisher_id WHERE y.city IS NOT DISTINCT FROM g.city
    AND x.editor_id IS NOT DISTINCT FROM g.editor_id AND (x.price > 20) IS NOT DISTINCT FROM g.dear) AS n,
  (SELECT avg(s.qty) FROM shop_sale s JOIN shop_book x ON x.id = s.book_id LEFT JOIN shop_publisher y ON y.id = x.publisher_id
    WHERE y.city IS NOT DISTINCT FROM g.city AND x.editor_id IS NOT DISTINCT FROM g.editor_id AND (x.price > 20) IS NOT DISTINCT FROM g.dear) AS a
FROM (SELECT DISTINCT p.city, b.editor_id, b.price > 20 AS dear FROM shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id) g

== a whole row of the group's own table inside | postgres
SELECT author_id, string_agg(review__body || b::text, ',' ORDER BY b, review__id) AS t FROM shop_book b GROUP BY author_id
-- by hand
SELECT b.author_id, string_agg(r.body || b::text, ',' ORDER BY b, r.id) AS t FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.author_id

== a group's FROM that is not the same twice is read once | postgres | served
SELECT t.id % 2 AS odd, count(t.review) AS n, count(*) AS b FROM (SELECT * FROM shop_book ORDER BY id LIMIT 9) t GROUP BY 1
-- by hand
SELECT t.id % 2 AS odd, sum((SELECT count(*) FROM shop_review r WHERE r.book_id = t.id))::bigint AS n, count(*) AS b
FROM (SELECT * FROM shop_book ORDER BY id LIMIT 9) t GROUP BY 1

== groups by a condition of several parts, which OR would tear apart
SELECT price > 20 OR publisher_id IS NULL AS odd, count(review) AS n, sum(sale__qty) AS q FROM shop_book GROUP BY price > 20 OR publisher_id IS NULL
-- by hand
SELECT g.odd, (SELECT count(*) FROM shop_review r JOIN shop_book x ON x.id = r.book_id WHERE (x.price > 20 OR x.publisher_id IS NULL) IS NOT DISTINCT FROM g.odd) AS n,
  (SELECT sum(s.qty) FROM shop_sale s JOIN shop_book x ON x.id = s.book_id WHERE (x.price > 20 OR x.publisher_id IS NULL) IS NOT DISTINCT FROM g.odd) AS q
FROM (SELECT DISTINCT price > 20 OR publisher_id IS NULL AS odd FROM shop_book) g

== groups that some of the relations have no rows for, one without a key, and one title of several books
SELECT title, publisher_id, count(review) AS n, sum(sale__qty) AS q, count(tags) AS t, max(cover__artist) AS a FROM shop_book WHERE id < 30
GROUP BY title, publisher_id HAVING count(review) + count(sale) + count(tags) < 40 ORDER BY 1, 2
-- by hand
SELECT title, publisher_id, n, q, t, a FROM (SELECT g.title, g.publisher_id,
  (SELECT count(*) FROM shop_review r JOIN shop_book x ON x.id = r.book_id WHERE x.id < 30 AND x.title = g.title AND x.publisher_id IS NOT DISTINCT FROM g.publisher_id) AS n,
  (SELECT count(*) FROM shop_sale s JOIN shop_book x ON x.id = s.book_id WHERE x.id < 30 AND x.title = g.title AND x.publisher_id IS NOT DISTINCT FROM g.publisher_id) AS s,
  (SELECT sum(s.qty) FROM shop_sale s JOIN shop_book x ON x.id = s.book_id WHERE x.id < 30 AND x.title = g.title AND x.publisher_id IS NOT DISTINCT FROM g.publisher_id) AS q,
  (SELECT count(*) FROM shop_book_tags t JOIN shop_book x ON x.id = t.book_id WHERE x.id < 30 AND x.title = g.title AND x.publisher_id IS NOT DISTINCT FROM g.publisher_id) AS t,
  (SELECT max(c.artist) FROM shop_cover c JOIN shop_book x ON x.id = c.book_id WHERE x.id < 30 AND x.title = g.title AND x.publisher_id IS NOT DISTINCT FROM g.publisher_id) AS a
  FROM (SELECT DISTINCT title, publisher_id FROM shop_book WHERE id < 30) g) x WHERE n + s + t < 40 ORDER BY 1, 2

== several relations by a key that is never NULL, of groups that some have no rows for
SELECT author_id, count(review) FILTER (WHERE review__rating = 5) AS n, sum(sale__qty) FILTER (WHERE sale__qty > 20) AS q, count(tags) AS t FROM shop_book GROUP BY author_id
-- by hand
SELECT b.author_id, (SELECT count(*) FROM shop_review r JOIN shop_book x ON x.id = r.book_id WHERE x.author_id = b.author_id AND r.rating = 5) AS n,
  (SELECT sum(s.qty) FROM shop_sale s JOIN shop_book x ON x.id = s.book_id WHERE x.author_id = b.author_id AND s.qty > 20) AS q,
  (SELECT count(*) FROM shop_book_tags t JOIN shop_book x ON x.id = t.book_id WHERE x.author_id = b.author_id) AS t
FROM (SELECT DISTINCT author_id FROM shop_book) b

== a grouped query in the FROM of one, both of several relations
SELECT a.country, max(t.q) AS m, count(a.book_by_author) AS n, count(a.book_by_editor) AS e FROM shop_author a LEFT JOIN
  (SELECT author_id, count(review) AS r, sum(sale__qty) AS q FROM shop_book GROUP BY author_id) t ON t.author_id = a.id GROUP BY a.country
-- by hand
SELECT a.country, (SELECT max(q) FROM (SELECT x.country, sum(s.qty) AS q FROM shop_sale s JOIN shop_book b ON b.id = s.book_id JOIN shop_author x
    ON x.id = b.author_id GROUP BY x.id, x.country) t WHERE t.country IS NOT DISTINCT FROM a.country) AS m,
  (SELECT count(*) FROM shop_book b JOIN shop_author x ON x.id = b.author_id WHERE x.country IS NOT DISTINCT FROM a.country) AS n,
  (SELECT count(*) FROM shop_book b JOIN shop_author x ON x.id = b.editor_id WHERE x.country IS NOT DISTINCT FROM a.country) AS e
FROM (SELECT DISTINCT country FROM shop_author) a

== an array as key: NULL is not the empty one | postgres
SELECT stops, count(ride) AS n, count(ride__stamp) AS s, sum(ride__km) AS km FROM "Second Schema".route GROUP BY stops
-- by hand
SELECT g.stops, (SELECT count(*) FROM "Second Schema".ride d JOIN "Second Schema".route r ON r.id = d.route_id WHERE r.stops IS NOT DISTINCT FROM g.stops) AS n,
  (SELECT count(*) FROM "Second Schema".stamp t JOIN "Second Schema".ride d ON d.id = t.ride_id JOIN "Second Schema".route r ON r.id = d.route_id WHERE r.stops IS NOT DISTINCT FROM g.stops) AS s,
  (SELECT sum(d.km) FROM "Second Schema".ride d JOIN "Second Schema".route r ON r.id = d.route_id WHERE r.stops IS NOT DISTINCT FROM g.stops) AS km
FROM (SELECT DISTINCT stops FROM "Second Schema".route) g

== a grouped query inside an aggregate of a grouped one, both of several relations
SELECT author_id, sum(review__rating + (SELECT max(x.n) FROM (SELECT y.editor_id, count(y.review) AS n, count(y.sale) AS s FROM shop_book y GROUP BY y.editor_id) x)) AS r,
  sum(sale__qty) AS q FROM shop_book b GROUP BY author_id
-- by hand
SELECT b.author_id, (SELECT sum(r.rating + m.m) FROM shop_review r JOIN shop_book x ON x.id = r.book_id WHERE x.author_id = b.author_id) AS r,
  (SELECT sum(s.qty) FROM shop_sale s JOIN shop_book x ON x.id = s.book_id WHERE x.author_id = b.author_id) AS q
FROM (SELECT DISTINCT author_id FROM shop_book) b, (SELECT max(n) AS m FROM (SELECT count(r.id) AS n FROM shop_book y LEFT JOIN shop_review r ON r.book_id = y.id GROUP BY y.editor_id) x) m

== a grouped query inside a key of a grouped one, both of several relations
SELECT author_id < (SELECT max(x.n) FROM (SELECT y.editor_id, count(y.review) AS n, count(y.sale) AS s FROM shop_book y GROUP BY y.editor_id) x) AS k, count(review) AS r,
  sum(sale__qty) AS q FROM shop_book b WHERE id < (SELECT max(x.n) * 5 FROM (SELECT y.editor_id, count(y.review) AS n, count(y.sale) AS s FROM shop_book y GROUP BY y.editor_id) x) GROUP BY 1
-- by hand
WITH m AS (SELECT max(n) AS m FROM (SELECT count(r.id) AS n FROM shop_book y LEFT JOIN shop_review r ON r.book_id = y.id GROUP BY y.editor_id) x),
  b AS (SELECT id, author_id < m AS k FROM shop_book, m WHERE id < m * 5)
SELECT g.k, (SELECT count(*) FROM b JOIN shop_review r ON r.book_id = b.id WHERE b.k = g.k) AS r,
  (SELECT sum(s.qty) FROM b JOIN shop_sale s ON s.book_id = b.id WHERE b.k = g.k) AS q FROM (SELECT DISTINCT k FROM b) g

== an aggregate for each row of a query inside another one
SELECT id, sum(review__rating + (SELECT max(x.n) FROM (SELECT y.id, count(y.review) AS n, sum(y.sale__qty) AS q FROM shop_book y) x)) AS r, max(review__rating) AS m FROM shop_book b
-- by hand
SELECT b.id, (SELECT sum(r.rating + m.m) FROM shop_review r WHERE r.book_id = b.id) AS r, (SELECT max(r.rating) FROM shop_review r WHERE r.book_id = b.id) AS m
FROM shop_book b, (SELECT max(n) AS m FROM (SELECT count(r.id) AS n FROM shop_review r GROUP BY r.book_id) x) m

== a path of a subquery inside an aggregate of a group, and inside one that is compared with zero
SELECT author_id, sum(review__rating + (SELECT max(x.id) FROM shop_book x WHERE x.author__country = 'FR')) AS r, sum(sale__qty) AS q FROM shop_book b
WHERE count(review) FILTER (WHERE review__rating < (SELECT max(x.id) FROM shop_book x WHERE x.author__country = 'FR')) > 0 GROUP BY author_id
-- by hand
WITH m AS (SELECT max(x.id) AS m FROM shop_book x JOIN shop_author a ON a.id = x.author_id WHERE a.country = 'FR'),
  b AS (SELECT * FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_review r, m WHERE r.book_id = b.id AND r.rating < m.m))
SELECT g.author_id, (SELECT sum(r.rating + m.m) FROM shop_review r JOIN b x ON x.id = r.book_id, m WHERE x.author_id = g.author_id) AS r,
  (SELECT sum(s.qty) FROM shop_sale s JOIN b x ON x.id = s.book_id WHERE x.author_id = g.author_id) AS q
FROM (SELECT DISTINCT author_id FROM b) g
