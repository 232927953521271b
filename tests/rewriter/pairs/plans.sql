== the plan of a path is the plan of the join | postgres | same plan
SELECT title, author__name FROM shop_book
-- by hand
SELECT title, author.name AS author__name FROM shop_book LEFT JOIN shop_author AS author ON author.id = shop_book.author_id

== a strict condition makes the outer join an inner one | postgres | same plan
SELECT title FROM shop_book WHERE author__country = 'PL' AND publisher__city = 'Paris'
-- by hand
SELECT title FROM shop_book LEFT JOIN shop_author AS author ON author.id = shop_book.author_id
LEFT JOIN shop_publisher AS publisher ON publisher.id = shop_book.publisher_id WHERE author.country = 'PL' AND publisher.city = 'Paris'

== columns of the query that the joined tables have as well | postgres | same plan
SELECT id, author__name, author__mentor__name FROM shop_book WHERE id < 20 ORDER BY author__name, id LIMIT 5
-- by hand
SELECT shop_book.id, author.name AS author__name, author_mentor.name AS author__mentor__name
FROM shop_book LEFT JOIN shop_author AS author ON author.id = shop_book.author_id
LEFT JOIN shop_author AS author_mentor ON author_mentor.id = author.mentor_id
WHERE shop_book.id < 20 ORDER BY author.name, shop_book.id LIMIT 5

== a joined table that is hidden: made-up names cost nothing | postgres | served | same plan
SELECT id, b.author__name, b.author__mentor__name FROM shop_book b JOIN shop_cover c USING (id) ORDER BY b.author__name, id LIMIT 5
-- by hand
SELECT b.id, shop_author.name AS author__name, shop_author_1.name AS author__mentor__name
FROM shop_book b JOIN shop_cover c USING (id) LEFT JOIN shop_author ON shop_author.id = b.author_id
LEFT JOIN shop_author AS shop_author_1 ON shop_author_1.id = shop_author.mentor_id
ORDER BY shop_author.name, b.id LIMIT 5

== one row by its key | postgres | same plan
SELECT title, author__name, publisher__city FROM shop_book WHERE shop_book.id = 7
-- by hand
SELECT title, author.name AS author__name, publisher.city AS publisher__city FROM shop_book
LEFT JOIN shop_author AS author ON author.id = shop_book.author_id LEFT JOIN shop_publisher AS publisher ON publisher.id = shop_book.publisher_id WHERE shop_book.id = 7

== a path that nobody looks at any more is dropped | postgres | same plan
SELECT title FROM (SELECT title, author__mentor__name FROM shop_book) AS x
-- by hand
SELECT title FROM shop_book

== grouped by a path | postgres | same plan
SELECT author__country, count(*) FROM shop_book GROUP BY author__country
-- by hand
SELECT author.country AS author__country, count(*) FROM shop_book LEFT JOIN shop_author AS author ON author.id = shop_book.author_id GROUP BY author.country

== a composite key | postgres | same plan
SELECT shop_parcel.weight, "Depot"."Street Name" FROM shop_parcel
-- by hand
SELECT shop_parcel.weight, "Depot_1"."Street Name" FROM shop_parcel
LEFT JOIN "Depot" AS "Depot_1" ON "Depot_1"."Area" = shop_parcel.depot_area AND "Depot_1"."No" = shop_parcel.depot_no

== a relation as a join's condition | postgres | served | same plan
SELECT b.title, r.rating FROM shop_book b JOIN shop_review r ON r.book
-- by hand
SELECT b.title, r.rating FROM shop_book b JOIN shop_review r ON r.book_id = b.id

== a view | postgres | same plan
SELECT title, author__name FROM cheap_book
-- by hand
SELECT title, author.name AS author__name FROM cheap_book LEFT JOIN shop_author AS author ON author.id = cheap_book.author_id
