== a measure of each of many rows
SELECT name, max(book__revenue) FROM shop_author
-- 42803 at 18: FROM the table of revenue

== a measure over its own table's rows, behind a path
SELECT book__dearest FROM shop_review
-- 42803 at 8: Write the query FROM that table

== what is missing of the row
SELECT revenue FROM (SELECT id FROM shop_book) x
-- 42703 at 8: needs the column price of shop_book

== a name that means another table inside
SELECT (SELECT max(b.id) FROM shop_tag b WHERE b.id < revenue) FROM shop_book b
-- 42712 at 55: another alias

== a name inside a condition
SELECT x.id, x.latest.rating FROM (SELECT id FROM shop_book) x
-- 42712 at 14: another alias

== a typing mistake
SELECT revenu FROM shop_book
-- 42703 at 8: Did you mean revenue

== two tables have it
SELECT revenue FROM shop_book a, shop_book b
-- 42702 at 8: a.revenue or b.revenue

== a declared relation to many rows, without an aggregate
SELECT rivals__name FROM shop_store
-- 42803 at 8: leads to many rows
