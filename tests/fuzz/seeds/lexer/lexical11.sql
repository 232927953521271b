1SELECT 'multi
line
-- not a comment
/* nor this */'