== a name for a foreign key
SELECT title, writer__name FROM shop_book
-- by hand
SELECT title, a.name AS writer__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a further name, in dots
SELECT penned_by.name FROM shop_book
-- by hand
SELECT a.name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== reflected names go on
SELECT author__name, publisher__city FROM shop_book
-- by hand
SELECT a.name AS author__name, p.city AS publisher__city FROM shop_book b
JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_publisher p ON p.id = b.publisher_id

== a condition, counted
SELECT name, count(rivals) FROM shop_store
-- by hand
SELECT name, (SELECT count(*) FROM shop_store r WHERE r.city = s.city AND r.id <> s.id) AS count
FROM shop_store s

== a condition, of a group's rows
SELECT city, count(*) AS stores, count(rivals) AS pairs, min(rivals__name) AS first FROM shop_store GROUP BY city
-- by hand
SELECT city, count(*) AS stores,
  (SELECT count(*) FROM shop_store x JOIN shop_store r ON r.city = x.city AND r.id <> x.id
    WHERE x.city = s.city) AS pairs,
  (SELECT min(r.name) FROM shop_store x JOIN shop_store r ON r.city = x.city AND r.id <> x.id
    WHERE x.city = s.city) AS first
FROM shop_store s GROUP BY city

== a condition behind a path
SELECT b.id, sum(b.sale.store.rivals.id) AS s FROM shop_book b
-- by hand
SELECT b.id, (SELECT sum(r.id) FROM shop_sale x JOIN shop_store t ON t.id = x.store_id
  JOIN shop_store r ON r.city = t.city AND r.id <> t.id WHERE x.book_id = b.id) AS s FROM shop_book b

== a path behind a condition
SELECT name, count(rivals__sale) AS n FROM shop_store
-- by hand
SELECT name, (SELECT count(*) FROM shop_store r JOIN shop_sale x ON x.store_id = r.id
  WHERE r.city = s.city AND r.id <> s.id) AS n FROM shop_store s

== a condition as the ON of a join | served
SELECT a.name, r.name AS rival FROM shop_store a LEFT JOIN shop_store r ON a.rivals = r
-- by hand
SELECT a.name, r.name AS rival FROM shop_store a LEFT JOIN shop_store r ON r.city = a.city AND r.id <> a.id

== OR and a comment inside a condition stay inside it
SELECT id, count(cheaper) FILTER (WHERE cheaper__id > 3) AS n FROM shop_book WHERE id < 20
-- by hand
SELECT id, (SELECT count(*) FROM shop_book c
  WHERE (c.publisher_id = b.publisher_id OR b.publisher_id IS NULL AND c.price < b.price) AND c.id > 3) AS n
FROM shop_book b WHERE id < 20

== to-one by a condition with a key
SELECT name, local_mentor__name AS m FROM shop_author WHERE local_mentor__country IS NOT NULL OR id < 6
-- by hand
SELECT a.name, m.name AS m FROM shop_author a
LEFT JOIN shop_author m ON m.id = a.mentor_id AND m.country = 'NO' WHERE m.country IS NOT NULL OR a.id < 6

== to-one by a subquery, and further on
SELECT id, latest__rating, latest__book__title AS t FROM shop_book
-- by hand
SELECT b.id, l.rating AS latest__rating, CASE WHEN l.id IS NOT NULL THEN b.title END AS t FROM shop_book b
LEFT JOIN shop_review l ON l.id = (SELECT max(r.id) FROM shop_review r WHERE r.book_id = b.id)

== a condition with a subquery, from a derived table
SELECT y.id, y.latest.rating AS r FROM (SELECT id FROM shop_book) y
-- by hand
SELECT b.id, l.rating AS r FROM shop_book b
LEFT JOIN shop_review l ON l.id = (SELECT max(r.id) FROM shop_review r WHERE r.book_id = b.id)

== a declared name beats the reflected ones that are ambiguous
SELECT name, count(book) FROM shop_author
-- by hand
SELECT name, (SELECT count(*) FROM shop_book b WHERE b.author_id = a.id) AS count FROM shop_author a

== through a junction
SELECT id, count(labels) AS n, min(labels__label) AS first FROM shop_book
-- by hand
SELECT id, (SELECT count(*) FROM shop_book_tags t WHERE t.book_id = b.id) AS n,
  (SELECT min(g.label) FROM shop_book_tags t JOIN shop_tag g ON g.id = t.tag_id WHERE t.book_id = b.id) AS first
FROM shop_book b

== through a junction, with a condition
SELECT author_id, count(early_labels) AS n FROM shop_book GROUP BY author_id
-- by hand
SELECT author_id, (SELECT count(*) FROM shop_book x JOIN shop_book_tags t ON t.book_id = x.id AND t.tag_id < 4
  WHERE x.author_id = b.author_id) AS n FROM shop_book b GROUP BY author_id

== through a junction, as the ON of a join | served
SELECT b.id, t.label FROM shop_book b JOIN shop_tag t ON b.early_labels
-- by hand
SELECT b.id, t.label FROM shop_book b JOIN shop_book_tags j ON j.book_id = b.id AND j.tag_id < 4
JOIN shop_tag t ON t.id = j.tag_id
