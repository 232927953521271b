// A list whose items stay where they are as it grows at its end, and when it is moved as a whole.
// While it is empty it has allocated nothing: most of the lists of a statement stay empty.
#pragma once

#include <boost/container/deque.hpp>

namespace pillion::sql {

template <class T>
using Deque =
    boost::container::deque<T, void,
                            boost::container::deque_options_t<boost::container::block_size<8U>>>;

template <class T>
class StableDeque : public Deque<T> {
 public:
  using Deque<T>::Deque;
  StableDeque() = default;
  StableDeque(StableDeque&&) noexcept = default;
  // Boost's own counts on from a null pointer where the list is empty.
  StableDeque& operator=(StableDeque&& other) noexcept {
    this->swap(other);
    return *this;
  }
  StableDeque(const StableDeque&) = delete;
  StableDeque& operator=(const StableDeque&) = delete;
  ~StableDeque() = default;
};

}  // namespace pillion::sql
