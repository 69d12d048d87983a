import Glibc
import Testing

@testable import Ports

@Suite struct AllocatorTests {
    private func residentByteCount() throws -> Int {
        let file = try #require(fopen("/proc/self/statm", "r"))
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        fgets(&line, Int32(line.count), file)
        let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
            separator: " ")
        return try #require(words.dropFirst().first.flatMap { Int($0) }) * Int(getpagesize())
    }

    /// A sanitizer brings an allocator of its own, which is asked for nothing here.
    private static var allocatorIsGlibcs: Bool { dlsym(nil, "__asan_init") == nil && dlsym(nil, "__tsan_init") == nil }

    @Test(.enabled(if: allocatorIsGlibcs)) func pagesBetweenBlocksThatLiveOnGoBack() throws {
        // 128 MiB in blocks of a KiB, of which one in 256 lives on: no end of an arena is free.
        var blocks: [UnsafeMutableRawPointer] = []
        for _ in 0..<131_072 {
            let block = try #require(malloc(1_024))
            memset(block, 1, 1_024)
            blocks.append(block)
        }
        for (index, block) in blocks.enumerated() where !index.isMultiple(of: 256) { free(block) }
        let before = try residentByteCount()
        Allocator.giveBackFreePages()
        let after = try residentByteCount()
        #expect(before - after > 64 << 20, "\(before) bytes, then \(after)")
        for (index, block) in blocks.enumerated() where index.isMultiple(of: 256) { free(block) }
    }
}
