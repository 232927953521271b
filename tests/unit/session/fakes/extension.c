/* Stands for a language's extension module: it has no libpq function, but is linked to libpq. */
extern int PQlibVersion(void);
int extension_entry(void) {
  return PQlibVersion();
}
