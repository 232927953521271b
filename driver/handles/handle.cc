#include "driver/handles/handle.h"

#include <array>
#include <cstdint>

namespace pillion {
namespace {

// Slots come in chunks, each twice as large as the one before. Chunks live as long as the process.
constexpr std::size_t kFirstChunk = 64;
constexpr std::size_t kChunks = 24;

class SlotTable {
 public:
  constexpr SlotTable() = default;

  Slot* take() {
    const std::lock_guard hold(lock_);
    if (first_free_ == nullptr) grow();
    Slot* const slot = first_free_;
    first_free_ = slot->next_free;
    if (first_free_ == nullptr) last_free_ = nullptr;
    slot->next_free = nullptr;
    return slot;
  }

  // The oldest free slot is used first, so that a stale handle stays invalid for long.
  void give_back(Slot& slot) {
    const std::lock_guard hold(lock_);
    append_free(slot);
  }

  Slot* find(SQLHANDLE handle) const {
    const auto address = reinterpret_cast<std::uintptr_t>(handle);
    for (std::size_t i = 0; i < kChunks; ++i) {
      Slot* const chunk = chunks_[i].load(std::memory_order_acquire);
      if (chunk == nullptr) return nullptr;
      const auto begin = reinterpret_cast<std::uintptr_t>(chunk);
      if (address < begin || address >= begin + (kFirstChunk << i) * sizeof(Slot)) continue;
      return (address - begin) % sizeof(Slot) == 0 ? static_cast<Slot*>(handle) : nullptr;
    }
    return nullptr;
  }

 private:
  void grow() {
    const std::size_t count = kFirstChunk << used_chunks_;
    if (used_chunks_ == kChunks) throw std::bad_alloc();
    auto* const chunk = new Slot[count];
    for (std::size_t i = 0; i < count; ++i) append_free(chunk[i]);
    chunks_[used_chunks_++].store(chunk, std::memory_order_release);
  }

  void append_free(Slot& slot) {
    slot.next_free = nullptr;
    if (last_free_ != nullptr) {
      last_free_->next_free = &slot;
    } else {
      first_free_ = &slot;
    }
    last_free_ = &slot;
  }

  std::mutex lock_;
  std::array<std::atomic<Slot*>, kChunks> chunks_{};
  std::size_t used_chunks_ = 0;
  Slot* first_free_ = nullptr;
  Slot* last_free_ = nullptr;
};

constinit SlotTable slots;

}  // namespace

SQLHANDLE register_handle(HandleKind kind, std::shared_ptr<Handle> object) {
  Slot* const slot = slots.take();
  const std::lock_guard hold(slot->guard);
  object->slot = slot;
  slot->object = std::move(object);
  slot->kind = kind;
  return slot;
}

std::shared_ptr<Handle> unregister_handle(Slot& slot) {
  std::shared_ptr<Handle> object;
  {
    const std::lock_guard hold(slot.guard);
    slot.kind = HandleKind::kNone;
    object = std::move(slot.object);
    slot.object = nullptr;
  }
  slots.give_back(slot);
  return object;
}

Slot* find_slot(SQLHANDLE handle) {
  return slots.find(handle);
}

}  // namespace pillion
