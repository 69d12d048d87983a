import Glibc
import Testing
import Vitals

@testable import Ports

/// A file that somebody copies over a network share: no event tells when it is whole.
@Suite struct GrowingFileTests {
    @Test func itIsTakenWhenSizeAndTimeStoodStillForTwoLooksAndNotBefore() throws {
        let scratch = try ScratchFolder()
        let path = scratch.path("night.dat")
        // Open before the folder is watched and never closed: there is no event that could tell.
        let writer = FileDescriptor(owning: open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
        try writer.write([0], path: path)
        var intake = try Intake(scratch)
        // It grows, stands still for less than the stillness, and grows again.
        let started = PortClock.bootNow()
        var written = 1
        var lastWrite = started
        while written < 4 {
            #expect(try intake.takeAll().isEmpty, "taken while it grew")
            if PortClock.bootNow().since(lastWrite) >= PortLimits.stillness - .milliseconds(700) {
                try writer.write([UInt8(written)], path: path)
                lastWrite = PortClock.bootNow()
                written += 1
            }
            usleep(50_000)
        }
        let taken = try intake.waitForSome()
        #expect(taken == ["night.dat": [0, 1, 2, 3]])
        #expect(PortClock.bootNow().since(lastWrite) >= PortLimits.stillness)
        _ = consume writer
        // Its writer's late end does not offer it again.
        #expect(try intake.takeAll().isEmpty)
    }
}
