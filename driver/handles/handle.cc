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

  Slot* take(HandleKind kind) {
    const std::lock_guard hold(lock_);
    Queue& used = free_[place_of(kind)];
    if (Slot* const slot = used.pop()) return slot;
    if (fresh_.first == nullptr) grow();
    return fresh_.pop();
  }

  // The oldest free slot is used first, so that a stale handle stays invalid for long; and for a
  // handle of the same kind, so that its lock keeps its place in the order of locks.
  void give_back(Slot& slot, HandleKind kind) {
    const std::lock_guard hold(lock_);
    free_[place_of(kind)].push(slot);
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
  struct Queue {
    Slot* first = nullptr;
    Slot* last = nullptr;

    void push(Slot& slot) {
      slot.next_free = nullptr;
      (last != nullptr ? last->next_free : first) = &slot;
      last = &slot;
    }
    Slot* pop() {
      Slot* const slot = first;
      if (slot == nullptr) return nullptr;
      first = slot->next_free;
      if (first == nullptr) last = nullptr;
      slot->next_free = nullptr;
      return slot;
    }
  };

  static constexpr std::size_t kKinds = 4;  // SQL_HANDLE_ENV 1 ... SQL_HANDLE_DESC 4
  static std::size_t place_of(HandleKind kind) { return static_cast<std::size_t>(kind) - 1; }

  void grow() {
    const std::size_t count = kFirstChunk << used_chunks_;
    if (used_chunks_ == kChunks) throw std::bad_alloc();
    auto* const chunk = new Slot[count];
    for (std::size_t i = 0; i < count; ++i) fresh_.push(chunk[i]);
    chunks_[used_chunks_++].store(chunk, std::memory_order_release);
  }

  std::mutex lock_;
  std::array<std::atomic<Slot*>, kChunks> chunks_{};
  std::size_t used_chunks_ = 0;
  Queue fresh_;
  std::array<Queue, kKinds> free_;
};

constinit SlotTable slots;

}  // namespace

SQLHANDLE register_handle(HandleKind kind, std::shared_ptr<Handle> object) {
  Slot* const slot = slots.take(kind);
  const std::lock_guard hold(slot->guard);
  object->slot = slot;
  slot->object = std::move(object);
  slot->kind = kind;
  return slot;
}

std::shared_ptr<Handle> unregister_handle(Slot& slot) {
  std::shared_ptr<Handle> object;
  HandleKind kind = HandleKind::kNone;
  {
    const std::lock_guard hold(slot.guard);
    kind = slot.kind.exchange(HandleKind::kNone);
    object = std::move(slot.object);
    slot.object = nullptr;
  }
  slots.give_back(slot, kind);
  return object;
}

Slot* find_slot(SQLHANDLE handle) {
  return slots.find(handle);
}

}  // namespace pillion
