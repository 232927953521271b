== a column that a joined table has as well gets its table in front | postgres | same text
SELECT title, id + 1, author__name FROM shop_book WHERE id < 20 ORDER BY author__name, id LIMIT 5
-- by hand
SELECT title, shop_book.id + 1, author.name AS author__name FROM shop_book LEFT JOIN shop_author AS author ON author.id = shop_book.author_id WHERE shop_book.id < 20 ORDER BY author__name, shop_book.id LIMIT 5

== no other column does | postgres | same text
SELECT title, price, author__name FROM shop_book ORDER BY title
-- by hand
SELECT title, price, author.name AS author__name FROM shop_book LEFT JOIN shop_author AS author ON author.id = shop_book.author_id ORDER BY title

== an output column in ORDER BY is no column of a table | postgres | same text
SELECT id AS name, author__country FROM shop_book ORDER BY name, author__country
-- by hand
SELECT shop_book.id AS name, author.country AS author__country FROM shop_book LEFT JOIN shop_author AS author ON author.id = shop_book.author_id ORDER BY name, author__country

== an output column in ORDER BY that is the table's own | postgres | same text
SELECT id, author__name FROM shop_book ORDER BY id DESC
-- by hand
SELECT shop_book.id, author.name AS author__name FROM shop_book LEFT JOIN shop_author AS author ON author.id = shop_book.author_id ORDER BY id DESC

== by the alias that the table has | postgres | same text
SELECT id, author__name FROM shop_book AS "B k" WHERE id = 7
-- by hand
SELECT "B k".id, author.name AS author__name FROM shop_book AS "B k" LEFT JOIN shop_author AS author ON author.id = "B k".author_id WHERE "B k".id = 7

== an inner query's own columns stay as they are | postgres | same text
SELECT title, author__name, (SELECT max(id) FROM shop_sale) AS last FROM shop_book WHERE EXISTS (SELECT 1 FROM shop_tag WHERE id = author_id)
-- by hand
SELECT title, author.name AS author__name, (SELECT max(id) FROM shop_sale) AS last FROM shop_book LEFT JOIN shop_author AS author ON author.id = shop_book.author_id WHERE EXISTS (SELECT 1 FROM shop_tag WHERE id = author_id)

== an inner query's own columns, which get theirs there | postgres | same text
SELECT title, author__name, (SELECT count(*) FROM shop_sale WHERE id > 3 AND book__id = 2) AS n FROM shop_book WHERE id = 1
-- by hand
SELECT title, author.name AS author__name, (SELECT count(*) FROM shop_sale LEFT JOIN shop_book AS book ON book.id = shop_sale.book_id WHERE shop_sale.id > 3 AND book.id = 2) AS n FROM shop_book LEFT JOIN shop_author AS author ON author.id = shop_book.author_id WHERE shop_book.id = 1

== from an inner query, of the outer one | postgres | same text
SELECT title, author__name FROM shop_book WHERE EXISTS (SELECT 1 FROM author_total t WHERE t.author_id = id)
-- by hand
SELECT title, author.name AS author__name FROM shop_book LEFT JOIN shop_author AS author ON author.id = shop_book.author_id WHERE EXISTS (SELECT 1 FROM author_total t WHERE t.author_id = shop_book.id)

== in an expression, a cast, a CASE and a row
SELECT CASE WHEN id > 3 THEN lower(title) END AS c, CAST(id AS text) AS t, coalesce(id, 0) AS i, author__name FROM shop_book
-- by hand
SELECT CASE WHEN b.id > 3 THEN lower(b.title) END AS c, CAST(b.id AS text) AS t, coalesce(b.id, 0) AS i, a.name AS author__name FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id

== in GROUP BY and HAVING
SELECT id % 3 AS third, author__country, count(*) AS n FROM shop_book GROUP BY id % 3, author__country HAVING min(id) > 0
-- by hand
SELECT b.id % 3 AS third, a.country AS author__country, count(*) AS n FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id GROUP BY b.id % 3, a.country HAVING min(b.id) > 0

== in a window | postgres
SELECT row_number() OVER (PARTITION BY author__country ORDER BY id) AS n, id FROM shop_book
-- by hand
SELECT row_number() OVER (PARTITION BY a.country ORDER BY b.id) AS n, b.id FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id

== of the right one of two tables
SELECT rating, author_id, book__author__name FROM shop_review, author_total WHERE author_id > 1 AND shop_review.id > 2
-- by hand
SELECT r.rating, t.author_id, a.name AS book__author__name FROM shop_review r CROSS JOIN author_total t JOIN shop_book b ON b.id = r.book_id JOIN shop_author a ON a.id = b.author_id WHERE t.author_id > 1 AND r.id > 2

== in the ON of a join of the query | served
SELECT r.id, b.author__name FROM shop_review r JOIN shop_book b ON b.id = r.book_id AND title <> '' AND rating > 1
-- by hand
SELECT r.id, a.name AS author__name FROM shop_review r JOIN shop_book b ON b.id = r.book_id AND b.title <> '' AND r.rating > 1 LEFT JOIN shop_author a ON a.id = b.author_id

== where an inner query calls another table the same, the joined one is hidden
SELECT title, author__name FROM shop_book AS x WHERE EXISTS (SELECT 1 FROM author_total AS x WHERE x.author_id = id)
-- by hand
SELECT b.title, a.name AS author__name FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id WHERE EXISTS (SELECT 1 FROM author_total t WHERE t.author_id = b.id)

== a merged column has no table in front | served
SELECT id, b.author__name FROM shop_book b JOIN shop_cover c USING (id)
-- by hand
SELECT b.id, a.name AS author__name FROM shop_book b JOIN shop_cover c ON c.id = b.id LEFT JOIN shop_author a ON a.id = b.author_id

== the names of a WITH query and of a derived table
WITH w AS (SELECT id, author_id, title FROM shop_book) SELECT id, title, author__name FROM w WHERE id > 1
-- by hand
SELECT b.id, b.title, a.name AS author__name FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id WHERE b.id > 1

== beside an aggregate over related rows
SELECT id, author__name, count(review) AS n, sum(sale__qty) AS q FROM shop_book WHERE id < 9
-- by hand
SELECT b.id, a.name AS author__name, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n, (SELECT sum(qty) FROM shop_sale s WHERE s.book_id = b.id) AS q FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id WHERE b.id < 9

== inside an aggregate of the query's own
SELECT author__country, min(id) AS first, max(id + 1) AS last FROM shop_book GROUP BY author__country
-- by hand
SELECT a.country AS author__country, min(b.id) AS first, max(b.id + 1) AS last FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id GROUP BY a.country

== a system column where the inner query has no table | postgres
SELECT id, author__name, (SELECT ctid FROM (VALUES (1)) v(x)) IS NULL AS c FROM shop_book
-- by hand
SELECT b.id, a.name AS author__name, b.ctid IS NULL AS c FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a system column of the only table | postgres | served
SELECT q.id, tableoid::regclass::text AS t, q.author__name FROM (SELECT id, author_id FROM shop_book) q, shop_tag t WHERE t.id = 1
-- by hand
SELECT b.id, 'shop_tag' AS t, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id, shop_tag t WHERE t.id = 1

== a system column beside a view, of a table whose columns have other names | postgres | served
SELECT book, tableoid::regclass::text AS t, j.author__name FROM book_list j, shop_tag t(a, b) WHERE a = 1
-- by hand
SELECT b.id AS book, 'shop_tag' AS t, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id, shop_tag t WHERE t.id = 1

== a system column where a path starts at its table and no other has one | postgres | served
SELECT tableoid::regclass::text AS t, b.author__name FROM (VALUES (1)) v(x), shop_book b
-- by hand
SELECT 'shop_book' AS t, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== rowid in an inner query | sqlite
SELECT rowid AS r, (SELECT rowid FROM shop_tag WHERE rowid = 1) AS t, author__name FROM shop_book b
-- by hand
SELECT b.id AS r, 1 AS t, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id
