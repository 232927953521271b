-- plain, one table
SELECT id, title, price FROM shop_book WHERE author_id = 7 AND price > 10 ORDER BY title
-- one path
SELECT title, author__name FROM shop_book WHERE id = 7
-- ten paths
SELECT title, author__name, author__country, author__mentor__name, editor__name, editor__mentor__name, publisher__name, publisher__city, price * 2 AS twice FROM shop_book WHERE author__mentor__country = 'PL' AND editor__country <> 'FR' AND published > '2020-01-01' ORDER BY publisher__name, id LIMIT 20
-- three aggregates
SELECT title, count(review), avg(review__rating), sum(sale__qty * price) FROM shop_book WHERE author__country = 'PL' ORDER BY title
-- a report of several levels
WITH sold AS (SELECT book_id, sum(qty) AS pieces, max(sold_on) AS last FROM shop_sale s WHERE s.store__city = 'Kyiv' GROUP BY book_id) SELECT b.title, b.author.name AS author, b.publisher__city, d.pieces, d.last, CASE WHEN b.editor__name IS NULL THEN 'none' ELSE upper(b.editor__name) END AS editor FROM shop_book b JOIN sold d ON d.book_id = b.id WHERE EXISTS (SELECT 1 FROM shop_review r WHERE r.book_id = b.id AND r.rating > 3) AND b.author__mentor__name LIKE 'A%' ORDER BY d.pieces DESC, b.title
