import Testing

@testable import Decoders

@Suite struct DeviceProtocolTests {
    @Test func namesAreThoseOfConfigurationsAndRecordings() {
        #expect(
            DeviceProtocol.allCases.map(\.rawValue) == [
                "contec-5byte", "berry-bci", "contec-v7", "contec-eb", "nonin-df1", "nonin-df2", "nonin-df7",
                "nonin-df8",
                "nonin-df13", "nonin-ascii", "masimo-ascii1", "nellcor-ascii", "viatom-legacy", "viatom-oxyii",
                "viatom-pc60", "berry-pm6750", "taidoc", "ble-plx-2a5f", "ble-plx-2a5e", "ble-hts-2a1c", "ble-hr-2a37",
                "berry-v15", "choicemmed-md300c29", "jumper", "ieee-20601",
            ])
    }

    @Test func inlineStoresHoldWhatTheirLimitsSay() {
        var line = ProvingLine<Int>()
        for frame in 0..<Limits.frameCountToConfirm { #expect(line.push(frame) == nil) }
        #expect(line.push(99) == 0)
        #expect(Limits.shortPendingByteCount <= Limits.pendingByteCount)
        for deviceProtocol in DeviceProtocol.allCases {
            #expect(deviceProtocol.longestFrameByteCount <= Limits.longestFrameByteCount)
            #expect(Limits.longestFrameByteCount <= Limits.pendingByteCount)
        }
    }
}
