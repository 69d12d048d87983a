import Testing

@testable import Configuration

/// What the hub shows, and where it takes commands.
struct HubTests {
    private func defects(hub keys: String) -> [String] {
        Ward.defects(replacing: "id: hub-demo", with: "id: hub-demo\n  \(keys)")
    }

    // MARK: Shown

    @Test func whatTheHubShowsIsReadAsWritten() throws {
        let bare = try Ward.read(Ward.sound).get()
        #expect(bare.hubPhone == nil)
        #expect(bare.hubInstructions == nil)
        let keys = "id: hub-demo\n  phone: 01632960000\n  instructions: Ring 01632 960 000 – day or night"
        let configuration = try Ward.read(replacing: "id: hub-demo", with: keys).get()
        #expect(configuration.hubPhone == "01632960000")
        #expect(configuration.hubInstructions == "Ring 01632 960 000 – day or night")
    }

    @Test(arguments: [
        ("phone: the ward", "3: hub.phone: holds no digit"),
        ("phone: '   '", "3: hub.phone: holds what a screen cannot show"),
        ("phone: \"999\\u202E\"", "3: hub.phone: holds what a screen cannot show"),
        ("phone: \"999\\u0007\"", "3: hub.phone: holds a control character or a line break"),
        ("instructions: \"a\\u200Bb\"", "3: hub.instructions: holds what a screen cannot show"),
        ("phone: []", "3: hub.phone: is a list where a text belongs"),
    ])
    func whatCannotBeShownIsRefused(keys: String, defect: String) {
        #expect(defects(hub: keys) == [defect])
    }

    @Test func whatIsShownIsBounded() {
        let phone = String(repeating: "9", count: 32)
        #expect(defects(hub: "phone: \(phone)") == [])
        #expect(defects(hub: "phone: \(phone)9") == ["3: hub.phone: is 33 characters long"])
        let text = String(repeating: "x", count: 200)
        #expect(defects(hub: "instructions: \(text)") == [])
        #expect(defects(hub: "instructions: \(text)x") == ["3: hub.instructions: is 201 characters long"])
    }

    // MARK: The daily test and safe mode

    @Test func bothAreOnUnlessSomebodySaysOtherwiseAndThenCheckWarns() throws {
        let plain = Ward.read(Ward.sound)
        #expect(try plain.get().sendsCanary && plain.get().hasSafeMode)
        #expect(!plain.warnings.contains { [.canaryOff, .safeModeOff].contains($0.kind) })
        let off = Ward.read(replacing: "id: hub-demo", with: "id: hub-demo\n  canary: false\n  safe_mode: false")
        #expect(try !off.get().sendsCanary && !off.get().hasSafeMode)
        let warnings = off.warnings.filter { [.canaryOff, .safeModeOff].contains($0.kind) }
        #expect(warnings.map(\.key) == ["hub.canary", "hub.safe_mode"])
        #expect(warnings.first?.reason.contains("does not test the way an alert goes each day") == true)
        #expect(defects(hub: "canary: sometimes").count == 1 && defects(hub: "safe_mode: 1").count == 1)
    }

    @Test func noDayIsTestedWhereTheClockIsNotLifesUnlessItIsAskedFor() throws {
        func sends(_ hub: String) throws -> Bool {
            let text = Ward.sound.replacing("speed: 1", with: "speed: 30")
            return try Ward.read(text.replacing("id: hub-demo", with: "id: hub-demo\(hub)")).get().sendsCanary
        }
        #expect(try !sends(""))
        #expect(try sends("\n  canary: true"))
    }

    // MARK: Shared work

    @Test func theEvaluatorsAreOneToEightOrLeftToTheHub() throws {
        #expect(try Ward.read(Ward.sound).get().shards == nil)
        for count in [1, 8] {
            let keys = "id: hub-demo\n  shards: \(count)"
            #expect(try Ward.read(replacing: "id: hub-demo", with: keys).get().shards == count)
        }
        #expect(defects(hub: "shards: 0") == ["3: hub.shards: 0 is out of range"])
        #expect(defects(hub: "shards: 9") == ["3: hub.shards: 9 is out of range"])
        #expect(defects(hub: "shards: two") == ["3: hub.shards: 'two' is not a whole number"])
    }

    // MARK: Heartbeat and call

    @Test func theHubsHeartbeatIsEveryMinuteUnlessTheFileSaysOtherwise() throws {
        #expect(try Ward.read(Ward.sound).get().heartbeatPeriod == .seconds(60))
        for (text, period) in [("1s", Duration.seconds(1)), ("5m", .seconds(300))] {
            let keys = "id: hub-demo\n  heartbeat: \(text)"
            #expect(try Ward.read(replacing: "id: hub-demo", with: keys).get().heartbeatPeriod == period)
        }
        for text in ["0s", "301s"] {
            #expect(defects(hub: "heartbeat: \(text)") == ["3: hub.heartbeat: \(text) is out of range"])
        }
    }

    @Test func aProgramThatSoundsLiesBesideTheFileUnlessItsPathIsWhole() throws {
        #expect(try Ward.read(Ward.sound).get().annunciate == nil)
        let whole = "id: hub-demo\n  annunciate: /usr/bin/ring"
        #expect(try Ward.read(replacing: "id: hub-demo", with: whole).get().annunciate == "/usr/bin/ring")
    }

    @Test func aProgramCallsOverASecondRouteWhereTheFileNamesOne() throws {
        #expect(try Ward.read(Ward.sound).get().secondRoute == nil)
        let whole = "id: hub-demo\n  second_route: /usr/local/bin/text"
        #expect(try Ward.read(replacing: "id: hub-demo", with: whole).get().secondRoute == "/usr/local/bin/text")
    }

    @Test(arguments: ["annunciate", "second_route"])
    func aProgramThatCannotBeRunIsWarnedOf(key: String) throws {
        for (path, isWarned) in [
            ("/bin/true", false), ("/etc/passwd", true), ("/bin", true), ("/nowhere/at/all", true),
        ] {
            let configuration = try Ward.read(
                replacing: "id: hub-demo", with: "id: hub-demo\n  \(key): \(path)"
            ).get()
            let warnings = configuration.programWarnings
            #expect(warnings.map(\.key) == (isWarned ? ["hub.\(key)"] : []), "\(path)")
            #expect(
                warnings.allSatisfy { $0.kind == .programNotRunnable && $0.reason.hasPrefix("\(path) is no program") })
        }
    }

    // MARK: Control socket

    private func reading(socket: String) -> ConfigurationReading {
        Ward.read(Ward.sound + "control: {socket: \(socket)}\n")
    }

    @Test func theControlSocketLiesInTheStateFolderUnlessTheFileSaysOtherwise() throws {
        #expect(try Ward.read(Ward.sound).get().controlSocket == "/var/lib/spotward/control.sock")
        #expect(try Ward.read(Ward.sound + "control: {}\n").get().controlSocket == "/var/lib/spotward/control.sock")
        #expect(try reading(socket: "/run/spotward/./control").get().controlSocket == "/run/spotward/control")
        #expect(try reading(socket: "commands.sock").get().controlSocket == "commands.sock")
    }

    @Test func theControlSocketsPathFitsItsAddress() {
        let longest = "/" + String(repeating: "s", count: 106)
        #expect(reading(socket: longest).defects == [])
        #expect(reading(socket: longest + "s").defects.map(\.key) == ["control.socket"])
        #expect(reading(socket: longest + "s").defects.map(\.reason) == ["is a path of 108 bytes"])
        // `/control.sock` has 13.
        let state = "/" + String(repeating: "s", count: 93)
        #expect(Ward.defects(replacing: "/var/lib/spotward", with: state) == [])
        #expect(
            Ward.defects(replacing: "/var/lib/spotward", with: state + "s") == [
                "3: state: makes the control socket's path 108 bytes long"
            ])
        let elsewhere = Ward.sound.replacing("/var/lib/spotward", with: state + "s") + "control: {socket: /run/c}\n"
        #expect(Ward.defects(elsewhere) == [])
    }

    @Test(arguments: [
        ("drop/control.sock", "lies inside, or around, the folder of 'drop'"),
        ("drop", "lies inside, or around, the folder of 'drop'"),
        ("/var/lib/spotward", "is, or holds, the state folder"), ("/var/lib", "is, or holds, the state folder"),
    ])
    func aControlSocketInTheWayIsRefused(path: String, reason: String) {
        #expect(
            reading(socket: path).defects.map { "\($0.line): \($0.key): \($0.reason)" } == [
                "28: control.socket: \(reason)"
            ])
    }

    @Test func anUnknownKeyOfTheControlIsRefused() {
        #expect(Ward.defects(Ward.sound + "control: {path: a}\n") == ["28: control.path: is not a known key"])
    }
}
