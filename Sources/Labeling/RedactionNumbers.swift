extension RedactionScanner {
    // MARK: Accounts

    /// Lengths by country, from the registry of ISO 13616.
    private static let ibanLengths: [String: Int] = [
        "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
        "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
        "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
        "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
        "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
        "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
        "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
        "XK": 20,
    ]

    func iban(at start: Int) -> Range<Int>? {
        guard isLetter(start), isLetter(start + 1), isDigit(start + 2), isDigit(start + 3), !isWord(start - 1) else {
            return nil
        }
        let country = String(decoding: bytes[start..<start + 2], as: UTF8.self).uppercased()
        guard let length = RedactionScanner.ibanLengths[country] else { return nil }
        var values: [Int] = []
        var index = start
        while values.count < length {
            if isWord(index) {
                values.append(isDigit(index) ? Int(byte(index)) - 48 : Int(byte(index) | 32) - 87)
            } else if !isOne(index, of: " -") || !isWord(index + 1) {
                return nil
            }
            index += 1
        }
        guard !isWord(index) else { return nil }
        // ISO 7064: the first four go to the end; letters count from 10; what is left of 97 must be 1.
        let rest = (values[4...] + values[..<4]).reduce(0) { ($0 * ($1 > 9 ? 100 : 10) + $1) % 97 }
        return rest == 1 ? start..<index : nil
    }

    func card(at start: Int) -> Range<Int>? {
        guard isDigit(start), !isWord(start - 1), !isOne(start - 1, of: ".,") else { return nil }
        var digits: [Int] = []
        var group = 0
        var index = start
        var best: Range<Int>?
        while digits.count <= 19 {
            if isDigit(index) {
                digits.append(Int(byte(index)) - 48)
                group += 1
                index += 1
                continue
            }
            // Here a group has ended.
            if !isLetter(index), isCard(digits) { best = start..<index }
            guard group >= 3, isOne(index, of: " -"), isDigit(index + 1) else { break }
            group = 0
            index += 1
        }
        return best
    }

    /// By the ranges of the issuers (ISO/IEC 7812) and Luhn's check digit.
    private func isCard(_ digits: [Int]) -> Bool {
        guard (13...19).contains(digits.count) else { return false }
        let start = digits[..<4].reduce(0) { $0 * 10 + $1 }
        let isIssued =
            switch (start, digits.count) {
            case (4_000...4_999, 13), (4_000...4_999, 16), (4_000...4_999, 19): true
            case (5_100...5_599, 16), (2_221...2_720, 16), (3_528...3_589, 16...19): true
            case (3_400...3_499, 15), (3_700...3_799, 15): true
            case (3_000...3_099, 14), (3_600...3_699, 14), (3_800...3_999, 14): true
            case (6_000...6_999, 16...19), (5_000...5_099, 16...19), (5_600...5_899, 16...19): true
            default: false
            }
        guard isIssued else { return false }
        let sum = digits.reversed().enumerated().reduce(0) { sum, entry in
            let doubled = entry.offset % 2 == 1 ? entry.element * 2 : entry.element
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
        return sum % 10 == 0
    }

    // MARK: Addresses of machines

    func ip(at start: Int) -> Range<Int>? {
        guard !isWord(start - 1), !isOne(start - 1, of: ".:") else { return nil }
        if let end = ipv6End(start) { return start..<end }
        guard let end = ipv4End(start), !isWord(end), !(byte(end) == UInt8(ascii: ".") && isDigit(end + 1)),
            !(isOne(end, of: ":") && isOne(end + 1, of: ":"))
        else { return nil }
        return start..<end
    }

    private func ipv4End(_ start: Int) -> Int? {
        var index = start
        for part in 0..<4 {
            var value = 0
            let first = index
            while isDigit(index), index - first < 3 {
                value = value * 10 + Int(byte(index)) - 48
                index += 1
            }
            guard index > first, value <= 255 else { return nil }
            if part < 3 {
                guard byte(index) == UInt8(ascii: ".") else { return nil }
                index += 1
            }
        }
        return index
    }

    /// Eight groups, or fewer with one `::`. Times of day have neither.
    private func ipv6End(_ start: Int) -> Int? {
        guard isHexadecimal(start) || byte(start) == UInt8(ascii: ":") else { return nil }
        var groups = 0
        var hasGap = false
        var index = start
        while groups < 8 {
            if byte(index) == UInt8(ascii: ":"), byte(index + 1) == UInt8(ascii: ":") {
                if hasGap { return nil }
                hasGap = true
                index += 2
            } else if groups > 0, byte(index) == UInt8(ascii: ":"), isHexadecimal(index + 1) {
                index += 1
            } else if groups > 0 || index > start {
                if !(hasGap && isHexadecimal(index) && byte(index - 1) == UInt8(ascii: ":")) { break }
            }
            let first = index
            while isHexadecimal(index), index - first < 4 { index += 1 }
            if index == first { break }
            if byte(index) == UInt8(ascii: "."), let end = ipv4End(first) {
                groups += 2
                index = end
                break
            }
            groups += 1
        }
        guard groups == 8 && !hasGap || hasGap && (1...7).contains(groups) else { return nil }
        return isWord(index) || isOne(index, of: ":") ? nil : index
    }

    private func isHexadecimal(_ index: Int) -> Bool {
        isDigit(index) || (97...102).contains(byte(index) | 32) && isLetter(index)
    }

    // MARK: Telephones

    /// Numbers with a country code; those that begin with 0, as dialled within most countries; and the North American
    /// shape. Any other row of digits is more likely an order, a sum or a date.
    func phone(at start: Int) -> Range<Int>? {
        if byte(start) == UInt8(ascii: "+") {
            guard isDigit(start + 1), byte(start + 1) != 48 else { return nil }
            return dialled(from: start, first: start + 1, digits: 8...15)
        }
        let isBracketed = byte(start) == UInt8(ascii: "(")
        guard isBracketed || isDigit(start) && !isWord(start - 1) && !isOne(start - 1, of: ".,-/#$=+_(") else {
            return nil
        }
        let first = isBracketed ? start + 1 : start
        if let end = northAmericanEnd(start, first, isBracketed) { return start..<end }
        guard byte(first) == 48, isDigit(first + 1), !isDate(first) else { return nil }
        return dialled(from: start, first: first, digits: 9...13)
    }

    /// The longest row of groups, from the first digit on, that has so many digits.
    private func dialled(from start: Int, first: Int, digits: ClosedRange<Int>) -> Range<Int>? {
        var index = first
        var count = 0
        var best: Int?
        while count <= digits.upperBound {
            while isDigit(index), count <= digits.upperBound {
                count += 1
                index += 1
            }
            let isTime = isOne(index, of: ":,") && isDigit(index + 1)
            if digits.contains(count), !isWord(index), !isTime { best = index }
            // Between groups: a separator, a bracket, or both.
            var next = index
            if byte(next) == UInt8(ascii: ")") { next += 1 }
            if isOne(next, of: " -./") { next += 1 }
            if byte(next) == UInt8(ascii: "(") { next += 1 }
            guard next > index, isDigit(next) else { break }
            index = next
        }
        return best.map { start..<$0 }
    }

    /// `(212) 555-0123`, `212-555-0123`, `1 212 555 0123`
    private func northAmericanEnd(_ start: Int, _ first: Int, _ isBracketed: Bool) -> Int? {
        var index = first
        if !isBracketed, byte(index) == UInt8(ascii: "1"), isOne(index + 1, of: " -.") { index += 2 }
        guard isGroup(index, digits: 3), !isOne(index, of: "01") else { return nil }
        index += 3
        if isBracketed {
            guard byte(index) == UInt8(ascii: ")") else { return nil }
            index += isOne(index + 1, of: " -.") ? 2 : 1
        } else {
            guard isOne(index, of: " -.") else { return nil }
            index += 1
        }
        guard isGroup(index, digits: 3), !isOne(index, of: "01"), isOne(index + 3, of: " -."),
            isGroup(index + 4, digits: 4), !isWord(index + 8)
        else { return nil }
        return index + 8
    }

    private func isGroup(_ index: Int, digits: Int) -> Bool { (index..<index + digits).allSatisfy(isDigit) }

    /// `01.02.2026`, `01/02/26`, `01-02-2026`
    private func isDate(_ index: Int) -> Bool {
        isGroup(index, digits: 2) && isOne(index + 2, of: ".-/") && isGroup(index + 3, digits: 2)
            && byte(index + 5) == byte(index + 2) && isGroup(index + 6, digits: 2)
            && (isGroup(index + 8, digits: 2) ? !isDigit(index + 10) : !isDigit(index + 8))
            && byte(index + (isGroup(index + 8, digits: 2) ? 10 : 8)) != byte(index + 2)
    }
}
