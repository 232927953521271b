// A list whose items stay where they are as it grows at its end, and when it is moved as a whole.
// While it is empty it has allocated nothing: most of the lists of a statement stay empty.
#pragma once

#include <boost/container/deque.hpp>

namespace pillion::sql {

template <class T>
using StableDeque =
    boost::container::deque<T, void,
                            boost::container::deque_options_t<boost::container::block_size<4U>>>;

}  // namespace pillion::sql
