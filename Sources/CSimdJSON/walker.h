// Reads the values of one JSON document through simdjson, and refuses what the decoder in Swift may see otherwise.
#ifndef CSIMDJSON_WALKER_H
#define CSIMDJSON_WALKER_H

#include "include/csimdjson.h"

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

namespace records {

namespace ondemand = simdjson::ondemand;

/// Every function that returns a `bool` returns false for what is not understood; the record is then given up.
class Walker {
public:
    /// The bytes that results point to.
    std::string bytes;

    void clear() {
        bytes.clear();
        keys.clear();
    }

    /// Appends the value as compact JSON to `out`, its numbers in the one spelling that the store gives them.
    bool keep(ondemand::value value, int depth, std::string &out) { return write(value, depth, &out); }

    /// Makes sure that the value is one that could be read.
    bool pass(ondemand::value value, int depth) { return write(value, depth, nullptr); }

    /// The value as a field, its string unescaped.
    bool field(ondemand::value value, csimdjson_value &result);

    csimdjson_range append(std::string_view content) {
        csimdjson_range place = {static_cast<uint32_t>(bytes.size()), static_cast<uint32_t>(content.size())};
        bytes.append(content);
        return place;
    }

    /// The string without its quotes and escapes. It stays until the document is done with.
    bool unescaped(ondemand::value value, std::string_view &content);

    /// The key's bytes. Keys with escapes are not understood, nor those that Unicode may hold for equal to others
    /// of other bytes: keys are compared byte for byte here, and by canonical equivalence in Swift.
    static bool keyOf(ondemand::field &field, std::string_view &key);

    /// The keys of one object. Past so many it is cheaper to let a set look for a second one.
    class Keys {
    public:
        explicit Keys(std::vector<std::string_view> &stack) : stack(stack), first(stack.size()) {}
        ~Keys() { stack.resize(first); }
        Keys(const Keys &) = delete;
        Keys &operator=(const Keys &) = delete;

        bool isNew(std::string_view key) {
            if (stack.size() - first >= 64) return false;
            for (size_t index = first; index < stack.size(); index++) {
                if (stack[index] == key) return false;
            }
            stack.push_back(key);
            return true;
        }

    private:
        std::vector<std::string_view> &stack;
        const size_t first;
    };

    std::vector<std::string_view> keys;
    /// Of the record, so far.
    int values = 0;

private:
    /// Deeper nesting is Swift's. It bounds the recursion here.
    static constexpr int deepest = 60;
    /// Far below what is refused (`JSONDocument.maximumValues`), for not all are counted here.
    static constexpr int mostValues = 50'000;

    bool write(ondemand::value value, int depth, std::string *out);
    bool writeObject(ondemand::value value, int depth, std::string *out);
    bool writeArray(ondemand::value value, int depth, std::string *out);
    bool writeString(ondemand::value value, std::string *out);
};

} // namespace records

#endif
