/// USB ids that say which chip is in the cable, and nothing of the device behind it.
///
/// Thousands of printers, GPS mice and hobby boards have them. gpsd's lines for them grabbed other people's hardware and
/// are shipped commented out; here a device behind one is offered, and opened only when a person has named it.
public enum GenericBridge {
    /// Never enough to be sure, whatever the product text: it is the chip's too.
    public static let ids: [(vendor: UInt16, product: UInt16)] = [
        // CP210x, CP2110
        (0x10C4, 0xEA60), (0x10C4, 0xEA80),
        // FTDI
        (0x0403, 0x6001), (0x0403, 0x6015),
        // CH340, CH9102
        (0x1A86, 0x7523), (0x1A86, 0x55D4),
        // PL2303, its older and its later kinds
        (0x067B, 0x2303), (0x067B, 0x23A3), (0x067B, 0x23B3), (0x067B, 0x23C3), (0x067B, 0x23D3), (0x067B, 0x23E3),
        (0x067B, 0x23F3),
        // The serial port of STM32 boards
        (0x0483, 0x5740),
    ]

    /// Ids a chip maker gives to everybody's firmware; with the product text they are enough.
    public static let idsWithText: [(vendor: UInt16, product: UInt16)] = [
        // GigaDevice: Contec's HID oximeters, and other gadgets
        (0x28E9, 0x028A)
    ]

    static func holds(_ match: USBMatch) -> Bool {
        ids.contains { $0 == (match.vendor, match.product) }
    }

    static func wantsText(_ match: USBMatch) -> Bool {
        match.productText == nil && idsWithText.contains { $0 == (match.vendor, match.product) }
    }
}
