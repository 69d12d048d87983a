/// What a reader holds at most of one document, in bytes, by what is held. One document is read at a time.
package enum DocumentMemory {
    package static let heldRowBytes = MemoryLayout<MakerRow>.stride
}
