/* A library that calls itself libpq 13: it has neither pipelines nor anything else that is new. */
int PQlibVersion(void) {
  return 130004;
}
void* PQconnectStart(const char* conninfo) {
  return (void*)conninfo;
}
