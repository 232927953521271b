== a view of some rows keeps the keys
SELECT title, author__name FROM cheap_book
-- by hand
SELECT title, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE price < 30

== a view with an alias, and a path in WHERE | served
SELECT c.id, c.author__name FROM cheap_book AS c WHERE c.publisher__city = 'Paris'
-- by hand
SELECT b.id, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id
JOIN shop_publisher p ON p.id = b.publisher_id WHERE p.city = 'Paris' AND b.price < 30

== a view's columns renamed in FROM | postgres | served
SELECT c.number, c.author__name FROM cheap_book AS c (number)
-- by hand
SELECT b.id AS number, a.name AS author__name FROM cheap_book b JOIN shop_author a ON a.id = b.author_id

== a view of a join, and a key under another name
SELECT title, author__mentor__name, press_city FROM book_list WHERE author__country = 'PL'
-- by hand
SELECT title, m.name AS author__mentor__name, press_city FROM book_list l JOIN shop_author a ON a.id = l.writer
LEFT JOIN shop_author m ON m.id = a.mentor_id WHERE a.country = 'PL'

== a view of a view
SELECT book, author__name FROM paris_list
-- by hand
SELECT b.id AS book, a.name AS author__name FROM shop_book b JOIN shop_publisher p ON p.id = b.publisher_id
JOIN shop_author a ON a.id = b.author_id WHERE p.city = 'Paris'

== a derived table over a view of a view
SELECT n, author.country FROM (SELECT by, book AS n FROM paris_list) AS x
-- by hand
SELECT l.book AS n, a.country FROM paris_list l JOIN shop_author a ON a.id = l.by

== a view of a table joined to itself: each row has its own keys
SELECT name, mentor.name AS grand FROM (SELECT pupil.name, grand FROM pupil) AS p
-- by hand
SELECT p.name, g.name AS grand FROM pupil p LEFT JOIN shop_author g ON g.id = p.grand

== a view of totals keeps the key that it is grouped by
SELECT author__name, books FROM author_total
-- by hand
SELECT a.name AS author__name, books FROM author_total t JOIN shop_author a ON a.id = t.author_id

== a view made of a WITH query and a derived table
SELECT id, book__title, book__author__name FROM review_list WHERE rating > 3
-- by hand
SELECT r.id, b.title AS book__title, a.name AS book__author__name FROM shop_review r JOIN shop_book b ON b.id = r.book_id
JOIN shop_author a ON a.id = b.author_id WHERE rating > 3

== aggregates over the related rows of a view
SELECT id, count(review) AS n, max(sale__qty) AS m FROM cheap_book
-- by hand
SELECT id, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n,
  (SELECT max(qty) FROM shop_sale s WHERE s.book_id = b.id) AS m FROM shop_book b WHERE price < 30

== a view as the other end of a join along a relation | served
SELECT r.id, c.title FROM shop_review r JOIN cheap_book c ON r.book
-- by hand
SELECT r.id, b.title FROM shop_review r JOIN shop_book b ON b.id = r.book_id WHERE b.price < 30

== star over a view
SELECT *, author__name FROM cheap_book WHERE publisher__name > ''
-- by hand
SELECT c.*, a.name AS author__name FROM cheap_book c JOIN shop_author a ON a.id = c.author_id
JOIN shop_publisher p ON p.id = c.publisher_id WHERE p.name > ''

== a WITH query over a view
WITH x AS (SELECT id, author_id FROM cheap_book) SELECT id, author__name FROM x
-- by hand
SELECT c.id, a.name AS author__name FROM cheap_book c JOIN shop_author a ON a.id = c.author_id

== a WITH query with names of its own for the columns
WITH x (n, author_id) AS (SELECT id, author_id FROM shop_book) SELECT n, author__name FROM x
-- by hand
SELECT b.id AS n, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a derived table with names of its own for the columns | postgres
SELECT n, author__name FROM (SELECT id, author_id FROM shop_book) AS x (n, w)
-- by hand
SELECT b.id AS n, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== through four levels
SELECT n, author.name FROM (SELECT n, w FROM (SELECT id AS n, k AS w FROM (SELECT id, author_id AS k FROM (SELECT * FROM shop_book) AS a) AS b) AS c) AS d
-- by hand
SELECT b.id AS n, a.name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== through DISTINCT, GROUP BY and LIMIT
SELECT author__name FROM (SELECT DISTINCT author_id FROM shop_book ORDER BY author_id LIMIT 4) AS x
-- by hand
SELECT a.name AS author__name FROM shop_author a WHERE a.id IN (SELECT DISTINCT author_id FROM shop_book ORDER BY author_id LIMIT 4)

== a derived table that joins: paths from each side
SELECT book__title, store__name FROM (SELECT s.book_id, s.store_id FROM shop_sale s JOIN shop_book b ON b.id = s.book_id) AS x
-- by hand
SELECT b.title AS book__title, t.name AS store__name FROM shop_sale s JOIN shop_book b ON b.id = s.book_id JOIN shop_store t ON t.id = s.store_id

== a derived table over USING keeps the key
SELECT book_id, book__title FROM (SELECT * FROM shop_review r JOIN shop_cover c USING (book_id)) AS x
-- by hand
SELECT r.book_id, b.title AS book__title FROM shop_review r JOIN shop_cover c ON c.book_id = r.book_id JOIN shop_book b ON b.id = r.book_id

== a composite key through a derived table
SELECT id, "Depot"."Street Name" FROM (SELECT id, depot_area AS a, depot_no AS n FROM shop_parcel) AS x
-- by hand
SELECT p.id, d."Street Name" FROM shop_parcel p LEFT JOIN "Depot" d ON d."Area" = p.depot_area AND d."No" = p.depot_no

== a join with an alias | postgres | served
SELECT j.title, j.rating, j.author__name FROM (shop_review r JOIN shop_book b ON b.id = r.book_id) AS j
-- by hand
SELECT b.title, r.rating, a.name AS author__name FROM shop_review r JOIN shop_book b ON b.id = r.book_id JOIN shop_author a ON a.id = b.author_id

== a join with an alias, without it in front | postgres
SELECT title, author__country FROM (shop_book b CROSS JOIN (SELECT 1 AS one) AS o) AS j WHERE publisher__city = 'Paris' ORDER BY one, title
-- by hand
SELECT title, a.country AS author__country FROM shop_book b JOIN shop_author a ON a.id = b.author_id
JOIN shop_publisher p ON p.id = b.publisher_id WHERE p.city = 'Paris' ORDER BY title

== a join with an alias inside another join | postgres | served
SELECT s.id, j.author__name FROM shop_sale s JOIN (shop_review r JOIN shop_book b ON b.id = r.book_id) AS j ON j.book_id = s.book_id
-- by hand
SELECT s.id, a.name AS author__name FROM shop_sale s JOIN shop_review r ON r.book_id = s.book_id
JOIN shop_book b ON b.id = r.book_id JOIN shop_author a ON a.id = b.author_id

== a path in the ON of a join with an alias | postgres | served
SELECT j.* FROM (shop_review r JOIN shop_book b ON b.id = r.book_id AND b.author__country = 'PL') AS j
-- by hand
SELECT r.*, b.* FROM shop_review r JOIN shop_book b ON b.id = r.book_id JOIN shop_author a ON a.id = b.author_id WHERE a.country = 'PL'

== two steps in the ON of a join with an alias | postgres | served
SELECT * FROM (shop_review r LEFT JOIN shop_book b ON b.id = r.book_id AND b.author__mentor__country = 'NO') AS j
-- by hand
SELECT r.*, b.* FROM shop_review r LEFT JOIN (SELECT c.* FROM shop_book c JOIN shop_author a ON a.id = c.author_id
JOIN shop_author m ON m.id = a.mentor_id WHERE m.country = 'NO') AS b ON b.id = r.book_id

== a join along a relation inside a join with an alias | postgres | served
SELECT j.title, j.body FROM (shop_review r JOIN shop_book b ON r.book) AS j
-- by hand
SELECT b.title, r.body FROM shop_review r JOIN shop_book b ON b.id = r.book_id

== a merged column of a join with an alias leads on | postgres | served
SELECT j.book_id, j.book__title FROM (shop_review r JOIN shop_sale s USING (book_id)) AS j
-- by hand
SELECT r.book_id, b.title AS book__title FROM shop_review r JOIN shop_sale s ON s.book_id = r.book_id JOIN shop_book b ON b.id = r.book_id

== columns of a join renamed by its alias | postgres | served
SELECT j.w, j.author__name FROM (shop_book b JOIN shop_cover c ON c.book_id = b.id) AS j (x, t, pr, pu, w, w2)
-- by hand
SELECT b.publisher_id AS w, a.name AS author__name FROM shop_book b JOIN shop_cover c ON c.book_id = b.id JOIN shop_author a ON a.id = b.author_id

== a row of another schema | postgres
SELECT note, book__title FROM "Second Schema".visit
-- by hand
SELECT note, b.title AS book__title FROM "Second Schema".visit v LEFT JOIN shop_book b ON b.id = v.book_id

== a materialized view | postgres
SELECT title, author__mentor__name FROM kept_book ORDER BY kept_book.id
-- by hand
SELECT title, m.name AS author__mentor__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_author m ON m.id = a.mentor_id ORDER BY b.id

== a table whose name another one has below a join's alias | postgres | served
SELECT q.id, count(q.review) AS n FROM (SELECT b.id FROM (shop_author b CROSS JOIN (SELECT 1 AS one) o) AS j, shop_book b WHERE j.id = 1) q
-- by hand
SELECT b.id, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_author a WHERE a.id = 1)

== all columns of such a table | postgres | served
SELECT q.id, q.author__name FROM (SELECT b.* FROM (shop_author b CROSS JOIN (SELECT 1 AS one) o) AS j, shop_book b WHERE j.id = 1) q
-- by hand
SELECT b.id, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE EXISTS (SELECT 1 FROM shop_author a WHERE a.id = 1)
