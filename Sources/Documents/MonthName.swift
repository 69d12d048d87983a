/// Names of months as apps write them in the telephone's language.
///
/// English, German, French, Spanish, Italian, Portuguese, Dutch, Danish, Norwegian and Swedish, short and long, in small
/// letters. No name here means two months. Polish, Czech and Croatian are left out: `lis` is October in one and November
/// in another.
enum MonthName {
    /// 1…12; `nil` for any other word. Letters of ASCII may be capital ones.
    static func month(_ word: Span<UInt8>) -> Int? {
        guard let small = UnescapedText(inSmallLetters: word), let place = table.index(of: small) else { return nil }
        return months[place]
    }

    /// All names, and the month of each.
    private static let table = NameTable(names.flatMap(\.self))
    private static let months = names.enumerated().flatMap { index, names in names.map { _ in index + 1 } }

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
