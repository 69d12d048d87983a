/// Names of months as apps write them in the telephone's language.
///
/// English, German, French, Spanish, Italian, Portuguese, Dutch, Danish, Norwegian and Swedish, short and long, in small
/// letters. No name here means two months. Polish, Czech and Croatian are left out: `lis` is October in one and November
/// in another.
enum MonthName {
    /// 1…12; `nil` for any other word. Letters of ASCII may be capital ones.
    static func month(_ word: Span<UInt8>) -> Int? {
        var plain: [UInt8] = []
        for index in word.indices {
            let byte = word[index]
            plain.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
        let name = String(decoding: plain, as: UTF8.self)
        return names.firstIndex { $0.contains(name) }.map { $0 + 1 }
    }

    static let names: [[String]] = [
        [
            "jan", "january", "januar", "janv", "janvier", "ene", "enero", "gen", "gennaio", "janeiro", "januari",
            "jän", "jänner",
        ],
        [
            "feb", "february", "februar", "fév", "févr", "février", "fev", "febrero", "febbraio", "fevereiro",
            "februari",
        ],
        ["mar", "march", "mär", "märz", "mrz", "mars", "marzo", "março", "mrt", "maart", "marts"],
        ["apr", "april", "avr", "avril", "abr", "abril", "aprile"],
        ["may", "mai", "mayo", "mag", "maggio", "maio", "mei", "maj"],
        ["jun", "june", "juni", "juin", "junio", "giu", "giugno", "junho"],
        ["jul", "july", "juli", "juil", "juillet", "julio", "lug", "luglio", "julho"],
        ["aug", "august", "août", "aout", "ago", "agosto", "augustus", "augusti"],
        ["sep", "sept", "september", "septembre", "septiembre", "set", "settembre", "setembro"],
        ["oct", "october", "okt", "oktober", "octobre", "octubre", "ott", "ottobre", "out", "outubro"],
        ["nov", "november", "novembre", "noviembre", "novembro"],
        [
            "dec", "december", "dez", "dezember", "déc", "décembre", "dic", "diciembre", "dicembre", "dezembro", "des",
            "desember",
        ],
    ]
}
