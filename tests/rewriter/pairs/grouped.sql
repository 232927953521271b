== several relations a group, none multiplied by another
SELECT publisher__city, count(*) AS count, avg(review__rating), sum(sale__qty) FROM shop_book GROUP BY 1
-- by hand
WITH b AS (SELECT b.id, p.city FROM shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id)
SELECT g.city AS publisher__city, g.n AS count,
  (SELECT avg(r.rating) FROM b JOIN shop_review r ON r.book_id = b.id WHERE b.city IS NOT DISTINCT FROM g.city) AS avg,
  (SELECT sum(s.qty) FROM b JOIN shop_sale s ON s.book_id = b.id WHERE b.city IS NOT DISTINCT FROM g.city) AS sum
FROM (SELECT city, count(*) AS n FROM b GROUP BY city) g

== totals
SELECT count(review), sum(sale__qty), count(tags) AS t, count(DISTINCT tags) AS d FROM shop_book
-- by hand
SELECT (SELECT count(*) FROM shop_review) AS count, (SELECT sum(qty) FROM shop_sale) AS sum,
  (SELECT count(*) FROM shop_book_tags) AS t, (SELECT count(DISTINCT tag_id) FROM shop_book_tags) AS d

== totals over no rows
SELECT count(review) AS n, sum(sale__qty) AS s, max(tags__label) AS m FROM shop_book WHERE id < 0
-- by hand
SELECT count(NULL) AS n, sum(qty) AS s, max(CAST(NULL AS text)) AS m FROM shop_sale WHERE id < 0

== WHERE is obeyed
SELECT author_id, count(review) AS n FROM shop_book WHERE price > 20 AND publisher__city = 'Paris' GROUP BY author_id
-- by hand
SELECT b.author_id, count(r.id) AS n FROM shop_book b JOIN shop_publisher p ON p.id = b.publisher_id
  LEFT JOIN shop_review r ON r.book_id = b.id WHERE b.price > 20 AND p.city = 'Paris' GROUP BY b.author_id

== HAVING and ORDER BY
SELECT author__country, sum(sale__qty) AS s FROM shop_book GROUP BY author__country HAVING count(review) > 12 ORDER BY sum(sale__qty) DESC, 1
-- by hand
SELECT g.country AS author__country, g.s FROM (
  SELECT a.country,
    (SELECT sum(s.qty) FROM shop_sale s JOIN shop_book b ON b.id = s.book_id JOIN shop_author x ON x.id = b.author_id
      WHERE x.country IS NOT DISTINCT FROM a.country) AS s,
    (SELECT count(*) FROM shop_review r JOIN shop_book b ON b.id = r.book_id JOIN shop_author x ON x.id = b.author_id
      WHERE x.country IS NOT DISTINCT FROM a.country) AS n
  FROM (SELECT DISTINCT country FROM shop_author) a) g WHERE g.n > 12 ORDER BY g.s DESC, 1

== a parameter in a FILTER | $1 = 3 | $2 = 2
SELECT publisher_id, count(review) FILTER (WHERE review__rating > ?) AS n FROM shop_book WHERE id > ? GROUP BY publisher_id
-- by hand
SELECT b.publisher_id, count(r.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id AND r.rating > $1
  WHERE b.id > $2 GROUP BY b.publisher_id

== columns of the table itself inside
SELECT publisher_id, sum(sale__qty * price) AS revenue, count(sale) FILTER (WHERE sale__sold_on > published) AS late FROM shop_book GROUP BY 1
-- by hand
SELECT b.publisher_id, sum(s.qty * b.price) AS revenue, count(CASE WHEN s.sold_on > b.published THEN 1 END) AS late
  FROM shop_book b LEFT JOIN shop_sale s ON s.book_id = b.id GROUP BY 1

== a path to one row of the table itself inside
SELECT publisher_id, max(author__name) FILTER (WHERE review__verified) AS m FROM shop_book GROUP BY publisher_id
-- by hand
SELECT b.publisher_id, max(CASE WHEN r.verified THEN a.name END) AS m FROM shop_book b JOIN shop_author a ON a.id = b.author_id
  LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.publisher_id

== a to-one step first, several to many in a row, a to-one tail
SELECT country, count(book_by_author__review) AS n, sum(book_by_author__sale__qty) FILTER (WHERE book_by_author__sale__store__city = 'Oslo') AS q
FROM shop_author GROUP BY country
-- by hand
SELECT a.country, (SELECT count(*) FROM shop_review r JOIN shop_book b ON b.id = r.book_id JOIN shop_author x ON x.id = b.author_id WHERE x.country IS NOT DISTINCT FROM a.country) AS n,
  (SELECT sum(s.qty) FROM shop_sale s JOIN shop_store t ON t.id = s.store_id JOIN shop_book b ON b.id = s.book_id JOIN shop_author x ON x.id = b.author_id
    WHERE x.country IS NOT DISTINCT FROM a.country AND t.city = 'Oslo') AS q
FROM (SELECT DISTINCT country FROM shop_author) a

== through a to-one path to many rows
SELECT rating, count(book__tags) AS n FROM shop_review GROUP BY rating
-- by hand
SELECT r.rating, count(t.tag_id) AS n FROM shop_review r LEFT JOIN shop_book_tags t ON t.book_id = r.book_id GROUP BY r.rating

== a composite key
SELECT "Area", count(parcel) AS n, sum(parcel__weight) AS w FROM "Depot" GROUP BY "Area"
-- by hand
SELECT d."Area", count(p.id) AS n, sum(p.weight) AS w FROM "Depot" d
  LEFT JOIN shop_parcel p ON p.depot_area = d."Area" AND p.depot_no = d."No" GROUP BY d."Area"

== nested: the mean number of reviews a book
SELECT publisher__city, avg(count(review)) AS a, max(count(review)) AS m FROM shop_book GROUP BY 1
-- by hand
SELECT p.city AS publisher__city, avg(n.n) AS a, max(n.n) AS m FROM shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id
  JOIN (SELECT b.id, count(r.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.id) n ON n.id = b.id GROUP BY p.city

== an aggregate per row inside one per group
SELECT publisher_id, sum(sale__qty * count(review)) AS s FROM shop_book GROUP BY publisher_id
-- by hand
SELECT b.publisher_id, sum(s.qty * (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id)) AS s
FROM shop_book b LEFT JOIN shop_sale s ON s.book_id = b.id GROUP BY b.publisher_id

== a histogram, by label
SELECT count(review) AS n, count(*) AS books FROM shop_book GROUP BY n
-- by hand
SELECT n, count(*) AS books FROM (SELECT b.id, count(r.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.id) x GROUP BY n

== a histogram, by number and by expression, with an aggregate a group beside it
SELECT count(review) / 2 AS half, count(*) AS books, sum(sale__qty) AS q FROM shop_book GROUP BY count(review) / 2 ORDER BY 1
-- by hand
SELECT half, count(*) AS books, CAST(sum(q) AS bigint) AS q FROM (
  SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) / 2 AS half, (SELECT sum(qty) FROM shop_sale s WHERE s.book_id = b.id) AS q
  FROM shop_book b) x GROUP BY half ORDER BY 1

== a label that is also an input column is that column
SELECT count(review) AS author_id, count(*) AS n FROM shop_book GROUP BY author_id
-- by hand
SELECT count(r.id) AS author_id, count(DISTINCT b.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.author_id

== ROLLUP and GROUPING, NULL keys told from subtotals | postgres
SELECT publisher__city, grouping(publisher__city) AS g, count(review) AS n, sum(sale__qty) AS q FROM shop_book GROUP BY ROLLUP (publisher__city)
-- by hand
SELECT p.city AS publisher__city, 0 AS g, count(r.id) AS n, (SELECT sum(s.qty) FROM shop_sale s JOIN shop_book x ON x.id = s.book_id
  LEFT JOIN shop_publisher y ON y.id = x.publisher_id WHERE y.city IS NOT DISTINCT FROM p.city) AS q
FROM shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY p.city
UNION ALL SELECT NULL, 1, (SELECT count(*) FROM shop_review), (SELECT sum(qty) FROM shop_sale)

== CUBE | postgres
SELECT publisher_id, author__country, count(review) AS n FROM shop_book GROUP BY CUBE (publisher_id, author__country)
-- by hand
SELECT b.publisher_id, a.country AS author__country, count(r.id) AS n FROM shop_book b JOIN shop_author a ON a.id = b.author_id
  LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY CUBE (b.publisher_id, a.country)

== GROUPING SETS with an empty one | postgres
SELECT publisher_id, count(tags) AS n FROM shop_book GROUP BY GROUPING SETS ((publisher_id), (), (publisher_id)) ORDER BY 1, 2
-- by hand
SELECT b.publisher_id, count(t.id) AS n FROM shop_book b LEFT JOIN shop_book_tags t ON t.book_id = b.id
  GROUP BY GROUPING SETS ((publisher_id), (), (publisher_id)) ORDER BY 1, 2

== windows over the groups | postgres
SELECT publisher_id, count(review) AS n, rank() OVER (ORDER BY count(review) DESC) AS r, sum(sum(sale__qty)) OVER () AS total
FROM shop_book GROUP BY publisher_id
-- by hand
SELECT g.*, rank() OVER (ORDER BY g.n DESC) AS r, CAST((SELECT sum(qty) FROM shop_sale) + sum(0) OVER () AS numeric) AS total FROM (
  SELECT b.publisher_id, count(r.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.publisher_id) g

== a window over rows is not a grouping
SELECT rank() OVER (ORDER BY count(review) DESC) AS r FROM shop_book
-- by hand
SELECT rank() OVER (ORDER BY n DESC) AS r FROM (SELECT b.id, count(r.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.id) x

== DISTINCT over the groups
SELECT DISTINCT count(review) AS n FROM shop_book GROUP BY publisher_id ORDER BY count(review)
-- by hand
SELECT DISTINCT n FROM (SELECT count(r.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.publisher_id) x ORDER BY n

== DISTINCT ON a measure | postgres
SELECT DISTINCT ON (count(review)) publisher_id, count(review) AS n FROM shop_book GROUP BY publisher_id ORDER BY count(review), publisher_id
-- by hand
SELECT DISTINCT ON (count(r.id)) b.publisher_id, count(r.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.publisher_id ORDER BY count(r.id), publisher_id

== every form of aggregate | postgres
SELECT publisher_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY review__rating) AS median, mode() WITHIN GROUP (ORDER BY sale__qty) AS often,
  string_agg(DISTINCT tags__label, ',' ORDER BY tags__label) AS labels, bool_and(review__verified) AS v,
  array_agg(sale__qty ORDER BY sale__qty DESC) FILTER (WHERE sale__qty > 20) AS big, jsonb_agg(tags ORDER BY tags__id) AS rows,
  rank(3) WITHIN GROUP (ORDER BY review__rating) AS place
FROM shop_book GROUP BY publisher_id
-- by hand
WITH b AS (SELECT id, publisher_id AS p FROM shop_book), r AS (SELECT p, shop_review.* FROM b JOIN shop_review ON book_id = b.id),
  s AS (SELECT p, shop_sale.* FROM b JOIN shop_sale ON book_id = b.id),
  t AS (SELECT p, g AS tag, g.* FROM b JOIN shop_book_tags x ON x.book_id = b.id JOIN shop_tag g ON g.id = x.tag_id)
SELECT d.p AS publisher_id, (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY rating) FROM r WHERE r.p IS NOT DISTINCT FROM d.p) AS median,
  (SELECT mode() WITHIN GROUP (ORDER BY qty) FROM s WHERE s.p IS NOT DISTINCT FROM d.p) AS often,
  (SELECT string_agg(DISTINCT label, ',' ORDER BY label) FROM t WHERE t.p IS NOT DISTINCT FROM d.p) AS labels,
  (SELECT bool_and(verified) FROM r WHERE r.p IS NOT DISTINCT FROM d.p) AS v,
  (SELECT array_agg(qty ORDER BY qty DESC) FROM s WHERE s.p IS NOT DISTINCT FROM d.p AND qty > 20) AS big,
  (SELECT jsonb_agg(tag ORDER BY id) FROM t WHERE t.p IS NOT DISTINCT FROM d.p) AS rows,
  (SELECT rank(3) WITHIN GROUP (ORDER BY rating) FROM r WHERE r.p IS NOT DISTINCT FROM d.p) AS place
FROM (SELECT DISTINCT p FROM b) d

== a join of the user's own multiplies rows as it always did | served
SELECT s.city, count(b.review) AS n FROM shop_sale x JOIN shop_book b ON b.id = x.book_id JOIN shop_store s ON s.id = x.store_id GROUP BY s.city
-- by hand
SELECT s.city, count(r.id) AS n FROM shop_sale x JOIN shop_book b ON b.id = x.book_id JOIN shop_store s ON s.id = x.store_id
  LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY s.city

== a LEFT JOIN's missing rows have no related ones | served
SELECT p.city, count(b.review) AS n, sum(b.sale__qty) AS q FROM shop_publisher p LEFT JOIN shop_book b ON b.publisher_id = p.id AND b.price > 30 GROUP BY p.city
-- by hand
SELECT p.city, count(r.id) AS n, (SELECT sum(s.qty) FROM shop_sale s JOIN shop_book x ON x.id = s.book_id JOIN shop_publisher y ON y.id = x.publisher_id
  WHERE x.price > 30 AND y.city IS NOT DISTINCT FROM p.city) AS q
FROM shop_publisher p LEFT JOIN shop_book b ON b.publisher_id = p.id AND b.price > 30 LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY p.city

== two tables of FROM inside one aggregate | served
SELECT p.city, sum(b.sale__qty * p.id) AS w FROM shop_book b JOIN shop_publisher p ON p.id = b.publisher_id GROUP BY p.city
-- by hand
SELECT p.city, sum(s.qty * p.id) AS w FROM shop_book b JOIN shop_publisher p ON p.id = b.publisher_id LEFT JOIN shop_sale s ON s.book_id = b.id GROUP BY p.city

== rows that a LIMIT picked are picked once
SELECT count(review) AS n, count(*) AS b, count(review) AS m FROM (SELECT * FROM shop_book ORDER BY id LIMIT 7) t
-- by hand
SELECT count(r.id) AS n, count(DISTINCT t.id) AS b, count(r.id) AS m FROM (SELECT * FROM shop_book ORDER BY id LIMIT 7) t LEFT JOIN shop_review r ON r.book_id = t.id

== from a WITH query
WITH paris AS (SELECT b.id, b.author_id FROM shop_book b JOIN shop_publisher p ON p.id = b.publisher_id WHERE p.city = 'Paris')
SELECT author__country, count(review) AS n, sum(sale__qty) AS q FROM paris GROUP BY author__country
-- by hand
WITH paris AS (SELECT b.id, a.country FROM shop_book b JOIN shop_publisher p ON p.id = b.publisher_id JOIN shop_author a ON a.id = b.author_id WHERE p.city = 'Paris')
SELECT d.country AS author__country, (SELECT count(*) FROM paris JOIN shop_review r ON r.book_id = paris.id WHERE country IS NOT DISTINCT FROM d.country) AS n,
  (SELECT sum(qty) FROM paris JOIN shop_sale s ON s.book_id = paris.id WHERE country IS NOT DISTINCT FROM d.country) AS q
FROM (SELECT DISTINCT country FROM paris) d

== in a subquery, correlated to the outer query
SELECT a.name, (SELECT count(review) FROM shop_book b WHERE b.author_id = a.id AND b.price > 20) AS n FROM shop_author a
-- by hand
SELECT a.name, count(r.id) AS n FROM shop_author a LEFT JOIN shop_book b ON b.author_id = a.id AND b.price > 20 LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY a.id, a.name

== a column of an outer query inside | served
SELECT a.id, (SELECT sum(b.sale__qty * a.id) FROM shop_book b WHERE b.author_id = a.id) AS s FROM shop_author a
-- by hand
SELECT a.id, sum(s.qty * a.id) AS s FROM shop_author a LEFT JOIN shop_book b ON b.author_id = a.id LEFT JOIN shop_sale s ON s.book_id = b.id GROUP BY a.id

== in EXISTS with GROUP BY and HAVING | served
SELECT a.name FROM shop_author a WHERE EXISTS (SELECT 1 FROM shop_book b WHERE b.author_id = a.id GROUP BY b.publisher_id HAVING count(b.review) >= 4)
-- by hand
SELECT a.name FROM shop_author a WHERE a.id IN (SELECT b.author_id FROM shop_book b JOIN shop_review r ON r.book_id = b.id GROUP BY b.author_id, b.publisher_id HAVING count(*) >= 4)

== in the branches of a set operation
SELECT 'books' AS what, count(review) AS n FROM shop_book UNION ALL SELECT 'dear', count(review) FROM shop_book WHERE price > 40
-- by hand
SELECT 'books' AS what, count(*) AS n FROM shop_review UNION ALL SELECT 'dear', count(*) FROM shop_review r JOIN shop_book b ON b.id = r.book_id WHERE b.price > 40

== a derived table of groups, and a condition on it
SELECT g.city, g.n FROM (SELECT publisher__city AS city, count(review) AS n FROM shop_book GROUP BY 1) g WHERE g.n > 10
-- by hand
SELECT p.city, count(r.id) AS n FROM shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY p.city HAVING count(r.id) > 10

== a condition on related rows for the rows, and a sum over the groups
SELECT publisher_id, sum(sale__qty) AS q FROM shop_book WHERE count(review) FILTER (WHERE review__rating >= 4) >= 1 GROUP BY publisher_id
-- by hand
SELECT b.publisher_id, sum(s.qty) AS q FROM shop_book b LEFT JOIN shop_sale s ON s.book_id = b.id
  WHERE EXISTS (SELECT 1 FROM shop_review r WHERE r.book_id = b.id AND r.rating >= 4) GROUP BY b.publisher_id

== an ordinary aggregate's FILTER is per row
SELECT publisher_id, count(*) FILTER (WHERE count(review) > 2) AS busy FROM shop_book GROUP BY publisher_id
-- by hand
SELECT b.publisher_id, count(CASE WHEN (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) > 2 THEN 1 END) AS busy FROM shop_book b GROUP BY b.publisher_id

== with NATURAL and USING | served
SELECT author_id, count(b.review) AS n FROM shop_book b JOIN (SELECT id AS author_id FROM shop_author) a USING (author_id) GROUP BY author_id
-- by hand
SELECT b.author_id, count(r.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.author_id

== what a derived table computes, gathered | postgres
SELECT publisher_id, sum(twice * review__rating) AS s, count(review) FILTER (WHERE long) AS n
FROM (SELECT *, price * 2 AS twice, length(title) > 6 AS long FROM shop_book) b GROUP BY ROLLUP (publisher_id)
-- by hand
SELECT b.publisher_id, sum(b.price * 2 * r.rating) AS s, count(r.id) FILTER (WHERE length(b.title) > 6) AS n
FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY ROLLUP (b.publisher_id)

== the key itself in HAVING, compared with zero
SELECT count(review) AS n, count(*) AS books FROM shop_book GROUP BY count(review) HAVING count(review) > 0
-- by hand
SELECT n, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY n HAVING n > 0

== a comparison with zero that is the key
SELECT count(review) > 0 AS any, count(*) AS books FROM shop_book GROUP BY count(review) > 0 HAVING count(*) > 1
-- by hand
SELECT n > 0 AS any, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY n > 0 HAVING count(*) > 1

== a key that stands twice, and in HAVING, under ROLLUP | postgres
SELECT publisher_id, count(review) AS n, count(shop_review) AS again, count(*) AS books FROM shop_book GROUP BY ROLLUP (publisher_id, count(review)) HAVING count(review) IS NULL OR count(review_set) <> 3
-- by hand
SELECT publisher_id, n, n AS again, count(*) AS books FROM (SELECT *, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY ROLLUP (publisher_id, n) HAVING n IS NULL OR n <> 3

== the same under GROUPING SETS and in ORDER BY | postgres
SELECT count(review) AS n, count(review_set) + 1 AS more, sum(price) AS s FROM shop_book GROUP BY GROUPING SETS ((count(review)), ()) ORDER BY count(shop_review) NULLS FIRST
-- by hand
SELECT n, n + 1 AS more, sum(price) AS s FROM (SELECT *, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY GROUPING SETS ((n), ()) ORDER BY n NULLS FIRST

== a key by an aggregate that is not one of the usual, twice under ROLLUP | postgres
SELECT rank(3) WITHIN GROUP (ORDER BY review__rating) AS n, rank(3) WITHIN GROUP (ORDER BY review__rating) + 1 AS more, count(*) AS books
FROM shop_book GROUP BY ROLLUP (rank(3) WITHIN GROUP (ORDER BY review__rating))
-- by hand
SELECT n, n + 1 AS more, count(*) AS books FROM (SELECT (SELECT rank(3) WITHIN GROUP (ORDER BY r.rating) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY ROLLUP (n)

== a key that needs two tables of FROM, once under ROLLUP | postgres
SELECT count(review) FILTER (WHERE review__rating > p.id) AS n, count(*) AS books
FROM shop_book b JOIN shop_publisher p ON p.id = b.publisher_id GROUP BY ROLLUP (1)
-- by hand
SELECT n, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND r.rating > b.publisher_id) AS n FROM shop_book b WHERE b.publisher_id IS NOT NULL) x GROUP BY ROLLUP (n)

== a path inside a key, of the same name as an output column | postgres
SELECT min(author__name) AS author__name, author__country || author__name AS both, count(*) AS n FROM shop_book GROUP BY author__country || author__name
-- by hand
SELECT min(a.name) AS author__name, a.country || a.name AS both, count(*) AS n FROM shop_book b JOIN shop_author a ON a.id = b.author_id GROUP BY a.country || a.name

== a key in brackets, with more after GROUP BY
SELECT count(review) + 1 AS k, count(*) AS books FROM shop_book GROUP BY (count(review) + 1) ORDER BY 1
-- by hand
SELECT n + 1 AS k, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY n + 1 ORDER BY 1

== a key at the end of ROLLUP, with more after it | postgres
SELECT count(review) + 1 AS k, count(*) AS books FROM shop_book GROUP BY ROLLUP (count(review) + 1) HAVING count(*) > 0
-- by hand
SELECT n + 1 AS k, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY ROLLUP (n + 1) HAVING count(*) > 0

== keys in brackets are a list | postgres
SELECT publisher_id, author_id, count(review) AS n FROM shop_book GROUP BY (publisher_id, author_id)
-- by hand
SELECT b.publisher_id, b.author_id, count(r.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.publisher_id, b.author_id

== an aggregate in a list in brackets | postgres
SELECT publisher_id, count(review) AS n, count(*) AS books FROM shop_book GROUP BY (publisher_id, count(review))
-- by hand
SELECT publisher_id, n, count(*) AS books FROM (SELECT *, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY publisher_id, n

== the same inside GROUPING SETS | postgres
SELECT publisher_id, count(review) + 0 AS n, count(*) AS books FROM shop_book GROUP BY GROUPING SETS ((publisher_id, count(review) + 0), (publisher_id))
-- by hand
SELECT publisher_id, n, count(*) AS books FROM (SELECT *, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) + 0 AS n FROM shop_book b) x GROUP BY GROUPING SETS ((publisher_id, n), (publisher_id))

== GROUP BY ALL and an expression | postgres
SELECT count(review) + 1 AS p, count(*) AS books FROM shop_book GROUP BY ALL count(review) + 1
-- by hand
SELECT n + 1 AS p, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY n + 1

== GROUP BY DISTINCT and an expression, grouped twice | postgres
SELECT price + 1 AS p, count(review) AS n FROM shop_book GROUP BY DISTINCT price + 1
-- by hand
SELECT b.price + 1 AS p, count(r.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY b.price + 1

== the words of a key at the end of another expression
SELECT 2 * count(review) + 1 AS a, count(review) + 1 AS b, count(*) AS books FROM shop_book GROUP BY count(review) + 1
-- by hand
SELECT 2 * (n * count(*)) + 1 AS a, n + 1 AS b, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY n

== a key at the beginning of a longer expression
SELECT count(review) + 1 + 2 AS a, (count(review) + 1) * 2 AS b, count(*) AS books FROM shop_book GROUP BY count(review) + 1
-- by hand
SELECT n + 3 AS a, (n + 1) * 2 AS b, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY n

== a key of sets that is not NULL over no rows, on the nullable side of a join | postgres | served
SELECT rank(3) WITHIN GROUP (ORDER BY b.review__rating) AS n, count(*) AS rows FROM shop_book b RIGHT JOIN shop_publisher p ON p.id = b.publisher_id + 2 GROUP BY ROLLUP (1)
-- by hand
SELECT n, count(*) AS rows FROM (SELECT (SELECT rank(3) WITHIN GROUP (ORDER BY r.rating) FROM shop_review r WHERE r.book_id = b.id) AS n
  FROM shop_book b RIGHT JOIN shop_publisher p ON p.id = b.publisher_id + 2) x GROUP BY ROLLUP (n)

== a key of sets that an ordinary aggregate has inside as well | postgres | served
SELECT sum(count(b.review) FILTER (WHERE b.review__rating > p.id)) AS s, count(b.review) FILTER (WHERE b.review__rating > p.id) AS n
FROM shop_book b JOIN shop_publisher p ON p.id = b.publisher_id GROUP BY ROLLUP (2)
-- by hand
SELECT sum(n) AS s, n FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND r.rating > b.publisher_id) AS n FROM shop_book b WHERE b.publisher_id IS NOT NULL) x GROUP BY ROLLUP (n)

== a key of sets that is an expression, and a whole item of SELECT | postgres
SELECT count(review) FILTER (WHERE review__rating > p.id) + 1 AS n, count(*) AS books
FROM shop_book b JOIN shop_publisher p ON p.id = b.publisher_id GROUP BY ROLLUP (1)
-- by hand
SELECT n, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND r.rating > b.publisher_id) + 1 AS n FROM shop_book b WHERE b.publisher_id IS NOT NULL) x GROUP BY ROLLUP (n)

== a key with a subquery inside its call
SELECT count(review) FILTER (WHERE review__rating > (SELECT min(t.id) FROM shop_tag t WHERE t.id > price / 20)) AS s, count(*) AS books FROM shop_book
GROUP BY count(review) FILTER (WHERE review__rating > (SELECT min(t.id) FROM shop_tag t WHERE t.id > price / 20))
-- by hand
SELECT s, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND r.rating > (SELECT min(t.id) FROM shop_tag t WHERE t.id > b.price / 20)) AS s FROM shop_book b) x GROUP BY s

== a path in a subquery inside the call of a key
SELECT count(review) FILTER (WHERE review__rating > (SELECT min(t.id) FROM shop_book t WHERE t.author__name <> title)) AS s, count(*) AS books FROM shop_book
GROUP BY count(review) FILTER (WHERE review__rating > (SELECT min(t.id) FROM shop_book t WHERE t.author__name <> title))
-- by hand
SELECT s, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND r.rating > (SELECT min(t.id) FROM shop_book t JOIN shop_author a ON a.id = t.author_id WHERE a.name <> b.title)) AS s FROM shop_book b) x GROUP BY s

== a key behind a sign is another expression
SELECT - count(review) + count(sale) AS a, count(*) AS books FROM shop_book GROUP BY id, count(review) + count(sale)
-- by hand
SELECT - (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) + (SELECT count(*) FROM shop_sale s WHERE s.book_id = b.id) AS a, count(*) AS books FROM shop_book b GROUP BY b.id

== a key behind NOT is another expression
SELECT publisher_id, count(*) AS books FROM shop_book
GROUP BY publisher_id, (count(review) > 2 OR count(sale) > 3) HAVING NOT count(review) > 2 OR count(sale) > 3
-- by hand
SELECT publisher_id, books FROM (SELECT publisher_id, k, count(*) AS books, sum(r) AS r, sum(s) AS s FROM (SELECT publisher_id, r, s, (r > 2 OR s > 3) AS k FROM (SELECT publisher_id, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS r, (SELECT count(*) FROM shop_sale s WHERE s.book_id = b.id) AS s FROM shop_book b) x) y GROUP BY publisher_id, k) z WHERE NOT r > 2 OR s > 3

== a key that is written with its table in front, and without
SELECT count(b.review) AS n, count(*) AS books FROM shop_book b GROUP BY count(review)
-- by hand
SELECT n, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY n

== a key that is written with dots, and without
SELECT sum(sale__qty) AS n, count(*) AS books FROM shop_book GROUP BY sum(sale.qty)
-- by hand
SELECT n, count(*) AS books FROM (SELECT (SELECT sum(s.qty) FROM shop_sale s WHERE s.book_id = b.id) AS n FROM shop_book b) x GROUP BY n

== a key that is written otherwise in HAVING and ORDER BY
SELECT count(review) AS n FROM shop_book b GROUP BY n HAVING count(b.review) > 1 ORDER BY count(b.review) DESC
-- by hand
SELECT n FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY n HAVING n > 1 ORDER BY n DESC

== a key with a column beside its call, once with its table in front
SELECT id % 2 + count(review) AS n, count(*) AS books FROM shop_book b GROUP BY b.id % 2 + count(review)
-- by hand
SELECT n, count(*) AS books FROM (SELECT b.id % 2 + (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) x GROUP BY n

== a path of a derived table that a grouped query reads, and asks by its label
SELECT publisher_id, count(review) AS n FROM (SELECT id, publisher_id, author__name FROM shop_book) q WHERE author__name > 'Author 2' GROUP BY 1
-- by hand
SELECT b.publisher_id, count(r.id) AS n FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_review r ON r.book_id = b.id WHERE a.name > 'Author 2' GROUP BY 1

== such a derived table beside a name of the query around
SELECT name, (SELECT sum(n) FROM (SELECT publisher_id, count(review) AS n FROM (SELECT id, publisher_id, author__name FROM shop_book) q WHERE name > 'B' GROUP BY 1) z) AS m FROM shop_store
-- by hand
SELECT s.name, (SELECT CAST(count(*) AS numeric) FROM shop_review r JOIN shop_book b ON b.id = r.book_id WHERE s.name > 'B') AS m FROM shop_store s

== all columns, and a path, of a derived table that a grouped query reads
SELECT publisher_id, count(review) AS n FROM (SELECT *, author__name FROM shop_book) q GROUP BY 1
-- by hand
SELECT b.publisher_id, count(r.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY 1
