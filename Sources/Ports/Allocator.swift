import CPosix

/// The C library's allocator, told once at the start of a process.
public enum Allocator {
    /// Large blocks go back to the system when they are let go.
    ///
    /// By itself the allocator learns from each large block that is given back to keep such blocks, and in time a hub keeps
    /// what its largest batch took: 10 MiB more after 400,000 rows. Told a threshold it learns nothing.
    public static func giveBackBlocks(above byteCount: Int32) { posix_give_back_blocks_above(byteCount) }

    /// The threads share so many arenas. By itself the allocator makes eight a core, one for each thread that comes, and
    /// Dispatch's threads come and go: each arena keeps what its threads needed most at any time.
    public static func shareArenas(_ count: Int32) { posix_share_arenas(count) }

    /// Whole pages that nothing lies in go back to the system. Otherwise only those at the end of an arena do, and one small
    /// block that lives on behind a large one keeps its pages for good. About a millisecond for a hub.
    public static func giveBackFreePages() { posix_give_back_free_pages() }
}
