== in SELECT
SELECT title, avg_rating FROM shop_book
-- by hand
SELECT title, (SELECT avg(r.rating) FROM shop_review r WHERE r.book_id = b.id) AS avg_rating FROM shop_book b

== in WHERE, ORDER BY, and an expression
SELECT id, round(revenue) AS r FROM shop_book b WHERE revenue > 100 ORDER BY revenue DESC, id
-- by hand
SELECT id, round((SELECT sum(s.qty * b.price) FROM shop_sale s WHERE s.book_id = b.id)) AS r FROM shop_book b
WHERE (SELECT sum(s.qty * b.price) FROM shop_sale s WHERE s.book_id = b.id) > 100
ORDER BY (SELECT sum(s.qty * b.price) FROM shop_sale s WHERE s.book_id = b.id) DESC, id

== of a group, and in HAVING
SELECT publisher_id, avg_rating, copies FROM shop_book WHERE publisher_id IS NOT NULL
GROUP BY publisher_id HAVING copies > 10 ORDER BY copies DESC, publisher_id
-- by hand
SELECT publisher_id,
  (SELECT avg(r.rating) FROM shop_review r JOIN shop_book x ON x.id = r.book_id WHERE x.publisher_id = b.publisher_id) AS avg_rating,
  (SELECT sum(s.qty) FROM shop_sale s JOIN shop_book x ON x.id = s.book_id WHERE x.publisher_id = b.publisher_id) AS copies
FROM shop_book b WHERE publisher_id IS NOT NULL GROUP BY publisher_id
HAVING (SELECT sum(s.qty) FROM shop_sale s JOIN shop_book x ON x.id = s.book_id WHERE x.publisher_id = b.publisher_id) > 10
ORDER BY (SELECT sum(s.qty) FROM shop_sale s JOIN shop_book x ON x.id = s.book_id WHERE x.publisher_id = b.publisher_id) DESC, publisher_id

== a measure that uses measures
SELECT id, unit FROM shop_book
-- by hand
SELECT id, (SELECT sum(s.qty * b.price) FROM shop_sale s WHERE s.book_id = b.id)
  / nullif((SELECT sum(s.qty) FROM shop_sale s WHERE s.book_id = b.id), 0) AS unit FROM shop_book b

== a measure as a GROUP BY key is per row: a histogram
SELECT copies, count(*) AS n FROM shop_book GROUP BY copies
-- by hand
SELECT c AS copies, count(*) AS n
FROM (SELECT (SELECT sum(s.qty) FROM shop_sale s WHERE s.book_id = b.id) AS c FROM shop_book b) x GROUP BY c

== inside an ordinary aggregate it is per row
SELECT author_id, max(copies) AS m FROM shop_book GROUP BY author_id
-- by hand
SELECT author_id, max(c) AS m FROM (SELECT author_id,
  (SELECT sum(s.qty) FROM shop_sale s WHERE s.book_id = b.id) AS c FROM shop_book b) x GROUP BY author_id

== an ordinary aggregate groups, as when it is written out
SELECT publisher_id, dearest FROM shop_book GROUP BY publisher_id
-- by hand
SELECT publisher_id, max(price) AS dearest FROM shop_book GROUP BY publisher_id

== without an aggregate it is a computed column
SELECT b.margin, margin * 2 AS twice FROM shop_book b WHERE margin > 0
-- by hand
SELECT price - 10 AS margin, (price - 10) * 2 AS twice FROM shop_book WHERE price - 10 > 0

== a computed column at the end of a path, and inside an aggregate over many rows
SELECT name, sum(book__margin) AS s, earned FROM shop_author
-- by hand
SELECT name, (SELECT sum(price - 10) FROM shop_book b WHERE b.author_id = a.id) AS s,
  (SELECT sum(price - 10) FROM shop_book b WHERE b.author_id = a.id) AS earned FROM shop_author a

== a measure at the end of a path to one row
SELECT id, author__earned FROM shop_book
-- by hand
SELECT id, (SELECT sum(x.price - 10) FROM shop_book x WHERE x.author_id = b.author_id) AS author__earned
FROM shop_book b

== in dots, with an alias in front
SELECT r.id, r.book.avg_rating FROM shop_review r
-- by hand
SELECT r.id, (SELECT avg(x.rating) FROM shop_review x WHERE x.book_id = r.book_id) AS avg_rating FROM shop_review r

== a measure through a path of its own
SELECT id, by_land FROM shop_book
-- by hand
SELECT b.id, a.country AS by_land FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a measure with a subquery
SELECT id, oldest_of_author FROM shop_book
-- by hand
SELECT id, (SELECT min(y.published) FROM shop_book y WHERE y.author_id = b.author_id) AS oldest_of_author FROM shop_book b

== a declared column
SELECT released, b.released AS r, count(*) OVER () AS n FROM shop_book b WHERE released IS NOT NULL ORDER BY released, r
-- by hand
SELECT published AS released, published AS r, count(*) OVER () AS n FROM shop_book b WHERE published IS NOT NULL ORDER BY published, r

== a declared column at the end of a path
SELECT author__land, max(review__book__released) AS m FROM shop_book
-- by hand
SELECT a.country AS author__land,
  (SELECT max(x.published) FROM shop_review r JOIN shop_book x ON x.id = r.book_id WHERE r.book_id = b.id) AS m
FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== two tables, each with its own | served
SELECT b.key, o.key AS other FROM shop_book b JOIN shop_book o ON o.author_id = b.author_id AND o.key > b.key
-- by hand
SELECT b.id AS key, o.id AS other FROM shop_book b JOIN shop_book o ON o.author_id = b.author_id AND o.id > b.id

== over a derived table that renames what is needed
SELECT k, revenue FROM (SELECT id AS k, price AS p FROM shop_book) AS x
-- by hand
SELECT id AS k, (SELECT sum(s.qty * b.price) FROM shop_sale s WHERE s.book_id = b.id) AS revenue FROM shop_book b

== an inner query, and an outer row
SELECT a.name, (SELECT max(revenue) FROM shop_book WHERE author_id = a.id AND copies > 1) AS best FROM shop_author a
-- by hand
SELECT a.name, (SELECT max((SELECT sum(s.qty * b.price) FROM shop_sale s WHERE s.book_id = b.id)) FROM shop_book b
  WHERE author_id = a.id AND (SELECT sum(s.qty) FROM shop_sale s WHERE s.book_id = b.id) > 1) AS best
FROM shop_author a

== a label of the statement wins over a measure | as it is
SELECT id AS revenue FROM shop_book ORDER BY revenue DESC

== * shows what the database has | as it is
SELECT * FROM shop_author

== a quoted name, and a function around it
SELECT lower("Shout") AS l, "Shout" FROM shop_book
-- by hand
SELECT lower(upper(title)) AS l, upper(title) AS "Shout" FROM shop_book
