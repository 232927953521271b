-- Rows of what PostgreSQL alone has.
REFRESH MATERIALIZED VIEW kept_book;
INSERT INTO "Second Schema".visit VALUES (1, 7, 'first'), (2, NULL, 'nowhere'), (3, 7, 'again'), (4, 40, 'last');
-- Arrays as keys: NULL, empty, and each of them twice.
INSERT INTO "Second Schema".route VALUES (1, '{1,2}'), (2, '{}'), (3, NULL), (4, '{}'), (5, NULL), (6, '{1,2}'), (7, '{NULL}');
INSERT INTO "Second Schema".ride VALUES (1, 1, 'bus', 10), (2, 2, 'bus', 20), (3, 3, 'tram', 30), (4, 3, 'bus', 40), (5, 6, 'bus', 50),
  (6, NULL, 'bus', 60), (7, 7, 'tram', NULL);
INSERT INTO "Second Schema".stamp VALUES (1, 3), (2, 3), (3, 4), (4, 1), (5, 6), (6, NULL), (7, 7);
