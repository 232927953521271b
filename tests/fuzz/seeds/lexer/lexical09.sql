1SELECT 'first'
  'second'