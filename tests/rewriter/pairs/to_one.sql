== a column of a related row
SELECT title, author__name FROM shop_book
-- by hand
SELECT title, a.name AS author__name FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id

== dots between identifiers
SELECT title, author.name FROM shop_book
-- by hand
SELECT title, a.name FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id

== a key that may be NULL keeps its row
SELECT b.id, publisher__city, editor__name FROM shop_book b
-- by hand
SELECT b.id, p.city AS publisher__city, e.name AS editor__name FROM shop_book b
LEFT JOIN shop_publisher p ON p.id = b.publisher_id LEFT JOIN shop_author e ON e.id = b.editor_id

== several steps, in every notation
SELECT b.author__mentor__name, b.author.mentor.name, author.mentor__name, b.author__mentor.name
FROM shop_book b
-- by hand
SELECT m.name AS author__mentor__name, m.name AS name, m.name AS mentor__name, m.name AS name
FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_author m ON m.id = a.mentor_id

== three steps
SELECT id, author__mentor__mentor__name AS grand FROM shop_book
-- by hand
SELECT b.id, g.name AS grand FROM shop_book b JOIN shop_author a ON a.id = b.author_id
LEFT JOIN shop_author m ON m.id = a.mentor_id LEFT JOIN shop_author g ON g.id = m.mentor_id

== WHERE with a parameter | $1 = 'PL'
SELECT id, title FROM shop_book WHERE author__country = ? ORDER BY author__name, id
-- by hand
SELECT b.id, title FROM shop_book b JOIN shop_author a ON a.id = b.author_id
WHERE a.country = $1 ORDER BY a.name, b.id

== NOT and NULL mean what they mean on the joined column
SELECT id FROM shop_book WHERE NOT (publisher__city = 'Paris')
-- by hand
SELECT b.id FROM shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id WHERE NOT (p.city = 'Paris')

== IS NULL finds rows without a related one
SELECT id FROM shop_book WHERE publisher__name IS NULL OR author__mentor__name IS NULL
-- by hand
SELECT b.id FROM shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id
LEFT JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_author m ON m.id = a.mentor_id
WHERE p.name IS NULL OR m.name IS NULL

== GROUP BY, HAVING, ORDER BY
SELECT author__country, count(*), sum(price) FROM shop_book
GROUP BY author__country HAVING count(*) > 1 ORDER BY author__country
-- by hand
SELECT a.country AS author__country, count(*), sum(price) FROM shop_book b
JOIN shop_author a ON a.id = b.author_id GROUP BY a.country HAVING count(*) > 1 ORDER BY a.country

== GROUP BY a label
SELECT upper(author__country) AS c, count(*) FROM shop_book GROUP BY c ORDER BY c
-- by hand
SELECT upper(a.country) AS c, count(*) FROM shop_book b JOIN shop_author a ON a.id = b.author_id
GROUP BY upper(a.country) ORDER BY 1

== GROUP BY the related key shows the related row's columns
SELECT author__name, count(*) FROM shop_book GROUP BY author__id
-- by hand
SELECT a.name AS author__name, count(*) FROM shop_book b JOIN shop_author a ON a.id = b.author_id GROUP BY a.id, a.name

== DISTINCT, and ORDER BY the label
SELECT DISTINCT author__country FROM shop_book ORDER BY author__country
-- by hand
SELECT DISTINCT a.country AS author__country FROM shop_book b JOIN shop_author a ON a.id = b.author_id ORDER BY 1

== DISTINCT ON | postgres
SELECT DISTINCT ON (author__country) author__country, id FROM shop_book ORDER BY author__country, id
-- by hand
SELECT DISTINCT ON (a.country) a.country AS author__country, b.id FROM shop_book b
JOIN shop_author a ON a.id = b.author_id ORDER BY a.country, b.id

== windows
SELECT id, rank() OVER (PARTITION BY author__country ORDER BY author__name, id) AS r FROM shop_book
-- by hand
SELECT b.id, rank() OVER (PARTITION BY a.country ORDER BY a.name, b.id) AS r FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a named window | postgres
SELECT id, sum(price) OVER w FROM shop_book WINDOW w AS (PARTITION BY author__country ORDER BY id)
-- by hand
SELECT b.id, sum(price) OVER (PARTITION BY a.country ORDER BY b.id) FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== inside an aggregate and its FILTER
SELECT count(DISTINCT author__country) AS c, count(*) FILTER (WHERE publisher__city = 'Paris') AS p FROM shop_book
-- by hand
SELECT count(DISTINCT a.country) AS c, count(*) FILTER (WHERE p.city = 'Paris') AS p FROM shop_book b
JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_publisher p ON p.id = b.publisher_id

== inside expressions | postgres
SELECT id, author__name || ', ' || coalesce(publisher__city, '?') AS x,
  CASE WHEN author__country = 'PL' THEN 1 ELSE 2 END, author__name::varchar(3), author__id + 1
FROM shop_book
-- by hand
SELECT b.id, a.name || ', ' || coalesce(p.city, '?') AS x, CASE WHEN a.country = 'PL' THEN 1 ELSE 2 END,
  a.name::varchar(3) AS author__name, a.id + 1
FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_publisher p ON p.id = b.publisher_id

== star shows what it showed
SELECT * FROM shop_book WHERE author__country = 'FR'
-- by hand
SELECT * FROM shop_book WHERE author_id IN (SELECT id FROM shop_author WHERE country = 'FR')

== star beside a path
SELECT *, author__name FROM shop_book
-- by hand
SELECT b.*, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a table's star
SELECT b.*, author__name FROM shop_book b
-- by hand
SELECT b.*, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a column of the query's own keeps its meaning
SELECT id, name, country, mentor__name FROM shop_author WHERE name < 'Author 5' ORDER BY id
-- by hand
SELECT a.id, a.name, a.country, m.name AS mentor__name FROM shop_author a
LEFT JOIN shop_author m ON m.id = a.mentor_id WHERE a.name < 'Author 5' ORDER BY a.id

== names of a subquery keep their meaning
SELECT (SELECT max(rating) FROM shop_review WHERE book_id = shop_book.id AND body > name) AS m, author__name
FROM shop_book, (SELECT 'R' AS name) AS x
-- by hand
SELECT (SELECT max(rating) FROM shop_review WHERE book_id = b.id AND body > x.name) AS m, a.name AS author__name
FROM shop_book b CROSS JOIN (SELECT 'R' AS name) AS x JOIN shop_author a ON a.id = b.author_id

== system columns stay | postgres
SELECT ctid, author__name FROM shop_book
-- by hand
SELECT b.ctid, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== one to one, seen from the other side
SELECT title, cover__artist FROM shop_book
-- by hand
SELECT title, c.artist AS cover__artist FROM shop_book b LEFT JOIN shop_cover c ON c.book_id = b.id

== a composite key, and names that need quotes
SELECT id, "Depot__Street Name" AS street FROM shop_parcel
-- by hand
SELECT p.id, d."Street Name" AS street FROM shop_parcel p
LEFT JOIN "Depot" d ON d."Area" = p.depot_area AND d."No" = p.depot_no

== an alias in front | served
SELECT b.title, b.author__name FROM shop_book AS b WHERE b.publisher__city IS NOT NULL
-- by hand
SELECT b.title, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id
JOIN shop_publisher p ON p.id = b.publisher_id WHERE p.city IS NOT NULL

== the table's name in front, and its schema in FROM | postgres | served
SELECT shop_book.author__name FROM public.shop_book
-- by hand
SELECT a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== case, comments and white space stay
select AUTHOR__NAME as "A" /* author__name */ from SHOP_BOOK -- author__name
-- by hand
SELECT a.name AS "A" FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== an identifier longer than the server's
SELECT author__mentor__mentor__mentor__mentor__mentor__mentor__mentor__name AS far FROM shop_book
-- by hand
SELECT m7.name AS far FROM shop_book b JOIN shop_author a ON a.id = b.author_id
LEFT JOIN shop_author m1 ON m1.id = a.mentor_id LEFT JOIN shop_author m2 ON m2.id = m1.mentor_id
LEFT JOIN shop_author m3 ON m3.id = m2.mentor_id LEFT JOIN shop_author m4 ON m4.id = m3.mentor_id
LEFT JOIN shop_author m5 ON m5.id = m4.mentor_id LEFT JOIN shop_author m6 ON m6.id = m5.mentor_id
LEFT JOIN shop_author m7 ON m7.id = m6.mentor_id

== UNION
SELECT author__name FROM shop_book UNION SELECT editor__name FROM shop_book ORDER BY 1
-- by hand
SELECT a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id
UNION SELECT e.name FROM shop_book b LEFT JOIN shop_author e ON e.id = b.editor_id ORDER BY 1

== a whole row as an argument | postgres
SELECT id, row_to_json(publisher) FROM shop_book
-- by hand
SELECT b.id, row_to_json(p) FROM shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id

== LIMIT and OFFSET
SELECT title, author__name FROM shop_book ORDER BY shop_book.id LIMIT 5 OFFSET 3
-- by hand
SELECT title, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id ORDER BY b.id LIMIT 5 OFFSET 3

== a path in brackets
SELECT (author__name), ((author.country)) FROM shop_book
-- by hand
SELECT a.name AS "author__name", a.country AS country FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id

== a column in brackets, beside a path, in a join | served
SELECT (b.id), b.author__name AS x FROM shop_book b JOIN shop_tag t ON t.id = b.id
-- by hand
SELECT b.id AS id, a.name AS x FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id JOIN shop_tag t ON t.id = b.id

== labels of columns that a derived table has given other names | served
SELECT x.id, x.n FROM (SELECT q.key_id, q.id, b.author__name AS n FROM (SELECT id AS key_id, author_id AS id FROM shop_book) q JOIN shop_book b ON b.id = q.key_id) x WHERE x.n < 'C'
-- by hand
SELECT b.author_id AS id, a.name AS n FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE a.name < 'C'

== the label of a column that a derived table has given another name | served
SELECT q.key_id, b.author__name FROM (SELECT id AS key_id FROM shop_book) q JOIN shop_book b ON b.id = q.key_id
-- by hand
SELECT b.id AS key_id, a.name AS "author__name" FROM shop_book b LEFT JOIN shop_author a ON a.id = b.author_id
