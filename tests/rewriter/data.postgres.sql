-- Rows of what PostgreSQL alone has.
REFRESH MATERIALIZED VIEW kept_book;
INSERT INTO "Second Schema".visit VALUES (1, 7, 'first'), (2, NULL, 'nowhere'), (3, 7, 'again'), (4, 40, 'last');
