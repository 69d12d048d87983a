import CPosix
import Glibc
import Testing
import Vitals

@testable import Ports

@Suite struct SerialLineTests {
    @Test func theLineIsRawWhileThePortIsOpen() throws {
        let terminal = try PseudoTerminal()
        let before = terminal.attributes()
        #expect(before.c_lflag & tcflag_t(ECHO | ICANON) != 0)
        let settings = SerialSettings(baud: .b19200)
        let port = try SerialPort(opening: terminal.path, settings, sends: false)
        var attributes = terminal.attributes()
        #expect(attributes.c_iflag == tcflag_t(IGNBRK) && attributes.c_oflag == 0 && attributes.c_lflag == 0)
        #expect(
            attributes.c_cflag & tcflag_t(CSIZE | PARENB | CSTOPB | CREAD | CLOCAL) == tcflag_t(CS8 | CREAD | CLOCAL))
        #expect(posix_control_character(&attributes, VMIN) == 1 && posix_control_character(&attributes, VTIME) == 0)
        #expect(cfgetispeed(&attributes) == speed_t(B19200))
        _ = port
    }

    /// A pseudo-terminal has no bits: asking for parity must not make a recorded device unusable.
    @Test func aPseudoTerminalIsTakenWithSettingsItCannotHave() throws {
        let terminal = try PseudoTerminal()
        let settings = SerialSettings(
            baud: .b4800, dataBits: .seven, parity: .odd, stopBits: .two, flowControl: .hardware)
        _ = try SerialPort(opening: terminal.path, settings, sends: false)
    }

    @Test func aSecondOpeningIsRefusedAndAClosedPortOpensAgain() throws {
        let terminal = try PseudoTerminal()
        let settings = SerialSettings(baud: .b9600)
        let port = try SerialPort(opening: terminal.path, settings, sends: false)
        #expect(throws: PortError(.lock, terminal.path, .alreadyOpen)) {
            _ = try SerialPort(opening: terminal.path, settings, sends: false)
        }
        _ = consume port
        _ = try SerialPort(opening: terminal.path, settings, sends: false)
    }

    @Test(arguments: BaudRate.allCases) func everyBaudRateHasItsOwnCode(baud: BaudRate) {
        var raw = LineAttributes(SerialSettings(baud: baud)).raw
        #expect(cfgetispeed(&raw) == baud.code && cfgetospeed(&raw) == baud.code)
        #expect(BaudRate.allCases.filter { $0.code == baud.code } == [baud])
    }

    @Test func eachSettingThatADriverDidNotTakeIsNamed() {
        let asked = LineAttributes(SerialSettings(baud: .b9600))
        #expect(asked.firstDifference(from: asked, hasWire: true) == nil)
        let others: [(SerialSettings, SerialSettings.Item)] = [
            (SerialSettings(baud: .b4800), .baud),
            (SerialSettings(baud: .b9600, dataBits: .seven), .dataBits),
            (SerialSettings(baud: .b9600, stopBits: .two), .stopBits),
            (SerialSettings(baud: .b9600, flowControl: .hardware), .flowControl),
            (SerialSettings(baud: .b9600, flowControl: .software), .inputMode),
        ]
        for (settings, item) in others {
            let taken = LineAttributes(settings)
            #expect(asked.firstDifference(from: taken, hasWire: true) == item)
            let wireless = asked.firstDifference(from: taken, hasWire: false)
            #expect(wireless == (item == .inputMode ? .inputMode : nil))
        }
        let parities: [SerialSettings.Parity] = [.even, .odd, .mark, .space]
        for parity in parities {
            let asked = LineAttributes(SerialSettings(baud: .b9600, parity: parity))
            for other in parities where other != parity {
                let taken = LineAttributes(SerialSettings(baud: .b9600, parity: other))
                #expect(asked.firstDifference(from: taken, hasWire: true) == .parity)
            }
        }
        var raw = asked.raw
        raw.c_lflag |= tcflag_t(ECHO)
        #expect(asked.firstDifference(from: LineAttributes(raw: raw), hasWire: false) == .localMode)
        raw = asked.raw
        raw.c_oflag |= tcflag_t(OPOST)
        #expect(asked.firstDifference(from: LineAttributes(raw: raw), hasWire: false) == .outputMode)
        raw = asked.raw
        posix_set_control_character(&raw, VMIN, 0)
        #expect(asked.firstDifference(from: LineAttributes(raw: raw), hasWire: false) == .minimumRead)
        raw = asked.raw
        raw.c_line = 1
        #expect(asked.firstDifference(from: LineAttributes(raw: raw), hasWire: false) == .lineDiscipline)
        raw = asked.raw
        raw.c_cflag &= ~tcflag_t(CREAD)
        #expect(asked.firstDifference(from: LineAttributes(raw: raw), hasWire: false) == .receiver)
    }

    @Test func anErrorSaysWhatFailedOnWhatWhyAndWhatNow() {
        let missing = PortError(.open, "/dev/ttyUSB7", .system(errno: ENOENT))
        #expect(
            missing.description
                == "open /dev/ttyUSB7: No such file or directory (errno 2). Check the path and that the device is plugged in; it is tried again"
        )
        let parity = PortError(.setAttributes, "/dev/ttyS0", .settingNotTaken(.parity))
        #expect(
            parity.description
                == "tcsetattr /dev/ttyS0: the driver did not take the parity. Choose settings this adapter supports")
    }
}
