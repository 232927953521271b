0SELECT 1 -- 'not a string
, 2 -- "nor a name