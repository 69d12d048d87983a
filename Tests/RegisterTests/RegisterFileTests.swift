import Alarms
import Foundation
import Testing
import Vitals

@testable import Register

/// The register's file is the old one or the new one, whole, whatever happens; anything else stops the daemon with a
/// sentence.
@Suite final class RegisterFileTests {
    let folder = FileManager.default.temporaryDirectory.appending(path: "register-\(UUID().uuidString)")
    var file: RegisterFile { RegisterFile(path: folder.appending(path: "register").path) }

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func ward(_ ids: [String]) throws -> WardRegister {
        var ward = Ward()
        for id in ids { _ = try ward.take(.admit(Ward.form(id))) }
        return ward.register
    }

    private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
    private func put(_ bytes: some Sequence<UInt8>, at path: String) throws {
        try Data(bytes).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    @Test func whatIsSavedIsLoaded() throws {
        #expect(try file.load() == [])
        let register = try ward(["robin-3"])
        try file.save(register)
        #expect(try file.load() == register.standingCommands)
        try file.save([])
        #expect(try file.load() == [])
    }

    @Test func onlyTheOwnerReadsTheFileAndItsCopy() throws {
        try file.save(try ward(["robin-3"]))
        try file.save(try ward(["robin-3", "robin-4"]))
        for path in [file.path, file.previousPath] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(path)")
        }
    }

    @Test func theCopyBeforeTheLastChangeStays() throws {
        let first = try ward(["robin-3"])
        try file.save(first)
        try file.save(try ward(["robin-3", "robin-4"]))
        #expect(try RegisterFile(path: file.previousPath).load() == first.standingCommands)
        // A damaged file does not take the place of the good copy.
        try put("damaged".utf8, at: file.path)
        try file.save(try ward([]))
        #expect(try RegisterFile(path: file.previousPath).load() == first.standingCommands)
    }

    @Test func aFileCutAtAnyByteIsRefused() throws {
        try file.save(try ward(["robin-3", "robin-4"]))
        let whole = try bytes(file.path)
        for count in 0..<whole.count {
            try put(whole.prefix(count), at: file.path)
            #expect(throws: RegisterFileError.self, "\(count) bytes") { try self.file.load() }
        }
        try put(whole, at: file.path)
        #expect(throws: Never.self) { try self.file.load() }
    }

    @Test func aFileWithAnyByteChangedIsRefused() throws {
        try file.save(try ward(["robin-3"]))
        let whole = try bytes(file.path)
        for place in whole.indices {
            var changed = whole
            changed[place] ^= 0x01
            try put(changed, at: file.path)
            #expect(throws: RegisterFileError.self, "byte \(place)") { try self.file.load() }
        }
    }

    /// Every state a stop between two steps of saving leaves on the disk.
    @Test func aStopWithinSavingGivesTheOldFileOrTheNewOne() throws {
        let old = try ward(["robin-3"])
        let new = try ward(["robin-3", "robin-4"])
        try file.save(old)
        let oldBytes = try bytes(file.path)
        let newBytes = RegisterContent.bytes(of: new.standingCommands)
        for (bytes, name) in [(oldBytes, ".previous.new"), (newBytes, ".new")] {
            for count in stride(from: 0, through: bytes.count, by: 7) {
                try put(bytes.prefix(count), at: file.path + name)
                #expect(try file.load() == old.standingCommands)
            }
            if name == ".previous.new" { try put(oldBytes, at: file.previousPath) }
        }
        try file.save(new)
        #expect(try file.load() == new.standingCommands)
        #expect(
            Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["register", "register.previous"])
    }

    @Test func aRegisterThatIsGoneIsNotAnEmptyOne() throws {
        try file.save(try ward(["robin-3"]))
        try file.save(try ward(["robin-3", "robin-4"]))
        try FileManager.default.removeItem(atPath: file.path)
        #expect { try self.file.load() } throws: {
            let error = $0 as? RegisterFileError
            return error?.kind == .missing && error?.description.contains("register.previous") == true
        }
    }

    @Test func anotherVersionIsRefusedWithWhatToDo() throws {
        try put("spotward-register 2\nsha256 0\n".utf8, at: file.path)
        #expect { try self.file.load() } throws: {
            let error = $0 as? RegisterFileError
            return error?.kind == .unknownVersion && error?.description.contains("a newer one") == true
        }
    }

    @Test func aFileOthersMayChangeIsRefused() throws {
        try file.save(try ward([]))
        for (mode, isRefused) in [(0o644, false), (0o620, true), (0o602, true)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
            if isRefused {
                #expect { try self.file.load() } throws: { ($0 as? RegisterFileError)?.kind == .openToOthers }
            } else {
                #expect(throws: Never.self) { try self.file.load() }
            }
        }
    }

    @Test func aLinkAFolderAndAnAbsentFolderAreRefused() throws {
        try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "elsewhere")
        #expect(throws: RegisterFileError.self) { try self.file.load() }
        try FileManager.default.removeItem(atPath: file.path)
        try FileManager.default.createDirectory(atPath: file.path, withIntermediateDirectories: false)
        #expect(throws: RegisterFileError.self) { try self.file.load() }
        #expect(throws: RegisterFileError.self) { try RegisterFile(path: self.file.path + "/no/register").save([]) }
    }
}
