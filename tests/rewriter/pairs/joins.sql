== LEFT JOIN: a missing row has no related one either | served
SELECT b.id, r.id AS r, r.book__title FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id AND r.rating = 5
-- by hand
SELECT b.id, r.id AS r, c.title AS book__title FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id AND r.rating = 5
LEFT JOIN shop_book c ON c.id = r.book_id

== RIGHT JOIN | postgres | served
SELECT b.title, b.author__name, p.name FROM shop_book b RIGHT JOIN shop_publisher p ON p.id = b.publisher_id AND b.author__country = 'PL'
-- by hand
SELECT b.title, b.name AS author__name, p.name FROM shop_publisher p LEFT JOIN
(SELECT c.title, c.publisher_id, a.name FROM shop_book c JOIN shop_author a ON a.id = c.author_id WHERE a.country = 'PL') b ON b.publisher_id = p.id

== CROSS JOIN | served
SELECT b.id, s.id AS s, b.author__name || s.name AS x FROM shop_book b CROSS JOIN shop_store s WHERE b.id < 4
-- by hand
SELECT b.id, s.id AS s, a.name || s.name AS x FROM shop_book b JOIN shop_author a ON a.id = b.author_id CROSS JOIN shop_store s WHERE b.id < 4

== brackets around joins | served
SELECT r.id, b.author__name, p.name FROM shop_review r JOIN (shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id) ON b.id = r.book_id
-- by hand
SELECT r.id, a.name AS author__name, p.name FROM shop_review r JOIN shop_book b ON b.id = r.book_id JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_publisher p ON p.id = b.publisher_id

== the same table twice, each with its own | served
SELECT x.author__name, y.author__name FROM shop_book x JOIN shop_book y ON x.author__country = y.author__country AND x.id < y.id
-- by hand
SELECT a.name AS author__name, c.name AS author__name FROM shop_book x JOIN shop_author a ON a.id = x.author_id
JOIN shop_book y ON x.id < y.id JOIN shop_author c ON c.id = y.author_id WHERE a.country = c.country

== a comma join with an outer join behind it | served
SELECT p.name, b.id, r.rating, b.editor__name FROM shop_publisher p, shop_book b LEFT JOIN shop_review r ON r.book_id = b.id WHERE p.id = b.publisher_id
-- by hand
SELECT p.name, b.id, r.rating, e.name AS editor__name FROM shop_publisher p JOIN shop_book b ON p.id = b.publisher_id
LEFT JOIN shop_review r ON r.book_id = b.id LEFT JOIN shop_author e ON e.id = b.editor_id

== USING with an alias | postgres | served
SELECT u.book_id, r.book__title FROM shop_review r JOIN shop_sale s USING (book_id) AS u WHERE s.store__city = 'Oslo'
-- by hand
SELECT r.book_id, b.title AS book__title FROM shop_review r JOIN shop_sale s ON s.book_id = r.book_id JOIN shop_book b ON b.id = r.book_id
JOIN shop_store t ON t.id = s.store_id WHERE t.city = 'Oslo'

== star over USING, the merged column first | postgres | served
SELECT *, s.store__city FROM shop_review r JOIN shop_sale s USING (book_id)
-- by hand
SELECT r.book_id, r.id, r.rating, r.verified, r.body, s.id, s.store_id, s.qty, s.sold_on, t.city AS store__city
FROM shop_review r JOIN shop_sale s ON s.book_id = r.book_id JOIN shop_store t ON t.id = s.store_id

== star over NATURAL, and a table's star | postgres
SELECT *, x.* FROM shop_book NATURAL JOIN (SELECT 3 AS id, 'x' AS extra) AS x WHERE author__name > ''
-- by hand
SELECT b.*, 'x' AS extra, x.* FROM shop_book b JOIN (SELECT 3 AS id, 'x' AS extra) AS x ON x.id = b.id

== NATURAL JOIN, its merged column alone | served
SELECT book_id, r.id, r.book__author__name FROM shop_review r NATURAL JOIN (SELECT 7 AS book_id) AS x
-- by hand
SELECT 7 AS book_id, r.id, a.name AS book__author__name FROM shop_review r JOIN shop_book b ON b.id = r.book_id JOIN shop_author a ON a.id = b.author_id WHERE r.book_id = 7

== several stars, each what it was | served
SELECT r.*, b.*, r.book__author__name FROM shop_review r JOIN shop_book b ON b.id = r.book_id
-- by hand
SELECT r.*, b.*, a.name AS book__author__name FROM shop_review r JOIN shop_book b ON b.id = r.book_id JOIN shop_author a ON a.id = b.author_id

== LATERAL sees the path's table | postgres | served
SELECT b.id, t.x FROM shop_book b LEFT JOIN LATERAL (SELECT max(r.rating) AS x FROM shop_review r WHERE r.book_id = b.id AND b.author__country = 'PL') AS t ON true
-- by hand
SELECT b.id, CASE WHEN a.country = 'PL' THEN (SELECT max(rating) FROM shop_review r WHERE r.book_id = b.id) END AS x FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a function in FROM that takes a path | postgres | served
SELECT b.id, w FROM shop_book b, regexp_split_to_table(b.author__name, ' ') AS w
-- by hand
SELECT b.id, w FROM shop_book b JOIN shop_author a ON a.id = b.author_id, regexp_split_to_table(a.name, ' ') AS w

== JOIN along a relation, INNER, of each kind | served
SELECT b.id, a.name, c.artist, t.label FROM shop_book b JOIN shop_author a ON b.author JOIN shop_cover c ON b.cover LEFT JOIN shop_tag t ON b.tags
-- by hand
SELECT b.id, a.name, c.artist, t.label FROM shop_book b JOIN shop_author a ON a.id = b.author_id JOIN shop_cover c ON c.book_id = b.id
LEFT JOIN (shop_book_tags l JOIN shop_tag t ON t.id = l.tag_id) ON l.book_id = b.id

== the unambiguous name of a reverse relation | served
SELECT a.name, b.title FROM shop_author a LEFT JOIN shop_book b ON a.book_by_editor
-- by hand
SELECT a.name, b.title FROM shop_author a LEFT JOIN shop_book b ON b.editor_id = a.id

== RIGHT JOIN along a relation, with more conditions around it | served
SELECT r.id, b.id FROM shop_review r RIGHT JOIN shop_book b ON r.rating > 2 AND r.book AND b.price > 20
-- by hand
SELECT r.id, b.id FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id AND r.rating > 2 AND b.price > 20

== the alias first in the equation | served
SELECT b.id, a.name FROM shop_book b JOIN shop_author a ON a = b.editor
-- by hand
SELECT b.id, a.name FROM shop_book b JOIN shop_author a ON a.id = b.editor_id

== a self reference in both directions | served
SELECT a.name, m.name FROM shop_author a JOIN shop_author m ON a.mentor = m
-- by hand
SELECT a.name, m.name FROM shop_author a JOIN shop_author m ON m.id = a.mentor_id

== along a junction's own relations | served
SELECT b.id, t.label FROM shop_book b JOIN shop_book_tags l ON l.book JOIN shop_tag t ON l.tag
-- by hand
SELECT b.id, t.label FROM shop_book b JOIN shop_book_tags l ON l.book_id = b.id JOIN shop_tag t ON t.id = l.tag_id

== a relation to a derived table that has the key | served
SELECT b.id, x.n FROM shop_book b JOIN (SELECT book_id, count(*) AS n FROM shop_review GROUP BY book_id) AS x ON x.book
-- by hand
SELECT b.id, x.n FROM shop_book b JOIN (SELECT book_id, count(*) AS n FROM shop_review GROUP BY book_id) AS x ON x.book_id = b.id

== a relation, and a path in the same ON | served
SELECT r.id, b.title FROM shop_review r JOIN shop_book b ON r.book AND b.author__country = 'FR' AND r.rating > 1
-- by hand
SELECT r.id, b.title FROM shop_review r JOIN shop_book b ON b.id = r.book_id JOIN shop_author a ON a.id = b.author_id WHERE a.country = 'FR' AND r.rating > 1

== a composite key as an equation with an alias | served
SELECT p.id, d."Street Name" FROM shop_parcel p LEFT JOIN "Depot" d ON p."Depot" = d
-- by hand
SELECT p.id, d."Street Name" FROM shop_parcel p LEFT JOIN "Depot" d ON p.depot_area = d."Area" AND p.depot_no = d."No"

== ON beside a join whose alias hides a table | postgres
SELECT r.id, r.rating FROM (shop_book b CROSS JOIN (SELECT 1 AS one) o) AS j JOIN shop_review r ON r.book_id = j.id AND author__name > 'Author 2'
-- by hand
SELECT r.id, r.rating FROM shop_book b JOIN shop_author a ON a.id = b.author_id JOIN shop_review r ON r.book_id = b.id WHERE a.name > 'Author 2'

== an aggregate in ON over a column of a join that has an alias | postgres | served
SELECT r.id, j.price FROM (shop_book b CROSS JOIN (SELECT 1 AS one) o) AS j JOIN shop_review r ON r.book_id = j.id AND count(r.book__sale) FILTER (WHERE r.book__sale__qty > price / 4) > 1
-- by hand
SELECT r.id, b.price FROM shop_book b JOIN shop_review r ON r.book_id = b.id WHERE (SELECT count(*) FROM shop_sale s WHERE s.book_id = b.id AND s.qty > b.price / 4) > 1

== the ON of a join that has an alias, around one that has | postgres
SELECT k.rating FROM ((shop_book b CROSS JOIN (SELECT 1 AS one) o) AS j JOIN shop_review r ON r.book_id = j.id AND author__name > 'Author 2') AS k
-- by hand
SELECT r.rating FROM shop_book b JOIN shop_author a ON a.id = b.author_id JOIN shop_review r ON r.book_id = b.id WHERE a.name > 'Author 2'

== LATERAL beside a join whose alias hides a table | postgres
SELECT k.id, k.x FROM ((shop_book b CROSS JOIN (SELECT 1 AS one) o) AS j CROSS JOIN LATERAL (SELECT author__name AS x) l) AS k
-- by hand
SELECT b.id, a.name AS x FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== the alias of USING is hidden too | postgres
SELECT j.title, author__name FROM (shop_book b JOIN shop_cover c USING (id) AS u) AS j, shop_tag u WHERE u.label = 'tag 1'
-- by hand
SELECT b.title, a.name AS author__name FROM shop_book b JOIN shop_cover c ON c.id = b.id JOIN shop_author a ON a.id = b.author_id, shop_tag t WHERE t.label = 'tag 1'
