/// Vectors of recordings: bytes with the decoding they must give, as the tests of each format compare it.
///
/// Each is written as hexadecimal digits, in which `00*26` is a byte that stands 26 times.
enum RecordedVector {
    /// Four records at 4 s, one not worn, one with an alarm flag.
    static let vld1 = bytes(
        hex: """
            03 00 ea 07 0b 15 16 0f 00 3c 00 00 00 10 00*26 61 3e 00 00 00 60 3f 00 02 00 ff ff ff 00 00 58 46
            00 09 80
            """)

    /// The "2 s" file that repeats each 4-s sample.
    static let vld2 = bytes(
        hex: """
            03 00 ea 07 0b 15 16 0f 00 3c 00 00 00 08 00*26 61 3e 00 00 00 61 3e 00 00 00 5f 3f 00 01 00 5f 3f
            00 01 00
            """)

    /// Pulse above 255 does not occur; high byte ff with a low byte is invalid.
    static let vld4 = bytes(
        hex: """
            03 00 ea 07 0b 15 16 0f 00 2d 00 00 00 04 00*26 61 3e ff 00 00
            """)

    /// Header only.
    static let vld5 = bytes(
        hex: """
            03 00 ea 07 0b 15 16 0f 00 28 00*30
            """)

    /// Four samples, one not worn, flags.
    static let oxf1 = bytes(
        hex: """
            01 03 00*6 04 00 61 3c 00 60 3d 85 ff ff 00 59 46 40 a4 04 00 00 48 12 5a da 9e 14 02 6b 04 00 00 00
            01 01 03 00*29
            """)

    /// Checksum differs.
    static let oxf2 = bytes(
        hex: """
            01 03 00*6 04 00 61 3c 00 a6 00 00 00 48 12 5a da 9e 14 02 6b 01 00 00 00 01 01 03 00*29
            """)

    /// Not finished: trailer mark missing.
    static let oxf4 = bytes(
        hex: """
            01 03 00*6 04 00 61 3c 00 a5 00*47
            """)

    /// 4-s step.
    static let oxf5 = bytes(
        hex: """
            01 03 00*6 04 00 61 3c 00 61 3d 00 43 01 00 00 48 12 5a da 9e 14 02 6b 02 00 00 00 04 01 03 00*29
            """)

    /// Three seconds, one artefact (7f ff).
    static let sp1 = bytes(
        hex: """
            58 03 00*854 01 00*7 75 00 73 00 65 00 72 00*185 ea 07 00 00 0b 00 00 00 15 00 00 00 07 00 00 00 1e
            00 00 00 05 00 00 00 03 00 00 00 61 47 7f ff 60 48
            """)

    /// No clock (year 0).
    static let sp2 = bytes(
        hex: """
            58 03 00*854 01 00*7 75 00 73 00 65 00 72 00*209 01 00 00 00 61 47
            """)

    /// Pulse above 127 (plain byte here).
    static let sp4 = bytes(
        hex: """
            58 03 00*854 01 00*7 75 00 73 00 65 00 72 00*185 ea 07 00 00 0b 00 00 00 15 00 00 00 07 00 00 00 1e
            00 00 00 05 00 00 00 01 00 00 00 5f b4
            """)

    /// Count larger than the file.
    static let sp5 = bytes(
        hex: """
            58 03 00*854 01 00*7 75 00 73 00 65 00 72 00*185 ea 07 00 00 0b 00 00 00 15 00 00 00 07 00 00 00 1e
            00 00 00 05 00 00 00 01 00 00 00 5f
            """)

    /// Two records of 3 s, 1 Hz, -1 = missing.
    static let ed1 = bytes(
        hex: """
            30 20*7 58 20 58 20 58 20 58 20*73 53 74 61 72 74 64 61 74 65 20 32 31 2d 4e 4f 56 2d 32 30 32 36 20
            58 20 58 20 58 20*53 32 31 2e 31 31 2e 32 36 30 37 2e 33 30 2e 30 35 37 36 38 20*49 32 20*7 33 20*7
            32 20 20 20 53 70 4f 32 2e 31 73 20*9 50 75 6c 73 65 2e 31 73 20*168 25 20*7 62 70 6d 20*5 30 20*7
            30 20*7 32 35 35 20*5 32 35 35 20*5 30 20*7 30 20*7 32 35 35 20*5 32 35 35 20*165 33 20*7 33 20*71
            61 00 ff ff 60 00 3e 00 ff ff 3f 00 5f 00 5f 00 5e 00 40 00 41 00 42 00
            """)

    /// Scaled signal: digital 0..1000 = physical 0..100.
    static let ed2 = bytes(
        hex: """
            30 20*7 58 20 58 20 58 20 58 20*73 53 74 61 72 74 64 61 74 65 20 32 31 2d 4e 4f 56 2d 32 30 32 36 20
            58 20 58 20 58 20*53 32 31 2e 31 31 2e 32 36 30 37 2e 33 30 2e 30 35 37 36 38 20*49 31 20*7 32 20*7
            32 20 20 20 53 70 4f 32 20*12 50 75 6c 73 65 20*171 25 20*7 62 70 6d 20*5 30 20*7 30 20*7 31 30 30
            20*5 32 35 30 20*5 30 20*7 30 20*7 31 30 30 30 20*4 31 30 30 30 20*164 32 20*7 32 20*71 ca 03 d8 03
            6c 02 71 02
            """)

    /// Whole session without a probe.
    static let ed4 = bytes(
        hex: """
            30 20*7 58 20 58 20 58 20 58 20*73 53 74 61 72 74 64 61 74 65 20 32 31 2d 4e 4f 56 2d 32 30 32 36 20
            58 20 58 20 58 20*53 32 31 2e 31 31 2e 32 36 30 37 2e 33 30 2e 30 35 37 36 38 20*49 31 20*7 32 20*7
            32 20 20 20 53 70 4f 32 2e 31 73 20*9 50 75 6c 73 65 2e 31 73 20*168 25 20*7 62 70 6d 20*5 30 20*7
            30 20*7 32 35 35 20*5 32 35 35 20*5 30 20*7 30 20*7 32 35 35 20*5 32 35 35 20*165 32 20*7 32 20*71
            ff*8
            """)

    /// EDF+ discontinuous mark in the reserved field.
    static let ed5 = bytes(
        hex: """
            30 20*7 58 20 58 20 58 20 58 20*73 53 74 61 72 74 64 61 74 65 20 32 31 2d 4e 4f 56 2d 32 30 32 36 20
            58 20 58 20 58 20*53 32 31 2e 31 31 2e 32 36 30 37 2e 33 30 2e 30 35 37 36 38 20*5 45 44 46 2b 44
            20*39 31 20*7 31 20*7 32 20 20 20 53 70 4f 32 2e 31 73 20*9 50 75 6c 73 65 2e 31 73 20*168 25 20*7
            62 70 6d 20*5 30 20*7 30 20*7 32 35 35 20*5 32 35 35 20*5 30 20*7 30 20*7 32 35 35 20*5 32 35 35
            20*165 31 20*7 31 20*71 61 00 3e 00
            """)
}
