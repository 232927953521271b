== count, avg and sum of several relations, none multiplied by another
SELECT title, author__name, count(review), avg(review__rating), sum(sale__qty) FROM shop_book
-- by hand
SELECT b.title, a.name AS author__name,
  (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS count,
  (SELECT avg(rating) FROM shop_review r WHERE r.book_id = b.id) AS avg,
  (SELECT sum(qty) FROM shop_sale s WHERE s.book_id = b.id) AS sum
FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== with a parameter | $1 = 'Paris'
SELECT title, author__name, count(review), avg(review__rating), sum(sale__qty) FROM shop_book WHERE publisher__city = ?
-- by hand
SELECT b.title, a.name AS author__name,
  (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS count,
  (SELECT avg(rating) FROM shop_review r WHERE r.book_id = b.id) AS avg,
  (SELECT sum(qty) FROM shop_sale s WHERE s.book_id = b.id) AS sum
FROM shop_book b JOIN shop_author a ON a.id = b.author_id JOIN shop_publisher p ON p.id = b.publisher_id
WHERE p.city = $1

== over no rows
SELECT id, count(review), sum(review__rating), max(review__rating) FROM shop_book WHERE id IN (6, 12, 18)
-- by hand
SELECT id, 0 + count(NULL) AS count, CAST(NULL AS bigint) AS sum, CAST(NULL AS int) AS max FROM shop_book WHERE id IN (6, 12, 18) GROUP BY id

== FILTER, DISTINCT and columns of the table itself
SELECT id, count(review) FILTER (WHERE review__verified AND review__rating > 2) AS n,
  count(DISTINCT review__rating) AS d, sum(sale__qty * price) AS revenue FROM shop_book
-- by hand
SELECT id, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND r.verified AND r.rating > 2) AS n,
  (SELECT count(DISTINCT rating) FROM shop_review r WHERE r.book_id = b.id) AS d,
  (SELECT sum(s.qty * b.price) FROM shop_sale s WHERE s.book_id = b.id) AS revenue FROM shop_book b

== FILTER makes it range over the path's rows
SELECT id, count(*) FILTER (WHERE review__rating > 3) AS n FROM shop_book
-- by hand
SELECT id, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND r.rating > 3) AS n FROM shop_book b

== a to-one tail after the step to many
SELECT title, sum(sale__qty) FILTER (WHERE sale__store__city = 'Oslo') AS oslo, count(DISTINCT sale__store__city) AS cities FROM shop_book
-- by hand
SELECT title, (SELECT sum(qty) FROM shop_sale s JOIN shop_store t ON t.id = s.store_id WHERE s.book_id = b.id AND t.city = 'Oslo') AS oslo,
  (SELECT count(DISTINCT t.city) FROM shop_sale s JOIN shop_store t ON t.id = s.store_id WHERE s.book_id = b.id) AS cities FROM shop_book b

== many to many
SELECT title, count(tags) AS n, count(DISTINCT tags) AS d, max(tags__label) AS m FROM shop_book
-- by hand
SELECT title, (SELECT count(*) FROM shop_book_tags t WHERE t.book_id = b.id) AS n,
  (SELECT count(DISTINCT tag_id) FROM shop_book_tags t WHERE t.book_id = b.id) AS d,
  (SELECT max(label) FROM shop_book_tags t JOIN shop_tag g ON g.id = t.tag_id WHERE t.book_id = b.id) AS m FROM shop_book b

== string_agg with ORDER BY | postgres
SELECT id, string_agg(tags__label, ', ' ORDER BY tags__label DESC) FROM shop_book
-- by hand
SELECT id, (SELECT string_agg(g.label, ', ' ORDER BY g.label DESC) FROM shop_book_tags t JOIN shop_tag g ON g.id = t.tag_id WHERE t.book_id = b.id) FROM shop_book b

== WITHIN GROUP, json_agg, bool_or | postgres
SELECT id, percentile_cont(0.5) WITHIN GROUP (ORDER BY review__rating) AS median, bool_or(sale__qty > 10) AS big,
  json_agg(review ORDER BY review__id) AS rows FROM shop_book
-- by hand
SELECT id, (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY rating) FROM shop_review r WHERE r.book_id = b.id) AS median,
  (SELECT bool_or(qty > 10) FROM shop_sale s WHERE s.book_id = b.id) AS big,
  (SELECT json_agg(r ORDER BY r.id) FROM shop_review r WHERE r.book_id = b.id) AS rows FROM shop_book b

== several steps to many in a row
SELECT name, count(book_by_author) AS books, count(book_by_author__review) AS reviews, sum(book_by_author__sale__qty) AS qty FROM shop_author
-- by hand
SELECT name, (SELECT count(*) FROM shop_book b WHERE b.author_id = a.id) AS books,
  (SELECT count(*) FROM shop_book b JOIN shop_review r ON r.book_id = b.id WHERE b.author_id = a.id) AS reviews,
  (SELECT sum(qty) FROM shop_book b JOIN shop_sale s ON s.book_id = b.id WHERE b.author_id = a.id) AS qty FROM shop_author a

== a step to one before the step to many
SELECT id, count(author__book_by_author) AS others FROM shop_book
-- by hand
SELECT id, (SELECT count(*) FROM shop_book o WHERE o.author_id = b.author_id) AS others FROM shop_book b

== in WHERE and ORDER BY
SELECT id FROM shop_book WHERE count(review) FILTER (WHERE review__rating >= 3) >= 2 ORDER BY count(sale) DESC, id
-- by hand
SELECT id FROM shop_book b WHERE (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND r.rating >= 3) >= 2
ORDER BY (SELECT count(*) FROM shop_sale s WHERE s.book_id = b.id) DESC, id

== a histogram
SELECT count(review) AS n, count(*) AS books FROM shop_book GROUP BY n ORDER BY n
-- by hand
SELECT n, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) AS x GROUP BY n ORDER BY n

== the same aggregate as a key
SELECT count(review), count(*) AS books FROM shop_book GROUP BY count(review) ORDER BY 1
-- by hand
SELECT n AS count, count(*) AS books FROM (SELECT (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n FROM shop_book b) AS x GROUP BY n ORDER BY n

== inside an ordinary aggregate
SELECT publisher__city, avg(count(review)) AS mean FROM shop_book GROUP BY 1 ORDER BY 1
-- by hand
SELECT city AS publisher__city, avg(n) AS mean FROM (SELECT p.city, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n
  FROM shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id) AS x GROUP BY city ORDER BY city

== two anchors | served
SELECT b.id, count(b.review) AS reviews, count(a.book_by_editor) AS edited FROM shop_book b, shop_author a WHERE a.id = b.author_id
-- by hand
SELECT b.id, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS reviews,
  (SELECT count(*) FROM shop_book e WHERE e.editor_id = b.author_id) AS edited FROM shop_book b

== an aggregate inside another one's FILTER
SELECT id, count(review) FILTER (WHERE count(sale) > 2) AS n FROM shop_book
-- by hand
SELECT id, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND (SELECT count(*) FROM shop_sale s WHERE s.book_id = b.id) > 2) AS n FROM shop_book b

== correlated from a subquery | served
SELECT id FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_tag t WHERE t.id = count(b.review))
-- by hand
SELECT id FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_tag t WHERE t.id = (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id))

== a window over it
SELECT id, rank() OVER (ORDER BY count(review), id) AS r FROM shop_book
-- by hand
SELECT id, rank() OVER (ORDER BY (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id), id) AS r FROM shop_book b

== a mixed path of the table itself
SELECT id, sum(sale__qty) FILTER (WHERE author__country = 'PL') AS q FROM shop_book
-- by hand
SELECT b.id, (SELECT sum(qty) FROM shop_sale s WHERE s.book_id = b.id AND a.country = 'PL') AS q
FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== tests for NULL are all that an aggregate asks of its rows
SELECT id, sum(price) FILTER (WHERE sale__qty IS NOT NULL) AS m, count(*) FILTER (WHERE price > 12 AND review__id IS NOT NULL) AS n FROM shop_book
-- by hand
SELECT id, (SELECT sum(b.price + 0 * s.qty) FROM shop_sale s WHERE s.book_id = b.id) AS m, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND b.price > 12) AS n FROM shop_book b

== such a test inside a call, in WHERE
SELECT id FROM shop_book WHERE sum(CASE WHEN sale__qty IS NULL THEN 0 ELSE price END) > 20
-- by hand
SELECT id FROM shop_book b WHERE (SELECT sum(b.price + 0 * s.qty) FROM shop_sale s WHERE s.book_id = b.id) > 20

== rows of a table whose key has several columns, counted where there is none
SELECT count(DISTINCT "Depot") AS n FROM shop_parcel
-- by hand
SELECT count(DISTINCT d."Area" * 1000 + d."No") AS n FROM shop_parcel p LEFT JOIN "Depot" d ON d."Area" = p.depot_area AND d."No" = p.depot_no
