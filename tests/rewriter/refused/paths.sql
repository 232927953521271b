== no such column
SELECT title, author__nmae FROM shop_book
-- 42703 at 15: Did you mean name

== no such relation
SELECT auhtor__name FROM shop_book
-- 42703 at 8: Did you mean author

== no such column of a later step
SELECT author__mentor__cuontry FROM shop_book
-- 42703 at 8: table shop_author has no column or relation cuontry. Did you mean country

== two relations answer to the name
SELECT name, count(book) FROM shop_author
-- 42702 at 20: book_by_author or shop_author.book_by_editor

== two tables answer to the name
SELECT author__name FROM shop_book a, shop_book b
-- 42702 at 8: a.author or b.author

== a table whose name has to be quoted
SELECT author__name FROM shop_book "My a", shop_book b
-- 42702 at 8: "My a".author or b.author

== two tables of one subquery answer to the name
SELECT book__title FROM (SELECT r.book_id, s.book_id AS sold FROM shop_review r, shop_sale s) q
-- 42702 at 8: more than one table of q. Write the path inside q

== to many outside of an aggregate
SELECT title, review__rating FROM shop_book
-- 42803 at 15: count(review__rating)

== to many in a window function
SELECT sum(review__rating) OVER () FROM shop_book
-- 42803 at 12: leads to many rows

== aggregates fork
SELECT title, sum(review__rating * sale__qty) FROM shop_book
-- 42803 at 36: review__rating and sale__qty

== a relation where a value is needed
SELECT title, author FROM shop_book
-- 42804 at 15: author__id

== a relation compared
SELECT title FROM shop_book WHERE author = 3
-- 42804 at 35: a value is needed

== a whole row of the group's table inside an aggregate over related rows
SELECT publisher_id, json_agg(b.title || review__body ORDER BY b) FROM shop_book b GROUP BY 1
-- 0A000 at 64: Write its columns

== positions are in characters
SELECT 'żółć', author__nmae FROM shop_book
-- 42703 at 16: Did you mean name

== positions are the user's own
SELECT {fn UCASE(title)}, author__nmae FROM shop_book WHERE author__name = ?
-- 42703 at 27: Did you mean name

== quoted segments have a case | postgres
SELECT "Author__Name" FROM shop_book
-- 42703 at 8: Did you mean author

== several tables could be meant by a join condition
SELECT 1 FROM shop_author x CROSS JOIN shop_author y JOIN shop_book b ON b.author
-- 42702 at 74: b.author = x or b.author = y

== a join condition that leads elsewhere
SELECT 1 FROM shop_review r JOIN shop_sale s ON r.book
-- 42804 at 49: not on the other side

== a relation to a table whose alias is a column too
SELECT 1 FROM shop_book b JOIN shop_review rating ON b.review = rating
-- 42702 at 65: rating is a column of rating here, not the table rating. Write ON b.review alone, or give the table another alias.

== the same the other way around, of a column of the other table
SELECT 1 FROM shop_book b JOIN shop_review title ON title = b.review
-- 42702 at 53: title is a column of b here, not the table title. Write ON b.review alone

== an aggregate inside a query where its table's alias means another table
SELECT id, (SELECT max(b.id) FROM shop_tag b WHERE b.id <= count(review)) AS m FROM shop_book b
-- 42712 at 66: review starts at b, and that name means another table here. Give one of the two another alias

== a table's own name that means another table inside
SELECT id FROM shop_book WHERE EXISTS (SELECT 1 FROM shop_tag shop_book WHERE shop_book.id = count(review))
-- 42712 at 100: review starts at shop_book, and that name means another table here

== a path that is looked up, where its table's alias means another table
SELECT j.id AS i, j.rating FROM (shop_review r JOIN (SELECT 1 AS one) o ON EXISTS (SELECT 1 FROM (SELECT 3 + 0 AS book_id) r WHERE r.book_id = 3 AND book__title = 'Book 2')) AS j
-- 42712 at 150: book__title starts at r, and that name means another table here
