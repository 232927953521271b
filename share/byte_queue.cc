#include "share/byte_queue.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include <sys/mman.h>

namespace pillion::share {
namespace {

constexpr std::size_t kBlockSize = std::size_t{128} << 10U;
constexpr std::size_t kMostSpare = 4;  // blocks

}  // namespace

void ByteQueue::Unmap::operator()(char* memory) const {
  ::munmap(memory, size);
}

ByteQueue::Memory ByteQueue::map(std::size_t size) {
  // All of its pages at once: one by one they cost several times as much.
  void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return {static_cast<char*>(memory), Unmap{size}};
}

bool ByteQueue::fits(std::size_t bytes) const {
  if (blocks_.empty()) return false;
  const Block& last = blocks_.back();
  return last.size + bytes <= last.memory.get_deleter().size;
}

std::size_t ByteQueue::cost(std::size_t bytes) const {
  return fits(bytes) ? 0 : std::max(bytes, kBlockSize);
}

void ByteQueue::add_block(std::size_t bytes) {
  const std::size_t size = std::max(bytes, kBlockSize);
  Memory memory;
  if (size == kBlockSize && !spare_.empty()) {
    memory = std::move(spare_.back());
    spare_.pop_back();
  } else {
    memory = map(size);
  }
  blocks_.push_back({.memory = std::move(memory), .held = HeldBytes(budget_, size)});
}

void ByteQueue::push(std::string_view bytes) {
  if (bytes.empty()) return;
  if (!fits(bytes.size())) add_block(bytes.size());
  Block& last = blocks_.back();
  std::memcpy(last.memory.get() + last.size, bytes.data(), bytes.size());
  last.size += bytes.size();
}

std::string_view ByteQueue::front() const {
  if (blocks_.empty()) return {};
  const Block& first = blocks_.front();
  return std::string_view(first.memory.get(), first.size).substr(popped_);
}

void ByteQueue::pop(std::size_t bytes) {
  popped_ += bytes;
  if (blocks_.empty() || popped_ < blocks_.front().size) return;
  popped_ = 0;
  Memory& memory = blocks_.front().memory;
  if (memory.get_deleter().size == kBlockSize && spare_.size() < kMostSpare)
    spare_.push_back(std::move(memory));
  blocks_.pop_front();
}

}  // namespace pillion::share
