import Ports
import Register
import Testing
import Vitals
import WardDaemon

@testable import spotward

/// How the devices of a ward stand, from its configuration, its register and its journal.
@Suite struct DeviceReportTests {
    private func reports(_ ward: RecordedWard, _ attached: [AttachedDevice] = []) throws -> [DeviceReport] {
        var place = HubPlace()
        place.config = ward.configuration
        return DeviceReport.all(of: try place.ward(), attached: attached, catalogue: .embedded, at: Night.at(600))
    }

    @Test func aConfiguredDeviceThatIsNotThereIsShownWithWhatToDo() throws {
        let report = try #require(try reports(RecordedWard()).first)
        let text = report.text(now: Night.at(600))
        #expect(report.name == "bedside" && report.presence == .absent)
        #expect(text.contains("NOT attached: plug it in") && text.contains("bound to adm-a"), "\(text)")
        #expect(
            text.contains("profile contec-cms50e, protocol contec-v7") && text.contains("no reading yet"), "\(text)")
        #expect(report.json(now: Night.at(600)).contains("\"attached\":false"))
    }

    @Test func whoseItIsIsWhatWasBoundLast() throws {
        let ward = try RecordedWard()
        var register = WardRegister(plan: try ward.survey().ward.configuration.plan)
        let bind = WardCommand(
            .bind(source: "bedside", child: "adm-b", isConfirmed: true), by: RequestTests.mensah)
        _ = try register.take(bind, at: Night.at(0))
        try RegisterFile(path: ward.folder + "/state/register").save(register)
        #expect(try reports(ward).first?.admission == "adm-b")
    }

    @Test func whatElseIsPluggedInStandsBelow() throws {
        let other = AttachedDevice(
            kind: .hidraw, node: "/dev/hidraw3",
            usb: USBAddress(vendor: 0x28E9, product: 0x028A, serialNumber: "A", socket: "1-1"),
            productText: "Pulse Oximeter")
        let all = try reports(RecordedWard(), [other])
        #expect(all.map(\.name) == ["bedside", nil])
        #expect(all.last?.recognition == .sure("contec-cms50e-2"))
    }
}
