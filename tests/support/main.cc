#define BOOST_TEST_MODULE pillion
#include <boost/test/unit_test.hpp>
