1-- first
SELECT 1