== a derived table keeps the key
SELECT author__name FROM (SELECT id, author_id FROM shop_book) AS s
-- by hand
SELECT a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a derived table under another name of the column | served
SELECT s.author__name, n FROM (SELECT author_id, count(*) AS n FROM shop_book GROUP BY author_id) AS s
-- by hand
SELECT a.name AS author__name, n FROM (SELECT author_id, count(*) AS n FROM shop_book GROUP BY author_id) AS s JOIN shop_author a ON a.id = s.author_id

== a WITH query that joins
WITH s AS (SELECT b.*, r.rating FROM shop_book b JOIN shop_review r ON r.book_id = b.id)
SELECT author__name, rating FROM s
-- by hand
SELECT a.name AS author__name, rating FROM shop_book b JOIN shop_review r ON r.book_id = b.id JOIN shop_author a ON a.id = b.author_id

== aggregates over a derived table
SELECT title, count(review) AS n FROM (SELECT * FROM shop_book WHERE price > 20) AS s
-- by hand
SELECT title, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b WHERE price > 20

== inside a derived table
SELECT author__name FROM (SELECT author__name FROM shop_book) AS s
-- by hand
SELECT a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== an inner query refers to an outer table | served
SELECT title FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_review r WHERE r.book_id = b.id AND b.author__country = 'PL')
-- by hand
SELECT title FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE a.country = 'PL' AND EXISTS (SELECT 1 FROM shop_review r WHERE r.book_id = b.id)

== the same path in two levels | served
SELECT id FROM shop_book b WHERE price > (SELECT avg(price) FROM shop_book c WHERE c.author__country = b.author__country)
-- by hand
SELECT b.id FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE price > (SELECT avg(price) FROM shop_book c JOIN shop_author d ON d.id = c.author_id WHERE d.country = a.country)

== a join's ON | served
SELECT r.id, b.author__name FROM shop_review r JOIN shop_book b ON b.id = r.book_id AND b.author__country = 'PL'
-- by hand
SELECT r.id, a.name AS author__name FROM shop_review r JOIN shop_book b ON b.id = r.book_id JOIN shop_author a ON a.id = b.author_id WHERE a.country = 'PL'

== a LEFT JOIN's ON keeps its rows | served
SELECT r.id, b.title FROM shop_review r LEFT JOIN shop_book b ON b.id = r.book_id AND b.author__country = 'PL'
-- by hand
SELECT r.id, b.title FROM shop_review r LEFT JOIN (SELECT c.* FROM shop_book c JOIN shop_author a ON a.id = c.author_id WHERE a.country = 'PL') b ON b.id = r.book_id

== NATURAL JOIN keeps its columns
SELECT * FROM shop_book NATURAL JOIN (SELECT 3 AS id, 'x' AS extra) AS x WHERE author__name > ''
-- by hand
SELECT b.*, 'x' AS extra FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE b.id = 3

== USING keeps its columns | served
SELECT * FROM shop_review r JOIN shop_sale s USING (book_id) WHERE r.book__title = 'Book 7'
-- by hand
SELECT * FROM shop_review r JOIN shop_sale s USING (book_id) WHERE book_id = 7

== FULL JOIN | postgres | served
SELECT r.id, b.author__name FROM shop_review r FULL JOIN shop_book b ON b.id = r.book_id AND r.rating = 1
-- by hand
SELECT r.id, a.name AS author__name FROM shop_review r FULL JOIN (SELECT id, author_id FROM shop_book) b ON b.id = r.book_id AND r.rating = 1 LEFT JOIN shop_author a ON a.id = b.author_id

== star over two tables | served
SELECT * FROM shop_review r, shop_book b WHERE b.id = r.book_id AND b.author__country = 'FR'
-- by hand
SELECT r.*, b.* FROM shop_review r, shop_book b, shop_author a WHERE b.id = r.book_id AND a.id = b.author_id AND a.country = 'FR'

== LATERAL | postgres | served
SELECT b.id, x.n FROM shop_book b, LATERAL (SELECT b.author__name || r.id AS n FROM shop_review r WHERE r.book_id = b.id) AS x
-- by hand
SELECT b.id, a.name || r.id AS n FROM shop_book b JOIN shop_author a ON a.id = b.author_id JOIN shop_review r ON r.book_id = b.id

== a label of the query wins | as it is
SELECT price AS author__name FROM shop_book ORDER BY author__name, id

== a column of a derived table wins | as it is
SELECT author__name FROM (SELECT 1 AS author__name, author_id FROM shop_book) AS s

== a whole row wins | postgres | as it is
SELECT author FROM shop_book AS author WHERE author.id = 3

== an outer column wins | as it is
SELECT (SELECT author__name FROM shop_book LIMIT 1) FROM (SELECT 1 AS author__name) AS x

== a function's columns are the server's to know | postgres | as it is
SELECT author__name FROM json_to_record('{"author__name": 1}') AS x(author__name int)

== a relation as a join condition | served
SELECT b.id, r.id FROM shop_book b JOIN shop_review r ON r.book
-- by hand
SELECT b.id, r.id FROM shop_book b JOIN shop_review r ON r.book_id = b.id

== from the other side, and with a further condition | served
SELECT b.id, r.id FROM shop_book b LEFT JOIN shop_review r ON b.review AND r.rating > 3
-- by hand
SELECT b.id, r.id FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id AND r.rating > 3

== without an alias in front
SELECT b.id, r.id FROM shop_book b JOIN shop_review r ON book
-- by hand
SELECT b.id, r.id FROM shop_book b JOIN shop_review r ON r.book_id = b.id

== FULL JOIN along a relation | postgres | served
SELECT b.id, p.id FROM shop_book b FULL JOIN shop_publisher p ON b.publisher
-- by hand
SELECT b.id, p.id FROM shop_book b FULL JOIN shop_publisher p ON b.publisher_id = p.id

== a composite key | served
SELECT p.id, d."Street Name" FROM shop_parcel p RIGHT JOIN "Depot" d ON p."Depot" AND p.weight > 20
-- by hand
SELECT p.id, d."Street Name" FROM "Depot" d LEFT JOIN shop_parcel p ON p.depot_area = d."Area" AND p.depot_no = d."No" AND p.weight > 20

== an alias picks the table | served
SELECT b.id, x.name, y.name FROM shop_author x JOIN shop_author y ON x.id < y.id JOIN shop_book b ON b.author = x AND b.editor = y
-- by hand
SELECT b.id, x.name, y.name FROM shop_book b JOIN shop_author x ON x.id = b.author_id JOIN shop_author y ON y.id = b.editor_id WHERE x.id < y.id

== many to many | served
SELECT b.id, t.label FROM shop_book b JOIN shop_tag t ON b.tags
-- by hand
SELECT b.id, t.label FROM shop_book b JOIN shop_book_tags l ON l.book_id = b.id JOIN shop_tag t ON t.id = l.tag_id

== a chain of joins, and a path beside them | served
SELECT a.name, r.rating, b.publisher__city FROM shop_author a JOIN shop_book b ON b.author LEFT JOIN shop_review r ON r.book WHERE b.publisher__city > ''
-- by hand
SELECT a.name, r.rating, p.city AS publisher__city FROM shop_author a JOIN shop_book b ON b.author_id = a.id LEFT JOIN shop_review r ON r.book_id = b.id JOIN shop_publisher p ON p.id = b.publisher_id WHERE p.city > ''

== EXPLAIN | postgres | as it is
EXPLAIN (COSTS OFF) SELECT id FROM shop_book WHERE id = 3

== a path to one row inside a query where its table's alias means another table
SELECT id, (SELECT max(b.id) FROM shop_tag b WHERE b.label < author__name) AS m FROM shop_book b
-- by hand
SELECT x.id, (SELECT max(t.id) FROM shop_tag t WHERE t.label < a.name) AS m FROM shop_book x JOIN shop_author a ON a.id = x.author_id

== an aggregate of a row of a query that is grouped by its key, in a subquery | served
SELECT b.id, (SELECT label FROM shop_tag t WHERE t.id = count(b.review) / 3) AS l FROM shop_book b GROUP BY id
-- by hand
SELECT b.id, (SELECT label FROM shop_tag t WHERE t.id = (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) / 3) AS l FROM shop_book b

== an aggregate of a row in a subquery inside an aggregate of its group | served
SELECT publisher_id, max((SELECT label FROM shop_tag t WHERE t.id = count(b.review) / 3)) AS l FROM shop_book b GROUP BY publisher_id
-- by hand
SELECT publisher_id, max((SELECT label FROM shop_tag t WHERE t.id = (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) / 3)) AS l FROM shop_book b GROUP BY publisher_id

== an aggregate of a row in a subquery of a grouped query's WHERE | served
SELECT publisher_id, count(*) AS n FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_tag t WHERE t.id = count(b.review)) GROUP BY publisher_id
-- by hand
SELECT publisher_id, count(*) AS n FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_tag t WHERE t.id = (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id)) GROUP BY publisher_id

== a subquery with a path, sorted by and kept apart by | postgres | served
SELECT DISTINCT ON ((SELECT max(r.book__title) FROM shop_review r WHERE r.book_id = b.id)) id FROM shop_book b
ORDER BY (SELECT max(r.book__title) FROM shop_review r WHERE r.book_id = b.id), id
-- by hand
SELECT DISTINCT ON ((SELECT max(o.title) FROM shop_review r JOIN shop_book o ON o.id = r.book_id WHERE r.book_id = b.id)) id FROM shop_book b
ORDER BY (SELECT max(o.title) FROM shop_review r JOIN shop_book o ON o.id = r.book_id WHERE r.book_id = b.id), id

== a subquery with a path and an aggregate over related rows, grouped by | served
SELECT (SELECT max(r.rating) + count(r.book__sale) FROM shop_review r WHERE r.book_id = b.id AND r.book__title <> 'x') AS m, count(*) AS books FROM shop_book b
GROUP BY (SELECT max(r.rating) + count(r.book__sale) FROM shop_review r WHERE r.book_id = b.id AND r.book__title <> 'x')
-- by hand
SELECT m, count(*) AS books FROM (SELECT (SELECT max(r.rating) + count(s.id) FROM shop_review r JOIN shop_book o ON o.id = r.book_id LEFT JOIN shop_sale s ON s.book_id = o.id WHERE r.book_id = b.id) AS m FROM shop_book b) x GROUP BY m

== a subquery with a path in both branches, twice in SELECT and grouped by | served
SELECT (SELECT a.name FROM shop_author a WHERE a.id = b.author_id AND a.mentor__id > 0 UNION SELECT 'none' FROM shop_author a WHERE a.id = b.author_id AND a.mentor__id IS NULL) AS x,
(SELECT a.name FROM shop_author a WHERE a.id = b.author_id AND a.mentor__id > 0 UNION SELECT 'none' FROM shop_author a WHERE a.id = b.author_id AND a.mentor__id IS NULL) AS y FROM shop_book b GROUP BY x
-- by hand
SELECT x, x AS y FROM (SELECT CASE WHEN a.mentor_id IS NULL THEN 'none' ELSE a.name END AS x FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id WHERE b.author_id IS NOT NULL UNION ALL SELECT NULL FROM shop_book WHERE author_id IS NULL) z GROUP BY x
