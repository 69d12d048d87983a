import CPosix

/// The C library's allocator, told once at the start of a process.
public enum Allocator {
    /// Large blocks go back to the system when they are let go.
    ///
    /// By itself the allocator learns from each large block that is given back to keep such blocks, and in time a hub keeps
    /// what its largest batch took: 10 MiB more after 400,000 rows. Told a threshold it learns nothing.
    public static func giveBackBlocks(above byteCount: Int32) { posix_give_back_blocks_above(byteCount) }
}
