== a column of the query around a grouped one
SELECT id, (SELECT max(n) FROM (SELECT publisher_id, count(review) AS n FROM shop_book WHERE price > rating * 10 GROUP BY publisher_id) q) AS s FROM shop_review r WHERE id < 12
-- by hand
SELECT r.id, (SELECT max(n) FROM (SELECT b.publisher_id, count(x.id) AS n FROM shop_book b LEFT JOIN shop_review x ON x.book_id = b.id WHERE b.price > r.rating * 10 GROUP BY b.publisher_id) q) AS s FROM shop_review r WHERE r.id < 12

== in the key of its groups | postgres
SELECT id, (SELECT max(n) FROM (SELECT publisher_id + rating AS k, sum(review__id) AS n FROM shop_book GROUP BY publisher_id + rating) q) AS s FROM shop_review r WHERE id < 12
-- by hand
SELECT r.id, (SELECT max(n) FROM (SELECT b.publisher_id + r.rating AS k, sum(x.id) AS n FROM shop_book b LEFT JOIN shop_review x ON x.book_id = b.id GROUP BY b.publisher_id + r.rating) q) AS s FROM shop_review r WHERE r.id < 12

== of a table in front of LATERAL | postgres
SELECT r.id, q.n FROM shop_review r, LATERAL (SELECT count(review) AS n FROM shop_book WHERE price > rating * 10) q
-- by hand
SELECT r.id, q.n FROM shop_review r, LATERAL (SELECT count(x.id) AS n FROM shop_book b JOIN shop_review x ON x.book_id = b.id WHERE b.price > r.rating * 10) q

== inside the call
SELECT id, (SELECT sum(sale__qty * rating) FROM shop_book WHERE id = book_id) AS s FROM shop_review
-- by hand
SELECT r.id, (SELECT sum(s.qty * r.rating) FROM shop_sale s WHERE s.book_id = r.book_id) AS s FROM shop_review r

== of a query around the one around
SELECT id, (SELECT (SELECT sum(review__rating) FROM shop_book WHERE id = book_id AND price > rating) FROM shop_tag WHERE id = 1) AS s FROM shop_review
-- by hand
SELECT r.id, (SELECT sum(x.rating) FROM shop_review x JOIN shop_book b ON b.id = x.book_id WHERE b.id = r.book_id AND b.price > r.rating) AS s FROM shop_review r

== of a junction's columns
SELECT id, (SELECT count(tags) FROM shop_book WHERE id = tag_id) AS n FROM shop_book_tags
-- by hand
SELECT t.id, (SELECT count(*) FROM shop_book_tags x WHERE x.book_id = t.tag_id) AS n FROM shop_book_tags t

== where another table inside has the name of its table, it is not written again
SELECT id, (SELECT sum(n) FROM (SELECT publisher_id, count(review) AS n FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_tag r WHERE r.id = rating) GROUP BY publisher_id) q) AS s FROM shop_review r WHERE id < 12
-- by hand
SELECT r.id, (SELECT sum(n) FROM (SELECT b.publisher_id, count(x.id) AS n FROM shop_book b LEFT JOIN shop_review x ON x.book_id = b.id WHERE EXISTS (SELECT 1 FROM shop_tag t WHERE t.id = r.rating) GROUP BY b.publisher_id) q) AS s FROM shop_review r WHERE r.id < 12

== a whole row in WHERE that is a column of what is counted | postgres
SELECT count(review) AS n FROM shop_book rating WHERE rating IS NOT NULL OR id > 3
-- by hand
SELECT count(*) AS n FROM shop_review r JOIN shop_book b ON b.id = r.book_id WHERE b IS NOT NULL OR b.id > 3

== a table inside the call that is called as the query's is
SELECT id, count(review) FILTER (WHERE review__rating > (SELECT count(*) FROM shop_tag b WHERE b.id * 5 > price)) AS n FROM shop_book b
-- by hand
SELECT b.id, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id AND r.rating > (SELECT count(*) FROM shop_tag t WHERE t.id * 5 > b.price)) AS n FROM shop_book b

== a table inside WHERE that is called as the query's is
SELECT publisher_id, count(review) AS n FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_tag b WHERE b.id = author_id) GROUP BY 1
-- by hand
SELECT b.publisher_id, count(r.id) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id WHERE EXISTS (SELECT 1 FROM shop_tag t WHERE t.id = b.author_id) GROUP BY b.publisher_id

== of a group, what is gathered of its rows is not looked for inside
SELECT publisher_id, count(review) FILTER (WHERE EXISTS (SELECT 1 FROM shop_tag b WHERE b.id = author_id)) AS n FROM shop_book b GROUP BY 1
-- by hand
SELECT b.publisher_id, count(r.id) FILTER (WHERE EXISTS (SELECT 1 FROM shop_tag t WHERE t.id = b.author_id)) AS n FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY 1

== only names that mean something else inside get their table in front | postgres | same text
SELECT id, sum(review__rating * price + id) AS s FROM shop_book
-- by hand
SELECT id, (SELECT sum(review.rating * price + shop_book.id) FROM shop_review AS review WHERE review.book_id = shop_book.id) AS s FROM shop_book

== a merged column that nothing inside has | served
SELECT k, sum(c.book__review__rating * k) AS s FROM (SELECT id AS k FROM shop_book WHERE id > 3) b FULL JOIN (SELECT book_id AS k, book_id FROM shop_cover) c USING (k)
-- by hand
SELECT coalesce(b.id, c.book_id) AS k, (SELECT sum(r.rating * coalesce(b.id, c.book_id)) FROM shop_review r WHERE r.book_id = c.book_id) AS s FROM (SELECT id FROM shop_book WHERE id > 3) b FULL JOIN shop_cover c ON b.id = c.book_id

== a merged column of a query inside the call
SELECT b.id, count(review) FILTER (WHERE review__rating <= (SELECT count(book_id) FROM (SELECT * FROM shop_review WHERE id < 9) r FULL JOIN shop_cover c USING (book_id))) AS n FROM shop_book b
-- by hand
SELECT b.id, (SELECT count(*) FROM shop_review x WHERE x.book_id = b.id AND x.rating <= (SELECT count(coalesce(r.book_id, c.book_id)) FROM (SELECT * FROM shop_review WHERE id < 9) r FULL JOIN shop_cover c ON r.book_id = c.book_id)) AS n FROM shop_book b

== the column of a join's alias is one, also where it is merged | postgres | served
SELECT j.title, sum(j.review__rating * id) AS s FROM (shop_book b JOIN (SELECT id FROM shop_cover) c USING (id)) AS j
-- by hand
SELECT b.title, (SELECT sum(r.rating * b.id) FROM shop_review r WHERE r.book_id = b.id) AS s FROM shop_book b JOIN shop_cover c ON c.id = b.id
