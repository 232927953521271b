/* A library that is no libpq and depends on none. */
int nothing_of_libpq(void) {
  return 0;
}
