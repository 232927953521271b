== a fork inside FILTER
SELECT title, count(*) FILTER (WHERE review__rating > 3 AND sale__qty > 1) FROM shop_book
-- 42803 at 61: review__rating and sale__qty lead to rows of different relations, so one aggregate cannot range over both. Write two aggregates.

== a fork between argument and FILTER, in a grouped query
SELECT title, sum(review__rating) FILTER (WHERE sale__qty > 1) FROM shop_book GROUP BY title
-- 42803 at 49: review__rating and sale__qty lead to rows of different relations

== a fork between argument and ORDER BY, with DISTINCT in the way
SELECT title, count(DISTINCT tags) FILTER (WHERE review__verified) FROM shop_book
-- 42803 at 50: tags and review__verified lead to rows of different relations

== a fork between the arguments, with DISTINCT
SELECT count(DISTINCT review__rating + sale__qty) FROM shop_book
-- 42803 at 40: review__rating and sale__qty lead to rows

== a fork between two arguments
SELECT title, json_object_agg(tags__label, sale__qty) FROM shop_book
-- 42803 at 44: tags__label and sale__qty lead to rows

== a fork of two whole rows, with DISTINCT
SELECT count(DISTINCT (review, tags)) FROM shop_book
-- 42803 at 32: review and tags lead to rows

== a fork in WITHIN GROUP | postgres
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY review__rating * sale__qty) FROM shop_book
-- 42803 at 69: review__rating and sale__qty lead to rows

== a fork of two sort keys in WITHIN GROUP | postgres
SELECT rank(3, 4) WITHIN GROUP (ORDER BY review__rating, sale__qty) FROM shop_book
-- 42803 at 58: review__rating and sale__qty lead to rows

== a fork between a direct argument and WITHIN GROUP | postgres
SELECT rank(review__rating) WITHIN GROUP (ORDER BY sale__qty) FROM shop_book
-- 42803 at 52: review__rating and sale__qty lead to rows

== a fork between WITHIN GROUP and FILTER | postgres
SELECT mode() WITHIN GROUP (ORDER BY sale__qty) FILTER (WHERE review__verified) FROM shop_book
-- 42803 at 63: sale__qty and review__verified lead to rows

== a fork behind a common first step
SELECT name, sum(book_by_author__review__rating + book_by_author__sale__qty) FROM shop_author
-- 42803 at 51: book_by_author__review__rating and book_by_author__sale__qty lead to rows

== a fork between two relations to one table
SELECT name, sum(book_by_author__price + book_by_editor__price) FROM shop_author
-- 42803 at 42: book_by_author__price and book_by_editor__price lead to rows

== a fork behind a step to one row
SELECT id, sum(book__sale__qty * book__tags__id) FROM shop_review
-- 42803 at 34: book__sale__qty and book__tags__id lead to rows

== a fork of three: the first two are named
SELECT title, sum(review__rating * sale__qty * tags__id) FROM shop_book
-- 42803 at 36: review__rating and sale__qty lead to rows

== a fork in WHERE
SELECT id FROM shop_book WHERE count(review__id + sale__id) > 1
-- 42803 at 51: review__id and sale__id lead to rows

== a fork in HAVING
SELECT count(*) FROM shop_book GROUP BY publisher_id HAVING sum(review__rating * sale__qty) > 1
-- 42803 at 82: review__rating and sale__qty lead to rows

== a fork in GROUP BY
SELECT count(*) FROM shop_book GROUP BY sum(review__rating * sale__qty)
-- 42803 at 62: review__rating and sale__qty lead to rows

== a fork in ORDER BY
SELECT id FROM shop_book ORDER BY sum(review__rating * sale__qty)
-- 42803 at 56: review__rating and sale__qty lead to rows

== a fork in the condition of FULL JOIN
SELECT b.id FROM shop_book b FULL JOIN shop_review r ON r.book AND sum(b.sale.qty * b.review.id) > r.rating
-- 42803 at 85: b.sale.qty and b.review.id lead to rows

== a fork inside an ordinary aggregate
SELECT avg(sum(review__rating * sale__qty)) FROM shop_book
-- 42803 at 33: review__rating and sale__qty lead to rows

== a fork of an inner query, over the outer one's row
SELECT title, (SELECT sum(review__rating * sale__qty)) FROM shop_book
-- 42803 at 44: review__rating and sale__qty lead to rows

== a fork in a window over the result
SELECT publisher_id, rank() OVER (ORDER BY sum(review__rating * sale__qty)) FROM shop_book GROUP BY 1
-- 42803 at 65: review__rating and sale__qty lead to rows

== one relation of two tables of FROM
SELECT sum(a.review__rating * b.review__rating) FROM shop_book a, shop_book b
-- 42803 at 31: a.review__rating and b.review__rating lead to rows

== to many in DISTINCT ON | postgres
SELECT DISTINCT ON (review__rating) id FROM shop_book
-- 42803 at 21: review__rating leads to many rows of shop_review. Write an aggregate over it: count(review__rating), max(review__rating), ...

== to many in HAVING
SELECT count(*) FROM shop_book GROUP BY publisher_id HAVING review__rating > 1
-- 42803 at 61: review__rating leads to many rows

== to many in LIMIT
SELECT id FROM shop_book LIMIT (review__rating)
-- 42803 at 33: review__rating leads to many rows

== to many beside an aggregate over it
SELECT title, count(review), review__rating FROM shop_book
-- 42803 at 30: review__rating leads to many rows

== to many in a window's ORDER BY
SELECT rank() OVER (ORDER BY review__rating) FROM shop_book
-- 42803 at 30: review__rating leads to many rows

== to many in a window's PARTITION BY
SELECT count(*) OVER (PARTITION BY review__rating) FROM shop_book
-- 42803 at 36: review__rating leads to many rows

== to many in a window with a name
SELECT rank() OVER w FROM shop_book WINDOW w AS (ORDER BY sale__qty)
-- 42803 at 59: sale__qty leads to many rows

== to many as a window function's argument
SELECT lag(review__rating) OVER (ORDER BY id) FROM shop_book
-- 42803 at 12: review__rating leads to many rows

== to many rows counted over a window
SELECT count(review) OVER () FROM shop_book
-- 42803 at 14: review leads to many rows

== to many in the FILTER of a window function
SELECT count(*) FILTER (WHERE review__verified) OVER () FROM shop_book
-- 42803 at 31: review__verified leads to many rows

== to many in a grouping set | postgres
SELECT count(*) FROM shop_book GROUP BY GROUPING SETS ((review__rating), ())
-- 42803 at 57: review__rating leads to many rows

== to many in ROLLUP, beside an aggregate over another relation | postgres
SELECT count(review) FROM shop_book GROUP BY ROLLUP (sale__qty)
-- 42803 at 54: sale__qty leads to many rows

== to many in CUBE | postgres
SELECT count(*) FROM shop_book GROUP BY CUBE (publisher_id, tags__label)
-- 42803 at 61: tags__label leads to many rows

== a key that needs two tables of FROM, twice under ROLLUP | postgres
SELECT count(review) FILTER (WHERE review__rating > p.id), count(*)
FROM shop_book b JOIN shop_publisher p ON p.id = b.publisher_id
GROUP BY ROLLUP (1) HAVING count(review) FILTER (WHERE review__rating > p.id) > 1
-- 0A000 at 160: PostgreSQL would compute anew here

== to many in GROUPING | postgres
SELECT grouping(review__rating) FROM shop_book GROUP BY ROLLUP (1)
-- 42803 at 17: review__rating leads to many rows

== to many in CASE
SELECT CASE WHEN review__verified THEN 1 END FROM shop_book
-- 42803 at 18: review__verified leads to many rows

== to many in an array | postgres
SELECT ARRAY[review__rating] FROM shop_book
-- 42803 at 14: review__rating leads to many rows

== to many in an inner query, of the outer row
SELECT id FROM shop_book WHERE EXISTS (SELECT 1 FROM shop_tag t WHERE t.id = review__rating)
-- 42803 at 78: review__rating leads to many rows

== to many in a LATERAL query | postgres
SELECT x FROM shop_book, LATERAL (SELECT review__rating AS x) t
-- 42803 at 42: review__rating leads to many rows

== to many as the argument of a function in FROM | postgres
SELECT * FROM shop_book b, generate_series(1, b.review__rating)
-- 42803 at 47: b.review__rating leads to many rows

== to many in ON, of LEFT JOIN
SELECT 1 FROM shop_book b LEFT JOIN shop_tag t ON t.id = b.review__rating
-- 42803 at 58: b.review__rating leads to many rows

== many steps as a join's condition
SELECT b.id FROM shop_book b JOIN shop_store s ON b.sale.store
-- 42803 at 51: b.sale.store leads to many rows of shop_store

== to many after UNION
SELECT count(review) FROM shop_book UNION SELECT tags__id FROM shop_book
-- 42803 at 50: tags__id leads to many rows

== a function that is no aggregate: there is none of this name
SELECT longest(review__body) FROM shop_book
-- 42803 at 16: review__body leads to many rows

== a relation in the argument's expression
SELECT sum(review + 1) FROM shop_book
-- 42804 at 12: review is a relation to shop_review, and a value is needed. Write one of its columns: review__id

== a relation in an aggregate's ORDER BY | postgres
SELECT string_agg(review__body, ',' ORDER BY review) FROM shop_book
-- 42804 at 46: review is a relation to shop_review

== a relation in WITHIN GROUP | postgres
SELECT mode() WITHIN GROUP (ORDER BY tags) FROM shop_book
-- 42804 at 38: tags is a relation to shop_tag

== a relation compared, in FILTER
SELECT count(*) FILTER (WHERE review > 1) FROM shop_book
-- 42804 at 31: review is a relation to shop_review

== a relation to one, at the end of many
SELECT sum(sale__store + 1) FROM shop_book
-- 42804 at 12: sale__store is a relation to shop_store, and a value is needed. Write one of its columns: sale__store__id

== no rows as values | sqlite
SELECT title, group_concat(review) FROM shop_book
-- 0A000 at 28: SQLite has no rows as values. Write a column: review__...

== no rows as values, at the end of a tail to one | sqlite
SELECT max(sale__store) FROM shop_book
-- 0A000 at 12: Write a column: sale__store__...

== a whole row of the group's table
SELECT publisher_id, json_group_array(b) FILTER (WHERE review__verified) FROM shop_book b GROUP BY 1
-- 0A000 at 39: b is a whole row, which an aggregate over the related rows of a group cannot use. Write its columns.

== a whole row of the group's table, counted under CUBE | postgres
SELECT publisher_id, count(b) FILTER (WHERE review__verified) FROM shop_book b GROUP BY CUBE (1)
-- 0A000 at 28: b is a whole row

== a whole row of the group's table, under ROLLUP | postgres
SELECT publisher_id, json_agg(b) FILTER (WHERE review__verified) FROM shop_book b GROUP BY ROLLUP (1)
-- 0A000 at 31: b is a whole row

== a whole row behind a path to one, of the group's table | postgres
SELECT publisher_id, json_agg(author ORDER BY review__rating) FROM shop_book GROUP BY 1
-- 0A000 at 31: author is a whole row

== an array of the group's table | postgres
SELECT count(*), json_agg(stops) FILTER (WHERE ride__km > 1) FROM "Second Schema".route
-- 0A000 at 27: stops is an array, which an aggregate over the related rows of a group cannot use. Write array_to_string(stops, ...), or aggregate per row in a subquery.

== an array at the end of a path to one, of the group's table | postgres
SELECT v.kind, json_agg(v.route__stops ORDER BY v.stamp__id) FROM "Second Schema".ride v GROUP BY 1
-- 0A000 at 25: v.route__stops is an array

== a column that may be one of several tables' | postgres
SELECT b.id, sum(review__rating * wal_bytes) FROM shop_book b, pg_stat_get_wal() w
-- 0A000 at 14: may be one of several tables'. Write its table's alias in front.

== the columns of * where a path joins a table | postgres
SELECT *, count(review) FROM shop_book b JOIN pg_stat_get_wal() w USING (id) GROUP BY ROLLUP (author__name)
-- 0A000 at 8: The columns of * are not known here. Write them out, or write alias.*.

== no such column in an argument
SELECT count(review__rateing) FROM shop_book
-- 42703 at 14: table shop_review has no column or relation rateing. Did you mean rating?

== no such column in FILTER over related rows
SELECT count(review) FILTER (WHERE review__verifed) FROM shop_book
-- 42703 at 36: Did you mean verified?

== no such column in an aggregate's ORDER BY | postgres
SELECT string_agg(review__body, ',' ORDER BY review__ratng) FROM shop_book
-- 42703 at 46: Did you mean rating?

== no such column in WITHIN GROUP | postgres
SELECT mode() WITHIN GROUP (ORDER BY review__ratng) FROM shop_book
-- 42703 at 38: Did you mean rating?

== no such column of a tail to one
SELECT sum(sale__store__citty) FROM shop_book
-- 42703 at 12: table shop_store has no column or relation citty. Did you mean city?

== a column of the related table, without the way to it
SELECT sum(rating) FROM shop_book
-- 42703 at 12: table shop_book has no column or relation rating

== two tables could be the aggregate's
SELECT sum(review__rating) FROM shop_book a, shop_book b
-- 42702 at 12: a.review or b.review

== two relations could be the aggregate's, in FILTER
SELECT count(*) FILTER (WHERE book__price > 1) FROM shop_author
-- 42702 at 31: book_by_author

== a column of two tables inside an aggregate
SELECT sum(a.review__rating * price) FROM shop_book a, shop_book b
-- 42702 at 31: price may be a.price or b.price. Write one of them.

== a column of two tables inside an aggregate, per row
SELECT a.id FROM shop_book a, shop_book b WHERE sum(a.review__rating * price) > 1
-- 42702 at 72: price may be a.price or b.price

== a merged column that what is aggregated has too | postgres
SELECT id, sum(c.book__review__rating * id) AS s FROM (SELECT * FROM shop_book WHERE id > 3) b FULL JOIN shop_cover c USING (id)
-- 0A000 at 41: id is merged of two tables' columns

== a merged column of a NATURAL join that what is aggregated has too
SELECT id, sum(c.book__review__rating * id) AS s FROM (SELECT id FROM shop_book WHERE id > 3) b NATURAL JOIN shop_cover c
-- 0A000 at 41: Write one table's, with its alias in front, or coalesce() of both

== a column that cannot get its table in front inside an aggregate
SELECT title, count(review) FILTER (WHERE EXISTS (SELECT 1 FROM author_total b WHERE b.author_id = id)) FROM shop_book b
-- 42712 at 100: Write the alias of its table in front, one that means no other table here

== a whole row inside an aggregate that has a column of its name | postgres
SELECT rating.id, count(rating.review) FILTER (WHERE rating IS NULL) AS n FROM shop_book rating
-- 42712 at 54: rating is a row here, and the rows that the aggregate ranges over have a column rating. Give the table of that name another alias.

== a whole row of a query inside an aggregate | postgres
SELECT id, count(review) FILTER (WHERE EXISTS (SELECT 1 FROM shop_tag body WHERE body IS NULL)) AS n FROM shop_book
-- 42712 at 82: body is a row here

== a whole row inside an aggregate over a group | postgres
SELECT count(rating.review) FILTER (WHERE rating IS NULL) AS n FROM shop_book rating GROUP BY rating.publisher_id
-- 42712 at 43: rating is a row here

== an aggregate of a group's row, in a subquery
SELECT publisher_id, (SELECT label FROM shop_tag t WHERE t.id = count(b.review) / 3) AS l FROM shop_book b GROUP BY publisher_id
-- 0A000 at 65: count(b.review) ranges over rows related to one row of b, and here are only groups of such rows. Select it in the query that reads b, as a subquery in FROM, and use that column here.

== an aggregate of a group's row, two subqueries down, in HAVING
SELECT publisher_id FROM shop_book b GROUP BY publisher_id
HAVING EXISTS (SELECT 1 FROM shop_tag t WHERE t.id IN (SELECT u.id FROM shop_tag u WHERE u.id > max(b.sale__qty)))
-- 0A000 at 156: max(b.sale__qty) ranges over rows related to one row of b

== an aggregate of a group's row, in WITH and in a branch of a subquery
SELECT max(title) AS t, (WITH n AS (SELECT count(b.review) AS c) SELECT c FROM n UNION SELECT 1 LIMIT 1) AS c FROM shop_book b
-- 0A000 at 44: count(b.review) ranges over

== an aggregate of a group's row, in a branch
SELECT max(title) AS t, (SELECT 0 WHERE false UNION SELECT count(b.review)) AS c FROM shop_book b
-- 0A000 at 60: count(b.review) ranges over

== an aggregate of a group's row, under ROLLUP of its key | postgres
SELECT id, (SELECT count(b.review)) AS c FROM shop_book b GROUP BY ROLLUP (id)
-- 0A000 at 20: count(b.review) ranges over

== an aggregate that is a key of the query around | postgres
SELECT (SELECT label FROM shop_tag t WHERE t.id = count(b.review)) AS l FROM shop_book b GROUP BY count(b.review)
-- 0A000 at 51: count(b.review) ranges over

== a relation in a window function
SELECT title, count(review) OVER () FROM shop_book
-- 42803 at 21: review leads to many rows of shop_review. Write an aggregate over it: sum(count(review)) OVER (...).

== a relation to many as a value
SELECT review FROM shop_book
-- 42803 at 8: Write an aggregate over it: count(review), or max(review__...).

== to many in a subquery within an aggregate
SELECT sum(sale__qty + (SELECT count(r.id) FROM shop_review r WHERE r.book_id = sale__book_id)) FROM shop_book
-- 42803 at 81: and the aggregate around its subquery does not range over them. Read shop_sale in FROM, and aggregate that.
