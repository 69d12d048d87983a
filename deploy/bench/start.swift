// The least a Swift program can be, its libraries linked in: what a start is measured against.
print("0.1.0")
